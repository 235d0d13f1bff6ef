import Elementary

/// The best approximation of an Ising model by independent spins.
///
/// Among products of distributions with means `m_i` the one that is closest, in `KL(product‖p)`,
/// maximises
///
///     B(m) = J Σ_⟨ij⟩ m_i m_j + Σ b_i m_i + Σ H(m_i)  ≤  ln Z,
///
/// H being the entropy of a spin of mean m. Setting one derivative to zero at a time gives
/// `m_i = tanh(J Σ_{j ∼ i} m_j + b_i)`: each such step raises B.
///
/// - Source: G. Parisi, "Statistical Field Theory" (1988), chapter 3.
public struct MeanField: Sendable {
  /// The means, one a pixel, −1…1.
  public let means: [Double]
  /// How many sweeps it took.
  public let sweeps: Int

  /// - Parameters:
  ///   - model: the model to be approximated.
  ///   - start: the means to begin with, from −1 to 1; nil for 0.
  ///   - tolerance: ≥ 0; it ends when no mean changes by more than this in a sweep.
  ///   - maxSweeps: or after so many sweeps.
  public init(
    _ model: IsingModel, from start: [Double]? = nil, tolerance: Double = 1e-6,
    maxSweeps: Int = 1000
  ) {
    var m = start ?? Array(repeating: 0, count: model.field.count)
    precondition(m.count == model.field.count, "\(m.count) means for \(model.field.count) pixels")
    precondition(
      m.allSatisfy { (-1...1).contains($0) } && tolerance >= 0 && maxSweeps >= 0,
      "mean field: means from −1 to 1, to a tolerance of \(tolerance), in \(maxSweeps) sweeps")
    var (sweeps, change) = (0, Double.infinity)
    while change > tolerance && sweeps < maxSweeps {
      change = 0
      for i in m.indices {
        var pull = model.field[i]
        model.forEachNeighbour(of: i) { pull += model.coupling * m[$0] }
        let mean = tanh(pull)
        change = max(change, (mean - m[i]).magnitude)
        m[i] = mean
      }
      sweeps += 1
    }
    (means, self.sweeps) = (m, sweeps)
  }

  /// B(m), a lower bound on ln Z for any means in −1…1.
  public static func bound(_ model: IsingModel, _ m: [Double]) -> Double {
    precondition(m.count == model.field.count, "\(m.count) means for \(model.field.count) pixels")
    var pairs = 0.0  // each from both ends
    for i in m.indices { model.forEachNeighbour(of: i) { pairs += m[i] * m[$0] } }
    return model.coupling * pairs / 2 + sum(zip(model.field, m).map { $0 * $1 })
      + sum(m.map { spinEntropy(mean: $0) })
  }
}

/// The entropy of a spin in nats, `−p ln p − (1−p) ln(1−p)` with `p = (1+m)/2`.
public func spinEntropy(mean m: Double) -> Double {
  precondition(m >= -1 && m <= 1, "the mean of a spin is in −1…1, not \(m)")
  return -[(1 + m) / 2, (1 - m) / 2].reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 }
}
