import Elementary
import Tensors
import TestSupport
import Testing

/// Distribution and independence of the random numbers. Seeds are fixed; rates of false failure stand in the
/// ledger.
@Suite struct RandomStatisticsTests {
  static let count = 1 << 20

  static func uniforms(_ stream: RandomStream) -> [Double] {
    var stream = stream
    return stream.uniform([count]).doubles
  }

  static func normals(_ stream: RandomStream) -> [Double] {
    var stream = stream
    return stream.normal([count]).doubles
  }

  static func mean(_ values: some Sequence<Double>) -> Double {
    var (total, count) = (0.0, 0.0)
    for value in values { (total, count) = (total + value, count + 1) }
    return total / count
  }

  /// Moments of the uniform distribution: E uᵏ = 1/(k + 1).
  @Test(arguments: [1, 2, 3, 4])
  func uniformMoments(power: Int) {
    let k = Double(power)
    let variance = 1 / (2 * k + 1) - 1 / ((k + 1) * (k + 1))
    var single = RandomStream(seed: 101)
    let draws = [
      Self.uniforms(RandomStream(seed: 100)), (0..<Self.count).map { _ in single.uniform() },
    ]
    for values in draws {
      expectMean(
        Self.mean(values.lazy.map { pow($0, k) }), exact: 1 / (k + 1), variance: variance,
        count: Self.count, detecting: 0.003, ledger: "Tensors: uniform moments")
    }
  }

  /// Moments of the normal distribution: E zᵏ = 0, 1, 0, 3, 0, 15 with variances 1, 2, 15, 96, 945, 10170.
  @Test(arguments: [(1, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96), (5, 0, 945), (6, 15, 10170)])
  func normalMoments(power: Int, exact: Double, variance: Double) {
    var single = RandomStream(seed: 103)
    let draws = [
      Self.normals(RandomStream(seed: 102)), (0..<Self.count).map { _ in single.normal() },
    ]
    for values in draws {
      expectMean(
        Self.mean(values.lazy.map { pow($0, Double(power)) }), exact: exact, variance: variance,
        count: Self.count, detecting: 0.01 * variance.squareRoot(),
        ledger: "Tensors: normal moments")
    }
  }

  /// P(|z| > t) = erfc(t/√2).
  @Test(arguments: [(0.1, 0.01), (1.0, 0.01), (2.0, 0.03), (3.0, 0.1), (4.0, 0.4), (4.75, 1.8)])
  func normalTails(threshold: Double, relative: Double) {
    let size = 1 << 24
    var stream = RandomStream(seed: 104)
    let inside = stream.normal([size]).abs() .<= Float(threshold)
    let exact = erfc(Double(Float(threshold)) / 2.0.squareRoot())
    expectProportion(
      size - Int(inside.sum()), of: size, exact: exact, detecting: relative * exact,
      ledger: "Tensors: normal tails")
  }

  /// Kolmogorov's test: P(√n sup|F_n − F| > 2.9) = 1e-7 at most, by the inequality
  /// 2 exp(−2 · 2.9²) (Massart 1990).
  @Test(arguments: ["uniform batch", "normal batch", "uniform", "normal"])
  func distributionFunction(distribution: String) {
    if let refusal = StatisticalLedger.shared.spend("Tensors: Kolmogorov distance") {
      Issue.record("\(refusal)")
    }
    let count = 200_000
    var stream = RandomStream(seed: 105)
    let levels =
      switch distribution {
      case "uniform batch": stream.uniform([count]).doubles
      case "normal batch": stream.normal([count]).doubles.map { normalCDF($0) }
      case "uniform": (0..<count).map { _ in stream.uniform() }
      default: (0..<count).map { _ in normalCDF(stream.normal()) }
      }
    var distance = 0.0
    for (i, level) in levels.sorted().enumerated() {
      distance = max(
        distance, level - Double(i) / Double(count), Double(i + 1) / Double(count) - level)
    }
    #expect(distance * Double(count).squareRoot() < 2.9)
  }

  /// χ² of 1024 equally likely cells, in one and in two dimensions (consecutive draws).
  @Test(arguments: [1, 2])
  func cells(dimension: Int) {
    let perAxis = dimension == 1 ? 1024 : 32
    let draws = [
      Self.uniforms(RandomStream(seed: 106)),
      Self.normals(RandomStream(seed: 107)).map { normalCDF($0) },
    ]
    for levels in draws {
      let count = levels.count / dimension
      var counts = [Int](repeating: 0, count: 1024)
      for i in 0..<count {
        let cell = (0..<dimension).reduce(0) {
          $0 * perAxis + Int(levels[i * dimension + $1] * Double(perAxis))
        }
        counts[cell] += 1
      }
      expectEqualCells(counts, detecting: 0.45, "Tensors: cells")
    }
  }

  func expectEqualCells(_ counts: [Int], detecting: Double, _ name: String) {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    let square = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    expectVariance(
      square / expected / Double(counts.count - 1), degreesOfFreedom: counts.count - 1, exact: 1,
      detecting: detecting, ledger: name)
  }

  /// E zᵢ zᵢ₊ₖ = 0 and E (zᵢ² − 1)(zᵢ₊ₖ² − 1) = 0, across lanes, words (k = 16 is the Box–Muller
  /// pair), blocks and groups.
  @Test(arguments: [1, 2, 3, 4, 8, 15, 16, 17, 32, 48, 64, 128, 1024])
  func serialCorrelation(lag: Int) {
    let z = Self.normals(RandomStream(seed: 108))
    let pairs = zip(z, z.dropFirst(lag))
    let count = z.count - lag
    expectMean(
      Self.mean(pairs.lazy.map { $0 * $1 }), exact: 0, variance: 1, count: count, detecting: 0.01,
      ledger: "Tensors: serial correlation")
    expectMean(
      Self.mean(pairs.lazy.map { ($0 * $0 - 1) * ($1 * $1 - 1) }), exact: 0, variance: 4,
      count: count, detecting: 0.02, ledger: "Tensors: serial correlation")
  }

  /// The 64 places of a group one by one: their means, standardised, are 64 normal numbers.
  @Test func placesInAGroup() {
    let z = Self.normals(RandomStream(seed: 109))
    let groups = Double(z.count / 64)
    let square = (0..<64).reduce(0.0) { total, place in
      let sum = stride(from: place, to: z.count, by: 64).reduce(0.0) { $0 + z[$1] }
      return total + sum * sum / groups
    }
    expectVariance(
      square / 64, degreesOfFreedom: 64, exact: 1, detecting: 1.8,
      ledger: "Tensors: places in a group")
  }

  /// Streams that are near one another in seed, number or descent are uncorrelated, place by place.
  @Test func betweenStreams() {
    let root = RandomStream(seed: 110)
    let pairs: [(RandomStream, RandomStream)] = [
      (root, RandomStream(seed: 111)), (root, RandomStream(seed: 110, stream: 1)),
      (root, RandomStream(seed: 110 + 1 << 32)), (root, root.split(0)), (root, root.split("a")),
      (root.split(0), root.split(1)), (root.split("a"), root.split("b")),
      (root.split(0), root.split("")), (root.split(0), root.split(0).split(0)),
      (root.split(1).split(2), root.split(2).split(1)),
    ]
    for (first, second) in pairs {
      let (x, y) = (Self.normals(first), Self.normals(second))
      expectMean(
        Self.mean(zip(x, y).lazy.map { $0 * $1 }), exact: 0, variance: 1, count: x.count,
        detecting: 0.01, ledger: "Tensors: between streams")
    }
  }

  /// The mean over first draws of many children, as when every chain or step has a stream.
  @Test func firstDrawsOfChildren() {
    let root = RandomStream(seed: 112)
    let count = 100_000
    let first = (0..<count).map { index in
      var child = root.split(UInt64(index))
      return child.normal()
    }
    expectMean(
      Self.mean(first), exact: 0, variance: 1, count: count, detecting: 0.05,
      ledger: "Tensors: first draws of children")
    expectMean(
      Self.mean(zip(first, first.dropFirst()).lazy.map { $0 * $1 }), exact: 0, variance: 1,
      count: count - 1, detecting: 0.05, ledger: "Tensors: first draws of children")
  }
}
