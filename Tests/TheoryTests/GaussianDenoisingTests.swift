import Elementary
import ScoreMatching
import TestSupport
import Testing
import Theory

@Suite struct GaussianDenoisingTests {
  static let pairs = [(1.0, 1.0), (0.5, 0.2), (0.5, 1.5), (2, 0.3)]

  /// `E f(x, z)` for x ~ N(0, s²), z ~ N(0, 1), by quadrature.
  func average(_ s: Double, _ f: @escaping (Double, Double) -> Double) -> Double {
    integrateAcross(variance: s * s, points: 200) { x in
      normalDensity(x, variance: s * s)
        * integrateAcross(points: 200) { z in normalDensity(z) * f(x, z) }
    }
  }

  @Test(arguments: pairs)
  func lossAgreesWithQuadrature(s: Double, σ: Double) {
    func loss(_ λ: Double) -> Double {
      average(s) { x, z in
        let miss = -λ * (x + σ * z) + z / σ
        return miss * miss / 2
      }
    }
    for λ in [-0.3, 0, 0.4, 1.7] {
      expectClose(
        GaussianDenoising.loss(precision: λ, standardDeviation: s, noise: σ), loss(λ), within: 1e-12
      )
    }
    // Three values of a parabola give its minimum.
    let (low, middle, high) = (loss(-1), loss(0), loss(1))
    let curvature = low + high - 2 * middle
    let slope = (high - low) / 2
    expectClose(
      GaussianDenoising.precision(standardDeviation: s, noise: σ), -slope / curvature, within: 1e-11
    )
    expectClose(
      GaussianDenoising.irreducibleLoss(standardDeviation: s, noise: σ),
      middle - slope * slope / (2 * curvature), within: 1e-10)
  }

  @Test(arguments: pairs)
  func posteriorAgreesWithBayes(s: Double, σ: Double) {
    let (μ, noisy) = (0.7, 1.9)
    func moment(_ f: @escaping (Double) -> Double) -> Double {
      integrateAcross(mean: μ, variance: s * s) {
        f($0) * normalDensity($0, mean: μ, variance: s * s)
          * normalDensity(noisy, mean: $0, variance: σ * σ)
      }
    }
    let evidence = moment { _ in 1 }
    let mean = moment { $0 } / evidence
    expectClose(
      GaussianDenoising.posteriorMean(noisy: noisy, mean: μ, standardDeviation: s, noise: σ), mean,
      within: 1e-12)
    expectClose(
      GaussianDenoising.posteriorVariance(standardDeviation: s, noise: σ),
      moment { ($0 - mean) * ($0 - mean) } / evidence, within: 1e-11)
    // Tweedie's formula, with the slope of log q from differences of the evidence.
    let h = 1e-4
    let (above, below) = (logEvidence(at: noisy + h, μ, s, σ), logEvidence(at: noisy - h, μ, s, σ))
    let slope = (above - below) / (2 * h)
    expectClose(mean, noisy + σ * σ * slope, within: 1e-7)
  }

  private func logEvidence(at noisy: Double, _ μ: Double, _ s: Double, _ σ: Double) -> Double {
    let q = integrateAcross(mean: μ, variance: s * s) {
      normalDensity($0, mean: μ, variance: s * s) * normalDensity(noisy, mean: $0, variance: σ * σ)
    }
    return log(q)
  }

  /// The slope of a regression through the origin on N normal points has Student's distribution
  /// with N degrees of freedom, of scale √(Var r/(N·E x̃²)).
  @Test(arguments: pairs, [5, 12, 100])
  func precisionVarianceIsStudents(pair: (Double, Double), samples: Int) {
    let (s, σ) = pair
    let n = Double(samples)
    func moment(_ k: Int) -> Double {
      // t = tan θ makes the range finite.
      integrate(from: -.pi / 2, to: .pi / 2, points: 2000) { θ in
        let t = sqrt(n) * tan(θ)
        let density = pow(cos(θ), n - 1)
        return density * (k == 0 ? 1 : t * t)
      }
    }
    let λ = 1 / (s * s + σ * σ)
    let residual = average(s) { x, z in
      let r = z / σ - λ * (x + σ * z)
      return r * r
    }
    let scale = residual * λ / n
    expectClose(
      GaussianDenoising.precisionVariance(samples: samples, standardDeviation: s, noise: σ),
      scale * moment(2) / moment(0), within: 1e-9)
  }

  /// Total variance: of the mean over z for given x, and the mean of the variance over z.
  @Test(arguments: pairs, [1, 2, 7])
  func drawsAgreeWithTotalVariance(pair: (Double, Double), draws: Int) {
    let (s, σ) = pair
    let λ = 1 / (s * s + σ * σ)
    func inner(_ x: Double, _ power: Int) -> Double {
      integrateAcross(points: 200) { z in
        let noisy = x + σ * z
        let g = noisy * (z / σ - λ * noisy)
        return normalDensity(z) * (power == 1 ? g : g * g)
      }
    }
    func outer(_ f: @escaping (Double) -> Double) -> Double {
      integrateAcross(variance: s * s, points: 200) { normalDensity($0, variance: s * s) * f($0) }
    }
    let ofMean = outer { inner($0, 1) * inner($0, 1) }
    let rest = outer { inner($0, 2) - inner($0, 1) * inner($0, 1) }
    expectClose(
      GaussianDenoising.asymptoticPrecisionVariance(draws: draws, standardDeviation: s, noise: σ),
      (ofMean + rest / Double(draws)) * λ * λ, within: 1e-11)
  }

  @Test(arguments: pairs)
  func oneDrawIsTheLimitOfTheExactVariance(s: Double, σ: Double) {
    let n = 1_000_000_000
    expectClose(
      Double(n) * GaussianDenoising.precisionVariance(samples: n, standardDeviation: s, noise: σ),
      GaussianDenoising.asymptoticPrecisionVariance(standardDeviation: s, noise: σ), within: 1e-8)
  }

  /// `E F` over the distribution of λ̂, from its bias and variance; 1/λ̂ over its normal limit.
  @Test(arguments: pairs, [50, 4000])
  func expectedErrorsAreBiasAndVariance(pair: (Double, Double), samples: Int) {
    let (s, σ) = pair
    let λ = GaussianDenoising.precision(standardDeviation: s, noise: σ)
    let variance = GaussianDenoising.precisionVariance(
      samples: samples, standardDeviation: s, noise: σ)
    let bias = λ - 1 / (s * s)
    expectClose(
      GaussianDenoising.expectedFisherDivergence(samples: samples, standardDeviation: s, noise: σ),
      s * s / 2 * (bias * bias + variance), within: 1e-12)
  }

  @Test(arguments: pairs)
  func varianceErrorIsThatOfTheInverse(s: Double, σ: Double) {
    let n = 10_000_000
    let λ = GaussianDenoising.precision(standardDeviation: s, noise: σ)
    let v = GaussianDenoising.precisionVariance(samples: n, standardDeviation: s, noise: σ)
    let mean = integrateAcross(mean: λ, variance: v, points: 2000) {
      normalDensity($0, mean: λ, variance: v) / $0
    }
    let spread = integrateAcross(mean: λ, variance: v, points: 2000) {
      normalDensity($0, mean: λ, variance: v) * (1 / $0 - mean) * (1 / $0 - mean)
    }
    let measured = GaussianDenoising.varianceError(samples: n, standardDeviation: s, noise: σ)
    expectClose(mean - s * s, σ * σ, within: 1e-3)
    expectClose(measured - σ * σ * σ * σ, spread, within: 2e-3)
  }

  /// Golden-section search of the expected divergence.
  @Test(arguments: [3, 10, 1000, 1_000_000], [0.5, 2])
  func bestNoiseIsTheMinimum(samples: Int, s: Double) {
    var (a, b) = (1e-3 * s, 20 * s)
    let ratio = (sqrt(5.0) - 1) / 2
    func f(_ σ: Double) -> Double {
      GaussianDenoising.expectedFisherDivergence(samples: samples, standardDeviation: s, noise: σ)
    }
    for _ in 0..<80 {
      let (left, right) = (b - ratio * (b - a), a + ratio * (b - a))
      if f(left) < f(right) { b = right } else { a = left }
    }
    expectClose(
      GaussianDenoising.bestNoise(samples: samples, standardDeviation: s), (a + b) / 2, within: 1e-6
    )
  }

  @Test func bestNoiseFallsAsTheSixthRoot() {
    expectClose(
      GaussianDenoising.bestNoise(samples: 1_000_000_000_000, standardDeviation: 0.5),
      0.5 * pow(2e12, -1.0 / 6), within: 1e-4)
  }
}
