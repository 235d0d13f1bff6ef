import Elementary

extension Tensor {
  /// The same elements, in the same order, under another shape.
  /// - Parameter shape: the new shape; one length may be −1 and is then inferred.
  /// - Precondition: both shapes hold the same number of elements.
  public consuming func reshaped(_ shape: Int...) -> Tensor { reshaped(to: shape) }

  /// The same elements, in the same order, under another shape.
  public consuming func reshaped(to newShape: [Int]) -> Tensor {
    var target = newShape
    if let open = target.firstIndex(of: -1) {
      let others = target.enumerated().reduce(1) { $1.offset == open ? $0 : $0 * $1.element }
      precondition(
        others > 0 && count % others == 0, "reshape \(shape) to \(newShape): lengths do not match")
      target[open] = count / others
    }
    precondition(
      Tensor.checkedCount(target) == count,
      "reshape \(shape) to \(newShape): \(count) elements do not fit")
    return Tensor(shape: target, storage: storage)
  }

  /// Row `i`, a tensor without the first axis.
  public func row(_ i: Int) -> Tensor {
    precondition(rank >= 1 && i >= 0 && i < shape[0], "row \(i) of a tensor of shape \(shape)")
    let result = Tensor(uninitialized: Array(shape.dropFirst()))
    result.storage.start.update(
      from: storage.start + i * result.count, count: result.count)
    return result
  }

  /// Column `j` of a matrix, a vector.
  public func column(_ j: Int) -> Tensor {
    precondition(
      rank == 2 && j >= 0 && j < shape[1], "column \(j) of a tensor of shape \(shape)")
    let result = Tensor(uninitialized: [shape[0]])
    for i in 0..<shape[0] { result.storage.start[i] = storage.start[i * shape[1] + j] }
    return result
  }

  /// Some consecutive rows: the first axis is cut, the others stay.
  public func rows(_ range: Range<Int>) -> Tensor {
    precondition(
      rank >= 1 && range.lowerBound >= 0 && range.upperBound <= shape[0],
      "rows \(range) of a tensor of shape \(shape)")
    let width = shape.dropFirst().reduce(1, *)
    let result = Tensor(uninitialized: [range.count] + shape.dropFirst())
    result.storage.start.update(
      from: storage.start + range.lowerBound * width, count: result.count)
    return result
  }

  /// Some consecutive columns of a matrix.
  public func columns(_ range: Range<Int>) -> Tensor {
    precondition(
      rank == 2 && range.lowerBound >= 0 && range.upperBound <= shape[1],
      "columns \(range) of a tensor of shape \(shape)")
    let result = Tensor(uninitialized: [shape[0], range.count])
    for i in 0..<shape[0] {
      (result.storage.start + i * range.count).update(
        from: storage.start + i * shape[1] + range.lowerBound, count: range.count)
    }
    return result
  }

  /// Rows picked by index, in the order given; an index may repeat.
  public func gatherRows(_ indices: [Int]) -> Tensor {
    precondition(rank >= 1, "gather rows of a tensor of shape \(shape)")
    let width = shape.dropFirst().reduce(1, *)
    let result = Tensor(uninitialized: [indices.count] + shape.dropFirst())
    for (k, i) in indices.enumerated() {
      precondition(i >= 0 && i < shape[0], "row \(i) of a tensor of shape \(shape)")
      (result.storage.start + k * width).update(from: storage.start + i * width, count: width)
    }
    return result
  }

  /// Tensors joined along an axis.
  /// - Parameters:
  ///   - tensors: at least one; all lengths but that of `axis` agree.
  ///   - axis: which axis grows.
  public static func concatenated(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    precondition(!tensors.isEmpty, "concatenate: no tensors")
    var shape = tensors[0].shape
    precondition(
      axis >= 0 && axis < shape.count, "concatenate: shape \(shape) has no axis \(axis)")
    for other in tensors.dropFirst() {
      var expected = shape
      if axis < other.rank { expected[axis] = other.shape[axis] }
      precondition(
        other.shape == expected,
        "concatenate along axis \(axis): \(tensors[0].shape) and \(other.shape)")
    }
    shape[axis] = tensors.reduce(0) { $0 + $1.shape[axis] }
    let outer = shape[..<axis].reduce(1, *)
    let step = shape[axis...].reduce(1, *)
    let result = Tensor(uninitialized: shape)
    var target = result.storage.start
    for tensor in tensors {
      let run = tensor.shape[axis...].reduce(1, *)
      copyRuns(of: run, from: tensor.storage.start, to: target, step: step, count: outer)
      target += run
    }
    return result
  }
}

/// Copies runs that lie one behind the other to places at a distance.
private func copyRuns(
  of run: Int, from: UnsafePointer<Float>, to: UnsafeMutablePointer<Float>, step: Int, count: Int
) {
  for i in 0..<count {
    let (source, target) = (from + i * run, to + i * step)
    if run < 16 {
      for k in 0..<run { target[k] = source[k] }
    } else {
      target.update(from: source, count: run)
    }
  }
}
