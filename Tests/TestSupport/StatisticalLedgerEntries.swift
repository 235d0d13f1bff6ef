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
