import Elementary
import Tensors

/// Where a Metropolis–Hastings chain might go next, and how unevenly.
///
/// A proposal is a conditional density `q(y | x)`, of which two things are needed: a draw from it,
/// and the quotient of its values there and back.
public struct Proposal {
  /// Draws `y ~ q(· | x)` for all chains: `[chains, dim]` → `[chains, dim]`.
  public var draw: (_ x: Tensor, _ random: inout RandomStream) -> Tensor

  /// `log q(x | y) − log q(y | x)` from `(x, y)`, as `[chains]`; nil if q is symmetric, where it is
  /// 0.
  public var logRatio: ((_ x: Tensor, _ y: Tensor) -> Tensor)?

  /// A proposal of your own.
  ///
  /// - Parameters:
  ///   - draw: draws `y ~ q(· | x)`.
  ///   - logRatio: `log q(x | y) − log q(y | x)`; leave it out only if `q(y | x) = q(x | y)`.
  public init(
    draw: @escaping (_ x: Tensor, _ random: inout RandomStream) -> Tensor,
    logRatio: ((_ x: Tensor, _ y: Tensor) -> Tensor)? = nil
  ) {
    self.draw = draw
    self.logRatio = logRatio
  }

  /// The random walk `y = x + τ z`, `z ~ N(0, I)`: symmetric.
  ///
  /// - Parameter τ: the standard deviation > 0, in units of x.
  public static func randomWalk(standardDeviation τ: Double) -> Proposal {
    precondition(
      Float(τ) > 0 && Float(τ).isFinite,
      "random walk: the proposal's standard deviation must be positive, not \(τ)")
    return Proposal(draw: { x, random in x + Float(τ) * random.normal(x.shape) })
  }
}
