/// The sum of the values, with the rounding errors summed beside it.
///
/// - Parameter values: any length; the sum of none is 0.
/// - Returns: the sum; the same bits for the same values in the same order.
/// - Accuracy: |error| ≤ 2⁻⁵³|Σx| + n²2⁻¹⁰⁶Σ|x|: as if computed in twice the precision.
/// - Source: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen",
///   ZAMM 54 (1974) 39; Ogita, Rump and Oishi, SIAM J. Sci. Comput. 26 (2005) 1955, prop. 4.5.
public func sum(_ values: [Double]) -> Double {
  var total = 0.0
  var errors = 0.0
  for value in values {
    let next = DoubleDouble(sumOf: total, and: value)
    total = next.high
    errors += next.low
  }
  return total.isFinite ? total + errors : total
}
