import Elementary
import TestSupport
import Testing
import Theory

@Suite struct NoiseContrastTests {
  /// n Var λ̂ and n Var ĉ for several noises, the numbers of the book.
  @Test(arguments: [
    (0.0, 2.25, 1.0, 2.978, 1.338), (0, 2.25, 10, 2.112, 0.591), (0, 2.25, 100, 2.011, 0.509),
    (0, 2.25, 1000, 2.001, 0.501), (0, 0.5, 1, 12.02, 1.261), (0, 1, 1, 4, 1),
    (0, 9, 1, 3.215, 2.797), (0, 25, 1, 3.699, 4.733), (2, 1, 1, 5.645, 6.025),
    (4, 1, 1, 21.92, 129.2), (6, 1, 1, 281.9, 6428),
  ])
  func knownVariances(m: Double, v: Double, ν: Double, precision: Double, constant: Double) {
    let covariance = NoiseContrast(noiseMean: m, noiseVariance: v, ratio: ν).covariance
    expectClose(covariance[0][0], precision, within: 4e-4)
    expectClose(covariance[1][1], constant, within: 1.2e-3)
  }

  @Test(arguments: [(1.0, 0.5127), (2, 2.448), (3, 8.140), (4, 27.16), (6, 479.8)])
  func knownVariancesOfTheConstantAlone(m: Double, variance: Double) {
    expectClose(NoiseContrast(noiseMean: m).constantVarianceAlone, variance, within: 2e-4)
  }

  /// Six bridges of length 1; for many, a fixed number of draws in all has the limit m²/2.
  @Test func bridges() {
    expectClose(NoiseContrast.bridgedVariance(distance: 6, bridges: 6), 3.0764, within: 1e-4)
    for m in [2.0, 4, 6] {
      let many = 100.0 * NoiseContrast.bridgedVariance(distance: m, bridges: 100)
      expectClose(many, m * m / 2, within: 1e-3)
    }
  }

  /// The covariance of an estimate that makes a sum of terms small, with nothing taken from the
  /// formulas: the Hessian of the loss and the terms' gradients by differences, the covariances of
  /// data and noise by quadrature, one after the other.
  @Test(arguments: [(0.0, 2.25, 1.0), (0.5, 0.7, 3), (2, 1, 0.4), (1, 4, 10)])
  func covarianceByDifferences(m: Double, v: Double, ν: Double) throws {
    let theory = NoiseContrast(noiseMean: m, noiseVariance: v, ratio: ν)
    let truth = [1.0, -0.5 * log(2 * .pi)]
    func term(_ x: Double, _ θ: [Double], isData: Bool) -> Double {
      let G = θ[1] - θ[0] * x * x / 2 - log(ν * normalDensity(x, mean: m, variance: v))
      return isData ? log1p(exp(-G)) : log1p(exp(G))
    }
    let h = 1e-3
    func moved(_ i: Int, _ by: Double, _ θ: [Double]) -> [Double] {
      var θ = θ
      θ[i] += by
      return θ
    }
    func slope(_ x: Double, _ i: Int, isData: Bool) -> Double {
      (term(x, moved(i, h, truth), isData: isData) - term(x, moved(i, -h, truth), isData: isData))
        / (2 * h)
    }
    func dataMean(_ f: (Double) -> Double) -> Double {
      integrateAcross(points: 2000) { normalDensity($0) * f($0) }
    }
    // Where there is noise, also beyond the data.
    func noiseMean(_ f: (Double) -> Double) -> Double {
      integrateAcross(mean: m, variance: v, points: 2000) {
        normalDensity($0, mean: m, variance: v) * f($0)
      }
    }
    func loss(_ θ: [Double]) -> Double {
      dataMean { term($0, θ, isData: true) } + ν * noiseMean { term($0, θ, isData: false) }
    }
    let hessian = (0..<2).map { i in
      (0..<2).map { j in
        (loss(moved(i, h, moved(j, h, truth))) - loss(moved(i, h, moved(j, -h, truth)))
          - loss(moved(i, -h, moved(j, h, truth))) + loss(moved(i, -h, moved(j, -h, truth))))
          / (4 * h * h)
      }
    }
    let spread = (0..<2).map { i in
      (0..<2).map { j in
        func covariance(_ mean: ((Double) -> Double) -> Double, isData: Bool) -> Double {
          mean { slope($0, i, isData: isData) * slope($0, j, isData: isData) }
            - mean { slope($0, i, isData: isData) } * mean { slope($0, j, isData: isData) }
        }
        return covariance(dataMean, isData: true) + ν * covariance(noiseMean, isData: false)
      }
    }
    let determinant = hessian[0][0] * hessian[1][1] - hessian[0][1] * hessian[1][0]
    let inverse = [
      [hessian[1][1] / determinant, -hessian[0][1] / determinant],
      [-hessian[1][0] / determinant, hessian[0][0] / determinant],
    ]
    for i in 0..<2 {
      for j in 0..<2 {
        expectClose(theory.information[i][j], hessian[i][j], within: 1e-4)
        var entry = 0.0
        for a in 0..<2 { for b in 0..<2 { entry += inverse[i][a] * spread[a][b] * inverse[b][j] } }
        expectClose(theory.covariance[i][j], entry, within: 1e-3, scale: 1)
      }
    }
    expectClose(
      theory.constantVarianceAlone, spread[1][1] / (hessian[1][1] * hessian[1][1]), within: 1e-4)
  }

  /// Twice ln 2 less twice the Jensen–Shannon divergence, from the definition of divergences.
  @Test(arguments: [(0.0, 2.25), (1.5, 0.5), (4, 1)])
  func leastLossIsADivergence(m: Double, v: Double) {
    func divergence(mean: Double, variance: Double) -> Double {
      integrateAcross(mean: mean, variance: variance, points: 2000) { x in
        let p = normalDensity(x, mean: mean, variance: variance)
        let middle = (normalDensity(x) + normalDensity(x, mean: m, variance: v)) / 2
        return p > 0 ? p * log(p / middle) : 0
      }
    }
    let total = divergence(mean: 0, variance: 1) + divergence(mean: m, variance: v)
    let theory = NoiseContrast(noiseMean: m, noiseVariance: v)
    expectClose(theory.optimalLoss, 2 * log(2) - total, within: 1e-9)
    if m == 0 { expectNear(theory.optimalLoss, 1.312932, within: 1e-6) }
  }

  /// The windowed contrast is the derivative of the loss.
  @Test(arguments: [(0.7, -0.9, 1.0), (1.5, -0.5, 4), (1, -0.918938533204673, 1)])
  func gradientByDifferences(λ: Double, c: Double, ν: Double) {
    let theory = NoiseContrast(noiseMean: 0.5, noiseVariance: 2, ratio: ν)
    let (h, exact) = (1e-4, theory.gradient(precision: λ, constant: c))
    let byPrecision =
      (theory.loss(precision: λ + h, constant: c) - theory.loss(precision: λ - h, constant: c))
      / (2 * h)
    let byConstant =
      (theory.loss(precision: λ, constant: c + h) - theory.loss(precision: λ, constant: c - h))
      / (2 * h)
    expectNear(exact.precision, byPrecision, within: 1e-7)
    expectNear(exact.constant, byConstant, within: 1e-7)
  }

  /// 1 + 1/ν times the bound, for both parameters.
  @Test(arguments: [0.5, 1, 7]) func noiseEqualToTheData(ν: Double) {
    let (covariance, bound) = (NoiseContrast(ratio: ν).covariance, NoiseContrast.efficientVariances)
    expectClose(covariance[0][0], (1 + 1 / ν) * bound.precision, within: 1e-9)
    expectClose(covariance[1][1], (1 + 1 / ν) * bound.constant, within: 1e-9)
  }

  @Test func muchNoiseReachesTheBound() {
    let covariance = NoiseContrast(noiseVariance: 3, ratio: 1e5).covariance
    expectClose(covariance[0][0], NoiseContrast.efficientVariances.precision, within: 1e-4)
    expectClose(covariance[1][1], NoiseContrast.efficientVariances.constant, within: 1e-4)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) { _ = NoiseContrast(noiseVariance: 0) }
    await #expect(processExitsWith: .failure) { _ = NoiseContrast(ratio: -1) }
    await #expect(processExitsWith: .failure) {
      _ = NoiseContrast.bridgedVariance(distance: 1, bridges: 0)
    }
  }
}

@Suite struct NoisedMixtureRateTests {
  let rate = NoisedMixtureRate(weights: [0.7, 0.3], means: [1.5, -1], variances: [0.25, 0.4])

  /// The density from its definition, and its rate by differences in t.
  @Test(arguments: [-2.0, 0.1, 1.4, 4], [0.0, 0.3, 5])
  func agreesWithDifferencesInTime(x: Double, t: Double) {
    let exact =
      0.7 * normalDensity(x, mean: 1.5, variance: 0.25 + t)
      + 0.3 * normalDensity(x, mean: -1, variance: 0.4 + t)
    expectClose(rate.logDensity(x, variance: t), log(exact), within: 1e-12, scale: 1)
    let (h, at) = (1e-5, t + 1e-3)
    let slope =
      (rate.logDensity(x, variance: at + h) - rate.logDensity(x, variance: at - h)) / (2 * h)
    expectNear(rate.rate(x, variance: at), slope, within: 1e-6)
  }

  /// Half of s′ + s², by differences in x.
  @Test(arguments: [-2.0, 0.1, 1.4, 4]) func solvesTheHeatEquation(x: Double) {
    let (t, h) = (0.2, 1e-4)
    func logDensity(_ x: Double) -> Double { rate.logDensity(x, variance: t) }
    let s = (logDensity(x + h) - logDensity(x - h)) / (2 * h)
    let trace = (logDensity(x + h) - 2 * logDensity(x) + logDensity(x - h)) / (h * h)
    expectNear(rate.rate(x, variance: t), (trace + s * s) / 2, within: 1e-5)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) {
      _ = NoisedMixtureRate(weights: [0.5, 0.6], means: [0, 1], variances: [1, 1])
    }
  }
}
