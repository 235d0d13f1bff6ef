import ClosedForms
import Elementary
import Tensors

extension ProjectionLaw {
  // snippet.projections
  /// Draws independent directions v.
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
