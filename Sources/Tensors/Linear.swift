import Elementary

/// The affine map of a layer: a matrix product with a row added to every row of the result.
///
///     Z = X W + 1 bᵀ
///
/// - Parameters:
///   - x: `X`, shape `[batch, inputs]`.
///   - weight: `W`, shape `[inputs, outputs]`.
///   - bias: `b`, shape `[outputs]`.
/// - Returns: `Z`, shape `[batch, outputs]`.
/// - Precondition: the shapes fit as stated.
public func linear(_ x: Tensor, weight: Tensor, bias: Tensor) -> Tensor {
  precondition(
    x.rank == 2 && weight.rank == 2 && x.shape[1] == weight.shape[0],
    "linear: input \(x.shape) × weight \(weight.shape): "
      + "[batch, inputs] × [inputs, outputs] expected")
  precondition(
    bias.shape == [weight.shape[1]],
    "linear: weight \(weight.shape) [inputs, outputs] with bias \(bias.shape): "
      + "[outputs] expected")
  return matrixProduct(x, weight) + bias
}
