import Tensors
import Testing

/// A layer computed tile by tile has the bits of product, sum and function one after the other.
@Suite struct LinearTests {
  static func check(
    _ rows: Int, _ inputs: Int, _ outputs: Int, _ f: SigmoidalFunction,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (x, w) = (sample([rows, inputs]), sample([inputs, outputs], seed: 2))
    let b = sample([outputs], seed: 3)
    let sum = x.matmul(w) + b
    let (z, h) = linear(x, weight: w, bias: b, activation: f)
    let name = "[\(rows), \(inputs)] × [\(inputs), \(outputs)], \(f)"
    #expect(
      Plain(linear(x, weight: w, bias: b)) == Plain(sum), "\(name)",
      sourceLocation: sourceLocation)
    #expect(Plain(z) == Plain(sum), "\(name)", sourceLocation: sourceLocation)
    #expect(Plain(h) == Plain(f(sum)), "\(name)", sourceLocation: sourceLocation)
    let alone = LayerValues(x, weight: w, bias: b, f, .values)
    #expect(Plain(alone.activated) == Plain(h), "\(name)", sourceLocation: sourceLocation)
    let all = LayerValues(x, weight: w, bias: b, f, .slopesToo)
    #expect(Plain(all.affine) == Plain(z), "\(name)", sourceLocation: sourceLocation)
    #expect(Plain(all.activated) == Plain(h), "\(name)", sourceLocation: sourceLocation)
    #expect((all.slope != nil) == (f == .silu || f == .tanh))
    let slope = f.derivative(1, at: sum, times: .init(repeating: 1, shape: sum.shape))
    #expect(
      Plain(all.slope ?? slope) == Plain(slope), "\(name)", sourceLocation: sourceLocation)
  }

  @Test(
    arguments: SigmoidalFunction.allCases, [1, 2, 3, 4, 5, 8, 9, 11, 12, 13, 24, 33])
  func smallShapes(f: SigmoidalFunction, rows: Int) {
    for outputs in [1, 2, 15, 16, 17, 31, 32, 33, 48, 64, 100] {
      for inputs in [0, 1, 5] { Self.check(rows, inputs, outputs, f) }
    }
  }

  @Test(
    arguments: SigmoidalFunction.allCases,
    [[0, 3, 4], [3, 4, 0], [0, 0, 0], [300, 128, 128], [13, 400, 40], [70, 193, 300]])
  func largerShapes(f: SigmoidalFunction, shape: [Int]) {
    Self.check(shape[0], shape[1], shape[2], f)
  }

  @Test(arguments: [1, 2, 8]) func threads(count: Int) {
    let before = Parallel.threads
    Parallel.threads = count
    defer { Parallel.threads = before }
    Self.check(400, 70, 130, .silu)
  }

  @Test func notNumbersStayInTheirRow() {
    var x = sample([30, 20])
    x[7, 3] = .nan
    let (w, b) = (sample([20, 40], seed: 2), sample([40], seed: 3))
    let (z, h) = linear(x, weight: w, bias: b, activation: .silu)
    for i in 0..<30 {
      for j in 0..<40 { #expect(z[i, j].isNaN == (i == 7) && h[i, j].isNaN == (i == 7)) }
    }
  }

  @Test func mistakes() async {
    await #expect(processExitsWith: .failure) {
      _ = linear(.ones(2, 3), weight: .ones(16, 3), bias: .ones(16), activation: .tanh)
    }
    await #expect(processExitsWith: .failure) {
      _ = linear(.ones(2, 3), weight: .ones(3, 16), bias: .ones(15))
    }
  }
}
