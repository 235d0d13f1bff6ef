/// The counter-based generator Philox4x32-10: a bijection of 128-bit counters, chosen by a 64-bit
/// key, whose outputs pass all known tests of randomness. There is no state to advance, so any block
/// can be computed on its own.
///
///     (c₀, c₁, c₂, c₃) ← (hi(M₁c₂) ⊕ c₁ ⊕ k₀,  lo(M₁c₂),  hi(M₀c₀) ⊕ c₃ ⊕ k₁,  lo(M₀c₀))
///     (k₀, k₁) ← (k₀ + W₀, k₁ + W₁)
///
/// for ten rounds, the key raised between them.
///
/// - Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy
///   as 1, 2, 3", SC11 (2011), section 3.3.
public struct Philox4x32: Sendable {
  /// The key, two words.
  public var key: SIMD2<UInt32>

  /// The generator of a key.
  public init(key: SIMD2<UInt32>) { self.key = key }

  /// The generator of a key given as one number, `k₀ + 2³² k₁`.
  public init(key: UInt64) {
    self.key = SIMD2(UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
  }

  private static let multipliers: (UInt32, UInt32) = (0xD251_1F53, 0xCD9E_8D57)
  private static let keySteps = SIMD2<UInt32>(0x9E37_79B9, 0xBB67_AE85)

  /// The block of four random words that belongs to a counter.
  public func block(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let p0 = Self.multipliers.0.multipliedFullWidth(by: c[0])
      let p1 = Self.multipliers.1.multipliedFullWidth(by: c[2])
      c = SIMD4(p1.high ^ c[1] ^ k[0], p1.low, p0.high ^ c[3] ^ k[1], p0.low)
      k &+= Self.keySteps
    }
    return c
  }

  /// The block that belongs to a counter given as two numbers, itself as two numbers.
  func block(high: UInt64, low: UInt64) -> (high: UInt64, low: UInt64) {
    let words = block(
      SIMD4(
        UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: low >> 32),
        UInt32(truncatingIfNeeded: high), UInt32(truncatingIfNeeded: high >> 32)))
    return (
      UInt64(words[3]) << 32 | UInt64(words[2]), UInt64(words[1]) << 32 | UInt64(words[0])
    )
  }

  /// Sixteen consecutive blocks at once: lane `i` of word `w` is word `w` of the block that belongs
  /// to the counter `(high, low + i)`.
  @inline(__always)
  func blocks(high: UInt64, low: UInt64) -> Blocks {
    let evens = SIMD8<UInt64>(0, 2, 4, 6, 8, 10, 12, 14) &+ low
    let (a, b) = (halfBlocks(high, evens), halfBlocks(high, evens &+ 1))
    return Blocks(
      words: (merged(a.0, b.0), merged(a.1, b.1), merged(a.2, b.2), merged(a.3, b.3)))
  }

  /// The four words of sixteen blocks.
  struct Blocks {
    var words: (SIMD16<UInt32>, SIMD16<UInt32>, SIMD16<UInt32>, SIMD16<UInt32>)
  }

  /// Eight blocks; each word is in the lower half of a lane; the upper half is meaningless.
  @inline(__always)
  private func halfBlocks(
    _ high: UInt64, _ low: SIMD8<UInt64>
  ) -> (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>) {
    let lower = SIMD8<UInt64>(repeating: 0xffff_ffff)
    let m0 = SIMD8<UInt64>(repeating: UInt64(Self.multipliers.0))
    let m1 = SIMD8<UInt64>(repeating: UInt64(Self.multipliers.1))
    var (c0, c1) = (low, low &>> 32)
    var (c2, c3) = (SIMD8<UInt64>(repeating: high), SIMD8<UInt64>(repeating: high >> 32))
    var k = key
    for _ in 0..<10 {
      let p0 = (c0 & lower) &* m0
      let p1 = (c2 & lower) &* m1
      c0 = (p1 &>> 32) ^ c1 ^ SIMD8(repeating: UInt64(k[0]))
      c2 = (p0 &>> 32) ^ c3 ^ SIMD8(repeating: UInt64(k[1]))
      (c1, c3) = (p1, p0)
      k &+= Self.keySteps
    }
    return (c0, c1, c2, c3)
  }

  /// The lower halves of the lanes, alternately from the one and the other.
  @inline(__always)
  private func merged(_ evens: SIMD8<UInt64>, _ odds: SIMD8<UInt64>) -> SIMD16<UInt32> {
    let lower = SIMD8<UInt64>(repeating: 0xffff_ffff)
    return unsafeBitCast((evens & lower) | (odds &<< 32), to: SIMD16<UInt32>.self)
  }
}
