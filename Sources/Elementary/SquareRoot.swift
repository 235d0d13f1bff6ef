/// The square root, correctly rounded (IEEE 754). √−0 = −0, NaN for x < 0.
@inlinable @inline(__always)
public func sqrt(_ x: Double) -> Double { x.squareRoot() }

/// The square root, correctly rounded (IEEE 754). √−0 = −0, NaN for x < 0.
@inlinable @inline(__always)
public func sqrt(_ x: Float) -> Float { x.squareRoot() }

/// The square root of every lane, correctly rounded (IEEE 754). √−0 = −0, NaN for x < 0.
@inlinable @inline(__always)
public func sqrt(_ x: SIMD16<Float>) -> SIMD16<Float> { x.squareRoot() }
