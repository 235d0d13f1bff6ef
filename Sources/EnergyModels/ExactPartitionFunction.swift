import Elementary
import Tensors

/// The logarithm of a sum over all states s of binary units, when the units that they are connected
/// with are summed out:
///
///     ln Σ_s exp(aᵀs) ∏_j (1 + exp(d_j + (Uᵀs)_j)),   s ∈ {0, 1}ⁿ
///
/// States that differ in their last bits only go through one matrix product, whatever the others.
///
/// - Parameters:
///   - bias: a, `[n]`, n ≤ 24.
///   - weight: U, `[n, m]`.
///   - other: d, `[m]`.
/// - Accuracy: absolute error about 1e-5, from the energies in single precision.
// snippet.log-sum
func logSumOverStates(bias: Tensor, weight: Tensor, other: Tensor) -> Double {
  let n = bias.count
  precondition(n <= 24, "a sum over 2^\(n) states: 2^24 are the most")
  let few = min(n, 10)
  let low = binaryStates(few)
  let inputs = linear(low, weight: weight.rows(0..<few), bias: other)
  let levels = (low * bias.rows(0..<few)).rowSums()
  let high = binaryStates(n - few)
  let sums = Parallel.mapChunks(of: high.rowCount, size: 1) { block in
    let s = high.rows(block)
    let shift = matrixProduct(s, weight.rows(few..<n))
    let level = (s * bias.rows(few..<n)).sum()
    return level + logSumExp((levels + softplus(inputs + shift).rowSums()).doubles)
  }
  return logSumExp(sums)
}
// snippet.end

/// All states of n binary units, `[2ⁿ, n]`, counted in binary with the first unit as the last bit.
///
/// - Precondition: n is from 0 to 24.
public func binaryStates(_ n: Int) -> Tensor {
  precondition((0...24).contains(n), "all states of \(n) binary units: 0 to 24 of them")
  return Tensor(
    (0..<(1 << n)).flatMap { state in (0..<n).map { Float(state >> $0 & 1) } }, shape: [1 << n, n])
}

extension RestrictedBoltzmannMachine {
  /// ln Z, by summing over all states of the smaller side.
  ///
  ///     Z = Σ_h exp(cᵀh) ∏_i (1 + exp(b_i + (W h)_i)) = Σ_v exp(bᵀv) ∏_j (1 + exp(c_j + (Wᵀv)_j))
  ///
  /// - Precondition: the smaller side has at most 24 units.
  public var logPartitionFunction: Double {
    let (W, b, c) = (weight.value, visibleBias.value, hiddenBias.value)
    return size.hidden <= size.visible
      ? logSumOverStates(bias: c, weight: W.transposed(), other: b)
      : logSumOverStates(bias: b, weight: W, other: c)
  }
}
