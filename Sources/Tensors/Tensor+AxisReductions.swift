import Elementary

/// Reductions along one axis. The axis disappears from the shape, or stays with length 1 when
/// `keepingAxis`, so that the result broadcasts against the original.
extension Tensor {
  /// Sums along an axis: `sum(axis: 0)` of a batch `[n, d]` has shape `[d]`.
  /// - Parameters:
  ///   - axis: which axis, counted from 0.
  ///   - keepingAxis: whether the axis stays with length 1.
  /// - Accuracy: accumulated in `Double`, rounded once.
  public func sum(axis: Int, keepingAxis: Bool = false) -> Tensor {
    sums(along: Axis(self, axis, "sum"), keepingAxis, dividedBy: 1)
  }

  /// Means along an axis: `mean(axis: 0)` of a batch `[n, d]` has shape `[d]`; NaN when the axis has
  /// length 0.
  /// - Parameters:
  ///   - axis: which axis, counted from 0.
  ///   - keepingAxis: whether the axis stays with length 1.
  /// - Accuracy: accumulated in `Double`, rounded once.
  public func mean(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let axis = Axis(self, axis, "mean")
    return sums(along: axis, keepingAxis, dividedBy: Double(axis.length))
  }

  /// Largest elements along an axis; NaN where one is NaN, −∞ when the axis has length 0.
  /// - Parameters:
  ///   - axis: which axis, counted from 0.
  ///   - keepingAxis: whether the axis stays with length 1.
  public func max(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let axis = Axis(self, axis, "max")
    let result = Tensor(repeating: -.infinity, shape: axis.reducedShape(keepingAxis))
    let (from, to) = (storage.start, result.storage.start)
    if axis.inner == 1 && axis.length >= 16 {
      for row in 0..<axis.outer {
        to[row] = extremum(of: from + row * axis.length, axis.length, from: -.infinity, larger)
      }
    } else if axis.inner == 1 {
      largestOfShortRows(from, rows: axis.outer, columns: axis.length, to: to)
    } else {
      for outer in 0..<axis.outer {
        for k in 0..<axis.length {
          let row = from + (outer * axis.length + k) * axis.inner
          takeLarger(to + outer * axis.inner, row, axis.inner)
        }
      }
    }
    return result
  }

  /// Logarithms of sums of exponentials along an axis, without overflow.
  ///
  ///     log Σ_i exp(x_i) = m + log Σ_i exp(x_i − m),   m = max_i x_i
  ///
  /// −∞ where all elements are −∞, or when the axis has length 0.
  /// - Parameters:
  ///   - axis: which axis, counted from 0.
  ///   - keepingAxis: whether the axis stays with length 1.
  public func logSumExp(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let reduced = Axis(self, axis, "logSumExp").reducedShape(keepingAxis)
    let peak = max(axis: axis, keepingAxis: true)
    let shift = Tensor.where(peak.abs() .< .infinity, peak, .zeros())
    let total = exp(self - shift).sum(axis: axis, keepingAxis: true)
    return (log(total) + shift).reshaped(to: reduced)
  }

  private func sums(along axis: Axis, _ keepingAxis: Bool, dividedBy divisor: Double) -> Tensor {
    let result = Tensor(uninitialized: axis.reducedShape(keepingAxis))
    let (from, to) = (storage.start, result.storage.start)
    if axis.inner == 1 {
      let rows = Swift.max(1, 16 * Tensor.grain / Swift.max(1, axis.length))
      Parallel.forEachRange(of: axis.outer, grain: rows) { range in
        for row in range {
          to[row] = Float(sumOfRun(from + row * axis.length, axis.length) { $0 } / divisor)
        }
      }
    } else {
      for outer in 0..<axis.outer {
        let block = from + outer * axis.length * axis.inner
        let sums = ColumnSums(of: block, rows: axis.length, columns: axis.inner)
        for i in 0..<axis.inner { to[outer * axis.inner + i] = Float(sums.total[i] / divisor) }
        withExtendedLifetime(sums) {}
      }
    }
    return result
  }
}

/// The largest element of every row, sixteen rows at a time.
private func largestOfShortRows(
  _ from: UnsafePointer<Float>, rows: Int, columns: Int, to: UnsafeMutablePointer<Float>
) {
  for row in stride(from: 0, to: rows, by: 16) {
    var best = Lanes(repeating: -.infinity)
    for j in 0..<columns {
      let column = from + row * columns + j
      best = larger(best, gatheredLanes(column, stride: columns, count: min(16, rows - row)))
    }
    for lane in 0..<min(16, rows - row) { to[row + lane] = best[lane] }
  }
}

/// Replaces floats by the larger of them and others.
private func takeLarger(
  _ best: UnsafeMutablePointer<Float>, _ others: UnsafePointer<Float>, _ count: Int
) {
  let (a, b) = (UnsafeMutableRawPointer(best), UnsafeRawPointer(others))
  for offset in stride(from: 0, to: count / 16 * 64, by: 64) {
    let chosen = larger(
      a.loadUnaligned(fromByteOffset: offset, as: Lanes.self),
      b.loadUnaligned(fromByteOffset: offset, as: Lanes.self))
    a.storeBytes(of: chosen, toByteOffset: offset, as: Lanes.self)
  }
  for i in count / 16 * 16..<count {
    best[i] = larger(Lanes(repeating: best[i]), Lanes(repeating: others[i]))[0]
  }
}

/// A shape cut at one axis: `[outer, length, inner]`.
struct Axis {
  let shape: [Int]
  let index: Int
  let outer: Int
  let length: Int
  let inner: Int

  /// - Precondition: the tensor has the axis.
  init(_ tensor: Tensor, _ index: Int, _ name: StaticString) {
    shape = tensor.shape
    precondition(
      index >= 0 && index < shape.count, "\(name): shape \(shape) has no axis \(index)")
    self.index = index
    outer = shape[..<index].reduce(1, *)
    length = shape[index]
    inner = shape[(index + 1)...].reduce(1, *)
  }

  func reducedShape(_ keepingAxis: Bool) -> [Int] {
    var reduced = shape
    if keepingAxis { reduced[index] = 1 } else { reduced.remove(at: index) }
    return reduced
  }
}
