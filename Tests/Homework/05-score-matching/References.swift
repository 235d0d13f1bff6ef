import Elementary
import Exercises05
import HomeworkKit
import LinearAlgebra
import ScoreMatching
import Tensors

typealias Field = ([Double]) -> [Double]

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func fisherDivergence(
    samplesOfP: [[Double]], samplesOfQ: [[Double]], scoreOfP: Field, scoreOfQ: Field
  ) throws -> Double { throw NotAttempted() }
  func mixtureScore(
    at x: Double, weights: [Double], means: [Double], standardDeviations: [Double]
  ) throws -> Double { throw NotAttempted() }
  func scoreMatchingLoss(
    points: [[Double]], energyGradient: Field, energyHessian: ([Double]) -> [[Double]]
  ) throws -> Double { throw NotAttempted() }
  func fitWaitingTimes(_ data: [Double]) throws -> (shape: Double, rate: Double) {
    throw NotAttempted()
  }
  func fitEnergy(
    points: [[Double]], gradients: [Field], laplacians: [([Double]) -> Double]
  ) throws -> [Double] { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func fisherDivergence(
    samplesOfP: [[Double]], samplesOfQ: [[Double]], scoreOfP: Field, scoreOfQ: Field
  ) -> Double {
    var accumulated = 0.0
    for sample in samplesOfP {
      for (ours, theirs) in zip(scoreOfP(sample), scoreOfQ(sample)) {
        accumulated += 0.5 * (ours - theirs) * (ours - theirs)
      }
    }
    return accumulated / Double(samplesOfP.count)
  }

  func mixtureScore(
    at x: Double, weights: [Double], means: [Double], standardDeviations: [Double]
  ) -> Double {
    var logParts: [Double] = []
    for k in weights.indices {
      let distance = (x - means[k]) / standardDeviations[k]
      logParts.append(log(weights[k]) - log(standardDeviations[k]) - 0.5 * distance * distance)
    }
    let largestPart = logParts.max()!
    var (numerator, denominator) = (0.0, 0.0)
    for k in weights.indices {
      let responsibility = exp(logParts[k] - largestPart)
      numerator -= responsibility * (x - means[k]) / (standardDeviations[k] * standardDeviations[k])
      denominator += responsibility
    }
    return numerator / denominator
  }

  func scoreMatchingLoss(
    points: [[Double]], energyGradient: Field, energyHessian: ([Double]) -> [[Double]]
  ) -> Double {
    var total = 0.0
    for point in points {
      let (slope, curvature) = (energyGradient(point), energyHessian(point))
      for i in point.indices { total += slope[i] * slope[i] / 2 - curvature[i][i] }
    }
    return total / Double(points.count)
  }

  func fitWaitingTimes(_ data: [Double]) -> (shape: Double, rate: Double) {
    let n = Double(data.count)
    let meanWait = data.reduce(0, +) / n
    let spread = data.reduce(0) { $0 + ($1 - meanWait) * ($1 - meanWait) } / n
    return (meanWait * meanWait / spread, meanWait / spread)
  }

  func fitEnergy(
    points: [[Double]], gradients: [Field], laplacians: [([Double]) -> Double]
  ) -> [Double] {
    let arrows = points.map { point in gradients.map { $0(point) } }
    let matrix = gradients.indices.map { j in
      gradients.indices.map { k in arrows.reduce(0) { $0 + dot($1[j], $1[k]) } }
    }
    let rightSide = laplacians.map { laplacian in points.reduce(0) { $0 + laplacian($1) } }
    return Cholesky(matrix)!.solve(rightSide)
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func mixtureScore(
    at x: Double, weights: [Double], means: [Double], standardDeviations: [Double]
  ) -> Double {
    // One component at a time, with the log density so far.
    var (logDensity, arrow) = (-Double.infinity, 0.0)
    for (w, (m, s)) in zip(weights, zip(means, standardDeviations)) where w > 0 {
      let own = log(w / s) - (x - m) * (x - m) / (2 * s * s)
      let share = sigmoid(own - logDensity)
      arrow += share * ((m - x) / (s * s) - arrow)
      logDensity = logSumExp([logDensity, own])
    }
    return arrow
  }

  func fitEnergy(
    points: [[Double]], gradients: [Field], laplacians: [([Double]) -> Double]
  ) -> [Double] {
    // Elimination without pivots, on means.
    var rows = zip(gradients, laplacians).map { own, laplacian in
      gradients.map { other in mean(points.map { dot(own($0), other($0)) }) }
        + [mean(points.map(laplacian))]
    }
    for pivot in rows.indices {
      rows[pivot] = rows[pivot].map { $0 / rows[pivot][pivot] }
      for other in rows.indices where other != pivot {
        rows[other] = zip(rows[other], rows[pivot]).map { $0 - rows[other][pivot] * $1 }
      }
    }
    return rows.map { $0.last! }
  }
}
