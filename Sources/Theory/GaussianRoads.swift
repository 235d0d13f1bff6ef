import Diffusion
import Elementary

/// The ways from samples of N(m, v) to new ones, with the best settings for a given cost.
///
/// The cost is in passes: evaluations of the model for each sample, old or new, where there are as
/// many new ones as old. Settings are searched on grids for the least ``ErrorBudget/total``.
public struct GaussianRoads: Sendable {
  /// A way to learn, then a way to sample.
  public enum Road: String, CaseIterable, Sendable {
    case exactDraws = "likelihood, exact draws"
    case metropolis = "likelihood, Metropolis"
    case adjustedLangevin = "likelihood, MALA"
    case scoreMatching = "score matching, Langevin"
    case sliced = "sliced, Langevin"
    case denoising = "denoising, Langevin"
    case noiseContrast = "noise contrast, Langevin"
    case contrastiveDivergence = "CD-1, its own chain"
    case persistentChains = "PCD, its own chain"
    case annealed = "annealed Langevin"
    case ancestral = "diffusion, ancestral β"
    case implicit = "diffusion, DDIM"
  }

  /// A road's settings; which of them it uses depends on the road.
  public struct Settings: Sendable {
    /// What theory expects.
    public let budget: ErrorBudget
    /// ε or the proposal's width δ; σ of denoising.
    public var stepSize = 1.0, noise = 1.0
    /// k or T; K; ν; U.
    public var steps = 0, draws = 1, ratio = 1, updates = 0
    /// σ_1 > … > σ_L.
    public var ladder: [Double] = []
  }

  /// The settings that a road uses, in a line.
  public static func describe(_ settings: Settings, of road: Road) -> String {
    func short(_ x: Double) -> String {
      let unit = pow(10, (log10(x) - 1).rounded(.down))
      let digits = (x / unit).rounded() * unit
      return "\((digits * 1e6).rounded() / 1e6)"
    }
    let (ε, K, k) = (short(settings.stepSize), settings.draws, settings.steps)
    switch road {
    case .exactDraws: return "needs Z"
    case .metropolis: return "δ = \(ε), k = \(k)"
    case .adjustedLangevin, .scoreMatching: return "ε = \(ε), k = \(k)"
    case .sliced: return "K = \(K), ε = \(ε), k = \(k)"
    case .denoising: return "K = \(K), σ = \(short(settings.noise)), ε = \(ε), k = \(k)"
    case .noiseContrast: return "ν = \(settings.ratio), ε = \(ε), k = \(k)"
    case .contrastiveDivergence, .persistentChains:
      return "U = \(settings.updates), k = \(k)"
    case .annealed:
      let last = settings.ladder[settings.ladder.count - 1]
      return "\(settings.ladder.count) rungs to σ = \(short(last)), k = \(k)"
    case .ancestral, .implicit: return "K = \(K), T = \(k)"
    }
  }

  /// How contrastive divergence is run: settings that keep it stable from `λ = 1, μ = 0`.
  public struct Contrast: Sendable {
    public let stepSize, rate: Double
    public let isPersistent: Bool
    /// Updates before the average, and evaluations for each sample and update.
    public let warmUp, passesPerUpdate: Int

    /// How many updates are averaged after so many passes.
    public func updates(passes: Int) -> Int { passes / passesPerUpdate - warmUp }

    /// What theory expects of the parameters.
    public func score(variance v: Double, samples n: Int, updates: Int) -> LearnedScore {
      .contrastiveDivergence(
        variance: v, samples: n, stepSize: stepSize, updates: updates,
        training: (rate, warmUp, isPersistent))
    }
  }

  /// N(m, v).
  public let data: GaussianDiffusion
  /// The schedule of which diffusions visit some times.
  public let schedule = NoiseSchedule.linear(steps: 1000)
  /// CD-1: a long step, but well below v̂/2 for every likely data set: beyond that there is no fixed
  /// point.
  public let restarting: Contrast
  /// PCD: a shorter step and a lower rate, since chains that lag behind can oscillate.
  public let persisting: Contrast
  /// Steps of Newton's method for noise-contrastive estimation.
  public let newtonSteps = 6
  /// Chains that reject, and their widths or step sizes.
  public let walks, adjusted: [(size: Double, chain: MetropolisRelaxation)]

  private let stepSizes: [Double]

  public init(data: GaussianDiffusion) {
    let (m, v) = (data.mean, data.variance)
    self.data = data
    restarting = Contrast(
      stepSize: 0.3 * v, rate: 1.3, isPersistent: false, warmUp: 20, passesPerUpdate: 2)
    persisting = Contrast(
      stepSize: v / 5, rate: 0.5, isPersistent: true, warmUp: 60, passesPerUpdate: 3)
    walks = geometric(1.2 * sqrt(v), 4.8 * sqrt(v), 12).map { δ in
      (
        δ,
        MetropolisRelaxation(mean: m, variance: v, proposal: .randomWalk(width: δ), steps: 40)
      )
    }
    adjusted = geometric(0.4 * v, 1.6 * v, 12).map { ε in
      (
        ε,
        MetropolisRelaxation(mean: m, variance: v, proposal: .langevin(stepSize: ε), steps: 12)
      )
    }
    stepSizes = geometric(v / 1000, 1.2 * v, 48)
  }

  /// The best settings of a road, or `nil` if it cannot be walked with so few passes.
  ///
  /// - Parameters:
  ///   - passes: ≥ 2.
  ///   - samples: n.
  public func best(_ road: Road, passes: Int, samples n: Int) -> Settings? {
    let v = data.variance
    let likelihood = LearnedScore.maximumLikelihood(variance: v, samples: n)
    switch road {
    case .exactDraws:
      return Settings(
        budget: ErrorBudget(score: likelihood, data: data, sampler: ErrorBudget.direct))
    case .metropolis: return rejecting(walks, likelihood, passes)
    case .adjustedLangevin: return rejecting(adjusted, likelihood, passes)
    case .scoreMatching: return thenLangevin(likelihood, steps: passes - 1)
    case .sliced:
      return best(powersOfTwo(below: passes)) { K in
        var settings = thenLangevin(
          .sliced(variance: v, samples: n, projections: K), steps: passes - K)
        settings?.draws = K
        return settings
      }
    case .denoising:
      return best(powersOfTwo(below: passes)) { K in
        best(geometric(0.03 * sqrt(v), 0.6 * sqrt(v), 16)) { σ in
          var settings = thenLangevin(
            .denoising(variance: v, samples: n, noise: σ, draws: K), steps: passes - K)
          settings?.draws = K
          settings?.noise = σ
          return settings
        }
      }
    case .noiseContrast:
      return best(powersOfTwo(below: 64)) { ν in
        guard passes > newtonSteps * (1 + ν) else { return nil }
        var settings = thenLangevin(
          .noiseContrastive(mean: data.mean, variance: v, samples: n, ratio: Double(ν)),
          steps: passes - newtonSteps * (1 + ν))
        settings?.ratio = ν
        return settings
      }
    case .contrastiveDivergence: return ownChain(restarting, passes, n)
    case .persistentChains: return ownChain(persisting, passes, n)
    case .annealed: return annealed(passes, n)
    case .ancestral: return diffusion(.ancestral(.beta), passes, n)
    case .implicit: return diffusion(.implicit(eta: 0), passes, n)
    }
  }

  /// The least number of passes, to about a tenth, for which a road's whole error is at most twice the
  /// floor 1/n, or `nil` beyond 2,000. For diffusions all larger numbers are as good, so that a lucky
  /// cancellation on the way does not count.
  public func passesNeeded(_ road: Road, samples n: Int) -> Int? {
    let passes = (0...61).map { Int((2 * pow(1.12, Double($0))).rounded()) }
    func isEnough(_ passes: Int) -> Bool {
      best(road, passes: passes, samples: n).map { $0.budget.total <= 2 / Double(n) } ?? false
    }
    guard road == .ancestral || road == .implicit else { return passes.first(where: isEnough) }
    let first = 1 + (passes.lastIndex { !isEnough($0) } ?? -1)
    return first < passes.count ? passes[first] : nil
  }

  /// The divergence of N(M, V) from the data.
  public func divergence(of output: (mean: Double, variance: Double)) -> Double {
    GaussianDivergence.divergence(
      mean: output.mean, variance: output.variance, fromMean: data.mean, variance: data.variance)
  }

  /// Langevin with the exact score and the best step size for k steps.
  public func langevin(steps k: Int) -> (stepSize: Double, divergence: Double) {
    let sizes = geometric(data.variance / 500, 1.4 * data.variance, 120)
    let errors = sizes.map {
      divergence(
        of: ErrorBudget.langevin(stepSize: $0, steps: k)(data.mean, 1 / data.variance))
    }
    let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    return (sizes[best], errors[best])
  }

  /// The σ of denoising that is best with K draws, if the samples are drawn exactly.
  public func bestNoise(draws K: Int, samples n: Int) -> Double {
    let noises = geometric(0.06 * sqrt(data.variance), 0.6 * sqrt(data.variance), 100)
    let errors = noises.map { σ in
      ErrorBudget(
        score: .denoising(variance: data.variance, samples: n, noise: σ, draws: K), data: data,
        sampler: ErrorBudget.direct
      ).total
    }
    return noises[errors.indices.min { errors[$0] < errors[$1] } ?? 0]
  }

  /// Which of the chains that reject is nearest to the target after k steps.
  public func nearest(
    _ chains: [(size: Double, chain: MetropolisRelaxation)], after k: Int
  ) -> (size: Double, chain: MetropolisRelaxation, divergence: Double) {
    let errors = chains.map { divergence(of: $0.chain.marginals[k]) }
    let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    return (chains[best].size, chains[best].chain, errors[best])
  }

  private func rejecting(
    _ chains: [(size: Double, chain: MetropolisRelaxation)], _ score: LearnedScore, _ passes: Int
  ) -> Settings? {
    guard passes > 2 else { return nil }
    // One pass to fit, one for the energies where the chains start.
    let k = min(passes - 2, chains[0].chain.marginals.count - 1)
    let (size, chain, _) = nearest(chains, after: k)
    let budget = ErrorBudget(score: score, data: data) { μ, λ in
      chain.output(after: k, mean: μ, precision: λ, of: data)
    }
    return Settings(budget: budget, stepSize: size, steps: k)
  }

  /// The Langevin step size that is best after a way to learn.
  private func thenLangevin(_ score: LearnedScore, steps k: Int) -> Settings? {
    guard k > 0 else { return nil }
    return best(stepSizes) { ε in
      Settings(
        budget: ErrorBudget(
          score: score, data: data, sampler: ErrorBudget.langevin(stepSize: ε, steps: k)),
        stepSize: ε, steps: k)
    }
  }

  private func ownChain(_ run: Contrast, _ passes: Int, _ n: Int) -> Settings? {
    best(Array(3...30)) { k in
      let U = run.updates(passes: passes - k)
      guard U >= 1 else { return nil }
      return Settings(
        budget: ErrorBudget(
          score: run.score(variance: data.variance, samples: n, updates: U), data: data,
          sampler: ErrorBudget.langevin(stepSize: run.stepSize, steps: k)),
        stepSize: run.stepSize, steps: k, updates: U)
    }
  }

  private func diffusion(_ rule: ReverseRule, _ passes: Int, _ n: Int) -> Settings? {
    best([1, 2, 4]) { K in
      let steps = passes / (1 + K)
      guard (1...schedule.steps) ~= steps else { return nil }
      return Settings(
        budget: ReverseSampler(schedule, rule, steps: steps)
          .budget(of: data, samples: n, draws: K),
        steps: steps, draws: K)
    }
  }

  private func annealed(_ passes: Int, _ n: Int) -> Settings? {
    let s = sqrt(data.variance)
    return best([1, 2, 4]) { k in
      guard passes / (1 + k) >= 2 else { return nil }
      return best(geometric(0.04 * s, 0.6 * s, 7)) { bottom in
        best(geometric(0.3, 1.8, 6)) { step in
          let ladder = LearnedAnnealing(
            standardDeviations: geometric(s, bottom, passes / (1 + k)),
            stepSize: step * bottom * bottom, stepsPerLevel: k)
          return Settings(
            budget: ladder.budget(of: data, samples: n, draws: 1), stepSize: ladder.stepSize,
            steps: k, ladder: ladder.standardDeviations)
        }
      }
    }
  }

  private func best<Choice>(_ choices: [Choice], _ settings: (Choice) -> Settings?) -> Settings? {
    choices.compactMap(settings).min { $0.budget.total < $1.budget.total }
  }

  private func powersOfTwo(below limit: Int) -> [Int] {
    (0..<30).map { 1 << $0 }.filter { $0 < limit }
  }
}

/// From one number to another in equal factors.
///
/// - Parameters:
///   - first, last: both > 0.
///   - count: how many numbers; one is `first` alone.
public func geometric(_ first: Double, _ last: Double, _ count: Int) -> [Double] {
  precondition(
    first > 0 && last > 0 && count >= 1, "needs numbers > 0, got \(first), \(last), \(count)")
  return (0..<count).map { first * pow(last / first, Double($0) / Double(max(count - 1, 1))) }
}
