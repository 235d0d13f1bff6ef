/// Reductions of all elements to one number. Sums accumulate in `Double`, in an order that depends
/// on the number of elements only: chunks of 65,536, within a chunk 32 partial sums.
extension Tensor {
  /// The sum of all elements; 0 if there are none.
  ///
  ///     Σ_i x_i
  ///
  /// - Accuracy: as a sum of `Double`s, about 1e-16 · √n of Σ|x_i|.
  public func sum() -> Double { sum { $0 } }

  /// The mean of all elements; NaN if there are none.
  ///
  ///     x̄ = (1/n) Σ_i x_i
  public func mean() -> Double { sum() / Double(count) }

  /// The variance of all elements; NaN if there are too few.
  ///
  ///     Σ_i (x_i − x̄)² / (n − 1)
  ///
  /// - Parameter unbiased: whether to divide by `n − 1` (else by `n`).
  /// - Accuracy: two passes, so no cancellation when the mean is large.
  public func variance(unbiased: Bool = true) -> Double {
    let mean = mean()
    let total = sum { ($0 - mean) * ($0 - mean) }
    return total / Double(Swift.max(0, unbiased ? count - 1 : count))
  }

  /// The smallest element; NaN if one is NaN, +∞ if there are none.
  public func min() -> Float { extremum(of: storage.start, count, from: .infinity, smaller) }

  /// The largest element; NaN if one is NaN, −∞ if there are none.
  public func max() -> Float { extremum(of: storage.start, count, from: -.infinity, larger) }

  /// The sum of a function of the elements.
  @inline(__always)
  func sum(_ term: @Sendable (SIMD8<Double>) -> SIMD8<Double>) -> Double {
    let chunk = 1 << 16
    if count <= chunk { return sumOfRun(storage.start, count, term) }
    let partial = Parallel.mapChunks(of: count, size: chunk) { range in
      sumOfRun(storage.start + range.lowerBound, range.count, term)
    }
    return partial.reduce(0, +)
  }
}

/// The smallest or largest of consecutive floats, and of `start`.
@inline(__always)
func extremum(
  of floats: UnsafePointer<Float>, _ count: Int, from start: Float,
  _ choose: (Lanes, Lanes) -> Lanes
) -> Float {
  let raw = UnsafeRawPointer(floats)
  var (a, b) = (Lanes(repeating: start), Lanes(repeating: start))
  for i in 0..<count / 32 {
    a = choose(a, raw.loadUnaligned(fromByteOffset: 128 * i, as: Lanes.self))
    b = choose(b, raw.loadUnaligned(fromByteOffset: 128 * i + 64, as: Lanes.self))
  }
  var done = count / 32 * 32
  if done + 16 <= count {
    a = choose(a, raw.loadUnaligned(fromByteOffset: 4 * done, as: Lanes.self))
    done += 16
  }
  if done < count { b = choose(b, partialLanes(floats + done, count - done, padding: start)) }
  a = choose(a, b)
  a = choose(a, Lanes(lowHalf: a.highHalf, highHalf: a.highHalf))
  var four = a.lowHalf
  four.lowHalf = a.lowHalf.highHalf
  a = choose(a, Lanes(lowHalf: four, highHalf: four))
  for lane in 1..<4 { a = choose(a, Lanes(repeating: a[lane])) }
  return a[0]
}

/// The two halves of 16 floats as `Double`s.
@inline(__always)
func widened(_ x: Lanes) -> (low: SIMD8<Double>, high: SIMD8<Double>) {
  (widened(x.lowHalf), widened(x.highHalf))
}

/// Eight floats as `Double`s. The initializer that converts vectors is not always inlined, and then
/// takes ten times as long.
@inline(__always)
private func widened(_ x: SIMD8<Float>) -> SIMD8<Double> {
  var result = SIMD8<Double>()
  for lane in 0..<8 { result[lane] = Double(x[lane]) }
  return result
}

@inline(__always)
func laneSum(_ x: SIMD8<Double>) -> Double {
  let four = x.lowHalf + x.highHalf
  let two = four.lowHalf + four.highHalf
  return two[0] + two[1]
}

/// The sum of `term` over consecutive floats. Element `i` goes to partial sum `i mod 32`; fewer than
/// 16 are added one after the other.
@inline(__always)
func sumOfRun(
  _ start: UnsafePointer<Float>, _ count: Int, _ term: (SIMD8<Double>) -> SIMD8<Double>
) -> Double {
  var total = 0.0
  let tail = count / 16 * 16
  if count >= 16 {
    var (a, b, c, d) = (SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>())
    let raw = UnsafeRawPointer(start)
    for i in 0..<count / 32 {
      let first = widened(raw.loadUnaligned(fromByteOffset: 128 * i, as: Lanes.self))
      let second = widened(raw.loadUnaligned(fromByteOffset: 128 * i + 64, as: Lanes.self))
      a += term(first.low)
      b += term(first.high)
      c += term(second.low)
      d += term(second.high)
    }
    if count / 16 % 2 == 1 {
      let last = widened(raw.loadUnaligned(fromByteOffset: 4 * tail - 64, as: Lanes.self))
      a += term(last.low)
      b += term(last.high)
    }
    total = laneSum((a + c) + (b + d))
  }
  for i in tail..<count { total += term(SIMD8(repeating: Double(start[i])))[0] }
  return total
}
