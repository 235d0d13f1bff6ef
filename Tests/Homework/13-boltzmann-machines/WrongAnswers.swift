import Elementary
import Exercises13
import HomeworkKit
import HomeworkTesting

/// The grader says that it does not know the numbers.
private let unknown = "not the right numbers"

let wrongAnswers = wrongEnergies + wrongContrasts + wrongEstimates

private struct Energy: Exercises {
  var unit: @Sendable (_ input: Double) -> Double = { softplus($0) }
  var spin: @Sendable (Int) -> Double = { Double($0) }
  func freeEnergy(of v: [Int], in machine: Machine) -> Double {
    let s = v.map(spin)
    let hidden = machine.c.indices.map { j in
      unit(s.indices.reduce(machine.c[j]) { $0 + machine.W[$1][j] * s[$1] })
    }
    return -zip(machine.b, s).reduce(0) { $0 + $1.0 * $1.1 } - hidden.reduce(0, +)
  }
}

private let wrongEnergies: [WrongAnswer<any Exercises>] = [
  WrongAnswer("13.1", "1 in ln(1 + eˣ) is missing", Energy(unit: { $0 })),
  // A threshold that is too low.
  WrongAnswer("13.1", "digits only", Energy(unit: { $0 > 12 ? $0 : log(1 + exp($0)) })),
  WrongAnswer("13.1", "eˣ is infinite", Energy(unit: { log(1 + exp($0)) })),
  WrongAnswer("13.1", "has its best value", Energy(unit: { max($0, 0) })),
  // Units that are ±1; the hidden units' mean energy.
  WrongAnswer("13.1", unknown, Energy(spin: { Double(2 * $0 - 1) })),
  WrongAnswer("13.1", unknown, Energy(unit: { $0 * sigmoid($0) })),
  // The sign inside.
  WrongAnswer("13.1", unknown, Energy(unit: { softplus(-$0) })),
]

private struct Step: Exercises {
  var isWithBias = true
  var steps = 1
  var hidden: @Sendable (_ p: [Double], _ h: [Int]) -> [Double] = { p, _ in p }
  var biasShare = 1.0
  func contrast(
    pictures: [[Int]], in machine: Machine, hiddenUniforms: [[Double]], visibleUniforms: [[Double]]
  ) -> Gradient {
    var kernel = machine
    if !isWithBias { kernel.c = machine.c.map { _ in 0 } }
    let sides = pictures.indices.flatMap { n -> [(sign: Double, v: [Int], p: [Double])] in
      let v = pictures[n]
      var (end, h) = (v, drawn(hiddenProbabilities(kernel, v), hiddenUniforms[n]))
      let first = h
      for _ in 0..<steps {
        h = drawn(hiddenProbabilities(kernel, end), hiddenUniforms[n])
        end = drawn(visibleProbabilities(machine, h), visibleUniforms[n])
      }
      return [
        (1, v, hidden(hiddenProbabilities(kernel, v), first)),
        (-1, end, hidden(hiddenProbabilities(kernel, end), h)),
      ]
    }
    func mean(_ f: ([Int], [Double]) -> Double) -> Double {
      sides.reduce(0) { $0 + $1.sign * f($1.v, $1.p) } / Double(pictures.count)
    }
    return (
      machine.b.indices.map { i in
        machine.c.indices.map { j in mean { Double($0[i]) * $1[j] } }
      }, machine.b.indices.map { i in biasShare * mean { v, _ in Double(v[i]) } },
      machine.c.indices.map { j in biasShare * mean { $1[j] } }
    )
  }
}

private let wrongContrasts: [WrongAnswer<any Exercises>] = [
  WrongAnswer("13.2", unknown, Step(isWithBias: false)),
  WrongAnswer("13.2", unknown, Step(steps: 2)),
  // The chain never moves.
  WrongAnswer("13.2", unknown, Step(steps: 0)),
  // The drawn hidden units on both sides.
  WrongAnswer("13.2", "two slips", Step(hidden: { _, h in h.map(Double.init) })),
  // A ½ at the slopes by the biases, which is not there.
  WrongAnswer("13.2", "0.5", Step(biasShare: 0.5)),
]

private struct Path: Exercises {
  var gain: @Sendable (_ before: Double, _ β: Double) -> Double = { $1 - $0 }
  var kernel: @Sendable (_ β: Double) -> Double = { $0 }
  var movesFirst = false
  var average: @Sendable ([Double]) -> Double = { logSumExp($0) - log(Double($0.count)) }
  func logPartition(
    of machine: Machine, schedule: [Double], starts: [Start], hiddenUniforms: [[[Double]]],
    visibleUniforms: [[[Double]]]
  ) -> Double {
    let logs = starts.indices.map { n in
      var ((v, h), total) = (starts[n], 0.0)
      func weigh(_ k: Int) {
        for i in v.indices {
          for j in h.indices {
            total += gain(schedule[k - 1], schedule[k]) * Double(v[i] * h[j]) * machine.W[i][j]
          }
        }
      }
      for k in 1..<schedule.count {
        if !movesFirst { weigh(k) }
        if k < schedule.count - 1 {
          let β = kernel(schedule[k])
          h = drawn(hiddenProbabilities(machine, v, β: β), hiddenUniforms[n][k - 1])
          v = drawn(visibleProbabilities(machine, h, β: β), visibleUniforms[n][k - 1])
        }
        if movesFirst { weigh(k) }
      }
      return total
    }
    return average(logs) + (machine.b + machine.c).reduce(0) { $0 + softplus($1) }
  }
}

private let wrongEstimates: [WrongAnswer<any Exercises>] = [
  WrongAnswer("13.3", "before they are weighed", Path(movesFirst: true)),
  WrongAnswer("13.3", "stands for β_k − β_{k−1}", Path(gain: { $1 + 0 * $0 })),
  // One step's share for every step; chains that never feel the weights.
  WrongAnswer("13.3", unknown, Path(gain: { _, _ in 0.25 })),
  WrongAnswer("13.3", unknown, Path(kernel: { _ in 0 })),
  WrongAnswer(
    "13.3", "keep their logarithms",
    Path(average: { log($0.reduce(0) { $0 + exp($1) } / Double($0.count)) })),
  WrongAnswer("13.3", unknown, Path(average: { $0.max()! })),
]
