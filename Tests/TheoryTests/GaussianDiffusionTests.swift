import Diffusion
import Elementary
import TestSupport
import Testing
import Theory

@Suite struct GaussianDiffusionTests {
  static let cases = [(0.0, 1.0), (1, 0.25), (-2, 3)]
  static let levels = [0.999, 0.7, 0.2, 1e-3].map { NoiseLevel(signal: $0) }

  /// Moments of x_t and of (ε, x_t) by quadrature over x_0 and ε.
  @Test(arguments: cases) func conditionalMomentsByQuadrature(mean: Double, variance: Double) {
    let data = GaussianDiffusion(mean: mean, variance: variance)
    for level in Self.levels.dropLast() {
      let (a, σ) = (sqrt(level.signal), sqrt(1 - level.signal))
      // The joint density of ε and x_t, as a function of ε, for one x_t.
      let x = a * mean + 0.8
      func weight(_ ε: Double) -> Double {
        normalDensity(ε) * normalDensity((x - σ * ε) / a, mean: mean, variance: variance) / a
      }
      let p = integrateAcross(points: 4000, weight)
      let best = integrateAcross(points: 4000) { weight($0) * $0 } / p
      expectClose(data.bestNoise(x, at: level), best, within: 1e-8)
      let rest =
        integrateAcross(points: 4000) { weight($0) * ($0 - best) * ($0 - best) } / p
      expectClose(data.noiseLossFloor(at: level), rest, within: 1e-8)
      // x_0 = (x_t − σε)/a, so its variance is that of ε times σ²/a².
      expectClose(data.cleanVariance(given: level), rest * σ * σ / (a * a), within: 1e-8)
      expectClose(
        p, normalDensity(x, mean: data.mean(at: level), variance: data.variance(at: level)),
        within: 1e-10)
    }
  }

  @Test(arguments: cases) func divergenceFromNoiseByQuadrature(mean: Double, variance: Double) {
    let data = GaussianDiffusion(mean: mean, variance: variance)
    for level in Self.levels {
      let (m, v) = (sqrt(level.signal) * mean, level.signal * variance + 1 - level.signal)
      let exact = integrateAcross(mean: m, variance: v) { x in
        normalDensity(x, mean: m, variance: v)
          * (x * x / 2 - (x - m) * (x - m) / (2 * v) - log(v) / 2)
      }
      expectClose(data.divergenceFromNoise(at: level), exact, within: 1e-7, scale: 1e-6)
    }
  }

  /// Far along, where 1 − v has no digits left: ½ᾱμ² + ¼ᾱ²(1−s²)².
  @Test func divergenceFromNoiseFarAlong() {
    let level = NoiseLevel(logSignal: -40)
    let ᾱ = exp(-40.0)
    expectClose(
      GaussianDiffusion(mean: 0, variance: 0.25).divergenceFromNoise(at: level),
      ᾱ * ᾱ * 0.75 * 0.75 / 4, within: 1e-12)
    expectClose(
      GaussianDiffusion(mean: 1, variance: 0.25).divergenceFromNoise(at: level), ᾱ / 2,
      within: 1e-12)
  }

  /// x_s given x_t by conditioning the joint; forward again it must give back v_t.
  @Test(arguments: cases) func reverseAndForward(mean: Double, variance: Double) {
    let data = GaussianDiffusion(mean: mean, variance: variance)
    for (earlier, later) in zip(Self.levels, Self.levels.dropFirst()) {
      let (vs, vt) = (
        earlier.signal * variance + 1 - earlier.signal, later.signal * variance + 1 - later.signal
      )
      let α = later.signal / earlier.signal
      let (c, w) = data.reverse(to: earlier, from: later)
      expectClose(c, sqrt(α) * vs / vt, within: 1e-12)
      expectClose(w, vs - α * vs * vs / vt, within: 1e-10)
      // Stationarity of the pair: c² v_t + w = v_s.
      expectClose(c * c * vt + w, vs, within: 1e-13)
      // DDIM keeps the noise: without any, the standard deviation's factor is g; with η = 1, c.
      expectClose(data.implicitFactor(to: earlier, from: later, eta: 1), c, within: 1e-10)
      let best = data.bestNoise(data.mean(at: later) + 1, at: later)
      let clean = (1 - later.noiseScale * best) / later.signalScale
      expectClose(
        data.implicitFactor(to: earlier, from: later),
        earlier.signalScale * clean + earlier.noiseScale * best, within: 1e-10)
    }
  }

  /// The flow's equation integrated in many small steps of a fourth-order method.
  @Test(arguments: cases) func flowSolvesItsEquation(mean: Double, variance: Double) {
    let data = GaussianDiffusion(mean: mean, variance: variance)
    let (earlier, later) = (NoiseLevel(logSignal: -0.1), NoiseLevel(logSignal: -4))
    var x = 0.7
    let h = 3.9 / 2000
    for i in 0..<2000 {
      func slope(_ x: Double, _ part: Double) -> Double {
        let ᾱ = exp(-4 + (Double(i) + part) * h)
        let v = ᾱ * variance + 1 - ᾱ
        return 0.5 * x - 0.5 * (x - sqrt(ᾱ) * mean) / v
      }
      let k1 = slope(x, 0)
      let k2 = slope(x + h / 2 * k1, 0.5)
      let k3 = slope(x + h / 2 * k2, 0.5)
      let k4 = slope(x + h * k3, 1)
      x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    }
    expectClose(data.flow(0.7, to: earlier, from: later), x, within: 1e-9)
    expectClose(
      data.flowSlope(0.7, at: later),
      0.35 - 0.5 * (0.7 - exp(-2) * mean) / data.variance(at: later), within: 1e-13)
    // All the way: x_0 = μ + (x_T − m_T) s/√v_T.
    expectClose(
      data.flow(0.7, to: .clean, from: later),
      mean + sqrt(variance / data.variance(at: later)) * (0.7 - data.mean(at: later)),
      within: 1e-13)
  }

  static let steps = (0...12).map { NoiseLevel(logSignal: -0.03 * Double($0 * $0)) }

  /// With the true variances and the true prior nothing is lost: ½ ln(2πe s²).
  @Test(arguments: cases) func tightBoundIsTheEntropy(mean: Double, variance: Double) {
    let data = GaussianDiffusion(mean: mean, variance: variance)
    let best = zip(Self.steps, Self.steps.dropFirst()).map {
      data.reverse(to: $0, from: $1).variance
    }
    let bound = data.bound(levels: Self.steps, variances: best, exactPrior: true)
    expectClose(bound.total, 0.5 * log(2 * .pi * variance) + 0.5, within: 1e-12)
    #expect(bound.steps.count == 11)
    // N(0, 1) for q(x_T) costs their divergence, and any other variance something.
    let plain = data.bound(levels: Self.steps, variances: best)
    expectClose(
      plain.total - bound.total, data.divergenceFromNoise(at: Self.steps[12]), within: 1e-10)
    for factor in [0.8, 1.3] {
      let worse = data.bound(levels: Self.steps, variances: best.map { $0 * factor })
      expectClose(
        worse.total - plain.total,
        12 * 0.5 * (1 / factor - 1 + log(factor)), within: 1e-10)
    }
  }

  /// One term by quadrature: the average over x_0 and x_t of the divergence of two Gaussians.
  @Test func aTermByQuadrature() {
    let data = GaussianDiffusion(mean: 1, variance: 0.25)
    let (earlier, later) = (Self.steps[4], Self.steps[5])
    let σ2 = 0.3
    let variances = [Double](repeating: σ2, count: 12)
    let (β, α) = (1 - later.signal / earlier.signal, later.signal / earlier.signal)
    let β̃ = β * (1 - earlier.signal) / (1 - later.signal)
    let a = sqrt(later.signal)
    let σ = sqrt(1 - later.signal)
    let v = later.signal * 0.25 + 1 - later.signal
    let term = integrateAcross(mean: 1, variance: 0.25, points: 200) { x0 in
      normalDensity(x0, mean: 1, variance: 0.25)
        * integrateAcross(points: 200) { ε in
          let x = a * x0 + σ * ε
          let truth =
            sqrt(earlier.signal) * β / (1 - later.signal) * x0
            + sqrt(α) * (1 - earlier.signal) / (1 - later.signal) * x
          let model =
            sqrt(earlier.signal) + sqrt(α) * (earlier.signal * 0.25 + 1 - earlier.signal) / v
            * (x - a)
          return normalDensity(ε)
            * GaussianDivergence.divergence(mean: truth, variance: β̃, fromMean: model, variance: σ2)
        }
    }
    expectClose(data.bound(levels: Self.steps, variances: variances).steps[3], term, within: 1e-9)
  }
}
