import Elementary
import HomeworkKit
import Tensors

/// Falling logarithms of the signal-to-noise ratio.
private struct Order: Codable {
  var logRatios: [Double]

  init(_ random: inout RandomStream) {
    var λ = 3 + random.uniform()
    logRatios = [λ]
    for _ in 0..<(3 + random.integer(below: 4)) {
      λ -= 0.8 + random.uniform()
      logRatios.append(λ)
    }
  }

  /// From where the noise is lost beside 1 to where the signal is no number of the computer.
  init(extreme random: inout RandomStream) {
    logRatios = [42, 39, 8, 0, -30, -250, -770, -800, -803].map { $0 - random.uniform() }
  }

  /// 1 − ᾱ_t/ᾱ_{t−1} by differences of ln ᾱ = −ln(1 + e^(−λ)), where nothing cancels.
  var right: [Double] {
    let logSignal = logRatios.map { -softplus(-$0) }
    return zip([0] + logSignal, logSignal).map { -expm1($1 - $0) }
  }
}

private let orderFormula = Formula<Order> { order, slip in
  let unit: Double = slip(Section.schedules, 1).or([
    "the logarithm is natural: here it was taken for that to base 10": log(10),
    "the logarithm is natural: here it was taken for that to base 2": log(2),
    "SNR is a ratio of variances: here it was taken for one of standard deviations": 2,
    "the root of SNR was taken: it is a ratio of variances already": 0.5,
    "the sign of ln SNR is wrong: ᾱ grows with it": -1,
  ])
  let λ = order.logRatios.map { unit * $0 }
  let ratios = slip(
    "the logarithm of SNR was taken for SNR", Section.schedules, λ, insteadOf: λ.map { exp($0) })
  let signal = slip(Section.schedules, ratios.map { $0 / (1 + $0) }).or([
    "SNR was taken for ᾱ: it is ᾱ/(1 − ᾱ)": ratios,
    "the logarithm of SNR was taken for ᾱ": λ,
    "SNR = ᾱ/(1 − ᾱ) was solved wrongly: ᾱ is SNR/(1 + SNR)": ratios.map { $0 / (1 - $0) },
  ])
  let start = slip(
    "the first step leads from ᾱ₀ = 1: it is missing", Section.jump, signal[0], insteadOf: 1)
  let steps = Array(zip([start] + signal, signal))
  let kept = slip(Section.jump, steps.map { $1 / $0 }).or([
    "the quotient is upside down: 1 − β is ᾱ after the step by ᾱ before": steps.map { $0 / $1 },
    "the roots of ᾱ were divided: 1 − β is the quotient itself": steps.map { sqrt($1 / $0) },
    "those are differences of ᾱ: a step multiplies it by 1 − β": steps.map { 1 - $0 + $1 },
  ])
  let quotients = zip(ratios, ratios.dropFirst()).map { $1 / $0 }
  let α = slip(Section.schedules, kept).or([
    "the quotients are of SNR: they should be of ᾱ": [0] + quotients,
    "the quotients are of SNR, but for the first: they should be of ᾱ": [kept[0]] + quotients,
    "the first number is ᾱ₁, not β₁ = 1 − ᾱ₁": [1 - signal[0]] + kept.dropFirst(),
    "those are the ᾱ: β belongs to a single step": signal.map { 1 - $0 },
    "those are the 1 − ᾱ: β belongs to a single step": signal,
  ])
  let betas = α.map { 1 - $0 }
  return slip(Section.schedules, betas).or([
    "those are the α: β is 1 − α": α,
    "those are the √β: β is asked for": betas.map { sqrt($0) },
    "those are the −ln(1 − β), which is β for tiny ones only": betas.map { -log1p(-$0) },
  ])
}

let madeToOrder = Exercise<any Exercises>(
  "8.4", "A schedule made to order", points: 5, section: Section.schedules,
  hints: [
    "Solve SNR = ᾱ/(1 − ᾱ) for ᾱ. What does a step do to ᾱ, and what stands before the first?",
    """
    β_t = 1 − ᾱ_t/ᾱ_{t−1} with ᾱ₀ = 1. Write the quotient out with e^(−λ), where λ = ln SNR, and \
    do the subtraction on paper: for the computer nothing may be left that cancels.
    """,
    """
    With a = λ_{t−1} and b = λ_t: β_t = −sigmoid(−b)·expm1(b − a), and β₁ = sigmoid(−λ₁). Or take \
    ln ᾱ = −softplus(−λ), and −expm1 of its difference.
    """,
  ],
  checks: [
    Check(
      "ratios on both sides of 1", labels: (1...7).map { "β of step \($0)" },
      given: { Order(&$0) }, answer: { try $0.betas(logRatios: $1.logRatios) },
      formula: orderFormula),
    // Logarithms, so that the digits of a tiny β count.
    Check(
      "from ln SNR = 42 to −804, by ln β",
      whenNotFinite: """
        a β came out as 0, or as 0/0: subtract before the computer rounds, and divide before \
        it underflows
        """,
      given: { Order(extreme: &$0) },
      answer: { try $0.betas(logRatios: $1.logRatios).map { log($0) } },
      expected: { $0.right.map { log($0) } }, mistakes: [],
      labels: (1...9).map { "ln β of step \($0)" }),
  ])
