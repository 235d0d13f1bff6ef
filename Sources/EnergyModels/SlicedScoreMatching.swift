import Autodiff
import ClosedForms
import Elementary
import Tensors

/// Sliced score matching: score matching as seen along random directions.
///
///     full:               J(θ) = E[ vᵀ∇s_θ(x) v + ½(vᵀs_θ(x))² ]
///     variance-reduced:   J(θ) = E[ vᵀ∇s_θ(x) v + ½‖s_θ(x)‖² ]
///
/// If E vvᵀ = I, both are the loss of score matching; the second spares the noise of the square.
///
/// Source: Y. Song, S. Garg, J. Shi, S. Ermon, "Sliced score matching: a scalable approach to
/// density and score estimation", UAI 2019, equations 7 and 8.
public struct SlicedScoreMatching: Sendable {
  /// How the derivative along v is taken; the values are the same up to rounding.
  public enum Derivative: String, CaseIterable, Sendable {
    /// A backward pass gives vᵀ∇s, which is multiplied by v.
    case backwards
    /// A forward pass gives (∇s)v, which is multiplied by v.
    case forwards
  }

  /// The law of v.
  public var law: ProjectionLaw
  /// M, the number of directions for each point.
  public var projections: Int
  /// The form of the squared term.
  public var form: GaussianSlicing.Form
  /// How the derivative along v is taken.
  public var derivative: Derivative

  /// - Parameters:
  ///   - law: the law of v.
  ///   - projections: M ≥ 1, for each point.
  ///   - form: of the squared term.
  ///   - derivative: how vᵀ∇s v is computed.
  public init(
    law: ProjectionLaw = .rademacher, projections: Int = 1,
    form: GaussianSlicing.Form = .varianceReduced, derivative: Derivative = .backwards
  ) {
    precondition(projections >= 1, "sliced score matching: \(projections) projections")
    self.law = law
    self.projections = projections
    self.form = form
    self.derivative = derivative
  }

  // snippet.sliced-score-matching
  /// The loss, averaged over points and directions.
  ///
  /// - Parameters:
  ///   - score: s_θ, `[points, dim]` → `[points, dim]`, each row for itself.
  ///   - points: draws from the data, `[points, dim]`.
  ///   - tape: where the parameters of the score are tracked, if it has any.
  ///   - random: the stream that the directions are drawn from.
  /// - Returns: J, a single number, differentiable by the parameters.
  public func loss(
    _ score: (Variable) -> Variable, at points: Tensor, on tape: Tape,
    using random: inout RandomStream
  ) -> Variable {
    let directions = (0..<projections).map { _ in
      law.sample(points.shape[0], dimension: points.shape[1], using: &random)
    }
    return terms(score, at: points, along: directions, on: tape).mean()
  }

  /// What every point adds to the loss along given directions: `[points]`.
  public func terms(
    _ score: (Variable) -> Variable, at points: Tensor, along directions: [Tensor], on tape: Tape
  ) -> Variable {
    let x = tape.variable(points)
    let s = score(x)
    precondition(s.shape == x.shape, "sliced score matching: a score \(s.shape) at \(x.shape)")
    var slices = Variable(.zeros(points.shape[0]))
    for v in directions.map({ Variable($0) }) {
      slices += curvature(of: s, withRespectTo: x, along: v)
      if form == .full { slices += 0.5 * (v * s).sum(axis: 1).square() }
    }
    let mean = slices / Float(directions.count)
    return form == .full ? mean : mean + 0.5 * s.square().sum(axis: 1)
  }

  /// `vᵀ(∇s)v` at every point, `[points]`, at the price of one more pass, whatever d.
  public func curvature(
    of s: Variable, withRespectTo x: Variable, along v: Variable
  ) -> Variable {
    switch derivative {
    case .backwards:
      let row = vectorJacobianProduct(of: s, withRespectTo: [x], with: v)[0]  // vᵀ∇s
      return (row * v).sum(axis: 1)
    case .forwards:
      let column = jacobianVectorProduct(of: s, withRespectTo: x, along: v)  // (∇s)v
      return (v * column).sum(axis: 1)
    }
  }
  // snippet.end
}
