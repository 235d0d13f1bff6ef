import Distributions
import Tensors

/// Noisy copies of data, `signal·x + noise·z`, and the z in them.
public struct NoisyRows: Sendable {
  /// `[rows, n·draws]`, and the standard normal z of the same shape.
  public let points, noise: Tensor

  /// - Parameters:
  ///   - data: `[rows, n]`.
  ///   - signal: the factor of x.
  ///   - noise: the factor of z.
  ///   - draws: K ≥ 1, noisy copies of every sample.
  public init(
    of data: Tensor, signal: Double = 1, noise: Double, draws: Int = 1,
    using random: inout RandomStream
  ) {
    precondition(draws >= 1, "noisy rows: \(draws) copies of every sample")
    let copies =
      draws == 1 ? data : .concatenated(Array(repeating: data, count: draws), axis: 1)
    self.noise = random.normal(copies.shape)
    points = Float(signal) * copies + Float(noise) * self.noise
  }
}

extension GaussianRows {
  // snippet.regressing
  /// The line `−λ(x − μ)` of least squares through targets, for every row: what regression makes of
  /// noisy scores, `−z/σ`, or of the noise itself.
  ///
  /// - Parameters:
  ///   - targets: `[rows, n]`.
  ///   - points: `[rows, n]`.
  public init(regressing targets: Tensor, on points: Tensor) {
    let centred = points - points.rowMeans
    let precision = -(centred * targets).rowMeans / centred.square().rowMeans
    self.init(mean: points.rowMeans + targets.rowMeans / precision, precision: precision)
  }
  // snippet.end

  /// Denoising score matching with one linear score for every row.
  ///
  /// - Parameters:
  ///   - data: `[rows, n]`.
  ///   - noise: σ > 0.
  ///   - draws: K, of the noise for every sample.
  public init(
    denoising data: Tensor, noise σ: Double, draws: Int, using random: inout RandomStream
  ) {
    precondition(σ > 0, "denoising: the noise must be positive, not \(σ)")
    let noisy = NoisyRows(of: data, noise: σ, draws: draws, using: &random)
    self.init(regressing: Float(-1 / σ) * noisy.noise, on: noisy.points)
  }

  /// Sliced score matching, variance-reduced, with normal directions on the line.
  ///
  ///     λ̂ = mean(u²)/mean((x − x̄)²)
  ///
  /// - Parameters:
  ///   - data: `[rows, n]`.
  ///   - draws: K ≥ 1, directions for every sample.
  public init(slicing data: Tensor, draws: Int, using random: inout RandomStream) {
    precondition(draws >= 1, "slicing: \(draws) directions")
    let fit = GaussianRows(likeliest: data)
    var squares = Tensor.zeros(data.shape[0], 1)
    for _ in 0..<draws { squares += random.normal(data.shape).square().rowMeans }
    self.init(mean: fit.mean, precision: squares * fit.precision / Float(draws))
  }
}
