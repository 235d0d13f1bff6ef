import Elementary
import Tensors

/// Distributions of the random directions u by which sliced score matching and Hutchinson's
/// estimator look at a matrix.
public enum ProjectionDistribution: String, CaseIterable, Sendable {
  /// Every coordinate ±1.
  case rademacher
  /// Every coordinate N(0, 1).
  case gaussian
  /// Uniform on the sphere of radius √d.
  case sphere
  /// Uniform on the sphere of radius 1: a trap, since E uuᵀ = I/d.
  case unitSphere
}

extension ProjectionDistribution {
  // snippet.projections
  /// Draws independent directions u.
  ///
  /// - Parameters:
  ///   - n: how many.
  ///   - d: the number of coordinates.
  ///   - random: the stream to draw from.
  /// - Returns: `[n, d]`.
  public func sample(_ n: Int, dimension d: Int, using random: inout RandomStream) -> Tensor {
    switch self {
    case .rademacher: return 2 * (random.uniform([n, d]) .< 0.5) - 1
    case .gaussian: return random.normal([n, d])
    case .sphere, .unitSphere:
      let z = random.normal([n, d])
      let radius: Float = self == .sphere ? Float(d).squareRoot() : 1
      return z * (radius / sqrt(z.square().sum(axis: 1, keepingAxis: true)))
    }
  }
  // snippet.end
}
