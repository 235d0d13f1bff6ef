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
    zip(energyGradient(x), difference(center, x)).map { uphill, pull in
      pull / (standardDeviation * standardDeviation) - uphill / temperature
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
    func square(_ gap: [Double], _ slope: [Double]) -> Double {
      zip(gap, slope).reduce(0) { $0 + ($1.0 + stepSize * $1.1) * ($1.0 + stepSize * $1.1) }
    }
    let there = square(difference(y, x), slopeHere)
    let proposals = (there - square(difference(x, y), slopeThere)) / (4 * stepSize)
    return min(0, (energy(x) - energy(y) + proposals) / temperature)
  }

  func coolingChain(
    from start: [Double], energy: ([Double]) -> Double, energyGradient: ([Double]) -> [Double],
    stepSize: Double, temperatures: [Double], noise: [[Double]], uniforms: [Double]
  ) -> [[Double]] {
    var current = start
    return zip(temperatures, zip(noise, uniforms)).map { heat, draws in
      let kicks = draws.0.map { sqrt(2 * stepSize * heat) * $0 }
      let push = energyGradient(current).map { -stepSize * $0 }
      let candidate = current.indices.map { current[$0] + push[$0] + kicks[$0] }
      let permission = logAcceptance(
        from: current, to: candidate, energy: energy, energyGradient: energyGradient,
        stepSize: stepSize, temperature: heat)
      if log(draws.1) < permission { current = candidate }
      return current
    }
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
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
    // The fixed point of the recursion, and the rate 1/ε at which a = −1.
    let (kept, ahead) = (1 - (1 - weight) * stepSize * stiffness, 1 + weight * stepSize * stiffness)
    let v = 2 * stepSize * temperature / ((ahead - kept) * (ahead + kept))
    let rate = stiffness * ((1 - weight) - weight) / 2
    return (v, rate > 0 ? 1 / rate : .infinity)
  }

  func logAcceptance(
    from x: [Double], to y: [Double], energy: ([Double]) -> Double,
    energyGradient: ([Double]) -> [Double], stepSize: Double, temperature: Double
  ) -> Double {
    // By the formula in which the squares are multiplied out, with scores at this temperature.
    let s = energyGradient(x).map { -$0 / temperature }
    let t = energyGradient(y).map { -$0 / temperature }
    let way = dot(difference(y, x), zip(s, t).map { ($0 + $1) / 2 })
    let last = stepSize * temperature / 4 * (dot(t, t) - dot(s, s))
    let total = (energy(x) - energy(y)) / temperature - way - last
    return total < 0 ? total : 0
  }

  func coolingChain(
    from start: [Double], energy: ([Double]) -> Double, energyGradient: ([Double]) -> [Double],
    stepSize: Double, temperatures: [Double], noise: [[Double]], uniforms: [Double]
  ) -> [[Double]] {
    // u < A, with A itself, and ln q from z and from the z that leads back.
    var x = start
    return temperatures.indices.map { n in
      let (T, σ) = (temperatures[n], sqrt(2 * temperatures[n] * stepSize))
      func way(_ x: [Double]) -> [Double] { energyGradient(x).map { -stepSize * $0 } }
      let y = zip(zip(x, way(x)), noise[n]).map { $0.0 + $0.1 + σ * $1 }
      let back = difference(difference(x, y), way(y))
      let squares = dot(back, back) / (σ * σ) - dot(noise[n], noise[n])
      if uniforms[n] < exp((energy(x) - energy(y)) / T - squares / 2) { x = y }
      return x
    }
  }
}
