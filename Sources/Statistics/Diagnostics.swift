import Elementary

/// Gelman and Rubin's diagnostic of several chains, each cut in halves: how much the variance
/// between the pieces adds to that within them.
///
///     R̂ = √( ((n−1)/n · W + B/n) / W )
///
/// W is the mean of the pieces' variances, B/n the variance of their means, n their length. Near 1
/// the pieces agree; above 1.01 they have not seen the same distribution. Halving catches a chain
/// that still drifts. What no chain has seen, no R̂ can know.
///
/// - Parameter chains: the values of one scalar along each chain, finite, of one length, at least 4;
///   an odd value at the end is left out.
/// - Returns: R̂ ≥ √((n−1)/n).
///
/// Source: A. Gelman et al., Bayesian Data Analysis, 3rd ed. (2013), eqs. (11.3)–(11.4).
public func splitRHat(_ chains: [[Double]]) -> Double {
  let n = (chains.first?.count ?? 0) / 2
  precondition(
    n >= 2 && chains.allSatisfy { $0.count == chains[0].count },
    "split R-hat: chains of one length of at least 4, not \(chains.map(\.count))")
  let values = scaled(chains.flatMap { $0[..<(2 * n)] }, "split R-hat").values
  let pieces = (0..<2 * chains.count).map { Array(values[$0 * n..<($0 + 1) * n]) }
  let within = sum(pieces.map { plainMeanAndVariance($0).variance }) / Double(pieces.count)
  let between = plainMeanAndVariance(pieces.map { plainMeanAndVariance($0).mean }).variance
  precondition(within > 0, "split R-hat: no chain ever moves")
  return sqrt((Double(n - 1) / Double(n) * within + between) / within)
}

/// The standard error of a chain's mean by batch means: the chain is cut into long batches, whose
/// means are nearly independent.
///
///     SE² = s²(batch means)/b
///
/// - Parameters:
///   - chain: the values of one scalar along a chain, finite.
///   - batches: b ≥ 2; a remainder at the end of the chain is left out. Each batch should be many
///     autocorrelation times long, or the error comes out too small.
/// - Returns: the standard error of the mean.
///
/// Source: C. J. Geyer, Statistical Science 7 (1992), 473, section 3.2.
public func batchMeansStandardError(_ chain: [Double], batches: Int) -> Double {
  precondition(
    batches >= 2 && chain.count >= batches,
    "batch means: \(batches) batches of a chain of \(chain.count) values")
  let length = chain.count / batches
  let (values, scale) = scaled(chain, "batch means")
  let means = (0..<batches).map { b in
    sum(Array(values[b * length..<(b + 1) * length])) / Double(length)
  }
  return scale * sqrt(plainMeanAndVariance(means).variance / Double(batches))
}
