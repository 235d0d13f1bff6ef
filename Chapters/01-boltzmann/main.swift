/*:
A neural network can output any number. A probability cannot be any number: it has to be
non-negative, and together with all the others it has to sum to one. **What turns the first kind of
number into the second, and what does it cost?** The answer to the first half is one line long and
150 years old. The answer to the second half is the reason for the rest of the book.
*/
// fold: Imports
import Distributions
import Elementary
import Notebook
import Plotting
import Statistics
import Tensors
import Theory

let chapter = Chapter(1, "Boltzmann: from energies to probabilities")
var random = chapter.random

/*:
## A function that may say anything {#sec:anything}
@main

Suppose $f(x)$ is large where data are common and small where they are rare, and nothing else is
known about it. Here is one such function, standing in for what an untrained network gives us.
*/

func f(_ x: Double) -> Double { 2 * sin(2 * x) - x * x / 4 }

let line = Grid(-5...5, step: 0.025)
show("smallest value of f on [−5, 5]", line.map(f).min()!)
show("∫ f(x) dx over [−5, 5]", line.integral(f))

/*:
The simplest attempt is to call $f$ itself a density. It fails twice: $f$ is negative in places, and
its integral is not one. The second failure can be repaired afterwards, by dividing by the integral,
provided it is finite. The first must be repaired before that, by passing $f$ through some function
$g$ that has no negative values:

$$ p(x) = \frac{g(f(x))}{\int g(f(y)) \, dy}. $$ {#eq:normalise}

Many functions qualify: the square, the absolute value, the exponential, the softplus
$\ln(1+e^f)$. (The log-sigmoid, which is common in networks, does not: it is never positive.) Are the four equally
good? Three questions tell them apart.

- *Does it keep the order?* If $f$ prefers one point to another, so should $p$.
- *Does it turn sums into products?* A network adds up pieces of evidence; the probabilities of independent
  pieces multiply. The two agree if the quotient $g(a+b)/(g(a)\,g(b))$ is one; we try $a = -2$ and $b = 2$.
- *Is its range large?* A picture and the same picture with noise differ in probability by a factor
  that no sane network would output as a plain number.
*/

// fold: Four candidates
let candidates: [(name: String, g: (Double) -> Double)] = [
  ("f²", { $0 * $0 }), ("|f|", { abs($0) }), ("ln(1 + eᶠ)", { softplus($0) }), ("eᶠ", { exp($0) }),
]
table(
  "Four ways to a non-negative number",
  columns: ["g(f)", "g(−2)", "g(2)", "g(−2+2) / g(−2)g(2)", "decades from g(−20) to g(20)"],
  rows: candidates.map { name, g in
    [name, g(-2), g(2), g(0) / (g(-2) * g(2)), log10(g(20) / g(-20))]
  })

/*:
The square and the absolute value forget the sign, so they cannot tell the best point from the worst
one. Softplus keeps the order but is linear for large $f$: it has a long way down and a short way
up. Only the exponential passes all three tests. That is no accident: the only continuous functions with
$g(a+b) = g(a)\,g(b)$, apart from zero, are $g(a) = e^{ca}$ with a constant $c$.
@fig:four-densities shows what the four make of our $f$: the first two put most of their mass where
$f$ is most negative.
*/

// fold: Drawing the four densities
figure(
  "four-densities",
  caption: """
    One function f (left) and the four densities that g(f) makes of it (right). The square and the \
    absolute value put most of their mass where f is most negative.
    """,
  size: .wide
) {
  Panel("What the network says", x: Axis("x"), y: Axis("f(x)")) {
    RulePlot(y: 0, style: .data)
    LinePlot(line, style: .exact, f)
  }
  Panel("What g makes of it", x: Axis("x"), y: Axis("p(x)")) {
    for (index, candidate) in candidates.enumerated() {
      let total = integrate(from: -5, to: 5, points: 400) { candidate.g(f($0)) }
      LinePlot(line, label: candidate.name, style: .series(index)) { candidate.g(f($0)) / total }
    }
  }
}

/*:
A further reason starts not from what we want of $g$ but from how little we want to assume. Attach to each state
$i$ an energy $E_i$, small meaning good. Fix the mean energy, and ask for the distribution that is otherwise as
undecided as possible, the one with the largest entropy $H(p) = -\sum_i p_i \ln p_i$. With multipliers $\beta$
for the mean energy and $\lambda$ for the sum,

$$
\frac{\partial}{\partial p_i}\Big[ H(p) - \beta \sum_j p_j E_j - \lambda \sum_j p_j \Big]
= -\ln p_i - 1 - \beta E_i - \lambda = 0
\quad\Longrightarrow\quad
p_i \propto e^{-\beta E_i}.
$$ {#eq:maximum-entropy}

The exponential was not chosen; it fell out. Since $H$ is strictly concave and both conditions are
linear, this stationary point is the only maximum. The multiplier $\beta$ is the inverse of what the
next section calls temperature. Gibbs used this distribution for gases after Boltzmann, and many
distributions with a name (normal, exponential, geometric, Bernoulli) are of this form.

@page
Let us check it by number. Take four states with energies $0, 1, \tfrac32, 3$, and move the probabilities
along the direction $\delta = (2, -3, 0, 1)$. It leaves both the sum and the mean energy where they
are, since $\sum_i \delta_i = 0$ and $\sum_i \delta_i E_i = -3 + 3 = 0$. If @eq:maximum-entropy is right, the slope
of the entropy vanishes in this direction, and a move of $\eta\delta$ costs
$\tfrac12 \eta^2 \sum_i \delta_i^2 / p_i$ to second order. (The next section says how to read the lines with a ✓.)
*/

// fold: The entropy around its maximum
let energies = [0, 1, 1.5, 3.0]
let direction = [2, -3, 0, 1.0]
let atOne = Discrete(energies: energies, temperature: 1)
func entropyChange(movingBy η: Double) -> Double {
  let moved = zip(atOne.probabilities, direction).map { $0 + η * $1 }
  return Discrete(probabilities: moved).entropy - atOne.entropy
}
let (up, down) = (entropyChange(movingBy: 1e-4), entropyChange(movingBy: -1e-4))
let curvature = sum(zip(direction, atOne.probabilities).map { $0 * $0 / $1 })
claim(
  "curvature of the entropy at its maximum", measured: (up + down) / 1e-8, exact: -curvature,
  tolerance: .relative(1e-5), rulesOut: -curvature / 2)
claim(
  "slope of the entropy at its maximum", measured: (up - down) / 2e-4, exact: 0,
  tolerance: .absolute(1e-5))

/*:
> **How others get around it.** Before paying for normalisation, let us see who manages without.
> *Autoregressive models* and *normalising flows* build $p$ from pieces that are normalised by
> construction, and get the exact likelihood in exchange for restrictions on the network. A
> *variational autoencoder* is freer and gets a lower bound on the likelihood instead. A *generative
> adversarial network* gives up the density altogether: it can draw samples but cannot say how
> probable they are. An *energy-based model*, our subject, leaves the network free and keeps the
> density up to one unknown factor.

## The Boltzmann distribution {#sec:boltzmann}
@main

Physics counts the other way round: the state that nature prefers has *low* energy. So we write
$E = -f$, and let a temperature $T$ say how much the differences matter:

$$ p(x) = \frac{1}{Z}\, e^{-E(x)/T}, \qquad Z = \int e^{-E(x)/T}\, dx. $$ {#eq:boltzmann}

This is the **Boltzmann distribution**, and $Z$ is its **partition function**. Note the minus signs,
both of them: high energy is low probability, and what is integrated in $Z$ is $e^{-E/T}$, not the
probability (which integrates to one by construction). For finitely many states the integral is a
sum, and everything can be computed by enumeration.
*/

// fold: Four states at several temperatures
table(
  "Four states with energies 0, 1, 1.5 and 3",
  columns: ["T", "p₁", "p₂", "p₃", "p₄", "mean energy"],
  rows: [0.1, 0.5, 1, 2, 10, 1000].map { T in
    let states = Discrete(energies: energies, temperature: T)
    return [T] + states.probabilities.map { $0 as any TableCell } + [states.meanEnergy]
  })

/*:
Read the table from the top. At low temperature nearly all the probability sits on the minimum of
the energy. At high temperature the energies hardly count and every state gets its quarter. In
between, probability *ratios* are set by energy *differences*: at $T=1$, $p_1/p_2 = e^{1} = 2.718$.
Adding a constant to all energies changes nothing.

The partition function is more than a nuisance: its logarithm generates the averages.
Differentiating $\ln Z = \ln \sum_i e^{-E_i/T}$ with respect to $T$ gives
$\sum_i (E_i/T^2)\, e^{-E_i/T}/Z = \langle E\rangle / T^2$, where $\langle E\rangle$ is the mean energy. @ch:03 will
build on this: *the derivative of $\ln Z$ is an expectation*.
*/

// fold: The derivative of ln Z, and frequencies
let atTwo = Discrete(energies: energies, temperature: 2)
let slopeOfLogZ =
  (Discrete(energies: energies, temperature: 2 + 1e-4).logPartitionFunction
    - Discrete(energies: energies, temperature: 2 - 1e-4).logPartitionFunction) / 2e-4
claim(
  "T² d ln Z/dT is the mean energy (T = 2)", measured: 4 * slopeOfLogZ, exact: atTwo.meanEnergy,
  tolerance: .relative(1e-7))
let draws = chapter.samples(200_000, quick: 10_000)
let counts = atTwo.sample(draws, using: &random).reduce(into: [0, 0, 0, 0]) { $0[$1] += 1 }
for (state, p) in atTwo.probabilities.enumerated() {
  claim(
    "frequency of state \(state + 1) at T = 2",
    Estimate(Double(counts[state]) / Double(draws), variance: p * (1 - p), draws: draws), exact: p,
    rulesOut: atOne.probabilities[state])
}

/*:
Each of these lines is a **claim**: a number that we measured, beside the number that theory gives. Where the
measurement is random, it comes with its standard error, and `z`, the difference in standard errors, must stay
below five; where it is not, the difference must stay below a stated bound. The comparison also has to be sharp
enough to rule out a plausible mistake, here the probabilities at $T = 1$, as if the temperature had been
forgotten. All the claims of a chapter are collected in a table at the end of its page.

## Densities, and the one everybody knows {#sec:gaussian}
@main

For a continuous $x$ the recipe is the same, with an integral for the sum. The parabola
$E(x) = (x-m)^2/(2v)$, the energy of a spring, gives the density that everybody has met, the normal one:

$$ Z = \int e^{-(x-m)^2/(2 T v)}\, dx = \sqrt{2\pi T v}, \qquad \operatorname{Var} x = T v. $$ {#eq:gaussian}

Temperature scales its variance. It will accompany us through every chapter as the **running Gaussian** $N(m, v)$ with
$m = 1$ and $v = \tfrac14$, since nearly everything about it can be computed exactly. One warning: a
probability is at most one, but a density is not, because it is probability *per length*. Squeeze
the running Gaussian to $v = 0.01$, and its peak is $1/\sqrt{2\pi v} = 3.99$.

@page
To prove @eq:gaussian, let $I$ be the integral for $2Tv = 1$ and $m = 0$, and compute its square in polar
coordinates:
$I^2 = \int\!\!\int e^{-(x^2+y^2)} dx\,dy = 2\pi\int_0^\infty e^{-r^2} r\,dr = \pi$. Rescaling gives
$Z$. The variance follows, because the derivative of $\ln Z$ is an expectation here too:
$\langle E\rangle = T^2\, d\ln Z/dT = T/2$, and $\langle E\rangle = \operatorname{Var} x/(2v)$. The
entropy of a density is $-\int p \ln p\,dx = \ln Z + \langle E\rangle/T$; unlike that of states it
can be negative, as it is for a spike. Quadrature knows nothing of polar coordinates:
*/

// fold: The running Gaussian by quadrature
let running = Gaussian.running
let (m, v, deviation) = (running.mean[0], running.covariance[0][0], running.standardDeviation)
func springEnergy(_ x: Double) -> Double { (x - m) * (x - m) / (2 * v) }
table(
  "The running Gaussian at several temperatures, by quadrature and by formula",
  columns: ["T", "Z", "√(2πTv)", "variance", "Tv", "entropy", "½ ln(2πeTv)"],
  rows: [0.25, 1, 4].map { T in
    let integral = { (g: (Double) -> Double) in
      integrate(from: m - 10, to: m + 10, points: 400) { exp(-springEnergy($0) / T) * g($0) }
    }
    let Z = integral { _ in 1 }
    let exact = GaussianBoltzmann.partitionFunction(standardDeviation: deviation, temperature: T)
    claim(
      "Z of the running Gaussian, T = \(label(T))", measured: Z, exact: exact,
      tolerance: .relative(1e-12))
    return [
      T, Z, exact, integral { ($0 - m) * ($0 - m) } / Z,
      GaussianBoltzmann.variance(standardDeviation: deviation, temperature: T),
      log(Z) + integral(springEnergy) / Z / T,
      GaussianBoltzmann.entropy(standardDeviation: deviation, temperature: T),
    ]
  })

/*:
We cannot sample from an energy yet; that is the subject of @ch:02 and @ch:04. On a line, brute force
does it: lay a fine grid over the axis, treat its points as states of a discrete system, and draw from
that. The claim rules out a variance that grows like the standard
deviation: at $T = 4$ the standard deviation doubles, so the variance is four times $v$, not twice.
*/

// fold: Sampling the spring by enumeration
let cells = Grid((m - 8)...(m + 8), step: 0.005)
let sampleSize = chapter.samples(100_000, quick: 5_000)
let positions = Discrete(energies: cells.map(springEnergy), temperature: 4)
  .sample(sampleSize, using: &random).map { cells.x[$0] }
claim(
  "variance of the running Gaussian at T = 4",
  measuredVariance: meanAndVariance(positions).variance, degreesOfFreedom: sampleSize - 1,
  exact: GaussianBoltzmann.variance(standardDeviation: deviation, temperature: 4),
  rulesOut: 2 * v)

/*:
## Two wells {#sec:double-well}
@main

The energy of a Gaussian has one minimum. Data that come in two kinds need two. The double well

$$ E(x) = a\,(x^2 - 1)^2 $$ {#eq:double-well}

has minima of energy 0 at $x = \pm1$ and a barrier of height $a$ at $x = 0$ between them.
@fig:temperature shows the energy for $a = 1$ and what temperature makes of it. The energy does not
change; as $T$ rises, the density goes from two narrow spikes to two broad humps with a shallow valley
between them. The top of the barrier is less probable than the bottom of a well by the factor
$p(0)/p(1) = e^{-1/T}$. At $T = 0.1$ this is $4.5\cdot10^{-5}$, and a sampler that moves in small steps will
hardly ever cross: the slow mixing that @ch:02 measures.
*/

// fold: Drawing the double well
func doubleWell(_ x: Double) -> Double { (x * x - 1) * (x * x - 1) }
let wellTemperatures = [0.1, 0.25, 0.5, 1, 2]
let wellAxis = Grid(-2...2, step: 0.01)
figure(
  "temperature",
  caption: "The double well: its energy, and its Boltzmann density at five temperatures.",
  size: .wide
) {
  Panel("Energy", x: Axis("x"), y: Axis("E(x)", range: 0...3)) {
    LinePlot(wellAxis, style: .exact, doubleWell)
  }
  Panel("Density", x: Axis("x"), y: Axis("p(x)")) {
    for (index, T) in wellTemperatures.enumerated() {
      let Z = DoubleWell.partitionFunction(barrier: 1, temperature: T)
      LinePlot(
        wellAxis, label: "T = \(label(T))", style: .sequence(index, of: wellTemperatures.count)
      ) { exp(-doubleWell($0) / T) / Z }
    }
  }
}

/*:
@deeper Its partition function, by Bessel functions
It is not elementary, but it is known. With $x = \sqrt2 \sin\frac{\theta+\pi}{4}$ for
$0 < x < \sqrt2$ the energy becomes $\frac a2 (1 - \cos\theta)$, with $x = \sqrt2\cosh\frac t4$
beyond it becomes $\frac a2(1 + \cosh t)$, and the two integrals together are those that define the modified
Bessel functions $I_\nu$:

$$ Z = \int e^{-a(x^2-1)^2/T} dx = \frac{\pi}{2}\, e^{-b/2}
\Big[ I_{1/4}\big(\tfrac b2\big) + I_{-1/4}\big(\tfrac b2\big) \Big], \qquad b = \frac aT. $$ {#eq:bessel}

A single quartic well is easier: with $u = x^4$, the integral of $e^{-x^4}$ is $2\,\Gamma(5/4)$.
*/

// fold: Quadrature against Bessel functions
table(
  "The double well, a = 1",
  columns: ["T", "Z by quadrature", "Z by Bessel functions", "p(0) / p(1)", "share in |x| < ½"],
  rows: wellTemperatures.map { T in
    let weight = { (x: Double) in exp(-doubleWell(x) / T) }
    let Z = integrate(from: -4, to: 4, points: 400, weight)
    let exact = DoubleWell.partitionFunction(barrier: 1, temperature: T)
    claim(
      "Z of the double well, T = \(label(T))", measured: Z, exact: exact,
      tolerance: .relative(1e-12))
    return [
      T, Z, exact, weight(0) / weight(1), integrate(from: -0.5, to: 0.5, points: 200, weight) / Z,
    ]
  })
claim(
  "∫ exp(−x⁴) dx = 2 Γ(5/4)",
  measured: integrate(from: -6, to: 6, points: 400) { exp(-$0 * $0 * $0 * $0) },
  exact: Quartic.partitionFunction(), tolerance: .relative(1e-12))

/*:
## A landscape {#sec:landscape}
@main

In two dimensions an energy is a landscape, and one can see it. Our second companion is the
**running mixture**: four Gaussians in the plane, with different shapes and the weights 0.4, 0.25, 0.25 and 0.1.
Its density $p$ is known, so that $E = -\ln p$ is an energy with $Z = 1$ at $T = 1$. At other temperatures the
density is proportional to $p^{1/T}$. In @fig:landscape, follow the panels from cold to hot.
*/

// fold: Drawing the landscape
let mixture = GaussianMixture.running
let plane = Grid(square: -4...4, step: 0.05)
let landscape = -mixture.logDensity(plane.points)
let wide = Grid(square: -12...12, step: 0.1)
let wideLandscape = -mixture.logDensity(wide.points)
let landscapeTemperatures = [0.25, 1, 4]
let gridZ = landscapeTemperatures.map { T in
  exp(wide.logIntegral(of: Float(-1 / T) * wideLandscape))
}
figure(
  "landscape",
  caption: """
    The energy of the running mixture (contours at 2, 3, 4, 6, 8 and 10), and its density at three temperatures, \
    each with colours of its own.
    """,
  size: Figure.Size(width: 720, height: 640), columns: 2
) {
  Panel("Energy", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
    Heatmap(
      plane, landscape.doubles.map { min($0, 12) }, colorBar: "E, cut at 12", smooth: true)
    ContourPlot(plane, landscape, levels: [2, 3, 4, 6, 8, 10])
  }
  for (T, Z) in zip(landscapeTemperatures, gridZ) {
    Panel("Density, T = \(label(T))", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
      Heatmap(plane, exp(Float(-1 / T) * landscape) / Float(Z), colorBar: "p", smooth: true)
    }
  }
}

/*:
Cold, the density keeps only the bottoms of the wells, and the deepest gains most. Hot, it fills the gaps
between them. Temperature is a knob that every energy comes with: one function gives a whole family of
targets, some of them much easier to sample than others. @ch:02 will make use of that.

@page
Is there a formula for $Z$? At $T = 1/n$ there is: $p^n$ is a sum of products of Gaussians, and each
product is a Gaussian again. For four components and $T = \tfrac14$ the sum has $4^4$ terms. At
other temperatures only the grid is left.
*/

// fold: The partition function of the landscape
table(
  "The running mixture as an energy", columns: ["T", "Z on the grid"],
  rows: zip(landscapeTemperatures, gridZ).map { [$0, $1] })
claim(
  "Z of the running mixture, T = ¼", measured: gridZ[0],
  exact: MixturePower.integral(
    power: 4, weights: mixture.weights, means: mixture.components.map(\.mean),
    covariances: mixture.components.map(\.covariance)), tolerance: .relative(1e-5))
claim(
  "Z of the running mixture, T = 1", measured: gridZ[1], exact: 1, tolerance: .absolute(1e-6))

/*:
## Learning: likelihood is divergence {#sec:likelihood}
@main

So far the energy was given. To learn it, let $E_\theta$ depend on parameters $\theta$, and choose those that
make the data $x_1,\dots,x_n$ most probable. Independent observations multiply, and the logarithm
turns the product into a sum:

$$ \hat\theta = \arg\max_\theta \prod_{i=1}^n p_\theta(x_i) = \arg\max_\theta \sum_{i=1}^n \ln p_\theta(x_i). $$ {#eq:likelihood}

(The logarithm is also a practical necessity: the product of two thousand perfectly ordinary
densities is not a number that a computer has.) What does maximum likelihood do? Divide by $n$ and
let $n$ grow: the average tends to an expectation over the data's own distribution $p_d$, and

$$
-\mathbb{E}_{p_d}[\ln p_\theta(x)]
= \underbrace{\mathbb{E}_{p_d}\Big[\ln \frac{p_d(x)}{p_\theta(x)}\Big]}_{\mathrm{KL}(p_d\,\Vert\,p_\theta)}
\underbrace{- \,\mathbb{E}_{p_d}[\ln p_d(x)]}_{\text{entropy of the data}} .
$$ {#eq:kl}

The entropy does not depend on $\theta$. So *to maximise the likelihood is to minimise the
Kullback–Leibler divergence from data to model*. It is never negative, because $\ln y \le y - 1$
gives $-\mathrm{KL} = \mathbb{E}_{p_d}[\ln (p_\theta/p_d)] \le \int (p_\theta - p_d)\,dx = 0$, and
it vanishes only if the two agree. Maximum likelihood raises the density where the data are; since
the total is one, it must lower it elsewhere.

Let us watch it on fifty draws from the running Gaussian. The model is a Gaussian with mean $\mu$ and log
variance $\rho$, so that
$-\ln p_\theta(x) = \tfrac12 (x-\mu)^2 e^{-\rho} + \tfrac12(\rho + \ln 2\pi)$. The last term is
$\ln Z$, and we can write it down only because this is a Gaussian. With $\bar x$ and $S$ the mean
and the variance of the data, the average $L$ of $-\ln p_\theta$ over the data has the gradient

$$ \partial_\mu L = (\mu-\bar x)\,e^{-\rho}, \qquad \partial_\rho L = \tfrac12 \big(1 - (S + (\bar x-\mu)^2)\,e^{-\rho}\big). $$ {#eq:gradients}
*/

// fold: Underflow; gradient descent on the likelihood
let observations = running.sample(2_000, using: &random)
let logDensities = running.logDensity(observations).doubles
show("product of 2000 densities", logDensities.reduce(1) { $0 * exp($1) })
show("sum of their logarithms", sum(logDensities))
func divergence(mean: Double, variance: Double) -> Double {
  GaussianDivergence.divergence(mean: m, variance: v, fromMean: mean, variance: variance)
}
let few = running.sample(50, using: &random)
let (dataMean, dataVariance) = (few.mean(), few.variance(unbiased: false))
var (μ, ρ) = (-1.0, log(4.0))
var path: [(divergence: Double, loss: Double)] = []
for _ in 0...400 {
  let spread = (dataVariance + (dataMean - μ) * (dataMean - μ)) * exp(-ρ)
  path.append((divergence(mean: μ, variance: exp(ρ)), (spread + ρ + log(2 * .pi)) / 2))
  (μ, ρ) = (μ - 0.1 * (μ - dataMean) * exp(-ρ), ρ - 0.1 * (1 - spread) / 2)
}
claim(
  "gradient descent finds the data's mean", measured: μ, exact: dataMean,
  tolerance: .absolute(1e-6))
claim(
  "gradient descent finds the data's variance", measured: exp(ρ), exact: dataVariance,
  tolerance: .absolute(1e-6))

// fold: Drawing the path of maximum likelihood
let steps = path.indices.map(Double.init)
let last = path.last!
figure(
  "likelihood",
  caption: """
    Gradient descent on the negative log-likelihood of 50 observations, in nats (units of ln), and the divergence \
    of the true distribution from the model on the way; dots mark the ends. Black, left: the least possible mean \
    of −ln p on new data; the training loss may end on either side of it. Black, right: the divergence at the end, \
    averaged over many data sets.
    """,
  size: .wide
) {
  Panel("What is minimised", x: Axis("step"), y: Axis("nats per observation")) {
    RulePlot(
      y: GaussianBoltzmann.entropy(standardDeviation: deviation),
      label: "entropy of the true distribution", style: .exact)
    LinePlot(x: steps, y: path.map(\.loss), label: "−ln p, mean over the data", style: .learned)
    PointPlot(x: [400], y: [last.loss], style: .learned.markerSize(6))
  }
  Panel("What it is meant to minimise", x: Axis("step"), y: Axis("KL", scale: .log)) {
    RulePlot(
      y: GaussianDivergence.expectedAfterMaximumLikelihood(samples: 50),
      label: "expected, 50 observations", style: .exact)
    LinePlot(x: steps, y: path.map(\.divergence), label: "KL(true ‖ model)", style: .learned)
    PointPlot(x: [400], y: [last.divergence], style: .learned.markerSize(6))
  }
}

/*:
The divergence in @fig:likelihood does not go to zero. Fifty observations have a mean and a variance
of their own, and the best model of *them* is not the truth. On average it is off by about $1/(2n)$ nats for
each of the two parameters. (A nat is the unit of information that goes with natural logarithms.) Nor need
the divergence fall all the way: with other data it often turns up again before the end, although the
training loss keeps falling. That is overfitting; try `--seed 2` and others.

@deeper How far off a fit is on average
The sample mean is normal, $nS/v$ is $\chi^2$ with $n-1$ degrees of freedom, and the two are
independent. With $\mathbb E \ln\chi^2_k = \psi(k/2) + \ln 2$ and $\mathbb E\, 1/\chi^2_k = 1/(k-2)$,

$$
\mathbb{E}\,\mathrm{KL} = \frac12\Big[\psi\Big(\frac{n-1}{2}\Big) + \ln\frac2n
+ \Big(1+\frac1n\Big)\frac{n}{n-3} - 1\Big] \approx \frac1n ,
$$ {#eq:expected-kl}

where $\psi$ is the digamma function. Many fitted data sets check it, sharply enough to rule out the
rule of thumb $1/n$.
*/

// fold: Fitting many data sets
let replicas = chapter.samples(20_000, quick: 1_000)
let dataSets = running.sample(replicas * 50, using: &random).reshaped(replicas, 50)
let means = dataSets.mean(axis: 1, keepingAxis: true)
let variances = (dataSets - means).square().mean(axis: 1)
claim(
  "mean KL of a fit to 50 observations",
  Estimate(
    meanOf: zip(means.doubles, variances.doubles).map { divergence(mean: $0, variance: $1) }),
  exact: GaussianDivergence.expectedAfterMaximumLikelihood(samples: 50), rulesOut: 1.0 / 50)

/*:
## The bill {#sec:bill}
@main

All this worked because $Z$ was at hand: by a formula or by a grid. Now let us pay for the grid. In
$d$ dimensions, with 100 points per axis, it has $100^d$ points. The energy $\tfrac12\lVert x\rVert^2$ is
a good test, since $Z = (2\pi)^{d/2}$ is known.
*/

// fold: The whole grid, point by point
/// Z of E(x) = ½‖x‖² by the midpoint rule on [−6, 6]ᵈ, visiting all pointsᵈ points.
func bruteForcePartitionFunction(dimensions d: Int, points: Int) -> Double {
  let step = 12 / Double(points)
  let squares = (0..<points).map { i in
    let x = -6 + (Double(i) + 0.5) * step
    return x * x
  }
  func total(_ remaining: Int, energy: Double) -> Double {
    if remaining == 0 { return exp(-energy) }
    return sum(squares.map { total(remaining - 1, energy: energy + $0 / 2) })
  }
  return total(d, energy: 0) * pow(step, Double(d))
}
let dimensions = chapter.quick ? 1...2 : 1...3
table(
  "The whole grid, point by point", columns: ["d", "points", "Z on the grid", "(2π)^(d/2)"],
  rows: dimensions.map { d in
    let exact = GaussianBoltzmann.partitionFunction(standardDeviation: 1, dimension: d)
    var Z = 0.0
    stopwatch("grid, d = \(d)") { Z = bruteForcePartitionFunction(dimensions: d, points: 100) }
    claim("Z in ℝ^\(d)", measured: Z, exact: exact, tolerance: .relative(1e-7))
    return [d, pow(100, Double(d)), Z, exact]
  })
let coarse = bruteForcePartitionFunction(dimensions: 2, points: 10)
show(
  "two dimensions, 10 points per axis: Z / exact",
  coarse / GaussianBoltzmann.partitionFunction(standardDeviation: 1, dimension: 2), digits: 8)

// fold: Drawing the bill
let manyDimensions = (1...8).map(Double.init)
figure(
  "bill",
  caption: """
    How many points a grid has, with 100 and with 10 points per axis, and how many can be visited in an hour and \
    in a year at a billion a second. Dots: the grids that were summed above.
    """,
  size: .single
) {
  Panel(x: Axis("dimensions d"), y: Axis("points", scale: .log, range: 1...1e18)) {
    RulePlot(y: 3.6e12)
    Annotation("an hour", x: 1.2, y: 1.8e13, side: .right)
    RulePlot(y: 3.156e16)
    Annotation("a year", x: 1.2, y: 1.6e17, side: .right)
    for (index, base) in [100.0, 10].enumerated() {
      LinePlot(
        x: manyDimensions, y: manyDimensions.map { pow(base, $0) },
        label: "\(label(base))ᵈ points", style: index == 0 ? .exact : .series(1))
    }
    PointPlot(
      x: dimensions.map(Double.init), y: dimensions.map { pow(100, Double($0)) }, style: .measured)
  }
}

/*:
The result is excellent, and each new dimension multiplies its price by a hundred (@fig:bill). At a
billion evaluations a second, far more than this simple loop achieves, eight dimensions take four
months. The sixty-four pixels of a very small picture need $10^{128}$ evaluations, more than the
world has time for at any speed. (This energy is a sum over coordinates, so that its $Z$ is a
product of one-dimensional ones; we pretend not to notice, since a network's energy will not be.)

Would fewer points do? The midpoint rule is astonishingly good for smooth functions that decay: ten
points per axis still give five digits here, and eight dimensions then take a tenth of a second. But the
picture needs $10^{64}$. A smaller base moves the wall; it does not remove it.

## What we have, and what we lack {#sec:lack}
@main

This is the wall that the book is about. A network gives $E_\theta(x)$ for any $x$, and
$p_\theta(x) = e^{-E_\theta(x)}/Z(\theta)$ would be all we want, were it not for one number that
depends on every point of the space and changes whenever $\theta$ does. The chapters of this first part are
ways of living without it:

- compare and sample by ratios, in which $Z$ cancels (@ch:02);
- learn from samples of the model itself, contrastive divergence (@ch:03);
- work with the slope $\nabla_x \ln p$, from which $Z$ has gone (@ch:04 and @ch:05);
- turn that slope into a denoiser, and the denoiser into a generator: diffusion (@ch:06 to @ch:09).

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/01-boltzmann/homework/Answers.swift) and run `swift run homework-01`, which says what is
right and, of what is wrong, *what* is wrong. `swift run homework-01 hint 1.3` gives a hint;
[HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

- **T1.** *Warm-up.* Show that adding a constant to the energy changes $Z$ and not $p$. What does
  multiplying the energy by a constant do?
- **T2.** *Entropy.* Derive $H = \ln Z + \langle E\rangle/T$ for any Boltzmann distribution, and from
  it the last column of the Gaussian's table.
- **T3.** *Counting.* The Poisson distribution $p_k \propto \lambda^k/k!$ is not of the form
  @eq:maximum-entropy with $E_k = k$; which one is? What has to be put in front of the exponential to
  get Poisson's, and what does it count?
- **T4.** *Cold limits.* For the double well let $T \to 0$ and replace each well by a parabola
  (Laplace's method): $Z \approx 2\sqrt{\pi T/(4a)}$. How good is that at $T = 0.1$? Compare with
  the table.
- **T5.** *The divergence has a direction.* Compute $\mathrm{KL}(p\Vert q)$ and
  $\mathrm{KL}(q\Vert p)$ for the double well at $T = 0.25$ against the Gaussian of the same mean
  and variance. Which of the two does maximum likelihood minimise, and what does it forgive?

## Sources {#sec:sources}

L. Boltzmann, *Studien über das Gleichgewicht der lebendigen Kraft* (1868). J. W. Gibbs, *Elementary
Principles in Statistical Mechanics* (1902). E. T. Jaynes, *Information theory and statistical
mechanics*, Physical Review 106 (1957), for @eq:maximum-entropy. Y. LeCun et al., *A tutorial on
energy-based learning* (2006). *NIST Digital Library of Mathematical Functions*, §10.32, for the
integrals behind @eq:bessel.
*/

// fold: The table of claims
chapter.finish()
