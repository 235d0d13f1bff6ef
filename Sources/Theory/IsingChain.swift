import Elementary

/// Ising spins in one dimension, `E = −J Σ y_i y_{i+1} − h Σ y_i`, solved by their transfer matrix.
///
///     λ± = e^J cosh h ± √(e^{2J} sinh² h + e^{−2J})
///
/// - Source: E. Ising, Zeitschrift für Physik 31 (1925), 253; H. A. Kramers, G. H. Wannier, Physical
///   Review 60 (1941), 252.
public enum IsingChain {
  /// ln Z of a ring of N ≥ 3 spins, `ln(λ₊^N + λ₋^N)`.
  public static func logPartitionFunctionOfRing(spins N: Int, coupling J: Double, field h: Double)
    -> Double
  {
    precondition(N >= 3, "a ring of \(N) spins")
    let root = sqrt(exp(2 * J) * sinh(h) * sinh(h) + exp(-2 * J))
    let (larger, smaller) = (exp(J) * cosh(h) + root, exp(J) * cosh(h) - root)
    return Double(N) * log(larger)
      + log1p(
        pow(smaller.magnitude / larger, Double(N))
          * (smaller < 0 && N % 2 == 1 ? -1 : 1))
  }

  /// ln Z of an open chain of N ≥ 1 spins without a field, `ln(2 (2 cosh J)^{N−1})`.
  public static func logPartitionFunctionOfOpenChain(spins N: Int, coupling J: Double) -> Double {
    precondition(N >= 1, "an open chain of \(N) spins")
    return log(2) + Double(N - 1) * log(2 * cosh(J))
  }

  /// The mean of `y_i y_{i+r}` in an open chain without a field, `tanh^r J`.
  public static func correlation(distance r: Int, coupling J: Double) -> Double {
    precondition(r >= 0, "a correlation at the distance \(r)")
    return (0..<r).reduce(1) { product, _ in product * tanh(J) }
  }
}
