/// Every statistical check of the package, by module and in the order of the test files.
let allEntries: [StatisticalLedger.Entry] = distributionEntries + networkEntries + samplerEntries

private let distributionEntries: [StatisticalLedger.Entry] = [
  .init("Gaussian samples: mean", checks: 4),
  .init("Gaussian samples: variance", checks: 4),
  .init("Gaussian samples: covariance", checks: 2),
  .init("mixture samples: half-planes", checks: 6),
  .init("discrete samples: frequencies", checks: 4),
]

private let networkEntries: [StatisticalLedger.Entry] = [
  .init("MLP: scale of the initial output", checks: 4)
]

private let samplerEntries: [StatisticalLedger.Entry] = [
  .init("annealing: mean log weight", checks: 1),
  .init("annealing: variance of the log weight", checks: 1),
  .init("annealing: mean weight", checks: 1),
  .init("annealing: mean weight, Metropolis", checks: 1),
  .init("annealing: final samples", checks: 1),
  .init("integrated autocorrelation time", checks: 3),
  .init("batch means: squared error", checks: 1),
  .init("discrete Metropolis: transitions", checks: 6),
  .init("importance sampling: mean weight", checks: 3),
  .init("importance sampling: claimed error", checks: 1),
  .init("importance sampling: effective size", checks: 1),
  .init("Metropolis acceptance", checks: 5),
  .init("Metropolis squared jump", checks: 3),
  .init("Metropolis variance kept", checks: 3),
  .init("Metropolis double well", checks: 2),
  .init("Metropolis proposals: variance", checks: 1),
  .init("Metropolis proposals: fourth moment", checks: 1),
  .init("Metropolis pairs", checks: 1),
  .init("Metropolis–Hastings mean", checks: 1),
  .init("Metropolis–Hastings variance", checks: 1),
  .init("area under the ROC curve", checks: 2),
  .init("thermodynamic integration: value", checks: 1),
  .init("thermodynamic integration: error", checks: 1),
  .init("ULA variance", checks: 3),
  .init("ULA temperature", checks: 2),
  .init("ULA untied noise", checks: 1),
  .init("ULA uniform variance", checks: 1),
  .init("ULA uniform fourth moment", checks: 1),
  .init("ULA covariance", checks: 2),
  .init("MALA acceptance", checks: 3),
  .init("MALA variance", checks: 2),
  .init("MALA reversibility", checks: 1),
]
