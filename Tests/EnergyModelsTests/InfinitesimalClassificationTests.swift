import Autodiff
import Distributions
import Elementary
import EnergyModels
import Networks
import Tensors
import TestSupport
import Testing
import Theory

/// The rate of noised standard normal data, times θ: `θ ∂ ln N(x; 0, 1 + t)/∂ ln t`.
private struct GaussianRate: RateNetwork {
  var factor: Variable

  init(_ factor: Float) { self.factor = Variable(Tensor(factor)) }

  func rate(_ x: Variable, variances t: Tensor) -> Variable {
    let v = 1 + t
    let exact = Variable(t / (2 * v)) * (x.square() / Variable(v) - 1)
    return factor * exact.rowSums()
  }

  mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    visit("factor", &factor)
  }
}

@Suite struct InfinitesimalClassificationTests {
  private let data = Gaussian(mean: 0, standardDeviation: 1)

  /// A row from the definition of the logarithmic loss.
  @Test func termsByHand() {
    let ladder = InfinitesimalClassification<GaussianRate>(
      data: data, variances: 0.1...10, step: 0.8)
    let batch = LadderPoints(
      less: Tensor([0.4, -1.5], shape: [2, 1]), more: Tensor([0.9, 2], shape: [2, 1]),
      variances: Tensor([0.5, 3], shape: [2, 1]))
    let terms = ladder.terms(of: GaussianRate(0.7), on: batch).doubles
    func D(_ x: Double, _ t: Double) -> Double {
      let rate = 0.7 * t / (2 * (1 + t)) * (x * x / (1 + t) - 1)
      return 1 / (1 + exp(0.8 * rate))
    }
    expectClose(terms[0], -log(D(0.4, 0.5)) - log(1 - D(0.9, 0.5)), within: 1e-5)
    expectClose(terms[1], -log(D(-1.5, 3)) - log(1 - D(2, 3)), within: 1e-5)
  }

  /// Points with noise of the two variances beside t, and t log-uniform half a step inside.
  @Test func variancesOfABatch() {
    let ladder = InfinitesimalClassification<GaussianRate>(data: data, variances: 0.1...10, step: 2)
    var random = RandomStream(seed: 31)
    let batch = ladder.batch(20_000, for: GaussianRate(1), using: &random)
    let t = batch.variances
    #expect(t.min() >= Float(0.1 * exp(1) * 0.9999) && t.max() <= Float(10 * exp(-1) * 1.0001))
    expectMean(
      of: log(t).doubles, exact: 0, detecting: 0.1, ledger: "noise ladder: levels")
    for (x, h) in [(batch.less, -1.0), (batch.more, 1)] {
      let white = x.square() / (1 + Float(exp(h)) * t)
      expectMean(of: white.doubles, exact: 1, detecting: 0.15, ledger: "noise ladder: variances")
    }
  }

  /// The expected loss is least where the log-odds are the exact ones: its derivative vanishes for
  /// the true rate, nearly since a step is finite, and not for half of it, nor for twice.
  @Test func bestRateIsTheTrueOne() {
    let ladder = InfinitesimalClassification<GaussianRate>(
      data: data, variances: 0.1...10, step: 0.4)
    var random = RandomStream(seed: 32)
    let batch = ladder.batch(100_000, for: GaussianRate(1), using: &random)
    func loss(_ factor: Float) -> Double {
      ladder.terms(of: GaussianRate(factor), on: batch).mean()
    }
    #expect(loss(1) < loss(0.5) && loss(1) < loss(1.5))
    // The minimum of the parabola through three points.
    let (low, middle, high) = (loss(0.5), loss(1), loss(1.5))
    let best = 1 + 0.25 * (low - high) / (low + high - 2 * middle)
    #expect(abs(best - 1) < 0.1, "\(best)")
  }

  /// Steps put end to end: the exact rate adds up to a difference of log densities.
  @Test func stepsTelescope() {
    let x = Tensor([0.0, 1, -2.5], shape: [3, 1])
    let sums = GaussianRate(1).logRatio(x, over: 0.1...10, steps: 400)
    for (x, sum) in zip(x.doubles, sums.doubles) {
      let exact =
        Gaussian(mean: 0, standardDeviation: sqrt(1.1)).density(x)
        / Gaussian(mean: 0, standardDeviation: sqrt(11)).density(x)
      expectNear(sum, log(exact), within: 2e-4)
    }
  }

  /// `∂ ln q/∂t = ½(tr ∇s + ‖s‖²)` in the plane, both sides by differences.
  @Test(arguments: [[0.3, -0.4], [-1.5, 1], [2, 2]])
  func heatEquationInThePlane(place: [Double]) {
    let (mixture, x) = (GaussianMixture.running, Tensor(place, shape: [1, 2]))
    func logDensity(_ t: Double) -> Double { Double(mixture.noised(by: t).logDensity(x)[0]) }
    let noised = mixture.noised(by: 0.5)
    let trace = (0..<2).reduce(0.0) { total, i in
      let step = Tensor((0..<2).map { $0 == i ? 0.01 : 0.0 }, shape: [1, 2])
      let change = noised.score(at: x + step) - noised.score(at: x - step)
      return total + Double(change[0, i]) / 0.02
    }
    let right = (trace + noised.score(at: x).sumOfSquares()) / 2
    expectNear((logDensity(0.52) - logDensity(0.48)) / 0.04, right, within: 3e-3)
  }

  @Test func numbersThatCannotBe() async {
    await #expect(processExitsWith: .failure) {
      _ = InfinitesimalClassification<RateMLP>(data: Gaussian.running, variances: 0.1...1, step: 3)
    }
    await #expect(processExitsWith: .failure) {
      _ = InfinitesimalClassification<RateMLP>(data: Gaussian.running, variances: 0...1, step: 0.1)
    }
    await #expect(processExitsWith: .failure) {
      _ = LadderPoints(less: .zeros(3, 1), more: .zeros(3, 1), variances: .zeros(3, 2))
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = RateMLP(dimension: 1, hidden: [4], using: &random).rate(.zeros(3, 1), variance: 0)
    }
  }
}
