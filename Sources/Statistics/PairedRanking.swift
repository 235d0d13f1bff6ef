import Elementary

/// The area under the ROC curve of a score for pairs of a normal observation and an anomaly that was
/// made of it, as a mean over the pairs, so that it has a standard error.
///
///     t_i = P(anomaly > s_i) + P(a_i > normal) − A,   mean of t = A
///
/// with the probabilities counted in the sample, ties half. To first order the area *is* the mean of
/// these terms over independent pairs, so `Estimate(meanOf:)` of them has the right standard error,
/// whatever the members of a pair have to do with each other. Of two scores on the same pairs
/// `Estimate(meanOf:)` of the terms' differences compares the areas.
///
/// - Parameters:
///   - scores: of the normal observations; NaN has no rank.
///   - anomalies: the scores of the anomalies, in the same order.
/// - Returns: one term for each pair.
///
/// Source: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988), 837, where the
/// two groups are independent; the sum over a pair is the influence of both members.
public func areaUnderROCTerms(scores: [Double], anomalies: [Double]) -> [Double] {
  precondition(
    scores.count == anomalies.count,
    "AUC of pairs: \(scores.count) normal and \(anomalies.count) anomalous scores")
  let area = areaUnderROC(scores: scores, anomalies: anomalies)
  let (normal, anomalous) = (scores.sorted(), anomalies.sorted())
  let n = Double(scores.count)
  return zip(scores, anomalies).map { score, anomaly in
    let above = n - rank(of: score, in: anomalous)
    return (above + rank(of: anomaly, in: normal)) / n - area
  }
}
