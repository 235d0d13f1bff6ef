import Elementary
import HomeworkKit
import Tensors

/// Many directions in a space of some dimensions.
private struct Directions: Codable {
  var dimension: Int
  var count: Int
  var seed: UInt64

  init(_ random: inout RandomStream) {
    // So many that a cube looks different from a sphere.
    dimension = 8 + random.integer(below: 3)
    count = 20_000
    seed = random.next()
  }

  var d: Double { Double(dimension) }

  func drawn(_ answers: any Exercises) throws -> [Double] {
    var random = RandomStream(seed: seed)
    let drawn = try answers.directions(count: count, dimension: dimension, using: &random)
    return drawn.flatMap { $0 }
  }

  static let labels = [
    "mean of v₁", "mean of v₁²", "mean of v₁⁴", "mean of v₁v₂", "mean of (‖v‖² − d)²",
    "share of directions equal to the one before", "share opposite to the one before",
  ]

  /// The statistics with these labels.
  func statistics(_ numbers: [Double]) -> [Double] {
    let rows = (0..<count).map { Array(numbers[($0 * dimension)..<(($0 + 1) * dimension)]) }
    func mean(_ f: ([Double]) -> Double) -> Double { sum(rows.map(f)) / Double(count) }
    /// The share of directions that are a multiple of the one before.
    func share(_ factor: Double) -> Double {
      let repeated = zip(rows, rows.dropFirst()).count { a, b in
        zip(a, b).allSatisfy { abs(factor * $0 - $1) < 1e-9 }
      }
      return Double(repeated) / Double(count - 1)
    }
    return [
      mean { $0[0] }, mean { $0[0] * $0[0] }, mean { pow($0[0], 4) }, mean { $0[0] * $0[1] },
      mean { v in
        let excess = dot(v, v) - d
        return excess * excess
      },
      share(1), share(-1),
    ]
  }

  /// A mean of `count` independent terms, from the mean of one and of its square.
  ///
  /// - Parameter allowance: for a skew distribution of the terms, a factor of the standard error.
  func mean(_ value: Double, square: Double, allowance: Double = 1) -> Target {
    let variance = square - value * value
    return variance < 1e-12 * square
      ? .value(value, tolerance: 1e-5)
      : .mean(value, standardError: allowance * sqrt(variance / Double(count)))
  }

  /// Directions of one length with equal distributions for all coordinates.
  ///
  /// - Parameters:
  ///   - length: of v.
  ///   - first: E v₁, at the length √d; so are the rest.
  ///   - fourth: E v₁⁴.
  ///   - eighth: E v₁⁸.
  ///   - product: E v₁v₂.
  func distribution(
    length: Double, first: Double = 0, fourth: Double, eighth: Double, product: Double = 0
  ) -> [Target] {
    let c = length / sqrt(d)
    let (c2, c4) = (c * c, c * c * c * c)
    let squaredProduct = (d - fourth) / (d - 1)  // because ‖v‖⁴ = d²
    // Not what rounding makes of √d.
    let excess = length == sqrt(d) ? 0 : length * length - d
    return [
      mean(c * first, square: c2), mean(c2, square: c4 * fourth),
      mean(c4 * fourth, square: c4 * c4 * eighth, allowance: 1.1),
      mean(c2 * product, square: c4 * squaredProduct),
      .value(excess * excess, tolerance: 1e-5), .value(0, tolerance: 1e-3),
      .value(0, tolerance: 1e-3),
    ]
  }

  /// The sphere, or its part in which all coordinates are positive.
  func sphere(length: Double? = nil, isPositive: Bool = false) -> [Target] {
    let meanOfAbsolute =
      sqrt(d / .pi) * exp(logGamma(d / 2) - logGamma((d + 1) / 2))
    return distribution(
      length: length ?? sqrt(d), first: isPositive ? meanOfAbsolute : 0, fourth: 3 * d / (d + 2),
      eighth: 105 * d * d * d / ((d + 2) * (d + 4) * (d + 6)),
      product: isPositive ? 2 / .pi : 0)
  }

  /// A point of the cube (−1, 1)ᵈ, or of (0, 1)ᵈ, moved to the sphere: there are more in its
  /// corners.
  func cube(length: Double? = nil, isPositive: Bool = false) -> [Target] {
    func moment(_ powers: [Int]) -> Double {
      let half = Double(sum(powers.map(Double.init))) / 2
      return pow(d, half) * cubeMoment(powers, dimension: dimension)
    }
    return distribution(
      length: length ?? sqrt(d), first: isPositive ? moment([1]) : 0, fourth: moment([4]),
      eighth: moment([8]), product: isPositive ? moment([1, 1]) : 0)
  }

  /// Independent coordinates with the same distribution, that are not normalised.
  ///
  /// - Parameters:
  ///   - first: E v₁.
  ///   - moments: of the orders 2, 4, 6 and 8.
  func independent(first: Double = 0, _ moments: [Double]) -> [Target] {
    let (m2, m4, m6, m8) = (moments[0], moments[1], moments[2], moments[3])
    let product = first * first
    // Central moments of v₁², and of the sum of d such.
    let (second, third) = (m4 - m2 * m2, m6 - 3 * m4 * m2 + 2 * m2 * m2 * m2)
    let fourth = m8 - 4 * m6 * m2 + 6 * m4 * m2 * m2 - 3 * m2 * m2 * m2 * m2
    let fourthOfSum = d * fourth + 3 * d * (d - 1) * second * second
    let shift = d * (m2 - 1)
    let mixed = 6 * d * second * shift * shift + 4 * d * third * shift
    let excess = d * second + shift * shift
    return [
      mean(first, square: m2), mean(m2, square: m4), mean(m4, square: m8),
      mean(product, square: m2 * m2),
      mean(excess, square: fourthOfSum + mixed + shift * shift * shift * shift),
      .value(0, tolerance: 1e-3), .value(0, tolerance: 1e-3),
    ]
  }

  /// Uniform coordinates on (−b, b).
  func uniform(_ b: Double) -> [Target] {
    independent([2, 4, 6, 8].map { pow(b, $0) / ($0 + 1) })
  }

  /// Uniform in the ball of radius √d.
  var ball: [Target] {
    // E (‖v‖²/d)ᵏ, and from it what the sphere has times that.
    func power(_ k: Double) -> Double { d / (d + 2 * k) }
    let fourth = power(2) * 3 * d / (d + 2)
    let eighth = power(4) * 105 * d * d * d / ((d + 2) * (d + 4) * (d + 6))
    let excess = power(2) - 2 * power(1) + 1
    let square = power(4) - 4 * power(3) + 6 * power(2) - 4 * power(1) + 1
    return [
      mean(0, square: power(1)), mean(power(1), square: fourth),
      mean(fourth, square: eighth, allowance: 1.1), mean(0, square: power(2) * d / (d + 2)),
      mean(d * d * excess, square: d * d * d * d * square), .value(0, tolerance: 1e-3),
      .value(0, tolerance: 1e-3),
    ]
  }

  /// √d g/‖g‖², with normal g.
  var dividedBySquare: [Target] {
    let inverseSquare = 1 / (d - 2)
    let inverseFourth = inverseSquare / (d - 4)
    return [
      mean(0, square: inverseSquare),
      mean(inverseSquare, square: 3 * d / (d + 2) * inverseFourth), .anything,
      mean(0, square: d / (d + 2) * inverseFourth), .anything, .value(0, tolerance: 1e-3),
      .value(0, tolerance: 1e-3),
    ]
  }
}

/// E x₁ᵃx₂ᵇ/‖x‖ᵃ⁺ᵇ for x uniform in (0, 1)ᵈ.
///
/// From 1/r²ᵖ = ∫ sᵖ⁻¹ exp(−s r²) ds/Γ(p), with s = w²: under the integral the coordinates are
/// independent.
private func cubeMoment(_ powers: [Int], dimension: Int) -> Double {
  let total = sum(powers.map(Double.init))
  /// The integral of xᵏ exp(−w²x²) over (0, 1).
  func factor(_ k: Int, _ w: Double) -> Double {
    integrate(from: 0, to: min(1, 8 / w), points: 40) { x in
      pow(x, Double(k)) * exp(-w * w * x * x)
    }
  }
  let others = Double(dimension - powers.count)
  let integral = integrate(from: 0, to: 1, points: 200) { u in
    let w = u / (1 - u)
    let product = powers.reduce(1) { $0 * factor($1, w) }
    return pow(w, total - 1) * product * pow(factor(0, w), others) / ((1 - u) * (1 - u))
  }
  return 2 * integral / gamma(total / 2)
}

private let directionsMistakes: [WrongDistribution<Directions>] = [
  WrongDistribution("the length is 1: with it, E vvᵀ = I/d", Section.forms) {
    $0.sphere(length: 1)
  },
  WrongDistribution("the length is d: it should be √d", Section.ones) { $0.sphere(length: $0.d) },
  WrongDistribution("normal numbers have a random length: they were not normalised", Section.ones) {
    $0.independent([1, 3, 15, 105])
  },
  WrongDistribution("those are signs: they point to the corners of a cube only", Section.ones) {
    input in
    var distribution = input.distribution(length: sqrt(input.d), fourth: 1, eighth: 1)
    (distribution[5], distribution[6]) = (.anything, .anything)  // equal by chance
    return distribution
  },
  WrongDistribution("those are points inside the sphere: all should lie on it", Section.ones) {
    $0.ball
  },
  WrongDistribution("g was divided by its squared length: divide by the length", Section.ones) {
    $0.dividedBySquare
  },
  WrongDistribution(
    "points of a cube were normalised: too many directions point to its corners", Section.ones
  ) {
    $0.cube()
  },
  WrongDistribution("points of a cube were normalised, and to the length 1", Section.forms) {
    $0.cube(length: 1)
  },
  WrongDistribution(
    "all coordinates are positive: uniform numbers between 0 and 1 were normalised", Section.ones
  ) {
    $0.cube(isPositive: true)
  },
  WrongDistribution(
    """
    all coordinates are positive, and the length is 1: uniform numbers between 0 and 1 were \
    normalised
    """, Section.forms
  ) {
    $0.cube(length: 1, isPositive: true)
  },
  WrongDistribution(
    "all coordinates are positive: the signs of the normal numbers are lost", Section.ones
  ) {
    $0.sphere(isPositive: true)
  },
  WrongDistribution("the coordinates are uniform on (−1, 1) and were not normalised", Section.ones)
  {
    $0.uniform(1)
  },
  WrongDistribution(
    "the coordinates are uniform of variance 1 and were not normalised", Section.ones
  ) {
    $0.uniform(sqrt(3))
  },
  WrongDistribution("the coordinates are uniform on (0, 1) and were not normalised", Section.ones) {
    $0.independent(first: 0.5, [1 / 3, 1 / 5, 1 / 7, 1 / 9])
  },
  WrongDistribution("all coordinates of a direction are the same number", Section.ones) { input in
    var distribution = input.distribution(length: sqrt(input.d), fourth: 1, eighth: 1)
    distribution[3] = .value(1, tolerance: 1e-5)
    (distribution[5], distribution[6]) = (.anything, .anything)
    return distribution
  },
  WrongDistribution(
    "all coordinates of a direction are the same normal number, not normalised", Section.ones
  ) { input in
    let d = input.d
    return [
      input.mean(0, square: 1), input.mean(1, square: 3), input.mean(3, square: 105),
      input.mean(1, square: 3), input.mean(2 * d * d, square: 60 * pow(d, 4)),
      .value(0, tolerance: 1e-3), .value(0, tolerance: 1e-3),
    ]
  },
  WrongDistribution(
    "each direction comes with its opposite: they should be independent of each other", Section.ones
  ) { _ in
    [
      .anything, .anything, .anything, .anything, .value(0, tolerance: 1e-5),
      .value(0, tolerance: 1e-3), .value(0.5, tolerance: 1e-3),
    ]
  },
  WrongDistribution("one direction was drawn and used again and again", Section.ones) { _ in
    [.anything, .anything, .anything, .anything, .anything, .value(1), .anything]
  },
]

let whereToLook = Exercise<any Exercises>(
  "7.2", "Where to look", points: 4, section: Section.ones,
  hints: [
    "Which distribution of d numbers looks the same from all sides, and can be drawn one by one?",
    """
    Independent normal numbers have no preferred direction, only a random length. Take the \
    direction, and give it the right length.
    """,
    "Draw g with d normal numbers, and return √d·gᵢ/‖g‖, where ‖g‖ = √(Σ gᵢ²). New for each.",
  ],
  seconds: 20,
  checks: [
    Check(
      statistical: "20,000 directions", count: { $0.count * $0.dimension },
      given: { Directions(&$0) }, answer: { try $1.drawn($0) }, labels: Directions.labels,
      measured: { $0.statistics($1) }, expected: { $0.sphere() },
      mistakes: directionsMistakes)
  ])
