import Tensors

/// A path of energies from one that can be sampled to the one that is wanted.
///
///     E_β = (1 − β) E₀ + β E₁,   0 = β₀ < β₁ < … < β_K = 1
public struct GeometricPath {
  /// E₀, whose density can be sampled.
  public var base: Energy
  /// E₁, the target.
  public var target: Energy

  public init(from base: @escaping Energy, to target: @escaping Energy) {
    self.base = base
    self.target = target
  }

  /// E_β, for β from 0 to 1.
  public func energy(at β: Double) -> Energy {
    { [base, target] x in Float(1 - β) * base(x) + Float(β) * target(x) }
  }

  /// `count + 1` equally spaced values of β, from 0 to 1.
  public static func evenly(_ count: Int) -> [Double] {
    (0...count).map { Double($0) / Double(count) }
  }
}

/// Annealed importance sampling: many small importance steps along a path, with moves in between.
///
/// With moves that keep each `p_β`, the weights have the mean `Z₁/Z₀` exactly, however few steps
/// the path has and however badly the moves mix; the more and the better, the smaller their spread.
///
/// Source: R. M. Neal, Statistics and Computing 11 (2001), 125, eqs. (3)–(5).
public struct AnnealedImportanceSampling {
  public var path: GeometricPath
  /// β₀ = 0 < … < β_K = 1.
  public var schedule: [Double]

  /// - Parameters:
  ///   - path: from base to target.
  ///   - schedule: the values of β, ascending from 0 to 1.
  public init(path: GeometricPath, schedule: [Double]) {
    precondition(
      schedule.count >= 2 && schedule.first == 0 && schedule.last == 1
        && zip(schedule, schedule.dropFirst()).allSatisfy { $0 < $1 },
      "annealing: the schedule must ascend from 0 to 1, not \(schedule)")
    self.path = path
    self.schedule = schedule
  }

  // snippet.annealed-importance-sampling
  /// Anneals samples of the base into weighted samples of the target.
  ///
  /// - Parameters:
  ///   - x: `[n, dim]`, drawn from `p₀`; on return, the annealed samples.
  ///   - move: changes the samples in a way that keeps `p_β ∝ exp(−E_β)`.
  /// - Returns: n log weights, `Σ_k (β_{k+1} − β_k) (E₀ − E₁)(x_k)`.
  public func logWeights(
    _ x: inout Tensor, using random: inout RandomStream,
    move: (_ x: inout Tensor, _ β: Double, _ random: inout RandomStream) -> Void
  ) -> LogWeights {
    var logWeights = [Double](repeating: 0, count: x.shape[0])
    for (β, next) in zip(schedule, schedule.dropFirst()) {
      let gains = descent(from: path.base, to: path.target, at: x)
      for i in logWeights.indices { logWeights[i] += (next - β) * gains[i] }
      move(&x, next, &random)
    }
    return LogWeights(logWeights)
  }
  // snippet.end
}
