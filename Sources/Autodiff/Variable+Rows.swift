import Elementary
import Tensors

extension Variable {
  /// The sum over each row, whatever its shape: `[rows, …]` → `[rows]`.
  public func rowSums() -> Variable {
    let rows = value.rowCount
    return rank == 1 ? self : reshaped(rows, rows == 0 ? 0 : count / rows).sum(axis: 1)
  }

  /// The mean over each row, whatever its shape: `[rows, …]` → `[rows]`.
  public func rowMeans() -> Variable { rowSums() / Float(count / max(value.rowCount, 1)) }
}
