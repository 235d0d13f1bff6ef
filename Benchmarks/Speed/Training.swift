import Benchmark
import Datasets
import Diffusion
import Distributions
import Elementary
import EnergyModels
import Networks
import ScoreMatching
import Tensors

/// Steps of trainings with batches of 512 points of the ring, drawn anew for each.
var training: [Workload] {
  var random = RandomStream(seed: 1)
  return [
    adamSteps(
      "denoising score matching, 3→128→128→128→2",
      of: NoiseConditionalScore(dimension: 2, hidden: widths, using: &random),
      on: NoiseConditionalScoreMatching(data: ring, noise: .logUniform(0.1...2))),
    adamSteps(
      "sliced score matching, 2→128→128→2",
      of: MLP([2, 128, 128, 2], activation: .silu, using: &random),
      on: SlicedScoreMatching(data: ring)),
    adamSteps(
      "diffusion, 34→128→128→128→2", of: noisePredictor(using: &random),
      on: NoiseLoss(data: ring, schedule: schedule)),
    boltzmann,
  ]
}

/// A restricted Boltzmann machine, 64 × 128 units, by CD-1 on digits in black and white: an epoch of
/// 17 batches of 100 at a time.
private var boltzmann: Workload {
  let updates = 17
  return Workload(
    name: "Boltzmann machine, 64 × 128, CD-1, batch 100", amount: Double(updates),
    unit: .microsecondsPerStep
  ) {
    var random = RandomStream(seed: 1)
    let digits = Digits.all.binaryPoints()
    var learning = BoltzmannLearning(
      RestrictedBoltzmannMachine(
        visibleBias: Tensor(repeating: 0, shape: [64]), hidden: 128, using: &random),
      with: SGD(learningRate: 0.1, momentum: 0.5), random: random)
    return { learning.run(updates: updates, on: DataSet(digits)) }
  }
}

private let widths = [128, 128, 128]

/// The network that learns to predict noise: a point and 32 numbers for the time.
private func noisePredictor(using random: inout RandomStream) -> TimeConditionedMLP {
  TimeConditionedMLP(dimension: 2, hidden: widths, steps: schedule.steps, using: &random)
}

/// The same network after some steps of training.
func trainedNoisePredictor(steps: Int, using random: inout RandomStream) -> TimeConditionedMLP {
  var training = training(
    of: noisePredictor(using: &random), on: NoiseLoss(data: ring, schedule: schedule))
  run(&training, steps: steps)
  return training.network
}

/// A thousand steps from data to noise.
let schedule = NoiseSchedule.linear(steps: 1_000)

/// Ten steps of a training with Adam at a time.
private func adamSteps<Goal: Objective>(
  _ name: String, of network: Goal.Model, on objective: Goal
) -> Workload {
  let steps = 10
  return Workload(name: name, amount: Double(steps), unit: .microsecondsPerStep) {
    var training = training(of: network, on: objective)
    return { run(&training, steps: steps) }
  }
}

private func training<Goal: Objective>(
  of network: Goal.Model, on objective: Goal
) -> Training<Goal> {
  Training(
    of: network, on: objective, batchSize: 512, with: Adam(learningRate: 1e-3), seed: 1)
}

private func run<Goal: Objective>(_ training: inout Training<Goal>, steps: Int) {
  do { try training.run(steps: steps) } catch { fatalError("\(error)") }
}
