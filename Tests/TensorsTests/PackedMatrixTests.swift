import Testing

@testable import Tensors

/// A product that keeps the packed form of its right factor must never use it after the elements
/// have changed.
@Suite struct PackedMatrixTests {
  static let left = sample([40, 20])

  static func expectFresh(
    _ right: Tensor, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let other = sample([40, right.shape[1]], seed: 5)
    // The second product uses what the first one kept.
    for _ in 0..<2 {
      let product = matrixProduct(
        left, right, transposeLeft: false, transposeRight: false, keepsPacked: true)
      let transposed = matrixProduct(
        other, right, transposeLeft: false, transposeRight: true, keepsPacked: true)
      #expect(
        Plain(product) == Plain([40, right.shape[1]], MatrixProductTests.naive(left, right)),
        "\(name)", sourceLocation: sourceLocation)
      #expect(
        Plain(transposed)
          == Plain([40, 20], MatrixProductTests.naive(other, right.transposed())),
        "\(name), transposed", sourceLocation: sourceLocation)
    }
  }

  static let changes: [(String, @Sendable (inout Tensor) -> Void)] = [
    ("element", { $0[3, 4] += 1 }),
    ("element of any rank", { $0[[19, 35]] = 7 }),
    ("number", { $0 *= 2 }),
    ("tensor", { $0 -= sample([20, 36], seed: 3) }),
    ("row", { $0 += sample([36], seed: 3) }),
    ("multiple", { $0.add(sample([20, 36], seed: 3), times: -0.5) }),
    ("update", { $0.update { $0.map { $0 + 1 } } }),
    (
      "update with two",
      { x in
        x.update(with: sample([20, 36], seed: 3), sample([20, 36], seed: 4)) {
          $0.map { $0 + $1 * $2 }
        }
      }
    ),
    ("move", { $0.move(toward: sample([20, 36], seed: 3), by: 0.25) }),
    ("function", { $0 = SigmoidalFunction.silu($0) }),
    (
      "Adam",
      { x in
        var (m, v) = (Tensor.zeros(20, 36), Tensor.zeros(20, 36))
        AdamUpdate(
          meanWeight: 0.1, squareWeight: 0.1, rate: 0.5, scale: 1, epsilon: 1e-3, shrinkage: 0
        ).apply(to: &x, mean: &m, meanSquare: &v, gradient: sample([20, 36], seed: 3))
      }
    ),
  ]

  @Test(arguments: changes.indices) func changedInPlace(index: Int) {
    let (name, change) = Self.changes[index]
    var right = sample([20, 36], seed: 2)
    Self.expectFresh(right, name)
    let place = right.storage.start
    let before = right.scalars
    change(&right)
    #expect(right.storage.start == place && right.scalars != before, "\(name)")
    Self.expectFresh(right, name)
  }

  @Test(arguments: changes.indices) func changedAfterACopy(index: Int) {
    let (name, change) = Self.changes[index]
    var right = sample([20, 36], seed: 2)
    Self.expectFresh(right, name)
    let copy = right
    change(&right)
    #expect(right.storage.start != copy.storage.start, "\(name)")
    Self.expectFresh(right, name)
    Self.expectFresh(copy, name)
    #expect(copy == sample([20, 36], seed: 2))
  }

  /// Tensors of several shapes over the same elements.
  @Test func otherShapes() {
    let right = sample([20, 36], seed: 2)
    Self.expectFresh(right, "first")
    let narrow = right.reshaped(to: [40, 18])
    let left = sample([50, 40])
    for _ in 0..<2 {
      #expect(
        Plain(
          matrixProduct(
            left, narrow, transposeLeft: false, transposeRight: false, keepsPacked: true))
          == Plain([50, 18], MatrixProductTests.naive(left, narrow)))
      Self.expectFresh(right, "again")
    }
  }

  @Test func isKept() {
    let right = sample([20, 36], seed: 2)
    let view = MatrixView(right, transposed: false)
    let first = right.storage.packed(view)
    #expect(right.storage.packed(view) === first)
    #expect(right.storage.packed(MatrixView(right, transposed: true)) !== first)
    let copy = right
    #expect(copy.storage.packed(view) === first)
  }

  /// Many threads that need the packed form of the same new matrix.
  @Test func manyThreads() async {
    for round in 0..<20 {
      let right = sample([20, 36], seed: UInt64(round))
      let expected = Plain([40, 36], MatrixProductTests.naive(Self.left, right))
      await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<4 {
          group.addTask {
            Plain(
              matrixProduct(
                Self.left, right, transposeLeft: false, transposeRight: false, keepsPacked: true))
              == expected
          }
        }
        for await isRight in group { #expect(isRight) }
      }
    }
  }
}
