import Benchmark
import Datasets
import Diffusion
import Distributions
import Elementary
import EnergyModels
import Networks
import Samplers
import ScoreMatching
import Tensors

/// Steps of trainings with batches of 512 points of the ring, drawn anew for each, and of pictures.
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
    adamSteps(
      "diffusion of digits, 96→256→256→256→64", of: digitPredictor(using: &random),
      on: NoiseLoss(data: DataSet(digits), schedule: schedule), batchSize: 128),
    adamSteps(
      "contrastive divergence, convolutions 1→32→32→64, 20 Langevin steps",
      of: ConvolutionalEnergy(side: 8, using: &random), on: persistentContrast(using: &random),
      batchSize: 64),
    boltzmann,
  ]
}

/// Chains that start at random pictures and go on in every update.
private func persistentContrast(
  using random: inout RandomStream
) -> ContrastiveDivergence<ConvolutionalEnergy> {
  let chains = ReplayBuffer(capacity: 64, renewal: 0, using: &random) { count, random in
    random.uniform([count, 64])
  }
  return ContrastiveDivergence(
    data: DataSet(digits), from: .buffer(chains), steps: 20, penalty: 0.1
  ) { model in
    Langevin(score: model.score, stepSize: 1, noise: .normal(standardDeviation: 0.005))
  }
}

/// Pictures of 8 × 8 pixels between −1 and 1, a row each.
let digits = 2 * Digits.all.points - 1

/// The network that learns to predict the noise in a digit.
func digitPredictor(using random: inout RandomStream) -> TimeConditionedMLP {
  TimeConditionedMLP(
    dimension: 64, hidden: [256, 256, 256], steps: schedule.steps, using: &random)
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

/// The network that learns to predict the noise in a point: the point and 32 numbers for the time.
private func noisePredictor(using random: inout RandomStream) -> TimeConditionedMLP {
  TimeConditionedMLP(dimension: 2, hidden: widths, steps: schedule.steps, using: &random)
}

/// Noise predictors after some steps of training, for points of the ring and for digits.
func trainedNoisePredictor(steps: Int, using random: inout RandomStream) -> TimeConditionedMLP {
  trained(
    training(of: noisePredictor(using: &random), on: NoiseLoss(data: ring, schedule: schedule)),
    steps: steps)
}
func trainedDigitPredictor(steps: Int, using random: inout RandomStream) -> TimeConditionedMLP {
  trained(
    training(
      of: digitPredictor(using: &random),
      on: NoiseLoss(data: DataSet(digits), schedule: schedule), batchSize: 128), steps: steps)
}

/// A thousand steps from data to noise.
let schedule = NoiseSchedule.linear(steps: 1_000)

/// Ten steps of a training with Adam at a time.
private func adamSteps<Goal: Objective>(
  _ name: String, of network: Goal.Model, on objective: Goal, batchSize: Int = 512
) -> Workload {
  let steps = 10
  return Workload(name: name, amount: Double(steps), unit: .microsecondsPerStep) {
    var training = training(of: network, on: objective, batchSize: batchSize)
    return { run(&training, steps: steps) }
  }
}

private func training<Goal: Objective>(
  of network: Goal.Model, on objective: Goal, batchSize: Int = 512
) -> Training<Goal> {
  Training(
    of: network, on: objective, batchSize: batchSize, with: Adam(learningRate: 1e-3), seed: 1)
}

private func trained<Goal: Objective>(_ training: Training<Goal>, steps: Int) -> Goal.Model {
  var training = training
  run(&training, steps: steps)
  return training.network
}

private func run<Goal: Objective>(_ training: inout Training<Goal>, steps: Int) {
  do { try training.run(steps: steps) } catch { fatalError("\(error)") }
}
