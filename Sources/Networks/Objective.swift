import Autodiff
import Elementary
import Statistics
import Tensors

/// What a model is trained for: a mean over rows, to be made small.
///
/// What is random and what is differentiated are two functions. `batch` draws *everything* that is
/// random (data, noise, times, the ends of Markov chains) on one thread, in a fixed order. `terms`
/// is pure: the same model and batch give the same terms, one for each row, whatever the other rows
/// are. So one definition serves for training on several cores, for the loss and its standard error
/// on fresh data, and for the loss at one noise level or time.
public protocol Objective<Model>: SendableMetatype {
  /// What is trained.
  associatedtype Model: Network
  /// What a step learns from.
  associatedtype Batch: RowBatch

  /// Draws a batch.
  ///
  /// - Parameters:
  ///   - count: the number of rows.
  ///   - model: the present model, whose own samples some objectives need.
  ///   - random: the stream that everything random is drawn from.
  mutating func batch(_ count: Int, for model: Model, using random: inout RandomStream) -> Batch

  /// What each row adds to the mean.
  ///
  /// - Parameters:
  ///   - model: tracked on the tape if it is to be differentiated.
  ///   - batch: what `batch` drew, or some of its rows.
  ///   - tape: for inputs that the terms differentiate by.
  /// - Returns: `[rows]`.
  func terms(_ model: Model, _ batch: Batch, on tape: Tape) -> Variable
}

extension Objective {
  /// The mean over a batch and its standard error, which holds if the rows are independent.
  public func loss(of model: Model, on batch: Batch) -> Estimate {
    Estimate(meanOf: terms(of: model, on: batch))
  }

  /// The mean over a fresh batch and its standard error.
  public mutating func loss(
    of model: Model, samples count: Int, using random: inout RandomStream
  ) -> Estimate {
    loss(of: model, on: batch(count, for: model, using: &random))
  }

  /// The terms of all rows with no derivative, `[rows]`, computed shard by shard.
  public func terms(of model: Model, on batch: Batch) -> Tensor {
    // Pure functions of values that are only read.
    nonisolated(unsafe) let (objective, fixed, batch) = (self, model.detached(), batch)
    return .concatenated(
      Parallel.mapChunks(of: batch.rowCount, size: shardSize(ofBatch: batch.rowCount)) { rows in
        objective.checkedTerms(fixed, batch.rows(rows), on: Tape()).value
      })
  }

  /// The terms, checked to be one for each row.
  func checkedTerms(_ model: Model, _ batch: Batch, on tape: Tape) -> Variable {
    let terms = terms(model, batch, on: tape)
    precondition(
      terms.shape == [batch.rowCount],
      "objective \(Self.self): terms of shape \(terms.shape) for \(batch.rowCount) rows")
    return terms
  }
}
