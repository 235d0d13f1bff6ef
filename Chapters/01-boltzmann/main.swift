/*:
A neural network can output any number. A probability cannot be any number: it has to be
non-negative, and together with all the others it has to sum to one. This chapter asks what turns
the first kind of number into the second, and what the conversion costs. The answer to the first
half is one line long and 150 years old. The answer to the second half is the reason for the rest of
the book.
*/
import Distributions
import Elementary
import Notebook
import Plotting
import ScoreMatching
import Tensors
import Theory

let chapter = Chapter(1, "Boltzmann: from energies to probabilities")
var random = chapter.random

/*:
## A function that may say anything {#sec:anything}

Say that $f(x)$ is large where data are common and small where they are rare; nothing else is known
about it, because nothing else was asked of it. Here is one such function, to stand for what an
untrained network gives us.
*/

func f(_ x: Double) -> Double { 2 * sin(2 * x) - x * x / 4 }

let xs = Array(stride(from: -5.0, through: 5, by: 0.025))
show("smallest value of f on [−5, 5]", xs.map(f).min()!)
show("∫ f(x) dx over [−5, 5]", integrate(from: -5, to: 5, points: 200, f))

/*:
The simplest attempt is to call $f$ itself a density, and it fails twice: $f$ is negative in places,
and its integral is not one. The two failures are not alike. The second can be mended afterwards, by
dividing by the integral, provided that it is finite. The first must be mended before that, by
passing $f$ through some function $g$ that has no negative values:

$$ p(x) = \frac{g(f(x))}{\int g(f(u)) \, du}. $$ {#eq:normalise}

Many functions qualify: the square, the absolute value, the exponential, the logarithm of one plus
the exponential (known as softplus). Not every function that one meets in a network does: the
logarithm of a sigmoid, say, is never positive. Are the four equally good? Three questions tell them
apart.

- *Does it keep the order?* If $f$ prefers one point to another, so should $p$.
- *Does it turn sums into products?* Two independent pieces of evidence multiply as probabilities,
  and a network adds up what it knows. The quotient $g(a+b)/(g(a)\,g(b))$ is one if $g$ agrees; we
  try $a = -2$ and $b = 2$.
- *Is its range large?* A picture and the same picture with noise differ in probability by a factor
  that no sane network would output as a plain number.
*/

let candidates: [(name: String, g: (Double) -> Double)] = [
  ("f²", { $0 * $0 }),
  ("|f|", { abs($0) }),
  ("log(1 + eᶠ)", { softplus($0) }),
  ("eᶠ", { exp($0) }),
]

table(
  "Four ways to a number that is not negative",
  columns: ["g(f)", "g(−2)", "g(2)", "g(−2+2) / g(−2)g(2)", "decades from g(−20) to g(20)"],
  rows: candidates.map { name, g in
    [name, g(-2), g(2), g(0) / (g(-2) * g(2)), log10(g(20) / g(-20))]
  })

/*:
The square and the absolute value forget the sign, so they cannot tell the best point from the worst
one. Softplus keeps the order but is linear for large $f$: it has a long way down and a short way
up. Only the exponential passes all three. That is no accident: a continuous $g$ with
$g(a+b) = g(a)\,g(b)$ that is not zero is $e^{ca}$ for some constant $c$, and nothing else.
@fig:four-densities shows what the four make of our $f$ on $[-5, 5]$; on the whole line the first
two would not even have a finite integral.
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
    LinePlot(x: xs, y: xs.map(f), style: .exact)
  }
  Panel("What g makes of it", x: Axis("x"), y: Axis("p(x)")) {
    for (index, candidate) in candidates.enumerated() {
      let values = xs.map { candidate.g(f($0)) }
      let total = integrate(from: -5, to: 5, points: 400) { candidate.g(f($0)) }
      LinePlot(
        x: xs, y: values.map { $0 / total }, label: candidate.name, style: .series(index))
    }
  }
}

/*:
There is a fourth reason, which comes from the other side: not from what we want of $g$ but from how
little we want to assume. Fix the mean energy of a system and ask for the distribution that is
otherwise as undecided as possible, the one of largest entropy $H(p) = -\sum_i p_i \ln p_i$. Here an
energy $E_i$ is any number attached to state $i$; small will mean good. With multipliers $\beta$ for
the mean energy and $\lambda$ for the sum,

$$
\frac{\partial}{\partial p_i}\Big[ H(p) - \beta \sum_j p_j E_j - \lambda \sum_j p_j \Big]
= -\ln p_i - 1 - \beta E_i - \lambda = 0
\quad\Longrightarrow\quad
p_i \propto e^{-\beta E_i}.
$$ {#eq:maximum-entropy}

The exponential was not chosen; it fell out. Since $H$ is strictly concave and both conditions are
linear, this stationary point is the only maximum. The multiplier $\beta$ is the inverse of what the
next section calls temperature. Gibbs used this law for gases after Boltzmann, and most
distributions with a name (normal, Poisson, exponential, Bernoulli) are of this family.

Let us check this by a number. Take four states with energies $0, 1, \tfrac32, 3$, and move the
probabilities along the direction $d = (2, -3, 0, 1)$. It leaves both the sum and the mean energy
where they are, since $\sum_i d_i = 0$ and $\sum_i d_i E_i = -3 + 3 = 0$. If @eq:maximum-entropy is
right, the entropy falls whichever way we go, and to second order by
$\tfrac12 \eta^2 \sum_i d_i^2 / p_i$ for a move of $\eta d$.
*/

let energies = [0, 1, 1.5, 3.0]
let direction = [2, -3, 0, 1.0]
let atOne = Discrete(energies: energies, temperature: 1)

func entropy(_ p: [Double]) -> Double { -sum(p.map { $0 * log($0) }) }

func entropyChange(movingBy η: Double) -> Double {
  let moved = zip(atOne.probabilities, direction).map { $0 + η * $1 }
  return entropy(moved) - entropy(atOne.probabilities)
}

let curvature = sum(zip(direction, atOne.probabilities).map { $0 * $0 / $1 })
table(
  "Entropy lost by leaving the Boltzmann distribution at fixed mean energy",
  columns: ["η", "change of entropy", "−½η² Σ d²/p"],
  rows: [-0.02, -0.01, 0.01, 0.02].map {
    [$0, entropyChange(movingBy: $0), -$0 * $0 * curvature / 2]
  })

/*:
The formula is the parabola at the top; the differences in the table are the terms beyond it. Close
to the maximum nothing is left of them: the slope vanishes, and the curvature is
$-\sum_i d_i^2/p_i$.
*/

let secondDifference = (entropyChange(movingBy: 1e-4) + entropyChange(movingBy: -1e-4)) / 1e-8
claim(
  "curvature of the entropy at its maximum", measured: secondDifference, exact: -curvature,
  tolerance: .relative(1e-5),
  rulesOut: -curvature / 2)
let firstDifference = (entropyChange(movingBy: 1e-4) - entropyChange(movingBy: -1e-4)) / 2e-4
claim(
  "slope of the entropy at its maximum", measured: firstDifference, exact: 0,
  tolerance: .absolute(1e-5))

/*:
> **How others get around it.** Before paying for normalisation, one may ask who managed not to.
> *Autoregressive models* and *normalising flows* build $p$ from pieces that are normalised by
> construction, and get the exact likelihood for accepting restrictions on the network. A
> *variational autoencoder* is freer and gets a lower bound on the likelihood instead. A *generative
> adversarial network* gives up the density altogether: it can be sampled and not asked. An
> *energy-based model*, our subject, leaves the network free and keeps the density, all but one
> number.

## The Boltzmann distribution {#sec:boltzmann}

Physics counts the other way round: the state that nature prefers has *low* energy. So we write
$E = -f$, and let a temperature $T$ say how much the differences matter:

$$ p(x) = \frac{1}{Z}\, e^{-E(x)/T}, \qquad Z = \int e^{-E(x)/T}\, dx. $$ {#eq:boltzmann}

This is the **Boltzmann distribution**, $Z$ its **partition function**. Note the minus signs, both
of them: high energy is low probability, and what is integrated in $Z$ is $e^{-E/T}$, not the
probability (which integrates to one by construction). For finitely many states the integral is a
sum, and everything can be had by enumeration.
*/

let temperatures = [0.1, 0.5, 1, 2, 10, 1000]

table(
  "Four states with energies 0, 1, 1.5 and 3",
  columns: ["T", "p₁", "p₂", "p₃", "p₄", "mean energy"],
  rows: temperatures.map { T in
    let p = Discrete(energies: energies, temperature: T).probabilities
    return [T, p[0], p[1], p[2], p[3], sum(zip(p, energies).map { $0 * $1 })]
  })

/*:
Read the table from the top. At low temperature nearly all the probability sits on the minimum of
the energy. At high temperature the energies hardly count and every state gets its quarter. In
between, probability *ratios* are set by energy *differences*: from $T=1$ one reads
$p_1/p_2 = e^{1} = 2.718$. Adding a constant to all energies changes nothing.

The partition function is more than a nuisance: its logarithm generates the averages.
Differentiating $\ln Z = \ln \sum_i e^{-E_i/T}$ with respect to $T$ gives $\langle E\rangle / T^2$,
a first instance of something that @ch:03 will use in earnest: *the derivative of $\ln Z$ is an
expectation*.
*/

let T = 2.0
let atTwo = Discrete(energies: energies, temperature: T)
let h = 1e-4
let slopeOfLogZ =
  (Discrete(energies: energies, temperature: T + h).logPartitionFunction
    - Discrete(energies: energies, temperature: T - h).logPartitionFunction) / (2 * h)
claim(
  "T² d ln Z/dT is the mean energy (T = 2)", measured: T * T * slopeOfLogZ,
  exact: atTwo.meanEnergy, tolerance: .relative(1e-7))

let draws = chapter.samples(200_000, quick: 10_000)
let counts = atTwo.sample(draws, using: &random).reduce(into: [0, 0, 0, 0]) { $0[$1] += 1 }
for (state, p) in atTwo.probabilities.enumerated() {
  claim(
    "frequency of state \(state + 1) at T = 2", measured: Double(counts[state]) / Double(draws),
    standardError: sqrt(p * (1 - p) / Double(draws)), exact: p,
    rulesOut: atOne.probabilities[state])
}

/*:
Each of the four frequencies above is a **claim**: a number that we measured, beside the number that
theory gives and the standard error that the measurement should have; $z$ is their difference in
standard errors. In this book $|z|$ must stay below 5. The comparison also has to be sharp enough to
catch a plausible mistake, here the probabilities at $T = 1$, as if the temperature had been
forgotten. All the claims of a chapter are collected in the table at its end.

## Densities, and the one everybody knows {#sec:gaussian}

For a continuous $x$ the recipe is the same, with an integral for the sum. The energy
$E(x) = (x-\mu)^2/(2s^2)$, a parabola, is the one that everybody has met:

$$ Z = \int e^{-(x-\mu)^2/(2 T s^2)}\, dx = s\sqrt{2\pi T}, \qquad \operatorname{Var} x = T s^2. $$ {#eq:gaussian}

For a proof, call the integral with $2Ts^2 = 1$ and $\mu = 0$ by the name $I$, and compute its
square in polar coordinates:
$I^2 = \int\!\!\int e^{-(x^2+y^2)} dx\,dy = 2\pi\int_0^\infty e^{-r^2} r\,dr = \pi$. Rescaling gives
$Z$. The variance follows from it, because the derivative of $\ln Z$ is an expectation here too:
$\langle E\rangle = T^2\, d\ln Z/dT = T/2$, and $\langle E\rangle = \operatorname{Var} x/(2s^2)$. So
the normal distribution is the Boltzmann distribution of a spring, and its temperature scales its
variance. We shall meet it in every chapter as the **running Gaussian**, with mean 1 and standard
deviation ½, since nearly everything about it can be computed exactly.
*/

let running = Gaussian.running
let (μ, s) = (running.mean[0], running.standardDeviation)
func springEnergy(_ x: Double) -> Double { (x - μ) * (x - μ) / (2 * s * s) }

/// The moments of exp(−E/T) on an interval by quadrature: Z, mean, variance and entropy.
func moments(
  of energy: @escaping (Double) -> Double, temperature T: Double, from a: Double, to b: Double
)
  -> (Z: Double, mean: Double, variance: Double, entropy: Double)
{
  func integral(_ g: (Double) -> Double) -> Double {
    integrate(from: a, to: b, points: 400) { exp(-energy($0) / T) * g($0) }
  }
  let Z = integral { _ in 1 }
  let mean = integral { $0 } / Z
  let variance = integral { ($0 - mean) * ($0 - mean) } / Z
  return (Z, mean, variance, log(Z) + integral(energy) / Z / T)
}

/*:
Three temperatures, and each quantity twice:
*/

table(
  "The running Gaussian at several temperatures, by quadrature and by formula",
  columns: ["T", "Z", "s√(2πT)", "variance", "Ts²", "entropy", "½ ln(2πeTs²)"],
  rows: [0.25, 1, 4].map { T in
    let m = moments(of: springEnergy, temperature: T, from: μ - 10, to: μ + 10)
    claim(
      "Z of the running Gaussian, T = \(label(T))", measured: m.Z,
      exact: GaussianBoltzmann.partitionFunction(standardDeviation: s, temperature: T),
      tolerance: .relative(1e-12))
    return [
      T, m.Z, GaussianBoltzmann.partitionFunction(standardDeviation: s, temperature: T),
      m.variance, GaussianBoltzmann.variance(standardDeviation: s, temperature: T),
      m.entropy, GaussianBoltzmann.entropy(standardDeviation: s, temperature: T),
    ]
  })

/*:
Quadrature knows nothing of polar coordinates, and it agrees to all the digits shown. (The entropy
of a density is $-\int p \ln p\,dx = \ln Z + \langle E\rangle/T$; unlike that of states it can be
negative, as for a spike.)

One warning about densities. A probability is at most one; a density is not, because it is
probability *per length*. Squeeze the running Gaussian to $s = 0.1$ and its peak is
$1/(0.1\sqrt{2\pi})$:
*/

show("density at the peak, s = 0.1", GaussianBoltzmann.peakDensity(standardDeviation: 0.1))

/*:
We cannot sample from an energy yet; that is the subject of @ch:02 and @ch:04. On a line there is a
way that needs no idea: enumerate. Lay a fine grid over the axis, treat its points as states of a
discrete system, and draw from that.
*/

let grid = Array(stride(from: μ - 8, through: μ + 8, by: 0.005))
let hot = Discrete(energies: grid.map(springEnergy), temperature: 4)
let sampleSize = chapter.samples(100_000, quick: 5_000)
let positions = hot.sample(sampleSize, using: &random).map { grid[$0] }
let meanPosition = sum(positions) / Double(sampleSize)
let spread = sum(positions.map { ($0 - meanPosition) * ($0 - meanPosition) })
claim(
  "variance of the running Gaussian at T = 4", measuredVariance: spread / Double(sampleSize - 1),
  degreesOfFreedom: sampleSize - 1, exact: GaussianBoltzmann.variance(standardDeviation: s, temperature: 4),
  rulesOut: 2 * s * s)

/*:
The mistake that this claim rules out is to let the variance grow as the deviation does: at $T = 4$
the deviation doubles, so the variance is four times $s^2$, not twice.

## Two wells {#sec:double-well}

A Gaussian has one minimum. The least that a model of real data needs is two. The double well

$$ E(x) = a\,(x^2 - 1)^2 $$ {#eq:double-well}

has minima of energy 0 at $x = \pm1$ and a barrier of height $a$ at $x = 0$ between them. Its
partition function is not elementary, but it is known. With $x = \sqrt2 \sin\frac{\theta+\pi}{4}$
for $0 < x < \sqrt2$ the energy becomes $\frac a2 (1 - \cos\theta)$, with $x = \sqrt2\cosh\frac t4$
beyond it becomes $\frac a2(1 + \cosh t)$, and the two integrals are those of the modified Bessel
functions $I_\nu$:

$$ Z = \int e^{-a(x^2-1)^2/T} dx = \frac{\pi}{2}\, e^{-b/2}
\Big[ I_{1/4}\big(\tfrac b2\big) + I_{-1/4}\big(\tfrac b2\big) \Big], \qquad b = \frac aT. $$ {#eq:bessel}
*/

func doubleWell(_ x: Double) -> Double { (x * x - 1) * (x * x - 1) }

let wellTemperatures = [0.1, 0.25, 0.5, 1, 2]
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

let quartic = integrate(from: -6, to: 6, points: 400) { exp(-$0 * $0 * $0 * $0) }
claim(
  "∫ exp(−x⁴) dx = 2 Γ(5/4)", measured: quartic, exact: Quartic.partitionFunction(),
  tolerance: .relative(1e-12))

/*:
@fig:temperature shows the energy and what temperature makes of it. The energy does not change; the
density goes from two narrow spikes to two broad humps with a shallow valley between them. The
column $p(0)/p(1) = e^{-1/T}$ is the price of standing on the barrier. At $T = 0.1$ it is
$4.5\cdot10^{-5}$, and a sampler that moves in small steps will hardly ever cross. This is the slow
mixing that @ch:02 measures.
*/

// fold: Drawing the double well
let wellAxis = Array(stride(from: -2.0, through: 2, by: 0.01))
figure(
  "temperature",
  caption: "The double well: its energy, and its Boltzmann density at five temperatures.",
  size: .wide
) {
  Panel("Energy", x: Axis("x"), y: Axis("E(x)", range: 0...3)) {
    LinePlot(x: wellAxis, y: wellAxis.map(doubleWell), style: .exact)
  }
  Panel("Density", x: Axis("x"), y: Axis("p(x)")) {
    for (index, T) in wellTemperatures.enumerated() {
      let Z = DoubleWell.partitionFunction(barrier: 1, temperature: T)
      LinePlot(
        x: wellAxis, y: wellAxis.map { exp(-doubleWell($0) / T) / Z }, label: "T = \(label(T))",
        style: .sequence(index, of: wellTemperatures.count))
    }
  }
}

/*:
## A landscape {#sec:landscape}

In two dimensions an energy is a landscape, and one can see it. Our second companion is the
**running mixture**: a sum of Gaussian bumps, whose density $p$ is known, so that $E = -\ln p$ is an
energy with $Z = 1$ at $T = 1$. At most other temperatures $p^{1/T}$ is not a mixture, and no
formula gives $Z$. A grid does.
*/

let mixture = GaussianMixture.running
let axis = Array(stride(from: -4.0, through: 4, by: 0.05))
let points = Tensor(rows: axis.flatMap { y in axis.map { x in [x, y] } })
let landscape = (-mixture.logDensity(points)).doubles

let wide = Array(stride(from: -12.0, through: 12, by: 0.1))
let widePoints = Tensor(rows: wide.flatMap { y in wide.map { x in [x, y] } })
let wideLandscape = (-mixture.logDensity(widePoints)).doubles

func gridPartitionFunction(temperature T: Double) -> Double {
  sum(wideLandscape.map { exp(-$0 / T) }) * 0.1 * 0.1
}

let landscapeTemperatures = [0.25, 1, 4]
table(
  "The running mixture as an energy", columns: ["T", "Z on the grid"],
  rows: landscapeTemperatures.map { [$0, gridPartitionFunction(temperature: $0)] })
claim(
  "Z of the running mixture, T = 1", measured: gridPartitionFunction(temperature: 1), exact: 1,
  tolerance: .absolute(1e-6))

// fold: Drawing the landscape
figure(
  "landscape",
  caption: "The energy of the running mixture, and its density at three temperatures.",
  size: Figure.Size(width: 720, height: 640), columns: 2
) {
  Panel("Energy", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
    Heatmap(x: axis, y: axis, values: landscape.map { min($0, 12) }, colorBar: "E, cut at 12")
    ContourPlot(x: axis, y: axis, values: landscape, levels: [2, 3, 4, 6, 8, 10])
  }
  for T in landscapeTemperatures {
    let Z = gridPartitionFunction(temperature: T)
    Panel("Density, T = \(label(T))", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
      Heatmap(x: axis, y: axis, values: landscape.map { exp(-$0 / T) / Z }, colorBar: "p")
    }
  }
}

/*:
Follow the panels of @fig:landscape. Cold, the density keeps the bottoms of the wells only. Hot, it
fills the gaps between them, where the cold one has nothing at all. Temperature is a knob that an
energy comes with for free: whoever can sample one temperature can sample them all.

## Learning: likelihood is divergence {#sec:likelihood}

So far the energy was given. To learn it, let $E_\theta$ depend on parameters and choose those that
make the data $x_1,\dots,x_n$ most probable. Independent observations multiply:

$$ \hat\theta = \arg\max_\theta \prod_{i=1}^n p_\theta(x_i) = \arg\max_\theta \sum_{i=1}^n \ln p_\theta(x_i). $$ {#eq:likelihood}

Why is it always the logarithm? The maximum is the same, and there are good reasons of mathematics
(sums have gradients that are sums, averages obey the law of large numbers). But the first reason is
brutally practical.
*/

let observations = running.sample(2_000, using: &random)
let logDensities = running.logDensity(observations).doubles
show("product of 2000 densities", logDensities.reduce(1) { $0 * exp($1) })
show("sum of their logarithms", sum(logDensities))

/*:
The product of two thousand perfectly ordinary numbers is not a number that a computer has. Its
logarithm is.

What does maximum likelihood do? Divide @eq:likelihood by $n$ and let $n$ grow: the average tends to
an expectation over the data's own law $p_d$, and

$$
-\mathbb{E}_{p_d}[\ln p_\theta(x)]
= \underbrace{\mathbb{E}_{p_d}\Big[\ln \frac{p_d(x)}{p_\theta(x)}\Big]}_{\mathrm{KL}(p_d\,\Vert\,p_\theta)}
\underbrace{- \,\mathbb{E}_{p_d}[\ln p_d(x)]}_{\text{entropy of the data}} .
$$ {#eq:kl}

The entropy does not depend on $\theta$. So *to maximise the likelihood is to minimise the
Kullback–Leibler divergence from data to model*. That is never negative, because $\ln u \le u - 1$
gives $-\mathrm{KL} = \mathbb{E}_{p_d}[\ln (p_\theta/p_d)] \le \int (p_\theta - p_d)\,dx = 0$, and
it vanishes only if the two agree. It raises the density where the data are; since the total is one,
it must lower it elsewhere.

Let us watch it. The model is a Gaussian energy with parameters $m$ and $\rho = \ln v$, where $v$ is
the variance, so that $-\ln p_\theta(x) = (x-m)^2/(2v) + \tfrac12\ln(2\pi v)$. The last term is
$\ln Z$, and we can write it down only because this is a Gaussian. With $\bar x$ and $S$ the mean
and the variance of the data, the gradients of the average are

$$ \partial_m = \frac{m-\bar x}{v}, \qquad \partial_\rho = \frac12 \Big(1 - \frac{S + (\bar x-m)^2}{v}\Big). $$ {#eq:gradients}
*/

let few = running.sample(50, using: &random)
let (dataMean, dataVariance) = (few.mean(), few.variance(unbiased: false))

var (m, ρ) = (-1.0, log(4.0))
var path: [(m: Double, v: Double, divergence: Double, loss: Double)] = []
for _ in 0...400 {
  let v = exp(ρ)
  let excess = dataVariance + (dataMean - m) * (dataMean - m)
  path.append(
    (
      m, v,
      GaussianDivergence.divergence(
        mean: μ, variance: s * s, fromMean: m, variance: v),
      excess / (2 * v) + log(2 * .pi * v) / 2
    ))
  m -= 0.1 * (m - dataMean) / v
  ρ -= 0.1 * (1 - excess / v) / 2
}
show("mean of the data", dataMean)
show("variance of the data", dataVariance)

/*:
Where does the descent end, and how far from the truth?
*/

let last = path.last!
claim(
  "gradient descent finds the data's mean", measured: last.m, exact: dataMean,
  tolerance: .absolute(1e-6))
claim(
  "gradient descent finds the data's variance", measured: last.v, exact: dataVariance,
  tolerance: .absolute(1e-6))
show("KL at the start", path[0].divergence)
show("KL at the end", last.divergence)

// fold: Drawing the path of maximum likelihood
let steps = path.indices.map(Double.init)
let entropyOfData = GaussianBoltzmann.entropy(standardDeviation: s)
figure(
  "likelihood",
  caption: """
    Gradient descent on the negative log-likelihood of 50 observations, and the divergence of the \
    true law from the model on the way. The left line is the least mean of −ln p on new data; the \
    training loss may end on either side of it. The right line is the average over data sets.
    """,
  size: .wide
) {
  Panel("What is minimised", x: Axis("step"), y: Axis("nats per observation")) {
    LinePlot(x: steps, y: path.map(\.loss), label: "−ln p, mean over the data", style: .learned)
    RulePlot(y: entropyOfData, label: "entropy of the true law", style: .exact)
  }
  Panel("What is meant", x: Axis("step"), y: Axis("KL", scale: .log)) {
    LinePlot(x: steps, y: path.map(\.divergence), label: "KL(true ‖ model)", style: .learned)
    RulePlot(
      y: GaussianDivergence.expectedAfterMaximumLikelihood(samples: 50),
      label: "expected, 50 observations", style: .exact)
  }
}

/*:
The divergence in @fig:likelihood does not go to zero. Fifty observations have a mean and a variance
of their own, and the best model of *them* is not the truth. How far off it is on average can be
computed: the sample mean is normal, $n\hat v/s^2$ is $\chi^2$ with $n-1$ degrees of freedom, the
two are independent, and with $\mathbb E \ln\chi^2_k = \psi(k/2) + \ln 2$ and
$\mathbb E\, 1/\chi^2_k = 1/(k-2)$

$$
\mathbb{E}\,\mathrm{KL} = \frac12\Big[\psi\Big(\frac{n-1}{2}\Big) + \ln\frac2n
+ \Big(1+\frac1n\Big)\frac{n}{n-3} - 1\Big] \approx \frac1n ,
$$ {#eq:expected-kl}

where $\psi$ is the digamma function: half a nat for each of the two parameters, divided by $n$.
Fitting many data sets checks it. (On the way there the divergence need not fall all the time. With
other data it turns up again before the end, which is called overfitting; try `--seed 2` and more.)
*/

let replicas = chapter.samples(20_000, quick: 1_000)
let dataSets = running.sample(replicas * 50, using: &random).doubles
let divergences = (0..<replicas).map { r in
  let x = Array(dataSets[50 * r..<50 * (r + 1)])
  let mean = sum(x) / 50
  let variance = sum(x.map { ($0 - mean) * ($0 - mean) }) / 50
  return GaussianDivergence.divergence(
    mean: μ, variance: s * s, fromMean: mean, variance: variance)
}
let averageKL = sum(divergences) / Double(replicas)
let varianceOfKL =
  sum(divergences.map { ($0 - averageKL) * ($0 - averageKL) }) / Double(replicas - 1)
claim(
  "mean KL of a fit to 50 observations", measured: averageKL,
  standardError: sqrt(varianceOfKL / Double(replicas)),
  exact: GaussianDivergence.expectedAfterMaximumLikelihood(samples: 50), rulesOut: 1.0 / 50)

/*:
The claim is sharp enough to rule out the rule of thumb $1/n$ itself.

## The bill {#sec:bill}

All this worked since $Z$ was at hand: by a formula or by a grid. Now pay for the grid. In $d$
dimensions, with 100 points an axis, it has $100^d$ points. The energy $\tfrac12\lVert x\rVert^2$ is
a good customer, since $Z = (2\pi)^{d/2}$ is known.
*/

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

/*:
The result is excellent, and each new dimension multiplies its price by a hundred (@fig:bill). At a
billion evaluations a second, far more than this simple loop achieves, eight dimensions take four
months. The sixty-four pixels of a very small picture need $10^{128}$ evaluations, at any speed more
than the world has time for. (This energy is a sum over coordinates, so that its $Z$ is a product of
one-dimensional ones; we pretend not to notice, since a network's energy will not be.)

Is it the hundred? The midpoint rule is astonishingly good for smooth functions that decay: ten
points an axis still give five digits here. With them eight dimensions are a matter of a tenth of a
second. But the picture needs $10^{64}$. A smaller base moves the wall; it does not remove it.
*/

let coarse = bruteForcePartitionFunction(dimensions: 2, points: 10)
show(
  "two dimensions, 10 points an axis: Z / exact",
  coarse / GaussianBoltzmann.partitionFunction(standardDeviation: 1, dimension: 2), digits: 8)

// fold: Drawing the bill
let manyDimensions = (1...8).map(Double.init)
figure(
  "bill",
  caption: """
    How many points a grid has, with 100 and with 10 points an axis, and how long they take at a \
    billion a second. Dots: the grids that were summed above.
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
This is the wall that the book is about. A network gives $E_\theta(x)$ for the asking, and
$p_\theta(x) = e^{-E_\theta(x)}/Z(\theta)$ would be all we want, were it not for one number that
depends on every point of the space and changes whenever $\theta$ does. Every chapter from here on
is a way of living without it:

- compare and sample by ratios, in which $Z$ cancels (@ch:02);
- learn by samples from the model itself, contrastive divergence (@ch:03);
- work with the slope $\nabla_x \ln p$, from which $Z$ has gone (@ch:04 and @ch:05);
- turn that slope into a denoiser, and the denoiser into a generator: diffusion.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/01-boltzmann/homework/Answers.swift), and run `swift run homework-01`; it says what is
right, and of what is wrong it says *what* is wrong. `swift run homework-01 hint 1.3` gives a
hint. [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

1. *Warm-up.* Show that adding a constant to the energy changes $Z$ and not $p$. What does
   multiplying the energy by a constant do?
2. *Entropy.* Derive $H = \ln Z + \langle E\rangle/T$ for any Boltzmann distribution, and from it
   the last column of the Gaussian's table.
3. *Heat capacity.* Show that $d\langle E\rangle/dT = \operatorname{Var}(E)/T^2$. At which $T$ is it
   largest for a system of two states with energies 0 and 1? (You will need a computer, or
   patience.)
4. *Cold limits.* For the double well let $T \to 0$ and replace each well by a parabola (Laplace's
   method): $Z \approx 2\sqrt{\pi T/(4a)}$. How good is that at $T = 0.1$? Compare with the table.
5. *The divergence has a direction.* Compute $\mathrm{KL}(p\Vert q)$ and $\mathrm{KL}(q\Vert p)$ for
   the double well at $T = 0.25$ against the Gaussian of the same mean and variance. Which of the
   two does maximum likelihood minimise, and what does it forgive?
6. *A small project.* Monte Carlo does not care about dimensions: estimate $Z$ for $d = 8$ by
   averaging $e^{-E}$ over points drawn uniformly in $[-6,6]^8$. How large is the standard error
   with $10^6$ points, and why? (@ch:02 starts here.)

## Sources {#sec:sources}

L. Boltzmann, *Studien über das Gleichgewicht der lebendigen Kraft* (1868). J. W. Gibbs, *Elementary
Principles in Statistical Mechanics* (1902). E. T. Jaynes, *Information theory and statistical
mechanics*, Physical Review 106 (1957), for @eq:maximum-entropy. Y. LeCun et al., *A tutorial on
energy-based learning* (2006). *NIST Digital Library of Mathematical Functions*, §10.32, for the
integrals behind @eq:bessel.
*/

chapter.finish()
