import Autodiff
import Tensors
import Testing

/// Where differences say nothing: kinks and infinities, as documented.
@Suite struct SpecialValueTests {
  /// The derivative of |x| at 0, from either side of it, counts as 0.
  @Test func theKinkOfAnAbsoluteValueIsFlat() {
    let tape = Tape()
    let x = tape.variable(Tensor([-2, -0.0, 0, 0.5]))
    let y = x.abs()
    #expect(y.value == Tensor([2.0, 0, 0, 0.5]))
    #expect(gradient(of: y.sum(), withRespectTo: x).value == Tensor([-1.0, 0, 0, 1]))
    let direction = Variable(Tensor([3.0, 3, 3, 3]))
    #expect(
      jacobianVectorProduct(of: y, withRespectTo: x, along: direction).value
        == Tensor([-3.0, 0, 0, 3]))
  }

  /// A row of −∞ is the sum of nothing, and says nothing to the rows beside it; +∞ outweighs all.
  @Test func logSumExpOfInfinities() {
    let tape = Tape()
    let rows = Tensor(rows: [
      [-.infinity, -.infinity], [0, 0], [-.infinity, 3], [.infinity, 3],
    ])
    let x = tape.variable(rows)
    let y = x.logSumExp(axis: 1)
    #expect(y.value == rows.logSumExp(axis: 1))
    #expect(y.value[0] == -.infinity && y.value[2] == 3 && y.value[3] == .infinity)
    let slope = gradient(of: y.rows(1..<3).sum(), withRespectTo: x).value
    #expect(slope.rows(1..<3) == Tensor(rows: [[0.5, 0.5], [0, 1]]))
  }

  @Test func theNormOfZeroHasNoSlope() {
    let tape = Tape()
    let x = tape.variable(Tensor(rows: [[0, 0], [3, 4]]))
    let slope = gradient(of: x.norm(axis: 1).sum(), withRespectTo: x).value
    #expect(slope == Tensor(rows: [[0, 0], [0.6, 0.8]]))
  }
}
