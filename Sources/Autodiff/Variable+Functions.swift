import Elementary
import Tensors

/// Elementwise exponential function.
public func exp(_ x: Variable) -> Variable {
  .elementwise(exp(x.value), of: x) { d, at in d * at.result }
}

/// Elementwise natural logarithm.
public func log(_ x: Variable) -> Variable {
  .elementwise(log(x.value), of: x) { d, at in d / at[0] }
}

/// Elementwise sine.
public func sin(_ x: Variable) -> Variable {
  .elementwise(sin(x.value), of: x) { d, at in d * cos(at[0]) }
}

/// Elementwise cosine.
public func cos(_ x: Variable) -> Variable {
  .elementwise(cos(x.value), of: x) { d, at in -(d * sin(at[0])) }
}

/// Elementwise square root; its derivative at 0 is infinite.
public func sqrt(_ x: Variable) -> Variable {
  .elementwise(sqrt(x.value), of: x) { d, at in d / (at.result * 2) }
}

/// Elementwise hyperbolic tangent.
public func tanh(_ x: Variable) -> Variable { x.applying(.tanh) }

/// Elementwise logistic function `σ(x) = 1/(1 + e⁻ˣ)`.
public func sigmoid(_ x: Variable) -> Variable { x.applying(.sigmoid) }

/// Elementwise `log(1 + eˣ)`, without overflow.
public func softplus(_ x: Variable) -> Variable { x.applying(.softplus) }

/// Elementwise `x σ(x)`, the sigmoid linear unit (SiLU, swish).
public func silu(_ x: Variable) -> Variable { x.applying(.silu) }

extension Variable {
  /// A sigmoidal function f of every element.
  public func applying(_ f: SigmoidalFunction) -> Variable { recordApplied(f, f(value)) }

  /// Records f of every element, which has been computed already, and maybe f′ with it.
  func recordApplied(_ f: SigmoidalFunction, _ result: Tensor, slope: Tensor? = nil) -> Variable {
    .elementwise(result, of: self) { d, at in
      at[0].derivative(1, of: f, times: d, slope: slope)
    }
  }

  /// `g f⁽ᵏ⁾(x)`, elementwise: the operation that applying f needs for its derivative. It is linear
  /// in g, and its derivative by x needs only itself with k + 1, so it serves for every order.
  ///
  /// - Parameter slope: f⁽ᵏ⁾(x), if it is known.
  private func derivative(
    _ k: Int, of f: SigmoidalFunction, times g: Variable, slope: Tensor? = nil
  ) -> Variable {
    let value = slope.map { g.value * $0 } ?? f.derivative(k, at: value, times: g.value)
    return .elementwise(value, of: g, self) { d, at in
      at[1].derivative(k, of: f, times: d, slope: slope)
    } dy: { d, at in
      at[1].derivative(k + 1, of: f, times: d * at[0])
    }
  }
}
