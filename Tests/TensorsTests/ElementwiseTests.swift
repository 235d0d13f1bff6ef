import Elementary
import Tensors
import Testing

/// Every elementwise operation, against the same operation on one number at a time.
@Suite struct ElementwiseTests {
  struct Unary: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let tensor: @Sendable (Tensor) -> Tensor
    let scalar: @Sendable (Float) -> Float
  }

  static let unaries: [Unary] = [
    Unary(testDescription: "exp") {
      exp($0)
    } scalar: {
      exp($0)
    },
    Unary(testDescription: "log") {
      log($0)
    } scalar: {
      log($0)
    },
    Unary(testDescription: "sin") {
      sin($0)
    } scalar: {
      sin($0)
    },
    Unary(testDescription: "cos") {
      cos($0)
    } scalar: {
      cos($0)
    },
    Unary(testDescription: "tanh") {
      tanh($0)
    } scalar: {
      tanh($0)
    },
    Unary(testDescription: "sigmoid") {
      sigmoid($0)
    } scalar: {
      sigmoid($0)
    },
    Unary(testDescription: "softplus") {
      softplus($0)
    } scalar: {
      softplus($0)
    },
    Unary(testDescription: "erf") {
      erf($0)
    } scalar: {
      erf($0)
    },
    Unary(testDescription: "sqrt") {
      sqrt($0)
    } scalar: {
      $0.squareRoot()
    },
    Unary(testDescription: "negation") {
      -$0
    } scalar: {
      -$0
    },
    Unary(testDescription: "abs") {
      $0.abs()
    } scalar: {
      $0.magnitude
    },
    Unary(testDescription: "square") {
      $0.square()
    } scalar: {
      $0 * $0
    },
    Unary(testDescription: "x + 3") {
      $0 + 3
    } scalar: {
      $0 + 3
    },
    Unary(testDescription: "x - 3") {
      $0 - 3
    } scalar: {
      $0 - 3
    },
    Unary(testDescription: "x * 3") {
      $0 * 3
    } scalar: {
      $0 * 3
    },
    Unary(testDescription: "x / 3") {
      $0 / 3
    } scalar: {
      $0 / 3
    },
    Unary(testDescription: "3 + x") {
      3 + $0
    } scalar: {
      3 + $0
    },
    Unary(testDescription: "3 - x") {
      3 - $0
    } scalar: {
      3 - $0
    },
    Unary(testDescription: "3 * x") {
      3 * $0
    } scalar: {
      3 * $0
    },
    Unary(testDescription: "3 / x") {
      3 / $0
    } scalar: {
      3 / $0
    },
    Unary(testDescription: "x += 3") {
      var x = $0; x += 3; return x
    } scalar: {
      $0 + 3
    },
    Unary(testDescription: "x -= 3") {
      var x = $0; x -= 3; return x
    } scalar: {
      $0 - 3
    },
    Unary(testDescription: "x *= 3") {
      var x = $0; x *= 3; return x
    } scalar: {
      $0 * 3
    },
    Unary(testDescription: "x /= 3") {
      var x = $0; x /= 3; return x
    } scalar: {
      $0 / 3
    },
    Unary(testDescription: "x .< 0.5") {
      $0 .< 0.5
    } scalar: {
      $0 < 0.5 ? 1 : 0
    },
    Unary(testDescription: "x .> 0.5") {
      $0 .> 0.5
    } scalar: {
      $0 > 0.5 ? 1 : 0
    },
    Unary(testDescription: "x .<= 0.5") {
      $0 .<= 0.5
    } scalar: {
      $0 <= 0.5 ? 1 : 0
    },
    Unary(testDescription: "x .>= 0.5") {
      $0 .>= 0.5
    } scalar: {
      $0 >= 0.5 ? 1 : 0
    },
    Unary(testDescription: "map") {
      $0.map { 2 * $0 + 1 }
    } scalar: {
      2 * $0 + 1
    },
  ]

  static let shapes = [[], [0], [1], [15], [16], [17], [3, 5], [33, 31], [0, 4], [2, 3, 4]]

  @Test(arguments: unaries, shapes)
  func unary(_ operation: Unary, shape: [Int]) {
    let x = sample(shape)
    #expect(Plain(operation.tensor(x)) == Plain(x).map(operation.scalar))
  }

  @Test(arguments: unaries)
  func unaryOnSpecialValues(_ operation: Unary) {
    let x = Tensor(specialValues)
    #expect(Plain(operation.tensor(x)) == Plain(x).map(operation.scalar))
  }

  @Test(arguments: unaries)
  func unaryOnManyElements(_ operation: Unary) {
    let x = sample([70_001])
    #expect(Plain(operation.tensor(x)) == Plain(x).map(operation.scalar))
  }

  @Test func addMultiple() {
    var x = sample([5, 7])
    let y = sample([5, 7], seed: 2)
    let expected = Plain.combine(Plain(x), Plain(y)) { $0.addingProduct($1, 0.3) }
    x.add(y, times: 0.3)
    #expect(Plain(x) == expected)
  }

  /// The loops by themselves, as other modules use them.
  @Test(arguments: shapes + [[70_001]])
  func updates(shape: [Int]) {
    let (x, y, z) = (sample(shape), sample(shape, seed: 2), sample(shape, seed: 3))
    var (one, two, three) = (x, x, x)
    one.update { $0.map { $0 * $0 + 1 } }
    two.update(with: y) { $0.map { $0 - 2 * $1 } }
    three.update(with: y, z) { $0.map { $0 - $1 * $2 } }
    #expect(Plain(one) == Plain(x).map { $0 * $0 + 1 })
    #expect(Plain(two) == Plain.combine(Plain(x), Plain(y)) { $0 - 2 * $1 })
    let product = Plain.combine(Plain(y), Plain(z), *)
    #expect(Plain(three) == Plain.combine(Plain(x), product) { $0 - $1 })
  }
}
