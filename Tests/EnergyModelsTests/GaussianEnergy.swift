import Autodiff
import Distributions
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

/// The gradient of the contrastive loss of given points.
func contrast<N: EnergyNetwork>(_ network: N, data: Tensor, negatives: Tensor) -> [Tensor] {
  let tape = Tape()
  let (tracked, parameters) = network.tracked(on: tape)
  let terms = ContrastiveDivergence<N>(data: DataSet(data), steps: 0, stepSize: 1)
    .terms(tracked, ContrastedPoints(positives: data, negatives: negatives), on: tape)
  return gradient(of: terms.mean(), withRespectTo: parameters, recording: false).map(\.value)
}
