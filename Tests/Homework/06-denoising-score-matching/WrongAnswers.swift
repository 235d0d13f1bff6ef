import Elementary
import Exercises06
import HomeworkKit
import HomeworkTesting
import Tensors

/// The right move with other noise.
private func noise(
  _ draw: @escaping @Sendable (inout RandomStream, Int, [Double]) -> [Double]
) -> Formulas { Formulas(move: references.move, noise: draw) }

/// Shares by quotients of Gaussians, or what is put in their place where all are lost.
private func shares(_ whenLost: @escaping @Sendable ([Double]) -> [Double]) -> Formulas {
  Formulas(weights: { exponents in
    let chances = exponents.map { exp($0) }
    return sum(chances) == 0 ? whenLost(exponents) : normalized(chances)
  })
}

/// What is said of numbers that the grader does not recognise.
private let unknown = "nor those of a mistake"

let wrongAnswers: [WrongAnswer<any Exercises>] = [
  .init("6.1", "that is the noise z itself", Formulas(target: { ($1 - $0) / $2 })),
  .init(
    "6.1", "clean one; and the difference is not divided by σ²",
    Formulas(target: { x, noisy, _ in noisy - x })),
  .init("6.1", unknown, Formulas(target: { $0 / ($2 * $2) - $1 })),
  .init(
    "6.1", "every wrong number has the wrong sign", Formulas(target: { abs($0 - $1) / ($2 * $2) })),
  .init("6.1", "digits", Formulas(target: { Double(Float(($0 - $1) / ($2 * $2))) })),

  .init("6.2", unknown, Formulas(posterior: { v, s, slope in (v * s, 1 / (1 / v - slope)) })),
  .init("6.2", unknown, Formulas(posterior: { v, s, slope in (v * tanh(s), v + v * v * slope) })),
  .init(
    "6.2", "were it normal",
    Formulas(posterior: { v, s, slope in (v * s, -(1 + v * slope) / slope) })
  ),
  .init(
    "6.2", "σ²; and the sign is wrong",
    Formulas(posterior: { v, s, slope in (-sqrt(v) * s, v + v * v * slope) })),

  .init(
    "6.3", unknown,
    Formulas(
      levels: { σ in σ.map { _ in sqrt(mean(σ.map { $0 * $0 })) } }, finish: references.finish)),
  .init("6.3", unknown, Formulas(levels: { $0.reversed() }, finish: references.finish)),
  .init(
    "6.3", "missing; and the step goes uphill",
    Formulas(finish: { loss, λ, before in (loss, before - 2 * (λ - before)) })),
  .init("6.3", unknown, Formulas(finish: { loss, λ, before in (loss, (before + λ) / 3) })),
  .init("6.3", "digits", Formulas(finish: { loss, λ, _ in (Double(Float(loss)), λ) })),

  .init("6.4", "far out all points got the same weight", shares { normalized($0.map { _ in 1 }) }),
  .init("6.4", "the arrow vanished", shares { $0.map { _ in 0 } }),
  .init("6.4", "hardly further", shares { e in e.map { $0 == e.max()! ? 1 : 0 } }),
  .init("6.4", "0/0", shares { $0.map { _ in .nan } }),
  .init("6.4", unknown, Formulas(weights: { e in normalized(e.map { 1 / (1 - 2 * $0) }) })),

  .init("6.5", "the sign of the score is wrong", Formulas(move: { $0 - $2 * $1 + sqrt($2) * $3 })),
  .init(
    "6.5", "second half of the points",
    noise { random, count, _ in
      let half = random.normals((count + 1) / 2)
      return (0..<count).map { half[$0 % half.count] }
    }),
  .init("6.5", unknown, noise { random, count, _ in random.normals(count).map { abs($0) } }),
  .init(
    "6.5", unknown,
    noise { random, count, _ in
      let new = random.normals(count)
      return new.indices.map { $0 % 2 == 0 ? new[$0] : -new[$0 - 1] }
    }),
  .init(
    "6.5", "in all its steps",
    noise { random, count, old in old.isEmpty ? random.normals(count) : old }),
  .init(
    "6.5", "two slips: the step size is that of the last",
    Formulas(levels: { σ in σ.map { _ in σ.last! } }, move: references.move)),
]
