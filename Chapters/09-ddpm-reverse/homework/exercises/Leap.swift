import Elementary
import HomeworkKit
import Tensors

/// A step from t to r.
private struct Leap: Problem {
  static let labels = coordinates
  var state, noise, fresh: [Double]
  var alphaBar, earlierAlphaBar, eta: Double

  init(
    _ random: inout RandomStream, earlier: Double? = nil, kept: Double? = nil, eta: Double? = nil
  ) {
    let dimension = 2 + random.integer(below: 2)
    (state, noise) = (random.normals(dimension), random.normals(dimension))
    fresh = random.normals(dimension)
    earlierAlphaBar = earlier ?? 0.6 + 0.3 * random.uniform()
    alphaBar = earlierAlphaBar * (kept ?? 0.3 + 0.3 * random.uniform())
    self.eta = eta ?? 0.5 + 0.4 * random.uniform()
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    try answers.leap(
      state: state, noise: noise, fresh: fresh, alphaBar: alphaBar,
      earlierAlphaBar: earlierAlphaBar, eta: eta)
  }

  /// √ᾱ_t, √(1−ᾱ_t), √ᾱ_r and 1−ᾱ_r.
  var a: Double { sqrt(alphaBar) }
  var σ: Double { sqrt(1 - alphaBar) }
  var aEarlier: Double { sqrt(earlierAlphaBar) }
  var rest: Double { 1 - earlierAlphaBar }
  var βTilde: Double { (1 - alphaBar / earlierAlphaBar) * rest / (1 - alphaBar) }
}

/// With η = 0.
private let formulaWithoutNoise = Formula<Leap> { leap, slip in
  let data = dataFactors(leap.alphaBar, slip)
  let scale = slip(threeSamplers, leap.aEarlier).or([
    "x̂₀ has to be multiplied by √ᾱ_r": 1,
    "x̂₀ is multiplied by ᾱ_r; it should be by its root": leap.earlierAlphaBar,
    "x̂₀ is multiplied by √ᾱ_t; in x_r it has the factor √ᾱ_r": leap.a,
  ])
  let direction = slip(threeSamplers, sqrt(leap.rest)).or([
    "the predicted noise was put back with √(1−ᾱ_t), that of x_t": leap.σ,
    "the predicted noise was put back with √ᾱ_r, the factor of x̂₀": leap.aEarlier,
    "all of β̃ was taken off 1−ᾱ_r, as if η were 1: it is σ² = η²β̃, here 0":
      sqrt(leap.rest - leap.βTilde),
    "the predicted noise was put back with 1−ᾱ_r; its factor is a root": leap.rest,
    "the predicted noise was put back with 1−√ᾱ_r": 1 - leap.aEarlier,
    "the predicted noise is missing beside x̂₀: x_r would be too quiet": 0,
  ])
  let back = slip.sign("the predicted noise was put back with the wrong sign", threeSamplers)
  let (upsideDown, rest) = (leap.a / leap.aEarlier, sqrt(leap.rest))
  return slip(
    "ᾱ_t and ᾱ_r are exchanged: x_r has more of the signal", threeSamplers,
    combination((upsideDown, leap.state), (leap.σ - upsideDown * rest, leap.noise)),
    insteadOf: combination(
      (scale * data.0, leap.state), (scale * data.1 + back * direction, leap.noise)))
}

private let formula = Formula<Leap> { leap, slip in
  let (ᾱ, earlier, η) = (leap.alphaBar, leap.earlierAlphaBar, leap.eta)
  let β = 1 - ᾱ / earlier
  let tilde = slip(goingBack, leap.βTilde).or([
    "β is 1−ᾱ_t; from r to t it is 1−ᾱ_t/ᾱ_r": leap.rest,
    "β is ᾱ_r−ᾱ_t; from r to t it is 1−ᾱ_t/ᾱ_r": earlier * leap.βTilde,
    "β stands for β̃: the factor (1−ᾱ_r)/(1−ᾱ_t) is missing": β,
    "the factor (1−ᾱ_r)/(1−ᾱ_t) of β̃ is upside down": β * (1 - ᾱ) / leap.rest,
    "the quotient is that of the signals: ᾱ_r/ᾱ_t for (1−ᾱ_r)/(1−ᾱ_t)": β * earlier / ᾱ,
  ])
  let σ = slip(threeSamplers, η * sqrt(tilde)).or([
    "β̃ was forgotten: η is not yet the standard deviation": η,
    "σ is ηβ̃: a variance stands for a standard deviation": η * tilde,
    "η and not η² stands before β̃": sqrt(η * tilde),
    "η² stands outside the root: σ = η√β̃": η * η * sqrt(tilde),
    "η was forgotten": sqrt(tilde),
  ])
  let taken = slip(threeSamplers, σ * σ).or([
    "the fresh noise comes on top: σ² has to be taken off 1−ᾱ_r": 0,
    "σ was taken off 1−ᾱ_r in the place of σ²": σ,
    "β̃ and not η²β̃ was taken off 1−ᾱ_r": leap.βTilde,
    "σ² was added to 1−ᾱ_r; it has to be taken off": -σ * σ,
  ])
  // Rounding can make what is left negative.
  let direction = slip(
    "standard deviations do not add: √(1−ᾱ_r−σ²), not √(1−ᾱ_r)−σ", threeSamplers,
    sqrt(leap.rest) - σ, insteadOf: sqrt(max(0, leap.rest - taken)))
  let spread = slip(goingBack, σ).or([
    "z is multiplied by the variance σ²; it should be by its root": σ * σ,
    "no fresh noise was added": 0,
  ])
  let data = dataFactors(ᾱ)
  return combination(
    (leap.aEarlier * data.0, leap.state), (leap.aEarlier * data.1 + direction, leap.noise),
    (spread, leap.fresh))
}

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
    Check("η = 0", whenNotFinite: notFinite, formula: formulaWithoutNoise) { Leap(&$0, eta: 0) },
    Check("η > 0", whenNotFinite: notFinite, formula: formula) { Leap(&$0) },
    Check(
      "all the way to the data", whenNotFinite: "with ᾱ_r = 1 nothing may be divided by 1−ᾱ_r",
      formula: Formula { leap, _ in formula(leap) }
    ) { Leap(&$0, earlier: 1) },
    Check(
      "η = 1 and hardly any signal", cases: 100,
      whenNotFinite: "the root of a negative number: rounding made 1−ᾱ_r−σ² less than 0",
      formula: Formula { leap, _ in formula(leap) }
    ) { Leap(&$0, kept: 1e-18, eta: 1) },
  ])
