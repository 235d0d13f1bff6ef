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

  init(_ random: inout RandomStream, chains: Int, steps: Int, spread: Double = 1) {
    machine = Machine(&random, visible: 3, hidden: 2, spread: spread)
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
    hiddenUniforms = (0..<chains).map { _ in (1..<steps).map { _ in random.uniforms(2) } }
    visibleUniforms = (0..<chains).map { _ in (1..<steps).map { _ in random.uniforms(3) } }
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
  let average = slip(
    "that is the mean of the logarithms: take the logarithm of the mean", Section.referee,
    mean(logWeights),
    insteadOf: slip(
      "the weights were summed, not averaged", Section.referee, logSumExp(logWeights),
      insteadOf: logSumExp(logWeights) - n))
  let (visible, hidden) = (sum(machine.b.map { softplus($0) }), sum(machine.c.map { softplus($0) }))
  let base = slip(
    "ln Z₀ is missing", Section.referee, 0,
    insteadOf: slip(
      "in ln Z₀ the hidden units are missing", Section.z, visible,
      insteadOf: slip(
        "in ln Z₀ the biases are missing: a unit contributes 1 + e^bias", Section.z,
        Double(machine.b.count + machine.c.count) * log(2), insteadOf: visible + hidden)))
  return average + base
}

private let signSlip = "the sign of the log weights is wrong: they are E_{k−1} − E_k"
private let biasSlip = "the biases are in the weights: they do not change with β"

private let chainsFormula = Formula<Chains> { chains, slip in
  let machine = chains.machine
  let hasBiases = slip(biasSlip, Section.referee, true, insteadOf: false)
  let sign = slip(signSlip, Section.referee, -1.0, insteadOf: 1)
  let movesWith = slip(
    "the chains move with the weights of the step before", Section.referee, Array(chains.schedule),
    insteadOf: slip(
      "the chains move with all of W: in step k they do with β_k W", Section.referee,
      chains.schedule.map { _ in 1 }, insteadOf: Array(chains.schedule.dropFirst())))
  let movesFirst = slip(
    "the chains move before they are weighed: weigh them first", Section.referee, true,
    insteadOf: false)
  let isHiddenFirst = slip("v was drawn before h", Section.machine, false, insteadOf: true)
  let logWeights = chains.v.indices.map { n -> Double in
    var (v, h) = (chains.v[n].map(Double.init), chains.h[n].map(Double.init))
    var logWeight = 0.0
    for k in 1..<chains.schedule.count {
      func weigh() {
        let biases = hasBiases ? dot(machine.b, v) + dot(machine.c, h) : 0
        logWeight += (chains.schedule[k] - chains.schedule[k - 1]) * (machine.bond(v, h) + biases)
      }
      if !movesFirst { weigh() }
      if k + 1 < chains.schedule.count {
        let (mine, theirs) = (chains.hiddenUniforms[n][k - 1], chains.visibleUniforms[n][k - 1])
        let β = movesWith[k - 1]
        func drawH() { h = units(machine.hiddenInputs(v, β: β).map { sigmoid($0) }, mine) }
        func drawV() { v = units(machine.visibleInputs(h, β: β).map { sigmoid($0) }, theirs) }
        if isHiddenFirst { drawH() }
        drawV()
        if !isHiddenFirst { drawH() }
      }
      if movesFirst { weigh() }
    }
    return sign * logWeight
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
      "two chains, one step", cases: 8, given: { Chains(&$0, chains: 2, steps: 1) },
      answer: { try $1.answer($0) },
      formula: Formula { chains, slip in
        let logWeights = zip(chains.v, chains.h).map { v, h in
          slip(signSlip, Section.referee, -1.0, insteadOf: 1)
            * chains.machine.bond(v.map(Double.init), h.map(Double.init))
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
