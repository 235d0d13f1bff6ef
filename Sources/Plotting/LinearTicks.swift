/// Multiples of a round step, as integers, so that their labels are exact.
struct LinearTicks: Equatable {
  /// The first tick in units of `10^exponent`.
  let first: Int
  /// The step in those units.
  let step: Int
  let count: Int
  let exponent: Int

  /// The ticks as integers in units of `10^exponent`.
  var integers: [Int] { (0..<count).map { first + $0 * step } }

  /// The ticks, each the nearest `Double` to its decimal number.
  var values: [Double] {
    let unit = powerOfTen(abs(exponent))
    return integers.map { exponent >= 0 ? Double($0) * unit : Double($0) / unit }
  }
}

/// The round numbers that serve an axis best: all multiples of a step within its ends.
///
/// Every step from {1, 2, 5, 2.5, 4, 3}·10ᶻ gets a score: 0.5 for how simple it is, 0.1 for how far its
/// multiples reach towards the ends, 0.55 for how near their density comes to the wanted one.
/// - Parameters:
///   - range: the ends of the axis.
///   - wanted: the number of ticks to aim at, at least 2.
/// - Returns: nil if the range is too short or too long for round numbers in `Double`.
/// - Source: after J. Talbot, S. Lin, P. Hanrahan, *An extension of Wilkinson's algorithm for
///   positioning tick labels on axes*, IEEE TVCG 16 (2010), with its measures of simplicity, coverage
///   and density; ticks are multiples of the step and never beyond the ends of the axis.
func linearTicks(_ range: ClosedRange<Double>, wanted: Int) -> LinearTicks? {
  let (low, high) = (range.lowerBound, range.upperBound)
  let span = high - low
  // Below this, neighbouring ticks would differ in the last bits only.
  guard span.isFinite, span > 1e-11 * max(abs(low), abs(high)), span > 1e-280 else { return nil }
  let target = Double(max(wanted, 2) - 1) / span
  let middle = decade(of: 1 / target)
  var best: LinearTicks?
  var bestScore = -Double.infinity
  for exponent in (middle - 1...middle + 1).reversed() {
    for (tenths, simplicity) in steps {
      guard
        let ticks = multiples(of: tenths, exponent: exponent - 1, low: low, high: high, span: span)
      else { continue }
      let values = ticks.values
      let (below, above) = ((values.first! - low) / span, (high - values.last!) / span)
      let coverage = max(1 - 0.5 * (below * below + above * above) / 0.01, -1)
      let density = 1 / (values[1] - values[0])
      let score =
        0.5 * simplicity + 0.1 * coverage
        + 0.55 * (2 - max(density / target, target / density))
      if score > bestScore { (best, bestScore) = (ticks, score) }
    }
  }
  return best
}

/// Steps in tenths and how simple they are.
private let steps = [(10, 1.0), (20, 0.9), (50, 0.85), (25, 0.4), (40, 0.2), (30, 0)]

/// The multiples of `tenths · 10^exponent` between two numbers; nil if there are fewer than two.
private func multiples(
  of tenths: Int, exponent: Int, low: Double, high: Double, span: Double
) -> LinearTicks? {
  let power = powerOfTen(abs(exponent))
  let step = exponent >= 0 ? Double(tenths) * power : Double(tenths) / power
  // An end that is meant to be round may miss it by rounding.
  let slack = 1e-9 * span
  let first = ((low - slack) / step).rounded(.up)
  let last = ((high + slack) / step).rounded(.down)
  guard last > first, last - first < 200, max(abs(first), abs(last)) < 1e14 else { return nil }
  return LinearTicks(
    first: Int(first) * tenths, step: tenths, count: Int(last - first) + 1, exponent: exponent)
}
