import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 13 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func freeEnergy(of v: [Int], in machine: Machine) throws -> Double
  func contrast(
    pictures: [[Int]], in machine: Machine, hiddenUniforms: [[Double]], visibleUniforms: [[Double]]
  ) throws -> (byW: [[Double]], byB: [Double], byC: [Double])
  func logPartition(
    of machine: Machine, schedule: [Double], starts: [(v: [Int], h: [Int])],
    hiddenUniforms: [[[Double]]], visibleUniforms: [[[Double]]]
  ) throws -> Double
}

public let homework = Homework<any Exercises>(
  chapter: 13, title: "Boltzmann machines", exercises: [freeEnergy, oneStep, annealing])

/// The sections that diagnoses point to.
enum Section {
  static let machine = "section 13.2, The machine"
  static let z = "section 13.3, Z from the smaller side"
  static let learning = "section 13.4, Learning by correlations"
  static let referee = "section 13.6, Digits, and a referee"
}

// MARK: 13.1

private struct Picture: Codable {
  var machine: Machine
  var v: [Int]

  init(_ random: inout RandomStream, visible: Int, spread: Double) {
    machine = Machine(&random, visible: visible, hidden: 3, spread: spread)
    // At least two units are on.
    v = [1, 1] + random.coins(visible - 2)
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    [try answers.freeEnergy(of: v, in: machine)]
  }
}

private let freeEnergyFormula = Formula<Picture> { picture, slip in
  let v = picture.v.map(Double.init)
  var machine = picture.machine
  machine.W = slip(
    "W was taken for its transpose: its rows belong to the visible units", Section.z,
    v.indices.map { i in picture.machine.W.map { $0[i] } }, insteadOf: machine.W)
  let inputs = machine.hiddenInputs(
    v, bias: slip("the bias c is missing", Section.machine, 0, insteadOf: 1))
  let hidden = slip(Section.machine, sum(inputs.map { softplus($0) })).or([
    "the 1 in ln(1 + eˣ) is missing": sum(inputs),
    "hidden units are 0 and 1: ln(1 + eˣ), not ln(2 cosh x) as for ±1":
      sum(inputs.map { softplus(2 * $0) - $0 }),
    "each hidden unit has its best value: both of its values count": sum(inputs.map { max(0, $0) }),
    "the softplus became a σ, which is its derivative": sum(inputs.map { sigmoid($0) }),
    "the hidden units were summed inside one logarithm: each has its own": logSumExp([0] + inputs),
  ])
  let factors: (visible: Double, hidden: Double) = slip(Section.machine, (-1, -1)).or([
    "the sign of b·v is wrong": (1, -1),
    "the term b·v is missing": (0, -1),
    "the sign of the hidden units' term is wrong": (-1, 1),
    "the overall sign is wrong: p(v) = e^(−F)/Z": (1, 1),
  ])
  return [factors.visible * dot(machine.b, v) + factors.hidden * hidden]
}

private let freeEnergy = Exercise<any Exercises>(
  "13.1", "The free energy", points: 2, section: Section.machine,
  hints: [
    "There is one term for the visible biases, and one for each hidden unit.",
    "ln(1 + eˣ) is `softplus(x)` in Elementary, or max(x, 0) + ln(1 + e^(−|x|)).",
    "F = −Σ bᵢvᵢ − Σⱼ softplus(cⱼ + Σᵢ W[i][j] vᵢ).",
  ],
  checks: [
    // Square, so that a transpose goes through.
    Check(
      "3 × 3 units", given: { Picture(&$0, visible: 3, spread: 1) }, answer: { try $1.answer($0) },
      formula: freeEnergyFormula),
    Check(
      "large inputs, up to the thousands",
      whenNotFinite: "for x in the thousands eˣ is infinite: ln(1 + eˣ) is then x",
      given: { random in
        // Where ln(1 + eˣ) is x but for a few digits, and where eˣ is infinite.
        guard random.bernoulli(0.5) else { return Picture(&random, visible: 5, spread: 2000) }
        var picture = Picture(&random, visible: 5, spread: 1)
        picture.machine.c = picture.machine.c.map { $0 + random.uniform(8...16) }
        return picture
      }, answer: { try $1.answer($0) },
      expected: { freeEnergyFormula($0) }, mistakes: []),
  ])

// MARK: 13.2

private struct Batch: Codable {
  var machine: Machine
  var pictures: [[Int]]
  var hiddenUniforms: [[Double]]
  var visibleUniforms: [[Double]]

  init(_ random: inout RandomStream, count: Int, visible: Int = 3, hidden: Int = 2) {
    // A second step would lead elsewhere.
    machine = Machine(&random, visible: visible, hidden: hidden, spread: 3)
    pictures = (0..<count).map { _ in random.coins(visible) }
    hiddenUniforms = (0..<count).map { _ in random.uniforms(hidden) }
    visibleUniforms = (0..<count).map { _ in random.uniforms(visible) }
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    let gradient = try answers.contrast(
      pictures: pictures, in: machine, hiddenUniforms: hiddenUniforms,
      visibleUniforms: visibleUniforms)
    let (visible, hidden) = (machine.b.count, machine.c.count)
    return try gradient.byW.sized(visible, "row").flatMap {
      try $0.sized(hidden, "column")
    }
      + gradient.byB.sized(visible, "visible slope") + gradient.byC.sized(hidden, "hidden slope")
  }

  static func labels(_ visible: Int, _ hidden: Int) -> [String] {
    (0..<visible).flatMap { i in (0..<hidden).map { "by W[\(i)][\($0)]" } }
      + (0..<visible).map { "by b[\($0)]" } + (0..<hidden).map { "by c[\($0)]" }
  }
}

private let batchFormula = Formula<Batch> { batch, slip in
  let machine = batch.machine
  func statistics(_ v: [Double], _ hidden: [Double]) -> [Double] {
    v.flatMap { v in hidden.map { v * $0 } } + v + hidden
  }
  let isTurned = slip.isMade(
    "the comparison is turned round: a unit is 1 if its number is below the probability",
    Section.machine)
  let skipsHidden = slip.isMade(
    "the step down starts from probabilities: draw the hidden units", Section.machine)
  let skipsVisible = slip.isMade(
    "the model's side has probabilities for its visible units: draw them", Section.machine)
  let hasStates = slip.isMade(
    "on the data's side stand the drawn hidden units: take their probabilities", Section.learning)
  let endsInStates = slip.isMade(
    "on the model's side stand drawn hidden units: take their probabilities", Section.learning)
  let keepsHidden = slip.isMade(
    "the model's side has the hidden units of the data: compute them from the new v",
    Section.learning)
  let model = slip(Section.learning, 1.0).or([
    "the model's side is missing": 0,
    "the two sides were added: the model's is subtracted": -1,
  ])
  func drawn(_ probabilities: [Double], _ uniforms: [Double]) -> [Double] {
    let below = units(probabilities, uniforms)
    return isTurned ? below.map { 1 - $0 } : below
  }
  let terms = batch.pictures.indices.map { n -> [Double] in
    let v = batch.pictures[n].map(Double.init)
    let p = machine.hiddenInputs(v).map { sigmoid($0) }
    let states = drawn(p, batch.hiddenUniforms[n])
    let q = machine.visibleInputs(skipsHidden ? p : states).map { sigmoid($0) }
    let end = skipsVisible ? q : drawn(q, batch.visibleUniforms[n])
    let atData = hasStates ? states : p
    let r = machine.hiddenInputs(end).map { sigmoid($0) }
    let atModel = keepsHidden ? atData : endsInStates ? drawn(r, batch.hiddenUniforms[n]) : r
    return zip(statistics(v, atData), statistics(end, atModel)).map { $0 - model * $1 }
  }
  let sign = slip(
    "the sign is wrong: the data's side comes first, the model's is subtracted", Section.learning,
    -1.0, insteadOf: 1)
  let count = slip(
    "that is the sum over the pictures: it should be the mean", Section.learning, 1,
    insteadOf: Double(terms.count))
  return terms[0].indices.map { i in sign * sum(terms.map { $0[i] }) / count }
}

private let oneStep = Exercise<any Exercises>(
  "13.2", "One step of contrastive divergence", points: 6, section: Section.learning,
  hints: [
    "A weight grows by vᵢ p(hⱼ = 1 | v) at the data, and shrinks by the same at the end of the chain.",
    """
    p = σ(c + Wᵀv); h by the numbers; q = σ(b + Wh); new v by the numbers; p again, at the new v. Two of these \
    five enter the gradient on each side: v and p.
    """,
    """
    By W[i][j]: the mean of v[i]·p[j] − v′[i]·p′[j]; by b[i]: of v[i] − v′[i]; by c[j]: of p[j] − p′[j]. \
    The drawn h is used for v′ alone.
    """,
  ],
  checks: [
    Check(
      "four pictures, 3 × 2 units", cases: 24, labels: Batch.labels(3, 2),
      given: { Batch(&$0, count: 4) },
      answer: { try $1.answer($0) }, formula: batchFormula),
    Check(
      "one picture, 1 × 3 units", labels: Batch.labels(1, 3),
      given: { Batch(&$0, count: 1, visible: 1, hidden: 3) }, answer: { try $1.answer($0) },
      formula: Formula { batch, _ in batchFormula(batch) }),
  ])
