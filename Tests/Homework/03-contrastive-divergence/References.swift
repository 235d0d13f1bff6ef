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
    dataFeatures[0].indices.map { feature in
      let seen = dataFeatures.reduce(0) { $0 + $1[feature] } / Double(dataFeatures.count)
      let dreamt = modelFeatures.reduce(0) { $0 + $1[feature] } / Double(modelFeatures.count)
      return seen - dreamt
    }
  }

  func learningStep(
    parameters: [Double], features: [[Double]], counts: [Int], learningRate: Double
  ) -> [Double] {
    let stateEnergies = features.map { row in zip(parameters, row).reduce(0) { $0 + $1.0 * $1.1 } }
    let groundState = stateEnergies.min()!
    let boltzmann = stateEnergies.map { exp(groundState - $0) }
    let (Z, observed) = (boltzmann.reduce(0, +), Double(counts.reduce(0, +)))
    var learned = parameters
    for state in features.indices {
      let surplus = Double(counts[state]) / observed - boltzmann[state] / Z
      for i in learned.indices { learned[i] -= learningRate * surplus * features[state][i] }
    }
    return learned
  }

  func contrastiveGradient(
    data: [Double], precision: Double, middle: Double, stepSize: Double, noise: [[Double]]
  ) -> (precision: Double, middle: Double) {
    var (byPrecision, byMiddle) = (0.0, 0.0)
    for (datum, kicks) in zip(data, noise) {
      var negative = datum
      for kick in kicks {
        negative += sqrt(2 * stepSize) * kick - stepSize * precision * (negative - middle)
      }
      let (before, now) = (datum - middle, negative - middle)
      byPrecision += 0.5 * (before * before - now * now)
      byMiddle -= precision * (before - now)
    }
    return (byPrecision / Double(data.count), byMiddle / Double(data.count))
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
    func moments(_ points: [Double]) -> (square: Double, distance: Double) {
      let crowd = Double(points.count)
      let distances = points.map { $0 - middle }
      return (distances.reduce(0) { $0 + $1 * $1 } / crowd, distances.reduce(0, +) / crowd)
    }
    let (up, down) = (moments(data), moments(drawn.map { kept[$0] }))
    return (
      kept, precision - learningRate * 0.5 * (up.square - down.square),
      middle + learningRate * precision * (up.distance - down.distance)
    )
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func featureGradient(dataFeatures: [[Double]], modelFeatures: [[Double]]) -> [Double] {
    // Point by point, each with its weight.
    var total = [Double](repeating: 0, count: dataFeatures[0].count)
    for row in dataFeatures {
      for i in row.indices { total[i] += row[i] / Double(dataFeatures.count) }
    }
    for row in modelFeatures {
      for i in row.indices { total[i] -= row[i] / Double(modelFeatures.count) }
    }
    return total
  }

  func learningStep(
    parameters: [Double], features: [[Double]], counts: [Int], learningRate: Double
  ) -> [Double] {
    // Features relative to their mean over the data: what is left is the model's mean.
    let n = Double(counts.reduce(0, +))
    let means = parameters.indices.map { i in
      zip(counts, features).reduce(0) { $0 + Double($1.0) * $1.1[i] } / n
    }
    let centred = features.map { row in zip(row, means).map { $0 - $1 } }
    let exponents = centred.map { row in -zip(parameters, row).reduce(0) { $0 + $1.0 * $1.1 } }
    let top = exponents.max()!
    let total = exponents.reduce(0) { $0 + exp($1 - top) }
    return parameters.indices.map { i in
      let excess = zip(exponents, centred).reduce(0) { $0 + exp($1.0 - top) * $1.1[i] }
      return parameters[i] + learningRate * excess / total
    }
  }

  func contrastiveGradient(
    data: [Double], precision: Double, middle: Double, stepSize: Double, noise: [[Double]]
  ) -> (precision: Double, middle: Double) {
    // The chains in closed form: a sum of the start and of all kicks.
    let kept = 1 - stepSize * precision
    let ends = zip(data, noise).map { x, zs in
      zs.indices.reduce(middle + pow(kept, Double(zs.count)) * (x - middle)) { sum, j in
        sum + pow(kept, Double(zs.count - 1 - j)) * sqrt(2 * stepSize) * zs[j]
      }
    }
    let n = Double(data.count)
    func mean(_ f: (Double) -> Double) -> Double {
      (data.reduce(0) { $0 + f($1) } - ends.reduce(0) { $0 + f($1) }) / n
    }
    return (mean { ($0 - middle) * ($0 - middle) / 2 }, mean { precision * (middle - $0) })
  }

  func noiseStartBias(
    precision: Double, middle: Double, startMean: Double, startVariance: Double,
    stepSize: Double, steps: Int
  ) -> Double {
    let square = (1 - stepSize * precision) * (1 - stepSize * precision)
    let powers = (0...steps).map { pow(square, Double($0)) }
    let apart = startMean - middle
    let start = startVariance + apart * apart
    let kicks = 2 * stepSize * powers.dropLast().reduce(0, +)
    return 0.5 / precision - 0.5 * (powers[steps] * start + kicks)
  }

  func persistentStep(
    chains: [Double], drawn: [Int], fresh: [Double], noise: [[Double]], data: [Double],
    precision: Double, middle: Double, stepSize: Double, learningRate: Double
  ) -> (chains: [Double], precision: Double, middle: Double) {
    // Relative to the middle, and with sums of differences.
    let kept = 1 - stepSize * precision
    let starts = fresh + drawn.dropFirst(fresh.count).map { chains[$0] }
    let ends = zip(starts, noise).map { x, zs in
      zs.reduce(x - middle) { kept * $0 + sqrt(2 * stepSize) * $1 }
    }
    var result = chains
    for (i, y) in zip(drawn, ends) { result[i] = y + middle }
    let (n, m) = (Double(data.count), Double(ends.count))
    var (first, second) = (Double(), Double())
    for x in data {
      first += (x - middle) / n
      second += (x - middle) * (x - middle) / n
    }
    for y in ends {
      first -= y / m
      second -= y * y / m
    }
    return (
      result, precision - learningRate * second / 2, middle + learningRate * precision * first
    )
  }
}
