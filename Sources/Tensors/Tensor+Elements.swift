import Elementary

extension Tensor {
  /// The elements in row-major order.
  public var scalars: [Float] {
    Array(UnsafeBufferPointer(start: storage.start, count: count))
  }

  /// The elements in row-major order as `Double`s (exact).
  public var doubles: [Double] {
    UnsafeBufferPointer(start: storage.start, count: count).map { Double($0) }
  }

  /// The only element of a tensor that has one.
  /// - Precondition: `count == 1`.
  public var item: Float {
    precondition(count == 1, "item: shape \(shape) holds \(count) elements, not 1")
    return storage.start[0]
  }

  /// The element of a vector.
  @inlinable
  public subscript(i: Int) -> Float {
    get { storage.start[offset(i)] }
    set {
      let offset = offset(i)
      makeUnique()
      storage.start[offset] = newValue
    }
  }

  /// The element of a matrix.
  @inlinable
  public subscript(i: Int, j: Int) -> Float {
    get { storage.start[offset(i, j)] }
    set {
      let offset = offset(i, j)
      makeUnique()
      storage.start[offset] = newValue
    }
  }

  /// The element of a tensor of any rank, one index for each axis.
  public subscript(indices: Int...) -> Float {
    get { storage.start[offset(indices)] }
    set {
      let offset = offset(indices)
      makeUnique()
      storage.start[offset] = newValue
    }
  }

  /// The element of a tensor of any rank, one index for each axis.
  public subscript(indices: [Int]) -> Float {
    get { storage.start[offset(indices)] }
    set {
      let offset = offset(indices)
      makeUnique()
      storage.start[offset] = newValue
    }
  }

  @usableFromInline
  func offset(_ i: Int) -> Int {
    guard shape.count == 1, i >= 0, i < count else { refuse([i]) }
    return i
  }

  @usableFromInline
  func offset(_ i: Int, _ j: Int) -> Int {
    guard shape.count == 2, i >= 0, i < shape[0], j >= 0, j < shape[1] else { refuse([i, j]) }
    return i * shape[1] + j
  }

  private func offset(_ indices: [Int]) -> Int {
    guard indices.count == rank else { refuse(indices) }
    var offset = 0
    for (index, length) in zip(indices, shape) {
      guard index >= 0, index < length else { refuse(indices) }
      offset = offset * length + index
    }
    return offset
  }

  private func refuse(_ indices: [Int]) -> Never {
    preconditionFailure("index \(indices) is outside a tensor of shape \(shape)")
  }

  /// Makes the storage this tensor's own before it is written to.
  @usableFromInline
  mutating func makeUnique() {
    if isKnownUniquelyReferenced(&storage) { return storage.discardPacked() }
    let copy = TensorStorage(count: count)
    copy.start.update(from: storage.start, count: count)
    storage = copy
  }
}
