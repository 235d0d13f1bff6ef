import Autodiff
import Diffusion
import Distributions
import Elementary
import Tensors
import TestSupport
import Testing

@Suite struct EmpiricalNoiseTests {
  static let points = Tensor(rows: [[1, 0], [-0.5, 0.8], [0.2, -1.1], [0, 0.1]])
  static let schedule = NoiseSchedule.linear(steps: 20)

  /// Bayes' rule, written out in Double.
  @Test(arguments: [1, 4, 12, 20]) func agreesWithBayes(t: Int) {
    var random = RandomStream(seed: 1)
    let empirical = EmpiricalNoise(of: Self.points, schedule: Self.schedule)
    let level = Self.schedule.level(t)
    let x = ForwardProcess(Self.schedule).jump(Self.points, to: t, using: &random)
    let (weights, noise) = (empirical.weights(x, t), empirical(x, t))
    for row in 0..<4 {
      let densities = (0..<4).map { i in
        let square = sum(
          (0..<2).map { j in
            let z = Double(x[row, j]) - level.signalScale * Double(Self.points[i, j])
            return z * z
          })
        return exp(-square / (2 * level.noise))
      }
      for i in 0..<4 {
        expectNear(Double(weights[row, i]), densities[i] / sum(densities), within: 1e-4)
      }
      for j in 0..<2 {
        let clean =
          sum((0..<4).map { densities[$0] * Double(Self.points[$0, j]) })
          / sum(densities)
        let exact = (Double(x[row, j]) - level.signalScale * clean) / level.noiseScale
        expectNear(Double(noise[row, j]), exact, within: 2e-3)
      }
    }
  }

  /// A narrow mixture at the same points has nearly the same prediction.
  @Test func isTheLimitOfAMixture() {
    let components = (0..<4).map { i in
      Gaussian(mean: Self.points.row(i).doubles, standardDeviation: 1e-3)
    }
    let mixture = GaussianMixture(weights: [1, 1, 1, 1], components: components)
    let exact = ExactNoise(of: mixture, schedule: Self.schedule)
    let empirical = EmpiricalNoise(of: Self.points, schedule: Self.schedule)
    var random = RandomStream(seed: 2)
    for t in [3, 10, 20] {
      let x = random.normal([50, 2])
      #expect((exact(x, t) - empirical(x, t)).abs().max() < 1e-3)
    }
  }

  /// No other prediction has a smaller loss: a shift or a factor makes it larger.
  @Test func hasTheSmallestLoss() {
    let empirical = EmpiricalNoise(of: Self.points, schedule: Self.schedule)
    var random = RandomStream(seed: 3)
    let objective = NoiseLoss<KnownNoise>(
      data: DataSet(Self.points), schedule: Self.schedule, times: .only(8))
    let batch = objective.batch(
      20_000, for: KnownNoise(empirical.callAsFunction), using: &random)
    func loss(_ prediction: @escaping NoisePrediction) -> Double {
      objective.loss(of: KnownNoise(prediction), on: batch).value
    }
    let least = loss(empirical.callAsFunction)
    #expect(loss { 1.1 * empirical($0, $1) } > least * 1.005)
    #expect(loss { 0.9 * empirical($0, $1) } > least * 1.005)
    #expect(loss { empirical($0, $1) + 0.1 } > least * 1.005)
    #expect(loss { x, t in empirical(x, t + 1) } > least)
  }

  /// The reverse process ends at points of the set.
  @Test func samplesAreCopies() {
    var random = RandomStream(seed: 4)
    let schedule = NoiseSchedule.linear(steps: 100)
    let empirical = EmpiricalNoise(of: Self.points, schedule: schedule)
    let x = ReverseSampler(schedule, .ancestral(.posterior)).sample(
      200, dimension: 2, predicting: empirical.callAsFunction, using: &random)
    for row in 0..<200 {
      let nearest = (0..<4).map { i in
        (x.rows(row..<row + 1) - Self.points.rows(i..<i + 1)).abs().max()
      }.min()!
      #expect(nearest < 1e-4)
    }
  }

  /// The prediction c x has the loss `c² (ᾱq + σ²) − 2cσ + 1`, with the points' mean square q and
  /// `σ² = 1 − ᾱ`; the prediction 0 has 1.
  @Test(arguments: [2, 8, 20]) func lossesAndTheirDifference(t: Int) {
    let empirical = EmpiricalNoise(of: Self.points, schedule: Self.schedule)
    let (level, count) = (Self.schedule.level(t), 20_000)
    let q = Self.points.square().mean()
    let difference = 0.49 * (level.signal * q + level.noise) - 1.4 * level.noiseScale
    func multiple(_ x: Tensor, _ t: Int) -> Tensor { 0.7 * x }
    func zero(_ x: Tensor, _ t: Int) -> Tensor { 0 * x }
    // The same draws each time.
    let random = RandomStream(seed: 5)
    var streams = [random, random, random]
    let losses = empirical.losses(of: multiple, at: t, draws: count, using: &streams[0]).doubles
    let others = empirical.losses(of: zero, at: t, draws: count, using: &streams[1]).doubles
    let excess = empirical.excess(of: multiple, over: zero, at: t, draws: count, using: &streams[2])
      .doubles
    expectMean(
      of: losses, exact: 1 + difference, detecting: 0.1, ledger: "losses on draws of a set")
    expectMean(of: others, exact: 1, detecting: 0.1, ledger: "losses on draws of a set")
    expectMean(
      of: excess, exact: difference, detecting: 0.1, ledger: "losses on draws of a set")
    func spread(_ x: [Double]) -> Double { Tensor(x, shape: [x.count]).variance() }
    let plain = zip(losses, others).map { $0 - $1 }
    #expect(spread(excess) < spread(plain))
  }

  @Test func refusesCleanStates() async {
    await #expect(processExitsWith: .failure) {
      _ = EmpiricalNoise(of: Self.points, schedule: Self.schedule)(Self.points, 0)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 6)
      _ = EmpiricalNoise(of: Self.points, schedule: Self.schedule)
        .losses(of: { x, _ in x }, at: 0, draws: 3, using: &random)
    }
  }
}
