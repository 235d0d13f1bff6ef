import Datasets
import Tensors
import Testing

@Suite struct BinaryPicturesTests {
  @Test func digitsAreZerosAndOnes() {
    let points = Digits.all.binaryPoints()
    #expect(points.shape == [1797, 64])
    #expect(points.scalars.allSatisfy { $0 == 0 || $0 == 1 })
    // More than 7 of 16 points of ink.
    #expect(points == (16 * Digits.all.points .> 7.5))
  }

  @Test(arguments: [1, 2, 3, 4]) func barsAndStripesAreDistinct(n: Int) {
    let patterns = barsAndStripes(n)
    #expect(patterns.shape == [(1 << (n + 1)) - 2, n * n])
    let rows = (0..<patterns.rowCount).map { patterns.row($0).scalars }
    #expect(Set(rows).count == rows.count)
    for row in rows {
      let isBars = (0..<n * n).allSatisfy { row[$0] == row[$0 / n * n] }
      let isStripes = (0..<n * n).allSatisfy { row[$0] == row[$0 % n] }
      #expect(isBars || isStripes)
    }
  }
}
