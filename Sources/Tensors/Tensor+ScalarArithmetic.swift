/// Elementwise arithmetic of a tensor and a number.
extension Tensor {
  /// Adds a number to every element.
  public static func + (left: consuming Tensor, right: Float) -> Tensor {
    left += right
    return left
  }

  /// Subtracts a number from every element.
  public static func - (left: consuming Tensor, right: Float) -> Tensor {
    left -= right
    return left
  }

  /// Multiplies every element by a number.
  public static func * (left: consuming Tensor, right: Float) -> Tensor {
    left *= right
    return left
  }

  /// Divides every element by a number.
  public static func / (left: consuming Tensor, right: Float) -> Tensor {
    left /= right
    return left
  }

  /// Adds every element to a number.
  public static func + (left: Float, right: consuming Tensor) -> Tensor {
    right += left
    return right
  }

  /// Subtracts every element from a number.
  public static func - (left: Float, right: consuming Tensor) -> Tensor {
    let value = Lanes(repeating: left)
    return map(right) { $0.map { value - $0 } }
  }

  /// Multiplies a number by every element.
  public static func * (left: Float, right: consuming Tensor) -> Tensor {
    right *= left
    return right
  }

  /// Divides a number by every element.
  public static func / (left: Float, right: consuming Tensor) -> Tensor {
    let value = Lanes(repeating: left)
    return map(right) { $0.map { value / $0 } }
  }

  /// Adds a number to every element.
  public static func += (left: inout Tensor, right: Float) {
    let value = Lanes(repeating: right)
    left.update { $0.map { $0 + value } }
  }

  /// Subtracts a number from every element.
  public static func -= (left: inout Tensor, right: Float) {
    let value = Lanes(repeating: right)
    left.update { $0.map { $0 - value } }
  }

  /// Multiplies every element by a number.
  public static func *= (left: inout Tensor, right: Float) {
    let value = Lanes(repeating: right)
    left.update { $0.map { $0 * value } }
  }

  /// Divides every element by a number.
  public static func /= (left: inout Tensor, right: Float) {
    let value = Lanes(repeating: right)
    left.update { $0.map { $0 / value } }
  }

  /// Adds a multiple of another tensor: `self ← self + factor · other`, rounded once.
  /// - Precondition: both shapes are the same.
  public mutating func add(_ other: Tensor, times factor: Float) {
    let value = Lanes(repeating: factor)
    update(with: other) { $0.map { $0.addingProduct($1, value) } }
  }
}
