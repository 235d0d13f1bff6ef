import Autodiff
import Distributions
import Elementary
import Networks
import Tensors

/// Score matching: how far a score is from that of the data, up to a constant that only the data
/// know.
///
///     J(θ) = E_p[ tr ∇s_θ(x) + ½‖s_θ(x)‖² ] = F(p‖s_θ) − ½ E_p‖∇ log p(x)‖²
///
/// The density times the score must vanish at the edge of its support, else J is not what it should
/// be; no code can check that.
///
/// - Source: A. Hyvärinen, Journal of Machine Learning Research 6 (2005), 695, theorem 1.
public struct ImplicitScoreMatching<Model: ScoreNetwork>: Objective {
  /// Draws from p.
  public var data: any DataSource

  public init(data: any DataSource) { self.data = data }

  public func batch(_ count: Int, for model: Model, using random: inout RandomStream) -> Tensor {
    data.sample(count, using: &random)
  }

  // snippet.score-matching-terms
  /// `tr ∇s(x) + ½‖s(x)‖²`.
  public func terms(_ model: Model, _ points: Tensor, on tape: Tape) -> Variable {
    let x = tape.variable(points)
    let s = model.checkedScore(at: x)
    return jacobianTrace(of: s, withRespectTo: x) + 0.5 * s.square().rowSums()
  }
  // snippet.end
}

// snippet.jacobian-trace
/// The exact trace of a score's Jacobian, `Σ_i ∂s_i/∂x_i`, at every point: `[points]`.
///
/// One backward pass for each of the d coordinates: pass i gives row i of the Jacobian, of which a
/// single entry is used.
public func jacobianTrace(of s: Variable, withRespectTo x: Variable) -> Variable {
  precondition(
    x.rank == 2 && s.shape == x.shape,
    "trace of a Jacobian: a score \(s.shape) at points \(x.shape), not [points, dim]")
  var trace = Variable(.zeros(x.shape[0]))
  for i in 0..<x.shape[1] {
    trace += gradient(of: s.column(i).sum(), withRespectTo: x).column(i)
  }
  return trace
}
// snippet.end

extension ScoreNetwork {
  /// The score, checked to be a vector for each point.
  func checkedScore(at x: Variable) -> Variable {
    let s = score(at: x)
    precondition(s.shape == x.shape, "score matching: a score \(s.shape) at points \(x.shape)")
    return s
  }
}
