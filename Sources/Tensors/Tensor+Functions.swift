import Elementary

/// Elementwise exponential function.
public func exp(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { Elementary.exp($0) } }

/// Elementwise natural logarithm; −∞ at 0, NaN for negative elements.
public func log(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { Elementary.log($0) } }

/// Elementwise sine.
public func sin(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { Elementary.sin($0) } }

/// Elementwise cosine.
public func cos(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { Elementary.cos($0) } }

/// Elementwise hyperbolic tangent.
public func tanh(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { Elementary.tanh($0) } }

/// Elementwise logistic function `1/(1 + e⁻ˣ)`.
public func sigmoid(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { Elementary.sigmoid($0) } }

/// Elementwise `log(1 + eˣ)`.
public func softplus(_ x: consuming Tensor) -> Tensor {
  Tensor.map(x) { Elementary.softplus($0) }
}

/// Elementwise error function.
public func erf(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { Elementary.erf($0) } }

extension Tensor {
  /// The logarithm of a sum of exponentials along an axis, without overflow.
  ///
  ///     log Σ_i exp(x_i) = m + log Σ_i exp(x_i − m),   m = max x
  public func logSumExp(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let peak = max(axis: axis, keepingAxis: true).map { $0.isInfinite ? 0 : $0 }
    let total = exp(self - peak).sum(axis: axis, keepingAxis: true)
    let result = log(total) + peak
    if keepingAxis { return result }
    var shape = self.shape
    shape.remove(at: axis)
    return result.reshaped(to: shape)
  }
}
