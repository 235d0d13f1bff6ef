import Autodiff
import Elementary
import Networks
import Tensors

/// A network that predicts the noise in `x_t`, given `x_t` and t.
public protocol NoisePredictor: Network {
  /// - Parameters:
  ///   - x: `[n, …]`, row i at time `times[i]`.
  ///   - times: n times.
  /// - Returns: ε̂, of the shape of x, each row for itself.
  func callAsFunction(_ x: Variable, times: [Int]) -> Variable
}

extension NoisePredictor {
  /// The prediction for states that are all at one time, with no derivative, as samplers ask for it:
  /// computed for blocks of rows on all cores.
  public func predictNoise(_ x: Tensor, _ t: Int) -> Tensor {
    // Constants that are only read.
    nonisolated(unsafe) let fixed = detached()
    return x.mapRowBlocks { x in
      fixed(Variable(x), times: [Int](repeating: t, count: x.shape[0])).value
    }
  }
}

/// A prediction of the noise that is known already, in the place of a network, with nothing to
/// learn.
public struct KnownNoise: NoisePredictor {
  private let prediction: NoisePrediction

  /// - Parameter prediction: ε̂(x, t), each row for itself.
  public init(_ prediction: @escaping NoisePrediction) { self.prediction = prediction }

  public func callAsFunction(_ x: Variable, times: [Int]) -> Variable {
    var result = Tensor(repeating: 0, shape: x.shape)
    for t in Set(times).sorted() {
      let rows = times.indices.filter { times[$0] == t }
      let states = x.value.gatherRows(rows)
      let noise = prediction(states, t)
      precondition(
        noise.shape == states.shape, "known noise: \(noise.shape) for states \(states.shape)")
      result += noise.scatteredRows(rows, of: times.count)
    }
    return Variable(result)
  }

  public func visitParameters(_ visit: (String, inout Variable) -> Void) {}
}
