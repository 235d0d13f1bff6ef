import Elementary
import Exercises13
import HomeworkKit

typealias Gradient = (byW: [[Double]], byB: [Double], byC: [Double])
typealias Start = (v: [Int], h: [Int])

/// Whoever answers one exercise has not attempted the others.
extension Exercises {
  func freeEnergy(of v: [Int], in machine: Machine) throws -> Double { throw NotAttempted() }
  func contrast(
    pictures: [[Int]], in machine: Machine, hiddenUniforms: [[Double]], visibleUniforms: [[Double]]
  ) throws -> Gradient { throw NotAttempted() }
  func logPartition(
    of machine: Machine, schedule: [Double], starts: [Start], hiddenUniforms: [[[Double]]],
    visibleUniforms: [[[Double]]]
  ) throws -> Double { throw NotAttempted() }
}

/// Nobody has answered anything.
struct Stubs: Exercises {}

/// p(hⱼ = 1 | v) with the weights βW.
func hiddenProbabilities(_ machine: Machine, _ v: [Int], β: Double = 1) -> [Double] {
  machine.c.enumerated().map { j, bias in
    var input = bias
    for i in v.indices where v[i] == 1 { input += β * machine.W[i][j] }
    return sigmoid(input)
  }
}

/// p(vᵢ = 1 | h) with the weights βW.
func visibleProbabilities(_ machine: Machine, _ h: [Int], β: Double = 1) -> [Double] {
  machine.b.enumerated().map { i, bias in
    var input = bias
    for j in h.indices where h[j] == 1 { input += β * machine.W[i][j] }
    return sigmoid(input)
  }
}

func drawn(_ probabilities: [Double], _ uniforms: [Double]) -> [Int] {
  probabilities.indices.map { uniforms[$0] < probabilities[$0] ? 1 : 0 }
}

/// The reference answers.
struct References: Exercises {
  func freeEnergy(of v: [Int], in machine: Machine) -> Double {
    var F = 0.0
    for i in v.indices where v[i] == 1 { F -= machine.b[i] }
    for j in machine.c.indices {
      var input = machine.c[j]
      for i in v.indices where v[i] == 1 { input += machine.W[i][j] }
      F -= max(input, 0) + log1p(exp(-abs(input)))
    }
    return F
  }

  func contrast(
    pictures: [[Int]], in machine: Machine, hiddenUniforms: [[Double]], visibleUniforms: [[Double]]
  ) -> Gradient {
    var gradient: Gradient = (
      machine.W.map { $0.map { _ in 0 } }, machine.b.map { _ in 0 }, machine.c.map { _ in 0 }
    )
    func add(_ v: [Int], _ p: [Double], _ share: Double) {
      for i in v.indices {
        for j in p.indices { gradient.byW[i][j] += share * Double(v[i]) * p[j] }
        gradient.byB[i] += share * Double(v[i])
      }
      for j in p.indices { gradient.byC[j] += share * p[j] }
    }
    let share = 1 / Double(pictures.count)
    for (n, v) in pictures.enumerated() {
      let p = hiddenProbabilities(machine, v)
      let h = drawn(p, hiddenUniforms[n])
      let end = drawn(visibleProbabilities(machine, h), visibleUniforms[n])
      add(v, p, share)
      add(end, hiddenProbabilities(machine, end), -share)
    }
    return gradient
  }

  func logPartition(
    of machine: Machine, schedule: [Double], starts: [Start], hiddenUniforms: [[[Double]]],
    visibleUniforms: [[[Double]]]
  ) -> Double {
    let base = (machine.b + machine.c).reduce(0) { $0 + softplus($1) }
    let logWeights = starts.indices.map { n in
      var (v, h) = starts[n]
      var logWeight = 0.0
      for k in schedule.indices.dropFirst() {
        for i in v.indices where v[i] == 1 {
          for j in h.indices where h[j] == 1 {
            logWeight += (schedule[k] - schedule[k - 1]) * machine.W[i][j]
          }
        }
        if k == schedule.count - 1 { break }
        h = drawn(hiddenProbabilities(machine, v, β: schedule[k]), hiddenUniforms[n][k - 1])
        v = drawn(visibleProbabilities(machine, h, β: schedule[k]), visibleUniforms[n][k - 1])
      }
      return logWeight
    }
    let top = logWeights.max()!
    let mean = logWeights.reduce(0) { $0 + exp($1 - top) } / Double(logWeights.count)
    return base + top + log(mean)
  }
}

/// Right answers, written in another way: every probability from energies of joint states.
struct Alternates: Exercises {
  private func energy(_ machine: Machine, _ v: [Int], _ h: [Int], β: Double = 1) -> Double {
    var E = 0.0
    for (i, on) in v.enumerated() { E -= machine.b[i] * Double(on) }
    for (j, on) in h.enumerated() {
      let sum = v.indices.reduce(0.0) { $0 + machine.W[$1][j] * Double(v[$1]) }
      E -= Double(on) * (machine.c[j] + β * sum)
    }
    return E
  }

  /// P(a unit is 1) for each unit of a side, by the energies with it on and off, others off.
  private func probabilities(_ count: Int, _ energy: ([Int]) -> Double) -> [Double] {
    let none = [Int](repeating: 0, count: count)
    return none.indices.map { j in
      var one = none
      one[j] = 1
      return 1 / (1 + exp(energy(one) - energy(none)))
    }
  }

  private func up(_ machine: Machine, _ v: [Int], β: Double = 1) -> [Double] {
    probabilities(machine.c.count) { energy(machine, v, $0, β: β) }
  }

  private func down(_ machine: Machine, _ h: [Int], β: Double) -> [Double] {
    probabilities(machine.b.count) { energy(machine, $0, h, β: β) }
  }

  func freeEnergy(of v: [Int], in machine: Machine) -> Double {
    let count = machine.c.count
    return -logSumExp(
      (0..<(1 << count)).map { bits in
        -energy(machine, v, (0..<count).map { (bits >> $0) & 1 })
      })
  }

  func contrast(
    pictures: [[Int]], in machine: Machine, hiddenUniforms: [[Double]], visibleUniforms: [[Double]]
  ) -> Gradient {
    let ends = pictures.indices.map { n in
      let h = drawn(up(machine, pictures[n]), hiddenUniforms[n])
      return drawn(down(machine, h, β: 1), visibleUniforms[n])
    }
    func mean(_ f: ([Int]) -> Double) -> Double {
      zip(pictures, ends).reduce(0) { $0 + f($1.0) - f($1.1) } / Double(pictures.count)
    }
    return (
      machine.b.indices.map { i in
        machine.c.indices.map { j in mean { Double($0[i]) * up(machine, $0)[j] } }
      }, machine.b.indices.map { i in mean { Double($0[i]) } },
      machine.c.indices.map { j in mean { up(machine, $0)[j] } }
    )
  }

  func logPartition(
    of machine: Machine, schedule: [Double], starts: [Start], hiddenUniforms: [[[Double]]],
    visibleUniforms: [[[Double]]]
  ) -> Double {
    let base = (machine.b + machine.c).map { logSumExp([0, $0]) }.reduce(0, +)
    let steps = Array(zip(schedule, schedule.dropFirst()))
    return base - log(Double(starts.count))
      + logSumExp(
        starts.indices.map { n in
          var (state, total) = (starts[n], 0.0)
          for (k, (before, β)) in steps.enumerated() {
            total +=
              energy(machine, state.v, state.h, β: before)
              - energy(machine, state.v, state.h, β: β)
            guard k < hiddenUniforms[n].count else { continue }
            state.h = drawn(up(machine, state.v, β: β), hiddenUniforms[n][k])
            state.v = drawn(down(machine, state.h, β: β), visibleUniforms[n][k])
          }
          return total
        })
  }
}
