import Autodiff
import EnergyModels
import Networks
import Tensors

/// E(x) = ½λ(x − μ)².
struct GaussianEnergy: EnergyNetwork {
  var precision: Variable
  var mean: Variable

  init(precision: Double, mean: Double) {
    self.precision = Variable(Tensor(Float(precision)))
    self.mean = Variable(Tensor(Float(mean)))
  }

  func energy(_ x: Variable) -> Variable {
    (x - mean).square().sum(axis: 1) * precision / 2
  }

  mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    visit("precision", &precision)
    visit("mean", &mean)
  }
}

/// The gradient of the contrastive loss.
func contrast<N: EnergyNetwork>(
  _ network: N, data: Tensor, negatives: Tensor, penalty: Double = 0
) -> [Tensor] {
  let tape = Tape()
  let (tracked, parameters) = network.tracked(on: tape)
  let loss = contrastiveLoss(tracked, data: data, negatives: negatives, penalty: penalty)
  return gradient(of: loss, withRespectTo: parameters, recording: false).map(\.value)
}
