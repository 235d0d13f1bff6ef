import Diffusion
import Elementary

extension ReverseSampler {
  /// The distribution of the states on the way back, for Gaussian data and the best prediction of
  /// the noise: every step is linear, so all distributions are Gaussian.
  ///
  ///     M_s = m_s + c (M_t − m_t),   V_s = c² V_t + σ²
  ///
  /// with `c = √α v_s/v_t` for ancestral steps, DDIM's g for implicit ones. It holds in every
  /// coordinate of an isotropic Gaussian.
  ///
  /// - Parameters:
  ///   - data: the distribution of the data.
  ///   - mean, variance: those of `x_T`, N(0, 1) as a rule.
  /// - Returns: mean and variance at `times`.
  /// - Accuracy: rounding of Double only; nothing is simulated.
  public func marginals(
    of data: GaussianDiffusion, mean: Double = 0, variance: Double = 1
  ) -> [(mean: Double, variance: Double)] {
    var marginals = [(mean: mean, variance: variance)]
    for (t, s) in zip(times, times.dropFirst()) {
      let (M, V) = marginals[marginals.count - 1]
      let (factor, shift) = step(of: data, from: t, to: s)
      let σ = factors(from: t, to: s).standardDeviation
      marginals.append((factor * M + shift, factor * factor * V + σ * σ))
    }
    return marginals
  }

  /// The distribution of the output.
  public func outputDistribution(
    of data: GaussianDiffusion, mean: Double = 0, variance: Double = 1
  ) -> (mean: Double, variance: Double) {
    marginals(of: data, mean: mean, variance: variance).last!
  }

  /// The mean of `x_s` as a linear function of `x_t`.
  private func step(
    of data: GaussianDiffusion, from t: Int, to s: Int
  ) -> (factor: Double, shift: Double) {
    let (later, earlier) = (schedule.level(t), schedule.level(s))
    func about(_ c: Double) -> (Double, Double) {
      (c, data.mean(at: earlier) - c * data.mean(at: later))
    }
    switch rule {
    case .ancestral: return about(data.reverse(to: earlier, from: later).factor)
    case .implicit(let η):
      return about(data.implicitFactor(to: earlier, from: later, eta: η))
    case .flowEuler, .flowHeun:
      let Δ = earlier.logSignal - later.logSignal
      func image(_ x: Double) -> Double {
        let slope = data.flowSlope(x, at: later)
        let euler = x + Δ * slope
        guard case .flowHeun = rule, s > 0 else { return euler }
        return x + Δ / 2 * (slope + data.flowSlope(euler, at: earlier))
      }
      let shift = image(0)
      return (image(1) - shift, shift)
    }
  }
}
