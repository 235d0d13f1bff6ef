import Elementary
import Tensors
import TestSupport
import Testing

@testable import Distributions

@Suite("Distributions at the edges") struct EdgeTests {
  static let line = Grid(0...1, count: 3)

  private static let ofNumbers: [Refusal] = [Double.nan, .infinity, -.infinity].flatMap {
    (x: Double) -> [Refusal] in
    [
      Refusal("a discrete distribution needs positive probabilities") {
        _ = Discrete(probabilities: [1, x])
      },
      Refusal("energies must be finite") { _ = Discrete(energies: [1, x]) },
      Refusal("are beyond the range of Floats") { _ = Gaussian(mean: [x], covariance: [[1]]) },
      Refusal("Gaussian: ") { _ = Gaussian(mean: [0], covariance: [[x]]) },
      Refusal("Gaussian: ") { _ = Gaussian(mean: 0, standardDeviation: x) },
      Refusal("Gaussian: ") { _ = Gaussian.running.noised(by: x) },
      Refusal("mixture: weights") {
        _ = GaussianMixture(weights: [1, x], components: [.running, .running])
      },
      Refusal("moons: ") { _ = GaussianMixture.moons(standardDeviation: x) },
      Refusal("two modes at ±") { _ = GaussianMixture.pair(distance: 1, weight: x) },
      Refusal("choices: weights must not be negative") {
        var random = RandomStream(seed: 1)
        _ = random.choices(weights: [1, x], count: 2)
      },
      Refusal("exponents must be above ½") {
        _ = StudentProduct(directions: [[1]], exponents: [x])
      },
      Refusal("mean: 1 of 3 values are infinite or NaN") {
        _ = line.mean(of: [1, x, 2], logDensity: [0, -.infinity, 0])
      },
    ]
  }

  private static let ofTheRest: [Refusal] = [
    Refusal("at T = 5e-324") {
      _ = Discrete(energies: [1, 2], temperature: .leastNonzeroMagnitude)
    },
    Refusal("the temperature must be positive, not nan") {
      _ = Discrete(energies: [1], temperature: .nan)
    },
    Refusal("the temperature must be positive, not 0.0") {
      _ = Discrete(energies: [1], temperature: 0)
    },
    Refusal("energies must be finite") { _ = Discrete(energies: []) },
    Refusal("needs positive probabilities, not []") { _ = Discrete(probabilities: []) },
    Refusal("a weight of 5e-324 is none") {
      _ = Discrete(probabilities: [1e308, .leastNonzeroMagnitude])
    },
    Refusal("mixture: beside 1e+308, a weight of 5e-324 is none") {
      _ = GaussianMixture(
        weights: [1e308, .leastNonzeroMagnitude], components: [.running, .running])
    },
    Refusal("the covariance must be positive definite") {
      _ = Gaussian(mean: 0, standardDeviation: 1e-200)
    },
    Refusal("are beyond the range of Floats") { _ = Gaussian(mean: 0, standardDeviation: 1e-50) },
    Refusal("a mean of 0") { _ = Gaussian(mean: [], covariance: []) },
    Refusal("Gaussian on ℝ^-1") { _ = Gaussian.isotropic(dimension: -1) },
    Refusal("a ring of 0 modes") {
      _ = GaussianMixture.ring(modes: 0, radius: 1, standardDeviation: 1)
    },
    Refusal("a ring of -1 modes") {
      _ = GaussianMixture.ring(modes: -1, radius: 1, standardDeviation: 1)
    },
    Refusal("moons: share 0.5, standard deviation 1e-300") {
      _ = GaussianMixture.moons(standardDeviation: 1e-300)
    },
    Refusal("two modes at ±0.0") { _ = GaussianMixture.pair(distance: 0) },
    Refusal("choices: weights") {
      var random = RandomStream(seed: 1)
      _ = random.choices(weights: [], count: 1)
    },
    Refusal("uniforms: a count of -1") {
      var random = RandomStream(seed: 1)
      _ = random.choices(weights: [1], count: -1)
    },
    Refusal("a grid of 3 points on") {
      _ = Grid(-Double.greatestFiniteMagnitude ... .greatestFiniteMagnitude, count: 3)
    },
    Refusal("a grid of 2 points on") { _ = Grid(0 ... .infinity, count: 2) },
    Refusal("a grid of 1 points on") { _ = Grid(0...1, count: 1) },
    Refusal("a grid on 0.0...1.0 in steps of nan") { _ = Grid(0...1, step: .nan) },
    Refusal("logIntegral: log densities") { _ = line.logIntegral(of: [0, .nan, 0]) },
    Refusal("logIntegral: log densities") { _ = line.logIntegral(of: [0, .infinity, 0]) },
    Refusal("a data set of the shape [0, 2]") { _ = DataSet(.zeros(0, 2)) },
  ]

  static let refusals = ofNumbers + ofTheRest

  @Test(arguments: refusals.indices) func refused(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index] in
      EdgeTests.refusals[index].make()
    }
    #expect(message(result).contains(EdgeTests.refusals[index].description))
  }

  /// Round, diagonal and full, one and several components.
  static let distributions: [any Distribution & Sendable] = [
    Gaussian.runningInPlane, Gaussian.isotropic(dimension: 2), GaussianMixture.running,
    GaussianMixture.ring(modes: 3, radius: 1, standardDeviation: 1),
    StudentProduct(directions: [[1, 0], [1, 1]], exponents: [1, 2]),
  ]

  /// A point that is infinite or NaN has neither a density nor a score that is a finite number, and
  /// the points beside it don't notice.
  @Test(arguments: distributions.indices, [Double.nan, .infinity, -.infinity])
  func pointsWithoutAPlace(index: Int, bad: Double) {
    let distribution = Self.distributions[index]
    let good: [Double] = [0.5, -0.25]
    let x = Tensor(good + [bad, 1] + good + [1, bad] + good, shape: [5, 2])
    let alone = Tensor(good, shape: [1, 2])
    let (densities, scores) = (distribution.logDensity(x).scalars, distribution.score(at: x))
    for row in [0, 2, 4] {
      #expect(densities[row] == distribution.logDensity(alone).scalars[0])
      #expect(scores.rows(row..<row + 1) == distribution.score(at: alone))
    }
    for row in [1, 3] {
      #expect(!densities[row].isFinite && !(densities[row] > 0))
      if bad.isNaN { #expect(densities[row].isNaN) }
      // The score of a heavy tail fades.
      if bad.isNaN || !(distribution is StudentProduct) {
        #expect(scores.rows(row..<row + 1).scalars.contains { !$0.isFinite })
      }
    }
  }

  /// Far out a mixture is like the component that reaches furthest there, also where squares of
  /// distances are beyond Float.
  @Test(arguments: [1e3, 1e15, 1e20, 1e30]) func farOut(distance: Double) {
    for (deviations, covariance) in [([1, 2], 0.0), ([1, 2], 0.5)] as [([Double], Double)] {
      let components = deviations.map { s in
        Gaussian(mean: [s, 0], covariance: [[s * s, covariance], [covariance, s * s]])
      }
      let mixture = GaussianMixture(weights: [1, 3], components: components)
      let x = Tensor([distance, -distance / 2], shape: [1, 2])
      let (score, widest) = (mixture.score(at: x), components[1].score(at: x))
      #expect((score - widest).abs().max() <= 1e-5 * widest.abs().max())
      let shares = mixture.responsibilities(x).scalars
      #expect(shares[0] < 1e-30 && shares[1] == 1)
      let densities = (mixture.logDensity(x).scalars[0], components[1].logDensity(x).scalars[0])
      #expect(densities.0 == densities.1 || abs(densities.0 / densities.1 - 1) < 1e-5)
      #expect(densities.0 < 0)
    }
    // Two equal components: whatever their shares, the score is that of one of them.
    let twin = GaussianMixture(means: [[0], [0]], standardDeviation: 2)
    let x = Tensor([distance], shape: [1, 1])
    #expect(twin.responsibilities(x).scalars == [0.5, 0.5])
    #expect(abs(twin.score(at: x).doubles[0] / (-distance / 4) - 1) < 1e-6)
  }

  @Test(arguments: [1e8, 2e9, 1e15, 1e20, 1e37]) func farOutInAHeavyTail(y: Double) {
    let student = StudentProduct(directions: [[1]], exponents: [0.75])
    let x = Tensor([y], shape: [1, 1])
    let expected = -0.75 * (2 * log(y) - log(2)) - student.logPartition
    #expect(abs(student.logDensity(x).doubles[0] / expected - 1) < 1e-6)
    #expect(abs(student.score(at: x).doubles[0]) <= 1.51 / y)
  }

  static let weights: [([Double], [Double])] = [
    ([1e308, 1e308, 1e308], [1.0 / 3, 1.0 / 3, 1.0 / 3]), ([0x1p-1074, 0x1p-1074], [0.5, 0.5]),
    ([1], [1]), ([7, 7], [0.5, 0.5]),
  ]

  @Test(arguments: weights)
  func weightsOfAnySize(weights: [Double], shares: [Double]) {
    #expect(Discrete(probabilities: weights).probabilities == shares)
    var random = RandomStream(seed: 1)
    let draws = random.choices(weights: weights, count: 3000)
    for k in shares.indices {
      #expect(abs(Double(draws.count { $0 == k }) / 3000 - shares[k]) < 0.05)
    }
    let mixture = GaussianMixture(
      weights: weights, components: weights.map { _ in Gaussian.running })
    #expect(mixture.weights == shares)
  }

  @Test func energiesOfAnySize() {
    let (huge, tiny) = (Double.greatestFiniteMagnitude, Double.leastNonzeroMagnitude)
    #expect(Discrete(energies: [huge, -huge]).probabilities == [0, 1])
    #expect(Discrete(energies: [huge, -huge]).entropy == 0)
    #expect(Discrete(energies: [tiny, -0.0]).probabilities == [0.5, 0.5])
    #expect(Discrete(energies: [3, 4], temperature: .infinity).probabilities == [0.5, 0.5])
    #expect(Discrete(energies: [5]).probabilities == [1])
    #expect(Discrete(energies: [0, 1], temperature: 1e-300).probabilities == [1, 0])
  }

  @Test func densityOnTheLine() {
    for x in edges where abs(x) > 1e200 { #expect(Gaussian.running.density(x) == 0) }
    #expect(Gaussian.running.density(.nan).isNaN)
    #expect(Gaussian(mean: 0, standardDeviation: 1).density(-0.0) == 1 / sqrt(2 * .pi))
  }
}
