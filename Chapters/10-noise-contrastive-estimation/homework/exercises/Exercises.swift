import Elementary
import HomeworkKit
import Tensors

/// What the homework of chapter 10 asks for. Its statements stand in `Answers.swift`.
public protocol Exercises: Sendable {
  func logDataDensity(bestClassifier: Double, logNoiseDensity: Double, ratio: Double) throws
    -> Double
  func loss(
    atData: [(energy: Double, logNoiseDensity: Double)],
    atNoise: [(energy: Double, logNoiseDensity: Double)], constant: Double, ratio: Double
  ) throws -> (loss: Double, byConstant: Double)
  func logPartition(energies: [(Double) -> Double], points: [[Double]]) throws -> Double
}

public let homework = Homework<any Exercises>(
  chapter: 10, title: "Noise-contrastive estimation",
  exercises: [classifier, contrastLoss, steppingStones])

/// The sections that diagnoses point to.
enum Section {
  static let attempt = "section 10.1, The attempt that fails"
  static let odds = "section 10.2, Data or noise?"
  static let gradient = "section 10.3, What the gradient sees"
  static let slip = "section 10.4, The slip that nothing reports"
  static let bridges = "section 10.8, Bridges"
  static let misuse = "section 10.10, Two ways to misread a classifier"
}

// MARK: 10.1

private struct Verdict: Codable {
  var D: Double
  var logNoiseDensity: Double
  var ratio: Double

  /// On either side of ½, with ν on either side of 1.
  init(_ random: inout RandomStream) {
    let isData = random.bernoulli(0.5)
    D = isData ? random.uniform(0.6...0.95) : random.uniform(0.02...0.4)
    logNoiseDensity = random.uniform(-6 ... -1)
    ratio = random.bernoulli(0.7) ? random.uniform(2...12) : random.uniform(0.2...0.6)
  }
}

private let classifier = Exercise<any Exercises>(
  "10.1", "What the classifier knows", points: 2, section: Section.odds,
  hints: [
    "Probabilities are awkward here. What are the odds of data against noise?",
    "D* = p_d/(p_d + νp_n), so 1 − D* = νp_n/(p_d + νp_n). Divide one by the other.",
    "ln p_d = ln D* − ln(1 − D*) + ln p_n + ln ν.",
  ],
  checks: [
    Check(
      "a point", given: { Verdict(&$0) },
      answer: { answers, point in
        [
          try answers.logDataDensity(
            bestClassifier: point.D, logNoiseDensity: point.logNoiseDensity, ratio: point.ratio)
        ]
      },
      formula: Formula { point, slip in
        let odds = slip(
          "D* is not the odds: these are D*/(1 − D*)", Section.odds, log(point.D),
          insteadOf: slip(
            "the odds are upside down: they are those of data against noise", Section.odds,
            log((1 - point.D) / point.D), insteadOf: log(point.D / (1 - point.D))))
        let noise = slip(
          "p_n is missing: the odds compare the data with the noise", Section.misuse, 0,
          insteadOf: slip(
            "the sign of ln p_n is wrong", Section.odds, -point.logNoiseDensity,
            insteadOf: point.logNoiseDensity))
        let ratio = slip(
          "ln ν is missing", Section.slip, 0,
          insteadOf: slip(
            "the sign of ln ν is wrong: more noise makes the same verdict worth more", Section.odds,
            -log(point.ratio),
            insteadOf: slip(
              "ν was added: its logarithm should be", Section.odds, point.ratio,
              insteadOf: log(point.ratio))))
        return [odds + noise + ratio]
      },
      mistakes: [
        Mistake("that is the density: its logarithm was asked for", Section.odds) { point in
          [point.ratio * exp(point.logNoiseDensity) * point.D / (1 - point.D)]
        }
      ])
  ])

// MARK: 10.2

private struct Batch: Codable {
  var energiesAtData: [Double]
  var logNoiseAtData: [Double]
  var energiesAtNoise: [Double]
  var logNoiseAtNoise: [Double]
  var constant: Double
  var ratio: Double

  /// - Parameter spread: of the energies.
  init(_ random: inout RandomStream, spread: Double) {
    let (data, noise) = (2 + random.integer(below: 2), 4 + random.integer(below: 3))
    energiesAtData = random.normals(data, standardDeviation: spread)
    logNoiseAtData = (0..<data).map { _ in random.uniform(-3 ... -1) }
    energiesAtNoise = random.normals(noise, standardDeviation: spread)
    logNoiseAtNoise = (0..<noise).map { _ in random.uniform(-3 ... -1) }
    constant = random.uniform(-2 ... -0.5)
    ratio = random.bernoulli(0.5) ? random.uniform(2.5...6) : random.uniform(0.3...0.6)
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    let result = try answers.loss(
      atData: zip(energiesAtData, logNoiseAtData).map { ($0, $1) },
      atNoise: zip(energiesAtNoise, logNoiseAtNoise).map { ($0, $1) }, constant: constant,
      ratio: ratio)
    return [result.loss, result.byConstant]
  }
}

private let batchFormula = Formula<Batch> { batch, slip in
  let energySign = slip(
    "the sign of the energy is wrong: ln p_θ = −E + c", Section.attempt, 1.0, insteadOf: -1)
  // Whether the derivative is that of a loss with the slip in it.
  let c: (inG: Double, inSlope: Double) = slip(Section.attempt, (1, 1)).or([
    "the sign of c is wrong: ln p_θ = −E + c": (-1, 1),
    "the sign of c is wrong, and the derivative's with it: ln p_θ = −E + c": (-1, -1),
  ])
  let noiseFactor = slip(
    "ln p_n is missing from G", Section.odds, 0,
    insteadOf: slip("the sign of ln p_n in G is wrong", Section.odds, 1.0, insteadOf: -1))
  let logRatio = slip(
    "ln ν is missing from G", Section.slip, 0,
    insteadOf: slip(
      "the sign of ln ν in G is wrong", Section.slip, log(batch.ratio),
      insteadOf: slip(
        "ν was subtracted in G: its logarithm should be", Section.odds, -batch.ratio,
        insteadOf: -log(batch.ratio))))
  let weights: (data: Double, noise: Double) = slip(Section.odds, (1, batch.ratio)).or([
    "ν is missing before the noise's average": (1, 1),
    "the noise's sum was divided by the number of data: take ν times its mean":
      (1, Double(batch.energiesAtNoise.count) / Double(batch.energiesAtData.count)),
    "ν stands before the average over the data: it belongs before that over the noise":
      (batch.ratio, 1),
    "the sign of the noise's average is wrong: −ln(1 − D) is positive": (1, -batch.ratio),
  ])
  let slopeAtNoise = slip(
    "ν is missing from the derivative", Section.gradient, 1, insteadOf: weights.noise)
  func odds(_ energy: Double, _ logNoise: Double) -> Double {
    energySign * energy + c.inG * batch.constant + noiseFactor * logNoise + logRatio
  }
  let sign: (ofG: Double, ofSlope: Double) = slip(Section.odds, (1, 1)).or([
    "data and noise were exchanged: −ln D belongs to the data": (-1, -1),
    "the sign of G is wrong: it is the log odds of data against noise": (-1, 1),
  ])
  func total(_ values: [Double]) -> Double {
    slip(
      "that is the sum over the points: it should be the mean", Section.odds, sum(values),
      insteadOf: mean(values))
  }
  let G = zip(batch.energiesAtData, batch.logNoiseAtData).map { sign.ofG * odds($0, $1) }
  let H = zip(batch.energiesAtNoise, batch.logNoiseAtNoise).map { sign.ofG * odds($0, $1) }
  let loss =
    weights.data * total(G.map { softplus(-$0) }) + weights.noise * total(H.map { softplus($0) })
  let slope =
    sign.ofSlope * c.inSlope
    * (slopeAtNoise * total(H.map { sigmoid($0) }) - weights.data * total(G.map { sigmoid(-$0) }))
  return [
    loss,
    slip(
      "the sign of the derivative is wrong: −Pg at the data, +Dg at the noise", Section.gradient,
      -slope,
      insteadOf: slip(
        "D and 1 − D are exchanged in the derivative: data are weighted by P = 1 − D",
        Section.gradient,
        slopeAtNoise * total(H.map { sigmoid(-$0) }) - total(G.map { sigmoid($0) }),
        insteadOf: slope)),
  ]
}

private let contrastLoss = Exercise<any Exercises>(
  "10.2", "The loss and its slope", points: 5, section: Section.odds,
  hints: [
    "Compute G at every point first. Then the loss is a mean over data, and ν times one over noise.",
    """
    −ln D = ln(1 + e^(−G)) and −ln(1 − D) = ln(1 + e^G). Elementary has `softplus` and `sigmoid`; with \
    exp alone, take e^(−|G|), which cannot overflow.
    """,
    """
    L is the mean of softplus(−G) over the data plus ν times that of softplus(G) over the noise; its \
    slope by c is −mean of σ(−G) over the data plus ν times that of σ(G) over the noise.
    """,
  ],
  checks: [
    Check(
      "moderate energies", labels: ["L", "∂L/∂c"], given: { Batch(&$0, spread: 1.5) },
      answer: { try $1.answer($0) }, formula: batchFormula,
      mistakes: [
        Mistake("the model has no c in it: ln p_θ = −E + c", Section.attempt) { batch in
          var without = batch
          without.constant = 0
          return batchFormula(without)
        },
        Mistake("the points of the noise were taken for data, and the data for noise", Section.odds)
        { batch in
          var exchanged = batch
          swap(&exchanged.energiesAtData, &exchanged.energiesAtNoise)
          swap(&exchanged.logNoiseAtData, &exchanged.logNoiseAtNoise)
          return batchFormula(exchanged)
        },
        Mistake("that is the likelihood's loss: it needs no noise, and runs away", Section.attempt)
        {
          [mean($0.energiesAtData) - $0.constant, -1]
        },
      ]),
    Check(
      "large energies, up to the thousands",
      whenNotFinite: "where G is in the thousands, e^G is infinite or a logarithm is taken of 0",
      given: { random in
        // Where ln(1 + e^G) is G but for a few digits, and where e^G is infinite.
        guard random.bernoulli(0.5) else { return Batch(&random, spread: 2000) }
        var batch = Batch(&random, spread: 8)
        batch.energiesAtData[0] = random.uniform(10...15)
        batch.energiesAtNoise[0] = -random.uniform(10...15)
        return batch
      }, answer: { try $1.answer($0) },
      expected: { batchFormula($0) }, mistakes: [], labels: ["L", "∂L/∂c"]),
  ])
