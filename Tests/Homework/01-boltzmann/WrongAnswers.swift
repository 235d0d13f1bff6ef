import Elementary
import Exercises01
import HomeworkKit
import HomeworkTesting
import Tensors

/// Answers with a formula of one's choice.
private struct Probabilities: Exercises {
  var formula: @Sendable ([Double], Double) -> [Double]
  func probabilities(energies: [Double], temperature: Double) throws -> [Double] {
    formula(energies, temperature)
  }
}
private struct LogZ: Exercises {
  var formula: @Sendable (Double, Double, Double) -> Double
  func logPartitionFunction(standardDeviation: Double, temperature: Double, dimension: Int) throws
    -> Double
  { formula(standardDeviation, temperature, Double(dimension)) }
}
private struct Capacity: Exercises {
  var formula: @Sendable (_ mean: Double, _ square: Double, Double) -> Double
  func heatCapacity(energies: [Double], temperature: Double) throws -> Double {
    let p = References().probabilities(energies: energies, temperature: temperature)
    let mean = zip(p, energies).reduce(0) { $0 + $1.0 * $1.1 }
    let square = zip(p, energies).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    return formula(mean, square, temperature)
  }
}
private struct AroundTheLowest: Exercises {
  func heatCapacity(energies: [Double], temperature: Double) throws -> Double {
    let p = References().probabilities(energies: energies, temperature: temperature)
    let lowest = energies.min()!
    let square = zip(p, energies).reduce(0) { $0 + $1.0 * ($1.1 - lowest) * ($1.1 - lowest) }
    return square / (temperature * temperature)
  }
}
private struct Gradient: Exercises {
  /// Of the mean of the data, their mean square distance from m, m, and ρ.
  var formula: @Sendable (Double, Double, Double, Double) -> (Double, Double)
  func likelihoodGradient(data: [Double], mean: Double, logVariance: Double) throws -> (
    mean: Double, logVariance: Double
  ) {
    let n = Double(data.count)
    let distance = data.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    let (a, b) = formula(data.reduce(0, +) / n, distance, mean, logVariance)
    return (a, b)
  }
}
private struct Unbiased: Exercises {
  func likelihoodGradient(data: [Double], mean: Double, logVariance: Double) throws -> (
    mean: Double, logVariance: Double
  ) {
    let (n, v) = (Double(data.count), exp(logVariance))
    let average = data.reduce(0, +) / n
    let S = data.reduce(0) { $0 + ($1 - average) * ($1 - average) } / (n - 1)
    return ((mean - average) / v, (1 - (S + (average - mean) * (average - mean)) / v) / 2)
  }
}
private struct Summed: Exercises {
  func likelihoodGradient(data: [Double], mean: Double, logVariance: Double) throws -> (
    mean: Double, logVariance: Double
  ) {
    let right = References().likelihoodGradient(data: data, mean: mean, logVariance: logVariance)
    return (right.mean * Double(data.count), right.logVariance * Double(data.count))
  }
}
private struct Points: Exercises {
  var volume: @Sendable (_ halfWidth: Double, _ dimension: Int) -> Double
  var point: @Sendable (_ a: Double, _ d: Int, inout RandomStream) -> [Double] = { a, d, random in
    (0..<d).map { _ in a * (2 * random.uniform() - 1) }
  }
  var reuses = false
  var extra = 0
  var divisor = 0
  var hasOwnStream = false
  var isJensen = false
  func partitionFunction(
    energy: ([Double]) -> Double, dimension: Int, halfWidth: Double, points: Int,
    using random: inout RandomStream
  ) throws -> Double {
    if hasOwnStream { random = RandomStream(seed: 1) }
    var x = point(halfWidth, dimension, &random)
    var total = 0.0
    for _ in 0..<(points + extra) {
      if !reuses { x = point(halfWidth, dimension, &random) }
      total += isJensen ? energy(x) : exp(-energy(x))
    }
    total /= Double(points + divisor)
    return volume(halfWidth, dimension) * (isJensen ? exp(-total) : total)
  }
}

private func volume(_ a: Double, _ d: Int) -> Double { pow(2 * a, Double(d)) }

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  WrongAnswer(
    "1.1", "before anything was subtracted",
    Probabilities { E, T in
      let w = E.map { exp(-$0 / T) }
      return w.map { $0 / w.reduce(0, +) }
    }),
  WrongAnswer("1.1", "should have", Probabilities { E, T in [1] + E }),
  WrongAnswer(
    "1.1", "and the temperature was forgotten",
    Probabilities { E, _ in
      References().probabilities(energies: E.map { -$0 }, temperature: 1)
    }),
  WrongAnswer(
    "1.1", "logarithms",
    Probabilities { E, T in
      References().probabilities(energies: E, temperature: T).map { log($0) }
    }),
  WrongAnswer(
    "1.1", "not the smallest energy",
    Probabilities { E, T in
      let average = E.reduce(0, +) / Double(E.count)
      let w = E.map { exp((average - $0) / T) }
      return w.map { $0 / w.reduce(0, +) }
    }),
  WrongAnswer("1.2", "2 of 2π", LogZ { s, T, d in d * log(s * sqrt(.pi * T)) }),
  WrongAnswer(
    "1.2", "before the logarithm",
    LogZ { s, T, d in
      log(pow(s * sqrt(2 * .pi * T), d * 1e4))
    }),
  WrongAnswer("1.2", "under the root, where", LogZ { s, T, d in d / 2 * log(2 * .pi * s * T) }),
  WrongAnswer("1.2", "entropy", LogZ { s, T, d in d / 2 * log(2 * .pi * exp(1) * s * s * T) }),
  WrongAnswer("1.2", "s comes once", LogZ { s, T, d in log(s) + d / 2 * log(2 * .pi * T) }),
  WrongAnswer("1.3", "lowest energy", AroundTheLowest()),
  WrongAnswer("1.3", "standard deviation", Capacity { m, q, T in sqrt(q - m * m) / (T * T) }),
  WrongAnswer("1.3", "not the right numbers", Capacity { m, q, T in (q - m * m) / (T * T) }),
  WrongAnswer("1.3", "with respect to 1/T", Capacity { m, q, T in m * m - q }),
  WrongAnswer(
    "1.4", "ascent",
    Gradient { a, D, m, ρ in
      ((a - m) / exp(ρ), (D / exp(ρ) - 1) / 2)
    }),
  WrongAnswer("1.4", "sum over the data", Summed()),
  WrongAnswer("1.4", "plain average here", Unbiased()),
  WrongAnswer(
    "1.4", "standard deviation √v",
    Gradient { a, D, m, ρ in
      ((m - a) / exp(ρ / 2), (1 - D / exp(ρ / 2)) / 2)
    }),
  WrongAnswer(
    "1.4", "exchanged", Gradient { a, D, m, ρ in ((1 - D / exp(ρ)) / 2, (m - a) / exp(ρ)) }),
  WrongAnswer(
    "1.5", "n − 1",
    Points(volume: volume, divisor: -1)),
  WrongAnswer("1.5", "less than n", Points(volume: volume, extra: -1)),
  WrongAnswer("1.5", "same noise: each", Points(volume: volume, hasOwnStream: true)),
  WrongAnswer("1.5", "mean energy", Points(volume: volume, isJensen: true)),
  WrongAnswer(
    "1.5", "same random number",
    Points(
      volume: volume,
      point: { a, d, random in
        [Double](repeating: a * (2 * random.uniform() - 1), count: d)
      })),
  WrongAnswer("1.5", "again and again", Points(volume: volume, reuses: true)),
]
