import Elementary
import HomeworkKit
import Tensors
import Theory

/// Positive numbers.
private struct Waits: Codable {
  var data: [Double]

  init(_ random: inout RandomStream) {
    let count = 6 + random.integer(below: 7)
    // A scale away from 1, so that a rate is not its inverse.
    let scale = random.bernoulli(0.5) ? random.uniform(2...4) : random.uniform(0.3...0.6)
    let spread = random.uniform(0.3...0.7)
    data = (0..<count).map { _ in scale * exp(spread * random.normal()) }
  }

  var first: Double { mean(data) }
  var second: Double { mean(data.map { $0 * $0 }) }
  var variance: Double { mean(data.map { ($0 - first) * ($0 - first) }) }
  var inverse: Double { mean(data.map { 1 / $0 }) }
  var inverseSquare: Double { mean(data.map { 1 / ($0 * $0) }) }

  /// The rate m/v and the shape m²/v, for a variance of one's choice.
  func fit(variance: Double) -> (shape: Double, rate: Double) {
    (first * first / variance, first / variance)
  }

  var fit: (shape: Double, rate: Double) { fit(variance: variance) }

  /// The shape with ln a − ψ(a) = ln m − mean of ln x, by bisection.
  var likeliestShape: Double {
    let gap = log(first) - mean(data.map { log($0) })
    var (low, high) = (1e-3, 1e6)
    for _ in 0..<200 {
      let middle = sqrt(low * high)
      if log(middle) - digamma(middle) > gap { low = middle } else { high = middle }
    }
    return low
  }
}

private func pair(_ fit: (shape: Double, rate: Double)) -> [Double] { [fit.shape, fit.rate] }

private let waitingMistakes: [Mistake<Waits>] = [
  Mistake("the weight x² is missing: that is the plain loss J", Section.fits) { waits in
    // J = E[−c/x² + ½(c/x − r)²], c = a − 1.
    let c = waits.inverseSquare / (waits.inverseSquare - waits.inverse * waits.inverse)
    return [c + 1, c * waits.inverse]
  },
  Mistake("the weight is x: it should be x²", Section.fits) { waits in
    let rate = 1 / (waits.first - 1 / waits.inverse)
    return [1 + rate / waits.inverse, rate]
  },
  Mistake("the ½ of the loss is missing", Section.fits) {
    [$0.fit.shape / 2 + 0.5, $0.fit.rate / 2]
  },
  Mistake("the weight belongs under the derivative: (x² s)′, not x² s′", Section.fits) {
    [$0.fit.shape + 2, $0.fit.rate]
  },
  Mistake("the sign of (x² s)′ in the loss is wrong", Section.fits) {
    [2 - $0.fit.shape, -$0.fit.rate]
  },
  Mistake(
    """
    the shape is too large by 1: was 1 added twice, or is the derivative of x² not 2x?
    """, Section.fits
  ) { [$0.fit.shape + 1, $0.fit.rate] },
  Mistake(
    "the shape is too small by 1: the density has the exponent a − 1, its score (a − 1)/x − r",
    Section.fits
  ) { [$0.fit.shape - 1, $0.fit.rate] },
  Mistake("that is the scale 1/r: the question asks for the rate r", Section.fits) {
    [$0.fit.shape, 1 / $0.fit.rate]
  },
  Mistake("shape and rate are exchanged", Section.fits) { [$0.fit.rate, $0.fit.shape] },
  Mistake(
    "the variance was divided by n − 1: the loss has plain averages, divided by n", Section.fits
  ) { waits in
    let n = Double(waits.data.count)
    return pair(waits.fit(variance: waits.variance * n / (n - 1)))
  },
  Mistake("the mean square stands where the variance should", Section.fits) {
    pair($0.fit(variance: $0.second))
  },
  Mistake("the standard deviation stands where the variance should", Section.fits) {
    pair($0.fit(variance: sqrt($0.variance)))
  },
  Mistake("that is maximum likelihood: the question asks for score matching", Section.fits) {
    [$0.likeliestShape, $0.likeliestShape / $0.first]
  },
  Mistake("the shape was left at 1: both parameters are to be fitted", Section.fits) {
    [1, ExponentialScoreMatching.fit(mean: $0.first, secondMoment: $0.second)]
  },
]

let waitingTimes = Exercise<any Exercises>(
  "5.4", "Waiting for the third bus", points: 6, section: Section.fits,
  hints: [
    "Write down the score; no Z is needed. Then x² s, and its derivative, are polynomials in x.",
    """
    With c = a − 1: s = c/x − r, so J_x² = E[c − 2rx + ½(c − rx)²], a parabola in c and r. Set both \
    derivatives to zero.
    """,
    """
    The two equations are c = r m₁ − 1 and r m₂ = (2 + c) m₁, with m₁ the mean of x and m₂ that of \
    x². Solve them; the variance m₂ − m₁² appears.
    """,
  ],
  checks: [
    Check(
      "six to twelve waiting times", given: { Waits(&$0) },
      answer: { pair(try $0.fitWaitingTimes($1.data)) }, expected: { pair($0.fit) },
      mistakes: waitingMistakes)
  ])
