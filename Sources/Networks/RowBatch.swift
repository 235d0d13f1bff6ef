import Tensors

/// What a step of training learns from: rows that count for themselves, so that the batch can be cut
/// into shards.
public protocol RowBatch: SendableMetatype {
  /// How many rows there are.
  var rowCount: Int { get }

  /// Some consecutive rows.
  func rows(_ range: Range<Int>) -> Self
}

extension Tensor: RowBatch {}
