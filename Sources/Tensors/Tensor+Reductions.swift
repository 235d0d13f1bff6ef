extension Tensor {
  /// The sum of all elements, accumulated in `Double`.
  public func sum() -> Double {
    var total = 0.0
    for i in 0..<count { total += Double(storage.start[i]) }
    return total
  }

  /// The mean of all elements, accumulated in `Double`; NaN if there are none.
  public func mean() -> Double { sum() / Double(count) }

  /// The variance of all elements.
  ///
  ///     Σ (x_i − x̄)² / (n − 1)      (unbiased), or divided by n
  public func variance(unbiased: Bool = true) -> Double {
    let mean = mean()
    var total = 0.0
    for i in 0..<count {
      let d = Double(storage.start[i]) - mean
      total += d * d
    }
    return total / Double(unbiased ? count - 1 : count)
  }

  /// The smallest element; NaN if any is, +∞ if there are none.
  public func min() -> Float {
    var result = Float.infinity
    for i in 0..<count {
      let x = storage.start[i]
      if x < result || x.isNaN { result = x }
      if result.isNaN { break }
    }
    return result
  }

  /// The largest element; NaN if any is, −∞ if there are none.
  public func max() -> Float {
    var result = -Float.infinity
    for i in 0..<count {
      let x = storage.start[i]
      if x > result || x.isNaN { result = x }
      if result.isNaN { break }
    }
    return result
  }

  /// Sums along an axis, which is removed unless `keepingAxis`; accumulated in `Double`.
  public func sum(axis: Int, keepingAxis: Bool = false) -> Tensor {
    reduce(axis, keepingAxis, "sum", 0) {
      $0 + $1
    } finish: {
      $0
    }
  }

  /// Means along an axis, which is removed unless `keepingAxis`; accumulated in `Double`.
  public func mean(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let n = axis >= 0 && axis < rank ? Double(shape[axis]) : 0
    return reduce(axis, keepingAxis, "mean", 0) {
      $0 + $1
    } finish: {
      $0 / n
    }
  }

  /// Largest elements along an axis, which is removed unless `keepingAxis`.
  public func max(axis: Int, keepingAxis: Bool = false) -> Tensor {
    reduce(axis, keepingAxis, "max", -.infinity) {
      $1 > $0 || $1.isNaN ? ($0.isNaN ? $0 : $1) : $0
    } finish: {
      $0
    }
  }

  private func reduce(
    _ axis: Int, _ keepingAxis: Bool, _ name: StaticString, _ start: Double,
    _ combine: (Double, Double) -> Double, finish: (Double) -> Double
  ) -> Tensor {
    precondition(axis >= 0 && axis < rank, "\(name): shape \(shape) has no axis \(axis)")
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let n = shape[axis]
    var target = shape
    if keepingAxis { target[axis] = 1 } else { target.remove(at: axis) }
    let result = Tensor(uninitialized: target)
    for o in 0..<outer {
      for i in 0..<inner {
        var value = start
        for k in 0..<n {
          value = combine(value, Double(storage.start[(o * n + k) * inner + i]))
        }
        result.storage.start[o * inner + i] = Float(finish(value))
      }
    }
    return result
  }
}
