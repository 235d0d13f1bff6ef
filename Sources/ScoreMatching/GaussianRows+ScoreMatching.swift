import Distributions
import Elementary
import Tensors

extension GaussianRows {
  /// Denoising score matching with one linear score for every row.
  ///
  /// - Parameters:
  ///   - data: `[rows, n]`.
  ///   - noise: σ > 0.
  ///   - draws: K, of the noise for every sample.
  public init(
    denoising data: Tensor, noise σ: Double, draws: Int, using random: inout RandomStream
  ) {
    precondition(
      Float(σ) > 0 && Float(σ).isFinite && Float(-1 / σ).isFinite,
      "denoising: the noise must be positive, not \(σ)")
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
