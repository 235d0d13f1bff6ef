import Elementary
import Exercises14
import HomeworkKit
import Samplers
import Tensors

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func ladder(from first: Double, to last: Double, levels: Int, stepSize: Double) throws
    -> [(noise: Double, step: Double)]
  { throw NotAttempted() }
  func annealedChain(
    from start: [Double], noiseLevels: [Double], stepSize: Double, noise: [[[Double]]],
    score: (_ x: [Double], _ σ: Double) -> [Double]
  ) throws -> [[Double]] { throw NotAttempted() }
  func probabilityOfRightEnd(
    startingAt x: Double, left: Double, right: Double, temperature: Double,
    energy: (Double) -> Double
  ) throws -> Double { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func ladder(from first: Double, to last: Double, levels: Int, stepSize: Double)
    -> [(noise: Double, step: Double)]
  {
    let logRatio = log(first / last) / Double(levels - 1)
    return (0..<levels).map { i in
      let above = exp(logRatio * Double(levels - 1 - i))
      return (last * above, stepSize * above * above)
    }
  }

  func annealedChain(
    from start: [Double], noiseLevels: [Double], stepSize: Double, noise: [[[Double]]],
    score: (_ x: [Double], _ σ: Double) -> [Double]
  ) -> [[Double]] {
    var (x, states) = (start, [[Double]]())
    for (i, σ) in noiseLevels.enumerated() {
      let step = stepSize * (σ / noiseLevels[noiseLevels.count - 1]) * (σ / noiseLevels.last!)
      for z in noise[i] {
        let arrow = score(x, σ)
        for j in x.indices { x[j] += step / 2 * arrow[j] + sqrt(step) * z[j] }
      }
      states.append(x)
    }
    return states
  }

  /// Trapezoids as in the statement.
  func probabilityOfRightEnd(
    startingAt x: Double, left: Double, right: Double, temperature: Double,
    energy: (Double) -> Double
  ) -> Double {
    let n = 10_000
    func heights(_ a: Double, _ b: Double) -> [Double] {
      (0...n).map { energy(a + (b - a) * Double($0) / Double(n)) / temperature }
    }
    let (below, above) = (heights(left, x), heights(x, right))
    let top = (below + above).max()!
    func area(_ heights: [Double], _ width: Double) -> Double {
      let values = heights.map { exp($0 - top) }
      return (sum(values) - (values[0] + values[n]) / 2) * width / Double(n)
    }
    let (l, r) = (area(below, x - left), area(above, right - x))
    return l / (l + r)
  }
}

/// Right answers written in another way.
struct Alternates: Exercises {
  /// Level by level, upwards.
  func ladder(from first: Double, to last: Double, levels: Int, stepSize: Double)
    -> [(noise: Double, step: Double)]
  {
    let γ = pow(first / last, 1 / (Double(levels) - 1))
    var rungs = [(noise: last, step: stepSize)]
    while rungs.count < levels {
      rungs.append((rungs.last!.noise * γ, rungs.last!.step * γ * γ))
    }
    return rungs.reversed()
  }

  /// As steps of chapter 4, by recursion over the levels.
  func annealedChain(
    from start: [Double], noiseLevels: [Double], stepSize: Double, noise: [[[Double]]],
    score: (_ x: [Double], _ σ: Double) -> [Double]
  ) throws -> [[Double]] {
    let η = stepSize / (2 * noiseLevels.last! * noiseLevels.last!)
    func descend(_ x: [Double], _ level: Int) -> [[Double]] {
      guard level < noiseLevels.count else { return [] }
      let σ = noiseLevels[level]
      let ε = η * σ * σ
      let end = noise[level].reduce(x) { x, z in
        zip(zip(x, z), score(x, σ)).map { $0.0 + (ε * $1 + σ * sqrt(2 * η) * $0.1) }
      }
      return [end] + descend(end, level + 1)
    }
    return descend(start, 0)
  }

  /// By midpoints, with a scale that grows on the way.
  func probabilityOfRightEnd(
    startingAt x: Double, left: Double, right: Double, temperature: Double,
    energy: (Double) -> Double
  ) -> Double {
    func logArea(_ a: Double, _ b: Double) -> Double {
      let n = 12_000
      var (scale, total) = (-Double.infinity, 0.0)
      for i in 0..<n {
        let height = energy(a + (b - a) * (Double(i) + 0.5) / Double(n)) / temperature
        if height > scale {
          total *= exp(scale - height)
          scale = height
        }
        total += exp(height - scale)
      }
      return scale + log(total * (b - a) / Double(n))
    }
    return sigmoid(logArea(left, x) - logArea(x, right))
  }
}
