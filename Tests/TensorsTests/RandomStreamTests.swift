import Elementary
import Testing

@testable import Tensors

/// What a stream promises about its numbers without any statistics.
@Suite struct RandomStreamTests {
  /// The layout of a batch, spelled out with single blocks.
  static func words(_ stream: RandomStream, _ number: Int) -> (UInt32, UInt32) {
    let (group, word, lane) = (number / 64, number / 16 % 4, number % 16)
    let block = stream.philox.block(
      high: stream.stream, low: stream.position &+ UInt64(16 * group + lane))
    let all = [block.low, block.low >> 32, block.high, block.high >> 32].map {
      UInt32(truncatingIfNeeded: $0)
    }
    return (all[word], all[word / 2 * 2 + 1])
  }

  @Test(arguments: [0, 1, 63, 64, 65, 300, 20_000])
  func uniformBatch(count: Int) {
    var stream = RandomStream(seed: 0x1234_5678_9ABC_DEF0, stream: 0xFEDC_BA98_7654_3210)
    _ = stream.next()
    let start = stream
    let batch = stream.uniform([count]).scalars
    let exact = (0..<count).map { Float((Double(Self.words(start, $0).0 >> 9) + 0.5) * 0x1p-23) }
    #expect(batch == exact)
    #expect(stream.position == start.position + UInt64((count + 63) / 64 * 16))
  }

  @Test(arguments: [1, 65, 20_000])
  func normalBatch(count: Int) {
    var stream = RandomStream(seed: 7, stream: .max)
    let start = stream
    let batch = stream.normal([count]).doubles
    let exact = (0..<count).map { i in
      let (a, b) = Self.words(start, i % 32 < 16 ? i : i - 16)
      let u = (Double(a) * 256 + Double(b & 0xff) + 0.5) * 0x1p-40
      let angle = 2 * .pi * Double(b >> 8) * 0x1p-24
      return sqrt(-2 * log(u)) * (i % 32 < 16 ? cos(angle) : sin(angle))
    }
    #expect(zip(batch, exact).allSatisfy { abs($0 - $1) < 2e-6 * max(1, abs($1)) })
  }

  @Test func positionsBeyond32Bits() {
    let philox = Philox4x32(key: 3)
    let low: UInt64 = 0xFFFF_FFFF_FFFF_FFF8
    let blocks = philox.blocks(high: 5, low: low).words
    for lane in 0..<16 {
      let block = philox.block(high: 5, low: low &+ UInt64(lane))
      #expect(blocks.0[lane] == UInt32(truncatingIfNeeded: block.low))
      #expect(blocks.1[lane] == UInt32(block.low >> 32))
      #expect(blocks.2[lane] == UInt32(truncatingIfNeeded: block.high))
      #expect(blocks.3[lane] == UInt32(block.high >> 32))
    }
  }

  @Test func aBatchTakesWholeBlocks() {
    var (a, b) = (RandomStream(seed: 1), RandomStream(seed: 1))
    _ = a.next()
    _ = (b.next(), b.next())
    let batches = (a.normal([10]), b.normal([10]))
    #expect(batches.0 == batches.1)
    let words = (a.next(), b.next())
    #expect(words.0 == words.1)
  }

  @Test func numbersOfOneBlock() {
    var stream = RandomStream(seed: 0, stream: 0)
    let words = [stream.next(), stream.next()]
    // The first known answer of Philox: block 0 under key 0.
    #expect(words == [0xe169_c58d_6627_e8d5, 0x9b00_dbd8_bc57_ac4c])
  }

  @Test func splittingIsPure() {
    var stream = RandomStream(seed: 5)
    let (before, named) = (stream.split(3), stream.split("noise"))
    var other = stream
    _ = (stream.split(9), stream.split("x"), stream.next(), stream.normal([100]))
    #expect(identity(stream.split(3)) == identity(before))
    #expect(identity(stream.split("noise")) == identity(named))
    #expect(before.position == 0)
    _ = other.next()
    #expect(other.split(3).stream == before.stream)
  }

  private func identity(_ stream: RandomStream) -> [UInt64] {
    [UInt64(stream.philox.key[0]), UInt64(stream.philox.key[1]), stream.stream]
  }

  @Test func streamsAreDistinct() {
    var seen = Set<[UInt64]>()
    var count = 0
    func enter(_ stream: RandomStream) {
      seen.insert(identity(stream))
      count += 1
    }
    for seed in 0..<20 as Range<UInt64> {
      for number in 0..<20 as Range<UInt64> {
        let root = RandomStream(seed: seed, stream: number)
        enter(root)
        for index in 0..<20 as Range<UInt64> {
          enter(root.split(index))
          enter(root.split("\(index)"))
          enter(root.split(index).split(index))
        }
        for name in ["", "\0", "\0\0", "abcdefgh", "abcdefgh\0", "abcdefghi", "ä"] {
          enter(root.split(name))
        }
      }
    }
    #expect(seen.count == count)
  }

  @Test func openInterval() {
    var stream = RandomStream(seed: 11)
    let batch = stream.uniform([1 << 20])
    #expect(0 < batch.min() && batch.min() < 1e-5)
    #expect(1 - 1e-5 < batch.max() && batch.max() < 1)
    let single = (0..<10_000).map { _ in stream.uniform() }
    #expect(single.allSatisfy { 0 < $0 && $0 < 1 })
  }

  @Test func integers() {
    var stream = RandomStream(seed: 12)
    for bound in [1, 2, 10, .max] {
      let values = stream.integers(below: bound, count: 1000)
      #expect(values.count == 1000)
      #expect(values.allSatisfy { (0..<bound).contains($0) })
    }
    let none = stream.integers(below: 3, count: 0)
    #expect(none == [])
  }

  @Test func permutations() {
    var stream = RandomStream(seed: 13)
    for n in [0, 1, 2, 5, 1000] {
      let order = stream.permutation(n)
      #expect(order.sorted() == Array(0..<n))
      #expect(n < 1000 || order != Array(0..<n))
    }
  }

  @Test func choicesAvoidZeroWeights() {
    var stream = RandomStream(seed: 14)
    let drawn = Set((0..<2000).map { _ in stream.choice(weights: [0, 1e-300, 0, 2e-300, 0]) })
    #expect(drawn == [1, 3])
    let (always, never) = (stream.bernoulli(1), stream.bernoulli(0))
    #expect(always && !never)
  }

  @Test func misuse() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1)
      _ = stream.integer(below: 0)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1)
      _ = stream.bernoulli(1.5)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1)
      _ = stream.choice(weights: [0, 0])
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1)
      _ = stream.choice(weights: [1, -1, 3])
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1)
      _ = stream.choice(weights: [1, .nan])
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1)
      _ = stream.permutation(-1)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1)
      _ = stream.normal([2, -1])
    }
  }

  /// Many uniform numbers at once are those of single calls, wherever the stream stands.
  @Test(arguments: [0, 1, 2, 31, 32, 33, 64, 100], 0...3)
  func manyUniforms(count: Int, before: Int) {
    var (one, many) = (RandomStream(seed: 3, stream: 4), RandomStream(seed: 3, stream: 4))
    for _ in 0..<before { #expect(one.next() == many.next()) }
    let expected = (0..<count).map { _ in one.uniform() }
    #expect(many.uniforms(count: count) == expected)
    #expect(one.next() == many.next())
    #expect(one.next() == many.next())
  }
}
