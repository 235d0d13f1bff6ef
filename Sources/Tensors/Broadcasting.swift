extension Tensor {
  /// The shape of an elementwise operation on two tensors: axes are matched from the last one, a
  /// missing axis counts as length 1, and length 1 stretches to any length.
  /// - Precondition: two lengths that meet are equal, or one of them is 1.
  static func broadcastShape(_ left: [Int], _ right: [Int], _ name: StaticString) -> [Int] {
    let rank = Swift.max(left.count, right.count)
    var shape = [Int](repeating: 1, count: rank)
    for back in 1...Swift.max(rank, 1) where back <= rank {
      let l = back <= left.count ? left[left.count - back] : 1
      let r = back <= right.count ? right[right.count - back] : 1
      precondition(
        l == r || l == 1 || r == 1,
        "\(name): shapes \(left) and \(right) do not broadcast: lengths \(l) and \(r)")
      shape[rank - back] = l == 1 ? r : l
    }
    return shape
  }

  /// The same elements repeated along axes of length 1, or missing on the left.
  /// - Precondition: every length is either the target's or 1.
  public func broadcast(to target: [Int]) -> Tensor {
    if shape == target { return self }
    precondition(
      rank <= target.count
        && zip(shape.reversed(), target.reversed()).allSatisfy { $0 == $1 || $0 == 1 },
      "broadcast: shape \(shape) does not stretch to \(target)")
    let result = Tensor(uninitialized: target)
    var strides = [Int](repeating: 0, count: target.count)
    var stride = 1
    for back in 1...Swift.max(rank, 1) where back <= rank {
      let length = shape[rank - back]
      strides[target.count - back] = length == 1 ? 0 : stride
      stride *= length
    }
    var to = result.storage.start
    func fill(_ axis: Int, _ from: UnsafeMutablePointer<Float>) {
      if axis == target.count {
        to.pointee = from.pointee
        to += 1
      } else if axis == target.count - 1 {
        let length = target[axis]
        if strides[axis] == 0 {
          to.update(repeating: from.pointee, count: length)
        } else {
          to.update(from: from, count: length)
        }
        to += length
      } else {
        for i in 0..<target[axis] { fill(axis + 1, from + i * strides[axis]) }
      }
    }
    if result.count > 0 { fill(0, storage.start) }
    return result
  }
}
