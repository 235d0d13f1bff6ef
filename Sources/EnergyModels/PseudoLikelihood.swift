import Tensors

extension RestrictedBoltzmannMachine {
  /// The logarithm of the pseudo-likelihood: of each unit the probability of its state given those
  /// of all other units. Z is not in it.
  ///
  ///     ln PL(v) = Σ_i ln p(v_i | v_rest) = −Σ_i softplus(F(v) − F(v with v_i flipped))
  ///
  /// - Parameter v: zeros and ones, `[batch, visible]`.
  /// - Returns: `[batch]`, in nats.
  /// - Source: J. Besag, The Statistician 24 (1975), 179.
  // snippet.pseudo-likelihood
  public func logPseudoLikelihood(_ v: Tensor) -> Tensor {
    let inputs = linear(v, weight: weight.value, bias: hiddenBias.value)
    let level = softplus(inputs).rowSums()
    var total = Tensor(repeating: 0, shape: level.shape)
    for i in 0..<size.visible {
      // Flipping v_i moves it by 1 − 2v_i and every hidden unit's input by that times its weight.
      let change = 1 - 2 * v.column(i)
      let flipped = softplus(inputs + change.asColumn(for: v) * weight.value.row(i)).rowSums()
      total -= softplus(change * visibleBias.value[i] + flipped - level)
    }
    return total
  }
  // snippet.end
}
