import Distributions
import Elementary
import Statistics
import Tensors

/// The logarithm of a ratio of partition functions by way of distributions in between.
///
///     ln Z_K − ln Z_0 = Σ_k (ln Z_k − ln Z_{k−1}),   Z_k = ∫ exp(−E_k(x)) dx
///
/// Each term is the constant of one classifier, of draws of p_k from as many draws of p_{k−1}, whose
/// log-odds are `E_{k−1}(x) − E_k(x) + c` with `c = ln Z_{k−1} − ln Z_k`. Every classifier has draws of
/// its own, so the errors are independent.
///
/// - Parameters:
///   - energies: E_0, …, E_K, at least two, neighbours not too different.
///   - draws: n independent draws of p_k, from k and n: `[n, …]`.
///   - count: n ≥ 2, for either side of each classifier.
///   - random: the stream to draw from.
/// - Returns: the estimate with its standard error; nil if the draws of some neighbours do not overlap
///   enough to give one.
/// - Source: C. H. Bennett (1976) for one bridge; B. Rhodes, K. Xu, M. U. Gutmann, "Telescoping
///   density-ratio estimation", NeurIPS 2020, for many.
public func bridgedLogPartition(
  of energies: [Energy], samples count: Int, using random: inout RandomStream,
  drawing draws: (_ k: Int, _ count: Int, _ random: inout RandomStream) -> Tensor
) -> Estimate? {
  precondition(
    energies.count >= 2 && count >= 2,
    "bridges: \(energies.count) energies with \(count) draws of each: two are needed of both")
  var total = Estimate(0)
  // snippet.bridges
  for k in 1..<energies.count {
    let (lower, upper) = (energies[k - 1], energies[k])
    let contrast = LogLinearContrast(
      features: [{ Tensor(repeating: 1, shape: [$0.rowCount]) }],
      knownPart: { lower($0) - upper($0) })
    let (data, noise) = (draws(k, count, &random), draws(k - 1, count, &random))
    guard let fit = contrast.fit(data: data, noise: noise) else { return nil }
    total = total - fit.estimate(0)
  }
  // snippet.end
  return total
}
