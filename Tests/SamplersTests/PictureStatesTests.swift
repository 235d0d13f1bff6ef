import Distributions
import Samplers
import Tensors
import Testing

/// States may have any shape: chains of pictures, `[chains, 4, 4]`, go where their flattened twins,
/// `[chains, 16]`, go, bit by bit.
@Suite struct PictureStatesTests {
  /// E = Σ (x² − 1)², of every shape, and its score.
  static let energy: @Sendable (Tensor) -> Tensor = { ($0.square() - 1).square().rowSums() }
  static let score: @Sendable (Tensor) -> Tensor = { -4 * $0 * ($0.square() - 1) }

  private func expectSameBits(
    _ kernel: some MarkovKernel<Tensor>, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var random = RandomStream(seed: 120)
    let start = random.normal([50, 4, 4])
    var (pictures, flat) = (start, start.reshaped(50, 16))
    var (one, other) = (kernel, kernel)
    var same = random
    one.run(&pictures, steps: 5, using: &random)
    other.run(&flat, steps: 5, using: &same)
    #expect(pictures.shape == [50, 4, 4], sourceLocation: sourceLocation)
    #expect(pictures != start, sourceLocation: sourceLocation)
    #expect(pictures.reshaped(50, 16) == flat, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    Langevin.Noise.tied(temperature: 0.7), .none, .uniform(standardDeviation: 0.1),
  ])
  func langevin(noise: Langevin.Noise) {
    expectSameBits(Langevin(score: Self.score, stepSize: 0.01, noise: noise))
  }

  @Test func metropolis() {
    expectSameBits(Metropolis(energy: Self.energy, proposalStandardDeviation: 0.2))
  }

  @Test func metropolisAdjustedLangevin() {
    expectSameBits(
      Metropolis(
        energy: Self.energy, score: Self.score, temperature: 1.3, langevinStepSize: 0.02))
  }

  /// Whole pictures are accepted or not.
  @Test func aPictureMovesAsAWhole() {
    var random = RandomStream(seed: 121)
    let start = random.normal([300, 4, 4])
    var x = start
    var kernel = Metropolis(energy: Self.energy, proposalStandardDeviation: 0.3)
    kernel.step(&x, using: &random)
    let moved = (x - start).scalars.map { $0 != 0 }
    for i in 0..<300 { #expect(Set(moved[16 * i..<16 * (i + 1)]).count == 1) }
    #expect(kernel.accepted == (0..<300).count { moved[16 * $0] })
    #expect(kernel.accepted > 50 && kernel.accepted < 250)
  }
}
