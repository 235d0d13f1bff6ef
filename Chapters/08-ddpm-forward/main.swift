/*:
It is easy to turn data into noise: pour noise over them until nothing else is left. A picture takes
a minute to ruin and years to learn to paint. But suppose we ruin it in many steps, each so small
that a little knowledge is enough to undo it. Then anyone who has that little knowledge for every
step can start from pure noise and walk all the way back to a picture that nobody has painted.

That is a diffusion model, and it has two halves. This chapter is the easy half. There is nothing to
learn in it, and everything in it can be computed. The question is *how* to destroy: **how does one
turn any data into noise so that every step can be undone, and so that the end does not depend on
what was there at the beginning?**
*/
// fold: Imports
import Diffusion
import Distributions
import Elementary
import LinearAlgebra
import Notebook
import Plotting
import Statistics
import Tensors
import Theory

let chapter = Chapter(8, "DDPM, forward: destroying structure on purpose")
var random = chapter.random

/*:
## One step {#sec:step}
@main

The simplest attempt adds noise again and again: $x_t = x_{t-1} + \sqrt\beta\,z_t$ with a standard
normal $z_t$ and some small $\beta$. It drowns the data, but the variance grows by $\beta$ in every
step and has no limit, so the distribution at the end depends on the number of steps and on the spread
of the data. There is no fixed place from which the way back could start.

So let the step shrink $x$ a little before it adds the noise, $x_t = a\,x_{t-1} + \sqrt\beta\,z_t$.
Then a variance $v$ becomes $a^2 v + \beta$, and we want variance 1 to stay 1. That fixes
$a^2 = 1-\beta$:

$$ x_t = \sqrt{1-\beta_t}\; x_{t-1} + \sqrt{\beta_t}\; z_t, \qquad
q(x_t \mid x_{t-1}) = N\big(\sqrt{1-\beta_t}\,x_{t-1},\ \beta_t I\big). $$ {#eq:step}

The step may be different every time, as long as $0 < \beta_t < 1$. Whatever the variance was, its
distance from 1 shrinks by the factor $1-\beta_t$, and the mean shrinks by the root of that.

For small $\beta$ the step is $x + \tfrac\beta2(-x) + \sqrt{\beta}\,z$. Since $-x$ is the score of
$N(0,I)$, this is a Langevin step of size $\beta/2$ whose target is pure noise: *the forward process
is a Langevin chain that forgets its start.* Langevin steps of finite size are biased (@ch:04); this
one is not, however large $\beta$ is, because it keeps the root in full.

@page
Both roots matter, and both are easily forgotten. The table runs 200 steps with $\beta = 0.05$ on
the running Gaussian $N(m, v)$, with and without them. Any such recipe $x' = a x + b z$ is linear,
so the variance after $n$ steps is a geometric series,

$$ v_n = a^{2n} v + b^2\, \frac{1-a^{2n}}{1-a^2}. $$ {#eq:series}
*/

// fold: Four recipes, two of them wrong by a root
let running = Gaussian.running
let (m, v) = (running.mean[0], running.covariance[0][0])
let data = GaussianDiffusion(mean: m, variance: v)
let count = chapter.samples(100_000, quick: 2_000)
let β = 0.05
let recipes: [(name: String, keep: Double, noise: Double)] = [
  ("√(1−β) x + √β z", sqrt(1 - β), sqrt(β)), ("x + √β z", 1, sqrt(β)),
  ("(1−β) x + √β z", 1 - β, sqrt(β)), ("√(1−β) x + β z", sqrt(1 - β), β),
]
let exactVariances = recipes.map { recipe in
  let (a, b) = (recipe.keep, recipe.noise)
  let power = pow(a * a, 200)
  return power * v + b * b * (a == 1 ? 200 : (1 - power) / (1 - a * a))
}
var recipeRows: [[any TableCell]] = []
for (recipe, exact) in zip(recipes, exactVariances) {
  let (a, b) = (recipe.keep, recipe.noise)
  var x = running.sample(count, using: &random)
  for _ in 0..<200 { x = Float(a) * x + Float(b) * random.normal([count, 1]) }
  recipeRows.append([recipe.name, x.variance(), exact, a == 1 ? "∞" : label(b * b / (1 - a * a))])
  claim(
    "variance after 200 steps of \(recipe.name)", measuredVariance: x.variance(),
    degreesOfFreedom: count - 1, exact: exact,
    rulesOut: exactVariances.filter { $0 != exact }
      .min { abs($0 - exact) < abs($1 - exact) })
}
table(
  "Four recipes for one step, β = 0.05",
  columns: ["step", "variance after 200", "by the series", "in the long run"], rows: recipeRows)

/*:
Without the root on the factor of $x$ the variance ends at $1/(2-\beta)$, near one half; without the
root on the noise it ends at $\beta$. Neither is the $N(0,I)$ that the way back starts from. A third
slip puts the root over too much, $\sqrt{(1-\beta)\,x}$. A negative $x$ has no real root, so the
first step loses as many points of the running Gaussian as lie left of zero, the share
$\Phi(-m/\sqrt v)$.
*/

// fold: What the root of everything loses
let wrongRoot = sqrt(Float(1 - β) * running.sample(count, using: &random))
let leftOfZero = normalCDF(-m / sqrt(v))
claim(
  "share of points lost to √((1−β) x)",
  Estimate(
    Double(wrongRoot.scalars.count { $0.isNaN }) / Double(count),
    variance: leftOfZero * (1 - leftOfZero), draws: count), exact: leftOfZero, rulesOut: 0)

/*:
## Many steps at once {#sec:jump}
@main

Many steps can be made in one jump, and training will depend on it. From now on $\beta_t$ changes
with $t$, and we write $\alpha_t = 1-\beta_t$. Two steps in a row give

$$
x_t = \sqrt{\alpha_t\alpha_{t-1}}\,x_{t-2} + \underbrace{\sqrt{\alpha_t(1-\alpha_{t-1})}\,z_{t-1} + \sqrt{1-\alpha_t}\,z_t}_{\text{two independent normal variables}} .
$$ {#eq:two-steps}

The sum over the brace is normal again, and *variances* add:
$\alpha_t(1-\alpha_{t-1}) + 1-\alpha_t = 1 - \alpha_t\alpha_{t-1}$. So it may be replaced by
$\sqrt{1-\alpha_t\alpha_{t-1}}$ times one fresh normal variable. That has the form of a single step,
with the product $\alpha_t\alpha_{t-1}$ in the place of $\alpha$, and the same argument merges it
with the step before, and so on down to the data:

$$ x_t = \sqrt{\bar\alpha_t}\;x_0 + \sqrt{1-\bar\alpha_t}\;\varepsilon, \qquad
\bar\alpha_t = \alpha_1\alpha_2\cdots\alpha_t, \qquad \varepsilon \sim N(0, I). $$ {#eq:jump}

@quote Diffusion/ForwardProcess.swift forward-step

Training needs $x_t$ for random $t$ and gets it for the price of one step instead of $t$. Writing a
random variable as a fixed function of its parameters and of noise that has none is called
*reparameterisation*. For Gaussian data the sum of the two normal terms is

$$ q(x_t) = N(m_t,\ v_t), \qquad m_t = \sqrt{\bar\alpha_t}\,m, \qquad v_t = \bar\alpha_t v + 1 - \bar\alpha_t , $$ {#eq:gaussian}

and both roads, step by step and in one jump, must lead there.

@page
They agree *in distribution*. Point by point they have nothing to do with each other once the start
is forgotten, since each has noise of its own. A common slip in @eq:two-steps is to leave $x_{t-1}$ on
the right, where $x_{t-2}$ stands after two steps. Two large steps, $\alpha_1 = 0.64$ and
$\alpha_2 = 0.25$, make the difference plain. The schedule for the longer roads has 200
steps; where its numbers come from is the subject of @sec:schedules.
*/

// fold: Two large steps; many steps and one jump
let twoSteps = ForwardProcess(NoiseSchedule("two steps", betas: [0.36, 0.75]))
let afterTwo = twoSteps.trajectory(from: running.sample(count, using: &random), using: &random)[2]
let varianceAfterTwo = 0.16 * v + 0.84
claim(
  "mean after two large steps",
  Estimate(afterTwo.mean(), variance: varianceAfterTwo, draws: count), exact: 0.4 * m,
  rulesOut: 0.4 * 0.8 * m)
claim(
  "variance after two large steps", measuredVariance: afterTwo.variance(),
  degreesOfFreedom: count - 1, exact: varianceAfterTwo,
  rulesOut: 0.16 * (0.64 * v + 0.36) + 0.84)

let T = 200
let schedule = NoiseSchedule.linear(steps: T)
let forward = ForwardProcess(schedule)
let start = running.sample(count, using: &random)
let path = forward.trajectory(from: start, using: &random)
for t in [40, 80] {
  let level = schedule.level(t)
  let (mean, variance) = (data.mean(at: level), data.variance(at: level))
  let jumped = forward.jump(start, to: t, using: &random)
  for (road, x) in [("\(t) steps", path[t]), ("one jump to t = \(t)", jumped)] {
    claim(
      "mean after \(road)", Estimate(x.mean(), variance: variance, draws: count), exact: mean,
      rulesOut: level.signal * m)
    claim(
      "variance after \(road)", measuredVariance: x.variance(), degreesOfFreedom: count - 1,
      exact: variance, rulesOut: level.signal * v + level.noiseScale)
  }
}

/*:
## What the process forgets {#sec:markov}

A step looks at $x_{t-1}$ and at nothing before it. This is the **Markov property**, and it makes the
distribution of the whole path a product:

$$ q(x_1, \dots, x_T \mid x_0) = \prod_{t=1}^{T} q(x_t \mid x_{t-1}). $$ {#eq:markov}

It can be measured. Take the path at three times, $x_0$, $x_{40}$ and $x_{80}$. The ends are
correlated, with covariance $\sqrt{\bar\alpha_{80}}\,v$. But given the state in the middle they
should be independent: subtract from each what $x_{40}$ predicts of it, and what is left must be
uncorrelated. (For jointly normal variables, uncorrelated means independent.) A process with a memory
would fail the second claim.
*/

// fold: Correlated ends, independent given the middle
let (middle, end) = (schedule.level(40), schedule.level(80))
let backwards = data.reverse(to: .clean, from: middle)
let centred = path[40] - Float(data.mean(at: middle))
let restOfStart = path[0] - Float(m) - Float(backwards.factor) * centred
let restOfEnd =
  path[80] - Float(data.mean(at: end)) - Float(end.signalScale(since: middle)) * centred
let covarianceOfEnds = end.signalScale * v
claim(
  "covariance of x₀ and x₈₀",
  Estimate(meanOf: (path[0] - Float(m)) * (path[80] - Float(data.mean(at: end)))),
  exact: covarianceOfEnds, rulesOut: 0)
claim(
  "covariance of x₀ and x₈₀, given x₄₀", Estimate(meanOf: restOfStart * restOfEnd), exact: 0,
  rulesOut: covarianceOfEnds)

/*:
## The kernel is normal, the marginal is not {#sec:marginal}
@main

Two distributions are easily confused. The **kernel** $q(x_t \mid x_0)$ is the distribution of $x_t$
*for one given picture*, and @eq:jump says that it is normal. The **marginal** is the distribution
of $x_t$ when the picture is random too:

$$ q(x_t) = \int q(x_t \mid x_0)\, q(x_0)\, dx_0 . $$ {#eq:marginal}

It is an average of normal distributions, one for each picture, and in general it is not normal. It
is the *data's density, shrunk and blurred*: the noised density of @ch:06. For a mixture the average
can be written down. A component $N(m_j, \Sigma_j)$ becomes
$N\big(\sqrt{\bar\alpha_t}\,m_j,\ \bar\alpha_t\Sigma_j + (1-\bar\alpha_t)I\big)$ and keeps its
weight. @fig:strip shows the running mixture on its way: the exact density above, points that took
the steps one by one below.
*/

// fold: Drawing the forward strip
let mixture = GaussianMixture.running
let stripTimes = [0, 20, 50, 90, 200]
let stripPath = forward.trajectory(
  from: mixture.sample(chapter.samples(1_200, quick: 300), using: &random), using: &random)
let plane = Grid(square: -4...4, step: 0.08)
let square = Axis.hidden(range: -4...4)
figure(
  "strip",
  caption: """
    The running mixture under the forward process: its exact density (above) and the same points, taken step \
    by step (below). Brightness is scaled in each panel.
    """,
  size: Figure.Size(width: 720, height: 330), columns: 5
) {
  for t in stripTimes {
    let ᾱ = (1000 * schedule.alphaBar(t)).rounded() / 1000
    Panel(
      "t = \(t),  ᾱ \(ᾱ > 0 ? "= \(label(ᾱ))" : "≈ 0")", x: square, y: square, aspect: .equal
    ) {
      Heatmap(
        plane, exp(mixture.diffused(to: schedule.level(t)).logDensity(plane.points)), smooth: true)
    }
  }
  for t in stripTimes {
    Panel(x: square, y: square, aspect: .equal) {
      PointPlot(stripPath[t], style: .data.markerSize(1.6))
    }
  }
}

/*:
A marginal becomes normal only as fast as the data disappear. @fig:heat shows this for two modes on a line, at
$\pm2$ with standard deviation ½; watch when the two humps of the density merge. A path knows nothing of the
modes: a step does the same to every point, wherever it is, and only luck keeps a path on its side. The density
does know them, until its two humps become one. That happens when the distance of a shrunk mode from the middle,
$\sqrt{\bar\alpha_t}\cdot2$, falls below its standard deviation: at $\bar\alpha_t = 4/19$, here at $t = 78$.
*/

// fold: Drawing the heat map
let pair = GaussianMixture.pair(distance: 2, standardDeviation: 0.5)
let pairVariance = 4.25
func variance(_ t: Int) -> Double { schedule.alphaBar(t) * pairVariance + schedule.level(t).noise }
let pathsShown = forward.trajectory(from: pair.sample(6, using: &random), using: &random)
let line = Grid(-4...4, step: 0.05)
let times = (0...T).map(Double.init)
let film = (0...T).map { t in
  exp(pair.diffused(to: schedule.level(t)).logDensity(line.points)).doubles
}
figure(
  "heat",
  caption: """
    The exact density of the noised pair at every time, with six paths (left), and its profile at four times \
    (right). The dashed profile is the normal density with the same variance at t = 60.
    """,
  size: Figure.Size(width: 720, height: 320)
) {
  Panel("Density and paths", x: Axis("t"), y: Axis("x", range: -4...4)) {
    Heatmap(
      x: times, y: line.x, values: line.x.indices.map { i in film.map { $0[i] } },
      colorBar: "q(x)")
    for i in 0..<6 {
      LinePlot(
        x: times, y: pathsShown.map { Double($0[i, 0]) },
        style: Style(color: .white).lineWidth(0.8).opacity(0.75))
    }
  }
  Panel("Profiles", x: Axis("x"), y: Axis("q(x)")) {
    for (i, t) in [0, 30, 60, 200].enumerated() {
      LinePlot(line, film[t], label: "t = \(t)", style: .sequence(i, of: 4))
    }
    let normal = Gaussian(mean: 0, standardDeviation: sqrt(variance(60)))
    LinePlot(line, line.map(normal.density), label: "normal", style: .wrong)
  }
}

/*:
@page
How far from normal is a marginal? Take a number that tells the mixture from the normal distribution
with the same mean and variance: the probability of the half-plane $x_1 > -1$ at $t = 40$. The exact
value, 0.700, is a sum over components; the normal distribution would have 0.746.
*/

// fold: A half-plane, by both roads
let mixtureAt40 = mixture.diffused(to: schedule.level(40))
let share = sum(
  zip(mixtureAt40.weights, mixtureAt40.components).map { weight, component in
    weight * normalCDF((component.mean[0] + 1) / sqrt(component.covariance[0][0]))
  })
let shareIfNormal = normalCDF((mixtureAt40.mean[0] + 1) / sqrt(mixtureAt40.covariance[0][0]))
let clean = mixture.sample(count, using: &random)
var walked = clean
for t in 1...40 { walked = forward.step(walked, to: t, using: &random) }
for (road, x) in [
  ("40 steps", walked), ("one jump to t = 40", forward.jump(clean, to: 40, using: &random)),
] {
  claim(
    "share of x₁ > −1 after \(road)",
    Estimate((x.column(0) .> -1).mean(), variance: share * (1 - share), draws: count),
    exact: share, rulesOut: shareIfNormal)
}

/*:
@deeper The kurtosis of a marginal, at all times
Cumulants of independent variables add, and those of the noise vanish beyond the second. So the
fourth cumulant of $x_t$ is $\bar\alpha_t^2$ times that of the data, and the excess kurtosis $\kappa_t$,
which is zero for a normal distribution, falls from its value $\kappa_0$ for the data:

$$ \kappa_t = \frac{\mathbb{E}(x_t - m_t)^4}{v_t^2} - 3 = \kappa_0\,\frac{(\bar\alpha_t v)^2}{v_t^2}, \qquad v_t = \bar\alpha_t v + 1-\bar\alpha_t . $$ {#eq:kurtosis}

Here $m$ and $v$ are the mean and variance of any data, $m_t$ and $v_t$ those of $x_t$. For the two
modes $v = 4.25$, and the fourth cumulant is that of a fair coin between $\pm2$:
$-2\cdot 2^4 = -32$.
*/

// fold: Fourth moments, with standard errors from eighth ones
func fourthMoment(_ t: Int) -> Double {
  3 * variance(t) * variance(t) - 32 * schedule.alphaBar(t) * schedule.alphaBar(t)
}
let pairStart = pair.sample(count, using: &random)
var kurtosisRows: [[any TableCell]] = []
for t in [10, 30, 60, 120] {
  let fourths = forward.jump(pairStart, to: t, using: &random).square().square()
  let v = variance(t)
  kurtosisRows.append([
    t, schedule.alphaBar(t), v, fourths.mean() / (v * v) - 3, fourthMoment(t) / (v * v) - 3,
  ])
  // At t = 120 a sample of this size can hardly tell the marginal from a normal distribution.
  claim(
    "E x⁴ of the noised pair, t = \(t)", Estimate(meanOf: fourths), exact: fourthMoment(t),
    rulesOut: t > 100 ? nil : 3 * v * v)
}
table(
  "How far the noised pair is from normal",
  columns: ["t", "ᾱ", "variance", "excess kurtosis", "exact"], rows: kurtosisRows)

/*:
## Schedules {#sec:schedules}
@main

The numbers $\beta_1, \dots, \beta_T$ are the **noise schedule**. Why not one $\beta$ for all? Early
on fine detail is at stake, and a step has to be small beside it; later only coarse structure is
left, and larger steps do no more harm. By @eq:jump everything the process does is in
$\bar\alpha_t$, so that is what one should look at, or better at the logarithm of the
**signal-to-noise ratio**

$$ \mathrm{SNR}(t) = \frac{\bar\alpha_t}{1-\bar\alpha_t}. $$ {#eq:snr}

Four schedules are in use:

$$
\begin{aligned}
&\text{linear} & \beta_t &= \beta_1 + (\beta_T - \beta_1)\tfrac{t-1}{T-1}, \\
&\text{scaled linear} & \sqrt{\beta_t} &= \sqrt{\beta_1} + (\sqrt{\beta_T} - \sqrt{\beta_1})\tfrac{t-1}{T-1}, \\
&\text{cosine} & \bar\alpha_t &= \cos^2\varphi_t/\cos^2\varphi_0, \qquad \varphi_t = \tfrac\pi2\cdot\tfrac{t/T + 0.008}{1.008}, \\
&\text{sigmoid} & \bar\alpha_t &= \frac{g(3) - g(6t/T - 3)}{g(3) - g(-3)}, \qquad g(y) = \tfrac1{1+e^{-y}} .
\end{aligned}
$$ {#eq:schedules}

The linear one, from $10^{-4}$ to $0.02$ in a thousand steps, is that of Ho, Jain and Abbeel, whose
pictures made diffusion models known. Stable Diffusion uses the second, from $0.00085$ to $0.012$. The
cosine is due to Nichol and Dhariwal, who found that the linear schedule spends too many of its
steps where almost nothing is left. (It is sometimes credited to Stable Diffusion, which does not
use it.) In @fig:schedules, look at the right panel. Above the upper dotted line a network has almost
nothing to remove; below the lower one it has almost nothing to go by. The steps in between do the
work.
*/

// fold: Drawing the schedules
let schedules: [NoiseSchedule] = [
  .linear(steps: 1000), .scaledLinear(steps: 1000), .cosine(steps: 1000), .sigmoid(steps: 1000),
]
let fractions = (0...1000).map { Double($0) / 1000 }
figure(
  "schedules",
  caption: """
    Four schedules of a thousand steps: what is left of the signal, and its ratio to the noise. Between the \
    dotted lines the signal is neither clear nor lost. The linear schedule spends a third of its steps below them.
    """,
  size: .wide
) {
  Panel("Signal", x: Axis("t/T"), y: Axis("ᾱ", range: 0...1)) {
    for (i, schedule) in schedules.enumerated() {
      LinePlot(
        x: fractions, y: schedule.levels.map(\.signal), label: schedule.name, style: .series(i))
    }
  }
  Panel("Signal to noise", x: Axis("t/T", range: 0...1), y: Axis("ln SNR", range: -14...10)) {
    RulePlot(y: log(100))
    Annotation("SNR = 100", x: 0.3, y: 5.6)
    RulePlot(y: -log(100))
    Annotation("SNR = 0.01", x: 0.03, y: -5.6)
    for (i, schedule) in schedules.enumerated() {
      LinePlot(
        x: Array(fractions.dropFirst()), y: schedule.levels.dropFirst().map(\.logSNR),
        style: .series(i))
    }
  }
}

/*:
@page
The first two are given for a thousand steps. With another $T$ the betas are multiplied by $1000/T$:
$\ln\bar\alpha_T = \sum_t\ln(1-\beta_t) \approx -\sum_t\beta_t$, so the end stays where it was. The
last two end at $\bar\alpha_T = 0$, with a step $\beta_T = 1$ that would leave nothing to go back
from, so betas are cut off at 0.999.
*/

// fold: The schedules in numbers
table(
  "Four schedules of a thousand steps",
  columns: ["schedule", "β₁", "β₁₀₀₀", "ᾱ₅₀₀", "ᾱ₁₀₀₀", "steps with 0.01 < SNR < 100"],
  rows: schedules.map { schedule in
    [
      schedule.name, schedule.beta(1), schedule.beta(1000), schedule.alphaBar(500),
      schedule.alphaBar(1000), schedule.levels.count { (0.01...100).contains($0.signalToNoise) },
    ]
  })
let cosine = cos((0.5 + 0.008) / 1.008 * .pi / 2) / cos(0.008 / 1.008 * .pi / 2)
claim(
  "ᾱ₅₀₀ of the cosine schedule, by 500 factors", measured: schedules[2].alphaBar(500),
  exact: cosine * cosine, tolerance: .relative(1e-12))
// ln(1 − β) = −β − β²/2 − β³/3 − …, with the sums of an arithmetic progression.
let meanBeta = (1e-4 + 0.02) / 2
let spreadOfBeta = (0.02 - 1e-4) * (0.02 - 1e-4) * 1001 / (12 * 999)
claim(
  "ln ᾱ₁₀₀₀ of the linear schedule", measured: schedules[0].terminal.logSignal,
  exact: -1000 * (meanBeta + (meanBeta * meanBeta + spreadOfBeta) / 2),
  tolerance: .absolute(2e-3), rulesOut: -1000 * meanBeta)

/*:
@deeper A trap in the arithmetic
Early on, $\bar\alpha_t$ is nearly 1, and $1-\bar\alpha_t$ is the difference of two nearly equal
numbers. A product of 32-bit numbers, as one would write it without thinking, has lost four of its
seven digits there. Our schedule keeps $\ln\bar\alpha_t$, a sum of $\mathrm{log1p}(-\beta_i)$, and
gets $1-\bar\alpha_t$ by $\mathrm{expm1}$, with nothing lost.
*/

// fold: The digits of 1 − ᾱ
let fine = NoiseSchedule.linear(steps: 4000)
var floatProduct: Float = 1
let floatNoise: [Float] =
  [0]
  + fine.betas.map { β in
    floatProduct *= 1 - Float(β)
    return 1 - floatProduct
  }
table(
  "1 − ᾱ of a schedule of 4000 steps",
  columns: ["t", "by expm1", "Float product", "relative error"],
  rows: [1, 2, 10, 100, 1000].map { t in
    let exact = fine.level(t).noise
    return [t, exact, Double(floatNoise[t]), abs(Double(floatNoise[t]) / exact - 1)]
  })
claim(
  "1 − ᾱ₂ = β₁ + β₂ − β₁β₂, T = 4000", measured: fine.level(2).noise,
  exact: fine.beta(1) + fine.beta(2) - fine.beta(1) * fine.beta(2), tolerance: .relative(1e-14),
  rulesOut: Double(floatNoise[2]))

/*:
## When the end is not noise {#sec:terminal}
@main

The way back will start from $N(0, I)$. The way out ends at $q(x_T)$, in which $\bar\alpha_T$ of the
signal is left. What does the difference cost? For the running Gaussian it is a divergence of two
normal distributions (@ch:01),

$$ \mathrm{KL}\big(q(x_T) \,\Vert\, N(0,1)\big) = \tfrac12\big(v_T - 1 - \ln v_T + \bar\alpha_T\,m^2\big)
\approx \tfrac12\bar\alpha_T\,m^2 + \tfrac14 \bar\alpha_T^2 (1-v)^2 , $$ {#eq:terminal}

because $v_T - 1 = -\bar\alpha_T(1-v)$ and $y - \ln(1+y) \approx y^2/2$. The mean is forgotten last:
what it leaves behind is of first order in $\bar\alpha_T$, what the variance leaves is of second.

By the **data-processing inequality**, passing two distributions through the same map, random or not,
never drives them apart. So the output of an exact way back that starts from $N(0, I)$ is no further from the data than
$q(x_T)$ is from $N(0,I)$: the terminal divergence bounds what the wrong start costs.

@page
Put $N(0,1)$ into the *exact* reverse process, with no other error. It takes $x_T$ to $x_0$ by the
distribution of $x_0$ given $x_T$, which is normal with mean
$m + \sqrt{\bar\alpha_T}\,v(x_T - m_T)/v_T$ and variance $v(1-\bar\alpha_T)/v_T$. Averaged over
$x_T \sim N(0,1)$ that gives

$$ \mathbb{E}\,x_0 = m\Big(1 - \frac{\bar\alpha_T v}{v_T}\Big), \qquad
\operatorname{Var} x_0 = v + \frac{\bar\alpha_T^2\,(1-v)\,v^2}{v_T^2} . $$ {#eq:output}

@main
*/

// fold: What is left at the end, and what it costs
func outputDivergence(_ schedule: NoiseSchedule) -> Double {
  let (mean, variance) = data.exactReverseOfNoise(from: schedule.terminal)
  return GaussianDivergence.divergence(mean: m, variance: v, fromMean: mean, variance: variance)
}
let short = NoiseSchedule(
  "linear, not rescaled", betas: NoiseSchedule.linear(steps: 100, rescaled: false).betas)
table(
  "What is left at the end, and what it costs",
  columns: ["schedule", "T", "ᾱ at T", "KL at the end", "mean of the output", "KL of the output"],
  rows: (schedules + [.cosine(steps: 20), short]).map { schedule in
    [
      schedule.name, schedule.steps, schedule.terminal.signal,
      data.divergenceFromNoise(at: schedule.terminal),
      data.exactReverseOfNoise(from: schedule.terminal).mean, outputDivergence(schedule),
    ]
  })

/*:
The bound holds in every row. Stable Diffusion's schedule ends with half a percent of the signal.
The last row is a mistake that is easily made: the linear schedule cut to a hundred steps *without*
multiplying its betas starts the way back from the wrong place altogether.

For a single number the price of a proper schedule looks like nothing, at most a few millionths of a
nat. But what is left of the signal adds up over coordinates. The mean brightness of a picture is a
direction in which all pixels pull together, and its signal-to-noise ratio is larger than that of a
pixel by up to their number. Models that were trained with a terminal ratio of half a percent have
been found unable to paint a picture that is all dark or all bright, for just this reason.

@page
The claims check the bound for every schedule, and the exact values by simulation.
*/

// fold: The wrong start, simulated
let many = chapter.samples(400_000, quick: 4_000)
let stable = schedules[1]
let atTheEnd = ForwardProcess(stable).jump(
  running.sample(many, using: &random), to: 1000, using: &random)
claim(
  "mean of x_T, scaled linear",
  Estimate(atTheEnd.mean(), variance: data.variance(at: stable.terminal), draws: many),
  exact: data.mean(at: stable.terminal), rulesOut: 0)
for schedule in schedules + [.cosine(steps: 20), short] {
  claim(
    "KL of the output, \(schedule.name), T = \(schedule.steps)",
    measured: outputDivergence(schedule),
    atMost: data.divergenceFromNoise(at: schedule.terminal))
}
let back = data.reverse(to: .clean, from: short.terminal)
let arrived =
  Float(m) + Float(back.factor)
  * (random.normal([many, 1]) - Float(data.mean(at: short.terminal)))
  + Float(sqrt(back.variance)) * random.normal([many, 1])
let expected = data.exactReverseOfNoise(from: short.terminal)
claim(
  "mean of the output, 100 steps not rescaled",
  Estimate(arrived.mean(), variance: expected.variance, draws: many), exact: expected.mean,
  rulesOut: m)
claim(
  "variance of the output, 100 steps not rescaled", measuredVariance: arrived.variance(),
  degreesOfFreedom: many - 1, exact: expected.variance, rulesOut: v)

// fold: Drawing the terminal divergence
let lengths = (0...40).map { Int((40 * pow(50, Double($0) / 40)).rounded()) }
let lengthAxis = Axis(
  "T", scale: .log, range: 40...2000, ticks: [50, 100, 200, 500, 1000, 2000],
  tickLabels: ["50", "100", "200", "500", "1000", "2000"])
let families: [(name: String, make: (Int) -> NoiseSchedule, style: Style)] = [
  ("linear", { .linear(steps: $0) }, .series(0)),
  ("scaled linear", { .scaledLinear(steps: $0) }, .series(1)),
  ("cosine", { .cosine(steps: $0) }, .series(2)),
  ("sigmoid", { .sigmoid(steps: $0) }, .series(3)),
  ("linear, not rescaled", { .linear(steps: $0, rescaled: false) }, .wrong),
]
let dotted = [50, 100, 200, 300]
let terminalSamples = chapter.samples(40_000, quick: 2_000)
let measuredDivergences = dotted.map { T in
  let x = ForwardProcess(.linear(steps: T, rescaled: false)).jump(
    running.sample(terminalSamples, using: &random), to: T, using: &random)
  return GaussianDivergence.divergence(
    mean: x.mean(), variance: x.variance(), fromMean: 0, variance: 1)
}
figure(
  "terminal",
  caption: """
    The divergence of x_T from N(0, 1) for the running Gaussian (left), and what it costs at the output of the \
    exact reverse process (right), against the number of steps. Lines are exact; dots come from the means and \
    variances of samples of x_T in the schedule that is not rescaled.
    """,
  size: .wide
) {
  Panel(
    "At the end of the way out", x: lengthAxis,
    y: Axis("KL(q(x_{T}) ‖ N(0, 1))", scale: .log, range: 1e-10...3)
  ) {
    for family in families {
      LinePlot(
        x: lengths.map(Double.init),
        y: lengths.map { data.divergenceFromNoise(at: family.make($0).terminal) },
        label: family.name, style: family.style)
    }
    PointPlot(
      x: dotted.map(Double.init), y: measuredDivergences, label: "measured",
      style: .wrong.marker(.circle))
  }
  Panel(
    "At the end of the way back", x: lengthAxis,
    y: Axis("KL(data ‖ output)", scale: .log, range: 1e-20...3)
  ) {
    for family in families {
      LinePlot(
        x: lengths.map(Double.init), y: lengths.map { outputDivergence(family.make($0)) },
        style: family.style)
    }
  }
}

/*:
In @fig:terminal the two rescaled schedules become flat: their end hardly depends on how finely they
are cut, as long as no single $\beta$ is large. The cosine and the sigmoid fall with $T$: because of
the cut-off they end at a thousandth of $\bar\alpha_{T-1}$, and the shorter the last step, the
closer that is to zero. The dashed line is a schedule that keeps its betas when $T$ changes.

## Where did it come from? {#sec:posterior}
@main

Now for the undoing. One step back is a draw from $q(x_{t-1}\mid x_t)$, and by Bayes' rule that is
$q(x_t\mid x_{t-1})\,q(x_{t-1})/q(x_t)$. The first factor is @eq:step. The other two are marginals,
averages over *all the data* by @eq:marginal. This is why the exact step back is out of reach: not
because it would be hard to optimise, but because it contains $q(x_0)$, which is what we do not
know.

If somebody told us $x_0$, it would be easy. Given $x_0$ everything is normal, and in each
coordinate

$$
\ln q(x_{t-1} \mid x_t, x_0) = -\frac{(x_t - \sqrt{\alpha_t}\,x_{t-1})^2}{2\beta_t}
- \frac{(x_{t-1} - \sqrt{\bar\alpha_{t-1}}\,x_0)^2}{2(1-\bar\alpha_{t-1})} + \text{const} .
$$ {#eq:square}

This is a parabola in $x_{t-1}$. The factor of $-\tfrac12 x_{t-1}^2$ is the inverse of the variance,

$$ \frac1{\tilde\beta_t} = \frac{\alpha_t}{\beta_t} + \frac1{1-\bar\alpha_{t-1}}
= \frac{\alpha_t(1-\bar\alpha_{t-1}) + \beta_t}{\beta_t(1-\bar\alpha_{t-1})}
= \frac{1-\bar\alpha_t}{\beta_t(1-\bar\alpha_{t-1})}, $$ {#eq:beta-tilde}

where the last numerator is $\alpha_t - \bar\alpha_t + 1 - \alpha_t$. The factor of $x_{t-1}$, times
$\tilde\beta_t$, is the mean:

$$ \tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1-\bar\alpha_t}\,x_0 + \frac{\sqrt{\alpha_t}\,(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}\,x_t . $$ {#eq:posterior}

@quote Diffusion/Posterior.swift posterior

The variance $\tilde\beta_t$ is smaller than $\beta_t$, because $\bar\alpha_{t-1} > \bar\alpha_t$:
knowing where the path began narrows the choice. At $t = 1$ it vanishes, since one step before is
the beginning itself.

One last rewriting. Solve @eq:jump for $x_0 = (x_t - \sqrt{1-\bar\alpha_t}\,\varepsilon)/\sqrt{\bar\alpha_t}$
and put it into @eq:posterior. The factor of $x_t$ becomes
$(\beta_t + \alpha_t - \bar\alpha_t)/(\sqrt{\alpha_t}\,(1-\bar\alpha_t)) = 1/\sqrt{\alpha_t}$, and

$$ \tilde\mu_t = \frac1{\sqrt{\alpha_t}}\Big(x_t - \frac{\beta_t}{\sqrt{1-\bar\alpha_t}}\;\varepsilon\Big). $$ {#eq:epsilon}

*To know where a step came from, it is enough to know the noise in $x_t$.* Nobody need tell us the
picture; pointing at the dirt will do.

@page
To check @eq:posterior without Bayes, simulate the triple $(x_0, x_{t-1}, x_t)$ and ask a
least-squares fit how $x_{t-1}$ depends on the other two. Note the data: the *pair* of modes, which
is far from normal. The posterior must be normal nevertheless, with these two factors and no third
term. A coarse schedule of ten steps keeps $\tilde\beta_t$ and $\beta_t$ well apart. That the residual
*is* normal shows in its fourth moment, which is three times the variance squared. (The variance alone
could not tell it from uniform noise, for which the factor is $9/5$.)
*/

// fold: The posterior by least squares
let coarse = NoiseSchedule.cosine(steps: 10)
func product(_ a: Tensor, _ b: Tensor) -> Double { (a * b).sum() }
for t in [2, 6] {
  let x0 = pair.sample(count, using: &random)
  let before = ForwardProcess(coarse).jump(x0, to: t - 1, using: &random)
  let after = ForwardProcess(coarse).step(before, to: t, using: &random)
  let posterior = Posterior(coarse, from: t)
  let normal = Cholesky([
    [product(x0, x0), product(x0, after)], [product(x0, after), product(after, after)],
  ])!
  let factors = normal.solve([product(x0, before), product(after, before)])
  let errors = [0, 1].map { sqrt(posterior.variance * normal.inverse[$0][$0]) }
  let rest = before - Float(factors[0]) * x0 - Float(factors[1]) * after
  claim(
    "factor of x₀, t = \(t) of 10", measured: factors[0], standardError: errors[0],
    exact: posterior.cleanFactor, rulesOut: coarse.level(t - 1).signalScale)
  claim(
    "factor of x_t, t = \(t) of 10", measured: factors[1], standardError: errors[1],
    exact: posterior.noisyFactor, rulesOut: 1 / sqrt(coarse.alpha(t)))
  claim(
    "variance β̃, t = \(t) of 10", measuredVariance: rest.sumOfSquares() / Double(count - 2),
    degreesOfFreedom: count - 2, exact: posterior.variance, rulesOut: coarse.beta(t))
  claim(
    "fourth moment of what is left, t = \(t) of 10",
    Estimate(
      rest.square().sumOfSquares() / Double(count) / posterior.variance / posterior.variance,
      variance: 96, draws: count), exact: 3, rulesOut: 1.8)
}
let (example, dirt, level50) = (1.3, -0.4, schedule.level(50))
let state = level50.signalScale * example + level50.noiseScale * dirt
let posterior50 = Posterior(schedule, from: 50)
claim(
  "the posterior's mean from x₀ and from ε, t = 50",
  measured: posterior50.cleanFactor * example + posterior50.noisyFactor * state,
  exact: (state - schedule.beta(50) / level50.noiseScale * dirt) / sqrt(schedule.alpha(50)),
  tolerance: .relative(1e-13))

/*:
## What we have, and what we lack {#sec:lack}
@main

We can turn any data into noise, in steps or in one jump, along any schedule, and we know exactly
what is lost and what is left. We know that every step could be taken back, in distribution, by
somebody who knows the noise that is in $x_t$. Nobody does. But the noise can be *predicted* from
$x_t$, and the best prediction is the average $\mathbb{E}[\varepsilon \mid x_t]$, which is the score
of @ch:06 in other words. A network can learn it from the pairs that @eq:jump makes for free. The
next chapter runs the film backwards.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/08-ddpm-forward/homework/Answers.swift) and run `swift run homework-08`,
which says what is right and, of what is wrong, *what* is wrong. `swift run homework-08 hint 8.3` gives a
hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

- **T1.** *Warm-up.* Show that @eq:step keeps $N(0, I)$ for any $\beta_t$, and that it is the only
  choice of the form $a x + \sqrt{\beta}\, z$ with $a > 0$ that does.
- **T2.** *Half-life.* After how many steps of a constant $\beta$ is half the signal's variance
  gone? How many steps are needed until the divergence of @eq:terminal is below $10^{-6}$ for the
  running Gaussian?
- **T3.** *Uniform noise.* Replace the normal $z_t$ by uniform noise of the same variance. Which
  claims of this chapter still hold, and which fails first? What is the distribution of $x_t$ when
  all the steps but the last few are forgotten? (Cumulants again.)
- **T4.** *Your own schedule.* Choose $\bar\alpha_t$ so that $\ln\mathrm{SNR}$ falls on a straight
  line from 10 to −10. What are its betas, and how many steps does it have with
  $0.01 < \mathrm{SNR} < 100$?
- **T5.** *Ending at zero.* Shift and scale $\sqrt{\bar\alpha_t}$ linearly so that it ends at
  exactly 0 and begins where it did. Which formulas of this chapter survive $\bar\alpha_T = 0$, and
  which do not? Why must a network then be asked for something other than $\varepsilon$ in the last
  step?
- **T6.** *A small project.* In the plane, compute the divergence of the noised running mixture from
  $N(0, I)$ on a grid at every $t$, and the same for the normal distribution with the mixture's mean
  and covariance. When does the difference of the two fall below a tenth of the first?

## Sources {#sec:sources}

J. Sohl-Dickstein, E. Weiss, N. Maheswaranathan and S. Ganguli, *Deep unsupervised learning using
nonequilibrium thermodynamics* (ICML 2015), for the idea. J. Ho, A. Jain and P. Abbeel, *Denoising
diffusion probabilistic models* (NeurIPS 2020), for the linear schedule and @eq:posterior. A. Nichol
and P. Dhariwal, *Improved denoising diffusion probabilistic models* (ICML 2021), for the cosine. R.
Rombach, A. Blattmann, D. Lorenz, P. Esser and B. Ommer, *High-resolution image synthesis with
latent diffusion models* (CVPR 2022), that is, Stable Diffusion. A. Jabri, D. Fleet and T. Chen,
*Scalable adaptive computation for iterative generation* (ICML 2023), for the sigmoid. D. Kingma, T.
Salimans, B. Poole and J. Ho, *Variational diffusion models* (NeurIPS 2021), for the view by
signal-to-noise ratio. S. Lin, B. Liu, J. Li and X. Yang, *Common diffusion noise schedules and
sample steps are flawed* (WACV 2024), for what a terminal signal costs. T. Cover and J. Thomas,
*Elements of information theory* (2006), for the data-processing inequality.
*/

// fold: The table of claims
chapter.finish()
