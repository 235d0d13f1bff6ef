import Diffusion
import Elementary
import HomeworkKit

private let variances: [WrongDistribution<Film>] = [
  WrongDistribution("σ_t² is β_t; the bound is best with another", bestVariance) { film in
    film.distribution { film.move($0) { film.betas[$0 - 1] } }
  },
  WrongDistribution(
    "σ_t² is β_t, and that in the last step, too, which should have none", threeSamplers
  ) {
    film in film.distribution { film.move($0, last: film.betas[0]) { film.betas[$0 - 1] } }
  },
  WrongDistribution("σ_t² is β̃_t; what is not known of x₀ has to be added", bestVariance) { film in
    film.distribution { film.move($0) { film.schedule.posteriorVariance($0) } }
  },
  WrongDistribution("β̃_t is missing in σ_t²", bestVariance) { film in
    film.distribution { film.move($0) { film.unknown($0) } }
  },
  WrongDistribution("the last step adds noise: the data get none", threeSamplers) { film in
    film.distribution { film.move($0, last: film.best(1)) { film.best($0) } }
  },
  WrongDistribution("z is multiplied by the variance σ_t²; it should be by its root", theBound) {
    film in
    film.distribution { film.move($0) { film.best($0) * film.best($0) } }
  },
  WrongDistribution("in σ_t², β_t stands before ℓ_t where β_t² should", bestVariance) { film in
    film.distribution {
      film.move($0) { film.numbers($0).βTilde + film.unknown($0) / film.numbers($0).β }
    }
  },
  WrongDistribution("in σ_t² the loss ℓ_t is missing", bestVariance) { film in
    film.distribution {
      film.move($0) { film.numbers($0).βTilde + film.unknown($0) / film.losses[$0 - 1] }
    }
  },
  WrongDistribution("in σ_t², the loss stands squared", bestVariance) { film in
    film.distribution {
      film.move($0) { film.numbers($0).βTilde + film.unknown($0) * film.losses[$0 - 1] }
    }
  },
  WrongDistribution("in σ_t², β̃_t is replaced by β_t", bestVariance) { film in
    film.distribution { film.move($0) { film.numbers($0).β + film.unknown($0) } }
  },
  WrongDistribution("in σ_t², α_t stands where ᾱ_t should", bestVariance) { film in
    film.distribution {
      film.move($0) { t in
        let (β, _, ᾱ, βTilde) = film.numbers(t)
        return βTilde + film.unknown(t) * (1 - ᾱ) / β
      }
    }
  },
  WrongDistribution("in σ_t², α_t is missing under β_t²ℓ_t", bestVariance) { film in
    film.distribution {
      film.move($0) { film.numbers($0).βTilde + film.unknown($0) * film.numbers($0).α }
    }
  },
  WrongDistribution("in σ_t², √(1−ᾱ_t) stands where 1−ᾱ_t should", bestVariance) { film in
    film.distribution {
      film.move($0) { t in
        let (_, _, ᾱ, βTilde) = film.numbers(t)
        return βTilde + film.unknown(t) * sqrt(1 - ᾱ)
      }
    }
  },
  WrongDistribution("in σ_t², ᾱ_t stands where α_t should", bestVariance) { film in
    film.distribution {
      film.move($0) { t in
        let (_, α, ᾱ, βTilde) = film.numbers(t)
        return βTilde + film.unknown(t) * α / ᾱ
      }
    }
  },
  WrongDistribution("in σ_t², ℓ_t has no factor", bestVariance) { film in
    film.distribution { film.move($0) { film.numbers($0).βTilde + film.losses[$0 - 1] } }
  },
  WrongDistribution("σ_t² is the loss ℓ_t", bestVariance) { film in
    film.distribution { film.move($0) { film.losses[$0 - 1] } }
  },
  WrongDistribution("in σ_t², the factor (1−ᾱ_{t−1})/(1−ᾱ_t) of β̃_t is upside down", goingBack) {
    film in
    film.distribution {
      film.move($0) { t in
        let (β, _, _, βTilde) = film.numbers(t)
        return β * β / βTilde + film.unknown(t)
      }
    }
  },
  WrongDistribution("no noise was added on the way", threeSamplers) { film in
    film.distribution { film.move($0) { _ in 0 } }
  },
  WrongDistribution("σ_t is missing: z was added as it is", threeSamplers) { film in
    film.distribution { film.move($0) { _ in 1 } }
  },
  WrongDistribution("σ_t is missing, and the last step has noise, too", threeSamplers) { film in
    film.distribution { film.move($0, last: 1) { _ in 1 } }
  },
]

private let means: [WrongDistribution<Film>] = [
  WrongDistribution("the predicted noise is added; it has to be taken off", theBound) { film in
    film.distribution { t in
      let (β, α, ᾱ, _) = film.numbers(t)
      return film.move(t, 1 / sqrt(α), β / sqrt(α * (1 - ᾱ)))
    }
  },
  WrongDistribution("in the mean, α_t stands where ᾱ_t should", theBound) { film in
    film.distribution { t in
      let (β, α, _, _) = film.numbers(t)
      return film.move(t, 1 / sqrt(α), -sqrt(β / α))
    }
  },
  WrongDistribution("in the mean, the root at 1−ᾱ_t is missing", theBound) { film in
    film.distribution { t in
      let (β, α, ᾱ, _) = film.numbers(t)
      return film.move(t, 1 / sqrt(α), -β / (sqrt(α) * (1 - ᾱ)))
    }
  },
  WrongDistribution("in the mean, √β_t stands where β_t should", theBound) { film in
    film.distribution { t in
      let (β, α, ᾱ, _) = film.numbers(t)
      return film.move(t, 1 / sqrt(α), -sqrt(β / (α * (1 - ᾱ))))
    }
  },
  WrongDistribution("the division of the mean by √α_t is missing", theBound) { film in
    film.distribution { t in
      let (β, _, ᾱ, _) = film.numbers(t)
      return film.move(t, 1, -β / sqrt(1 - ᾱ))
    }
  },
  WrongDistribution("the mean is divided by α_t; it should be by its root", theBound) { film in
    film.distribution { t in
      let (β, α, ᾱ, _) = film.numbers(t)
      return film.move(t, 1 / α, -β / (α * sqrt(1 - ᾱ)))
    }
  },
  WrongDistribution("only x_t is divided by √α_t; the predicted noise has to be, too", theBound) {
    film in
    film.distribution { t in
      let (β, α, ᾱ, _) = film.numbers(t)
      return film.move(t, 1 / sqrt(α), -β / sqrt(1 - ᾱ))
    }
  },
  WrongDistribution("the mean is multiplied by √α_t; on the way back it is divided", theBound) {
    film in
    film.distribution { t in
      let (β, α, ᾱ, _) = film.numbers(t)
      return film.move(t, sqrt(α), -sqrt(α) * β / sqrt(1 - ᾱ))
    }
  },
  WrongDistribution("each step goes to x̂₀ at once; it should go to the posterior's mean", goingBack)
  {
    film in
    film.distribution { t in
      let ᾱ = film.numbers(t).ᾱ
      return film.move(t, 1 / sqrt(ᾱ), -sqrt((1 - ᾱ) / ᾱ))
    }
  },
  WrongDistribution("the prediction of the noise is not used", theBound) { film in
    film.distribution { t in film.move(t, 1 / sqrt(film.numbers(t).α), 0) }
  },
  WrongDistribution("those are the steps of DDIM, without noise", threeSamplers) { film in
    film.distribution { t in
      let step = ReverseSampler(film.schedule, .implicit(eta: 0)).factors(from: t, to: t - 1)
      return Move(state: step.state, prediction: step.prediction, standardDeviation: 0)
    }
  },
]

private let paths: [WrongDistribution<Film>] = [
  WrongDistribution("the path starts at 0; it has to start from noise", theBound) { film in
    film.distribution(start: (0, 0)) { film.right($0) }
  },
  WrongDistribution(
    "the path starts with the variance 1−ᾱ_T; it has to start from N(0, 1)", theBound
  ) {
    film in film.distribution(start: (0, film.schedule.terminal.noise)) { film.right($0) }
  },
  WrongDistribution(
    "the path goes through the times from 1 to T: that is the way out", threeSamplers
  ) {
    film in film.distribution(order: Array(1...film.steps)) { film.right($0) }
  },
  WrongDistribution("the states are in the wrong order: x_T comes first", threeSamplers) { film in
    film.distribution(startFirst: false) { film.right($0) }
  },
  WrongDistribution("all steps of a path have the same z: each needs its own", threeSamplers) {
    film in
    film.distribution(reuse: .inSteps) { film.right($0) }
  },
  WrongDistribution(
    "the start is used again as the noise of the steps: each needs its own", threeSamplers
  ) {
    film in film.distribution(reuse: .everywhere) { film.right($0) }
  },
  WrongDistribution("all paths are the same: the stream of random numbers is made anew", theBound) {
    $0.identical
  },
  WrongDistribution(
    "all paths have the same noise: the stream of numbers is made anew", threeSamplers
  ) {
    $0.sameNoise
  },
]

/// Uniform noise, at the start, in the steps, or both.
private func uniform(
  _ mean: Double, _ variance: Double, atStart: Bool, inSteps: Bool
) -> WrongDistribution<Film> {
  WrongDistribution("the noise is uniform: it should be normal", threeSamplers) { film in
    let (kind, normal) = ((mean, variance), (0.0, 1.0))
    return film.distribution(
      start: atStart ? kind : normal, noise: inSteps ? kind : normal, isNormal: false
    ) { film.right($0) }
  }
}

/// On (0, 1), on (−1, 1), and with the mean and the variance of normal noise.
private let uniforms: [WrongDistribution<Film>] = [
  uniform(0.5, 1.0 / 12, atStart: true, inSteps: true),
  uniform(0.5, 1.0 / 12, atStart: true, inSteps: false),
  uniform(0.5, 1.0 / 12, atStart: false, inSteps: true),
  uniform(0, 1.0 / 3, atStart: true, inSteps: true),
  uniform(0, 1.0 / 3, atStart: true, inSteps: false),
  uniform(0, 1.0 / 3, atStart: false, inSteps: true),
  uniform(0, 1, atStart: true, inSteps: true),
]

let filmBackwards = Exercise<any Exercises>(
  "9.5", "The film backwards", points: 8, section: bestVariance,
  hints: [
    """
    A loop from t = T down to 1 that appends to a list. In it are the step of exercise 9.2 and \
    the best variance of section 9.9 in the place of β_t.
    """,
    """
    σ_t² is β̃_t + β_t²ℓ_t/(α_t(1−ᾱ_t)), for t > 1. For it you need ᾱ_t and ᾱ_{t−1}; make the list \
    of ᾱ₀ = 1, ᾱ₁, … first.
    """,
    """
    var x = random.normal(), path = [x]; then for t in (1...T).reversed() set x to \
    (x − β/√(1−ᾱ_t)·noise(x, t))/√α, add σ_t·random.normal() if t > 1, and append x.
    """,
  ],
  seconds: 20,
  checks: [
    Check(
      statistical: "20,000 paths of five steps", count: { $0.count * ($0.steps + 1) },
      given: { Film(&$0) }, answer: { try $1.paths($0) }, labels: Film.labels(steps: 5),
      measured: { $0.statistics($1) },
      expected: { film in film.distribution { film.right($0) } },
      mistakes: variances + means + paths + uniforms),
    // teacher: begin
    Check(
      statistical: "paths of a single step", count: { $0.count * ($0.steps + 1) },
      given: { Film(&$0, steps: 1) }, answer: { try $1.paths($0) }, labels: Film.labels(steps: 1),
      measured: { $0.statistics($1) },
      expected: { film in film.distribution { film.right($0) } }, mistakes: []),
    // teacher: end
  ])
