import Autodiff
import Tensors
import Testing

@testable import Autodiff

@Suite struct TapeTests {
  @Test func constantsLeaveNoTrace() {
    let tape = Tape()
    let x = tape.variable(Tensor([1.0, 2]))
    let c = Variable(Tensor([3.0, 4]))
    let before = tape.count
    _ = (c * c + c).sum()
    _ = x.detached() * 2
    #expect(tape.count == before)
    #expect((x * c).isTracked)
    #expect(tape.count == before + 2)  // the product and its constant factor
  }

  /// The gradient of a linear function is a constant, recorded or not.
  @Test func gradientsOfConstantsAreConstants() {
    let tape = Tape()
    let x = tape.variable(Tensor([1.0, 2]))
    let g = gradient(of: (x * Variable(Tensor([3.0, 4]))).sum(), withRespectTo: x)
    #expect(g.value.scalars == [3, 4])
    #expect(!g.isTracked)
    #expect(gradient(of: x.square().sum(), withRespectTo: x).isTracked)
  }

  @Test func clearedTapesBeginAnew() {
    let tape = Tape()
    for _ in 0..<3 {
      let x = tape.variable(Tensor([1.0, 2]))
      #expect(gradient(of: x.square().sum(), withRespectTo: x).value.scalars == [2, 4])
      #expect(tape.count > 0)
      tape.clear()
      #expect(tape.count == 0)
    }
  }

  @Test func gradientsOfUnrelatedVariablesAreZero() {
    let tape = Tape()
    let x = tape.variable(Tensor.ones(2, 3))
    let early = x.square().sum()
    let late = tape.variable(Tensor.ones(2))
    for y in [early, Variable(Tensor(1)), late.sum() * 2] {
      for z in [x, late] {
        let g = gradient(of: y, withRespectTo: z)
        #expect(g.shape == z.shape)
        let depends =
          (y.index == early.index && z.index == x.index)
          || (y.index > late.index && z.index == late.index)
        #expect((g.value.sum() != 0) == depends)
        let t = jacobianVectorProduct(
          of: y, withRespectTo: z, along: Variable(Tensor(repeating: 1, shape: z.shape)))
        #expect((t.value.item != 0) == depends)
      }
    }
  }

  @Test func gradientByAnIntermediateResult() {
    let tape = Tape()
    let x = tape.variable(Tensor([3.0]))
    let u = x.square()
    let y = (u * u).sum()
    let g = gradient(of: y, withRespectTo: [x, u, y])
    #expect(g.map { $0.value.item } == [108, 18, 1])
  }

  @Test func detachedValuesPassNoDerivative() {
    let tape = Tape()
    let x = tape.variable(Tensor([3.0]))
    #expect(gradient(of: (x * x.detached()).sum(), withRespectTo: x).value.scalars == [3])
  }

  @Test func maskedOutNaNHasNoInfluence() {
    let tape = Tape()
    let x = tape.variable(Tensor([-1.0, 4]))
    let y = Variable.where(x.value .> 0, sqrt(x), Variable(Tensor(0))).sum()
    #expect(y.value.item == 2)
    // The derivative of √ at −1 is NaN; times an exact 0 it stays NaN, so the argument must be
    // masked, as everywhere: here it shows that `where` itself passes 0 on.
    let safe = Variable.where(x.value .> 0, x, Variable(Tensor(1)))
    let z = Variable.where(x.value .> 0, sqrt(safe), Variable(Tensor(0))).sum()
    #expect(gradient(of: z, withRespectTo: x).value.scalars == [0, 0.25])
  }

  @Test func normAtZero() {
    let tape = Tape()
    let x = tape.variable(Tensor(rows: [[0, 0], [3, 4]]))
    let y = x.norm(axis: 1)
    #expect(y.value.scalars == [0, 5])
    #expect(gradient(of: y.sum(), withRespectTo: x).value.scalars == [0, 0, 0.6, 0.8])
    let v = Variable(Tensor(rows: [[1, 1], [1, 0]]))
    let slope = jacobianVectorProduct(of: y, withRespectTo: x, along: v)
    #expect(slope.value.scalars == [0, 0.6])
  }

  @Test func unrecordedGradientsLeaveNoTrace() {
    let tape = Tape()
    let x = tape.variable(Tensor([1.0, 2]))
    let y = silu(x * x).sum()
    let before = tape.count
    let g = gradient(of: y, withRespectTo: x, recording: false)
    #expect(tape.count == before)
    #expect(!g.isTracked)
    #expect(gradient(of: y, withRespectTo: x).value == g.value)
    #expect(tape.count > before)
  }

  /// Nothing holds a tape but its variables: their end is its end.
  @Test func tapesDoNotHoldThemselves() {
    weak var tape: Tape?
    do {
      let own = Tape()
      tape = own
      let x = own.variable(Tensor([1.0, 2]))
      let y = (sigmoid(x) * x / 2).norm()
      let g = gradient(of: y, withRespectTo: x)
      _ = gradient(of: g.sum(), withRespectTo: x)
      #expect(tape != nil)
    }
    #expect(tape == nil)
  }

  @Test func longChains() {
    let tape = Tape()
    let x = tape.variable(Tensor([1.0]))
    var y = x
    for _ in 0..<100_000 { y = y + x }
    #expect(gradient(of: y.sum(), withRespectTo: x).value.item == 100_001)
  }
}

/// Mistakes end the program with a message that names the shapes.
@Suite struct TapePreconditionTests {
  /// The last line that a failed process wrote.
  static func message(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test func sumOfShapesThatDoNotBroadcast() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let tape = Tape()
      _ = tape.variable(.ones(2, 3)) + tape.variable(.ones(2, 2))
    }
    #expect(Self.message(result).contains("[2, 3] and [2, 2]"))
  }

  @Test func matrixProductOfShapesThatDoNotFit() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let tape = Tape()
      _ = tape.variable(.ones(2, 3)).matmul(tape.variable(.ones(2, 3)))
    }
    #expect(Self.message(result).contains("[2, 3] × [2, 3]"))
  }

  @Test func layerWithTransposedWeight() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tape().variable(.ones(512, 3))
      _ = linear(x, weight: Variable(.ones(128, 3)), bias: Variable(.ones(128)))
    }
    #expect(Self.message(result).contains("[512, 3] × weight [128, 3]"))
  }

  @Test func layerWithBiasOfAnotherLength() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tape().variable(.ones(512, 3))
      _ = linear(x, weight: Variable(.ones(3, 128)), bias: Variable(.ones(3)))
    }
    #expect(Self.message(result).contains("weight [3, 128] [inputs, outputs] with bias [3]"))
  }

  @Test func gradientOfATensor() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let x = Tape().variable(.ones(2, 3))
      _ = gradient(of: x * 2, withRespectTo: x)
    }
    #expect(Self.message(result).contains("not of shape [2, 3]"))
  }

  @Test func vectorsOfOtherShapes() async {
    let vjp = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Tape().variable(.ones(2, 3))
      _ = vectorJacobianProduct(of: x * 2, withRespectTo: [x], with: Variable(.ones(3)))
    }
    #expect(Self.message(vjp).contains("[3], the variable [2, 3]"))
    let jvp = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Tape().variable(.ones(2, 3))
      _ = jacobianVectorProduct(of: x.sum(axis: 1), withRespectTo: x, along: Variable(.ones(2)))
    }
    #expect(Self.message(jvp).contains("[2], the variable [2, 3]"))
  }

  @Test func gradientByAConstant() async {
    await #expect(processExitsWith: .failure) {
      let x = Tape().variable(.ones(2))
      _ = gradient(of: x.sum(), withRespectTo: Variable(.ones(2)))
    }
  }

  @Test func variablesOfTwoTapes() async {
    await #expect(processExitsWith: .failure) {
      _ = Tape().variable(.ones(2)) + Tape().variable(.ones(2))
    }
    await #expect(processExitsWith: .failure) {
      let x = Tape().variable(.ones(2))
      _ = gradient(of: x.sum(), withRespectTo: Tape().variable(.ones(2)))
    }
  }

  @Test func variablesFromBeforeClear() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let tape = Tape()
      let x = tape.variable(.ones(2))
      tape.clear()
      _ = tape.variable(.ones(2))
      _ = x * 2
    }
    #expect(Self.message(result).contains("cleared"))
    await #expect(processExitsWith: .failure) {
      let tape = Tape()
      let x = tape.variable(.ones(2))
      let y = x.sum()
      tape.clear()
      _ = gradient(of: y, withRespectTo: x)
    }
  }

  @Test func axesThatDoNotExist() async {
    await #expect(processExitsWith: .failure) {
      _ = Tape().variable(.ones(2, 3)).sum(axis: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tape().variable(.ones(2, 3)).columns(2..<4)
    }
  }
}
