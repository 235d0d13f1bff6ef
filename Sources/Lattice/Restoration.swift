import Elementary
import Samplers
import Tensors

/// A way to restore a picture, given the Ising model that is its posterior.
public enum Restoration: String, CaseIterable, Sendable {
  /// Iterated conditional modes, until nothing changes.
  case iteratedModes = "ICM"
  /// One chain of simulated annealing from T = 2 to T = 0.1.
  case annealing
  /// The signs of mean field's means, to a thousandth.
  case meanField = "mean field"
  /// The most probable picture, by maximum flow.
  case bestPicture = "best picture"
  /// The most probable pixels, the signs of the means by Gibbs sampling.
  case bestPixels = "best pixels"

  /// The restored picture.
  ///
  /// - Parameters:
  ///   - posterior: p(y | x); for the best picture with a coupling that attracts.
  ///   - x: the picture that arrived, from which all begin but mean field and the best picture.
  ///   - sweeps: how many annealing and Gibbs sampling take, and mean field at most; at least 4.
  ///   - random: the stream to draw from.
  public func callAsFunction(
    of posterior: IsingModel, from x: SpinPicture, sweeps: Int, using random: inout RandomStream
  ) -> SpinPicture {
    func signs(_ means: [Double]) -> SpinPicture {
      SpinPicture(width: x.width, height: x.height, signsOf: means)
    }
    switch self {
    case .iteratedModes: return IteratedConditionalModes(posterior, from: x).picture
    case .annealing:
      var chains = SpinLanes(repeating: x, for: posterior)
      SimulatedAnnealing(from: 2, to: 0.1, sweeps: sweeps)
        .run(&chains, on: posterior, using: &random)
      return chains.picture(0)
    case .meanField: return signs(MeanField(posterior, tolerance: 1e-3, maxSweeps: sweeps).means)
    case .bestPicture: return ExactMinimum(posterior).picture
    case .bestPixels: return signs(posterior.means(from: x, sweeps: sweeps, using: &random))
    }
  }
}
