import Autodiff
import Elementary
import Tensors

// snippet.score-matching
/// The loss of score matching: how far a score is from that of the data, up to a constant that only
/// the data know.
///
///     J(θ) = E_p[ tr ∇s_θ(x) + ½‖s_θ(x)‖² ] = F(p‖s_θ) − ½ E_p‖∇ log p(x)‖²
///
/// - Parameters:
///   - score: s_θ, `[points, dim]` → `[points, dim]`, each row for itself.
///   - points: draws from p, `[points, dim]`.
///   - tape: where the parameters of the score are tracked, if it has any.
/// - Returns: J, a single number, differentiable by the parameters.
/// - Precondition: the score has the shape of the points. The density times the score must vanish
///   at the edge of its support, else J is not what it should be; no code can check that.
/// - Source: A. Hyvärinen, Journal of Machine Learning Research 6 (2005), 695, theorem 1.
public func scoreMatchingLoss(
  _ score: (Variable) -> Variable, at points: Tensor, on tape: Tape
) -> Variable {
  scoreMatchingTerms(score, at: points, on: tape).mean()
}

/// What every point adds to the loss of score matching, `tr ∇s(x) + ½‖s(x)‖²`: `[points]`.
public func scoreMatchingTerms(
  _ score: (Variable) -> Variable, at points: Tensor, on tape: Tape
) -> Variable {
  let x = tape.variable(points)
  let s = score(x)
  precondition(s.shape == x.shape, "score matching: a score \(s.shape) at points \(x.shape)")
  return jacobianTrace(of: s, withRespectTo: x) + 0.5 * s.square().sum(axis: 1)
}

/// The exact trace of a score's Jacobian, `Σ_j ∂s_j/∂x_j`, at every point: `[points]`.
///
/// One backward pass for each of the d coordinates: pass j gives row j of the Jacobian, of which a
/// single entry is used.
public func jacobianTrace(of s: Variable, withRespectTo x: Variable) -> Variable {
  var trace = Variable(.zeros(x.shape[0]))
  for j in 0..<x.shape[1] {
    trace += gradient(of: s.column(j).sum(), withRespectTo: x).column(j)
  }
  return trace
}
// snippet.end

// snippet.differentiable-score
/// The score of an energy, to be differentiated once more: `s(x) = −∇ₓE(x)`.
///
/// - Parameter energy: E, `[points, dim]` → `[points]`, each row for itself.
/// - Returns: a function `[points, dim]` → `[points, dim]` of tracked points, recorded on their tape.
public func differentiableScore(
  of energy: @escaping (Variable) -> Variable
) -> (Variable) -> Variable {
  { x in
    let energies = energy(x)
    precondition(
      energies.shape == [x.shape[0]],
      "score: energies of shape \(energies.shape) for points \(x.shape); they must be [points]")
    return -gradient(of: energies.sum(), withRespectTo: x)
  }
}
// snippet.end
