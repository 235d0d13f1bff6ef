import Elementary
import HomeworkKit
import Tensors

private struct Chains: Codable {
  var machine: Machine
  var schedule: [Double]
  var v: [[Int]]
  var h: [[Int]]
  var hiddenUniforms: [[[Double]]]
  var visibleUniforms: [[[Double]]]

  init(
    _ random: inout RandomStream, visible: Int = 3, hidden: Int = 2, chains: Int, steps: Int,
    spread: Double = 1
  ) {
    machine = Machine(&random, visible: visible, hidden: hidden, spread: spread)
    let cuts = (0..<(steps - 1)).map { _ in random.uniform(0.1...0.9) }.sorted()
    schedule = [0] + cuts + [1]
    // At β = 0 units are independent coins.
    let (b, c) = (machine.b, machine.c)
    func coins(_ biases: [Double]) -> [Int] {
      biases.map { random.bernoulli(sigmoid($0)) ? 1 : 0 }
    }
    v = (0..<chains).map { _ in coins(b) }
    h = (0..<chains).map { _ in coins(c) }
    // Both kinds have a unit that is on in the first chain, so that its first weight is not 1.
    v[0][0] = 1
    h[0][0] = 1
    hiddenUniforms = (0..<chains).map { _ in (1..<steps).map { _ in random.uniforms(hidden) } }
    visibleUniforms = (0..<chains).map { _ in (1..<steps).map { _ in random.uniforms(visible) } }
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    [
      try answers.logPartition(
        of: machine, schedule: schedule, starts: zip(v, h).map { ($0, $1) },
        hiddenUniforms: hiddenUniforms, visibleUniforms: visibleUniforms)
    ]
  }
}

/// ln of the mean weight plus ln Z₀, from log weights.
private func estimate(_ logWeights: [Double], of machine: Machine, _ slip: Slips) -> Double {
  let n = log(Double(logWeights.count))
  let average = slip(Section.referee, logSumExp(logWeights) - n).or([
    "that is the mean of the logarithms: take the logarithm of the mean": mean(logWeights),
    "the weights were summed, not averaged": logSumExp(logWeights),
    "the largest log weight was taken out, and not put back":
      logSumExp(logWeights) - n - logWeights.max()!,
  ])
  let (visible, hidden) = (sum(machine.b.map { softplus($0) }), sum(machine.c.map { softplus($0) }))
  let base = slip(Section.z, visible + hidden).or([
    "ln Z₀ is missing": 0,
    "in ln Z₀ the hidden units are missing": visible,
    "in ln Z₀ the biases are missing: a unit contributes 1 + e^bias":
      Double(machine.b.count + machine.c.count) * log(2),
  ])
  return average + base
}

/// What a chain's weight grows by, for the whole way from β = 0 to 1.
private func gain(_ machine: Machine, _ v: [Double], _ h: [Double], _ slip: Slips) -> Double {
  let biases = slip(
    "the biases are in the weights: they do not change with β", Section.referee,
    dot(machine.b, v) + dot(machine.c, h), insteadOf: 0)
  return slip(
    "the sign of the log weights is wrong: they are E_{k−1} − E_k", Section.referee, -1.0,
    insteadOf: 1) * (machine.bond(v, h) + biases)
}

private let chainsFormula = Formula<Chains> { chains, slip in
  let machine = chains.machine
  let movesWith = slip(Section.referee, Array(chains.schedule.dropFirst())).or([
    "the chains move with the weights of the step before": Array(chains.schedule),
    "the chains move with all of W: in step k they do with β_k W": chains.schedule.map { _ in 1 },
  ])
  let isScaled = slip.isMade(
    "in the moves the biases are multiplied by β_k: only W is", Section.referee)
  let isIncrease = slip(
    "β_k stands for β_k − β_{k−1} in the weights", Section.referee, false, insteadOf: true)
  let movesFirst = slip.isMade(
    "the chains move before they are weighed: weigh them first", Section.referee)
  let isHiddenFirst = slip("v was drawn before h", Section.machine, false, insteadOf: true)
  let logWeights = chains.v.indices.map { n -> Double in
    var (v, h) = (chains.v[n].map(Double.init), chains.h[n].map(Double.init))
    var logWeight = 0.0
    for k in 1..<chains.schedule.count {
      func weigh() {
        let share = chains.schedule[k] - (isIncrease ? chains.schedule[k - 1] : 0)
        logWeight += share * gain(machine, v, h, slip)
      }
      if !movesFirst { weigh() }
      if k + 1 < chains.schedule.count {
        let (mine, theirs) = (chains.hiddenUniforms[n][k - 1], chains.visibleUniforms[n][k - 1])
        let β = movesWith[k - 1]
        let bias = isScaled ? β : 1
        func drawH() { h = units(machine.hiddenInputs(v, β: β, bias: bias).map(sigmoid), mine) }
        func drawV() { v = units(machine.visibleInputs(h, β: β, bias: bias).map(sigmoid), theirs) }
        if isHiddenFirst { drawH() }
        drawV()
        if !isHiddenFirst { drawH() }
      }
      if movesFirst { weigh() }
    }
    return logWeight
  }
  return [estimate(logWeights, of: machine, slip)]
}

let annealing = Exercise<any Exercises>(
  "13.3", "Annealing a machine", points: 8, section: Section.referee,
  hints: [
    "Neighbouring machines differ in their weights alone. What is left of E_{k−1} − E_k?",
    """
    A chain's log weight grows by (β_k − β_{k−1}) vᵀWh at the state in which the chain is before it moves in \
    step k. Z₀ belongs to independent units.
    """,
    """
    ln Z = logSumExp(log weights) − ln(number of chains) + Σ softplus(bᵢ) + Σ softplus(cⱼ). A move draws h from \
    σ(c + β_k Wᵀv), then v from σ(b + β_k Wh).
    """,
  ],
  checks: [
    Check(
      "a weight, two chains, one step", cases: 8,
      given: { Chains(&$0, visible: 1, hidden: 1, chains: 2, steps: 1) },
      answer: { try $1.answer($0) },
      formula: Formula { chains, slip in
        let logWeights = zip(chains.v, chains.h).map { v, h in
          gain(chains.machine, v.map(Double.init), h.map(Double.init), slip)
        }
        return [estimate(logWeights, of: chains.machine, slip)]
      }),
    Check(
      "three chains, four steps", given: { Chains(&$0, chains: 3, steps: 4, spread: 2) },
      answer: { try $1.answer($0) }, formula: chainsFormula),
    Check(
      "weights in the thousands", cases: 6,
      whenNotFinite: "some weights are too large for a Double: keep their logarithms",
      given: { Chains(&$0, chains: 3, steps: 3, spread: 3000) }, answer: { try $1.answer($0) },
      expected: { chainsFormula($0) }, mistakes: []),
  ])
