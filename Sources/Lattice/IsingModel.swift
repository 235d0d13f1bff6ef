import Elementary
import Tensors

/// Spins on a square lattice that like to agree with their neighbours and each with a field of its
/// own:
///
///     p(y) = exp(−E(y)) / Z,   E(y) = −J Σ_⟨ij⟩ y_i y_j − Σ_i b_i y_i,   y_i = ±1.
///
/// Each pair ⟨ij⟩ of neighbours is counted once.
///
/// - Source: E. Ising, Zeitschrift für Physik 31 (1925), 253.
public struct IsingModel: Sendable {
  /// What lies beyond the edge.
  public enum Boundary: Sendable {
    /// Nothing: pixels at the edge have fewer neighbours.
    case free
    /// The opposite edge.
    case periodic
  }

  public let width, height: Int
  public let boundary: Boundary
  /// J: two neighbours that agree lower the energy by J, two that don't raise it by J.
  public let coupling: Double
  /// b, one number a pixel.
  public let field: [Double]

  /// - Parameters:
  ///   - width, height: pixels; at least 3 each if periodic, so that no pair is joined twice.
  ///   - field: `width · height` finite numbers; nil for none.
  public init(
    width: Int, height: Int, boundary: Boundary, coupling: Double, field: [Double]? = nil
  ) {
    precondition(
      min(width, height) >= (boundary == .free ? 1 : 3) && max(width, height) <= 1 << 20,
      "a \(boundary) lattice of \(width) × \(height)")
    let field = field ?? Array(repeating: 0, count: width * height)
    precondition(
      coupling.isFinite && field.allSatisfy(\.isFinite) && field.count == width * height,
      "coupling \(coupling), \(field.count) fields for \(width) × \(height) pixels")
    (self.width, self.height, self.boundary) = (width, height, boundary)
    (self.coupling, self.field) = (coupling, field)
  }

  // snippet.ising-posterior
  /// The clean picture, given a noisy one in which each spin was flipped with probability q:
  ///
  ///     p(y | x) ∝ exp(J Σ_⟨ij⟩ y_i y_j + h Σ_i x_i y_i),   h = ½ ln((1 − q)/q).
  public static func posterior(
    given x: SpinPicture, coupling J: Double, flipProbability q: Double
  ) -> IsingModel {
    let h = dataStrength(flipProbability: q)
    return IsingModel(
      width: x.width, height: x.height, boundary: .free, coupling: J,
      field: x.doubles.map { h * $0 })
  }

  /// How strongly a noisy pixel speaks for its spin, `h = ½ ln((1 − q)/q)`.
  public static func dataStrength(flipProbability q: Double) -> Double {
    // The odds of a subnormal number are infinite.
    precondition(q.isNormal && q > 0 && q < 1, "pixels flipped with probability \(q), not in 0…1")
    return log((1 - q) / q) / 2
  }
  // snippet.end

  /// Calls `body` with every neighbour of a pixel.
  @inlinable @inline(__always)
  public func forEachNeighbour(of pixel: Int, _ body: (Int) -> Void) {
    let (row, column) = (pixel / width, pixel % width)
    let wraps = boundary == .periodic
    if row > 0 { body(pixel - width) } else if wraps { body(pixel + width * (height - 1)) }
    if row < height - 1 { body(pixel + width) } else if wraps { body(column) }
    if column > 0 { body(pixel - 1) } else if wraps { body(pixel + width - 1) }
    if column < width - 1 { body(pixel + 1) } else if wraps { body(pixel - width + 1) }
  }

  // snippet.local-field
  /// What pulls at a spin: `J Σ_{j ∼ i} y_j + b_i`, its neighbours and its field. Flipping `y_i`
  /// changes the energy by `2 y_i` times this.
  public func localField(at pixel: Int, in y: SpinPicture) -> Double {
    precondition(field.indices.contains(pixel), "pixel \(pixel) of \(width) × \(height)")
    var sum = 0
    forEachNeighbour(of: pixel) { sum += Int(y[$0]) }
    return coupling * Double(sum) + field[pixel]
  }
  // snippet.end

  /// The energy of a picture.
  public func energy(of y: SpinPicture) -> Double {
    precondition(
      (y.width, y.height) == (width, height),
      "a picture of \(y.width) × \(y.height) pixels on a lattice of \(width) × \(height)")
    var pairs = 0  // each counted from both ends
    for pixel in field.indices {
      forEachNeighbour(of: pixel) { pairs += Int(y[pixel]) * Int(y[$0]) }
    }
    return -coupling * Double(pairs / 2) - sum(zip(field, y.spins).map { $0 * Double($1) })
  }
}
