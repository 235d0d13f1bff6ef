import Tensors

/// The matrix product, either factor transposed on request.
///
///     C = A B:   Ċ = Ȧ B + A Ḃ,   Ā = C̄ Bᵀ,   B̄ = Aᵀ C̄
///
/// - Parameters:
///   - a: `A`, shape `[n, k]`, or `[k, n]` when transposed.
///   - b: `B`, shape `[k, m]`, or `[m, k]` when transposed.
///   - transposeLeft: use `Aᵀ`.
///   - transposeRight: use `Bᵀ`.
/// - Returns: shape `[n, m]`.
/// - Precondition: both are matrices and their inner dimensions agree.
public func matrixProduct(
  _ a: Variable, _ b: Variable, transposeLeft: Bool = false, transposeRight: Bool = false
) -> Variable {
  let (left, right) = (transposeLeft, transposeRight)
  let byLeft = Derivative { d, at in
    matrixProduct(d, at[1], transposeLeft: left, transposeRight: right)
  } pull: { g, at in
    left
      ? matrixProduct(at[1], g, transposeLeft: right, transposeRight: true)
      : matrixProduct(g, at[1], transposeRight: !right)
  }
  let byRight = Derivative { d, at in
    matrixProduct(at[0], d, transposeLeft: left, transposeRight: right)
  } pull: { g, at in
    right
      ? matrixProduct(g, at[0], transposeLeft: true, transposeRight: left)
      : matrixProduct(at[0], g, transposeLeft: !left)
  }
  return .record(
    matrixProduct(a.value, b.value, transposeLeft: left, transposeRight: right),
    of: [(a, byLeft), (b, byRight)])
}

/// The affine map of a layer.
///
///     Z = X W + 1 bᵀ
///
/// - Parameters:
///   - x: `X`, shape `[batch, inputs]`.
///   - weight: `W`, shape `[inputs, outputs]`.
///   - bias: `b`, shape `[outputs]`.
/// - Returns: `Z`, shape `[batch, outputs]`.
/// - Precondition: the shapes fit as stated.
public func linear(_ x: Variable, weight: Variable, bias: Variable) -> Variable {
  recordLinear(linear(x.value, weight: weight.value, bias: bias.value), x, weight, bias)
}

/// The affine map of a layer and its activation function: the same as `linear(…).applying(…)`, in
/// fewer passes over memory.
///
///     H = f(X W + 1 bᵀ)
public func linear(
  _ x: Variable, weight: Variable, bias: Variable, activation: SigmoidalFunction
) -> Variable {
  let (z, h) = linear(
    x.value, weight: weight.value, bias: bias.value, activation: activation)
  return recordLinear(z, x, weight, bias).recordApplied(activation, h)
}

private func recordLinear(
  _ z: Tensor, _ x: Variable, _ weight: Variable, _ bias: Variable
) -> Variable {
  let byInput = Derivative { d, at in
    matrixProduct(d, at[1])
  } pull: { g, at in
    matrixProduct(g, at[1], transposeRight: true)
  }
  let byWeight = Derivative { d, at in
    matrixProduct(at[0], d)
  } pull: { g, at in
    matrixProduct(at[0], g, transposeLeft: true)
  }
  // The bias was broadcast over the rows.
  let byBias = Derivative { d, _ in
    d
  } pull: { g, _ in
    g
  }
  return .record(z, of: [(x, byInput), (weight, byWeight), (bias, byBias)])
}

extension Variable {
  /// The matrix product of this matrix `[n, k]` and another `[k, m]`.
  public func matmul(_ other: Variable) -> Variable { matrixProduct(self, other) }
}
