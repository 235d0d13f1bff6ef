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
  /// The number of normal scores for which `isBelow` holds, a prefix of the sorted ones.
  func count(where isBelow: (Double) -> Bool) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if isBelow(sorted[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
  let wins = anomalies.reduce(into: 0) { total, a in
    total += count { $0 < a } + count { $0 <= a }
  }
  return Double(wins) / 2 / Double(scores.count) / Double(anomalies.count)
}
