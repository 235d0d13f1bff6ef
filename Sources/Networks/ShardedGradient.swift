import Autodiff
import Elementary
import Tensors

/// The rows of a shard; the last of a batch may have fewer. At most 256: each shard has a gradient of its
/// own, and reading it into another core's cache costs as much as many rows do. Of smaller batches it is
/// half, so that two cores have something to do. The number of threads has no influence on it, nor
/// therefore on any bit of the result.
func shardSize(ofBatch rows: Int) -> Int {
  min(256, max(32, ((rows + 1) / 2 + 15) / 16 * 16))
}

/// The gradient of an objective's mean over a batch.
struct BatchGradient {
  /// The terms of all rows.
  let terms: Tensor
  /// For every parameter the derivative of the terms' mean.
  var parameters: [Tensor]
}

extension Objective {
  /// The gradient of the mean over a batch, by all cores.
  ///
  ///     ∇ (1/n) Σ_i l_i(θ) = Σ_shards ∇ (1/n) Σ_{i in shard} l_i(θ)
  ///
  /// Every shard has a tape of its own, on which one core goes forwards and backwards alone. The
  /// shards' gradients are added in their order.
  ///
  /// - Parameters:
  ///   - model: what is differentiated, its parameters constants.
  ///   - batch: what `batch` drew.
  ///   - tapes: one for each shard or more, cleared here.
  func gradient(of model: Model, on batch: Batch, tapes: [Tape]) -> BatchGradient {
    let count = batch.rowCount
    let size = shardSize(ofBatch: count)
    // Pure functions of values that are only read, and a tape that one core has for itself.
    nonisolated(unsafe) let (objective, model, batch, tapes) = (self, model, batch, tapes)
    var shards = Parallel.mapChunks(of: count, size: size) { rows in
      let tape = tapes[rows.lowerBound / size]
      defer { tape.clear() }
      let (tracked, parameters) = model.tracked(on: tape)
      let terms = objective.checkedTerms(tracked, batch.rows(rows), on: tape)
      precondition(terms.isTracked, "training: the terms do not depend on any parameter")
      let gradients = Autodiff.gradient(
        of: terms.sum() / Float(count), withRespectTo: parameters, recording: false)
      return BatchGradient(terms: terms.value, parameters: gradients.map(\.value))
    }
    // Moved out, so that the sums come into being in place.
    var sums: [Tensor] = []
    swap(&sums, &shards[0].parameters)
    for shard in shards.dropFirst() {
      for i in sums.indices { sums[i] += shard.parameters[i] }
    }
    return BatchGradient(terms: .concatenated(shards.map(\.terms)), parameters: sums)
  }
}
