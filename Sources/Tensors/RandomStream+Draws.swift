import Elementary

/// Single draws in double precision.
extension RandomStream {
  /// A uniform number in the open interval (0, 1), so that its logarithm is finite.
  ///
  /// One of the 2⁵² odd multiples of 2⁻⁵³, all equally likely; mean exactly ½.
  public mutating func uniform() -> Double { Self.uniform(next()) }

  private static func uniform(_ bits: UInt64) -> Double { (Double(bits >> 12) + 0.5) * 0x1p-52 }

  /// Uniform numbers in the open interval (0, 1): those of as many calls of `uniform()`, computed
  /// many at a time.
  ///
  /// - Parameter count: how many.
  public mutating func uniforms(count: Int) -> [Double] {
    precondition(count >= 0, "uniforms: a count of \(count)")
    return [Double](unsafeUninitializedCapacity: count) { numbers, made in
      while made < count {
        if count - made < 32 || spare != nil {
          numbers.initializeElement(at: made, to: uniform())
          made += 1
        } else {
          let words = philox.blocks(high: stream, low: skipBlocks(16)).words
          for i in 0..<16 {
            let low = UInt64(words.1[i]) << 32 | UInt64(words.0[i])
            let high = UInt64(words.3[i]) << 32 | UInt64(words.2[i])
            numbers.initializeElement(at: made, to: Self.uniform(low))
            numbers.initializeElement(at: made + 1, to: Self.uniform(high))
            made += 2
          }
        }
      }
    }
  }

  /// A standard normal number, one block each.
  ///
  ///     z = √(−2 ln u₁) cos(2π u₂)
  ///
  /// The distribution is right to |z| = 8.57, beyond which a normal number lies with probability
  /// 1e-17.
  ///
  /// - Source: G. E. P. Box, M. E. Muller, "A note on the generation of random normal deviates"
  ///   (1958).
  public mutating func normal() -> Double {
    let (first, second) = nextBlock()
    return sqrt(-2 * log(Self.uniform(first))) * cos(2 * .pi * Self.uniform(second))
  }

  /// A uniform integer in `0..<bound`, without bias.
  ///
  /// - Parameter bound: positive.
  /// - Source: D. Lemire, "Fast random integer generation in an interval" (2019).
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "integer(below: \(bound)): the bound must be positive")
    let bound = UInt64(bound)
    var product = bound.multipliedFullWidth(by: next())
    if product.low < bound {
      let excess = (0 &- bound) % bound
      while product.low < excess { product = bound.multipliedFullWidth(by: next()) }
    }
    return Int(product.high)
  }

  /// Uniform integers in `0..<bound`, without bias.
  /// - Parameters:
  ///   - bound: positive.
  ///   - count: how many.
  public mutating func integers(below bound: Int, count: Int) -> [Int] {
    precondition(count >= 0, "integers: a count of \(count)")
    return (0..<count).map { _ in integer(below: bound) }
  }

  /// `true` with probability `p`.
  /// - Parameter p: in 0…1.
  public mutating func bernoulli(_ p: Double) -> Bool {
    precondition(p >= 0 && p <= 1, "bernoulli(\(p)): a probability lies in 0…1")
    return uniform() < p
  }

  /// An index drawn with probability proportional to its weight.
  ///
  ///     P(k) = w_k / Σ_j w_j
  ///
  /// - Parameter weights: finite, not negative, not all zero.
  public mutating func choice(weights: [Double]) -> Int {
    let total = weights.reduce(0, +)
    precondition(
      total > 0 && total < .infinity && weights.allSatisfy { $0 >= 0 },
      "choice: the weights \(weights) must be finite, not negative and not all zero")
    let target = uniform() * total
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += weight
      if target < sum { return index }
    }
    return weights.lastIndex { $0 > 0 }!
  }

  /// The numbers `0..<n` in random order, all orders equally likely.
  /// - Parameter n: not negative.
  /// - Source: R. Durstenfeld, "Algorithm 235: random permutation" (1964).
  public mutating func permutation(_ n: Int) -> [Int] {
    precondition(n >= 0, "permutation(\(n)): the length must not be negative")
    var result = Array(0..<n)
    for i in stride(from: n - 1, to: 0, by: -1) { result.swapAt(i, integer(below: i + 1)) }
    return result
  }
}
