import Autodiff
import Benchmark
import Diffusion
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
      "denoising score matching, 3→128→128→128→2", of: perceptron(inputs: 3), denoisingLoss),
    adamSteps(
      "sliced score matching, 2→128→128→128→2", of: perceptron(inputs: 2), slicedLoss),
    adamSteps("diffusion, 34→128→128→128→2", of: noisePredictor(using: &random), diffusionLoss),
  ]
}

/// The network that learns to prediction noise: a point and 32 numbers for the time.
private func noisePredictor(using random: inout RandomStream) -> TimeConditionedMLP {
  TimeConditionedMLP(
    dimension: 2, hidden: [128, 128, 128], steps: schedule.steps, using: &random)
}

/// The same network after some steps of training.
func trainedNoisePredictor(steps: Int, using random: inout RandomStream) -> TimeConditionedMLP {
  var training = Training(
    of: noisePredictor(using: &random), with: Adam(learningRate: 1e-3), seed: 1)
  run(&training, steps: steps, diffusionLoss)
  return training.network
}

/// A thousand steps from data to noise.
let schedule = NoiseSchedule.linear(steps: 1_000)

private let batch = 512

private func perceptron(inputs: Int) -> MLP {
  var random = RandomStream(seed: 1)
  return MLP([inputs, 128, 128, 128, 2], activation: .silu, using: &random)
}

/// The loss of a network that gives `σ` times the score of the data blurred by noise of standard
/// standard deviation σ, with log σ, its third input, uniform between log 0.1 and log 2.
private func denoisingLoss(_ network: MLP, _ step: inout TrainingStep) -> Variable {
  let clean = ring.sample(batch, using: &step.random)
  let (least, most) = (Float(log(0.1)), Float(log(2.0)))
  let logDeviation = least + (most - least) * step.random.uniform([batch, 1])
  let noise = step.random.normal([batch, 2])
  let noisy = clean + exp(logDeviation) * noise
  let output = network(Variable(.concatenated([noisy, logDeviation], axis: 1)))
  return (output + Variable(noise)).square().sum() / Float(batch)
}

private func diffusionLoss(
  _ network: TimeConditionedMLP, _ step: inout TrainingStep
) -> Variable {
  noiseLoss(
    network, on: ring.sample(batch, using: &step.random), schedule, using: &step.random)
}

/// Sliced score matching with one direction for each point: two derivatives, one of the other.
private func slicedLoss(_ network: MLP, _ step: inout TrainingStep) -> Variable {
  let points = ring.sample(batch, using: &step.random)
  return SlicedScoreMatching().loss(
    { network($0) }, at: points, on: step.tape, using: &step.random)
}

/// Ten steps of a training with Adam at a time.
private func adamSteps<Trained: Network>(
  _ name: String, of network: Trained,
  _ loss: @escaping (Trained, inout TrainingStep) -> Variable
) -> Workload {
  let steps = 10
  return Workload(name: name, amount: Double(steps), unit: .microsecondsPerStep) {
    var training = Training(of: network, with: Adam(learningRate: 1e-3), seed: 1)
    return { run(&training, steps: steps, loss) }
  }
}

private func run<Trained: Network>(
  _ training: inout Training<Trained>, steps: Int,
  _ loss: (Trained, inout TrainingStep) -> Variable
) {
  for _ in 0..<steps {
    do { try training.step(loss) } catch { fatalError("\(error)") }
  }
}
