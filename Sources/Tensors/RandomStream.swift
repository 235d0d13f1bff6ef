/// A stream of random numbers that is a pure function of a seed, a stream number and a counter, so
/// that the same program prints the same numbers everywhere, on any number of threads.
///
/// A stream has an identity of 128 bits: the Philox key `(64 bits)` and the upper half of the
/// counter `(64 bits)`. The lower half of the counter is the position, so a stream holds 2⁶⁴ blocks
/// of 128 random bits:
///
///     block n of the stream = Philox_key(identity's other half, n)
///
/// `RandomStream(seed:stream:)` has the identity `(seed, stream)`. Two streams with one key never
/// share a block, as Philox is a bijection of counters.
///
/// The identity of a child made by `split` is a Philox block itself: that of the counter `(stream,
/// index)` under the parent's key changed by a constant. Hence *siblings never collide*: for one
/// parent, distinct indices are distinct counters of one bijection. A child and any other stream
/// (parent, cousin, another seed) coincide only if two hashes of 128 bits do: among `n` streams in
/// all with probability below `n²/2¹²⁹`, which is 1e-27 for a million.
public struct RandomStream: Sendable, RandomNumberGenerator {
  let philox: Philox4x32
  let stream: UInt64
  /// The number of the next unused block.
  private(set) var position: UInt64 = 0
  /// The other half of the last block, when only one half is used.
  private(set) var spare: UInt64?

  /// A stream of a seed.
  /// - Parameters:
  ///   - seed: the key.
  ///   - stream: which of the seed's 2⁶⁴ streams.
  public init(seed: UInt64, stream: UInt64 = 0) {
    philox = Philox4x32(key: seed)
    self.stream = stream
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    if let half = spare {
      spare = nil
      return half
    }
    let block = philox.block(high: stream, low: position)
    position &+= 1
    spare = block.high
    return block.low
  }

  /// The next whole block, as two numbers.
  mutating func nextBlock() -> (UInt64, UInt64) {
    let block = philox.block(high: stream, low: skipBlocks(1))
    return (block.low, block.high)
  }

  /// Passes over some blocks, which the caller computes itself.
  /// - Returns: the position of the first.
  mutating func skipBlocks(_ count: Int) -> UInt64 {
    spare = nil
    defer { position &+= UInt64(count) }
    return position
  }

  /// The child stream of an index. It depends on this stream's identity and the index only, not on
  /// how many numbers have been drawn, and doesn't advance this stream.
  public func split(_ index: UInt64) -> RandomStream { child(index, Self.indexDomain) }

  /// The child stream of a name; as for an index, and no index gives the same child.
  ///
  /// The name's UTF-8 bytes are taken in by eights, one generation of children for each, the first
  /// for their number. Names of one length thus collide as siblings do: never, as long as they
  /// differ in the last eight bytes only, else with the probability of two hashes.
  public func split(_ name: String) -> RandomStream {
    let bytes = Array(name.utf8)
    var result = child(UInt64(bytes.count), Self.nameDomain)
    for start in stride(from: 0, to: bytes.count, by: 8) {
      let some = bytes[start..<min(start + 8, bytes.count)]
      result = result.child(some.reversed().reduce(0) { $0 << 8 | UInt64($1) }, Self.nameDomain)
    }
    return result
  }

  private static let indexDomain: UInt64 = 0x9E6C_63D0_876A_9A35
  private static let nameDomain: UInt64 = 0x3C5A_B7E1_D2F0_4869

  private func child(_ index: UInt64, _ domain: UInt64) -> RandomStream {
    let key = UInt64(philox.key[1]) << 32 | UInt64(philox.key[0])
    let identity = Philox4x32(key: key ^ domain).block(high: stream, low: index)
    return RandomStream(seed: identity.low, stream: identity.high)
  }
}
