import Elementary

extension Tensor {
  /// The shape of an elementwise operation on two tensors: axes are matched from the last one, a
  /// missing axis counts as length 1, and length 1 stretches to any length.
  /// - Precondition: two lengths that meet are equal, or one of them is 1.
  static func broadcastShape(_ left: [Int], _ right: [Int], _ name: StaticString) -> [Int] {
    if left == right { return left }
    let rank = Swift.max(left.count, right.count)
    var shape = [Int](repeating: 1, count: rank)
    for axis in 0..<rank {
      let (i, j) = (axis - rank + left.count, axis - rank + right.count)
      let (l, r) = (i < 0 ? 1 : left[i], j < 0 ? 1 : right[j])
      precondition(
        l == r || l == 1 || r == 1,
        "\(name): shapes \(left) and \(right) do not broadcast: lengths \(l) and \(r) differ")
      shape[axis] = l == 1 ? r : l
    }
    return shape
  }

  /// How a tensor stretches to a larger shape.
  enum Stretch {
    /// One number for all.
    case number
    /// The whole tensor again and again, as a row is added to every row of a batch.
    case cycle
    /// Every element `run` times, as a factor for every row of a batch; `run` in whole vectors.
    case runs(length: Int)
    /// Anything else.
    case general
  }

  func stretch(to target: [Int]) -> Stretch {
    if count == 1 { return .number }
    let total = target.reduce(1, *)
    if total == 0 { return .general }
    if shape.drop(while: { $0 == 1 }).elementsEqual(
      target.suffix(from: target.count - shape.drop(while: { $0 == 1 }).count))
    {
      return .cycle
    }
    guard rank == target.count else { return .general }
    let ones = shape.reversed().prefix { $0 == 1 }.count
    let run = target.suffix(ones).reduce(1, *)
    let matches = shape.dropLast(ones).elementsEqual(target.dropLast(ones))
    return matches && run % 16 == 0 ? .runs(length: run / 16) : .general
  }

  /// The same elements repeated along axes of length 1, or missing on the left.
  /// - Parameter target: the shape of the result.
  /// - Precondition: every length is either the target's or 1.
  public func broadcast(to target: [Int]) -> Tensor {
    if shape == target { return self }
    precondition(
      rank <= target.count
        && zip(shape.reversed(), target.reversed()).allSatisfy { $0 == $1 || $0 == 1 },
      "broadcast: shape \(shape) does not stretch to \(target)")
    let total = Tensor.checkedCount(target)
    let result = Tensor(shape: target, storage: TensorStorage(count: total + 16))
    guard total > 0 else { return result }
    var strides = [Int](repeating: 0, count: target.count)
    var stride = 1
    for axis in (0..<rank).reversed() {
      strides[axis + target.count - rank] = shape[axis] == 1 ? 0 : stride
      stride *= shape[axis]
    }
    var copy = Stretching(lengths: target, strides: strides, to: result.storage.start)
    copy.fill(from: storage.start, axis: 0)
    return result
  }
}

/// Writes a stretched tensor from front to back.
private struct Stretching {
  let lengths: [Int]
  let strides: [Int]
  var to: UnsafeMutablePointer<Float>

  mutating func fill(from: UnsafeMutablePointer<Float>, axis: Int) {
    if axis == lengths.count {
      run(from, 1, repeating: true)
    } else if axis == lengths.count - 1 {
      run(from, lengths[axis], repeating: strides[axis] == 0)
    } else if axis == lengths.count - 2, strides[axis + 1] == 0 {
      for i in 0..<lengths[axis] {
        run(from + i * strides[axis], lengths[axis + 1], repeating: true)
      }
    } else {
      for i in 0..<lengths[axis] { fill(from: from + i * strides[axis], axis: axis + 1) }
    }
  }

  /// Writes one run in whole vectors; what they write too much, the next run overwrites, or it
  /// falls into the 16 floats after the last.
  @inline(__always)
  private mutating func run(_ from: UnsafeMutablePointer<Float>, _ count: Int, repeating: Bool) {
    if repeating {
      let value = Lanes(repeating: from.pointee)
      for i in stride(from: 0, to: count, by: 16) {
        UnsafeMutableRawPointer(to + i).storeBytes(of: value, as: Lanes.self)
      }
    } else {
      to.update(from: from, count: count)
    }
    to += count
  }
}
