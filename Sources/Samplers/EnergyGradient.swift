import Autodiff
import Distributions
import Tensors

/// The score of any energy that is written with variables, `s(x) = −∇ₓE(x)`, with no derivative of
/// its own.
///
/// - Parameter energy: E, `[points, …]` → `[points]`, each row for itself.
/// - Returns: a function `[points, …]` → `[points, …]`.
public func score(of energy: @escaping (Variable) -> Variable) -> Score {
  let slope = differentiableScore(of: energy, recording: false)
  return { x in slope(Tape().variable(x)).value }
}
