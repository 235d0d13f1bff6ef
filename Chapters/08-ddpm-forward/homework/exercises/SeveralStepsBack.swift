import Diffusion
import Elementary
import HomeworkKit
import Tensors

/// Two times of a schedule, and what is known.
private struct Back: Codable {
  var betas: [Double]
  var s: Int
  var t: Int
  var start: Double
  var state: Double

  /// - Parameters:
  ///   - gap: t − s, drawn from these.
  ///   - isFromStart: whether s is 0.
  init(_ random: inout RandomStream, gap: ClosedRange<Int>, isFromStart: Bool = false) {
    betas = coarseBetas(7 + random.integer(below: 2), using: &random)
    let steps = gap.lowerBound + random.integer(below: gap.count)
    s = isFromStart ? 0 : 1 + random.integer(below: 6 - steps)
    t = s + steps
    start = 1 + random.uniform()
    state = -1 - random.uniform()
  }

  func alphaBar(_ t: Int) -> Double { betas[..<t].reduce(1) { $0 * (1 - $1) } }

  /// ᾱ_s, ᾱ_t, and what the steps between leave of the signal.
  var before: Double { alphaBar(s) }
  var after: Double { alphaBar(t) }
  var kept: Double { after / before }

  func distribution(_ clean: Double, _ noisy: Double, _ variance: Double) -> [Double] {
    [clean * start + noisy * state, variance]
  }

  /// The distribution from the chapter's formulas, with numbers of one's choice in them.
  ///
  /// - Parameters:
  ///   - before, after: ᾱ_s and ᾱ_t.
  ///   - kept: α.
  ///   - added: β; 1 − α if it is left out.
  func distribution(
    before: Double? = nil, after: Double? = nil, kept: Double? = nil, added: Double? = nil
  ) -> [Double] {
    let (before, after) = (before ?? self.before, after ?? self.after)
    let kept = kept ?? after / before
    let added = added ?? 1 - kept
    return distribution(
      sqrt(before) * added / (1 - after), sqrt(kept) * (1 - before) / (1 - after),
      added * (1 - before) / (1 - after))
  }

  /// The right mean, with another variance.
  func with(variance: Double) -> [Double] { [right[0], variance] }
  /// The right variance, with other factors of x₀ and x_t.
  func with(_ clean: Double, _ noisy: Double) -> [Double] { distribution(clean, noisy, right[1]) }

  var posterior: Posterior {
    Posterior(NoiseSchedule("given", betas: betas), at: s, from: t)
  }
  var right: [Double] {
    distribution(posterior.cleanFactor, posterior.noisyFactor, posterior.variance)
  }

  /// β̃ of the single steps between the two times, the earliest first.
  var stepVariances: [Double] {
    let schedule = NoiseSchedule("given", betas: betas)
    return ((s + 1)...t).map { Posterior(schedule, from: $0).variance }
  }

  func answer(_ answers: any Exercises) throws -> [Double] {
    let (mean, variance) = try answers.posterior(
      at: s, from: t, start: start, state: state, betas: betas)
    return [mean, variance]
  }
}

/// What also goes wrong with a single step.
private let backMistakes: [Mistake<Back>] = [
  Mistake("the variance is that of a step forward, β: β̃ is smaller", thePosterior) {
    $0.with(variance: 1 - $0.kept)
  },
  Mistake("the quotient in β̃ is upside down", thePosterior) {
    $0.with(variance: (1 - $0.kept) * (1 - $0.after) / (1 - $0.before))
  },
  Mistake("that is the standard deviation: the variance is asked for", thePosterior) {
    $0.with(variance: sqrt($0.right[1]))
  },
  Mistake("that is the inverse of the variance", thePosterior) {
    $0.with(variance: 1 / $0.right[1])
  },
  Mistake("the variance is that of x_s given x₀ only, 1 − ᾱ_s", thePosterior) {
    $0.with(variance: 1 - $0.before)
  },
  Mistake("the factors of x₀ and x_t are exchanged", thePosterior) {
    $0.with($0.posterior.noisyFactor, $0.posterior.cleanFactor)
  },
  Mistake("the factor of x₀ has √ᾱ at the later time: it should be the earlier", thePosterior) {
    $0.with(sqrt($0.after) * (1 - $0.kept) / (1 - $0.after), $0.posterior.noisyFactor)
  },
  Mistake("the factor of x_t has ᾱ at the later time: it should be the earlier", thePosterior) {
    $0.with($0.posterior.cleanFactor, sqrt($0.kept))
  },
  Mistake("the root of ᾱ is missing in the factor of x₀", thePosterior) {
    $0.with($0.before * (1 - $0.kept) / (1 - $0.after), $0.posterior.noisyFactor)
  },
  Mistake("the root of α is missing in the factor of x_t", thePosterior) {
    $0.with($0.posterior.cleanFactor, $0.kept * (1 - $0.before) / (1 - $0.after))
  },
  Mistake("the factor of x_t has √ᾱ_t: it should have the root of α", thePosterior) {
    $0.with($0.posterior.cleanFactor, sqrt($0.before) * $0.posterior.noisyFactor)
  },
  Mistake("the factor of x₀ has the root of α: it should have that of ᾱ_s", thePosterior) {
    $0.with(sqrt($0.kept) * (1 - $0.kept) / (1 - $0.after), $0.posterior.noisyFactor)
  },
  Mistake("both roots in the mean are missing", thePosterior) {
    $0.with(
      $0.before * (1 - $0.kept) / (1 - $0.after), $0.kept * (1 - $0.before) / (1 - $0.after))
  },
  Mistake("the factor of x₀ has ᾱ_t in the place of ᾱ_s, without its root", thePosterior) {
    $0.with($0.after * (1 - $0.kept) / (1 - $0.after), $0.posterior.noisyFactor)
  },
  Mistake("all denominators are 1 − ᾱ_s: they should be 1 − ᾱ_t", thePosterior) { back in
    let factor = (1 - back.after) / (1 - back.before)
    return back.right.map { factor * $0 }
  },
  Mistake("the mean lacks the factor β̃: that is the sum in the brackets only", thePosterior) {
    [$0.right[0] / $0.right[1], $0.right[1]]
  },
  Mistake("that is the distribution of x_s given x₀: x_t is known, too", thePosterior) {
    $0.distribution(sqrt($0.before), 0, 1 - $0.before)
  },
  Mistake("that is x_t with the shrinking undone: x₀ is known, too", thePosterior) {
    $0.with(0, 1 / sqrt($0.kept))
  },
  Mistake("that is the distribution of a step forward from x_t", thePosterior) {
    $0.distribution(0, sqrt($0.kept), 1 - $0.kept)
  },
  Mistake("all times are too late by one: betas[0] is β₁", thePosterior) {
    $0.distribution(before: $0.alphaBar($0.s + 1), after: $0.alphaBar($0.t + 1))
  },
  Mistake("all times are too early by one: betas[t − 1] is β_t", thePosterior) {
    $0.distribution(before: $0.alphaBar($0.s - 1), after: $0.alphaBar($0.t - 1))
  },
]

/// What goes wrong with one step and with several, and shows differently.
private let quotientMistakes: [Mistake<Back>] = [
  Mistake("α is a quotient, ᾱ_t/ᾱ_s: here it is ᾱ_t itself", thePosterior) {
    $0.distribution(kept: $0.after)
  },
  Mistake("the product of the α begins a step too early, with that of s itself", thePosterior) {
    $0.distribution(kept: $0.after / $0.alphaBar($0.s - 1))
  },
]

private let severalMistakes: [Mistake<Back>] = [
  Mistake("that is the distribution of x_{t−1}, one step back, whatever s is", thePosterior) {
    $0.distribution(before: $0.alphaBar($0.t - 1))
  },
  Mistake(
    "α and β are those of the last step: they should be those of all steps from s to t",
    thePosterior
  ) {
    $0.distribution(kept: 1 - $0.betas[$0.t - 1])
  },
  Mistake("the variance is that of the step to x_s alone: all steps back add to it", thePosterior) {
    $0.with(variance: $0.stepVariances[0])
  },
  Mistake(
    "the variances of the steps were added: the later ones are shrunk on the way", thePosterior
  ) {
    $0.with(variance: sum($0.stepVariances))
  },
  Mistake("α and β are those of the step that follows s", thePosterior) {
    $0.distribution(kept: 1 - $0.betas[$0.s])
  },
  Mistake("the β of the steps were added up: with α = ᾱ_t/ᾱ_s it is β = 1 − α", thePosterior) {
    $0.distribution(added: sum(Array($0.betas[$0.s..<$0.t])))
  },
  Mistake("α and β are products: the latter is 1 minus the former instead", thePosterior) {
    $0.distribution(added: $0.betas[$0.s..<$0.t].reduce(1, *))
  },
]

private var backChecks: [Check<any Exercises>] {
  var checks: [Check<any Exercises>] = []
  checks += [
    Check(
      "one step back", given: { Back(&$0, gap: 1...1) }, answer: { try $1.answer($0) },
      expected: { $0.right }, mistakes: backMistakes + quotientMistakes),
    Check(
      "two to four steps back", given: { Back(&$0, gap: 2...4) }, answer: { try $1.answer($0) },
      expected: { $0.right }, mistakes: quotientMistakes + severalMistakes),
  ]
  // teacher: begin
  checks.append(
    Check(
      "all the way back, s = 0", whenNotFinite: "1 − ᾱ₀ is 0: do not divide by it",
      given: { Back(&$0, gap: 1...4, isFromStart: true) }, answer: { try $1.answer($0) },
      expected: { [$0.start, 0] }, mistakes: []))
  // teacher: end
  return checks
}

let severalStepsBack = Exercise<any Exercises>(
  "8.3", "Several steps back", points: 5, section: thePosterior,
  hints: [
    "From s to t there are several steps. What is the distribution of x_t given x_s?",
    """
    It is that of one step with α = ᾱ_t/ᾱ_s and β = 1 − α. With these the derivation of the \
    chapter goes through word for word.
    """,
    """
    Variance β(1 − ᾱ_s)/(1 − ᾱ_t); mean √ᾱ_s·β/(1 − ᾱ_t)·x₀ + √α·(1 − ᾱ_s)/(1 − ᾱ_t)·x_t, with \
    those α and β.
    """,
  ],
  checks: backChecks)
