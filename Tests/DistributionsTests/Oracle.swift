import Distributions
import Elementary
import LinearAlgebra
import Tensors
import Testing

/// The density of a mixture in the plane, written out in Double: no Cholesky factor, no logarithm.
func planeDensity(_ mixture: GaussianMixture, _ x: Double, _ y: Double) -> Double {
  zip(mixture.weights, mixture.components).reduce(0.0) { total, part in
    let (weight, c) = part
    let (a, b, d) = (c.covariance[0][0], c.covariance[0][1], c.covariance[1][1])
    let determinant = a * d - b * b
    let (u, v) = (x - c.mean[0], y - c.mean[1])
    let square = (d * u * u - 2 * b * u * v + a * v * v) / determinant
    return total + weight * exp(-square / 2) / (2 * .pi * sqrt(determinant))
  }
}

/// A distribution as a mixture of one, so that one oracle serves both.
func mixture(of distribution: Gaussian) -> GaussianMixture {
  GaussianMixture(weights: [1], components: [distribution])
}

/// Points that fill a square evenly, as `[count², 2]`.
func lattice(_ range: ClosedRange<Double>, _ count: Int) -> [[Double]] {
  let axis = (0..<count).map {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count - 1)
  }
  return axis.flatMap { y in axis.map { x in [x, y] } }
}
