import Elementary
import Tensors

/// The score of an energy that is written with variables, `s(x) = −∇ₓE(x)`, as a variable.
///
/// The energies of all points are added up and differentiated at once: the energy of a point does
/// not depend on the others, so the gradient of the sum is made of the gradients of its terms.
///
/// - Parameters:
///   - energy: E, `[points, …]` → `[points]`, each row for itself.
///   - recording: whether the score can be differentiated in its turn.
/// - Returns: a function `[points, …]` → `[points, …]` of tracked points.
public func differentiableScore(
  of energy: @escaping (Variable) -> Variable, recording: Bool = true
) -> (Variable) -> Variable {
  { x in
    let energies = energy(x)
    precondition(
      energies.shape == [x.shape[0]],
      "score: energies of shape \(energies.shape) for points \(x.shape); they must be [points]")
    return -gradient(of: energies.sum(), withRespectTo: x, recording: recording)
  }
}
