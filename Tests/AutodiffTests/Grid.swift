/// A plain array of `Double`s with a shape: the independent reference that derivatives are tested
/// against by central differences. Written for clarity, index by index.
struct Grid: Sendable {
  var shape: [Int]
  var values: [Double]

  init(_ shape: [Int], _ value: (_ index: [Int]) -> Double) {
    self.shape = shape
    values = Grid.indices(shape).map(value)
  }

  static func indices(_ shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { prefixes, length in
      prefixes.flatMap { prefix in (0..<length).map { prefix + [$0] } }
    }
  }

  /// The element at an index; an axis of length 1, or missing on the left, repeats.
  subscript(index: [Int]) -> Double {
    var offset = 0
    for (length, i) in Swift.zip(shape, index.suffix(shape.count)) {
      offset = offset * length + (length == 1 ? 0 : i)
    }
    return values[offset]
  }

  func map(_ f: (Double) -> Double) -> Grid { Grid(shape) { f(self[$0]) } }

  func zip(_ other: Grid, _ f: (Double, Double) -> Double) -> Grid {
    let rank = max(shape.count, other.shape.count)
    let (a, b) = (pad(shape, rank), pad(other.shape, rank))
    return Grid(Swift.zip(a, b).map { max($0, $1) }) { f(self[$0], other[$0]) }
  }

  /// Folds one axis, which is kept with length 1.
  func fold(_ axis: Int, _ f: ([Double]) -> Double) -> Grid {
    var folded = shape
    folded[axis] = 1
    return Grid(folded) { index in
      f(
        (0..<shape[axis]).map { k in
          var full = index
          full[axis] = k
          return self[full]
        })
    }
  }

  func sum(_ axis: Int) -> Grid { fold(axis) { $0.reduce(0, +) } }

  func reshaped(_ shape: [Int]) -> Grid {
    var copy = self
    copy.shape = shape
    return copy
  }

  func dropping(_ axis: Int) -> Grid {
    var left = shape
    left.remove(at: axis)
    return reshaped(left)
  }

  var transposed: Grid { Grid(shape.reversed()) { self[$0.reversed()] } }

  func times(_ other: Grid) -> Grid {
    Grid([shape[0], other.shape[1]]) { index in
      (0..<shape[1]).reduce(0) { $0 + self[[index[0], $1]] * other[[$1, index[1]]] }
    }
  }

  private func pad(_ shape: [Int], _ rank: Int) -> [Int] {
    [Int](repeating: 1, count: rank - shape.count) + shape
  }
}

func + (a: Grid, b: Grid) -> Grid { a.zip(b, +) }
func - (a: Grid, b: Grid) -> Grid { a.zip(b, -) }
func * (a: Grid, b: Grid) -> Grid { a.zip(b, *) }
func / (a: Grid, b: Grid) -> Grid { a.zip(b, /) }
