import Elementary
import TestSupport
import Testing
import Theory

@Suite struct ImportanceWeightsTests {
  /// E_q[w^k] by quadrature with w = exp(−x²/2s²)/q(x), against Z^k.
  @Test(arguments: [(1, 1.2), (1, 0.8), (0.5, 2), (2, 1.9)], [1, 1.5, 2])
  func momentsAgreeWithQuadrature(pair: (Double, Double), order: Double) {
    let (s, rho) = pair
    let logWeight = { (x: Double) in
      -x * x / (2 * s * s) + x * x / (2 * rho * rho) + log(rho * sqrt(2 * .pi))
    }
    let reach = 30 * max(s, rho)
    let moment = integrate(from: -reach, to: reach, points: 4000) {
      normalDensity($0, variance: rho * rho) * exp(order * logWeight($0))
    }
    let z = s * sqrt(2 * .pi)
    let relative = moment / pow(z, order)
    expectClose(
      ImportanceWeights.relativeMoment(
        order: order, standardDeviation: s, proposalStandardDeviation: rho),
      relative, within: 1e-11)
    // Coordinates are independent, so dimensions multiply.
    expectClose(
      ImportanceWeights.relativeMoment(
        order: order, standardDeviation: s, proposalStandardDeviation: rho, dimension: 3),
      relative * relative * relative, within: 1e-11)
  }

  @Test func hasTheFormOfTheBook() {
    let (s, rho) = (0.7, 1.1)
    let factor = rho * rho / (s * sqrt(2 * rho * rho - s * s))
    expectClose(
      ImportanceWeights.relativeSecondMoment(
        standardDeviation: s, proposalStandardDeviation: rho, dimension: 4),
      factor * factor * factor * factor, within: 1e-14)
    expectClose(
      ImportanceWeights.relativeVariance(
        samples: 50, standardDeviation: s, proposalStandardDeviation: rho, dimension: 2),
      (factor * factor - 1) / 50, within: 1e-13)
    expectClose(
      ImportanceWeights.effectiveFraction(standardDeviation: s, proposalStandardDeviation: rho),
      1 / factor,
      within: 1e-14)
  }

  /// Finite just above s/√2, infinite there and below; the perfect proposal costs nothing.
  @Test func narrowProposalsHaveInfiniteVariance() {
    let edge = sqrt(0.5)
    let moment = {
      ImportanceWeights.relativeSecondMoment(standardDeviation: 1, proposalStandardDeviation: $0)
    }
    #expect(moment(edge * 1.001) < 100 && moment(edge * 1.001) > 1)
    #expect(moment(edge * 0.999) == .infinity)
    #expect(moment(0.1) == .infinity)
    #expect(
      ImportanceWeights.effectiveFraction(standardDeviation: 1, proposalStandardDeviation: 0.1) == 0
    )
    expectClose(moment(1), 1, within: 1e-15)
  }
}
