/// Every statistical check of the package, by module and in the order of the test files.
let allEntries: [StatisticalLedger.Entry] =
  tensorEntries + distributionEntries + networkEntries + samplerEntries + scoreEntries
  + diffusionEntries + contrastEntries + latticeEntries

private let tensorEntries: [StatisticalLedger.Entry] = [
  .init("Tensors: uniform moments", checks: 8),
  .init("Tensors: normal moments", checks: 12),
  .init("Tensors: normal tails", checks: 6),
  .init("Tensors: Kolmogorov distance", checks: 4, rate: 1e-7),
  .init("Tensors: cells", checks: 4),
  .init("Tensors: serial correlation", checks: 26),
  .init("Tensors: places in a group", checks: 1),
  .init("Tensors: between streams", checks: 10),
  .init("Tensors: first draws of children", checks: 2),
  .init("Tensors: integers below a large bound", checks: 4),
  .init("Tensors: integers below a small bound", checks: 18),
  .init("Tensors: Bernoulli", checks: 1),
  .init("Tensors: choice", checks: 4),
  .init("Tensors: permutation", checks: 2),
]

private let distributionEntries: [StatisticalLedger.Entry] = [
  .init("Gaussian samples: mean", checks: 4),
  .init("Gaussian samples: variance", checks: 4),
  .init("Gaussian samples: covariance", checks: 2),
  .init("mixture samples: half-planes", checks: 6),
  .init("samples in space: mean", checks: 12),
  .init("samples in space: covariance", checks: 24),
  .init("discrete samples: frequencies", checks: 4),
  .init("Student-t samples: shares", checks: 3),
  .init("discrete samples: huge weights", checks: 3),
  .init("data set: frequencies", checks: 5),
  .init("noised data: variance", checks: 1),
]

private let networkEntries: [StatisticalLedger.Entry] = [
  .init("Linear: scale of the initial output", checks: 1),
  .init("Convolution: scale of the initial output", checks: 1),
]

private let samplerEntries: [StatisticalLedger.Entry] = [
  .init("estimate: propagated error", checks: 6),
  .init("estimate: variance", checks: 3),
  .init("annealing: mean log weight", checks: 1),
  .init("annealing: variance of the log weight", checks: 1),
  .init("annealing: mean weight", checks: 1),
  .init("annealing: mean weight, Metropolis", checks: 1),
  .init("annealing: final samples", checks: 1),
  .init("integrated autocorrelation time", checks: 3),
  .init("batch means: squared error", checks: 1),
  .init("composed kernels: transitions", checks: 48),
  .init("composed kernels: target kept", checks: 12),
  .init("discrete chain: distribution", checks: 16),
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
  .init("Langevin temperature", checks: 1),
  .init("MALA acceptance", checks: 3),
  .init("MALA variance", checks: 2),
  .init("MALA reversibility", checks: 1),
  .init("energy distance: two normal distributions", checks: 1),
  .init("energy distance: level of the test", checks: 1),
  .init("energy distance: mean p-value", checks: 1),
  .init("annealed Langevin variance", checks: 1),
  .init("first passages", checks: 1),
]

private let scoreEntries: [StatisticalLedger.Entry] = [
  .init("denoising: gradient", checks: 3),
  .init("denoising: fitted precision", checks: 1),
  .init("denoising: variance of the precision", checks: 1),
  .init("projections: mean", checks: 4),
  .init("projections: variance", checks: 4),
  .init("sliced: fitted precision", checks: 6),
  .init("sliced: variance of the precision", checks: 6),
]

private let diffusionEntries: [StatisticalLedger.Entry] = [
  .init("noise levels: frequencies", checks: 3),
  .init("forward process: mean", checks: 4),
  .init("forward process: variance", checks: 4),
  .init("forward process: Markov property", checks: 1),
  .init("forward process: covariance", checks: 1),
  .init("posterior: mean", checks: 1),
  .init("posterior: variance", checks: 1),
  .init("reverse sampler: mean", checks: 15),
  .init("reverse sampler: variance", checks: 15),
  .init("reverse sampler: mixture", checks: 1),
  .init("noise loss: floor", checks: 3),
  .init("noise loss: no prediction", checks: 3),
  .init("inpainting: nothing known, mean", checks: 1),
  .init("inpainting: nothing known, variance", checks: 1),
  .init("inpainting: mean", checks: 2),
  .init("inpainting: variance", checks: 2),
  .init("Wiener floor", checks: 1),
  .init("Fréchet by chance", checks: 1),
  .init("losses on draws of a set", checks: 9),
]

private let contrastEntries: [StatisticalLedger.Entry] = [
  .init("contrastive divergence: precision", checks: 4),
  .init("contrastive divergence: mean", checks: 4),
  .init("contrastive divergence: draws", checks: 4),
  .init("persistent chains: variance", checks: 1),
  .init("replay buffer: restarts", checks: 2),
  .init("noise contrast: loss", checks: 2),
  .init("noise contrast: gradient", checks: 4),
  .init("log-linear contrast: variance", checks: 4),
  .init("bridges: constant", checks: 1),
  .init("bridges: variance", checks: 1),
  .init("noise ladder: levels", checks: 1),
  .init("noise ladder: variances", checks: 2),
]

private let latticeEntries: [StatisticalLedger.Entry] = [
  .init("heat bath: free patch", checks: 11),
  .init("heat bath: temperature", checks: 11),
  .init("heat bath: odd and repulsive", checks: 12),
  .init("heat bath: torus", checks: 18),
  .init("heat bath: strips", checks: 1),
  .init("spin pictures: flips", checks: 1),
  .init("pseudo-likelihood: coupling", checks: 1),
]
