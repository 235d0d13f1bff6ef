import Testing

@testable import Tensors

@Suite struct StoragePoolTests {
  @Test func sizeClasses() {
    for count in [
      0, 1, 15, 16, 17, 64, 65, 80, 81, 96, 112, 113, 128, 1000, 65_536, 65_537, 1 << 30,
    ] {
      let size = StoragePool.sizeClass(forCount: count)
      let vectors = (count + 15) / 16
      #expect(StoragePool.bytes(of: size) >= 64 * vectors, "\(count)")
      #expect(size == 0 || StoragePool.bytes(of: size - 1) < 64 * vectors, "\(count)")
    }
    #expect(StoragePool.bytes(of: StoragePool.sizeClass(forCount: 65_536)) == 4 * 65_536)
  }

  @Test func reuse() {
    let pool = StoragePool(byteLimit: 1 << 20)
    let first = pool.take(8)
    let second = pool.take(8)
    #expect(first != second)
    #expect(UInt(bitPattern: first) % 64 == 0)
    pool.giveBack(first, 8)
    #expect(pool.statistics == (StoragePool.bytes(of: 8), 0))
    #expect(pool.take(8) == first)
    #expect(pool.statistics == (0, 1))
    pool.giveBack(second, 8)
    #expect(pool.take(9) != second)
    pool.giveBack(first, 8)
    #expect(pool.take(8) == first)
    #expect(pool.take(8) == second)
    pool.giveBack(first, 8)
    pool.giveBack(second, 8)
  }

  @Test func limit() {
    let pool = StoragePool(byteLimit: 3 * StoragePool.bytes(of: 8))
    let blocks = (0..<5).map { _ in pool.take(8) }
    for block in blocks { pool.giveBack(block, 8) }
    #expect(pool.statistics.bytes == 3 * StoragePool.bytes(of: 8))
  }

  @Test func inPlaceKeepsTheStorage() {
    var x = sample([1000, 10])
    let (row, column, y) = (sample([10]), sample([1000, 1]), sample([1000, 10]))
    let place = x.storage.start
    x += y
    x -= 1
    x *= row
    x /= column
    x.add(y, times: 2)
    x[3, 4] = 1
    #expect(x.storage.start == place)
    let copy = x
    x += 1
    #expect(x.storage.start != place)
    #expect(copy.storage.start == place)
  }

  @Test func temporariesAreUsedAgain() {
    let x = sample([1000, 10])
    let y = x + 1
    let place = y.storage.start
    let z = 3 - exp(-(consume y) * x + 2)
    #expect(z.storage.start == place)
    #expect(z.reshaped(10, 1000).storage.start == place)
  }
}
