import Elementary
import Statistics
import Tensors

/// Importance weights by their logarithms, and what can be estimated from them.
///
/// The weights have the mean `E w = Z₁/Z₀`. They are kept as logarithms in Double, and averaged
/// after the largest has been divided out, so that none over- or underflows.
public struct LogWeights: Sendable {
  /// `log w_i`, one a sample; −∞ for a weight of 0.
  public let values: [Double]

  /// - Parameter values: `log w_i`, at least one of them finite, none of them +∞ or NaN.
  public init(_ values: [Double]) {
    precondition(
      values.contains { $0.isFinite } && values.allSatisfy { $0 < .infinity },
      "importance weights: of \(values.count) logarithms none is finite, or one is +∞ or NaN")
    self.values = values
  }

  /// `w_i / max w`, and the logarithm of that maximum.
  private var scaled: (weights: [Double], logLargest: Double) {
    let largest = values.max()!
    return (values.map { exp($0 - largest) }, largest)
  }

  /// `log( (1/n) Σ w_i )`, the estimate of `log(Z₁/Z₀)`.
  ///
  /// The mean of w is unbiased; its logarithm is low by about half its relative variance (Jensen).
  /// The standard error is that of the delta method, `sd(w)/(w̄ √n)`. It believes the sample: if the
  /// weights have infinite variance, it is far too small. It takes two weights or more.
  public var logMean: Estimate {
    let (weights, logLargest) = scaled
    return logLargest + log(Estimate(meanOf: weights))
  }

  /// `Σ w_i f_i / Σ w_i`, the mean of a function under the target.
  ///
  /// It is biased by a term of order 1/n. The standard error is that of the delta method, the one of
  /// the mean of `w_i (f_i − estimate)/w̄`; what `logMean` says about it holds here too.
  ///
  /// - Parameter f: the function at the samples, in the order of the weights.
  public func mean(of f: [Double]) -> Estimate {
    precondition(f.count == values.count, "\(f.count) values for \(values.count) weights")
    let weights = scaled.weights
    let average = sum(weights) / Double(weights.count)
    let mean = sum(zip(weights, f).map { $0 * $1 }) / sum(weights)
    let spread = Estimate(meanOf: zip(weights, f).map { $0 * ($1 - mean) / average })
    return Estimate(mean, standardError: spread.standardError)
  }

  /// The mean of a function under the target.
  /// - Parameter f: the function at the samples, with as many elements as there are weights.
  public func mean(of f: Tensor) -> Estimate { mean(of: f.doubles) }

  /// `(Σ w)² / Σ w²`: how many samples of the target the weighted ones are worth.
  ///
  /// Source: A. Kong, J. S. Liu, W. H. Wong, J. Amer. Stat. Assoc. 89 (1994), 278.
  public var effectiveSampleSize: Double {
    let weights = scaled.weights
    let total = sum(weights)
    return total * total / sum(weights.map { $0 * $0 })
  }
}
