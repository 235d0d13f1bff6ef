import Elementary
import HomeworkKit
import Tensors

/// What was received, and for how long the means are swept.
private struct Film: Codable {
  var scene: Scene
  var sweeps: Int

  init(_ scene: Scene, _ random: inout RandomStream) {
    self.scene = scene
    sweeps = 2 + random.integer(below: 2)
  }

  /// Two pixels and one sweep, to be followed by hand.
  init(ofTwoPixels random: inout RandomStream) {
    self.init(Scene(&random, rows: 1, columns: 2), &random)
    sweeps = 1
  }

  /// Neighbours and data that leave no doubt.
  init(withoutDoubt random: inout RandomStream) {
    self.init(Scene(&random), &random)
    scene.coupling = random.uniform(3...6)
    scene.flipProbability = exp(-random.uniform(20...60))
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    let result = try answers.meanField(
      received: scene.x, coupling: scene.coupling, flipProbability: scene.flipProbability,
      sweeps: sweeps)
    return try [result.bound] + scene.flattened(result.means)
  }
}

private let filmFormula = Formula<Film> { film, slip in
  let scene = film.scene
  let factor = slip(
    "there is no 2 in the hyperbolic tangent: σ(2a) is a probability, tanh a a mean",
    Section.meanField, 2.0, insteadOf: 1)
  let isProbability = slip.isMade(
    "those are probabilities of ink: the mean of a spin is tanh a = 2σ(2a) − 1", Section.meanField)
  let h = scene.field(slip)
  let seesNew = slip(
    "all means were computed from those of the sweep before: take the newest", Section.meanField,
    false, insteadOf: true)
  let wrapped = slip.isMade(Scene.edges, Section.energy)
  let x = scene.x.map { $0.map(Double.init) }
  var m = slip(
    "the means start at x: they should at 0", Section.meanField, x,
    insteadOf: x.map { $0.map { _ in 0 } })
  let sweeps = slip(Section.meanField, film.sweeps).or([
    "that is one sweep too few": film.sweeps - 1, "that is one sweep too many": film.sweeps + 1,
  ])
  for _ in 0..<sweeps {
    let old = m
    for (r, c) in scene.pixels {
      let around = scene.neighbours(seesNew ? m : old, r, c, wrapped: wrapped)
      let pull = scene.coupling * around + h * x[r][c]
      m[r][c] = isProbability ? sigmoid(2 * pull) : tanh(factor * pull)
    }
  }
  let pairs = sum(
    scene.pixels.flatMap { r, c in
      scene.forward(r, c, wrapped: wrapped).map { m[r][c] * m[$0.0][$0.1] }
    })
  let agreement = sum(scene.pixels.map { r, c in x[r][c] * m[r][c] })
  let half = slip(
    "the entropy has 1 ± m in the place of (1 ± m)/2", Section.meanField, 1, insteadOf: 0.5)
  let shares = m.joined().flatMap { [half * (1 + $0), half * (1 - $0)] }
  let entropy = sum(shares.map { $0 > 0 ? -$0 * log($0) : 0 })
  let count = slip(
    "in the bound every pair was counted twice", Section.meanField, 2.0, insteadOf: 1)
  let data = slip(
    "the received picture is missing from the bound: h Σ x_i m_i", Section.meanField, 0,
    insteadOf: h)
  // What becomes of minus the mean energy, and of the entropies.
  let factors: (energy: Double, entropy: Double) = slip(Section.meanField, (1, 1)).or([
    "the sign of the energy in the bound is wrong: it is the entropy less the mean energy": (-1, 1),
    "the entropies are missing from the bound": (1, 0),
    "the sign of the entropies in the bound is wrong": (1, -1),
    "that is −B: the bound is the entropy less the mean energy": (-1, -1),
  ])
  let bound =
    factors.energy * (count * scene.coupling * pairs + data * agreement)
    + factors.entropy * entropy
  return [bound] + m.joined()
}

let independentPixels = Exercise<any Exercises>(
  "11.3", "Mean field and its promise", points: 6, section: Section.meanField,
  hints: [
    "The equation of a mean has the form of what pulls at a pixel, with means for the neighbours.",
    """
    Write m[r][c] = tanh(J·(sum of the neighbours' means) + h·x[r][c]) in place, pixel by pixel. The bound is minus \
    the mean energy plus the entropies.
    """,
    """
    B = J Σ m_i m_j over pairs, each once, + h Σ x_i m_i + Σ H(m_i), where H is −p ln p − (1−p) ln(1−p) with \
    p = (1 + m_i)/2, and 0·ln 0 counts as 0.
    """,
  ],
  checks: [
    Check(
      "two pixels, one sweep", cases: 6,
      labels: ["B(m)"] + Scene.rowLabels,
      given: { Film(ofTwoPixels: &$0) }, answer: { try $1.answer($0) }, formula: filmFormula),
    Check(
      "a picture of 4 × 5 pixels", cases: 6, labels: ["B(m)"] + Scene.labels,
      given: { Film(Scene(&$0), &$0) }, answer: { try $1.answer($0) }, formula: filmFormula),
    Check(
      "pictures of one row", cases: 6, labels: ["B(m)"] + Scene.rowLabels,
      given: { Film(Scene(inOneRow: &$0), &$0) },
      answer: { try $1.answer($0) }, formula: filmFormula),
    Check(
      "hardly any doubt", cases: 6,
      whenNotFinite: "where a mean is ±1, the entropy has 0 · ln 0 in it, which counts as 0",
      given: { Film(withoutDoubt: &$0) }, answer: { try $1.answer($0) },
      expected: { filmFormula($0) }, mistakes: [], labels: ["B(m)"] + Scene.labels),
  ])
