import Elementary
import Exercises15
import HomeworkKit
import HomeworkTesting

private struct Books: Exercises {
  var books: @Sendable (Double, Double, Double) -> (Double, Double, Double)
  func books(stepSize: Double, noise: Double, distance: Double) -> (
    temperature: Double, balancedNoise: Double, steps: Double
  ) { books(stepSize, noise, distance) }
}

/// A mean of terms of one coordinate each.
private struct Thermometer: Exercises {
  var term: @Sendable (_ offset: Double, _ ε: Double, _ slope: Double) -> Double
  var divisor: @Sendable (_ chains: Int, _ d: Int) -> Int = { $0 * $1 }
  func temperature(
    of chains: [[Double]], center: [Double], stepSizes: [Double],
    energyGradient: ([Double]) -> [Double]
  ) -> Double {
    var total = 0.0
    for x in chains {
      let slope = energyGradient(x)
      for j in x.indices { total += term(x[j] - center[j], stepSizes[j], slope[j]) }
    }
    return total / Double(divisor(chains.count, center.count))
  }
}

/// An update with slips of one's choice.
private struct Update: Exercises {
  var slope: @Sendable ([Double], [[Double]]) -> [Double] = { θ, gradients in
    gradients[0].indices.map { j in θ.indices.reduce(0) { $0 + θ[$1] * gradients[$1][j] } }
  }
  /// The derivative of the loss at a point, without 1/n.
  var derivative: @Sendable (_ sign: Double, _ α: Double, _ energy: Double, _ φ: Double) -> Double =
    { sign, α, energy, φ in (sign + 2 * α * energy) * φ }
  var isInterleaved = false
  var forgetsChains = false
  func update(
    parameters: [Double], data: [[Double]], chains: [[Double]], stepSize: Double, σ: Double,
    draws: [[[Double]]], penalty: Double, rate: Double, features: ([Double]) -> [Double],
    featureGradients: ([Double]) -> [[Double]]
  ) -> (parameters: [Double], chains: [[Double]]) {
    var (θ, x) = (parameters, chains)
    func learn() {
      let old = θ
      for (points, sign) in [(data, 1.0), (x, -1)] {
        for point in points {
          let φ = features(point)
          let energy = zip(old, φ).reduce(0) { $0 + $1.0 * $1.1 }
          for k in φ.indices {
            θ[k] -= rate * derivative(sign, penalty, energy, φ[k]) / Double(points.count)
          }
        }
      }
    }
    if isInterleaved { learn() }
    for noise in draws {
      for c in x.indices {
        let s = slope(θ, featureGradients(x[c]))
        for j in s.indices { x[c][j] += σ * noise[c][j] - stepSize * s[j] }
      }
    }
    if !isInterleaved { learn() }
    return (θ, forgetsChains ? chains : x)
  }
}

/// What is said of numbers that the grader does not recognise.
private let unknown = "nor those of a mistake"

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init("15.1", "lacks its ½", Books { ε, σ, r in (σ * σ / ε, sqrt(2 * ε), (r / σ) * (r / σ)) }),
  .init(
    "15.1", "2ε is its variance", Books { ε, σ, r in (σ * σ / (2 * ε), 2 * ε, r * r / (σ * σ)) }),
  .init(
    "15.1", "noise adds up as variances",
    Books { ε, σ, r in (σ * σ / (2 * ε), sqrt(2 * ε), r / σ) }),
  .init(
    "15.1", unknown,
    Books { ε, σ, r in (σ * σ / (2 * ε), sqrt(2 * ε), (r * r / (σ * σ)).rounded(.up)) }),
  .init(
    "15.1", unknown,
    Books { ε, σ, r in
      // The noise that the same T needs with another ε.
      (σ * σ / (2 * ε), σ / sqrt(2 * ε), r * r / (σ * σ))
    }),

  .init("15.2", "second term is missing", Thermometer { offset, _, slope in offset * slope }),
  .init(
    "15.2", "the weights 1/εⱼ are missing",
    Thermometer { offset, ε, slope in
      ε * offset * slope - ε * ε * slope * slope / 2
    }),
  .init(
    "15.2", "the ½ before the second term",
    Thermometer { offset, ε, slope in slope * (offset - ε * slope) }),
  .init(
    "15.2", "not divided by the number of dimensions",
    Thermometer(
      term: { offset, ε, slope in offset * slope - ε * slope * slope / 2 },
      divisor: { chains, _ in chains })),
  .init(
    "15.2", unknown,
    Thermometer(
      term: { offset, ε, slope in offset * slope - ε * slope * slope / 2 },
      divisor: { chains, d in chains * d - 1 })),
  .init(
    "15.2", unknown, Thermometer { offset, ε, slope in offset * slope - ε * abs(slope) / 2 }),

  .init(
    "15.3", "the 2 is missing",
    Update(derivative: { sign, α, energy, φ in sign * φ + α * energy * φ })),
  .init(
    "15.3", "the penalty of the chains is subtracted",
    Update(derivative: { sign, α, energy, φ in sign * (1 + 2 * α * energy) * φ })),
  .init(
    "15.3", unknown,
    Update(derivative: { sign, α, energy, φ in (sign + 2 * α * energy * energy) * φ })),
  .init("15.3", "before the chains had moved", Update(isInterleaved: true)),
  .init("15.3", "have not moved", Update(forgetsChains: true)),
  // A penalty on the wrong side of the loss.
  .init(
    "15.3", "the penalty is subtracted:",
    Update(derivative: { sign, α, energy, φ in (sign - 2 * α * energy) * φ })),
  .init(
    "15.3", unknown,
    Update(slope: { _, gradients in
      gradients[0].indices.map { j in gradients.reduce(0) { $0 + $1[j] } }
    })),
  .init(
    "15.3", "chains go up in energy",
    Update(slope: { θ, gradients in
      gradients[0].indices.map { j in -θ.indices.reduce(0) { $0 + θ[$1] * gradients[$1][j] } }
    })),
]
