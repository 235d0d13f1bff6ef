import Elementary

/// The autocorrelations `ρ_0 = 1, ρ_1, …` of a chain, by direct sums.
///
///     ρ_k = (1/n) Σ_{t < n−k} (x_t − x̄)(x_{t+k} − x̄) / (1/n) Σ (x_t − x̄)²
///
/// - Parameters:
///   - chain: the values of one scalar along a chain, finite and not all equal.
///   - maxLag: the largest k, below the length of the chain.
/// - Returns: maxLag + 1 values. Their noise is about `√(τ_int / n)`; dividing by n and not by n −
///   k biases large lags to 0 but keeps the sequence positive definite.
public func autocorrelation(_ chain: [Double], maxLag: Int) -> [Double] {
  precondition(
    maxLag >= 0 && maxLag < chain.count,
    "autocorrelation: lag \(maxLag) in a chain of \(chain.count) values")
  let values = scaled(chain, "autocorrelation").values
  let mean = sum(values) / Double(values.count)
  let centred = values.map { $0 - mean }
  let products = (0...maxLag).map { lag in
    var total = 0.0
    for t in 0..<(centred.count - lag) { total += centred[t] * centred[t + lag] }
    return total
  }
  precondition(products[0] > 0, "autocorrelation: all \(chain.count) values are \(chain[0])")
  return products.map { $0 / products[0] }
}

/// The integrated autocorrelation time `τ_int = 1 + 2 Σ ρ_k` of a reversible chain, cut off where
/// the correlations drown in noise.
///
/// In a reversible chain the sums of neighbours `Γ_m = ρ_{2m} + ρ_{2m+1}` are positive and
/// decrease. Geyer's initial monotone sequence adds them up until one is not positive, and lets
/// none exceed its predecessor. For an alternating chain the sum may come out at 0 or below: no
/// chain is believed to be worth more than `n log₁₀ n` independent values.
///
/// - Parameter chain: the values of one scalar along a chain, at least two, finite and not all
///   equal; an estimate to be trusted needs a hundred τ_int or more.
/// - Returns: τ_int ≥ 1/max(1, log₁₀ n); a chain of n values is worth n/τ_int independent ones.
///
/// Source: C. J. Geyer, Statistical Science 7 (1992), 473, section 3.3; for the bound, Stan's
/// reference manual, "Effective sample size".
public func integratedAutocorrelationTime(_ chain: [Double]) -> Double {
  precondition(
    chain.count > 1, "integrated autocorrelation time of a chain of \(chain.count) values")
  var (maxLag, ρ) = (0, [Double]())
  var (total, smallest, m) = (-1.0, Double.infinity, 0)
  while 2 * m + 1 < chain.count {
    if 2 * m + 1 > maxLag || ρ.isEmpty {
      maxLag = min(max(2 * maxLag, 63), chain.count - 1)
      ρ = autocorrelation(chain, maxLag: maxLag)
    }
    let pair = ρ[2 * m] + ρ[2 * m + 1]
    if pair <= 0 { break }
    smallest = min(smallest, pair)
    total += 2 * smallest
    m += 1
  }
  return max(total, 1 / max(1, log10(Double(chain.count))))
}

/// How many independent samples a chain is worth for the mean of its values: `n/τ_int`.
///
/// - Parameter chain: as for `integratedAutocorrelationTime`.
public func effectiveSampleSize(_ chain: [Double]) -> Double {
  Double(chain.count) / integratedAutocorrelationTime(chain)
}
