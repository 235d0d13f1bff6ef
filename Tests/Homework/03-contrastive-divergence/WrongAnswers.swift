import Elementary
import Exercises03
import HomeworkKit
import HomeworkTesting
import Tensors

/// Answers with a formula of one's choice: of the sums over data and samples, and their counts.
private struct Features: Exercises {
  var formula: @Sendable (_ data: Double, _ model: Double, _ n: Double, _ m: Double) -> Double
  func featureGradient(dataFeatures: [[Double]], modelFeatures: [[Double]]) throws -> [Double] {
    dataFeatures[0].indices.map { i in
      formula(
        dataFeatures.reduce(0) { $0 + $1[i] }, modelFeatures.reduce(0) { $0 + $1[i] },
        Double(dataFeatures.count), Double(modelFeatures.count))
    }
  }
}
private struct Paired: Exercises {
  func featureGradient(dataFeatures: [[Double]], modelFeatures: [[Double]]) throws -> [Double] {
    let pairs = zip(dataFeatures, modelFeatures)
    let differences = pairs.map { a, b in zip(a, b).map { $0 - $1 } }
    return dataFeatures[0].indices.map { i in
      differences.reduce(0) { $0 + $1[i] } / Double(differences.count)
    }
  }
}

private struct Learning: Exercises {
  var weight: @Sendable (_ energy: Double, _ count: Double) -> Double = { e, _ in exp(-e) }
  var share: @Sendable (_ count: Double, _ all: Double) -> Double = { $0 / $1 }
  var isNormalized = true
  /// What is subtracted from all energies.
  var level: @Sendable (_ energies: [Double]) -> Double = { _ in 0 }
  /// From θ, η and the contrast of a component.
  var update: @Sendable (Double, Double, Double) -> Double = { $0 - $1 * $2 }
  func learningStep(
    parameters: [Double], features: [[Double]], counts: [Int], learningRate: Double
  ) throws -> [Double] {
    let energies = features.map { row in zip(parameters, row).reduce(0) { $0 + $1.0 * $1.1 } }
    let level = level(energies)
    let weights = zip(energies, counts).map { weight($0 - level, Double($1)) }
    let total = isNormalized ? weights.reduce(0, +) : 1
    let all = Double(counts.reduce(0, +))
    return parameters.indices.map { i in
      let contrast = features.indices.reduce(0.0) { sum, s in
        sum + (share(Double(counts[s]), all) - weights[s] / total) * features[s][i]
      }
      return update(parameters[i], learningRate, contrast)
    }
  }
}

private struct Short: Exercises {
  var kick: @Sendable (_ ε: Double) -> Double = { (2 * $0).squareRoot() }
  var slope: @Sendable (_ x: Double, _ λ: Double, _ μ: Double) -> Double = { $1 * ($0 - $2) }
  var byPrecision: @Sendable (_ x: Double, _ λ: Double, _ μ: Double) -> Double = {
    0.5 * ($0 - $2) * ($0 - $2)
  }
  var byMiddle: @Sendable (_ x: Double, _ λ: Double, _ μ: Double) -> Double = { $1 * ($2 - $0) }
  var sign = 1.0
  var omitted = 0
  var start: @Sendable (_ datum: Double, _ μ: Double) -> Double = { x, _ in x }
  func contrastiveGradient(
    data: [Double], precision: Double, middle: Double, stepSize: Double, noise: [[Double]]
  ) throws -> (precision: Double, middle: Double) {
    let ends = zip(data, noise).map { datum, zs in
      zs.dropLast(omitted).reduce(start(datum, middle)) { x, z in
        x - stepSize * slope(x, precision, middle) + kick(stepSize) * z
      }
    }
    func contrast(_ f: (Double, Double, Double) -> Double) -> Double {
      let terms = zip(data, ends).map { f($0, precision, middle) - f($1, precision, middle) }
      return sign * terms.reduce(0, +) / Double(data.count)
    }
    return (contrast(byPrecision), contrast(byMiddle))
  }
}

private struct ExactMean: Exercises {
  func contrastiveGradient(
    data: [Double], precision: Double, middle: Double, stepSize: Double, noise: [[Double]]
  ) throws -> (precision: Double, middle: Double) {
    let n = Double(data.count)
    let square = data.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / n
    return ((square - 1 / precision) / 2, precision * (middle - data.reduce(0, +) / n))
  }
}

private struct Bias: Exercises {
  /// From λ, m₀ − μ, ρ², ε and k.
  var formula: @Sendable (Double, Double, Double, Double, Double) -> Double
  func noiseStartBias(
    precision: Double, middle: Double, startMean: Double, startVariance: Double,
    stepSize: Double, steps: Int
  ) throws -> Double {
    formula(precision, startMean - middle, startVariance, stepSize, Double(steps))
  }
  /// ½(1/λ − variance − square).
  static func bias(_ λ: Double, _ variance: Double, _ square: Double) -> Double {
    (1 / λ - variance - square) / 2
  }
  static func settled(_ λ: Double, _ ε: Double) -> Double { 1 / (λ * (1 - ε * λ / 2)) }
}

private struct Persistent: Exercises {
  enum Slip {
    case keepsOld, noRenewal, renewsLast, renewsByPlace, freshStands, library, wholeBuffer
    case fromData, sequential, ascent, noRate, gradient, survivors, sums, halfForgotten
    case notPutBack, renewsAfterwards, oneCount
  }
  var slips: Set<Slip>
  init(_ slips: Slip...) { self.slips = Set(slips) }

  func persistentStep(
    chains: [Double], drawn: [Int], fresh: [Double], noise: [[Double]], data: [Double],
    precision: Double, middle: Double, stepSize: Double, learningRate: Double
  ) throws -> (chains: [Double], precision: Double, middle: Double) {
    func has(_ slip: Slip) -> Bool { slips.contains(slip) }
    var buffer = chains
    func renew() {
      for j in fresh.indices {
        let last = drawn[drawn.count - fresh.count + j]
        buffer[has(.renewsByPlace) ? j : has(.renewsLast) ? last : drawn[j]] = fresh[j]
      }
    }
    if !has(.noRenewal) && !has(.renewsAfterwards) { renew() }
    var ends = has(.fromData) ? Array(data.prefix(drawn.count)) : drawn.map { buffer[$0] }
    for i in ends.indices where !(has(.freshStands) && i < fresh.count) {
      for z in noise[i] {
        ends[i] -= stepSize * precision * (ends[i] - middle)
        ends[i] += (2 * stepSize).squareRoot() * z
      }
    }
    if has(.library) {
      buffer = ends + buffer.indices.filter { !drawn.contains($0) }.map { buffer[$0] }
    } else if !has(.notPutBack) {
      for (i, x) in zip(drawn, ends) { buffer[i] = x }
    }
    if has(.renewsAfterwards) { renew() }
    let negatives =
      has(.wholeBuffer) ? buffer : has(.survivors) ? Array(ends.dropFirst(fresh.count)) : ends
    var λ = precision
    func contrast(_ f: (Double) -> Double) -> Double {
      let count = Double(has(.oneCount) ? data.count : negatives.count)
      let (n, m) = has(.sums) ? (1, 1) : (Double(data.count), count)
      let value =
        data.reduce(0) { $0 + f($1) } / n - negatives.reduce(0) { $0 + f($1) } / m
      return has(.ascent) ? -value : value
    }
    let rate = has(.noRate) ? 1 : learningRate
    let byPrecision = contrast {
      (has(.halfForgotten) ? 1 : 0.5) * ($0 - middle) * ($0 - middle)
    }
    if has(.sequential) { λ -= rate * byPrecision }
    let byMiddle = contrast { -λ * ($0 - middle) }
    if has(.gradient) { return (buffer, byPrecision, byMiddle) }
    return (
      has(.keepsOld) ? chains : buffer, precision - rate * byPrecision, middle - rate * byMiddle
    )
  }
}

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  WrongAnswer("3.1", "ascent", Features { $1 / $3 - $0 / $2 }),
  WrongAnswer("3.1", "sums were taken", Features { d, m, _, _ in d - m }),
  WrongAnswer("3.1", "only the data", Features { d, _, n, _ in d / n }),
  WrongAnswer("3.1", "gradient of ln Z alone", Features { _, s, _, m in -s / m }),
  WrongAnswer("3.1", "were added", Features { $0 / $2 + $1 / $3 }),
  WrongAnswer("3.1", "by the number of data", Features { d, s, n, _ in (d - s) / n }),
  WrongAnswer("3.1", "by the number of all", Features { ($0 - $1) / ($2 + $3) }),
  WrongAnswer("3.1", "data were summed:", Features { d, s, _, m in d - s / m }),
  WrongAnswer("3.1", "were paired", Paired()),
  WrongAnswer("3.1", "nor those", Features { $0 / $2 - 2 * $1 / $3 }),
  WrongAnswer("3.2", "goes up", Learning(update: { $0 + $1 * $2 })),
  WrongAnswer("3.2", "sign of the energy", Learning(weight: { e, _ in exp(e) })),
  WrongAnswer("3.2", "not divided by Z", Learning(isNormalized: false)),
  WrongAnswer("3.2", "same weight", Learning(weight: { _, _ in 1 })),
  WrongAnswer(
    "3.2", "only the data", Learning(weight: { _, _ in 0 }, isNormalized: false)),
  WrongAnswer("3.2", "counts were not divided", Learning(share: { n, _ in n })),
  WrongAnswer("3.2", "states that were seen", Learning(weight: { $1 > 0 ? exp(-$0) : 0 })),
  WrongAnswer("3.2", "multiplied by the counts", Learning(weight: { $1 * exp(-$0) })),
  WrongAnswer("3.2", "rate was forgotten", Learning(update: { θ, _, g in θ - g })),
  WrongAnswer("3.2", "that is the gradient", Learning(update: { _, _, g in g })),
  WrongAnswer(
    "3.2", "two slips: the sign of the energy",
    Learning(weight: { e, _ in exp(e) }, update: { $0 + $1 * $2 })),
  WrongAnswer("3.2", "NaN", Learning()),
  WrongAnswer("3.2", "not the lowest energy", Learning(level: { $0.max()! })),
  WrongAnswer("3.2", "not the lowest energy", Learning(level: { $0[0] })),
  WrongAnswer("3.3", "exact means", ExactMean()),
  WrongAnswer("3.3", "ascent", Short(sign: -1)),
  WrongAnswer(
    "3.3", "½ is missing",
    Short(byPrecision: { x, _, μ in (x - μ) * (x - μ) })),
  WrongAnswer("3.3", "sign of ∂E/∂μ", Short(byMiddle: { x, λ, μ in λ * (x - μ) })),
  WrongAnswer("3.3", "λ is missing in ∂E/∂μ", Short(byMiddle: { x, _, μ in μ - x })),
  WrongAnswer("3.3", "√ε·z", Short(kick: { $0.squareRoot() })),
  WrongAnswer("3.3", "2ε is its variance", Short(kick: { 2 * $0 })),
  WrongAnswer("3.3", "uphill", Short(slope: { x, λ, μ in -λ * (x - μ) })),
  WrongAnswer("3.3", "ε/2: it", Short(slope: { x, λ, μ in λ * (x - μ) / 2 })),
  WrongAnswer("3.3", "lacks λ", Short(slope: { x, _, μ in x - μ })),
  WrongAnswer("3.3", "drawn to 0", Short(slope: { x, λ, _ in λ * x })),
  WrongAnswer("3.3", "too few", Short(omitted: 1)),
  WrongAnswer("3.3", "never moved", Short(omitted: 9)),
  WrongAnswer("3.3", "at the middle", Short(start: { _, μ in μ })),
  WrongAnswer(
    "3.3", "two slips: the noise is √ε·z",
    Short(kick: { $0.squareRoot() }, byPrecision: { x, _, μ in (x - μ) * (x - μ) })),
  WrongAnswer(
    "3.3", "two slips: the sign is that of an ascent",
    Short(byPrecision: { x, _, μ in (x - μ) * (x - μ) }, sign: -1)),
  WrongAnswer(
    "3.4", "sign is wrong: the bias",
    Bias { λ, d, w, ε, k in
      let p = pow(1 - ε * λ, 2 * k)
      return -Bias.bias(λ, p * w + (1 - p) * Bias.settled(λ, ε), p * d * d)
    }),
  WrongAnswer(
    "3.4", "not at 1/λ",
    Bias { λ, d, w, ε, k in
      let p = pow(1 - ε * λ, 2 * k)
      return Bias.bias(λ, p * w + (1 - p) / λ, p * d * d)
    }),
  WrongAnswer(
    "3.4", "two slips: the mean of the starts",
    Bias { λ, _, w, ε, k in
      let p = pow(1 - ε * λ, 2 * k)
      return -Bias.bias(λ, p * w + (1 - p) * Bias.settled(λ, ε), 0)
    }),
  WrongAnswer(
    "3.4", "follows a²ᵏ",
    Bias { λ, d, w, ε, k in
      let p = pow(1 - ε * λ, k)
      return Bias.bias(λ, p * w + (1 - p) * Bias.settled(λ, ε), p * p * d * d)
    }),
  WrongAnswer(
    "3.4", "both places",
    Bias { λ, d, w, ε, k in
      let p = pow(1 - ε * λ, k)
      return Bias.bias(λ, p * w + (1 - p) * Bias.settled(λ, ε), p * d * d)
    }),
  WrongAnswer(
    "3.4", "mean of the starts was forgotten",
    Bias { λ, _, w, ε, k in
      let p = pow(1 - ε * λ, 2 * k)
      return Bias.bias(λ, p * w + (1 - p) * Bias.settled(λ, ε), 0)
    }),
  WrongAnswer(
    "3.4", "not ε",
    Bias { λ, d, w, ε, k in
      let p = pow(1 - ε * λ, 2 * k)
      return Bias.bias(λ, p * w + (1 - p) * Bias.settled(λ, ε) / 2, p * d * d)
    }),
  WrongAnswer(
    "3.4", "not v_U",
    Bias { λ, d, w, ε, k in
      let p = pow(1 - ε * λ, 2 * k)
      return (Bias.settled(λ, ε) - p * (w + d * d) - (1 - p) * Bias.settled(λ, ε)) / 2
    }),
  WrongAnswer(
    "3.4", "negatives' term alone",
    Bias { λ, d, w, ε, k in
      let p = pow(1 - ε * λ, 2 * k)
      return -(p * (w + d * d) + (1 - p) * Bias.settled(λ, ε)) / 2
    }),
  WrongAnswer(
    "3.4", "denominator",
    Bias { λ, d, w, ε, k in
      let a = 1 - ε * λ
      let p = pow(a, 2 * k)
      return Bias.bias(λ, p * w + 2 * ε * (1 - p) / (1 - a * a), p * d * d)
    }),
  WrongAnswer("3.5", "must live on", Persistent(.keepsOld)),
  WrongAnswer("3.5", "were only renewed", Persistent(.notPutBack)),
  WrongAnswer("3.5", "after their steps", Persistent(.renewsAfterwards)),
  WrongAnswer("3.5", "by the number of data", Persistent(.oneCount)),
  WrongAnswer("3.5", "no chain was renewed", Persistent(.noRenewal)),
  WrongAnswer("3.5", "last of the drawn", Persistent(.renewsLast)),
  WrongAnswer("3.5", "first chains of the buffer", Persistent(.renewsByPlace)),
  WrongAnswer("3.5", "did not move", Persistent(.freshStands)),
  WrongAnswer("3.5", "at the front", Persistent(.library)),
  WrongAnswer("3.5", "all chains of the buffer", Persistent(.wholeBuffer)),
  WrongAnswer("3.5", "missing among the negatives", Persistent(.survivors)),
  WrongAnswer("3.5", "that is CD", Persistent(.fromData)),
  WrongAnswer("3.5", "new λ", Persistent(.sequential)),
  WrongAnswer("3.5", "ascent", Persistent(.ascent)),
  WrongAnswer("3.5", "rate was forgotten", Persistent(.noRate)),
  WrongAnswer("3.5", "that is the gradient", Persistent(.gradient)),
  WrongAnswer("3.5", "sums", Persistent(.sums)),
  WrongAnswer("3.5", "two slips: the moved chains were put", Persistent(.library, .ascent)),
  WrongAnswer("3.5", "½ is missing", Persistent(.halfForgotten)),
]
