/*:
The samplers of @ch:02 feel their way: they propose a step at random and ask the energy afterwards.
In one dimension that is a nuisance. In a thousand it is hopeless, for nearly every direction is a
bad one. But the energy knows more than it was asked. It has a slope, and the slope says which way
is down. So: **which way should a sampler step?** The answer is two terms long, and one of them is
noise.
*/
import Autodiff
import Distributions
import Elementary
import LinearAlgebra
import Notebook
import Plotting
import Samplers
import ScoreMatching
import Tensors
import Theory

let chapter = Chapter(4, "Langevin: following the score downhill, with noise")
var random = chapter.random

/*:
## A slope without Z {#sec:slope}

Take the logarithm of a Boltzmann density and differentiate it with respect to the *point*:

$$ s(x) = \nabla_x \ln p(x) = \nabla_x\Big( -\frac{E(x)}{T} - \ln Z \Big) = -\frac1T \nabla_x E(x). $$ {#eq:score}

The partition function does not depend on $x$, so it is gone; not cancelled in a quotient, as in
@ch:02, but differentiated away. The vector field $s$ is called the **score**. It points to where
the density grows, and it vanishes at the tops. (The slope of $p$ itself would not do: it is $p\,s$,
which has $Z$ in it, and dies out wherever $p$ is small.) Beware of the word: a statistician's score
is the gradient of $\ln p_\theta(x)$ in the parameters $\theta$. Ours is a gradient in $x$, always.
In code a score is $-\nabla E$, that at $T = 1$; temperature comes in elsewhere.

For an energy that is written as a program, the gradient is a matter of one backward sweep over the
tape:

@quote Samplers/EnergyGradient.swift score-of-energy

The double well $E(x) = (x^2-1)^2$ is a good witness, because its $Z$ is known (@ch:01). Below, the
slope from the tape stands beside the difference quotient of the *normalised* $\ln p$, in which $Z$
was used. The last column lifts the energy by a thousand, which divides $Z$ by $e^{1000}$.
*/

let wellEnergy = { (x: Variable) in (x.square() - 1).square().sum(axis: 1) }
let wellScore = score(of: wellEnergy)
let liftedScore = score(of: { wellEnergy($0) + 1000 })

let logZ = log(DoubleWell.partitionFunction(barrier: 1))
func logDensity(_ x: Double) -> Double { -(x * x - 1) * (x * x - 1) - logZ }
func differenceQuotient(_ x: Double) -> Double {
  (logDensity(x + 1e-5) - logDensity(x - 1e-5)) / 2e-5
}

let places = [-1.5, -0.6, 0.3, 1.2]
let points = Tensor(places, shape: [4, 1])
let (slopes, liftedSlopes) = (wellScore(points).doubles, liftedScore(points).doubles)
table(
  "The score of the double well, with and without Z",
  columns: ["x", "−E′(x) by the tape", "difference quotient of ln p", "tape, E + 1000"],
  rows: places.indices.map {
    [places[$0], slopes[$0], differenceQuotient(places[$0]), liftedSlopes[$0]]
  })
for (x, slope) in zip(places, slopes) {
  claim(
    "score of the double well at x = \(label(x))", measured: slope, exact: differenceQuotient(x),
    tolerance: .relative(1e-5), rulesOut: -differenceQuotient(x))
}

/*:
## Downhill: the attempt that fails {#sec:downhill}

With a slope at hand the smallest attempt suggests itself: follow it. From wherever we are, take a
step of size $\varepsilon$ along the score, $x' = x + \varepsilon s(x)$, and repeat. That is
gradient descent on the energy. We let two thousand points go, from all over the plane, in the
landscape of the running mixture.
*/

let mixture = GaussianMixture.running
let walkers = chapter.samples(2_000, quick: 200)
var ends = 2 * random.normal([walkers, 2])
let descent = Langevin(score: mixture.score, stepSize: 0.02, noise: .none)
descent.run(&ends, steps: 4_000, using: &random)

claim(
  "largest slope where the descents end",
  measured: Double(mixture.score(at: ends).abs().max()), atMost: 0.01)

/// Points that agree to a tenth are one place.
let tenths = ends.doubles.map { Int(($0 * 10).rounded()) }
let bottoms = Set((0..<walkers).map { [tenths[2 * $0], tenths[2 * $0 + 1]] })
claim(
  "number of places where they end", measured: Double(bottoms.count), exact: 4,
  tolerance: .absolute(0))

/*:
All of them have come to rest, and in no more than four places: the bottoms of the four valleys. Is
this at least a caricature of the mixture, with the right share of points in each?
*/

let owners = (mixture.responsibilities(ends) .> 0.5).mean(axis: 0).doubles
table(
  "Where descent ends", columns: ["component", "share of the points", "weight"],
  rows: mixture.weights.indices.map { [$0 + 1, owners[$0], mixture.weights[$0]] })

/*:
It is not. The shares are the sizes of the basins as seen from the start, not probabilities, and
within a basin every point is the same point. Descent *minimises*. A sampler has to spread out
again, by as much as the density says; @fig:trajectories shows on the right what we are after. The
difference between the two panels is one term.
*/

// fold: Drawing the trajectories
let axis = Array(stride(from: -4.0, through: 4, by: 0.05))
let plane = Tensor(rows: axis.flatMap { y in axis.map { x in [x, y] } })
let planeDensity = exp(mixture.logDensity(plane)).doubles
let starts = [[-3.5, 2.5], [-3.2, -3.0], [0.4, -3.4], [3.4, -2.6], [3.5, 3.2]]
func path(from start: [Double], _ noise: Langevin.Noise, steps: Int) -> Tensor {
  let sampler = Langevin(score: mixture.score, stepSize: 0.02, noise: noise)
  let start = Tensor(rows: [start])
  return Tensor.concatenated([start, sampler.trajectory(from: start, steps: steps, using: &random)])
}
figure(
  "trajectories",
  caption: """
    Five starts, without noise and with it, over the contours of the running mixture. Left: each path \
    ends at a minimum of the energy. Right: 300 steps with the noise of @eq:langevin; the paths do not end.
    """,
  size: .wide
) {
  for (title, noise) in [("No noise", Langevin.Noise.none), ("Noise √(2ε)", .tied(temperature: 1))]
  {
    Panel(
      title, x: Axis("x₁", range: -4.5...4.5), y: Axis("x₂", range: -4.5...4.5), aspect: .equal
    ) {
      ContourPlot(
        x: axis, y: axis, values: planeDensity, levels: [0.005, 0.02, 0.05, 0.1, 0.15], style: .data
      )
      for (i, start) in starts.enumerated() {
        let walk = path(from: start, noise, steps: 300)
        LinePlot(
          x: walk.column(0).doubles, y: walk.column(1).doubles, style: .series(i).lineWidth(0.8)
        )
        PointPlot(x: [start[0]], y: [start[1]], style: .exact.markerSize(4))
      }
    }
  }
}

/*:
## How much noise? {#sec:noise}

Add to each step a random kick of mean 0 and variance $\sigma^2$ in every coordinate:

$$ x' = x + \varepsilon\, s(x) + \sigma z . $$ {#eq:kick}

How large must $\sigma$ be, so that $p$ stays $p$? Take any smooth test function $f$ and compare its
mean before and after a step, on the line and at $T=1$. With $\delta = \varepsilon s + \sigma z$ the
Taylor series gives $f(x+\delta) = f + f'\delta + \tfrac12 f''\delta^2 + \dots$; averaged over $z$,
whose mean is 0,

$$ \mathbb{E} f(x') - \mathbb{E} f(x) = \int p\, \Big( \varepsilon\, s f' + \tfrac12 \sigma^2 f'' \Big) dx + \text{terms of order } \varepsilon^2, $$ {#eq:generator}

if $z$ is as likely as $-z$, and if $\sigma^2$ is counted as of order $\varepsilon$, which is what
it will turn out to be. Now use what a score is, $s\,p = p'$, and integrate by parts:
$\int p\, s f' = \int p' f' = -\int p f''$, if $p$ vanishes at the ends. So

$$ \mathbb{E} f(x') - \mathbb{E} f(x) \approx \Big(\tfrac12 \sigma^2 - \varepsilon\Big) \int p f''\, dx, $$ {#eq:balance-of-noise}

and for this to vanish for *every* $f$ we need $\sigma^2 = 2\varepsilon$. At temperature $T$ the
drift is $-\varepsilon E'$, which is $T$ times $\varepsilon\, \nabla \ln p$, and the same lines give
$\sigma^2 = 2\varepsilon T$. In more dimensions they hold coordinate by coordinate. This is the
**unadjusted Langevin algorithm** (ULA):

$$ x' = x - \varepsilon \nabla E(x) + \sqrt{2\varepsilon T}\, z, \qquad z \sim N(0, I). $$ {#eq:langevin}

Three remarks before we run it. The noise is *tied* to the step: whoever changes one has to change
the other. (Its sign is a matter of taste, for $-z$ has the law of $z$.) The drift is of order
$\varepsilon$, the noise of order $\sqrt\varepsilon$; for small steps the noise is much the larger
of the two, and a single step looks like a random walk. And the argument used the mean and the
variance of $z$ only; what its shape is good for we shall see in @sec:uniform.

The library's step has a switch for the noise, so that mistakes can be made on purpose:

@quote Samplers/Langevin.swift langevin-step

## On a Gaussian everything is known {#sec:gaussian}

For the running Gaussian $N(\mu, s^2)$ the score is $-(x-\mu)/s^2$, and @eq:langevin is a linear
recursion. With $\eta = \varepsilon/s^2$,

$$ x' - \mu = a\,(x-\mu) + \sqrt{2\varepsilon}\, z, \qquad a = 1-\eta. $$ {#eq:recursion}

Means shrink by $a$, variances by $a^2$, and every step adds $2\varepsilon$ to the variance:
$v_{n+1} = a^2 v_n + 2\varepsilon$. Its fixed point is
$v_\infty = 2\varepsilon/(1-a^2) = 2\varepsilon/(\eta(2-\eta))$, and so

$$ m_n - \mu = a^n (m_0-\mu), \qquad v_n = a^{2n} v_0 + (1-a^{2n})\, v_\infty, \qquad v_\infty = \frac{s^2}{1-\eta/2}. $$ {#eq:transient}

All chains start at $x = -1$ and walk; the prediction is complete, so every number can be claimed.
(The wrong values to be ruled out: a drift with the ½ that belongs to another convention, noise of
variance $\varepsilon$, noise that only piles up, and $s^2$ itself.)
*/

let running = Gaussian.running
let (μ, s) = (running.mean[0], running.standardDeviation)
let spring: Score = { x in (Float(μ) - x) / Float(s * s) }
let chains = chapter.samples(200_000, quick: 4_000)

let ε = 0.05
let η = ε / (s * s)
let sampler = Langevin(score: spring, stepSize: ε)
var x = Tensor(repeating: -1, shape: [chains, 1])
var elapsed = 0
for (n, wrongVariance) in [(1, ε), (3, 3 * 2 * ε), (10, s * s), (40, s * s)] {
  sampler.run(&x, steps: n - elapsed, using: &random)
  elapsed = n
  let variance = LangevinGaussian.variance(after: n, startVariance: 0, standardDeviation: s, stepSize: ε)
  claim(
    "mean after n = \(n)", measured: x.mean(), standardError: sqrt(variance / Double(chains)),
    exact: μ + pow(1 - η, Double(n)) * (-1 - μ),
    rulesOut: μ + pow(1 - η / 2, Double(n)) * (-1 - μ))
  claim(
    "variance after n = \(n)", measuredVariance: x.variance(), degreesOfFreedom: chains - 1,
    exact: variance, rulesOut: wrongVariance)
}

/*:
The same recursion gives the memory of the chain in equilibrium: two states $k$ steps apart have the
correlation $a^k$. A small step is a long memory, about $1/\eta$ steps. In the currency of @ch:02,
$\tau_{\mathrm{int}} = (1+a)/(1-a) = (2-\eta)/\eta$ steps are worth one sample.
*/

let equilibrium = LangevinGaussian.stationaryVariance(standardDeviation: s, stepSize: ε)
let early = Float(sqrt(equilibrium)) * random.normal([chains, 1]) + Float(μ)
var late = early
elapsed = 0
for k in [1, 5, 10] {
  sampler.run(&late, steps: k - elapsed, using: &random)
  elapsed = k
  let exact = pow(1 - η, Double(k))
  claim(
    "correlation at lag \(k)",
    measured: ((early - Float(μ)) * (late - Float(μ))).mean() / equilibrium,
    standardError: sqrt((1 + exact * exact) / Double(chains)), exact: exact,
    rulesOut: pow(1 - η / 2, Double(k)))
}

/*:
## Bias, and the edge {#sec:edge}

Look at $v_\infty$ again: it is not $s^2$. The chain has converged, to something else; running it
longer does not help. The bias comes from the terms of order $\varepsilon^2$ that @eq:generator left
out, and it goes away only with the step. (And not for free: what counts for the memory is the time
$\varepsilon n$, so that half the step needs twice the steps.) Expanding @eq:transient, the variance
is too large by the factor $1 + \eta/2 + \dots$
*/

var edgeRows: [[any TableCell]] = []
var measuredVariances: [(η: Double, value: Double)] = []
for η in [0.1, 0.25, 0.5, 1, 1.5, 1.9] {
  let sampler = Langevin(score: spring, stepSize: η * s * s)
  var x = Tensor(repeating: Float(μ), shape: [chains, 1])
  sampler.run(&x, steps: 90, using: &random)
  let exact = LangevinGaussian.stationaryVariance(standardDeviation: s, stepSize: η * s * s)
  let variance = x.variance()
  measuredVariances.append((η, variance))
  let divergence = GaussianDivergence.divergence(
    mean: 0, variance: exact, fromMean: 0, variance: s * s)
  edgeRows.append([η, variance, exact, exact / (s * s), divergence])
  claim(
    "variance in the long run, η = \(label(η))", measuredVariance: variance,
    degreesOfFreedom: chains - 1, exact: exact, rulesOut: s * s)
}
table(
  "Where ULA ends, for the target variance s² = 0.25",
  columns: ["η", "variance", "s²/(1 − η/2)", "factor", "KL from the target"], rows: edgeRows)

/*:
The last column is the divergence of what is sampled from what was meant, $\tfrac12(r - 1 - \ln r)$
with the factor $r$. For small steps it is about $\eta^2/16$: less than five thousandths of a nat
for $\eta = \tfrac14$. Whether that is much depends on what the samples are for.

And at $\eta = 2$ the variance is infinite. Beyond this **stability edge** $|a| > 1$: the step is so
long that it lands on the other side of the valley, higher up than it was, and the next one higher
still (@fig:edge).
*/

var runaway = Tensor(repeating: Float(μ), shape: [chains, 1])
let beyond = 2.1 * s * s
Langevin(score: spring, stepSize: beyond).run(&runaway, steps: 50, using: &random)
claim(
  "variance after 50 steps beyond the edge, η = 2.1", measuredVariance: runaway.variance(),
  degreesOfFreedom: chains - 1,
  exact: LangevinGaussian.variance(after: 50, startVariance: 0, standardDeviation: s, stepSize: beyond),
  rulesOut: s * s / (1 - 1.9 / 2))

// fold: Drawing variance against step
figure(
  "edge",
  caption: "The variance of ULA's stationary law in units of the target's, against the step.",
  size: .single
) {
  Panel(
    x: Axis("η = ε/s²", range: 0...2.2), y: Axis("variance / s²", scale: .log, range: 0.8...60)
  ) {
    RulePlot(y: 1, style: .data)
    RulePlot(x: 2, style: .wrong)
    Annotation("edge", x: 1.99, y: 1.6, side: .left)
    LinePlot(over: 0...1.97, label: "1/(1 − η/2)", style: .exact) { 1 / (1 - $0 / 2) }
    PointPlot(
      x: measuredVariances.map(\.η), y: measuredVariances.map { $0.value / (s * s) },
      label: "measured", style: .measured)
  }
}

/*:
In several dimensions @eq:recursion holds along each principal axis of the covariance $\Sigma$, with
that axis's own $\eta_i = \varepsilon/\lambda_i$. Put together,

$$ C = \Sigma \big( I - \tfrac{\varepsilon}{2} \Sigma^{-1} \big)^{-1}, \qquad \varepsilon < 2\lambda_{\min} . $$ {#eq:covariance}

One step has to serve all axes. The *narrowest* sets the edge, and the *widest* sets the time: it
needs about $\lambda_{\max}/\varepsilon$ steps, never fewer than half of
$\lambda_{\max}/\lambda_{\min}$. That quotient, the condition number, is the price of following the
slope. It is 15 for the running Gaussian in the plane, and goes into the thousands for pictures.
*/

let tilted = Gaussian.runningInPlane
let planeStep = 0.03
let planeChains = chapter.samples(60_000, quick: 2_000)
var cloud = tilted.sample(planeChains, using: &random)
Langevin(score: tilted.score, stepSize: planeStep).run(&cloud, steps: 200, using: &random)

let axes = SymmetricEigen(tilted.covariance)
for (name, i) in [("narrow", 0), ("wide", 1)] {
  let along = cloud.matmul(Tensor(axes.vectors[i], shape: [2, 1]))
  func variance(biasOfAxis j: Int) -> Double {
    axes.values[i] / (1 - planeStep / (2 * axes.values[j]))
  }
  claim(
    "variance along the \(name) axis", measuredVariance: along.variance(),
    degreesOfFreedom: planeChains - 1, exact: variance(biasOfAxis: i),
    rulesOut: variance(biasOfAxis: 1 - i))
}

/*:
## Steep walls {#sec:walls}

The double well is no Gaussian, so ULA on it has no formula. It has a matrix: cut the line into
cells, as in @ch:02, and write down where a step goes. The law after $n$ steps is then exact, and so
is the law that never changes.

@quote Samplers/DiscretizedLangevin.swift langevin-matrix

Cold ($T = \tfrac12$) and with a step of $0.05$ the curvature 8 at the bottoms makes $\eta = 0.4$,
and the bias should show.
*/

let wellSteps = [0.01, 0.05]
let cells = Array(stride(from: -3.3, through: 3.3, by: 0.03))
func law(stepSize: Double, temperature: Double) -> [Double] {
  MarkovMatrix.langevin(
    score: wellScore, stepSize: stepSize, temperature: temperature, cells: cells
  ).stationaryDistribution()
}
let wellDistributions = wellSteps.map { law(stepSize: $0, temperature: 0.5) }
func moment(_ power: Int, _ distribution: [Double]) -> Double {
  sum(zip(cells, law).map { pow($0, Double(power)) * $1 })
}
let weight = cells.map { exp(2 * (logDensity($0) + logZ)) }
let target = weight.map { $0 / sum(weight) }

/*:
The chains start at the two bottoms, half of them in each, and the claim is about the mean of $x^2$,
with the matrix's own law for theory and for the standard error. What must be ruled out is the
target.
*/

let wellChains = chapter.samples(60_000, quick: 2_000)
let wells = Tensor((0..<wellChains).map { $0 % 2 == 0 ? -1.0 : 1.0 }, shape: [wellChains, 1])
func standardError(_ distribution: [Double]) -> Double {
  sqrt((moment(4, law) - moment(2, law) * moment(2, law)) / Double(wellChains))
}
var wellStates: [Tensor] = []
for (ε, law) in zip(wellSteps, wellDistributions) {
  var x = wells
  Langevin(score: wellScore, stepSize: ε, temperature: 0.5)
    .run(&x, steps: Int(4 / ε), using: &random)
  wellStates.append(x)
  claim(
    "⟨x²⟩ of ULA in the double well, ε = \(label(ε))", measured: x.square().mean(),
    standardError: standardError(law), exact: moment(2, law),
    rulesOut: ε > 0.02 ? moment(2, target) : nil)
}
show("⟨x²⟩ of the target", moment(2, target))

// fold: Drawing the histograms
figure(
  "histogram",
  caption: """
    The double well at $T=1/2$: last states of many chains, the law that the matrix predicts for this step, and the \
    density that was meant.
    """,
  size: .wide
) {
  for (i, ε) in wellSteps.enumerated() {
    Panel("ε = \(label(ε))", x: Axis("x", range: -2...2), y: Axis("density", range: 0...0.95)) {
      HistogramPlot(
        samples: wellStates[i].doubles, range: -2...2, bins: 50, label: "ULA", style: .data)
      LinePlot(
        x: cells, y: wellDistributions[i].map { $0 / 0.03 }, label: "ULA, matrix", style: .series(1))
      LinePlot(x: cells, y: target.map { $0 / 0.03 }, label: "target", style: .exact)
    }
  }
}

/*:
With the small step hardly anything is to be seen in @fig:histogram; with the large one the valleys
have been widened and the barrier between them worn down.

There is worse. Outside the wells the energy rises like $x^4$, its slope like $x^3$, and no step is
small enough for a slope without bounds: a step from $x$ ends farther out than it began as soon as
$4\varepsilon(x^2-1) > 2$, here for $|x| > \sqrt{11} \approx 3.3$. Start there, and see.
*/

let outside = Langevin(score: wellScore, stepSize: 0.05, noise: .none)
let flight = outside.trajectory(from: Tensor(rows: [[4]]), steps: 5, using: &random).doubles
table(
  "ULA's drift from x = 4", columns: ["step 1", "2", "3", "4", "5"], rows: [flight])

/*:
(The fifth is beyond the range of a 32-bit float.) The edge of @sec:edge was a property of the step.
On a wall steeper than a parabola every step has one, somewhere out there, and noise reaches
everywhere in the end: strictly speaking ULA has *no* stationary law on the double well. We saw one
because a visit to $|x| > 3.3$ takes some $2\cdot10^{22}$ steps (the matrix can tell), more than
half a million years at a billion steps a second. With a learned energy, whose walls nobody has
looked at, it may take until Tuesday.

## Accept or refuse {#sec:adjusted}

@ch:02 had a remedy for wrong steps: refuse some. Take the Langevin step as a *proposal* and accept
it with the probability of Metropolis and Hastings. The proposal is not symmetric, for from high up
it goes down, so the correction for asymmetry is needed:

$$ \ln A = \min\Big(0,\; \frac{E(x)-E(y)}{T} + \ln\frac{q(x\mid y)}{q(y\mid x)}\Big), \qquad \ln q(y\mid x) = -\frac{\lVert y - x + \varepsilon \nabla E(x)\rVert^2}{4\varepsilon T} + \text{const}. $$ {#eq:mala}

Multiply out the two squares (at $T = 1$). With $s_x = s(x)$ and $s_y = s(y)$,

$$ \ln \frac{q(x \mid y)}{q(y\mid x)} = -\tfrac12 (y-x)\cdot(s_x + s_y) - \tfrac{\varepsilon}{4}\big(\lVert s_y\rVert^2 - \lVert s_x\rVert^2\big). $$ {#eq:ratio}

Look at the first term. The energy difference $E(x) - E(y)$ is the integral of the score along the
way from $x$ to $y$, and $\tfrac12(y-x)\cdot(s_x+s_y)$ is that same integral by the trapezoid rule.
They nearly cancel; what is left is the rule's error, which is of third order in the distance, and
so is the last term. So nearly every small step is accepted. This is **MALA**, the
Metropolis-adjusted Langevin algorithm, and for the `Metropolis` of @ch:02 it is just another
proposal:

@quote Samplers/MetropolisAdjustedLangevin.swift langevin-proposal

On a Gaussian the trapezoid rule is exact (the score is linear), and only the last term of @eq:ratio
remains: in units of $s$, $\ln A = \min(0, -\tfrac\eta4 (y^2 - x^2))$. Steps towards the middle are
always taken. By detailed balance they are half of all steps that are taken, so the mean acceptance
is $\bar A = 2 P(|y|<|x|)$, as in @ch:02. With $y = (1-\eta) x + \sqrt{2\eta}\, z$ and $x > 0$, the
condition says

$$ -\frac{2-\eta}{\sqrt{2\eta}} < \frac zx < \sqrt{\frac\eta2}: $$

a wedge in the plane of the two normal variables $x$ and $z$, of angle
$\arctan\sqrt{\eta/2} + \arctan\frac{2-\eta}{\sqrt{2\eta}}$. The tangent of this sum is
$(2/\eta)^{3/2}$, by the addition theorem, and therefore

$$ \bar A = \frac2\pi \arctan\Big(\frac2\eta\Big)^{3/2}. $$ {#eq:acceptance}

A random walk with the same noise, of deviation $\sqrt{2\varepsilon}$, would have
$\frac2\pi\arctan\sqrt{2/\eta}$. The slope turns the power from ½ into 3/2.
*/

let quadratic: Energy = { x in (x - Float(μ)).square().sum(axis: 1) / Float(2 * s * s) }
let malaChains = chapter.samples(40_000, quick: 2_000)
var acceptances: [(η: Double, value: Double)] = []
for η in [0.1, 0.5, 1, 2, 4] {
  var mala = Metropolis(energy: quadratic, score: spring, langevinStepSize: η * s * s)
  var x = running.sample(malaChains, using: &random)
  mala.step(&x, using: &random)
  acceptances.append((η, mala.acceptanceRate))
  let exact = LangevinGaussian.adjustedAcceptance(standardDeviation: 1, stepSize: η)
  claim(
    "MALA's acceptance, η = \(label(η))", measured: mala.acceptanceRate,
    standardError: sqrt(exact * (1 - exact) / Double(malaChains)), exact: exact,
    rulesOut: η == 2
      ? 2 / .pi * atan(pow(0.5, 1.5))
      : RandomWalkMetropolis.acceptance(standardDeviation: 1, proposalStandardDeviation: sqrt(2 * η)))
}

/*:
(At $\eta=2$ the two formulas agree, both say one half; there the claim rules out the reciprocal.)
The point of refusing is that the law comes out right, at any step, also beyond the edge:
*/

for η in [1, 2.5] {
  var mala = Metropolis(energy: quadratic, score: spring, langevinStepSize: η * s * s)
  var x = Tensor(repeating: Float(μ + s), shape: [malaChains, 1])
  mala.run(&x, steps: 60, using: &random)
  claim(
    "variance of MALA, η = \(label(η))", measuredVariance: (x - Float(μ)).square().mean(),
    degreesOfFreedom: malaChains, exact: s * s, rulesOut: η < 2 ? s * s / (1 - η / 2) : 2 * s * s)
}

let wellEnergies: Energy = { x in (x.square() - 1).square().sum(axis: 1) }
var wellMALA = Metropolis(
  energy: wellEnergies, score: wellScore, temperature: 0.5, langevinStepSize: 0.05)
var adjusted = wells
wellMALA.run(&adjusted, steps: 80, using: &random)
claim(
  "⟨x²⟩ of MALA in the double well, ε = 0.05", measured: adjusted.square().mean(),
  standardError: standardError(target), exact: moment(2, target),
  rulesOut: moment(2, wellDistributions[1]))

/*:
And on the wall from which ULA flew away? MALA does not fly. It does nothing at all:
*/

var frozen = Tensor(rows: [[4]])
wellMALA.run(&frozen, steps: 1_000, using: &random)
claim(
  "x after 1000 steps of MALA from x = 4", measured: Double(frozen[0, 0]), exact: 4,
  tolerance: .absolute(0))

/*:
Every proposal overshoots to $x \approx -8$, where the energy is higher by thousands, and is
refused. The law is right in the limit, and the limit is out of reach. A chain that was started
badly needs a smaller step, or a bound on the drift.

On the line @eq:acceptance is a curiosity. In $d$ dimensions it is the reason why anybody follows
gradients. On $N(0, s^2 I)$ the same argument leads to comparing two sums of squares, and

$$ \bar A = P\big(|t_d| > c\sqrt d\,\big), \qquad c = \Big(\frac\eta2\Big)^{3/2} \text{ for MALA}, \quad c = \Big(\frac\eta2\Big)^{1/2} \text{ for the random walk}, $$ {#eq:student}

where $t_d$ is Student's variable with $d$ degrees of freedom, nearly normal if $d$ is large. The
random walk keeps its acceptance if $\eta \propto 1/d$; MALA if $\eta \propto d^{-1/3}$. If half of
the proposals are to be taken, $c\sqrt d$ must be the median of $|t_d|$, about 0.67, and so the step
may be as long as

$$ \eta \approx \frac{0.91}{d} \text{ for the random walk}, \qquad \eta \approx \frac{1.54}{d^{1/3}} \text{ for MALA}. $$

A chain forgets its start in about $1/\eta$ steps. So the slope saves a factor of $1.7\,d^{2/3}$,
for the price of a backward sweep at each step, which is as dear as two or three energies. In ten
dimensions the factor is 8, which is worth it; in a thousand it is 170, and there is no question
(@fig:acceptance).
*/

let highChains = chapter.samples(8_000, quick: 500)
let (high, highStep) = (100, 0.3)
var highMALA = Metropolis(
  energy: { 0.5 * $0.square().sum(axis: 1) }, score: { -$0 }, langevinStepSize: highStep)
var highStates = random.normal([highChains, high])
highMALA.step(&highStates, using: &random)
func withSlope(_ η: Double, dimension d: Int) -> Double {
  LangevinGaussian.adjustedAcceptance(standardDeviation: 1, stepSize: η, dimension: d)
}
let highRate = withSlope(highStep, dimension: high)
claim(
  "MALA's acceptance in 100 dimensions, η = 0.3", measured: highMALA.acceptanceRate,
  standardError: sqrt(highRate * (1 - highRate) / Double(highChains)), exact: highRate,
  rulesOut: withSlope(highStep, dimension: high / 2))

func randomWalk(_ η: Double, dimension d: Int) -> Double {
  RandomWalkMetropolis.acceptance(standardDeviation: 1, proposalStandardDeviation: sqrt(2 * η), dimension: d)
}
// fold: Drawing the acceptance
let fineSteps = (0...40).map { pow(10, -1.3 + Double($0) / 40 * 2.1) }
figure(
  "acceptance",
  caption: """
    Metropolis with and without the slope on a Gaussian, against the step $\\eta$. Left: acceptance on the line; lines @eq:acceptance and its \
    fellow, dots measured. Right: in more dimensions, @eq:student; dotted without the slope.
    """,
  size: .wide
) {
  Panel("On the line", x: Axis("η", scale: .log), y: Axis("share accepted", range: 0...1.02)) {
    LinePlot(
      x: fineSteps, y: fineSteps.map { withSlope($0, dimension: 1) }, label: "MALA", style: .exact)
    LinePlot(
      x: fineSteps, y: fineSteps.map { randomWalk($0, dimension: 1) }, label: "random walk",
      style: .exact.dash(.dotted))
    PointPlot(x: acceptances.map(\.η), y: acceptances.map(\.value), style: .measured)
  }
  Panel(
    "In d dimensions", x: Axis("η", scale: .log, range: 1e-4...4),
    y: Axis("share accepted", range: 0...1.02)
  ) {
    let wide = (0...60).map { pow(10, -4 + Double($0) / 60 * 4.6) }
    for (i, d) in [1, 10, 100, 1000].enumerated() {
      LinePlot(
        x: wide, y: wide.map { withSlope($0, dimension: d) }, label: "d = \(d)",
        style: .sequence(i, of: 4))
      LinePlot(
        x: wide, y: wide.map { randomWalk($0, dimension: d) },
        style: .sequence(i, of: 4).dash(.dotted))
    }
  }
}

/*:
## Two gradients of one energy {#sec:two-gradients}

Gradient descent, and noise: it sounds like training a network, and the two are easily confused.
Both walk down an energy $E_\theta(x)$. They differ in what moves (@fig:two-gradients).

| | sampling | training |
|---|---|---|
| moves | the points $x$ | the parameters $\theta$ |
| is held fixed | the parameters $\theta$ | the data $x$ |
| gradient | $\nabla_x E_\theta(x)$ | $\nabla_\theta E_\theta(x)$, data minus model (@eq:two) |
| noise | $\sqrt{2\varepsilon T}\,z$, part of the method | none wanted |
| ends | never: it fluctuates, with law $p_\theta$ | at $\theta^*$ |

Take the spring $E_\theta(x) = \tfrac12 e^{\rho} (x-m)^2$ with $\theta = (\rho, m)$; its stiffness
is $e^\rho$, so that it cannot become negative. One tape has both gradients.
*/

/// The mean energy's derivatives in x, ρ and m.
func slopes(_ x: Tensor, _ ρ: Double, _ m: Double) -> (x: Tensor, ρ: Double, m: Double) {
  let tape = Tape()
  let (x, ρ) = (tape.variable(x), tape.variable(Tensor([ρ])))
  let m = tape.variable(Tensor([m]))
  let energy = (0.5 * exp(ρ) * (x - m).square()).mean()
  let gradients = gradient(of: energy, withRespectTo: [x, ρ, m], recording: false)
  return (
    gradients[0].value, Double(gradients[1].value.item), Double(gradients[2].value.item)
  )
}

let atTwo = slopes(Tensor([2.0]), log(0.5), -1)
for (name, slope, exact) in [
  ("x", Double(atTwo.x.item), 1.5), ("ρ", atTwo.ρ, 2.25), ("m", atTwo.m, -1.5),
] {
  claim(
    "∂E/∂\(name) at x = 2, exp ρ = ½, m = −1", measured: slope, exact: exact,
    tolerance: .relative(1e-6), rulesOut: -exact)
}

/*:
For training, the gradient at the data is not enough: the energy of the data can be lowered by
lowering all energies ($\rho \to -\infty$). What maximum likelihood asks for has a second term,
which @ch:03 derives: the derivative of $\ln Z$ is an expectation (@ch:01), and

$$ \nabla_\theta \big(-\ln p_\theta(x)\big) = \nabla_\theta E_\theta(x) - \mathbb{E}_{p_\theta}\big[\nabla_\theta E_\theta\big]. $$ {#eq:two}

For the spring the model's expectations are known:
$\mathbb E\, \partial_\rho E = \mathbb E\, E = \tfrac12$ and $\mathbb{E}\, \partial_m E = 0$.
Otherwise one would need samples of the model, and to draw those is the subject of this chapter: the
gradient in $x$ works for the gradient in $\theta$.
*/

let observations = running.sample(200, using: &random)
var θ = (ρ: log(0.5), m: -1.0)
var training = [θ]
for _ in 0..<200 {
  let atData = slopes(observations, θ.ρ, θ.m)
  θ.ρ -= 0.2 * (atData.ρ - 0.5)
  θ.m -= 0.1 * atData.m
  training.append(θ)
}
claim(
  "training ends at 1/variance of the data", measured: exp(θ.ρ),
  exact: 1 / observations.variance(unbiased: false), tolerance: .relative(1e-3))
claim(
  "training ends at the mean of the data", measured: θ.m, exact: observations.mean(),
  tolerance: .absolute(1e-4))

// fold: Drawing the two gradients
let springAxis = Array(stride(from: -5.0, through: 3, by: 0.02))
func springCurve(_ θ: (ρ: Double, m: Double)) -> [Double] {
  springAxis.map { exp(θ.ρ) / 2 * ($0 - θ.m) * ($0 - θ.m) }
}
let startScore: Score = { (-0.5) * ($0 + 1) }
var crowd = 3 * random.uniform([200, 1])
Langevin(score: startScore, stepSize: 0.2).run(&crowd, steps: 60, using: &random)
let descents = [-2.8, 2.8].map { start in
  let descent = Langevin(score: startScore, stepSize: 0.2, noise: .none)
  return [start]
    + descent.trajectory(from: Tensor(rows: [[start]]), steps: 40, using: &random).doubles
}
figure(
  "two-gradients",
  caption: """
    One energy, two gradients. Left: the curve is fixed and the points move; two tracks without noise end in the minimum, \
    and 200 chains with noise are spread like $p_\\theta$ after 60 steps (grey, at the bottom). \
    Right: the data (grey) are fixed and the curve moves.
    """,
  size: .wide
) {
  Panel("Sampling: x moves", x: Axis("x", range: -5...3), y: Axis("E(x)", range: -0.3...4.5)) {
    LinePlot(x: springAxis, y: springCurve(training[0]), style: .exact)
    for (i, track) in descents.enumerated() {
      PointPlot(
        x: track, y: track.map { ($0 + 1) * ($0 + 1) / 4 }, style: .series(i).markerSize(4))
    }
    PointPlot(
      x: crowd.doubles, y: crowd.doubles.map { _ in -0.12 }, style: .data.markerSize(2))
  }
  Panel("Training: θ moves", x: Axis("x", range: -3...3), y: Axis("E(x)", range: -0.3...4.5)) {
    for (i, step) in [0, 2, 5, 12, 40, 200].enumerated() {
      LinePlot(
        x: springAxis, y: springCurve(training[step]), label: "step \(step)",
        style: .sequence(i, of: 6))
    }
    PointPlot(
      x: observations.doubles, y: observations.doubles.map { _ in -0.12 },
      style: .data.markerSize(2))
  }
}

/*:
## The noise is the temperature {#sec:temperature}

What if the noise is not tied to the step? Many recipes have a step $\eta'$ and a noise $\sigma$ as
two knobs, to be tuned by eye:

$$ x' = x - \eta' \nabla E(x) + \sigma z . $$ {#eq:untied}

By @eq:langevin this is ULA with $\varepsilon = \eta'$ at the temperature at which
$\sigma = \sqrt{2\eta' T}$,

$$ T_{\mathrm{eff}} = \frac{\sigma^2}{2\eta'} . $$ {#eq:effective}

Other noise is another temperature. It samples $p^{1/T_{\mathrm{eff}}}$, up to normalisation, and no
noise is $T = 0$: descent. On a parabola of curvature $\kappa$ the recursion gives the exact
variance, bias included,

$$ \operatorname{Var} x = \frac{\sigma^2}{\eta'\kappa\,(2-\eta'\kappa)} . $$ {#eq:untied-variance}

Here is the double well with half of the right noise, the right noise, and twice of it
(@fig:temperature). Each claim compares $\langle x^2\rangle$ with the matrix of ULA at
$T_{\mathrm{eff}}$.
*/

let tiedMoment = moment(2, law(stepSize: 0.01, temperature: 1))
var hot: [(T: Double, states: Tensor)] = []
for factor in [0.5, 1, 2] {
  let T = factor * factor
  let exact = law(stepSize: 0.01, temperature: T)
  var x = wells
  Langevin(score: wellScore, stepSize: 0.01, noise: .normal(standardDeviation: factor * sqrt(2 * 0.01)))
    .run(&x, steps: 300, using: &random)
  hot.append((T, x))
  claim(
    "⟨x²⟩ in the double well, noise \(label(factor))·√(2ε)", measured: x.square().mean(),
    standardError: standardError(exact), exact: moment(2, exact),
    rulesOut: T == 1 ? nil : tiedMoment)
}

// fold: Drawing the temperatures
let wellAxis = Array(stride(from: -2.5, through: 2.5, by: 0.02))
func wellDensity(_ T: Double) -> [Double] {
  let Z = DoubleWell.partitionFunction(barrier: 1, temperature: T)
  return wellAxis.map { exp(-($0 * $0 - 1) * ($0 * $0 - 1) / T) / Z }
}
figure(
  "temperature",
  caption: """
    The double well with the same step and three strengths of noise. Grey: last states of the chains. \
    Lines: $e^{-E/T}/Z$ at $T = T_{\\mathrm{eff}}$ and, dashed, at $T=1$.
    """,
  size: .wide, columns: 3
) {
  for ((T, states), factor) in zip(hot, ["½·", "", "2·"]) {
    Panel(
      "σ = \(factor)√(2ε)", x: Axis("x", range: -2.5...2.5),
      y: Axis("density", range: 0...1.2)
    ) {
      HistogramPlot(samples: states.doubles, range: -2.5...2.5, bins: 50, style: .data)
      if T != 1 { LinePlot(x: wellAxis, y: wellDensity(1), label: "T = 1", style: .wrong) }
      LinePlot(x: wellAxis, y: wellDensity(T), label: "T = \(label(T))", style: .exact)
    }
  }
}

/*:
So here is an audit. The table has the sampler of some well-known codes that train energies of
images, as published: the step, the noise, and the temperature that they amount to. The last column
is the curvature $2/\eta'$ at which the step meets its edge.
*/

let recipes: [(name: String, step: Double, noise: Double)] = [
  ("Du & Mordatch 2019, CIFAR-10", 10, 0.005),
  ("UvA deep learning tutorial 8", 10, 0.005),
  ("Grathwohl et al. 2020 (JEM)", 1, 0.01),
  ("Nijkamp et al. 2020, f", 1, 0.01),
  ("Nijkamp et al. 2020, E = 2f/σ²", 5e-5, 0.01),
]
func effectiveTemperature(_ recipe: (name: String, step: Double, noise: Double)) -> Double {
  LangevinGaussian.effectiveTemperature(stepSize: recipe.step, noiseStandardDeviation: recipe.noise)
}
table(
  "Untied recipes", columns: ["code", "step η′", "noise σ", "σ at T = 1", "T_eff", "edge 2/η′"],
  rows: recipes.map {
    [$0.name, $0.step, $0.noise, sqrt(2 * $0.step), effectiveTemperature($0), 2 / $0.step]
  })

/*:
A temperature of a millionth is no temperature: on the scale of the energy that is written down
these chains are descents with a little dust on them. It is not an error in the sense that nothing
works. An energy is trained against *its* sampler, and so it learns whatever scale makes the
sampler's points look like data. But then $e^{-E}$ is not the density. Where the chains are near
equilibrium, log-probability ratios are $\Delta E/T_{\mathrm{eff}}$, and the factor is 800,000 in
the first rows. And mostly the chains are not near equilibrium: there are 20 to 150 steps in a run,
and the first two recipes clip the gradient, which hides the edge of the last column. (They also add
the noise before they take the slope; exercise 2 has what that changes.) The last two rows show that
the books can be kept. That code steps along $f$, and says that its energy is $2f/\sigma^2$; in
these units the step is $\sigma^2/2$, and the temperature is 1.

Is the formula right so far from $T = 1$? The first recipe, on a valley of curvature
$\kappa = 0.05$, where $T = 1$ would have the variance 20:
*/

let κ = 0.05
let recipe = recipes[0]
var dusty = random.normal([malaChains, 1])
Langevin(
  score: { x in Float(-κ) * x }, stepSize: recipe.step, noise: .normal(standardDeviation: recipe.noise)
).run(&dusty, steps: 60, using: &random)
claim(
  "variance of the first recipe, κ = 0.05", measuredVariance: dusty.square().mean(),
  degreesOfFreedom: malaChains,
  exact: LangevinGaussian.stationaryVariance(
    standardDeviation: 1 / sqrt(κ), stepSize: recipe.step, noiseStandardDeviation: recipe.noise),
  rulesOut: effectiveTemperature(recipe) / κ)

/*:
The wrong value that is ruled out is $T_{\mathrm{eff}}/\kappa$ itself, without the bias of the step,
which is a third here: $\eta'\kappa = \tfrac12$.

## Noise of another shape {#sec:uniform}

The derivation in @sec:noise needed two moments of the noise. So why normal? Uniform numbers are
cheaper. There are two ways to do this, and one is plainly wrong: take $u$ from $(-1, 1)$ in the
place of $z$. Its variance is $\tfrac13$, and by @eq:effective the temperature is $\tfrac13$,
however small the step. Stretched to $(-\sqrt3, \sqrt3)$ the variance is 1, and now, on a Gaussian,
the mean, the variance, their way to equilibrium and all correlations are *exactly* those of normal
noise, because @eq:recursion never asked for more.
*/

let uniformStep = 0.2 * s * s
func uniformRun(stepSize ε: Double, _ σ: Double) -> Tensor {
  var x = Tensor(repeating: Float(μ), shape: [chains, 1])
  Langevin(score: spring, stepSize: ε, noise: .uniform(standardDeviation: σ))
    .run(&x, steps: 50, using: &random)
  return x - Float(μ)
}
func uniformMoments(_ σ: Double) -> [Double] {
  LangevinGaussian.stationaryMoments(
    standardDeviation: s, stepSize: uniformStep, noiseStandardDeviation: σ,
    noiseMoments: (0...4).map { pow(3, Double($0)) / Double(2 * $0 + 1) })
}
let matched = sqrt(2 * uniformStep)
let scaled = uniformRun(stepSize: uniformStep, matched)
let unscaled = uniformRun(stepSize: uniformStep, matched / sqrt(3))
for (name, x, σ) in [
  ("uniform noise of variance 2ε", scaled, matched),
  ("noise √(2ε)·U(−1, 1)", unscaled, matched / sqrt(3)),
] {
  let M = uniformMoments(σ)
  claim(
    "variance, \(name)", measured: x.square().mean(),
    standardError: sqrt((M[2] - M[1] * M[1]) / Double(chains)), exact: M[1], rulesOut: s * s)
}

/*:
What goes wrong is everything beyond the second moment. A chain's state is a sum of past kicks,
$x - \mu = \sum_k a^k \sigma z_{n-k}$, so its fourth cumulant is that of $z$ times
$\sigma^4/(1-a^4)$, and the excess kurtosis (0 for a normal law, $-\tfrac65$ for a uniform one) of
the stationary law is

$$ \frac{\mathbb{E}(x-\mu)^4}{v_\infty^2} - 3 = -\frac65 \cdot \frac{1-a^2}{1+a^2} \approx -\frac65\,\eta . $$ {#eq:kurtosis}

Small steps mend it: many kicks add up, and the central limit theorem does the rest. It is a bias of
order $\eta$, like the one of @sec:edge, and disappears with it.
*/

let M = uniformMoments(matched)
claim(
  "fourth moment with uniform noise, η = 0.2", measured: scaled.square().square().mean(),
  standardError: sqrt((M[4] - M[2] * M[2]) / Double(chains)), exact: M[2],
  rulesOut: 3 * M[1] * M[1])

/*:
With large steps it is another sampler. At $\eta = 1$ the chain forgets everything in one step, and
its law is the kick's: a box (@fig:uniform). And there is a wall: since kicks are bounded, so is the
chain, by $\sqrt3\,\sigma/(1-|a|)$. For small steps this wall is far out, at $\sqrt{6/\eta}$
standard deviations, and does not matter on a Gaussian. It does matter where a rare large kick is
the only way across a barrier. Normal noise has one more advantage: MALA needs $q(x\mid y)$ for
every pair, and a uniform $q$ is zero for most.
*/

// fold: Drawing the kicks
figure(
  "uniform",
  caption: """
    Uniform noise of the right variance on the running Gaussian in equilibrium (histograms), and the law that normal \
    noise of the same variance would give (lines).
    """,
  size: .wide
) {
  for (η, x) in [(0.2, scaled), (1, uniformRun(stepSize: s * s, sqrt(2) * s))] {
    let v = LangevinGaussian.stationaryVariance(standardDeviation: s, stepSize: η * s * s)
    let law = Gaussian(mean: 0, standardDeviation: sqrt(v))
    let span = 2 * sqrt(3 * v)
    Panel("η = \(label(η))", x: Axis("x − μ", range: -span...span), y: Axis("density")) {
      HistogramPlot(
        samples: x.doubles, range: -span...span, bins: 48, label: "uniform", style: .data)
      LinePlot(over: -span...span, label: "normal", style: .exact) { law.density($0) }
    }
  }
}

/*:
## Modes that are never visited {#sec:modes}

The slope is local. It leads to the bottom of the valley at hand, and says nothing of the next one.
Put two normal modes of variance 1 at $\pm\mu_0$, start all chains in the left one, and count how
many are on the right: exactly, by the matrix, and with chains.
*/

let distances = [2, 2.5, 3, 4.0]
let checkpoints = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000]
let crossers = chapter.samples(4_000, quick: 400)

/// The share on the right of zero after each checkpoint: exact, and measured.
func shares(_ pair: GaussianMixture, from start: any Distribution) -> (
  exact: [Double], measured: [Double]
) {
  let cells = Array(stride(from: -8.55, through: 8.55, by: 0.1))
  let chain = MarkovMatrix.langevin(score: pair.score, stepSize: 0.1, cells: cells)
  let sampler = Langevin(score: pair.score, stepSize: 0.1)
  let weights = exp(start.logDensity(Tensor(cells, shape: [cells.count, 1]))).doubles
  let total = sum(weights)
  var (law, x) = (weights.map { $0 / total }, start.sample(crossers, using: &random))
  var (exact, measured, step) = ([Double](), [Double](), 0)
  for checkpoint in checkpoints {
    law = chain.distribution(after: checkpoint - step, from: law)
    sampler.run(&x, steps: checkpoint - step, using: &random)
    exact.append(sum(zip(cells, law).map { $0 > 0 ? $1 : 0 }))
    measured.append((x .> 0).mean())
    step = checkpoint
  }
  return (exact, measured)
}

/*:
The chains start from the law of the left mode itself, so that nothing but the crossing is measured.
*/

let crossings = distances.map { distance in
  shares(.pair(distance: distance), from: Gaussian(mean: -distance, standardDeviation: 1))
}
for (i, steps) in [30, 100, 300, 1000].enumerated() {
  let when = checkpoints.firstIndex(of: steps)!
  let exact = crossings[i].exact[when]
  claim(
    "share across after \(steps) steps, modes at ±\(label(distances[i]))",
    measured: crossings[i].measured[when],
    standardError: sqrt(exact * (1 - exact) / Double(crossers)), exact: exact, rulesOut: 0.5)
}

/*:
Modes two standard deviations from the middle are soon as good as one. At four, where the barrier is
seven times $T$, three chains in a hundred are across after a thousand steps, and each chain, taken
by itself, looks perfectly well. It is the weights that suffer most. Let the right mode have 80 %
and start the chains half and half. They are in equilibrium within each mode at once, and hardly
change the shares that they were given:
*/

let evenShares = shares(.pair(distance: 4, weight: 0.8), from: GaussianMixture.pair(distance: 4))
let kept = evenShares.exact.last!
claim(
  "share in the mode of weight 0.8 after 1000 steps", measured: evenShares.measured.last!,
  standardError: sqrt(kept * (1 - kept) / Double(crossers)), exact: kept, rulesOut: 0.8)

// fold: Drawing the modes
figure(
  "modes",
  caption: """
    Left: share of chains that have crossed to the other of two equal modes at $\\pm\\mu_0$; lines from the matrix, dots measured. \
    Right: two modes of weights 0.8 and 0.2 at ±4, started half and half; the dashed line is the truth.
    """,
  size: .wide
) {
  let steps = checkpoints.map(Double.init)
  Panel("Two modes", x: Axis("steps", scale: .log), y: Axis("share across", range: -0.02...0.6)) {
    for (i, distance) in distances.enumerated() {
      LinePlot(
        x: steps, y: crossings[i].exact, label: "μ₀ = \(label(distance))",
        style: .sequence(i, of: distances.count))
      PointPlot(
        x: steps, y: crossings[i].measured,
        errors: crossings[i].exact.map { sqrt($0 * (1 - $0) / Double(crossers)) }, style: .measured)
    }
  }
  Panel(
    "Unequal weights", x: Axis("steps", scale: .log),
    y: Axis("share in the heavy mode", range: 0.4...0.9)
  ) {
    RulePlot(y: 0.8, label: "weight", style: .wrong)
    LinePlot(x: steps, y: evenShares.exact, label: "matrix", style: .exact)
    PointPlot(
      x: steps, y: evenShares.measured,
      errors: steps.map { _ in sqrt(0.25 / Double(crossers)) }, label: "measured", style: .measured)
  }
}

/*:
@fig:modes is the reason for a good part of this book. No step size repairs it, no acceptance rule,
and no diagnostic that looks at one chain alone can even see it. Heat helps: at a higher temperature
the barrier counts less. So one would start hot, cross, and cool down slowly, which is what
annealing does, and what diffusion does in its own way, with noise in the place of heat (@ch:08).

## What we have, and what we lack {#sec:lack}

A sampler that needs one thing only: the score. It needs no $Z$, and not even the energy, unless one
insists on refusing steps. Its errors are known: a bias of order $\eta$, an edge, a memory of
$1/\eta$ steps, and valleys it does not leave. What it cannot do is tell where the score comes from.
An energy that was learned (@ch:03) has one by differentiation. But if the score is all we need for
sampling, why not learn the score itself? That is @ch:05.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/04-langevin/homework/Answers.swift), and run `swift run homework-04`; it says what is
right, and of what is wrong it says *what* is wrong. `swift run homework-04 hint 4.3` gives a
hint. [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

1. *Warm-up.* Many papers write the step as $x' = x + \frac\epsilon2 s(x) + \sqrt{\epsilon}\, z$.
   Show that it is the same algorithm. Where is its stability edge, and what is its bias, in terms
   of $\epsilon/s^2$?
2. *Order matters a little.* Some codes add the noise first and follow the slope from there:
   $y = x + \sigma z$, $x' = y - \eta'\nabla E(y)$. Show that on a parabola the variance of
   @eq:untied-variance gets a factor $(1-\eta'\kappa)^2$. Then average the noise of two steps,
   $x' = x + \varepsilon s(x) + \sqrt{\varepsilon/2}\,(z_n + z_{n+1})$, where $z_{n+1}$ is used
   again in the next step, and show that on a Gaussian the bias is gone.
3. *One step for all axes.* Let $x' = x + \varepsilon M s(x) + \sqrt{2\varepsilon}\, L z$ with
   $M = LL^\top$. Repeat @sec:noise and show that it keeps $p$ for any $M$. Which $M$ gives the
   running Gaussian in the plane a condition number of 1?
4. *Shallow walls.* Run ULA on $E = |x|$ and on $E = \ln(1+x^2)$ (a Cauchy law). Neither explodes.
   What goes wrong instead, and what does the score look like far out?
5. *Uniform proposals.* Use MALA with uniform noise of variance $2\varepsilon$ and the logarithm of
   the ratio @eq:ratio, as if the noise were normal. Measure the variance on the running Gaussian at
   $\eta = 1$. Then derive the right acceptance, and see what it does to the rate.
6. *A small project.* Hamiltonian Monte Carlo: draw a momentum $p \sim N(0, I)$, make $L$ leapfrog
   steps of size $h$, accept with $\min(1, e^{-\Delta H})$. Show that for $L = 1$ it is MALA with
   $\varepsilon = h^2/2$. Write it as a `Proposal`, and compare its worth per gradient with MALA's
   on a Gaussian with condition number 100.

## Sources {#sec:sources}

P. Langevin, *Sur la théorie du mouvement brownien*, Comptes rendus 146 (1908). P. J. Rossky, J. D.
Doll and H. L. Friedman, *Brownian dynamics as smart Monte Carlo simulation*, J. Chem. Phys. 69
(1978), which is MALA before the name. G. Parisi, *Correlation functions and computer simulations*,
Nuclear Physics B 180 (1981). U. Grenander and M. I. Miller, *Representations of knowledge in
complex systems*, J. R. Stat. Soc. B 56 (1994), with J. Besag's comment. G. O. Roberts and R. L.
Tweedie, *Exponential convergence of Langevin distributions and their discrete approximations*,
Bernoulli 2 (1996), for @sec:edge and @sec:walls. G. O. Roberts and J. S. Rosenthal, *Optimal
scaling of discrete approximations to Langevin diffusions*, J. R. Stat. Soc. B 60 (1998), for the
power ⅓. B. Leimkuhler and C. Matthews, *Rational construction of stochastic numerical methods for
molecular sampling*, Applied Mathematics Research eXpress (2013), for the two noises of exercise 2.
The recipes of the audit are those in the published code of Y. Du and I. Mordatch, *Implicit
generation and modeling with energy-based models* (2019); P. Lippe, *UvA deep learning tutorials*,
no. 8 (2020); W. Grathwohl et al., *Your classifier is secretly an energy based model and you should
treat it like one* (2020); E. Nijkamp et al., *On the anatomy of MCMC-based maximum likelihood
learning of energy-based models* (2020).
*/

chapter.finish()
