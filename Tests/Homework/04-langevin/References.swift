import Elementary
import Exercises04
import HomeworkKit
import Tensors

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func score(
    at x: [Double], energyGradient: ([Double]) -> [Double], temperature: Double,
    center: [Double], standardDeviation: Double
  ) throws -> [Double] { throw NotAttempted() }
  func langevinStep(
    from states: [Double], slope: (Double) -> Double, stepSize: Double, temperature: Double,
    using random: inout RandomStream
  ) throws -> [Double] { throw NotAttempted() }
  func stationaryVariance(
    stiffness: Double, temperature: Double, stepSize: Double, weight: Double
  ) throws -> (variance: Double, edge: Double) { throw NotAttempted() }
  func logAcceptance(
    from x: [Double], to y: [Double], energy: ([Double]) -> Double,
    energyGradient: ([Double]) -> [Double], stepSize: Double, temperature: Double
  ) throws -> Double { throw NotAttempted() }
  func coolingChain(
    from start: [Double], energy: ([Double]) -> Double, energyGradient: ([Double]) -> [Double],
    stepSize: Double, temperatures: [Double], noise: [[Double]], uniforms: [Double]
  ) throws -> [[Double]] { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func score(
    at x: [Double], energyGradient: ([Double]) -> [Double], temperature: Double,
    center: [Double], standardDeviation: Double
  ) -> [Double] {
    let uphillSlope = energyGradient(x)
    return uphillSlope.indices.map { i in
      (center[i] - x[i]) / (standardDeviation * standardDeviation) - uphillSlope[i] / temperature
    }
  }

  func langevinStep(
    from states: [Double], slope: (Double) -> Double, stepSize: Double, temperature: Double,
    using random: inout RandomStream
  ) -> [Double] {
    let thermalKick = sqrt(2 * stepSize * temperature)
    return states.map { $0 - stepSize * slope($0) + thermalKick * random.normal() }
  }

  func stationaryVariance(
    stiffness: Double, temperature: Double, stepSize: Double, weight: Double
  ) -> (variance: Double, edge: Double) {
    let excess = (weight - 0.5) * stepSize * stiffness
    let largest = weight < 0.5 ? 2 / (stiffness * (1 - 2 * weight)) : Double.infinity
    return (temperature / (stiffness * (1 + excess)), largest)
  }

  func logAcceptance(
    from x: [Double], to y: [Double], energy: ([Double]) -> Double,
    energyGradient: ([Double]) -> [Double], stepSize: Double, temperature: Double
  ) -> Double {
    let (slopeHere, slopeThere) = (energyGradient(x), energyGradient(y))
    var (missThere, missBack) = (0.0, 0.0)
    for i in x.indices {
      let forward = y[i] - x[i] + stepSize * slopeHere[i]
      let returning = x[i] - y[i] + stepSize * slopeThere[i]
      missThere += forward * forward
      missBack += returning * returning
    }
    let proposals = (missThere - missBack) / (4 * stepSize * temperature)
    return min(0, (energy(x) - energy(y)) / temperature + proposals)
  }

  func coolingChain(
    from start: [Double], energy: ([Double]) -> Double, energyGradient: ([Double]) -> [Double],
    stepSize: Double, temperatures: [Double], noise: [[Double]], uniforms: [Double]
  ) -> [[Double]] {
    var current = start
    var visited: [[Double]] = []
    for (n, heat) in temperatures.enumerated() {
      let push = energyGradient(current)
      let candidate = current.indices.map { i in
        current[i] - stepSize * push[i] + sqrt(2 * stepSize * heat) * noise[n][i]
      }
      let permission = logAcceptance(
        from: current, to: candidate, energy: energy, energyGradient: energyGradient,
        stepSize: stepSize, temperature: heat)
      if log(uniforms[n]) < permission { current = candidate }
      visited.append(current)
    }
    return visited
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func score(
    at x: [Double], energyGradient: ([Double]) -> [Double], temperature: Double,
    center: [Double], standardDeviation: Double
  ) -> [Double] {
    // At the temperature of the first factor, the second one is an energy with T in it.
    let stiffness = temperature / (standardDeviation * standardDeviation)
    let total = zip(energyGradient(x), zip(x, center)).map { $0 + stiffness * ($1.0 - $1.1) }
    return total.map { -$0 / temperature }
  }

  func langevinStep(
    from states: [Double], slope: (Double) -> Double, stepSize: Double, temperature: Double,
    using random: inout RandomStream
  ) -> [Double] {
    // All noise at once, in single precision and with the other sign.
    let z = random.normal([states.count]).doubles
    return zip(states, z).map { x, z in
      x - stepSize * (slope(x) + sqrt(2 * temperature / stepSize) * z)
    }
  }

  func stationaryVariance(
    stiffness: Double, temperature: Double, stepSize: Double, weight: Double
  ) -> (variance: Double, edge: Double) {
    // The recursion's fixed point, and its edge by bisection on whether |a| < 1.
    func contraction(_ ε: Double) -> Double {
      (1 - (1 - weight) * ε * stiffness) / (1 + weight * ε * stiffness)
    }
    let a = contraction(stepSize)
    let divisor = 1 + weight * stepSize * stiffness
    let v = 2 * stepSize * temperature / (divisor * divisor) / (1 - a * a)
    var (low, high) = (0.0, 1e9)
    if contraction(high) > -1 { return (v, .infinity) }
    for _ in 0..<200 {
      let tried = (low + high) / 2
      if contraction(tried) > -1 { low = tried } else { high = tried }
    }
    return (v, low)
  }

  func logAcceptance(
    from x: [Double], to y: [Double], energy: ([Double]) -> Double,
    energyGradient: ([Double]) -> [Double], stepSize: Double, temperature: Double
  ) -> Double {
    // By the formula in which the squares are multiplied out, with scores at this temperature.
    let (s, t) = (
      energyGradient(x).map { -$0 / temperature }, energyGradient(y).map { -$0 / temperature }
    )
    var total = (energy(x) - energy(y)) / temperature
    for i in x.indices {
      total -= 0.5 * (y[i] - x[i]) * (s[i] + t[i])
      total -= stepSize * temperature / 4 * (t[i] * t[i] - s[i] * s[i])
    }
    return total < 0 ? total : 0
  }

  func coolingChain(
    from start: [Double], energy: ([Double]) -> Double, energyGradient: ([Double]) -> [Double],
    stepSize: Double, temperatures: [Double], noise: [[Double]], uniforms: [Double]
  ) -> [[Double]] {
    // u < A, with A itself, and the slope kept from step to step.
    var x = start
    var force = energyGradient(x).map { -$0 }
    return temperatures.indices.map { n in
      let T = temperatures[n]
      let σ = sqrt(2 * T * stepSize)
      let y = x.indices.map { x[$0] + stepSize * force[$0] + σ * noise[n][$0] }
      let other = energyGradient(y).map { -$0 }
      let z = x.indices.map { (x[$0] - y[$0] - stepSize * other[$0]) / σ }
      let squares = zip(z, noise[n]).reduce(0) { $0 + ($1.0 * $1.0 - $1.1 * $1.1) / 2 }
      if uniforms[n] < exp((energy(x) - energy(y)) / T - squares) { (x, force) = (y, other) }
      return x
    }
  }
}
