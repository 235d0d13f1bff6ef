import Tensors
import Testing

/// Every operation on two tensors, over all ways in which shapes stretch, against naive loops.
@Suite struct BroadcastingTests {
  struct Binary: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let tensor: @Sendable (Tensor, Tensor) -> Tensor
    let scalar: @Sendable (Float, Float) -> Float
  }

  static let binaries: [Binary] = [
    Binary(testDescription: "+") {
      $0 + $1
    } scalar: {
      $0 + $1
    },
    Binary(testDescription: "-") {
      $0 - $1
    } scalar: {
      $0 - $1
    },
    Binary(testDescription: "*") {
      $0 * $1
    } scalar: {
      $0 * $1
    },
    Binary(testDescription: "/") {
      $0 / $1
    } scalar: {
      $0 / $1
    },
    Binary(testDescription: "+=") {
      var x = $0; x += $1; return x
    } scalar: {
      $0 + $1
    },
    Binary(testDescription: "-=") {
      var x = $0; x -= $1; return x
    } scalar: {
      $0 - $1
    },
    Binary(testDescription: "*=") {
      var x = $0; x *= $1; return x
    } scalar: {
      $0 * $1
    },
    Binary(testDescription: "/=") {
      var x = $0; x /= $1; return x
    } scalar: {
      $0 / $1
    },
    Binary(testDescription: "min") {
      min($0, $1)
    } scalar: {
      propagating(Swift.min, $0, $1)
    },
    Binary(testDescription: "max") {
      max($0, $1)
    } scalar: {
      propagating(Swift.max, $0, $1)
    },
    Binary(testDescription: ".<") {
      $0 .< $1
    } scalar: {
      $0 < $1 ? 1 : 0
    },
    Binary(testDescription: ".>") {
      $0 .> $1
    } scalar: {
      $0 > $1 ? 1 : 0
    },
    Binary(testDescription: ".<=") {
      $0 .<= $1
    } scalar: {
      $0 <= $1 ? 1 : 0
    },
    Binary(testDescription: ".>=") {
      $0 .>= $1
    } scalar: {
      $0 >= $1 ? 1 : 0
    },
  ]

  static func propagating(
    _ choose: (Float, Float) -> Float, _ a: Float, _ b: Float
  ) -> Float {
    a.isNaN || b.isNaN ? .nan : a == b ? a : choose(a, b)
  }

  static let shapes: [([Int], [Int])] = [
    ([7], [7]), ([4, 5], [4, 5]), ([], []),
    ([4, 5], []), ([], [4, 5]), ([4, 5], [1]), ([1, 1], [3]), ([1], [1, 1, 1]),
    ([6, 3], [3]), ([6, 3], [1, 3]), ([3], [6, 3]), ([40, 2], [2]), ([5, 48], [48]),
    ([9, 100], [1, 100]), ([2, 3], [3]), ([4, 2, 3], [2, 3]), ([1, 5], [7, 5]),
    ([6, 1], [6, 3]), ([6, 3], [6, 1]), ([40, 1], [40, 2]), ([5, 32], [5, 1]), ([5, 1], [5, 32]),
    ([3, 4, 1, 1], [3, 4, 2, 8]), ([3, 4, 2, 8], [3, 4, 1, 1]),
    ([6, 1], [1, 5]), ([1, 5], [6, 1]), ([6, 1], [5]), ([2, 1, 3], [4, 1]),
    ([2, 1, 3, 1], [5, 1, 4]),
    ([0], [0]), ([0], [1]), ([1], [0]), ([0, 3], [3]), ([0, 3], []), ([4, 0], [4, 1]),
    ([0, 1], [1, 5]),
    ([300, 257], [257]), ([3000, 1], [3000, 32]), ([70_001], [1]),
  ]

  @Test(arguments: binaries, shapes)
  func binary(_ operation: Binary, shapes: ([Int], [Int])) {
    let (a, b) = (sample(shapes.0), sample(shapes.1, seed: 2))
    #expect(
      Plain(operation.tensor(a, b)) == Plain.combine(Plain(a), Plain(b), operation.scalar))
  }

  @Test(arguments: binaries)
  func specialValues(_ operation: Binary) {
    let values = TensorsTests.specialValues
    let (a, b) = (Tensor(values, shape: [values.count, 1]), Tensor(values))
    #expect(
      Plain(operation.tensor(a, b)) == Plain.combine(Plain(a), Plain(b), operation.scalar))
  }

  @Test(arguments: [
    ([7], [7], [7]), ([6, 1], [6, 3], [6, 3]), ([6, 1], [6, 3], []), ([6, 3], [3], [6, 1]),
    ([], [4, 2], [2]), ([4, 2], [], []), ([0], [0], []),
  ])
  func choosing(_ mask: [Int], _ yes: [Int], _ no: [Int]) {
    let (m, y, n) = (sample(mask) .> 0, sample(yes, seed: 2), sample(no, seed: 3))
    let zero = Plain.combine(Plain(m), Plain.combine(Plain(y), Plain(n)) { _, _ in 0 }) { _, _ in 0
    }
    let (fullMask, fullYes, fullNo) = (
      Plain.combine(Plain(m), zero) { m, _ in m }, Plain.combine(Plain(y), zero) { y, _ in y },
      Plain.combine(Plain(n), zero) { n, _ in n }
    )
    let expected = zip(fullMask.values, zip(fullYes.values, fullNo.values)).map {
      $0 != 0 ? $1.0 : $1.1
    }
    #expect(Plain(Tensor.where(m, y, n)) == Plain(zero.shape, expected))
  }

  @Test(arguments: [
    ([], [3, 2]), ([3], [3]), ([3], [2, 3]), ([1, 3], [4, 3]), ([4, 1], [4, 5]),
    ([4, 1], [4, 100]),
    ([2, 1, 3], [2, 4, 3]), ([1, 2, 1], [3, 2, 17]), ([3, 1], [0, 3, 4]), ([1], [0]),
    ([5], [1, 1, 5]),
  ])
  func stretching(_ shape: [Int], _ target: [Int]) {
    let x = sample(shape)
    let zeros = Plain(target, [Float](repeating: 0, count: target.reduce(1, *)))
    #expect(Plain(x.broadcast(to: target)) == Plain.combine(Plain(x), zeros) { x, _ in x })
  }
}
