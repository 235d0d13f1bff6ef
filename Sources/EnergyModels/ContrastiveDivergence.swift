import Autodiff
import Elementary
import Networks
import Samplers
import Tensors

// snippet.contrastive-loss
/// A number whose gradient in θ is the contrast between data and samples of the model.
///
///     L = mean E_θ(x⁺) − mean E_θ(x⁻) + α (mean E_θ(x⁺)² + mean E_θ(x⁻)²)
///
/// With x⁻ from p_θ and α = 0, `∇L` estimates the gradient of the negative log-likelihood. The
/// samples are constants, though they were made with θ: no gradient flows through them. The value of
/// L is no measure of success; at the optimum it is 0 on average, and elsewhere it has either sign.
///
/// - Parameters:
///   - network: E_θ, with tracked parameters.
///   - data: x⁺, `[batch, dim]`.
///   - negatives: x⁻, `[chains, dim]`; the two numbers may differ.
///   - penalty: α ≥ 0, which keeps the energies near 0; the likelihood leaves their level free.
/// - Returns: L, a single number, differentiable by θ.
/// - Source: Y. Du, I. Mordatch, "Implicit generation and modeling with energy-based models"
///   (2019), section 3, for the penalty.
public func contrastiveLoss(
  _ network: some EnergyNetwork, data: Tensor, negatives: Tensor, penalty: Double = 0
) -> Variable {
  precondition(
    data.shape.dropFirst() == negatives.shape.dropFirst(),
    "contrastive loss: data \(data.shape) and negatives \(negatives.shape): "
      + "points of one shape expected")
  let (up, down) = (network.energies(negatives), network.energies(data))
  let contrast = down.mean() - up.mean()
  guard penalty != 0 else { return contrast }
  return contrast + Float(penalty) * (down.square().mean() + up.square().mean())
}
// snippet.end

// snippet.contrastive-divergence
/// Contrastive divergence, CD-k: the model's samples are the data after k Langevin steps.
///
///     x⁻_0 = x⁺,   x⁻_{j+1} = x⁻_j − ε ∇ₓE_θ(x⁻_j) + √(2ε) z_j,   j < k
///
/// Source: G. E. Hinton, "Training products of experts by minimizing contrastive divergence", Neural
/// Computation 14 (2002), 1771, with Langevin steps for Gibbs sampling.
public struct ContrastiveDivergence: Sendable {
  /// k ≥ 0.
  public var steps: Int
  /// ε > 0.
  public var stepSize: Double

  public init(steps: Int, stepSize: Double) {
    precondition(
      steps >= 0 && stepSize > 0,
      "contrastive divergence: \(steps) steps of size \(stepSize): needs k ≥ 0 and ε > 0")
    self.steps = steps
    self.stepSize = stepSize
  }

  /// The ends of chains that start at the given points, `[chains, dim]`.
  public func negatives(
    from starts: Tensor, under network: some EnergyNetwork, using random: inout RandomStream
  ) -> Tensor {
    var x = starts
    Langevin(score: network.score, stepSize: stepSize).run(&x, steps: steps, using: &random)
    return x
  }
}
// snippet.end

extension EnergyNetwork {
  /// Energies with a derivative by θ, checked to be one for each point.
  fileprivate func energies(_ x: Tensor) -> Variable {
    let energies = energy(Variable(x))
    precondition(
      energies.shape == [x.shape[0]],
      "contrastive loss: energies of shape \(energies.shape) for points \(x.shape); they must be "
        + "[batch]")
    return energies
  }
}
