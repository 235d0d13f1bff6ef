import Elementary
import Exercises03
import HomeworkKit
import HomeworkTesting
import Tensors

private struct Features: Exercises {
  var formula: @Sendable (_ data: [[Double]], _ model: [[Double]]) -> [Double]
  func featureGradient(dataFeatures: [[Double]], modelFeatures: [[Double]]) -> [Double] {
    formula(dataFeatures, modelFeatures)
  }
  static func right(_ data: [[Double]], _ model: [[Double]]) -> [Double] {
    References().featureGradient(dataFeatures: data, modelFeatures: model)
  }
}

/// A step of learning with the weights of the model's states as one likes.
private struct Learning: Exercises {
  var weights: @Sendable (_ energies: [Double]) -> [Double]
  var sign = -1.0
  func learningStep(
    parameters: [Double], features: [[Double]], counts: [Int], learningRate: Double
  ) -> [Double] {
    let p = normalized(weights(features.map { dot($0, parameters) }))
    let contrast = difference(normalized(counts.map { Double($0) }), p)
    return parameters.indices.map { i in
      parameters[i] + sign * learningRate * dot(contrast, features.map { $0[i] })
    }
  }
}

/// The reference, with other chains and another result.
private struct Short: Exercises {
  var data: @Sendable ([Double]) -> [Double] = { $0 }
  var noise: @Sendable ([[Double]]) -> [[Double]] = { $0 }
  var byPrecision: @Sendable (Double) -> Double = { $0 }
  func contrastiveGradient(
    data: [Double], precision: Double, middle: Double, stepSize: Double, noise: [[Double]]
  ) -> (precision: Double, middle: Double) {
    let gradient = References().contrastiveGradient(
      data: self.data(data), precision: precision, middle: middle, stepSize: stepSize,
      noise: self.noise(noise))
    return (byPrecision(gradient.precision), gradient.middle)
  }
}

private struct Bias: Exercises {
  /// From λ, m₀ − μ, ρ², ε and k.
  var formula: @Sendable (Double, Double, Double, Double, Double) -> Double
  func noiseStartBias(
    precision: Double, middle: Double, startMean: Double, startVariance: Double,
    stepSize: Double, steps: Int
  ) -> Double { formula(precision, startMean - middle, startVariance, stepSize, Double(steps)) }
}

/// The reference, with other arguments and another result.
private struct Persistent: Exercises {
  var drawn: @Sendable ([Int]) -> [Int] = { $0 }
  var fresh: @Sendable ([Double]) -> [Double] = { $0 }
  var rate: @Sendable (Double) -> Double = { $0 }
  var chains: @Sendable (_ after: [Double], _ drawn: [Int]) -> [Double] = { after, _ in after }
  func persistentStep(
    chains: [Double], drawn: [Int], fresh: [Double], noise: [[Double]], data: [Double],
    precision: Double, middle: Double, stepSize: Double, learningRate: Double
  ) -> (chains: [Double], precision: Double, middle: Double) {
    var step = References().persistentStep(
      chains: chains, drawn: self.drawn(drawn), fresh: self.fresh(fresh), noise: noise, data: data,
      precision: precision, middle: middle, stepSize: stepSize, learningRate: rate(learningRate))
    step.chains = self.chains(step.chains, drawn)
    return step
  }
}

/// What is said of numbers that the grader does not recognise.
private let unknown = "nor those of a mistake"

/// Rounded to a Float.
private func short(_ value: Double) -> Double { Double(Float(value)) }

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init("3.1", "all that a Float holds", Features { Features.right($0, $1).map(short) }),
  .init(
    "3.1", "every wrong number has the wrong sign",
    Features { Features.right($0, $1).map { abs($0) } }),
  .init("3.1", "the answer has", Features { [sum(Features.right($0, $1))] }),
  .init(
    "3.1", "were paired", Features { Features.right(zip($0, $1).map(\.0), zip($0, $1).map(\.1)) }),
  // A prior, as of one more sample at 0.
  .init("3.1", unknown, Features { Features.right($0, $1 + [$1[0].map { _ in 0 }]) }),

  .init("3.2", "NaN", Learning { $0.map { exp(-$0) } }),
  .init("3.2", "not the lowest energy", Learning { E in E.map { exp(E.max()! - $0) } }),
  // Right in the first check only.
  .init("3.2", unknown, Learning { $0.map { exp(-min(700, max(-700, $0))) } }),
  .init(
    "3.2", "two slips: the sign of the energy", Learning(weights: { $0.map { exp($0) } }, sign: 1)),

  .init(
    "3.3", "two slips: the noise is √ε·z",
    Short(noise: { $0.map { $0.map { $0 / sqrt(2.0) } } }, byPrecision: { 2 * $0 })),
  .init("3.3", "pass through Float", Short(byPrecision: short)),
  .init("3.3", unknown, Short(noise: { $0.map { $0.reversed() } })),
  .init("3.3", unknown, Short(data: { $0.sorted() })),

  .init(
    "3.4", "denominator",
    Bias { λ, d, w, ε, k in
      let a = 1 - ε * λ
      let p = pow(a, 2 * k)
      return (1 / λ - p * (w + d * d) - 2 * ε * (1 - p) / (1 - a * a)) / 2
    }),
  .init(
    "3.4", "two slips: the mean of the starts",
    Bias { λ, _, w, ε, k in
      let p = pow(1 - ε * λ, 2 * k)
      return (p * w + (1 - p) / (λ * (1 - ε * λ / 2)) - 1 / λ) / 2
    }),
  // For μ.
  .init("3.4", unknown, Bias { λ, d, _, ε, k in λ * pow(1 - ε * λ, k) * d }),
  // Right in the first check only.
  .init(
    "3.4", unknown,
    Bias { λ, d, w, ε, k in
      let p = pow(min(1, max(-1, 1 - ε * λ)), 2 * k)
      let added = p == 1 ? 2 * ε * k : (1 - p) / (λ * (1 - ε * λ / 2))
      return (1 / λ - p * (w + d * d) - added) / 2
    }),

  .init(
    "3.5", "two slips: the moved chains were put at the front",
    Persistent(
      rate: { -$0 },
      chains: { after, drawn in
        drawn.map { after[$0] } + after.indices.filter { !drawn.contains($0) }.map { after[$0] }
      })),
  .init("3.5", unknown, Persistent(drawn: { $0.sorted() })),
  // Right if a single chain is renewed.
  .init("3.5", unknown, Persistent(fresh: { $0.reversed() })),
  .init(
    "3.5", unknown,
    Persistent(chains: { after, drawn in drawn.map { after[$0] } + after.dropFirst(drawn.count) })),
]
