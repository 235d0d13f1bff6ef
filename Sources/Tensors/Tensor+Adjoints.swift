import Elementary

/// Slicing, picking and stretching are linear maps; here stand the general slice and the
/// transposes of all three, which gradients need.
extension Tensor {
  /// A slab of consecutive indices along one axis; the other axes stay.
  ///
  /// - Parameters:
  ///   - axis: which axis is cut.
  ///   - range: the indices kept.
  /// - Precondition: the axis exists and the range lies inside it.
  public func sliced(axis: Int, _ range: Range<Int>) -> Tensor {
    precondition(
      axis >= 0 && axis < rank && range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "slice: indices \(range) on axis \(axis) of a tensor of shape \(shape)")
    if axis == 0 { return rows(range) }
    var target = shape
    target[axis] = range.count
    let result = Tensor(uninitialized: target)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let (run, step) = (range.count * inner, shape[axis] * inner)
    var from = storage.start + range.lowerBound * inner
    var to = result.storage.start
    for _ in 0..<shape[..<axis].reduce(1, *) {
      to.update(from: from, count: run)
      (from, to) = (from + step, to + run)
    }
    return result
  }

  /// The transpose of `sliced`: the elements in their place among zeros.
  ///
  /// - Parameters:
  ///   - axis: which axis grows.
  ///   - range: where on the longer axis this tensor's elements go.
  ///   - length: the length of the longer axis.
  /// - Precondition: the range has this tensor's length on that axis and lies in `0..<length`.
  public func padded(axis: Int, into range: Range<Int>, of length: Int) -> Tensor {
    precondition(
      axis >= 0 && axis < rank && range.lowerBound >= 0 && range.upperBound <= length
        && range.count == shape[axis],
      "pad: shape \(shape) into indices \(range) of \(length) on axis \(axis)")
    var target = shape
    target[axis] = length
    let result = Tensor(repeating: 0, shape: target)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let (run, step) = (range.count * inner, length * inner)
    var from = storage.start
    var to = result.storage.start + range.lowerBound * inner
    for _ in 0..<shape[..<axis].reduce(1, *) {
      to.update(from: from, count: run)
      (from, to) = (from + run, to + step)
    }
    return result
  }

  /// The transpose of `gatherRows`: each row is added to the row that its index names.
  ///
  ///     out_i = Σ_{k: indices_k = i} row_k,   rows that no index names are zero
  ///
  /// - Parameters:
  ///   - indices: one for every row of this tensor; an index may repeat.
  ///   - rows: how many rows the result has.
  /// - Precondition: there is one index for each row, in `0..<rows`.
  public func scatteredRows(_ indices: [Int], of rows: Int) -> Tensor {
    precondition(
      rank >= 1 && indices.count == shape[0],
      "scatter: \(indices.count) indices for the rows of a tensor of shape \(shape)")
    let width = shape.dropFirst().reduce(1, *)
    let result = Tensor(repeating: 0, shape: [rows] + shape.dropFirst())
    for (k, i) in indices.enumerated() {
      precondition(i >= 0 && i < rows, "scatter: row \(i) of \(rows)")
      let (from, to) = (storage.start + k * width, result.storage.start + i * width)
      for j in 0..<width { to[j] += from[j] }
    }
    return result
  }

  /// The transpose of `broadcast(to:)`: sums over the axes along which `target` was stretched.
  ///
  /// - Parameter target: a shape that broadcasts to this tensor's.
  /// - Precondition: `target` broadcasts to this tensor's shape.
  /// - Accuracy: every axis is summed in `Double` and then rounded.
  public func sum(to target: [Int]) -> Tensor {
    if shape == target { return self }
    precondition(
      target.count <= rank
        && zip(target.reversed(), shape.reversed()).allSatisfy { $0 == $1 || $0 == 1 },
      "sum: shape \(target) does not stretch to \(shape)")
    let missing = rank - target.count
    var result = self
    if missing > 0 {
      let leading = shape[..<missing].reduce(1, *)
      result = result.reshaped(to: [leading] + shape[missing...]).sum(axis: 0)
    }
    for axis in target.indices where target[axis] == 1 && result.shape[axis] != 1 {
      result = result.sum(axis: axis, keepingAxis: true)
    }
    return result
  }
}
