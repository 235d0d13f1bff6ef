import Tensors
import Testing

/// Pictures and windows: sides that the stride divides and that it does not, padding, one channel,
/// a whole vector of them, and odd numbers; a window as large as the picture; no pictures at all.
private let cases: [(shape: [Int], window: PatchWindow)] = {
  var cases: [([Int], PatchWindow)] = []
  for shape in [[2, 5, 4, 1], [1, 7, 7, 3], [3, 4, 6, 16], [2, 8, 8, 33]] {
    for stride in 1...3 {
      for padding in 0...2 {
        cases.append((shape, PatchWindow(size: 3, stride: stride, padding: padding)))
      }
    }
  }
  return cases + [
    ([2, 4, 5, 3], PatchWindow(size: 1)), ([2, 4, 5, 3], PatchWindow(size: 1, stride: 2)),
    ([2, 6, 4, 2], PatchWindow(size: 2, stride: 2)), ([1, 3, 3, 2], PatchWindow(size: 3)),
    ([1, 1, 2, 2], PatchWindow(size: 5, padding: 4)), ([0, 4, 4, 2], PatchWindow(size: 3)),
    ([70, 9, 8, 5], PatchWindow(size: 4, stride: 2, padding: 1)),
  ]
}()

@Suite("Patches")
struct PatchesTests {
  /// Every number of every patch, by the formula.
  @Test(arguments: cases)
  func directly(shape: [Int], window: PatchWindow) {
    let pictures = Plain(sample(shape))
    let (k, s, p) = (window.size, window.stride, window.padding)
    let rows = (shape[1] + 2 * p - k) / s + 1
    let columns = (shape[2] + 2 * p - k) / s + 1
    #expect(window.places(along: shape[1]) == rows && window.places(along: shape[2]) == columns)
    let values = Plain.indices([shape[0], rows, columns, k, k, shape[3]]).map { index -> Float in
      let (y, x) = (index[1] * s + index[3] - p, index[2] * s + index[4] - p)
      guard (0..<shape[1]).contains(y), (0..<shape[2]).contains(x) else { return 0 }
      return pictures[[index[0], y, x, index[5]]]
    }
    let expected = Plain([shape[0] * rows * columns, k * k * shape[3]], values)
    #expect(Plain(sample(shape).patches(window)) == expected)
  }

  /// With whole numbers both sides of ⟨P x, y⟩ = ⟨x, Pᵀ y⟩ are exact.
  @Test(arguments: cases)
  func adjoint(shape: [Int], window: PatchWindow) {
    AdjointTests.expectAdjoint(
      shape, { $0.patches(window) }, { $0.summedPatches(window, into: shape) })
  }

  /// Patches of ones count how often the window sees a pixel.
  @Test func everyPatchIsAdded() {
    let window = PatchWindow(size: 3, stride: 2, padding: 1)
    let counts = Tensor.ones(4, 9).summedPatches(window, into: [1, 4, 4, 1]).reshaped(4, 4)
    #expect(counts == Tensor(rows: [[1, 2, 1, 1], [2, 4, 2, 2], [1, 2, 1, 1], [1, 2, 1, 1]]))
  }

  /// Sums of numbers of very different sizes show the order in which they were added.
  @Test func theOrderOfSummationIsThatOfThePlaces() {
    let window = PatchWindow(size: 2)
    let patches = sample([40 * 6, 4 * 5])
    let sum = Plain(patches.summedPatches(window, into: [40, 4, 3, 5]))
    for index in Plain.indices([40, 4, 3, 5]) {
      var expected: Float = 0
      for (r, q) in [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)] {
        let (i, j) = (index[1] - r, index[2] - q)
        guard (0..<2).contains(i), (0..<2).contains(j) else { continue }
        expected += patches[(index[0] * 3 + r) * 2 + q, (i * 2 + j) * 5 + index[3]]
      }
      #expect(sum[index].bitPattern == expected.bitPattern)
    }
  }

  @Test func mistakes() async {
    await #expect(processExitsWith: .failure) { _ = PatchWindow(size: 0) }
    await #expect(processExitsWith: .failure) { _ = PatchWindow(size: 3, stride: 0) }
    await #expect(processExitsWith: .failure) { _ = PatchWindow(size: 3, padding: 3) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones(2, 8, 8).patches(PatchWindow(size: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones(1, 2, 8, 1).patches(PatchWindow(size: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones(36, 8).summedPatches(PatchWindow(size: 3), into: [1, 8, 8, 1])
    }
  }
}
