import Elementary

/// Ticks of a logarithmic axis: decades 10ⁿ with minor ticks between them, or, where the axis holds
/// fewer than two decades, the round numbers 1, 2, 5 of each.
/// - Parameters:
///   - range: the ends of the axis, positive.
///   - wanted: the largest number of labels that find room.
func logTicks(_ range: ClosedRange<Double>, wanted: Int) -> Ticks {
  let slack = 1 + 1e-9
  let low = range.lowerBound / slack
  let high = range.upperBound * slack
  func holds(_ value: Double) -> Bool { value >= low && value <= high }
  let first = decade(of: low)
  let last = decade(of: high)
  let decades = (first...last).filter { holds(powerOfTen($0)) }

  if decades.count >= 2 {
    let stride = max(1, (decades.count + max(wanted, 2) - 1) / max(wanted, 2))
    var ticks: [Tick] = []
    for n in first...last {
      let isLabelled = n % stride == 0
      if holds(powerOfTen(n)) {
        ticks.append(
          Tick(
            value: powerOfTen(n), label: isLabelled ? "10" + superscript(n) : "",
            isMajor: isLabelled))
      }
      if stride > 1 { continue }
      for digit in 2...9 where holds(times(digit, n)) {
        ticks.append(Tick(value: times(digit, n), label: "", isMajor: false))
      }
    }
    return Ticks(ticks: ticks)
  }

  // Too short for decades: as many of 1, 2, 5 or of all digits as there is room for.
  let digitSets = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]]
  for digits in digitSets {
    let values = (first...last).flatMap { n in digits.map { times($0, n) } }.filter(holds)
    if values.count >= 2 && values.count <= max(wanted, 2) {
      let minor = (first...last).flatMap { n in (1...9).map { times($0, n) } }
        .filter { holds($0) && !values.contains($0) }
      return Ticks(
        ticks: values.map { Tick(value: $0, label: brief($0)) }
          + minor.map { Tick(value: $0, label: "", isMajor: false) })
    }
  }
  guard let linear = linearTicks(range, wanted: wanted) else { return Ticks() }
  return Ticks(ticks: linear.values.map { Tick(value: $0, label: brief($0)) })
}

/// `digit · 10ⁿ`, the nearest `Double` to it.
private func times(_ digit: Int, _ n: Int) -> Double {
  n >= 0 ? Double(digit) * powerOfTen(n) : Double(digit) / powerOfTen(-n)
}
