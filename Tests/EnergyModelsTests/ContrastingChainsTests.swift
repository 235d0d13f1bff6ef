import Autodiff
import Distributions
import Elementary
import EnergyModels
import Samplers
import Tensors
import TestSupport
import Testing

/// Where the chains begin, and how they move.
@Suite struct ContrastingChainsTests {
  /// Chains that are not steps from the data: draws of the model give the gradient of the
  /// likelihood, whatever their number of steps; and their variance is that of two independent
  /// samples.
  @Test(arguments: [0, 3]) func drawsOfTheModelGiveTheLikelihoodsGradient(steps: Int) {
    let (λ, μ, m, v) = (2.0, 0.5, 1.0, 0.25)
    let count = 100_000
    let model = GaussianEnergy(precision: λ, mean: μ)
    func exactDraws(_ model: GaussianEnergy) -> Gaussian {
      Gaussian(
        mean: Double(model.mean.value.item),
        standardDeviation: 1 / sqrt(Double(model.precision.value.item)))
    }
    var objective = ContrastiveDivergence<GaussianEnergy>(
      data: Gaussian(mean: m, standardDeviation: sqrt(v)),
      from: .draws { model, count, random in exactDraws(model).sample(count, using: &random) },
      steps: steps, kernel: { model in IndependentDraws(from: exactDraws(model)) })
    var random = RandomStream(seed: 14)
    let batch = objective.batch(count, for: model, using: &random)
    let g = contrast(model, data: batch.positives, negatives: batch.negatives)
    // ∂E/∂λ = ½(x − μ)² and ∂E/∂μ = −λ(x − μ), of x⁺ less that of x⁻; (x⁺ − μ)² has the variance
    // 2v² + 4v(m − μ)².
    let d = m - μ
    expectMean(
      Double(g[0].item), exact: (v + d * d - 1 / λ) / 2,
      variance: (2 * v * v + 4 * v * d * d + 2 / (λ * λ)) / 4, count: count, detecting: 0.05,
      ledger: "contrastive divergence: draws")
    expectMean(
      Double(g[1].item), exact: -λ * d, variance: λ * λ * (v + 1 / λ), count: count,
      detecting: 0.1, ledger: "contrastive divergence: draws")
  }

  /// Chains go on from where the last batch left them, by any kernel.
  @Test func chainsOfABufferGoOn() {
    struct Shift: MarkovKernel {
      func step(_ x: inout Tensor, using random: inout RandomStream) { x += 1 }
    }
    var random = RandomStream(seed: 15)
    let buffer = ReplayBuffer(capacity: 6, using: &random) { count, _ in .zeros(count, 1) }
    let data = Tensor([7.0, 8, 9], shape: [3, 1])
    var objective = ContrastiveDivergence<GaussianEnergy>(
      data: WholeDataSet(data), from: .buffer(buffer), steps: 4, kernel: { _ in Shift() })
    let model = GaussianEnergy(precision: 1, mean: 0)
    for round in 1...10 {
      let batch = objective.batch(3, for: model, using: &random)
      #expect(batch.positives == data)
      // Three chains in each round took four steps each; all together they took 12 a round.
      #expect(objective.chains!.sum() == Double(12 * round))
      #expect(batch.negatives.scalars.allSatisfy(objective.chains!.scalars.contains))
    }
    let chainless = ContrastiveDivergence<GaussianEnergy>(
      data: WholeDataSet(data), steps: 4, stepSize: 0.1)
    #expect(chainless.chains == nil)
  }

  /// Samples are constants: they may come from a tracked network, and its tape does not grow by
  /// them.
  @Test func noGradientFlowsThroughTheSamples() {
    let tape = Tape()
    var random = RandomStream(seed: 2)
    let (network, _) = GaussianEnergy(precision: 2, mean: 1).tracked(on: tape)
    let before = tape.count
    var objective = ContrastiveDivergence<GaussianEnergy>(
      data: Gaussian.running, steps: 5, stepSize: 0.1)
    _ = objective.batch(8, for: network, using: &random)
    #expect(tape.count == before)
  }
}
