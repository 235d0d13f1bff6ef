import Autodiff
import Elementary
import Tensors
import Testing

/// An operation with its reference in `Double`.
struct OperationCase: Sendable, CustomTestStringConvertible {
  let name: String
  let shapes: [[Int]]
  /// Inputs are drawn from here, and kept away from 0, where some operations have a kink.
  let domain: ClosedRange<Double>
  let operation: @Sendable ([Variable]) -> Variable
  let reference: @Sendable ([Grid]) -> Grid

  var testDescription: String { "\(name) \(shapes)" }

  init(
    _ name: String, _ shapes: [[Int]], in domain: ClosedRange<Double> = -2...2,
    _ operation: @escaping @Sendable ([Variable]) -> Variable,
    _ reference: @escaping @Sendable ([Grid]) -> Grid
  ) {
    self.name = name
    self.shapes = shapes
    self.domain = domain
    self.operation = operation
    self.reference = reference
  }

  /// The operation between bent inputs and a bent result, so that what flows into its derivatives,
  /// forwards and backwards, depends on the inputs too.
  var bent: OperationCase {
    OperationCase(
      name, shapes, in: domain,
      {
        let y = operation($0.map { $0 + $0.square() / 8 })
        return y + y.square() / 2
      },
      {
        reference($0.map { $0.map { $0 + $0 * $0 / 8 } }).map { $0 + $0 * $0 / 2 }
      })
  }

  /// Pairs of shapes that broadcast in every way.
  static let pairs: [[[Int]]] = [
    [[], []], [[3], [3]], [[2, 3], [2, 3]], [[2, 3], [3]], [[3], [2, 3]], [[2, 3], [2, 1]],
    [[2, 1], [1, 3]], [[2, 3], []], [[], [2, 3]], [[2, 3, 2], [3, 1]],
  ]

  static let all: [OperationCase] =
    arithmetic + functions + reductions + matrixProducts + rearrangements + pictures
    + compositions

  static let arithmetic: [OperationCase] =
    pairs.flatMap { shapes in
      [
        OperationCase("x + y", shapes, { $0[0] + $0[1] }, { $0[0] + $0[1] }),
        OperationCase("x − y", shapes, { $0[0] - $0[1] }, { $0[0] - $0[1] }),
        OperationCase("x y", shapes, { $0[0] * $0[1] }, { $0[0] * $0[1] }),
        OperationCase(
          "x / y", shapes, in: 0.5...2, { $0[0] / $0[1] }, { $0[0] / $0[1] }),
        OperationCase(
          "where", shapes,
          { .where(mask(like: $0[0]), $0[0], $0[1]) },
          { x in Grid(mask: x[0]) * x[0] + Grid(mask: x[0]).map { 1 - $0 } * x[1] }),
      ]
    } + [
      OperationCase("x x", [[2, 3]], { $0[0] * $0[0] }, { $0[0].map { $0 * $0 } }),
      OperationCase("−x", [[2, 3]], { -$0[0] }, { $0[0].map { -$0 } }),
      OperationCase("x + c", [[2, 3]], { $0[0] + 1.5 }, { $0[0].map { $0 + 1.5 } }),
      OperationCase("c + x", [[2, 3]], { 1.5 + $0[0] }, { $0[0].map { $0 + 1.5 } }),
      OperationCase("x − c", [[2, 3]], { $0[0] - 1.5 }, { $0[0].map { $0 - 1.5 } }),
      OperationCase("c − x", [[2, 3]], { 1.5 - $0[0] }, { $0[0].map { 1.5 - $0 } }),
      OperationCase("x c", [[2, 3]], { $0[0] * 1.5 }, { $0[0].map { $0 * 1.5 } }),
      OperationCase("c x", [[2, 3]], { 1.5 * $0[0] }, { $0[0].map { $0 * 1.5 } }),
      OperationCase("x / c", [[2, 3]], { $0[0] / 1.5 }, { $0[0].map { $0 / 1.5 } }),
      OperationCase("c / x", [[2, 3]], in: 0.5...2, { 1.5 / $0[0] }, { $0[0].map { 1.5 / $0 } }),
      OperationCase("square", [[2, 3]], { $0[0].square() }, { $0[0].map { $0 * $0 } }),
      OperationCase("abs", [[2, 3]], { $0[0].abs() }, { $0[0].map { Swift.abs($0) } }),
    ]

  static let functions: [OperationCase] = [
    OperationCase("exp", [[2, 3]], { exp($0[0]) }, { $0[0].map { exp($0) } }),
    OperationCase("log", [[2, 3]], in: 0.4...2, { log($0[0]) }, { $0[0].map { log($0) } }),
    OperationCase("sin", [[2, 3]], { sin($0[0]) }, { $0[0].map { sin($0) } }),
    OperationCase("cos", [[2, 3]], { cos($0[0]) }, { $0[0].map { cos($0) } }),
    OperationCase("sqrt", [[2, 3]], in: 0.4...2, { sqrt($0[0]) }, { $0[0].map { sqrt($0) } }),
    OperationCase("tanh", [[2, 3]], { tanh($0[0]) }, { $0[0].map { tanh($0) } }),
    OperationCase(
      "sigmoid", [[20]], in: -6...6, { sigmoid($0[0]) }, { $0[0].map { 1 / (1 + exp(-$0)) } }),
    OperationCase(
      "softplus", [[20]], in: -6...6, { softplus($0[0]) }, { $0[0].map { log(1 + exp($0)) } }),
    OperationCase(
      "silu", [[20]], in: -6...6, { silu($0[0]) }, { $0[0].map { $0 / (1 + exp(-$0)) } }),
  ]

  static let reductions: [OperationCase] = [
    OperationCase(
      "broadcast", [[3, 1]], { $0[0].broadcast(to: [2, 3, 2]) },
      { x in Grid([2, 3, 2]) { x[0][$0] } }),
    OperationCase(
      "sum to", [[2, 3, 2]], { $0[0].sum(to: [3, 1]) }, { $0[0].sum(0).sum(2).dropping(0) }),
    OperationCase("sum", [[2, 3]], { $0[0].sum() }, { $0[0].sum(0).sum(1).reshaped([]) }),
    OperationCase("sum 0", [[2, 3]], { $0[0].sum(axis: 0) }, { $0[0].sum(0).dropping(0) }),
    OperationCase(
      "sum 1", [[2, 3, 2]], { $0[0].sum(axis: 1) }, { $0[0].sum(1).dropping(1) }),
    OperationCase(
      "sum 1 kept", [[2, 3]], { $0[0].sum(axis: 1, keepingAxis: true) }, { $0[0].sum(1) }),
    OperationCase(
      "mean", [[2, 3]], { $0[0].mean() }, { $0[0].sum(0).sum(1).map { $0 / 6 }.reshaped([]) }),
    OperationCase(
      "mean 1", [[2, 3]], { $0[0].mean(axis: 1) },
      { $0[0].sum(1).map { $0 / 3 }.dropping(1) }),
    OperationCase(
      "norm", [[2, 3]], { $0[0].norm() },
      { $0[0].map { $0 * $0 }.sum(0).sum(1).map { sqrt($0) }.reshaped([]) }),
    OperationCase(
      "norm 1", [[2, 3]], { $0[0].norm(axis: 1) },
      { $0[0].map { $0 * $0 }.sum(1).map { sqrt($0) }.dropping(1) }),
    OperationCase(
      "norm 0 kept", [[2, 3]], { $0[0].norm(axis: 0, keepingAxis: true) },
      { $0[0].map { $0 * $0 }.sum(0).map { sqrt($0) } }),
    OperationCase(
      "logSumExp", [[2, 3]], { $0[0].logSumExp(axis: 1) },
      { $0[0].map { exp($0) }.sum(1).map { log($0) }.dropping(1) }),
    OperationCase(
      "logSumExp 0 kept", [[2, 3]], { $0[0].logSumExp(axis: 0, keepingAxis: true) },
      { $0[0].map { exp($0) }.sum(0).map { log($0) } }),
  ]

  static let matrixProducts: [OperationCase] = [
    OperationCase("A B", [[2, 3], [3, 4]], { $0[0].matmul($0[1]) }, { $0[0].times($0[1]) }),
    OperationCase(
      "Aᵀ B", [[3, 2], [3, 4]], { matrixProduct($0[0], $0[1], transposeLeft: true) },
      { $0[0].transposed.times($0[1]) }),
    OperationCase(
      "A Bᵀ", [[2, 3], [4, 3]], { matrixProduct($0[0], $0[1], transposeRight: true) },
      { $0[0].times($0[1].transposed) }),
    OperationCase(
      "Aᵀ Bᵀ", [[3, 2], [4, 3]],
      { matrixProduct($0[0], $0[1], transposeLeft: true, transposeRight: true) },
      { $0[0].transposed.times($0[1].transposed) }),
    OperationCase(
      "linear", [[2, 3], [3, 4], [4]], { linear($0[0], weight: $0[1], bias: $0[2]) },
      { $0[0].times($0[1]) + $0[2] }),
    OperationCase(
      "linear, activated", [[2, 3], [3, 4], [4]],
      { linear($0[0], weight: $0[1], bias: $0[2], activation: .tanh) },
      { ($0[0].times($0[1]) + $0[2]).map { tanh($0) } }),
    OperationCase(
      "linear, activated, whole vectors", [[2, 1], [1, 16], [16]],
      { linear($0[0], weight: $0[1], bias: $0[2], activation: .silu) },
      { ($0[0].times($0[1]) + $0[2]).map { $0 / (1 + exp(-$0)) } }),
  ]

  static let rearrangements: [OperationCase] = [
    OperationCase(
      "reshape", [[2, 3]], { $0[0].reshaped(3, -1) }, { $0[0].reshaped([3, 2]) }),
    OperationCase("transpose", [[2, 3]], { $0[0].transposed() }, { $0[0].transposed }),
    OperationCase(
      "slice 1", [[2, 4, 2]], { $0[0].sliced(axis: 1, 1..<3) },
      { x in Grid([2, 2, 2]) { x[0][[$0[0], $0[1] + 1, $0[2]]] } }),
    OperationCase(
      "pad 1", [[2, 2, 2]], { $0[0].padded(axis: 1, into: 1..<3, of: 4) },
      { x in
        Grid([2, 4, 2]) { (1..<3) ~= $0[1] ? x[0][[$0[0], $0[1] - 1, $0[2]]] : 0 }
      }),
    OperationCase(
      "rows", [[4, 2]], { $0[0].rows(1..<3) }, { x in Grid([2, 2]) { x[0][[$0[0] + 1, $0[1]]] } }),
    OperationCase(
      "columns", [[2, 4]], { $0[0].columns(2..<4) },
      { x in Grid([2, 2]) { x[0][[$0[0], $0[1] + 2]] } }),
    OperationCase("row", [[3, 2]], { $0[0].row(1) }, { x in Grid([2]) { x[0][[1, $0[0]]] } }),
    OperationCase(
      "column", [[3, 2]], { $0[0].column(1) }, { x in Grid([3]) { x[0][[$0[0], 1]] } }),
    OperationCase(
      "gather", [[3, 2]], { $0[0].gatherRows([2, 0, 2, 2]) },
      { x in Grid([4, 2]) { x[0][[[2, 0, 2, 2][$0[0]], $0[1]]] } }),
    OperationCase(
      "scatter", [[4, 2]], { $0[0].scatteredRows([2, 0, 2, 2], of: 3) },
      { x in
        Grid([3, 2]) { to in
          (0..<4).filter { [2, 0, 2, 2][$0] == to[0] }.reduce(0) { $0 + x[0][[$1, to[1]]] }
        }
      }),
    OperationCase(
      "concatenate 0", [[1, 2], [3, 2]], { .concatenated($0) },
      { x in Grid([4, 2]) { $0[0] < 1 ? x[0][$0] : x[1][[$0[0] - 1, $0[1]]] } }),
    OperationCase(
      "concatenate 1", [[2, 1], [2, 3]], { .concatenated($0, axis: 1) },
      { x in Grid([2, 4]) { $0[1] < 1 ? x[0][$0] : x[1][[$0[0], $0[1] - 1]] } }),
  ]

  /// Several operations in a row, with values used more than once.
  static let compositions: [OperationCase] = [
    OperationCase(
      "x sin(x y) + y", [[2, 3], [3]], { $0[0] * sin($0[0] * $0[1]) + $0[1] },
      { x in x[0] * (x[0] * x[1]).map { sin($0) } + x[1] }),
    OperationCase(
      "two layers", [[4, 2], [2, 3], [3], [3, 2], [2]],
      { linear(silu(linear($0[0], weight: $0[1], bias: $0[2])), weight: $0[3], bias: $0[4]) },
      { x in
        (x[0].times(x[1]) + x[2]).map { $0 / (1 + exp(-$0)) }.times(x[3]) + x[4]
      }),
    OperationCase(
      "compound", [[2, 3], [2, 3]], in: 0.5...2,
      {
        var x = $0[0]
        x += $0[1]
        x *= $0[1]
        x -= $0[0]
        x /= $0[1]
        return x
      }, { x in ((x[0] + x[1]) * x[1] - x[0]) / x[1] }),
  ]

  /// A chessboard that does not depend on the values.
  private static func mask(like x: Variable) -> Tensor {
    Tensor((0..<x.count).map { Float($0 % 2) }, shape: x.shape)
  }
}

extension Grid {
  fileprivate init(mask other: Grid) {
    self.init(other.shape) { _ in 0 }
    values = values.indices.map { Double($0 % 2) }
  }
}
