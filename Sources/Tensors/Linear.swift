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
  requireLayer(x, weight, bias)
  return matrixProduct(x, weight) + bias
}

/// The affine map of a layer and its activation function, whose values come from one pass.
///
///     Z = X W + 1 bᵀ,   H = f(Z)
///
/// - Parameters:
///   - x: `X`, shape `[batch, inputs]`.
///   - weight: `W`, shape `[inputs, outputs]`.
///   - bias: `b`, shape `[outputs]`.
///   - activation: `f`.
/// - Returns: `Z`, which derivatives need, and `H`, both of shape `[batch, outputs]`: the same bits
///   as from `linear(_:weight:bias:)` and from the activation function.
/// - Precondition: the shapes fit as stated.
public func linear(
  _ x: Tensor, weight: Tensor, bias: Tensor, activation: SigmoidalFunction
) -> (affine: Tensor, activated: Tensor) {
  requireLayer(x, weight, bias)
  var z = matrixProduct(x, weight)
  guard bias.count.isMultiple(of: 16) else {
    z += bias
    return (z, activation(z))
  }
  let h =
    switch activation {
    case .sigmoid: z.add(bias, thenApply: Sigmoid())
    case .tanh: z.add(bias, thenApply: Tanh())
    case .softplus: z.add(bias, thenApply: Softplus())
    case .silu: z.add(bias, thenApply: SiLU())
    }
  return (z, h)
}

private func requireLayer(_ x: Tensor, _ weight: Tensor, _ bias: Tensor) {
  precondition(
    x.rank == 2 && weight.rank == 2 && x.shape[1] == weight.shape[0],
    "linear: input \(x.shape) × weight \(weight.shape): "
      + "[batch, inputs] × [inputs, outputs] expected")
  precondition(
    bias.shape == [weight.shape[1]],
    "linear: weight \(weight.shape) [inputs, outputs] with bias \(bias.shape): "
      + "[outputs] expected")
}

extension Tensor {
  /// Adds a row of whole vectors to every row of this matrix, whose storage is its own.
  /// - Returns: a function of every element of the sum.
  fileprivate func add<Function: LaneFunction>(_ row: Tensor, thenApply f: Function) -> Tensor {
    let result = Tensor(uninitialized: shape)
    let width = row.vectorCount
    let (z, b, h) = (storage.vectors, row.storage.vectors, result.storage.vectors)
    Parallel.forEachRange(of: shape[0], grain: 1 + Tensor.grain / Swift.max(width, 1)) { rows in
      for i in rows {
        for j in 0..<width {
          z[i * width + j] += b[j]
          h[i * width + j] = f(z[i * width + j])
        }
      }
    }
    withExtendedLifetime((self, row)) {}
    return result
  }
}
