import Elementary
import Tensors

// Inlinable: exercises are optimised, this module is not.

/// `Σ aᵢbᵢ`.
@inlinable package func dot(_ a: [Double], _ b: [Double]) -> Double {
  sum(zip(a, b).map { $0 * $1 })
}

@inlinable package func difference(_ a: [Double], _ b: [Double]) -> [Double] {
  zip(a, b).map { $0 - $1 }
}

/// The sum of vectors, each times a factor.
@inlinable package func combination(_ terms: (Double, [Double])...) -> [Double] {
  terms[0].1.indices.map { i in terms.reduce(0) { $0 + $1.0 * $1.1[i] } }
}

@inlinable package func mean(_ values: [Double]) -> Double { sum(values) / Double(values.count) }

/// Weights divided by their sum.
@inlinable package func normalized(_ weights: [Double]) -> [Double] {
  let total = sum(weights)
  return weights.map { $0 / total }
}

/// What the numbers of a vector are called.
public let coordinates = (1...300).map { "coordinate \($0)" }

extension RandomStream {
  /// A number that is uniform in an interval.
  @inlinable package mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// Normal numbers with mean 0.
  ///
  /// - Parameter standardDeviation: their standard deviation.
  @inlinable package mutating func normals(_ count: Int, standardDeviation: Double = 1) -> [Double]
  {
    (0..<count).map { _ in standardDeviation * normal() }
  }
}
