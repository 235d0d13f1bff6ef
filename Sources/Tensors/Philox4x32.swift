/// The counter-based generator Philox4x32-10: a keyed bijection of 128-bit counters whose outputs
/// pass as random. There is no state to advance, so any block can be computed on its own.
///
///     (c₀, c₁, c₂, c₃) ← (hi(M₁c₂) ⊕ c₁ ⊕ k₀,  lo(M₁c₂),  hi(M₀c₀) ⊕ c₃ ⊕ k₁,  lo(M₀c₀))
///     (k₀, k₁) ← (k₀ + W₀, k₁ + W₁)                                   (ten rounds)
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
/// section 3.3.
public struct Philox4x32: Sendable {
  /// The key, two words.
  public var key: SIMD2<UInt32>

  @inlinable
  public init(key: SIMD2<UInt32>) { self.key = key }

  @usableFromInline static var multiplier0: UInt32 { 0xD251_1F53 }
  @usableFromInline static var multiplier1: UInt32 { 0xCD9E_8D57 }
  @usableFromInline static var weyl0: UInt32 { 0x9E37_79B9 }
  @usableFromInline static var weyl1: UInt32 { 0xBB67_AE85 }

  /// The block of four random words that belongs to a counter.
  @inlinable
  public func block(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for round in 0..<10 {
      if round > 0 { k &+= SIMD2(Self.weyl0, Self.weyl1) }
      let p0 = Self.multiplier0.multipliedFullWidth(by: c[0])
      let p1 = Self.multiplier1.multipliedFullWidth(by: c[2])
      c = SIMD4(p1.high ^ c[1] ^ k[0], p1.low, p0.high ^ c[3] ^ k[1], p0.low)
    }
    return c
  }
}
