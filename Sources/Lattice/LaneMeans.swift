import Elementary
import Samplers
import Statistics
import Tensors

extension HeatBath {
  /// The mean over time of some numbers in each of 64 independent chains, and from the chains their
  /// standard errors.
  ///
  /// - Parameters:
  ///   - start: where the chains begin.
  ///   - burnIn: sweeps before the first sample.
  ///   - samples: how many are taken of each chain, `every` sweeps.
  ///   - measure: equally many numbers for every picture.
  /// - Returns: an estimate for each of the numbers.
  public func laneMeans(
    from start: SpinLanes, burnIn: Int, samples: Int, every: Int, using random: inout RandomStream,
    _ measure: (SpinPicture) -> [Double]
  ) -> [Estimate] {
    precondition(
      burnIn >= 0 && samples > 0 && every > 0,
      "\(samples) samples every \(every) sweeps after \(burnIn)")
    var (x, bath) = (start, self)
    bath.run(&x, steps: burnIn, using: &random)
    var totals: [[Double]] = []
    for _ in 0..<samples {
      bath.run(&x, steps: every, using: &random)
      let values = x.pictures.map(measure)
      precondition(
        values.allSatisfy { $0.count == (totals.first ?? values[0]).count },
        "lane means: \(Set(values.map(\.count)).sorted()) numbers from different pictures")
      totals = totals.isEmpty ? values : zip(totals, values).map { zip($0, $1).map(+) }
    }
    return totals[0].indices.map { k in
      Estimate(meanOf: totals.map { $0[k] / Double(samples) })
    }
  }
}

extension IsingModel {
  /// The mean over time of some numbers by Gibbs sampling in 64 independent chains, with standard
  /// errors from the chains.
  ///
  /// - Parameters:
  ///   - start: where the chains begin; nil for noise.
  ///   - burnIn, samples, every, measure: as for ``HeatBath/laneMeans(from:burnIn:samples:every:using:_:)``.
  public func chainMeans(
    from start: SpinLanes? = nil, burnIn: Int, samples: Int, every: Int = 2,
    using random: inout RandomStream, _ measure: (SpinPicture) -> [Double]
  ) -> [Estimate] {
    HeatBath(self).laneMeans(
      from: start ?? .random(for: self, using: &random), burnIn: burnIn, samples: samples,
      every: every, using: &random, measure)
  }
}
