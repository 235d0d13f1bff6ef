extension Tensor {
  /// Replaces this tensor by a function of it and another, their shapes broadcast against each
  /// other. Works in place when no other tensor shares the storage and the other tensor stretches to this
  /// one's shape.
  /// - Parameters:
  ///   - other: the right operand.
  ///   - name: the operation, for the message when the shapes do not match.
  ///   - body: the function, for a piece of the elements.
  mutating func combine(_ other: Tensor, _ name: StaticString, _ body: (LanePair) -> Void) {
    if shape == other.shape { return update(with: other, body) }
    let common = Tensor.broadcastShape(shape, other.shape, name)
    if shape == common {
      updateStretching(other, isExchanged: false, body)
    } else if other.shape == common {
      var result = other
      result.updateStretching(self, isExchanged: true, body)
      self = result
    } else {
      self = broadcast(to: common)
      update(with: other.broadcast(to: common), body)
    }
  }

  /// Replaces the elements with the help of those of a tensor that stretches to this shape.
  private mutating func updateStretching(
    _ other: Tensor, isExchanged: Bool, _ body: (LanePair) -> Void
  ) {
    switch other.stretch(to: shape) {
    case .number:
      let value = Lanes(repeating: other.storage.start[0])
      update(with: .number(value), isExchanged: isExchanged, body)
    case .cycle:
      // Repeated until its length is a multiple of 16, it becomes a cycle of whole vectors.
      let width = other.count
      let times = Swift.min(16 >> Swift.min(4, width.trailingZeroBitCount), count / width)
      let cycle = times == 1 ? other : other.reshaped(1, width).broadcast(to: [times, width])
      update(
        with: .cycle(cycle.storage.vectors, period: cycle.vectorCount), isExchanged: isExchanged,
        body)
      withExtendedLifetime(cycle) {}
    case .runs(let length):
      update(with: .runs(other.storage.start, length: length), isExchanged: isExchanged, body)
    case .general:
      let stretched = other.broadcast(to: shape)
      update(
        with: .sameShape(stretched.storage.vectors), isExchanged: isExchanged, body)
      withExtendedLifetime(stretched) {}
    }
    withExtendedLifetime(other) {}
  }
}
