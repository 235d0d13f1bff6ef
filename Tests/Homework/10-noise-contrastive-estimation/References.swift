import Elementary
import Exercises10
import HomeworkKit

/// A point's energy and the noise's log density there.
typealias Point = (energy: Double, logNoiseDensity: Double)

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func logDataDensity(bestClassifier: Double, logNoiseDensity: Double, ratio: Double) throws
    -> Double
  {
    throw NotAttempted()
  }
  func loss(atData: [Point], atNoise: [Point], constant: Double, ratio: Double) throws -> (
    loss: Double, byConstant: Double
  ) { throw NotAttempted() }
  func logPartition(energies: [(Double) -> Double], points: [[Double]]) throws -> Double {
    throw NotAttempted()
  }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func logDataDensity(bestClassifier: Double, logNoiseDensity: Double, ratio: Double) -> Double {
    log(bestClassifier) - log1p(-bestClassifier) + logNoiseDensity + log(ratio)
  }

  func loss(atData: [Point], atNoise: [Point], constant: Double, ratio: Double) -> (
    loss: Double, byConstant: Double
  ) {
    func G(_ point: Point) -> Double {
      constant - point.energy - point.logNoiseDensity - log(ratio)
    }
    var (loss, slope) = (0.0, 0.0)
    for point in atData {
      loss += softplus(-G(point)) / Double(atData.count)
      slope -= sigmoid(-G(point)) / Double(atData.count)
    }
    for point in atNoise {
      loss += ratio * softplus(G(point)) / Double(atNoise.count)
      slope += ratio * sigmoid(G(point)) / Double(atNoise.count)
    }
    return (loss, slope)
  }

  func logPartition(energies: [(Double) -> Double], points: [[Double]]) -> Double {
    var known = 0.0
    for k in energies.indices.dropFirst() {
      let ν = Double(points[k - 1].count) / Double(points[k].count)
      // G without c.
      func G(_ x: Double) -> Double { energies[k - 1](x) - known - energies[k](x) - log(ν) }
      let ends = (points[k] + points[k - 1]).map { -G($0) }
      var (low, high) = (ends.min()! - 50, ends.max()! + 50)
      while high - low > 1e-11 * max(1, abs(low)) {
        let c = (low + high) / 2
        let slope =
          points[k - 1].reduce(0) { $0 + sigmoid(G($1) + c) }
          - points[k].reduce(0) { $0 + sigmoid(-G($1) - c) }
        if slope < 0 { low = c } else { high = c }
      }
      known = (low + high) / 2
    }
    return -known
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func logDataDensity(bestClassifier: Double, logNoiseDensity: Double, ratio: Double) -> Double {
    log(exp(logNoiseDensity) * ratio / (1 / bestClassifier - 1))
  }

  func loss(atData: [Point], atNoise: [Point], constant: Double, ratio: Double) -> (
    loss: Double, byConstant: Double
  ) {
    // One logarithm of a sum of two densities for both terms, with the larger taken out.
    func logs(_ point: Point) -> (D: Double, P: Double) {
      let (model, noise) = (constant - point.energy, log(ratio) + point.logNoiseDensity)
      let top = max(model, noise)
      let both = top + log(exp(model - top) + exp(noise - top))
      return (model - both, noise - both)
    }
    let (n, m) = (Double(atData.count), Double(atNoise.count))
    let loss = atData.map { -logs($0).D / n } + atNoise.map { -ratio * logs($0).P / m }
    let slope = atNoise.map { ratio * exp(logs($0).D) / m } + atData.map { -exp(logs($0).P) / n }
    return (loss.reduce(0, +), slope.reduce(0, +))
  }

  func logPartition(energies: [(Double) -> Double], points: [[Double]]) -> Double {
    // Bennett's iteration between neighbours, for each ratio of partition functions by itself.
    zip(energies.indices, energies.indices.dropFirst()).reduce(0) { total, pair in
      let (lower, upper) = pair
      func gap(_ x: Double) -> Double { energies[upper](x) - energies[lower](x) }
      let (below, above) = (points[lower].map(gap), points[upper].map(gap))
      let shift = log(Double(below.count)) - log(Double(above.count))
      // ln r = ln Σ_below σ(−gap − ln r − shift) − ln Σ_above σ(gap + ln r + shift) + ln r.
      var logRatio = -(below + above).reduce(0, +) / Double(below.count + above.count)
      for _ in 0..<20_000 {
        let (lowest, highest) = (
          logSumExp(below.map { -softplus($0 + logRatio + shift) }),
          logSumExp(above.map { -softplus(-$0 - logRatio - shift) })
        )
        logRatio += (lowest - highest) / 2
        if abs(lowest - highest) < 1e-13 * max(1, abs(logRatio)) { break }
      }
      return total + logRatio
    }
  }
}
