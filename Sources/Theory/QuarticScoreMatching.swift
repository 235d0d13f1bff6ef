import Elementary

/// Score matching for the energy `E(x) = a x²/2 + b x⁴/4`, whose score −(a x + b x³) is linear in
/// its parameters, so that the loss is a parabola and its minimum a linear system.
public enum QuarticScoreMatching {
  /// The minimum of the loss, from three moments of the data.
  ///
  ///     [[m₂, m₄], [m₄, m₆]] (a, b)ᵀ = (1, 3m₂)ᵀ
  ///
  /// Derivation: `J = E[−(a + 3bx²) + ½(ax + bx³)²]`; its derivatives are `−1 + a m₂ + b m₄` and
  /// `−3m₂ + a m₄ + b m₆`.
  ///
  /// - Parameters:
  ///   - secondMoment: `m₂ = E x²`, of the distribution or of a sample.
  ///   - fourthMoment: `m₄ = E x⁴`.
  ///   - sixthMoment: `m₆ = E x⁶`.
  /// - Returns: `a` and `b`. Where b < 0, `exp(−E)` has no integral; the fit does not notice.
  /// - Precondition: `m₂ m₆ > m₄²`, as for every distribution on more than one value of x².
  /// - Accuracy: that of the moments times `m₂ m₆/(m₂ m₆ − m₄²)`.
  /// - Source: A. Hyvärinen, Computational Statistics & Data Analysis 51 (2007), 2499.
  public static func fit(
    secondMoment m2: Double, fourthMoment m4: Double, sixthMoment m6: Double
  ) -> (a: Double, b: Double) {
    let determinant = m2 * m6 - m4 * m4
    precondition(
      determinant > 0,
      "no distribution has the moments \(m2), \(m4), \(m6) with a unique fit: m₂m₆ ≤ m₄²")
    return ((m6 - 3 * m2 * m4) / determinant, (3 * m2 * m2 - m4) / determinant)
  }

  /// The even moments of `p(x) ∝ exp(−a x²/2 − b x⁴/4)`.
  ///
  ///     a m_{k+2} + b m_{k+4} = (k+1) m_k
  ///
  /// The recursion is `∫ (x^{k+1} p)′ dx = 0`, and its first two lines are the equations of the
  /// fit: score matching solves them for a and b, given the moments. Here each moment is an
  /// integral.
  ///
  /// - Parameters:
  ///   - a: any number; below 0 there are two wells.
  ///   - b: `> 0`.
  ///   - count: how many.
  /// - Returns: `m₀ = 1, m₂, m₄, …`.
  /// - Accuracy: relative error about 1e-13.
  /// - Source: see the derivation.
  public static func moments(a: Double, b: Double, count: Int) -> [Double] {
    precondition(
      b > 0 && count >= 0, "\(count) moments: needs b > 0 for an integrable density, got \(b)")
    // exp(lowest E − E) is e⁻¹⁰⁰ or less from here on.
    let bottom = a < 0 ? -a * a / (4 * b) : 0
    let edge = sqrt((-a + sqrt(a * a + 4 * b * (100 + bottom))) / b)
    var integrals = [Double](repeating: 0, count: count)
    for k in integrals.indices {
      integrals[k] = integrate(from: 0, to: edge, points: 2000) { x in
        let square = x * x
        let weight = exp(-square * (0.5 * a + 0.25 * b * square) + bottom)
        return (0..<k).reduce(weight) { power, _ in power * square }
      }
    }
    return integrals.map { $0 / integrals[0] }
  }

  /// The covariance of two estimates of `(a, b)` from n independent draws, times n, for large n.
  ///
  ///     score matching      M⁻¹ E[ψψᵀ] M⁻¹,  M = [[m₂, m₄], [m₄, m₆]],
  ///                         ψ = (1 − a x² − b x⁴, 3x² − a x⁴ − b x⁶)
  ///     maximum likelihood  the inverse of Cov(x²/2, x⁴/4)
  ///
  /// Derivation: the fit solves `mean of ψ = 0`; ψ has expectation 0 and mean slope −M.
  ///
  /// - Parameters: as for ``moments(a:b:count:)``.
  /// - Returns: two symmetric matrices of 2 × 2. The second is the smaller one, by Cramér and Rao.
  /// - Accuracy: relative error about 1e-11.
  /// - Source: A. W. van der Vaart, "Asymptotic Statistics" (1998), theorem 5.21.
  public static func asymptoticCovariances(
    a: Double, b: Double
  ) -> (scoreMatching: [[Double]], maximumLikelihood: [[Double]]) {
    let m = moments(a: a, b: b, count: 7)
    // ψ as polynomials in x².
    let ψ: [[Double]] = [[1, -a, -b], [0, 3, -a, -b]]
    func product(_ p: [Double], _ q: [Double]) -> Double {
      var total = 0.0
      for (i, u) in p.enumerated() {
        for (j, v) in q.enumerated() { total += u * v * m[i + j] }
      }
      return total
    }
    let inverse = inverted([[m[1], m[2]], [m[2], m[3]]])
    let middle = ψ.map { p in ψ.map { product(p, $0) } }
    let information = [
      [(m[2] - m[1] * m[1]) / 4, (m[3] - m[1] * m[2]) / 8],
      [(m[3] - m[1] * m[2]) / 8, (m[4] - m[2] * m[2]) / 16],
    ]
    return (multiplied(multiplied(inverse, middle), inverse), inverted(information))
  }
}

private func inverted(_ m: [[Double]]) -> [[Double]] {
  let determinant = m[0][0] * m[1][1] - m[0][1] * m[1][0]
  return [
    [m[1][1] / determinant, -m[0][1] / determinant],
    [-m[1][0] / determinant, m[0][0] / determinant],
  ]
}

private func multiplied(_ p: [[Double]], _ q: [[Double]]) -> [[Double]] {
  p.map { row in q[0].indices.map { j in sum(row.indices.map { row[$0] * q[$0][j] }) } }
}
