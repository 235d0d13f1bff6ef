import Tensors
import Testing

@Suite struct AdjointTests {
  /// `u · (A v)` and `(Aᵀ u) · v` for integers, so that both are exact.
  static func integers(_ shape: [Int], _ seed: UInt64) -> Tensor {
    var random = RandomStream(seed: seed)
    return Tensor(
      random.integers(below: 19, count: shape.reduce(1, *)).map { Float($0 - 9) }, shape: shape)
  }

  static func expectAdjoint(
    _ shape: [Int], _ map: (Tensor) -> Tensor, _ transpose: (Tensor) -> Tensor,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let v = integers(shape, 1)
    let image = map(v)
    let u = integers(image.shape, 2)
    let back = transpose(u)
    #expect(back.shape == v.shape, sourceLocation: sourceLocation)
    #expect((u * image).sum() == (back * v).sum(), sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    ([5], 0, 1..<4), ([4, 3], 0, 2..<4), ([4, 3], 1, 0..<2), ([2, 5, 3], 1, 1..<5),
    ([2, 3, 17], 2, 3..<16), ([2, 3], 1, 1..<1),
  ])
  func slices(shape: [Int], axis: Int, range: Range<Int>) {
    Self.expectAdjoint(
      shape, { $0.sliced(axis: axis, range) },
      { $0.padded(axis: axis, into: range, of: shape[axis]) })
    // The slice itself, against the plain rule.
    let x = Plain(Self.integers(shape, 3))
    var sliced = shape
    sliced[axis] = range.count
    let expected = Plain(
      sliced,
      Plain.indices(sliced).map { index in
        var source = index
        source[axis] += range.lowerBound
        return x[source]
      })
    #expect(Plain(Self.integers(shape, 3).sliced(axis: axis, range)) == expected)
  }

  @Test func gatheredRows() {
    for indices in [[2, 0, 2, 2], [], [1]] {
      Self.expectAdjoint(
        [3, 2], { $0.gatherRows(indices) }, { $0.scatteredRows(indices, of: 3) })
    }
    #expect(
      Tensor(rows: [[1, 2], [3, 4], [5, 6]]).scatteredRows([1, 3, 1], of: 4)
        == Tensor(rows: [[0, 0], [6, 8], [0, 0], [3, 4]]))
  }

  @Test(arguments: [
    ([2, 3], [2, 3]), ([], [2, 3]), ([3], [2, 3]), ([2, 1], [2, 3]), ([1, 1], [2, 3]),
    ([3, 1], [4, 2, 3, 5]), ([2, 1, 5], [4, 2, 3, 5]), ([0, 1], [0, 4]),
  ])
  func sums(small: [Int], large: [Int]) {
    Self.expectAdjoint(small, { $0.broadcast(to: large) }, { $0.sum(to: small) })
  }

  @Test func mistakes() async {
    await #expect(processExitsWith: .failure) { _ = Tensor.ones(2, 3).sliced(axis: 1, 2..<4) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones(2, 3).sliced(axis: 2, 0..<1) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones(2, 3).padded(axis: 1, into: 0..<2, of: 4)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones(2, 3).padded(axis: 1, into: 2..<5, of: 4)
    }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones(2, 3).scatteredRows([0], of: 2) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones(1, 3).scatteredRows([2], of: 2) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones(2, 3).sum(to: [2]) }
  }
}
