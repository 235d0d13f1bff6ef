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

  /// The shape with ln a − ψ(a) = ln m − mean of ln x, by bisection.
  var likeliestShape: Double {
    let gap = log(mean(data)) - mean(data.map { log($0) })
    var (low, high) = (1e-3, 1e6)
    for _ in 0..<200 {
      let middle = sqrt(low * high)
      if log(middle) - digamma(middle) > gap { low = middle } else { high = middle }
    }
    return low
  }
}

/// The score is c/x − r, so the loss is a parabola in c and r.
private let waitingFormula = Formula<Waits> { waits, slip in
  /// E xᵏ.
  func moment(_ k: Double) -> Double { mean(waits.data.map { pow($0, k) }) }
  /// The weight is xᵏ.
  let k = slip(Section.fits, 2.0).or([
    "the weight x² is missing: that is the plain loss J": 0,
    "the weight is x: it should be x²": 1,
  ])
  // (xᵏ s)′ = c (k − 1) xᵏ⁻² − r k xᵏ⁻¹.
  let weightSlope = slip(
    "the weight belongs under the derivative: (x² s)′, not x² s′", Section.fits, 0, insteadOf: k)
  let sign = slip(
    "the sign of (x² s)′ in the loss is wrong", Section.fits, -1.0, insteadOf: 1)
  let (cc, cr, rr) = (moment(k - 2), -moment(k - 1), moment(k))
  let linear = (c: sign * (weightSlope - 1) * cc, r: sign * weightSlope * cr)
  let half = slip("the ½ of the loss is missing", Section.fits, 1, insteadOf: 0.5)
  let determinant = 2 * half * (cc * rr - cr * cr)
  let (c, r) = slip(
    "the shape was left at 1: both parameters are to be fitted", Section.fits,
    (0, -linear.r / (2 * half * rr)),
    insteadOf: (
      (linear.r * cr - linear.c * rr) / determinant, (linear.c * cr - linear.r * cc) / determinant
    ))
  let shape = slip(Section.fits, c + 1).or([
    "the shape is too large by 1: was 1 added twice, or is the derivative of x² not 2x?": c + 2,
    "the shape is too small by 1: the density has the exponent a − 1, its score (a − 1)/x − r":
      c,
  ])
  let rate = slip(
    "that is the scale 1/r: the question asks for the rate r", Section.fits, 1 / r, insteadOf: r)

  let (m, n) = (moment(1), Double(waits.data.count))
  let variance = moment(2) - m * m
  func fit(variance: Double) -> [Double] { [m * m / variance, m / variance] }
  return slip(Section.fits, [shape, rate]).or([
    "shape and rate are exchanged": [rate, shape],
    "the variance was divided by n − 1: the loss has plain averages, divided by n":
      fit(variance: variance * n / (n - 1)),
    "the mean square stands where the variance should": fit(variance: moment(2)),
    "the standard deviation stands where the variance should": fit(variance: sqrt(variance)),
    "that is maximum likelihood: the question asks for score matching":
      [waits.likeliestShape, waits.likeliestShape / m],
  ])
}

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
      "six to twelve waiting times", labels: ["the shape", "the rate"], given: { Waits(&$0) },
      answer: {
        let fit = try $0.fitWaitingTimes($1.data)
        return [fit.shape, fit.rate]
      }, formula: waitingFormula)
  ])
