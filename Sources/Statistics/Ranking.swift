import Elementary

/// The area under the ROC curve of a score: the probability that an anomaly scores higher than a
/// normal observation, `P(a > b) + ½ P(a = b)`, by ranks (the Mann–Whitney statistic).
///
/// - Parameters:
///   - scores: of normal observations; infinite ones have their rank, NaN has none.
///   - anomalies: the scores of anomalies, likewise.
/// - Returns: from 0 to 1; ½ for a score that knows nothing. Time O(n log n).
///
/// Source: J. A. Hanley and B. J. McNeil, Radiology 143 (1982), 29.
public func areaUnderROC(scores: [Double], anomalies: [Double]) -> Double {
  precondition(
    !scores.isEmpty && !anomalies.isEmpty,
    "AUC: \(scores.count) normal and \(anomalies.count) anomalous scores")
  let unknown = scores.count(where: \.isNaN) + anomalies.count(where: \.isNaN)
  precondition(unknown == 0, "AUC: \(unknown) scores are NaN, and have no rank")
  let sorted = scores.sorted()
  // Halves are exact, and so is their sum.
  let wins = anomalies.reduce(0) { $0 + rank(of: $1, in: sorted) }
  return wins / Double(scores.count) / Double(anomalies.count)
}

/// How many of the sorted values lie below a value, ties counted half.
func rank(of value: Double, in sorted: [Double]) -> Double {
  /// The number of values for which `isBelow` holds, a prefix of the sorted ones.
  func count(where isBelow: (Double) -> Bool) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if isBelow(sorted[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
  return Double(count { $0 < value } + count { $0 <= value }) / 2
}
