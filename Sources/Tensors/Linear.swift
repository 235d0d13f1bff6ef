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
  LayerValues(x, weight: weight, bias: bias, nil, .values).activated
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
  let values = LayerValues(x, weight: weight, bias: bias, activation, .affineToo)
  return (values.affine, values.activated)
}

/// What comes out of a layer.
package struct LayerValues {
  /// Which values are wanted.
  package enum Extent {
    /// H alone.
    case values
    /// Z and H.
    case affineToo
    /// Z, H and f′(Z).
    case slopesToo
  }

  /// Z, if wanted.
  package let affine: Tensor
  /// H = f(Z).
  package let activated: Tensor
  /// f′(Z), if wanted and to be had in the same pass.
  package let slope: Tensor?

  /// The values of a layer, with an activation function or without.
  ///
  /// With `keepsPacked`, the weight keeps the form in which the product reads it for the next time.
  package init(
    _ x: Tensor, weight: Tensor, bias: Tensor, _ activation: SigmoidalFunction?, _ extent: Extent,
    keepsPacked: Bool = true
  ) {
    switch activation {
    case nil: self.init(x, weight, bias, Identity(), extent, keepsPacked)
    case .silu: self.init(x, weight, bias, SiLU(), extent, keepsPacked)
    case .tanh: self.init(x, weight, bias, Tanh(), extent, keepsPacked)
    case .some(let other):
      let z = LayerValues(x, weight, bias, Identity(), .values, keepsPacked).activated
      self.init(affine: z, activated: other(z), slope: nil)
    }
  }

  private init(affine: Tensor, activated: Tensor, slope: Tensor?) {
    (self.affine, self.activated, self.slope) = (affine, activated, slope)
  }

  fileprivate init<Function: ActivationFunction>(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor, _ f: Function, _ extent: Extent,
    _ keepsPacked: Bool
  ) {
    precondition(
      x.rank == 2 && weight.rank == 2 && x.shape[1] == weight.shape[0],
      "linear: input \(x.shape) × weight \(weight.shape): "
        + "[batch, inputs] × [inputs, outputs] expected")
    precondition(
      bias.shape == [weight.shape[1]],
      "linear: weight \(weight.shape) [inputs, outputs] with bias \(bias.shape): "
        + "[outputs] expected")
    let shape = [x.shape[0], weight.shape[1]]
    let h = Tensor(uninitialized: shape)
    let z = extent == .values ? h : Tensor(uninitialized: shape)
    let slope = extent == .slopesToo ? Tensor(uninitialized: shape) : nil
    (affine, activated, self.slope) = (z, h, slope)
    guard h.count > 0 else { return }
    let epilogue = LayerEpilogue(
      bias: bias.storage.start, f: f, affine: z.storage.start, values: h.storage.start,
      slopes: slope?.storage.start, width: shape[1])
    weight.withPanels(
      of: MatrixView(weight, transposed: false), forRows: shape[0], keepsPacked: keepsPacked
    ) { panels in
      TiledProduct(
        a: MatrixView(x, transposed: false), b: panels, c: z.storage.start, epilogue: epilogue
      ).compute()
    }
    withExtendedLifetime((x, bias)) {}
  }
}
