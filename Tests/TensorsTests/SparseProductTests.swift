import Tensors
import Testing

@Suite struct SparseProductTests {
  /// The bits of the other product, whatever the shape.
  @Test(arguments: [
    (1, 1, 1), (5, 7, 3), (50, 64, 128), (33, 128, 64), (20, 9, 83), (300, 64, 130),
  ])
  func bitsAreThoseOfTheMatrixProduct(n: Int, k: Int, m: Int) {
    var random = RandomStream(seed: 1)
    let right = random.normal([k, m])
    for share in [Float(0), 0.3, 1] {
      let units = random.uniform([n, k]) .< share
      #expect(sparseProduct(units, right) == matrixProduct(units, right))
      let weighted = units * random.normal([n, k])
      #expect(sparseProduct(weighted, right) == matrixProduct(weighted, right))
      #expect(
        sparseProduct(weighted.transposed(), right, transposeLeft: true)
          == matrixProduct(weighted, right))
    }
  }

  @Test func emptyMatrices() {
    #expect(sparseProduct(.zeros(0, 3), .ones(3, 4)).shape == [0, 4])
    #expect(sparseProduct(.zeros(2, 0), .ones(0, 4)) == .zeros(2, 4))
  }
}
