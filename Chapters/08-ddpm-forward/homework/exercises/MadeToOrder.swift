import Diffusion
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

  var signal: [Double] { logRatios.map { sigmoid($0) } }
  var ratios: [Double] { logRatios.map { exp($0) } }

  /// ln ᾱ = −ln(1 + e^(−λ)).
  var right: [Double] {
    let levels = logRatios.map { λ in NoiseLevel(logSignal: -softplus(-λ)) }
    return zip([.clean] + levels, levels).map { $1.noiseVariance(since: $0) }
  }

  /// 1 − ᾱ_t/ᾱ_{t−1}, from other numbers in the place of ᾱ.
  func betas(_ signal: [Double], first: Double = 1) -> [Double] {
    zip([first] + signal, signal).map { 1 - $1 / $0 }
  }
}

private let orderMistakes: [Mistake<Order>] = [
  Mistake("SNR was taken for ᾱ: it is ᾱ/(1 − ᾱ)", theSchedules) { $0.betas($0.ratios) },
  Mistake("the logarithm of SNR was taken for SNR", theSchedules) { order in
    order.betas(order.logRatios.map { $0 / (1 + $0) })
  },
  Mistake("the logarithm of SNR was taken for ᾱ", theSchedules) { $0.betas($0.logRatios) },
  Mistake("the sign of ln SNR is wrong: ᾱ grows with it", theSchedules) { order in
    order.betas(order.logRatios.map { sigmoid(-$0) })
  },
  Mistake("SNR = ᾱ/(1 − ᾱ) was solved wrongly: ᾱ is SNR/(1 + SNR)", theSchedules) { order in
    order.betas(order.ratios.map { $0 / (1 - $0) })
  },
  Mistake("those are the α: β is 1 − α", theJump) { $0.right.map { 1 - $0 } },
  Mistake("those are the ᾱ: β belongs to a single step", theJump) { $0.signal },
  Mistake("those are the 1 − ᾱ: β belongs to a single step", theJump) { order in
    order.signal.map { 1 - $0 }
  },
  Mistake("those are differences of ᾱ: a step multiplies it by 1 − β", theJump) { order in
    zip([1] + order.signal, order.signal).map { $0 - $1 }
  },
  Mistake("the quotient is upside down: 1 − β is ᾱ after the step by ᾱ before", theJump) {
    order in
    zip([1] + order.signal, order.signal).map { 1 - $0 / $1 }
  },
  Mistake("the quotients are of SNR: they should be of ᾱ", theSchedules) { order in
    [1] + zip(order.ratios, order.ratios.dropFirst()).map { 1 - $1 / $0 }
  },
  Mistake(
    "the quotients are of SNR, but for the first: they should be of ᾱ", theSchedules
  ) { order in
    [order.right[0]] + zip(order.ratios, order.ratios.dropFirst()).map { 1 - $1 / $0 }
  },
  Mistake("the first step leads from ᾱ₀ = 1: it is missing", theJump) { order in
    [0] + order.right.dropFirst()
  },
  Mistake("the first number is ᾱ₁, not β₁ = 1 − ᾱ₁", theJump) { order in
    [order.signal[0]] + order.right.dropFirst()
  },
  Mistake("the logarithm is natural: here it was taken for that to base 10", theSchedules) {
    order in
    order.betas(order.logRatios.map { sigmoid($0 * log(10)) })
  },
  Mistake("the logarithm is natural: here it was taken for that to base 2", theSchedules) {
    order in
    order.betas(order.logRatios.map { sigmoid($0 * log(2)) })
  },
  Mistake("SNR is a ratio of variances: here it was taken for one of standard deviations", theSchedules) {
    order in
    order.betas(order.logRatios.map { sigmoid(2 * $0) })
  },
  Mistake("the root of SNR was taken: it is a ratio of variances already", theSchedules) {
    order in
    order.betas(order.logRatios.map { sigmoid($0 / 2) })
  },
  Mistake("those are the √β: β is asked for", theJump) { $0.right.map { sqrt($0) } },
  Mistake("the roots of ᾱ were divided: 1 − β is the quotient itself", theJump) { order in
    order.betas(order.signal.map { sqrt($0) })
  },
  Mistake("those are the −ln(1 − β), which is β for tiny ones only", theSchedules) { order in
    order.right.map { -log1p(-$0) }
  },
]

let madeToOrder = Exercise<any Exercises>(
  "8.4", "A schedule made to order", points: 5, section: theSchedules,
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
      "ratios on both sides of 1", given: { Order(&$0) },
      answer: { try $0.betas(logRatios: $1.logRatios) }, expected: { $0.right },
      mistakes: orderMistakes),
    // Logarithms, so that the digits of a tiny β count.
    Check(
      "from ln SNR = 42 to −804, by ln β",
      whenNotFinite: """
        a β came out as 0, or as 0/0: subtract before the computer rounds, and divide before \
        it underflows
        """,
      given: { Order(extreme: &$0) },
      answer: { try $0.betas(logRatios: $1.logRatios).map { log($0) } },
      expected: { $0.right.map { log($0) } }, mistakes: []),
  ])
