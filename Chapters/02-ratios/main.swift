/*:
The partition function is out of reach: @ch:01 ended with the bill. So let us leave it unpaid and
see how far we get. In the quotient of two probabilities it cancels,

$$ \frac{p(x)}{p(y)} = \frac{e^{-E(x)/T}/Z}{e^{-E(y)/T}/Z} = e^{(E(y)-E(x))/T}, $$ {#eq:ratio}

and this chapter is about what can be done with quotients alone. More than one would think: rank,
repair, detect, draw samples, and in the end even compute quotients of the $Z$'s themselves.
*/
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

Note what @eq:ratio compares: probabilities by the *difference* of energies. It is not the ratio of
energies that counts, and could not be, since an energy may be shifted by any constant: add 10 to
both energies, and their ratio changes while the two probabilities do not.

A quotient is all that is needed to say which of two things is stranger, so an energy is an
**anomaly score**. How good a score is has a standard measure, the area under the ROC curve: the
probability that a random anomaly gets a higher energy than a random ordinary observation. Let
ordinary data follow $N(0,1)$ with energy $E(x) = x^2/2$, and anomalies $N(0, \rho^2)$. Then an
anomaly $y = \rho z_1$ beats an observation $x = z_0$ when $|z_0| < \rho\,|z_1|$; the pair
$(z_1, z_0)$ has a uniformly distributed angle, and the pairs that qualify fill the share

$$ \mathrm{AUC} = \frac2\pi \arctan \rho $$ {#eq:auc}

of the circle. With samples, the same quantity is the share of pairs that are in the right order.
*/

let restEnergy = { (x: Tensor) in 0.5 * x * x }
let pairs = chapter.samples(40_000, quick: 2_000)

for ρ in [1.5, 3.0] {
  let ordinary = restEnergy(random.normal([pairs])).doubles
  let strange = restEnergy(Float(ρ) * random.normal([pairs])).doubles
  let exact = AnomalyScore.areaUnderCurve(anomalyStandardDeviation: ρ)
  claim(
    "AUC of the energy, anomalies of deviation \(label(ρ))",
    measured: areaUnderROC(scores: ordinary, anomalies: strange),
    standardError: AnomalyScore.standardError(
      anomalyStandardDeviation: ρ, normals: pairs, anomalies: pairs),
    exact: exact, rulesOut: AnomalyScore.areaUnderCurve(anomalyStandardDeviation: ρ * ρ))
}

/*:
The standard error is that of a Mann–Whitney statistic, in which each observation is used in many
pairs. It is exact here: pairs that share an observation need three normal variables, and the share
of a circle becomes the share of a sphere that a pyramid covers.

The same comparison **repairs**. Let $y = x + \sigma z$ be a damaged copy of an unknown $x$ that
follows $p$. Among all candidates, the most probable one minimises

$$ E(x) + \frac{(y - x)^2}{2\sigma^2}, $$ {#eq:restoration}

an energy again (at $T=1$), with a second term for the damage. Its own partition function, which is
$p(y)$ up to a constant factor, is as unknown as $Z$ and as unnecessary. For the running Gaussian
$N(\mu, s^2)$ the minimum is the weighted mean $\hat x = (\sigma^2\mu + s^2 y)/(s^2+\sigma^2)$, with
an error of variance $s^2\sigma^2/(s^2+\sigma^2)$. Our repair does not know that formula. It only
compares energies, on a grid of candidates.
*/

let running = Gaussian.running
let (μ, s) = (running.mean[0], running.standardDeviation)
func springEnergy(_ x: Double) -> Double { (x - μ) * (x - μ) / (2 * s * s) }

let σ = 1.0
let candidates = Array(stride(from: μ - 4, through: μ + 4, by: 0.004))
let candidateEnergies = candidates.map(springEnergy)

func restored(_ y: Double) -> Double {
  let total = zip(candidates, candidateEnergies).map { $1 + (y - $0) * (y - $0) / (2 * σ * σ) }
  return zip(candidates, total).min { $0.1 < $1.1 }!.0
}

let damagedCopies = chapter.samples(5_000, quick: 500)
let originals = running.sample(damagedCopies, using: &random).doubles
let repairErrors = originals.map { x in restored(x + σ * random.normal()) - x }
claim(
  "variance of the error after repair",
  measuredVariance: sum(repairErrors.map { $0 * $0 }) / Double(damagedCopies),
  degreesOfFreedom: damagedCopies, exact: s * s * σ * σ / (s * s + σ * σ),
  rulesOut: s * s)

/*:
The damage had variance 1, and four fifths of it are gone. (The value that is ruled out, $s^2$, is
what one gets by ignoring $y$.) Chapter 11 repairs pictures in this way.

## Sampling: the attempt that fails {#sec:downhill}

To draw samples we may compare a point with a neighbour. The simplest attempt: propose a random
step, and take it if the energy goes down.
*/

let chains = chapter.samples(20_000, quick: 1_000)
var downhill = Tensor.zeros(chains, 1)
let spring = { (x: Tensor) in (x - Float(μ)).square().sum(axis: 1) / Float(2 * s * s) }

for _ in 0..<200 {
  let proposal = downhill + random.normal([chains, 1])
  let better = (spring(proposal) .< spring(downhill)).reshaped(chains, 1)
  downhill = Tensor.where(better, proposal, downhill)
}
show("variance after 200 steps downhill", downhill.variance(unbiased: false))
show("variance of the target", s * s)

/*:
That is an optimiser, and a poor one. Every chain sits at the minimum. To leave the minimum as often
as the density says, some steps uphill must be taken; the question is how many.

## Detailed balance {#sec:balance}

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

On a space of five states nothing is left to chance. The transition matrix can be written down, and
@eq:balance checked for every pair. The states stand in a row; the proposal goes one to the left or
one to the right, and at an end it can only go inwards, so it is *not* symmetric there: from the end
the inner neighbour is proposed with probability 1, and back with ½.

@quote Samplers/DiscreteMetropolis.swift metropolis-matrix
*/

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
/*:
Neither chain needs to be simulated to be judged:
*/

claim(
  "violation of balance, corrected chain", measured: corrected.detailedBalanceDefect(target),
  exact: 0, tolerance: .absolute(1e-15), rulesOut: naive.detailedBalanceDefect(target))
claim(
  "change of the target in one step, corrected chain",
  measured: corrected.stationarityDefect(target), exact: 0, tolerance: .absolute(1e-15),
  rulesOut: naive.stationarityDefect(target))
let ends = target[0] + target[4]
claim(
  "share of the ends, naive chain", measured: naive.stationaryDistribution()[0] / target[0],
  exact: 1 / (2 - ends), tolerance: .relative(1e-14), rulesOut: 1)

/*:
With the correction balance holds to rounding. Without it the chain converges just as calmly, to
something else: compared with their neighbours, the ends get half of what they should. Nothing in
the trace of a chain would tell.
*/

/*:
## How wide a step? {#sec:width}

Back to the line. With a normal proposal of standard deviation $\tau$ on $N(\mu, s^2)$, the mean
acceptance in equilibrium is known: it is again an angle,

$$ \bar A(\tau) = \frac2\pi \arctan\frac{2s}{\tau}. $$ {#eq:acceptance}

To see it, put $\mu=0$, $s=1$. By detailed balance half of all accepted steps go downhill, and all
proposals downhill are accepted, so $\bar A = 2\,P(|y|<|x|)$. With $y = x+\tau z$ and $(x,z)$ a
standard normal pair, $|x+\tau z|<|x|$ means that $x$ and $z$ differ in sign and $|z| < 2|x|/\tau$:
an angle of $\arctan(2/\tau)$ out of $\pi$.

We start the chains in equilibrium (for a Gaussian we can), so that the formula applies from the
first step.
*/

let widths = [0.1, 0.3, 0.6, 1.2, 2.4, 5, 10]
var acceptances: [(measured: Double, error: Double)] = []
for τ in widths {
  var sampler = Metropolis(energy: spring, proposalStandardDeviation: τ)
  var states = running.sample(chains, using: &random)
  sampler.step(&states, using: &random)
  let exact = RandomWalkMetropolis.acceptance(standardDeviation: s, proposalStandardDeviation: τ)
  let error = sqrt(exact * (1 - exact) / Double(chains))
  acceptances.append((sampler.acceptanceRate, error))
  claim(
    "acceptance, τ = \(label(τ))", measured: sampler.acceptanceRate, standardError: error,
    exact: exact,
    rulesOut: RandomWalkMetropolis.acceptance(standardDeviation: s / 2, proposalStandardDeviation: τ))
}

/*:
Small steps are nearly always taken and lead nowhere; large steps lead somewhere and are hardly ever
taken. @fig:acceptance has the curve. Where is the best compromise? That needs a currency.

## What a chain is worth {#sec:worth}

A chain's states are dependent. If $\rho_k$ is the correlation of states $k$ steps apart, the mean
of $n$ states has the variance

$$ \operatorname{Var}\bar x = \frac{\operatorname{Var} x}{n}\Big(1 + 2\sum_{k=1}^{n-1}\Big(1-\frac kn\Big)\rho_k\Big)
\approx \frac{\operatorname{Var}x}{n}\,\tau_{\mathrm{int}}, \qquad \tau_{\mathrm{int}} = 1+2\sum_{k\ge1}\rho_k . $$ {#eq:iat}

So $n$ states of the chain are worth $n/\tau_{\mathrm{int}}$ independent ones, their **effective
sample size**. For this chain $\rho_k$ has no formula, but it has a matrix: cut the line into 100
cells, write down the transition probabilities between them, and let the matrix work. That road
knows nothing of our sampler.
*/

/// A random walk with Metropolis acceptance on [a, b], cut into cells: its exact behaviour.
func discretised(
  _ energy: (Double) -> Double, from a: Double, to b: Double, cells: Int,
  proposalStandardDeviation τ: Double
) -> (chain: MarkovMatrix, centres: [Double], distribution: [Double]) {
  let width = (b - a) / Double(cells)
  let centres = (0..<cells).map { a + (Double($0) + 0.5) * width }
  let law = Discrete(energies: centres.map(energy)).probabilities
  let step = Gaussian(mean: 0, standardDeviation: τ)
  let proposal = centres.map { x in centres.map { y in width * step.density(y - x) } }
  return (MarkovMatrix.metropolis(target: law, proposal: proposal), centres, law)
}

/*:
The table has the integrated autocorrelation time from the matrix beside an estimate from one single
chain of the sampler, as one has to do in practice: add up the measured correlations and stop where
they drown in noise (Geyer's initial sequence).

@quote Samplers/Autocorrelation.swift integrated-autocorrelation-time
*/

/// The random walk on the running Gaussian as a matrix.
func walk(proposalStandardDeviation τ: Double) -> (chain: MarkovMatrix, centres: [Double]) {
  let (chain, centres, _) = discretised(
    springEnergy, from: μ - 3, to: μ + 3, cells: 100, proposalStandardDeviation: τ)
  return (chain, centres)
}

/// τ_int of the position, from the matrix.
func exactTime(proposalStandardDeviation τ: Double) -> Double {
  let (chain, centres) = walk(proposalStandardDeviation: τ)
  return chain.integratedTime(of: centres)
}

/*:
The chain's own correlations, up to the 40th lag, are kept for the figure.
*/

let maxLag = 40
var estimates: [Double] = []
var correlations: [[Double]] = []
for τ in widths {
  var sampler = Metropolis(energy: spring, proposalStandardDeviation: τ)
  let start = running.sample(1, using: &random)
  let trace = sampler.trace(
    from: start, steps: chapter.samples(20_000, quick: 2_000), using: &random)
  estimates.append(integratedAutocorrelationTime(trace.column(0).doubles))
  correlations.append(autocorrelation(trace.column(0).doubles, maxLag: maxLag))
}
table(
  "What a step is worth",
  columns: ["τ", "acceptance", "τ_int, matrix", "τ_int, one chain", "samples per 1000 steps"],
  rows: widths.indices.map { i in
    let exact = exactTime(proposalStandardDeviation: widths[i])
    return [widths[i], acceptances[i].measured, exact, estimates[i], 1000 / exact]
  })

/*:
One estimate is no test. So we run many chains for 200 steps each, take the mean of each, and
compare the variance of these means with @eq:iat, summed exactly to the 199th lag by the matrix.
*/

let (walker, cells) = walk(proposalStandardDeviation: 1.2)
let varianceOfMeans = walker.varianceOfMean(of: cells, samples: 200)

var averager = Metropolis(energy: spring, proposalStandardDeviation: 1.2)
var positions = running.sample(chains, using: &random)
var total = positions
for _ in 1..<200 {
  averager.step(&positions, using: &random)
  total += positions
}
let chainMeans = total / 200
claim(
  "variance of the mean of 200 steps, τ = 1.2",
  measuredVariance: chainMeans.variance(), degreesOfFreedom: chains - 1, exact: varianceOfMeans,
  rulesOut: s * s / 200)

// fold: Drawing acceptance and worth
let fineWidths = (0...60).map { pow(10, -1.1 + Double($0) / 60 * 2.2) }
figure(
  "acceptance",
  caption: """
    Random-walk Metropolis on the running Gaussian: the share of accepted steps, the correlation \
    of states k steps apart, and how many independent samples 1000 steps are worth. Lines: exact. \
    Dots: measured, the last two with one single chain.
    """,
  size: .wide, columns: 3
) {
  Panel(
    "Acceptance", x: Axis("width τ of the proposal", scale: .log),
    y: Axis("share accepted", range: 0...1)
  ) {
    LinePlot(
      x: fineWidths,
      y: fineWidths.map {
        RandomWalkMetropolis.acceptance(standardDeviation: s, proposalStandardDeviation: $0)
      }, style: .exact)
    PointPlot(
      x: widths, y: acceptances.map(\.measured), errors: acceptances.map(\.error), style: .measured)
  }
  Panel("Correlation", x: Axis("lag k"), y: Axis("correlation", range: -0.1...1)) {
    for (color, i) in [1, 3, 6].enumerated() {
      let (chain, centres) = walk(proposalStandardDeviation: widths[i])
      let exact = chain.autocovariances(of: centres, maxLag: maxLag)
      let lags = (0...maxLag).map(Double.init)
      let style = Style.sequence(color, of: 3)
      LinePlot(
        x: lags, y: exact.map { $0 / exact[0] }, label: "τ = \(label(widths[i]))", style: style)
      PointPlot(
        x: stride(from: 0, through: maxLag, by: 2).map(Double.init),
        y: stride(from: 0, through: maxLag, by: 2).map { correlations[i][$0] },
        style: style.markerSize(3))
    }
  }
  Panel("Worth", x: Axis("width τ of the proposal", scale: .log), y: Axis("samples per 1000 steps"))
  {
    LinePlot(
      x: fineWidths, y: fineWidths.map { 1000 / exactTime(proposalStandardDeviation: $0) },
      label: "matrix", style: .exact)
    PointPlot(x: widths, y: estimates.map { 1000 / $0 }, label: "one chain", style: .measured)
  }
}

/*:
In the middle panel, the narrow steps forget slowly because they are small, and the wide ones
because they are so seldom taken; in between the correlation is gone after a dozen steps. The best
width is about $2.4\,s$, where 44 of 100 proposals are accepted, and even there a step is worth a
quarter of a sample or so. Both ends are bad, for opposite reasons.

## Does it sample? {#sec:samples}

The test that matters: start all chains at the wrong place, let them run, and look at where they
are. The target is the double well $E(x) = (x^2-1)^2$ at $T = \tfrac12$. Only the last state of each
chain is used, so the states are independent, and the exact law after $n$ steps comes from the
matrix again. Two numbers are compared: the mean of $x^2$ with its value in equilibrium, which is
nearly reached, and the share of the left well with its exact value after 100 steps.
*/

/// The share of chains left of 0 after each checkpoint, all started at x = −1, exactly.
func shareOnTheLeft(_ chain: MarkovMatrix, _ centres: [Double], after checkpoints: [Int])
  -> [Double]
{
  let nearest = centres.map { abs($0 + 1) }.min()!
  let atStart = centres.map { abs($0 + 1) < 1.01 * nearest ? 1.0 : 0 }
  var law = Discrete(probabilities: atStart.map { max($0, 1e-300) }).probabilities
  var step = 0
  return checkpoints.map { checkpoint in
    law = chain.distribution(after: checkpoint - step, from: law)
    step = checkpoint
    return sum(zip(centres, law).map { $0 < 0 ? $1 : 0 })
  }
}

/*:
The chains themselves start at $x=-1$, all of them:
*/

let well = { (x: Tensor) in (x.square() - 1).square().sum(axis: 1) }
func doubleWell(_ x: Double) -> Double { (x * x - 1) * (x * x - 1) }

var wellSampler = Metropolis(energy: well, temperature: 0.5, proposalStandardDeviation: 1)
var wellStates = Tensor(repeating: -1, shape: [chains, 1])
wellSampler.run(&wellStates, steps: 100, using: &random)
let exactMoment = { (power: Int) in
  integrate(from: -3, to: 3, points: 400) { pow($0, Double(power)) * exp(-2 * doubleWell($0)) }
    / DoubleWell.partitionFunction(barrier: 1, temperature: 0.5)
}
claim(
  "⟨x²⟩ in the double well, T = ½", measured: wellStates.square().mean(),
  standardError: sqrt((exactMoment(4) - exactMoment(2) * exactMoment(2)) / Double(chains)),
  exact: exactMoment(2), rulesOut: 1)

let (wellChain, wellCells, _) = discretised(
  { 2 * doubleWell($0) }, from: -2.48, to: 2.48, cells: 124, proposalStandardDeviation: 1)
let leftAfter100 = shareOnTheLeft(wellChain, wellCells, after: [100])[0]
claim(
  "share of the left well after 100 steps", measured: (wellStates .< 0).mean(),
  standardError: sqrt(leftAfter100 * (1 - leftAfter100) / Double(chains)), exact: leftAfter100,
  rulesOut: 1)

// fold: Drawing the histogram
let wellAxis = Array(stride(from: -2.0, through: 2, by: 0.01))
figure(
  "histogram",
  caption: "Last states of many chains after 100 steps from x = −1, and the exact density.",
  size: .single
) {
  Panel(x: Axis("x"), y: Axis("p(x)")) {
    HistogramPlot(
      samples: wellStates.doubles, range: -2...2, bins: 40, label: "last states", style: .data)
    LinePlot(
      x: wellAxis,
      y: wellAxis.map {
        exp(-2 * doubleWell($0)) / DoubleWell.partitionFunction(barrier: 1, temperature: 0.5)
      }, label: "exact", style: .exact)
  }
}

/*:
Started on the left, the chains have found both wells, in the right shares (@fig:histogram). It is
not always so.

## Slow mixing {#sec:mixing}

Cool the double well. The barrier does not change, but the chance to stand on it is $e^{-1/T}$ of
that in the well, and at $T=0.1$ that is one in 22,000. The chain is still correct: detailed balance
holds, and in the limit of infinitely many steps the law is $p$. The limit is what we do not have.
Again the matrix says exactly how many of the chains that start in the left well are still there
after $n$ steps.
*/

let coldTemperatures = [1, 0.3, 0.1]
let checkpoints = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000]
let travellers = chapter.samples(16_000, quick: 400)

func exactShares(temperature T: Double) -> [Double] {
  let (chain, centres, _) = discretised(
    { doubleWell($0) / T }, from: -2.48, to: 2.48, cells: 124, proposalStandardDeviation: 0.5)
  return shareOnTheLeft(chain, centres, after: checkpoints)
}

/*:
The sampler itself, with many chains, gives the same shares up to its noise:
*/

func measuredShares(temperature T: Double) -> [Double] {
  var sampler = Metropolis(energy: well, temperature: T, proposalStandardDeviation: 0.5)
  var x = Tensor(repeating: -1, shape: [travellers, 1])
  return (1...checkpoints.last!).compactMap { step in
    sampler.step(&x, using: &random)
    return checkpoints.contains(step) ? (x .< 0).mean() : nil
  }
}

let exactLeft = coldTemperatures.map(exactShares)
let measuredLeft = coldTemperatures.map(measuredShares)
for (i, (T, checkpoint)) in zip(coldTemperatures, [5, 9, 17]).enumerated() {
  let exact = exactLeft[i][checkpoint]
  claim(
    "share on the left after \(checkpoints[checkpoint]) steps, T = \(label(T))",
    measured: measuredLeft[i][checkpoint],
    standardError: sqrt(exact * (1 - exact) / Double(travellers)), exact: exact, rulesOut: 0.5)
}

// fold: Drawing the slow mixing
let traceLength = 1000
func coldTrace(temperature T: Double) -> [Double] {
  var sampler = Metropolis(energy: well, temperature: T, proposalStandardDeviation: 0.5)
  let start = Tensor(repeating: -1, shape: [1, 1])
  return sampler.trajectory(from: start, steps: traceLength, using: &random).column(0).doubles
}
figure(
  "mixing",
  caption: """
    Two chains in the double well, one of them very cold, and the share of many chains, all started in the \
    left well, that are still there; lines from the transition matrix, dots measured.
    """,
  size: .wide
) {
  for (T, color) in [(0.3, 1), (0.05, 0)] {
    Panel(
      "One chain, T = \(label(T))", x: Axis("step", range: 0...1000, ticks: [0, 500, 1000]),
      y: Axis("x", range: -1.8...1.8)
    ) {
      LinePlot(
        x: (1...traceLength).map(Double.init), y: coldTrace(temperature: T),
        style: .sequence(color, of: 3).lineWidth(0.7))
    }
  }
  Panel(
    "Many chains", x: Axis("steps", scale: .log), y: Axis("share on the left", range: 0.4...1.02)
  ) {
    for (i, T) in coldTemperatures.enumerated() {
      let steps = checkpoints.map(Double.init)
      let errors = exactLeft[i].map { sqrt($0 * (1 - $0) / Double(travellers)) }
      LinePlot(
        x: steps, y: exactLeft[i], label: "T = \(label(T))", style: .sequence(2 - i, of: 3))
      PointPlot(
        x: steps, y: measuredLeft[i], errors: errors, style: .sequence(2 - i, of: 3).markerSize(4))
    }
  }
}

/*:
@fig:mixing shows it. The chain at $T = 0.05$, where the chance to stand on the barrier is
$e^{-20}$, looks perfectly healthy: it moves about its well, and proposals are accepted. That it
should spend half of its time on the other side is something that it cannot know, and no diagnostic
computed from it alone can tell us. In the plane, a chain walks about within one mode of the running
mixture for a long time between two crossings (@fig:walk), so that even 400 steps say little about
the weights of the modes:
*/

let mixture = GaussianMixture.running
var planeSampler = Metropolis(energy: { -mixture.logDensity($0) }, proposalStandardDeviation: 0.6)
let summit = Tensor(rows: [[-1.7, -0.8]])
let walkInPlane = planeSampler.trajectory(from: summit, steps: 400, using: &random)
let timeInMode = mixture.responsibilities(walkInPlane).mean(axis: 0).doubles
table(
  "Where the walk spent its time", columns: ["mode", "weight", "share of the walk"],
  rows: mixture.weights.indices.map { [$0 + 1, mixture.weights[$0], timeInMode[$0]] })

// fold: Drawing the walk
let axis = Array(stride(from: -4.0, through: 4, by: 0.05))
let plane = Tensor(rows: axis.flatMap { y in axis.map { x in [x, y] } })
figure(
  "walk",
  caption: "400 steps of one chain over the contours of the running mixture; the dot is the start.",
  size: .single
) {
  Panel(x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
    ContourPlot(
      x: axis, y: axis, values: exp(mixture.logDensity(plane)).doubles,
      levels: [0.005, 0.02, 0.05, 0.1, 0.15], style: .data)
    let path = Tensor.concatenated([summit, walkInPlane])
    LinePlot(
      x: path.column(0).doubles, y: path.column(1).doubles, style: .series(0).lineWidth(0.9))
    PointPlot(x: summit.column(0).doubles, y: summit.column(1).doubles, style: .exact)
  }
}

/*:
## Quotients of partition functions {#sec:quotients}

Now the boldest use of ratios. One $Z$ by itself is an integral over everything, but $Z_1/Z_0$ for
two energies is an average:

$$
\frac{Z_1}{Z_0} = \frac{1}{Z_0}\int e^{-E_1(x)}\,dx = \int \frac{e^{-E_0(x)}}{Z_0}\, e^{-(E_1(x)-E_0(x))}\,dx
= \mathbb{E}_{p_0}\big[ w(x) \big], \qquad w = e^{-(E_1-E_0)} .
$$ {#eq:importance}

It needs a $p_0$ that is positive wherever $p_1$ is. Take $E_0$ to be something whose $Z_0$ is
known, a Gaussian, say, and $Z_1$ follows. This is **importance sampling**.

@quote Samplers/ImportanceSampling.swift importance-sampling

How good is it? That depends on the variance of $w$. Take the target $N(0, s^2 I)$ and the base
$N(0,\rho^2 I)$ in $d$ dimensions, where everything is a Gaussian integral: $p_0\,w^2$ has the
exponent $-\lVert x\rVert^2\,(1/s^2 - 1/(2\rho^2))$, so that

$$ \frac{\mathbb E[w^2]}{(\mathbb{E}\,w)^2} = \Big( \frac{\rho^2}{s\sqrt{2\rho^2-s^2}} \Big)^{d},
\qquad \text{infinite if } \rho^2 \le \tfrac12 s^2. $$ {#eq:weights}

A base that is too narrow is dangerous: the estimate still converges, but slowly, from below as a
rule, and the error quoted with it means nothing. A base that is too wide costs, and $d$ stands in
the exponent.
*/

func gaussianEnergy(_ standardDeviation: Double) -> Energy {
  { x in x.square().sum(axis: 1) / Float(2 * deviation * deviation) }
}

let weightSamples = chapter.samples(200_000, quick: 5_000)
let dimensions = 4

/// Weights for Z of N(0, I) in four dimensions, drawing from N(0, ρ² I).
func weights(base ρ: Double, count: Int) -> LogWeights {
  let x = Float(ρ) * random.normal([count, dimensions])
  return ImportanceSampling.logWeights(x, from: gaussianEnergy(ρ), to: gaussianEnergy(1))
}

for ρ in [1.2, 1.5] {
  let spread =
    ImportanceWeights.relativeSecondMoment(
      standardDeviation: 1, proposalStandardDeviation: ρ, dimension: dimensions) - 1
  claim(
    "mean weight / exact quotient, ρ = \(label(ρ))",
    measured: exp(weights(base: ρ, count: weightSamples).logMean.value + Double(dimensions) * log(ρ)),
    standardError: sqrt(spread / Double(weightSamples)), exact: 1, rulesOut: 1 / ρ)
}

/*:
The standard error above is the exact one, from @eq:weights; the wrong value to be ruled out forgets
one of the four factors $\rho$. In practice the variance is estimated from the same weights, and
@fig:importance shows what that is worth: as $\rho$ comes near $s/\sqrt2$, the sample variance is
mostly far too small, for the rare and enormous weights that make the variance have not been seen
yet. This is how the library sums up weights, always by their logarithms:

@quote Samplers/LogWeights.swift log-weights
*/

let bases = [0.72, 0.75, 0.8, 0.9, 1, 1.2, 1.5, 2, 3]
let measuredSpread = bases.map { ρ in
  let w = weights(base: ρ, count: weightSamples)
  return Double(weightSamples) / w.effectiveSampleSize
}

/// The estimate after 1, 2, … samples, as the samples come in.
func runningEstimate(base ρ: Double, count: Int) -> [Double] {
  var total = 0.0
  return weights(base: ρ, count: count).values.enumerated().map { i, logWeight in
    total += exp(logWeight + Double(dimensions) * log(ρ))
    return total / Double(i + 1)
  }
}
let runningCount = 20_000
let wide = runningEstimate(base: 1.5, count: runningCount)
let narrow = runningEstimate(base: 0.6, count: runningCount)

// fold: Drawing the weights
let fineBases = (0...400).map { 0.7075 + Double($0) * 0.00575 }
let shown = Array(stride(from: 10, to: runningCount, by: 10))
figure(
  "importance",
  caption: """
    Importance sampling of Z for N(0, I) in four dimensions from N(0, ρ²I). Left: E[w²]/(E w)², exact and \
    as the sample sees it; it is infinite left of the dashed line. Right: the estimate as samples come in, \
    for a wide base and a narrow one.
    """,
  size: .wide
) {
  Panel(
    "Spread of the weights", x: Axis("ρ"), y: Axis("E[w²] / (E w)²", scale: .log, range: 0.8...300)
  ) {
    RulePlot(x: sqrt(0.5), style: .wrong)
    LinePlot(
      x: fineBases,
      y: fineBases.map {
        ImportanceWeights.relativeSecondMoment(
          standardDeviation: 1, proposalStandardDeviation: $0, dimension: dimensions)
      },
      label: "exact", style: .exact)
    PointPlot(x: bases, y: measuredSpread, label: "from the sample", style: .measured)
  }
  Panel("Estimate", x: Axis("samples", scale: .log), y: Axis("estimate / exact")) {
    RulePlot(y: 1, style: .exact)
    LinePlot(
      x: shown.map { Double($0 + 1) }, y: shown.map { wide[$0] }, label: "ρ = 1.5",
      style: .series(0))
    LinePlot(
      x: shown.map { Double($0 + 1) }, y: shown.map { narrow[$0] }, label: "ρ = 0.6", style: .wrong)
  }
}

/*:
## Annealing {#sec:annealing}

If one large step is too large, take many small ones. Between $E_0$ and $E_1$ put energies
$E_\beta = (1-\beta)E_0 + \beta E_1$ and write the quotient as a product,
$Z_1/Z_0 = \prod_k Z_{\beta_{k+1}}/Z_{\beta_k}$. **Annealed importance sampling** sends each sample
down this path: at each $\beta_k$ it multiplies its weight by the small step's, and then moves by a
rule that keeps $p_{\beta_{k+1}}$, Metropolis for instance. Its beauty is that
$\mathbb E\,w = Z_1/Z_0$ holds *exactly*, even though the moves do not equilibrate anything.

To prove it, let $w_k$ hold the factors of the first $k$ steps. The claim is that for every function
$h$

$$ \mathbb{E}[w_k\, h(x_k)] = \frac{Z_{\beta_k}}{Z_0}\, \mathbb{E}_{p_{\beta_k}}[h]. $$ {#eq:unbiased}

For $k=0$ it is true by the choice of $x_0$. In the next step the weight gets the factor
$e^{-(E_{\beta_{k+1}}-E_{\beta_k})(x_k)}$, which turns $Z_{\beta_k} p_{\beta_k}$ into
$Z_{\beta_{k+1}} p_{\beta_{k+1}}$, and the move keeps $p_{\beta_{k+1}}$, so that $x_{k+1}$ may be
put in the place of $x_k$. That is the claim for $k+1$; with $h=1$ it says at the end that
$\mathbb E\,w = Z_1/Z_0$.

@quote Samplers/AnnealedImportanceSampling.swift annealed-importance-sampling

What do the intermediate steps buy? If the moves were perfect (each $x_k$ a fresh sample of
$p_{\beta_k}$), then

$$ \mathbb E \ln w = \ln\frac{Z_1}{Z_0} - \sum_{k} \mathrm{KL}\big(p_{\beta_k} \,\Vert\, p_{\beta_{k+1}}\big), $$ {#eq:annealing}

because a step's $\ln w_k = -(E_{\beta_{k+1}} - E_{\beta_k})$ is $\ln(Z_{k+1}/Z_k)$ plus the
logarithm of $p_{\beta_{k+1}}/p_{\beta_k}$. Each divergence is quadratic in the step, so $K$ steps
leave a loss that falls as $1/K$. Along the path between two centred Gaussians every $p_\beta$ is a
Gaussian, with precision $(1-\beta)/\rho^2 + \beta/s^2$, so that both perfect moves and the exact
loss are at hand.
*/

let (wideDeviation, targetDeviation) = (2.0, 0.5)
let exactPath = GaussianPath(
  startVariance: wideDeviation * wideDeviation, endVariance: targetDeviation * targetDeviation,
  dimension: dimensions)
let path = GeometricPath(
  from: gaussianEnergy(wideDeviation), to: gaussianEnergy(targetDeviation))
let annealed = chapter.samples(20_000, quick: 1_000)
let stepCounts = [1, 2, 4, 8, 16, 32, 64]
var losses: [(measured: Double, error: Double, exact: Double)] = []

for K in stepCounts {
  let schedule = GeometricPath.evenly(K)
  var x = Float(wideDeviation) * random.normal([annealed, dimensions])
  let w = AnnealedImportanceSampling(path: path, schedule: schedule)
    .logWeights(&x, using: &random) { x, β, random in
      x = Float(sqrt(exactPath.variance(at: β))) * random.normal(x.shape)
    }
  let mean = sum(w.values) / Double(annealed)
  let error = sqrt(exactPath.varianceOfLogWeight(schedule: schedule) / Double(annealed))
  let exact = exactPath.expectedLogWeight(schedule: schedule)
  losses.append((exactPath.logRatio - mean, error, exactPath.logRatio - exact))
  claim(
    "E ln w, perfect moves, K = \(K)", measured: mean, standardError: error, exact: exact,
    rulesOut: exactPath.logRatio)
}

/*:
The last road turns the product into an integral. Differentiate $\ln Z_\beta$, as in @ch:01:

$$ \ln\frac{Z_1}{Z_0} = -\int_0^1 \langle E_1 - E_0\rangle_\beta \, d\beta. $$ {#eq:thermodynamic}

**Thermodynamic integration** measures the mean at a number of values of $\beta$ by whatever sampler
there is, and adds up by the trapezoid rule.

@quote Samplers/ThermodynamicIntegration.swift thermodynamic-integration

Between the two Gaussians the integrand is known, so the identity can be checked without any
sampling. With samples there is a second error beside the noise, that of the trapezoid rule. Perfect
samples on 17 levels have it to see: the estimate agrees with the trapezoid rule applied to the
exact integrand, and *not* with the integral.
*/

let integral = integrate(from: 0, to: 1, points: 400) { -exactPath.meanEnergyDifference(at: $0) }
claim(
  "−∫ ⟨E₁ − E₀⟩ dβ is ln(Z₁/Z₀)", measured: integral, exact: exactPath.logRatio,
  tolerance: .relative(1e-12), rulesOut: -exactPath.logRatio)

let rungs = GeometricPath.evenly(16)
let perfect = rungs.map { β in
  let x = Float(sqrt(exactPath.variance(at: β))) * random.normal([annealed, dimensions])
  return path.target(x) - path.base(x)
}
let trapezoid = ThermodynamicIntegration.logRatio(differences: perfect, schedule: rungs)
claim(
  "trapezoid rule on 17 levels, perfect samples", measured: trapezoid.value,
  standardError: trapezoid.standardError, exact: exactPath.trapezoidalLogRatio(schedule: rungs),
  rulesOut: exactPath.logRatio)

/*:
Time for a contest. The target is a product of eight double wells at $T=\tfrac1{10}$, an energy in
eight dimensions with $2^8 = 256$ minima, whose partition function we know from @ch:01; the base is
a standard normal law. Every method makes about the same number of moves. The levels of $\beta$ are
squares, $(k/K)^2$, because near $\beta = 0$ the energies differ most.
*/

let wells = 8
let budget = chapter.samples(1 << 20, quick: 1 << 14)
let standardNormal = gaussianEnergy(1)
let coldWells: Energy = { x in 10 * (x.square() - 1).square().sum(axis: 1) }
let contestPath = GeometricPath(from: standardNormal, to: coldWells)
let truth =
  Double(wells)
  * (log(DoubleWell.partitionFunction(barrier: 1, temperature: 0.1)) - log(2 * .pi) / 2)

func levels(_ K: Int) -> [Double] { GeometricPath.evenly(K).map { $0 * $0 } }

/*:
The first contestant anneals, with one Metropolis step at each level; with $K=1$ that is importance
sampling. The second integrates: its chains walk down the same path, make a number of moves at each
of 33 levels, and note the difference of the energies there.
*/

func annealingContest(steps K: Int) -> LogWeights {
  var mover = Metropolis(energy: coldWells, proposalStandardDeviation: 0.2)
  var x = random.normal([budget / K, wells])
  return AnnealedImportanceSampling(path: contestPath, schedule: levels(K))
    .logWeights(&x, using: &random) { x, β, random in
      mover.energy = contestPath.energy(at: β)
      mover.step(&x, using: &random)
    }
}

func integrationContest(movesPerLevel: Int) -> (value: Double, standardError: Double) {
  let schedule = levels(32)
  var mover = Metropolis(energy: coldWells, proposalStandardDeviation: 0.2)
  var x = random.normal([budget / (schedule.count * movesPerLevel), wells])
  let differences = schedule.map { β in
    mover.energy = contestPath.energy(at: β)
    mover.run(&x, steps: movesPerLevel, using: &random)
    return coldWells(x) - standardNormal(x)
  }
  return ThermodynamicIntegration.logRatio(differences: differences, schedule: schedule)
}

/*:
For thermodynamic integration we try 16 moves at each level, and 128 with fewer chains. Only the
longest annealing has weights even enough for a standard error that can be believed, so only there
we make a claim.
*/

var contest: [(name: String, estimate: Estimate, worth: any TableCell)] = []
for K in [1, 4, 16, 64, 256, 1024] {
  let w = annealingContest(steps: K)
  contest.append(
    (
      K == 1 ? "importance sampling" : "annealing, \(K) steps",
      Estimate(w.logMean.value, standardError: w.logMean.standardError), w.effectiveSampleSize
    ))
  if K == 1024 {
    claim(
      "ln(Z₁/Z₀) of eight double wells, annealing, K = \(K)", measured: w.logMean.value,
      standardError: w.logMean.standardError, exact: truth,
      rulesOut: truth + Double(wells) / 2 * log(2 * .pi))
  }
}
/*:
Thermodynamic integration gets the same budget, and then everything goes into one table.
*/

for moves in [16, 128] {
  let (value, error) = integrationContest(movesPerLevel: moves)
  contest.append(("integration, \(moves) moves per level", Estimate(value, standardError: error), "–"))
}

table(
  "ln(Z₁/Z₀) for eight double wells",
  columns: ["method", "estimate", "truth", "effective samples"],
  rows: contest.map { [$0.name, $0.estimate, truth, $0.worth] })

/*:
The right panel of @fig:estimators shows the table. Its last column is the effective sample size of
the weights, $(\sum w)^2/\sum w^2$. A million samples of the base are worth a handful of the target:
nearly all of the weight is on those few that happened to fall near one of the 256 minima, and with
so few the quoted error is no more reliable than the estimate. With a thousand small steps there are
a thousand times fewer samples, and they are worth more. Thermodynamic integration with 16 moves per
level is wrong by many of *its* standard errors. They measure how the chains scatter, not how far
all of them lag behind the falling temperature (nor the trapezoid rule, which is a smaller matter
here). Annealed importance sampling lags as much, but its weights know.
*/

// fold: Drawing the estimators
let fineSteps = (0...60).map { pow(10, Double($0) / 60 * 1.81) }
let betas = (0...100).map { Double($0) / 100 }
figure(
  "estimators",
  caption: """
    Left: what annealing with perfect moves loses on average, against the number of steps (the line \
    joins the exact values; dots are measured). Middle: the integrand of thermodynamic \
    integration on the same path, and the trapezoids that the samples make of it. Right: the \
    contest, with standard errors, for K = 1 … 1024 and for integration with 16 (TI) and 128 (TI′) \
    moves per level; the line is the truth.
    """,
  size: .wide, columns: 3
) {
  Panel("Loss of annealing", x: Axis("steps K", scale: .log), y: Axis("nats", scale: .log)) {
    LinePlot(
      x: stepCounts.map(Double.init), y: losses.map(\.exact), label: "Σ KL, exact", style: .exact)
    PointPlot(
      x: stepCounts.map(Double.init), y: losses.map(\.measured), errors: losses.map(\.error),
      label: "measured", style: .measured)
  }
  Panel("Integrand", x: Axis("β"), y: Axis("⟨E₁ − E₀⟩")) {
    AreaPlot(x: rungs, y: perfect.map { $0.mean() }, label: "trapezoids", style: .data)
    LinePlot(
      x: betas, y: betas.map { exactPath.meanEnergyDifference(at: $0) }, label: "exact",
      style: .exact)
    PointPlot(x: rungs, y: perfect.map { $0.mean() }, label: "measured", style: .measured)
  }
  Panel(
    "Eight double wells",
    x: Axis(
      "K, or method", range: -0.5...7.5, ticks: contest.indices.map(Double.init),
      tickLabels: ["1", "4", "16", "64", "256", "1024", "TI", "TI′"]),
    y: Axis("ln(Z₁/Z₀)")
  ) {
    RulePlot(y: truth, style: .exact)
    PointPlot(
      x: contest.indices.map(Double.init), y: contest.map(\.estimate.value),
      errors: contest.map(\.estimate.standardError), style: .measured)
  }
}

/*:
## What we have, and what we lack {#sec:lack}

Without $Z$ we can rank, repair, detect, sample and compare models. The sampler is right for any
energy that can be evaluated, and slow for many. It feels its way: it proposes at random and asks
afterwards, and in high dimensions nearly every random direction is a bad one. An energy given by a
network has a gradient, and @ch:04 uses it. Before that, @ch:03 turns the sampler into a way of
*learning* the energy.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/02-ratios/homework/Answers.swift), and run `swift run homework-02`; it says what is
right, and of what is wrong it says *what* is wrong. `swift run homework-02 hint 2.3` gives a
hint. [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

1. *Warm-up.* A classmate accepts uphill steps with probability $1/(1+e^{\Delta E/T})$ and downhill
   steps likewise. Show that this (Barker's rule) satisfies @eq:balance, too. Why is it never better
   than @eq:metropolis?
2. *Rejected steps count.* Draw the histogram of one long trace in which a rejected step does not
   count as a state. Show that its law is $\propto p(x)\,a(x)$, where $a(x)$ is the mean acceptance
   at $x$. (Try the row of five states first.)
3. *AUC.* Anomalies of the law $N(m, 1)$ instead of $N(0,\rho^2)$: compute the AUC of the energy
   $x^2/2$ for $m = 1$ and that of the best score, the log-ratio of the two densities. What does the
   energy lack?
4. *A wide base.* At which $\rho$ is @eq:weights smallest? Show that the variance stays finite for a
   base with tails heavier than the target's, and that a uniform base on a box that is too small
   gives a wrong answer with a small standard error.
5. *Both directions.* Estimate $Z_0/Z_1$ with samples of $p_1$ as well. Where do the two estimates
   disagree, and by which sign? (For perfect moves, find the analogue of @eq:annealing.)
6. *A small project.* Parallel tempering: run chains at $T = 1, 0.3, 0.1$ and now and then propose
   to swap two of them, with acceptance $\min(1, e^{(1/T_i-1/T_j)(E_i-E_j)})$. Derive the rule from
   @eq:balance and repeat the right panel of @fig:mixing.

## Sources {#sec:sources}

N. Metropolis, A. W. Rosenbluth, M. N. Rosenbluth, A. H. Teller and E. Teller, *Equation of state
calculations by fast computing machines*, J. Chem. Phys. 21 (1953). W. K. Hastings, *Monte Carlo
sampling methods using Markov chains and their applications*, Biometrika 57 (1970). C. J. Geyer,
*Practical Markov chain Monte Carlo*, Statistical Science 7 (1992). G. O. Roberts, A. Gelman and W.
R. Gilks, *Weak convergence and optimal scaling of random walk Metropolis algorithms*, Annals of
Applied Probability 7 (1997). R. M. Neal, *Annealed importance sampling*, Statistics and Computing
11 (2001). A. Gelman and X.-L. Meng, *Simulating normalizing constants*, Statistical Science 13
(1998).
*/

chapter.finish()
