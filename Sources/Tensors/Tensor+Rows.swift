import Elementary

extension Tensor {
  /// The number of rows, which is the length of the first axis.
  public var rowCount: Int {
    precondition(rank >= 1, "a single number has no rows")
    return shape[0]
  }

  /// The sum over each row, whatever its shape: `[rows, …]` → `[rows]`.
  public func rowSums() -> Tensor {
    rank == 1 ? self : reshaped(rowCount, rowCount == 0 ? 0 : count / rowCount).sum(axis: 1)
  }

  /// One number for each row, `[rows]`, in a shape that stretches over the rows of another tensor:
  /// `[rows, 1, …, 1]`.
  public func asColumn(for other: Tensor) -> Tensor {
    precondition(
      shape == [other.rowCount], "\(shape) are no numbers for the rows of \(other.shape)")
    return reshaped(to: shape + [Int](repeating: 1, count: other.rank - 1))
  }
}
