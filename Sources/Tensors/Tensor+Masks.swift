/// Masks are tensors of ones (true) and zeros (false).
extension Tensor {
  public static func .< (left: consuming Tensor, right: Tensor) -> Tensor {
    combine(left, right, ".<") { mask($0 .< $1) }
  }
  public static func .> (left: consuming Tensor, right: Tensor) -> Tensor {
    combine(left, right, ".>") { mask($0 .> $1) }
  }
  public static func .<= (left: consuming Tensor, right: Tensor) -> Tensor {
    combine(left, right, ".<=") { mask($0 .<= $1) }
  }
  public static func .>= (left: consuming Tensor, right: Tensor) -> Tensor {
    combine(left, right, ".>=") { mask($0 .>= $1) }
  }
  public static func .< (left: consuming Tensor, right: Float) -> Tensor {
    map(left) { mask($0 .< Vector(repeating: right)) }
  }
  public static func .> (left: consuming Tensor, right: Float) -> Tensor {
    map(left) { mask($0 .> Vector(repeating: right)) }
  }
  public static func .<= (left: consuming Tensor, right: Float) -> Tensor {
    map(left) { mask($0 .<= Vector(repeating: right)) }
  }
  public static func .>= (left: consuming Tensor, right: Float) -> Tensor {
    map(left) { mask($0 .>= Vector(repeating: right)) }
  }

  @inline(__always)
  private static func mask(_ condition: SIMDMask<SIMD16<Int32>>) -> Vector {
    Vector.zero.replacing(with: Vector(repeating: 1), where: condition)
  }

  /// Elements of `yes` where the mask is not zero, else of `no`.
  /// - Parameters:
  ///   - mask: ones and zeros; the shape `[n, 1]` picks whole rows.
  ///   - yes: values for mask 1.
  ///   - no: values for mask 0. All three shapes broadcast.
  public static func `where`(_ mask: Tensor, _ yes: Tensor, _ no: Tensor) -> Tensor {
    var shape = broadcastShape(yes.shape, no.shape, "where")
    shape = broadcastShape(mask.shape, shape, "where")
    let (m, y, n) = (
      mask.broadcast(to: shape), yes.broadcast(to: shape), no.broadcast(to: shape)
    )
    let result = Tensor(uninitialized: shape)
    for i in 0..<(result.count + 15) / 16 {
      result.storage.vectors[i] = n.storage.vectors[i].replacing(
        with: y.storage.vectors[i], where: m.storage.vectors[i] .!= 0)
    }
    withExtendedLifetime((m, y, n)) {}
    return result
  }

  /// A function of every element, one at a time: for what the vectorised operations lack.
  public func map(_ transform: (Float) -> Float) -> Tensor {
    let result = Tensor(uninitialized: shape)
    for i in 0..<count { result.storage.start[i] = transform(storage.start[i]) }
    return result
  }
}
