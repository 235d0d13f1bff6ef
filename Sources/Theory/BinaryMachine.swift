import Elementary
import LinearAlgebra

/// A tiny binary restricted Boltzmann machine, everything about it by enumeration of the joint states
/// of all its units. No sum is taken in closed form, so it can check those that are.
///
///     p(v, h) = exp(bᵀv + cᵀh + vᵀW h)/Z,   v ∈ {0, 1}ⁿ,  h ∈ {0, 1}ᵐ
///
/// State number s of n units has unit i on where bit i of s is 1.
///
/// - Source: P. Smolensky, in Parallel Distributed Processing 1 (1986), ch. 6.
public struct BinaryMachine: Sendable, Equatable {
  /// W, n rows of m weights.
  public var weight: [[Double]]
  /// b, n of them.
  public var visibleBias: [Double]
  /// c, m of them.
  public var hiddenBias: [Double]

  /// - Precondition: the shapes fit, and 1 ≤ n + m ≤ 22.
  public init(weight: [[Double]], visibleBias: [Double], hiddenBias: [Double]) {
    precondition(
      weight.count == visibleBias.count && weight.allSatisfy { $0.count == hiddenBias.count }
        && (1...22).contains(visibleBias.count + hiddenBias.count),
      "needs n rows of m weights with n + m ≤ 22, got \(weight.map(\.count)), "
        + "\(visibleBias.count) and \(hiddenBias.count)")
    self.weight = weight
    self.visibleBias = visibleBias
    self.hiddenBias = hiddenBias
  }

  /// Whether a unit is on in a state, 0 or 1.
  public static func unit(_ i: Int, in state: Int) -> Double { Double(state >> i & 1) }

  /// The number of the state with these units.
  public static func state(of units: [Double]) -> Int {
    units.indices.reduce(0) { $0 + (units[$1] == 1 ? 1 << $1 : 0) }
  }

  /// The energy of a joint state.
  public func energy(_ v: Int, _ h: Int) -> Double {
    var energy = 0.0
    for i in visibleBias.indices where v >> i & 1 == 1 {
      energy -= visibleBias[i]
      for j in hiddenBias.indices where h >> j & 1 == 1 { energy -= weight[i][j] }
    }
    for j in hiddenBias.indices where h >> j & 1 == 1 { energy -= hiddenBias[j] }
    return energy
  }

  private var visibleStates: Range<Int> { 0..<(1 << visibleBias.count) }
  private var hiddenStates: Range<Int> { 0..<(1 << hiddenBias.count) }

  /// `ln Σ_h exp(−E(v, h))` for every v, which is −F(v).
  ///
  /// - Accuracy: see `logSumExp`.
  public var negativeFreeEnergies: [Double] {
    visibleStates.map { v in logSumExp(hiddenStates.map { h in -energy(v, h) }) }
  }

  /// ln Z.
  public var logPartitionFunction: Double { logSumExp(negativeFreeEnergies) }

  /// p(v) for every v.
  public var marginal: [Double] {
    let levels = negativeFreeEnergies
    let logZ = logSumExp(levels)
    return levels.map { exp($0 - logZ) }
  }

  /// p(h | v), 2ⁿ rows of 2ᵐ probabilities, from the joint ones.
  private var hiddenGivenVisible: [[Double]] {
    visibleStates.map { v in
      let energies = hiddenStates.map { h in energy(v, h) }
      return DiscreteBoltzmann.probabilities(energies: energies)
    }
  }

  /// The transition matrix of block Gibbs sampling on the visible states.
  ///
  ///     P(v → v′) = Σ_h p(h | v) p(v′ | h)
  ///
  /// - Accuracy: relative error about 1e-14.
  public var gibbsMatrix: MarkovMatrix {
    let up = hiddenGivenVisible
    let down = hiddenStates.map { h in
      DiscreteBoltzmann.probabilities(energies: visibleStates.map { v in energy(v, h) })
    }
    return MarkovMatrix(
      up.map { given in
        var row = [Double](repeating: 0, count: visibleStates.count)
        for (p, next) in zip(given, down) {
          for v in row.indices { row[v] += p * next[v] }
        }
        // Rounding, for many states, is larger than what a matrix is allowed.
        let total = sum(row)
        return row.map { $0 / total }
      })
  }

  /// The derivatives of `Σ_v p(v) (−F(v))` by the parameters at given weights p of the visible
  /// states: W row by row, then b, then c.
  ///
  ///     Σ_v p(v) Σ_h p(h | v) (v_i h_j, v_i, h_j)
  public func correlations(_ p: [Double]) -> [Double] {
    let (n, m) = (visibleBias.count, hiddenBias.count)
    var result = [Double](repeating: 0, count: n * m + n + m)
    for (v, given) in hiddenGivenVisible.enumerated() where p[v] != 0 {
      for (h, q) in given.enumerated() {
        for i in 0..<n where v >> i & 1 == 1 {
          for j in 0..<m where h >> j & 1 == 1 { result[i * m + j] += p[v] * q }
          result[n * m + i] += p[v] * q
        }
        for j in 0..<m where h >> j & 1 == 1 { result[n * m + n + j] += p[v] * q }
      }
    }
    return result
  }

  /// The gradient of `Σ_v p(v) ln p_θ(v)`: data minus model.
  ///
  /// - Parameter data: p, a probability for every visible state.
  /// - Source: D. H. Ackley, G. E. Hinton, T. J. Sejnowski, Cognitive Science 9 (1985), 147.
  public func gradient(data: [Double]) -> [Double] {
    zip(correlations(data), correlations(marginal)).map { $0 - $1 }
  }

  /// The machine after steps of exact gradient ascent on the likelihood.
  ///
  /// - Parameters:
  ///   - data: a probability for every visible state.
  ///   - steps: how many.
  ///   - rate: the gradient's factor in each.
  public func fitted(to data: [Double], steps: Int, rate: Double) -> BinaryMachine {
    precondition(steps >= 0, "gradient ascent of \(steps) steps")
    return (0..<steps).reduce(self) { machine, _ in
      machine.moved(along: machine.gradient(data: data), by: rate)
    }
  }

  /// What CD-k takes for that gradient, on average: data minus where k steps of block Gibbs
  /// sampling take them.
  ///
  /// - Parameters:
  ///   - data: a probability for every visible state.
  ///   - steps: k ≥ 0.
  ///   - gibbs: `gibbsMatrix`, if it is known already.
  public func contrast(data: [Double], steps: Int, gibbs: MarkovMatrix? = nil) -> [Double] {
    let ends = (gibbs ?? gibbsMatrix).distribution(after: steps, from: data)
    return zip(correlations(data), correlations(ends)).map { $0 - $1 }
  }

  /// The same machine with the two kinds of units exchanged.
  public var upsideDown: BinaryMachine {
    BinaryMachine(
      weight: hiddenBias.indices.map { j in weight.map { $0[j] } }, visibleBias: hiddenBias,
      hiddenBias: visibleBias)
  }

  /// The same machine with its parameters moved along a direction: W row by row, then b, then c.
  public func moved(along direction: [Double], by step: Double) -> BinaryMachine {
    let (n, m) = (visibleBias.count, hiddenBias.count)
    precondition(
      direction.count == n * m + n + m, "\(direction.count) numbers for \(n * m + n + m) parameters"
    )
    var moved = self
    for i in 0..<n { for j in 0..<m { moved.weight[i][j] += step * direction[i * m + j] } }
    for i in 0..<n { moved.visibleBias[i] += step * direction[n * m + i] }
    for j in 0..<m { moved.hiddenBias[j] += step * direction[n * m + n + j] }
    return moved
  }
}
