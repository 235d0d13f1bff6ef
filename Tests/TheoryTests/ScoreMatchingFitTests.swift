import Elementary
import ScoreMatching
import TestSupport
import Testing
import Theory

@Suite struct QuarticScoreMatchingTests {
  static let energies = [(1.0, 1.0), (-8, 8), (0, 0.5), (3, 0.2), (-2, 0.3)]

  /// Moments by the doubly exponential rule on the half line, another rule than the one inside.
  @Test(arguments: energies)
  func momentsAgreeWithQuadratureAndRecursion(a: Double, b: Double) {
    let bottom = a < 0 ? a * a / (4 * b) : 0
    func integral(_ k: Int) -> Double {
      integrate(from: -.infinity, to: .infinity, points: 2000) { x in
        let weight = exp(-a * x * x / 2 - b * x * x * x * x / 4 - bottom)
        return weight == 0 ? 0 : (0..<2 * k).reduce(weight) { power, _ in power * x }
      }
    }
    let z = integral(0)
    let m = QuarticScoreMatching.moments(a: a, b: b, count: 7)
    for k in 0..<7 { expectClose(m[k], integral(k) / z, within: 1e-10) }
    for k in 0..<5 {
      expectClose(
        a * m[k + 1] + b * m[k + 2], Double(2 * k + 1) * m[k], within: 1e-10,
        scale: abs(a) * m[k + 1])
    }
  }

  /// The distribution's own moments give its parameters back.
  @Test(arguments: energies)
  func isConsistent(a: Double, b: Double) {
    let m = QuarticScoreMatching.moments(a: a, b: b, count: 4)
    let fit = QuarticScoreMatching.fit(
      secondMoment: m[1], fourthMoment: m[2], sixthMoment: m[3])
    expectClose(fit.a, a, within: 1e-9, scale: 1)
    expectClose(fit.b, b, within: 1e-9)
  }

  /// For any data: the slope of the loss by finite differences vanishes at the fit.
  @Test func isTheMinimumOfTheLoss() {
    let data = [-1.7, -0.6, 0.1, 0.4, 0.9, 1.3, 2.1]
    func moment(_ k: Int) -> Double {
      sum(data.map { x in (0..<k).reduce(1) { power, _ in power * x } }) / Double(data.count)
    }
    func loss(_ a: Double, _ b: Double) -> Double {
      sum(
        data.map { x in
          let s = -(a * x + b * x * x * x)
          let slope = -(a + 3 * b * x * x)
          return slope + 0.5 * s * s
        }) / Double(data.count)
    }
    let (a, b) = QuarticScoreMatching.fit(
      secondMoment: moment(2), fourthMoment: moment(4), sixthMoment: moment(6))
    let h = 1e-5
    #expect(abs(loss(a + h, b) - loss(a - h, b)) / (2 * h) < 1e-9)
    #expect(abs(loss(a, b + h) - loss(a, b - h)) / (2 * h) < 1e-9)
    #expect(loss(a, b) < loss(a + 0.01, b) && loss(a, b) < loss(a, b - 0.01))
  }

  /// Both covariances from integrals over densities, the scores' products written out.
  @Test(arguments: [(1.0, 1.0), (-8, 8)])
  func covariancesAgreeWithQuadrature(a: Double, b: Double) {
    let weight = { (x: Double) in exp(-a * x * x / 2 - b * x * x * x * x / 4 - 2) }
    let z = integrate(from: -8, to: 8, points: 2000, weight)
    func mean(_ f: (Double) -> Double) -> Double {
      integrate(from: -8, to: 8, points: 2000) { weight($0) * f($0) } / z
    }
    let (matching, likelihood) = QuarticScoreMatching.asymptoticCovariances(a: a, b: b)
    // The equations M C M = E ψψᵀ and C Cov(t) = 1, so that nothing is inverted here.
    let m2 = mean { $0 * $0 }
    let m4 = mean { $0 * $0 * $0 * $0 }
    let m6 = mean { $0 * $0 * $0 * $0 * $0 * $0 }
    let m = [[m2, m4], [m4, m6]]
    let ψ: [(Double) -> Double] = [
      { 1 - $0 * (a * $0 + b * $0 * $0 * $0) },
      { 3 * $0 * $0 - $0 * $0 * $0 * (a * $0 + b * $0 * $0 * $0) },
    ]
    let t: [(Double) -> Double] = [{ $0 * $0 / 2 }, { $0 * $0 * $0 * $0 / 4 }]
    for i in 0..<2 {
      for j in 0..<2 {
        var left = 0.0
        for k in 0..<2 { for l in 0..<2 { left += m[i][k] * matching[k][l] * m[l][j] } }
        expectClose(left, mean { ψ[i]($0) * ψ[j]($0) }, within: 1e-8)
        let one = (0..<2).reduce(0.0) { total, k in
          total + likelihood[i][k]
            * (mean { t[k]($0) * t[j]($0) } - mean { t[k]($0) } * mean { t[j]($0) })
        }
        expectClose(one, i == j ? 1 : 0, within: 1e-8, scale: 1)
      }
      #expect(matching[i][i] > likelihood[i][i])
    }
  }

  @Test func refusesMomentsOfTwoPoints() async {
    await #expect(processExitsWith: .failure) {
      _ = QuarticScoreMatching.fit(secondMoment: 1, fourthMoment: 1, sixthMoment: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = QuarticScoreMatching.moments(a: 1, b: 0, count: 2)
    }
  }
}

@Suite struct ExponentialScoreMatchingTests {
  /// Every loss from its definition as an integral over the half line.
  @Test(arguments: [0.5, 1, 3], [0.2, 1, 2.5])
  func agreesWithQuadrature(rate: Double, λ: Double) {
    func mean(_ f: (Double) -> Double) -> Double {
      integrate(from: 0, to: 80 / rate, points: 1600) { rate * exp(-rate * $0) * f($0) }
    }
    let fisher = mean { _ in 0.5 * (λ - rate) * (λ - rate) }
    expectClose(
      ExponentialScoreMatching.divergence(rate: rate, model: λ), fisher, within: 1e-12,
      scale: 1e-20)
    // F = ½r² + J − rλ.
    expectClose(
      fisher,
      0.5 * rate * rate + ExponentialScoreMatching.naiveLoss(model: λ)
        - ExponentialScoreMatching.boundaryTerm(rate: rate, model: λ), within: 1e-12, scale: 1)
    // (x²s)′ = −2λx for s = −λ.
    let weighted = mean { 0.5 * $0 * $0 * λ * λ - 2 * λ * $0 }
    expectClose(
      ExponentialScoreMatching.weightedLoss(
        mean: mean { $0 }, secondMoment: mean { $0 * $0 }, model: λ), weighted, within: 1e-12,
      scale: 1)
    // It is the weighted divergence up to its value at λ = 0.
    expectClose(
      weighted, mean { 0.5 * $0 * $0 * ((λ - rate) * (λ - rate) - rate * rate) }, within: 1e-11,
      scale: 1)
    expectClose(
      ExponentialScoreMatching.fit(mean: mean { $0 }, secondMoment: mean { $0 * $0 }), rate,
      within: 1e-12)
    // ψ = 2x − λx² at λ = r has mean 0; Var ψ / (E x²)².
    let square = mean { (2 * $0 - rate * $0 * $0) * (2 * $0 - rate * $0 * $0) }
    let slope = mean { $0 * $0 }
    expectClose(
      ExponentialScoreMatching.asymptoticVariance(rate: rate), square / (slope * slope),
      within: 1e-11)
  }
}

@Suite struct MixtureBlindnessTests {
  /// Density and score of the mixture as sums of two exponentials, from their definitions.
  @Test(arguments: [0.3, 1, 2, 4, 6], [(0.8, 0.5), (0.3, 0.6), (0.99, 0.01)])
  func agreesWithQuadrature(μ: Double, weights: (Double, Double)) {
    let (w, u) = weights
    func parts(_ x: Double, _ w: Double) -> (Double, Double) {
      (w * normalDensity(x, mean: μ), (1 - w) * normalDensity(x, mean: -μ))
    }
    func score(_ x: Double, _ w: Double) -> Double {
      let (right, left) = parts(x, w)
      return -x + μ * (right - left) / (right + left)
    }
    var (fisher, kl) = (0.0, 0.0)
    func integral(_ f: (Double) -> Double) -> Double {
      integrate(from: -μ - 14, to: μ + 14, points: 8000, f)
    }
    fisher = integral { x in
      let (right, left) = parts(x, w)
      let difference = score(x, w) - score(x, u)
      return (right + left) * 0.5 * difference * difference
    }
    kl = integral { x in
      let (p, q) = (parts(x, w), parts(x, u))
      return (p.0 + p.1) * log((p.0 + p.1) / (q.0 + q.1))
    }
    expectClose(
      MixtureBlindness.fisherDivergence(distance: μ, weight: w, otherWeight: u), fisher,
      within: 1e-9)
    expectClose(
      MixtureBlindness.divergence(distance: μ, weight: w, otherWeight: u), kl, within: 1e-11)
  }

  /// The numbers of the book.
  @Test(arguments: [(1, 0.062), (2, 0.032), (4, 1.7e-4), (6, 1.1e-8)])
  func knownNumbers(μ: Double, value: Double) {
    expectClose(
      MixtureBlindness.fisherDivergence(distance: μ, weight: 0.8, otherWeight: 0.5), value,
      within: 0.04)
  }

  /// dKL/dμ = 2F/μ: the Fisher divergence, summed over all levels of noise, is KL.
  @Test(arguments: [0.5, 1.5, 3, 5])
  func noiseTiesTheTwoTogether(μ: Double) {
    func kl(_ r: Double) -> Double {
      MixtureBlindness.divergence(distance: r, weight: 0.8, otherWeight: 0.5)
    }
    let fisher = MixtureBlindness.fisherDivergence(distance: μ, weight: 0.8, otherWeight: 0.5)
    let h = 1e-3
    expectClose((kl(μ + h) - kl(μ - h)) / (2 * h), 2 * fisher / μ, within: 1e-5, scale: 1e-6)
    let integral = integrate(from: 0, to: μ, points: 100) { r in
      2 * MixtureBlindness.fisherDivergence(distance: r, weight: 0.8, otherWeight: 0.5) / r
    }
    expectClose(kl(μ), integral, within: 1e-11)
  }

  @Test(arguments: [(0.8, 0.5), (0.3, 0.6)])
  func limitsOfSeparatedModes(w: Double, u: Double) {
    func error(_ μ: Double) -> Double {
      MixtureBlindness.separatedFisherDivergence(distance: μ, weight: w, otherWeight: u)
        / MixtureBlindness.fisherDivergence(distance: μ, weight: w, otherWeight: u) - 1
    }
    #expect(abs(error(20)) < 0.005)
    expectClose(error(10) / error(20), 4, within: 0.05)
    expectClose(
      MixtureBlindness.divergence(distance: 10, weight: w, otherWeight: u),
      MixtureBlindness.separatedDivergence(weight: w, otherWeight: u), within: 1e-13)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) {
      _ = MixtureBlindness.divergence(distance: 0, weight: 0.5, otherWeight: 0.5)
    }
    await #expect(processExitsWith: .failure) {
      _ = MixtureBlindness.fisherDivergence(distance: 1, weight: 1, otherWeight: 0.5)
    }
  }
}
