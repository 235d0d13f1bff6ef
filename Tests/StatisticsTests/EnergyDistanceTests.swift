import Elementary
import Statistics
import Tensors
import TestSupport
import Testing

@Suite struct EnergyDistanceTests {
  /// Straight from the definition, in Double.
  private func distance(_ x: [[Double]], _ y: [[Double]]) -> Double {
    func mean(_ a: [[Double]], _ b: [[Double]]) -> Double {
      var total = 0.0
      for p in a {
        for q in b { total += sqrt(zip(p, q).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }) }
      }
      return total / Double(a.count * b.count)
    }
    return 2 * mean(x, y) - mean(x, x) - mean(y, y)
  }

  @Test(arguments: [(1, 1, 1), (30, 30, 2), (40, 25, 3)])
  func agreesWithTheDefinition(n: Int, m: Int, dimension: Int) {
    var random = RandomStream(seed: 1)
    let x = random.normal([n, dimension])
    let y = 0.5 * random.normal([m, dimension]) + 1
    func rows(_ t: Tensor) -> [[Double]] { (0..<t.shape[0]).map { t.row($0).doubles } }
    let measured = EnergyDistance(x, y, using: &random)
    expectNear(measured.value, distance(rows(x), rows(y)), within: 2e-6)
    #expect(measured.pValue == 1 && measured.permuted.isEmpty)
  }

  /// In one dimension `D = 2 ∫ (F − G)²`; here with the distributions N(0, 1) and N(δ, 1).
  @Test func tendsToTheDistanceOfTheDistributions() {
    let (n, δ) = (1500, 0.8)
    let exact = integrate(from: -9, to: 10, points: 2000) { u in
      let difference = normalCDF(u) - normalCDF(u - δ)
      return 2 * difference * difference
    }
    let random = RandomStream(seed: 2)
    // A sample's points are counted as their own neighbours: their distance of zero adds
    // E|X − X'|/n for each of the two samples.
    let values = (0..<20).map { k in
      var random = random.split(UInt64(k))
      let x = random.normal([n, 1])
      let y = random.normal([n, 1]) + Float(δ)
      return EnergyDistance(x, y, using: &random).value - 2 * 2 / (sqrt(.pi) * Double(n))
    }
    let mean = sum(values) / 20
    let variance = sum(values.map { ($0 - mean) * ($0 - mean) }) / 19
    expectMean(
      mean, exact: exact, standardError: sqrt(variance / 20), detecting: exact / 2,
      ledger: "energy distance: two normal distributions")
  }

  /// Of equal distributions, the p-value is uniform on 1/20, …, 20/20.
  @Test func theTestKeepsItsLevel() {
    let random = RandomStream(seed: 3)
    let trials = 2000
    var pValues: [Double] = []
    for k in 0..<trials {
      var random = random.split(UInt64(k))
      let (x, y) = (random.normal([12, 2]), random.normal([9, 2]))
      pValues.append(EnergyDistance(x, y, permutations: 19, using: &random).pValue)
    }
    expectProportion(
      pValues.count { $0 <= 0.1 }, of: trials, exact: 0.1, detecting: 0.07,
      ledger: "energy distance: level of the test")
    expectMean(
      sum(pValues) / Double(trials), exact: 0.525, variance: 399.0 / 4800, count: trials,
      detecting: 0.07, ledger: "energy distance: mean p-value")
  }

  @Test func otherDistributionsAreFound() {
    var random = RandomStream(seed: 4)
    let x = random.normal([600, 2])
    // Equal means and variances; only the dependence differs.
    let radius = random.normal([600, 1])
    let y = Tensor.concatenated([radius, radius * (2 * random.integers01(600) - 1)], axis: 1)
    let test = EnergyDistance(x, y, permutations: 99, using: &random)
    #expect(test.pValue == 0.01)
  }

  /// Samples that are equal are as far apart as they can least be: every dealing counts, those with
  /// the same distance, 0, like the others.
  @Test func tiesCountAgainstTheDifference() {
    var random = RandomStream(seed: 5)
    let x = Tensor([0.0, 1], shape: [2, 1])
    let test = EnergyDistance(x, x, permutations: 200, using: &random)
    #expect(test.value == 0)
    #expect(test.permuted.contains(0) && test.permuted.contains { $0 > 0 })
    #expect(test.pValue == 1)
  }

  /// Distances scale with the points, however large or small.
  @Test(arguments: [0x1p-80, 0x1p80] as [Float])
  func squaresDoNotOverflow(scale: Float) {
    var random = RandomStream(seed: 6)
    let (x, y) = (random.normal([20, 2]), random.normal([15, 2]) + 1)
    let plain = EnergyDistance(x, y, using: &random).value
    #expect(EnergyDistance(scale * x, scale * y, using: &random).value == Double(scale) * plain)
    #expect(EnergyDistance(0 * x, 0 * y, using: &random).value == 0)
  }

  @Test func strangePointsAreRefused() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      var x = Tensor.zeros(3, 2)
      x[1, 0] = .nan
      _ = EnergyDistance(x, Tensor.zeros(3, 2), using: &random)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      var x = Tensor.zeros(3, 2)
      x[1, 0] = .infinity
      _ = EnergyDistance(Tensor.zeros(3, 2), x, using: &random)
    }
  }

  @Test func shapesThatDoNotFitStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = EnergyDistance(Tensor.zeros(3, 2), Tensor.zeros(3, 1), using: &random)
    }
  }
}

extension RandomStream {
  /// Zeros and ones, `[n, 1]`.
  fileprivate mutating func integers01(_ n: Int) -> Tensor {
    Tensor(integers(below: 2, count: n).map(Double.init), shape: [n, 1])
  }
}
