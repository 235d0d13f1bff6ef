// First, simple versions: correct to about 1e-14; to be replaced family by family.

@inlinable func pow2(_ n: Int) -> Double {
  Double(sign: .plus, exponent: n, significand: 1)
}

public func exp(_ x: Double) -> Double {
  if x.isNaN { return x }
  if x > 710 { return .infinity }
  if x < -746 { return 0 }
  let n = (x * 1.4426950408889634).rounded(.toNearestOrEven)
  let hi = 0x1.62e42fee00000p-1
  let lo = 0x1.a39ef35793c76p-33
  let r = (x - n * hi) - n * lo
  var p = 1.0
  for k in stride(from: 14.0, to: 0, by: -1) { p = 1 + p * r / k }
  let a = Int(n) / 2
  return p * pow2(a) * pow2(Int(n) - a)
}

public func expm1(_ x: Double) -> Double {
  if x.magnitude > 0.5 { return exp(x) - 1 }
  var p = 1.0
  for k in stride(from: 18.0, to: 1, by: -1) { p = 1 + p * x / k }
  return x * p
}

public func log(_ x: Double) -> Double {
  if x.isNaN || x < 0 { return .nan }
  if x == 0 { return -.infinity }
  if x == .infinity { return x }
  var e = Double(x.exponent)
  var m = x.significand
  if m > 1.4142135 {
    m /= 2
    e += 1
  }
  let s = (m - 1) / (m + 1)
  let z = s * s
  var p = 0.0
  for k in stride(from: 25.0, to: 0, by: -2) { p = p * z + 2 / k }
  return e * 0x1.62e42fee00000p-1 + (s * p + e * 0x1.a39ef35793c76p-33)
}

public func log1p(_ x: Double) -> Double {
  let u = 1 + x
  if u == 1 || u == .infinity { return x }
  if u <= 0 { return log(u) }
  return log(u) + (x - (u - 1)) / u
}

public func log2(_ x: Double) -> Double { log(x) * 1.4426950408889634 }
public func log10(_ x: Double) -> Double { log(x) * 0.4342944819032518 }
public func sqrt(_ x: Double) -> Double { x.squareRoot() }

public func pow(_ x: Double, _ y: Double) -> Double {
  if y == 0 || x == 1 { return 1 }
  if x.isNaN || y.isNaN { return .nan }
  let isInteger = y.rounded(.towardZero) == y
  let isOdd = isInteger && y.magnitude < 0x1p53 && (y * 0.5).rounded(.towardZero) != y * 0.5
  let m: Double =
    x == -1 && y.isInfinite
    ? 1 : (x == 0 ? (y > 0 ? 0 : .infinity) : exp(y * log(x.magnitude)))
  if x.sign == .minus {
    if isOdd { return -m }
    return isInteger || y.isInfinite || x == 0 || x.isInfinite ? m : .nan
  }
  return m
}

func reduced(_ x: Double) -> (r: Double, quadrant: Int) {
  let n = (x * 0.6366197723675814).rounded(.toNearestOrEven)
  var r = (-n).addingProduct(0, 0)
  r = x.addingProduct(-n, 0x1.921fb54442d18p+0)
  r = r.addingProduct(-n, 0x1.1a62633145c07p-54)
  return (r, Int(n.truncatingRemainder(dividingBy: 4)) & 3)
}
func sinKernel(_ r: Double) -> Double {
  var p = 1.0
  for k in stride(from: 20.0, to: 1, by: -2) { p = 1 - p * r * r / (k * (k + 1)) }
  return r * p
}
func cosKernel(_ r: Double) -> Double {
  var p = 1.0
  for k in stride(from: 21.0, to: 0, by: -2) { p = 1 - p * r * r / (k * (k + 1)) }
  return p
}
public func sin(_ x: Double) -> Double {
  guard x.isFinite else { return .nan }
  let (r, q) = reduced(x)
  let v = q & 1 == 0 ? sinKernel(r) : cosKernel(r)
  return q & 2 == 0 ? v : -v
}
public func cos(_ x: Double) -> Double {
  guard x.isFinite else { return .nan }
  let (r, q) = reduced(x)
  let v = q & 1 == 0 ? cosKernel(r) : sinKernel(r)
  return (q + 1) & 2 == 0 ? v : -v
}
public func tan(_ x: Double) -> Double { sin(x) / cos(x) }

public func atan(_ x: Double) -> Double {
  if x.isNaN { return x }
  if x < 0 { return -atan(-x) }
  if x > 1 { return 1.5707963267948966 - atan(1 / x) }
  if x > 0.2679 {  // tan(π/12)
    return 0.5235987755982989 + atan((x * 1.7320508075688772 - 1) / (x + 1.7320508075688772))
  }
  var p = 0.0
  for k in stride(from: 31.0, to: 0, by: -2) { p = 1 / k - p * x * x }
  return x * p
}
public func atan2(_ y: Double, _ x: Double) -> Double {
  if x.isNaN || y.isNaN { return .nan }
  let ax = x.magnitude
  let ay = y.magnitude
  var t: Double
  if ay.isInfinite && ax.isInfinite {
    t = 0.7853981633974483
  } else if ax == 0 && ay == 0 {
    t = 0
  } else {
    t = ax >= ay ? atan(ay / ax) : 1.5707963267948966 - atan(ax / ay)
  }
  if x.sign == .minus { t = 3.141592653589793 - t }
  return y.sign == .minus ? -t : t
}

public func tanh(_ x: Double) -> Double {
  let e = expm1(2 * min(x.magnitude, 20))
  let t = x.isNaN ? x : e / (e + 2)
  return x.sign == .minus ? -t : t
}
public func sigmoid(_ x: Double) -> Double {
  let t = exp(-x.magnitude)
  return (x < 0 ? t : 1) / (1 + t)
}
public func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-x.magnitude)) }

public func erf(_ x: Double) -> Double {
  if x.isNaN { return x }
  if x.magnitude > 2 { return x < 0 ? erfc(-x) - 1 : 1 - erfc(x) }
  var term = x
  var total = x
  var k = 0.0
  while term.magnitude > 1e-18 * total.magnitude {
    k += 1
    term *= 2 * x * x / (2 * k + 1)
    total += term
  }
  return 1.1283791670955126 * exp(-x * x) * total
}
public func erfc(_ x: Double) -> Double {
  if x.isNaN { return x }
  if x < 2 { return 1 - erf(x) }
  if x > 28 { return 0 }
  var t = x
  for k in stride(from: 120.0, to: 0, by: -1) { t = x + k / 2 / t }
  let square = x * x
  return exp(-square) * (1 - Double(0).addingProduct(x, x).addingProduct(-square, 1))
    * 0.5641895835477563 / t
}
public func normalCDF(_ x: Double) -> Double { 0.5 * erfc(-x * 0.7071067811865476) }
public func normalQuantile(_ p: Double) -> Double {
  if !(p >= 0 && p <= 1) { return .nan }
  if p == 0 { return -.infinity }
  if p == 1 { return .infinity }
  if p > 0.5 { return -normalQuantile(1 - p) }
  var low = -38.5
  var high = 0.0
  while true {
    let middle = 0.5 * (low + high)
    if middle <= low || middle >= high { return middle }
    if normalCDF(middle) < p { low = middle } else { high = middle }
  }
}

public func logGamma(_ x: Double) -> Double {
  if x <= 0 {
    if x.rounded() == x { return .infinity }
    let s = sin(3.141592653589793 * (x - 2 * (x / 2).rounded())).magnitude
    return log(3.141592653589793 / s) - logGamma(1 - x)
  }
  var z = x
  var product = 1.0
  while z < 15 {
    product *= z
    z += 1
  }
  let w = 1 / (z * z)
  let series =
    (1.0 / 12 - w * (1.0 / 360 - w * (1.0 / 1260 - w * (1.0 / 1680 - w * (1.0 / 1188))))) / z
  return (z - 0.5) * log(z) - z + 0.9189385332046728 + series - log(product)
}
public func gamma(_ x: Double) -> Double {
  if x > 0 { return exp(logGamma(x)) }
  if x.rounded() == x { return x == 0 ? 1 / x : .nan }
  return 3.141592653589793 / (sin(3.141592653589793 * (x - 2 * (x / 2).rounded())) * gamma(1 - x))
}
public func digamma(_ x: Double) -> Double {
  if x <= 0 {
    if x.rounded() == x { return .nan }
    return digamma(1 - x) - 3.141592653589793 / tan(3.141592653589793 * (x - x.rounded()))
  }
  var z = x
  var shift = 0.0
  while z < 15 {
    shift += 1 / z
    z += 1
  }
  let w = 1 / (z * z)
  let series = w * (1.0 / 12 - w * (1.0 / 120 - w * (1.0 / 252 - w * (1.0 / 240 - w / 132))))
  return log(z) - 0.5 / z - series - shift
}
public func besselI(order: Double, _ x: Double) -> Double {
  precondition(order > -1 && x >= 0, "besselI needs order > -1 and x ≥ 0, got \(order), \(x)")
  let q = 0.25 * x * x
  var term = pow(0.5 * x, order) / gamma(order + 1)
  var total = term
  var k = 0.0
  while term > 1e-18 * total {
    k += 1
    term *= q / (k * (k + order))
    total += term
  }
  return total
}

public func sum(_ values: [Double]) -> Double {
  var total = 0.0
  var compensation = 0.0
  for value in values {
    let next = total + value
    compensation +=
      total.magnitude >= value.magnitude ? (total - next) + value : (value - next) + total
    total = next
  }
  return total.isFinite ? total + compensation : total
}

public func integrate(
  from a: Double, to b: Double, points: Int = 320, _ f: (Double) -> Double
) -> Double {
  if a.isInfinite || b.isInfinite {
    precondition(a == -.infinity && b == .infinity, "half-infinite ranges come later")
    return integrate(from: -4, to: 4, points: max(points, 800)) { t in
      let s = 1.5707963267948966 * 0.5 * (exp(t) - exp(-t))
      let c = 1.5707963267948966 * 0.5 * (exp(t) + exp(-t))
      let v = f(0.5 * (exp(s) - exp(-s)))
      return v == 0 ? 0 : v * c * 0.5 * (exp(s) + exp(-s))
    }
  }
  let x = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363]
  let w = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763]
  let panels = max(1, (points + 7) / 8)
  let half = (b - a) / Double(panels) / 2
  var terms: [Double] = []
  for panel in 0..<panels {
    let middle = a + half * Double(2 * panel + 1)
    for i in 0..<4 { terms.append(w[i] * (f(middle - half * x[i]) + f(middle + half * x[i]))) }
  }
  return half * sum(terms)
}

public func integrate(
  x: ClosedRange<Double>, y: ClosedRange<Double>, points: Int = 320,
  _ f: (Double, Double) -> Double
) -> Double {
  integrate(from: y.lowerBound, to: y.upperBound, points: points) { v in
    integrate(from: x.lowerBound, to: x.upperBound, points: points) { u in f(u, v) }
  }
}
