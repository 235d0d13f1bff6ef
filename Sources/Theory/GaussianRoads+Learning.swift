import Elementary

extension GaussianRoads {
  /// The learning of a road alone, with exact draws; of contrastive divergence with twelve steps of
  /// its own chain, which are part of the method.
  ///
  /// - Parameters:
  ///   - road: one that learns by draws of its own: sliced, denoising, noise contrast, CD-1.
  ///   - passes: of training.
  ///   - samples: n.
  public func learning(_ road: Road, passes: Int, samples n: Int) -> Settings {
    let v = data.variance
    func settings(
      _ score: LearnedScore, _ sampler: ErrorBudget.Sampler = ErrorBudget.direct
    ) -> Settings {
      Settings(budget: ErrorBudget(score: score, data: data, sampler: sampler), draws: passes)
    }
    switch road {
    case .sliced: return settings(.sliced(variance: v, samples: n, projections: passes))
    case .denoising:
      let σ = bestNoise(draws: passes, samples: n)
      var denoised = settings(.denoising(variance: v, samples: n, noise: σ, draws: passes))
      denoised.noise = σ
      return denoised
    case .noiseContrast:
      let ν = Double(passes) / Double(newtonSteps) - 1
      var contrasted = settings(
        .noiseContrastive(mean: data.mean, variance: v, samples: n, ratio: ν))
      contrasted.ratio = Int(ν)
      return contrasted
    case .contrastiveDivergence:
      let U = restarting.updates(passes: passes)
      var ownChain = settings(
        restarting.score(variance: v, samples: n, updates: U),
        ErrorBudget.langevin(stepSize: restarting.stepSize, steps: 12))
      (ownChain.stepSize, ownChain.steps, ownChain.updates) = (restarting.stepSize, 12, U)
      return ownChain
    default: preconditionFailure("\(road.rawValue): no draws in learning")
    }
  }
}
