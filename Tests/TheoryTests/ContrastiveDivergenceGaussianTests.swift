import Elementary
import TestSupport
import Testing
import Theory

@Suite struct ContrastiveDivergenceGaussianTests {
  private static let cases: [ContrastiveDivergenceGaussian] = [
    .init(precision: 1, mean: 0.3, dataMean: 1, dataVariance: 0.25, stepSize: 0.05),
    .init(precision: 6, mean: -1, dataMean: 0.5, dataVariance: 0.25, stepSize: 0.05),
    .init(precision: 2, mean: 1, dataMean: 1, dataVariance: 3, stepSize: 0.7),
    .init(precision: 3, mean: 0.2, dataMean: -0.4, dataVariance: 1, stepSize: 0.8),
  ]

  /// The distribution of the chain, step by step.
  private func ends(
    of model: ContrastiveDivergenceGaussian, steps: Int
  ) -> (mean: Double, variance: Double) {
    var (m, v) = (model.dataMean, model.dataVariance)
    for _ in 0..<steps {
      m -= model.stepSize * model.precision * (m - model.mean)
      let slope = 1 - model.stepSize * model.precision
      v = slope * slope * v + 2 * model.stepSize
    }
    return (m, v)
  }

  @Test(arguments: cases, [0, 1, 2, 7, 30])
  func negativesFollowTheRecursion(model: ContrastiveDivergenceGaussian, steps: Int) {
    let expected = ends(of: model, steps: steps)
    let found = model.negatives(steps: steps)
    expectClose(found.mean, expected.mean, within: 1e-13, scale: 1)
    expectClose(found.variance, expected.variance, within: 1e-13)
  }

  /// Means of finite differences of the energy in θ, by quadrature over both distributions.
  @Test(arguments: cases, [1, 3, 20])
  func gradientIsTheContrastOfMeanSlopes(model: ContrastiveDivergenceGaussian, steps: Int) {
    let negatives = ends(of: model, steps: steps)
    func meanEnergy(_ λ: Double, _ μ: Double, of distribution: (mean: Double, variance: Double))
      -> Double
    {
      integrateAcross(mean: distribution.mean, variance: distribution.variance) {
        normalDensity($0, mean: distribution.mean, variance: distribution.variance) * λ * ($0 - μ)
          * ($0 - μ) / 2
      }
    }
    func contrast(_ λ: Double, _ μ: Double) -> Double {
      meanEnergy(λ, μ, of: (model.dataMean, model.dataVariance)) - meanEnergy(λ, μ, of: negatives)
    }
    let (λ, μ, h) = (model.precision, model.mean, 1e-4)
    let g = model.gradient(steps: steps)
    expectClose(
      g.precision, (contrast(λ + h, μ) - contrast(λ - h, μ)) / (2 * h), within: 1e-8, scale: 1)
    expectClose(g.mean, (contrast(λ, μ + h) - contrast(λ, μ - h)) / (2 * h), within: 1e-8, scale: 1)
  }

  /// The formula of the syllabus for centred data: ½(1 − a²ᵏ)(v − v_U).
  @Test(arguments: [1, 2, 10])
  func gradientFactorises(steps: Int) {
    let model = ContrastiveDivergenceGaussian(precision: 2.5, dataVariance: 0.6, stepSize: 0.3)
    let a = 1 - 0.3 * 2.5
    let stationary = 1 / (2.5 * (1 - 0.3 * 2.5 / 2))
    expectClose(
      model.gradient(steps: steps).precision,
      0.5 * (1 - pow(a, 2 * Double(steps))) * (0.6 - stationary), within: 1e-14)
    expectClose(model.stationaryVariance, stationary, within: 1e-15)
    #expect(model.contraction == a)
  }

  /// Finite differences of the negative log-likelihood with Z by quadrature.
  @Test(arguments: cases)
  func exactGradientIsThatOfTheLikelihood(model: ContrastiveDivergenceGaussian) {
    func loss(_ λ: Double, _ μ: Double) -> Double {
      let meanEnergy = integrateAcross(mean: model.dataMean, variance: model.dataVariance) {
        normalDensity($0, mean: model.dataMean, variance: model.dataVariance) * λ * ($0 - μ)
          * ($0 - μ) / 2
      }
      return meanEnergy
        + log(integrateAcross(mean: μ, variance: 1 / λ) { exp(-λ * ($0 - μ) * ($0 - μ) / 2) })
    }
    let (λ, μ, h) = (model.precision, model.mean, 1e-4)
    let g = model.exactGradient
    expectClose(g.precision, (loss(λ + h, μ) - loss(λ - h, μ)) / (2 * h), within: 1e-7, scale: 1)
    expectClose(g.mean, (loss(λ, μ + h) - loss(λ, μ - h)) / (2 * h), within: 1e-7, scale: 1)
  }

  /// The joint distribution of datum and end, by quadrature over two independent normal variables.
  @Test(arguments: cases, [1, 4])
  func gradientVarianceByQuadrature(model: ContrastiveDivergenceGaussian, steps: Int) {
    let slope = pow(1 - model.stepSize * model.precision, Double(steps))
    let end = ends(of: model, steps: steps)
    let own = end.variance - slope * slope * model.dataVariance
    func moment(_ f: (Double, Double) -> Double) -> Double {
      integrateAcross(points: 120) { p in
        integrateAcross(points: 120) { q in
          let u = model.dataMean - model.mean + sqrt(model.dataVariance) * p
          let w = slope * u + sqrt(own) * q
          return normalDensity(p) * normalDensity(q) * f(u, w)
        }
      }
    }
    func variance(_ f: (Double, Double) -> Double) -> Double {
      let mean = moment(f)
      return moment { (f($0, $1) - mean) * (f($0, $1) - mean) }
    }
    let found = model.gradientVariance(steps: steps)
    expectClose(found.precision, variance { ($0 * $0 - $1 * $1) / 2 }, within: 1e-9)
    expectClose(found.mean, variance { model.precision * ($0 - $1) }, within: 1e-9)
  }

  /// Finite differences of the field.
  @Test(arguments: cases, [1, 2, 5])
  func curlByFiniteDifferences(model: ContrastiveDivergenceGaussian, steps: Int) {
    let h = 1e-4
    func field(_ dλ: Double, _ dμ: Double) -> (precision: Double, mean: Double) {
      ContrastiveDivergenceGaussian(
        precision: model.precision + dλ, mean: model.mean + dμ, dataMean: model.dataMean,
        dataVariance: model.dataVariance, stepSize: model.stepSize
      ).gradient(steps: steps)
    }
    let curl =
      (field(h, 0).mean - field(-h, 0).mean - field(0, h).precision + field(0, -h).precision)
      / (2 * h)
    expectClose(model.curl(steps: steps), curl, within: 1e-7, scale: 1e-2)
    if steps == 1 {
      let product = model.stepSize * model.precision
      expectClose(
        model.curl(steps: 1), -(model.dataMean - model.mean) * product * product, within: 1e-13,
        scale: 1e-3)
    }
  }

  @Test(arguments: [(0.25, 0.05), (1, 0.1), (3, 1.4), (0.5, 0.001)])
  func gradientVanishesAtTheFixedPoints(v: Double, ε: Double) throws {
    let points = try #require(
      ContrastiveDivergenceGaussian.fixedPoints(dataVariance: v, stepSize: ε))
    for λ in [points.stable, points.unstable] {
      for k in [1, 2, 10] {
        let g = ContrastiveDivergenceGaussian(precision: λ, dataVariance: v, stepSize: ε)
          .gradient(steps: k)
        expectClose(g.precision, 0, within: 1e-9, scale: v)
      }
    }
    // Descent has the sign of the slope: down to the first from both sides, away from the second.
    for (λ, sign) in [(points.stable, 1.0), (points.unstable, -1)] {
      for side in [-1.0, 1] {
        let g = ContrastiveDivergenceGaussian(
          precision: λ * (1 + 1e-3 * side), dataVariance: v, stepSize: ε
        ).gradient(steps: 1)
        #expect(g.precision * side * sign > 0)
      }
    }
    if ε <= 0.2 * v {
      expectClose(points.stable, 1 / v + ε / (2 * v * v), within: ε * ε / (v * v))
    }
  }

  @Test func noFixedPointBeyondHalfTheVariance() {
    #expect(ContrastiveDivergenceGaussian.fixedPoints(dataVariance: 1, stepSize: 0.5) != nil)
    #expect(ContrastiveDivergenceGaussian.fixedPoints(dataVariance: 1, stepSize: 0.5001) == nil)
  }

  /// The course of training against the eigenvalues' prediction, a little below and above each
  /// rate.
  @Test(arguments: [(0.25, 0.05), (1, 0.3)])
  func criticalRatesSeparateTheCourses(v: Double, ε: Double) throws {
    let rates = PersistentChainsGaussian.criticalRates(dataVariance: v, stepSize: ε)
    let λ = try #require(ContrastiveDivergenceGaussian.fixedPoints(dataVariance: v, stepSize: ε))
      .stable
    func course(_ rate: Double, steps: Int) -> [Double] {
      var training = PersistentChainsGaussian(
        precision: λ + 1e-6, chainVariance: v, dataVariance: v, stepSize: ε)
      return (0..<steps).map { _ in
        training.step(learningRate: rate)
        return training.precision - λ
      }
    }
    let monotone = course(0.9 * rates.swing, steps: 20)
    #expect(monotone.allSatisfy { $0 > 0 })
    #expect(course(1.3 * rates.swing, steps: 60).contains { $0 < 0 })
    #expect(abs(course(0.97 * rates.edge, steps: 400).last!) < 1e-7)
    #expect(course(1.03 * rates.edge, steps: 200).contains { abs($0) > 1e-5 })
  }

  /// K steps with one λ are K recursions.
  @Test func persistentChainsTakeTheirSteps() {
    var training = PersistentChainsGaussian(
      precision: 2, chainVariance: 3, dataVariance: 0.5, stepSize: 0.1)
    training.step(learningRate: 0.4, chainSteps: 3)
    var v = 3.0
    for _ in 0..<3 { v = 0.64 * v + 0.2 }
    expectClose(training.chainVariance, v, within: 1e-15)
    expectClose(training.precision, 2 - 0.2 * (0.5 - v), within: 1e-15)
  }
}
