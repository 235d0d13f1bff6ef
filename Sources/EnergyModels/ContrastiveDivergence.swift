import Autodiff
import Distributions
import Elementary
import Networks
import Samplers
import Tensors

/// Where the chains of contrastive divergence begin in a step of training.
public enum ChainStart<Model> {
  /// At the batch of data: contrastive divergence (CD).
  case data
  /// Where chains were left in an earlier step: persistent contrastive divergence (PCD). As long as
  /// θ changes slowly they stay near equilibrium, and the bias of short chains is gone; that of the
  /// step size is not.
  case buffer(ReplayBuffer)
  /// At draws of the model itself, for models that can be drawn from: maximum likelihood.
  case draws((_ model: Model, _ count: Int, _ random: inout RandomStream) -> Tensor)
}

/// Learning by contrast: an energy is lowered at the data and raised at samples of the model, which
/// are the ends of Markov chains.
///
///     L = mean [E_θ(x⁺) − E_θ(x⁻) + α (E_θ(x⁺)² + E_θ(x⁻)²)]
///
/// With x⁻ from p_θ and α = 0, `∇L` estimates the gradient of the negative log-likelihood. The
/// samples are constants, though they were made with θ: no gradient flows through them. The value of
/// L is no measure of success; at the optimum it is 0 on average, and elsewhere it has either sign.
///
/// Source: G. E. Hinton, "Training products of experts by minimizing contrastive divergence", Neural
/// Computation 14 (2002), 1771; T. Tieleman, "Training restricted Boltzmann machines using
/// approximations to the likelihood gradient", ICML 2008, for persistent chains, with L. Younes
/// (1999) for their convergence; Y. Du, I. Mordatch, "Implicit generation and modeling with
/// energy-based models" (2019), section 3, for the penalty.
public struct ContrastiveDivergence<Model: EnergyNetwork>: Objective {
  /// Draws of x⁺.
  public var data: any DataSource
  /// Where the chains begin.
  public private(set) var start: ChainStart<Model>
  /// k ≥ 0, the number of steps of a chain.
  public let steps: Int
  /// How the chains of a model move: any kernel that keeps p_θ, or nearly.
  public let kernel: (Model) -> any MarkovKernel<Tensor>
  /// α ≥ 0, which keeps the energies near 0; the likelihood leaves their level free.
  public let penalty: Double

  public mutating func batch(
    _ count: Int, for model: Model, using random: inout RandomStream
  ) -> ContrastedPoints {
    let positives = data.sample(count, using: &random)
    var chains = kernel(model)
    func moved(_ starts: Tensor, _ random: inout RandomStream) -> Tensor {
      var x = starts
      chains.run(&x, steps: steps, using: &random)
      return x
    }
    // snippet.chain-starts
    switch start {
    case .data:
      return ContrastedPoints(positives: positives, negatives: moved(positives, &random))
    case .buffer(var buffer):
      let negatives = buffer.advance(count, using: &random, by: moved)
      start = .buffer(buffer)
      return ContrastedPoints(positives: positives, negatives: negatives)
    case .draws(let draw):
      let draws = draw(model, count, &random)
      return ContrastedPoints(positives: positives, negatives: moved(draws, &random))
    }
    // snippet.end
  }

  // snippet.contrast
  /// `E(x⁺) − E(x⁻) + α (E(x⁺)² + E(x⁻)²)`.
  public func terms(_ model: Model, _ batch: ContrastedPoints, on tape: Tape) -> Variable {
    let (up, down) = (model.energies(batch.negatives), model.energies(batch.positives))
    let contrast = down - up
    guard penalty != 0 else { return contrast }
    return contrast + Float(penalty) * (down.square() + up.square())
  }
  // snippet.end
}

extension ContrastiveDivergence {
  /// - Parameters:
  ///   - data: draws of x⁺.
  ///   - start: where the chains begin.
  ///   - steps: k ≥ 0.
  ///   - penalty: α ≥ 0.
  ///   - kernel: how the chains of a model move.
  public init(
    data: any DataSource, from start: ChainStart<Model> = .data, steps: Int, penalty: Double = 0,
    kernel: @escaping (_ model: Model) -> any MarkovKernel<Tensor>
  ) {
    precondition(
      steps >= 0 && penalty >= 0 && Float(penalty).isFinite,
      "contrastive divergence: \(steps) steps, penalty \(penalty): both must be ≥ 0")
    self.data = data
    self.start = start
    self.steps = steps
    self.penalty = penalty
    self.kernel = kernel
  }

  /// Chains of Langevin steps of one size.
  ///
  /// - Parameter stepSize: ε > 0.
  public init(
    data: any DataSource, from start: ChainStart<Model> = .data, steps: Int, stepSize: Double,
    penalty: Double = 0
  ) {
    precondition(
      stepSize > 0 && stepSize.isFinite, "contrastive divergence: chains with steps of \(stepSize)")
    self.init(data: data, from: start, steps: steps, penalty: penalty) { model in
      Langevin(score: model.score, stepSize: stepSize)
    }
  }

  /// Where the persistent chains are, `[chains, …]`; nil if there are none.
  public var chains: Tensor? {
    if case .buffer(let buffer) = start { buffer.states } else { nil }
  }
}

/// As many points of the data as ends of chains.
public struct ContrastedPoints: RowBatch, Sendable {
  /// x⁺, `[points, …]`.
  public let positives: Tensor
  /// x⁻, of the same shape.
  public let negatives: Tensor

  public init(positives: Tensor, negatives: Tensor) {
    precondition(
      positives.shape == negatives.shape,
      "contrastive divergence: data \(positives.shape) and samples \(negatives.shape)")
    self.positives = positives
    self.negatives = negatives
  }

  public var rowCount: Int { positives.rowCount }

  public func rows(_ range: Range<Int>) -> ContrastedPoints {
    ContrastedPoints(positives: positives.rows(range), negatives: negatives.rows(range))
  }
}

extension EnergyNetwork {
  /// Energies with a derivative by θ, checked to be one for each point.
  fileprivate func energies(_ x: Tensor) -> Variable {
    let energies = energy(Variable(x))
    precondition(
      energies.shape == [x.shape[0]],
      "contrastive divergence: energies \(energies.shape) of points \(x.shape): [points] expected")
    return energies
  }
}
