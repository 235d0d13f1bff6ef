import Elementary

/// What a chain's states are worth for the mean of a function, at stationarity.
extension MarkovMatrix {
  /// The autocovariances `C_k = Cov(f(x_0), f(x_k))`, exactly.
  ///
  ///     C_k = Σ_i π_i f̃_i (P^k f̃)_i,   f̃ = f − Σ π_i f_i
  ///
  /// - Parameters:
  ///   - function: `f`, one value for each state.
  ///   - maxLag: The largest `k ≥ 0`.
  /// - Returns: `C_0 … C_maxLag`; the correlations are `C_k/C_0`.
  /// - Precondition: The chain is irreducible.
  /// - Accuracy: absolute error about `k` × 1e-16 × `C_0`.
  /// - Source: A. D. Sokal, "Monte Carlo methods in statistical mechanics" (1989), §2.
  public func autocovariances(of function: [Double], maxLag: Int) -> [Double] {
    precondition(maxLag >= 0, "autocovariances up to lag \(maxLag)")
    let (distribution, centred) = centre(function)
    var later = centred
    return (0...maxLag).map { lag in
      if lag > 0 { later = rows.map { row in dot(row, later) } }
      return dot(zip(distribution, centred).map { $0 * $1 }, later)
    }
  }

  /// The variance of the mean of a function over `n` consecutive states.
  ///
  ///     Var f̄ = (1/n) [ C_0 + 2 Σ_{k=1}^{n−1} (1 − k/n) C_k ]
  ///
  /// - Parameters:
  ///   - function: `f`, one value for each state.
  ///   - samples: `n ≥ 1`.
  /// - Returns: The variance of the mean. Time grows as `n`.
  /// - Precondition: The chain is irreducible.
  /// - Accuracy: absolute error about `n` × 1e-16 × `C_0`.
  /// - Source: A. D. Sokal, "Monte Carlo methods in statistical mechanics" (1989), eq. 2.19.
  public func varianceOfMean(of function: [Double], samples: Int) -> Double {
    precondition(samples >= 1, "needs samples ≥ 1, got \(samples)")
    let n = Double(samples)
    let covariances = autocovariances(of: function, maxLag: samples - 1)
    let terms = covariances.enumerated().map { lag, c in
      lag == 0 ? c : 2 * (1 - Double(lag) / n) * c
    }
    return sum(terms) / n
  }

  /// The integrated autocorrelation time of a function of the state.
  ///
  ///     τ_f = 1 + 2 Σ_{k≥1} C_k/C_0 = 2 ⟨f̃, g⟩/⟨f̃, f̃⟩ − 1,   (I − P + 1πᵀ) g = f̃
  ///
  /// Derivation: `Σ_k P^k f̃ = g`, since on functions of mean 0 the matrix `1πᵀ` does nothing; the
  /// product is weighted by `π`.
  ///
  /// - Parameter function: `f`, one value for each state, not constant.
  /// - Returns: `τ_f` in steps.
  /// - Precondition: The chain is irreducible.
  /// - Accuracy: relative error about 1e-15/gap.
  /// - Source: J. G. Kemeny, J. L. Snell, "Finite Markov Chains" (1960), §4.3: the fundamental
  ///   matrix.
  public func integratedTime(of function: [Double]) -> Double {
    let (distribution, centred) = centre(function)
    let matrix = rows.indices.map { i in
      rows.indices.map { j in (i == j ? 1 : 0) - rows[i][j] + distribution[j] }
    }
    let total = solveLinearSystem(matrix, centred)
    let weighted = zip(distribution, centred).map { $0 * $1 }
    let variance = dot(weighted, centred)
    precondition(variance > 0, "a constant function has no autocorrelation")
    return 2 * dot(weighted, total) / variance - 1
  }

  private func centre(_ function: [Double]) -> (distribution: [Double], centred: [Double]) {
    precondition(
      function.count == rows.count, "needs \(rows.count) values, got \(function.count)")
    let distribution = stationaryDistribution()
    let mean = dot(distribution, function)
    return (distribution, function.map { $0 - mean })
  }
}

private func dot(_ x: [Double], _ y: [Double]) -> Double {
  var total = 0.0
  for i in x.indices { total += x[i] * y[i] }
  return total
}

/// Solves `A x = b` by elimination with partial pivoting.
private func solveLinearSystem(_ matrix: [[Double]], _ b: [Double]) -> [Double] {
  // Each row carries its right-hand side.
  var a = zip(matrix, b).map { $0 + [$1] }
  let n = b.count
  for k in 0..<n {
    a.swapAt(k, (k..<n).max { a[$0][k].magnitude < a[$1][k].magnitude }!)
    let pivot = a[k]
    for i in (k + 1)..<max(k + 1, n) where a[i][k] != 0 {
      let factor = a[i][k] / pivot[k]
      for j in k...n { a[i][j] -= factor * pivot[j] }
    }
  }
  var x = [Double](repeating: 0, count: n)
  for i in stride(from: n - 1, through: 0, by: -1) {
    var rest = a[i][n]
    for j in (i + 1)..<max(i + 1, n) { rest -= a[i][j] * x[j] }
    x[i] = rest / a[i][i]
  }
  return x
}
