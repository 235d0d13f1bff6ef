import Diffusion
import Elementary
import TestSupport
import Testing
import Theory

@Suite struct InpaintingGaussianTests {
  static let schedule = NoiseSchedule("two steps", betas: [0.36, 0.75])

  /// Without correlation the known coordinate says nothing: the output is that of the sampler for
  /// N(0, 1), which ancestral steps with the posterior variance know by their own recursion.
  @Test func withoutCorrelationItIsTheSampler() {
    let sampler = ReverseSampler(NoiseSchedule.linear(steps: 30), .ancestral(.posterior))
    let output = InpaintingGaussian(correlation: 0).output(known: 2, sampler: sampler)
    let plain = sampler.outputDistribution(of: GaussianDiffusion(mean: 0, variance: 1))
    #expect(output.mean == 0)
    expectClose(output.variance, plain.variance, within: 1e-12)
  }

  /// Two DDIM steps by hand, ρ = ½, y = 1, ᾱ = (0.64, 0.16):
  /// from 2 to 1, a = 2, b = 0.6 − 2√0.84; C_2⁻¹ has (1, −0.08)/(1 − 0.08²).
  @Test func twoStepsByHand() {
    let sampler = ReverseSampler(Self.schedule, .implicit(eta: 0))
    let output = InpaintingGaussian(correlation: 0.5).output(known: 1, sampler: sampler)
    let b2 = (0.6 - 2 * sqrt(0.84)) * sqrt(0.84) / (1 - 0.0064)
    let (own2, other2) = (2 + b2, -0.08 * b2)
    let (m1, v1) = (other2 * 0.4, own2 * own2 + other2 * other2 * 0.84)
    // From 1 to 0: a = 1/0.8, b = −0.6/0.8; C_1⁻¹ has (1, −0.32)/(1 − 0.32²).
    let b1 = -0.75 * 0.6 / (1 - 0.1024)
    let (own1, other1) = (1.25 + b1, -0.32 * b1)
    expectClose(output.mean, own1 * m1 + other1 * 0.8, within: 1e-12)
    expectClose(output.variance, own1 * own1 * v1 + other1 * other1 * 0.36, within: 1e-12)
  }

  /// Repetitions bring the output nearer to the conditional distribution.
  @Test func repetitionsHelp() {
    let theory = InpaintingGaussian(correlation: 0.9)
    let sampler = ReverseSampler(NoiseSchedule.linear(steps: 200), .ancestral(.posterior))
    let exact = theory.conditional(known: 1)
    expectClose(exact.mean, 0.9, within: 1e-14)
    expectClose(exact.variance, 0.19, within: 1e-14)
    let outputs = [1, 4, 20].map { theory.output(known: 1, sampler: sampler, repetitions: $0) }
    let off = outputs.map { ($0.mean - exact.mean).magnitude }
    #expect(off[0] > 1.5 * off[1] && off[1] > 1.5 * off[2], "\(outputs)")
  }
}
