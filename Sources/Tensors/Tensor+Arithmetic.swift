extension Tensor {
  /// Elementwise sum; shapes broadcast.
  public static func + (left: consuming Tensor, right: Tensor) -> Tensor {
    combine(left, right, "+") { $0 + $1 }
  }

  /// Elementwise difference; shapes broadcast.
  public static func - (left: consuming Tensor, right: Tensor) -> Tensor {
    combine(left, right, "-") { $0 - $1 }
  }

  /// Elementwise product; shapes broadcast.
  public static func * (left: consuming Tensor, right: Tensor) -> Tensor {
    combine(left, right, "*") { $0 * $1 }
  }

  /// Elementwise quotient; shapes broadcast.
  public static func / (left: consuming Tensor, right: Tensor) -> Tensor {
    combine(left, right, "/") { $0 / $1 }
  }

  public static func + (left: consuming Tensor, right: Float) -> Tensor {
    map(left) { $0 + Vector(repeating: right) }
  }
  public static func - (left: consuming Tensor, right: Float) -> Tensor {
    map(left) { $0 - Vector(repeating: right) }
  }
  public static func * (left: consuming Tensor, right: Float) -> Tensor {
    map(left) { $0 * Vector(repeating: right) }
  }
  public static func / (left: consuming Tensor, right: Float) -> Tensor {
    map(left) { $0 / Vector(repeating: right) }
  }
  public static func + (left: Float, right: consuming Tensor) -> Tensor {
    map(right) { Vector(repeating: left) + $0 }
  }
  public static func - (left: Float, right: consuming Tensor) -> Tensor {
    map(right) { Vector(repeating: left) - $0 }
  }
  public static func * (left: Float, right: consuming Tensor) -> Tensor {
    map(right) { Vector(repeating: left) * $0 }
  }
  public static func / (left: Float, right: consuming Tensor) -> Tensor {
    map(right) { Vector(repeating: left) / $0 }
  }

  /// Elementwise negation.
  public static prefix func - (tensor: consuming Tensor) -> Tensor { map(tensor) { -$0 } }

  public static func += (left: inout Tensor, right: Tensor) { left = left + right }
  public static func -= (left: inout Tensor, right: Tensor) { left = left - right }
  public static func *= (left: inout Tensor, right: Tensor) { left = left * right }
  public static func /= (left: inout Tensor, right: Tensor) { left = left / right }
  public static func += (left: inout Tensor, right: Float) { left = left + right }
  public static func -= (left: inout Tensor, right: Float) { left = left - right }
  public static func *= (left: inout Tensor, right: Float) { left = left * right }
  public static func /= (left: inout Tensor, right: Float) { left = left / right }

  /// Elementwise square `x²`.
  public consuming func square() -> Tensor { Tensor.map(self) { $0 * $0 } }

  /// Elementwise absolute value.
  public consuming func abs() -> Tensor {
    Tensor.map(self) { $0.replacing(with: -$0, where: $0 .< 0) }
  }
}

/// Elementwise square root, correctly rounded; NaN for negative elements.
public func sqrt(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { $0.squareRoot() } }

/// Elementwise minimum of two tensors; shapes broadcast.
public func min(_ left: consuming Tensor, _ right: Tensor) -> Tensor {
  Tensor.combine(left, right, "min") { $0.replacing(with: $1, where: $1 .< $0) }
}

/// Elementwise maximum of two tensors; shapes broadcast.
public func max(_ left: consuming Tensor, _ right: Tensor) -> Tensor {
  Tensor.combine(left, right, "max") { $0.replacing(with: $1, where: $1 .> $0) }
}
