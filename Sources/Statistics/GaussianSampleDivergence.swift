import Elementary
import Tensors

/// How far the distribution of each row is from N(m, v), if the row holds independent draws from some
/// N(M, V).
///
///     ½ [V̂/v − 1 − ln(V̂/v) + ψ((J−1)/2) − ln((J−1)/2)] + ½ [(M̂−m)² − V̂/J]/v
///
/// This is an unbiased estimate of `KL(N(M,V) ‖ N(m,v))` from J draws: putting `M̂` and `V̂` in the
/// formula would add about `1/J`, because `(M̂−M)²` has the mean `V/J` and `ln(V̂/V)` the mean
/// `ψ((J−1)/2) − ln((J−1)/2)`. It can be negative.
///
/// - Parameters:
///   - draws: `[rows, J]` with J ≥ 2, finite, the draws of a row independent and normal.
///   - mean, variance: m and v > 0, finite.
/// - Returns: one estimate for each row; ∞ where all draws are equal.
/// - Source: W. G. Cochran, Proc. Camb. Phil. Soc. 30 (1934), 178: `(J−1)V̂/V` is χ², independent of
///   M̂.
public func rowDivergences(of draws: Tensor, mean m: Double, variance v: Double) -> [Double] {
  precondition(
    draws.rank == 2 && draws.shape[1] > 1 && m.isFinite && v > 0 && v.isFinite,
    "row divergences: draws \(draws.shape), from a mean of \(m) and a variance of \(v)")
  precondition(
    draws.count == 0 || draws.sum().isFinite, "row divergences: a draw is infinite or NaN")
  let J = Double(draws.shape[1])
  let correction = digamma((J - 1) / 2) - log((J - 1) / 2)
  let means = draws.mean(axis: 1, keepingAxis: true)
  let squares = (draws - means).square().mean(axis: 1).doubles
  return zip(means.doubles, squares).map { M, square in
    let V = square * J / (J - 1)
    return 0.5 * (V / v - 1 - log(V / v) + correction) + 0.5 * ((M - m) * (M - m) - V / J) / v
  }
}
