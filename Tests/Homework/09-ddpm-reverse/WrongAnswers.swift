import Elementary
import Exercises09
import HomeworkKit
import HomeworkTesting
import Tensors

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init("9.1", "both roots", Formulas(names: { ε, x, ᾱ in ((x - (1 - ᾱ) * ε) / ᾱ, 0, 0) })),
  .init("9.1", "only x_t", Formulas(names: { ($1 / sqrt($2) - sqrt(1 - $2) * $0, 0, 0) })),
  .init("9.1", "the noise is added", Formulas(names: { ε, x, ᾱ in (clean(x, -ε, ᾱ), 0, 0) })),
  .init(
    "9.1", "√ᾱ is missing at x̂₀",
    Formulas(names: { ε, x, ᾱ in
      let clean = clean(x, ε, ᾱ)
      return (clean, sqrt(ᾱ) * ε - sqrt(1 - ᾱ) * clean, (clean - x) / (1 - ᾱ))
    })),

  .init("9.2", "is added", Formulas(step: { try references.step($0, $1, -$2, $3, $4, $5) })),
  .init(
    "9.2", "three slips: β_{t+1} stands where β_t should",
    Formulas(step: { t, x, ε, _, b, _ in (x + (b + [0])[t] * ε) / sqrt(1 - (b + [0])[t]) })),
  .init(
    "9.2", "DDIM's step",
    Formulas(step: { t, x, ε, _, betas, _ in
      let ᾱ = signal(betas, t - 1)
      return sqrt(ᾱ) * clean(x, ε, signal(betas, t)) + sqrt(1 - ᾱ) * ε
    })),
  .init(
    "9.2", "does nothing",
    Formulas(step: { try $0 == 1 ? $1 : references.step($0, $1, $2, $3, $4, $5) })),

  .init(
    "9.3", "divided by ᾱ; the data have the factor √ᾱ; and the predicted noise was put back with 1",
    Formulas(leap: { x, ε, _, ᾱ, r, _ in sqrt(r / ᾱ) * clean(x, ε, ᾱ) + (1 - r) * ε })),
  .init(
    "9.3", "on top",
    Formulas(leap: { x, ε, z, ᾱ, r, η in
      sqrt(r) * clean(x, ε, ᾱ) + sqrt(1 - r) * ε + η * sqrt(tilde(ᾱ, r)) * z
    })),
  .init(
    "9.3", "three slips: x̂₀: the noise was taken off without its factor",
    Formulas(leap: { x, ε, _, ᾱ, r, _ in r * (x - ε) / sqrt(ᾱ) + (1 - r) * ε })),
  .init("9.3", "less than 1, and", Formulas(leap: { _, _, _, ᾱ, r, _ in sqrt(tilde(r, ᾱ)) })),
  .init(
    "9.3", "rounding",
    Formulas(leap: { x, ε, z, ᾱ, r, η in
      let σ = η * sqrt(tilde(ᾱ, r))
      return sqrt(r) * clean(x, ε, ᾱ) + sqrt(1 - r - σ * σ) * ε + σ * z
    })),

  .init("9.4", "lacks its ½", Formulas(weights: { try references.weights($0.map { 2 * $0 }) })),
  .init("9.4", "only the likeliest", Formulas(weights: { e in e.map { $0 == e.max()! ? 1 : 0 } })),
  .init("9.4", "same weight", Formulas(weights: { e in e.map { _ in 1 / Double(e.count) } })),
  .init(
    "9.4", "all the exponentials are zero",
    Formulas(weights: { e in e.map { exp($0) / e.map { exp($0) }.reduce(0, +) } })),

  .init(
    "9.5", "σ_t² is β_t; the bound is best with another; and the last step adds noise",
    Formulas(step: { t, x, ε, z, betas, _ in mean(t, x, ε, betas) + sqrt(betas[t - 1]) * z })),
  .init("9.5", "same z", film { [Double](repeating: $0.normal(), count: $1 - 1) + [$0.normal()] }),
  .init(
    "9.5", "all paths have the same noise",
    film { random, count in
      var own = RandomStream(seed: 5)
      return own.normals(count - 1) + [random.normal()]
    }),
  .init(
    "9.5", "uniform, of the right",
    film { $0.normals($1 - 1) + [$0.uniform(-sqrt(3)...sqrt(3))] }),
]

/// Right steps with other numbers.
private func film(_ draw: @escaping @Sendable (inout RandomStream, Int) -> [Double]) -> Formulas {
  Formulas(step: references.step, numbers: draw)
}
