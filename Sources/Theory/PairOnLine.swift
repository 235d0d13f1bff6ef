import Elementary

/// Two Gaussians on the line, `w N(c, v) + (1−w) N(−c, v)`, and what Langevin dynamics does with the
/// share of the right one. A pair of round Gaussians in space reduces to it: only the coordinate
/// along the line through the centres has anything to do with the shares.
public struct PairOnLine: Sendable, Equatable {
  /// c > 0.
  public let distance: Double
  /// w in (0, 1), that of the mode at +c.
  public let weight: Double
  /// v > 0, of each mode.
  public let variance: Double

  public init(distance: Double, weight: Double, variance: Double) {
    precondition(
      distance > 0 && weight > 0 && weight < 1 && variance > 0,
      "needs a distance > 0, a weight in (0, 1) and a variance > 0, got \(distance), \(weight) "
        + "and \(variance)")
    self.distance = distance
    self.weight = weight
    self.variance = variance
  }

  /// The pair with noise: v grows by σ².
  public func noised(by noiseVariance: Double) -> PairOnLine {
    PairOnLine(distance: distance, weight: weight, variance: variance + noiseVariance)
  }

  /// `s(u) = (−u + c tanh(cu/v + h))/v`, `h = ½ ln(w/(1−w))`.
  public func score(_ u: Double) -> Double {
    (-u + distance * tanh(distance * u / variance + tilt)) / variance
  }

  /// `−ln p(u)`, up to a constant.
  public func energy(_ u: Double) -> Double {
    let slope = (distance * u / variance + tilt).magnitude
    return u * u / (2 * variance) - slope - log1p(exp(-2 * slope))
  }

  private var tilt: Double { 0.5 * log(weight / (1 - weight)) }

  /// The probability that Langevin dynamics, with steps going to 0, reaches +c before −c.
  ///
  ///     h(u) = ∫_{−c}^u dy/p(y) / ∫_{−c}^c dy/p(y),   0 below −c and 1 above c
  ///
  /// Derivation: h solves `s h′ + h″ = 0`, so `h′ ∝ e^{−∫s} = 1/p`. With `cosh` as in the density,
  /// `1/p(y) ∝ e^{y²/(2v)}/cosh(cy/v + h)`.
  ///
  /// - Source: C. W. Gardiner, "Handbook of Stochastic Methods", section 5.2.8 in the third edition.
  public func splitting(_ u: Double) -> Double {
    guard u > -distance else { return 0 }
    guard u < distance else { return 1 }
    return climb(to: u) / climb(to: distance)
  }

  /// `∫_{−c}^u dy/p(y)` up to a factor.
  private func climb(to u: Double) -> Double {
    let (c, v, h) = (distance, variance, tilt)
    return integrate(from: -c, to: u, points: 400) { y in
      // e^{y²/2v}/cosh(cy/v + h), without overflow.
      let slope = (c * y / v + h).magnitude
      return exp(y * y / (2 * v) - slope) / (1 + exp(-2 * slope))
    }
  }

  /// The share of the right mode where chains from N(0, r²) settle first: `E h(u)`.
  public func firstShare(startStandardDeviation r: Double) -> Double {
    let whole = climb(to: distance)
    let between = integrate(from: -distance, to: distance, points: 200) { u in
      exp(-0.5 * u * u / (r * r)) * climb(to: u) / whole
    }
    return between / (r * sqrt(2 * Double.pi)) + normalCDF(-distance / r)
  }

  /// The share of the right mode if each point u of N(0, r²) is sent to a mode with the probability
  /// that it came from there.
  ///
  ///     E σ(2(cu/v + h)),   σ(x) = 1/(1 + e^{−x})
  ///
  /// With the noised pair, this is where the exact way back takes a start that is not quite right.
  /// It is w for a start from the pair itself.
  public func posteriorShare(startStandardDeviation r: Double) -> Double {
    integrate(from: -9, to: 9, points: 400) { z in
      exp(-0.5 * z * z) / (1 + exp(-2 * (distance * r * z / variance + tilt)))
    } / sqrt(2 * Double.pi)
  }
}
