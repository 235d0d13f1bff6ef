import Elementary
import Samplers
import Tensors

extension IsingModel {
  /// The mean of every spin, by Gibbs sampling in 64 chains: half of the sweeps are for burning in,
  /// and of the others every second one is taken.
  ///
  /// - Parameters:
  ///   - start: the picture that all chains begin with.
  ///   - sweeps: at least 4.
  public func means(
    from start: SpinPicture, sweeps: Int, using random: inout RandomStream
  ) -> [Double] {
    precondition(sweeps >= 4, "means from \(sweeps) sweeps: at least 4")
    var (x, bath) = (SpinLanes(repeating: start, for: self), HeatBath(self))
    bath.run(&x, steps: sweeps / 2, using: &random)
    var totals = Array(repeating: 0.0, count: field.count)
    for _ in 0..<sweeps / 4 {
      bath.run(&x, steps: 2, using: &random)
      for (i, mean) in x.meanSpins.enumerated() { totals[i] += mean }
    }
    return totals.map { $0 / Double(sweeps / 4) }
  }
}
