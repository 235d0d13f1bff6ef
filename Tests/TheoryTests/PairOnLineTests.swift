import Elementary
import TestSupport
import Testing
import Theory

@Suite struct PairOnLineTests {
  static let pair = PairOnLine(distance: 1.5 * sqrt(2), weight: 0.8, variance: 0.0925)
  static let near = PairOnLine(distance: 1, weight: 0.3, variance: 0.4)

  static func density(_ x: Double, of pair: PairOnLine) -> Double {
    let (c, v, w) = (pair.distance, pair.variance, pair.weight)
    return (w * exp(-(x - c) * (x - c) / (2 * v)) + (1 - w) * exp(-(x + c) * (x + c) / (2 * v)))
      / sqrt(2 * Double.pi * v)
  }

  @Test(arguments: [pair, near]) func scoreIsTheSlopeOfTheEnergy(pair: PairOnLine) {
    for u in [-2.5, -0.4, -0.02, 0.3, 2] {
      let slope = (pair.energy(u + 1e-5) - pair.energy(u - 1e-5)) / 2e-5
      expectClose(pair.score(u), -slope, within: 1e-6, scale: 1)
      expectClose(
        pair.energy(u) - pair.energy(1),
        log(Self.density(1, of: pair) / Self.density(u, of: pair)), within: 1e-11, scale: 1)
    }
  }

  /// ∫ 1/p by trapezoids.
  @Test func splittingFollowsTheIntegral() {
    let pair = Self.near
    let n = 20_000
    let cells = (0...n).map { -1 + 2 * Double($0) / Double(n) }
    let inverse = cells.map { 1 / Self.density($0, of: pair) }
    func integral(_ cells: ArraySlice<Double>) -> Double {
      sum(Array(cells)) - (cells.first! + cells.last!) / 2
    }
    for place in [2_000, 10_000, 15_000] {
      expectClose(
        pair.splitting(cells[place]), integral(inverse[0...place]) / integral(inverse[...]),
        within: 1e-7)
    }
    #expect(pair.splitting(-1.2) == 0 && pair.splitting(1.2) == 1)
  }

  /// By NumPy.
  @Test(arguments: [(1, 0.5123450087), (2, 0.5061851692), (5, 0.5024754966)])
  func sharesOfTheStart(r: Double, numpy: Double) {
    let islands = PairOnLine(distance: 1.5 * sqrt(2), weight: 0.8, variance: 0.09)
    expectNear(islands.firstShare(startStandardDeviation: r), numpy, within: 1e-8)
  }

  /// Small steps on the line, run until they have settled, end where the splitting says.
  @Test func stepsSettleAsTheSplittingSays() {
    let pair = Self.pair
    var chains = StepsOnLine(standardDeviation: 2)
    for (ε, count) in [(0.004, 100), (0.001, 200)] {
      chains.step(count, within: 14, noise: sqrt(2 * ε)) { $0 + ε * pair.score($0) }
    }
    expectNear(chains.shareAbove, pair.firstShare(startStandardDeviation: 2), within: 5e-4)
  }

  /// On one Gaussian the steps are a linear recursion.
  @Test func stepsHaveTheVarianceOfTheRecursion() {
    var chains = StepsOnLine(mean: 0.5, standardDeviation: 2)
    chains.step(7, within: 16, noise: 0.6) { 0.8 * $0 }
    chains.step(3, within: 12, noise: 0.2) { 0.9 * $0 }
    var (M, V) = (0.5, 4.0)
    for _ in 0..<7 { (M, V) = (0.8 * M, 0.64 * V + 0.36) }
    for _ in 0..<3 { (M, V) = (0.9 * M, 0.81 * V + 0.04) }
    expectClose(chains.moments.mean, M, within: 2e-6)
    expectClose(chains.moments.variance, V, within: 2e-6)
    expectNear(chains.shareAbove, normalCDF(M / sqrt(V)), within: 1e-6)
  }

  /// By NumPy, with matrices on another grid; and many steps at each level give the shares of the
  /// data.
  @Test func annealedShares() {
    let islands = PairOnLine(distance: 1.5 * sqrt(2), weight: 0.8, variance: 0.09)
    func share(_ η: Double, _ K: Int) -> Double {
      let ladder = (0..<20).map { 5 * pow(0.01, Double($0) / 19) }
      return islands.annealedShares(
        standardDeviations: ladder, stepSize: 2 * η * 0.0025, stepsPerLevel: K,
        startStandardDeviation: 5
      ).last!
    }
    expectNear(share(0.1, 50), 0.78621, within: 1e-4)
    expectNear(share(0.1, 5), 0.69620, within: 1e-3)
    expectNear(share(0.1, 2_000), 0.8, within: 2e-3)
  }

  /// With ever more levels the ancestral sampler goes where Bayes' rule says, and from the noised
  /// pair itself, which is not quite normal, to the weights.
  @Test func ancestralSharesTendToThePosterior() {
    let pair = PairOnLine(distance: 1, weight: 0.3, variance: 0.04)
    func ladder(_ n: Int) -> [Double] { (0..<n).map { 3 * pow(0.05, Double($0) / Double(n - 1)) } }
    let limit = pair.noised(by: 9).posteriorShare(startStandardDeviation: 3.4)
    let errors = [50, 200].map { n in
      pair.ancestralShare(standardDeviations: ladder(n), startStandardDeviation: 3.4) - limit
    }
    expectNear(errors[1], 0, within: 2e-3)
    #expect(errors[1].magnitude < 0.4 * errors[0].magnitude)
    let noised = pair.noised(by: 9)
    let average = integrate(from: -20, to: 20, points: 800) { u in
      Self.density(u, of: noised)
        / (1 + exp(-2 * (u * pair.distance / noised.variance + 0.5 * log(0.3 / 0.7))))
    }
    expectClose(average, 0.3, within: 1e-9)
  }
}
