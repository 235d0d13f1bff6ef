/*:
The partition function is out of reach: @ch:01 ended with the bill. So let us leave it unpaid and
see how far we get. In the quotient of two probabilities it cancels,

$$ \frac{p(x)}{p(y)} = \frac{e^{-E(x)/T}/Z}{e^{-E(y)/T}/Z} = e^{(E(y)-E(x))/T}. $$ {#eq:ratio}

**What can be done without the partition function?** More than one would think: rank, repair,
detect, draw samples, and in the end even compute quotients of the $Z$'s themselves.
*/
// fold: Imports
import Distributions
import Elementary
import LinearAlgebra
import Notebook
import Plotting
import Samplers
import Statistics
import Tensors
import Theory

let chapter = Chapter(2, "Ratios: what survives without Z")
var random = chapter.random

/*:
## Comparing {#sec:comparing}
@main

What @eq:ratio needs is the *difference* of two energies. Their ratio means
nothing, since any constant may be added to an energy: add 10 to both, and their ratio changes while
the two probabilities do not.

The quotient is enough to say which of two things is more unusual, so an energy is an
**anomaly score**. (For a continuous $x$ it compares densities, so the answer depends on the
coordinates: what is unusual as a length need not be unusual as an area.) The quality of a score is
measured by the area under the ROC curve: the probability that a random anomaly gets a higher energy
than a random ordinary observation. Let ordinary data follow $N(0,1)$ with energy $E(x) = x^2/2$,
and anomalies $N(0, r^2)$. Then an anomaly $y = r z_1$ beats an observation $x = z_0$ when
$|z_0| < r\,|z_1|$. The pair $(z_1, z_0)$ has a uniformly distributed angle, and the pairs that
qualify fill the share

$$ \mathrm{AUC} = \frac2\pi \arctan r $$ {#eq:auc}

of the circle.

@page
With samples, the same quantity is the share of pairs that are in the right order. (Its standard
error is known exactly: pairs that share an observation turn the circle into a sphere.)
*/

// fold: The energy as an anomaly score
let restEnergy = { (x: Tensor) in 0.5 * x * x }
let pairs = chapter.samples(40_000, quick: 2_000)
for r in [1.5, 3.0] {
  claim(
    "AUC of the energy, anomalies of standard deviation \(label(r))",
    measured: areaUnderROC(
      scores: restEnergy(random.normal([pairs])).doubles,
      anomalies: restEnergy(Float(r) * random.normal([pairs])).doubles),
    standardError: AnomalyScore.standardError(
      anomalyStandardDeviation: r, normals: pairs, anomalies: pairs),
    exact: AnomalyScore.areaUnderCurve(anomalyStandardDeviation: r),
    rulesOut: AnomalyScore.areaUnderCurve(anomalyStandardDeviation: r * r))
}

/*:
The same comparison **repairs**. Let $y = x + \sigma z$ be a damaged copy of an unknown $x$ that
follows $p$. Among all candidates, the most probable one minimises

$$ E(x) + \frac{(y - x)^2}{2\sigma^2}, $$ {#eq:restoration}

an energy again (at $T=1$), with a second term for the damage. Its own partition function, which is
$p(y)$ up to a constant factor, is as unknown as $Z$ and as unnecessary. For the running Gaussian
$N(m, v)$ the minimum is the weighted mean $(\sigma^2m + v y)/(v+\sigma^2)$, with an error of
variance $v\sigma^2/(v+\sigma^2)$. The repair below does not know that formula: it only compares
energies, on a grid of candidates. The damage has variance 1, and four fifths of it are removed.
(The value ruled out, $v$, is the error of ignoring $y$.) @ch:11 repairs pictures in this way.
*/

// fold: Repair by comparing energies
let running = Gaussian.running
let (m, v, deviation) = (running.mean[0], running.covariance[0][0], running.standardDeviation)
func springEnergy(_ x: Double) -> Double { (x - m) * (x - m) / (2 * v) }
let candidates = Grid((m - 4)...(m + 4), step: 0.004)
func restored(_ y: Double) -> Double {
  candidates.x.map { ($0, springEnergy($0) + (y - $0) * (y - $0) / 2) }.min { $0.1 < $1.1 }!.0
}
let damagedCopies = chapter.samples(5_000, quick: 500)
let originals = running.sample(damagedCopies, using: &random).doubles
let repairErrors = originals.map { x in restored(x + random.normal()) - x }
claim(
  "variance of the error after repair",
  measuredVariance: sum(repairErrors.map { $0 * $0 }) / Double(damagedCopies),
  degreesOfFreedom: damagedCopies, exact: v / (v + 1), rulesOut: v)

/*:
## Sampling: the attempt that fails {#sec:downhill}
@main

To draw samples we may compare a point with a neighbour. The simplest attempt: propose a random
step, and take it if the energy goes down.
*/

let chains = chapter.samples(20_000, quick: 1_000)
let spring = { (x: Tensor) in (x - Float(m)).square().rowSums() / Float(2 * v) }
var downhill = Tensor.zeros(chains, 1)
for _ in 0..<200 {
  let proposal = downhill + random.normal([chains, 1])
  let isBetter = (spring(proposal) .< spring(downhill)).asColumn(for: downhill)
  downhill = Tensor.where(isBetter, proposal, downhill)
}
show("variance after 200 steps downhill", downhill.variance(unbiased: false))
show("variance of the target", v)

/*:
That is an optimiser, and a poor one: every chain sits at the minimum. To leave the minimum as often
as the density demands, some steps uphill must be taken. The question is how many.

## Detailed balance {#sec:balance}
@main

Let $q(y \mid x)$ be the probability of proposing $y$ from $x$, and $A(x \to y)$ that of accepting.
A chain keeps $p$ unchanged if the traffic between any two points balances,

$$ p(x)\, q(y \mid x)\, A(x \to y) = p(y)\, q(x \mid y)\, A(y \to x). $$ {#eq:balance}

(Sum over $x$: what flows into $y$ is what flows out.) Only the quotient of the two acceptances is
fixed. The largest choice that keeps both at most one is that of Metropolis and Hastings:

$$ A(x \to y) = \min\Big(1, \frac{p(y)\,q(x\mid y)}{p(x)\,q(y\mid x)}\Big)
\quad\overset{q \text{ symmetric}}{=}\quad \min\big(1, e^{-(E(y)-E(x))/T}\big). $$ {#eq:metropolis}

With it, each side of @eq:balance is the smaller of $p(x)\,q(y\mid x)$ and $p(y)\,q(x\mid y)$, so
they are equal. The target enters through a quotient, and $Z$ is gone. (Balance *keeps* $p$. To
*reach* it from anywhere, the chain must also be able to get everywhere, and must not run in a
cycle.) Two things are easy to get wrong. The acceptance is $e^{-\Delta E/T}$, not $\Delta E$. And
the short form on the right needs a proposal that is as likely to go from $x$ to $y$ as back. Here
is the algorithm as the library has it, for many chains at once:

@quote Samplers/Metropolis.swift metropolis-step

@page
Like every sampler of this book it is a *Markov kernel*: a rule for one step, from which running a
chain and following its trajectory come for free.

@quote Samplers/MarkovKernel.swift markov-kernel

On a space of five states nothing is left to chance. The transition matrix can be written down, and
@eq:balance checked for every pair. The states stand in a row. The proposal goes one to the left or
one to the right, and at an end it can only go inwards, so it is *not* symmetric there: from the end
the inner neighbour is proposed with probability 1, and back with ½. The table compares the chain
with the correction $q(x \mid y)/q(y \mid x)$ and the chain without it.
*/

// fold: Five states, by matrices
let rowOfStates = Discrete(energies: [0, 1, 0.5, 2, 0.2], temperature: 1)
let neighbours = [
  [0, 1, 0, 0, 0], [0.5, 0, 0.5, 0, 0], [0, 0.5, 0, 0.5, 0], [0, 0, 0.5, 0, 0.5], [0, 0, 0, 1, 0],
]
let target = rowOfStates.probabilities
let corrected = MarkovMatrix.metropolis(target: target, proposal: neighbours)
let naive = MarkovMatrix.metropolis(
  target: target, proposal: neighbours, correctsForAsymmetry: false)
table(
  "Two chains on five states: where they end, and by how much they violate balance",
  columns: ["", "p₁", "p₂", "p₃", "p₄", "p₅", "violation"],
  rows: [["target"] + target + ["–"]]
    + [("with the correction", corrected), ("without it", naive)].map { name, chain in
      [name] + chain.stationaryDistribution() + [chain.detailedBalanceDefect(target)]
    })
claim(
  "violation of balance, corrected chain", measured: corrected.detailedBalanceDefect(target),
  exact: 0, tolerance: .absolute(1e-15), rulesOut: naive.detailedBalanceDefect(target))
claim(
  "share of the ends, naive chain", measured: naive.stationaryDistribution()[0] / target[0],
  exact: 1 / (2 - target[0] - target[4]), tolerance: .relative(1e-14), rulesOut: 1)

/*:
Without the correction the chain converges just as calmly, to something else: compared with their
neighbours, the ends get half of what they should. Nothing in the trajectory gives it away.

## How wide a step? {#sec:width}
@main

Back to the line. With a normal proposal of standard deviation $\delta$ on $N(m, v)$, the mean
acceptance in equilibrium is known. It is an angle again:

$$ \bar A(\delta) = \frac2\pi \arctan\frac{2\sqrt v}{\delta}. $$ {#eq:acceptance}

To see it, put $m=0$, $v=1$. By detailed balance half of all accepted steps go downhill, and all
proposals downhill are accepted, so $\bar A = 2\,P(|y|<|x|)$. With $y = x+\delta z$ and $(x,z)$ a
standard normal pair, $|x+\delta z|<|x|$ means that $x$ and $z$ differ in sign and
$|z| < 2|x|/\delta$: an angle of $\arctan(2/\delta)$ out of $\pi$. Small steps are nearly always
taken and lead nowhere; large steps lead somewhere and are hardly ever taken. To find the best compromise we
need a currency.
*/

// fold: Acceptance against the width, from equilibrium
let widths = [0.1, 0.3, 0.6, 1.2, 2.4, 5, 10]
let acceptances = widths.map { δ in
  var sampler = Metropolis(energy: spring, proposalStandardDeviation: δ)
  var states = running.sample(chains, using: &random)
  sampler.step(&states, using: &random)
  let exact = RandomWalkMetropolis.acceptance(
    standardDeviation: deviation, proposalStandardDeviation: δ)
  let measured = Estimate(
    sampler.acceptanceRate, variance: exact * (1 - exact), draws: chains)
  claim(
    "acceptance, δ = \(label(δ))", measured, exact: exact,
    rulesOut: RandomWalkMetropolis.acceptance(
      standardDeviation: deviation / 2, proposalStandardDeviation: δ))
  return measured
}

/*:
## What a chain is worth {#sec:worth}
@main

A chain's states are dependent. If $\rho_k$ is the correlation of states $k$ steps apart, the mean
of $n$ states has the variance

$$ \operatorname{Var}\bar x = \frac{\operatorname{Var} x}{n}\Big(1 + 2\sum_{k=1}^{n-1}\Big(1-\frac kn\Big)\rho_k\Big)
\approx \frac{\operatorname{Var}x}{n}\,\tau_{\mathrm{int}}, \qquad \tau_{\mathrm{int}} = 1+2\sum_{k\ge1}\rho_k . $$ {#eq:iat}

So $n$ states of the chain are worth $n/\tau_{\mathrm{int}}$ independent ones, their **effective
sample size**. In the middle panel of @fig:acceptance, narrow steps ($\delta = 0.3$) forget slowly because they
are small, and wide ones ($\delta = 10$) because they are so seldom taken; in between the correlation is gone
after a dozen steps. The best width is about $2.4\sqrt v$, where 44 of 100 proposals are accepted,
and even there a step is worth about a quarter of a sample.

@page
For this chain $\rho_k$ has no formula, but it has a matrix: cut the line into 100 cells, write down
the transition probabilities between them, and let the matrix work. That calculation knows nothing
of our sampler. In practice one has a single chain, adds up its measured correlations, and stops
where they drown in noise (Geyer's initial sequence). A single estimate is no test, so the claim runs
many chains for 200 steps each and compares the variance of their means with @eq:iat, summed exactly.

@main
*/

// fold: The chain as a matrix, and one chain's own estimate
let cells = Grid((m - 2.97)...(m + 2.97), step: 0.06).x
func walk(_ δ: Double) -> MarkovMatrix {
  .metropolis(energy: springEnergy, proposalStandardDeviation: δ, cells: cells)
}
func exactTime(_ δ: Double) -> Double { walk(δ).integratedTime(of: cells) }
let maxLag = 40
let trajectories = widths.map { δ in
  var sampler = Metropolis(energy: spring, proposalStandardDeviation: δ)
  return sampler.trajectory(
    from: running.sample(1, using: &random), steps: chapter.samples(20_000, quick: 2_000),
    using: &random
  ).doubles
}
let estimatedTimes = trajectories.map { integratedAutocorrelationTime($0) }
var averager = Metropolis(energy: spring, proposalStandardDeviation: 1.2)
let start = running.sample(chains, using: &random)
let total = averager.states(from: start, steps: 199, using: &random).reduce(start, +)
claim(
  "variance of the mean of 200 steps, δ = 1.2", measuredVariance: (total / 200).variance(),
  degreesOfFreedom: chains - 1, exact: walk(1.2).varianceOfMean(of: cells, samples: 200),
  rulesOut: v / 200)

// fold: Drawing acceptance and worth
let fineWidths = (0...120).map { pow(10, -1.1 + Double($0) / 120 * 2.2) }
figure(
  "acceptance",
  caption: """
    Random-walk Metropolis on the running Gaussian: the share of accepted steps, the correlation of states k steps \
    apart, and how many independent samples 1000 steps are worth. Lines: exact. Dots: measured, the last two with \
    one single chain.
    """,
  size: .wide, columns: 3
) {
  Panel(
    "Acceptance", x: Axis("width δ of the proposal", scale: .log),
    y: Axis("share accepted", range: 0...1)
  ) {
    LinePlot(
      x: fineWidths,
      y: fineWidths.map {
        RandomWalkMetropolis.acceptance(
          standardDeviation: deviation, proposalStandardDeviation: $0)
      }, style: .exact)
    PointPlot(widths, acceptances)
  }
  Panel("Correlation", x: Axis("lag k"), y: Axis("correlation", range: -0.1...1)) {
    for (color, i) in [1, 3, 6].enumerated() {
      let exact = walk(widths[i]).autocovariances(of: cells, maxLag: maxLag)
      let measured = autocorrelation(trajectories[i], maxLag: maxLag)
      let style = Style.sequence(color, of: 3)
      LinePlot(
        x: (0...maxLag).map(Double.init), y: exact.map { $0 / exact[0] },
        label: "δ = \(label(widths[i]))", style: style)
      PointPlot(
        x: stride(from: 0, through: maxLag, by: 2).map(Double.init),
        y: stride(from: 0, through: maxLag, by: 2).map { measured[$0] },
        style: style.markerSize(3))
    }
  }
  Panel("Worth", x: Axis("width δ of the proposal", scale: .log), y: Axis("samples per 1000 steps"))
  {
    LinePlot(
      x: fineWidths, y: fineWidths.map { 1000 / exactTime($0) }, label: "matrix", style: .exact)
    PointPlot(x: widths, y: estimatedTimes.map { 1000 / $0 }, label: "one chain", style: .measured)
  }
}

/*:
## Does it sample? {#sec:samples}
@main

The test that matters: start all chains at the wrong place, let them run, and look at where they
are. The target is the double well $E(x) = (x^2-1)^2$ at $T = \tfrac12$. Only the last state of each
chain is used, so the states are independent. All of them start on the left, and after 100 steps they fill
both wells as they should (@fig:histogram). This does not always work.
*/

// fold: A hundred steps in the double well
let well = { (x: Tensor) in (x.square() - 1).square().rowSums() }
func doubleWell(_ x: Double) -> Double { (x * x - 1) * (x * x - 1) }
let wellZ = DoubleWell.partitionFunction(barrier: 1, temperature: 0.5)
var wellSampler = Metropolis(energy: well, temperature: 0.5, proposalStandardDeviation: 1)
var wellStates = Tensor(repeating: -1, shape: [chains, 1])
wellSampler.run(&wellStates, steps: 100, using: &random)
claim(
  "⟨x²⟩ in the double well, T = ½", Estimate(meanOf: wellStates.square()),
  exact: integrate(from: -3, to: 3, points: 400) { $0 * $0 * exp(-2 * doubleWell($0)) } / wellZ,
  rulesOut: 1)

/// Cells of the double well: one of them is centred at −1, and none reaches across 0.
let wellCells = Grid((-121.0 / 49)...(121.0 / 49), count: 122).x
/// The share of chains left of 0 after each checkpoint, all started at x = −1, by the matrix.
func sharesOnTheLeft(
  temperature T: Double, proposalStandardDeviation δ: Double, after checkpoints: [Int]
) -> [Double] {
  let chain = MarkovMatrix.metropolis(
    energy: doubleWell, temperature: T, proposalStandardDeviation: δ, cells: wellCells)
  var distribution = wellCells.map { abs($0 + 1) < 0.01 ? 1.0 : 0 }
  var step = 0
  return checkpoints.map { checkpoint in
    distribution = chain.distribution(after: checkpoint - step, from: distribution)
    step = checkpoint
    return sum(zip(wellCells, distribution).map { $0 < 0 ? $1 : 0 })
  }
}
let leftAfter100 = sharesOnTheLeft(temperature: 0.5, proposalStandardDeviation: 1, after: [100])[0]
claim(
  "share of the left well after 100 steps",
  Estimate((wellStates .< 0).mean(), variance: leftAfter100 * (1 - leftAfter100), draws: chains),
  exact: leftAfter100, rulesOut: 1)

// fold: Drawing the histogram
figure(
  "histogram",
  caption: "Last states of many chains after 100 steps from x = −1, and the exact density.",
  size: .single
) {
  Panel(x: Axis("x"), y: Axis("p(x)")) {
    HistogramPlot(
      samples: wellStates.doubles, range: -2...2, bins: 40, label: "last states", style: .data)
    LinePlot(Grid(-2...2, step: 0.01), label: "exact", style: .exact) {
      exp(-2 * doubleWell($0)) / wellZ
    }
  }
}

/*:
## Slow mixing {#sec:mixing}
@main

Cool the double well. The barrier does not change, but the density on it is $e^{-1/T}$ of that in
the well, and at $T=0.1$ that is one part in 22,000. The chain is still correct: detailed balance
holds, and in the limit of infinitely many steps the distribution is $p$. The limit is what we do
not have. @fig:mixing shows one warm chain and one cold one, and which share of many chains, all started
in the left well, is on the left after $n$ steps: it should be one half.
*/

// fold: Chains in a cold double well
let coldTemperatures = [1, 0.3, 0.1]
let checkpoints = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000]
let travellers = chapter.samples(16_000, quick: 400)
func cold(_ T: Double) -> Metropolis {
  Metropolis(energy: well, temperature: T, proposalStandardDeviation: 0.5)
}
let exactLeft = coldTemperatures.map {
  sharesOnTheLeft(temperature: $0, proposalStandardDeviation: 0.5, after: checkpoints)
}
let measuredLeft = coldTemperatures.map { T in
  var (sampler, x) = (cold(T), Tensor(repeating: -1, shape: [travellers, 1]))
  return (1...checkpoints.last!).compactMap { step in
    sampler.step(&x, using: &random)
    return checkpoints.contains(step) ? (x .< 0).mean() : nil
  }
}
for (i, (T, checkpoint)) in zip(coldTemperatures, [5, 9, 17]).enumerated() {
  let exact = exactLeft[i][checkpoint]
  claim(
    "share on the left after \(checkpoints[checkpoint]) steps, T = \(label(T))",
    Estimate(measuredLeft[i][checkpoint], variance: exact * (1 - exact), draws: travellers),
    exact: exact, rulesOut: 0.5)
}

// fold: Drawing the slow mixing
figure(
  "mixing",
  caption: """
    Two chains in the double well, one of them cold, and the share of many chains, all started in the left well, \
    that are left of 0: lines from the transition matrix, dots measured.
    """,
  size: .wide
) {
  for (T, color) in [(0.3, 1), (0.1, 0)] {
    var sampler = cold(T)
    let chain = sampler.trajectory(
      from: Tensor(repeating: -1, shape: [1, 1]), steps: 1000, using: &random)
    Panel(
      "One chain, T = \(label(T))", x: Axis("step", range: 0...1000, ticks: [0, 500, 1000]),
      y: Axis("x", range: -1.8...1.8)
    ) {
      LinePlot(
        x: (1...1000).map(Double.init), y: chain.doubles,
        style: .sequence(color, of: 3).lineWidth(0.7))
    }
  }
  Panel(
    "Many chains", x: Axis("steps", scale: .log), y: Axis("share on the left", range: 0.4...1.02)
  ) {
    for (i, T) in coldTemperatures.enumerated() {
      let steps = checkpoints.map(Double.init)
      LinePlot(
        x: steps, y: exactLeft[i], label: "T = \(label(T))", style: .sequence(2 - i, of: 3))
      PointPlot(
        x: steps, y: measuredLeft[i],
        errors: exactLeft[i].map { sqrt($0 * (1 - $0) / Double(travellers)) },
        style: .sequence(2 - i, of: 3).markerSize(4))
    }
  }
}

/*:
The cold chain looks perfectly healthy: it moves about its well, and proposals are accepted. It
cannot know that it should spend half of its time on the other side, and no diagnostic computed from
it alone can tell us.

@page
In the plane, too, a chain stays in one mode for a long time. The 400 steps in @fig:walk never find the upper
mode of the running mixture, which has a quarter of the weight, and spend much of their time in the one on the
right, which has a tenth.
*/

// fold: A walk in the plane
let mixture = GaussianMixture.running
var planeSampler = Metropolis(energy: { -mixture.logDensity($0) }, proposalStandardDeviation: 0.6)
let summit = Tensor(rows: [[-1.7, -0.8]])
let walkInPlane = planeSampler.trajectory(from: summit, steps: 400, using: &random)
figure(
  "walk",
  caption: "400 steps of one chain over the contours of the running mixture; the dot is the start.",
  size: .single
) {
  Panel.plane {
    ContourPlot(densityOf: mixture, on: Grid(square: -4...4, step: 0.05))
    LinePlot(.concatenated([summit, walkInPlane]), style: .series(0).lineWidth(0.9))
    PointPlot(summit, style: .exact)
  }
}

/*:
## Quotients of partition functions {#sec:quotients}
@main

The boldest use of ratios is for $Z$ itself. A single $Z$ is an integral over everything, but the quotient
$Z_1/Z_0$ for two energies is an average:

$$
\frac{Z_1}{Z_0} = \int \frac{e^{-E_0(x)}}{Z_0}\, e^{-(E_1(x)-E_0(x))}\,dx
= \mathbb{E}_{p_0}\big[ w(x) \big], \qquad w = e^{-(E_1-E_0)} .
$$ {#eq:importance}

The base $p_0$ must be positive wherever $p_1$ is. If $Z_0$ is known, as for a Gaussian, $Z_1$ follows. This is
**importance sampling**. How good it is depends on the variance of $w$. For the target $N(0, v I)$ and the base
$N(0, b^2 I)$ in $d$ dimensions everything is a Gaussian integral: $p_0\,w^2$ has the exponent
$-\lVert x\rVert^2\,(1/v - 1/(2b^2))$, so that

$$ \frac{\mathbb E[w^2]}{(\mathbb{E}\,w)^2} = \Big( \frac{b^2}{\sqrt{v(2b^2-v)}} \Big)^{d},
\qquad \text{infinite if } b^2 \le \tfrac12 v. $$ {#eq:weights}

A base that is too wide costs, and $d$ is in the exponent. A base that is too narrow is dangerous:
the estimate still converges, but slowly, and the error quoted with it means nothing. In
@fig:importance (left), as $b$ comes near $\sqrt{v/2}$, the sample variance is mostly far too small,
because the rare and enormous weights that make up the variance have not been seen yet. On the right,
twenty runs with a narrow base drift below the true value and jump up whenever such a weight comes in.
*/

// fold: Importance weights, wide and narrow
func gaussianEnergy(_ standardDeviation: Double) -> Energy {
  { x in x.square().rowSums() / Float(2 * standardDeviation * standardDeviation) }
}
let dimensions = 4
let weightSamples = chapter.samples(200_000, quick: 5_000)
/// Weights for Z of N(0, I) in four dimensions, drawing from N(0, b² I), divided by the exact mean.
func weights(base b: Double, count: Int) -> [Double] {
  let x = Float(b) * random.normal([count, dimensions])
  return ImportanceSampling.logWeights(x, from: gaussianEnergy(b), to: gaussianEnergy(1)).values
    .map { $0 + Double(dimensions) * log(b) }
}
func secondMoment(_ b: Double) -> Double {
  ImportanceWeights.relativeSecondMoment(
    standardDeviation: 1, proposalStandardDeviation: b, dimension: dimensions)
}
for b in [1.2, 1.5] {
  claim(
    "mean weight / exact quotient, b = \(label(b))",
    Estimate(
      exp(LogWeights(weights(base: b, count: weightSamples)).logMean.value),
      variance: secondMoment(b) - 1, draws: weightSamples), exact: 1, rulesOut: 1 / b)
}
let bases = [0.72, 0.75, 0.8, 0.9, 1, 1.2, 1.5, 2, 3]
let measuredSpread = bases.map {
  Double(weightSamples) / LogWeights(weights(base: $0, count: weightSamples)).effectiveSampleSize
}
/// The estimate after every tenth of 20,000 samples, as they come in.
func runningEstimate(base b: Double) -> [Double] {
  var total = 0.0
  return weights(base: b, count: 20_000).enumerated().compactMap { i, logWeight in
    total += exp(logWeight)
    return (i + 1) % 10 == 0 ? total / Double(i + 1) : nil
  }
}
let wideRun = runningEstimate(base: 1.5)
let narrowRuns = (0..<20).map { _ in runningEstimate(base: 0.6) }

// fold: Drawing the weights
let fineBases = (0...400).map { 0.7075 + Double($0) * 0.00575 }
let arrivals = (1...2_000).map { Double(10 * $0) }
figure(
  "importance",
  caption: """
    Importance sampling of Z for N(0, I) in four dimensions from N(0, b²I). Left: E[w²]/(E w)², exact and as the \
    sample sees it; it is infinite left of the dashed line. Right: the estimate as samples come in, for a wide base \
    (once) and a narrow one (twenty runs).
    """,
  size: .wide
) {
  Panel(
    "Spread of the weights", x: Axis("b"), y: Axis("E[w²] / (E w)²", scale: .log, range: 0.8...300)
  ) {
    RulePlot(x: sqrt(0.5), style: .wrong)
    LinePlot(x: fineBases, y: fineBases.map(secondMoment), label: "exact", style: .exact)
    PointPlot(x: bases, y: measuredSpread, label: "from the sample", style: .measured)
  }
  Panel(
    "Estimate", x: Axis("samples", scale: .log, range: 100...20_000),
    y: Axis("estimate / exact", range: 0...2)
  ) {
    for (run, estimate) in narrowRuns.enumerated() {
      LinePlot(
        x: arrivals, y: estimate, label: run == 0 ? "b = 0.6" : nil,
        style: .wrong.dash(.solid).lineWidth(0.6).opacity(0.6))
    }
    RulePlot(y: 1, style: .exact)
    LinePlot(x: arrivals, y: wideRun, label: "b = 1.5", style: .series(0).lineWidth(1.6))
  }
}

/*:
## Annealing {#sec:annealing}
@main

If one large step is too large, take many small ones. Between $E_0$ and $E_1$ put energies
$E_\beta = (1-\beta)E_0 + \beta E_1$ and write the quotient as a product,
$Z_1/Z_0 = \prod_k Z_{\beta_{k+1}}/Z_{\beta_k}$. **Annealed importance sampling** sends each sample
down this path: at each $\beta_k$ its weight is multiplied by that of the small step, and then it
moves by a kernel that keeps $p_{\beta_{k+1}}$, Metropolis for instance. The beauty of it is that
$\mathbb E\,w = Z_1/Z_0$ holds *exactly*, even if the moves never reach equilibrium. A second way, **thermodynamic
integration**, turns the product into an integral. As in @ch:01, the derivative of $\ln Z_\beta$ is an expectation,
$-\langle E_1 - E_0\rangle_\beta$, so that

$$ \ln\frac{Z_1}{Z_0} = -\int_0^1 \langle E_1 - E_0\rangle_\beta \, d\beta. $$ {#eq:thermodynamic}

Both are used when a model's likelihood has to be reported after all; @ch:13 will need them.

@deeper Why annealing is unbiased, and what its steps buy
Let $w_k$ hold the factors of the first $k$ steps. For every function $h$

$$ \mathbb{E}[w_k\, h(x_k)] = \frac{Z_{\beta_k}}{Z_0}\, \mathbb{E}_{p_{\beta_k}}[h]. $$ {#eq:unbiased}

For $k=0$ this is true by the choice of $x_0$. In the next step the weight gets the factor
$e^{-(E_{\beta_{k+1}}-E_{\beta_k})(x_k)}$, which turns $Z_{\beta_k} p_{\beta_k}$ into
$Z_{\beta_{k+1}} p_{\beta_{k+1}}$. The move keeps $p_{\beta_{k+1}}$, so $x_{k+1}$ may take the place
of $x_k$. At the end, with $h=1$, it says that $\mathbb E\,w = Z_1/Z_0$.

@quote Samplers/AnnealedImportanceSampling.swift annealed-importance-sampling

If the moves were perfect (each $x_k$ a fresh sample of $p_{\beta_k}$), then

$$ \mathbb E \ln w = \ln\frac{Z_1}{Z_0} - \sum_{k} \mathrm{KL}\big(p_{\beta_k} \,\Vert\, p_{\beta_{k+1}}\big), $$ {#eq:annealing}

because a step's $\ln w$ is $\ln(Z_{\beta_{k+1}}/Z_{\beta_k})$ plus the logarithm of
$p_{\beta_{k+1}}/p_{\beta_k}$. Each divergence is quadratic in the step, so $K$ steps leave a loss
that falls as $1/K$ (@fig:estimators, left). Between two centred Gaussians every $p_\beta$ is a Gaussian, so that
both perfect moves and the exact loss are at hand. Thermodynamic integration has, beside the noise, the error of
the trapezoid rule: with perfect samples on 17 levels the estimate agrees with the trapezoid rule applied to the
exact integrand, and *not* with the integral.
*/

// fold: Perfect moves between two Gaussians
let exactPath = GaussianPath(startVariance: 4, endVariance: 0.25, dimension: dimensions)
let path = GeometricPath(from: gaussianEnergy(2), to: gaussianEnergy(0.5))
func atBeta(_ β: Double) -> Gaussian {
  Gaussian(
    mean: [Double](repeating: 0, count: dimensions),
    standardDeviation: sqrt(exactPath.variance(at: β)))
}
let annealed = chapter.samples(20_000, quick: 1_000)
let stepCounts = [1, 2, 4, 8, 16, 32, 64]
let losses = stepCounts.map { K in
  let schedule = GeometricPath.evenly(K)
  var x = atBeta(0).sample(annealed, using: &random)
  let w = AnnealedImportanceSampling(path: path, schedule: schedule) {
    IndependentDraws(from: atBeta($0))
  }.logWeights(&x, using: &random)
  let mean = Estimate(
    sum(w.values) / Double(annealed),
    variance: exactPath.varianceOfLogWeight(schedule: schedule), draws: annealed)
  let exact = exactPath.expectedLogWeight(schedule: schedule)
  claim("E ln w, perfect moves, K = \(K)", mean, exact: exact, rulesOut: exactPath.logRatio)
  return (measured: exactPath.logRatio - mean, exact: exactPath.logRatio - exact)
}
let rungs = GeometricPath.evenly(16)
let perfect = rungs.map { β in
  let x = atBeta(β).sample(annealed, using: &random)
  return path.target(x) - path.base(x)
}
claim(
  "trapezoid rule on 17 levels, perfect samples",
  ThermodynamicIntegration.logRatio(differences: perfect, schedule: rungs),
  exact: exactPath.trapezoidalLogRatio(schedule: rungs), rulesOut: exactPath.logRatio)

/*:
@deeper A contest in eight dimensions
The target is a product of eight double wells at $T=\tfrac1{10}$, an energy in eight dimensions with
$2^8 = 256$ minima, whose partition function we know from @ch:01; the base is a standard normal
distribution. Every method makes about the same number of moves. The levels of $\beta$ are squares,
$(k/K)^2$, because near $\beta = 0$ the energies differ most. Annealing makes one Metropolis step at
each level; with $K=1$ it is importance sampling. For integration, chains walk down the same path,
make 16 or 128 moves at each of 33 levels, and record the difference of the energies there. We make a claim for
the longest annealing only: the other weights are too uneven for their standard errors to be believed.
*/

// fold: The contest
let wells = 8
let budget = chapter.samples(1 << 20, quick: 1 << 14)
let coldWells: Energy = { x in 10 * (x.square() - 1).square().rowSums() }
let contestPath = GeometricPath(from: gaussianEnergy(1), to: coldWells)
let truth =
  Double(wells)
  * (log(DoubleWell.partitionFunction(barrier: 1, temperature: 0.1)) - log(2 * .pi) / 2)
func levels(_ K: Int) -> [Double] { GeometricPath.evenly(K).map { $0 * $0 } }
func mover(_ β: Double) -> Metropolis {
  Metropolis(energy: contestPath.energy(at: β), proposalStandardDeviation: 0.2)
}
var contest: [(name: String, estimate: Estimate, worth: any TableCell)] = []
for K in [1, 4, 16, 64, 256, 1024] {
  var x = random.normal([budget / K, wells])
  let w = AnnealedImportanceSampling(path: contestPath, schedule: levels(K), kernel: mover)
    .logWeights(&x, using: &random)
  contest.append(
    (
      K == 1 ? "importance sampling" : "annealing, \(K) steps", w.logMean, w.effectiveSampleSize
    ))
  if K == 1024 {
    claim(
      "ln(Z₁/Z₀) of eight double wells, annealing, K = \(K)", w.logMean, exact: truth,
      rulesOut: truth + Double(wells) / 2 * log(2 * .pi))
  }
}
for moves in [16, 128] {
  let schedule = levels(32)
  var x = random.normal([budget / (schedule.count * moves), wells])
  let differences = schedule.map { β in
    var kernel = mover(β)
    kernel.run(&x, steps: moves, using: &random)
    return coldWells(x) - contestPath.base(x)
  }
  contest.append(
    (
      "integration, \(moves) moves per level",
      ThermodynamicIntegration.logRatio(differences: differences, schedule: schedule), "–"
    ))
}
table(
  "ln(Z₁/Z₀) for eight double wells",
  columns: ["method", "estimate", "truth", "effective samples"],
  rows: contest.map { [$0.name, $0.estimate, truth, $0.worth] })

// fold: Drawing the estimators
figure(
  "estimators",
  caption: """
    Left: what annealing with perfect moves loses on average, against the number of steps. Right: the contest, with \
    standard errors, for K = 1 … 1024 and for integration with 16 (TI) and 128 (TI′) moves per level; the line is \
    the truth.
    """,
  size: .wide
) {
  Panel("Loss of annealing", x: Axis("steps K", scale: .log), y: Axis("nats", scale: .log)) {
    LinePlot(
      x: stepCounts.map(Double.init), y: losses.map(\.exact), label: "Σ KL, exact", style: .exact)
    PointPlot(stepCounts.map(Double.init), losses.map(\.measured), label: "measured")
  }
  Panel(
    "Eight double wells",
    x: Axis(
      "K, or method", range: -0.5...7.5, ticks: contest.indices.map(Double.init),
      tickLabels: ["1", "4", "16", "64", "256", "1024", "TI", "TI′"]),
    y: Axis("ln(Z₁/Z₀)")
  ) {
    RulePlot(y: truth, style: .exact)
    PointPlot(contest.indices.map(Double.init), contest.map(\.estimate))
  }
}

/*:
The right panel of @fig:estimators shows the table. Its last column is the effective sample size of
the weights, $(\sum w)^2/\sum w^2$. A million samples of the base are worth a handful of the target:
nearly all of the weight is on those few that happened to fall near one of the 256 minima. With a
thousand small steps there are a thousand times fewer samples, and they are worth more.
Thermodynamic integration with 16 moves per level is wrong by many of *its* standard errors. They
measure how the chains scatter, not how far all of them lag behind the changing $\beta$. The samples of annealed
importance sampling lag as well, but their weights make up for it.

## What we have, and what we lack {#sec:lack}
@main

Without $Z$ we can rank, repair, detect, sample and compare models. The sampler is right for any
energy that can be evaluated, and slow for many. It proposes at random and asks afterwards, and in
high dimensions nearly every random direction is a bad one. An energy given by a network has a
gradient, and @ch:04 uses it. Before that, @ch:03 turns the sampler into a way of *learning* the
energy.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/02-ratios/homework/Answers.swift) and run `swift run homework-02`, which
says what is right and, of what is wrong, *what* is wrong. `swift run homework-02 hint 2.3` gives a
hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

- **T1.** *Rejected steps count.* Draw the histogram of one long trajectory in which a rejected step
  does not count as a state. Show that its distribution is $\propto p(x)\,a(x)$, where $a(x)$ is the
  mean acceptance at $x$. (Try the row of five states first.)
- **T2.** *A wide base.* At which $b$ is @eq:weights smallest? Show that a uniform base on a box
  that is too small gives a wrong answer with a small standard error.
- **T3.** *A small project.* Parallel tempering: run chains at $T = 1, 0.3, 0.1$ and now and then
  propose to swap two of them, with acceptance $\min(1, e^{(1/T_i-1/T_j)(E_i-E_j)})$. Derive the
  rule from @eq:balance and repeat the right panel of @fig:mixing.

## Sources {#sec:sources}

N. Metropolis, A. W. Rosenbluth, M. N. Rosenbluth, A. H. Teller and E. Teller, *Equation of state
calculations by fast computing machines*, J. Chem. Phys. 21 (1953). W. K. Hastings, *Monte Carlo
sampling methods using Markov chains and their applications*, Biometrika 57 (1970). P. H. Peskun,
*Optimum Monte-Carlo sampling using Markov chains*, Biometrika 60 (1973), for why @eq:metropolis is
the best choice. C. J. Geyer, *Practical Markov chain Monte Carlo*, Statistical Science 7 (1992). A.
Gelman, G. O. Roberts and W. R. Gilks, *Efficient Metropolis jumping rules*, Bayesian Statistics 5
(1996), for the best width. C. Jarzynski, *Nonequilibrium equality for free energy differences*,
Phys. Rev. Lett. 78 (1997), and R. M. Neal, *Annealed importance sampling*, Statistics and Computing
11 (2001). A. Gelman and X.-L. Meng, *Simulating normalizing constants*, Statistical Science 13
(1998).
*/

// fold: The table of claims
chapter.finish()
