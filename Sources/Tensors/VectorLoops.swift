import Elementary

/// Loops over whole vectors, the ground of all elementwise operations. Storage is padded to whole
/// vectors, so there is no tail; `body` also sees the padding, and what it makes of that is never
/// seen. All work in place when nobody else holds the tensor's storage, and on two cores when
/// there is enough to do.
extension Tensor {
  /// Replaces the elements `x` by `body(x)`, sixteen at a time.
  /// - Parameter body: a function that treats the lanes alike and does not depend on their order.
  @inlinable @inline(__always)
  public mutating func formMap(_ body: (SIMD16<Float>) -> SIMD16<Float>) {
    let (source, target) = exchangeStorage()
    let (from, to) = (source.vectors, target.vectors)
    Parallel.forEachRange(of: vectorCount, grain: Tensor.grain) { range in
      for i in range { to[i] = body(from[i]) }
    }
    withExtendedLifetime((source, target)) {}
  }

  /// Replaces the elements `x` by `body(x, y)` with the elements `y` of another tensor.
  /// - Precondition: both shapes are the same.
  @inlinable @inline(__always)
  public mutating func formMap(
    _ other: Tensor, _ body: (SIMD16<Float>, SIMD16<Float>) -> SIMD16<Float>
  ) {
    requireShape(other.shape)
    let (source, target) = exchangeStorage()
    let (x, y, to) = (source.vectors, other.storage.vectors, target.vectors)
    Parallel.forEachRange(of: vectorCount, grain: Tensor.grain) { range in
      for i in range { to[i] = body(x[i], y[i]) }
    }
    withExtendedLifetime((source, target, other.storage)) {}
  }

  /// Replaces the elements `x` by `body(x, y, z)` with the elements of two other tensors.
  /// - Precondition: all shapes are the same.
  @inlinable @inline(__always)
  public mutating func formMap(
    _ second: Tensor, _ third: Tensor,
    _ body: (SIMD16<Float>, SIMD16<Float>, SIMD16<Float>) -> SIMD16<Float>
  ) {
    requireShape(second.shape)
    requireShape(third.shape)
    let (source, target) = exchangeStorage()
    let (x, y, z, to) = (
      source.vectors, second.storage.vectors, third.storage.vectors, target.vectors
    )
    Parallel.forEachRange(of: vectorCount, grain: Tensor.grain) { range in
      for i in range { to[i] = body(x[i], y[i], z[i]) }
    }
    withExtendedLifetime((source, target, second.storage, third.storage)) {}
  }

  /// `body` of all elements.
  @inlinable @inline(__always)
  static func map(_ tensor: consuming Tensor, _ body: (Lanes) -> Lanes) -> Tensor {
    tensor.formMap(body)
    return tensor
  }

  @inlinable var vectorCount: Int { (count + 15) / 16 }

  /// The fewest vectors worth a part of their own on another core.
  @inlinable static var grain: Int { 1024 }

  /// Where to read the present elements and where to write the new ones: the same place when the
  /// storage is this tensor's alone, else a fresh one.
  @inlinable @inline(__always)
  mutating func exchangeStorage() -> (source: TensorStorage, target: TensorStorage) {
    if isKnownUniquelyReferenced(&storage) { return (storage, storage) }
    let source = storage
    storage = TensorStorage(count: count)
    return (source, storage)
  }

  @usableFromInline
  func requireShape(_ other: [Int]) {
    precondition(shape == other, "elementwise: shapes \(shape) and \(other) differ")
  }
}
