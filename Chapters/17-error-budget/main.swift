/*:
Every chapter of this book was a way around one integral, and every way had a price: a bias here, a
variance there, a chain that has not quite arrived. To get from samples of $p$ to *new* samples one pays
several of these prices at once. **What does a whole road cost, and which road would you take for which
budget?**
*/
// fold: Imports
import Diffusion
import Distributions
import Elementary
import EnergyModels
import Notebook
import Plotting
import Samplers
import ScoreMatching
import Statistics
import Tensors
import Theory

let chapter = Chapter(17, "The error budget: which road for which budget?")
var random = chapter.random

/*:
## One number for every road {#sec:measure}
@main

This section fixes what is compared: one error and one cost, the same for every method of the book.

The data are $n$ samples of the running Gaussian $N(m, v)$, $m = 1$ and $v = \tfrac14$. A **road** is anything that
starts from them and ends with $n$ new samples: a way to learn, then a way to sample, each with its settings. All roads
learn within one family, energies $\tfrac12\lambda(x-\mu)^2$ and linear scores, so they differ in method alone, and
everything can be computed. All chains start from $N(0,1)$.

*The error.* Given the data, nearly every road ends at samples of some Gaussian $N(M, V)$. Its error is the divergence
from the truth, averaged over data sets and over whatever training draws at random:

$$ \mathbb E\,\mathrm{KL} = \mathbb E\Big[\tfrac12\Big(\frac Vv - 1 - \ln\frac Vv\Big) + \frac{(M-m)^2}{2v}\Big]. $$ {#eq:error}

*The cost.* A clock would measure this machine and this programmer. We count how often the model is evaluated, at one
point each time: an energy, a score or a predicted noise, with whatever backward pass belongs to it. One **pass** is $n$
evaluations, one for each sample, old or new. Fitting in one sweep over the data and taking twenty steps with every new
sample costs $1 + 20$ passes.

No road is free of error. Maximum likelihood with exact draws, which is possible only because this $Z$ is known, ends at
$N(\bar x, \hat v)$, and

$$ \mathbb E\,\mathrm{KL} = \tfrac12\Big[\ln\frac n2 - \psi\Big(\frac{n-1}2\Big)\Big] = \frac1n + O(n^{-2}), $$ {#eq:floor}

with the digamma function $\psi$. Half of the floor $1/n$ is the mean's, half the variance's. By the Cramér–Rao bound no
unbiased method can beat it, however many passes it makes: it is the price of having only $n$ samples.

@page
To derive @eq:floor, note that $\mathbb E\hat v/v = 1-1/n$ and $\mathbb E(\bar x-m)^2/v = 1/n$ cancel, and that
$n\hat v/v$ is $\chi^2$ with $n-1$ degrees of freedom, whose logarithm has the mean $\psi(\tfrac{n-1}2)+\ln 2$. To
*measure* errors of a few thousandths takes some care: from $n$ new samples the plug-in estimate of @eq:error is itself
off by about $1/n$. That bias is known exactly and is removed
([GaussianSampleDivergence.swift](Sources/Statistics/GaussianSampleDivergence.swift)).
*/
// fold: The data sets, and what every measurement does
let running = Gaussian.running
let (m, v) = (running.mean[0], running.covariance[0][0])
let gaussian = GaussianDiffusion(mean: m, variance: v)
let n = 500

/// E KL of a road, measured on data sets of its own, a hundred at a time, one in each row.
func error(_ count: Int, of road: (_ data: Tensor) -> Tensor) -> Estimate {
  Estimate(
    meanOf: (0..<count / 100).flatMap { _ in
      let data = Float(m) + Float(sqrt(v)) * random.normal([100, n])
      return rowDivergences(of: road(data), mean: m, variance: v)
    })
}
let floorOfAll = ErrorBudget.expectedDivergenceOfFit(samples: n)
claim(
  "E KL of maximum likelihood and exact draws, n = \(n)",
  error(chapter.samples(12_000, quick: 200)) {
    GaussianRows(likeliest: $0).draws(n, using: &random)
  }, exact: floorOfAll, rulesOut: chapter.quick ? nil : 0.5 / Double(n))

/*:
## The attempt that fails: add the errors up {#sec:signs}
@main

Why not look up the error of learning in one chapter, that of sampling in another, and add the two? This section shows
that errors do not add up that way, and what does.

Take denoising score matching with noise $\sigma$ and plenty of data. It learns the precision $1/(v+\sigma^2)$, so its
samples are too wide: $V/v - 1 = \sigma^2/v$ (@eq:06-gaussian). Langevin sampling with step size $\varepsilon$ widens
whatever it is given, by about $\varepsilon/2v$ (@sec:04-edge). The signs agree, so together the two are wrong by the
*sum*. Divergence is quadratic in it: two errors of equal size and sign make four times the divergence of one, not
twice.

Contrastive divergence is off the other way. Trained by a chain that widens, it learns a $\lambda^\ast$ that is too large
by just as much (@sec:03-fixed-point). Sampled *exactly*, its model is too narrow. Sampled by the chain that trained it, it
is exactly right: the fixed point was defined by $V = v$. In @fig:signs, watch where the lines cross zero.
*/
// fold: Three models, sampled by Langevin
let trainingStep = 0.05
let models: [(name: String, precision: Double)] = [
  ("maximum likelihood", 1 / v),
  ("denoising", GaussianDenoising.precision(standardDeviation: sqrt(v), noise: 0.15)),
  (
    "CD",
    ContrastiveDivergenceGaussian.fixedPoints(dataVariance: v, stepSize: trainingStep)!.stable
  ),
]
/// V/v after very many Langevin steps.
func ratio(_ λ: Double, _ ε: Double) -> Double { 1 / (λ * v * (1 - ε * λ / 2)) }
func model(mean: Double, precision: Double) -> GaussianRows {
  GaussianRows(
    mean: Tensor([mean], shape: [1, 1]), precision: Tensor([precision], shape: [1, 1]))
}
let chainSteps = [0.025, 0.05, 0.075]
let chainCount = chapter.samples(100_000, quick: 4_000)
let widths = models.map { _, λ in
  chainSteps.map { ε in
    model(mean: m, precision: λ)
      .langevin(chainCount, stepSize: ε, steps: 60, using: &random).variance()
  }
}
let fineSteps = Grid(0...0.1, count: 101).x
let KL = GaussianDivergence.varianceRatioDivergence
func color(_ index: Int) -> Color { Style.series(index).color }
func measured(_ x: [Int], _ y: [Estimate], _ index: Int) -> PointPlot {
  PointPlot(
    x: x.map(Double.init), y: y.map(\.value), errors: y.map(\.standardError),
    style: .series(index))
}
func theory(_ x: [Int], _ index: Int, _ f: (Int) -> Double) -> LinePlot {
  LinePlot(x: x.map(Double.init), y: x.map(f), style: .series(index))
}
figure(
  "signs",
  caption: """
    Three learned models, sampled by Langevin. Left: how much too wide the samples are, exact and from \
    \(chainCount) chains. Right: the divergence (solid), and the sum of the two separate ones (dashed).
    """,
  size: .wide
) {
  Panel(
    "Signed error", x: Axis("sampler's step size ε", range: 0...0.1),
    y: Axis("V/v − 1", range: -0.15...0.36), legend: .none
  ) {
    RulePlot(y: 0, style: .data)
    for (index, model) in models.enumerated() {
      LinePlot(x: fineSteps, y: fineSteps.map { ratio(model.precision, $0) - 1 }, style: .exact)
      PointPlot(
        x: chainSteps, y: widths[index].map { $0 / v - 1 }, style: .series(index).markerSize(6))
    }
    Annotation("denoising, σ = 0.15", x: 0.058, y: 0.25, side: .left, color: color(1))
    Annotation("likelihood", x: 0.057, y: 0.095, color: color(0))
    Annotation("CD, trained with ε = 0.05", x: 0.024, y: -0.09, color: color(2))
  }
  Panel(
    "Divergence", x: Axis("sampler's step size ε", range: 0...0.1),
    y: Axis("KL, nats", range: 0...0.025), legend: .none
  ) {
    for (index, model) in models.enumerated() {
      let λ = model.precision
      LinePlot(x: fineSteps, y: fineSteps.map { KL(ratio(λ, $0)) }, style: .series(index))
      if index > 0 {
        LinePlot(
          x: fineSteps, y: fineSteps.map { KL(1 / (λ * v)) + KL(ratio(1 / v, $0)) },
          style: .series(index).dash(.dashed).lineWidth(1))
      }
    }
    Annotation("denoising", x: 0.07, y: 0.0155, side: .left, color: color(1))
    Annotation("dashed: learning and sampling, added up", x: 0.003, y: 0.0215)
    Annotation("CD", x: 0.0835, y: 0.0014, color: color(2))
    Annotation("ML", x: 0.0825, y: 0.0073, color: color(0))
  }
}
claim(
  "V/v, denoising and then Langevin, ε = 0.05", measuredVariance: widths[1][1] / v,
  degreesOfFreedom: chainCount, exact: ratio(models[1].precision, 0.05),
  rulesOut: ratio(1 / v, 0.05))
claim(
  "V/v, CD and then its own chain, ε = 0.05", measuredVariance: widths[2][1] / v,
  degreesOfFreedom: chainCount, exact: 1, rulesOut: 1 / (models[2].precision * v))

/*:
The rule is the one for any measurement. *What is systematic adds up with its sign, before it is squared; what is random
adds up as variances.* To second order, with $b$ and $r$ the limits of $(M-m)/\sqrt v$ and $V/v$ for infinitely many
data,

$$ \mathbb E\,\mathrm{KL} \approx \underbrace{\tfrac12\,b^2 + \tfrac12(r-1-\ln r)}_{\text{bias: }\sigma,\ \varepsilon,\ k,\ T}
 \;+\; \underbrace{\frac1n\ \text{or nearly}}_{\text{data}}
 \;+\; \underbrace{\frac{\operatorname{Var} M}{2v} + \frac r4\operatorname{Var}\ln V}_{\text{randomness of training: } K,\ \nu,\ \text{chains}} . $$ {#eq:budget}

This is the **error budget**. The rest of the chapter fills it in.

@deeper Why the variances enter as they do
Write $V = r v\,e^\delta$ with $\mathbb E\,\delta = 0$. Then
$\mathbb E\,\tfrac12(re^\delta - 1 - \ln r - \delta) = \tfrac12(r-1-\ln r) + \tfrac r4\operatorname{Var}\delta + \dots$
A fit has $\operatorname{Var}\bar x = v/n$ and $\operatorname{Var}\ln\hat v \approx 2/n$. A sampler that adds a bias *damps*
what is random: after many Langevin steps an error $\delta$ of $\ln\lambda$ is one of
$\delta\,(1-\eta)/(1-\eta/2)$ in $\ln V$, $\eta = \varepsilon\lambda$.

## What learning costs {#sec:learning}
@main

With exact draws, so that all of the error is learning's, how many passes does each way of learning need until its error
is the floor's? To leading order:

| learning | passes | $V/v - 1$ | $n\operatorname{Var} M/v$ | $n\operatorname{Var}\ln V$ |
|:---|:---|:---|:---|:---|
| maximum likelihood, score matching | $1$ | $0$ | $1$ | $2$ |
| sliced, $K$ normal directions | $K$ | $0$ | $1$ | $2 + \tfrac2K$ |
| denoising, $K$ draws of the noise, $\rho = \sigma^2/v$ | $K$ | $\rho$ | $1 + \tfrac1{\rho K}$ | $\tfrac{2}{(1+\rho)^2} + \tfrac1K\big[\tfrac1\rho - \tfrac2{(1+\rho)^2}\big]$ |
| noise-contrastive, noise $N(0,1)$ | $6\,(1+\nu)$ | $0$ | $(I^{-1})_{\mu\mu}/v$ | $(I^{-1})_{\ln\lambda\,\ln\lambda}$ |
| CD-1, mean of $U$ updates, $a = 1-\varepsilon\lambda^\ast$ | $2\,(U+20)$ | $0$ | $1 + \tfrac1U\tfrac{1+a}{1-a}$ | $2 + \tfrac2U\tfrac{1+a^2}{1-a^2}$ |

The first three rows come from Chapters 5 to 7 (on the line, slicing with $u = \pm1$ slices nothing away). For noise-contrastive estimation $I$ is the information of a classifier (Chapter 10); if the noise equals
the data, both entries are $1+1/\nu$ times those of maximum likelihood. It is fitted by six Newton steps, each of which
visits the data and $\nu$ times as many points of noise. The row of contrastive divergence is worth a second look: its factors
$(1+a)/(1-a)$ are the autocorrelation times of @sec:02-worth. Averaged over $U$ updates, the negative samples are worth
as much as one long chain, whether they restart at the data or persist, so PCD has the same row, at three evaluations an
update. @fig:learning sets the
table beside whole repetitions.

@deeper Where the row of contrastive divergence comes from
Let $w$ be the end of a chain, measured from $\mu$. At the fixed point it has the variance $v$, of which the share
$a^{2k}$ comes from the datum where it started, so given the data $\operatorname{Var}\tfrac12w^2 = \tfrac12v^2(1-a^{4k})$.
The mean gradient has the slope $\tfrac12(1-a^{2k})\,av^2$ in $\lambda$. The mean of the parameters over many updates has
the variance of one gradient over $U$ times the slope squared (Polyak and Juditsky), with $n$ chains

$$ \operatorname{Var}\lambda = \frac{2\,(1+a^{2k})}{nU\,(1-a^{2k})\,a^2v^2}, \qquad
\operatorname{Var}\mu = \frac{v}{nU}\,\frac{1+a^k}{1-a^k}. $$ {#eq:cd-noise}

The first is @eq:03-noise. The model's own chain turns an error of $\lambda$ into $\delta V = -av^2\,\delta\lambda$, which
gives the table's entry for $k = 1$. (For few updates the learning rate matters as well; the lines of @fig:learning take it into
account.) The step should be *long*: $\varepsilon = 0.3\,v$, used here, has $a = 0.63$. As $\varepsilon \to v/2$, $a \to 0$:
$\lambda^\ast \to 2/v$ is wrong by a factor of two, and the chain that belongs to it is right. (To learn a *sampler*, not an
energy, is what short-run training does: Nijkamp et al. 2019.) But data with $\hat v < 2\varepsilon$ have no fixed point.
At $\varepsilon = \tfrac38v$ one data set among some thousands was narrow enough to diverge.

@page
*/
// fold: Learning, theory and measurement
let ways = GaussianRoads(data: gaussian)
func budget(
  _ score: LearnedScore, _ sampler: ErrorBudget.Sampler = ErrorBudget.direct
) -> ErrorBudget {
  ErrorBudget(score: score, data: gaussian, sampler: sampler)
}
func contrastive(_ run: GaussianRoads.Contrast, _ data: Tensor, updates: Int) -> GaussianRows {
  GaussianRows(
    contrastiveDivergence: data, stepSize: run.stepSize, rate: run.rate,
    persistent: run.isPersistent, warmUp: run.warmUp, updates: updates, using: &random)
}
struct Lesson {
  let name: String
  let place: (x: Double, y: Double), passes: ClosedRange<Double>, dots: [Int]
  let theory: (_ passes: Int) -> ErrorBudget
  let run: (_ data: Tensor, _ passes: Int) -> Tensor
}
let cd = ways.restarting
let lessons = [
  Lesson(
    name: "sliced", place: (1.1, 1.7), passes: 1...64, dots: [1, 4],
    theory: { budget(.sliced(variance: v, samples: n, projections: $0)) },
    run: { GaussianRows(slicing: $0, draws: $1, using: &random).draws(n, using: &random) }),
  Lesson(
    name: "denoising", place: (4.6, 3.9), passes: 2...256, dots: [4, 32],
    theory: {
      budget(
        .denoising(variance: v, samples: n, noise: ways.bestNoise(draws: $0, samples: n), draws: $0)
      )
    },
    run: {
      GaussianRows(
        denoising: $0, noise: ways.bestNoise(draws: $1, samples: n), draws: $1, using: &random
      )
      .draws(n, using: &random)
    }),
  Lesson(
    name: "noise contrast", place: (3.1, 2.1), passes: 12...390, dots: [12, 30],
    theory: {
      budget(.noiseContrastive(mean: m, variance: v, samples: n, ratio: Double($0) / 6 - 1))
    },
    run: {
      GaussianRows(contrasting: $0, ratio: $1 / 6 - 1, steps: ways.newtonSteps, using: &random)
        .draws(n, using: &random)
    }),
  Lesson(
    name: "CD-1", place: (43, 2.65), passes: 42...450, dots: [42, 80],
    theory: {
      budget(
        cd.score(variance: v, samples: n, updates: cd.updates(passes: $0)),
        ErrorBudget.langevin(stepSize: cd.stepSize, steps: 12))
    },
    run: {
      contrastive(cd, $0, updates: cd.updates(passes: $1))
        .langevin(n, stepSize: cd.stepSize, steps: 12, using: &random)
    }),
]
let lessonSets = chapter.samples(1_500, quick: 100)
let learned = lessons.map { lesson in
  (chapter.quick ? Array(lesson.dots.prefix(1)) : lesson.dots).map { passes in
    (passes, Double(n) * error(lessonSets) { lesson.run($0, passes) })
  }
}

// fold: Drawing the price of learning, and claims
figure(
  "learning",
  caption: """
    The error of new samples in units of 1/n, against the passes of training. Lines: theory. Dots: \
    \(lessonSets) data sets of n = \(n).
    """,
  size: .single
) {
  Panel(
    x: Axis("passes of training", scale: .log, range: 0.8...1000),
    y: Axis("n · E KL", range: 0...6), legend: .none
  ) {
    RulePlot(y: 1, style: .exact.dash(.dotted))
    Annotation("the floor: maximum likelihood, score matching", x: 1.3, y: 0.6)
    for (index, lesson) in lessons.enumerated() {
      let counts = geometric(lesson.passes.lowerBound, lesson.passes.upperBound, 40).map {
        Int($0.rounded())
      }
      theory(counts, index) { Double(n) * lesson.theory($0).total }
      measured(learned[index].map(\.0), learned[index].map(\.1), index)
      Annotation(lesson.name, x: lesson.place.x, y: lesson.place.y, color: color(index))
    }
  }
}
for (lesson, dots) in zip(lessons, learned) {
  let (passes, error) = dots[0]
  claim(
    "n E KL, \(lesson.name), passes: \(passes)", error,
    exact: Double(n) * lesson.theory(passes).total,
    rulesOut: lesson.name == "sliced" || chapter.quick ? nil : 1)
}

/*:
@main

Slicing and noise contrast are unbiased, and what they add falls as $1/K$ and $1/\nu$. Denoising has to buy a smaller
$\sigma$ with more draws, so it approaches the floor more slowly. Contrastive divergence begins at 40 passes, because it
takes 20 updates to arrive at all; after that, few are needed. Two things do not show in one dimension: the trace of exact
score matching, one pass here, costs $d$ backward passes in $d$ dimensions, and maximum likelihood needs $Z$.

## What sampling costs {#sec:sampling}
@main

Now the score is exact, and only sampling errs. @fig:sampling shows the error against the evaluations spent on each new
sample, with the best step size for every number of steps. Look at the slopes.
*/
// fold: Samplers with exact scores, by theory and simulated
let diffusions: [(name: String, rule: ReverseRule)] = [
  ("ancestral, β", .ancestral(.beta)), ("ancestral, β̃", .ancestral(.posterior)),
  ("DDIM", .implicit(eta: 0)),
]
func sampler(_ rule: ReverseRule, _ k: Int) -> ReverseSampler {
  ReverseSampler(ways.schedule, rule, steps: k)
}
func diffusion(_ index: Int, _ k: Int) -> Double {
  ways.divergence(of: sampler(diffusions[index].rule, k).outputDistribution(of: gaussian))
}
let exact = model(mean: m, precision: 1 / v)
let exactNoise = ExactNoise(of: running, schedule: ways.schedule)
/// Measures the output of a sampler in twenty pieces.
func simulated(_ run: (_ count: Int) -> Tensor) -> Estimate {
  let columns = chapter.samples(4_000, quick: 400)
  return Estimate(
    meanOf: rowDivergences(of: run(20 * columns).reshaped(20, columns), mean: m, variance: v))
}
let dotCounts = [5, 20]
var dots = [
  dotCounts.map { k in
    simulated {
      exact.langevin($0, stepSize: ways.langevin(steps: k).stepSize, steps: k, using: &random)
    }
  }
]
dots += diffusions.map { _, rule in
  dotCounts.map { k in
    simulated {
      sampler(rule, k).sample(
        $0, dimension: 1, predicting: exactNoise.callAsFunction, using: &random)
    }
  }
}
let walk = ways.nearest(ways.walks, after: 5), adjusted = ways.nearest(ways.adjusted, after: 2)
let walkDot = simulated { exact.metropolis($0, width: walk.size, steps: 5, using: &random) }
let adjustedDot = simulated {
  exact.adjustedLangevin($0, stepSize: adjusted.size, steps: 2, using: &random)
}

// fold: Drawing the price of sampling, and claims
figure(
  "sampling",
  caption: """
    The divergence of the samples, with exact scores, against the evaluations for each sample. Lines: \
    exact. Dots: simulated.
    """,
  size: .single
) {
  Panel(
    x: Axis("evaluations for each new sample", scale: .log, range: 1...250),
    y: Axis("KL, nats", scale: .log, range: 3e-5...3), legend: .none
  ) {
    let counts = Array(1...20) + [25, 30, 40, 50, 70, 100, 140, 200]
    let places = [(1.05, 0.2), (16, 3.3e-4), (55, 0.02), (65, 2.9e-3)]
    for (index, name) in (["Langevin"] + diffusions.map(\.name)).enumerated() {
      theory(counts, index) {
        index == 0 ? ways.langevin(steps: $0).divergence : diffusion(index - 1, $0)
      }
      measured(dotCounts, dots[index], index)
      Annotation(name, x: places[index].0, y: places[index].1, color: color(index))
    }
    for (style, chains, last, dot, k) in [
      (4, ways.walks, 21, walkDot, 5), (5, ways.adjusted, 5, adjustedDot, 2),
    ] {
      theory(Array(2...last), style) { ways.nearest(chains, after: $0 - 1).divergence }
      measured([k + 1], [dot], style)
    }
    Annotation("Metropolis", x: 4.3, y: 0.75, color: color(4))
    Annotation("MALA", x: 1.7, y: 1.2e-3, color: color(5))
  }
}
claim("KL, Langevin, 20 steps", dots[0][1], exact: ways.langevin(steps: 20).divergence)
claim("KL, DDIM, 20 steps", dots[3][1], exact: diffusion(2, 20))
claim("KL, MALA, 2 steps", adjustedDot, exact: adjusted.divergence)

/*:
Chains that *reject* have no bias: they forget their start at a geometric rate, and their curves bend down without
end. MALA needs three steps. (That is a gift of the single Gaussian: at $\varepsilon = v$ a Langevin proposal is
$N(m, 2v)$, wherever it starts.) Chains that don't reject are left with a bias. With $k$ steps one can afford
$\eta = \varepsilon/v \approx (\ln k)/k$ and still arrive, and the divergence $\eta^2/16$ falls only as the square of that.
The samplers of @ch:09 fall about as $1/k^2$ as well. Ancestral sampling with $\beta_t$ has a sign change near 11 steps,
where the error of too few steps cancels that of too much noise; nobody should count on it. On this target plain Langevin
is as good as any of them, and DDIM is worse.

@page
For chains that reject, the density is carried through the transition kernel on a grid
([MetropolisRelaxation.swift](Sources/Theory/MetropolisRelaxation.swift)), and what is drawn is @eq:error for its mean
and variance. As long as they have not arrived their distribution is not quite Gaussian, and the full divergence is
larger, by a fifth after five steps of Metropolis.

## Whole roads {#sec:roads}
@main

Now put the halves together. Learning a linear diffusion model takes a few lines, for many data sets at once, one in
each row: at every time that the sampler will visit, regress the noise on the noisy data.

@quote Diffusion/LinearNoise.swift linear-noise

Every road has settings, and each of them trades one source of error for another. So for every cost we let @eq:budget
choose the best settings, and then run the road with them.

@page
The choice is made on grids ([GaussianRoads.swift](Sources/Theory/GaussianRoads.swift)). What $K$ draws at each time do to a
diffusion's output is worked out in [LadderBudget.swift](Sources/Theory/LadderBudget.swift): given the data, the errors of
the fits are independent from time to time, so the recursion for $V_t$ (@eq:09-recursion) carries their variances
along. With more steps each fit matters less, and one draw for each sample and time is enough.
*/
// fold: Running a road
func run(
  _ road: GaussianRoads.Road, _ settings: GaussianRoads.Settings, on data: Tensor
) -> Tensor {
  let (ε, k, K) = (settings.stepSize, settings.steps, settings.draws)
  let likeliest = GaussianRows(likeliest: data)
  func langevin(_ model: GaussianRows) -> Tensor {
    model.langevin(n, stepSize: ε, steps: k, using: &random)
  }
  func diffusion(_ rule: ReverseRule) -> Tensor {
    let sampler = sampler(rule, k)
    let noise = LinearNoise(of: data, for: sampler, draws: K, using: &random)
    return sampler.run(
      from: random.normal(data.shape), predicting: noise.callAsFunction, using: &random)
  }
  switch road {
  case .exactDraws: return likeliest.draws(n, using: &random)
  case .metropolis: return likeliest.metropolis(n, width: ε, steps: k, using: &random)
  case .adjustedLangevin:
    return likeliest.adjustedLangevin(n, stepSize: ε, steps: k, using: &random)
  case .scoreMatching: return langevin(likeliest)
  case .sliced: return langevin(GaussianRows(slicing: data, draws: K, using: &random))
  case .denoising:
    return langevin(
      GaussianRows(denoising: data, noise: settings.noise, draws: K, using: &random))
  case .noiseContrast:
    return langevin(
      GaussianRows(
        contrasting: data, ratio: settings.ratio, steps: ways.newtonSteps, using: &random))
  case .contrastiveDivergence, .persistentChains:
    let run = road == .persistentChains ? ways.persisting : ways.restarting
    return langevin(contrastive(run, data, updates: settings.updates))
  case .annealed:
    var fits: [Double: GaussianRows] = [:]
    for σ in settings.ladder {
      fits[σ] = GaussianRows(denoising: data, noise: σ, draws: 1, using: &random)
    }
    var x = random.normal(data.shape)
    AnnealedLangevin(
      score: { σ in fits[σ]!.score(at:) }, standardDeviations: settings.ladder, stepSize: ε,
      stepsPerLevel: k
    ).step(&x, using: &random)
    return x
  case .ancestral: return diffusion(.ancestral(.beta))
  case .implicit: return diffusion(.implicit(eta: 0))
  }
}

// fold: Every road at 16, 64 and 256 passes
struct Trip {
  let road: GaussianRoads.Road, passes: Int
  let settings: GaussianRoads.Settings, error: Estimate
}
let trips = [16, 64, 256].flatMap { passes in
  GaussianRoads.Road.allCases.compactMap { road -> Trip? in
    let settles = [.exactDraws, .metropolis, .adjustedLangevin].contains(road)
    guard passes < 256 || !settles, passes == 64 || !chapter.quick,
      let settings = ways.best(road, passes: passes, samples: n)
    else { return nil }
    // Cheap roads more often.
    let sets =
      road == .exactDraws ? 6_000 : road == .persistentChains ? 300 : passes == 256 ? 100 : 600
    return Trip(
      road: road, passes: passes, settings: settings,
      error: error(chapter.samples(sets, quick: 100)) { run(road, settings, on: $0) })
  }
}
let tabled = trips.filter { $0.passes == 64 || $0.road == .persistentChains }
table(
  "The error budget of every road at 64 passes (PCD: 256), n = 500: E KL in thousandths of a nat",
  columns: [
    "road", "settings", TableColumn("bias", .fixed(2)), TableColumn("data", .fixed(2)),
    TableColumn("training", .fixed(2)), TableColumn("sum", .fixed(2)), "measured",
  ],
  rows: tabled.map { trip -> [any TableCell] in
    let budget = trip.settings.budget
    return [
      trip.road.rawValue, GaussianRoads.describe(trip.settings, of: trip.road),
      1000 * budget.fromBias, 1000 * budget.fromData, 1000 * budget.fromTraining,
      1000 * budget.total, 1000 * trip.error,
    ]
  })

/*:
*Bias* is what settings like $\sigma$, $\varepsilon$, $k$ and $T$ leave; *data* is $1/n$,
two thousandths; *training* is what random draws in training add. The settings show how the money is best spent: sliced
score matching gives an eighth of it to learning, denoising and noise contrast about half, contrastive divergence nearly
all. A diffusion spends at least as much on learning a step as on taking it. Chains that reject don't need their 64
passes, and PCD needs more to settle.
@fig:roads shows all budgets.

@page
In thousandths of a nat; the standard errors come from repeating the whole road.
*/
// fold: One claim for each road
for trip in tabled {
  let theory = trip.road == .exactDraws ? floorOfAll : trip.settings.budget.total
  claim(
    trip.road.rawValue + (trip.passes == 64 ? "" : ", 256 passes"), 1000 * trip.error,
    exact: 1000 * theory,
    rulesOut: theory > 2.4 * floorOfAll && !chapter.quick ? 1000 * floorOfAll : nil)
}

// fold: Drawing the roads
let passCounts =
  chapter.quick
  ? [16, 64] : geometric(2, 1024, 40).map { 2 * Int(($0 / 2).rounded()) } + [3, 46, 48, 196, 256]
func roadPanel(
  _ title: String, _ lines: [(road: GaussianRoads.Road, name: String, x: Double, y: Double)]
) -> Panel {
  Panel(
    title, x: Axis("passes, learning and sampling", scale: .log, range: 1.8...1100),
    y: Axis("E KL, nats", scale: .log, range: 1.4e-3...1), legend: .none
  ) {
    RulePlot(y: 1 / Double(n), style: .exact.dash(.dotted))
    for (place, line) in lines.enumerated() {
      let curve = passCounts.sorted().compactMap { passes in
        ways.best(line.road, passes: passes, samples: n).map { (Double(passes), $0.budget.total) }
      }
      LinePlot(x: curve.map(\.0), y: curve.map(\.1), style: .series(place))
      let dots = trips.filter { $0.road == line.road }
      measured(dots.map(\.passes), dots.map(\.error), place)
      Annotation(line.name, x: line.x, y: line.y, color: color(place))
    }
  }
}
figure(
  "roads",
  caption: """
    Error against cost for every road, n = \(n). Lines: theory, at the best settings. Dots: whole roads, \
    repeated. Dotted: 1/n.
    """,
  size: Figure.Size(width: 960, height: 420)
) {
  roadPanel(
    "One score",
    [
      (.scoreMatching, "score matching", 2, 0.02), (.sliced, "sliced", 10.2, 0.0155),
      (.denoising, "denoising", 3.4, 0.12), (.noiseContrast, "noise contrast", 17, 0.04),
      (.contrastiveDivergence, "CD-1", 49, 0.01), (.persistentChains, "PCD", 205, 0.01),
    ])
  roadPanel(
    "An energy, or a ladder of noises",
    [
      (.exactDraws, "exact draws: needs Z", 2.1, 1.75e-3), (.metropolis, "Metropolis", 2.2, 0.3),
      (.adjustedLangevin, "MALA", 2, 0.008), (.annealed, "annealed", 330, 0.0037),
      (.ancestral, "ancestral β", 4.2, 0.02), (.implicit, "DDIM", 30, 0.06),
    ])
}

/*:
## Which road, for which budget? {#sec:which}
@main

With more data the floor sinks, and every other error has to sink with it. How many passes does each road need until its
whole error is twice the floor: as much again as the data cost?
*/
// fold: Passes until the error is twice the floor
let sampleSizes = [100, 1_000, 10_000, 100_000]
let asked = GaussianRoads.Road.allCases.filter {
  $0 != .persistentChains && $0 != .annealed && (!chapter.quick || $0 == .scoreMatching)
}
let answers: [[any TableCell]] = asked.map { road in
  [road.rawValue]
    + sampleSizes.map { ways.passesNeeded(road, samples: $0).map { "\($0)" } ?? "> 2000" }
}
table(
  "Passes until E KL ≤ 2/n, to about a tenth",
  columns: [TableColumn("road")] + sampleSizes.map { TableColumn("n = \($0)") }, rows: answers)

/*:
On this toy the answer is plain.

- *If you know $Z$ and can draw*, take maximum likelihood: two passes, and nothing is better.
- *If you can evaluate an energy*, take a chain that rejects. Ten times the data cost it a few more steps.
- *If you have only samples*, learn the score: by exact score matching while the trace is affordable, by slices when it
  is not. The bias of Langevin falls as $1/k^2$, so ten times the data cost it four times the passes.
- *If you have a hundred passes, however many the data*, take contrastive divergence and its own chain. Its biases
  cancel, so its cost does not depend on $n$.
- *Denoising at one $\sigma$* costs four to five times as much as score matching: it pays for $\sigma$ and for
  the randomness of its targets. As a rung of a ladder it is cheap, because no single rung carries much weight and
  the last $\sigma$ can be small.
- *Diffusion* is not better than Langevin. Nothing here calls for it.

So why does anyone use diffusion? Because the running Gaussian hides three things.

## What the running Gaussian hides {#sec:scales}
@main

It has one mode, one dimension and one scale. *Modes*: a chain crosses a barrier in a time that grows exponentially with
its height (@sec:04-modes, Chapter 14), while a sampler that comes from the noise has no barrier to cross. *Dimension*: a random
walk needs of the order of $d$ times as many steps, MALA $d^{1/3}$ times (Roberts and Rosenthal), exact score matching $d$
backward passes, quadrature $100^d$ points; Langevin and diffusion need hardly more. The third, *scale*, can be shown in
closed form.

Take a Gaussian in the plane with variance $v$ along one axis and $v/\kappa$ along the other, the axes turned by 45°. The
larger the condition number $\kappa$, the more strongly the coordinates are correlated, as neighbouring pixels are.
Langevin's step size is bounded by the narrow axis, $\varepsilon < 2v/\kappa$, and
the wide axis forgets its start at the rate $\varepsilon/v$. So the number of steps is proportional to $\kappa$. A ladder of
noises takes large steps while the noise is large, when both axes look alike, and small steps at the end, when the wide
axis has arrived. From a noise above the largest scale to one below the smallest, in equal factors, there are of the order
of $\ln\kappa$ rungs (@fig:scales).
*/
// fold: Two scales, by theory and simulated at κ = 100
let conditions = geometric(1, 10_000, chapter.quick ? 3 : 9)
let planeNames = ["Langevin", "annealed", "ancestral, β̃", "DDIM"]
func planeLines(_ plane: TwoScales) -> [(Int) -> Double] {
  [
    { plane.langevin(steps: $0).divergence }, { plane.annealing(steps: $0).divergence },
    { plane.diffusion(.ancestral(.posterior), steps: $0).divergence },
    { plane.diffusion(.implicit(eta: 0), steps: $0).divergence },
  ]
}
let needed = conditions.map { κ in
  planeLines(TwoScales(variance: v, condition: κ)).map { TwoScales.stepsNeeded(for: 0.01, $0) }
}
let plane = TwoScales(variance: v, condition: 100)
let turned = Gaussian(
  mean: [0, sqrt(2)], covariance: [[0.505 * v, 0.495 * v], [0.495 * v, 0.505 * v]])
func planeError(_ run: (_ start: Tensor) -> Tensor) -> Estimate {
  let (rows, columns) = (20, chapter.samples(1_000, quick: 100))
  let x = run(random.normal([rows * columns, 2]))
  // Along the axes: (x₁ + x₂)/√2 is the wide one.
  let (a, b) = (x.column(0), x.column(1))
  let parts = zip([a + b, b - a], [v, v / 100]).map { axis, width in
    rowDivergences(
      of: Float(sqrt(0.5)) * axis.reshaped(rows, columns), mean: 1, variance: width)
  }
  return Estimate(meanOf: zip(parts[0], parts[1]).map { $0 + $1 })
}
let slow = plane.langevin(steps: 400), ladder = plane.diffusion(.implicit(eta: 0), steps: 30)
let slowDot = planeError { start in
  var (x, chain) = (start, Langevin(score: turned.score(at:), stepSize: slow.stepSize))
  chain.run(&x, steps: 400, using: &random)
  return x
}
let planeNoise = ExactNoise(of: turned, schedule: ladder.sampler.schedule)
let ladderDot = planeError {
  ladder.sampler.run(from: $0, predicting: planeNoise.callAsFunction, using: &random)
}

// fold: Drawing the two scales
figure(
  "scales",
  caption: """
    Two scales, exact scores, best settings. Left: the error at κ = 100, by theory and simulated. Right: the \
    evaluations for an error of 0.01 nats.
    """,
  size: .wide
) {
  Panel(
    "κ = 100", x: Axis("evaluations for each sample", scale: .log, range: 5...1500),
    y: Axis("KL, nats", scale: .log, range: 1e-3...10), legend: .none
  ) {
    for (index, line) in planeLines(plane).enumerated() {
      let counts = geometric(6, index == 0 ? 1200 : 200, 16).map { Int($0.rounded()) }
      theory(counts, index, line)
    }
    measured([400], [slowDot], 0)
    measured([30], [ladderDot], 3)
    Annotation("Langevin", x: 90, y: 1.3, color: color(0))
    Annotation("annealed", x: 24, y: 0.34, color: color(1))
    Annotation("ancestral, β̃", x: 105, y: 0.006, color: color(2))
    Annotation("DDIM", x: 60, y: 0.0018, side: .left, color: color(3))
  }
  Panel(
    "To an error of 0.01", x: Axis("condition number κ", scale: .log, range: 1...10_000),
    y: Axis("evaluations for each sample", scale: .log, range: 8...200_000), legend: .none
  ) {
    for index in planeNames.indices {
      LinePlot(x: conditions, y: needed.map { Double($0[index]) }, style: .series(index))
    }
    Annotation("Langevin", x: 150, y: 5_000, side: .left, color: color(0))
    Annotation("annealed", x: 120, y: 150, color: color(1))
    Annotation("DDIM", x: 1200, y: 22, color: color(3))
  }
}
claim("KL in the plane, Langevin, 400 steps", slowDot, exact: slow.divergence)
claim("KL in the plane, DDIM, 30 steps", ladderDot, exact: ladder.divergence)
let last = needed.count - 1
claim(
  "Langevin's steps, κ = 10000 over κ = 100",
  measured: Double(needed[last][0])
    / Double(needed[last / 2][0]), exact: 100, tolerance: .relative(0.1), rulesOut: 2)
claim(
  "DDIM's steps, κ = 10000 over κ = 100",
  measured: Double(needed[last][3])
    / Double(needed[last / 2][3]), atMost: 2)
show("steps at κ = 10000", zip(planeNames, needed[last]).map { "\($0) \($1)" })

/*:
At $\kappa = 1$ Langevin is the cheapest. At $\kappa = 10{,}000$ it needs a hundred thousand steps, and DDIM a few dozen.
This is the answer to the chapter's question, and the case for the last third of the book: *learn one score if your data
have one scale, and a ladder if they have many.* Pictures have many.

## Errata of the notes {#sec:errata}
@main

The book grew out of five sets of course notes. Their slips are instructive, since most of them are what everybody
writes down once. Here they are.

**Energies and densities**

| in the notes | correct | what the slip does |
|:---|:---|:---|
| $Z = \int p$ | $Z = \int e^{-f}$ | $\int p = 1$ for every $p$; the running Gaussian has $Z = 1.2533$ (@sec:01-gaussian) |
| $e^{-E}/\int e^{E}$; a Gaussian without its minus | the minus in both | $\int e^E = \infty$, so $p = 0$ |
| a high score is a high energy | low energy = probable | AUC 0.795 (@sec:02-comparing) becomes 0.205 |
| compare ratios of energies | differences | add 10 to energies 1 and 2: their ratio falls from 2 to 1.09, $p(x)/p(y)$ stays $e$ (@sec:02-comparing) |
| a density lies in $[0, 1]$ | no upper bound | a narrow Gaussian peaks at 3.99 (@sec:01-gaussian) |
| $\sum p = 1$ over the training images | over all images | 64 binary pixels: $2^{64}$ pictures, 1,797 in the data |
| log-sigmoid as a positive output | softplus | $\ln\operatorname{sigmoid}(0) = -0.69$, never positive (@sec:01-anything) |
| large numbers make data Gaussian | the central limit theorem is about sums | fourth moment of two modes 21.7; Gaussian 52.0 (@sec:08-marginal) |
| VAE, GAN, flow bypass $Z$ alike | bound; no density; exact | a bound costs: 2.805 for 2.757 (@sec:09-worth) |
| experts vote, or one is selected | they multiply; a mixture selects | $N(\pm1,1)$: product of variance ½, mixture 2 (Chapter 12) |
| RBM: Hinton's, before back-propagation; a DBM is trained by layers | Smolensky's harmonium (1986); layers make a deep belief net | Chapter 13 trains each |

**Learning**

| in the notes | correct | what the slip does |
|:---|:---|:---|
| likelihood is inapplicable without $Z$ | the formula given *is* its gradient | equal to finite differences within $10^{-6}$ (@sec:03-derivative) |
| it raises density where models are | where *data* are | model samples go *up* in energy (@sec:03-push-pull) |
| $\mathbb E_\theta$ for $E_\theta$; = for ≈; gradients through samples | samples are constants | the second term vanishes: back to @sec:03-attempt (@sec:03-derivative) |
| maximise the contrast | 0 at the optimum | best for $\lambda \to 0$; at the optimum $-0.003 \pm 0.003$ (@sec:03-maximise) |
| CD's chain estimates $Z$ | $\nabla\ln Z$ | @eq:03-log-z |
| swish: no vanishing gradient | chosen for smoothness | slope $-4.1\cdot10^{-4}$ at $-10$; a ReLU energy has trace 0 |
| score matching maximises likelihood | minimises the Fisher divergence | $F = 1.1\cdot10^{-8}$ where $\mathrm{KL} = 0.193$ (@sec:05-blind) |
| ½ in one form only; a "non-parametric" problem | in both or neither; parametric | 3.25 for 1.625 (@sec:05-fisher) |
| "Fischer", an angle | Fisher, an $L^2$ distance | the angle to a model at $T = 2$ is 0 (@sec:05-fisher) |
| boundary: $p \to 0$ | $p\,s \to 0$ | exponential density of rate 2: naive 0, repaired 2.01 (@sec:05-fits) |
| trace = summed gradients; a 1000×1000 Hessian for 100×100 | column sums; the Jacobian *is* the Hessian | $F = 6.84$, as bad as no field (@sec:05-shortcut) |
| weights vanish from the score | for separated modes | $F = 0.062$ at distance 1 (@sec:05-blind) |
| denoising *ascends* | descends | the error grows by $1+\eta(v+\sigma^2)$ a step (@sec:06-descent) |
| smaller $\sigma$ is better | variance $\propto 1/\sigma^2$ | 100 points, $\sigma = 0.1$: $F = 0.475$, 0.003 of it bias (@sec:06-noise) |
| $v^{\mathsf T}\nabla v$; slicing is stabler | $v^{\mathsf T}(\nabla s)v$; cheaper | gradient variance 1.1 to 3.7 times the trace's (@sec:07-network) |
| $D^\ast$ without the sum; $Z$ random | $p_d/(p_d+p_n)$; a parameter | Chapter 10 learns it |

**Sampling and diffusion**

| in the notes | correct | what the slip does |
|:---|:---|:---|
| that accept rule for any proposal | symmetric ones only | the ends get 0.725 of their share (@sec:02-balance) |
| accept by "the difference" | by $e^{-\Delta E}$ | 2 up is accepted with 0.135 |
| steps along $\nabla p$; training in $x$ | $\nabla\ln p$; in $\theta$ | $\nabla p$ is 113 times too short three deviations out (@sec:05-field, @sec:04-two-gradients) |
| $x' \sim \dots$; $\varepsilon \to 0$ suffices | $=$; with $\varepsilon t \to \infty$ | after 30 steps of $v/1000$ the variance is $3.8\,v$ |
| noise of free $\sigma$; Langevin minimises | $\sqrt{2\eta}$; it samples | published recipes run at $T = 1.25\cdot10^{-6}$ (@sec:04-temperature) |
| unadjusted meant, adjusted linked | ULA; MALA | $\mathbb E x^2 = 0.820$ for 0.852 (@sec:04-walls) |
| $\sqrt{(1-\beta)x}$; $\beta$ for $\beta_t$ | $\sqrt{1-\beta_t}\;x$ | 2.3 % of the points are lost in a step (@sec:08-step) |
| $\sqrt{\alpha_t\alpha_{t-1}}\,x_{t-1}$ | $x_{t-2}$, merged noise | mean 0.32 for 0.40 (@sec:08-jump) |
| $q(x_t)$ is Gaussian | $q(x_t\mid x_0)$ is | 52.0 for 21.7 again (@sec:08-marginal) |
| Stable Diffusion: cosine | scaled linear | terminal KL 0.0023; cosine $1.2\cdot10^{-9}$ (@sec:08-terminal) |
| reversal is an optimisation over all data; no bound | it needs $q(x_0)$; a hierarchical VAE | the bound can reach the entropy, 0.7258 (@sec:09-worth) |

@page
(The course that one of the notes follows is CS236.) The numbers without a reference:
*/
// fold: Numbers for the errata
let gate = Elementary.sigmoid(-10.0)
let timid = ErrorBudget.langevin(stepSize: v / 1000, steps: 30)(m, 1 / v)
show("1/p at three deviations", exp(4.5) * sqrt(2 * .pi * v))
show("slope of swish at −10", gate * (1 - 10 * (1 - gate)))
show(
  "1 − AUC, 12/11, exp(−2)",
  [1 - AnomalyScore.areaUnderCurve(anomalyStandardDeviation: 3), 12.0 / 11, exp(-2.0)])
claim(
  "V/v after 30 steps of size v/1000",
  measuredVariance: exact.langevin(chainCount, stepSize: v / 1000, steps: 30, using: &random)
    .variance() / v, degreesOfFreedom: chainCount - 1, exact: timid.variance / v, rulesOut: 1)

/*:
## What was shown, and what comes next {#sec:end}
@main

**What was shown.** One exponential and one integral make a density of a function that may say anything (Chapter 1), and the
integral is out of reach. Ratios do without it (2), and so do differences of expectations (3) and slopes (4 to 7); it can be
learned as a parameter (10), summed over the hidden half of the variables (13), or left behind by multiplying models (12). A slope
can be learned from samples; what makes that cheap, a little noise, also makes it wrong. The way out is to take
the noise seriously: to learn the slopes of *all* noised densities and to walk from noise back to data (8, 9, 14),
in pictures too (15, 16). Every step on the way has an error with a formula, and in this chapter the
formulas added up to the errors of twelve whole roads, as closely as we measured them, to five or ten per cent.

**What you can now read.** After Chapters 1 to 3: Hinton (2002) on contrastive divergence, Du and Mordatch (2019). After 4:
Roberts and Tweedie (1996). After 5 to 7: Hyvärinen (2005), Vincent (2011), Song et al. (2019) on slicing. After 8 and 9:
Sohl-Dickstein et al. (2015), Ho, Jain and Abbeel (2020), Nichol and Dhariwal (2021), Song, Meng and Ermon (2021). After 10:
Gutmann and Hyvärinen (2012). After 11 to 13: Geman and Geman (1984), Hinton (2002) again, on products, Salakhutdinov and
Hinton (2009). After 14 to 16: Song and Ermon (2019, 2020), Nijkamp et al. (2019), Song et al. (2021) on stochastic
differential equations, and Karras et al. (2022), who take a diffusion model apart the way this chapter does.

**What was left out**, and where it continues.

- *Stochastic differential equations in general* continue @ch:08 and @ch:09: as the steps shrink, the forward process becomes one, and its
  reversal (Anderson 1982) needs no schedule of steps.
- *Flow matching* continues @ch:06: it regresses the velocity of a path from noise to data, and the same argument, that the mean of wrong arrows is right, proves it.
- *Guidance* continues Chapter 12: it adds the score of a label, weighted, to the data's, and inherits the warning that summed noised scores are not
  the score of the noised product.
- *Latent diffusion* continues Chapter 16: it diffuses the code of an autoencoder, which has fewer dimensions and fewer scales than the picture.
- *Discrete diffusion* continues @ch:08 and Chapter 11: noise flips states, such as spins or letters, and ratios of probabilities take the place of the score.
- *Distillation and consistency models* continue @ch:09: they learn the whole map of the probability flow, so that one or two evaluations are enough.

The book began with a number that nobody can compute. It ends with samples, and with the price of each.

## Exercises {#sec:exercises}

The first three are graded: write your answers into [Answers.swift](Chapters/17-error-budget/homework/Answers.swift)
and run `swift run homework-17` (`… homework-17 hint 17.3` gives a hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has more).

@homework

For pencil and paper, or a program of your own:

- **T1.** *New samples?* Return the data themselves: no model, no pass. What is @eq:error, and why is that road not
  in the table? Start Langevin chains at the data instead of $N(0,1)$: what is left of the data after $k$ steps?
- **T2.** *Cancellation on purpose.* Ancestral steps with $\tilde\beta_t$ make samples too narrow, denoising too wide. Choose
  $\sigma$ so that they cancel at $T = 50$. What if $v$ was misjudged by 10 %?
- **T3.** *Divide the money.* A road has the bias $c_1/k$ in $V/v$ and the training variance $c_2/(nK)$ in $\ln V$, with
  $K + k = C$. Find the best split for large $C$.
- **T4.** *Start better.* Start all chains from $N(\bar x, \hat v)$. Which roads of @fig:roads gain most? Why would it not
  help with pictures?
- **T5.** *A small project.* Take the two modes of @sec:05-blind at $m = 3$, with exact scores. Which roads get the weights
  right, from which start, and at what cost?

## Sources {#sec:sources}

B. T. Polyak and A. B. Juditsky, SIAM J. Control Optim. 30 (1992), for averages; M. Gutmann and A. Hyvärinen, JMLR 13
(2012), theorem 3; E. Nijkamp et al., NeurIPS 2019, for short-run chains; G. O. Roberts and J. S. Rosenthal, J. R. Stat.
Soc. B 60 (1998), for MALA in many dimensions; Y. Song et al., ICLR 2021, for stochastic differential equations, after B. D. O.
Anderson, Stochastic Processes and their Applications 12 (1982); T. Karras et al., *Elucidating the design space of
diffusion-based generative models*, NeurIPS 2022; Y. Lipman et al., *Flow matching for generative modeling*, ICLR 2023; J. Ho
and T. Salimans, *Classifier-free diffusion guidance* (2021); R. Rombach et al., CVPR 2022, for latent, J. Austin et al.,
NeurIPS 2021, for discrete diffusion; Y. Song et al., *Consistency models*, ICML 2023. The other papers are in the sources of
their chapters.
*/

chapter.finish()
