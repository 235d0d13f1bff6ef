import Diffusion
import Elementary
import HomeworkKit
import Tensors

/// A step from t to r. Where one of its parts is examined, the others are zero.
private struct Leap: Codable {
  var state: [Double]
  var noise: [Double]
  var fresh: [Double]
  var alphaBar: Double
  var earlierAlphaBar: Double
  var eta: Double

  enum Part { case state, noise, fresh, all }

  init(_ random: inout RandomStream, _ part: Part, eta: Double? = nil) {
    let dimension = 2 + random.integer(below: 2)
    func vector(_ isExamined: Bool, _ random: inout RandomStream) -> [Double] {
      let x = random.normals(dimension)
      return isExamined || part == .all ? x : scaled(0, x)
    }
    state = vector(part == .state, &random)
    noise = vector(part == .noise, &random)
    fresh = vector(part == .fresh, &random)
    earlierAlphaBar = 0.6 + 0.3 * random.uniform()
    alphaBar = earlierAlphaBar * (0.3 + 0.3 * random.uniform())
    self.eta = eta ?? 0.5 + 0.4 * random.uniform()
  }

  func step(_ answers: any Exercises) throws -> [Double] {
    try answers.leap(
      state: state, noise: noise, fresh: fresh, alphaBar: alphaBar,
      earlierAlphaBar: earlierAlphaBar, eta: eta)
  }

  /// √ᾱ_t, √(1−ᾱ_t), √ᾱ_r, √(1−ᾱ_r).
  var a: Double { sqrt(alphaBar) }
  var σ: Double { sqrt(1 - alphaBar) }
  var aEarlier: Double { sqrt(earlierAlphaBar) }
  var σEarlier: Double { sqrt(1 - earlierAlphaBar) }
  /// 1 − ᾱ_t/ᾱ_r, what a single step from r to t would have for its β.
  var β: Double { 1 - alphaBar / earlierAlphaBar }
  var βTilde: Double { β * (1 - earlierAlphaBar) / (1 - alphaBar) }
  /// η² β̃.
  var freshVariance: Double { eta * eta * βTilde }
  /// The factor of ε̂ in √ᾱ_r x̂_0.
  var inData: Double { -aEarlier * σ / a }

  /// p x_t + q ε̂ + r z.
  func sum(_ p: Double, _ q: Double, _ r: Double) -> [Double] {
    state.indices.map { p * state[$0] + q * noise[$0] + r * fresh[$0] }
  }

  /// With a direction of one's choice.
  func directed(_ factor: Double) -> [Double] { sum(0, inData + factor, 0) }

  var right: [Double] {
    let (later, earlier) = (NoiseLevel(signal: alphaBar), NoiseLevel(signal: earlierAlphaBar))
    // 1 − ᾱ_r − σ² without the cancellation.
    let rest = earlier.noise * (1 - eta * eta * later.noiseVariance(since: earlier) / later.noise)
    return sum(
      1 / later.signalScale(since: earlier),
      sqrt(max(0, rest)) - later.noiseScale / later.signalScale(since: earlier),
      eta * sqrt(later.posteriorVariance(at: earlier)))
  }
}

private let stateMistakes: [Mistake<Leap>] = [
  Mistake("x_t: the roots are missing; its factor is √(ᾱ_r/ᾱ_t)", threeSamplers) {
    scaled($0.earlierAlphaBar / $0.alphaBar, $0.state)
  },
  Mistake("x̂₀: not divided by √ᾱ_t, or x_t stands in its place", fourNames) {
    scaled($0.aEarlier, $0.state)
  },
  Mistake("x̂₀ has to be multiplied by √ᾱ_r", threeSamplers) { scaled(1 / $0.a, $0.state) },
  Mistake("ᾱ_t and ᾱ_r are exchanged: x_r has more of the signal", threeSamplers) {
    scaled($0.a / $0.aEarlier, $0.state)
  },
  Mistake("x̂₀: divided by ᾱ_t; it should be by its root", fourNames) {
    scaled($0.aEarlier / $0.alphaBar, $0.state)
  },
  Mistake("x̂₀ is multiplied by ᾱ_r; it should be by its root", threeSamplers) {
    scaled($0.earlierAlphaBar / $0.a, $0.state)
  },
  Mistake("x̂₀ is multiplied by √ᾱ_t; in x_r it has the factor √ᾱ_r", threeSamplers) {
    $0.state
  },
  Mistake("x̂₀: divided by √(1−ᾱ_t); it should be by √ᾱ_t", fourNames) {
    scaled($0.aEarlier / $0.σ, $0.state)
  },
]

private let guessMistakes: [Mistake<Leap>] = [
  Mistake("the predicted noise is missing beside x̂₀: x_r would be too quiet", threeSamplers) {
    $0.directed(0)
  },
  Mistake("the predicted noise was put back with √(1−ᾱ_t), that of x_t", threeSamplers) {
    $0.directed($0.σ)
  },
  Mistake(
    "all of β̃ was taken off 1−ᾱ_r, as if η were 1: it is σ² = η²β̃, here 0", threeSamplers
  ) {
    $0.directed(sqrt($0.σEarlier * $0.σEarlier - $0.βTilde))
  },
  Mistake("the predicted noise was put back with 1−ᾱ_r; its factor is a root", threeSamplers) {
    $0.directed($0.σEarlier * $0.σEarlier)
  },
  Mistake("x̂₀: the noise is added; it has to be taken off x_t", fourNames) {
    $0.sum(0, $0.σEarlier - $0.inData, 0)
  },
  Mistake("x̂₀: the noise has the factor √(1−ᾱ_t), not 1−ᾱ_t", fourNames) {
    $0.sum(0, $0.σEarlier + $0.inData * $0.σ, 0)
  },
  Mistake("x̂₀: no noise was taken off x_t", fourNames) { $0.sum(0, $0.σEarlier, 0) },
  Mistake("the predicted noise was put back with the wrong sign", threeSamplers) {
    $0.directed(-$0.σEarlier)
  },
  Mistake("the predicted noise was put back with √ᾱ_r, the factor of x̂₀", threeSamplers) {
    $0.directed($0.aEarlier)
  },
  Mistake("the predicted noise was put back with 1−√ᾱ_r", threeSamplers) {
    $0.directed(1 - $0.aEarlier)
  },
  Mistake("x̂₀: only x_t was divided by √ᾱ_t", fourNames) {
    $0.sum(0, $0.σEarlier - $0.aEarlier * $0.σ, 0)
  },
]

private let freshMistakes: [Mistake<Leap>] = [
  Mistake("z is multiplied by the variance σ²; it should be by its root", goingBack) {
    scaled($0.freshVariance, $0.fresh)
  },
  Mistake("η and not η² stands before β̃", threeSamplers) {
    scaled(sqrt($0.eta * $0.βTilde), $0.fresh)
  },
  Mistake("η² stands outside the root: σ = η√β̃", threeSamplers) {
    scaled($0.eta * $0.eta * sqrt($0.βTilde), $0.fresh)
  },
  Mistake("σ is ηβ̃: a variance stands for a standard deviation", threeSamplers) {
    scaled($0.eta * $0.βTilde, $0.fresh)
  },
  Mistake("β stands for β̃: the factor (1−ᾱ_r)/(1−ᾱ_t) is missing", goingBack) {
    scaled($0.eta * sqrt($0.β), $0.fresh)
  },
  Mistake("the factor (1−ᾱ_r)/(1−ᾱ_t) of β̃ is upside down", goingBack) {
    scaled($0.eta * sqrt($0.β * (1 - $0.alphaBar) / (1 - $0.earlierAlphaBar)), $0.fresh)
  },
  Mistake("β is 1−ᾱ_t; from r to t it is 1−ᾱ_t/ᾱ_r", goingBack) {
    scaled($0.eta * $0.σEarlier, $0.fresh)
  },
  Mistake("β is 1−ᾱ_t, and the factor of β̃ is missing", goingBack) {
    scaled($0.eta * $0.σ, $0.fresh)
  },
  Mistake("the quotient is that of the signals: ᾱ_r/ᾱ_t for (1−ᾱ_r)/(1−ᾱ_t)", goingBack) {
    scaled($0.eta * sqrt($0.β * $0.earlierAlphaBar / $0.alphaBar), $0.fresh)
  },
  Mistake("β is 1−√(ᾱ_t/ᾱ_r); there is no root in it", goingBack) { leap in
    let β = 1 - leap.a / leap.aEarlier
    return scaled(leap.eta * sqrt(β * (1 - leap.earlierAlphaBar) / (1 - leap.alphaBar)), leap.fresh)
  },
  Mistake("β is ᾱ_r−ᾱ_t; from r to t it is 1−ᾱ_t/ᾱ_r", goingBack) {
    scaled($0.eta * sqrt($0.βTilde * $0.earlierAlphaBar), $0.fresh)
  },
  Mistake("η was forgotten", threeSamplers) { scaled(sqrt($0.βTilde), $0.fresh) },
  Mistake("β̃ was forgotten: η is not yet the standard deviation", threeSamplers) {
    scaled($0.eta, $0.fresh)
  },
  Mistake("no fresh noise was added", threeSamplers) { scaled(0, $0.fresh) },
]

private let restMistakes: [Mistake<Leap>] = [
  Mistake("the fresh noise comes on top: σ² has to be taken off 1−ᾱ_r", threeSamplers) {
    $0.directed($0.σEarlier)
  },
  Mistake("standard deviations do not add: √(1−ᾱ_r−σ²), not √(1−ᾱ_r)−σ", threeSamplers) {
    $0.directed($0.σEarlier - sqrt($0.freshVariance))
  },
  Mistake("σ was taken off 1−ᾱ_r in the place of σ²", threeSamplers) {
    $0.directed(sqrt(max(0, $0.σEarlier * $0.σEarlier - sqrt($0.freshVariance))))
  },
  Mistake("σ² was added to 1−ᾱ_r; it has to be taken off", threeSamplers) {
    $0.directed(sqrt($0.σEarlier * $0.σEarlier + $0.freshVariance))
  },
  Mistake("β̃ and not η²β̃ was taken off 1−ᾱ_r", threeSamplers) {
    $0.directed(sqrt($0.σEarlier * $0.σEarlier - $0.βTilde))
  },
]

private let notFinite = """
  perhaps the root of a negative number: ᾱ_t/ᾱ_r should be less than 1, and σ² less than 1−ᾱ_r
  """

let leap = Exercise<any Exercises>(
  "9.3", "A leap", points: 5, section: threeSamplers,
  hints: [
    """
    From r to t the way out is one step of the old form, too: x_t = √(1−β) x_r + √β z. Which β \
    makes √ᾱ_t of √ᾱ_r?
    """,
    """
    β = 1 − ᾱ_t/ᾱ_r, and 1 − ᾱ_r stands where 1 − ᾱ_{t−1} did. Variances of independent parts add: \
    the two noises in x_r have σ² and 1 − ᾱ_r − σ².
    """,
    """
    σ² = η²(1 − ᾱ_t/ᾱ_r)(1 − ᾱ_r)/(1 − ᾱ_t), and x_r is √ᾱ_r x̂₀ + √(1 − ᾱ_r − σ²) ε̂ + σz. \
    Rounding may make the root's argument negative: take max(0, …).
    """,
  ],
  checks: [
    Check(
      "η = 0: what becomes of the state", whenNotFinite: notFinite,
      given: { Leap(&$0, .state, eta: 0) },
      answer: { try $1.step($0) }, expected: { $0.right }, mistakes: stateMistakes),
    Check(
      "η = 0: what becomes of the prediction", whenNotFinite: notFinite,
      given: { Leap(&$0, .noise, eta: 0) },
      answer: { try $1.step($0) }, expected: { $0.right }, mistakes: guessMistakes),
    Check(
      "what becomes of the fresh noise",
      whenNotFinite: notFinite,
      given: { Leap(&$0, .fresh) }, answer: { try $1.step($0) }, expected: { $0.right },
      mistakes: freshMistakes),
    Check(
      "η > 0: what becomes of the prediction",
      whenNotFinite: "the root of a negative number: what is taken off 1−ᾱ_r is too much",
      given: { Leap(&$0, .noise) }, answer: { try $1.step($0) }, expected: { $0.right },
      mistakes: restMistakes),
    Check(
      "all together", given: { Leap(&$0, .all) }, answer: { try $1.step($0) },
      expected: { $0.right }, mistakes: []),
    Check(
      "all the way to the data",
      whenNotFinite: "with ᾱ_r = 1 nothing may be divided by 1−ᾱ_r",
      given: { random -> Leap in
        var leap = Leap(&random, .all)
        leap.earlierAlphaBar = 1
        return leap
      },
      answer: { try $1.step($0) }, expected: { $0.right }, mistakes: []),
    // teacher: begin
    Check(
      "η = 1 and hardly any signal", cases: 100,
      whenNotFinite: "the root of a negative number: rounding made 1−ᾱ_r−σ² less than 0",
      given: { random -> Leap in
        var leap = Leap(&random, .noise, eta: 1)
        leap.alphaBar = 1e-18
        return leap
      },
      answer: { try $1.step($0) }, expected: { $0.right }, mistakes: []),
    // teacher: end
  ])
