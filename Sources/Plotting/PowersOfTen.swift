import Elementary

/// 10ⁿ, the nearest `Double` to it.
func powerOfTen(_ n: Int) -> Double {
  Double("1e\(n)")!
}

/// 10ˣ for any x.
func power10(_ x: Double) -> Double {
  pow(10, x)
}

/// The largest n with 10ⁿ ≤ x; x is positive and finite.
func decade(of x: Double) -> Int {
  var n = Int(log10(x).rounded(.down))
  // The logarithm is rounded, so that it may miss a power of ten by one.
  if powerOfTen(n + 1) <= x { n += 1 }
  if powerOfTen(n) > x { n -= 1 }
  return n
}
