import Synchronization
import Tensors
import Testing

@Suite struct RearrangingTests {
  let x = Tensor((0..<24).map { Float($0) }, shape: [6, 4])

  @Test func reshaping() {
    #expect(x.reshaped(2, 12).scalars == x.scalars)
    #expect(x.reshaped(2, 12).shape == [2, 12])
    #expect(x.reshaped(3, -1, 2).shape == [3, 4, 2])
    #expect(x.reshaped(to: [24]).shape == [24])
    #expect(Tensor(3).reshaped(1, 1).shape == [1, 1])
    #expect(Tensor.zeros(0, 3).reshaped(3, 0).shape == [3, 0])
  }

  @Test func rows() {
    #expect(x.row(2).scalars == [8, 9, 10, 11])
    #expect(x.row(2).shape == [4])
    #expect(x.rows(1..<3).scalars == [4, 5, 6, 7, 8, 9, 10, 11])
    #expect(x.rows(1..<3).shape == [2, 4])
    #expect(x.rows(6..<6).shape == [0, 4])
    #expect(x.reshaped(2, 3, 4).row(1).shape == [3, 4])
    #expect(x.gatherRows([5, 0, 5]).scalars == [20, 21, 22, 23, 0, 1, 2, 3, 20, 21, 22, 23])
    #expect(x.gatherRows([]).shape == [0, 4])
  }

  @Test func columns() {
    #expect(x.column(1).scalars == [1, 5, 9, 13, 17, 21])
    #expect(x.columns(1..<3).shape == [6, 2])
    #expect(x.columns(1..<3).row(5).scalars == [21, 22])
    #expect(x.columns(2..<2).shape == [6, 0])
  }

  @Test func joining() {
    #expect(Tensor.concatenated([x.rows(0..<2), x.rows(2..<6)]) == x)
    #expect(Tensor.concatenated([x.columns(0..<1), x.columns(1..<4)], axis: 1) == x)
    let cube = x.reshaped(2, 3, 4)
    #expect(Tensor.concatenated([cube, cube], axis: 1).row(1).rows(3..<6) == cube.row(1))
    #expect(Tensor.concatenated([x, Tensor.zeros(0, 4)]) == x)
  }

  @Test(arguments: [1, 2, 5, 7, 100])
  func blocksOfRowsComeBackInOrder(size: Int) {
    let x = Tensor.linspace(1, 21, 21).reshaped(7, 3)
    let blocks = Mutex<[Int]>([])
    let doubled = x.mapRowBlocks(of: size) { block in
      blocks.withLock { $0.append(block.shape[0]) }
      return 2 * block
    }
    #expect(doubled == 2 * x)
    let wanted = stride(from: 0, to: 7, by: size).map { min(size, 7 - $0) }
    #expect(blocks.withLock { $0.sorted() } == wanted.sorted())
  }
}
