import Tensors
import Testing

@Suite struct UpdateTests {
  /// The formulas in plain `Float` arithmetic, element by element, for lengths around the borders of
  /// vectors and of what is split between threads.
  @Test(arguments: [1, 15, 16, 17, 20_000]) func adam(count: Int) {
    let update = AdamUpdate(
      meanWeight: 0.3, squareWeight: 0.2, rate: 0.7, scale: 1.5, epsilon: 0.01, shrinkage: 0.1)
    let start = (1...4).map { sample([count], seed: UInt64($0)) }
    var (p, m, v) = (start[0], start[1], start[2].square())
    let before = p
    update.apply(to: &p, mean: &m, meanSquare: &v, gradient: start[3])
    #expect(before == start[0])
    for i in 0..<count {
      let g = start[3][i]
      let mean = start[1][i].addingProduct(g - start[1][i], 0.3)
      let s = start[2][i] * start[2][i]
      let square = s.addingProduct(g * g - s, 0.2)
      #expect(m[i] == mean && v[i] == square)
      let direction = mean / (square.squareRoot() * 1.5 + 0.01)
      #expect(p[i] == before[i] - (before[i] * 0.1 + direction * 0.7))
    }
  }

  @Test func moving() {
    var x = Tensor([1.0, -2, 8])
    let y = x
    x.move(toward: Tensor([5.0, -2, 0]), by: 0.25)
    #expect(x.scalars == [2, -2, 6])
    #expect(y.scalars == [1, -2, 8])
  }

  @Test func squares() {
    #expect(Tensor([3.0, -4, 0]).sumOfSquares() == 25)
    #expect(Tensor([1e30 as Float, 1]).sumOfSquares() > 0.99e60)
    #expect(Tensor([1, Float.nan]).sumOfSquares().isNaN)
  }

  @Test func mistakes() async {
    await #expect(processExitsWith: .failure) {
      var (p, m, v) = (Tensor.ones(3), Tensor.ones(3), Tensor.ones(3))
      AdamUpdate(
        meanWeight: 0.1, squareWeight: 0.1, rate: 0.1, scale: 1, epsilon: 0.1, shrinkage: 0
      ).apply(to: &p, mean: &m, meanSquare: &v, gradient: .ones(2))
    }
    await #expect(processExitsWith: .failure) {
      var x = Tensor.ones(3)
      x.move(toward: .ones(2), by: 0.5)
    }
  }
}
