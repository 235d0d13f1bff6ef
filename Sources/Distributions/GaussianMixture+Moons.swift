import Elementary

extension GaussianMixture {
  /// Two interleaved half circles, blurred: the "two moons" of many papers.
  ///
  ///     (1.5 cos θ − 0.75, 1.5 sin θ − 0.375)  and  (0.75 − 1.5 cos θ, 0.375 − 1.5 sin θ),
  ///     0 ≤ θ ≤ π
  ///
  /// The blurred curve is a row of Gaussians, so close to each other that no bumps are left: at a
  /// distance h they leave a ripple of relative size `2 exp(−2π²s²/h²)`, and h ≤ 1.25 s. Thus
  /// density, score and samples are exact, also when noise is added.
  ///
  /// - Parameters:
  ///   - share: that of the first moon, in (0, 1).
  ///   - s: the standard deviation of the blur, from 1e-4: the number of Gaussians grows as 1/s.
  public static func moons(
    share: Double = 0.5, standardDeviation s: Double = 0.12
  ) -> GaussianMixture {
    precondition(
      share > 0 && share < 1 && s >= 1e-4 && s.isFinite,
      "moons: share \(share), standard deviation \(s)")
    let radius = 1.5
    let count = max(1, Int((.pi * radius / (1.25 * s)).rounded(.up)))
    let means = (0..<count).flatMap { k in
      let θ = .pi * (Double(k) + 0.5) / Double(count)
      let (x, y) = (radius * cos(θ) - radius / 2, radius * sin(θ) - radius / 4)
      // The second moon is the first one, turned by half a turn.
      return [[x, y], [-x, -y]]
    }
    return GaussianMixture(
      weights: means.indices.map { $0.isMultiple(of: 2) ? share : 1 - share }, means: means,
      standardDeviation: s)
  }
}
