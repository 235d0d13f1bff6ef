import Elementary

extension Tensor {
  /// A function that treats every row for itself, computed for blocks of rows, as many at once as
  /// there are threads.
  ///
  /// What a block's steps hand to each other stays in a core's own cache, and its steps need not
  /// wait for other cores: for a large batch that is much faster than step after step of the whole.
  ///
  /// - Parameters:
  ///   - size: the rows of a block, the last may have fewer. The default is a multiple of a matrix
  ///     product's tile; a hundred numbers for each of so many rows fit into the cache.
  ///   - body: the function of a block, `[rows, …]` → `[rows, …]`.
  /// - Returns: the blocks' values, one below the other: the bits of `body(self)`.
  public func mapRowBlocks(of size: Int = 504, _ body: @Sendable (Tensor) -> Tensor) -> Tensor {
    precondition(rank >= 1 && size > 0, "row blocks of \(size) rows of a tensor of shape \(shape)")
    if shape[0] <= size { return body(self) }
    return Tensor.concatenated(
      Parallel.mapChunks(of: shape[0], size: size) { rows in
        let values = body(self.rows(rows))
        precondition(
          values.shape.first == rows.count, "row blocks: \(rows.count) rows became \(values.shape)")
        return values
      })
  }
}
