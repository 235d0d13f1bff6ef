import Elementary

/// Positive weights divided by their sum; first by the largest, so that the sum cannot overflow.
///
/// - Parameters:
///   - weights: positive and finite, and no further apart than 308 powers of ten.
///   - what: begins the message about weights that are.
func normalized(_ weights: [Double], _ what: String) -> [Double] {
  let largest = weights.max() ?? 1
  let scaled = weights.map { $0 / largest }
  let total = sum(scaled)
  let shares = scaled.map { $0 / total }
  precondition(
    shares.allSatisfy { $0 > 0 },
    "\(what): beside \(largest), a weight of \(weights.min() ?? 0) is none")
  return shares
}
