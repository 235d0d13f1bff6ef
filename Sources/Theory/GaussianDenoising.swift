import Elementary

/// Denoising score matching on a Gaussian, where everything is known.
///
/// Data x ~ N(μ, s²) are perturbed to x̃ = x + σz, z ~ N(0, 1). The model is a linear score
/// s(x̃) = −λ(x̃ − μ), and the loss pulls it towards the score of the perturbation, −z/σ:
///
///     L(λ) = ½ E(−λ(x̃ − μ) + z/σ)²
///
/// All quantities are those of one coordinate; for N(μ, s²I) the losses are multiplied by d.
public enum GaussianDenoising {
  /// The precision that the loss is least for: that of the noised data, not of the data.
  ///
  ///     λ* = 1/(s² + σ²)
  ///
  /// Derivation: L'(λ) = λ E(x̃−μ)² − E(x̃−μ)z/σ = λ(s² + σ²) − 1.
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`, of the data.
  ///   - noise: `σ ≥ 0`, of the perturbation.
  /// - Returns: `λ*`.
  /// - Accuracy: a few ULP.
  /// - Source: P. Vincent, Neural Computation 23 (2011), 1661; by the derivation above.
  public static func precision(standardDeviation s: Double, noise σ: Double) -> Double {
    require(standardDeviation: s, noise: σ, positiveNoise: false)
    return 1 / (s * s + σ * σ)
  }

  /// The loss of a precision.
  ///
  ///     L(λ) = ½[λ²(s² + σ²) − 2λ + 1/σ²] = ½(s² + σ²)(λ − λ*)² + floor
  ///
  /// The first term of the second form is the Fisher divergence of the noised density from the
  /// model; the floor does not depend on the model.
  ///
  /// - Parameters:
  ///   - precision: `λ`.
  ///   - standardDeviation: `s > 0`.
  ///   - noise: `σ > 0`.
  /// - Returns: `L(λ)`.
  /// - Accuracy: relative error about 1e-15.
  /// - Source: the squares of L multiplied out; Vincent (2011), equation 11, for the second form.
  public static func loss(precision λ: Double, standardDeviation s: Double, noise σ: Double)
    -> Double
  {
    let excess = λ - precision(standardDeviation: s, noise: σ)
    return (s * s + σ * σ) * excess * excess / 2 + irreducibleLoss(standardDeviation: s, noise: σ)
  }

  /// The loss that is left when the score of the noised density is learned perfectly.
  ///
  ///     L(λ*) = s²/(2σ²(s² + σ²))
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`.
  ///   - noise: `σ > 0`.
  /// - Returns: the floor; it grows like `1/(2σ²)` as σ → 0.
  /// - Accuracy: a few ULP.
  /// - Source: `½[1/σ² − λ*]`; it is `Var(x|x̃)/(2σ⁴)`.
  public static func irreducibleLoss(standardDeviation s: Double, noise σ: Double) -> Double {
    require(standardDeviation: s, noise: σ)
    return s * s / (2 * σ * σ * (s * s + σ * σ))
  }

  /// What a noisy point was, on average.
  ///
  ///     E[x|x̃] = μ + s²(x̃ − μ)/(s² + σ²) = x̃ + σ² ∇log q(x̃)
  ///
  /// - Parameters:
  ///   - noisy: `x̃`.
  ///   - mean: `μ`.
  ///   - standardDeviation: `s > 0`.
  ///   - noise: `σ ≥ 0`.
  /// - Returns: the posterior mean.
  /// - Accuracy: a few ULP of the larger of μ and x̃.
  /// - Source: Bayes' rule for normal distributions; H. Robbins (1956), after M. C. K. Tweedie, for
  ///   the second form, which holds for every density of x.
  public static func posteriorMean(
    noisy: Double, mean μ: Double = 0, standardDeviation s: Double, noise σ: Double
  ) -> Double {
    require(standardDeviation: s, noise: σ, positiveNoise: false)
    return μ + s * s * (noisy - μ) / (s * s + σ * σ)
  }

  /// How uncertain a noisy point's origin is.
  ///
  ///     Var(x|x̃) = s²σ²/(s² + σ²)
  ///
  /// - Parameters:
  ///   - standardDeviation: `s > 0`.
  ///   - noise: `σ ≥ 0`.
  /// - Returns: the posterior variance, the same for every x̃.
  /// - Accuracy: a few ULP.
  /// - Source: Bayes' rule for normal distributions.
  public static func posteriorVariance(standardDeviation s: Double, noise σ: Double) -> Double {
    require(standardDeviation: s, noise: σ, positiveNoise: false)
    return s * s * σ * σ / (s * s + σ * σ)
  }

  static func require(standardDeviation s: Double, noise σ: Double, positiveNoise: Bool = true) {
    precondition(
      s > 0 && (positiveNoise ? σ > 0 : σ >= 0),
      "needs standard deviation > 0 and noise \(positiveNoise ? ">" : "≥") 0, got \(s) and \(σ)")
  }
}
