import Autodiff
import Diffusion
import Distributions
import Elementary
import LinearAlgebra
import Networks
import Statistics
import Tensors
import TestSupport
import Testing

@Suite struct WhitenedPredictorTests {
  static let schedule = NoiseSchedule.linear(steps: 20)
  static let data: Tensor = {
    var random = RandomStream(seed: 1)
    return random.normal([500, 3]).matmul(Tensor(rows: [[1, 0.5, 0], [0, 0.3, 0.2], [0, 0, 2]])) + 1
  }()

  /// If the network says 0, it is the best prediction for a Gaussian with the data's moments.
  @Test(arguments: [1, 8, 20]) func withoutTheNetworkItIsAffine(t: Int) {
    let silent = KnownNoise { x, _ in Tensor(repeating: 0, shape: x.shape) }
    let predictor = WhitenedPredictor(silent, for: Self.data, schedule: Self.schedule)
    let moments = meanAndCovariance(Self.data, unbiased: false)
    let exact = ExactNoise(
      of: Gaussian(mean: moments.mean, covariance: moments.covariance), schedule: Self.schedule)
    let x = Self.data.rows(0..<20)
    #expect((predictor.predictNoise(x, t) - exact(x, t)).abs().max() < 1e-4)
  }

  /// What the network sees has mean 0 and covariance I, and so has c times what it is asked for.
  /// Later on, what the network adds is lost in the rounding of the rest.
  @Test(arguments: [2, 9, 12]) func theNetworkSeesUnitVariance(t: Int) {
    var random = RandomStream(seed: 2)
    // The data many times, so that noise and data are nearly uncorrelated.
    let clean = Tensor.concatenated([Tensor](repeating: Self.data, count: 40))
    let noise = random.normal(clean.shape)
    let x = ForwardProcess(Self.schedule).jump(clean, to: t, noise: noise)
    var seen: [Tensor] = []
    let watching = KnownNoise { x, _ in
      seen.append(x)
      return Tensor(repeating: 0, shape: x.shape)
    }
    let times = [Int](repeating: t, count: x.rowCount)
    let affine = WhitenedPredictor(watching, for: Self.data, schedule: Self.schedule)(
      Variable(x), times: times
    ).value
    // The prediction is linear in what the network says: what it should say is what is left, in
    // units of what a 1 adds along each axis.
    let units = (0..<3).map { axis in
      let one = KnownNoise { x, _ in
        Tensor((0..<3).map { $0 == axis ? 1.0 : 0 }, shape: [1, 3]) + 0 * x
      }
      return
        (WhitenedPredictor(one, for: Self.data, schedule: Self.schedule)(
          Variable(x), times: times
        ).value - affine).row(0).doubles
    }
    let rest = noise - affine
    let asked = Tensor.concatenated(
      units.map { unit in
        let square = sum(unit.map { $0 * $0 })
        return (rest * Tensor(unit, shape: [1, 3])).sum(axis: 1, keepingAxis: true)
          / Float(square)
      }, axis: 1)
    let level = Self.schedule.level(t)
    let moments = meanAndCovariance(Self.data, unbiased: false)
    let largest = SymmetricEigen(moments.covariance).values.last!
    let share = level.signal * largest / (level.signal * largest + level.noise)
    let c = share * sqrt(share)
    for (name, sample) in [("seen", seen[0]), ("asked", Float(c) * asked)] {
      let (mean, covariance) = meanAndCovariance(sample)
      for i in 0..<3 {
        expectNear(mean[i], 0, within: 0.04)
        for j in 0..<3 {
          #expect((covariance[i][j] - (i == j ? 1 : 0)).magnitude < 0.06, "\(name) \(i) \(j)")
        }
      }
    }
  }

  /// For data with mean 0 and covariance I the network is asked for the velocity divided by `ᾱ^{3/2}`.
  @Test func forWhiteDataItIsTheVelocity() {
    let white = Tensor(rows: [[1, 1], [1, -1], [-1, 1], [-1, -1]])
    let base = KnownNoise { x, t in x * (0.1 * Float(t)) }
    let less = KnownNoise { x, t in
      x * (0.1 * Float(t)) * Float(pow(Self.schedule.alphaBar(t), 1.5))
    }
    let x = Tensor(rows: [[0.3, -2], [1, 0.2]])
    let whitened = WhitenedPredictor(base, for: white, schedule: Self.schedule)
    let velocity = VelocityPredictor(less, schedule: Self.schedule)
    for t in [1, 10, 20] {
      #expect((whitened.predictNoise(x, t) - velocity.predictNoise(x, t)).abs().max() < 1e-5)
    }
  }

  @Test func refusesOtherShapes() async {
    await #expect(processExitsWith: .failure) {
      _ = WhitenedPredictor(
        KnownNoise { x, _ in x }, for: Self.data, schedule: Self.schedule
      ).predictNoise(.zeros(2, 4), 3)
    }
  }
}
