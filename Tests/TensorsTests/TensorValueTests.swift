import Tensors
import Testing

/// Making tensors, reading and writing elements, and being a value.
@Suite struct TensorValueTests {
  @Test func making() {
    #expect(Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])[1, 0] == 4)
    #expect(Tensor([0.1, 2.0]).scalars == [Float(0.1), 2])
    #expect(Tensor([0.1, 2.0]).doubles == [Double(Float(0.1)), 2])
    #expect(Tensor(rows: [[1, 2], [3, 4], [5, 6]]).shape == [3, 2])
    #expect(Tensor(rows: []).shape == [0, 0])
    #expect(Tensor(2.5).shape == [])
    #expect(Tensor(2.5).item == 2.5)
    #expect(Tensor.zeros(2, 3).scalars == [0, 0, 0, 0, 0, 0])
    #expect(Tensor.ones(3).scalars == [1, 1, 1])
    #expect(Tensor.identity(3).scalars == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    #expect(Tensor(repeating: 7, shape: [1, 2]).scalars == [7, 7])
    #expect(Tensor(repeating: 7, shape: [20, 3]).scalars == [Float](repeating: 7, count: 60))
  }

  @Test func linspace() {
    #expect(Tensor.linspace(-1, 1, 5).scalars == [-1, -0.5, 0, 0.5, 1])
    #expect(Tensor.linspace(2, 9, 1).scalars == [2])
    #expect(Tensor.linspace(0, 1, 0).shape == [0])
    #expect(Tensor.linspace(0, 0.3, 4)[3] == 0.3)
  }

  @Test func elements() {
    var x = Tensor.zeros(2, 3, 4)
    x[1, 2, 3] = 5
    x[[0, 1, 2]] = 6
    #expect(x.scalars.enumerated().filter { $1 != 0 }.map(\.offset) == [6, 23])
    #expect(x[1, 2, 3] == 5)
    #expect(x[[0, 1, 2]] == 6)
    #expect(x.count == 24)
    #expect(x.rank == 3)
  }

  @Test func copiesAreIndependent() {
    let original = Tensor([1, 2, 3] as [Float])
    var copy = original
    copy[0] = 9
    #expect(original.scalars == [1, 2, 3])
    #expect(copy.scalars == [9, 2, 3])
    var second = copy
    second += 1
    second += copy
    #expect(copy.scalars == [9, 2, 3])
    #expect(second.scalars == [19, 5, 7])
    let third = exp(copy) - copy
    #expect(copy.scalars == [9, 2, 3])
    #expect(third.shape == [3])
    let shaped = copy.reshaped(3, 1)
    copy[1] = 0
    #expect(shaped.scalars == [9, 2, 3])
  }

  @Test func inPlaceWithItself() {
    var x = Tensor([1, 2, 3] as [Float])
    x += x
    #expect(x.scalars == [2, 4, 6])
    x *= x
    #expect(x.scalars == [4, 16, 36])
    x = x - x
    #expect(x.scalars == [0, 0, 0])
    var row = Tensor(rows: [[1, 2]])
    row -= row.transposed()
    #expect(row == Tensor(rows: [[0, 1], [-1, 0]]))
  }

  @Test func equality() {
    let x = sample([5, 7])
    var y = x + 0
    #expect(x == y)
    #expect(x != x.reshaped(7, 5))
    y[4, 6] += 1
    #expect(x != y)
    #expect(Tensor([Float(0)]) == Tensor([-Float(0)]))
    #expect(Tensor([Float.nan]) != Tensor([Float.nan]))
    #expect(Tensor.zeros(0, 3) != Tensor.zeros(3, 0))
  }

  @Test func description() {
    #expect("\(Tensor(rows: [[1, 2]]))" == "Tensor[1, 2](1.0, 2.0)")
    #expect("\(Tensor.zeros(40))".hasSuffix("0.0, …)"))
  }
}
