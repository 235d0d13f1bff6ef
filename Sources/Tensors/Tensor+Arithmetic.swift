/// Elementwise arithmetic of two tensors. Shapes broadcast: axes are matched from the last one, and
/// an axis of length 1, or a missing one, stretches.
extension Tensor {
  /// Elementwise sum.
  public static func + (left: consuming Tensor, right: Tensor) -> Tensor {
    left += right
    return left
  }

  /// Elementwise difference.
  public static func - (left: consuming Tensor, right: Tensor) -> Tensor {
    left -= right
    return left
  }

  /// Elementwise product.
  public static func * (left: consuming Tensor, right: Tensor) -> Tensor {
    left *= right
    return left
  }

  /// Elementwise quotient; IEEE 754 for zero divisors.
  public static func / (left: consuming Tensor, right: Tensor) -> Tensor {
    left /= right
    return left
  }

  /// Elementwise negation, also of zeros.
  public static prefix func - (tensor: consuming Tensor) -> Tensor {
    map(tensor) { $0.map { unsafeBitCast(bits($0) ^ 0x8000_0000, to: Lanes.self) } }
  }

  /// Elementwise square `x²`.
  public consuming func square() -> Tensor { Tensor.map(self) { $0.map { $0 * $0 } } }

  /// Elementwise absolute value.
  public consuming func abs() -> Tensor {
    Tensor.map(self) { $0.map { unsafeBitCast(bits($0) & 0x7fff_ffff, to: Lanes.self) } }
  }
}

@inline(__always)
private func bits(_ x: Lanes) -> SIMD16<UInt32> { unsafeBitCast(x, to: SIMD16<UInt32>.self) }

/// Elementwise minimum; shapes broadcast.
///
/// NaN where either is NaN; of two zeros the left one.
public func min(_ left: consuming Tensor, _ right: Tensor) -> Tensor {
  left.combine(right, "min") { $0.map(smaller) }
  return left
}

/// Elementwise maximum; shapes broadcast.
///
/// NaN where either is NaN; of two zeros the left one.
public func max(_ left: consuming Tensor, _ right: Tensor) -> Tensor {
  left.combine(right, "max") { $0.map(larger) }
  return left
}

@inline(__always)
func smaller(_ a: Lanes, _ b: Lanes) -> Lanes {
  a.replacing(with: b, where: b .< a).replacing(with: b, where: b .!= b)
}

@inline(__always)
func larger(_ a: Lanes, _ b: Lanes) -> Lanes {
  a.replacing(with: b, where: b .> a).replacing(with: b, where: b .!= b)
}

/// The compound forms work in place and, when no other tensor shares the left one's storage and the
/// right one stretches to its shape, allocate nothing.
extension Tensor {
  /// Adds a tensor elementwise.
  public static func += (left: inout Tensor, right: Tensor) {
    left.combine(right, "+") { $0.map { $0 + $1 } }
  }

  /// Subtracts a tensor elementwise.
  public static func -= (left: inout Tensor, right: Tensor) {
    left.combine(right, "-") { $0.map { $0 - $1 } }
  }

  /// Multiplies by a tensor elementwise.
  public static func *= (left: inout Tensor, right: Tensor) {
    left.combine(right, "*") { $0.map { $0 * $1 } }
  }

  /// Divides by a tensor elementwise.
  public static func /= (left: inout Tensor, right: Tensor) {
    left.combine(right, "/") { $0.map { $0 / $1 } }
  }
}
