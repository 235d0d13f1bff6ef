import Elementary

/// The smooth activation functions that come from the logistic function
/// `σ(x) = 1/(1 + e⁻ˣ)`, with their derivatives of every order.
///
/// All derivatives are polynomials in σ: with `w = σ(1 − σ)` and `u = 1 − 2σ`,
///
///     σ′ = w,   w′ = u w,   u′ = −2w,   u² = 1 − 4w,
///
/// and w is even in x, u odd. Both are computed from `σ(−|x|) ≤ ½`, so that they keep their digits
/// however small they get.
public enum SigmoidalFunction: Sendable, CaseIterable {
  /// `σ(x)`.
  case sigmoid
  /// `tanh x = 2σ(2x) − 1`.
  case tanh
  /// `log(1 + eˣ)`, whose derivative is σ.
  case softplus
  /// `x σ(x)`, the sigmoid linear unit, also called swish.
  case silu

  /// The function of every element.
  ///
  /// - Accuracy: that of `Elementary`'s functions; 4 ULP for `silu`.
  public func callAsFunction(_ x: consuming Tensor) -> Tensor {
    switch self {
    case .sigmoid: return Tensor.map(x) { $0.map(Elementary.sigmoid) }
    case .tanh: x.formMap(Tanh())
    case .softplus: return Tensor.map(x) { $0.map(Elementary.softplus) }
    case .silu: x.formMap(SiLU())
    }
    return x
  }

  /// A derivative of every element of one tensor times the elements of another, in one pass.
  ///
  ///     out_i = g_i f⁽ᵏ⁾(x_i)
  ///
  /// - Parameters:
  ///   - order: k ≥ 1.
  ///   - x: where the derivative is taken, any shape.
  ///   - factor: g, the same shape as `x`.
  /// - Precondition: the shapes are equal; 1 ≤ k ≤ 10.
  /// - Accuracy: the error of f⁽ᵏ⁾ is below 4e-6 (for k ≤ 3: 5e-7) of its value plus its largest value;
  ///   for k ≤ 3 and |x| > 4 the relative error is below 5e-7.
  /// - Source: P. Ramachandran, B. Zoph, Q. V. Le, "Searching for activation functions" (2017),
  ///   for swish; the recursion is the chain rule on σ′ = σ(1 − σ).
  public func derivative(_ order: Int, at x: Tensor, times factor: consuming Tensor) -> Tensor {
    precondition(
      x.shape == factor.shape,
      "derivative of \(self): it has shape \(x.shape), its factor \(factor.shape)")
    precondition(order >= 1 && order <= 10, "derivative of \(self): order \(order) of 1…10")
    switch (self, order) {
    case (.sigmoid, _):
      factor.multiply(by: LogisticDerivative(order), at: x)
    case (.tanh, _):
      factor.multiply(by: TanhDerivative(order), at: x)
    case (.softplus, 1):
      factor.multiply(by: LogisticValue(), at: x)
    case (.softplus, _):
      factor.multiply(by: LogisticDerivative(order - 1), at: x)
    case (.silu, 1):
      factor.multiply(by: SiLUSlope(), at: x)
    case (.silu, 2):
      factor.multiply(by: SiLUCurvature(), at: x)
    case (.silu, _):
      factor.multiply(by: SiLUDerivative(order), at: x)
    }
    return factor
  }
}

extension Tensor {
  /// Multiplies every element by a function of the corresponding element of another tensor.
  fileprivate mutating func multiply<Function: LaneFunction>(by f: Function, at x: Tensor) {
    let (source, target) = exchangeStorage()
    let (g, x, to) = (source.vectors, x.storage.vectors, target.vectors)
    Parallel.forEachRange(of: vectorCount, grain: Tensor.grain) { range in
      f.map(x, times: g, to: to, range)
    }
    withExtendedLifetime((source, target, x)) {}
  }
}
