import Elementary

/// Positive weights divided by their sum; first by the largest, so that the sum cannot overflow.
func normalized(_ weights: [Double]) -> [Double] {
  let largest = weights.max() ?? 1
  let scaled = weights.map { $0 / largest }
  let total = sum(scaled)
  return scaled.map { $0 / total }
}
