import Elementary

extension AnomalyScore {
  /// The standard error of the area under the curve when it is measured with samples, anomalies
  /// N(0, ρ²) on the line against N(0, 1).
  ///
  ///     n m Var = A(1−A) + (m−1)(Q₁ − A²) + (n−1)(Q₂ − A²)
  ///     Q₁ = P(two anomalies both beat one normal point) = E[ P(|a| > |x|)² ]
  ///     Q₂ = P(one anomaly beats two normal points)      = E[ P(|x| < |a|)² ]
  ///
  /// Derivation: the estimate is a mean over all n m pairs; pairs that share no point are
  /// independent, those that share one have the covariances `Q − A²`.
  ///
  /// - Parameters:
  ///   - anomalyDeviation: `ρ > 0`.
  ///   - normals: `n`, how many normal points.
  ///   - anomalies: `m`, how many anomalies.
  /// - Returns: The standard deviation of the estimate, exactly, for any sample size.
  /// - Accuracy: 1e-12, by Gauss–Legendre quadrature.
  /// - Source: J. A. Hanley, B. J. McNeil, "The meaning and use of the area under a receiver
  ///   operating characteristic (ROC) curve" (1982), eq. 2.
  public static func standardError(anomalyDeviation ρ: Double, normals: Int, anomalies: Int)
    -> Double
  {
    precondition(
      normals > 0 && anomalies > 0, "needs points of both kinds, got \(normals) and \(anomalies)")
    let area = areaUnderCurve(anomalyDeviation: ρ)
    /// The mean of g(|z|) for standard normal z.
    func mean(_ g: (Double) -> Double) -> Double {
      integrate(from: 0, to: 12, points: 600) { z in
        2 * exp(-z * z / 2) / sqrt(2 * .pi) * g(z)
      }
    }
    let twoAnomalies = mean { z in
      let beaten = 2 * normalCDF(-z / ρ)
      return beaten * beaten
    }
    let twoNormals = mean { z in
      let beating = 1 - 2 * normalCDF(-z * ρ)
      return beating * beating
    }
    let (n, m) = (Double(normals), Double(anomalies))
    let variance =
      area * (1 - area) + (m - 1) * (twoAnomalies - area * area)
      + (n - 1) * (twoNormals - area * area)
    return sqrt(variance / (n * m))
  }
}
