import Elementary
import Exercises15
import HomeworkKit

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func books(stepSize: Double, noise: Double, distance: Double) throws -> (
    temperature: Double, balancedNoise: Double, steps: Double
  ) { throw NotAttempted() }
  func temperature(
    of chains: [[Double]], center: [Double], stepSizes: [Double],
    energyGradient: ([Double]) -> [Double]
  ) throws -> Double { throw NotAttempted() }
  func update(
    parameters θ: [Double], data: [[Double]], chains: [[Double]], stepSize: Double, σ: Double,
    draws: [[[Double]]], penalty: Double, rate: Double, features: ([Double]) -> [Double],
    featureGradients: ([Double]) -> [[Double]]
  ) throws -> (parameters: [Double], chains: [[Double]]) { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func books(stepSize: Double, noise: Double, distance: Double) -> (
    temperature: Double, balancedNoise: Double, steps: Double
  ) {
    let balanced = sqrt(2 * stepSize)
    return ((noise / balanced) * (noise / balanced), balanced, pow(distance / noise, 2.0))
  }

  func temperature(
    of chains: [[Double]], center: [Double], stepSizes: [Double],
    energyGradient: ([Double]) -> [Double]
  ) -> Double {
    var total = 0.0
    for x in chains {
      for (j, slope) in energyGradient(x).enumerated() {
        total += slope * (x[j] - center[j] - stepSizes[j] * slope / 2)
      }
    }
    return total / Double(chains.count * center.count)
  }

  func update(
    parameters θ: [Double], data: [[Double]], chains: [[Double]], stepSize: Double, σ: Double,
    draws: [[[Double]]], penalty: Double, rate: Double, features: ([Double]) -> [Double],
    featureGradients: ([Double]) -> [[Double]]
  ) -> (parameters: [Double], chains: [[Double]]) {
    var moved = chains
    for noise in draws {
      for c in moved.indices {
        var next = moved[c]
        for (weight, gradient) in zip(θ, featureGradients(moved[c])) {
          for j in next.indices { next[j] -= stepSize * weight * gradient[j] }
        }
        for j in next.indices { next[j] += σ * noise[c][j] }
        moved[c] = next
      }
    }
    var gradient = θ.map { _ in 0.0 }
    for (points, sign) in [(data, 1.0), (moved, -1)] {
      for x in points {
        let φ = features(x)
        let energy = zip(θ, φ).reduce(0) { $0 + $1.0 * $1.1 }
        for k in θ.indices {
          gradient[k] += (sign + 2 * penalty * energy) * φ[k] / Double(points.count)
        }
      }
    }
    return (zip(θ, gradient).map { $0 - rate * $1 }, moved)
  }
}

/// Right answers written in another way.
struct Alternates: Exercises {
  /// By logarithms.
  func books(stepSize: Double, noise: Double, distance: Double) -> (
    temperature: Double, balancedNoise: Double, steps: Double
  ) {
    (
      exp(2 * log(noise) - log(2 * stepSize)), exp(0.5 * log(2 * stepSize)),
      exp(2 * (log(distance) - log(noise)))
    )
  }

  /// By the changes of the weighted squares in a step without noise, which the noise has to undo.
  func temperature(
    of chains: [[Double]], center: [Double], stepSizes: [Double],
    energyGradient: ([Double]) -> [Double]
  ) -> Double {
    func square(_ x: [Double]) -> Double {
      x.indices.reduce(0) { $0 + (x[$1] - center[$1]) * (x[$1] - center[$1]) / stepSizes[$1] }
    }
    let lost = chains.map { x -> Double in
      let slope = energyGradient(x)
      return square(x) - square(x.indices.map { x[$0] - stepSizes[$0] * slope[$0] })
    }
    return lost.reduce(0, +) / Double(lost.count) / Double(2 * center.count)
  }

  /// With the derivatives of L by differences; L is a parabola in θ, so they are exact.
  func update(
    parameters θ: [Double], data: [[Double]], chains: [[Double]], stepSize: Double, σ: Double,
    draws: [[[Double]]], penalty: Double, rate: Double, features: ([Double]) -> [Double],
    featureGradients: ([Double]) -> [[Double]]
  ) -> (parameters: [Double], chains: [[Double]]) {
    let moved = chains.indices.map { c in
      draws.reduce(chains[c]) { x, noise in
        let gradients = featureGradients(x)
        return x.indices.map { j in
          x[j] + σ * noise[c][j]
            - stepSize * θ.indices.reduce(0) { $0 + θ[$1] * gradients[$1][j] }
        }
      }
    }
    func loss(_ θ: [Double]) -> Double {
      func means(_ points: [[Double]]) -> (Double, Double) {
        let energies = points.map { zip(θ, features($0)).reduce(0) { $0 + $1.0 * $1.1 } }
        let n = Double(points.count)
        return (energies.reduce(0, +) / n, energies.reduce(0) { $0 + $1 * $1 } / n)
      }
      let (a, b) = (means(data), means(moved))
      return a.0 - b.0 + penalty * (a.1 + b.1)
    }
    let parameters = θ.indices.map { k -> Double in
      var (up, down) = (θ, θ)
      up[k] += 1
      down[k] -= 1
      return θ[k] - rate * (loss(up) - loss(down)) / 2
    }
    return (parameters, moved)
  }
}
