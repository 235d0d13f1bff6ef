import Tensors
import Testing

@Suite struct TensorTests {
  @Test func smoke() {
    let a = Tensor(rows: [[1, 2, 3], [4, 5, 6]])
    #expect((a + a).scalars == [2, 4, 6, 8, 10, 12])
    #expect((a * Tensor([1.0, 2, 3])).scalars == [1, 4, 9, 4, 10, 18])
    #expect((a - a.mean(axis: 1, keepingAxis: true)).scalars == [-1, 0, 1, -1, 0, 1])
    #expect(a.sum() == 21)
    #expect(matrixProduct(a, a, transposeRight: true).scalars == [14, 32, 32, 77])
    #expect(a.transposed().shape == [3, 2])
    #expect(Tensor.linspace(0, 1, 3).scalars == [0, 0.5, 1])
    var random = RandomStream(seed: 1)
    let z = random.normal([1000, 3])
    #expect(z.mean().magnitude < 0.1)
    #expect((z.variance() - 1).magnitude < 0.2)
  }
}
