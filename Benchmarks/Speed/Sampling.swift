import Benchmark
import Diffusion
import Distributions
import Samplers
import Tensors

/// The mixture that the two-dimensional benchmarks learn and sample: eight modes on a circle.
let ring = GaussianMixture.ring(modes: 8, radius: 2, standardDeviation: 0.3)

/// Many chains at once.
var sampling: [Workload] { [langevin, ancestral] }

/// The unadjusted Langevin algorithm with the exact score: 10,000 chains, 1,000 steps.
private var langevin: Workload {
  let (chains, steps) = (10_000, 1_000)
  return Workload(
    name: "Langevin, 10,000 chains, 1,000 steps", amount: Double(chains * steps),
    unit: .thousandStepsPerSecond
  ) {
    var random = RandomStream(seed: 1)
    let langevin = Langevin(score: { ring.score(at: $0) }, stepSize: 0.01, temperature: 1)
    return {
      var x = 2 * random.normal([chains, 2])
      langevin.run(&x, steps: steps, using: &random)
      blackHole(x)
    }
  }
}

/// Ancestral sampling through a thousand steps with a network: 10,000 points.
private var ancestral: Workload {
  let points = 10_000
  return Workload(
    name: "ancestral sampling, 10,000 points, 1,000 steps",
    amount: Double(points * schedule.steps), unit: .thousandStepsPerSecond
  ) {
    var random = RandomStream(seed: 1)
    // Random weights would drive the points far out, where numbers are subnormal and slow.
    let network = trainedNoisePredictor(steps: 500, using: &random)
    let sampler = ReverseSampler(schedule, .ancestral(.beta))
    return {
      blackHole(
        sampler.sample(
          points, dimension: 2, predicting: network.predictNoise, using: &random))
    }
  }
}
