import Elementary

/// A few spins ±1 with any pair couplings and fields, by going through all their states:
///
///     p(y) = exp(Σ J_k y_{i_k} y_{j_k} + Σ b_i y_i) / Z.
///
/// With n spins it takes 2ⁿ⁻¹ terms for each moment: n ≤ 20.
public struct SpinEnumeration: Sendable {
  /// A pair of spins and its coupling.
  public struct Pair: Sendable {
    public let i, j: Int
    public let coupling: Double
    public init(_ i: Int, _ j: Int, coupling: Double) {
      (self.i, self.j, self.coupling) = (i, j, coupling)
    }
  }

  /// ln p(y) + ln Z of every state; spin i of state s is +1 if bit i of s is set.
  public let exponents: [Double]
  /// ln Z.
  public let logPartitionFunction: Double
  private let spins: Int

  /// - Parameters:
  ///   - fields: b, one for each of 1…20 spins.
  ///   - pairs: each pair once.
  public init(fields: [Double], pairs: [Pair]) {
    precondition((1...20).contains(fields.count), "enumeration of \(fields.count) spins")
    spins = fields.count
    exponents = (0..<1 << fields.count).map { state in
      func spin(_ i: Int) -> Double { state >> i & 1 == 1 ? 1 : -1 }
      return fields.indices.reduce(0) { $0 + fields[$1] * spin($1) }
        + pairs.reduce(0) { $0 + $1.coupling * spin($1.i) * spin($1.j) }
    }
    logPartitionFunction = logSumExp(exponents)
  }

  /// The grid of `width × height` spins, row by row.
  /// - Parameters:
  ///   - isPeriodic: whether opposite edges are joined; then at least 3 spins each way.
  ///   - fields: one a spin; nil for none.
  public static func grid(
    width: Int, height: Int, isPeriodic: Bool, coupling J: Double, fields: [Double]? = nil
  ) -> SpinEnumeration {
    precondition(
      min(width, height) >= (isPeriodic ? 3 : 1), "a grid of \(width) × \(height) spins")
    var pairs: [Pair] = []
    for row in 0..<height {
      for column in 0..<width {
        let i = row * width + column
        if column + 1 < width || isPeriodic {
          pairs.append(Pair(i, row * width + (column + 1) % width, coupling: J))
        }
        if row + 1 < height || isPeriodic {
          pairs.append(Pair(i, (row + 1) % height * width + column, coupling: J))
        }
      }
    }
    return SpinEnumeration(
      fields: fields ?? Array(repeating: 0, count: width * height), pairs: pairs)
  }

  /// The mean of a function of the state, which it gets as an array of ±1.
  public func mean(_ f: ([Int]) -> Double) -> Double {
    sum(
      exponents.indices.map { state in
        f((0..<spins).map { state >> $0 & 1 == 1 ? 1 : -1 })
          * exp(exponents[state] - logPartitionFunction)
      })
  }

  /// The mean of every spin.
  public var means: [Double] { (0..<spins).map { i in mean { Double($0[i]) } } }
}
