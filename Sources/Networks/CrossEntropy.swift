import Autodiff
import Distributions
import Elementary
import Tensors

/// Learning to tell classes apart: the mean negative logarithm of the probability that a network
/// gives to the right one.
///
///     L = −E ln p(c | x),   p(c | x) = softmax_c f(x) = e^{f_c(x)}/Σ_j e^{f_j(x)}
public struct CrossEntropy: Objective {
  /// The points, `[count, dim]`.
  public let points: Tensor
  /// The class of every point, from 0.
  public let labels: [Int]

  /// - Precondition: there is a label for every point, and a point.
  public init(points: Tensor, labels: [Int]) {
    precondition(
      points.rank == 2 && points.rowCount == labels.count && !labels.isEmpty
        && labels.allSatisfy { $0 >= 0 },
      "cross-entropy: \(labels.count) labels for points \(points.shape)")
    self.points = points
    self.labels = labels
  }

  public func batch(
    _ count: Int, for model: MLP, using random: inout RandomStream
  ) -> LabelledPoints {
    let rows = random.integers(below: labels.count, count: count)
    return LabelledPoints(points: points.gatherRows(rows), labels: rows.map { labels[$0] })
  }

  /// `ln Σ_j e^{f_j(x)} − f_c(x)`.
  public func terms(_ model: MLP, _ batch: LabelledPoints, on tape: Tape) -> Variable {
    let outputs = model(Variable(batch.points))
    let right = batch.oneHot(classes: outputs.shape[1])
    return outputs.logSumExp(axis: 1) - (outputs * Variable(right)).rowSums()
  }
}

/// Points and what class each of them belongs to.
public struct LabelledPoints: RowBatch, Sendable {
  /// `[count, dim]`.
  public let points: Tensor
  /// From 0.
  public let labels: [Int]

  public init(points: Tensor, labels: [Int]) {
    precondition(
      points.rowCount == labels.count, "\(labels.count) labels for points \(points.shape)")
    self.points = points
    self.labels = labels
  }

  public var rowCount: Int { labels.count }

  public func rows(_ range: Range<Int>) -> LabelledPoints {
    LabelledPoints(points: points.rows(range), labels: Array(labels[range]))
  }

  /// 1 in the column of each row's label, else 0: `[count, classes]`.
  func oneHot(classes: Int) -> Tensor {
    precondition(
      labels.allSatisfy { $0 < classes },
      "label \(labels.max() ?? 0) for a network that tells \(classes) classes apart")
    var scalars = [Float](repeating: 0, count: labels.count * classes)
    for (row, label) in labels.enumerated() { scalars[row * classes + label] = 1 }
    return Tensor(scalars, shape: [labels.count, classes])
  }
}

extension MLP {
  /// The softmax of the outputs: the probabilities that a classifier gives to the classes.
  ///
  /// - Parameter x: `[n, inputs]`.
  /// - Returns: `[n, outputs]`, every row with the sum 1.
  public func classProbabilities(_ x: Tensor) -> Tensor {
    let outputs = self(x)
    return exp(outputs - outputs.logSumExp(axis: 1, keepingAxis: true))
  }
}
