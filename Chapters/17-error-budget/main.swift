/*:
Every chapter of this book was a way around one integral, and every way had a price: a bias here, a
variance there, a chain that has not quite arrived. Each price was measured where it arose, against a
theory of its own. Somebody who has samples of $p$ and wants *new* samples pays several of them at
once. **What does a whole road cost, and which road would you take for which budget?**
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

The data are $n$ samples of the running Gaussian $N(m, v)$, $m = 1$ and $v = \tfrac14$. A **road** is
anything that starts from them and ends with $n$ new samples: a way to learn, then a way to sample,
each with its settings. No road is told that the data are Gaussian with these parameters, but all of them
learn within the same family, energies $\tfrac12\lambda(x-\mu)^2$ and linear scores. So they differ
in method alone, and everything can be computed. All chains start from $N(0,1)$.

*The error.* Given the data, nearly every road ends at samples of some Gaussian $N(M, V)$. Its error is
the divergence from the truth, averaged over data sets and over whatever training draws at random:

$$ \mathbb E\,\mathrm{KL} = \mathbb E\Big[\tfrac12\Big(\frac Vv - 1 - \ln\frac Vv\Big) + \frac{(M-m)^2}{2v}\Big]. $$ {#eq:error}

*The cost.* A clock would measure this machine and this programmer. We count how often the model is
evaluated, at one point each time: an energy, a score, a predicted noise, with whatever backward pass
belongs to it. One **pass** is $n$ evaluations, one for each sample, old or new. Fitting by
one sweep over the data and then taking twenty steps with every new sample costs $1 + 20$ passes.

No road can be free of error. Maximum likelihood with exact draws, which is possible only because this
$Z$ is known, ends at $N(\bar x, \hat v)$, and

$$ \mathbb E\,\mathrm{KL} = \tfrac12\Big[\ln\frac n2 - \psi\Big(\frac{n-1}2\Big)\Big] = \frac1n + O(n^{-2}), $$ {#eq:floor}

with the digamma function $\psi$. Half of the floor $1/n$ is the mean's, half the variance's. By the Cramér–Rao bound no unbiased method can
beat it, however many passes it makes: it is the price of having $n$ samples.

@page
To derive @eq:floor, note that $\mathbb E\hat v/v = 1-1/n$ and $\mathbb E(\bar x-m)^2/v = 1/n$
cancel, and that $n\hat v/v$ is $\chi^2$ with $n-1$ degrees of freedom, whose logarithm has the mean
$\psi(\tfrac{n-1}2)+\ln 2$. To measure errors of a few thousandths takes some care: with $n$ new
samples the plug-in estimate of @eq:error is itself off by about $1/n$. But that bias is known
exactly, and can be removed.

@quote Statistics/GaussianSampleDivergence.swift row-divergences
*/
// fold: The data sets, and what every measurement does
let running = Gaussian.running
let (m, v) = (running.mean[0], running.covariance[0][0])
let gaussian = GaussianDiffusion(mean: m, variance: v)
let n = 500

/// Many data sets of n samples, one a row.
func dataSets(_ count: Int) -> Tensor { Float(m) + Float(sqrt(v)) * random.normal([count, n]) }
/// E KL of a road, measured on data sets of its own, a hundred at a time.
func error(_ count: Int, of road: (_ data: Tensor) -> Tensor) -> Estimate {
  Estimate(
    meanOf: (0..<count / 100).flatMap { _ in
      rowDivergences(of: road(dataSets(100)), mean: m, variance: v)
    })
}
let floorOfAll = ErrorBudget.expectedDivergenceOfFit(samples: n)
let manySets = chapter.samples(12_000, quick: 200)
claim(
  "E KL of maximum likelihood and exact draws, n = \(n)",
  error(manySets) { GaussianRows(likeliest: $0).draws(n, using: &random) },
  exact: floorOfAll, rulesOut: chapter.quick ? nil : 0.5 / Double(n))

/*:
## The attempt that fails: add the errors up {#sec:signs}
@main

Why not look up the error of learning in one chapter, that of sampling in another, and add the two? This
section shows that errors do not add up that way, and what does.

Take denoising score matching with noise $\sigma$ and enough data. It learns the precision $1/(v+\sigma^2)$, so its samples
would be too wide: $V/v - 1 = \sigma^2/v$ (@eq:06-gaussian). Langevin sampling with step size
$\varepsilon$ widens whatever it is given, by about $\varepsilon/2v$ (@sec:04-edge). Both have the same sign,
so together they are wrong by the *sum* of the two. Divergence is quadratic in it, and two
errors of equal size and sign make four times the divergence of one, not twice.

Contrastive divergence is off the other way. It was trained by a chain that widens, so it learns
a $\lambda^\ast$ that is too large, by just as much (@sec:03-fixed-point). Sampled *exactly* its model is too
narrow. Sampled by the chain that trained it, with the same $\varepsilon$, it is exactly right: the
fixed point was defined by $V = v$. Watch the three lines in @fig:signs cross, or not cross, zero.
*/
// fold: Three models, sampled by Langevin with many steps
let (trainingStep, signNoise) = (0.05, 0.15)
let models: [(name: String, precision: Double)] = [
  ("maximum likelihood", 1 / v),
  ("denoising", GaussianDenoising.precision(standardDeviation: sqrt(v), noise: signNoise)),
  (
    "CD",
    ContrastiveDivergenceGaussian.fixedPoints(dataVariance: v, stepSize: trainingStep)!.stable
  ),
]
/// V/v after very many Langevin steps.
func ratio(_ λ: Double, _ ε: Double) -> Double { 1 / (λ * v * (1 - ε * λ / 2)) }
let chainSteps = [0.025, 0.05, 0.075]
let chainCount = chapter.samples(100_000, quick: 4_000)
let widths = models.map { model in
  chainSteps.map { ε in
    var x = random.normal([chainCount, 1])
    var chain = Langevin(
      score: { Float(-model.precision) * ($0 - Float(m)) }, stepSize: ε)
    chain.run(&x, steps: 60, using: &random)
    return x.variance()
  }
}
let fineSteps = (0...100).map { 0.001 * Double($0) }
func separately(_ λ: Double, _ ε: Double) -> Double {
  GaussianDivergence.varianceRatioDivergence(1 / (λ * v))
    + GaussianDivergence.varianceRatioDivergence(ratio(1 / v, ε))
}
figure(
  "signs",
  caption: """
    Three learned models, sampled by Langevin with step size ε. Left: how much too wide the samples are; lines \
    exact, dots from \(chainCount) chains. Right: the divergence, solid, and dashed what adding the \
    divergences of learning and sampling would predict.
    """,
  size: .wide
) {
  Panel(
    "Signed error", x: Axis("sampler's step size ε", range: 0...0.1),
    y: Axis("V/v − 1", range: -0.15...0.36), legend: .none
  ) {
    RulePlot(y: 0, style: .data)
    for (index, model) in models.enumerated() {
      LinePlot(
        x: fineSteps, y: fineSteps.map { ratio(model.precision, $0) - 1 },
        style: .exact)
      PointPlot(
        x: chainSteps, y: widths[index].map { $0 / v - 1 }, style: .series(index).markerSize(6))
    }
    Annotation("denoising, σ = 0.15", x: 0.058, y: 0.25, side: .left, color: Palette.series[1])
    Annotation("maximum likelihood", x: 0.035, y: 0.1, side: .left, color: Palette.series[0])
    Annotation("CD, trained with ε = 0.05", x: 0.024, y: -0.09, color: Palette.series[2])
  }
  Panel(
    "Divergence", x: Axis("sampler's step size ε", range: 0...0.1),
    y: Axis("KL, nats", range: 0...0.025), legend: .none
  ) {
    for (index, model) in models.enumerated() {
      LinePlot(
        x: fineSteps,
        y: fineSteps.map {
          GaussianDivergence.varianceRatioDivergence(ratio(model.precision, $0))
        }, style: .series(index))
      if index > 0 {
        LinePlot(
          x: fineSteps, y: fineSteps.map { separately(model.precision, $0) },
          style: .series(index).dash(.dashed).lineWidth(1))
      }
    }
    Annotation("denoising", x: 0.07, y: 0.0155, side: .left, color: Palette.series[1])
    Annotation("dashed: learning and sampling, added up", x: 0.003, y: 0.0215)
    Annotation("CD", x: 0.0835, y: 0.0014, color: Palette.series[2])
    Annotation("ML", x: 0.0825, y: 0.0073, color: Palette.series[0])
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
The rule is the one for any measurement. *What is systematic adds up with its sign, before it is squared; what is
random adds up as variances.* To second order, with $b$ and $r$ the limits of $(M-m)/\sqrt v$ and
$V/v$ for infinitely many data,

$$ \mathbb E\,\mathrm{KL} \approx \underbrace{\tfrac12\,b^2 + \tfrac12(r-1-\ln r)}_{\text{bias: }\sigma,\ \varepsilon,\ k,\ T}
 \;+\; \underbrace{\frac1n\ \text{or a little less}}_{\text{data}}
 \;+\; \underbrace{\frac{\operatorname{Var} M}{2v} + \frac r4\operatorname{Var}\ln V}_{\text{randomness of training: } K,\ \nu,\ \text{chains}} . $$ {#eq:budget}

This is the **error budget**. The rest of the chapter fills it in.

@deeper Why the variances enter as they do
Write $V = r v\,e^\delta$ with $\mathbb E\,\delta = 0$. Then $\mathbb E\,\tfrac12(re^\delta - 1 - \ln r - \delta) =
\tfrac12(r-1-\ln r) + \tfrac r4\operatorname{Var}\delta + \dots$ A fit to data has
$\operatorname{Var}\bar x = v/n$ and $\operatorname{Var}\ln\hat v \approx 2/n$, so that the data's share is
$\tfrac1{2n} + \tfrac{2r}{4n}$ times the squares of the slopes with which the sampler passes errors on. An error
of $\lambda$ of relative size $\delta$ becomes one of $\ln V$ of size $\delta\,(1-\eta)/(1-\eta/2)$,
$\eta = \varepsilon\lambda$, after many Langevin steps: the sampler adds a bias and *damps* what is random, a little.
@main

## What learning costs {#sec:learning}

With exact draws, so that all of the error is learning's, how many passes does each way of learning need before its
error is the floor's? To leading order:

| learning | passes | $V/v - 1$ | $n\operatorname{Var} M/v$ | $n\operatorname{Var}\ln V$ |
|:---|:---|:---|:---|:---|
| maximum likelihood, score matching | $1$ | $0$ | $1$ | $2$ |
| sliced, $K$ normal directions | $K$ | $0$ | $1$ | $2 + \tfrac2K$ |
| denoising, $K$ draws of the noise, $\rho = \sigma^2/v$ | $K$ | $\rho$ | $1 + \tfrac1{\rho K}$ | $\tfrac{2}{(1+\rho)^2} + \tfrac1K\big[\tfrac1\rho - \tfrac2{(1+\rho)^2}\big]$ |
| noise-contrastive, noise $N(0,1)$ | $6\,(1+\nu)$ | $0$ | $(I^{-1})_{\mu\mu}/v$ | $(I^{-1})_{\ln\lambda\,\ln\lambda}$ |
| CD-1, $U$ updates kept, $a = 1-\varepsilon\lambda^\ast$ | $2\,(U+25)$ | $0$ | $1 + \tfrac1U\tfrac{1+a}{1-a}$ | $2 + \tfrac2U\tfrac{1+a^2}{1-a^2}$ |

The first three come from Chapters 5 to 7. (On the line, slicing with $u = \pm1$ slices nothing away; hence normal
directions.) For noise-contrastive estimation, $I$ is the information of a classifier (Chapter 10); with noise equal to
the data both entries are $1+1/\nu$ times those of maximum likelihood. It is fitted by six Newton steps, each of
which visits the data and $\nu$ times as many points of noise. The row of contrastive divergence is worth a look: the
factors $(1+a)/(1-a)$ are the autocorrelation times of @sec:02-worth. Averaged over $U$ updates, the negative samples
are worth as much as one long chain, whether they restart at the data or persist, so PCD has the same row.
@fig:learning sets the lines beside whole repetitions.

@deeper Where the row of contrastive divergence comes from
Let $w$ be the end of a chain, measured from $\mu$, and $\rho_k = a^{2k}$. At the fixed point $w$ has the variance $v$,
of which the share $\rho_k$ comes from the data, so given the data $\operatorname{Var}\tfrac12w^2 = \tfrac12v^2(1-\rho_k^2)$.
The mean gradient has the slope $\tfrac12(1-\rho_k)\,av^2$ in $\lambda$. The mean of the parameters over $U$ updates has the
variance of one gradient over $U$ times the slope squared (Polyak and Juditsky), with $n$ chains

$$ \operatorname{Var}\lambda = \frac{2\,(1+\rho_k)}{nU\,(1-\rho_k)\,a^2v^2}, \qquad
\operatorname{Var}\mu = \frac{v}{nU}\,\frac{1+a^k}{1-a^k}. $$ {#eq:cd-noise}

The first is @eq:03-noise. Its own chain turns an error of $\lambda$ into $\delta V = -av^2\,\delta\lambda$, which leaves
$\operatorname{Var}\ln V = \tfrac2{nU}\tfrac{1+\rho_k}{1-\rho_k}$. One step costs the least: $k$ times the cost
buys less than a $k$-th of the variance. And the step should be *long*. At $\varepsilon = \tfrac38v$, used here, $a$ is
one half. As $\varepsilon \to v/2$, $a \to 0$: one step forgets everything, $\lambda^\ast \to 2/v$ is wrong by a factor of
two, and the chain that belongs to it is right. Learning a *sampler*, not an energy, is what short-run training of
energies does (Nijkamp et al. 2019).

@page
*/
// fold: Learning, theory and measurement
let ways = GaussianRoads(data: gaussian)
func budget(
  _ score: LearnedScore, _ sampler: ErrorBudget.Sampler = ErrorBudget.direct
) -> ErrorBudget {
  ErrorBudget(score: score, data: gaussian, sampler: sampler)
}
func bestNoise(_ K: Int) -> Double {
  geometric(0.03, 0.3, 100).min {
    budget(.denoising(variance: v, samples: n, noise: $0, draws: K)).total
      < budget(.denoising(variance: v, samples: n, noise: $1, draws: K)).total
  }!
}
/// k Langevin steps from N(0, 1), n chains for each data set.
func langevin(_ model: GaussianRows, stepSize ε: Double, steps k: Int) -> Tensor {
  var x = random.normal([model.mean.shape[0], n])
  var chain = Langevin(score: model.score(at:), stepSize: ε)
  chain.run(&x, steps: k, using: &random)
  return x
}
func contrastive(_ run: GaussianRoads.Contrast, _ data: Tensor, updates: Int) -> GaussianRows {
  GaussianRows(
    contrastiveDivergence: data, stepSize: run.stepSize, rate: run.rate,
    persistent: run.isPersistent, warmUp: run.warmUp, updates: updates, using: &random)
}
struct Lesson {
  let name: String
  let passes, dots: [Int]
  let theory: (_ passes: Int) -> ErrorBudget
  let fit: (_ data: Tensor, _ passes: Int) -> Tensor
}
let cd = ways.restarting
let lessons = [
  Lesson(
    name: "sliced", passes: Array(1...12) + [16, 24, 32, 64], dots: [1, 4],
    theory: { budget(.sliced(variance: v, samples: n, projections: $0)) },
    fit: { GaussianRows(slicing: $0, draws: $1, using: &random).draws(n, using: &random) }),
  Lesson(
    name: "denoising",
    passes: [2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 25, 32, 40, 50, 64, 90, 128, 180, 256],
    dots: [4, 32],
    theory: { budget(.denoising(variance: v, samples: n, noise: bestNoise($0), draws: $0)) },
    fit: {
      GaussianRows(denoising: $0, noise: bestNoise($1), draws: $1, using: &random)
        .draws(n, using: &random)
    }),
  Lesson(
    name: "noise contrast",
    passes: [12, 14, 16, 18, 20, 22, 25, 28, 32, 37, 43, 54, 70, 102, 198, 390], dots: [12, 30],
    theory: {
      budget(
        .noiseContrastive(mean: m, variance: v, samples: n, ratio: Double($0) / 6 - 1))
    },
    fit: {
      GaussianRows(contrasting: $0, ratio: $1 / 6 - 1, steps: ways.newtonSteps, using: &random)
        .draws(n, using: &random)
    }),
  Lesson(
    name: "CD-1", passes: [52, 54, 56, 58, 60, 62, 66, 70, 76, 82, 90, 100, 130, 180, 250, 450],
    dots: [52, 90],
    theory: {
      budget(
        cd.score(variance: v, samples: n, updates: cd.updates(passes: $0)),
        ErrorBudget.langevin(stepSize: cd.stepSize, steps: 10))
    },
    fit: {
      langevin(
        contrastive(cd, $0, updates: cd.updates(passes: $1)), stepSize: cd.stepSize, steps: 10)
    }),
]
let lessonSets = chapter.samples(1_500, quick: 100)
let learned = lessons.map { lesson in
  (chapter.quick ? Array(lesson.dots.prefix(1)) : lesson.dots).map { passes in
    (passes, error(lessonSets) { lesson.fit($0, passes) })
  }
}

// fold: Drawing the price of learning, and claims
figure(
  "learning",
  caption: """
    What learning costs: the error of new samples, in units of 1/n, against the passes of training. Lines: the \
    table. Dots: \(lessonSets) data sets of n = \(n), trained and sampled, with standard errors. Denoising has the \
    best σ for each K.
    """,
  size: .single
) {
  Panel(
    x: Axis("passes of training", scale: .log, range: 0.8...1000),
    y: Axis("n · E KL", range: 0...6), legend: .none
  ) {
    RulePlot(y: 1, style: .exact.dash(.dotted))
    Annotation("the floor: maximum likelihood, score matching", x: 1.3, y: 0.6)
    let places = [(1.1, 1.7), (4.6, 3.9), (3.1, 2.1), (53, 2.15)]
    for (index, lesson) in lessons.enumerated() {
      LinePlot(
        x: lesson.passes.map(Double.init),
        y: lesson.passes.map { Double(n) * lesson.theory($0).total }, style: .series(index))
      PointPlot(
        x: learned[index].map { Double($0.0) }, y: learned[index].map { Double(n) * $0.1.value },
        errors: learned[index].map { Double(n) * $0.1.standardError }, style: .series(index))
      Annotation(
        lesson.name, x: places[index].0, y: places[index].1, color: Style.series(index).color)
    }
  }
}
for (lesson, dots) in zip(lessons, learned) {
  for (dot, (passes, error)) in dots.enumerated() {
    let theory = Double(n) * lesson.theory(passes).total
    claim(
      "n E KL, \(lesson.name), \(passes) passes", Double(n) * error, exact: theory,
      rulesOut: dot == 0 && theory > 1.8 && !chapter.quick ? 1 : nil)
  }
}

/*:
@main

Slicing and noise contrast are unbiased, and what they add falls as $1/K$ and $1/\nu$. Denoising has to buy a smaller
$\sigma$ with more draws, so it approaches the floor more slowly. Contrastive divergence begins at 50 passes, because it
takes 25 updates to arrive at all; after that, few are needed. Two things do not show in one dimension. The trace of
exact score matching, one pass here, costs $d$ backward passes in $d$ dimensions. And maximum likelihood needs $Z$.

## What sampling costs {#sec:sampling}

Now the score is exact, and only sampling errs. @fig:sampling shows the error against the evaluations spent on each
new sample, with the best step size for every number of steps. Look at the slopes.
*/
// fold: Samplers with exact scores, by theory and simulated
func divergence(_ end: (mean: Double, variance: Double)) -> Double {
  GaussianDivergence.divergence(mean: end.mean, variance: end.variance, fromMean: m, variance: v)
}
/// Langevin with the best step size for a number of steps.
func bestLangevin(_ k: Int) -> (stepSize: Double, error: Double) {
  geometric(v / 500, 1.4 * v, 120)
    .map { ($0, divergence(ErrorBudget.langevin(stepSize: $0, steps: k)(m, 1 / v))) }
    .min { $0.1 < $1.1 }!
}
let diffusions: [(name: String, rule: ReverseRule)] = [
  ("ancestral, β", .ancestral(.beta)), ("ancestral, β̃", .ancestral(.posterior)),
  ("DDIM", .implicit(eta: 0)),
]
func sampler(_ rule: ReverseRule, _ k: Int) -> ReverseSampler {
  ReverseSampler(ways.schedule, rule, steps: k)
}
func walk(_ k: Int) -> (size: Double, chain: MetropolisRelaxation, divergence: Double) {
  GaussianRoads.nearest(ways.walks, after: k, to: gaussian)
}
func adjusted(_ k: Int) -> (size: Double, chain: MetropolisRelaxation, divergence: Double) {
  GaussianRoads.nearest(ways.adjusted, after: k, to: gaussian)
}
let exact = GaussianRows(
  mean: Tensor([m], shape: [1, 1]), precision: Tensor([1 / v], shape: [1, 1]))
/// The best prediction of the noise, `√(1−ᾱ_t) (x − m_t)/v_t`.
func exactNoise(_ x: Tensor, _ t: Int) -> Tensor {
  let level = ways.schedule.level(t)
  return Float(level.noiseScale / gaussian.variance(at: level))
    * (x - Float(gaussian.mean(at: level)))
}
let rows = 20, columns = chapter.samples(4_000, quick: 400)
func simulated(_ run: (inout Tensor) -> Void) -> Estimate {
  var x = random.normal([rows, columns])
  run(&x)
  return Estimate(meanOf: rowDivergences(of: x, mean: m, variance: v))
}
func simulated(_ kernel: Metropolis, _ k: Int) -> Estimate {
  simulated { x in
    var (kernel, states) = (kernel, x.reshaped(rows * columns, 1))
    kernel.run(&states, steps: k, using: &random)
    x = states.reshaped(rows, columns)
  }
}
let dotCounts = [5, 20]
let langevinDots = dotCounts.map { k in
  simulated { x in
    var chain = Langevin(score: exact.score(at:), stepSize: bestLangevin(k).stepSize)
    chain.run(&x, steps: k, using: &random)
  }
}
let diffusionDots = diffusions.map { _, rule in
  dotCounts.map { k in
    simulated { $0 = sampler(rule, k).run(from: $0, predicting: exactNoise, using: &random) }
  }
}
func energies(_ model: GaussianRows) -> Energy { { model.energy(at: $0).rowSums() } }
let walkDot = simulated(
  Metropolis(energy: energies(exact), proposalStandardDeviation: walk(5).size), 5)
let adjustedDot = simulated(
  Metropolis(
    energy: energies(exact), score: exact.score(at:), langevinStepSize: adjusted(2).size), 2)

// fold: Drawing the price of sampling, and claims
figure(
  "sampling",
  caption: """
    What sampling costs: the divergence of the samples from the running Gaussian, with exact scores, against the \
    evaluations for each sample. Lines: exact. Dots: simulated.
    """,
  size: .single
) {
  Panel(
    x: Axis("evaluations for each new sample", scale: .log, range: 1...250),
    y: Axis("KL, nats", scale: .log, range: 3e-5...3), legend: .none
  ) {
    let counts = [
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 25, 30, 40, 50, 70, 100, 140,
      200,
    ]
    let names = ["Langevin"] + diffusions.map(\.name)
    let places = [(1.05, 0.2), (16, 3.3e-4), (55, 0.02), (65, 2.9e-3)]
    for index in names.indices {
      let line = counts.map {
        index == 0
          ? bestLangevin($0).error
          : divergence(sampler(diffusions[index - 1].rule, $0).outputDistribution(of: gaussian))
      }
      let dots = index == 0 ? langevinDots : diffusionDots[index - 1]
      LinePlot(x: counts.map(Double.init), y: line, style: .series(index))
      PointPlot(
        x: dotCounts.map(Double.init), y: dots.map(\.value), errors: dots.map(\.standardError),
        style: .series(index))
      Annotation(
        names[index], x: places[index].0, y: places[index].1, color: Style.series(index).color)
    }
    LinePlot(
      x: (1...20).map { Double($0 + 1) }, y: (1...20).map { walk($0).divergence },
      style: .series(4))
    PointPlot(x: [6], y: [walkDot.value], errors: [walkDot.standardError], style: .series(4))
    Annotation("Metropolis", x: 4.3, y: 0.75, color: Style.series(4).color)
    LinePlot(
      x: (1...4).map { Double($0 + 1) }, y: (1...4).map { adjusted($0).divergence },
      style: .series(5))
    PointPlot(
      x: [3], y: [adjustedDot.value], errors: [adjustedDot.standardError], style: .series(5))
    Annotation("MALA", x: 1.7, y: 1.2e-3, color: Style.series(5).color)
  }
}
claim("KL, Langevin, 20 steps, exact score", langevinDots[1], exact: bestLangevin(20).error)
for index in [1, 2] {
  claim(
    "KL, \(diffusions[index].name), 20 steps, exact score", diffusionDots[index][1],
    exact: divergence(sampler(diffusions[index].rule, 20).outputDistribution(of: gaussian)))
}
claim("KL, MALA, 2 steps", adjustedDot, exact: adjusted(2).divergence)

/*:
Two kinds of sampler stand out. Chains that *reject* have no bias: they forget their start at a geometric rate, and
their curves bend down without end. MALA needs three steps. (That is a gift of the single Gaussian: at
$\varepsilon = v$ a Langevin proposal is $N(m, 2v)$, wherever it starts. It will not last.) Chains that don't reject are
left with a bias. With $k$ steps one can afford $\eta = \varepsilon/v \approx (\ln k)/k$ and still arrive, and the divergence
$\eta^2/16$ falls only as the square of that. The samplers of @ch:09 fall about as $1/k^2$ as well. Ancestral sampling with
$\beta_t$ has a sign change near 11 steps, where the error of too few steps cancels that of too much noise; nobody
should count on it. On this target plain Langevin is as good as any of them, and DDIM is worse. @sec:scales shows why
this is not the end of the story.

@page
For chains that reject, the density is carried through the transition kernel on a grid
([MetropolisRelaxation.swift](Sources/Theory/MetropolisRelaxation.swift)), and what is drawn is @eq:error for its mean
and variance. After a few steps their distribution is not quite Gaussian, and the true divergence is larger:
*/
// fold: What mean and variance do not see
table(
  "Chains that reject: KL by mean and variance, and the full KL",
  columns: [
    "chain", "steps", TableColumn("by moments", .scientific(2)),
    TableColumn("full", .scientific(2)),
  ],
  rows: [("Metropolis", 5, walk(5)), ("Metropolis", 12, walk(12)), ("MALA", 2, adjusted(2))].map {
    name, k, best in [name, k, best.divergence, best.chain.divergences[k]]
  })

/*:
## Whole roads {#sec:roads}
@main

Now put the halves together. Here is a road as a program, for many data sets at once: one row of every tensor belongs
to one data set.
*/

func scoreMatchingThenLangevin(_ data: Tensor, stepSize ε: Double, steps k: Int) -> Tensor {
  let model = GaussianRows(likeliest: data)  // exact score matching has the same minimiser
  var x = random.normal(data.shape)
  var chain = Langevin(score: model.score(at:), stepSize: ε)
  chain.run(&x, steps: k, using: &random)
  return x
}

/*:
Every road has settings, and each of them trades one source of error for another. So for every cost we let @eq:budget
choose the best settings, and then run the road with them. The roads of diffusion learn a linear prediction of the
noise at every time that they will visit, from $K$ noisy copies of each sample, and go back with as many steps.

@page
The choice is made in [GaussianRoads.swift](Sources/Theory/GaussianRoads.swift), by searching grids. What $K$ draws at
each time do to a diffusion's output is worked out in [LadderBudget.swift](Sources/Theory/LadderBudget.swift): given the
data, the errors of the fitted slopes and offsets are independent from time to time, so the recursion for $V_t$
(@eq:09-recursion) carries their variances along. In units of $1/(nK)$ the slope has the variance
$\bar\alpha v/v_t^2 - 2(1-\bar\alpha)\bar\alpha^2v^2/v_t^4$ and the offset $\bar\alpha^2v^2/v_t^2$. With more steps each fit
matters less, and one draw for each sample and time is enough.
*/
// fold: Running a road
/// A chain that accepts or rejects, one row for each chain.
func rejecting(
  _ data: Tensor, steps k: Int, _ kernel: (GaussianRows) -> Metropolis
) -> Tensor {
  var chain = kernel(GaussianRows(likeliest: data).repeated(n))
  var x = random.normal([data.count, 1])
  chain.run(&x, steps: k, using: &random)
  return x.reshaped(to: data.shape)
}
func diffusion(_ data: Tensor, _ rule: ReverseRule, _ settings: GaussianRoads.Settings) -> Tensor {
  let sampler = sampler(rule, settings.steps)
  var fits: [Int: GaussianRows] = [:]
  for t in sampler.times.dropLast() {
    let level = sampler.schedule.level(t)
    let noisy = NoisyRows(
      of: data, signal: level.signalScale, noise: level.noiseScale, draws: settings.draws,
      using: &random)
    fits[t] = GaussianRows(regressing: -noisy.noise, on: noisy.points)
  }
  return sampler.run(
    from: random.normal(data.shape), predicting: { x, t in -fits[t]!.score(at: x) },
    using: &random)
}
func run(
  _ road: GaussianRoads.Road, _ settings: GaussianRoads.Settings, on data: Tensor
) -> Tensor {
  let (ε, k) = (settings.stepSize, settings.steps)
  switch road {
  case .exactDraws: return GaussianRows(likeliest: data).draws(n, using: &random)
  case .metropolis:
    return rejecting(data, steps: k) {
      Metropolis(energy: energies($0), proposalStandardDeviation: ε)
    }
  case .adjustedLangevin:
    return rejecting(data, steps: k) {
      Metropolis(energy: energies($0), score: $0.score(at:), langevinStepSize: ε)
    }
  case .scoreMatching: return scoreMatchingThenLangevin(data, stepSize: ε, steps: k)
  case .sliced:
    return langevin(
      GaussianRows(slicing: data, draws: settings.draws, using: &random), stepSize: ε, steps: k)
  case .denoising:
    let model = GaussianRows(
      denoising: data, noise: settings.noise, draws: settings.draws, using: &random)
    return langevin(model, stepSize: ε, steps: k)
  case .noiseContrast:
    let model = GaussianRows(
      contrasting: data, ratio: settings.ratio, steps: ways.newtonSteps, using: &random)
    return langevin(model, stepSize: ε, steps: k)
  case .contrastiveDivergence, .persistentChains:
    let run = road == .persistentChains ? ways.persisting : ways.restarting
    return langevin(contrastive(run, data, updates: settings.updates), stepSize: ε, steps: k)
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
  case .ancestral: return diffusion(data, .ancestral(.beta), settings)
  case .implicit: return diffusion(data, .implicit(eta: 0), settings)
  }
}

// fold: Every road at 16, 64 and 256 passes
func short(_ x: Double) -> String {
  let unit = pow(10, (log10(x) - 1).rounded(.down))
  return label((x / unit).rounded() * unit)
}
func text(_ road: GaussianRoads.Road, _ s: GaussianRoads.Settings) -> String {
  switch road {
  case .exactDraws: "needs Z"
  case .metropolis: "δ = \(short(s.stepSize)), k = \(s.steps)"
  case .adjustedLangevin, .scoreMatching: "ε = \(short(s.stepSize)), k = \(s.steps)"
  case .sliced: "K = \(s.draws), ε = \(short(s.stepSize)), k = \(s.steps)"
  case .denoising:
    "K = \(s.draws), σ = \(short(s.noise)), ε = \(short(s.stepSize)), k = \(s.steps)"
  case .noiseContrast: "ν = \(s.ratio), ε = \(short(s.stepSize)), k = \(s.steps)"
  case .contrastiveDivergence, .persistentChains: "U = \(s.updates), k = \(s.steps)"
  case .annealed: "\(s.ladder.count) rungs to σ = \(short(s.ladder.last!)), k = \(s.steps)"
  case .ancestral, .implicit: "K = \(s.draws), T = \(s.steps)"
  }
}
struct Trip {
  let road: GaussianRoads.Road, passes: Int
  let settings: GaussianRoads.Settings, error: Estimate
}
let tablePasses = 64
let trips = [16, 64, 256].flatMap { passes in
  GaussianRoads.Road.allCases.compactMap { road -> Trip? in
    let settles = [.exactDraws, .metropolis, .adjustedLangevin].contains(road)
    guard passes < 256 || !settles, passes == tablePasses || !chapter.quick,
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
let atTable = trips.filter { $0.passes == tablePasses || $0.road == .persistentChains }
table(
  "The error budget of every road at 64 passes, n = 500: E KL in thousandths of a nat",
  columns: [
    "road", "settings", TableColumn("bias", .fixed(2)), TableColumn("data", .fixed(2)),
    TableColumn("training", .fixed(2)), TableColumn("sum", .fixed(2)), "measured",
  ],
  rows: atTable.map { trip -> [any TableCell] in
    let budget = trip.settings.budget
    return [
      trip.road.rawValue + (trip.passes == tablePasses ? "" : ", \(trip.passes) passes"),
      text(trip.road, trip.settings), 1000 * budget.fromBias, 1000 * budget.fromData,
      1000 * budget.fromTraining, 1000 * budget.total, 1000 * trip.error,
    ]
  })

/*:
Read the table along its rows. *Bias* is what settings like $\sigma$, $\varepsilon$, $k$ and $T$ leave; *data* is $1/n$, two
thousandths; *training* is what random draws in training add. The settings show how the money is best spent: sliced score
matching gives an eighth of it to learning, denoising and noise contrast give half, contrastive divergence nearly all. A
diffusion spends as much on learning each step as on taking it, or a little more. PCD needs more than 64 passes to
settle. @fig:roads shows all budgets.

@page
One claim for each road. The sums are of second order; the standard errors come from independent repetitions of the
whole road.
*/
// fold: One claim for each road
for trip in atTable {
  let theory = trip.road == .exactDraws ? floorOfAll : trip.settings.budget.total
  claim(
    "1000 E KL, \(trip.road.rawValue), \(trip.passes) passes", 1000 * trip.error,
    exact: 1000 * theory,
    rulesOut: theory > 2.4 * floorOfAll && !chapter.quick ? 1000 * floorOfAll : nil)
}

// fold: Drawing the roads
let passCounts =
  chapter.quick
  ? [16, 64]
  : [
    2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 26, 32, 42, 52, 56, 60, 64, 80, 104, 128, 180, 195, 210, 256,
    360, 512, 1024,
  ]
func roadPanel(
  _ title: String, _ lines: [(road: GaussianRoads.Road, name: String, x: Double, y: Double)]
) -> Panel {
  Panel(
    title, x: Axis("passes, learning and sampling", scale: .log, range: 1.8...1100),
    y: Axis("E KL, nats", scale: .log, range: 1.4e-3...1), legend: .none
  ) {
    RulePlot(y: 1 / Double(n), style: .exact.dash(.dotted))
    for (place, line) in lines.enumerated() {
      let curve = passCounts.compactMap { passes in
        ways.best(line.road, passes: passes, samples: n).map { (Double(passes), $0.budget.total) }
      }
      LinePlot(x: curve.map(\.0), y: curve.map(\.1), style: .series(place))
      let dots = trips.filter { $0.road == line.road }
      PointPlot(
        x: dots.map { Double($0.passes) }, y: dots.map(\.error.value),
        errors: dots.map(\.error.standardError), style: .series(place))
      Annotation(line.name, x: line.x, y: line.y, color: Style.series(place).color)
    }
  }
}
figure(
  "roads",
  caption: """
    Error against cost for every road from \(n) samples of the running Gaussian to \(n) new ones, settings \
    chosen by the budget. Lines: theory. Dots: whole roads, repeated. Dotted: 1/n.
    """,
  size: Figure.Size(width: 960, height: 420)
) {
  roadPanel(
    "One score",
    [
      (.scoreMatching, "score matching", 2, 0.02), (.sliced, "sliced", 10.2, 0.0155),
      (.denoising, "denoising", 3.4, 0.12), (.noiseContrast, "noise contrast", 19, 0.025),
      (.contrastiveDivergence, "CD-1", 60, 0.01), (.persistentChains, "PCD", 205, 0.01),
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
@main

## Which road, for which budget? {#sec:which}

With more data the floor sinks, and every other error has to sink with it. How many passes does each road need until
its whole error is twice the floor: as much again as the data cost?
*/
// fold: Passes until the error is twice the floor
let passLadder = Array(Set((0...61).map { Int((2 * pow(1.12, Double($0))).rounded()) })).sorted()
func passesNeeded(_ road: GaussianRoads.Road, _ n: Int) -> String {
  func isEnough(_ passes: Int) -> Bool {
    ways.best(road, passes: passes, samples: n).map { $0.budget.total <= 2 / Double(n) } ?? false
  }
  // Diffusions from above, so that a lucky cancellation on the way does not count.
  let first =
    road == .ancestral || road == .implicit
    ? 1 + (passLadder.lastIndex { !isEnough($0) } ?? -1)
    : passLadder.firstIndex(where: isEnough) ?? passLadder.count
  return first < passLadder.count ? "\(passLadder[first])" : "> 2000"
}
let sampleSizes = [100, 1_000, 10_000, 100_000]
let asked: [GaussianRoads.Road] =
  chapter.quick
  ? [.exactDraws, .scoreMatching]
  : GaussianRoads.Road.allCases.filter { $0 != .persistentChains && $0 != .annealed }
let answers: [[any TableCell]] = asked.map { road in
  [road.rawValue] + sampleSizes.map { passesNeeded(road, $0) }
}
table(
  "Passes until E KL ≤ 2/n, to about a tenth",
  columns: [TableColumn("road")] + sampleSizes.map { TableColumn("n = \($0)") }, rows: answers)

/*:
On this toy the answer is plain.

- *If you know $Z$*, and can draw: maximum likelihood, two passes, and nothing can be better.
- *If you have an energy that can be evaluated*: chains that reject. They need $\ln n$ more steps, not a power of $n$.
- *If you have only samples and will take a score*: exact score matching while the trace is affordable, sliced when it is not, and Langevin.
  Their bias falls as $1/k^2$ in divergence, so the passes grow as $\sqrt n$, up to a logarithm.
- *If you can afford a hundred passes whatever $n$ is*: contrastive divergence with its own chain. Its biases cancel, so its price hardly depends on $n$.
- *Denoising at one $\sigma$ is the worst road in the table.* It pays twice, for $\sigma$ and for the randomness of its targets, and passes grow faster than
  $\sqrt n$. As the building block of a ladder it becomes one of the better ones: with many rungs, the smallest $\sigma$ costs nothing, since it belongs to a rung of
  little weight, and one draw per rung suffices.
- *Diffusion* is good, not best. Nothing here calls for it.

So why does anyone use diffusion? Because the running Gaussian hides three things.

## What the running Gaussian hides {#sec:scales}

It has one mode, one dimension and one scale. *Modes*: a chain crosses a barrier in a time that grows exponentially with its height
(@sec:04-modes, Chapter 14), and a sampler that starts in the noise has no barrier to cross. *Dimension*: a Metropolis walk needs on the order of
$d$ times as many steps, MALA $d^{1/3}$ times (Roberts and Rosenthal), exact score matching $d$ backward passes, quadrature $100^d$; Langevin and diffusion without rejection none more, though
every coordinate adds its own error. The third can be shown in closed form: *scale*.

Take a Gaussian in the plane with mean distance 1 and variance $v$ along one axis, and variance $v/\kappa$ along the other, turned by 45°. The larger the condition number
$\kappa$, the more strongly the coordinates are correlated; for neighbouring pixels of a photograph $\kappa$ is in the thousands. Langevin's step size is bounded by the narrow axis,
$\varepsilon < 2v/\kappa$, and the wide axis forgets its start at the rate $\varepsilon/v$. So the number of steps is proportional to $\kappa$, for any chain whose step is the same everywhere. A
ladder of noises takes large steps while the noise is large, when both axes look alike, and small steps at the end, when
the wide axis has arrived. From a noise above the largest scale to one below the smallest, in equal factors, there are of the order of $\ln\kappa$ rungs (@fig:scales).
*/
// fold: Two scales
let tolerance = 0.01
let conditions = geometric(1, 10_000, chapter.quick ? 3 : 9)
let planeNames = ["Langevin", "annealed Langevin", "ancestral, β̃", "DDIM"]
func planeLines(_ plane: TwoScales) -> [(Int) -> Double] {
  [
    { plane.langevin(steps: $0).divergence }, { plane.annealing(steps: $0).divergence },
    { plane.diffusion(.ancestral(.posterior), steps: $0).divergence },
    { plane.diffusion(.implicit(eta: 0), steps: $0).divergence },
  ]
}
let needed = conditions.map { κ in
  planeLines(TwoScales(variance: v, condition: κ)).map {
    TwoScales.stepsNeeded(for: tolerance, $0)
  }
}

// fold: The same, simulated at κ = 100
let plane = TwoScales(variance: v, condition: 100)
let turned = Gaussian(
  mean: [0, sqrt(2)],
  covariance: [
    [0.505 * v, 0.495 * v], [0.495 * v, 0.505 * v],
  ])
func planeSimulation(_ run: (inout Tensor) -> Void) -> Estimate {
  let (rows, columns) = (20, chapter.samples(1_000, quick: 100))
  var x = random.normal([rows * columns, 2])
  run(&x)
  // Along the axes: (x₁ + x₂)/√2 is the wide one.
  let (a, b) = (x.column(0), x.column(1))
  let axes = [Float(sqrt(0.5)) * (a + b), Float(sqrt(0.5)) * (b - a)]
  let parts = zip(axes, [v, v / plane.condition]).map { axis, width in
    rowDivergences(of: axis.reshaped(rows, columns), mean: 1, variance: width)
  }
  return Estimate(meanOf: zip(parts[0], parts[1]).map { $0 + $1 })
}
struct PlaneDot { let name, steps: Int, exact: Double, error: Estimate }
var planeDots = [30, chapter.quick ? 60 : 400].map { k in
  let (ε, exact) = plane.langevin(steps: k)
  let error = planeSimulation { x in
    var chain = Langevin(score: turned.score(at:), stepSize: ε)
    chain.run(&x, steps: k, using: &random)
  }
  return PlaneDot(name: 0, steps: k, exact: exact, error: error)
}
for (name, rule) in [(2, ReverseRule.ancestral(.posterior)), (3, .implicit(eta: 0))] {
  for k in [12, 30] {
    let (sampler, exact) = plane.diffusion(rule, steps: k)
    let noise = ExactNoise(of: turned, schedule: sampler.schedule)
    let error = planeSimulation {
      $0 = sampler.run(from: $0, predicting: noise.callAsFunction, using: &random)
    }
    planeDots.append(PlaneDot(name: name, steps: k, exact: exact, error: error))
  }
}

// fold: Drawing the two scales
let planeCounts = [6, 8, 10, 12, 16, 20, 25, 30, 40, 60, 80, 120, 200, 400, 700, 1200]
figure(
  "scales",
  caption: """
    Two scales, exact scores, best settings for every count. Left: the error at condition number κ = 100, by theory \
    and simulated. Right: the evaluations for an error of 0.01 nats, against κ. A chain with one step size pays \
    for κ, a ladder for ln κ.
    """,
  size: .wide
) {
  Panel(
    "κ = 100", x: Axis("evaluations for each sample", scale: .log, range: 5...1500),
    y: Axis("KL, nats", scale: .log, range: 1e-3...10), legend: .none
  ) {
    for (index, line) in planeLines(plane).enumerated() {
      let counts = planeCounts.filter { index == 0 || $0 <= 200 }
      LinePlot(x: counts.map(Double.init), y: counts.map(line), style: .series(index))
      let dots = planeDots.filter { $0.name == index }
      PointPlot(
        x: dots.map { Double($0.steps) }, y: dots.map(\.error.value),
        errors: dots.map(\.error.standardError), style: .series(index))
    }
    Annotation("Langevin", x: 90, y: 1.3, color: Style.series(0).color)
    Annotation("annealed", x: 24, y: 0.34, color: Style.series(1).color)
    Annotation("ancestral", x: 105, y: 0.006, color: Style.series(2).color)
    Annotation("DDIM", x: 60, y: 0.0018, side: .left, color: Style.series(3).color)
  }
  Panel(
    "To an error of 0.01", x: Axis("condition number κ", scale: .log, range: 1...10_000),
    y: Axis("evaluations for each sample", scale: .log, range: 8...200_000), legend: .none
  ) {
    for index in planeNames.indices {
      LinePlot(
        x: conditions, y: needed.map { Double($0[index]) }, style: .series(index))
    }
    Annotation("Langevin", x: 150, y: 5_000, side: .left, color: Style.series(0).color)
    Annotation("annealed", x: 120, y: 150, color: Style.series(1).color)
    Annotation("DDIM", x: 1200, y: 22, color: Style.series(3).color)
  }
}
for dot in planeDots {
  claim(
    "KL in the plane, κ = 100, \(planeNames[dot.name]), \(dot.steps) steps", dot.error,
    exact: dot.exact)
}
claim(
  "Langevin's steps from κ = 1000 to 10000, times",
  measured: Double(needed.last![0])
    / Double(needed[chapter.quick ? 1 : 6][0]), exact: chapter.quick ? 100 : 10,
  tolerance: .relative(0.1),
  rulesOut: 1)
claim(
  "DDIM's steps at κ = 10000, over those at κ = 1",
  measured: Double(needed.last![3]) / Double(needed[0][3]),
  atMost: 2)
table(
  "Evaluations for an error of 0.01 nats",
  columns: [TableColumn("κ", .significant(3))] + planeNames.map { TableColumn($0) },
  rows: stride(from: 0, to: conditions.count, by: chapter.quick ? 1 : 2).map { i in
    [conditions[i]] + needed[i].map { Double($0) }
  })

/*:
At $\kappa = 1$ Langevin is the cheapest. At $\kappa = 10{,}000$ it needs a hundred thousand steps, DDIM a few dozen. This is the answer to the
question, and the case for the last third of the book: *learn one score if your data have one scale, and a ladder if they have many.* Pictures have many.
Preconditioning would help Langevin here, where the narrow axis is the same everywhere. Along a curved sheet of data it is not.

## Errata of the notes {#sec:errata}

The book grew out of five sets of course notes. They were good notes, and their slips are instructive: most of them are what everybody writes down once. Here they are, each with what it
does. Numbers without a reference are computed below the tables.

**Energies and densities**

| in the notes | correct | what the slip does |
|:---|:---|:---|
| $Z = \int p$ | $Z = \int e^{-f}$ | $\int p$ is 1 for every $p$; the running Gaussian has $Z = 1.2533$ (@sec:01-gaussian) |
| $p = e^{-E}/\int e^{E}$; a Gaussian without its minus | minus in both | $\int e^E = \infty$, so $p = 0$ |
| high score = high energy = probable | low energy = probable | AUC 0.795 (@sec:02-comparing) becomes 0.205 |
| compare by ratios of energies | by differences | add 10 to energies 1 and 2: their ratio goes from 2 to 1.09, $p(x)/p(y)$ stays at $e$ (@sec:02-comparing) |
| a density lies between 0 and 1 | it has no upper bound | the narrow fit of @sec:01-gaussian peaks at 3.99 |
| $\sum p = 1$ over the training images | over all images | 8×8 pixels, black or white: $1.8\cdot10^{19}$ pictures, 1,797 digits in the data |
| log-sigmoid as a non-negative output | softplus | $\ln\sigma(0) = -0.69$; it is never positive (@sec:01-anything) |
| the law of large numbers makes data Gaussian | the central limit theorem is about sums | the pair of modes of @sec:08-marginal keeps $\mathbb E x^4 = 21.7$ at $t = 10$; a Gaussian would have 52.0 |
| VAE and GAN "bypass" the likelihood as flows do | a VAE bounds it, a GAN defines none, a flow's is exact | a bound costs: 2.805 against an entropy of 2.757 (@sec:09-worth) |
| a product of experts votes, or selects one | it multiplies; a mixture selects | $N(1,1)$ and $N(-1,1)$: product of variance ½, mixture of variance 2 (Chapter 12) |
| the RBM and back-propagation arrived together; a DBM is trained layer by layer | harmonium, Smolensky 1986; layer by layer is the deep belief net | Chapter 13 trains both |

**Learning**

| in the notes | correct | what the slip does |
|:---|:---|:---|
| likelihood cannot be used without $Z$ | the formula given *is* its gradient | agrees with finite differences to $10^{-6}$ (@sec:03-derivative) |
| it raises density where models are observed | where *data* are | model samples are pushed *up* in energy (@sec:03-push-pull) |
| $\mathbb E_\theta$ for $E_\theta$; gradient through the samples; = for ≈ | samples are constants; a mean over samples is an estimate | $E_\theta(\mu+z/\sqrt\lambda) = z^2/2$: the pull vanishes, $\lambda \to 0$ (@sec:03-derivative) |
| make the contrast as large as possible | it is zero at the optimum | largest for $\lambda \to 0$; measured at the optimum $-0.003 \pm 0.003$ (@sec:03-maximise) |
| CD's chain estimates $Z$ | it estimates $\nabla\ln Z$ | @eq:03-log-z |
| swish has no vanishing gradient | it is chosen because it is smooth | slope at $-10$: $-4.1\cdot10^{-4}$; ReLU's trace would be 0 almost everywhere |
| score matching maximises the likelihood | it minimises the Fisher divergence | at distance 6, $F = 1.1\cdot10^{-8}$ and $\mathrm{KL} = 0.193$ (@sec:05-blind) |
| fitting $s_\theta$ is non-parametric; ½ in one form only | it is parametric; ½ in both or neither | error $1/n$, @eq:floor; 3.25 for 1.625 (@sec:05-fisher) |
| the divergence is an angle ("Fischer") | an $L^2$ distance (Fisher) | to a model at $T = 2$ the angle is 0 (@sec:05-fisher) |
| boundary condition $p \to 0$ | $p\,s \to 0$ | exponential density: naive loss best at 0, repaired 2.01 for 2 (@sec:05-fits) |
| sum of outputs' gradients = trace; a 1000×1000 Hessian for 100×100 | column sums; the Jacobian of $s$ *is* the Hessian of $\ln p$ | $F = 6.84$, as bad as no field (@sec:05-shortcut) |
| mixture weights vanish from the score | only for separated supports | $F = 0.062$ at distance 1 (@sec:05-blind) |
| denoising *ascends* its loss | descends | the error grows by $1+\eta(v+\sigma^2)$ a step (@sec:06-descent) |
| the smaller $\sigma$, the better | variance $\propto 1/\sigma^2$ | 100 points, $\sigma = 0.1$: $F = 0.475$, of which 0.003 is bias (@sec:06-noise) |
| $v^T\nabla v$; sliced is more stable | $v^T(\nabla s)v$; it is cheaper | gradient variance 1.1 to 3.7 times that of the trace (@sec:07-network) |
| $D^\ast = p_d/p_n$-like forms; $Z$ a random variable | $p_d/(p_d+p_n)$; $Z$ a parameter | Chapter 10; here noise contrast learns $\ln Z$ as $c$ |

**Sampling and diffusion**

| in the notes | correct | what the slip does |
|:---|:---|:---|
| the accept rule for any proposal | symmetric proposals only | the ends get 0.725 of their share (@sec:02-balance) |
| accept with "the difference" | with $e^{-\Delta E}$ | a step up by 2 is taken with 0.135, not 2 |
| the step follows $\nabla p$; training "gradient in $x$" | $\nabla\ln p$; training is in $\theta$ | three deviations out $\nabla p$ is 113 times too short (@sec:05-field; for $x$ and $\theta$, @sec:04-two-gradients) |
| $x' \sim \dots$, and $\varepsilon \to 0$ is enough | $=$; and $\varepsilon t \to \infty$ | 30 steps of $v/1000$: variance $3.8\,v$ |
| noise $\omega \sim N(0, \sigma)$, $\sigma$ free; Langevin minimises | $\sqrt{2\eta}$; it samples | published recipes run at $T = 1.25\cdot10^{-6}$ (@sec:04-temperature) |
| unadjusted meant, adjusted linked | one accepts everything, one rejects | $\mathbb E x^2 = 0.820$ for 0.852 (@sec:04-walls) |
| $\sqrt{(1-\beta)\,x}$; $\beta$ for $\beta_t$ | $\sqrt{1-\beta_t}\;x$ | 2.3 % of the points lost in one step (@sec:08-step) |
| $\sqrt{\alpha_t\alpha_{t-1}}\,x_{t-1}$ | $x_{t-2}$, fresh merged noise | mean 0.32 for 0.40 after two steps (@sec:08-jump) |
| $q(x_t)$ is Gaussian | $q(x_t \mid x_0)$ is | fourth moment, as above (@sec:08-marginal) |
| Stable Diffusion's schedule is the cosine | scaled linear; cosine is Nichol and Dhariwal's | terminal KL 0.0023 against $1.2\cdot10^{-9}$ (@sec:08-terminal) |
| the reverse step needs an optimisation over all data; a DDPM has no bound | it needs $q(x_0)$; a DDPM is a hierarchical VAE | its bound can reach the entropy, 0.7258 (@sec:09-worth) |

@page
The course whose numbering one of the notes gives is CS236. The numbers computed here:
*/
// fold: Numbers for the errata
let threeOut = exp(-4.5) / sqrt(2 * .pi * v)
let gate = Elementary.sigmoid(-10.0)
let (swish, swishSlope) = (-10 * gate, gate * (1 - 10 * (1 - gate)))
let timid = ErrorBudget.langevin(stepSize: v / 1000, steps: 30)(m, 1 / v)
table(
  "Slips, computed here", columns: ["slip", "number"],
  rows: [
    ["∇p for ∇ln p at three deviations, too short by", 1 / threeOut],
    ["swish at −10", swish], ["its slope", swishSlope],
    ["V/v after 30 steps of size v/1000", timid.variance / v],
    [
      "AUC with the sign of the energy turned",
      1 - AnomalyScore.areaUnderCurve(anomalyStandardDeviation: 3),
    ],
    ["ratio of energies 11 and 12", 12.0 / 11], ["accepting a step up by 2", exp(-2.0)],
    ["pictures of 64 binary pixels", pow(2, 64.0)],
  ])
var timidChains = random.normal([chapter.samples(100_000, quick: 4_000), 1])
var timidWalk = Langevin(score: exact.score(at:), stepSize: v / 1000)
timidWalk.run(&timidChains, steps: 30, using: &random)
claim(
  "variance after 30 steps of size v/1000", measuredVariance: timidChains.variance(),
  degreesOfFreedom: timidChains.count - 1, exact: timid.variance, rulesOut: v)

/*:
## What was shown, and what comes next {#sec:end}
@main

**What was shown.** A function that may say anything becomes a density by one exponential and one integral (Chapter 1), and the integral is out of
reach. Ratios do without it (2), differences of expectations (3), slopes (4 to 7); it can be learned as a parameter (10), summed over half of the
variables (13), or multiplied away (12). A slope can be learned from samples, and what makes that cheap, a little noise, makes it wrong by as
much. The way out is to take the noise seriously: to learn the slopes of *all* noised densities and to walk from the noise back to the data (8, 9, 14), in pictures too
(15, 16). No step on the way was a trick, and every one of them has an error with a formula. In this last chapter the formulas added up, to within a few per cent, to the errors of
twelve whole roads.

**What you can now read.** After Chapters 1 to 3: Hinton (2002) on contrastive divergence, and Du and Mordatch (2019) on energies for images. After 4: Roberts and Tweedie (1996). After 5 to 7:
Hyvärinen (2005), Vincent (2011), Song et al. (2019, sliced). After 8 and 9: Sohl-Dickstein et al. (2015), Ho, Jain and Abbeel (2020), Nichol and Dhariwal (2021), Song, Meng and Ermon (2021). After 10: Gutmann and
Hyvärinen (2012). After 11 to 13: Geman and Geman (1984), Hinton (2002) again for products, Salakhutdinov and Hinton (2009). After 14 to 16: Song and Ermon (2019, 2020), Nijkamp et al. (2019), Song et al. (2021) on stochastic differential equations,
and Karras et al. (2022), who take a diffusion model apart the way this chapter does.

**What was left out**, and where it would continue.

- *Stochastic differential equations in general.* As the steps of @ch:08 shrink, the forward process becomes one; its reversal (Anderson 1982) and the probability flow of @ch:09 then need no schedule and no $T$.
- *Flow matching.* Instead of a score it regresses the velocity of a path from noise to data; @ch:06's argument, that the mean of wrong arrows is right, proves it, and @ch:09's probability flow is its Gaussian case.
- *Guidance.* A label's score $\nabla\ln p(y\mid x)$ is added to the data's, with a weight; this is a product of experts, and Chapter 12's warning holds: the sum of noised scores is not the score of the noised product.
- *Latent diffusion.* Chapter 16 carried out in the code of an autoencoder, which removes the scales that cost this chapter $\ln\kappa$ rungs before diffusion begins.
- *Discrete diffusion.* @ch:08's forward process for states that cannot be added to, such as text or the spins of Chapter 11: noise flips them, and ratios of probabilities, @ch:02's, take the place of the score.
- *Fewer steps.* Distillation and consistency models learn the whole map of @ch:09's probability flow, so that one or two evaluations do; in @fig:roads they would start at the far left.

The book began with a number that nobody can compute. It ends with samples, and with the price of each.

## Exercises {#sec:exercises}

These are for pencil and paper, or for a program of your own.

- **T1.** *New samples?* Return the data themselves: $M = \bar x$, $V = \hat v$, no model, no pass. What is @eq:error, and why is that road not in the table? Start Langevin
  chains at the data instead of at $N(0,1)$: what remains of them after $k$ steps, and what would you measure to see it?
- **T2.** *Cancellation on purpose.* Sampling by ancestral steps with $\tilde\beta_t$ makes samples too narrow, denoising too wide. Choose $\sigma$ so that the two cancel at $T = 50$. How
  does the divergence react if $v$ was misjudged by 10 %?
- **T3.** *Divide the money.* A road has bias $c_1/k$ in $V/v$ and training variance $c_2/(nK)$ in $\ln V$, and $K + k = C$. Find the best split for large $C$, and explain why sliced score matching spends a
  quarter of 256 passes on learning at $n = 500$.
- **T4.** *Start better.* Start all chains from $N(\bar x, \hat v)$ instead of $N(0,1)$. Which roads of @fig:roads gain most? Why would it not help with pictures?
- **T5.** *Heun.* Add the probability flow by Heun's method (`.flowHeun`, two evaluations a step) to @fig:scales on the geometric ladder. How does its error fall with the number of evaluations?
- **T6.** *Dimension.* For the running Gaussian in $d$ independent coordinates, one $\lambda$ for all, redo the table of @sec:which by theory: which entries change with $d$, and how?
- **T7.** *A small project.* Replace the Gaussian by the pair of modes of @ch:05 at distance $m = 3$, weights 0.8 and 0.2, with exact scores. Which roads get the weights right, from which start, and at what cost?

## Sources {#sec:sources}

R. A. Fisher, H. Cramér and C. R. Rao for the floor; B. T. Polyak and A. B. Juditsky, *Acceleration of stochastic approximation by averaging*, SIAM J. Control Optim. 30 (1992); M. Gutmann and A. Hyvärinen,
*Noise-contrastive estimation of unnormalized statistical models*, JMLR 13 (2012), theorem 3; E. Nijkamp, M. Hill, S.-C. Zhu and Y. N. Wu, *Learning non-convergent non-persistent short-run MCMC toward
energy-based model*, NeurIPS 2019; G. O. Roberts and J. S. Rosenthal, *Optimal scaling of discrete approximations to Langevin diffusions*, J. R. Stat. Soc. B 60 (1998); G. O. Roberts and R. L. Tweedie, Bernoulli 2
(1996); Y. Song et al., *Score-based generative modeling through stochastic differential equations*, ICLR 2021; B. D. O. Anderson, *Reverse-time diffusion equation models*, Stochastic Processes and their Applications 12 (1982); T. Karras, M. Aittala, T. Aila and S. Laine, *Elucidating the design space of diffusion-based generative models*, NeurIPS
2022; Y. Lipman et al., *Flow matching for generative modeling*, ICLR 2023; J. Ho and T. Salimans, *Classifier-free diffusion guidance* (2021); R. Rombach et al., *High-resolution image synthesis with latent diffusion models*, CVPR 2022; J. Austin et al., *Structured denoising diffusion models in discrete
state-spaces*, NeurIPS 2021; Y. Song et al., *Consistency models*, ICML 2023. The other papers are in the sources of the chapters that they belong to.
*/

chapter.finish()
