import Elementary

/// The distribution of a chain on the line that takes normal steps, `x' = m(x) + σ z`, on cells as
/// narrow as the noise of its last step. Unlike a `MarkovMatrix`, it may take finer and finer steps.
///
///     p'(y) = ∫ p(x) N(y; m(x), σ²) dx
///
/// A sum over cells is the trapezoidal rule, which for densities as smooth as normal noise makes
/// them is exact to five digits or more if a cell is no wider than 1.25 σ/max(1, |m′|).
public struct StepsOnLine: Sendable {
  /// The middles of the cells, evenly spaced.
  public private(set) var cells: [Double]
  /// Their probabilities.
  public private(set) var probabilities: [Double]

  /// A start from N(mean, σ²), on σ/8-wide cells within 8σ.
  public init(mean: Double = 0, standardDeviation σ: Double) {
    precondition(σ > 0, "steps on the line: a start of standard deviation \(σ)")
    let z = (0..<128).map { (Double($0) + 0.5) / 8 - 8 }
    cells = z.map { mean + σ * $0 }
    probabilities = divided(z.map { exp(-0.5 * $0 * $0) })
  }

  /// Takes steps.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - reach: the new cells lie within ±reach, where all but a negligible share of the chains is
  ///     after each of the steps.
  ///   - σ: the standard deviation of the noise.
  ///   - m: where a step leads without noise.
  public mutating func step(
    _ count: Int = 1, within reach: Double, noise σ: Double, mean m: (Double) -> Double
  ) {
    precondition(count >= 0 && reach > 0 && σ > 0, "\(count) steps within ±\(reach), noise \(σ)")
    guard count > 0 else { return }
    // Seen from y, what comes from x is a bump of the width σ/|m′|, to be resolved as well.
    let slope = zip(cells, cells.dropFirst()).reduce(1) { slope, pair in
      max(slope, ((m(pair.1) - m(pair.0)) / (pair.1 - pair.0)).magnitude)
    }
    // An even number, so that 0 lies between two cells.
    let half = max(50, Int((reach * slope / (1.25 * σ)).rounded(.up)))
    let width = reach / Double(half)
    let new = (-half..<half).map { (Double($0) + 0.5) * width }
    func moved(_ probabilities: [Double], from cells: [Double], times: Int) -> [Double] {
      // Only cells within 9σ of where the step leads.
      let rows: [(first: Int, row: [Double])] = cells.map { x in
        let centre = m(x)
        let first = cell(below: centre - 9 * σ), last = cell(below: centre + 9 * σ)
        let row = (first...last).map { j in
          let z = (new[j] - centre) / σ
          return exp(-0.5 * z * z)
        }
        // What would leave the cells stays in the outermost.
        return (first, sum(row) > 0 ? divided(row) : row.map { _ in 1 / Double(row.count) })
      }
      func cell(below x: Double) -> Int {
        Int(min(max(((x + reach) / width).rounded(.down), 0), Double(2 * half - 1)))
      }
      return (0..<times).reduce(probabilities) { old, _ in
        var next = [Double](repeating: 0, count: new.count)
        for (p, (first, row)) in zip(old, rows) where p > 1e-18 {
          for (j, share) in row.enumerated() { next[first + j] += p * share }
        }
        return next
      }
    }
    let once = moved(probabilities, from: cells, times: 1)
    probabilities = count > 1 ? moved(once, from: new, times: count - 1) : once
    cells = new
  }

  /// The share of the chains above 0.
  public var shareAbove: Double {
    sum(zip(cells, probabilities).map { $0 > 0 ? $1 : 0 }) / sum(probabilities)
  }
}

private func divided(_ values: [Double]) -> [Double] {
  let total = sum(values)
  return values.map { $0 / total }
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
