import Autodiff
import Elementary
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct CrossEntropyTests {
  /// A network whose outputs are (x, 2x, 0): terms and probabilities by hand.
  static var network: MLP {
    MLP(layers: [Linear(weight: Tensor(rows: [[1, 2, 0]]), bias: Tensor([0.0, 0, 0]))])
  }

  @Test func termsByHand() {
    let objective = CrossEntropy(points: Tensor(rows: [[1], [-2]]), labels: [1, 2])
    let batch = LabelledPoints(points: objective.points, labels: objective.labels)
    let terms = objective.terms(of: Self.network, on: batch).doubles
    expectClose(terms[0], log(exp(1) + exp(2) + 1) - 2, within: 1e-6)
    expectClose(terms[1], log(exp(-2) + exp(-4) + 1), within: 1e-6)
    let p = Self.network.classProbabilities(objective.points)
    expectClose(Double(p[0, 1]), exp(-terms[0]), within: 1e-6)
    expectClose(Double(p[1, 2]), exp(-terms[1]), within: 1e-6)
    expectClose(Double(p[0, 0] + p[0, 1] + p[0, 2]), 1, within: 1e-6)
  }

  /// The slope by an output is its probability, less 1 for the right class.
  @Test func slopeIsTheProbabilityLessOne() {
    let objective = CrossEntropy(points: Tensor(rows: [[1]]), labels: [1])
    let batch = LabelledPoints(points: objective.points, labels: [1])
    let tape = Tape()
    let (network, parameters) = Self.network.tracked(on: tape)
    let slope = gradient(
      of: objective.terms(network, batch, on: tape).sum(), withRespectTo: parameters)[1].value
    let p = Self.network.classProbabilities(objective.points)
    for c in 0..<3 {
      expectNear(Double(slope[c]), Double(p[0, c]) - (c == 1 ? 1 : 0), within: 1e-6)
    }
  }

  /// Points keep their labels in a batch, and three clouds are told apart.
  @Test func learnsThreeClouds() throws {
    var random = RandomStream(seed: 1)
    let labels = (0..<300).map { $0 % 3 }
    let centres = Tensor(rows: [[2, 0], [-1, 2], [-1, -2]]).gatherRows(labels)
    let objective = CrossEntropy(
      points: centres + 0.4 * random.normal([300, 2]), labels: labels)
    let network = MLP([2, 16, 3], using: &random)
    let batch = objective.batch(64, for: network, using: &random)
    for row in 0..<64 {
      let source = (0..<300).first {
        objective.points.rows($0..<$0 + 1) == batch.points.rows(row..<row + 1)
      }
      #expect(labels[source!] == batch.labels[row])
    }
    var training = Training(
      of: network, on: objective, batchSize: 64, with: Adam(learningRate: 0.01), seed: 1)
    try training.run(steps: 200)
    let p = training.network.classProbabilities(objective.points)
    let right = labels.indices.count { row in Double(p[row, labels[row]]) > 0.5 }
    #expect(right >= 295)
  }

  @Test func refusesLabelsWithoutAnOutput() async {
    await #expect(processExitsWith: .failure) {
      let objective = CrossEntropy(points: Tensor(rows: [[1]]), labels: [3])
      let batch = LabelledPoints(points: objective.points, labels: [3])
      _ = objective.terms(of: Self.network, on: batch)
    }
    await #expect(processExitsWith: .failure) {
      _ = CrossEntropy(points: Tensor(rows: [[1]]), labels: [0, 1])
    }
  }
}
