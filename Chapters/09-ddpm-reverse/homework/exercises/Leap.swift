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

  init(_ random: inout RandomStream, _ part: Part = .all, eta: Double? = nil) {
    let dimension = 2 + random.integer(below: 2)
    let parts = [Part.state, .noise, .fresh].map {
      scaled(part == .all || part == $0 ? 1 : 0, random.normals(dimension))
    }
    (state, noise, fresh) = (parts[0], parts[1], parts[2])
    earlierAlphaBar = 0.6 + 0.3 * random.uniform()
    alphaBar = earlierAlphaBar * (0.3 + 0.3 * random.uniform())
    self.eta = eta ?? 0.5 + 0.4 * random.uniform()
  }

  /// √ᾱ_t, √(1−ᾱ_t), √ᾱ_r, √(1−ᾱ_r).
  var a: Double { sqrt(alphaBar) }
  var σ: Double { sqrt(1 - alphaBar) }
  var aEarlier: Double { sqrt(earlierAlphaBar) }
  var σEarlier: Double { sqrt(1 - earlierAlphaBar) }
  var βTilde: Double {
    (1 - alphaBar / earlierAlphaBar) * (1 - earlierAlphaBar) / (1 - alphaBar)
  }

  /// x̂₀'s part of the factor of ε̂, and the other one.
  func predicted(data: Double? = nil, direction: Double) -> [Double] {
    scaled(aEarlier * (data ?? -σ / a) + direction, noise)
  }
}

private let stateFormula = Formula<Leap> { leap, slip in
  let divisor = slip(fourNames, leap.a).or([
    "x̂₀: not divided by √ᾱ_t, or x_t stands in its place": 1,
    "x̂₀: divided by ᾱ_t; it should be by its root": leap.alphaBar,
    "x̂₀: divided by √(1−ᾱ_t); it should be by √ᾱ_t": leap.σ,
  ])
  let factor = slip(threeSamplers, leap.aEarlier).or([
    "x̂₀ has to be multiplied by √ᾱ_r": 1,
    "x̂₀ is multiplied by ᾱ_r; it should be by its root": leap.earlierAlphaBar,
    "x̂₀ is multiplied by √ᾱ_t; in x_r it has the factor √ᾱ_r": leap.a,
  ])
  let quotient = slip(
    "ᾱ_t and ᾱ_r are exchanged: x_r has more of the signal", threeSamplers, divisor / factor,
    insteadOf: factor / divisor)
  return scaled(quotient, leap.state)
}

/// With η = 0.
private let noiseFormula = Formula<Leap> { leap, slip in
  let sign = slip(fourNames, -1).or([
    "x̂₀: the noise is added; it has to be taken off x_t": 1.0,
    "x̂₀: no noise was taken off x_t": 0,
  ])
  let inState = slip(
    "x̂₀: the noise has the factor √(1−ᾱ_t), not 1−ᾱ_t", fourNames, 1 - leap.alphaBar,
    insteadOf: leap.σ)
  let divisor = slip("x̂₀: only x_t was divided by √ᾱ_t", fourNames, 1, insteadOf: leap.a)
  let variance = slip(threeSamplers, 1 - leap.earlierAlphaBar).or([
    "the predicted noise was put back with √(1−ᾱ_t), that of x_t": 1 - leap.alphaBar,
    "the predicted noise was put back with √ᾱ_r, the factor of x̂₀": leap.earlierAlphaBar,
    "all of β̃ was taken off 1−ᾱ_r, as if η were 1: it is σ² = η²β̃, here 0":
      1 - leap.earlierAlphaBar - leap.βTilde,
  ])
  let direction = slip(threeSamplers, sqrt(variance)).or([
    "the predicted noise was put back with 1−ᾱ_r; its factor is a root": variance,
    "the predicted noise was put back with 1−√ᾱ_r": 1 - leap.aEarlier,
  ])
  let back = slip(threeSamplers, 1).or([
    "the predicted noise was put back with the wrong sign": -1.0,
    "the predicted noise is missing beside x̂₀: x_r would be too quiet": 0,
  ])
  return leap.predicted(data: sign * inState / divisor, direction: back * direction)
}

private let freshFormula = Formula<Leap> { leap, slip in
  let (ᾱ, earlier, η) = (leap.alphaBar, leap.earlierAlphaBar, leap.eta)
  let β = slip(goingBack, 1 - ᾱ / earlier).or([
    "β is 1−ᾱ_t; from r to t it is 1−ᾱ_t/ᾱ_r": 1 - ᾱ,
    "β is 1−√(ᾱ_t/ᾱ_r); there is no root in it": 1 - sqrt(ᾱ / earlier),
    "β is ᾱ_r−ᾱ_t; from r to t it is 1−ᾱ_t/ᾱ_r": earlier - ᾱ,
  ])
  let quotient = slip(goingBack, (1 - earlier) / (1 - ᾱ)).or([
    "β stands for β̃: the factor (1−ᾱ_r)/(1−ᾱ_t) is missing": 1,
    "the factor (1−ᾱ_r)/(1−ᾱ_t) of β̃ is upside down": (1 - ᾱ) / (1 - earlier),
    "the quotient is that of the signals: ᾱ_r/ᾱ_t for (1−ᾱ_r)/(1−ᾱ_t)": earlier / ᾱ,
  ])
  let root = slip(threeSamplers, sqrt(β * quotient)).or([
    "β̃ was forgotten: η is not yet the standard deviation": 1,
    "σ is ηβ̃: a variance stands for a standard deviation": β * quotient,
  ])
  let share = slip(threeSamplers, η).or([
    "η and not η² stands before β̃": sqrt(η),
    "η² stands outside the root: σ = η√β̃": η * η,
    "η was forgotten": 1,
  ])
  let σ = slip(goingBack, share * root).or([
    "z is multiplied by the variance σ²; it should be by its root": share * share * root * root,
    "no fresh noise was added": 0,
  ])
  return scaled(σ, leap.fresh)
}

/// With η > 0.
private let restFormula = Formula<Leap> { leap, slip in
  let σ = leap.eta * sqrt(leap.βTilde)
  let taken = slip(threeSamplers, σ * σ).or([
    "the fresh noise comes on top: σ² has to be taken off 1−ᾱ_r": 0,
    "σ was taken off 1−ᾱ_r in the place of σ²": σ,
    "β̃ and not η²β̃ was taken off 1−ᾱ_r": leap.βTilde,
    "σ² was added to 1−ᾱ_r; it has to be taken off": -σ * σ,
  ])
  // Rounding can make what is left negative.
  let direction = slip(
    "standard deviations do not add: √(1−ᾱ_r−σ²), not √(1−ᾱ_r)−σ", threeSamplers,
    leap.σEarlier - σ, insteadOf: sqrt(max(0, 1 - leap.earlierAlphaBar - taken)))
  return leap.predicted(direction: direction)
}

/// Without known mistakes, which the parts have told.
private let leapFormula = Formula<Leap> { leap, _ in
  zip(zip(stateFormula(leap), restFormula(leap)), freshFormula(leap)).map { $0.0 + $0.1 + $1 }
}

private func check(
  _ name: String, cases: Int = 12, notFinite: String? = nil, _ formula: Formula<Leap>,
  given: @escaping @Sendable (inout RandomStream) -> Leap
) -> Check<any Exercises> {
  Check(
    name, cases: cases, whenNotFinite: notFinite, labels: coordinates, given: given,
    answer: {
      try $0.leap(
        state: $1.state, noise: $1.noise, fresh: $1.fresh, alphaBar: $1.alphaBar,
        earlierAlphaBar: $1.earlierAlphaBar, eta: $1.eta)
    }, formula: formula)
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
    check("η = 0: what becomes of the state", notFinite: notFinite, stateFormula) {
      Leap(&$0, .state, eta: 0)
    },
    check("η = 0: what becomes of the prediction", notFinite: notFinite, noiseFormula) {
      Leap(&$0, .noise, eta: 0)
    },
    check("what becomes of the fresh noise", notFinite: notFinite, freshFormula) {
      Leap(&$0, .fresh)
    },
    check(
      "η > 0: what becomes of the prediction",
      notFinite: "the root of a negative number: what is taken off 1−ᾱ_r is too much", restFormula
    ) { Leap(&$0, .noise) },
    check("all together", leapFormula) { Leap(&$0) },
    check(
      "all the way to the data", notFinite: "with ᾱ_r = 1 nothing may be divided by 1−ᾱ_r",
      leapFormula
    ) { random in
      var leap = Leap(&random)
      leap.earlierAlphaBar = 1
      return leap
    },
    // teacher: begin
    check(
      "η = 1 and hardly any signal", cases: 100,
      notFinite: "the root of a negative number: rounding made 1−ᾱ_r−σ² less than 0", leapFormula
    ) { random in
      var leap = Leap(&random, .noise, eta: 1)
      leap.alphaBar = 1e-18
      return leap
    },
    // teacher: end
  ])
