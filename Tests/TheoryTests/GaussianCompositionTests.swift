import Diffusion
import Elementary
import TestSupport
import Testing
import Theory

@Suite struct GaussianCompositionTests {
  static let two = GaussianComposition(means: [0, 1], variances: [1, 0.5])

  @Test(arguments: [(-1, 1, 1.5, 0.5), (0, 2, 0, 0.1), (3, 0.2, -1, 4)])
  func overlapAgreesWithQuadrature(m1: Double, v1: Double, m2: Double, v2: Double) {
    let integral = integrate(from: -25, to: 25, points: 4000) {
      normalDensity($0, mean: m1, variance: v1) * normalDensity($0, mean: m2, variance: v2)
    }
    expectClose(
      GaussianComposition.overlap(mean: m1, variance: v1, mean: m2, variance: v2), integral,
      within: 1e-11)
  }

  /// Moments of the product of noised densities, by quadrature; noise 0 is the product.
  @Test(arguments: [0, 0.3, 1, 4])
  func summedScoresBelongToTheProductOfNoisedDensities(noise: Double) {
    func moment(_ k: Double) -> Double {
      integrate(from: -20, to: 20, points: 2000) { x in
        pow(x + 25, k) * normalDensity(x, mean: 0, variance: 1 + noise)
          * normalDensity(x, mean: 1, variance: 0.5 + noise)
      }
    }
    let mean = moment(1) / moment(0) - 25
    let (m, v) = Self.two.summed(noise: noise)
    expectClose(m, mean, within: 1e-9, scale: 1)
    expectClose(v, moment(2) / moment(0) - pow(mean + 25, 2), within: 1e-7, scale: 1)
  }

  @Test func theNumbersOfTheBook() {
    expectClose(Self.two.noisedVariance(noise: 1), 4.0 / 3, within: 1e-14)
    expectClose(Self.two.summed(noise: 1).variance, 6.0 / 7, within: 1e-14)
  }

  /// Noise after the product: by convolution of the product's density.
  @Test func noisedVarianceAgreesWithConvolution() {
    let product = Self.two.summed()
    let noise = 0.7
    func density(_ x: Double) -> Double {
      integrate(from: -8, to: 8, points: 400) { y in
        normalDensity(y, mean: product.mean, variance: product.variance)
          * normalDensity(x - y, variance: noise)
      }
    }
    let variance = integrate(from: -9, to: 10, points: 400) { x in
      pow(x - product.mean, 2) * density(x)
    }
    expectClose(Self.two.noisedVariance(noise: noise), variance, within: 1e-8)
  }

  /// Partial fractions for two factors, and the odd number for equal ones.
  @Test func limitsInClosedForm() {
    let (a, b) = (1.0, 0.5)
    let limit = Self.two.ancestralLimit
    let d = a - b
    expectClose(
      limit.variance, a * a * b * b * ((1 / a + 1 / b) / (d * d) - 2 * log(a / b) / (d * d * d)),
      within: 1e-11)
    expectClose(limit.mean, a * b * (1 / (b * d) - log(a / b) / (d * d)), within: 1e-11)
    for n in 1...6 {
      let equal = GaussianComposition(
        means: [Double](repeating: 0.4, count: n), variances: [Double](repeating: 0.3, count: n))
      expectClose(equal.ancestralLimit.variance, 0.3 / Double(2 * n - 1), within: 1e-11)
      expectClose(equal.ancestralLimit.mean, 0.4, within: 1e-11)
    }
  }

  /// Many short steps of the sampler itself, whose error falls as 1/T.
  @Test func recursionTendsToTheLimit() {
    let three = GaussianComposition(means: [0, 1, -1], variances: [1, 0.5, 0.2])
    for composition in [Self.two, three] {
      let limit = composition.ancestralLimit
      let errors = [1000, 4000].map { steps in
        let sampler = ReverseSampler(.linear(steps: steps), .ancestral(.posterior))
        let end = composition.marginals(of: sampler).last!
        return (abs(end.mean - limit.mean), abs(end.variance - limit.variance))
      }
      #expect(errors[1].1 < 0.3 * errors[0].1 && errors[1].1 < 0.01 * limit.variance, "\(errors)")
      #expect(errors[1].0 < 1e-3, "\(errors)")
    }
  }

  /// One factor is the sampler of the diffusion itself.
  @Test(arguments: [ReverseRule.ancestral(.beta), .implicit(eta: 0), .flowEuler])
  func oneFactorIsTheDiffusion(rule: ReverseRule) {
    let sampler = ReverseSampler(.linear(steps: 50), rule)
    let one = GaussianComposition(means: [0.7], variances: [0.3])
    let exact = sampler.marginals(of: GaussianDiffusion(mean: 0.7, variance: 0.3))
    for (state, other) in zip(one.marginals(of: sampler), exact) {
      expectClose(state.mean, other.mean, within: 1e-12, scale: 1)
      expectClose(state.variance, other.variance, within: 1e-12, scale: 1)
    }
  }

  /// Step by step, and that it forgets its start and ends near the product.
  @Test func annealedFollowsTheRecursion() {
    let (noises, steps) = ([4, 1, 0.1, 0.001], [0.4, 0.2, 0.05, 0.01])
    var (mean, variance) = (3.0, 2.0)
    for (u, ε) in zip(noises, steps) {
      for _ in 0..<7 {
        let precision = 1 / (1 + u) + 1 / (0.5 + u)
        mean += ε * (1 / (0.5 + u) - precision * mean)
        variance = pow(1 - ε * precision, 2) * variance + 2 * ε
      }
    }
    let end = Self.two.annealed(
      noises: noises, stepSizes: steps, steps: 7, mean: 3, variance: 2)
    expectClose(end.mean, mean, within: 1e-12)
    expectClose(end.variance, variance, within: 1e-12)
    let patient = Self.two.annealed(
      noises: noises, stepSizes: steps, steps: 2000, mean: 3, variance: 2)
    expectClose(patient.mean, 2.0 / 3, within: 2e-3)
    expectClose(patient.variance, 1.0 / 3, within: 0.02)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) {
      _ = GaussianComposition(means: [0], variances: [1, 2])
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianComposition(means: [0], variances: [0])
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianComposition.overlap(mean: 0, variance: -1, mean: 0, variance: 1)
    }
  }
}
