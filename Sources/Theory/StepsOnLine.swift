import Elementary

/// The distribution of a chain on the line that takes normal steps, `x' = m(x) + σ z`.
///
///     p'(y) = ∫ p(x) N(y; m(x), σ²) dx ≈ Σ_j p_j N(y; m(x_j), σ²)
///
/// The sum over cells is the trapezoidal rule, exact to many digits once cells resolve what stands
/// under the integral: p, smooth on the scale of the last step's noise, and as a function of x a bump
/// of the width σ/|m′|. After each step the distribution is a mixture of normals, which can be put
/// on cells of any width; so the next steps may be as fine as they like, unlike a `MarkovMatrix`'s.
public struct StepsOnLine: Sendable {
  /// The means of the mixture.
  private var centres: [Double]
  /// Their weights, adding up to 1.
  private var weights: [Double]
  /// The standard deviation of each part.
  private var spread: Double

  /// A start from N(mean, σ²).
  public init(mean: Double = 0, standardDeviation σ: Double) {
    precondition(σ > 0, "steps on the line: a start of standard deviation \(σ)")
    (centres, weights, spread) = ([mean], [1], σ)
  }

  /// Takes steps.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - reach: all but a negligible share of the chains is within ±reach before and after each step.
  ///   - σ: the standard deviation of the noise.
  ///   - m: where a step leads without noise.
  /// - Accuracy: about 1e-6.
  public mutating func step(
    _ count: Int = 1, within reach: Double, noise σ: Double, mean m: (Double) -> Double
  ) {
    precondition(count >= 0 && reach > 0 && σ > 0, "\(count) steps within ±\(reach), noise \(σ)")
    guard count > 0 else { return }
    let trial = cells(within: reach, width: σ / 2)
    let slope = zip(trial, trial.dropFirst()).reduce(1) { slope, pair in
      max(slope, ((m(pair.1) - m(pair.0)) / (pair.1 - pair.0)).magnitude)
    }
    let x = cells(within: reach, width: 1.2 * min(spread, σ / slope))
    var p = Self.share(weights, among: x, by: Self.rows(from: centres, spread, to: x))
    let moved = x.map(m)
    if count > 1 {
      let rows = Self.rows(from: moved, σ, to: x)
      for _ in 1..<count { p = Self.share(p, among: x, by: rows) }
    }
    (centres, weights, spread) = (moved, p, σ)
  }

  /// The share of the chains above 0.
  public var shareAbove: Double {
    sum(zip(weights, centres).map { $0 * normalCDF($1 / spread) })
  }

  /// The mean and the variance.
  public var moments: (mean: Double, variance: Double) {
    let mean = sum(zip(weights, centres).map { $0 * $1 })
    let between = sum(zip(weights, centres).map { $0 * ($1 - mean) * ($1 - mean) })
    return (mean, between + spread * spread)
  }

  /// The middles of an even number of cells.
  private func cells(within reach: Double, width: Double) -> [Double] {
    let half = max(40, Int((reach / width).rounded(.up)))
    return (-half..<half).map { (Double($0) + 0.5) * reach / Double(half) }
  }

  /// For each centre the cells within eight standard deviations, and their shares of a normal part.
  private static func rows(
    from centres: [Double], _ σ: Double, to cells: [Double]
  ) -> [(first: Int, shares: [Double])] {
    let width = cells[1] - cells[0]
    func cell(at x: Double) -> Int {
      Int(min(max(((x - cells[0]) / width).rounded(), 0), Double(cells.count - 1)))
    }
    return centres.map { centre in
      let first = cell(at: centre - 8 * σ), last = cell(at: centre + 8 * σ)
      let shares = (first...last).map { j in
        let z = (cells[j] - centre) / σ
        return exp(-0.5 * z * z)
      }
      // What would leave the cells stays in the outermost.
      let total = sum(shares)
      return (
        first, total > 0 ? shares.map { $0 / total } : shares.map { _ in 1 / Double(shares.count) }
      )
    }
  }

  private static func share(
    _ weights: [Double], among cells: [Double], by rows: [(first: Int, shares: [Double])]
  ) -> [Double] {
    var next = [Double](repeating: 0, count: cells.count)
    for (p, (first, shares)) in zip(weights, rows) where p > 1e-18 {
      for (j, share) in shares.enumerated() { next[first + j] += p * share }
    }
    return next
  }
}

extension PairOnLine {
  /// The share of the right mode after each level of annealed Langevin dynamics with exact scores.
  ///
  /// - Parameters:
  ///   - standardDeviations: σ_1 > … > σ_L.
  ///   - stepSize: ε, the α of the last level.
  ///   - stepsPerLevel: K.
  ///   - startStandardDeviation: that of the start about 0.
  /// - Returns: the share of the chains above 0 after each level. Once the modes are further apart
  ///   than chains can go, at `c > 6√(v + σ²)`, it no longer changes, and is not computed anew.
  public func annealedShares(
    standardDeviations: [Double], stepSize: Double, stepsPerLevel K: Int,
    startStandardDeviation: Double
  ) -> [Double] {
    // The chains are a normal part, whose variances these are, and pulls to ±c.
    let variances =
      [startStandardDeviation * startStandardDeviation]
      + AnnealedLangevinGaussian
      .variances(
        dataVariance: variance, standardDeviations: standardDeviations, stepSize: stepSize,
        stepsPerLevel: K, startVariance: startStandardDeviation * startStandardDeviation)
    let last = standardDeviations[standardDeviations.count - 1]
    var chains = StepsOnLine(standardDeviation: startStandardDeviation)
    var share = chains.shareAbove
    return zip(standardDeviations, zip(variances, variances.dropFirst())).map { σ, V in
      let pair = noised(by: σ * σ)
      if pair.isOpen {
        let α = stepSize * (σ / last) * (σ / last)
        // Beyond η = 1 a step overshoots, and pulls add up.
        let a = 1 - α / (2 * pair.variance)
        let pulled = a < 0 ? distance * (1 - a) / max(1 + a, 0.05) : distance
        chains.step(K, within: pulled + 6.5 * sqrt(max(V.0, V.1)), noise: sqrt(α)) { u in
          u + α / 2 * pair.score(u)
        }
        share = chains.shareAbove
      }
      return share
    }
  }

  /// Whether chains can still change sides.
  private var isOpen: Bool { distance < 6 * sqrt(variance) }

  /// The share of the right mode at the end of an ancestral sampler with exact scores, down the
  /// ladder to noise 0.
  ///
  ///     x' = x + (σ_i² − σ_{i+1}²) s(x) + σ_{i+1} √(1 − σ_{i+1}²/σ_i²) z
  ///
  /// - Source: Y. Song et al., "Score-based generative modeling through stochastic differential
  ///   equations", ICLR 2021, appendix F.
  public func ancestralShare(
    standardDeviations: [Double], startStandardDeviation: Double
  ) -> Double {
    var chains = StepsOnLine(standardDeviation: startStandardDeviation)
    for (σ, next) in zip(standardDeviations, standardDeviations.dropFirst()) {
      let pair = noised(by: σ * σ)
      guard pair.isOpen else { break }
      let removed = σ * σ - next * next
      chains.step(
        within: distance + 6.5
          * max(startStandardDeviation * next / standardDeviations[0], sqrt(pair.variance)),
        noise: next * sqrt(removed) / σ
      ) { u in u + removed * pair.score(u) }
    }
    return chains.shareAbove
  }
}
