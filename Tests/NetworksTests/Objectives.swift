import Autodiff
import Networks
import Tensors

/// Denoising a line: something small to learn, from random batches of columns x and 2x − 1 + noise.
struct LineFit: Objective {
  /// The number of the batch that has a NaN in it, from 1; nil for none.
  var spoiledBatch: Int?
  private var drawn = 0

  init(spoiledBatch: Int? = nil) { self.spoiledBatch = spoiledBatch }

  mutating func batch(_ count: Int, for model: MLP, using random: inout RandomStream) -> Tensor {
    drawn += 1
    var x = random.normal([count, 1])
    let y = 2 * x - 1 + 0.1 * random.normal([count, 1])
    if drawn == spoiledBatch { x[17, 0] = .nan }
    return .concatenated([x, y], axis: 1)
  }

  func terms(_ model: MLP, _ batch: Tensor, on tape: Tape) -> Variable {
    (model(Variable(batch.columns(0..<1))) - Variable(batch.columns(1..<2))).square().rowSums()
  }
}

/// Any terms on normal points.
struct NormalPoints<Model: Network>: Objective {
  let dimension: Int
  var standardDeviation: Float = 1
  let terms: (Model, Variable) -> Variable

  func batch(_ count: Int, for model: Model, using random: inout RandomStream) -> Tensor {
    standardDeviation * random.normal([count, dimension])
  }

  func terms(_ model: Model, _ batch: Tensor, on tape: Tape) -> Variable {
    terms(model, tape.variable(batch))
  }
}

/// The terms of score matching with the exact trace, for points on a line.
func scoreMatchingTerms(_ network: MLP, _ x: Variable) -> Variable {
  let score = network(x)
  let slope = gradient(of: score.sum(), withRespectTo: x)
  return (slope + score.square() / 2).rowSums()
}

/// The parameters' values.
func values(_ network: some Network) -> [Tensor] { network.parameters.map(\.variable.value) }
