import Tensors
import TestSupport
import Testing

/// Distributions of the discrete draws.
@Suite struct RandomChoiceStatisticsTests {
  /// Below 3·2⁶¹ a remainder without rejection would fall into the lower two thirds with
  /// probability ¾, and a scaled product would prefer some residues modulo 3.
  @Test func largeBounds() {
    let bound = 3 << 61
    let count = 100_000
    var stream = RandomStream(seed: 201)
    let values = stream.integers(below: bound, count: count)
    expectProportion(
      values.count { $0 < 1 << 62 }, of: count, exact: 2.0 / 3, detecting: 0.05,
      ledger: "Tensors: integers below a large bound")
    for residue in 0..<3 {
      expectProportion(
        values.count { $0 % 3 == residue }, of: count, exact: 1.0 / 3, detecting: 0.02,
        ledger: "Tensors: integers below a large bound")
    }
  }

  @Test(arguments: [2, 6, 10])
  func smallBounds(bound: Int) {
    let count = 100_000
    var stream = RandomStream(seed: 202)
    let values = stream.integers(below: bound, count: count)
    for value in 0..<bound {
      expectProportion(
        values.count { $0 == value }, of: count, exact: 1 / Double(bound), detecting: 0.02,
        ledger: "Tensors: integers below a small bound")
    }
  }

  @Test func bernoulli() {
    let count = 100_000
    var stream = RandomStream(seed: 203)
    expectProportion(
      (0..<count).count { _ in stream.bernoulli(0.3) }, of: count, exact: 0.3, detecting: 0.02,
      ledger: "Tensors: Bernoulli")
  }

  @Test func choice() {
    let count = 100_000
    let weights = [1.0, 0, 3, 0.5, 5.5]
    var stream = RandomStream(seed: 204)
    let values = (0..<count).map { _ in stream.choice(weights: weights) }
    for (index, weight) in weights.enumerated() where weight > 0 {
      expectProportion(
        values.count { $0 == index }, of: count, exact: weight / 10, detecting: 0.02,
        ledger: "Tensors: choice")
    }
  }

  /// All 24 orders of four are equally likely: χ² with 23 degrees of freedom.
  @Test func ordersOfFour() {
    let count = 100_000
    var stream = RandomStream(seed: 205)
    var orders = [Int](repeating: 0, count: 256)
    for _ in 0..<count { orders[stream.permutation(4).reduce(0) { 4 * $0 + $1 }] += 1 }
    let found = orders.filter { $0 > 0 }
    #expect(found.count == 24)
    expectVariance(
      squaredDeviation(found) / 23, degreesOfFreedom: 23, exact: 1, detecting: 3,
      ledger: "Tensors: permutation")
  }

  /// Every number in every place of n = 20. Row and column sums being fixed, the cells have
  /// (n − 1)² degrees of freedom, and n/(n − 1) times the variance of independent ones.
  @Test func placesInAPermutation() {
    var stream = RandomStream(seed: 206)
    var places = [Int](repeating: 0, count: 400)
    for _ in 0..<10_000 {
      for (place, value) in stream.permutation(20).enumerated() { places[20 * place + value] += 1 }
    }
    expectVariance(
      squaredDeviation(places) / 361 * 19 / 20, degreesOfFreedom: 361, exact: 1, detecting: 0.75,
      ledger: "Tensors: permutation")
  }

  /// Σ (observed − expected)²/expected, all cells being expected to hold the same.
  func squaredDeviation(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) } / expected
  }
}
