import Elementary

extension NoiseSchedule {
  /// The schedule of a ladder of noises as score matching has them, where the data keep their size:
  ///
  ///     x̃ = x_0 + σ z = x_t/√ᾱ_t,   σ² = (1 − ᾱ_t)/ᾱ_t,   ᾱ_t = 1/(1 + σ²)
  ///
  /// Thus `β_t = (σ_t² − σ_{t−1}²)/(1 + σ_t²)`. The score at `x̃` predicts the noise:
  /// `ε̂(x_t, t) = −σ s(x_t √(1 + σ²), σ)`.
  ///
  /// - Parameter standardDeviations: from the widest, that of `x_T`, to the narrowest, that of `x_1`;
  ///   positive.
  public static func ladder(standardDeviations: [Double]) -> NoiseSchedule {
    precondition(
      standardDeviations.allSatisfy { $0 > 0 && $0.isFinite }
        && zip(standardDeviations, standardDeviations.dropFirst()).allSatisfy { $0 > $1 },
      "a ladder's noise must fall and stay positive, not \(standardDeviations)")
    let rising = standardDeviations.reversed()
    return NoiseSchedule(
      "ladder",
      betas: zip([0] + rising, rising).map { less, σ in
        (σ - less) * (σ + less) / (1 + σ * σ)
      })
  }
}
