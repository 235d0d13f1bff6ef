import Elementary

/// Ticks that are the multiples `first, first + step, …` of a power of ten, as integers, so that
/// their labels are exact.
struct LinearTicks: Equatable {
  /// First tick in units of `10^exponent`.
  let first: Int
  /// Distance in those units.
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

/// The round numbers that serve an axis best.
///
/// Every arithmetic progression with a step from {1, 5, 2, 2.5, 4, 3}·10ᶻ, or a multiple of one, gets a
/// score: 0.25 for the simplicity of its step and for containing 0, 0.2 for how well it covers the
/// axis, 0.5 for how near its density comes to the wanted one. The search stops where no better score
/// can follow. Unlike in the source, ticks beyond the ends of the axis are not considered.
/// - Parameters:
///   - range: the ends of the axis.
///   - wanted: the number of ticks to aim at, at least 2.
/// - Returns: nil if the range is too short or too long for round numbers in `Double`.
/// - Source: J. Talbot, S. Lin, P. Hanrahan, *An extension of Wilkinson's algorithm for positioning
///   tick labels on axes*, IEEE TVCG 16 (2010), with legibility left to the caller.
func linearTicks(_ range: ClosedRange<Double>, wanted: Int) -> LinearTicks? {
  let (low, high) = (range.lowerBound, range.upperBound)
  let span = high - low
  // Below this, neighbouring ticks would differ in the last bits only.
  guard span.isFinite, span > 1e-12 * max(abs(low), abs(high)), span > 1e-290 else { return nil }
  let search = TickSearch(low: low, high: high, wanted: Double(max(wanted, 2)))
  return search.best()
}

private struct TickSearch {
  let low, high, wanted: Double

  /// Steps in tenths, the simplest first.
  private static let steps = [10, 50, 20, 25, 40, 30]
  private var span: Double { high - low }

  func best() -> LinearTicks? {
    var best: LinearTicks?
    var bestScore = -Double.infinity
    for skip in 1...12 {
      for (index, tenths) in Self.steps.enumerated() {
        let simplest = simplicity(index, skip: skip, containsZero: true)
        if score(simplest, 1, 1) < bestScore { continue }
        for count in 2...60 {
          if score(simplest, 1, bestDensity(count)) < bestScore { break }
          // The smallest decade at which `count` ticks can cover the axis, and those above it.
          let delta = span / Double(count + 1) / Double(skip) / (Double(tenths) / 10)
          var exponent = decade(of: delta)
          while true {
            let unit = powerOfTen(exponent - 1)
            let length = Double(skip * tenths * (count - 1)) * unit
            if length > span * (1 + 1e-9) { break }
            let coverage = 1 - 0.5 * square((span - length) / 2) * 2 / square(0.1 * span)
            if score(simplest, coverage, bestDensity(count)) >= bestScore {
              let candidate = place(count, skip: skip, tenths: tenths, exponent: exponent - 1)
              if let candidate {
                let score = score(candidate, index: index, skip: skip)
                if score > bestScore { (best, bestScore) = (candidate, score) }
              }
            }
            exponent += 1
          }
        }
      }
    }
    return best
  }

  /// The progression within the axis that lies most evenly between its ends.
  private func place(_ count: Int, skip: Int, tenths: Int, exponent: Int) -> LinearTicks? {
    let unit = Double(tenths) * (exponent >= 0 ? powerOfTen(exponent) : 1 / powerOfTen(-exponent))
    let slack = 1e-9 * span
    let first = ((low - slack) / unit).rounded(.up)
    let last = ((high + slack) / unit).rounded(.down) - Double(skip * (count - 1))
    guard first <= last, abs(first) < 1e15, abs(last) < 1e15 else { return nil }
    // Multiples of the step itself come first, since they contain 0 if the axis does.
    let aligned = (first / Double(skip)).rounded(.up) * Double(skip)
    let start = aligned <= last ? aligned : ((first + last) / 2).rounded(.down)
    return LinearTicks(
      first: Int(start) * tenths, step: skip * tenths, count: count, exponent: exponent)
  }

  private func score(_ ticks: LinearTicks, index: Int, skip: Int) -> Double {
    let values = ticks.values
    let (first, last) = (values.first!, values.last!)
    let containsZero = ticks.first % ticks.step == 0 && first <= 0 && last >= 0
    let coverage = 1 - 0.5 * (square(high - last) + square(low - first)) / square(0.1 * span)
    let density = Double(ticks.count - 1) / (last - first)
    let target = (wanted - 1) / span
    return score(
      simplicity(index, skip: skip, containsZero: containsZero), coverage,
      2 - max(density / target, target / density))
  }

  private func simplicity(_ index: Int, skip: Int, containsZero: Bool) -> Double {
    1 - Double(index) / Double(Self.steps.count - 1) - Double(skip) + (containsZero ? 1 : 0)
  }

  private func bestDensity(_ count: Int) -> Double {
    Double(count) >= wanted ? 2 - Double(count - 1) / (wanted - 1) : 1
  }

  private func score(_ simplicity: Double, _ coverage: Double, _ density: Double) -> Double {
    0.25 * simplicity + 0.2 * coverage + 0.5 * density
  }

  private func square(_ x: Double) -> Double { x * x }
}
