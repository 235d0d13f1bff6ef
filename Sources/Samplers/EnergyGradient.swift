import Autodiff
import Tensors

// snippet.score-of-energy
/// The score of any energy that is written with variables: `s(x) = −∇ₓE(x)`.
///
/// The energies of all points are added up and differentiated at once: the energy of a point does
/// not depend on the others, so the gradient of the sum is made of the gradients of its terms.
///
/// - Parameter energy: E, `[chains, dim]` → `[chains]`, each row for itself.
/// - Returns: a function `[chains, dim]` → `[chains, dim]`.
public func score(of energy: @escaping (Variable) -> Variable) -> Score {
  { x in
    let tape = Tape()
    let point = tape.variable(x)
    let energies = energy(point)
    precondition(
      energies.shape == [x.shape[0]],
      "score: energies of shape \(energies.shape) for points \(x.shape); they must be [chains]")
    return -gradient(of: energies.sum(), withRespectTo: point, recording: false).value
  }
}
// snippet.end
