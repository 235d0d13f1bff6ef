import Elementary
import Tensors

/// A Boltzmann machine with two layers of hidden units; only neighbouring layers are connected.
///
///     E(v, h, g) = −bᵀv − cᵀh − aᵀg − vᵀW h − gᵀU h
///
/// The units of v and g are not connected with each other, so the machine is a restricted one with
/// the units of h on one side and those of v and g, of which g is not observed, on the other: it has
/// its block Gibbs sampler, its partition function and its gradient.
///
/// Source: R. Salakhutdinov, G. E. Hinton, "Deep Boltzmann machines", AISTATS 2009.
public struct DeepBoltzmannMachine {
  /// The machine with the visible side (v, g) and the hidden side h; weights W above U.
  public var joined: RestrictedBoltzmannMachine
  /// The number of units of v.
  public let visible: Int

  /// - Parameters:
  ///   - joined: the machine with the visible side (v, g).
  ///   - visible: the number of units of v, fewer than that of the visible side.
  public init(_ joined: RestrictedBoltzmannMachine, visible: Int) {
    precondition(
      (1..<joined.size.visible).contains(visible),
      "deep Boltzmann machine: \(visible) of \(joined.size.visible) units observed")
    self.joined = joined
    self.visible = visible
  }

  /// Two machines trained one on top of the other, put together.
  ///
  /// - Parameters:
  ///   - lower: between v and h.
  ///   - upper: between h, its visible side, and g.
  public init(_ lower: RestrictedBoltzmannMachine, _ upper: RestrictedBoltzmannMachine) {
    precondition(
      lower.size.hidden == upper.size.visible,
      "deep Boltzmann machine: layers \(lower.size) and \(upper.size) have no side in common")
    // Each machine alone has the whole bias of h.
    self.init(
      RestrictedBoltzmannMachine(
        weight: .concatenated([lower.weight.value, upper.weight.value.transposed()]),
        visibleBias: .concatenated([lower.visibleBias.value, upper.hiddenBias.value]),
        hiddenBias: 0.5 * (lower.hiddenBias.value + upper.visibleBias.value)),
      visible: lower.size.visible)
  }

  /// The numbers of units of v, h and g.
  public var size: (visible: Int, middle: Int, top: Int) {
    (visible, joined.size.hidden, joined.size.visible - visible)
  }

  // snippet.mean-field
  /// The data with the means of the top layer, `(v, μ_g)`, from the mean-field equations
  ///
  ///     μ_h = σ(c + Wᵀv + Uᵀμ_g),   μ_g = σ(a + U μ_h),
  ///
  /// each solved for its left side in turn.
  ///
  /// - Parameter v: `[batch, visible]`.
  /// - Returns: `[batch, visible + top]`, what `BoltzmannLearning` takes as data.
  public func completed(_ v: Tensor, sweeps: Int = 10) -> Tensor {
    precondition(sweeps >= 1, "mean field of \(sweeps) sweeps")
    var x = Tensor.concatenated(
      [v, Tensor(repeating: 0.5, shape: [v.rowCount, size.top])], axis: 1)
    for _ in 0..<sweeps {
      let all = joined.visibleProbabilities(joined.hiddenProbabilities(x))
      x = .concatenated([v, all.columns(visible..<all.shape[1])], axis: 1)
    }
    return x
  }
  // snippet.end

  /// The mean-field means of h and g side by side, `[batch, middle + top]`.
  public func means(_ v: Tensor, sweeps: Int = 10) -> Tensor {
    let x = completed(v, sweeps: sweeps)
    return .concatenated(
      [joined.hiddenProbabilities(x), x.columns(visible..<x.shape[1])], axis: 1)
  }

  /// The mean-field bound on `ln p(v) + ln Z`, `[batch]`: the negative energy at the means plus the
  /// entropy of independent units with these means.
  public func unnormalizedBound(_ v: Tensor, sweeps: Int = 10) -> Tensor {
    let x = completed(v, sweeps: sweeps)
    let h = joined.hiddenProbabilities(x)
    return -joined.energy(x, h) + entropies(h) + entropies(x.columns(visible..<x.shape[1]))
  }

  /// `ln p(v) + ln Z` exactly, `[batch]`, by summing over all states of g.
  ///
  /// - Precondition: g has at most 24 units.
  public func unnormalizedLogLikelihood(_ v: Tensor) -> Tensor {
    let weight = joined.weight.value
    let (W, U) = (weight.rows(0..<visible), weight.rows(visible..<weight.shape[0]))
    let bias = joined.visibleBias.value
    let inputs = linear(v, weight: W, bias: joined.hiddenBias.value)
    let sums = (0..<v.rowCount).map { row in
      logSumOverStates(
        bias: bias.rows(visible..<bias.count), weight: U, other: inputs.row(row))
    }
    return Tensor(sums) + (v * bias.rows(0..<visible)).rowSums()
  }
}

/// The entropies of rows of independent binary units, in nats: `[batch, units]` → `[batch]`.
func entropies(_ means: Tensor) -> Tensor {
  // p ln p → 0 at the ends, where the logarithm has no value.
  let p = max(min(means, Tensor(1 - 1e-7)), Tensor(1e-7))
  return -(p * log(p) + (1 - p) * log(1 - p)).rowSums()
}
