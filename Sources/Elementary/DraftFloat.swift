// Single precision by way of double, for now.

public func exp(_ x: Float) -> Float { Float(exp(Double(x))) }
public func exp(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var y = x
  for i in 0..<16 { y[i] = exp(x[i]) }
  return y
}

public func expm1(_ x: Float) -> Float { Float(expm1(Double(x))) }
public func expm1(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var y = x
  for i in 0..<16 { y[i] = expm1(x[i]) }
  return y
}

public func log(_ x: Float) -> Float { Float(log(Double(x))) }
public func log(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var y = x
  for i in 0..<16 { y[i] = log(x[i]) }
  return y
}

public func log1p(_ x: Float) -> Float { Float(log1p(Double(x))) }
public func log1p(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var y = x
  for i in 0..<16 { y[i] = log1p(x[i]) }
  return y
}

public func sin(_ x: Float) -> Float { Float(sin(Double(x))) }
public func sin(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var y = x
  for i in 0..<16 { y[i] = sin(x[i]) }
  return y
}

public func cos(_ x: Float) -> Float { Float(cos(Double(x))) }
public func cos(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var y = x
  for i in 0..<16 { y[i] = cos(x[i]) }
  return y
}

public func tanh(_ x: Float) -> Float { Float(tanh(Double(x))) }
public func tanh(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var y = x
  for i in 0..<16 { y[i] = tanh(x[i]) }
  return y
}

public func sigmoid(_ x: Float) -> Float { Float(sigmoid(Double(x))) }
public func sigmoid(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var y = x
  for i in 0..<16 { y[i] = sigmoid(x[i]) }
  return y
}

public func softplus(_ x: Float) -> Float { Float(softplus(Double(x))) }
public func softplus(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var y = x
  for i in 0..<16 { y[i] = softplus(x[i]) }
  return y
}

public func erf(_ x: Float) -> Float { Float(erf(Double(x))) }
public func erf(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var y = x
  for i in 0..<16 { y[i] = erf(x[i]) }
  return y
}

public func sqrt(_ x: Float) -> Float { Float(sqrt(Double(x))) }
public func sqrt(_ x: SIMD16<Float>) -> SIMD16<Float> {
  var y = x
  for i in 0..<16 { y[i] = sqrt(x[i]) }
  return y
}

public func sincos(_ x: SIMD16<Float>) -> (sin: SIMD16<Float>, cos: SIMD16<Float>) {
  (sin(x), cos(x))
}
public func sincos(_ x: Float) -> (sin: Float, cos: Float) { (sin(x), cos(x)) }
public func sincos(_ x: Double) -> (sin: Double, cos: Double) { (sin(x), cos(x)) }
