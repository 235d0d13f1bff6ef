import Elementary

/// A stream of random numbers that is a pure function of (seed, stream, counter).
public struct RandomStream: Sendable, RandomNumberGenerator {
  var key: UInt64
  var stream: UInt64
  var counter: UInt64 = 0
  private var spare: UInt64?

  /// The stream number `stream` of a seed.
  public init(seed: UInt64, stream: UInt64 = 0) {
    self.key = seed
    self.stream = stream
  }

  func block(_ counter: UInt64) -> SIMD4<UInt32> {
    RandomStream.block(key, stream, counter)
  }

  private static func block(_ key: UInt64, _ high: UInt64, _ low: UInt64) -> SIMD4<UInt32> {
    Philox4x32(key: SIMD2(UInt32(truncatingIfNeeded: key), UInt32(key >> 32))).block(
      SIMD4(
        UInt32(truncatingIfNeeded: low), UInt32(low >> 32),
        UInt32(truncatingIfNeeded: high), UInt32(high >> 32)))
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    if let word = spare {
      spare = nil
      return word
    }
    let words = block(counter)
    counter += 1
    spare = UInt64(words[3]) << 32 | UInt64(words[2])
    return UInt64(words[1]) << 32 | UInt64(words[0])
  }

  /// The child stream of an index. Doesn't advance this stream.
  public func split(_ index: UInt64) -> RandomStream { split(index, domain: 0x696E_6465_7853_706C) }

  /// The child stream of a name. Doesn't advance this stream.
  public func split(_ name: String) -> RandomStream {
    let bytes = Array(name.utf8)
    var child = split(UInt64(bytes.count), domain: 0x6E61_6D65_5370_6C74)
    for start in stride(from: 0, to: bytes.count, by: 8) {
      let word = bytes[start..<Swift.min(start + 8, bytes.count)].reversed().reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      }
      child = child.split(word, domain: 0x6E61_6D65_5370_6C74)
    }
    return child
  }

  private func split(_ index: UInt64, domain: UInt64) -> RandomStream {
    let words = RandomStream.block(key ^ domain, stream, index)
    return RandomStream(
      seed: UInt64(words[1]) << 32 | UInt64(words[0]),
      stream: UInt64(words[3]) << 32 | UInt64(words[2]))
  }
}

extension RandomStream {
  /// A uniform number in the open interval (0, 1), a multiple of 2⁻⁵³ shifted by 2⁻⁵⁴.
  public mutating func uniform() -> Double {
    (Double(next() >> 12) + 0.5) * 0x1p-52
  }

  /// A standard normal number.
  public mutating func normal() -> Double {
    normalQuantile(uniform())
  }

  /// A uniform integer in `0..<bound`, without bias.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "integer(below: \(bound)): the bound must be positive")
    return Int(next(upperBound: UInt64(bound)))
  }

  /// `true` with probability `p`.
  public mutating func bernoulli(_ p: Double) -> Bool {
    precondition(p >= 0 && p <= 1, "bernoulli(\(p)): a probability lies in 0…1")
    return uniform() < p
  }

  /// An index drawn with probability proportional to its weight.
  public mutating func choice(weights: [Double]) -> Int {
    precondition(
      weights.allSatisfy { $0 >= 0 && $0.isFinite } && weights.contains { $0 > 0 },
      "choice: weights \(weights) must be finite, not negative and not all zero")
    let total = weights.reduce(0, +)
    let target = uniform() * total
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += weight
      if target < sum { return index }
    }
    return weights.lastIndex { $0 > 0 }!
  }

  /// The numbers `0..<n` in random order, all orders equally likely.
  public mutating func permutation(_ n: Int) -> [Int] {
    precondition(n >= 0, "permutation(\(n)): the length must not be negative")
    var result = Array(0..<n)
    for i in stride(from: n - 1, to: 0, by: -1) { result.swapAt(i, integer(below: i + 1)) }
    return result
  }

  /// A tensor of uniform numbers in (0, 1).
  public mutating func uniform(_ shape: [Int]) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor((0..<count).map { _ in uniform() }, shape: shape)
  }

  /// A tensor of standard normal numbers.
  public mutating func normal(_ shape: [Int]) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor((0..<count).map { _ in normal() }, shape: shape)
  }

  /// Uniform integers in `0..<bound`, without bias.
  public mutating func integers(below bound: Int, count: Int) -> [Int] {
    (0..<count).map { _ in integer(below: bound) }
  }
}
