import Elementary

/// What a measured number should be, with the distribution of its deviation.
///
/// The distributions of the random cases are exact (`variance`, of normal samples), rigorous
/// bounds (`frequency`) or those of sums of many terms (`mean`), so that the rate at which a right
/// number is refused is known.
public enum Target: Sendable {
  /// The value itself, up to `tolerance · max(1, |value|)`.
  case value(Double, tolerance: Double = 1e-9)
  /// The mean of many independent terms, with its exactly known standard error.
  case mean(Double, standardError: Double)
  /// The variance of normal samples; (measured/exact)·degrees follows χ².
  case variance(Double, degreesOfFreedom: Double)
  /// How often something of this probability happens in independent trials.
  case frequency(Double, trials: Int)
  /// Any value: what is not known.
  case anything

  /// The expected value.
  public var center: Double {
    switch self {
    case .value(let value, _), .mean(let value, _), .variance(let value, _),
      .frequency(let value, _):
      value
    case .anything: .nan
    }
  }

  /// The standard deviation of the measured number; 0 if it is no random number.
  public var standardDeviation: Double {
    switch self {
    case .value, .anything: 0
    case .mean(_, let error): error
    case .variance(let value, let degrees): value * sqrt(2 / degrees)
    case .frequency(let p, let trials): sqrt(p * (1 - p) / Double(trials))
    }
  }

  /// Whether the measured number is a random one.
  public var isRandom: Bool {
    switch self {
    case .value, .anything: false
    case .mean, .variance, .frequency: true
    }
  }

  /// How likely a measured number is, as if it were normal: for comparisons.
  public func logLikelihood(_ measured: Double) -> Double {
    if case .anything = self { return -log(100) }
    let error = max(1e-9, standardDeviation)
    // What is exact is so but for rounding.
    let z = isRandom ? (measured - center) / error : 0
    return -log(error) - z * z / 2
  }

  /// Whether a measured number is taken for this.
  ///
  /// - Parameters:
  ///   - measured: the number.
  ///   - rate: the chance with which a number of this distribution may be refused.
  public func accepts(_ measured: Double, rate: Double) -> Bool {
    guard measured.isFinite else { return false }
    switch self {
    case .anything: return true
    case .value(let value, let tolerance):
      return value.isFinite && abs(measured - value) <= tolerance * max(1, abs(value))
    case .mean(let value, let error):
      return abs(measured - value) <= -normalQuantile(rate / 2) * error
    case .variance(let value, let degrees):
      guard measured > 0 else { return false }
      let z = ChiSquared(degrees: degrees).normalScore(measured / value * degrees)
      return abs(z) <= -normalQuantile(rate / 2)
    case .frequency(let p, let trials):
      guard (0...1).contains(measured) else { return false }
      // Chernoff's bound: P(share at least as far on this side) ≤ exp(-n KL(share, p)).
      return Double(trials) * bernoulliDivergence(measured, p) <= -log(rate / 2)
    }
  }
}

/// KL of two coins; infinite where the first does what the second never does.
private func bernoulliDivergence(_ a: Double, _ b: Double) -> Double {
  func term(_ a: Double, _ b: Double) -> Double {
    a == 0 ? 0 : b == 0 ? .infinity : a * log(a / b)
  }
  return max(0, term(a, b) + term(1 - a, 1 - b))
}
