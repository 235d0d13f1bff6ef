import Autodiff
import Elementary
import Networks
import Tensors

/// The binary restricted Boltzmann machine, also called harmonium: visible units v and hidden units
/// h, all 0 or 1, with weights between the two kinds and none within a kind.
///
///     E(v, h) = −bᵀv − cᵀh − vᵀW h,   p(v, h) = exp(−E(v, h))/Z
///
/// Parameters or states that are infinite or NaN make energies NaN; nothing is drawn from a probability
/// that is NaN: that stops the program.
///
/// As an energy of v alone it is the free energy, in which the hidden units are summed out:
///
///     F(v) = −ln Σ_h exp(−E(v, h)) = −bᵀv − Σ_j softplus(c_j + (Wᵀv)_j)
///
/// Source: P. Smolensky, "Information processing in dynamical systems: foundations of harmony
/// theory", in Parallel Distributed Processing 1 (1986), ch. 6; G. E. Hinton, Neural Computation 14
/// (2002), 1771.
public struct RestrictedBoltzmannMachine: EnergyNetwork {
  /// W, `[visible, hidden]`.
  public var weight: Variable
  /// b, `[visible]`.
  public var visibleBias: Variable
  /// c, `[hidden]`.
  public var hiddenBias: Variable

  /// A machine with given parameters.
  ///
  /// - Parameters:
  ///   - weight: W, `[visible, hidden]`.
  ///   - visibleBias: b, `[visible]`.
  ///   - hiddenBias: c, `[hidden]`.
  public init(weight: Tensor, visibleBias: Tensor, hiddenBias: Tensor) {
    precondition(
      weight.rank == 2 && visibleBias.shape == [weight.shape[0]]
        && hiddenBias.shape == [weight.shape[1]],
      "Boltzmann machine: weights \(weight.shape) [visible, hidden] with biases "
        + "\(visibleBias.shape) and \(hiddenBias.shape)")
    self.weight = Variable(weight)
    self.visibleBias = Variable(visibleBias)
    self.hiddenBias = Variable(hiddenBias)
  }

  /// A machine with small random weights, whose hidden units know nothing yet.
  ///
  /// - Parameters:
  ///   - visibleBias: b, `[visible]`: zeros, or `baseRates(of:)` of the data.
  ///   - hidden: the number of hidden units; their biases are 0.
  ///   - standardDeviation: that of the weights, ≥ 0.
  ///   - random: the stream to draw from.
  public init(
    visibleBias: Tensor, hidden: Int, standardDeviation: Double = 0.01,
    using random: inout RandomStream
  ) {
    precondition(
      standardDeviation >= 0 && Float(standardDeviation).isFinite && hidden > 0,
      "Boltzmann machine: \(hidden) hidden units, weights of standard deviation \(standardDeviation)"
    )
    self.init(
      weight: Float(standardDeviation) * random.normal([visibleBias.count, hidden]),
      visibleBias: visibleBias, hiddenBias: .zeros(hidden))
  }

  /// The numbers of visible and hidden units.
  public var size: (visible: Int, hidden: Int) { (weight.shape[0], weight.shape[1]) }

  /// The free energy F(v), `[batch, visible]` → `[batch]`.
  public func energy(_ v: Variable) -> Variable {
    let inputs = linear(v, weight: weight, bias: hiddenBias)
    return -(v * visibleBias).rowSums() - softplus(inputs).rowSums()
  }

  /// The energy E(v, h), `[batch, visible]` and `[batch, hidden]` → `[batch]`.
  public func energy(_ v: Tensor, _ h: Tensor) -> Tensor {
    let inputs = linear(v, weight: weight.value, bias: hiddenBias.value)
    return -(v * visibleBias.value).rowSums() - (inputs * h).rowSums()
  }

  // snippet.conditionals
  /// `p(h_j = 1 | v) = σ(c_j + (Wᵀv)_j)`, for all hidden units: `[batch, visible]` → `[batch, hidden]`.
  public func hiddenProbabilities(_ v: Tensor) -> Tensor {
    logistic(sparseProduct(v, weight.value) + hiddenBias.value)
  }

  /// `p(v_i = 1 | h) = σ(b_i + (W h)_i)`, for all visible units: `[batch, hidden]` → `[batch, visible]`.
  public func visibleProbabilities(_ h: Tensor) -> Tensor {
    logistic(sparseProduct(h, weight.value.transposed()) + visibleBias.value)
  }
  // snippet.end

  /// The squared error, summed over the units and averaged over the batch, of v put together again
  /// from its hidden probabilities: no measure of how good a machine is.
  public func reconstructionError(_ v: Tensor) -> Double {
    (visibleProbabilities(hiddenProbabilities(v)) - v).square().rowSums().mean()
  }

  public mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    visit("weight", &weight)
    visit("visibleBias", &visibleBias)
    visit("hiddenBias", &hiddenBias)
  }
}

/// The biases with which independent units are 1 as often as in the data: `ln(p_i/(1 − p_i))`, each
/// p_i with one success and one failure added to the count.
///
/// - Parameter data: zeros and ones, or means of them, `[n, units]`.
public func baseRates(of data: Tensor) -> Tensor {
  precondition(
    data.rank == 2 && data.count > 0 && data.scalars.allSatisfy { $0 >= 0 && $0 <= 1 },
    "base rates of data \(data.shape): numbers from 0 to 1, [n, units]")
  let n = Double(data.rowCount)
  return Tensor(data.mean(axis: 0).doubles.map { log((n * $0 + 1) / (n * (1 - $0) + 1)) })
}

extension RandomStream {
  /// Independent binary units: 1 with the given probabilities, else 0, in the same shape.
  ///
  /// - Precondition: none is NaN, which would count as 0.
  mutating func units(_ probabilities: Tensor) -> Tensor {
    precondition(
      !probabilities.sum().isNaN, "binary units: a probability is NaN, as parameters or states are")
    return uniform(probabilities.shape) .< probabilities
  }
}
