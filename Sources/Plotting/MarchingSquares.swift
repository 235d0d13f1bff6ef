/// A line of equal height: a chain of points in the units of the grid.
struct ContourLine: Equatable {
  var points: [(x: Double, y: Double)]
  /// Whether the last point is joined to the first.
  var isClosed: Bool

  static func == (a: ContourLine, b: ContourLine) -> Bool {
    a.isClosed == b.isClosed && a.points.elementsEqual(b.points, by: ==)
  }
}

/// The lines on which a grid of numbers, interpolated bilinearly in each cell, takes a value.
///
/// Marching squares: a line crosses those edges of a cell whose ends lie on different sides of the
/// level, at the place given by linear interpolation. Where all four edges are crossed, the value at
/// the saddle of the bilinear interpolant decides which crossings are joined, so that the lines have
/// the topology of that interpolant. Cells with a corner that is not finite are left out.
/// - Returns: chains joined over cells, first those that end at a border, then closed ones.
/// - Source: W. E. Lorensen, H. E. Cline (1987) in two dimensions; for the saddle, G. M. Nielson,
///   B. Hamann, *The asymptotic decider* (1991).
func contourLines(of grid: GriddedValues, at level: Double) -> [ContourLine] {
  var tracer = ContourTracer(grid: grid, level: level)
  tracer.findSegments()
  return tracer.chains()
}

private struct ContourTracer {
  let grid: GriddedValues
  let level: Double
  private let columns: Int
  private let rows: Int
  /// For every edge of the grid, the edges to which a segment leads from it; −1 for none. An edge
  /// belongs to at most two cells, and each has at most one segment that ends on it.
  private var links: [(Int, Int)]

  init(grid: GriddedValues, level: Double) {
    self.grid = grid
    self.level = level
    columns = grid.x.count
    rows = grid.y.count
    links = Array(repeating: (-1, -1), count: 2 * columns * rows)
  }

  /// The edge to the right of a grid point.
  private func horizontal(_ i: Int, _ j: Int) -> Int { 2 * (j * columns + i) }
  /// The edge above a grid point.
  private func vertical(_ i: Int, _ j: Int) -> Int { 2 * (j * columns + i) + 1 }

  mutating func findSegments() {
    guard columns > 1, rows > 1 else { return }
    for j in 0..<rows - 1 {
      for i in 0..<columns - 1 { findSegments(inCell: i, j) }
    }
  }

  private mutating func findSegments(inCell i: Int, _ j: Int) {
    let start = j * columns + i
    let a = grid.values[start]
    let b = grid.values[start + 1]
    let c = grid.values[start + columns + 1]
    let d = grid.values[start + columns]
    guard a.isFinite, b.isFinite, c.isFinite, d.isFinite else { return }
    let (bottom, right) = (horizontal(i, j), vertical(i + 1, j))
    let (top, left) = (horizontal(i, j + 1), vertical(i, j))
    // Corners counterclockwise from the lower left; a level that equals a corner counts as below it.
    switch (a >= level, b >= level, c >= level, d >= level) {
    case (true, true, true, true), (false, false, false, false): break
    case (true, false, false, false), (false, true, true, true): join(left, bottom)
    case (false, true, false, false), (true, false, true, true): join(bottom, right)
    case (false, false, true, false), (true, true, false, true): join(right, top)
    case (false, false, false, true), (true, true, true, false): join(top, left)
    case (true, true, false, false), (false, false, true, true): join(left, right)
    case (true, false, false, true), (false, true, true, false): join(bottom, top)
    case (true, false, true, false), (false, true, false, true):
      // The bilinear interpolant has its saddle at (ac − bd)/(a + c − b − d).
      let saddle = (a * c - b * d) / (a + c - b - d)
      if (saddle >= level) == (a >= level) {
        join(left, top)
        join(bottom, right)
      } else {
        join(left, bottom)
        join(right, top)
      }
    }
  }

  private mutating func join(_ a: Int, _ b: Int) {
    for (from, to) in [(a, b), (b, a)] {
      if links[from].0 < 0 { links[from].0 = to } else { links[from].1 = to }
    }
  }

  /// Follows the segments; every one is used once.
  mutating func chains() -> [ContourLine] {
    var lines: [ContourLine] = []
    for edge in links.indices where links[edge].0 >= 0 && links[edge].1 < 0 {
      lines.append(ContourLine(points: follow(from: edge), isClosed: false))
    }
    for edge in links.indices where links[edge].0 >= 0 {
      lines.append(ContourLine(points: follow(from: edge), isClosed: true))
    }
    return lines
  }

  private mutating func follow(from start: Int) -> [(x: Double, y: Double)] {
    var points = [crossing(start)]
    var (previous, edge) = (start, links[start].0)
    links[start] = (-1, -1)
    while edge != start {
      points.append(crossing(edge))
      let next = links[edge].0 == previous ? links[edge].1 : links[edge].0
      links[edge] = (-1, -1)
      if next < 0 { break }
      (previous, edge) = (edge, next)
    }
    return points
  }

  /// Where the level is reached on an edge.
  private func crossing(_ edge: Int) -> (x: Double, y: Double) {
    let point = edge / 2
    let (i, j) = (point % columns, point / columns)
    let isVertical = edge % 2 == 1
    let a = grid.values[point]
    let b = grid.values[isVertical ? point + columns : point + 1]
    let t = (level - a) / (b - a)
    return isVertical
      ? (grid.x[i], grid.y[j] + t * (grid.y[j + 1] - grid.y[j]))
      : (grid.x[i] + t * (grid.x[i + 1] - grid.x[i]), grid.y[j])
  }
}
