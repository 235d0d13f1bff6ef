import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 12 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func product(means: [Double], variances: [Double], exponents: [Double]) throws -> (
    mean: Double, variance: Double
  )?
  func product(
    of first: [(weight: Double, mean: Double, variance: Double)],
    and second: [(weight: Double, mean: Double, variance: Double)]
  ) throws -> (
    components: [(weight: Double, mean: Double, variance: Double)], logIntegral: Double
  )
  func contrast(
    data: [[Double]], samples: [[Double]], directions: [[Double]], exponents: [Double]
  ) throws -> (byExponents: [Double], byDirections: [[Double]])
}

public let homework = Homework<any Exercises>(
  chapter: 12, title: "Product of experts", exercises: [precisions, mixtures, studentRules])

/// The sections that diagnoses point to.
enum Section {
  static let precisions = "section 12.3, Precisions add"
  static let mixtures = "section 12.4, Mixtures, component by component"
  static let not = "section 12.5, Not"
  static let training = "section 12.6, Experts that learn together"
}

// MARK: 12.1

private struct Experts: Codable {
  var means: [Double]
  var variances: [Double]
  var exponents: [Double]

  /// Two positive exponents and a negative one, whose sum is away from 1.
  ///
  /// - Parameter exists: whether their product has a density.
  init(_ random: inout RandomStream, exists: Bool) {
    repeat {
      means = (0..<3).map { _ in random.uniform(-2...2) }
      variances = (0..<3).map { _ in random.uniform(0.4...3) }
      exponents = [
        random.uniform(0.4...1.6), random.uniform(0.4...1.6), -random.uniform(0.2...4),
      ]
    } while exists
      ? precision < 0.2 || abs(sum(exponents) - 1) < 0.1 || abs(sum(exponents)) < 0.1
      : precision > -0.2
  }

  /// Precisions that cancel, in whatever order they are added.
  init(withoutPrecision random: inout RandomStream) {
    means = (0..<3).map { _ in random.uniform(-2...2) }
    variances = [1, 2, 0.5]
    let (first, second) = (
      Double(2 + random.integer(below: 6)), Double(2 + random.integer(below: 6))
    )
    exponents = [first / 8, second / 4, -(first + second) / 16]
  }

  var precision: Double { sum(zip(exponents, variances).map { $0 / $1 }) }

  /// What the right answer would be, in the place of which nil stands: so that nil is all that is wrong.
  var rest: [Double] {
    [dot(zip(exponents, variances).map { $0 / $1 }, means) / precision, 1 / precision]
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    let result = try answers.product(means: means, variances: variances, exponents: exponents)
    return result.map { [1, $0.mean, $0.variance] } ?? [0] + rest
  }

  static let labels = ["1 for a density, 0 for nil", "mean", "variance"]
}

private let precisionsFormula = Formula<Experts> { experts, slip in
  let γ = slip(
    "the exponents were ignored", Section.not, [1, 1, 1],
    insteadOf: slip(
      "the exponents were divided by their sum: that is an average", Section.precisions,
      normalized(experts.exponents),
      insteadOf: slip(
        "a negative exponent subtracts precision", Section.not, experts.exponents.map { abs($0) },
        insteadOf: experts.exponents)))
  let own = slip(
    "v is a variance, not a standard deviation", Section.precisions,
    experts.variances.map { 1 / ($0 * $0) }, insteadOf: experts.variances.map { 1 / $0 })
  let precision = dot(γ, own)
  guard precision > 0 else { return [0] + experts.rest }
  let pull = dot(zip(γ, own).map { $0 * $1 }, experts.means)
  let mean = slip(
    "the mean is weighted by exponents alone: precision belongs into the weights",
    Section.precisions, dot(γ, experts.means) / sum(γ),
    insteadOf: slip(
      "the mean was not divided by the sum of the precisions", Section.precisions, pull,
      insteadOf: pull / precision))
  let variance = slip(
    "that is the precision, not the variance", Section.precisions, precision,
    insteadOf: slip(
      "that is the standard deviation, not the variance", Section.precisions, sqrt(1 / precision),
      insteadOf: 1 / precision))
  return [1, mean, variance]
}

private let precisions = Exercise<any Exercises>(
  "12.1", "Precisions with exponents", points: 2, section: Section.not,
  hints: [
    "What does an exponent do to a parabola?",
    "The energy is Σ γᵢ(x − mᵢ)²/(2vᵢ). Compare the terms in x² and x. When does e^(−E) have an integral?",
    "1/v = Σ γᵢ/vᵢ, which must be positive, and m = v Σ γᵢmᵢ/vᵢ.",
  ],
  checks: [
    Check(
      "a negative exponent", labels: Experts.labels, given: { Experts(&$0, exists: true) },
      answer: { try $1.answer($0) }, formula: precisionsFormula,
      mistakes: [
        Mistake("there is a density: a negative exponent may be too large, or not", Section.not) {
          [0] + $0.rest
        },
        Mistake(
          "nil came where the exponents' sum is not positive: that of precisions decides",
          Section.not
        ) {
          [sum($0.exponents) > 0 ? 1 : 0] + $0.rest
        },
      ]),
    Check(
      "a negative exponent that is too large", labels: Experts.labels,
      given: { $0.bernoulli(0.5) ? Experts(&$0, exists: false) : Experts(withoutPrecision: &$0) },
      answer: { Array(try $1.answer($0).prefix(1)) },
      formula: Formula { experts, slip in
        slip(Section.not, [0]).or([
          "the precision is not positive: there is no such density": [1],
          "a precision of zero makes no density either": [experts.precision == 0 ? 1 : 0],
        ])
      }),
  ])

// MARK: 12.2

private struct Mixtures: Codable {
  struct Mixture: Codable {
    var weights: [Double]
    var means: [Double]
    var variances: [Double]

    init(_ random: inout RandomStream, count: Int, around center: Double) {
      weights = normalized((0..<count).map { _ in random.uniform(0.3...1) })
      means = (0..<count).map { _ in center + random.normal() }
      variances = (0..<count).map { _ in random.uniform(0.3...2) }
    }

    var components: [(weight: Double, mean: Double, variance: Double)] {
      weights.indices.map { (weights[$0], means[$0], variances[$0]) }
    }
  }
  var first: Mixture
  var second: Mixture

  init(_ random: inout RandomStream, distance: Double) {
    first = Mixture(&random, count: 2, around: 0)
    second = Mixture(&random, count: 3, around: distance)
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    let product = try answers.product(of: first.components, and: second.components)
    return try product.components.sized(6, "component").flatMap {
      [$0.weight, $0.mean, $0.variance]
    } + [product.logIntegral]
  }

  static let labels =
    (1...2).flatMap { j in
      (1...3).flatMap { k in ["weight", "mean", "variance"].map { "\($0) for j = \(j), k = \(k)" } }
    } + ["ln ∫"]
}

private let mixturesFormula = Formula<Mixtures> { mixtures, slip in
  let isSwapped = slip.isMade(
    "the order is another: the first mixture's component changes last", Section.mixtures)
  let (rows, columns) = (mixtures.first.components, mixtures.second.components)
  let pairs =
    isSwapped
    ? columns.flatMap { b in rows.map { ($0, b) } } : rows.flatMap { a in columns.map { (a, $0) } }
  let parts = pairs.map { a, b in
    let (sum, product) = (a.variance + b.variance, a.variance * b.variance)
    let gap = a.mean - b.mean
    let variance = slip(Section.precisions, product / sum).or([
      "the variances of the two were added: precisions add": sum,
      "those are precisions, not variances": sum / product,
      "those are standard deviations, not variances": sqrt(product / sum),
    ])
    let mean = slip(
      "the mean is weighted by variance, not by precision", Section.precisions,
      (a.mean * a.variance + b.mean * b.variance) / sum,
      insteadOf: (a.mean * b.variance + b.mean * a.variance) / sum)
    let spread = slip(
      "the overlap has the variance of the product: it should be the sum of the two variances",
      Section.precisions, product / sum, insteadOf: sum)
    let factor = slip(
      "the overlap lacks its factor 1/√(2π(v₁ + v₂))", Section.precisions, 0,
      insteadOf: -log(2 * .pi * spread) / 2)
    let half = slip(
      "the overlap lacks the ½ before its square", Section.precisions, 1, insteadOf: 0.5)
    let overlap = slip(
      "the weights lack e^ℓ, which says how well two components agree", Section.mixtures, 0,
      insteadOf: factor - half * gap * gap / spread)
    let second = slip(
      "the weights of the second mixture are missing", Section.mixtures, 0, insteadOf: log(b.weight)
    )
    return (log: log(a.weight) + second + overlap, mean: mean, variance: variance)
  }
  let logIntegral = logSumExp(parts.map(\.log))
  let divided = slip(
    "the weights do not sum to 1", Section.mixtures, 0, insteadOf: logIntegral)
  return parts.flatMap { [exp($0.log - divided), $0.mean, $0.variance] } + [
    slip(Section.mixtures, logIntegral).or([
      "that is the integral: its logarithm was asked for": exp(logIntegral),
      "the sign of ln ∫ is wrong": -logIntegral,
      "the largest logarithm was taken out, and not put back": logIntegral
        - parts.map(\.log).max()!,
    ])
  ]
}

private let mixtures = Exercise<any Exercises>(
  "12.2", "Mixtures multiplied out", points: 5, section: Section.mixtures,
  hints: [
    "Two components make one. Its mean and variance are those of two normal experts.",
    """
    The new weight is w_j · w'_k · N(m_j; m'_k, v_j + v'_k), up to a common factor. Keep its logarithm, and look for \
    the largest before you take exponentials.
    """,
    """
    With λ = ln w + ln w' − ½ ln(2π(v + v')) − (m − m')²/(2(v + v')) for each pair: ln ∫ = logSumExp of all λ, \
    and each weight is exp(λ − ln ∫).
    """,
  ],
  checks: [
    Check(
      "two and three components", labels: Mixtures.labels, given: { Mixtures(&$0, distance: 1) },
      answer: { try $1.answer($0) }, formula: mixturesFormula),
    Check(
      "a hundred standard deviations apart", cases: 6,
      whenNotFinite: "all e^ℓ are zero there: keep their logarithms",
      given: { Mixtures(&$0, distance: 150) }, answer: { try $1.answer($0) },
      expected: { mixturesFormula($0) }, mistakes: [], labels: Mixtures.labels),
  ])

// MARK: 12.3

private struct Rules: Codable {
  var data: [[Double]]
  var samples: [[Double]]
  var directions: [[Double]]
  var exponents: [Double]

  init(_ random: inout RandomStream, experts: Int, dimension: Int) {
    data = (0..<3).map { _ in random.normals(dimension, standardDeviation: 1.5) }
    samples = (0..<5).map { _ in random.normals(dimension) }
    directions = (0..<experts).map { _ in random.normals(dimension) }
    exponents = (0..<experts).map { _ in random.uniform(1.3...3) }
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    let gradient = try answers.contrast(
      data: data, samples: samples, directions: directions, exponents: exponents)
    return try gradient.byExponents.sized(exponents.count, "exponent")
      + gradient.byDirections.sized(directions.count, "direction").flatMap {
        try $0.sized(directions[0].count, "coordinate")
      }
  }

  static func labels(experts: Int, dimension: Int) -> [String] {
    (1...experts).map { "by a\($0)" }
      + (1...experts).flatMap { j in (1...dimension).map { "by coordinate \($0) of w\(j)" } }
  }
}

private let rulesFormula = Formula<Rules> { rules, slip in
  let half = slip("the ½ before the square is missing", Section.training, 1, insteadOf: 0.5)
  let outer = slip(
    "the exponent a is missing from the slope by w", Section.training, [1, 1, 1],
    insteadOf: rules.exponents)
  let two = slip(
    "the derivative of the square lacks its 2", Section.training, 1.0, insteadOf: 2)
  let isDivided = slip(
    "the derivative of the logarithm is missing: divide by 1 + ½(w·x)²", Section.training, false,
    insteadOf: true)
  let byLogarithm = slip(
    "that is the slope by ln a: the one by a has no factor a", Section.training, rules.exponents,
    insteadOf: [1, 1, 1])
  /// The mean slope of the energy over points.
  func slope(_ points: [[Double]]) -> [Double] {
    let rows = points.map { x in
      let y = rules.directions.map { dot($0, x) }
      let inner = y.map { 1 + half * $0 * $0 }
      return y.indices.map { byLogarithm[$0] * log(inner[$0]) }
        + y.indices.flatMap { j in
          x.map { outer[j] * half * two * y[j] * $0 / (isDivided ? inner[j] : 1) }
        }
    }
    let sums = rows[0].indices.map { i in sum(rows.map { $0[i] }) }
    let count = slip(Section.training, Double(points.count)).or([
      "those are sums over the points: they should be means": 1,
      "both sums were divided by the number of data": Double(rules.data.count),
    ])
    return sums.map { $0 / count }
  }
  let sign = slip(
    "the sign is wrong: the data's mean comes first, the model's is subtracted", Section.training,
    -1.0, insteadOf: 1)
  let model = slip(
    "the model's samples are missing", Section.training, 0,
    insteadOf: slip(
      "the two means were added: one is subtracted from the other", Section.training, -1.0,
      insteadOf: 1))
  return zip(slope(rules.data), slope(rules.samples)).map { sign * ($0 - model * $1) }
}

private let studentRules = Exercise<any Exercises>(
  "12.3", "Rules that are learned together", points: 6, section: Section.training,
  hints: [
    "The energy is a sum, so each parameter belongs to one term of it. Differentiate that term.",
    "With y = w·x: ∂E/∂a = ln(1 + ½y²). By w, the chain rule passes the logarithm, the square and y.",
    "∂E/∂w = a·y·x/(1 + ½y²). Take its mean over the data, less its mean over the samples.",
  ],
  checks: [
    Check(
      "three experts in the plane", labels: Rules.labels(experts: 3, dimension: 2),
      given: { Rules(&$0, experts: 3, dimension: 2) }, answer: { try $1.answer($0) },
      formula: rulesFormula),
    Check(
      "one expert in three dimensions", cases: 4, labels: Rules.labels(experts: 1, dimension: 3),
      given: { Rules(&$0, experts: 1, dimension: 3) }, answer: { try $1.answer($0) },
      formula: rulesFormula),
  ])
