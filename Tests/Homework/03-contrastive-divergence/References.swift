import Elementary
import Exercises03
import HomeworkKit
import Tensors

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func featureGradient(dataFeatures: [[Double]], modelFeatures: [[Double]]) throws -> [Double] {
    throw NotAttempted()
  }
  func learningStep(
    parameters: [Double], features: [[Double]], counts: [Int], learningRate: Double
  ) throws -> [Double] { throw NotAttempted() }
  func contrastiveGradient(
    data: [Double], precision: Double, middle: Double, stepSize: Double, noise: [[Double]]
  ) throws -> (precision: Double, middle: Double) { throw NotAttempted() }
  func noiseStartBias(
    precision: Double, middle: Double, startMean: Double, startVariance: Double,
    stepSize: Double, steps: Int
  ) throws -> Double { throw NotAttempted() }
  func persistentStep(
    chains: [Double], drawn: [Int], fresh: [Double], noise: [[Double]], data: [Double],
    precision: Double, middle: Double, stepSize: Double, learningRate: Double
  ) throws -> (chains: [Double], precision: Double, middle: Double) { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func featureGradient(dataFeatures: [[Double]], modelFeatures: [[Double]]) -> [Double] {
    func average(_ rows: [[Double]]) -> [Double] {
      rows[0].indices.map { feature in mean(rows.map { $0[feature] }) }
    }
    return difference(average(dataFeatures), average(modelFeatures))
  }

  func learningStep(
    parameters: [Double], features: [[Double]], counts: [Int], learningRate: Double
  ) -> [Double] {
    let stateEnergies = features.map { dot($0, parameters) }
    let groundState = stateEnergies.min()!
    let boltzmann = normalized(stateEnergies.map { exp(groundState - $0) })
    let surplus = difference(normalized(counts.map(Double.init)), boltzmann)
    var learned = parameters
    for (row, excess) in zip(features, surplus) {
      for i in learned.indices { learned[i] -= learningRate * excess * row[i] }
    }
    return learned
  }

  func contrastiveGradient(
    data: [Double], precision: Double, middle: Double, stepSize: Double, noise: [[Double]]
  ) -> (precision: Double, middle: Double) {
    let differences = zip(data, noise).map { datum, kicks in
      var negative = datum
      for kick in kicks {
        negative += sqrt(2 * stepSize) * kick - stepSize * precision * (negative - middle)
      }
      // Of the squares, and of the states themselves.
      return ((datum - negative) * (datum + negative - 2 * middle), datum - negative)
    }
    return (mean(differences.map(\.0)) / 2, -precision * mean(differences.map(\.1)))
  }

  func noiseStartBias(
    precision: Double, middle: Double, startMean: Double, startVariance: Double,
    stepSize: Double, steps: Int
  ) -> Double {
    let shrinkage = 1 - stepSize * precision
    var (distance, chainVariance) = (startMean - middle, startVariance)
    for _ in 0..<steps {
      distance *= shrinkage
      chainVariance = shrinkage * shrinkage * chainVariance + 2 * stepSize
    }
    return 0.5 * (1 / precision - chainVariance - distance * distance)
  }

  func persistentStep(
    chains: [Double], drawn: [Int], fresh: [Double], noise: [[Double]], data: [Double],
    precision: Double, middle: Double, stepSize: Double, learningRate: Double
  ) -> (chains: [Double], precision: Double, middle: Double) {
    var kept = chains
    for (index, newborn) in zip(drawn, fresh) { kept[index] = newborn }
    for (index, kicks) in zip(drawn, noise) {
      for kick in kicks {
        kept[index] += sqrt(2 * stepSize) * kick - stepSize * precision * (kept[index] - middle)
      }
    }
    let (up, down) = (data.map { $0 - middle }, drawn.map { kept[$0] - middle })
    let squares = mean(up.map { $0 * $0 }) - mean(down.map { $0 * $0 })
    return (
      kept, precision - learningRate * squares / 2,
      middle + learningRate * precision * (mean(up) - mean(down))
    )
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func learningStep(
    parameters: [Double], features: [[Double]], counts: [Int], learningRate: Double
  ) -> [Double] {
    // Features relative to their mean over the data: what is left is the model's mean.
    let shares = normalized(counts.map { Double($0) })
    let means = parameters.indices.map { i in dot(shares, features.map { $0[i] }) }
    let centred = features.map { difference($0, means) }
    let exponents = centred.map { -dot(parameters, $0) }
    let logTotal = logSumExp(exponents)
    return parameters.indices.map { i in
      let excess = zip(exponents, centred).map { exp($0 - logTotal) * $1[i] }
      return parameters[i] + learningRate * sum(excess)
    }
  }

  func contrastiveGradient(
    data: [Double], precision: Double, middle: Double, stepSize: Double, noise: [[Double]]
  ) -> (precision: Double, middle: Double) {
    // The chains in closed form: a sum of the start and of all kicks.
    let kept = 1 - stepSize * precision
    let ends = zip(data, noise).map { x, zs in
      let parts = [x - middle] + zs.map { sqrt(2 * stepSize) * $0 }
      return middle + sum(zip(parts, (0...zs.count).reversed()).map { $0 * pow(kept, Double($1)) })
    }
    func mean(_ f: (Double) -> Double) -> Double {
      (sum(data.map(f)) - sum(ends.map(f))) / Double(data.count)
    }
    return (mean { ($0 - middle) * ($0 - middle) / 2 }, mean { precision * (middle - $0) })
  }

  func noiseStartBias(
    precision: Double, middle: Double, startMean: Double, startVariance: Double,
    stepSize: Double, steps: Int
  ) -> Double {
    let square = (1 - stepSize * precision) * (1 - stepSize * precision)
    let powers = (0...steps).map { pow(square, Double($0)) }
    let start = startVariance + (startMean - middle) * (startMean - middle)
    let kicks = 2 * stepSize * sum(powers.dropLast())
    return 0.5 / precision - 0.5 * (powers[steps] * start + kicks)
  }
}
