import Autodiff
import Distributions
import Elementary
import Samplers
import Tensors
import Testing

@Suite struct EnergyGradientTests {
  /// E = (x² − 1)² + xy + y⁴, whose gradient is known.
  static let energy: @Sendable (Variable) -> Variable = { point in
    let (x, y) = (point.column(0), point.column(1))
    return (x.square() - 1).square() + x * y + y.square().square()
  }

  @Test func itIsMinusTheGradientOfEachRow() {
    var random = RandomStream(seed: 31)
    let points = random.normal([20, 2])
    let slopes = score(of: Self.energy)(points)
    #expect(slopes.shape == [20, 2])
    for i in 0..<20 {
      let (x, y) = (Double(points[i, 0]), Double(points[i, 1]))
      let exact = [-4 * x * (x * x - 1) - y, -x - 4 * y * y * y]
      for j in 0..<2 {
        #expect((Double(slopes[i, j]) - exact[j]).magnitude < 1e-5 * (1 + exact[j].magnitude))
      }
    }
  }

  @Test func aConstantDoesNotShow() {
    var random = RandomStream(seed: 32)
    let points = random.normal([20, 2])
    let lifted = score(of: { Self.energy($0) + 1000 })
    #expect(lifted(points) == score(of: Self.energy)(points))
  }

  @Test func refusesEnergiesThatAreNoColumn() async {
    await #expect(processExitsWith: .failure) {
      _ = score(of: { $0.square() })(.zeros(3, 2))
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      var x = Tensor.zeros(3, 2)
      Langevin(score: { $0.column(0) }, stepSize: 1).step(&x, using: &random)
    }
  }
}
