import Elementary

/// The schedules in use. Two of them are given by their betas for a thousand steps; with another
/// number of steps the betas are multiplied by `1000/T`, so that the whole adds the same noise.
extension NoiseSchedule {
  /// No β is larger than this: the last step of a schedule that ends at `ᾱ = 0` would otherwise
  /// leave nothing to go back to.
  public static let largestBeta = 0.999

  /// β on a straight line.
  ///
  ///     β_t = (1000/T) (β_1 + (β_T − β_1)(t − 1)/(T − 1)),   at most 0.999
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - first, last: `β_1` and `β_T` for 1000 steps.
  ///   - rescaled: whether to multiply by `1000/T`.
  /// - Source: J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models", NeurIPS 2020,
  ///   section 4.
  public static func linear(
    steps: Int, from first: Double = 1e-4, to last: Double = 0.02, rescaled: Bool = true
  ) -> NoiseSchedule {
    NoiseSchedule("linear", steps: steps, rescaled: rescaled) { u in first + (last - first) * u }
  }

  /// `√β` on a straight line, so that β is a quadratic function of t.
  ///
  ///     β_t = (1000/T) (√β_1 + (√β_T − √β_1)(t − 1)/(T − 1))²,   at most 0.999
  ///
  /// - Parameters: as for `linear`; the values that are left out are Stable Diffusion's.
  /// - Source: R. Rombach et al., "High-resolution image synthesis with latent diffusion models",
  ///   CVPR 2022; the form is the quadratic one that Ho et al. tried, appendix B of their paper.
  public static func scaledLinear(
    steps: Int, from first: Double = 0.00085, to last: Double = 0.012, rescaled: Bool = true
  ) -> NoiseSchedule {
    NoiseSchedule("scaled linear", steps: steps, rescaled: rescaled) { u in
      let root = sqrt(first) + (sqrt(last) - sqrt(first)) * u
      return root * root
    }
  }

  private init(_ name: String, steps: Int, rescaled: Bool, _ beta: (Double) -> Double) {
    precondition(steps > 0, "noise schedule “\(name)” of \(steps) steps")
    let scale = rescaled ? 1000 / Double(steps) : 1
    self.init(
      name,
      betas: (0..<steps).map { i in
        min(scale * beta(Double(i) / Double(max(steps - 1, 1))), Self.largestBeta)
      })
  }

  /// `√ᾱ` falls like a cosine.
  ///
  ///     ᾱ_t = f(t)/f(0),   f(t) = cos²(φ_t),   φ_t = ((t/T + s)/(1 + s)) π/2,
  ///     β_t = 1 − ᾱ_t/ᾱ_{t−1},   at most 0.999
  ///
  /// β is computed without the difference, as `sin(φ_t + φ_{t−1}) sin(φ_t − φ_{t−1})/cos² φ_{t−1}`.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - offset: s ≥ 0, which keeps the first betas from vanishing.
  ///   - largest: the largest β, in (0, 1).
  /// - Source: A. Nichol, P. Dhariwal, "Improved denoising diffusion probabilistic models", ICML
  ///   2021, eq. 17.
  public static func cosine(
    steps: Int, offset s: Double = 0.008, largest: Double = largestBeta
  ) -> NoiseSchedule {
    precondition(
      steps > 0 && s >= 0 && s.isFinite && largest > 0 && largest < 1,
      "cosine schedule of \(steps) steps, offset \(s), no β above \(largest)")
    func φ(_ t: Int) -> Double { (Double(t) / Double(steps) + s) / (1 + s) * .pi / 2 }
    return NoiseSchedule(
      "cosine",
      betas: (1...steps).map { t in
        let c = cos(φ(t - 1))
        return min(sin(φ(t) + φ(t - 1)) * sin(φ(t) - φ(t - 1)) / (c * c), largest)
      })
  }

  /// ᾱ falls like a sigmoid.
  ///
  ///     ᾱ_t = (σ(b/τ) − σ(x_t/τ))/(σ(b/τ) − σ(a/τ)),   x_t = a + (b − a) t/T,
  ///     β_t = 1 − ᾱ_t/ᾱ_{t−1},   at most 0.999
  ///
  /// Differences of sigmoids are taken as `σ(q) − σ(p) = σ(q) σ(−p) (1 − e^(p−q))`, so that
  ///
  ///     β_t = σ(x_t/τ) (1 − e^(−Δ)) / (σ(b/τ) (1 − e^(−(T−t+1)Δ))),   Δ = (b − a)/(Tτ)
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - start, end: a < b.
  ///   - temperature: τ > 0; a larger one is nearer to a straight line.
  /// - Source: A. Jabri, D. Fleet, T. Chen, "Scalable adaptive computation for iterative
  ///   generation", ICML 2023, appendix.
  public static func sigmoid(
    steps: Int, start a: Double = -3, end b: Double = 3, temperature τ: Double = 1
  ) -> NoiseSchedule {
    let Δ = (b - a) / (Double(steps) * τ)
    precondition(
      steps > 0 && a < b && τ > 0 && Δ > 0 && Δ.isFinite && Elementary.sigmoid(a / τ) > 0,
      "sigmoid schedule of \(steps) steps from \(a) to \(b) at the temperature \(τ)")
    return NoiseSchedule(
      "sigmoid",
      betas: (1...steps).map { t in
        let x = a + (b - a) * Double(t) / Double(steps)
        let (rise, rest) = (expm1(-Δ), expm1(-Double(steps - t + 1) * Δ))
        return min(
          Elementary.sigmoid(x / τ) * rise / (Elementary.sigmoid(b / τ) * rest), largestBeta)
      })
  }

  /// The same β at every step.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - beta: in (0, 1).
  public static func constant(_ beta: Double, steps: Int) -> NoiseSchedule {
    precondition(steps > 0, "noise schedule “constant” of \(steps) steps")
    return NoiseSchedule("constant", betas: [Double](repeating: beta, count: steps))
  }
}
