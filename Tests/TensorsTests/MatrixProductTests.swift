import Tensors
import Testing

/// The product promises the bits of the naive loop of fused multiply-adds, so they are compared
/// exactly.
@Suite struct MatrixProductTests {
  static func naive(_ a: Tensor, _ b: Tensor) -> [Float] {
    let (n, k, m) = (a.shape[0], a.shape[1], b.shape[1])
    let (x, y) = (a.scalars, b.scalars)
    var result = [Float](repeating: 0, count: n * m)
    for i in 0..<n {
      for l in 0..<k {
        for j in 0..<m { result[i * m + j].addProduct(x[i * k + l], y[l * m + j]) }
      }
    }
    return result
  }

  static func check(_ a: Tensor, _ b: Tensor, sourceLocation: SourceLocation = #_sourceLocation) {
    let expected = Plain([a.shape[0], b.shape[1]], naive(a, b))
    let (at, bt) = (a.transposed(), b.transposed())
    let products = [
      matrixProduct(a, b), matrixProduct(at, b, transposeLeft: true),
      matrixProduct(a, bt, transposeRight: true),
      matrixProduct(at, bt, transposeLeft: true, transposeRight: true), a.matmul(b),
      matrixProduct(a, b, transposeLeft: false, transposeRight: false, keepsPacked: true),
      matrixProduct(at, b, transposeLeft: true, transposeRight: false, keepsPacked: true),
      matrixProduct(a, bt, transposeLeft: false, transposeRight: true, keepsPacked: true),
      matrixProduct(at, bt, transposeLeft: true, transposeRight: true, keepsPacked: true),
    ]
    for (index, product) in products.enumerated() {
      #expect(
        Plain(product) == expected, "case \(index) of \(a.shape) × \(b.shape)",
        sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 25, 33], [0, 1, 2, 5, 16, 17])
  func smallShapes(n: Int, k: Int) {
    for m in [1, 2, 15, 16, 17, 31, 32, 33, 48, 49, 64, 70] {
      Self.check(sample([n, k]), sample([k, m], seed: 2))
    }
  }

  /// Shapes on both sides of every block length of the implementation.
  @Test(arguments: [
    [192, 128, 32], [193, 129, 33], [205, 127, 256], [12, 300, 257], [13, 260, 255], [1, 2048, 1],
    [3, 2049, 40], [2, 4100, 17], [5, 3, 1024], [4, 2, 1025], [30, 7, 2100], [512, 128, 2],
    [512, 3, 128], [400, 5, 90], [100, 140, 300], [128, 512, 2], [64, 70, 15], [40, 193, 256],
    [37, 385, 48], [200, 192, 257], [196, 130, 512], [196, 130, 528],
  ])
  func largerShapes(shape: [Int]) {
    Self.check(sample([shape[0], shape[1]]), sample([shape[1], shape[2]], seed: 2))
  }

  /// Large enough to be shared between threads, in rows and in columns.
  @Test(arguments: [1, 2, 8], [[300, 130, 70], [20, 200, 600]])
  func threads(count: Int, shape: [Int]) {
    let before = Parallel.threads
    Parallel.threads = count
    defer { Parallel.threads = before }
    Self.check(sample([shape[0], shape[1]]), sample([shape[1], shape[2]], seed: 2))
  }

  @Test(arguments: [[0, 3, 2], [3, 0, 2], [3, 2, 0], [0, 0, 0], [0, 0, 2], [40, 0, 50]])
  func emptyShapes(shape: [Int]) {
    Self.check(sample([shape[0], shape[1]]), sample([shape[1], shape[2]], seed: 2))
  }

  @Test func notNumbersStayInTheirRowAndColumn() {
    var (a, b) = (sample([30, 40]), sample([40, 50], seed: 2))
    a[7, 3] = .nan
    b[5, 9] = .infinity
    Self.check(a, b)
  }

  @Test func transposition() {
    for shape in [
      [1, 1], [3, 5], [16, 16], [17, 31], [48, 64], [100, 33], [0, 4], [4, 0], [2000, 3],
    ] {
      let x = sample(shape)
      let t = x.transposed()
      #expect(t.shape == [shape[1], shape[0]])
      for i in 0..<shape[0] {
        for j in 0..<shape[1] where t[j, i] != x[i, j] { Issue.record("\(shape) at \(i), \(j)") }
      }
    }
  }
}
