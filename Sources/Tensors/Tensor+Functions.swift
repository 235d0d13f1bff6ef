import Elementary

/// Elementwise square root, correctly rounded; NaN for negative elements.
public func sqrt(_ x: consuming Tensor) -> Tensor { Tensor.map(x) { Elementary.sqrt($0) } }

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
  /// A function of every element, one at a time: for what the vectorised operations lack.
  public func map(_ transform: (Float) -> Float) -> Tensor {
    let result = Tensor(uninitialized: shape)
    for i in 0..<count { result.storage.start[i] = transform(storage.start[i]) }
    return result
  }
}
