import Elementary
import Statistics
import Tensors

/// What a classifier reads in a set of pictures, so that two sets can be compared.
public struct ClassReading: Sendable {
  /// The most probable class of every picture.
  public let classes: [Int]
  /// The mean of the largest probability of a picture.
  public let confidence: Estimate
  /// How often each class was the most probable one, as a share of all pictures.
  public let shares: [Double]

  /// - Parameter probabilities: `[pictures, classes]`, every row with the sum 1, at least one row.
  public init(_ probabilities: Tensor) {
    precondition(
      probabilities.rank == 2 && !probabilities.shape.contains(0),
      "class reading of probabilities \(probabilities.shape), not [pictures, classes]")
    let rows = (0..<probabilities.rowCount).map { probabilities.row($0).doubles }
    let classes = rows.map { row in row.indices.max { row[$0] < row[$1] }! }
    self.classes = classes
    confidence = Estimate(meanOf: rows.map { $0.max()! })
    shares = (0..<probabilities.shape[1]).map { label in
      Double(classes.count { $0 == label }) / Double(classes.count)
    }
  }

  /// How far the shares are from those of another set, in total variation: the share of the pictures
  /// that would have to change their class.
  ///
  ///     ½ Σ_c |q_c − q'_c|
  public func shareDistance(from other: ClassReading) -> Double {
    precondition(
      shares.count == other.shares.count, "\(shares.count) and \(other.shares.count) classes")
    return zip(shares, other.shares).map { ($0 - $1).magnitude }.reduce(0, +) / 2
  }
}
