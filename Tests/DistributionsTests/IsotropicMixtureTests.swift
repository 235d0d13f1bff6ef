import Distributions
import Elementary
import Tensors
import Testing

/// Mixtures of isotropic components take a path of their own through `GaussianMixture`.
@Suite struct IsotropicMixtureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var dimension: Int
    var components: Int
    var testDescription: String { "\(components) components in \(dimension) dimensions" }

    /// Unequal in weight and size, by a rule that repeats nowhere.
    var weights: [Double] { (0..<components).map { 1 / (1 + Double($0 * $0)) } }
    var means: [[Double]] {
      (0..<components).map { k in
        (0..<dimension).map { j in 3 * sin(1.7 * Double(k) + 0.9 * Double(j)) }
      }
    }
    var variances: [Double] { (0..<components).map { 0.3 + 0.5 * Double($0 % 3) } }

    var mixture: GaussianMixture {
      GaussianMixture(
        weights: weights,
        components: zip(means, variances).map { mean, variance in
          let rows = mean.indices.map { i in mean.indices.map { i == $0 ? variance : 0 } }
          return Gaussian(mean: mean, covariance: rows)
        })
    }

    /// The definitions, in Double: log p and its gradient.
    func exact(at x: [Double]) -> (logDensity: Double, score: [Double]) {
      let total = sum(weights)
      let terms = (0..<components).map { k in
        let squares = sum(zip(x, means[k]).map { ($0 - $1) * ($0 - $1) })
        return log(weights[k] / total) - squares / (2 * variances[k])
          - Double(dimension) / 2 * log(2 * .pi * variances[k])
      }
      let largest = terms.max()!
      let shares = terms.map { exp($0 - largest) }
      let score = (0..<dimension).map { j in
        sum((0..<components).map { shares[$0] * (means[$0][j] - x[j]) / variances[$0] })
          / sum(shares)
      }
      return (largest + log(sum(shares)), score)
    }
  }

  static let cases = [(1, 1), (1, 4), (2, 1), (2, 8), (3, 5), (5, 9)].map {
    Case(dimension: $0.0, components: $0.1)
  }

  /// Near, far and very far from all components; more points than a thread gets at a time.
  @Test(arguments: cases, [1, 15, 16, 17, 600])
  func agreesWithTheDefinition(example: Case, points: Int) {
    var random = RandomStream(seed: 21)
    var x = random.normal([points, example.dimension])
    x *= 3
    x[0, 0] = 1e4
    if points > 15 { x[points - 1, example.dimension - 1] = -300 }
    let logDensity = example.mixture.logDensity(x)
    let score = example.mixture.score(at: x)
    #expect(logDensity.shape == [points] && score.shape == x.shape)
    for i in 0..<points {
      let exact = example.exact(at: x.row(i).doubles)
      let error = (Double(logDensity[i]) - exact.logDensity).magnitude
      #expect(error <= 1e-6 * (5 + exact.logDensity.magnitude), "log density at row \(i)")
      let scale = exact.score.reduce(20) { max($0, $1.magnitude) }
      for j in 0..<example.dimension {
        let error = (Double(score[i, j]) - exact.score[j]).magnitude
        #expect(error <= 2e-6 * scale, "score at row \(i), column \(j): off by \(error)")
      }
    }
  }

  /// The one path must say what the other does; a ten-millionth more variance on one axis makes the
  /// general one be taken.
  @Test func agreesWithTheGeneralPath() {
    let mixture = GaussianMixture.ring(modes: 8, radius: 2, standardDeviation: 0.2)
    let general = GaussianMixture(
      weights: mixture.weights,
      components: mixture.components.map { component in
        var covariance = component.covariance
        covariance[0][0] *= 1 + 1e-7
        return Gaussian(mean: component.mean, covariance: covariance)
      })
    var random = RandomStream(seed: 22)
    let x = mixture.sample(500, using: &random) + 0.3 * random.normal([500, 2])
    #expect((mixture.logDensity(x) - general.logDensity(x)).abs().max() < 1e-4)
    #expect((mixture.score(at: x) - general.score(at: x)).abs().max() < 5e-4)
  }

  @Test func whatIsNotANumberStaysInItsRow() {
    let mixture = GaussianMixture.ring(modes: 8, radius: 2, standardDeviation: 0.2)
    var x = Tensor.zeros(40, 2)
    x[20, 1] = .nan
    let (logDensity, score) = (mixture.logDensity(x), mixture.score(at: x))
    for i in 0..<40 {
      #expect(logDensity[i].isNaN == (i == 20))
      #expect(score[i, 0].isNaN == (i == 20))
    }
  }

  @Test func refusesPointsOfAnotherSpace() async {
    await #expect(processExitsWith: .failure) {
      _ = GaussianMixture.ring(modes: 8, radius: 2, standardDeviation: 0.2)
        .score(at: .zeros(4, 3))
    }
  }
}
