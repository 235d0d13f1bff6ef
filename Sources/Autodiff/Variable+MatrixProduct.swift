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
  product(a, b, transposeLeft, transposeRight, keepsPacked: false)
}

/// The matrix product; `keepsPacked` if B is a layer's weight, which is used again and again.
private func product(
  _ a: Variable, _ b: Variable, _ left: Bool = false, _ right: Bool = false, keepsPacked: Bool
) -> Variable {
  let value = matrixProduct(
    a.value, b.value, transposeLeft: left, transposeRight: right, keepsPacked: keepsPacked)
  guard a.isTracked || b.isTracked else { return Variable(value) }
  let byLeft = Derivative { d, at in
    product(d, at[1], left, right, keepsPacked: keepsPacked)
  } pullback: { g, at in
    left
      ? matrixProduct(at[1], g, transposeLeft: right, transposeRight: true)
      : product(g, at[1], false, !right, keepsPacked: keepsPacked)
  }
  let byRight = Derivative { d, at in
    matrixProduct(at[0], d, transposeLeft: left, transposeRight: right)
  } pullback: { g, at in
    right
      ? matrixProduct(g, at[0], transposeLeft: true, transposeRight: left)
      : matrixProduct(at[0], g, transposeLeft: !left)
  }
  return .record(value, of: [(a, byLeft), (b, byRight)])
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
  let z = LayerValues(
    x.value, weight: weight.value, bias: bias.value, nil, .values,
    keepsPacked: weight.keepsPacked)
  return recordLinear(z.activated, x, weight, bias)
}

/// The affine map of a layer and its activation function: the same as `linear(…).applying(…)`, in
/// fewer passes over memory.
///
///     H = f(X W + 1 bᵀ)
public func linear(
  _ x: Variable, weight: Variable, bias: Variable, activation: SigmoidalFunction
) -> Variable {
  let isTracked = x.isTracked || weight.isTracked || bias.isTracked
  let values = LayerValues(
    x.value, weight: weight.value, bias: bias.value, activation, isTracked ? .slopesToo : .values,
    keepsPacked: weight.keepsPacked)
  guard isTracked else { return Variable(values.activated) }
  return recordLinear(values.affine, x, weight, bias)
    .recordApplied(activation, values.activated, slope: values.slope)
}

private func recordLinear(
  _ z: Tensor, _ x: Variable, _ weight: Variable, _ bias: Variable
) -> Variable {
  let keepsPacked = weight.keepsPacked
  let byInput = Derivative { d, at in
    product(d, at[1], keepsPacked: keepsPacked)
  } pullback: { g, at in
    product(g, at[1], false, true, keepsPacked: keepsPacked)
  }
  let byWeight = Derivative { d, at in
    matrixProduct(at[0], d)
  } pullback: { g, at in
    matrixProduct(at[0], g, transposeLeft: true)
  }
  // The bias was broadcast over the rows.
  let byBias = Derivative { d, _ in
    d
  } pullback: { g, _ in
    g
  }
  return .record(z, of: [(x, byInput), (weight, byWeight), (bias, byBias)])
}

extension Variable {
  /// Whether the packed form of this weight is worth keeping. Where it is tracked it changes soon, and
  /// several cores that each go through a shard would wait for one another's.
  fileprivate var keepsPacked: Bool { !isTracked || Parallel.threads == 1 }

  /// The matrix product of this matrix `[n, k]` and another `[k, m]`.
  public func matmul(_ other: Variable) -> Variable { matrixProduct(self, other) }
}
