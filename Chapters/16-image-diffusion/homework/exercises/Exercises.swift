import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 16 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func wienerFloor(eigenvalues: [Double], alphaBar: Double) throws -> Double
  func lossElsewhere(eigenvalues: [Double], squares q: [Double], alphaBar: Double) throws -> Double
  func fillIn(
    state: [Double], signal: Double, nextSignal: Double, known: [Double], mask: [Double],
    replacing: [[Double]], renoising: [[Double]], predictedNoise: ([Double]) -> [Double]
  ) throws -> [Double]
}

public let homework = Homework<any Exercises>(
  chapter: 16, title: "Diffusion for images", exercises: [floor, elsewhere, filling])

/// The sections that diagnoses point to.
enum Section {
  static let moments = "section 16.2, What second moments know"
  static let filling = "section 16.8, Filling in"
}

/// ᾱ on either side of ½, and away from it.
private func signal(_ random: inout RandomStream) -> Double {
  random.bernoulli(0.5) ? random.uniform(0.2...0.4) : random.uniform(0.6...0.85)
}

// MARK: 16.1

/// Eigenvalues, of which one or two are 0.
private struct Spectrum: Codable {
  var eigenvalues: [Double]
  var alphaBar: Double

  init(_ random: inout RandomStream) {
    alphaBar = signal(&random)
    eigenvalues = (0..<(2 + random.integer(below: 4))).map { _ in random.uniform(0.3...3) }
    eigenvalues += random.bernoulli(0.5) ? [0] : [0, 0]
  }
}

private let floorFormula = Formula<Spectrum> { input, slip in
  let ᾱ = input.alphaBar
  let (signal, noise) = slip(Section.moments, (ᾱ, 1 - ᾱ)).or([
    "ᾱ and 1 − ᾱ are exchanged": (1 - ᾱ, ᾱ),
    "√ᾱ stands for ᾱ: the data's variance has its square": (sqrt(ᾱ), 1 - ᾱ),
  ])
  let terms = input.eigenvalues.map { eigenvalue in
    let λ = slip(Section.moments, eigenvalue).or([
      "the roots of the eigenvalues stand for them: eigenvalues are variances already":
        sqrt(eigenvalue),
      "the eigenvalues are squared: they are variances already": eigenvalue * eigenvalue,
    ])
    let above = slip(
      "that is the error of the predicted data: the noise is asked for", Section.moments,
      noise * λ,
      insteadOf: slip(
        "the numerator has 1 − ᾱ: that is the share which is explained", Section.moments, noise,
        insteadOf: slip(
          "ᾱ is missing in the numerator: data are scaled by √ᾱ", Section.moments, λ,
          insteadOf: signal * λ)))
    let below = slip(
      "ᾱ is missing in the denominator: data are scaled by √ᾱ", Section.moments, λ,
      insteadOf: signal * λ)
    let spread = slip(
      "the denominator has 1: the noise has the variance 1 − ᾱ", Section.moments, 1,
      insteadOf: slip(
        "the denominator has √(1−ᾱ): variances add up", Section.moments, sqrt(noise),
        insteadOf: noise))
    return above / (below + spread)
  }
  let count = slip(
    "directions without variance were left out: the mean is over all pixels", Section.moments,
    input.eigenvalues.count { $0 > 0 }, insteadOf: input.eigenvalues.count)
  return [
    slip(
      "that is the sum: the loss is per pixel", Section.moments, sum(terms),
      insteadOf: sum(terms) / Double(count))
  ]
}

private let floor = Exercise<any Exercises>(
  "16.1", "The Wiener floor", points: 2, section: Section.moments,
  hints: [
    "Along an eigenvector everything is one-dimensional. What are the variances of signal and noise?",
    "Each direction has the floor ᾱλ/v_t with v_t = ᾱλ + 1 − ᾱ.",
    "The mean of ᾱλᵢ/(ᾱλᵢ + 1 − ᾱ) over all i, those with λᵢ = 0 among them.",
  ],
  checks: [
    Check(
      "three to seven pixels", labels: ["floor"], given: { Spectrum(&$0) },
      answer: {
        [try $0.wienerFloor(eigenvalues: $1.eigenvalues, alphaBar: $1.alphaBar)]
      }, formula: floorFormula)
  ])

// MARK: 16.2

/// Eigenvalues, and mean squares of other data.
private struct Elsewhere: Codable {
  var eigenvalues, q: [Double]
  var alphaBar: Double

  init(_ random: inout RandomStream) {
    let spectrum = Spectrum(&random)
    (eigenvalues, alphaBar) = (spectrum.eigenvalues, spectrum.alphaBar)
    q = eigenvalues.map { $0 * random.uniform(0.5...1.8) + random.uniform(0.1...0.4) }
  }

  /// The mean of a term of λ, q and D.
  func mean(_ term: (Double, Double, Double) -> Double) -> [Double] {
    let terms = zip(eigenvalues, q).map { term($0, $1, alphaBar * $0 + 1 - alphaBar) }
    return [sum(terms) / Double(q.count)]
  }
}

private let elsewhereFormula = Formula<Elsewhere> { input, slip in
  let (signal, noise) = (input.alphaBar, 1 - input.alphaBar)
  let terms = zip(input.eigenvalues, input.q).map { λ, square in
    let own = slip(
      "that is the floor of the training pictures: q has to appear", Section.moments, λ,
      insteadOf: square)
    let D =
      signal
      * slip(
        "the prediction divides by the variance of the training pictures, with λ, not with q",
        Section.moments, own, insteadOf: λ) + noise
    // The error is the noise times ᾱλ/D, less the offset of the data times √(ᾱ(1−ᾱ))/D.
    let kept =
      signal
      * slip(
        "the error in the noise has the factor ᾱλ/D: λ, not q", Section.moments, own, insteadOf: λ)
      / D
    let ofNoise = slip(
      "the noise's own part of the error is missing", Section.moments, 0,
      insteadOf: slip(
        "ᾱλ/D is not squared in the noise's own part", Section.moments, kept,
        insteadOf: kept * kept))
    let ofData = slip(
      "the data's part of the error is missing", Section.moments, 0,
      insteadOf: slip(
        "the data's part lacks the factor 1 − ᾱ of the prediction", Section.moments,
        signal * own / (D * D),
        insteadOf: slip(
          "the data's part lacks ᾱ: they are scaled by √ᾱ", Section.moments,
          noise * own / (D * D),
          insteadOf: slip(
            "D is not squared in the data's part", Section.moments, signal * noise * own / D,
            insteadOf: signal * noise * own / (D * D)))))
    let sign = slip(
      "the two parts are subtracted: independent errors add up as squares", Section.moments, -1.0,
      insteadOf: 1)
    return ofNoise + sign * ofData
  }
  return [
    slip(
      "that is the sum: the loss is per pixel", Section.moments, sum(terms), insteadOf: mean(terms))
  ]
}

private let elsewhere = Exercise<any Exercises>(
  "16.2", "The floor elsewhere", points: 5, section: Section.moments,
  hints: [
    """
    Along one eigenvector write x_t = √ᾱ x₀ + √(1−ᾱ) ε, with x₀ measured from m, and put it into the \
    prediction. Which multiple of ε, and which of x₀, is in ε − ε̂?
    """,
    """
    With D = ᾱλ + 1 − ᾱ the prediction is √(1−ᾱ) x_t/D, so ε − ε̂ = (ᾱλ/D) ε − (√(ᾱ(1−ᾱ))/D) x₀. \
    The two are independent.
    """,
    "The mean over i of (ᾱ²λᵢ² + ᾱ(1−ᾱ) qᵢ)/(ᾱλᵢ + 1 − ᾱ)². For qᵢ = λᵢ it is the floor.",
  ],
  checks: [
    Check(
      "three to seven pixels", labels: ["loss"], given: { Elsewhere(&$0) },
      answer: {
        [
          try $0.lossElsewhere(
            eigenvalues: $1.eigenvalues, squares: $1.q, alphaBar: $1.alphaBar)
        ]
      }, formula: elsewhereFormula,
      mistakes: [
        Mistake("that is the floor of a model fitted to the other pictures", Section.moments) {
          input in
          input.mean { _, q, _ in input.alphaBar * q / (input.alphaBar * q + 1 - input.alphaBar) }
        },
        Mistake(
          "that is the floor with q in the numerator alone: go back to the error ε − ε̂",
          Section.moments
        ) { input in input.mean { _, q, D in input.alphaBar * q / D } },
      ])
  ])

// MARK: 16.3

private struct Damage: Codable {
  var predictedNoise = "0.5 xⱼ + 0.3 sin(Σ x) + bⱼ"
  var b: [Double]
  var state, known, mask: [Double]
  var signal, nextSignal: Double
  var replacing, renoising: [[Double]]

  init(pixels: Int, times: Int, _ random: inout RandomStream) {
    b = random.normals(pixels, standardDeviation: 0.3)
    state = random.normals(pixels)
    known = random.normals(pixels).map { $0 + 0.5 }
    let order = random.permutation(pixels)
    let count = max(1, pixels / 2 - random.integer(below: 2))
    mask = order.map { $0 < count ? 1 : 0 }
    signal = random.uniform(0.15...0.35)
    nextSignal = random.uniform(0.55...0.8)
    replacing = (0..<times).map { _ in random.normals(pixels) }
    renoising = (1..<times).map { _ in random.normals(pixels) }
  }

  func predictedNoise(_ x: [Double]) -> [Double] {
    zip(x, b).map { 0.5 * $0 + 0.3 * sin(sum(x)) + $1 }
  }
}

private let fillingFormula = Formula<Damage> { input, slip in
  let (t, s) = (input.signal, input.nextSignal)
  let mask = slip(
    "the mask is reversed: it is 1 on known pixels", Section.filling, input.mask.map { 1 - $0 },
    insteadOf: input.mask)
  let level = slip(
    "the known pixels are noised to the level of t: the state is at s", Section.filling, t,
    insteadOf: s)
  let scale = slip(
    "the known pixels are not scaled by √ᾱ", Section.filling, 1,
    insteadOf: slip(
      "the known pixels are scaled by ᾱ: it should be √ᾱ", Section.filling, level,
      insteadOf: sqrt(level)))
  let spread = slip(
    "the known pixels have no noise: it has to be that of time s", Section.filling, 0,
    insteadOf: slip(
      "the noise of the known pixels is (1−ᾱ) z: it should be √(1−ᾱ) z", Section.filling,
      1 - level, insteadOf: sqrt(1 - level)))
  func replaced(_ x: [Double], _ z: [Double]) -> [Double] {
    x.indices.map { j in
      mask[j] * (scale * input.known[j] + spread * z[j]) + (1 - mask[j]) * x[j]
    }
  }
  let divisor = slip(Section.filling, sqrt(t)).or([
    "x̂₀ is not divided by √ᾱ": 1, "x̂₀ is divided by ᾱ: it should be by √ᾱ": t,
  ])
  let shrunk = slip(Section.filling, sqrt(1 - t)).or([
    "in x̂₀ stands 1−ᾱ for its root": 1 - t,
    "in x̂₀ the noise is added: it should be subtracted": -sqrt(1 - t),
  ])
  let again = slip(Section.filling, sqrt(1 - s)).or([
    "the step's noise has the level of t: it should have that of s": sqrt(1 - t),
    "the step puts no noise back: it ends at √ᾱ x̂₀": 0,
  ])
  func stepped(_ x: [Double], _ predicted: [Double]) -> [Double] {
    zip(x, predicted).map { sqrt(s) * ($0 - shrunk * $1) / divisor + again * $1 }
  }
  let isRepeated = !input.renoising.isEmpty
  var (x, z) = (input.state, input.replacing)
  var (predictsOnce, waits) = (false, false)
  if isRepeated {
    z = slip(
      "every repetition replaces with the same z", Section.filling, z.map { _ in z[0] },
      insteadOf: z)
    predictsOnce = slip.isMade(
      "the noise is predicted once: every repetition predicts it anew", Section.filling)
    waits = slip.isMade(
      "the known pixels are replaced at the end alone: it should be after every step",
      Section.filling)
  }
  for (index, draw) in z.enumerated() {
    func pinned(_ x: [Double]) -> [Double] {
      waits && index < input.renoising.count ? x : replaced(x, draw)
    }
    let predicted = input.predictedNoise(predictsOnce ? input.state : x)
    x = slip(
      "the known pixels are replaced before the step: it should be after it", Section.filling,
      stepped(pinned(x), input.predictedNoise(pinned(x))), insteadOf: pinned(stepped(x, predicted)))
    guard index < input.renoising.count else { continue }
    let ratio = slip(
      "from s back to t the factor is √ᾱ_t: that is the way from the data", Section.filling, t,
      insteadOf: t / s)
    let factor = slip(
      "from s back to t the factor lacks its root", Section.filling, ratio, insteadOf: sqrt(ratio))
    let back = slip(Section.filling, sqrt(1 - ratio)).or([
      "from s back to t the noise lacks its root": 1 - ratio,
      "from s back to t the noise is missing": 0,
      "from s back to t the noise has the variance ᾱ_s − ᾱ_t: it should have 1 − ᾱ_t/ᾱ_s":
        sqrt(s - t),
    ])
    let noised = zip(x, input.renoising[index]).map { factor * $0 + back * $1 }
    let unknown = slip(
      "only the unknown pixels are noised back to t: it should be all", Section.filling,
      x.indices.map { mask[$0] * x[$0] + (1 - mask[$0]) * noised[$0] }, insteadOf: noised)
    x = slip(
      "the state is not noised back to t before the step is repeated", Section.filling, x,
      insteadOf: slip(
        "every repetition begins with the first state", Section.filling, input.state,
        insteadOf: unknown))
  }
  return x
}

private func answered(_ answers: any Exercises, _ input: Damage) throws -> [Double] {
  try answers.fillIn(
    state: input.state, signal: input.signal, nextSignal: input.nextSignal, known: input.known,
    mask: input.mask, replacing: input.replacing, renoising: input.renoising,
    predictedNoise: input.predictedNoise
  ).sized(input.state.count, "pixel")
}

private let filling = Exercise<any Exercises>(
  "16.3", "Filling in, one level", points: 7, section: Section.filling,
  hints: [
    "Follow `run` in the chapter, for a single pair of times. What does the forward process do from s to t?",
    """
    x_s has the signal √ᾱ_s, x_t should have √ᾱ_t: the factor is the quotient a. The noise that is \
    added has the variance 1 − a².
    """,
    """
    Repeat: ε̂ = predictedNoise(x); x̂₀ = (x − √(1−ᾱ_t) ε̂)/√ᾱ_t; x = √ᾱ_s x̂₀ + √(1−ᾱ_s) ε̂; where the \
    mask is 1, x = √ᾱ_s known + √(1−ᾱ_s) z; and, but for the last time, x = a x + √(1−a²) z′ with \
    a² = ᾱ_t/ᾱ_s.
    """,
  ],
  checks: [
    Check(
      "two pixels, one of them known, once", cases: 4, labels: ["x₁ at s", "x₂ at s"],
      given: { Damage(pixels: 2, times: 1, &$0) }, answer: answered, formula: fillingFormula),
    Check(
      "five pixels, three times", cases: 4, labels: (1...5).map { "pixel \($0) at s" },
      given: { Damage(pixels: 5, times: 3, &$0) }, answer: answered, formula: fillingFormula,
      mistakes: [
        Mistake(
          "the step is taken once: repeat it for every vector in `replacing`", Section.filling
        ) {
          var once = $0
          (once.replacing, once.renoising) = (Array(once.replacing.prefix(1)), [])
          return fillingFormula(once)
        }
      ]),
  ])
