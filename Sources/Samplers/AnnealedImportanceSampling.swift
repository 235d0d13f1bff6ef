import Distributions
import Elementary
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

  /// E_β, for β from 0 to 1. At the ends it is E₀ or E₁ alone, even where the other is infinite.
  public func energy(at β: Double) -> Energy {
    precondition((0...1).contains(β), "a path's energy at β = \(β), not from 0 to 1")
    if β == 0 { return base }
    if β == 1 { return target }
    return { [base, target] x in Float(1 - β) * base(x) + Float(β) * target(x) }
  }

  /// `count + 1` equally spaced values of β, from 0 to 1; count ≥ 1.
  public static func evenly(_ count: Int) -> [Double] {
    precondition(count >= 1, "a path of \(count) steps")
    return (0...count).map { Double($0) / Double(count) }
  }
}

/// Annealed importance sampling: many small importance steps along a path, with moves in between.
///
/// With kernels that keep each `p_β`, the weights have the mean `Z₁/Z₀` exactly, however few steps
/// the path has and however badly the kernels mix; the more and the better, the smaller their
/// spread.
///
/// It is a Markov kernel itself, over weighted points: one step takes them to the next β.
///
/// Source: R. M. Neal, Statistics and Computing 11 (2001), 125, eqs. (3)–(5).
public struct AnnealedImportanceSampling: MarkovKernel {
  /// Points on their way from the base to the target.
  public struct State {
    /// `[n, …]`, distributed about as `p_β` where β is number `level` of the schedule.
    public internal(set) var points: Tensor
    /// The logarithms of their weights so far.
    public internal(set) var logWeights: [Double]
    /// How many steps of the schedule have been taken.
    public internal(set) var level = 0

    /// Points drawn from the base, all of weight 1.
    public init(_ points: Tensor) {
      self.points = points
      logWeights = [Double](repeating: 0, count: points.rowCount)
    }
  }

  public var path: GeometricPath
  /// β₀ = 0 < … < β_K = 1.
  public let schedule: [Double]
  /// For each β, a kernel that keeps `p_β ∝ exp(−E_β)`.
  public var kernel: (_ β: Double) -> any MarkovKernel<Tensor>

  /// - Parameters:
  ///   - path: from base to target.
  ///   - schedule: the values of β, ascending from 0 to 1.
  ///   - kernel: for each β, a kernel that keeps `p_β ∝ exp(−E_β)`.
  public init(
    path: GeometricPath, schedule: [Double],
    kernel: @escaping (_ β: Double) -> any MarkovKernel<Tensor>
  ) {
    precondition(
      schedule.count >= 2 && schedule.first == 0 && schedule.last == 1
        && zip(schedule, schedule.dropFirst()).allSatisfy { $0 < $1 },
      "annealing: the schedule must ascend from 0 to 1, not \(schedule)")
    self.path = path
    self.schedule = schedule
    self.kernel = kernel
  }

  // snippet.annealed-importance-sampling
  /// One step along the schedule: weigh the points by `p_{β'}/p_β`, then move them by the kernel of
  /// the new β.
  public func step(_ x: inout State, using random: inout RandomStream) {
    precondition(x.level + 1 < schedule.count, "annealing: the points are at the target already")
    let (β, next) = (schedule[x.level], schedule[x.level + 1])
    let gains = energyDifference(from: path.base, to: path.target, at: x.points)
    for i in gains.indices { x.logWeights[i] += (next - β) * gains[i] }
    var move = kernel(next)
    move.step(&x.points, using: &random)
    x.level += 1
  }
  // snippet.end

  /// Anneals samples of the base into weighted samples of the target.
  ///
  /// - Parameter x: `[n, …]`, drawn from `p₀`; on return, the annealed samples.
  /// - Returns: n log weights, `Σ_k (β_{k+1} − β_k) (E₀ − E₁)(x_k)`.
  public func logWeights(_ x: inout Tensor, using random: inout RandomStream) -> LogWeights {
    var walk = self
    var state = State(x)
    walk.run(&state, steps: schedule.count - 1, using: &random)
    x = state.points
    return LogWeights(state.logWeights)
  }
}
