import Elementary
import Tensors

/// Double wells along the coordinates, coupled to their neighbours.
///
///     E(x) = Σ bᵢ(xᵢ² − 1)² + c Σ xᵢxᵢ₊₁
struct Landscape: Codable, Sendable {
  var barriers: [Double]
  var coupling: Double

  init(dimension: Int, _ random: inout RandomStream) {
    barriers = (0..<dimension).map { _ in 0.5 + 0.7 * random.uniform() }
    coupling = 0.3 + 0.4 * random.uniform()
  }

  var dimension: Int { barriers.count }

  func energy(_ x: [Double]) -> Double {
    precondition(x.count == dimension, "a point in \(x.count) dimensions, not \(dimension)")
    let wells = zip(barriers, x).map { $0 * ($1 * $1 - 1) * ($1 * $1 - 1) }
    let links = zip(x, x.dropFirst()).map { coupling * $0 * $1 }
    return sum(wells) + sum(links)
  }

  func gradient(_ x: [Double]) -> [Double] {
    precondition(x.count == dimension, "a point in \(x.count) dimensions, not \(dimension)")
    return x.indices.map { i in
      let left = i > 0 ? x[i - 1] : 0
      let right = i + 1 < x.count ? x[i + 1] : 0
      return 4 * barriers[i] * x[i] * (x[i] * x[i] - 1) + coupling * (left + right)
    }
  }
}
