/// Sixteen single-precision numbers side by side: the width of every kernel of the package.
///
/// The functions on these lanes have no branches (but for the range reduction of huge angles), no
/// tables, and use only + − × ÷, fused multiply-add, comparisons and integer operations on the
/// bits. Every lane depends on its own argument alone, and all of these operations are exactly
/// specified by IEEE 754, so that the result has the same bits on every machine.
@usableFromInline typealias Lanes = SIMD16<Float>

@inlinable @inline(__always)
func splat(_ value: Float) -> Lanes { Lanes(repeating: value) }

/// a·b + c, rounded once.
@inlinable @inline(__always)
func fma(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes { c.addingProduct(a, b) }

/// The polynomial cₙxⁿ + … + c₁x + c₀ by Horner's rule, its coefficients given from cₙ down to c₀.
@inlinable @inline(__always)
func horner(_ x: Lanes, _ leading: Float, _ coefficients: Float...) -> Lanes {
  var sum = splat(leading)
  for c in coefficients { sum = fma(sum, x, splat(c)) }
  return sum
}

@inlinable @inline(__always)
func bits(_ x: Lanes) -> SIMD16<Int32> { unsafeBitCast(x, to: SIMD16<Int32>.self) }

@inlinable @inline(__always)
func lanes(bits: SIMD16<Int32>) -> Lanes { unsafeBitCast(bits, to: Lanes.self) }

@inlinable @inline(__always)
func magnitude(_ x: Lanes) -> Lanes { lanes(bits: bits(x) & 0x7fff_ffff) }

/// −x, also for x = 0 (the standard library's prefix minus on vectors computes 0 − x).
@inlinable @inline(__always)
func negate(_ x: Lanes) -> Lanes { lanes(bits: bits(x) ^ SIMD16(repeating: Int32.min)) }

/// The sign bits of `x`, all other bits 0: to be combined by exclusive or.
@inlinable @inline(__always)
func signBits(_ x: Lanes) -> SIMD16<Int32> { bits(x) & SIMD16(repeating: Int32.min) }

/// The nearest integer (ties to even) as a number and as an integer, for |x| < 2²².
///
/// Adding 1.5·2²³ makes the unit in the last place 1, so that the addition itself rounds.
@inlinable @inline(__always)
func nearestInteger(_ x: Lanes, times factor: Float) -> (Lanes, SIMD16<Int32>) {
  let magic: Float = 0x1.8p23
  let shifted = fma(x, splat(factor), splat(magic))
  return (shifted - magic, bits(shifted) &- Int32(bitPattern: magic.bitPattern))
}

/// An integer of magnitude below 2²² as a number.
@inlinable @inline(__always)
func float(_ n: SIMD16<Int32>) -> Lanes {
  let magic: Float = 0x1.8p23
  return lanes(bits: n &+ Int32(bitPattern: magic.bitPattern)) - magic
}

/// 2ⁿ for −127 ≤ n ≤ 127, where −127 gives 0.
@inlinable @inline(__always)
func powerOfTwo(_ n: SIMD16<Int32>) -> Lanes { lanes(bits: (n &+ 127) &<< 23) }

/// x·2ⁿ rounded once, for 1/4 ≤ |x| < 4 and −160 ≤ n ≤ 160, with overflow to infinity and gradual
/// underflow: the first factor never leaves the normal range.
@inlinable @inline(__always)
func scale(_ x: Lanes, byPowerOfTwo n: SIMD16<Int32>) -> Lanes {
  let half = n &>> 1
  return x * powerOfTwo(half) * powerOfTwo(n &- half)
}
