import Elementary
import TestSupport
import Testing
import Theory

@Suite struct MixtureWeightEstimationTests {
  /// Both variances from the mixture's definition: score and slope from p, p′ and p″, derivatives
  /// by w from differences of the loss and of ln p.
  @Test(arguments: [0.4, 1, 2, 3, 4], [0.8, 0.5, 0.1])
  func agreesWithDifferences(μ: Double, w: Double) {
    func parts(_ x: Double, _ w: Double) -> (Double, Double) {
      (w * normalDensity(x, mean: μ), (1 - w) * normalDensity(x, mean: -μ))
    }
    func density(_ x: Double, _ w: Double) -> Double {
      let (right, left) = parts(x, w)
      return right + left
    }
    /// s′ + ½s² = p″/p − ½(p′/p)².
    func loss(_ x: Double, _ w: Double) -> Double {
      let (right, left) = parts(x, w)
      let (a, b) = (x - μ, x + μ)
      let slope = -(right * a + left * b) / (right + left)
      let second = (right * (a * a - 1) + left * (b * b - 1)) / (right + left)
      return second - 0.5 * slope * slope
    }
    func mean(_ f: (Double) -> Double) -> Double {
      integrate(from: -μ - 12, to: μ + 12, points: 4000) { density($0, w) * f($0) }
    }
    let step = 1e-3 * w * (1 - w)
    func slope(_ x: Double) -> Double { (loss(x, w + step) - loss(x, w - step)) / (2 * step) }
    let curvature = mean {
      (loss($0, w + step) - 2 * loss($0, w) + loss($0, w - step)) / (step * step)
    }
    let matching = mean { slope($0) * slope($0) } / (curvature * curvature)
    let information = mean { x in
      let slope = (log(density(x, w + step)) - log(density(x, w - step))) / (2 * step)
      return slope * slope
    }
    let exact = MixtureWeightEstimation.asymptoticVariances(distance: μ, weight: w)
    expectClose(exact.scoreMatching, matching, within: 2e-5)
    expectClose(exact.maximumLikelihood, 1 / information, within: 2e-5)
    #expect(exact.scoreMatching > exact.maximumLikelihood)
  }

  /// The numbers of the book.
  @Test(arguments: [(2, 8.035107151), (3, 115.1897604), (4, 4510.900154)])
  func knownNumbers(μ: Double, value: Double) {
    let exact = MixtureWeightEstimation.asymptoticVariances(distance: μ, weight: 0.8)
    expectClose(exact.scoreMatching / exact.maximumLikelihood, value, within: 1e-9)
  }

  /// The leading order is approached with an error of order 1/μ².
  @Test(arguments: [0.8, 0.4])
  func limitOfSeparatedModes(w: Double) {
    func error(_ μ: Double) -> Double {
      let exact = MixtureWeightEstimation.asymptoticVariances(distance: μ, weight: w)
      return exact.scoreMatching / exact.maximumLikelihood
        / MixtureWeightEstimation.separatedQuotient(distance: μ, weight: w) - 1
    }
    #expect(abs(error(24)) < 0.005)
    expectClose(error(12) / error(24), 4, within: 0.1)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) {
      _ = MixtureWeightEstimation.asymptoticVariances(distance: 0, weight: 0.5)
    }
    await #expect(processExitsWith: .failure) {
      _ = MixtureWeightEstimation.separatedQuotient(distance: 2, weight: 1)
    }
  }
}
