/// The width of a kernel: 16 floats, one AVX-512 register or two of AVX2.
typealias Vector = SIMD16<Float>

extension Tensor {
  /// Replaces the elements by `body` of them, in one pass over whole vectors: storage is padded to
  /// whole vectors, so there is no tail, and what becomes of the padding is never seen. Works in
  /// place when nobody else holds the storage.
  @inline(__always)
  mutating func formMap(_ body: (Vector) -> Vector) {
    let (source, target) = exchangeStorage()
    let (from, to) = (source.vectors, target.vectors)
    Parallel.forEachRange(of: (count + 15) / 16, grain: Tensor.grain) { range in
      for i in range { to[i] = body(from[i]) }
    }
    withExtendedLifetime((source, target)) {}
  }

  /// Replaces the elements by `body` of them and of those of another tensor of the same shape.
  @inline(__always)
  mutating func formZip(_ other: Tensor, _ body: (Vector, Vector) -> Vector) {
    let (source, target) = exchangeStorage()
    let (left, right, to) = (source.vectors, other.storage.vectors, target.vectors)
    Parallel.forEachRange(of: (count + 15) / 16, grain: Tensor.grain) { range in
      for i in range { to[i] = body(left[i], right[i]) }
    }
    withExtendedLifetime((source, target)) {}
  }

  /// Fewest vectors worth a second thread.
  static var grain: Int { 1024 }

  /// Where to read the present elements and where to write the new ones: the same place when the
  /// storage is this tensor's alone, else a fresh one.
  @inline(__always)
  mutating func exchangeStorage() -> (source: TensorStorage, target: TensorStorage) {
    if isKnownUniquelyReferenced(&storage) { return (storage, storage) }
    let source = storage
    storage = TensorStorage(count: count)
    return (source, storage)
  }

  @inline(__always)
  static func map(_ tensor: consuming Tensor, _ body: (Vector) -> Vector) -> Tensor {
    var result = tensor
    result.formMap(body)
    return result
  }

  /// `body` of two tensors whose shapes are broadcast against each other.
  @inline(__always)
  static func combine(
    _ left: consuming Tensor, _ right: Tensor, _ name: StaticString,
    _ body: (Vector, Vector) -> Vector
  ) -> Tensor {
    var result = left
    if result.shape == right.shape {
      result.formZip(right, body)
    } else {
      let shape = broadcastShape(result.shape, right.shape, name)
      result = result.broadcast(to: shape)
      result.formZip(right.broadcast(to: shape), body)
    }
    return result
  }
}
