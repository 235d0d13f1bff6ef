import Elementary

/// Elementwise square root, correctly rounded; NaN for negative elements.
public func sqrt(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { $0.map(Elementary.sqrt) } }

/// Elementwise exponential function.
public func exp(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { $0.map(Elementary.exp) } }

/// Elementwise natural logarithm; −∞ at 0, NaN for negative elements.
public func log(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { $0.map(Elementary.log) } }

/// Elementwise sine.
public func sin(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { $0.map(Elementary.sin) } }

/// Elementwise cosine.
public func cos(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { $0.map(Elementary.cos) } }

/// Elementwise hyperbolic tangent.
public func tanh(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { $0.map(Elementary.tanh) } }

/// Elementwise logistic function `1/(1 + e⁻ˣ)`.
public func sigmoid(_ x: consuming Tensor) -> Tensor {
  Tensor.map(x) { $0.map(Elementary.sigmoid) }
}

/// Elementwise `log(1 + eˣ)`.
public func softplus(_ x: consuming Tensor) -> Tensor {
  Tensor.map(x) { $0.map(Elementary.softplus) }
}

/// Elementwise error function.
public func erf(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { $0.map(Elementary.erf) } }

extension Tensor {
  /// A function of every element, one at a time: for what the vectorised operations lack.
  public func map(_ transform: (Float) -> Float) -> Tensor {
    let result = Tensor(uninitialized: shape)
    for i in 0..<count { result.storage.start[i] = transform(storage.start[i]) }
    return result
  }
}
