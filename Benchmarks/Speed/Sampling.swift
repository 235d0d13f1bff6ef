import Benchmark
import Distributions
import Samplers
import Tensors

/// The mixture that the two-dimensional benchmarks learn and sample: eight modes on a circle.
let ring = GaussianMixture.ring(modes: 8, radius: 2, standardDeviation: 0.3)

/// Many chains at once.
var sampling: [Workload] { [langevin] }

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
