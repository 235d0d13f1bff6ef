import Elementary
import Exercises03
import HomeworkKit
import HomeworkTesting
import Tensors

/// A contrast of what stands for the mean of a feature.
private struct Features: Exercises {
  var average: @Sendable (_ feature: [Double]) -> Double = { mean($0) }
  var rows: @Sendable (_ data: [[Double]], _ model: [[Double]]) -> ([[Double]], [[Double]]) = {
    ($0, $1)
  }
  var result: @Sendable (_ contrast: [Double]) -> [Double] = { $0 }
  func featureGradient(dataFeatures: [[Double]], modelFeatures: [[Double]]) -> [Double] {
    let (data, model) = rows(dataFeatures, modelFeatures)
    return result(
      data[0].indices.map { i in average(data.map { $0[i] }) - average(model.map { $0[i] }) })
  }
}

/// A step of learning with the weights of the model's states as one likes.
private struct Learning: Exercises {
  var weights: @Sendable (_ energies: [Double]) -> [Double] = { energies in
    energies.map { exp(energies.min()! - $0) }
  }
  /// Whether a parameter is moved before the next one's slope is computed.
  var isSequential = false
  var sign = -1.0
  func learningStep(
    parameters: [Double], features: [[Double]], counts: [Int], learningRate: Double
  ) -> [Double] {
    var moved = parameters
    for i in parameters.indices {
      let θ = isSequential ? moved : parameters
      let p = normalized(weights(features.map { dot($0, θ) }))
      let contrast = difference(normalized(counts.map { Double($0) }), p)
      moved[i] += sign * learningRate * dot(contrast, features.map { $0[i] })
    }
    return moved
  }
}

/// Chains with steps, and derivatives, as one likes.
private struct Short: Exercises {
  var step:
    @Sendable (_ x: Double, _ start: Double, _ kick: Double, _ slope: (Double) -> Double) -> Double =
      { x, _, kick, slope in x - slope(x) + kick }
  var spread: @Sendable (_ ε: Double) -> Double = { sqrt(2 * $0) }
  /// The mean of ½(x − μ)².
  var square: @Sendable (_ distances: [Double]) -> Double = { dot($0, $0) / Double(2 * $0.count) }
  func contrastiveGradient(
    data: [Double], precision: Double, middle: Double, stepSize: Double, noise: [[Double]]
  ) -> (precision: Double, middle: Double) {
    let ends = zip(data, noise).map { start, zs in
      zs.reduce(start) { x, z in
        step(x, start, spread(stepSize) * z) { stepSize * precision * ($0 - middle) }
      }
    }
    let (before, after) = (data.map { $0 - middle }, ends.map { $0 - middle })
    return (square(before) - square(after), precision * (mean(after) - mean(before)))
  }
}

/// The negatives in closed form, and the loss derived through them, too.
private struct ThroughSamples: Exercises {
  func contrastiveGradient(
    data: [Double], precision λ: Double, middle μ: Double, stepSize ε: Double, noise: [[Double]]
  ) -> (precision: Double, middle: Double) {
    var right = References().contrastiveGradient(
      data: data, precision: λ, middle: μ, stepSize: ε, noise: noise)
    let a = 1 - ε * λ
    for (start, zs) in zip(data, noise) {
      // What is left of the start and of each kick, and after how many steps.
      let parts = zip([start - μ] + zs.map { sqrt(2 * ε) * $0 }, (0...zs.count).reversed())
      let distance = sum(parts.map { $0 * pow(a, Double($1)) })
      let byPrecision = sum(parts.map { -ε * Double($1) * $0 * pow(a, Double($1 - 1)) })
      right.precision -= λ * distance * byPrecision / Double(data.count)
      right.middle -= λ * distance * (1 - pow(a, Double(zs.count))) / Double(data.count)
    }
    return right
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
  typealias Result = (chains: [Double], precision: Double, middle: Double)
  var drawn: @Sendable ([Int]) -> [Int] = { $0 }
  var fresh: @Sendable ([Double]) -> [Double] = { $0 }
  var rate: @Sendable (Double) -> Double = { $0 }
  var chains: @Sendable (_ after: [Double], _ drawn: [Int]) -> [Double] = { after, _ in after }
  /// Whether there is a step of learning for each of the drawn chains.
  var learnsFromEach = false
  func persistentStep(
    chains: [Double], drawn: [Int], fresh: [Double], noise: [[Double]], data: [Double],
    precision: Double, middle: Double, stepSize: Double, learningRate: Double
  ) -> Result {
    func step(_ before: Result, _ places: [Int]) -> Result {
      References().persistentStep(
        chains: before.chains, drawn: places.map { self.drawn(drawn)[$0] },
        fresh: places.filter { $0 < fresh.count }.map { self.fresh(fresh)[$0] },
        noise: places.map { noise[$0] }, data: data, precision: before.precision,
        middle: before.middle, stepSize: stepSize, learningRate: rate(learningRate))
    }
    let groups = learnsFromEach ? drawn.indices.map { [$0] } : [Array(drawn.indices)]
    let start: Result = (chains, precision, middle)
    var result = groups.reduce(start) { step($0, $1) }
    result.chains = self.chains(result.chains, drawn)
    return result
  }
}

/// What is said of numbers that the grader does not recognise.
private let unknown = "nor those of a mistake"

/// Rounded to a Float.
private func short(_ value: Double) -> Double { Double(Float(value)) }

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init("3.1", "all that a Float holds", Features(result: { $0.map(short) })),
  .init("3.1", unknown, Features(average: { $0.sorted()[$0.count / 2] })),
  .init("3.1", "every number has 2 times", Features(result: { $0.map { 2 * $0 } })),
  .init("3.1", "the answer has", Features(result: { [sum($0)] })),
  .init(
    "3.1", "were paired",
    Features(rows: { (Array($0.prefix($1.count)), Array($1.prefix($0.count))) })),

  .init("3.2", "NaN", Learning(weights: { $0.map { exp(-$0) } })),
  .init(
    "3.2", "not the lowest energy",
    Learning(weights: { energies in energies.map { exp(energies.max()! - $0) } })),
  .init(
    "3.2", "not the lowest energy",
    Learning(weights: { energies in energies.map { exp(energies[0] - $0) } })),
  // Right in the first check only.
  .init("3.2", unknown, Learning(weights: { $0.map { exp(-min(700, max(-700, $0))) } })),
  .init(
    "3.2", unknown,
    Learning(weights: { energies in energies.map { $0 == energies.min()! ? 1 : 0 } })),
  .init("3.2", unknown, Learning(isSequential: true)),
  .init(
    "3.2", "two slips: the sign of the energy",
    Learning(weights: { $0.map { exp($0) } }, sign: 1)),

  .init("3.3", "flows through the samples", ThroughSamples()),
  .init(
    "3.3", "two slips: the noise is √ε·z",
    Short(spread: { sqrt($0) }, square: { dot($0, $0) / Double($0.count) })),
  .init(
    "3.3", unknown, Short(step: { x, _, kick, slope in x + kick - slope(x + kick) })),
  .init("3.3", unknown, Short(step: { x, start, kick, slope in x - slope(start) + kick })),
  .init("3.3", unknown, Short(square: { mean($0) * mean($0) / 2 })),
  .init("3.3", "pass through Float", Short(spread: { short(sqrt(2 * $0)) })),

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
  .init(
    "3.4", "pass through Float",
    Bias { λ, d, w, ε, k in
      let p = short(pow(1 - ε * λ, 2 * k))
      return (1 / λ - p * (w + d * d) - 2 * ε * (1 - p) / (1 - pow(1 - ε * λ, 2.0))) / 2
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
  .init("3.5", "pass through Float", Persistent(chains: { after, _ in after.map(short) })),
  .init("3.5", unknown, Persistent(drawn: { $0.sorted() })),
  // Right if a single chain is renewed.
  .init("3.5", unknown, Persistent(fresh: { $0.reversed() })),
  .init("3.5", unknown, Persistent(learnsFromEach: true)),
]
