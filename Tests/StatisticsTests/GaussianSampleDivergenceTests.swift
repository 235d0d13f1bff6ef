import Elementary
import Statistics
import Tensors
import TestSupport
import Testing

@Suite struct GaussianSampleDivergenceTests {
  /// `E ln(χ²_k/k)` by quadrature over u = ln χ², the correction that makes the estimate unbiased.
  func meanLogarithm(_ k: Double) -> Double {
    func weight(_ u: Double) -> Double {
      exp(k / 2 * u - exp(u) / 2 - k / 2 * log(2) - logGamma(k / 2))
    }
    return integrate(from: -60, to: 8, points: 8000) { ($0 - log(k)) * weight($0) }
  }

  @Test func rowByHand() {
    let rows = rowDivergences(
      of: Tensor([[1.0, 2, 4, 5], [0, 0, 3, -1]].flatMap { $0 }, shape: [2, 4]), mean: 1,
      variance: 2)
    // Means 3 and ½; squares about them 10 and 9, over three degrees of freedom.
    for (row, (M, V)) in zip(rows, [(3.0, 10.0 / 3), (0.5, 3)]) {
      let spread = V / 2 - 1 - (log(V / 2) - meanLogarithm(3))
      expectNear(row, 0.5 * spread + 0.5 * ((M - 1) * (M - 1) - V / 4) / 2, within: 1e-6)
    }
  }

  /// Unbiased: with E V̂ = V, E ln V̂ = ln V + the correction and E M̂² = M² + V/J, what is left is the
  /// divergence. Checked over draws for J = 2, where M̂ and the difference are independent normals.
  @Test func unbiasedForTwoDraws() {
    let (M, V, m, v) = (0.4, 0.7, 1.0, 0.5)
    let correction = meanLogarithm(1)
    // x = M + √V (a ± b)/√2, so V̂ = V b² and M̂ = M + √(V/2) a.
    let logarithm = log(V) + correction
    let expectation =
      0.5 * (V / v - 1 - (logarithm - log(v)) + correction)
      + 0.5 * ((M - m) * (M - m) + V / 2 - V / 2) / v
    expectNear(
      expectation, 0.5 * (V / v - 1 - log(V / v) + (M - m) * (M - m) / v), within: 1e-12)
    let pair = rowDivergences(
      of: Tensor([M + 0.3, M - 0.5], shape: [1, 2]), mean: m, variance: v)[0]
    let (mean, variance) = (M - 0.1, 0.32)
    expectNear(
      pair,
      0.5 * (variance / v - 1 - log(variance / v) + correction)
        + 0.5 * ((mean - m) * (mean - m) - variance / 2) / v, within: 1e-5)
  }
}
