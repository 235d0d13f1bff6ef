extension Tensor {
  /// Replaces this tensor by `body` of it and another, their shapes broadcast against each other;
  /// the name is for the message when they do not match. Works in place when nobody else holds the
  /// storage and the other tensor stretches to this one's shape.
  @inline(__always)
  mutating func combine(
    _ other: Tensor, _ name: StaticString, _ body: (Lanes, Lanes) -> Lanes
  ) {
    if shape == other.shape { return formMap(other, body) }
    let common = Tensor.broadcastShape(shape, other.shape, name)
    if shape == common {
      formStretched(other, body)
    } else if other.shape == common {
      var result = other
      result.formStretched(self) { body($1, $0) }
      self = result
    } else {
      self = broadcast(to: common)
      formMap(other.broadcast(to: common), body)
    }
  }

  /// Replaces the elements `x` by `body(x, y)` with `y` from a tensor that stretches to this shape.
  @inline(__always)
  private mutating func formStretched(_ other: Tensor, _ body: (Lanes, Lanes) -> Lanes) {
    switch other.stretch(to: shape) {
    case .scalar:
      let y = Lanes(repeating: other.storage.start[0])
      formMap { body($0, y) }
    case .cycle:
      formCycled(other, body)
    case .runs(let vectors):
      formRuns(other, vectors, body)
    case .general:
      formMap(other.broadcast(to: shape), body)
    }
  }

  /// The other tensor again and again: repeated until its length is a multiple of 16 (no repetition
  /// if it already is), it becomes a cycle of whole vectors.
  @inline(__always)
  private mutating func formCycled(_ other: Tensor, _ body: (Lanes, Lanes) -> Lanes) {
    let width = other.count
    let repetitions = Swift.min(16 >> Swift.min(4, width.trailingZeroBitCount), count / width)
    let cycle = other.repeated(repetitions)
    let period = cycle.vectorCount
    let total = vectorCount
    let (source, target) = exchangeStorage()
    let (x, y, to) = (source.vectors, cycle.storage.vectors, target.vectors)
    Parallel.forEachRange(
      of: (total + period - 1) / period, grain: (Tensor.grain + period - 1) / period
    ) { range in
      for first in stride(
        from: range.lowerBound * period, to: range.upperBound * period, by: period)
      {
        for i in 0..<Swift.min(period, total - first) { to[first + i] = body(x[first + i], y[i]) }
      }
    }
    withExtendedLifetime((source, target, cycle)) {}
  }

  private func repeated(_ times: Int) -> Tensor {
    if times == 1 { return self }
    return reshaped(1, count).broadcast(to: [times, count])
  }

  /// Every element of the other tensor for a run of whole vectors.
  @inline(__always)
  private mutating func formRuns(
    _ other: Tensor, _ run: Int, _ body: (Lanes, Lanes) -> Lanes
  ) {
    let (source, target) = exchangeStorage()
    let (x, y, to) = (source.vectors, other.storage.start, target.vectors)
    Parallel.forEachRange(of: other.count, grain: (Tensor.grain + run - 1) / run) { range in
      for row in range {
        let value = Lanes(repeating: y[row])
        for i in row * run..<(row + 1) * run { to[i] = body(x[i], value) }
      }
    }
    withExtendedLifetime((source, target)) {}
  }
}
