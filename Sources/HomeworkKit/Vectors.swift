import Elementary
import Tensors

/// `Σ aᵢbᵢ`.
package func dot(_ a: [Double], _ b: [Double]) -> Double { sum(zip(a, b).map { $0 * $1 }) }

package func difference(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }

/// The sum of vectors, each times a factor.
package func combination(_ terms: (Double, [Double])...) -> [Double] {
  terms[0].1.indices.map { i in terms.reduce(0) { $0 + $1.0 * $1.1[i] } }
}

package func mean(_ values: [Double]) -> Double { sum(values) / Double(values.count) }

/// Weights divided by their sum.
package func normalized(_ weights: [Double]) -> [Double] {
  let total = sum(weights)
  return weights.map { $0 / total }
}

extension RandomStream {
  /// A number that is uniform in an interval.
  package mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// Normal numbers with mean 0.
  ///
  /// - Parameter standard deviation: their standard deviation.
  package mutating func normals(_ count: Int, standardDeviation: Double = 1) -> [Double] {
    (0..<count).map { _ in standardDeviation * normal() }
  }
}
