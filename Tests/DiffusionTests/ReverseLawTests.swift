import ClosedForms
import Diffusion
import Elementary
import Testing

@Suite struct ReverseLawTests {
  static let data = GaussianDiffusion(mean: 1, variance: 0.25)

  func divergence(_ rule: ReverseRule, steps: Int) -> Double {
    let sampler = ReverseSampler(.linear(steps: steps), rule)
    let V = sampler.outputLaw(of: Self.data).variance
    return GaussianDivergence.varianceRatioDivergence(V / Self.data.variance)
  }

  /// Computed once in another language from the formulas of Ho et al. and Song et al.
  @Test(arguments: [
    (50, 1.0e-3, 1.3e-2, 3.1e-3), (200, 5.8e-5, 1.2e-3, 2.1e-4), (1000, 2.3e-6, 6.1e-5, 9.1e-6),
  ])
  func divergencesOfTheOutput(T: Int, β: Double, posterior: Double, ddim: Double) {
    expectClose(divergence(.ancestral(.beta), steps: T), β, within: 0.05)
    expectClose(divergence(.ancestral(.posterior), steps: T), posterior, within: 0.05)
    expectClose(divergence(.implicit(eta: 0), steps: T), ddim, within: 0.05)
  }
}
