import Elementary
import Exercises02
import HomeworkKit
import Tensors

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func barkerAcceptance(from energyAtX: Double, to energyAtY: Double, temperature: Double) throws
    -> Double
  { throw NotAttempted() }
  func acceptance(
    energyDifference: Double, temperature: Double, forward: Double, backward: Double
  ) throws -> Double { throw NotAttempted() }
  func metropolisStep(
    from states: [Double], energy: (Double) -> Double, temperature: Double,
    proposalStandardDeviation: Double, using random: inout RandomStream
  ) throws -> [Double] { throw NotAttempted() }
  func areaUnderCurve(ordinary: [Double], anomalies: [Double]) throws -> Double {
    throw NotAttempted()
  }
  func annealedLogWeight(
    start: Double, schedule: [Double], startEnergy: (Double) -> Double,
    endEnergy: (Double) -> Double, move: (_ x: Double, _ β: Double) -> Double
  ) throws -> Double { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// The reference answers.
struct References: Exercises {
  func barkerAcceptance(from energyAtX: Double, to energyAtY: Double, temperature: Double)
    -> Double
  {
    let quotient = exp((energyAtY - energyAtX) / temperature)
    return 1 / (1 + quotient)
  }

  func acceptance(
    energyDifference: Double, temperature: Double, forward: Double, backward: Double
  ) -> Double {
    guard backward > 0 else { return 0 }
    let trafficQuotient = exp(-energyDifference / temperature) * backward / forward
    return min(1, trafficQuotient)
  }

  func metropolisStep(
    from states: [Double], energy: (Double) -> Double, temperature: Double,
    proposalStandardDeviation: Double, using random: inout RandomStream
  ) -> [Double] {
    var moved = states
    for i in states.indices {
      let candidate = states[i] + proposalStandardDeviation * random.normal()
      let climb = energy(candidate) - energy(states[i])
      if random.uniform() < exp(-climb / temperature) { moved[i] = candidate }
    }
    return moved
  }

  func areaUnderCurve(ordinary: [Double], anomalies: [Double]) -> Double {
    var wins = 0.0
    for anomaly in anomalies {
      for score in ordinary {
        wins += anomaly > score ? 1 : anomaly == score ? 0.5 : 0
      }
    }
    return wins / Double(ordinary.count * anomalies.count)
  }

  func annealedLogWeight(
    start: Double, schedule: [Double], startEnergy: (Double) -> Double,
    endEnergy: (Double) -> Double, move: (_ x: Double, _ β: Double) -> Double
  ) -> Double {
    var position = start
    var logWeight = 0.0
    for k in 1..<schedule.count {
      logWeight -=
        (schedule[k] - schedule[k - 1]) * (endEnergy(position) - startEnergy(position))
      position = move(position, schedule[k])
    }
    return logWeight
  }
}

/// Right answers, written in another way.
struct Alternates: Exercises {
  func barkerAcceptance(from energyAtX: Double, to energyAtY: Double, temperature: Double)
    -> Double
  {
    (1 + tanh((energyAtX - energyAtY) / (2 * temperature))) / 2
  }

  func acceptance(
    energyDifference: Double, temperature: Double, forward: Double, backward: Double
  ) -> Double {
    exp(min(0, log(backward) - log(forward) - energyDifference / temperature))
  }

  func metropolisStep(
    from states: [Double], energy: (Double) -> Double, temperature: Double,
    proposalStandardDeviation: Double, using random: inout RandomStream
  ) -> [Double] {
    // All noise at once, and an exponential variable in the place of a uniform one.
    let noise = random.normal([states.count]).doubles
    return zip(states, noise).map { x, z in
      let y = x - proposalStandardDeviation * z
      return energy(y) < energy(x) - temperature * log(random.uniform()) ? y : x
    }
  }

  func areaUnderCurve(ordinary: [Double], anomalies: [Double]) -> Double {
    let below = anomalies.map { a in ordinary.count { $0 < a } + ordinary.count { $0 <= a } }
    return Double(below.reduce(0, +)) / Double(2 * ordinary.count * anomalies.count)
  }

  func annealedLogWeight(
    start: Double, schedule: [Double], startEnergy: (Double) -> Double,
    endEnergy: (Double) -> Double, move: (_ x: Double, _ β: Double) -> Double
  ) -> Double {
    // Energies of the path, and no move at the end.
    func energy(_ x: Double, _ β: Double) -> Double {
      startEnergy(x) + β * (endEnergy(x) - startEnergy(x))
    }
    var (x, total) = (start, 0.0)
    for (level, following) in zip(schedule, schedule.dropFirst()) {
      if level > 0 { x = move(x, level) }
      total += energy(x, level) - energy(x, following)
    }
    return total
  }
}
