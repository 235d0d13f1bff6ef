import Elementary
import Tensors

extension RandomStream {
  /// Draws indices with given weights, independently: `P(k) = w_k / Σ w`.
  ///
  /// The inverse of the cumulative sum by counting or bisection, one uniform number a draw.
  ///
  /// - Parameters:
  ///   - weights: not negative, not all zero.
  ///   - count: how many to draw.
  /// - Returns: `count` indices into `weights`.
  public mutating func choices(weights: [Double], count: Int) -> [Int] {
    precondition(
      weights.allSatisfy { $0 >= 0 && $0.isFinite } && weights.contains { $0 > 0 },
      "choices: weights must not be negative, and not all zero")
    // Divided by the largest, so that their sum cannot overflow.
    let largest = weights.max()!
    var total = 0.0
    let cumulative = weights.map { weight in
      total += weight / largest
      return total
    }
    let last = weights.lastIndex { $0 > 0 }!
    return cumulative.withUnsafeBufferPointer { cumulative in
      uniforms(count: count).map { uniform in
        let target = uniform * total
        // Without branches, which random numbers would make unpredictable.
        if last < 32 { return cumulative[..<last].count { $0 <= target } }
        var (low, high) = (0, last)
        while low < high {
          let middle = (low + high) / 2
          if cumulative[middle] > target { high = middle } else { low = middle + 1 }
        }
        return low
      }
    }
  }

  /// Draws one index with given weights.
  public mutating func choice(weights: [Double]) -> Int { choices(weights: weights, count: 1)[0] }
}
