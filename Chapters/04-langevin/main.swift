/*:
The samplers of @ch:02 propose a step at random and ask the energy afterwards whether it was a good
one. In a thousand dimensions nearly every direction is a bad one, and the steps must be tiny. But
an energy has a slope, and the slope says which way is down. **Which way should a sampler step?**
The answer has two terms, and one of them is noise.
*/
// fold: Imports
import Autodiff
import Distributions
import Elementary
import LinearAlgebra
import Notebook
import Plotting
import Samplers
import ScoreMatching
import Statistics
import Tensors
import Theory

let chapter = Chapter(4, "Langevin: following the score downhill, with noise")
var random = chapter.random

/// Where chains are after some steps.
func ends(of kernel: some MarkovKernel<Tensor>, from start: Tensor, steps: Int) -> Tensor {
  var (kernel, x) = (kernel, start)
  kernel.run(&x, steps: steps, using: &random)
  return x
}
func path(of kernel: Langevin, from start: [Double], steps: Int) -> Tensor {
  var kernel = kernel
  let start = Tensor(rows: [start])
  return .concatenated([start, kernel.trajectory(from: start, steps: steps, using: &random)])
}

/*:
## A slope without Z {#sec:slope}
@main

The slope of a log density does not contain the partition function. Differentiate the logarithm of a
Boltzmann density with respect to the *point*:

$$ s(x) = \nabla_x \ln p(x) = \nabla_x\Big( -\frac{E(x)}{T} - \ln Z \Big) = -\frac1T \nabla_x E(x). $$ {#eq:score}

Since $Z$ does not depend on $x$, it is gone. In @ch:02 it cancelled in a ratio; here it is
differentiated away. The vector field $s$ is called the **score**. It points to where the density
grows, and it vanishes at the modes. (The slope of $p$ itself would not do. It is $p\,s$, so it
contains $Z$. And what statisticians call the score is the gradient of $\ln p_\theta(x)$ in the
parameters $\theta$; ours is always a gradient in $x$.) In code a score is $-\nabla E$, the score at
$T = 1$; the temperature enters elsewhere.

For an energy that is written as a program, automatic differentiation computes the gradient in one
backward sweep. The double well $E(x) = (x^2-1)^2$, whose $Z$ is known (@ch:01), shows that it is
the right one:
*/

let wellScore = score(of: { x in (x.square() - 1).square().sum(axis: 1) })

// fold: Comparing with the slope of the normalised density
let logZ = log(DoubleWell.partitionFunction(barrier: 1))
func logDensity(_ x: Double) -> Double { -(x * x - 1) * (x * x - 1) - logZ }
let four = Grid(-1.5...1.5, count: 4)
let quotients = four.map { (logDensity($0 + 1e-5) - logDensity($0 - 1e-5)) / 2e-5 }
claim(
  "largest |−E′ − difference quotient of ln p|, four points",
  measured: zip(wellScore(four.points).doubles, quotients).map { abs($0 - $1) }.max()!, exact: 0,
  tolerance: .absolute(1e-4), rulesOut: 1)
/*:
The difference quotient used $Z$; the score did not.

## Downhill: the attempt that fails {#sec:downhill}
@main

The simplest attempt follows the slope: take a step of size $\varepsilon$ along the score,
$x' = x + \varepsilon s(x)$, and repeat. That is gradient descent on the energy. A thousand points
start all over the plane, in the landscape of the running mixture:
*/

let mixture = GaussianMixture.running
let walkers = chapter.samples(1_000, quick: 200)
let descent = Langevin(score: mixture.score, stepSize: 0.02, noise: .none)
let bottoms = ends(of: descent, from: 2 * random.normal([walkers, 2]), steps: 1_200)

// fold: Where descent ends
let owners = (mixture.responsibilities(bottoms) .> 0.5).mean(axis: 0).doubles
table(
  "Where descent ends", columns: ["component", "share of the points", "weight"],
  rows: mixture.weights.indices.map { [$0 + 1, owners[$0], mixture.weights[$0]] })

/*:
They come to rest at the bottoms of the four valleys. Not even the shares of the valleys are right:
they measure how large each basin looks from the starting points, not how probable it is. A sampler
must spread out again, by as much as the density says. @fig:trajectories shows descent on the left
and what we are after on the right. The two differ by one term.
*/

// fold: Drawing the trajectories
let plane = Grid(square: -4.5...4.5, step: 0.05)
let starts = [[-3.5, 2.5], [-3.2, -3], [0.4, -3.4], [3.4, -2.6], [3.5, 3.2]]
figure(
  "trajectories",
  caption:
    "Five starts (dots) and 300 steps of each, without noise and with the right amount of it.",
  size: .planes
) {
  for (title, noise) in [("No noise", Langevin.Noise.none), ("Noise √(2ε)", .tied(temperature: 1))]
  {
    Panel.plane(title, -4.5...4.5) {
      ContourPlot(densityOf: mixture, on: plane)
      for (i, start) in starts.enumerated() {
        let kernel = Langevin(score: mixture.score, stepSize: 0.02, noise: noise)
        LinePlot(
          path(of: kernel, from: start, steps: 300),
          style: .series(i).lineWidth(noise == .none ? 1.8 : 0.8))
      }
      PointPlot(Tensor(rows: starts), style: .exact.markerSize(5))
    }
  }
}

/*:
## How much noise? {#sec:noise}
@main

The noise must have variance $2\varepsilon T$. To see why, add to each step a random kick of mean 0
and variance $\sigma^2$ in every coordinate:

$$ x' = x + \varepsilon\, s(x) + \sigma z . $$ {#eq:kick}

How large must $\sigma$ be, so that points distributed as $p$ are still distributed as $p$ after the
step? Take any smooth test function $f$ and compare its mean before and after, on the line and at
$T=1$. The Taylor series is $f(x') = f + f'\cdot(x'-x) + \tfrac12 f''\cdot(x'-x)^2 + \dots$ with
$x' - x = \varepsilon s + \sigma z$. We average over $z$, whose mean and third moment are 0, because
$z$ is as likely as $-z$. Let us also suppose that $\sigma^2$ is of order $\varepsilon$, as it will
turn out to be. Then

$$ \mathbb{E} f(x') - \mathbb{E} f(x) = \int p\, \Big( \varepsilon\, s f' + \tfrac12 \sigma^2 f'' \Big) dx + \text{terms of order } \varepsilon^2. $$ {#eq:generator}

Now use what a score is, $s\,p = p'$, and integrate by parts:
$\int p\, s f' = \int p' f' = -\int p f''$, if $p$ vanishes at the ends. So

$$ \mathbb{E} f(x') - \mathbb{E} f(x) \approx \Big(\tfrac12 \sigma^2 - \varepsilon\Big) \int p f''\, dx, $$ {#eq:balance-of-noise}

and for this to vanish for *every* $f$ we need $\sigma^2 = 2\varepsilon$. At temperature $T$ the
drift is $-\varepsilon E'$, which is $T$ times $\varepsilon\, \nabla \ln p$, and the same lines give
$\sigma^2 = 2\varepsilon T$. In several dimensions they hold coordinate by coordinate. This is the
**unadjusted Langevin algorithm** (ULA):

$$ x' = x - \varepsilon \nabla E(x) + \sqrt{2\varepsilon T}\, z, \qquad z \sim N(0, I). $$ {#eq:langevin}

The noise is *tied* to the step size: change one, and you have to change the other. (Its sign does
not matter, since $-z$ has the same distribution as $z$.) In small steps it is much larger than the
drift, $\sqrt\varepsilon$ against $\varepsilon$. A single step looks like a random walk; the slope
wins by persistence.

The library's step lets us choose the noise, so that mistakes can be made on purpose:

@quote Samplers/Langevin.swift langevin-step

## On a Gaussian everything is known {#sec:gaussian}
@main

For data $N(m, v)$ the score is $-(x-m)/v$, and @eq:langevin is a linear recursion. With
$\eta = \varepsilon/v$, the step size in units of the variance,

$$ x' - m = a\,(x-m) + \sqrt{2\varepsilon}\, z, \qquad a = 1-\eta. $$ {#eq:recursion}

A step multiplies the distance of the mean from $m$ by $a$, multiplies the variance by $a^2$, and
adds $2\varepsilon$ to it. The variance that reproduces itself is $v_\infty = 2\varepsilon/(1-a^2)$,
and so after $n$ steps

$$ \mathbb E x_n - m = a^n (\mathbb E x_0-m), \qquad \operatorname{Var} x_n = a^{2n} \operatorname{Var} x_0 + (1-a^{2n})\, v_\infty, \qquad v_\infty = \frac{v}{1-\eta/2}. $$ {#eq:transient}

The same recursion gives the memory of the chain: in equilibrium, two states $k$ steps apart have
correlation $a^k$. Small steps make a long memory, of about $1/\eta$ steps. In the currency of
@ch:02, $\tau_{\mathrm{int}} = (1+a)/(1-a) = (2-\eta)/\eta$ steps are worth one independent sample.

All of this can be checked on the running Gaussian ($m = 1$, $v = \tfrac14$) with many chains that
start at $x = -1$.
*/

let running = Gaussian.running
let (m, v) = (running.mean[0], running.covariance[0][0])
let chains = chapter.samples(100_000, quick: 4_000)
let ε = 0.05
let sampler = Langevin(score: running.score, stepSize: ε)

// fold: The way to equilibrium, and the memory there
let η = ε / v
let x = ends(of: sampler, from: Tensor(repeating: -1, shape: [chains, 1]), steps: 3)
// Ruled out: the drift ε/2 of another convention, and noise that only piles up.
claim(
  "mean after 3 steps", Estimate(meanOf: x), exact: m + pow(1 - η, 3) * (-1 - m),
  rulesOut: m + pow(1 - η / 2, 3) * (-1 - m))
claim(
  "variance after 3 steps", measuredVariance: x.variance(), degreesOfFreedom: chains - 1,
  exact: LangevinGaussian.variance(
    after: 3, startVariance: 0, standardDeviation: sqrt(v), stepSize: ε),
  rulesOut: 3 * 2 * ε)
let settled = LangevinGaussian.stationaryVariance(standardDeviation: sqrt(v), stepSize: ε)
let early = Float(sqrt(settled)) * random.normal([chains, 1])
let late = ends(of: sampler, from: early + Float(m), steps: 5)
claim(
  "correlation at lag 5", Estimate(meanOf: early * (late - Float(m))) / settled,
  exact: pow(1 - η, 5), rulesOut: pow(1 - η / 2, 5))

/*:
## Bias, and the edge {#sec:edge}
@main

Look at $v_\infty$ again: it is not $v$. The chain converges, but to something else, and running it
longer does not help. The bias comes from the terms of order $\varepsilon^2$ that @eq:generator left
out. By @eq:transient the variance is too large by the factor
$r = 1/(1-\eta/2) = 1 + \eta/2 + \dots$, and the divergence from the target,
$\tfrac12(r - 1 - \ln r)$, is about $\eta^2/16$: for $\eta = \tfrac14$ less than 0.005. Smaller
steps have a price: half the step size needs twice as many steps.

At $\eta = 2$ the variance is infinite. Beyond this **stability edge**, $|a| > 1$: a step is so long
that it lands on the other side of the valley, higher up than it started, and the next one higher
still. @fig:edge shows both, the bias that grows with the step and the edge. (All chains start at
the mean; those with $\eta = 2.1$, beyond the figure, are on their way to infinity.)
*/

// fold: Where ULA goes from the mean, for five step sizes
let centre = Tensor(repeating: Float(m), shape: [chains, 1])
let variances = [(0.1, 90), (0.5, 20), (1.5, 20), (1.9, 90), (2.1, 50)].map { η, steps in
  let x = ends(of: Langevin(score: running.score, stepSize: η * v), from: centre, steps: steps)
  claim(
    "variance after \(steps) steps, η = \(label(η))", measuredVariance: x.variance(),
    degreesOfFreedom: chains - 1,
    exact: LangevinGaussian.variance(
      after: steps, startVariance: 0, standardDeviation: sqrt(v), stepSize: η * v),
    rulesOut: v)
  return (η: η, ofTarget: x.variance() / v)
}

// fold: Drawing variance against step size
figure(
  "edge",
  caption: "The stationary variance of ULA over the target's: theory (line) and chains (dots).",
  size: .single
) {
  Panel(
    x: Axis("η = ε/v", range: 0...2.2), y: Axis("variance / v", scale: .log, range: 0.8...60)
  ) {
    RulePlot(y: 1, style: .data)
    Annotation("target", x: 1.4, y: 1, side: .below)
    RulePlot(x: 2, style: .wrong)
    Annotation("edge", x: 1.99, y: 1.6, side: .left)
    Annotation("1/(1 − η/2)", x: 1.62, y: 5.5, side: .left)
    LinePlot(Grid(0...1.97, count: 400), style: .exact) { 1 / (1 - $0 / 2) }
    PointPlot(x: variances.map(\.η), y: variances.map(\.ofTarget), style: .measured)
  }
}

/*:
In several dimensions @eq:recursion holds along each principal axis of the covariance $\Sigma$, with
that axis's own variance $v_i$ and $\eta_i = \varepsilon/v_i$. Together, the stationary covariance
is

$$ C = \Sigma \big( I - \tfrac{\varepsilon}{2} \Sigma^{-1} \big)^{-1}, \qquad \varepsilon < 2v_{\min} . $$ {#eq:covariance}

One step size has to serve all axes. The *narrowest* axis sets the edge and the *widest* sets the
time: it needs about $v_{\max}/\varepsilon$ steps, which is never fewer than half of
$v_{\max}/v_{\min}$. This quotient, the condition number, is the price of following the slope. It is
15 for the running Gaussian in the plane, and in the thousands for pictures.

@page
*/

// fold: The bias of the wide axis
let tilted = Gaussian.runningInPlane
let axes = SymmetricEigen(tilted.covariance)
let planeChains = chapter.samples(60_000, quick: 2_000)
let cloud = ends(
  of: Langevin(score: tilted.score, stepSize: 0.03),
  from: tilted.sample(planeChains, using: &random), steps: 200)
claim(
  "variance along the wide axis",
  measuredVariance: cloud.matmul(Tensor(axes.vectors[1], shape: [2, 1])).variance(),
  degreesOfFreedom: planeChains - 1, exact: axes.values[1] / (1 - 0.015 / axes.values[1]),
  rulesOut: axes.values[1] / (1 - 0.015 / axes.values[0]))

/*:
## Steep walls {#sec:walls}
@main

On anything but a Gaussian, ULA has no formula, but on a line it has a matrix: cut the line into
cells, as in @ch:02, and write down where a step goes. Take the cold double well ($T = \tfrac12$).
The curvature at the bottoms is 8, so that $\varepsilon = 0.05$ makes $\eta = 0.4$: the valleys
widen, and the barrier between them is worn down. The chains follow the matrix, not the target.
*/

// fold: The double well by chains and by the matrix
let cells = Grid(-3.3...3.3, step: 0.03)
func wellDistribution(stepSize: Double, temperature: Double) -> [Double] {
  MarkovMatrix.langevin(
    score: wellScore, stepSize: stepSize, temperature: temperature, cells: cells.x
  ).stationaryDistribution()
}
func secondMoment(_ distribution: [Double]) -> Double {
  sum(zip(cells.x, distribution).map { $0 * $0 * $1 })
}
let longStep = wellDistribution(stepSize: 0.05, temperature: 0.5)
func wellDensity(_ x: Double, _ T: Double) -> Double {
  exp(-(x * x - 1) * (x * x - 1) / T) / DoubleWell.partitionFunction(barrier: 1, temperature: T)
}
let target = cells.map { wellDensity($0, 0.5) * 0.03 }
let wellChains = chapter.samples(36_000, quick: 2_000)
/// Half of the chains at the bottom of each well.
let wells = Tensor((0..<wellChains).map { $0 % 2 == 0 ? -1.0 : 1.0 }, shape: [wellChains, 1])
let wellStates = ends(
  of: Langevin(score: wellScore, stepSize: 0.05, temperature: 0.5), from: wells, steps: 40)
claim(
  "E x² of ULA in the double well, ε = 0.05", Estimate(meanOf: wellStates.square()),
  exact: secondMoment(longStep), rulesOut: secondMoment(target))

/*:
There is worse. Outside the wells the slope grows like $x^3$, and no step size is small enough for
that: a step from $x$ ends farther out than it began as soon as $4\varepsilon(x^2-1) > 2$. For
$\varepsilon = 0.05$ that is $|x| > \sqrt{11} \approx 3.3$. From $x = 4$ the drift alone leads to
$-8$, then to $92.8$, to $-1.6\cdot10^5$, to $8\cdot10^{14}$, and out of the range of a 32-bit
float. On a parabola a step size is stable everywhere or nowhere. On a steeper wall every step size is
unstable somewhere out there, and the noise gets there in the end. Strictly speaking, ULA has *no*
stationary distribution on the double well. The matrix belongs to a chain that is kept within
$\pm 3.3$, and our chains agree with it because a visit beyond is too rare to be seen. With a
learned energy, whose walls nobody has looked at, it may come at any time.

## Accept or refuse {#sec:adjusted}
@main

@ch:02 had a remedy for wrong steps: refuse some. Take the Langevin step as a *proposal*, and accept
it with the probability of Metropolis and Hastings. The bias is then gone at any step size. The
proposal is not symmetric, since its drift points downhill, so the correction for asymmetry is needed:

$$ \ln A = \min\Big(0,\; \frac{E(x)-E(y)}{T} + \ln\frac{q(x\mid y)}{q(y\mid x)}\Big), \qquad \ln q(y\mid x) = -\frac{\lVert y - x + \varepsilon \nabla E(x)\rVert^2}{4\varepsilon T} + \text{const}. $$ {#eq:mala}

This is **MALA**, the Metropolis-adjusted Langevin algorithm. Multiply out the two squares (at
$T = 1$), with $s_x = s(x)$ and $s_y = s(y)$:

$$ \ln \frac{q(x \mid y)}{q(y\mid x)} = -\tfrac12 (y-x)\cdot(s_x + s_y) - \tfrac{\varepsilon}{4}\big(\lVert s_y\rVert^2 - \lVert s_x\rVert^2\big). $$ {#eq:ratio}

The first term explains why nearly every small step is accepted. The energy difference $E(x) - E(y)$
is the integral of the score along the way from $x$ to $y$, and $\tfrac12(y-x)\cdot(s_x+s_y)$ is the
same integral by the trapezoidal rule. The two nearly cancel. What is left is the rule's error, of
third order in the distance, and the last term, which is as small. For the `Metropolis` of @ch:02
the Langevin step is just another proposal:
*/

let well: Energy = { x in (x.square() - 1).square().sum(axis: 1) }
let wellMALA = Metropolis(
  energy: well, score: wellScore, temperature: 0.5, langevinStepSize: 0.05)
let adjusted = ends(of: wellMALA, from: wells, steps: 60)

// fold: MALA's distribution is right
claim(
  "E x² of MALA in the double well, ε = 0.05", Estimate(meanOf: adjusted.square()),
  exact: secondMoment(target), rulesOut: secondMoment(longStep))

/*:
How many steps are accepted? On $N(0, vI)$ in $d$ dimensions, in equilibrium, there is an exact
answer. The trapezoidal rule has no error there, because the score is linear. Only the last term of
@eq:ratio remains, $\ln A = \min\big(0, -\tfrac\eta4 (\lVert y\rVert^2 - \lVert x\rVert^2)/v\big)$,
and steps towards the middle are always accepted. The mean acceptance is

$$ \bar A = P\big(|t_d| > c\sqrt d\,\big), \qquad c = \Big(\frac\eta2\Big)^{3/2} \text{ for MALA}, \quad c = \Big(\frac\eta2\Big)^{1/2} \text{ for the random walk}, $$ {#eq:student}

where $t_d$ is Student's variable with $d$ degrees of freedom, nearly normal if $d$ is large, and
the random walk has the same noise, of standard deviation $\delta = \sqrt{2\varepsilon}$. For an
acceptance of one half, $c\sqrt d$ must be the median of $|t_d|$, about 0.67, so the step may be as
large as

$$ \eta \approx \frac{0.91}{d} \text{ for the random walk}, \qquad \eta \approx \frac{1.54}{d^{1/3}} \text{ for MALA}. $$ {#eq:scaling}

A chain forgets its start in about $1/\eta$ steps. So the slope saves a factor of $1.7\,d^{2/3}$ in
steps, at the price of a backward sweep in each, which costs as much as two or three energies. In
ten dimensions the factor is 8. In a thousand it is 170: a random walk still works there, but very
slowly. In @fig:acceptance, look at the gap between the solid and the dotted line of each colour.
*/

// fold: Acceptance, measured
func withSlope(_ η: Double, dimension d: Int) -> Double {
  LangevinGaussian.adjustedAcceptance(standardDeviation: 1, stepSize: η, dimension: d)
}
func randomWalk(_ η: Double, dimension d: Int) -> Double {
  RandomWalkMetropolis.acceptance(
    standardDeviation: 1, proposalStandardDeviation: sqrt(2 * η), dimension: d)
}
let measuredSteps = [0.7, 4, 0.3]
let acceptances = zip(measuredSteps, [1, 1, 100]).map { η, d in
  var mala = Metropolis(
    energy: { 0.5 * $0.square().sum(axis: 1) }, score: { -$0 }, langevinStepSize: η)
  var x = random.normal([chapter.samples(d == 1 ? 40_000 : 8_000, quick: 500), d])
  mala.step(&x, using: &random)
  let share = Estimate(share: mala.accepted, of: mala.proposed)
  claim(
    "MALA's acceptance, d = \(d), η = \(label(η))", share, exact: withSlope(η, dimension: d),
    rulesOut: randomWalk(η, dimension: d))
  return share
}

// fold: Drawing the acceptance
let fineSteps = Grid(-4...0.6, count: 231).map { pow(10, $0) }
figure(
  "acceptance",
  caption: """
    Acceptance on a Gaussian in d dimensions, with the slope (MALA, solid) and without it (random walk, \
    dotted). Dots: MALA, measured.
    """,
  size: Figure.Size(width: 600, height: 320)
) {
  Panel(
    x: Axis("η = ε/v", scale: .log, range: 1e-4...5), y: Axis("share accepted", range: 0...1.02)
  ) {
    for (i, d) in [1, 10, 100, 1000].enumerated() {
      LinePlot(
        x: fineSteps, y: fineSteps.map { withSlope($0, dimension: d) }, label: "d = \(d)",
        style: .sequence(i, of: 4))
      LinePlot(
        x: fineSteps, y: fineSteps.map { randomWalk($0, dimension: d) },
        style: .sequence(i, of: 4).dash(.dotted))
    }
    PointPlot(measuredSteps, acceptances)
  }
}

/*:
@deeper Why Student's distribution
By detailed balance $\bar A = 2P(\lVert y\rVert < \lVert x\rVert)$, as in @ch:02. In units with
$v=1$ put $y = (1-\eta)x + \sqrt{2\eta}\,z$. In each coordinate, $y^2 - x^2$ is a quadratic form in
the two standard normal variables $x$ and $z$, with the matrix

$$ \begin{pmatrix} \eta^2 - 2\eta & (1-\eta)\sqrt{2\eta} \\ (1-\eta)\sqrt{2\eta} & 2\eta \end{pmatrix}, \qquad \text{trace } \eta^2, \quad \text{determinant } -2\eta . $$

Its eigenvalues $\nu_+ > 0$ and $-\nu_- < 0$ have $\nu_+ - \nu_- = \eta^2$ and $\nu_+\nu_- = 2\eta$.
The sum over coordinates is $\nu_+ X - \nu_- Y$ with independent $\chi^2$ variables of $d$ degrees
of freedom, and it is negative if $X/Y < \nu_-/\nu_+$. The quotient $F = X/Y$ has the $F$
distribution with $d$ and $d$ degrees of freedom, for which $\tfrac12\sqrt d\,(\sqrt F - 1/\sqrt F)$
is known to be distributed as $t_d$. Hence

$$ \bar A = 2P\Big( t_d < \tfrac12\sqrt d\; \frac{\nu_- - \nu_+}{\sqrt{\nu_+\nu_-}} \Big) = 2P\Big(t_d < -\sqrt d\,\frac{\eta^2}{2\sqrt{2\eta}}\Big) = P\big(|t_d| > \sqrt d\,(\eta/2)^{3/2}\big). $$

For the random walk, $y = x + \sqrt{2\eta}\,z$, the trace is $2\eta$ and the determinant again
$-2\eta$, which gives $c = 2\eta/(2\sqrt{2\eta}) = (\eta/2)^{1/2}$. On the line $t_1$ is a Cauchy
variable, for which $P(|t_1| > c) = \tfrac2\pi\arctan(1/c)$, and so MALA has

$$ \bar A = \frac2\pi \arctan\Big(\frac2\eta\Big)^{3/2}. $$ {#eq:acceptance}

## Two gradients of one energy {#sec:two-gradients}
@main

Gradient descent with noise sounds like training a network, and the two are easily confused. Both
walk down an energy $E_\theta(x)$. They differ in what moves (@fig:two-gradients):

| | sampling | training |
|---|---|---|
| moves | the points $x$ | the parameters $\theta$ |
| is held fixed | the parameters $\theta$ | the data $x$ |
| gradient | $\nabla_x E_\theta(x)$ | $\nabla_\theta E_\theta(x)$, data minus model (@eq:two) |
| noise | $\sqrt{2\varepsilon T}\,z$, part of the method | none wanted |
| ends | never: it fluctuates, distributed as $p_\theta$ | at $\theta^*$ |

Take the spring $E_\theta(x) = \tfrac12 \lambda (x-\mu)^2$ with the parameters $\mu$ and
$\rho = \ln\lambda$, so that the stiffness $\lambda$ cannot become negative. Training needs a second
term (@ch:03), the gradient of $\ln Z$, which is an expectation under the model:

$$ \nabla_\theta \big(-\ln p_\theta(x)\big) = \nabla_\theta E_\theta(x) - \mathbb{E}_{p_\theta}\big[\nabla_\theta E_\theta\big]. $$ {#eq:two}

For the spring the model's expectations are known:
$\mathbb E\, \partial_\rho E = \mathbb E\, E = \tfrac12$ and $\mathbb{E}\, \partial_\mu E = 0$. For
other energies one needs samples of the model: drawing them, by the gradient in $x$, is a part of computing
the gradient in $\theta$. Here are both for the spring:
*/

let softSpring = (ρ: log(0.5), μ: -1.0)
let softScore: Score = { x in -0.5 * (x + 1) }
let crowd = ends(
  of: Langevin(score: softScore, stepSize: 0.2), from: 3 * random.uniform([200, 1]), steps: 60)

let observations = running.sample(200, using: &random)
var spring = softSpring
var springs = [softSpring]
for _ in 0..<200 {
  let (λ, stretch) = (exp(spring.ρ), observations - Float(spring.μ))
  spring.ρ -= 0.2 * (λ * stretch.square().mean() / 2 - 0.5)
  spring.μ -= 0.2 * (-λ * stretch.mean() - 0)
  springs.append(spring)
}
claim(
  "1/λ at the end of training, against the variance of the data", measured: exp(-spring.ρ),
  exact: observations.variance(unbiased: false), tolerance: .relative(1e-3), rulesOut: 2)

// fold: Drawing the two gradients
let springLine = Grid(-4...4, step: 0.02)
func onSpring(_ x: Tensor) -> Tensor { .concatenated([x, 0.25 * (x + 1).square()], axis: 1) }
func ticks(_ points: Tensor) -> PointPlot {
  PointPlot(x: points.doubles, y: points.doubles.map { _ in -0.15 }, style: .data.markerSize(2))
}
figure(
  "two-gradients",
  caption: """
    One energy, two gradients. Left: points move, without noise (arrows) and with it (grey, after 60 steps). \
    Right: the curve moves, until its minimum is at the mean of the data (grey).
    """,
  size: .wide
) {
  let (x, y) = (Axis("x", range: -4...4), Axis("E(x)", range: -0.5...4.5))
  Panel("Sampling: x moves", x: x, y: y) {
    LinePlot(onSpring(springLine.points), style: .exact)
    for (i, start) in [-3.8, 2.8].enumerated() {
      let descent = Langevin(score: softScore, stepSize: 0.4, noise: .none)
      let steps = onSpring(path(of: descent, from: [start], steps: 11))
      SegmentPlot(
        from: steps.rows(0..<11), to: steps.rows(1..<12), arrows: true,
        style: .series(i).lineWidth(1.6))
    }
    ticks(crowd)
  }
  Panel("Training: θ moves", x: x, y: y) {
    let snapshots = [0, 2, 5, 12, 40, 200]
    for (i, step) in snapshots.enumerated() {
      let (ρ, μ) = springs[step]
      LinePlot(springLine, label: "step \(step)", style: .sequence(i, of: snapshots.count)) {
        0.5 * exp(ρ) * ($0 - μ) * ($0 - μ)
      }
    }
    ticks(observations)
  }
}

/*:
## The noise is the temperature {#sec:temperature}
@main

What if the noise is not tied to the step? Many codes have the step size $\varepsilon$ and the noise
$\sigma$ of @eq:kick as two knobs, to be tuned by eye. By @eq:langevin this is ULA at the
temperature at which $\sigma = \sqrt{2\varepsilon T}$,

$$ T_{\mathrm{eff}} = \frac{\sigma^2}{2\varepsilon} . $$ {#eq:effective}

Other noise means another temperature: it samples $p^{1/T_{\mathrm{eff}}}$, up to normalisation. No
noise means $T = 0$, which is descent. On a parabola of curvature $\kappa$ the recursion gives the
exact variance, including the bias:

$$ \operatorname{Var} x = \frac{\sigma^2}{\varepsilon\kappa\,(2-\varepsilon\kappa)} . $$ {#eq:untied-variance}

@fig:temperature shows the double well with half of the right noise and with twice as much. A factor
2 in the noise is a factor 4 in the temperature. (The histograms are slightly wider than the black
lines because the step has its bias: $\varepsilon = 0.01$ and the curvature 8 at the bottoms make
$\eta = 0.08$, and a variance that is 4 % too large.)
*/

// fold: Half and twice the noise
let tiedMoment = secondMoment(wellDistribution(stepSize: 0.01, temperature: 1))
let strengths = [(name: "½", factor: 0.5), ("2", 2)]
let wrongNoise = strengths.map { name, factor in
  let noise = Langevin.Noise.normal(standardDeviation: factor * sqrt(2 * 0.01))
  let x = ends(
    of: Langevin(score: wellScore, stepSize: 0.01, noise: noise), from: wells, steps: 200)
  claim(
    "E x², noise \(name)·√(2ε)", Estimate(meanOf: x.square()),
    exact: secondMoment(wellDistribution(stepSize: 0.01, temperature: factor * factor)),
    rulesOut: tiedMoment)
  return x
}

// fold: Drawing the temperatures
let wellLine = Grid(-2.5...2.5, step: 0.01)
figure(
  "temperature",
  caption: """
    The double well under half and twice the right noise: chains (grey), density at T_eff (black) and at \
    T = 1 (dashed).
    """,
  size: .wide
) {
  for ((name, factor), x) in zip(strengths, wrongNoise) {
    let T = factor * factor
    Panel("σ = \(name)·√(2ε)", x: Axis("x", range: -2.5...2.5), y: Axis("density", range: 0...1.2))
    {
      HistogramPlot(samples: x, range: -2.5...2.5, style: .data)
      LinePlot(wellLine, label: "T = 1", style: .wrong) { wellDensity($0, 1) }
      LinePlot(wellLine, label: "T = \(label(T))", style: .exact) { wellDensity($0, T) }
    }
  }
}

/*:
So here is an audit of the samplers in some well-known codes that train energies of images. The last
column is the curvature $2/\varepsilon$ at which the step meets its edge.
*/

// fold: The recipes
let recipes: [(name: String, step: Double, noise: Double)] = [
  ("Du & Mordatch 2019; UvA tutorial 8", 10, 0.005),
  ("Grathwohl et al. 2020 (JEM)", 1, 0.01),
  ("Nijkamp et al. 2020, non-convergent", 0.01 * 0.01 / 2, 0.01),
  ("Nijkamp et al. 2020, convergent", 0.0075 * 0.0075 / 2, 0.0075),
]
table(
  "Published recipes", columns: ["code", "step ε", "noise σ", "σ at T = 1", "T_eff", "edge 2/ε"],
  rows: recipes.map {
    let T = LangevinGaussian.effectiveTemperature(
      stepSize: $0.step, noiseStandardDeviation: $0.noise)
    return [$0.name, $0.step, $0.noise, sqrt(2 * $0.step), T, 2 / $0.step]
  })

/*:
A temperature of a millionth is as good as none: for the energy as it is written down, the chains of the first
two rows are descents with hardly any noise. They can work all the same. An energy is trained against *its*
sampler, and so it learns whatever scale makes the sampler's points look like data. But then $e^{-E}$ is not the
density. If the chains are near equilibrium, which mostly they are not, log-probability ratios are
$\Delta E/T_{\mathrm{eff}}$, and the factor is 800,000 in the first row. (Its two codes also clip the gradient, which
hides the edge.)

The last two rows show that consistent units are possible. The code of Nijkamp et al. steps along the
gradient of its network $f$ with step size 1, and says that its energy is $2f/\sigma^2$. In these
units the step size is $\sigma^2/2$, and the temperature is 1. The *non-convergent* recipe starts
each chain from uniform noise and runs it for 150 steps, too few for equilibrium. The *convergent*
one has 500 steps and persistent chains (@ch:03), which may be near it.

@deeper Noise of another shape
Uniform numbers are cheaper than normal ones, so why not use them? One way is plainly wrong: to take
$u$ from $(-1, 1)$ in the place of $z$. Its variance is $\tfrac13$, and by @eq:effective the
temperature is $\tfrac13$, however small the step. Stretched to $(-\sqrt3, \sqrt3)$ the variance is
1. On a Gaussian, the mean, the variance and all correlations are then *exactly* those of normal
noise, because @eq:recursion never asked for more.

What goes wrong is everything beyond the second moment. A chain's state is a sum of past kicks,
$x - m = \sum_k a^k \sigma z_{n-k}$, so its fourth cumulant is that of $z$ times $\sigma^4/(1-a^4)$.
The excess kurtosis, $-\tfrac65$ for a uniform distribution, becomes

$$ \frac{\mathbb{E}(x-m)^4}{v_\infty^2} - 3 = -\frac65 \cdot \frac{1-a^2}{1+a^2} \approx -\frac65\,\eta . $$ {#eq:kurtosis}

It is a bias of order $\eta$, like that of @sec:edge: many small kicks add up to a normal variable,
by the central limit theorem. At $\eta = 1$ there is only one kick, and the distribution is a box.
*/

// fold: Uniform kicks of variance 2ε
let uniform = Langevin.Noise.uniform(standardDeviation: sqrt(2 * 0.2 * v))
let box = Langevin(score: running.score, stepSize: 0.2 * v, noise: uniform)
let squares = (ends(of: box, from: centre, steps: 50) - Float(m)).square()
let kurtosis = LangevinGaussian.stationaryKurtosis(
  standardDeviation: sqrt(v), stepSize: 0.2 * v, noiseKurtosis: -1.2)
let normalVariance = v / (1 - 0.2 / 2)
claim(
  "variance with uniform noise, η = 0.2", Estimate(meanOf: squares), exact: normalVariance,
  rulesOut: v)
claim(
  "fourth moment", Estimate(meanOf: squares.square()),
  exact: normalVariance * normalVariance * (3 + kurtosis),
  rulesOut: 3 * normalVariance * normalVariance)

/*:
## Modes that are never visited {#sec:modes}
@main

The slope is local. It leads to the bottom of the valley at hand and says nothing of the next one.
Put two normal modes of variance 1 at $\pm m$, start all chains in the left one, in equilibrium there,
so that nothing but the crossing is measured, and count how many are on the right. @fig:modes
has the share by the transition matrix and by chains. If all were well, every curve would climb to
one half.
*/

// fold: Crossings, by the matrix and by chains
let distances = [2, 2.5, 3, 4.0]
let checkpoints = [1, 3, 10, 30, 100, 300, 1000]
let crossers = chapter.samples(3_000, quick: 400)

/// The share on the right of zero: exact after every step, measured at the checkpoints.
func shares(
  _ pair: GaussianMixture, from start: any Distribution
) -> (exact: [Double], measured: [Estimate]) {
  let line = Grid(-8.55...8.55, step: 0.1)
  let chain = MarkovMatrix.langevin(score: pair.score, stepSize: 0.1, cells: line.x)
  var sampler = Langevin(score: pair.score, stepSize: 0.1)
  let weights = exp(start.logDensity(line.points)).doubles
  var distribution = weights.map { $0 / sum(weights) }
  let exact = (1...1000).map { _ in
    distribution = chain.step(distribution)
    return sum(zip(line.x, distribution).map { $0 > 0 ? $1 : 0 })
  }
  let states = sampler.states(
    from: start.sample(crossers, using: &random), steps: 1000, using: &random)
  let measured = checkpoints.map { step in
    Estimate(share: states[step - 1].doubles.count { $0 > 0 }, of: crossers)
  }
  return (exact, measured)
}
let crossings = distances.map { distance in
  shares(.pair(distance: distance), from: Gaussian(mean: -distance, standardDeviation: 1))
}
for (i, steps) in [(0, 30), (3, 1000)] {
  claim(
    "share across after \(steps) steps, modes at ±\(label(distances[i]))",
    crossings[i].measured[checkpoints.firstIndex(of: steps)!],
    exact: crossings[i].exact[steps - 1], rulesOut: 0.5)
}

// fold: Drawing the modes
figure(
  "modes",
  caption: """
    The share of chains that have crossed from the mode at −m to the one at m: transition matrix (lines) and chains \
    (dots).
    """,
  size: .single
) {
  Panel(
    x: Axis("steps", scale: .log, range: 1...1000), y: Axis("share across", range: -0.02...0.6),
    legend: .direct
  ) {
    RulePlot(y: 0.5, style: .data)
    for (i, distance) in distances.enumerated() {
      LinePlot(
        x: (1...1000).map(Double.init), y: crossings[i].exact, label: "m = \(label(distance))",
        style: .sequence(i, of: distances.count))
      PointPlot(
        checkpoints.map(Double.init), crossings[i].measured,
        style: .sequence(i, of: distances.count))
    }
  }
}

/*:
With the modes two standard deviations from the middle, both have their share after a few hundred steps.
At four, where the barrier is seven times $T$, three chains in a hundred are across after a thousand steps,
and yet each chain, looked at by itself, seems perfectly well.

The weights suffer most. Let the right mode have weight 0.8, and start the chains half and half.
Each mode is in equilibrium at once, and the shares hardly change:
*/

// fold: Unequal weights
let unequal = shares(.pair(distance: 4, weight: 0.8), from: GaussianMixture.pair(distance: 4))
claim(
  "share in the mode of weight 0.8 after 1000 steps", unequal.measured.last!,
  exact: unequal.exact.last!, rulesOut: 0.8)

/*:
No step size repairs this, and no acceptance rule. Heat helps: at a higher temperature the barrier
counts for less. So one could start hot, cross, and cool down slowly. This is annealing, and
diffusion does the same in its own way, with noise in the place of heat (@ch:08).

## What we have, and what we lack {#sec:lack}
@main

**What we have.** A sampler that needs only the score: no $Z$, and not even the energy, unless one
insists on refusing steps. Its errors are known: a bias of order $\eta$, an edge, a memory of
$1/\eta$ steps, and valleys that it does not leave. **What we lack.** The score. An energy that was
learned (@ch:03) has one by differentiation. But if the score is all that sampling needs, why not
learn the score itself? That is @ch:05.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/04-langevin/homework/Answers.swift), and run `swift run homework-04`: it
says which are right, and what is wrong with the others. `swift run homework-04 hint 4.3` gives a
hint. [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

- **T1.** *Warm-up.* Many papers write the step as $x' = x + \frac{h}2 s(x) + \sqrt{h}\, z$. Show
  that it is the same algorithm. Where is its stability edge, and what is its bias, in terms of
  $h/v$?
- **T2.** *Order matters a little.* The codes of the audit's first row add the noise first and
  follow the slope from there: $y = x + \sigma z$, $x' = y - \varepsilon\nabla E(y)$. Show that on a
  parabola the variance of @eq:untied-variance gets a factor $(1-\varepsilon\kappa)^2$.
- **T3.** *One step for all axes.* Let $x' = x + \varepsilon M s(x) + \sqrt{2\varepsilon}\, L z$
  with a constant matrix $M = LL^\top$. Repeat @sec:noise and show that, to the same order, it keeps
  $p$ for any $M$. Which $M$ gives the running Gaussian in the plane a condition number of 1?
- **T4.** *A small project.* Hamiltonian Monte Carlo: draw a momentum $w \sim N(0, I)$, make $k$
  leapfrog steps of size $h$ with the Hamiltonian $H = E(x) + \tfrac12\lVert w\rVert^2$, and accept
  with probability $\min(1, e^{-\Delta H})$. Show that for $k = 1$ it is MALA with
  $\varepsilon = h^2/2$. Write it as a `MarkovKernel`, and compare its worth per gradient with
  MALA's on a Gaussian with condition number 100.

## Sources {#sec:sources}

P. Langevin, *Sur la théorie du mouvement brownien*, Comptes rendus 146 (1908). P. J. Rossky, J. D.
Doll and H. L. Friedman, *Brownian dynamics as smart Monte Carlo simulation*, J. Chem. Phys. 69
(1978), which is MALA before the name. G. Parisi, *Correlation functions and computer simulations*,
Nuclear Physics B 180 (1981). U. Grenander and M. I. Miller, *Representations of knowledge in
complex systems*, J. R. Stat. Soc. B 56 (1994), with J. Besag's comment. G. O. Roberts and R. L.
Tweedie, *Exponential convergence of Langevin distributions and their discrete approximations*,
Bernoulli 2 (1996), for @sec:edge and @sec:walls. G. O. Roberts and J. S. Rosenthal, *Optimal
scaling of discrete approximations to Langevin diffusions*, J. R. Stat. Soc. B 60 (1998), for the power ⅓. The recipes of the audit are those in the published code of Y. Du and I. Mordatch, *Implicit
generation and modeling with energy-based models* (2019); P. Lippe, *UvA deep learning tutorials*,
no. 8 (2020); W. Grathwohl et al., *Your classifier is secretly an energy based model and you should
treat it like one* (2020); E. Nijkamp et al., *On the anatomy of MCMC-based maximum likelihood
learning of energy-based models* (2020), configurations `flowers_nonconvergent` and
`flowers_convergent`.
*/

chapter.finish()
