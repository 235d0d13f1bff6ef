import Autodiff
import Elementary
import Tensors
import Testing

@testable import Networks

/// Rows that differ in size, so that none can stand for another.
private struct Ramp: Objective {
  func batch(_ count: Int, for model: MLP, using random: inout RandomStream) -> Tensor {
    random.normal([count, 3]) * (1 + 3 * random.uniform([count, 1]))
  }

  func terms(_ model: MLP, _ batch: Tensor, on tape: Tape) -> Variable {
    let x = tape.variable(batch)
    let slope = Autodiff.gradient(of: model(x).column(0).sum(), withRespectTo: x)
    return slope.square().rowSums() + model(x).rowSums()
  }
}

@Suite struct ShardedGradientTests {
  let network: MLP
  private let objective = Ramp()

  init() {
    var random = RandomStream(seed: 21)
    network = MLP([3, 24, 2], using: &random)
  }

  private func batch(_ rows: Int) -> Tensor {
    var random = RandomStream(seed: 22)
    return objective.batch(rows, for: network, using: &random)
  }

  private func sharded(_ batch: Tensor) -> BatchGradient {
    objective.gradient(of: network, on: batch, tapes: (0..<8).map { _ in Tape() })
  }

  /// Against one tape for all rows. A shard of a single row, as the last of 33 and of 513, that is
  /// left out or counted twice moves the gradient by a few thousandths.
  @Test(arguments: [1, 33, 128, 257, 513, 600])
  func isTheGradientOfTheWhole(rows: Int) {
    let batch = batch(rows)
    let tape = Tape()
    let (tracked, parameters) = network.tracked(on: tape)
    let terms = objective.terms(tracked, batch, on: tape)
    let whole = Autodiff.gradient(of: terms.mean(), withRespectTo: parameters, recording: false)

    let sharded = sharded(batch)
    #expect(sharded.terms == terms.value)
    #expect(sharded.parameters.count == 4)
    for (sum, exact) in zip(sharded.parameters, whole) {
      let scale = exact.value.abs().max()
      #expect(scale > 0.1)
      #expect((sum - exact.value).abs().max() < 2e-6 * scale)
    }
  }

  @Test(arguments: [1, 2, 8]) func anyNumberOfThreadsGivesTheSameBits(threads: Int) {
    let before = Parallel.threads
    defer { Parallel.threads = before }
    let batch = batch(900)
    Parallel.threads = 1
    let one = sharded(batch)
    Parallel.threads = threads
    for _ in 0..<5 {
      let many = sharded(batch)
      #expect(many.terms == one.terms && many.parameters == one.parameters)
    }
  }

  /// The terms of a batch do not depend on where it is cut, nor on the other rows.
  @Test(arguments: [1, 33, 128, 257, 513, 600])
  func termsAreThoseOfEachRow(rows: Int) {
    let batch = batch(rows)
    let terms = objective.terms(of: network, on: batch)
    #expect(terms.shape == [rows])
    #expect(terms == objective.terms(of: network, on: batch))
    for i in Set([0, 31, 32, 127, 128, 255, 256, 511, 512, rows - 1]) where i < rows {
      let alone = objective.terms(of: network, on: batch.rows(i..<i + 1))
      #expect(alone[0] == terms[i])
    }
  }

  /// Terms 1, 2, 4 and 5, each the sum of a row of equal numbers: their mean, and the standard error
  /// of four rows, not of twelve numbers.
  @Test func lossIsTheMeanOfTheRows() {
    let objective = NormalPoints<MLP>(dimension: 3) { _, x in x.rowSums() }
    let batch = Tensor([1.0, 2, 4, 5], shape: [4, 1]) / 3 * Tensor.ones(1, 3)
    let loss = objective.loss(of: network, on: batch)
    expectClose([loss.value, loss.standardError], [3, sqrt(10.0 / 3 / 4)], within: 1e-7)

    // A fresh batch is what `batch` draws.
    var (random, same) = (RandomStream(seed: 23), RandomStream(seed: 23))
    var drawing = objective
    let fresh = drawing.loss(of: network, samples: 50, using: &random)
    let drawn = objective.batch(50, for: network, using: &same)
    #expect(fresh == objective.loss(of: network, on: drawn))
    #expect(random.next() == same.next())
  }
}
