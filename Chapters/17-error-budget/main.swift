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
$n\hat v/v$ is $\chi^2$ with $n-1$ degrees of freedom, whose logarithm has the mean $\psi(\tfrac{n-1}2)+\ln 2$. (Measured
from $n$ new samples, @eq:error is off by about $1/n$; that bias is known exactly and is
[removed](Sources/Statistics/GaussianSampleDivergence.swift).)
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

Why not look up the error of learning in one chapter, that of sampling in another, and add the two?

Take denoising score matching with noise $\sigma$ and plenty of data. It learns the precision $1/(v+\sigma^2)$, so its
samples are too wide: $V/v - 1 = \sigma^2/v$ (@eq:06-gaussian). Langevin sampling with step size $\varepsilon$ widens
whatever it is given, by about $\varepsilon/2v$ (@sec:04-edge). The signs agree, so together the two are wrong by the
*sum*. Divergence is quadratic in it: two errors of equal size and sign make four times the divergence of one, not
twice.

Contrastive divergence is off the other way. Trained by a chain that widens, it learns a $\lambda^\ast$ that is too large
by just as much (@sec:03-fixed-point). Sampled *exactly*, its model is too narrow. Sampled by the chain that trained it, it
is exactly right: the fixed point was defined by $V = v$. In the table, with $\sigma = 0.15$ and $\varepsilon = 0.05$,
compare the last two columns.
*/
// fold: Three models, sampled by Langevin
let trainingStep = 0.05
let trained = ContrastiveDivergenceGaussian.fixedPoints(dataVariance: v, stepSize: trainingStep)!
let models: [(name: String, precision: Double)] = [
  ("maximum likelihood", 1 / v),
  ("denoising", GaussianDenoising.precision(standardDeviation: sqrt(v), noise: 0.15)),
  ("CD", trained.stable),
]
/// V/v after very many Langevin steps.
func ratio(_ λ: Double, _ ε: Double) -> Double { 1 / (λ * v * (1 - ε * λ / 2)) }
table(
  "V/v and divergences in thousandths of a nat, sampled by Langevin",
  columns: ["model", TableColumn("V/v", .fixed(3))]
    + ["KL, learning", "KL, sampling", "sum", "KL, both"].map { TableColumn($0, .fixed(2)) },
  rows: models.map { name, λ in
    let ratios = [1 / (λ * v), ratio(1 / v, trainingStep), ratio(λ, trainingStep)]
    let KL = ratios.map { 1000 * GaussianDivergence.varianceRatioDivergence($0) }
    return [name, ratios[2], KL[0], KL[1], KL[0] + KL[1], KL[2]]
  })
func model(mean: Double, precision: Double) -> GaussianRows {
  GaussianRows(
    mean: Tensor([mean], shape: [1, 1]), precision: Tensor([precision], shape: [1, 1]))
}
let chainCount = chapter.samples(100_000, quick: 4_000)
for (index, wrong) in [(1, ratio(1 / v, trainingStep)), (2, ratio(trained.stable, 0))] {
  let (name, λ) = models[index]
  let x = model(mean: m, precision: λ)
    .langevin(chainCount, stepSize: trainingStep, steps: 60, using: &random)
  claim(
    "V/v, \(name), then Langevin", measuredVariance: x.variance() / v,
    degreesOfFreedom: chainCount, exact: ratio(λ, trainingStep), rulesOut: wrong)
}

/*:
The rule is the one for any measurement. *What is systematic adds up with its sign, before it is squared; what is random
adds up as variances.* To second order, with $b$ and $r$ the limits of $(M-m)/\sqrt v$ and $V/v$ for infinitely many
data,

$$ \mathbb E\,\mathrm{KL} \approx \underbrace{\tfrac12\,b^2 + \tfrac12(r-1-\ln r)}_{\text{bias: }\sigma,\ \varepsilon,\ k,\ T}
 \;+\; \underbrace{\frac1n\ \text{or nearly}}_{\text{data}}
 \;+\; \underbrace{\frac{\operatorname{Var} M}{2v} + \frac r4\operatorname{Var}\ln V}_{\text{randomness of training: } K,\ \nu,\ \text{chains}} . $$ {#eq:budget}

This is the **error budget**.

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

The first two rows come from @ch:05 and @ch:07 (on the line, directions $\pm1$ would slice nothing away), the third from
@ch:06. For noise-contrastive estimation $I$ is the information of a classifier (@ch:10), fitted by six Newton steps, each
of which visits the data and $\nu$ times as many points of noise. In the last row the factors $(1+a)/(1-a)$ are the
autocorrelation times of @sec:02-worth: averaged over $U$ updates, the negative samples are worth as much as one long
chain, whether they restart at the data or persist. So PCD has the same row, at three evaluations an update.
@fig:learning sets the table beside whole repetitions.

@deeper Where the row of contrastive divergence comes from
Let $w$ be the end of a chain, measured from $\mu$. At the fixed point it has the variance $v$, of which the share
$a^{2k}$ comes from the datum where it started, so given the data $\operatorname{Var}\tfrac12w^2 = \tfrac12v^2(1-a^{4k})$.
The mean gradient has the slope $\tfrac12(1-a^{2k})\,av^2$ in $\lambda$. The mean of the parameters over many updates has
the variance of one gradient over $U$ times the slope squared (Polyak and Juditsky), with $n$ chains

$$ \operatorname{Var}\lambda = \frac{2\,(1+a^{2k})}{nU\,(1-a^{2k})\,a^2v^2}, \qquad
\operatorname{Var}\mu = \frac{v}{nU}\,\frac{1+a^k}{1-a^k}. $$ {#eq:cd-noise}

The first is @eq:03-noise. The model's own chain turns an error of $\lambda$ into $\delta V = -av^2\,\delta\lambda$, which
gives the table's entry for $k = 1$. (The lines of @fig:learning take the learning rate into account as well.) The step
should be *long*: $\varepsilon = 0.3\,v$, used here, has $a = 0.63$. As $\varepsilon \to v/2$, $\lambda^\ast \to 2/v$ is
wrong by a factor of two, and the chain that belongs to it is right. But data with $\hat v < 2\varepsilon$ have no fixed
point.

@page
*/
// fold: Learning, theory and measurement
func color(_ index: Int) -> Color { Style.series(index).color }
/// A method in a figure of errors against costs: its name at (x, y), theory as a line, measurements as dots.
typealias Curve = (
  name: String, x: Double, y: Double, costs: [Int], dots: [(Int, Estimate)],
  theory: (Int) -> Double?
)
@MarkBuilder func curves(_ all: [Curve]) -> [any Mark] {
  for (index, curve) in all.enumerated() {
    let line = curve.costs.compactMap { cost in curve.theory(cost).map { (Double(cost), $0) } }
    LinePlot(x: line.map(\.0), y: line.map(\.1), style: .series(index))
    PointPlot(
      x: curve.dots.map { Double($0.0) }, y: curve.dots.map(\.1.value),
      errors: curve.dots.map(\.1.standardError), style: .series(index))
    Annotation(curve.name, x: curve.x, y: curve.y, color: color(index))
  }
}
func integers(_ first: Double, _ last: Double, _ count: Int) -> [Int] {
  geometric(first, last, count).map { Int($0.rounded()) }
}
let ways = GaussianRoads(data: gaussian)
/// What a road learns from data sets, one in each row.
func learned(
  _ road: GaussianRoads.Road, _ settings: GaussianRoads.Settings, from data: Tensor
) -> GaussianRows {
  let K = settings.draws
  switch road {
  case .sliced: return GaussianRows(slicing: data, draws: K, using: &random)
  case .denoising:
    return GaussianRows(denoising: data, noise: settings.noise, draws: K, using: &random)
  case .noiseContrast:
    return GaussianRows(
      contrasting: data, ratio: settings.ratio, steps: ways.newtonSteps, using: &random)
  case .contrastiveDivergence, .persistentChains:
    let way = road == .persistentChains ? ways.persisting : ways.restarting
    return GaussianRows(
      contrastiveDivergence: data, stepSize: way.stepSize, rate: way.rate,
      persistent: way.isPersistent, warmUp: way.warmUp, updates: settings.updates, using: &random)
  default: return GaussianRows(likeliest: data)
  }
}
let lessons: [(road: GaussianRoads.Road, name: String, x: Double, y: Double, dots: [Int])] = [
  (.sliced, "sliced", 1.1, 1.7, [1, 4]), (.denoising, "denoising", 4.6, 3.9, [4, 32]),
  (.noiseContrast, "noise contrast", 3.1, 2.1, [12, 30]),
  (.contrastiveDivergence, "CD-1", 43, 2.65, [42, 80]),
]
/// n E KL of a road's learning, as theory has it and measured.
func theory(_ road: GaussianRoads.Road, _ passes: Int) -> Double {
  Double(n) * ways.learning(road, passes: passes, samples: n).budget.total
}
let lessonSets = chapter.samples(1_500, quick: 100)
let lessonDots = lessons.map { road, _, _, _, dots in
  dots.prefix(chapter.quick ? 1 : 2).map { passes in
    let settings = ways.learning(road, passes: passes, samples: n)
    let error = error(lessonSets) { data in
      let model = learned(road, settings, from: data)
      return settings.steps == 0
        ? model.draws(n, using: &random)
        : model.langevin(n, stepSize: settings.stepSize, steps: settings.steps, using: &random)
    }
    return (passes, Double(n) * error)
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
    curves(
      zip(lessons, lessonDots).map { lesson, dots in
        let first = Double(lesson.road == .denoising ? 2 : dots[0].0)
        return (
          lesson.name, lesson.x, lesson.y, integers(first, min(64 * first, 450), 40), dots,
          { theory(lesson.road, $0) }
        )
      })
  }
}
for (lesson, dots) in zip(lessons, lessonDots) {
  let (passes, error) = dots[0]
  claim(
    "n E KL, \(lesson.name), passes: \(passes)", error, exact: theory(lesson.road, passes),
    rulesOut: lesson.road == .sliced || chapter.quick ? nil : 1)
}

/*:
@main

Slicing and noise contrast are unbiased, and what they add falls as $1/K$ and $1/\nu$. Denoising has to buy a smaller
$\sigma$ with more draws, so it approaches the floor more slowly. Contrastive divergence begins at 40 passes, since it
takes 20 updates to arrive; after that, few are needed.

## What sampling costs {#sec:sampling}
@main

Now the score is exact, and only sampling errs. @fig:sampling shows the error against the evaluations spent on each new
sample, with the best step size for every number of steps. Look at the slopes.
*/
// fold: Samplers with exact scores, by theory and simulated
func sampler(_ rule: ReverseRule, _ k: Int) -> ReverseSampler {
  ReverseSampler(ways.schedule, rule, steps: k)
}
let exact = model(mean: m, precision: 1 / v)
let exactNoise = ExactNoise(of: running, schedule: ways.schedule)
let costs = Array(1...20) + [25, 30, 40, 50, 70, 100, 140, 200]
typealias ExactSampler = (
  name: String, x: Double, y: Double, costs: [Int], dots: [Int], divergence: (Int) -> Double,
  run: (_ count: Int, _ cost: Int) -> Tensor
)
func diffusing(_ name: String, _ rule: ReverseRule, x: Double, y: Double) -> ExactSampler {
  (
    name, x, y, costs, [5, 20],
    { ways.divergence(of: sampler(rule, $0).outputDistribution(of: gaussian)) },
    {
      sampler(rule, $1).sample(
        $0, dimension: 1, predicting: exactNoise.callAsFunction, using: &random)
    }
  )
}
let samplers: [ExactSampler] = [
  (
    "Langevin", 1.05, 0.2, costs, [5, 20], { ways.langevin(steps: $0).divergence },
    { exact.langevin($0, stepSize: ways.langevin(steps: $1).stepSize, steps: $1, using: &random) }
  ),
  diffusing("ancestral, β", .ancestral(.beta), x: 16, y: 3.3e-4),
  diffusing("ancestral, β̃", .ancestral(.posterior), x: 55, y: 0.02),
  diffusing("DDIM", .implicit(eta: 0), x: 65, y: 2.9e-3),
  // Where it starts, a chain that rejects needs one evaluation more.
  (
    "Metropolis", 4.3, 0.75, Array(2...21), [6],
    { ways.nearest(ways.walks, after: $0 - 1).divergence },
    {
      let width = ways.nearest(ways.walks, after: $1 - 1).size
      return exact.metropolis($0, width: width, steps: $1 - 1, using: &random)
    }
  ),
  (
    "MALA", 1.7, 1.2e-3, Array(2...5), [3],
    { ways.nearest(ways.adjusted, after: $0 - 1).divergence },
    {
      let size = ways.nearest(ways.adjusted, after: $1 - 1).size
      return exact.adjustedLangevin($0, stepSize: size, steps: $1 - 1, using: &random)
    }
  ),
]
/// Measured in twenty pieces.
let samplerDots = samplers.map { sampler in
  sampler.dots.map { k in
    let columns = chapter.samples(4_000, quick: 400)
    let x = sampler.run(20 * columns, k).reshaped(20, columns)
    return (k, Estimate(meanOf: rowDivergences(of: x, mean: m, variance: v)))
  }
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
    curves(
      zip(samplers, samplerDots).map { ($0.name, $0.x, $0.y, $0.costs, $1, $0.divergence) })
  }
}
for (sampler, dots) in zip(samplers, samplerDots) {
  let (k, error) = dots.last!
  claim("KL, \(sampler.name), evaluations: \(k)", error, exact: sampler.divergence(k))
}

/*:
Chains that *reject* have no bias: they forget their start at a geometric rate, and their curves bend down without
end. MALA needs three steps, a gift of the single Gaussian: at $\varepsilon = v$ its proposal is $N(m, 2v)$, wherever it
starts. Chains that do not reject are left with a bias. With $k$ steps one can afford
$\eta = \varepsilon/v \approx (\ln k)/k$ and still arrive, and the divergence $\eta^2/16$ falls only as the square of that.
The samplers of @ch:09 fall about as $1/k^2$ as well. Ancestral sampling with $\beta_t$ has a sign change near 11 steps,
where the error of too few steps cancels that of too much noise; nobody should count on it. On this target plain Langevin
is as good as any of them, and DDIM is worse.

@page
For chains that reject, the density is carried through the kernel
[on a grid](Sources/Theory/MetropolisRelaxation.swift). What is drawn is @eq:error for its mean and variance; before it has
arrived, its shape adds to the divergence, a fifth after five steps of Metropolis.

## Whole roads {#sec:roads}
@main

Now put the halves together. Learning a linear diffusion model takes a few lines, for many data sets at once, one in
each row: at every time that the sampler will visit, regress the noise on the noisy data.

@quote Diffusion/LinearNoise.swift linear-noise

Every road has settings, and each of them trades one source of error for another. So for every cost we let @eq:budget
choose the best settings, and then run the road with them.

@page
The choice is made [on grids](Sources/Theory/GaussianRoads.swift). What $K$ draws at each time do to a diffusion's output:
given the data, the errors of the fits at different times are independent, so the recursion for $V_t$ (@eq:09-recursion)
carries their variances [along](Sources/Theory/LadderBudget.swift).
*/
// fold: Running a road
func run(
  _ road: GaussianRoads.Road, _ settings: GaussianRoads.Settings, on data: Tensor
) -> Tensor {
  let (ε, k) = (settings.stepSize, settings.steps)
  func diffusion(_ rule: ReverseRule) -> Tensor {
    let sampler = sampler(rule, k)
    let noise = LinearNoise(of: data, for: sampler, draws: settings.draws, using: &random)
    return sampler.run(
      from: random.normal(data.shape), predicting: noise.callAsFunction, using: &random)
  }
  switch road {
  case .exactDraws: return GaussianRows(likeliest: data).draws(n, using: &random)
  case .metropolis:
    return GaussianRows(likeliest: data).metropolis(n, width: ε, steps: k, using: &random)
  case .adjustedLangevin:
    return GaussianRows(likeliest: data)
      .adjustedLangevin(n, stepSize: ε, steps: k, using: &random)
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
  default:
    return learned(road, settings, from: data)
      .langevin(n, stepSize: ε, steps: k, using: &random)
  }
}

// fold: Every road at 16, 64 and 256 passes
typealias Trip = (
  road: GaussianRoads.Road, passes: Int, settings: GaussianRoads.Settings, error: Estimate
)
let trips = [16, 64, 256].flatMap { passes in
  GaussianRoads.Road.allCases.compactMap { road -> Trip? in
    let settles = [.exactDraws, .metropolis, .adjustedLangevin].contains(road)
    guard passes < 256 || !settles, passes == 64 || !chapter.quick,
      let settings = ways.best(road, passes: passes, samples: n)
    else { return nil }
    // Cheap roads more often.
    let sets =
      road == .exactDraws ? 6_000 : road == .persistentChains ? 300 : passes == 256 ? 100 : 600
    let error = error(chapter.samples(sets, quick: 100)) { run(road, settings, on: $0) }
    return (road, passes, settings, error)
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
all. A diffusion spends at least as much on learning a step as on taking it. Chains that reject do not need their 64
passes, and PCD needs more to settle. @fig:roads shows all budgets.

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
  integers(1, 512, chapter.samples(40, quick: 2)).map { 2 * $0 } + [3, 46, 48, 196, 256]
figure(
  "roads",
  caption: """
    Error against cost for every road, n = \(n). Lines: theory, at the best settings. Dots: whole roads, \
    repeated. Dotted: 1/n.
    """,
  size: Figure.Size(width: 960, height: 420)
) {
  let panels: [(String, [(road: GaussianRoads.Road, name: String, x: Double, y: Double)])] = [
    (
      "One score",
      [
        (.scoreMatching, "score matching", 2, 0.02), (.sliced, "sliced", 10.2, 0.0155),
        (.denoising, "denoising", 3.4, 0.12), (.noiseContrast, "noise contrast", 12, 0.11),
        (.contrastiveDivergence, "CD-1", 49, 0.01), (.persistentChains, "PCD", 205, 0.01),
      ]
    ),
    (
      "An energy, or a ladder of noises",
      [
        (.exactDraws, "exact draws: needs Z", 2.1, 1.75e-3), (.metropolis, "Metropolis", 2.2, 0.3),
        (.adjustedLangevin, "MALA", 2, 0.008), (.annealed, "annealed", 330, 0.0037),
        (.ancestral, "ancestral β", 4.2, 0.02), (.implicit, "DDIM", 30, 0.06),
      ]
    ),
  ]
  for (title, roads) in panels {
    Panel(
      title, x: Axis("passes, learning and sampling", scale: .log, range: 1.8...1100),
      y: Axis("E KL, nats", scale: .log, range: 1.4e-3...1), legend: .none
    ) {
      RulePlot(y: 1 / Double(n), style: .exact.dash(.dotted))
      curves(
        roads.map { road, name, x, y in
          let dots = trips.filter { $0.road == road }.map { ($0.passes, $0.error) }
          return (
            name, x, y, passCounts.sorted(), dots,
            { ways.best(road, passes: $0, samples: n)?.budget.total }
          )
        })
    }
  }
}

/*:
## Which road, for which budget? {#sec:which}
@main

With more data the floor sinks, and every other error has to sink with it. How many passes does each road need until its
whole error is twice the floor: as much again as the data cost?
*/
// fold: Passes until the error is twice the floor
let sizes = [100, 1_000, 10_000, 100_000]
let asked = GaussianRoads.Road.allCases.filter {
  $0 != .persistentChains && $0 != .annealed && (!chapter.quick || $0 == .scoreMatching)
}
table(
  "Passes until E KL ≤ 2/n, to about a tenth",
  columns: [TableColumn("road")] + sizes.map { TableColumn("n = \($0)") },
  rows: asked.map { road in
    [road.rawValue]
      + sizes.map { ways.passesNeeded(road, samples: $0).map { "\($0)" } ?? "> 2000" }
  })

/*:
On this toy the answer is plain.

- *If you know $Z$ and can draw*, take maximum likelihood: two passes, and nothing is better.
- *If you can evaluate an energy*, take a chain that rejects. Ten times the data cost it a few more steps.
- *If you have only samples*, learn the score: by exact score matching while the trace is affordable, by slices when it
  is not. The bias of Langevin falls nearly as $1/k^2$, so ten times the data cost it four times the passes.
- *If you have a hundred passes, however many the data*, take contrastive divergence and its own chain. Its biases
  cancel, so its cost does not depend on $n$.
- *Denoising at one $\sigma$* costs four to five times as much as score matching, for $\sigma$ and for the randomness of
  its targets. As a rung of a ladder it is cheap: no single rung carries much weight, and the last $\sigma$ can be small.
- *Diffusion* is not better than Langevin. Nothing here calls for it.

So why does anyone use diffusion? Because the running Gaussian hides three things.

## What the running Gaussian hides {#sec:scales}
@main

It has one mode, one dimension and one scale. *Modes*: a chain crosses a barrier in a time that grows exponentially with
its height (@sec:04-modes, @ch:14), while a sampler that comes from the noise has none to cross. *Dimension*: a random
walk needs of the order of $d$ times as many steps, MALA $d^{1/3}$ times (Roberts and Rosenthal), exact score matching $d$
backward passes, quadrature $100^d$ points; Langevin and diffusion make the same error in each coordinate with the same
number of steps. The third, *scale*, can be shown in closed form.

Take a Gaussian in the plane with variance $v$ along one axis and $v/\kappa$ along the other, so that $\kappa$ is its
condition number. (Turned by 45°, which no sampler here notices, its coordinates are correlated as those of neighbouring
pixels are.) Langevin's step size is bounded by the narrow axis, $\varepsilon < 2v/\kappa$, and
the wide axis forgets its start at the rate $\varepsilon/v$. So the number of steps is proportional to $\kappa$. A ladder of
noises takes large steps while the noise is large, when both axes look alike, and small ones at the end, when the wide axis
has arrived. From above the largest scale to below the smallest, in equal factors, it has of the order of $\ln\kappa$ rungs
(@fig:scales).
*/
// fold: Two scales: DDIM simulated at κ = 100, and the evaluations that theory asks for
let plane = TwoScales(variance: v, condition: 100)
let elongated = Gaussian(mean: [1, 1], covariance: [[v, 0], [0, v / 100]])
let ladder = plane.diffusion(.implicit(eta: 0), steps: 30)
let planeNoise = ExactNoise(of: elongated, schedule: ladder.sampler.schedule)
let (rows, columns) = (20, chapter.samples(1_000, quick: 100))
let inPlane = ladder.sampler.sample(
  rows * columns, dimension: 2, predicting: planeNoise.callAsFunction, using: &random)
let alongAxes = [v, v / 100].enumerated().map { axis, variance in
  let x = inPlane.column(axis).reshaped(rows, columns)
  return Estimate(meanOf: rowDivergences(of: x, mean: 1, variance: variance))
}
claim(
  "KL in the plane, κ = 100, DDIM, 30 steps", alongAxes[0] + alongAxes[1],
  exact: ladder.divergence)
let conditions = geometric(1, 10_000, chapter.quick ? 3 : 9)
let planar: [(name: String, x: Double, y: Double, error: (TwoScales, Int) -> Double)] = [
  ("Langevin", 25, 2_000, { $0.langevin(steps: $1).divergence }),
  ("annealed", 11_000, 107, { $0.annealing(steps: $1).divergence }),
  ("ancestral, β̃", 11_000, 67, { $0.diffusion(.ancestral(.posterior), steps: $1).divergence }),
  ("DDIM", 11_000, 42, { $0.diffusion(.implicit(eta: 0), steps: $1).divergence }),
]
let needed = planar.map { method in
  conditions.map { κ in
    TwoScales.stepsNeeded(for: 0.01) { method.error(TwoScales(variance: v, condition: κ), $0) }
  }
}
figure(
  "scales",
  caption: """
    How many evaluations a sample costs with an error of 0.01 nats, on a Gaussian of two scales: exact scores, \
    best settings.
    """,
  size: .single
) {
  Panel(
    x: Axis("condition number κ", scale: .log, range: 1...100_000),
    y: Axis("evaluations for each sample", scale: .log, range: 8...200_000), legend: .none
  ) {
    for (index, method) in planar.enumerated() {
      LinePlot(x: conditions, y: needed[index].map(Double.init), style: .series(index))
      Annotation(method.name, x: method.x, y: method.y, color: color(index))
    }
  }
}
// By how much the number of steps grows from κ = 100 to κ = 10,000.
func growth(_ steps: [Int]) -> Double { Double(steps.last!) / Double(steps[steps.count / 2]) }
claim(
  "Langevin's steps, κ = 10000 over κ = 100", measured: growth(needed[0]), exact: 100,
  tolerance: .relative(0.1), rulesOut: 2)
claim("DDIM's steps, κ = 10000 over κ = 100", measured: growth(needed[3]), atMost: 2)
show("steps at κ = 10000", zip(planar, needed).map { "\($0.name) \($1.last!)" })

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
| the "score function" is exponentiated | an energy; the score is a slope, $-\nabla_x E$ | of the running Gaussian, $\int e^{s} = \int e^{-(x-m)/v}\,dx = \infty$ |
| $e^{-E}/\int e^{E}$; a Gaussian without its minus | the minus in both | $\int e^E = \infty$, so $p = 0$ |
| a high score is a high energy | low energy = probable | AUC 0.795 (@sec:02-comparing) becomes 0.205 |
| compare ratios of energies | differences | add 10 to energies 1 and 2: their ratio falls from 2 to 1.09, $p(x)/p(y)$ stays $e$ (@sec:02-comparing) |
| a density lies in $[0, 1]$ | no upper bound | a narrow Gaussian peaks at 3.99 (@sec:01-gaussian) |
| $\sum p = 1$ over the training images | over all images | 64 binary pixels: $2^{64}$ pictures, 1,797 in the data |
| log-sigmoid as a positive output | softplus | $\ln\operatorname{sigmoid}(0) = -0.69$, never positive (@sec:01-anything) |
| large numbers make data Gaussian | the central limit theorem is about sums | fourth moment of two modes 21.7; Gaussian 52.0 (@sec:08-marginal) |
| VAE, GAN, flow bypass $Z$ alike | bound; no density; exact | a bound costs: 2.805 for 2.757 (@sec:09-worth) |
| experts vote, or one is selected | they multiply; a mixture selects | $N(\pm1,1)$: product of variance ½, mixture 2 (@ch:12) |
| RBM: Hinton's, before back-propagation; a DBM is trained by layers | Smolensky's harmonium (1986); layers make a deep belief net | @ch:13 trains each |

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
| $s_i(s;\theta)$; score matching needs noise samples | $s_i(x;\theta)$; data alone | no noise enters the fits of @sec:05-fits: $\hat\theta_2 = 7.965$ for 8 |
| boundary: $p \to 0$ | $p\,s \to 0$ | exponential density of rate 2: naive 0, repaired 2.01 (@sec:05-fits) |
| trace = summed gradients; a 1000×1000 Hessian for 100×100 | column sums; the Jacobian *is* the Hessian | $F = 6.84$, as bad as no field (@sec:05-shortcut) |
| weights vanish from the score | for separated modes | $F = 0.062$ at distance 1 (@sec:05-blind) |
| denoising *ascends* | descends | the error grows by $1+\eta(v+\sigma^2)$ a step (@sec:06-descent) |
| smaller $\sigma$ is better | variance $\propto 1/\sigma^2$ | 100 points, $\sigma = 0.1$: $F = 0.475$, 0.003 of it bias (@sec:06-noise) |
| $v^{\mathsf T}\nabla v$; slicing is stabler | $v^{\mathsf T}(\nabla s)v$; cheaper | gradient variance 1.1 to 3.7 times the trace's (@sec:07-network) |
| $D^\ast$ without the sum; $Z$ random | $p_d/(p_d+p_n)$; a parameter | @ch:10 learns it |

**Sampling and diffusion**

| in the notes | correct | what the slip does |
|:---|:---|:---|
| that accept rule for any proposal | symmetric ones only | the ends get 0.725 of their share (@sec:02-balance) |
| accept by "the difference" | by $e^{-\Delta E}$ | 2 up is accepted with 0.135 |
| steps along $\nabla p$; training in $x$ | $\nabla\ln p$; in $\theta$ | $\nabla p$ is 113 times too short three standard deviations out (@sec:05-field, @sec:04-two-gradients) |
| $x' \sim \dots$; $\varepsilon \to 0$ suffices | $=$; with $\varepsilon t \to \infty$ | after 30 steps of $v/1000$ the variance is $3.8\,v$ |
| noise of free $\sigma$; Langevin minimises | $\sqrt{2\eta}$; it samples | published recipes run at $T = 1.25\cdot10^{-6}$ (@sec:04-temperature) |
| unadjusted meant, adjusted linked | ULA; MALA | $\mathbb E x^2 = 0.820$ for 0.852 (@sec:04-walls) |
| $\sqrt{(1-\beta)x}$; $\beta$ for $\beta_t$; $t$ for $t+1$ | $\sqrt{1-\beta_t}\;x_{t-1}$ | 2.3 % of the points are lost in a step (@sec:08-step); the linear $\beta_t$ grows 200-fold (@sec:08-schedules) |
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
show("1/p at three standard deviations", exp(4.5) * sqrt(2 * .pi * v))
show("slope of swish at −10", gate * (1 - 10 * (1 - gate)))
show("V/v after 30 steps of size v/1000", timid.variance / v)
show(
  "1 − AUC, 12/11, exp(−2)",
  [1 - AnomalyScore.areaUnderCurve(anomalyStandardDeviation: 3), 12.0 / 11, exp(-2.0)])

/*:
## What was shown, and what comes next {#sec:end}
@main

**What was shown.** One exponential and one integral make a density of a function that may say anything (@ch:01), and the
integral is out of reach. Ratios do without it (2, 11), and so do differences of expectations (3) and slopes (4 to 7); it can be
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
- *Flow matching* continues @ch:06: it regresses the velocity of a path from noise to data, and the same
  argument, that regression on noisy targets learns their mean, proves it.
- *Guidance* continues @ch:12: it adds the score of a label, weighted, to the data's, and inherits the warning that summed noised scores are not
  the score of the noised product.
- *Latent diffusion* continues @ch:16: it diffuses the code of an autoencoder, which has fewer dimensions and fewer scales than the picture.
- *Discrete diffusion* continues @ch:08 and @ch:11: noise flips states, such as spins or letters, and ratios of probabilities take the place of the score.
- *Distillation and consistency models* continue @ch:09: they learn the whole map of the probability flow, so that one or two evaluations are enough.

The book began with a number that nobody can compute. It ends with samples, and with the price of each.

## Exercises {#sec:exercises}

The first three are graded: write your answers into [Answers.swift](Chapters/17-error-budget/homework/Answers.swift)
and run `swift run homework-17` (`… homework-17 hint 17.3` gives a hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has more).

@homework

For pencil and paper, or a program of your own:

- **T1.** *New samples?* Return the data themselves: no model, no pass. What is @eq:error, and why is that road not in
  the table? Start Langevin chains at the data: what is left of the data after $k$ steps? Start the chains of all roads
  from $N(\bar x, \hat v)$: which roads of @fig:roads gain most, and why would it not help with pictures?
- **T2.** *Cancellation on purpose.* Ancestral steps with $\tilde\beta_t$ make samples too narrow, denoising too wide. Choose
  $\sigma$ so that they cancel at $T = 50$. What if $v$ was misjudged by 10 %?
- **T3.** *Divide the money.* A road has the bias $c_1/k$ in $V/v$ and the training variance $c_2/(nK)$ in $\ln V$, with
  $K + k = C$. Find the best split for large $C$.
- **T4.** *A small project.* Take the two modes of @sec:05-blind at $m = 3$, with exact scores. Which roads get the weights
  right, from which start, and at what cost?

## Sources {#sec:sources}

B. T. Polyak and A. B. Juditsky, SIAM J. Control Optim. 30 (1992), for averages; M. Gutmann and A. Hyvärinen, JMLR 13
(2012), theorem 3; G. O. Roberts and J. S. Rosenthal, J. R. Stat. Soc. B 60 (1998), for MALA in many dimensions; Y. Song
et al., ICLR 2021, for stochastic differential equations, after B. D. O. Anderson, Stochastic Processes and their
Applications 12 (1982); T. Karras et al., *Elucidating the design space of diffusion-based generative models*, NeurIPS
2022; Y. Lipman et al., *Flow matching for generative modeling*, ICLR 2023; J. Ho and T. Salimans, *Classifier-free
diffusion guidance* (2021); R. Rombach et al., CVPR 2022, for latent, J. Austin et al., NeurIPS 2021, for discrete
diffusion; Y. Song et al., *Consistency models*, ICML 2023. The other papers are in the sources of their chapters.
*/

chapter.finish()
