import Elementary

/// The ground of all elementwise operations: one pass over the elements, sixteen at a time, in place
/// when no other tensor shares the storage, and on several cores when there is enough to do.
///
///     x.update { $0.map { exp(-$0) } }
///     x.update(with: gradient) { $0.map { x, g in x - rate * g } }
///
/// The outer closure is called once for every piece; `map` in it becomes a loop with the inner one
/// compiled into it. That one has to treat all lanes alike, and calls nothing but arithmetic and
/// `Elementary`'s functions. Storage is padded to whole vectors, so there is no tail: the closure
/// also sees the padding, and what it makes of that is never seen.
///
/// Never inlined: a second copy of the loop, made by specialising these for a closure, would call
/// the inner one for every vector.
extension Tensor {
  /// Replaces the elements, piece by piece.
  @inline(never)
  public mutating func update(_ body: (LanePiece) -> Void) {
    let (source, target) = exchangeStorage()
    let (x, to) = (source.vectors, target.vectors)
    Parallel.forEachRange(of: vectorCount, grain: Tensor.grain) { body(LanePiece(x, to: to, $0)) }
    withExtendedLifetime(source) {}
  }

  /// Replaces the elements, piece by piece, with the help of another tensor's.
  /// - Precondition: both shapes are the same.
  @inline(never)
  public mutating func update(with other: Tensor, _ body: (LanePair) -> Void) {
    requireShape(other.shape)
    update(with: .sameShape(other.storage.vectors), isExchanged: false, body)
    withExtendedLifetime(other) {}
  }

  /// Replaces the elements, piece by piece, with the help of two other tensors'.
  /// - Precondition: all shapes are the same.
  @inline(never)
  public mutating func update(
    with second: Tensor, _ third: Tensor, _ body: (LaneTriple) -> Void
  ) {
    requireShape(second.shape)
    requireShape(third.shape)
    let (source, target) = exchangeStorage()
    let (x, to) = (source.vectors, target.vectors)
    let (y, z) = (second.storage.vectors, third.storage.vectors)
    Parallel.forEachRange(of: vectorCount, grain: Tensor.grain) {
      body(LaneTriple(x, y, z, to: to, $0))
    }
    withExtendedLifetime((source, second, third)) {}
  }

  @inline(never)
  mutating func update(
    with partner: LanePair.Partner, isExchanged: Bool, _ body: (LanePair) -> Void
  ) {
    let (source, target) = exchangeStorage()
    let (x, to) = (source.vectors, target.vectors)
    Parallel.forEachRange(of: vectorCount, grain: Tensor.grain) {
      body(LanePair(x, partner, isExchanged: isExchanged, to: to, $0))
    }
    withExtendedLifetime(source) {}
  }

  /// The new elements, piece by piece.
  static func map(_ tensor: consuming Tensor, _ body: (LanePiece) -> Void) -> Tensor {
    tensor.update(body)
    return tensor
  }

  var vectorCount: Int { (count + 15) / 16 }

  /// The fewest vectors worth a part of their own on another core.
  static var grain: Int { 1024 }

  /// Where to read the present elements and where to write the new ones: the same place when the
  /// storage is this tensor's alone, else a fresh one.
  mutating func exchangeStorage() -> (source: TensorStorage, target: TensorStorage) {
    if isKnownUniquelyReferenced(&storage) {
      storage.discardPacked()
      return (storage, storage)
    }
    let source = storage
    storage = TensorStorage(count: count)
    return (source, storage)
  }

  private func requireShape(_ other: [Int]) {
    precondition(shape == other, "elementwise: shapes \(shape) and \(other) differ")
  }
}
