import Elementary

/// The smooth activation functions that come from the logistic function
/// `σ(x) = 1/(1 + e⁻ˣ)`, with their derivatives of every order.
///
/// All derivatives are polynomials in σ: with `s = σ(x)`,
///
///     σ⁽ᵏ⁾ = P_k(s),   P_0 = s,   P_{k+1} = P_k′(s) s (1 − s),
///
/// and, by the mirror image `σ(−x) = 1 − σ(x)`, `σ⁽ᵏ⁾(x) = (−1)ᵏ⁺¹ σ⁽ᵏ⁾(−x)` for k ≥ 1. So the
/// polynomial is evaluated at `σ(−|x|) ≤ ½`, where it keeps its digits however small it gets.
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
  /// - Accuracy: that of `Elementary`'s functions; `silu` has one more rounding.
  public func callAsFunction(_ x: consuming Tensor) -> Tensor {
    switch self {
    case .sigmoid: return Tensor.map(x) { Elementary.sigmoid($0) }
    case .tanh: return Tensor.map(x) { Elementary.tanh($0) }
    case .softplus: return Tensor.map(x) { Elementary.softplus($0) }
    case .silu: return Tensor.map(x) { $0 * Elementary.sigmoid($0) }
    }
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
  /// - Accuracy: relative error of f⁽ᵏ⁾ about 1e-6 for k ≤ 3 away from its zeros.
  /// - Source: P. Ramachandran, B. Zoph, Q. V. Le, "Searching for activation functions" (2017),
  ///   for swish; the recursion is the chain rule on σ′ = σ(1 − σ).
  public func derivative(_ order: Int, at x: Tensor, times factor: consuming Tensor) -> Tensor {
    precondition(
      x.shape == factor.shape,
      "derivative of \(self): it has shape \(x.shape), its factor \(factor.shape)")
    precondition(order >= 1 && order <= 10, "derivative of \(self): order \(order) of 1…10")
    var result = factor
    switch self {
    case .sigmoid:
      let p = LogisticPolynomial(order: order)
      result.formMap(x) { g, x in g * p(Logistic(x)) }
    case .tanh:
      let p = LogisticPolynomial(order: order, scale: Float(2 << order))
      result.formMap(x) { g, x in g * p(Logistic(x + x)) }
    case .softplus:
      if order == 1 {
        result.formMap(x) { g, x in g * Logistic(x).value }
      } else {
        let p = LogisticPolynomial(order: order - 1)
        result.formMap(x) { g, x in g * p(Logistic(x)) }
      }
    case .silu:
      // (xσ)⁽ᵏ⁾ = xσ⁽ᵏ⁾ + kσ⁽ᵏ⁻¹⁾
      let p = LogisticPolynomial(order: order)
      if order == 1 {
        result.formMap(x) { g, x in
          let logistic = Logistic(x)
          return g * logistic.value.addingProduct(x, p(logistic))
        }
      } else {
        let q = LogisticPolynomial(order: order - 1, scale: Float(order))
        result.formMap(x) { g, x in
          let logistic = Logistic(x)
          return g * q(logistic).addingProduct(x, p(logistic))
        }
      }
    }
    return result
  }
}

/// The logistic function of a vector, and its value `tail = σ(−|x|)` on the side where it is small.
private struct Logistic {
  let tail: Lanes
  let value: Lanes
  let isMirrored: SIMDMask<SIMD16<Int32>>

  @inline(__always)
  init(_ x: Lanes) {
    isMirrored = x .> 0
    let e = Elementary.exp(x.replacing(with: -x, where: isMirrored))
    let reciprocal = 1 / (1 + e)
    tail = e * reciprocal
    value = tail.replacing(with: reciprocal, where: isMirrored)
  }
}

/// The polynomial `σ⁽ᵏ⁾ = P_k(σ)`, k ≥ 1, as `s (1 − s) Q(s)`.
private struct LogisticPolynomial {
  /// Q's coefficients from the highest power, times the scale.
  private let coefficients: [Float]
  private let mirrorSign: Float

  init(order: Int, scale: Float = 1) {
    // P_{k+1} = P_k′ s(1 − s) with P_k = s(1 − s) Q_k is Q_{k+1} = d/ds [s(1 − s) Q_k].
    var q: [Float] = [scale]
    for _ in 1..<order {
      var product = [Float](repeating: 0, count: q.count + 2)
      for (power, c) in q.enumerated() {
        product[power + 1] += c
        product[power + 2] -= c
      }
      q = product.indices.dropFirst().map { Float($0) * product[$0] }
    }
    coefficients = q.reversed()
    mirrorSign = order.isMultiple(of: 2) ? -1 : 1
  }

  @inline(__always)
  func callAsFunction(_ logistic: Logistic) -> Lanes {
    let s = logistic.tail
    var q = Lanes(repeating: coefficients[0])
    for c in coefficients.dropFirst() { q = Lanes(repeating: c).addingProduct(q, s) }
    let p = q * (s - s * s)
    return p.replacing(with: p * mirrorSign, where: logistic.isMirrored)
  }
}
