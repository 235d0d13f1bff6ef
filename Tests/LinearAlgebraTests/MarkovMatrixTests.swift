import Elementary
import LinearAlgebra
import Samplers
import Statistics
import TestSupport
import Testing
import Theory

@Suite struct AutoregressionTests {
  /// The double sum over all pairs.
  @Test(arguments: [1, 2, 7, 200], [-0.8, 0, 0.5, 0.97])
  func varianceOfMeanIsADoubleSum(samples: Int, correlation: Double) {
    var total = 0.0
    for i in 0..<samples {
      for j in 0..<samples {
        total += (0..<abs(i - j)).reduce(1.0) { power, _ in power * correlation }
      }
    }
    expectClose(
      Autoregression.varianceOfMean(samples: samples, correlation: correlation, variance: 2.5),
      2.5 * total / Double(samples * samples), within: 1e-11)
  }

  @Test(arguments: [-0.5, 0.3, 0.9])
  func integratedTimeIsASum(correlation: Double) {
    var (power, total) = (1.0, 1.0)
    for _ in 0..<2000 {
      power *= correlation
      total += 2 * power
    }
    expectClose(Autoregression.integratedTime(correlation: correlation), total, within: 1e-12)
    let n = 1_000_000
    expectClose(
      1 / Autoregression.varianceOfMean(samples: n, correlation: correlation),
      Autoregression.effectiveSampleSize(samples: n, correlation: correlation), within: 1e-4)
  }
}

@Suite struct SymmetricEigenTests {
  @Test func diagonalisesAKnownMatrix() {
    // The path graph: eigenvalues 2 cos(kπ/(n+1)).
    let n = 9
    let matrix = (0..<n).map { i in (0..<n).map { j in abs(i - j) == 1 ? 1.0 : 0.0 } }
    let eigen = SymmetricEigen(matrix)
    for k in 1...n {
      expectClose(
        eigen.values[n - k], 2 * cos(.pi * Double(k) / Double(n + 1)), within: 1e-14, scale: 1)
    }
    for (value, vector) in zip(eigen.values, eigen.vectors) {
      for (row, component) in zip(matrix, vector) {
        let product = zip(row, vector).reduce(0.0) { $0 + $1.0 * $1.1 }
        expectClose(product, value * component, within: 1e-14, scale: 1)
      }
      expectClose(vector.reduce(0) { $0 + $1 * $1 }, 1, within: 1e-14)
    }
  }
}

@Suite struct MarkovMatrixTests {
  /// A reversible chain: Metropolis by hand on four states, proposals to a random other state.
  let target = [0.1, 0.2, 0.3, 0.4]
  var reversible: MarkovMatrix {
    MarkovMatrix(
      target.indices.map { i in
        var row = target.map { min(1, $0 / target[i]) / 3 }
        row[i] = 0
        row[i] = 1 - sum(row)
        return row
      })
  }
  /// A chain with a circulation, which no reversible chain has.
  let circling = MarkovMatrix([[0.1, 0.8, 0.1], [0.2, 0.1, 0.7], [0.6, 0.3, 0.1]])
  let values = [3, -1, 4, 1.5]

  @Test func stationaryDistributionIsKept() {
    let distribution = reversible.stationaryDistribution()
    for (a, b) in zip(distribution, target) { expectClose(a, b, within: 1e-15) }
    #expect(reversible.detailedBalanceDefect(target) < 1e-16)
    #expect(reversible.stationarityDefect(target) < 1e-16)

    let other = circling.stationaryDistribution()
    #expect(circling.stationarityDefect(other) < 1e-15)
    #expect(circling.detailedBalanceDefect(other) > 0.1)
    // Power iteration gets to the same place from anywhere.
    for (a, b) in zip(circling.distribution(after: 400, from: [1, 0, 0]), other) {
      expectClose(a, b, within: 1e-13)
    }
  }

  @Test func distributionAfterStepsIsAMatrixPower() {
    let start = [0.5, 0.25, 0.25]
    let two = circling.distribution(after: 2, from: start)
    for j in 0..<3 {
      var direct = 0.0
      for i in 0..<3 {
        for k in 0..<3 { direct += start[i] * circling.rows[i][k] * circling.rows[k][j] }
      }
      expectClose(two[j], direct, within: 1e-15)
    }
    #expect(circling.distribution(after: 0, from: start) == start)
  }

  /// The gap governs how fast the worst start is forgotten.
  @Test func spectralGapIsTheRateOfForgetting() {
    // Made lazy, as rounding would hide what a fast chain leaves after many steps.
    let lazy = MarkovMatrix(
      reversible.rows.enumerated().map { i, row in
        row.enumerated().map { j, p in (p + (i == j ? 1 : 0)) / 2 }
      })
    let gap = lazy.spectralGap()
    let distance = { (n: Int) -> Double in
      zip(lazy.distribution(after: n, from: [1, 0, 0, 0]), target).reduce(0) {
        $0 + ($1.0 - $1.1).magnitude
      }
    }
    expectClose(distance(41) / distance(40), 1 - gap, within: 1e-6)
    expectClose(lazy.eigenvalues().last!, 1, within: 1e-14)
    // Two states that flip with probabilities a and b: λ₂ = 1 − a − b.
    expectClose(MarkovMatrix([[0.7, 0.3], [0.1, 0.9]]).spectralGap(), 0.4, within: 1e-14)
  }

  /// A chain of two states is an autoregression with ρ = 1 − a − b.
  @Test(arguments: [1, 2, 10, 500])
  func twoStatesAreAnAutoregression(samples: Int) {
    let chain = MarkovMatrix([[0.7, 0.3], [0.1, 0.9]])
    let variance = 0.25 * 0.75
    expectClose(
      chain.varianceOfMean(of: [1, 0], samples: samples),
      Autoregression.varianceOfMean(samples: samples, correlation: 0.6, variance: variance),
      within: 1e-12)
    expectClose(
      chain.integratedTime(of: [1, 0]), Autoregression.integratedTime(correlation: 0.6),
      within: 1e-13)
    for (lag, c) in chain.autocovariances(of: [1, 0], maxLag: 5).enumerated() {
      expectClose(c, (0..<lag).reduce(variance) { x, _ in x * 0.6 }, within: 1e-13)
    }
  }

  /// Autocovariance by enumerating all paths of three steps; τ by summing many lags. The chain
  /// that circles has no spectrum to lean on.
  @Test func mixingAgreesWithEnumeration() {
    let f = [2, -1, 0.5]
    let distribution = circling.stationaryDistribution()
    let mean = zip(distribution, f).reduce(0.0) { $0 + $1.0 * $1.1 }
    var third = 0.0
    for i in 0..<3 {
      for j in 0..<3 {
        for k in 0..<3 {
          for l in 0..<3 {
            third +=
              distribution[i] * circling.rows[i][j] * circling.rows[j][k] * circling.rows[k][l]
              * (f[i] - mean) * (f[l] - mean)
          }
        }
      }
    }
    let covariances = circling.autocovariances(of: f, maxLag: 400)
    expectClose(covariances[3], third, within: 1e-13)
    expectClose(
      circling.integratedTime(of: f),
      1 + 2 * sum(Array(covariances.dropFirst())) / covariances[0], within: 1e-12)
    // Four states at once: n² Var = Σ_ij C_|i−j|.
    let n = 4
    var total = 0.0
    for i in 0..<n { for j in 0..<n { total += covariances[abs(i - j)] } }
    expectClose(
      circling.varianceOfMean(of: f, samples: n), total / Double(n * n), within: 1e-13)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) { _ = MarkovMatrix([[0.5, 0.4], [0, 1]]) }
    await #expect(processExitsWith: .failure) { _ = MarkovMatrix([[1.5, -0.5], [0, 1]]) }
    await #expect(processExitsWith: .failure) {
      _ = MarkovMatrix([[1, 0], [0, 1]]).stationaryDistribution()
    }
    await #expect(processExitsWith: .failure) {
      _ = MarkovMatrix([[0.1, 0.8, 0.1], [0.2, 0.1, 0.7], [0.6, 0.3, 0.1]]).spectralGap()
    }
  }
}
