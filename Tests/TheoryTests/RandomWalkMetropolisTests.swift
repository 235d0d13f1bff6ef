import Elementary
import LinearAlgebra
import TestSupport
import Testing
import Theory

@Suite struct RandomWalkMetropolisTests {
  /// The definition on the line: ∬ p(x) q(z) min(1, p(x+τz)/p(x)), with the jump's square.
  @Test(arguments: [(1, 0.2), (1, 2.4), (0.5, 1), (2, 30.0)])
  func agreesWithQuadratureOnTheLine(standardDeviation: Double, proposal: Double) {
    var jump = 0.0
    var acceptance = 0.0
    // For x > 0 the acceptance has a kink at y = ±x: the pieces are integrated one by one.
    let reach = 10 * proposal
    for which in 0..<2 {
      let total =
        2
        * integrate(from: 0, to: 12 * standardDeviation, points: 400) { (x: Double) -> Double in
          let p = normalDensity(x, variance: standardDeviation * standardDeviation)
          let f = { (y: Double) -> Double in
            let ratio = exp(-(y * y - x * x) / (2 * standardDeviation * standardDeviation))
            return normalDensity(y - x, variance: proposal * proposal) * min(1, ratio)
              * (which == 0 ? 1 : (y - x) * (y - x))
          }
          let far = min(12 * standardDeviation, x + reach)
          let edges = [max(-12 * standardDeviation, x - reach), -x, x, far].sorted()
          return p
            * zip(edges, edges.dropFirst()).reduce(0.0) {
              $0 + integrate(from: $1.0, to: $1.1, points: 160, f)
            }
        }
      if which == 0 { acceptance = total } else { jump = total }
    }
    expectClose(
      RandomWalkMetropolis.acceptance(
        standardDeviation: standardDeviation, proposalStandardDeviation: proposal),
      acceptance, within: 1e-8)
    expectClose(
      RandomWalkMetropolis.expectedSquaredJump(
        standardDeviation: standardDeviation, proposalStandardDeviation: proposal),
      jump, within: 1e-8)
  }

  /// 2 E Φ(−τR/2s) with R a χ variable, by quadrature over its density; and weighted by R².
  @Test(arguments: [1, 2, 3, 4, 7, 10, 50], [0.3, 1, 3])
  func agreesWithQuadratureInManyDimensions(dimension: Int, proposal: Double) {
    let d = Double(dimension)
    let s = 1.5
    let logNorm = (0.5 * d - 1) * log(2) + logGamma(0.5 * d)
    let mean = { (f: (Double) -> Double) in
      integrate(from: 0, to: sqrt(d) + 12, points: 1200) { r in
        r == 0 ? 0 : exp((d - 1) * log(r) - 0.5 * r * r - logNorm) * f(r)
      }
    }
    expectClose(
      RandomWalkMetropolis.acceptance(
        standardDeviation: s, proposalStandardDeviation: proposal, dimension: dimension),
      mean { 2 * normalCDF(-proposal * $0 / (2 * s)) }, within: 1e-12, scale: 1)
    let jump = mean { 2 * proposal * proposal * $0 * $0 * normalCDF(-proposal * $0 / (2 * s)) }
    expectClose(
      RandomWalkMetropolis.expectedSquaredJump(
        standardDeviation: s, proposalStandardDeviation: proposal, dimension: dimension),
      jump, within: 1e-11, scale: 1)
    expectClose(
      RandomWalkMetropolis.lagOneAutocorrelation(
        standardDeviation: s, proposalStandardDeviation: proposal, dimension: dimension),
      1 - jump / (2 * d * s * s), within: 1e-11, scale: 1)
  }

  @Test func hasTheFormsOfTheBook() {
    expectClose(
      RandomWalkMetropolis.acceptance(standardDeviation: 0.5, proposalStandardDeviation: 1.2),
      2 / .pi * atan(1 / 1.2), within: 1e-15)
    let c = 1.2 / (2 * 0.5)
    expectClose(
      RandomWalkMetropolis.acceptance(
        standardDeviation: 0.5, proposalStandardDeviation: 1.2, dimension: 2),
      1 - c / sqrt(1 + c * c), within: 1e-15)
    #expect(
      RandomWalkMetropolis.acceptance(standardDeviation: 1, proposalStandardDeviation: 0) == 1)
    // Roberts, Gelman and Gilks: 2Φ(−l/2) in the limit.
    expectClose(
      RandomWalkMetropolis.acceptance(
        standardDeviation: 1, proposalStandardDeviation: 2.38 / sqrt(10_000), dimension: 10_000),
      2 * normalCDF(-1.19), within: 3e-4)
  }

  /// The kernel on a fine grid, as a matrix: lag-one correlation by an exact step.
  @Test func agreesWithAMatrix() {
    let cells = 321
    let x = (0..<cells).map { -8 + Double($0) * 0.05 }
    let tau = 1.7
    let rows = x.indices.map { i in
      var row = x.map { y in
        0.05 * normalDensity(y - x[i], variance: tau * tau)
          * min(1, exp(0.5 * (x[i] * x[i] - y * y)))
      }
      row[i] = 0
      row[i] = 1 - sum(row)
      return row
    }
    let covariances = MarkovMatrix(rows).autocovariances(of: x, maxLag: 1)
    expectClose(
      RandomWalkMetropolis.lagOneAutocorrelation(
        standardDeviation: 1, proposalStandardDeviation: tau),
      covariances[1] / covariances[0], within: 1e-4)
  }
}
