import Elementary
import Exercises05
import HomeworkKit
import LinearAlgebra
import ScoreMatching
import Tensors

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func fisherDivergence(
    samplesOfP: [[Double]], samplesOfQ: [[Double]], scoreOfP: ([Double]) -> [Double],
    scoreOfQ: ([Double]) -> [Double]
  ) throws -> Double { throw NotAttempted() }
  func mixtureScore(at x: Double, weights: [Double], means: [Double], standardDeviations: [Double]) throws
    -> Double
  { throw NotAttempted() }
  func scoreMatchingLoss(
    points: [[Double]], energyGradient: ([Double]) -> [Double],
    energyHessian: ([Double]) -> [[Double]]
  ) throws -> Double { throw NotAttempted() }
  func fitWaitingTimes(_ data: [Double]) throws -> (shape: Double, rate: Double) {
    throw NotAttempted()
  }
  func fitEnergy(
    points: [[Double]], gradients: [([Double]) -> [Double]], laplacians: [([Double]) -> Double]
  ) throws -> [Double] { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func fisherDivergence(
    samplesOfP: [[Double]], samplesOfQ: [[Double]], scoreOfP: ([Double]) -> [Double],
    scoreOfQ: ([Double]) -> [Double]
  ) -> Double {
    var accumulated = 0.0
    for sample in samplesOfP {
      for (ours, theirs) in zip(scoreOfP(sample), scoreOfQ(sample)) {
        accumulated += 0.5 * (ours - theirs) * (ours - theirs)
      }
    }
    return accumulated / Double(samplesOfP.count)
  }

  func mixtureScore(at x: Double, weights: [Double], means: [Double], standardDeviations: [Double])
    -> Double
  {
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
    points: [[Double]], energyGradient: ([Double]) -> [Double],
    energyHessian: ([Double]) -> [[Double]]
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
    points: [[Double]], gradients: [([Double]) -> [Double]], laplacians: [([Double]) -> Double]
  ) -> [Double] {
    let parameters = gradients.count
    var matrix = [[Double]](
      repeating: [Double](repeating: 0, count: parameters), count: parameters)
    var rightSide = [Double](repeating: 0, count: parameters)
    for point in points {
      let arrows = gradients.map { $0(point) }
      for j in 0..<parameters {
        rightSide[j] += laplacians[j](point)
        for k in 0..<parameters {
          matrix[j][k] += zip(arrows[j], arrows[k]).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
    }
    return Cholesky(matrix)!.solve(rightSide)
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func fisherDivergence(
    samplesOfP: [[Double]], samplesOfQ: [[Double]], scoreOfP: ([Double]) -> [Double],
    scoreOfQ: ([Double]) -> [Double]
  ) -> Double {
    // The square multiplied out.
    func product(_ a: [Double], _ b: [Double]) -> Double {
      a.indices.reduce(0) { $0 + a[$1] * b[$1] }
    }
    let terms = samplesOfP.map { x in
      let (s, t) = (scoreOfP(x), scoreOfQ(x))
      return product(s, s) - 2 * product(s, t) + product(t, t)
    }
    return terms.reduce(0, +) / Double(2 * terms.count)
  }

  func mixtureScore(at x: Double, weights: [Double], means: [Double], standardDeviations: [Double])
    -> Double
  {
    // One component at a time, with the log density so far.
    var (logDensity, arrow) = (-Double.infinity, 0.0)
    for (w, (m, s)) in zip(weights, zip(means, standardDeviations)) where w > 0 {
      let own = log(w / s) - (x - m) * (x - m) / (2 * s * s)
      let share = sigmoid(own - logDensity)
      arrow += share * ((m - x) / (s * s) - arrow)
      let higher = max(own, logDensity)
      logDensity = higher + log1p(exp(min(own, logDensity) - higher))
    }
    return arrow
  }

  func scoreMatchingLoss(
    points: [[Double]], energyGradient: ([Double]) -> [Double],
    energyHessian: ([Double]) -> [[Double]]
  ) -> Double {
    let squares = points.flatMap(energyGradient).reduce(0) { $0 + $1 * $1 }
    let traces = points.reduce(0.0) { total, x in
      energyHessian(x).enumerated().reduce(total) { $0 + $1.element[$1.offset] }
    }
    return (squares - 2 * traces) / Double(2 * points.count)
  }

  func fitWaitingTimes(_ data: [Double]) -> (shape: Double, rate: Double) {
    // By the moments.
    let n = Double(data.count)
    let (m1, m2) = (data.reduce(0, +) / n, data.reduce(0) { $0 + $1 * $1 } / n)
    let r = m1 / (m2 - m1 * m1)
    return (r * m1, r)
  }

  func fitEnergy(
    points: [[Double]], gradients: [([Double]) -> [Double]], laplacians: [([Double]) -> Double]
  ) -> [Double] {
    // Elimination without pivots, on means.
    let n = Double(points.count)
    var rows = gradients.indices.map { j in
      gradients.map { other in
        points.reduce(0) { sum, x in
          zip(gradients[j](x), other(x)).reduce(sum) { $0 + $1.0 * $1.1 / n }
        }
      } + [points.reduce(0) { $0 + laplacians[j]($1) / n }]
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
