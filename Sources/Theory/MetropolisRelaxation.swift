import Elementary

/// How fast chains that accept or reject forget their start, on the line.
///
/// The target is N(m, v), all chains start from N(0, 1). The density on a grid is carried through
/// the transition kernel itself,
///
///     p'(y) = ∫ p(x) q(y|x) A(x→y) dx + p(y) [1 − ∫ q(x|y) A(y→x) dx],
///
/// by the trapezoidal rule. There is no closed form here: a chain that rejects is not linear.
public struct MetropolisRelaxation: Sendable {
  /// How a step is proposed.
  public enum Proposal: Sendable, Equatable {
    /// `y = x + δz`.
    case randomWalk(width: Double)
    /// `y = x − (ε/v)(x − m) + √(2ε) z`.
    case langevin(stepSize: Double)
  }

  /// Mean and variance of the chains after 0, 1, …, steps.
  public let marginals: [(mean: Double, variance: Double)]
  /// The divergence of the chains' distribution from the target after 0, 1, …, steps.
  public let divergences: [Double]

  /// - Parameters:
  ///   - mean, variance: m and v of the target.
  ///   - proposal: how a step is proposed.
  ///   - steps: how many steps to follow.
  ///   - spacing: of the grid, on [−7, 7].
  /// - Accuracy: of the second order in the spacing, about 1e-5 of the variance at 0.05.
  public init(
    mean m: Double, variance v: Double, proposal: Proposal, steps: Int, spacing: Double = 0.05
  ) {
    precondition(
      v > 0 && steps >= 0 && spacing > 0,
      "needs variance and spacing > 0 and steps ≥ 0, got \(v), \(spacing) and \(steps)")
    let half = Int((7 / spacing).rounded())
    let x = (-half...half).map { spacing * Double($0) }
    let (count, target) = (x.count, x.map { -0.5 * ($0 - m) * ($0 - m) / v })
    func logProposal(_ i: Int, _ j: Int) -> Double {
      switch proposal {
      case .randomWalk(let δ):
        let u = (x[j] - x[i]) / δ
        return -0.5 * u * u - log(δ)
      case .langevin(let ε):
        let u = x[j] - x[i] + ε / v * (x[i] - m)
        return -0.25 * u * u / ε - 0.5 * log(2 * ε)
      }
    }
    // arrivals[j][i]: the probability of going from i to j; by detailed balance q·A is the smaller
    // of two flows over p(x).
    var arrivals = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var stays = [Double](repeating: 1, count: count)
    for i in 0..<count {
      for j in 0..<count where j != i {
        let forward = target[i] + logProposal(i, j)
        let backward = target[j] + logProposal(j, i)
        let flow = exp(min(forward, backward) - target[i]) * spacing / sqrt(2 * .pi)
        arrivals[j][i] = flow
        stays[i] -= flow
      }
    }
    var p = x.map { exp(-0.5 * $0 * $0) / sqrt(2 * .pi) * spacing }
    var (marginals, divergences) = ([(mean: Double, variance: Double)](), [Double]())
    func record() {
      let mass = sum(p)
      let mean = sum(zip(p, x).map { $0 * $1 }) / mass
      let variance = sum(zip(p, x).map { $0 * ($1 - mean) * ($1 - mean) }) / mass
      marginals.append((mean, variance))
      divergences.append(
        sum(
          p.indices.map { i in
            p[i] <= 0
              ? 0 : p[i] * (log(p[i] / spacing) - target[i] + 0.5 * log(2 * .pi * v))
          }))
    }
    record()
    for _ in 0..<steps {
      p = p.indices.map { j in
        var total = p[j] * stays[j]
        arrivals[j].withUnsafeBufferPointer { row in
          for i in row.indices { total += p[i] * row[i] }
        }
        return total
      }
      record()
    }
    self.marginals = marginals
    self.divergences = divergences
  }

  /// What the chains make of a fitted target after a number of steps: the distance from it is taken
  /// from this target, moved and stretched.
  public func output(
    after steps: Int, mean μ: Double, precision λ: Double, of data: GaussianDiffusion
  ) -> (mean: Double, variance: Double) {
    let (M, V) = marginals[steps]
    return (μ + M - data.mean, V / (data.variance * λ))
  }
}
