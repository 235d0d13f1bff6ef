import Elementary
import Tensors

/// A measured value and its standard error: what a measurement returns, and what a claim, a table
/// and an error bar take.
///
/// Arithmetic carries the errors along to first order, as for *independent* estimates:
///
///     (a ± u) + (b ± v) = a + b ± √(u² + v²),   f(a ± u) = f(a) ± |f′(a)| u
///
/// What comes from the same sample is not independent: take the difference (or the quotient's
/// linearised terms) row by row and then one estimate, `Estimate(meanOf: x - y)`.
public struct Estimate: Sendable, Equatable {
  /// The estimate; infinite if what was measured is, never NaN.
  public let value: Double
  /// Its standard error, in the unit of the value; 0 for an exact number, ∞ if nothing is known.
  public let standardError: Double

  /// - Parameters:
  ///   - value: the estimate; NaN is none, and stops the program, as does arithmetic that comes to it.
  ///   - standardError: its standard deviation, ≥ 0, perhaps infinite.
  public init(_ value: Double, standardError: Double = 0) {
    precondition(
      !value.isNaN && standardError >= 0,
      "estimate: \(value) with a standard error of \(standardError)")
    self.value = value
    self.standardError = standardError
  }

  /// The mean of independent values.
  ///
  ///     x̄ = (1/n) Σ x_i,   SE² = Σ (x_i − x̄)²/(n (n − 1))
  ///
  /// - Parameter values: at least two, finite, independent of each other.
  public init(meanOf values: [Double]) {
    let (values, scale) = scaled(values, "estimate of a mean")
    let (mean, variance) = plainMeanAndVariance(values)
    self.init(scale * mean, standardError: scale * sqrt(variance / Double(values.count)))
  }

  /// The mean of independent values, the elements of a tensor of any shape.
  ///
  /// - Precondition: at least two elements, all of them finite.
  public init(meanOf values: Tensor) {
    precondition(
      values.count > 1, "estimate: the mean of \(values.shape) has no standard error")
    let mean = values.mean()
    precondition(
      mean.isFinite,
      "estimate of a mean: \(values.scalars.count { !$0.isFinite }) of \(values.count) values "
        + "are infinite or NaN")
    self.init(
      mean,
      standardError: sqrt(values.variance(unbiased: true) / Double(values.count)))
  }

  /// The variance of independent values, whatever their distribution.
  ///
  ///     s² = Σ (x_i − x̄)²/(n − 1),   SE² = (m₄ − s⁴ (n − 3)/(n − 1))/n
  ///
  /// - Parameter values: at least four, finite, independent of each other; m₄ is their fourth central
  ///   moment.
  public init(varianceOf values: [Double]) {
    precondition(values.count > 3, "estimate: the variance of \(values.count) values")
    let (values, scale) = scaled(values, "estimate of a variance")
    let (mean, variance) = plainMeanAndVariance(values)
    let n = Double(values.count)
    let fourth =
      sum(
        values.map { x in
          let square = (x - mean) * (x - mean)
          return square * square
        }) / n
    let spread = (fourth - variance * variance * (n - 3) / (n - 1)) / n
    // Step by step: the square of the scale alone may be infinite, and 0 times that is no number.
    self.init(
      scale * (scale * variance), standardError: scale * (scale * sqrt(max(0, spread))))
  }

  /// A share of independent trials.
  ///
  ///     p̂ = k/n,   SE² = p̂ (1 − p̂)/n
  ///
  /// - Parameters:
  ///   - count: k, from 0 to n.
  ///   - trials: n ≥ 1.
  public init(share count: Int, of trials: Int) {
    precondition(
      trials > 0 && (0...trials).contains(count), "estimate: a share of \(count) in \(trials)")
    let p = Double(count) / Double(trials)
    self.init(p, standardError: sqrt(p * (1 - p) / Double(trials)))
  }

  /// The mean of independent draws whose variance is known.
  ///
  ///     SE² = σ²/n
  ///
  /// - Parameters:
  ///   - mean: of the draws.
  ///   - variance: σ² ≥ 0, of one draw.
  ///   - draws: n ≥ 1.
  public init(_ mean: Double, variance: Double, draws: Int) {
    precondition(
      variance >= 0 && draws > 0, "estimate: the mean of \(draws) draws of variance \(variance)")
    self.init(mean, standardError: sqrt(variance / Double(draws)))
  }

  /// How many standard errors the value lies above another number, `(value − exact)/SE`: 0 if they
  /// are equal, also without an error; ±∞ if an exact number differs; NaN only if `exact` is.
  public func standardScore(against exact: Double) -> Double {
    value == exact ? 0 : (value - exact) / standardError
  }

  /// A function of the estimate.
  ///
  /// - Parameters:
  ///   - f: the function.
  ///   - slope: its derivative, at the value; of an exact number it is not asked, and may be infinite.
  public func map(_ f: (Double) -> Double, slope: (Double) -> Double) -> Estimate {
    Estimate(
      f(value), standardError: standardError == 0 ? 0 : slope(value).magnitude * standardError)
  }
}

extension Estimate {
  public static prefix func - (a: Estimate) -> Estimate {
    Estimate(-a.value, standardError: a.standardError)
  }

  /// The sum of independent estimates.
  public static func + (a: Estimate, b: Estimate) -> Estimate {
    Estimate(a.value + b.value, standardError: hypotenuse(a.standardError, b.standardError))
  }

  /// The difference of independent estimates.
  public static func - (a: Estimate, b: Estimate) -> Estimate { a + -b }

  /// The product of independent estimates, to first order in the errors.
  public static func * (a: Estimate, b: Estimate) -> Estimate {
    Estimate(
      a.value * b.value,
      standardError: hypotenuse(b.value * a.standardError, a.value * b.standardError))
  }

  /// The quotient of independent estimates, to first order in the errors.
  public static func / (a: Estimate, b: Estimate) -> Estimate {
    let quotient = a.value / b.value
    return Estimate(
      quotient,
      standardError: hypotenuse(a.standardError, quotient * b.standardError)
        / b.value.magnitude)
  }

  public static func + (a: Estimate, c: Double) -> Estimate {
    Estimate(a.value + c, standardError: a.standardError)
  }
  public static func + (c: Double, a: Estimate) -> Estimate { a + c }
  public static func - (a: Estimate, c: Double) -> Estimate { a + -c }
  public static func - (c: Double, a: Estimate) -> Estimate { -a + c }
  public static func * (a: Estimate, c: Double) -> Estimate {
    Estimate(a.value * c, standardError: a.standardError * c.magnitude)
  }
  public static func * (c: Double, a: Estimate) -> Estimate { a * c }
  public static func / (a: Estimate, c: Double) -> Estimate {
    Estimate(a.value / c, standardError: a.standardError / c.magnitude)
  }
  public static func / (c: Double, a: Estimate) -> Estimate { Estimate(c) / a }
}

/// `√(x² + y²)`, without overflow.
private func hypotenuse(_ x: Double, _ y: Double) -> Double {
  let larger = max(x.magnitude, y.magnitude)
  guard larger > 0, x.isFinite, y.isFinite else { return x.magnitude + y.magnitude }
  let (u, v) = (x / larger, y / larger)
  return larger * sqrt(u * u + v * v)
}

/// The natural logarithm of an estimate, to first order in its error.
public func log(_ a: Estimate) -> Estimate { a.map(Elementary.log, slope: { 1 / $0 }) }

/// The exponential of an estimate, to first order in its error.
public func exp(_ a: Estimate) -> Estimate { a.map(Elementary.exp, slope: Elementary.exp) }

/// The square root of an estimate, to first order in its error.
public func sqrt(_ a: Estimate) -> Estimate {
  a.map(Elementary.sqrt, slope: { 1 / (2 * Elementary.sqrt($0)) })
}
