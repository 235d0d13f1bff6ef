import Distributions
import ScoreMatching
import Tensors
import Testing

@Suite struct FisherDivergenceTests {
  /// For N(μ, s²) against N(m, v): F = ½[(μ − m)²/v² + s²(1/v − 1/s²)²].
  @Test(arguments: [(0.0, 1.0, 0.5, 1.0), (1, 0.5, 1, 2), (-1, 2, 0.5, 0.7)])
  func agreesWithTheClosedFormForGaussians(μ: Double, s: Double, m: Double, v: Double) {
    // Gauss–Hermite's three nodes are exact for the quadratic integrand; weights 1:4:1 over six
    // points.
    let h = s * 3.0.squareRoot()
    let points = Tensor([μ - h, μ, μ, μ, μ, μ + h], shape: [6, 1])
    let value = fisherDivergence(
      from: { -1 / Float(s * s) * ($0 - Float(μ)) }, to: { -1 / Float(v) * ($0 - Float(m)) },
      at: points
    ).value
    let a = (μ - m) / v
    let b = s * (1 / v - 1 / (s * s))
    let exact = 0.5 * (a * a + b * b)
    #expect(abs(value - exact) < 1e-5 * exact)
  }

  @Test func standardErrorIsThatOfTheMean() {
    let points = Tensor([1.0, 2, 3, 4], shape: [4, 1])
    let divergence = fisherDivergence(
      from: { $0 }, to: { Tensor.zeros($0.shape[0], 1) }, at: points)
    // ½x² is 0.5, 2, 4.5, 8: mean 3.75, variance 10.75, so √(10.75/4).
    #expect(divergence.value == 3.75)
    #expect(abs(divergence.standardError - 1.6393596) < 1e-6)
  }

  /// In the plane, with correlations: for p = N(0, Σ) and the score −Λx of another Gaussian,
  /// F = ½ tr((Σ⁻¹ − Λ) Σ (Σ⁻¹ − Λ)), here with Σ = [[2, 0.6], [0.6, 1]] and Λ = I.
  @Test func expectationOnAGrid() {
    let p = Gaussian(mean: [0.5, -1], covariance: [[2, 0.6], [0.6, 1]])
    let center = Tensor([0.5, -1])
    let value = fisherDivergence(
      from: p, to: { center - $0 }, on: Grid(square: -10...10, step: 0.1))
    // tr Σ⁻¹ − 2 tr I + tr Σ, with det Σ = 1.64.
    #expect(abs(value - (3 / 1.64 - 4 + 3) / 2) < 1e-5)
  }

  @Test func otherShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = fisherDivergence(from: { $0 }, to: { $0.columns(0..<1) }, at: Tensor.zeros(4, 2))
    }
  }
}
