import Elementary
import Exercises01
import HomeworkKit
import Tensors

typealias Slopes = (mean: Double, logVariance: Double)

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func probabilities(energies: [Double], temperature: Double) throws -> [Double] {
    throw NotAttempted()
  }
  func logPartitionFunction(standardDeviation: Double, temperature: Double, dimension: Int) throws
    -> Double
  { throw NotAttempted() }
  func heatCapacity(energies: [Double], temperature: Double) throws -> Double {
    throw NotAttempted()
  }
  func likelihoodGradient(data: [Double], mean: Double, logVariance: Double) throws -> Slopes {
    throw NotAttempted()
  }
  func partitionFunction(
    energy: ([Double]) -> Double, dimension: Int, halfWidth: Double, points: Int,
    using random: inout RandomStream
  ) throws -> Double { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func probabilities(energies: [Double], temperature: Double) -> [Double] {
    let lowest = energies.min()!
    let boltzmannFactors = energies.map { exp((lowest - $0) / temperature) }
    let total = boltzmannFactors.reduce(0, +)
    return boltzmannFactors.map { $0 / total }
  }

  func logPartitionFunction(standardDeviation: Double, temperature: Double, dimension: Int)
    -> Double
  {
    let inOneDimension = log(standardDeviation) + 0.5 * log(2 * Double.pi * temperature)
    return Double(dimension) * inOneDimension
  }

  func heatCapacity(energies: [Double], temperature: Double) -> Double {
    let weights = probabilities(energies: energies, temperature: temperature)
    let meanEnergy = dot(weights, energies)
    let fluctuations = energies.map { ($0 - meanEnergy) / temperature }
    return dot(weights, fluctuations.map { $0 * $0 })
  }

  func likelihoodGradient(data: [Double], mean: Double, logVariance: Double) -> Slopes {
    let precision = exp(-logVariance)
    var (slopeByMean, slopeByRho) = (0.0, 0.0)
    for observation in data {
      slopeByMean += (mean - observation) * precision
      slopeByRho += 0.5 - 0.5 * (observation - mean) * (observation - mean) * precision
    }
    return (slopeByMean / Double(data.count), slopeByRho / Double(data.count))
  }

  func partitionFunction(
    energy: ([Double]) -> Double, dimension: Int, halfWidth: Double, points: Int,
    using random: inout RandomStream
  ) -> Double {
    var total = 0.0
    for _ in 0..<points {
      let point = (0..<dimension).map { _ in halfWidth * (2 * random.uniform() - 1) }
      total += exp(-energy(point))
    }
    let boxVolume = (0..<dimension).reduce(1.0) { product, _ in product * 2 * halfWidth }
    return boxVolume * total / Double(points)
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func probabilities(energies: [Double], temperature: Double) -> [Double] {
    // Each as one over a sum of quotients.
    energies.map { own in
      1 / energies.reduce(0) { $0 + exp(min(700, (own - $1) / temperature)) }
    }
  }

  func logPartitionFunction(standardDeviation: Double, temperature: Double, dimension: Int)
    -> Double
  {
    let variance = temperature * standardDeviation * standardDeviation
    return Double(dimension) / 2 * (log(2) + log(.pi) + log(variance))
  }

  func heatCapacity(energies: [Double], temperature: Double) -> Double {
    // Half the mean square difference of two independent states.
    let chances = probabilities(energies: energies, temperature: temperature)
    var total = 0.0
    for i in energies.indices {
      for j in energies.indices {
        let difference = energies[i] - energies[j]
        total += chances[i] * chances[j] * difference * difference
      }
    }
    return total / (2 * temperature * temperature)
  }

  func likelihoodGradient(data: [Double], mean: Double, logVariance: Double) -> Slopes {
    let n = Double(data.count)
    let average = data.reduce(0, +) / n
    let square = data.reduce(0) { $0 + $1 * $1 } / n
    let v = exp(logVariance)
    let spread = square - 2 * mean * average + mean * mean
    return ((mean - average) / v, (v - spread) / (2 * v))
  }

  func partitionFunction(
    energy: ([Double]) -> Double, dimension: Int, halfWidth: Double, points: Int,
    using random: inout RandomStream
  ) -> Double {
    // A batch of uniform numbers, in single precision.
    let batch = (2 * Float(halfWidth)) * random.uniform([points, dimension]) - Float(halfWidth)
    let mean =
      (0..<points).reduce(0) { $0 + exp(-energy(batch.row($1).doubles)) } / Double(points)
    return pow(2 * halfWidth, Double(dimension)) * mean
  }
}
