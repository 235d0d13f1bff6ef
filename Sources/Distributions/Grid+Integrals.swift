import Elementary
import Tensors

extension Grid {
  /// What every point contributes to an integral by the trapezoidal rule: `cellSize` inside, half of
  /// it at an end of an axis, a quarter in a corner of a plane.
  public var weights: [Double] {
    let halves = axes.map { axis in
      axis.indices.map { $0 == 0 || $0 == axis.count - 1 ? 0.5 : 1 }
    }
    let cell = cellSize
    guard dimension == 2 else { return halves[0].map { cell * $0 } }
    return halves[1].flatMap { outer in halves[0].map { cell * outer * $0 } }
  }

  /// The integral over the grid by the trapezoidal rule, in `Double`.
  ///
  ///     ∫ f dx ≈ Σ_i w_i f(x_i)
  ///
  /// - Parameter values: f at the points, row by row; what is infinite or NaN makes the integral so.
  /// - Accuracy: of second order in the distance of the points; for a smooth f that vanishes with its
  ///   derivatives towards the ends, as densities do, of any order.
  public func integral(of values: [Double]) -> Double {
    requireValues(values.count, "integral")
    return sum(zip(weights, values).map { $0 * $1 })
  }

  /// The integral over the grid by the trapezoidal rule.
  /// - Parameter values: f at `points`, with as many elements.
  public func integral(of values: Tensor) -> Double { integral(of: values.doubles) }

  /// The integral of a function over a line.
  public func integral(_ function: (Double) -> Double) -> Double {
    integral(of: map(function))
  }

  /// The integral of a function over a plane.
  public func integral(_ function: (Double, Double) -> Double) -> Double {
    integral(of: map(function))
  }

  /// The logarithm of the integral of an exponential, without overflow or underflow: for a density
  /// that is known up to a factor, log Z.
  ///
  ///     log ∫ exp(ℓ) dx = m + log Σ_i w_i exp(ℓ_i − m),   m = max ℓ
  ///
  /// - Parameter logDensity: ℓ at the points; −∞ is allowed, but not everywhere.
  public func logIntegral(of logDensity: [Double]) -> Double {
    let (shifted, largest) = shifted(logDensity, "logIntegral")
    return largest + log(integral(of: shifted))
  }

  /// The logarithm of the integral of an exponential.
  /// - Parameter logDensity: ℓ at `points`, with as many elements.
  public func logIntegral(of logDensity: Tensor) -> Double {
    logIntegral(of: logDensity.doubles)
  }

  /// The mean of a function under a density that is known up to a factor.
  ///
  ///     E[f] ≈ Σ_i w_i exp(ℓ_i) f(x_i) / Σ_i w_i exp(ℓ_i)
  ///
  /// - Parameters:
  ///   - values: f at the points, finite.
  ///   - logDensity: ℓ at the points, of any normalisation.
  public func mean(of values: [Double], logDensity: [Double]) -> Double {
    requireValues(values.count, "mean")
    precondition(
      values.allSatisfy(\.isFinite),
      "mean: \(values.count { !$0.isFinite }) of \(values.count) values are infinite or NaN")
    let density = shifted(logDensity, "mean").density
    return integral(of: zip(values, density).map { $0 * $1 }) / integral(of: density)
  }

  /// The mean of a function under a density that is known up to a factor.
  /// - Parameters:
  ///   - values: f at `points`.
  ///   - logDensity: ℓ at `points`, of any normalisation.
  public func mean(of values: Tensor, logDensity: Tensor) -> Double {
    mean(of: values.doubles, logDensity: logDensity.doubles)
  }

  /// The divergence of a density from the Boltzmann density of an energy at T = 1, whose partition
  /// function is an integral over the grid.
  ///
  ///     KL(p‖e^{−E}/Z) = E_p[log p + E] + log Z,   Z = ∫ exp(−E) dx
  ///
  /// - Parameters:
  ///   - logDensity: log p at `points`, normalised.
  ///   - energies: E at `points`.
  /// - Returns: the divergence, in nats.
  public func divergence(from logDensity: Tensor, toEnergy energies: Tensor) -> Double {
    mean(of: logDensity + energies, logDensity: logDensity) + logIntegral(of: -energies)
  }

  /// A density divided by its largest value.
  private func shifted(_ logDensity: [Double], _ what: String) -> (density: [Double], max: Double) {
    requireValues(logDensity.count, what)
    let largest = logDensity.max()!
    precondition(
      largest.isFinite && !logDensity.contains(where: \.isNaN),
      "\(what): log densities up to \(largest), not finite or not numbers")
    return (logDensity.map { exp($0 - largest) }, largest)
  }

  private func requireValues(_ number: Int, _ what: String) {
    precondition(
      number == count, "\(what): \(number) values for a grid of \(axes.map(\.count)) points")
  }
}
