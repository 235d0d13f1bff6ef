import Autodiff
import Benchmark
import Elementary
import Networks
import Tensors

/// Steps of trainings with batches of 512 points of the ring, drawn anew for each.
var training: [Workload] {
  [
    adamSteps(
      "denoising score matching, 3→128→128→128→2", of: perceptron(inputs: 3), denoisingLoss)
  ]
}

private let batch = 512

private func perceptron(inputs: Int) -> MLP {
  var random = RandomStream(seed: 1)
  return MLP([inputs, 128, 128, 128, 2], activation: .silu, using: &random)
}

/// The loss of a network that gives `σ` times the score of the data blurred by noise of standard
/// deviation σ, with log σ, its third input, uniform between log 0.1 and log 2.
private func denoisingLoss(_ network: MLP, _ step: inout TrainingStep) -> Variable {
  let clean = ring.sample(batch, using: &step.random)
  let (least, most) = (Float(log(0.1)), Float(log(2.0)))
  let logDeviation = least + (most - least) * step.random.uniform([batch, 1])
  let noise = step.random.normal([batch, 2])
  let noisy = clean + exp(logDeviation) * noise
  let output = network(Variable(.concatenated([noisy, logDeviation], axis: 1)))
  return (output + Variable(noise)).square().sum() / Float(batch)
}

/// Ten steps of a training with Adam at a time.
private func adamSteps<Trained: Network>(
  _ name: String, of network: Trained,
  _ loss: @escaping (Trained, inout TrainingStep) -> Variable
) -> Workload {
  let steps = 10
  return Workload(name: name, amount: Double(steps), unit: .microsecondsPerStep) {
    var training = Training(of: network, with: Adam(learningRate: 1e-3), seed: 1)
    return {
      for _ in 0..<steps {
        do { try training.step(loss) } catch { fatalError("\(error)") }
      }
    }
  }
}
