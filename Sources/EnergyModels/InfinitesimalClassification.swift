import Autodiff
import Distributions
import Elementary
import Networks
import Tensors

/// A classifier not of data from noise, but of less noise from more: "how much noise is in it?"
///
///     x at t e^{−h/2},  y at t e^{h/2},   t log-uniform,   noised points x₀ + √t z,
///     L(θ) = E[ln(1 + e^{−G(x)}) + ln(1 + e^{G(y)})],   G = −h f_θ(·, t)
///
/// The best log-odds are `ln q(x; t e^{−h/2}) − ln q(x; t e^{h/2})`, q(·; t) being the density of the
/// data with noise of variance t. So f learns the mean over a step of the rate `∂ ln q/∂ ln t`, and
/// steps put end to end telescope.
///
/// The two points of a row are the same point with the same noise, once shrunk and once enlarged: the
/// loss is a sum of two expectations, which does not ask how x and y depend on each other, and much of
/// the terms' randomness cancels.
///
/// Source: B. Rhodes, K. Xu, M. U. Gutmann (2020) for the ladder; K. Choi, C. Meng, Y. Song, S. Ermon,
/// "Density ratio estimation via infinitesimal classification", AISTATS 2022, for its rate.
public struct InfinitesimalClassification<Model: RateNetwork>: Objective {
  /// Draws of x₀.
  public var data: any DataSource
  /// The ends of the ladder, variances: `t` lies half a step inside.
  public let variances: ClosedRange<Double>
  /// h > 0, the length of a step in ln t.
  public let step: Double

  /// - Parameters:
  ///   - data: draws of x₀.
  ///   - variances: the ends of the ladder, positive.
  ///   - h: the length of a step in ln t, at most the ladder's.
  public init(data: any DataSource, variances: ClosedRange<Double>, step h: Double) {
    let length = log(variances.upperBound) - log(variances.lowerBound)
    precondition(
      Float(variances.lowerBound) > 0 && Float(variances.upperBound).isFinite && h > 0
        && h <= length * (1 + 1e-12),
      "noise ladder: variances \(variances), steps of \(h) in their logarithm")
    self.data = data
    self.variances = variances
    step = h
  }

  public func batch(
    _ count: Int, for model: Model, using random: inout RandomStream
  ) -> LadderPoints {
    let low = log(variances.lowerBound) + step / 2
    let high = max(low, log(variances.upperBound) - step / 2)
    let t = exp(Float(low) + Float(high - low) * random.uniform([count, 1]))
    let clean = data.sample(count, using: &random)
    let noise = sqrt(t) * random.normal(clean.shape)
    return LadderPoints(
      less: clean + Float(exp(-step / 4)) * noise, more: clean + Float(exp(step / 4)) * noise,
      variances: t)
  }

  // snippet.ladder-terms
  /// `−ln D(x) − ln(1 − D(y))`, x with less noise and y with more.
  public func terms(_ model: Model, _ batch: LadderPoints, on tape: Tape) -> Variable {
    func logOdds(_ x: Tensor) -> Variable {
      Float(-step) * model.rate(Variable(x), variances: batch.variances)
    }
    return softplus(-logOdds(batch.less)) + softplus(logOdds(batch.more))
  }
  // snippet.end
}

/// Points with less noise, and the same points with more.
public struct LadderPoints: RowBatch, Sendable {
  /// x and y, `[rows, dim]`.
  public let less, more: Tensor
  /// t between their variances, `[rows, 1]`.
  public let variances: Tensor

  public init(less: Tensor, more: Tensor, variances: Tensor) {
    precondition(
      less.rank == 2 && less.shape == more.shape && variances.shape == [less.shape[0], 1],
      "noise ladder: points \(less.shape) and \(more.shape), variances \(variances.shape)")
    self.less = less
    self.more = more
    self.variances = variances
  }

  public var rowCount: Int { less.rowCount }

  public func rows(_ range: Range<Int>) -> LadderPoints {
    LadderPoints(
      less: less.rows(range), more: more.rows(range), variances: variances.rows(range))
  }
}
