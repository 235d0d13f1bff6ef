import Elementary

/// Numbers on a rectangular grid, row by row.
struct GriddedValues: Equatable, Sendable {
  let x, y: [Double]
  let values: [Double]
  /// Borders of the columns and rows: midway between their middles, and as far outside.
  let xEdges, yEdges: [Double]

  init(_ mark: String, x: [Double], y: [Double], values: [Double]) {
    precondition(!x.isEmpty && !y.isEmpty, "\(mark) has \(x.count) columns and \(y.count) rows")
    precondition(
      values.count == x.count * y.count,
      "\(mark) has \(values.count) values for \(x.count) columns and \(y.count) rows")
    for (name, line) in [("x", x), ("y", y)] {
      precondition(
        line.allSatisfy(\.isFinite) && zip(line, line.dropFirst()).allSatisfy(<),
        "\(mark) needs ascending finite numbers in \(name)")
    }
    self.x = x
    self.y = y
    self.values = values
    xEdges = borders(x)
    yEdges = borders(y)
  }

  /// Where a number lies among the columns; nil outside.
  func xPosition(_ value: Double, smooth: Bool) -> GridPosition? {
    position(of: value, middles: x, edges: xEdges, smooth: smooth)
  }

  /// Where a number lies among the rows; nil outside.
  func yPosition(_ value: Double, smooth: Bool) -> GridPosition? {
    position(of: value, middles: y, edges: yEdges, smooth: smooth)
  }

  /// The number at a place, interpolated bilinearly where the place lies between grid points.
  func value(_ u: GridPosition, _ v: GridPosition) -> Double {
    func along(_ row: Int) -> Double {
      let start = row * x.count + u.index
      return u.fraction == 0
        ? values[start] : values[start] + u.fraction * (values[start + 1] - values[start])
    }
    let first = along(v.index)
    return v.fraction == 0 ? first : first + v.fraction * (along(v.index + 1) - first)
  }
}

/// A place on a line of grid points: a fraction of the way from one to the next.
struct GridPosition: Equatable {
  let index: Int
  let fraction: Double
}

private func borders(_ middles: [Double]) -> [Double] {
  guard middles.count > 1 else { return [middles[0] - 0.5, middles[0] + 0.5] }
  let inner = zip(middles, middles.dropFirst()).map { $0 + ($1 - $0) / 2 }
  return [2 * middles[0] - inner[0]] + inner + [2 * middles.last! - inner.last!]
}

private func position(
  of value: Double, middles: [Double], edges: [Double], smooth: Bool
) -> GridPosition? {
  let line = smooth ? middles : edges
  // A pixel's middle may miss the border of the area by rounding.
  let slack = 1e-9 * (line.last! - line[0])
  guard value >= line[0] - slack, value <= line.last! + slack else { return nil }
  var (low, high) = (0, line.count - 1)
  while high - low > 1 {
    let middle = (low + high) / 2
    if line[middle] <= value { low = middle } else { high = middle }
  }
  guard smooth && line.count > 1 else { return GridPosition(index: low, fraction: 0) }
  let fraction = (value - line[low]) / (line[low + 1] - line[low])
  return GridPosition(index: low, fraction: min(max(fraction, 0), 1))
}

/// Stops the program if rows differ in length from what is needed.
func requireRows(_ mark: String, _ rows: [[Double]], columns: Int) {
  for (index, row) in rows.enumerated() {
    precondition(
      row.count == columns,
      "row \(index) of \(mark) has \(row.count) values for \(columns) columns")
  }
}
