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
  /// Of the energies' mean, mean square and number, and of T.
  var formula: @Sendable (_ mean: Double, _ square: Double, Double, Double) -> Double
  func heatCapacity(energies: [Double], temperature: Double) throws -> Double {
    let p = References().probabilities(energies: energies, temperature: temperature)
    return formula(
      dot(p, energies), dot(p, energies.map { $0 * $0 }), Double(energies.count), temperature)
  }
}
private struct FiniteDifference: Exercises {
  func heatCapacity(energies: [Double], temperature: Double) throws -> Double {
    func mean(_ T: Double) -> Double {
      dot(References().probabilities(energies: energies, temperature: T), energies)
    }
    return (mean(temperature + 1e-4) - mean(temperature - 1e-4)) / 2e-4
  }
}
private struct Gradient: Exercises {
  /// Of the mean of the data, their mean square distance from m, m, and ρ.
  var formula: @Sendable (Double, Double, Double, Double) -> Slopes
  func likelihoodGradient(data: [Double], mean: Double, logVariance: Double) -> Slopes {
    let (n, distances) = (Double(data.count), data.map { $0 - mean })
    return formula(sum(data) / n, dot(distances, distances) / n, mean, logVariance)
  }
}
private struct Points: Exercises {
  /// The points' coordinates, from −1 to 1.
  var points: @Sendable (_ n: Int, _ d: Int, inout RandomStream) -> [[Double]] = { n, d, random in
    (0..<n).map { _ in (0..<d).map { _ in 2 * random.uniform() - 1 } }
  }
  /// What is made of exp(−E) at each.
  var average: @Sendable ([Double]) -> Double = { sum($0) / Double($0.count) }
  var volume: @Sendable (_ a: Double, _ d: Double) -> Double = { pow(2 * $0, $1) }
  func partitionFunction(
    energy: ([Double]) -> Double, dimension: Int, halfWidth: Double, points: Int,
    using random: inout RandomStream
  ) throws -> Double {
    let weights = self.points(points, dimension, &random).map { u in
      exp(-energy(u.map { halfWidth * $0 }))
    }
    return volume(halfWidth, Double(dimension)) * average(weights)
  }
}

/// What a student may have after the first evening, one for each exercise.
let firstEvening: [any Exercises] = [
  References(), LogZ { s, T, d in d * log(s * T * sqrt(2 * .pi)) }, Stubs(),
  Gradient { a, D, m, ρ in ((m - a) / exp(ρ), (1 - D / exp(ρ)) / 2 + 1) }, Stubs(),
]

/// What is said of numbers that the grader does not recognise.
private let unknown = "nor those of a mistake"

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init(
    "1.1", "before anything was subtracted",
    Probabilities { E, T in
      let w = E.map { exp(-$0 / T) }
      return w.map { $0 / sum(w) }
    }),
  .init(
    "1.1", "not the smallest energy",
    Probabilities { E, T in
      let w = E.map { exp((sum(E) / Double(E.count) - $0) / T) }
      return w.map { $0 / sum(w) }
    }),
  .init("1.1", "should have", Probabilities { E, T in [1] + E }),
  .init(
    "1.1", "two slips: the sign of the energy is wrong: high energy is low probability; and the",
    Probabilities { E, _ in
      References().probabilities(energies: E.map { -$0 }, temperature: 1)
    }),
  // Powers of 2.
  .init(
    "1.1", unknown,
    Probabilities { References().probabilities(energies: $0, temperature: $1 / log(2)) }),

  .init("1.2", "before the logarithm", LogZ { s, T, d in log(pow(s * sqrt(2 * .pi * T), d)) }),
  .init(
    "1.2", "two slips: the temperature was forgotten", LogZ { s, _, d in d * log(s * sqrt(.pi)) }),
  .init("1.2", "0.434294 times", LogZ { s, T, d in d * log(s * sqrt(2 * .pi * T)) / log(10) }),
  // Variances added; d in the place of the power.
  .init("1.2", unknown, LogZ { s, T, d in d / 2 * log(2 * .pi * (s * s + T)) }),
  .init("1.2", unknown, LogZ { s, T, d in log(d * s * sqrt(2 * .pi * T)) }),

  .init("1.3", unknown, Capacity { m, q, _, T in (q - m * m) / (T * T) }),
  .init("1.3", "a quotient of differences", FiniteDifference()),
  .init("1.3", "two slips: the variance of", Capacity { m, q, _, T in (m * m - q) / T }),
  // Of a sample; the mean square of the mean.
  .init("1.3", unknown, Capacity { m, q, n, T in (q - m * m) * n / (max(2, n) - 1) / (T * T) }),
  .init("1.3", unknown, Capacity { m, q, _, T in m * m / (T * T) }),

  .init(
    "1.4", "two slips: by ρ: the two terms",
    Gradient { a, D, m, ρ in ((m - a) / exp(ρ), 1 + D / exp(ρ)) }),
  .init(
    "1.4", "pass through Float",
    Gradient { a, D, m, ρ in ((m - a) / Double(Float(exp(ρ))), (1 - D / exp(ρ)) / 2) }),
  // Distances, not squares; ρ in the place of its derivative.
  .init(
    "1.4", unknown,
    Gradient { a, D, m, ρ in ((m - a) / exp(ρ), (1 - sqrt(D / exp(ρ))) / 2) }),
  .init("1.4", unknown, Gradient { a, D, m, ρ in ((m - a) / exp(ρ), (ρ - D / exp(ρ)) / 2) }),

  .init(
    "1.5", "same noise: each",
    Points(points: { n, d, _ in
      var mine = RandomStream(seed: 1)
      return (0..<n).map { _ in (0..<d).map { _ in 2 * mine.uniform() - 1 } }
    })),
  .init(
    "1.5", "two slips: the volume is 2ad",
    Points(average: { sum($0) }, volume: { a, d in 2 * a * d })),
  // Mirrored points; a layer for each.
  .init(
    "1.5", unknown,
    Points(points: { n, d, random in
      let half = (0..<(n + 1) / 2).map { _ in (0..<d).map { _ in 2 * random.uniform() - 1 } }
      return Array((half + half.map { $0.map { -$0 } }).prefix(n))
    })),
  .init(
    "1.5", unknown,
    Points(points: { n, d, random in
      (0..<n).map { i in
        (0..<d).map {
          $0 == 0 ? 2 * (Double(i) + random.uniform()) / Double(n) - 1 : 2 * random.uniform() - 1
        }
      }
    })),
]
