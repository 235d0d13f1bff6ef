import Tensors
import Testing

/// Sums are tested on multiples of 1/8 below 2²⁰, whose sums are exact in double precision in any
/// order.
@Suite struct ReductionTests {
  static func eighths(_ shape: [Int], seed: UInt64 = 1) -> Tensor {
    var random = RandomStream(seed: seed)
    let count = shape.reduce(1, *)
    return Tensor(
      (0..<count).map { _ in Float(random.integer(below: 1 << 23) - 1 << 22) / 8 }, shape: shape)
  }

  static let counts = [
    1, 2, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65, 1000, 65_536, 65_537, 200_003,
  ]

  @Test(arguments: counts)
  func whole(count: Int) {
    let x = Self.eighths([count])
    let sum = x.doubles.reduce(0, +)
    #expect(x.sum() == sum)
    #expect(x.mean() == sum / Double(count))
    #expect(x.max() == x.scalars.max())
    #expect(x.min() == x.scalars.min())
  }

  @Test(arguments: counts.dropFirst())
  func variance(count: Int) {
    // Numbers 3k, k = 0 … n − 1, far from 0: variance 9 (n² − 1)/12, or n/(n − 1) times that.
    let n = Double(count)
    let x = Tensor((0..<count).map { Float(3 * $0 + 1_000_000) })
    let exact = 9 * (n * n - 1) / 12
    #expect(abs(x.variance(unbiased: false) / exact - 1) < 1e-12)
    #expect(abs(x.variance() / (exact * n / (n - 1)) - 1) < 1e-12)
  }

  /// Numbers so far from 0 that the sum of their squares, and the square of their mean, are rounded.
  @Test(arguments: [3, 7, 50, 1000])
  func varianceFarFromZero(count: Int) {
    let small = (0..<count).map { Double($0 % 50 * ($0 % 50)) }
    let mean = small.reduce(0, +) / Double(count)
    let exact = small.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(count)
    let x = Tensor(small.map { Float($0) + 0x1p23 })
    #expect(abs(x.variance(unbiased: false) / exact - 1) < 1e-9)
  }

  @Test func nothing() {
    let empty = Tensor.zeros(0)
    #expect(empty.sum() == 0)
    #expect(empty.mean().isNaN)
    #expect(empty.variance().isNaN)
    #expect(Tensor(3).variance().isNaN)
    #expect(empty.max() == -.infinity)
    #expect(empty.min() == .infinity)
    #expect(Tensor.zeros(0, 3).sum(axis: 0) == Tensor.zeros(3))
    #expect(Tensor.zeros(3, 0).sum(axis: 1) == Tensor.zeros(3))
    #expect(Tensor.zeros(3, 0).sum(axis: 0) == Tensor.zeros(0))
    #expect(Tensor.zeros(0, 3).mean(axis: 0).scalars.allSatisfy { $0.isNaN })
    #expect(Tensor.zeros(0, 2).max(axis: 0).scalars == [-.infinity, -.infinity])
    #expect(Tensor.zeros(2, 0).logSumExp(axis: 1).scalars == [-.infinity, -.infinity])
  }

  @Test(arguments: [1, 17, 40], [Float.nan, .infinity, -.infinity])
  func special(count: Int, value: Float) {
    for place in [0, count / 2, count - 1] {
      var x = Self.eighths([count])
      x[place] = value
      #expect(Plain([], [x.max()]) == Plain([], [value < 0 ? max(x.scalars) : value]))
      #expect(Plain([], [x.min()]) == Plain([], [value > 0 ? -max(x.scalars.map { -$0 }) : value]))
      #expect(Plain([], [Float(x.sum())]) == Plain([], [value]))
    }
  }

  /// The largest of numbers that are not NaN.
  private func max(_ values: [Float]) -> Float {
    values.dropFirst().reduce(values[0]) { $1 > $0 ? $1 : $0 }
  }

  static let shapes: [[Int]] = [
    [1], [5], [40], [4, 3], [3, 1], [1, 3], [100, 2], [101, 3], [33, 16], [50, 17], [7, 100],
    [2, 3, 4], [3, 20, 5], [2, 1, 3], [5, 4, 1], [20_000, 2], [40_000, 7], [3, 5000], [2, 70_000],
    [600, 257],
  ]

  @Test(arguments: shapes)
  func alongAxes(shape: [Int]) {
    let x = Self.eighths(shape)
    for axis in shape.indices {
      let outer = shape[..<axis].reduce(1, *)
      let (n, inner) = (shape[axis], shape[(axis + 1)...].reduce(1, *))
      var kept = shape
      kept[axis] = 1
      var removed = shape
      removed.remove(at: axis)
      var (sums, means, peaks) = ([Float](), [Float](), [Float]())
      let values = x.scalars
      for o in 0..<outer {
        for i in 0..<inner {
          let column = (0..<n).map { values[(o * n + $0) * inner + i] }
          let sum = column.reduce(0.0) { $0 + Double($1) }
          sums.append(Float(sum))
          means.append(Float(sum / Double(n)))
          peaks.append(column.max()!)
        }
      }
      #expect(x.sum(axis: axis) == Tensor(sums, shape: removed))
      #expect(x.sum(axis: axis, keepingAxis: true) == Tensor(sums, shape: kept))
      #expect(x.mean(axis: axis) == Tensor(means, shape: removed))
      #expect(x.mean(axis: axis, keepingAxis: true).shape == kept)
      #expect(x.max(axis: axis) == Tensor(peaks, shape: removed))
      #expect(x.max(axis: axis, keepingAxis: true).shape == kept)
    }
  }

  @Test func maximumAlongAxisKeepsNaN() {
    let x = Tensor([Float.nan, 1, 2, 3, .nan, 4, 5, 6, 7], shape: [3, 3])
    #expect(Plain(x.max(axis: 0)) == Plain([3], [.nan, .nan, 7]))
    #expect(Plain(x.max(axis: 1)) == Plain([3], [.nan, .nan, 7]))
  }

  @Test func logSumExp() {
    let x = Tensor(rows: [
      [1000, 1000], [-1000, -1001], [0, 3], [-.infinity, 2], [.infinity, 1],
    ])
    let log2 = 0.6931471805599453
    let exact: [Double] = [
      1000 + log2, -1000 + 0.31326168751822286, 3.048587351573742, 2, .infinity,
    ]
    for (measured, exact) in zip(x.logSumExp(axis: 1).doubles, exact) {
      #expect(measured == exact || abs(measured / exact - 1) < 3e-7)
    }
    #expect(x.logSumExp(axis: 1, keepingAxis: true).shape == [5, 1])
    #expect(Tensor(rows: [[-.infinity, -.infinity]]).logSumExp(axis: 1).scalars == [-.infinity])
    #expect(Tensor([Float.nan, 0], shape: [1, 2]).logSumExp(axis: 1).scalars[0].isNaN)
    #expect(x.transposed().logSumExp(axis: 0) == x.logSumExp(axis: 1))
  }
}
