import Autodiff
import Distributions
import Elementary
import Networks
import Tensors

/// Noise-contrastive estimation (NCE): a density is learned, its constant included, by telling data
/// from noise whose density is known.
///
///     L(θ) = E_data[−ln D(x)] + ν E_noise[−ln(1 − D(y))],   D = 1/(1 + e^{−G}),
///     G(x) = ln p_θ(x) − ln p_n(x) − ln ν
///
/// The minimum over all functions is at `p_θ = p_data`, whatever ν and the noise, as long as there is
/// noise wherever there are data; hence c = −ln Z without anybody's having integrated.
///
/// Source: M. U. Gutmann, A. Hyvärinen, "Noise-contrastive estimation of unnormalized statistical
/// models", JMLR 13 (2012), 307, equations 5 to 8.
public struct NoiseContrastiveEstimation<Base: EnergyNetwork>: Objective {
  /// Draws of x.
  public var data: any DataSource
  /// Draws of y, and their density p_n.
  public let noise: any Distribution
  /// ν > 0, how much noise there is for each data point.
  public let ratio: Double

  /// How many points of noise a row has: ⌈ν⌉, each with the weight ν/⌈ν⌉.
  public var noisePerRow: Int { Int(ratio.rounded(.up)) }

  /// - Parameters:
  ///   - data: draws of x.
  ///   - noise: what they are to be told from.
  ///   - ν: how much noise there is for each data point, in (0, 1e6]; it need not be whole.
  public init(data: any DataSource, noise: any Distribution, ratio ν: Double = 1) {
    precondition(
      ν > 0 && ν <= 1e6, "noise-contrastive estimation: \(ν) times as much noise as data")
    self.data = data
    self.noise = noise
    ratio = ν
  }

  public func batch(
    _ count: Int, for model: NormalizedEnergy<Base>, using random: inout RandomStream
  ) -> DataAndNoise {
    DataAndNoise(
      data: data.sample(count, using: &random),
      noise: noise.sample(count * noisePerRow, using: &random))
  }

  // snippet.log-odds
  /// `G = ln p_θ(x) − ln p_n(x) − ln ν`: points `[n, dim]` → `[n]`.
  public func logOdds(_ model: NormalizedEnergy<Base>, _ x: Tensor) -> Variable {
    model.logDensity(Variable(x)) - Variable(noise.logDensity(x) + Float(log(ratio)))
  }
  // snippet.end

  // snippet.nce-terms
  /// `−ln D(x) − ν ln(1 − D(y))`, the latter averaged over the row's noise.
  public func terms(
    _ model: NormalizedEnergy<Base>, _ batch: DataAndNoise, on tape: Tape
  ) -> Variable {
    let atData = softplus(-logOdds(model, batch.data))
    let atNoise = softplus(logOdds(model, batch.noise))
    return atData + Float(ratio) * atNoise.reshaped(to: [batch.rowCount, -1]).mean(axis: 1)
  }
  // snippet.end
}

/// Points of data and, for each, as many points of noise.
public struct DataAndNoise: RowBatch, Sendable {
  /// x, `[rows, dim]`.
  public let data: Tensor
  /// y, `[rows · k, dim]`: row i has those from i·k to i·k + k − 1.
  public let noise: Tensor

  /// - Precondition: both are points of one space, and k is a whole number, at least 1.
  public init(data: Tensor, noise: Tensor) {
    precondition(
      data.rank == 2 && noise.rank == 2 && data.shape[1] == noise.shape[1]
        && data.shape[0] > 0 && noise.shape[0] > 0 && noise.shape[0] % data.shape[0] == 0,
      "noise-contrastive estimation: data \(data.shape) and noise \(noise.shape)")
    self.data = data
    self.noise = noise
  }

  public var rowCount: Int { data.rowCount }

  public func rows(_ range: Range<Int>) -> DataAndNoise {
    let k = noise.rowCount / data.rowCount
    return DataAndNoise(
      data: data.rows(range), noise: noise.rows(range.lowerBound * k..<range.upperBound * k))
  }
}
