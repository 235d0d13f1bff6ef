/// Comparisons give masks: tensors of ones (true) and zeros (false), to be multiplied, averaged
/// (the mean of a mask is a frequency) or handed to `Tensor.where`. A comparison with NaN is false.
/// Shapes broadcast.
extension Tensor {
  /// 1 where the left element is smaller.
  public static func .< (left: consuming Tensor, right: Tensor) -> Tensor {
    left.combine(right, ".<") { $0.map { mask($0 .< $1) } }
    return left
  }

  /// 1 where the left element is larger.
  public static func .> (left: consuming Tensor, right: Tensor) -> Tensor {
    left.combine(right, ".>") { $0.map { mask($0 .> $1) } }
    return left
  }

  /// 1 where the left element is smaller or equal.
  public static func .<= (left: consuming Tensor, right: Tensor) -> Tensor {
    left.combine(right, ".<=") { $0.map { mask($0 .<= $1) } }
    return left
  }

  /// 1 where the left element is larger or equal.
  public static func .>= (left: consuming Tensor, right: Tensor) -> Tensor {
    left.combine(right, ".>=") { $0.map { mask($0 .>= $1) } }
    return left
  }

  /// 1 where the element is smaller than a number.
  public static func .< (left: consuming Tensor, right: Float) -> Tensor {
    let value = Lanes(repeating: right)
    return map(left) { $0.map { mask($0 .< value) } }
  }

  /// 1 where the element is larger than a number.
  public static func .> (left: consuming Tensor, right: Float) -> Tensor {
    let value = Lanes(repeating: right)
    return map(left) { $0.map { mask($0 .> value) } }
  }

  /// 1 where the element is smaller than or equal to a number.
  public static func .<= (left: consuming Tensor, right: Float) -> Tensor {
    let value = Lanes(repeating: right)
    return map(left) { $0.map { mask($0 .<= value) } }
  }

  /// 1 where the element is larger than or equal to a number.
  public static func .>= (left: consuming Tensor, right: Float) -> Tensor {
    let value = Lanes(repeating: right)
    return map(left) { $0.map { mask($0 .>= value) } }
  }

  @inline(__always)
  private static func mask(_ condition: SIMDMask<SIMD16<Int32>>) -> Lanes {
    Lanes.zero.replacing(with: 1, where: condition)
  }

  /// Elements of `yes` where the mask is not zero, else of `no`. Shapes broadcast.
  /// - Parameters:
  ///   - mask: ones and zeros; the shape `[n, 1]` picks whole rows.
  ///   - yes: the values where the mask is 1.
  ///   - no: the values where the mask is 0.
  public static func `where`(_ mask: Tensor, _ yes: Tensor, _ no: Tensor) -> Tensor {
    let shape = broadcastShape(mask.shape, broadcastShape(yes.shape, no.shape, "where"), "where")
    var result = no.broadcast(to: shape)
    result.update(with: mask.broadcast(to: shape), yes.broadcast(to: shape)) {
      $0.map { no, mask, yes in no.replacing(with: yes, where: mask .!= 0) }
    }
    return result
  }
}
