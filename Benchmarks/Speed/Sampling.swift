import Benchmark
import Diffusion
import Distributions
import Lattice
import Samplers
import Tensors

/// The mixture that the two-dimensional benchmarks learn and sample: eight modes on a circle.
let ring = GaussianMixture.ring(modes: 8, radius: 2, standardDeviation: 0.3)

/// Many chains at once.
var sampling: [Workload] {
  [
    langevin,
    ancestral(10_000, dimension: 2, "10,000 points") {
      trainedNoisePredictor(steps: 500, using: &$0)
    },
    ancestral(1_000, dimension: 64, "1,000 digits") {
      trainedDigitPredictor(steps: 500, using: &$0)
    },
    ising,
  ]
}

/// The unadjusted Langevin algorithm with the exact score: 10,000 chains, 1,000 steps.
private var langevin: Workload {
  let (chains, steps) = (10_000, 1_000)
  return Workload(
    name: "Langevin, 10,000 chains, 1,000 steps", amount: Double(steps), unit: .microsecondsPerStep
  ) {
    var random = RandomStream(seed: 1)
    var langevin = Langevin(score: { ring.score(at: $0) }, stepSize: 0.01, temperature: 1)
    return {
      var x = 2 * random.normal([chains, 2])
      langevin.run(&x, steps: steps, using: &random)
      blackHole(x)
    }
  }
}

/// Ancestral sampling through a thousand steps with a network that has learned a little: random
/// weights would drive the points far out, where numbers are subnormal and slow.
private func ancestral(
  _ points: Int, dimension: Int, _ name: String,
  network: @escaping (inout RandomStream) -> TimeConditionedMLP
) -> Workload {
  Workload(
    name: "ancestral sampling, \(name), 1,000 steps", amount: Double(schedule.steps),
    unit: .microsecondsPerStep
  ) {
    var random = RandomStream(seed: 1)
    let network = network(&random)
    let sampler = ReverseSampler(schedule, .ancestral(.beta))
    return {
      blackHole(
        sampler.sample(
          points, dimension: dimension, predicting: network.predictNoise, using: &random))
    }
  }
}

/// Gibbs sampling of the Ising model on one lattice of 256 × 256 at K = 0.44, all spins up at first.
private var ising: Workload {
  let sweeps = 1_000
  return Workload(
    name: "Ising heat bath, 256 × 256, 1,000 sweeps", amount: Double(sweeps),
    unit: .microsecondsPerStep
  ) {
    var random = RandomStream(seed: 1)
    let model = IsingModel(width: 256, height: 256, boundary: .periodic, coupling: 0.44)
    var bath = HeatBath(model, as: .strips)
    return {
      var x = SpinLanes.up(for: model, as: .strips)
      bath.run(&x, steps: sweeps, using: &random)
      blackHole(x.magnetization)
    }
  }
}
