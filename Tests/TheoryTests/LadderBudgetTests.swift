import Diffusion
import Elementary
import TestSupport
import Testing
import Theory

@Suite struct LadderBudgetTests {
  let data = GaussianDiffusion(mean: 1, variance: 0.25)

  /// Perturbs the fitted slope and offset of every time, one after the other, in a recursion of this
  /// test's own.
  @Test(arguments: [0, 1, 2]) func diffusion(rule index: Int) {
    let rule: ReverseRule = [.ancestral(.beta), .implicit(eta: 0), .ancestral(.posterior)][index]
    let sampler = ReverseSampler(.linear(steps: 1000), rule, steps: 9)
    let (v, n, K) = (0.25, 100, 3)
    func output(disturbed: Int?, slope: Double, offset: Double) -> (Double, Double) {
      var (M, V) = (0.0, 1.0)
      for (t, s) in zip(sampler.times, sampler.times.dropFirst()) {
        let (level, f) = (sampler.schedule.level(t), sampler.factors(from: t, to: s))
        let (k, j) = (
          sqrt(1 - level.signal) / data.variance(at: level) + (t == disturbed ? slope : 0),
          t == disturbed ? offset : 0
        )
        let m = sqrt(level.signal)
        M = f.state * M + f.prediction * (k * (M - m) + j)
        V =
          (f.state + f.prediction * k) * (f.state + f.prediction * k) * V + f.standardDeviation
          * f.standardDeviation
      }
      return (M, V)
    }
    let exact = output(disturbed: nil, slope: 0, offset: 0)
    let expected = sampler.outputDistribution(of: data)
    expectClose(exact.0, expected.mean, within: 1e-10)
    expectClose(exact.1, expected.variance, within: 1e-10)
    var (meanSpread, varianceSpread) = (0.0, 0.0)
    let h = 1e-6
    for t in sampler.times.dropLast() {
      let level = sampler.schedule.level(t)
      let (ᾱ, w) = (level.signal, data.variance(at: level))
      // One draw, less what the data alone leave.
      let slope = ᾱ * v / (w * w) - 2 * (1 - ᾱ) * ᾱ * ᾱ * v * v / (w * w * w * w)
      let offset = ᾱ * v / w * (1 - (1 - ᾱ) / w)
      let bent = output(disturbed: t, slope: h, offset: 0)
      let moved = output(disturbed: t, slope: 0, offset: h)
      varianceSpread += slope * pow((bent.1 - exact.1) / h, 2)
      meanSpread += offset * pow((moved.0 - exact.0) / h, 2)
    }
    let budget = sampler.budget(of: data, samples: n, draws: K)
    let draws = Double(n * K)
    expectClose(budget.training.mean, meanSpread / v / draws, within: 1e-4)
    expectClose(
      budget.training.logVariance, varianceSpread / (exact.1 * exact.1) / draws, within: 1e-4)
    expectClose(budget.varianceRatio, exact.1 / v, within: 1e-10)
  }

  /// Many steps: nothing but the data is left.
  @Test func manySteps() {
    let budget = ReverseSampler(.linear(steps: 1000), .ancestral(.beta))
      .budget(of: data, samples: 1000, draws: 1000)
    expectClose(budget.fromData, 1e-3, within: 0.01)
    #expect(budget.fromTraining < 1e-5 && budget.fromBias < 1e-5)
  }

  @Test func annealing() {
    let ladder = LearnedAnnealing(
      standardDeviations: [1, 0.5, 0.2], stepSize: 0.03, stepsPerLevel: 2)
    /// The recursion step by step, with the precision of one rung and its centre disturbed.
    func output(disturbed: Int?, precision: Double, centre: Double) -> (Double, Double) {
      var (M, V) = (0.0, 1.0)
      for (i, σ) in ladder.standardDeviations.enumerated() {
        let ε = 0.03 * (σ / 0.2) * (σ / 0.2) / 2
        let λ = (1 + (i == disturbed ? precision : 0)) / (0.25 + σ * σ)
        let m = 1 + (i == disturbed ? centre : 0)
        for _ in 0..<2 {
          M += -ε * λ * (M - m)
          V = (1 - ε * λ) * (1 - ε * λ) * V + 2 * ε
        }
      }
      return (M, V)
    }
    let exact = output(disturbed: nil, precision: 0, centre: 0)
    let budget = ladder.budget(of: data, samples: 200, draws: 2)
    expectClose(budget.varianceRatio, exact.1 / 0.25, within: 1e-12)
    expectClose(budget.meanBias, (exact.0 - 1) / 0.5, within: 1e-12)
    var (meanSpread, varianceSpread) = (0.0, 0.0)
    let h = 1e-6
    for (i, σ) in ladder.standardDeviations.enumerated() {
      let score = LearnedScore.denoising(variance: 0.25, samples: 200, noise: σ, draws: 2)
      let bent = output(disturbed: i, precision: h, centre: 0)
      let moved = output(disturbed: i, precision: 0, centre: h)
      varianceSpread += score.training.logVariance * pow((bent.1 - exact.1) / h, 2)
      meanSpread +=
        score.training.mean * 0.25 * pow((moved.0 - exact.0) / h, 2)
        + score.training.logVariance * pow((bent.0 - exact.0) / h, 2)
    }
    expectClose(budget.training.mean, meanSpread / 0.25, within: 1e-4)
    expectClose(
      budget.training.logVariance, varianceSpread / (exact.1 * exact.1), within: 1e-4)
  }
}

@Suite struct MetropolisRelaxationTests {
  /// One step from N(0, 1): the mean of x' = x + A (y − x) by quadrature over x and the proposal.
  @Test(arguments: [true, false]) func oneStep(walks: Bool) {
    let (m, v, ε, δ) = (1.0, 0.25, 0.1, 0.9)
    func target(_ x: Double) -> Double { normalDensity(x, mean: m, variance: v) }
    func moments(_ power: Double) -> Double {
      integrateAcross(points: 600) { x in
        let centre = walks ? x : x - ε / v * (x - m)
        let width = walks ? δ * δ : 2 * ε
        return normalDensity(x)
          * integrateAcross(mean: centre, variance: width, points: 600) { y in
            let back = walks ? y : y - ε / v * (y - m)
            let there = normalDensity(y, mean: centre, variance: width)
            let ratio =
              target(y) * normalDensity(x, mean: back, variance: width)
              / max(target(x) * there, 1e-300)
            let accepted = min(1, ratio)
            return there * (accepted * pow(y, power) + (1 - accepted) * pow(x, power))
          }
      }
    }
    let chain = MetropolisRelaxation(
      mean: m, variance: v,
      proposal: walks ? .randomWalk(width: δ) : .langevin(stepSize: ε), steps: 1, spacing: 0.025)
    let mean = moments(1)
    expectNear(chain.marginals[0].variance, 1, within: 1e-9)
    expectNear(chain.marginals[1].mean, mean, within: 2e-4)
    expectNear(chain.marginals[1].variance, moments(2) - mean * mean, within: 1e-3)
  }

  @Test(arguments: [true, false]) func inTheLongRun(walks: Bool) {
    let chain = MetropolisRelaxation(
      mean: 1, variance: 0.25,
      proposal: walks ? .randomWalk(width: 1.2) : .langevin(stepSize: 0.2), steps: 80)
    expectClose(chain.marginals[80].mean, 1, within: 1e-6)
    expectClose(chain.marginals[80].variance, 0.25, within: 1e-6)
    expectNear(chain.divergences[80], 0, within: 1e-6)
    // It falls in every step, as the divergence of any chain from its target must.
    for (before, after) in zip(chain.divergences, chain.divergences.dropFirst()) {
      #expect(after <= before + 1e-9)
    }
    let moved = chain.output(
      after: 80, mean: 3, precision: 2, of: GaussianDiffusion(mean: 1, variance: 0.25))
    expectClose(moved.mean, 3, within: 1e-6)
    expectClose(moved.variance, 0.5, within: 1e-6)
  }
}

@Suite struct GaussianRoadsTests {
  let ways = GaussianRoads(data: GaussianDiffusion(mean: 1, variance: 0.25))

  /// No road is below the floor by more than its second-order terms, and more passes never hurt those
  /// without lucky cancellations.
  @Test(arguments: GaussianRoads.Road.allCases) func budgets(road: GaussianRoads.Road) {
    let n = 500
    let few = ways.best(road, passes: 24, samples: n)
    let many = ways.best(road, passes: 400, samples: n)
    guard let many else {
      Issue.record("\(road) cannot be walked with 400 passes")
      return
    }
    #expect(many.budget.total > 0.95 / Double(n))
    if let few { #expect(few.budget.total >= many.budget.total * 0.999) }
    #expect((few == nil) == (road == .contrastiveDivergence || road == .persistentChains))
  }

  /// The settings spend what they were given.
  @Test func costs() {
    let denoising = ways.best(.denoising, passes: 64, samples: 500)!
    #expect(denoising.draws + denoising.steps == 64)
    let noise = ways.best(.noiseContrast, passes: 64, samples: 500)!
    #expect(6 * (1 + noise.ratio) + noise.steps == 64)
    let cd = ways.best(.contrastiveDivergence, passes: 64, samples: 500)!
    #expect(2 * (20 + cd.updates) + cd.steps <= 64)
    let implicit = ways.best(.implicit, passes: 64, samples: 500)!
    #expect((1 + implicit.draws) * implicit.steps <= 64)
    let annealed = ways.best(.annealed, passes: 64, samples: 500)!
    #expect(annealed.ladder.count * (1 + annealed.steps) <= 64)
    // A neighbour of the best settings is no better.
    let λ = LearnedScore.denoising(variance: 0.25, samples: 500, noise: 0.12, draws: 32)
    let other = ErrorBudget(
      score: λ, data: ways.data, sampler: ErrorBudget.langevin(stepSize: 0.03, steps: 32))
    #expect(denoising.budget.total <= other.total)
  }

  /// Learning alone, with exact draws: n E KL of slicing is 1 + 1/2K, and every way comes down to
  /// the floor.
  @Test func learningAlone() {
    let n = 500
    func error(_ road: GaussianRoads.Road, _ passes: Int) -> Double {
      Double(n) * ways.learning(road, passes: passes, samples: n).budget.total
    }
    for K in [1, 4, 16] {
      expectClose(error(.sliced, K), 1 + 0.5 / Double(K), within: 1e-9)
    }
    for (road, few, many) in [
      (GaussianRoads.Road.denoising, 4, 2_000), (.noiseContrast, 12, 1_200),
      (.contrastiveDivergence, 44, 2_000),
    ] {
      #expect(error(road, few) > 1.5, "\(road)")
      expectClose(error(road, many), 1, within: 0.06)
    }
    let contrast = ways.learning(.noiseContrast, passes: 30, samples: n)
    #expect(contrast.ratio == 4 && contrast.steps == 0)
    let cd = ways.learning(.contrastiveDivergence, passes: 80, samples: n)
    #expect(cd.updates == 20 && cd.steps == 12 && cd.stepSize == ways.restarting.stepSize)
    // The noise of denoising is the best for so many draws.
    let denoising = ways.learning(.denoising, passes: 8, samples: n)
    for factor in [0.8, 1.25] {
      let other = ErrorBudget(
        score: .denoising(variance: 0.25, samples: n, noise: factor * denoising.noise, draws: 8),
        data: ways.data, sampler: ErrorBudget.direct)
      #expect(denoising.draws == 8 && denoising.budget.total < other.total)
    }
  }

  @Test func learningNeedsDraws() async {
    await #expect(processExitsWith: .failure) {
      _ = GaussianRoads(data: GaussianDiffusion(mean: 1, variance: 0.25))
        .learning(.metropolis, passes: 8, samples: 500)
    }
  }
}

@Suite struct TwoScalesTests {
  @Test func scaling() {
    func steps(_ κ: Double, _ ladder: Bool) -> Int {
      let plane = TwoScales(variance: 0.25, condition: κ)
      return TwoScales.stepsNeeded(for: 0.01) {
        ladder
          ? plane.diffusion(.implicit(eta: 0), steps: $0).divergence
          : plane.langevin(steps: $0).divergence
      }
    }
    expectClose(Double(steps(400, false)) / Double(steps(40, false)), 10, within: 0.1)
    #expect(steps(400, true) <= steps(40, true) + 6)
    // One scale is the line, twice.
    let round = TwoScales(variance: 0.25, condition: 1)
    let (ε, divergence) = round.langevin(steps: 12)
    let end = ErrorBudget.langevin(stepSize: ε, steps: 12)(1, 4)
    expectClose(
      divergence,
      2
        * GaussianDivergence.divergence(
          mean: end.mean, variance: end.variance, fromMean: 1, variance: 0.25), within: 1e-12)
  }

  /// The ladder's noises are in equal factors, and end where they were told to.
  @Test func schedule() {
    let plane = TwoScales(variance: 1, condition: 100)
    let schedule = plane.schedule(steps: 5, top: 10, bottom: 0.1)
    let noises = (1...5).map { t in sqrt(1 / schedule.alphaBar(t) - 1) }
    expectClose(noises[0], 0.01, within: 1e-6)
    expectClose(noises[4], 10, within: 1e-6)
    for (a, b) in zip(noises, noises.dropFirst()) {
      expectClose(b / a, pow(1000, 0.25), within: 1e-6)
    }
  }
}
