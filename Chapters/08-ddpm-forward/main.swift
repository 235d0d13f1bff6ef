/*:
To turn data into noise is easy: pour noise over them until nothing else is left. A picture takes a
minute to ruin and years to learn to paint. But suppose that we ruin it in many steps, each so small
that a little knowledge suffices to undo it. Then whoever has that little knowledge for every step
can start from pure noise and walk all the way back to a picture that nobody has painted.

That is a diffusion model, and it has two halves. This chapter is the easy half. It has nothing to
learn in it, and everything in it can be computed. The question is *how* to destroy: how does one
turn any data into noise so that every step can be undone, and so that the end does not depend on
what was there at the beginning?
*/
import Diffusion
import Distributions
import Elementary
import LinearAlgebra
import Notebook
import Plotting
import Samplers
import Tensors
import Theory

let chapter = Chapter(8, "DDPM, forward: destroying structure on purpose")
var random = chapter.random

/*:
## One step {#sec:step}

The simplest attempt adds noise, and does it again: $x_t = x_{t-1} + \sqrt\beta\,z_t$ with a
standard normal $z_t$ and some small $\beta$. The data do get drowned. But the variance grows by
$\beta$ in every step and has no limit, so the law at the end depends on how long we went on and on
the spread of the data. There is no fixed place from which the way back could start.

So let the step shrink $x$ a little before it adds the noise, $x_t = a\,x_{t-1} + \sqrt\beta\,z_t$.
Then $v_t = a^2 v_{t-1} + \beta$, and we want variance 1 to stay 1. That fixes $a^2 = 1-\beta$:

$$ x_t = \sqrt{1-\beta_t}\; x_{t-1} + \sqrt{\beta_t}\; z_t, \qquad
q(x_t \mid x_{t-1}) = N\big(\sqrt{1-\beta_t}\,x_{t-1},\ \beta_t I\big). $$ {#eq:step}

The step may be different every time; all that is asked is $0 < \beta_t < 1$. Whatever the variance
was, its distance from 1 shrinks by the factor $1-\beta_t$, and the mean shrinks by the root of
that. Here is the step in the library, together with something that we shall need in a moment.

@quote Diffusion/ForwardProcess.swift forward-step

Both roots matter, and both are easily forgotten. The table runs 200 steps with $\beta = 0.05$ on
the running Gaussian $N(\mu, s^2)$, with and without them. Any such recipe $x' = a x + b z$ is
linear, so the variance after $n$ steps is a geometric series,

$$ v_n = a^{2n} s^2 + b^2\, \frac{1-a^{2n}}{1-a^2}. $$ {#eq:series}
*/

let running = Gaussian.running
let (μ, s) = (running.mean[0], running.standardDeviation)
let data = GaussianDiffusion(mean: μ, variance: s * s)
let count = chapter.samples(100_000, quick: 2_000)
let β = 0.05

let recipes: [(name: String, keep: Double, noise: Double)] = [
  ("√(1−β) x + √β z", sqrt(1 - β), sqrt(β)),
  ("x + √β z", 1, sqrt(β)),
  ("(1−β) x + √β z", 1 - β, sqrt(β)),
  ("√(1−β) x + β z", sqrt(1 - β), β),
]

func variance(keeping a: Double, adding b: Double, after n: Int) -> Double {
  let power = pow(a * a, Double(n))
  return power * s * s + b * b * (a == 1 ? Double(n) : (1 - power) / (1 - a * a))
}

/*:
Each recipe is run on many points at once, and the last states are compared with @eq:series.
*/

var afterManySteps: [Double] = []
let exactVariances = recipes.map { variance(keeping: $0.keep, adding: $0.noise, after: 200) }
for (recipe, exact) in zip(recipes, exactVariances) {
  var x = running.sample(count, using: &random)
  for _ in 0..<200 { x = Float(recipe.keep) * x + Float(recipe.noise) * random.normal([count, 1]) }
  afterManySteps.append(x.variance())
  let others = exactVariances.filter { $0 != exact }
  claim(
    "variance after 200 steps of \(recipe.name)", measuredVariance: x.variance(),
    degreesOfFreedom: count - 1, exact: exact,
    rulesOut: others.min { abs($0 - exact) < abs($1 - exact) })
}
table(
  "Four recipes for one step, β = 0.05",
  columns: ["step", "variance after 200", "by the series", "in the long run"],
  rows: recipes.indices.map { i in
    let (a, b) = (recipes[i].keep, recipes[i].noise)
    return [
      recipes[i].name, afterManySteps[i], exactVariances[i],
      a == 1 ? "∞" : label(b * b / (1 - a * a)),
    ]
  })

/*:
Without the root on the factor of $x$ the variance ends at $1/(2-\beta)$, near one half; without the
root on the noise it ends at $\beta$. Neither is the $N(0,I)$ from which everybody starts the way
back. A third slip puts the root over too much, $\sqrt{(1-\beta)\,x}$. That is not a linear map, and
a negative $x$ has no real root, so in the first step the running Gaussian loses as many points as
it has left of zero: the share $\Phi(-\mu/s)$.
*/

let wrongRoot = sqrt(Float(1 - β) * running.sample(count, using: &random))
let lost = Double(wrongRoot.scalars.count { $0.isNaN }) / Double(count)
let leftOfZero = normalCDF(-μ / s)
claim(
  "share of points lost to √((1−β) x)", measured: lost,
  standardError: sqrt(leftOfZero * (1 - leftOfZero) / Double(count)), exact: leftOfZero,
  rulesOut: 0)

/*:
> **An old acquaintance.** For small $\beta$ the root is $1-\beta/2$, and the step becomes
> $x + \tfrac\beta2(-x) + \sqrt{\beta}\,z$. Since $-x$ is the score of $N(0,I)$, this is a step of
> the Langevin algorithm with $\varepsilon = \beta/2$, whose target is pure noise. The forward
> process is a Langevin chain that forgets its start. Langevin steps of finite size are biased
> (@ch:04); this one is not, however large $\beta$ is, because it keeps the root in full.

## Many steps at once {#sec:jump}

From now on $\beta_t$ changes with $t$, and we write $\alpha_t = 1-\beta_t$. Two steps in a row:

$$
x_t = \sqrt{\alpha_t}\,\big(\sqrt{\alpha_{t-1}}\,x_{t-2} + \sqrt{1-\alpha_{t-1}}\,z_{t-1}\big)
+ \sqrt{1-\alpha_t}\,z_t
= \sqrt{\alpha_t\alpha_{t-1}}\,x_{t-2} + \underbrace{\sqrt{\alpha_t(1-\alpha_{t-1})}\,z_{t-1} + \sqrt{1-\alpha_t}\,z_t}_{\text{two independent normal variables}} .
$$ {#eq:two-steps}

What stands over the brace is normal again, and *variances* add:
$\alpha_t(1-\alpha_{t-1}) + 1-\alpha_t = 1 - \alpha_t\alpha_{t-1}$. So it may be replaced by
$\sqrt{1-\alpha_t\alpha_{t-1}}\;z$ with one fresh $z$. That has the form of a single step, with the
product $\alpha_t\alpha_{t-1}$ in the place of $\alpha$, and the same argument merges it with the
step before, and so on down to the data:

$$ x_t = \sqrt{\bar\alpha_t}\;x_0 + \sqrt{1-\bar\alpha_t}\;\varepsilon, \qquad
\bar\alpha_t = \alpha_1\alpha_2\cdots\alpha_t, \qquad \varepsilon \sim N(0, I). $$ {#eq:jump}

Two things are easily written wrong in @eq:two-steps: after two steps $x_{t-2}$ stands on the right,
not $x_{t-1}$, and the noise is a new one. Two large steps, $\alpha_1 = 0.64$ and $\alpha_2 = 0.25$,
tell the two indices apart. With $x_1$ in the place of $x_0$ the mean would have another factor
$\sqrt{\alpha_1}$, and the variance would be that of $x_1$, shrunk, plus $1-\alpha_1\alpha_2$.
*/

let twoSteps = ForwardProcess(NoiseSchedule("two steps", betas: [0.36, 0.75]))
let afterTwo = twoSteps.path(from: running.sample(count, using: &random), using: &random)[2]
let varianceAfterTwo = 0.16 * s * s + 0.84
claim(
  "mean after two large steps", measured: afterTwo.mean(),
  standardError: sqrt(varianceAfterTwo / Double(count)), exact: 0.4 * μ, rulesOut: 0.4 * 0.8 * μ)
claim(
  "variance after two large steps", measuredVariance: afterTwo.variance(),
  degreesOfFreedom: count - 1, exact: varianceAfterTwo,
  rulesOut: 0.16 * (0.64 * s * s + 0.36) + 0.84)

/*:
Training will live on @eq:jump. It needs $x_t$ for random $t$, and gets it at the price of one step
instead of $t$. Writing a random variable as a fixed function of its parameters and of noise that
has none is called *reparameterisation*.

Let us take both roads. The schedule has 200 steps; where its numbers come from is the subject of
@sec:schedules.
*/

let T = 200
let schedule = NoiseSchedule.linear(steps: T)
let forward = ForwardProcess(schedule)

let start = running.sample(count, using: &random)
let path = forward.path(from: start, using: &random)
for t in [40, 80] {
  let (m, v) = (data.mean(at: schedule.level(t)), data.variance(at: schedule.level(t)))
  let jumped = forward.jump(start, to: t, using: &random)
  for (road, x) in [("\(t) steps", path[t]), ("one jump to t = \(t)", jumped)] {
    claim(
      "mean after \(road)", measured: x.mean(), standardError: sqrt(v / Double(count)), exact: m,
      rulesOut: schedule.level(t).signal * μ)
    claim(
      "variance after \(road)", measuredVariance: x.variance(), degreesOfFreedom: count - 1,
      exact: v, rulesOut: schedule.level(t).signal * s * s + schedule.level(t).noiseScale)
  }
}

/*:
The exact values are those of @eq:jump for Gaussian data: a sum of two independent normal variables,

$$ q(x_t) = N(\sqrt{\bar\alpha_t}\,\mu,\ v_t), \qquad v_t = \bar\alpha_t s^2 + 1 - \bar\alpha_t . $$ {#eq:gaussian}

The mean rules out a factor $\bar\alpha_t$ without its root, and the variance rules out noise of
variance $\sqrt{1-\bar\alpha_t}$. The two roads agree *in law*. Point by point they have nothing to
do with each other once the start is forgotten, since each has noise of its own.

## What the process forgets {#sec:markov}

A step looks at $x_{t-1}$ and at nothing before it. Hence the whole path has a law in product form,
which is called the **Markov property**:

$$ q(x_1, \dots, x_T \mid x_0) = \prod_{t=1}^{T} q(x_t \mid x_{t-1}). $$ {#eq:markov}

It can be measured. Take the path at three times, $x_0$, $x_{40}$ and $x_{80}$. The ends are
correlated, with covariance $\sqrt{\bar\alpha_{80}}\,s^2$. But given the state in the middle they
should be independent: subtract from both what $x_{40}$ predicts of them, and nothing in common may
be left. (For jointly normal variables uncorrelated is independent.)
*/

let (middle, end) = (schedule.level(40), schedule.level(80))
let backwards = data.reverse(to: .clean, from: middle)
let centred = path[40] - Float(data.mean(at: middle))
let restOfStart = path[0] - Float(μ) - Float(backwards.factor) * centred
let restOfEnd =
  path[80] - Float(data.mean(at: end)) - Float(end.signalScale(since: middle)) * centred
let covarianceOfEnds = end.signalScale * s * s

claim(
  "covariance of x₀ and x₈₀", measured: ((path[0] - Float(μ)) * path[80]).mean(),
  standardError: sqrt(
    (s * s * data.variance(at: end) + covarianceOfEnds * covarianceOfEnds
      + s * s * data.mean(at: end) * data.mean(at: end)) / Double(count)),
  exact: covarianceOfEnds, rulesOut: 0)
claim(
  "covariance of x₀ and x₈₀, given x₄₀", measured: (restOfStart * restOfEnd).mean(),
  standardError: sqrt(backwards.variance * end.noiseVariance(since: middle) / Double(count)),
  exact: 0, rulesOut: covarianceOfEnds)

/*:
The second claim is the Markov property in one number. A process with a memory, one whose noise
depends on the noise before, would fail it.

## The kernel is normal, the marginal is not {#sec:marginal}

Two laws are easily confused. The **kernel** $q(x_t \mid x_0)$ is the law of $x_t$ *for one given
picture*, and @eq:jump says that it is normal. The **marginal** is the law of $x_t$ when the picture
is random, too:

$$ q(x_t) = \int q(x_t \mid x_0)\, q(x_0)\, dx_0 . $$ {#eq:marginal}

It is an average of normal laws, one for each picture, and in general it is not normal. It is the
*data's density, shrunk and blurred*: the noised density of @ch:06. For a mixture the average can
be written down. A component $N(\mu_k, \Sigma_k)$ becomes
$N\big(\sqrt{\bar\alpha_t}\,\mu_k,\ \bar\alpha_t\Sigma_k + (1-\bar\alpha_t)I\big)$, with the weight
that it had. @fig:strip shows the running mixture on its way.
*/

let mixture = GaussianMixture.running
let stripTimes = [0, 20, 50, 90, 200]
let stripPoints = chapter.samples(1_200, quick: 300)
let stripStart = mixture.sample(stripPoints, using: &random)
let stripPath = forward.path(from: stripStart, using: &random)

// fold: Drawing the forward strip
let axis = Array(stride(from: -4.0, through: 4, by: 0.08))
let plane = Tensor(rows: axis.flatMap { y in axis.map { x in [x, y] } })
let square = Axis.hidden(range: -4...4)
figure(
  "strip",
  caption: """
    The running mixture under the forward process: its exact density (above) and the same \
    points, taken step by step (below). Brightness is scaled in each panel.
    """,
  size: Figure.Size(width: 720, height: 330), columns: 5
) {
  for t in stripTimes {
    let ᾱ = (1000 * schedule.alphaBar(t)).rounded() / 1000
    Panel(
      "t = \(t),  ᾱ \(ᾱ > 0 ? "= \(label(ᾱ))" : "≈ 0")", x: square, y: square, aspect: .equal
    ) {
      Heatmap(
        x: axis, y: axis,
        values: exp(mixture.diffused(to: schedule.level(t)).logDensity(plane)).doubles,
        smooth: true)
    }
  }
  for t in stripTimes {
    Panel(x: square, y: square, aspect: .equal) {
      PointPlot(
        x: stripPath[t].column(0).doubles, y: stripPath[t].column(1).doubles,
        style: .data.markerSize(1.6))
    }
  }
}

/*:
How far from normal is a marginal? Take a number that is known for the mixture, and is another for
the normal law with the same mean and the same variance: the probability of the half-plane
$x_1 > -1$ at $t = 40$. The exact value is a sum over components; the normal law would have 0.746.
The claims test both roads against the first, and rule out the second.
*/

let mixtureAt40 = mixture.diffused(to: schedule.level(40))
func shareBeyond(_ c: Double, of distribution: GaussianMixture) -> Double {
  sum(
    zip(law.weights, law.components).map { weight, component in
      weight * normalCDF((component.mean[0] - c) / sqrt(component.covariance[0][0]))
    })
}
let share = shareBeyond(-1, of: mixtureAt40)
let shareIfNormal = normalCDF((mixtureAt40.mean[0] + 1) / sqrt(mixtureAt40.covariance[0][0]))

let clean = mixture.sample(count, using: &random)
var walked = clean
for t in 1...40 { walked = forward.step(walked, to: t, using: &random) }
for (road, x) in [
  ("40 steps", walked), ("one jump to t = 40", forward.jump(clean, to: 40, using: &random)),
] {
  claim(
    "share of x₁ > −1 after \(road)", measured: (x.column(0) .> -1).mean(),
    standardError: sqrt(share * (1 - share) / Double(count)), exact: share,
    rulesOut: shareIfNormal)
}

/*:
There is a measure for all times at once. Cumulants of independent variables add, and those of the
noise vanish beyond the second. So the fourth cumulant of $x_t$ is $\bar\alpha_t^2$ times that of
the data, and the excess kurtosis, which is zero for a normal law, is

$$ \frac{\mathbb{E}(x_t - m_t)^4}{v_t^2} - 3 = \kappa_0\,\frac{(\bar\alpha_t v_0)^2}{v_t^2}, \qquad m_t = \sqrt{\bar\alpha_t}\,m_0, \qquad v_t = \bar\alpha_t v_0 + 1-\bar\alpha_t . $$ {#eq:kurtosis}

The marginal becomes normal only as fast as the data disappear. We take two modes on a line, at
$\pm2$ with deviation ½, where $v_0 = 4.25$ and the fourth cumulant is that of a fair coin between
$\pm2$: $-2\cdot 2^4 = -32$.
*/

let pair = GaussianMixture.pair(distance: 2, standardDeviation: 0.5)
func pairVariance(_ t: Int) -> Double { schedule.alphaBar(t) * 4.25 + schedule.level(t).noise }
func fourthMoment(_ t: Int) -> Double {
  3 * pairVariance(t) * pairVariance(t) - 32 * schedule.alphaBar(t) * schedule.alphaBar(t)
}

/// E x⁸ of the noised pair, by quadrature.
func eighthMoment(_ t: Int) -> Double {
  let component = pair.diffused(to: schedule.level(t)).components[0]
  return integrate(from: -12, to: 12, points: 400) { x in pow(x, 8) * component.density(x) }
}

/*:
By symmetry one component has all the even moments of the mixture. The eighth is needed for the
standard error of the fourth.
*/

let pairStart = pair.sample(count, using: &random)
var kurtoses: [(t: Int, measured: Double)] = []
for t in [10, 30, 60, 120] {
  let fourth = forward.jump(pairStart, to: t, using: &random).square().square().mean()
  let (m4, v) = (fourthMoment(t), pairVariance(t))
  kurtoses.append((t, fourth / (v * v) - 3))
  claim(
    "E x⁴ of the noised pair, t = \(t)", measured: fourth,
    standardError: sqrt((eighthMoment(t) - m4 * m4) / Double(count)), exact: m4,
    rulesOut: t > 100 ? nil : 3 * v * v)
}
table(
  "How far the noised pair is from normal",
  columns: ["t", "ᾱ", "variance", "excess kurtosis", "exact"],
  rows: kurtoses.map { t, measured in
    [
      t, schedule.alphaBar(t), pairVariance(t), measured,
      fourthMoment(t) / (pairVariance(t) * pairVariance(t)) - 3,
    ]
  })

/*:
At $t = 120$ a sample of this size can hardly tell the marginal from a normal law (that claim rules
nothing out). @fig:heat shows the whole film. A path knows nothing of the modes: a step does the
same to every point, wherever it is, and nothing but luck keeps a path on its side. The density does
know them, until its two humps become one. That happens when $\sqrt{\bar\alpha_t}\cdot2$, the
distance of a shrunk mode from the middle, falls below its standardDeviation: at $\bar\alpha_t = 4/19$, here
at $t = 78$.
*/

let pathsShown = forward.path(from: pair.sample(6, using: &random), using: &random)

// fold: Drawing the heat map
let line = Array(stride(from: -4.0, through: 4, by: 0.05))
let lineTensor = Tensor(line, shape: [line.count, 1])
let times = (0...T).map(Double.init)
let film = (0...T).map { t in
  exp(pair.diffused(to: schedule.level(t)).logDensity(lineTensor)).doubles
}
figure(
  "heat",
  caption: """
    The exact density of the noised pair at every time, with six paths (left), and its profile at \
    four times (right). The dashed profile is the normal law with the same variance at t = 60.
    """,
  size: Figure.Size(width: 720, height: 320)
) {
  Panel("Density and paths", x: Axis("t"), y: Axis("x", range: -4...4)) {
    Heatmap(
      x: times, y: line, values: line.indices.map { i in film.map { $0[i] } }, colorBar: "q(x)")
    for i in 0..<6 {
      LinePlot(
        x: times, y: pathsShown.map { Double($0[i, 0]) },
        style: Style(color: .white).lineWidth(0.8).opacity(0.75))
    }
  }
  Panel("Profiles", x: Axis("x"), y: Axis("q(x)")) {
    for (i, t) in [0, 30, 60, 200].enumerated() {
      LinePlot(x: line, y: film[t], label: "t = \(t)", style: .sequence(i, of: 4))
    }
    let normal = Gaussian(mean: 0, standardDeviation: sqrt(pairVariance(60)))
    LinePlot(x: line, y: line.map(normal.density), label: "normal", style: .wrong)
  }
}

/*:
## Schedules {#sec:schedules}

The numbers $\beta_1, \dots, \beta_T$ are the **noise schedule**. Why not one $\beta$ for all? Early
on fine detail is at stake, and a step has to be small beside it; later only the coarse structure is
left, and larger steps do no more harm. By @eq:jump all that the process does is in $\bar\alpha_t$,
so that is what one should look at, or at its **signal-to-noise ratio**

$$ \mathrm{SNR}(t) = \frac{\bar\alpha_t}{1-\bar\alpha_t}, $$ {#eq:snr}

better still the logarithm of that. Four schedules are in use.

- *Linear*: $\beta_t$ on a line from $10^{-4}$ to $0.02$ in a thousand steps. It is the choice of
  Ho, Jain and Abbeel, whose pictures made diffusion known.
- *Scaled linear*, also called quadratic: $\sqrt{\beta_t}$ on a line. Stable Diffusion uses it, from
  $0.00085$ to $0.012$.
- *Cosine*: $\bar\alpha_t$ itself is prescribed, as a squared cosine. It is due to Nichol and
  Dhariwal, who found that the linear schedule spends too many of its steps where nearly nothing is
  left. (The cosine is sometimes credited to Stable Diffusion, which does not use it.)
- *Sigmoid*: $\bar\alpha_t$ falls like a logistic curve.

The first two are given for a thousand steps. With another $T$ one multiplies the betas by $1000/T$:
$\ln\bar\alpha_T = \sum_t\ln(1-\beta_t) \approx -\sum_t\beta_t$, and the sum stays what it was. The
last two end at $\bar\alpha_T = 0$, a step with $\beta_T = 1$, which would leave nothing to go back
from. So betas are cut off at 0.999.

@quote Diffusion/NoiseSchedule+Published.swift linear-schedule

@quote Diffusion/NoiseSchedule+Published.swift cosine-schedule
*/

let schedules: [NoiseSchedule] = [
  .linear(steps: 1000), .scaledLinear(steps: 1000), .cosine(steps: 1000), .sigmoid(steps: 1000),
]

table(
  "Four schedules of a thousand steps",
  columns: ["schedule", "β₁", "β₁₀₀₀", "ᾱ₅₀₀", "ᾱ₁₀₀₀", "steps with 0.01 < SNR < 100"],
  rows: schedules.map { schedule in
    [
      schedule.name, schedule.beta(1), schedule.beta(1000), schedule.alphaBar(500),
      schedule.alphaBar(1000),
      schedule.levels.count { (0.01...100).contains($0.signalToNoise) },
    ]
  })
/*:
Two of the numbers can be had by another road. The cosine schedule makes $\bar\alpha_{500}$ by
multiplying five hundred factors, and must come back to the cosine it was made from. The linear one
has a sum of logarithms, for which $\ln(1-\beta) = -\beta - \beta^2/2 - \beta^3/3 - \dots$ and sums
of powers of an arithmetic progression do as well:
*/

let c = cos((0.5 + 0.008) / 1.008 * .pi / 2) / cos(0.008 / 1.008 * .pi / 2)
claim(
  "ᾱ₅₀₀ of the cosine schedule", measured: schedules[2].alphaBar(500), exact: c * c,
  tolerance: .relative(1e-12))
let meanBeta = (1e-4 + 0.02) / 2
let spreadOfBeta = (0.02 - 1e-4) * (0.02 - 1e-4) * 1001 / (12 * 999)
claim(
  "ln ᾱ₁₀₀₀ of the linear schedule", measured: schedules[0].terminal.logSignal,
  exact: -1000 * (meanBeta + (meanBeta * meanBeta + spreadOfBeta) / 2),
  tolerance: .absolute(2e-3), rulesOut: -1000 * meanBeta)

// fold: Drawing the schedules
let progressOfTime = (0...1000).map { Double($0) / 1000 }
figure(
  "schedules",
  caption: """
    Four schedules of a thousand steps: what is left of the signal, and its ratio to the noise. \
    Between the dotted lines the signal is neither clear nor lost. The linear schedule has its \
    ratio below them for a third of its steps.
    """,
  size: .wide
) {
  Panel("Signal", x: Axis("t/T"), y: Axis("ᾱ", range: 0...1)) {
    for (i, schedule) in schedules.enumerated() {
      LinePlot(
        x: progressOfTime, y: schedule.levels.map(\.signal), label: schedule.name,
        style: .series(i))
    }
  }
  Panel("Signal to noise", x: Axis("t/T", range: 0...1), y: Axis("ln SNR", range: -14...10)) {
    RulePlot(y: log(100))
    RulePlot(y: -log(100))
    for (i, schedule) in schedules.enumerated() {
      LinePlot(
        x: Array(progressOfTime.dropFirst()), y: schedule.levels.dropFirst().map(\.logSNR),
        style: .series(i))
    }
  }
}

/*:
Look at the two panels of @fig:schedules together. On the left the linear schedule seems merely to
be faster than the others. On the right one sees what that costs. Where the ratio is above 100, a
network has next to nothing to remove; where it is below $0.01$, it has next to nothing to go by;
the steps in between do the work. The last column of the table counts them.

> **A trap in the arithmetic.** Early on, $\bar\alpha_t$ is nearly 1, and $1-\bar\alpha_t$ is the
> difference of two nearly equal numbers. A product of 32-bit numbers, as one would write it without
> thinking, has lost four of its seven digits there. Our schedule keeps $\ln\bar\alpha_t$, a sum of
> $\mathrm{log1p}(-\beta_i)$, and gets $1-\bar\alpha_t$ by $\mathrm{expm1}$, with nothing lost.
*/

let fine = NoiseSchedule.linear(steps: 4000)
var floatProduct: Float = 1
var floatNoise: [Float] = [0]
for β in fine.betas {
  floatProduct *= 1 - Float(β)
  floatNoise.append(1 - floatProduct)
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

The way back will start from $N(0, I)$. The way out ends at $q(x_T)$, in which $\bar\alpha_T$ of the
signal is left. For the running Gaussian the difference is a divergence of two normal laws (@ch:01):

$$ \mathrm{KL}\big(q(x_T) \,\Vert\, N(0,1)\big) = \tfrac12\big(v_T - 1 - \ln v_T + \bar\alpha_T\,\mu^2\big)
\approx \tfrac12\bar\alpha_T\,\mu^2 + \tfrac14 \bar\alpha_T^2 (1-s^2)^2 , $$ {#eq:terminal}

because $v_T - 1 = -\bar\alpha_T(1-s^2)$ and $u - \ln(1+u) \approx u^2/2$. It is the mean that one
forgets last: its trace is of first order in $\bar\alpha_T$, that of the variance of second.

How expensive is the mistake? Put $N(0,1)$ into the *exact* reverse process, without any other
error. It takes $x_T$ to $x_0$ by the law of $x_0$ given $x_T$, which is normal with mean
$\mu + \sqrt{\bar\alpha_T}\,s^2(x_T - m_T)/v_T$ and variance $s^2(1-\bar\alpha_T)/v_T$. Averaged
over $x_T \sim N(0,1)$ that gives

$$ \mathbb{E}\,x_0 = \mu\Big(1 - \frac{\bar\alpha_T s^2}{v_T}\Big), \qquad
\operatorname{Var} x_0 = s^2 + \frac{\bar\alpha_T^2\,(1-s^2)\,s^4}{v_T^2} . $$ {#eq:output}

The output cannot be further from the data than $q(x_T)$ is from $N(0,1)$: one and the same map,
random or not, never drives two laws apart. So the terminal divergence is a bound on what the wrong
start costs, $\mathrm{KL}(\text{data} \,\Vert\, \text{output})$.
*/

func outputDivergence(_ schedule: NoiseSchedule) -> Double {
  let (mean, variance) = data.exactReverseOfNoise(from: schedule.terminal)
  return GaussianDivergence.divergence(
    mean: μ, variance: s * s, fromMean: mean, variance: variance)
}

let short = NoiseSchedule(
  "linear, not rescaled", betas: NoiseSchedule.linear(steps: 100, rescaled: false).betas)
table(
  "What is left at the end, and what it costs",
  columns: ["schedule", "T", "ᾱ at T", "KL at the end", "mean of the output", "KL of the output"],
  rows: (schedules + [.cosine(steps: 20), short]).map { schedule in
    [
      schedule.name, schedule.steps,
      schedule.terminal.signal, data.divergenceFromNoise(at: schedule.terminal),
      data.exactReverseOfNoise(from: schedule.terminal).mean, outputDivergence(schedule),
    ]
  })
/*:
The bound holds in every row, and the exact values can be simulated. Stable Diffusion's schedule is
the interesting one. It ends with half a percent of the signal, and with a mean that is not zero:
*/

let many = chapter.samples(400_000, quick: 4_000)
let stable = schedules[1]
let atTheEnd = ForwardProcess(stable).jump(
  running.sample(many, using: &random), to: 1000, using: &random)
claim(
  "mean of x_T, scaled linear", measured: atTheEnd.mean(),
  standardError: sqrt(data.variance(at: stable.terminal) / Double(many)),
  exact: data.mean(at: stable.terminal), rulesOut: 0)
for schedule in schedules + [.cosine(steps: 20), short] {
  claim(
    "KL of the output, \(schedule.name), T = \(schedule.steps)",
    measured: outputDivergence(schedule),
    atMost: data.divergenceFromNoise(at: schedule.terminal))
}

/*:
And the linear schedule cut to a hundred steps *without* multiplying its betas, a mistake that is
easily made, starts the way back from the wrong place altogether. Here is the exact way back from
there, simulated:
*/

let back = data.reverse(to: .clean, from: short.terminal)
let wrongStart = random.normal([many, 1])
let arrived =
  Float(μ) + Float(back.factor) * (wrongStart - Float(data.mean(at: short.terminal)))
  + Float(sqrt(back.variance)) * random.normal([many, 1])
let expected = data.exactReverseOfNoise(from: short.terminal)
claim(
  "mean of the output, 100 steps not rescaled", measured: arrived.mean(),
  standardError: sqrt(expected.variance / Double(many)), exact: expected.mean, rulesOut: μ)
claim(
  "variance of the output, 100 steps not rescaled", measuredVariance: arrived.variance(),
  degreesOfFreedom: many - 1, exact: expected.variance, rulesOut: s * s)

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
  let schedule = NoiseSchedule.linear(steps: T, rescaled: false)
  let x = ForwardProcess(schedule).jump(
    running.sample(terminalSamples, using: &random), to: T, using: &random)
  return GaussianDivergence.divergence(
    mean: x.mean(), variance: x.variance(), fromMean: 0, variance: 1)
}
figure(
  "terminal",
  caption: """
    The divergence of $x_T$ from $N(0, 1)$ for the running Gaussian (left), and what it costs at the \
    output of the exact reverse process (right), against the number of steps. Lines are exact; dots \
    come from the means and variances of samples of $x_T$ in the schedule that is not rescaled.
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
      x: dotted.map(Double.init), y: measuredDivergences, label: "measured", style: .measured)
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
are cut, as long as no single $\beta$ is large. The cosine and the sigmoid go down with $T$: by the
cut-off they end at a thousandth of $\bar\alpha_{T-1}$, and the shorter the last step, the closer
that is to zero. The dashed line shows what becomes of a schedule that keeps its betas when $T$
changes.

For a single number the price of a proper schedule looks like nothing, a few millionths of a nat at
most. But what is left of the signal adds up over coordinates. The mean brightness of a picture is a
direction in which all pixels pull together, and its signal-to-noise ratio is larger than that of a
pixel by up to their number. Models that were trained with a terminal ratio of half a percent have
been found unable to paint a picture that is all dark or all bright, for just this reason.

## Where did it come from? {#sec:posterior}

Now for the undoing. One step back is a draw from $q(x_{t-1}\mid x_t)$, and Bayes' rule says what
that is: $q(x_t\mid x_{t-1})\,q(x_{t-1})/q(x_t)$. The first factor is @eq:step. The other two are
marginals, averages over *all the data* by @eq:marginal, and this is why the exact step back is out
of reach: not because it would be hard to optimise, but because it contains $q(x_0)$, which is what
we do not know.

If a little bird told us $x_0$, it would be easy. Given $x_0$ every law is normal, and in each
coordinate

$$
\ln q(x_{t-1} \mid x_t, x_0) = -\frac{(x_t - \sqrt{\alpha_t}\,x_{t-1})^2}{2\beta_t}
- \frac{(x_{t-1} - \sqrt{\bar\alpha_{t-1}}\,x_0)^2}{2(1-\bar\alpha_{t-1})} + \text{const} .
$$ {#eq:square}

This is a parabola in $x_{t-1}$. The factor of $-\tfrac12 x_{t-1}^2$ is the inverse of its variance,

$$ \frac1{\tilde\beta_t} = \frac{\alpha_t}{\beta_t} + \frac1{1-\bar\alpha_{t-1}}
= \frac{\alpha_t(1-\bar\alpha_{t-1}) + \beta_t}{\beta_t(1-\bar\alpha_{t-1})}
= \frac{1-\bar\alpha_t}{\beta_t(1-\bar\alpha_{t-1})}, $$ {#eq:beta-tilde}

where the last numerator is $\alpha_t - \bar\alpha_t + 1 - \alpha_t$. The factor of $x_{t-1}$, times
$\tilde\beta_t$, is the mean:

$$ \tilde\mu_t = \tilde\beta_t\Big(\frac{\sqrt{\alpha_t}}{\beta_t}x_t + \frac{\sqrt{\bar\alpha_{t-1}}}{1-\bar\alpha_{t-1}}x_0\Big)
= \frac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1-\bar\alpha_t}\,x_0 + \frac{\sqrt{\alpha_t}\,(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}\,x_t . $$ {#eq:posterior}

@quote Diffusion/Posterior.swift posterior

The variance $\tilde\beta_t$ is smaller than $\beta_t$, because $\bar\alpha_{t-1} > \bar\alpha_t$;
knowing where the path began narrows the choice. At $t = 1$ it vanishes, since one step before is
the beginning itself.
*/

table(
  "One step back in the schedule of 200 steps, if the start is known",
  columns: ["t", "factor of x₀", "factor of x_t", "β̃", "β"],
  rows: [1, 2, 10, 50, 200].map { t in
    let posterior = Posterior(schedule, from: t)
    return [
      t, posterior.cleanFactor, posterior.noisyFactor, posterior.variance, schedule.beta(t),
    ]
  })

/*:
To check this without Bayes, simulate the triple $(x_0, x_{t-1}, x_t)$ and ask a least-squares fit
how $x_{t-1}$ depends on the other two. Note the data: the *pair* of modes, which is far from
normal. The posterior must be normal nevertheless, with these two factors and no third term. A
coarse schedule of ten steps keeps $\tilde\beta_t$ and $\beta_t$ well apart.
*/

let coarse = NoiseSchedule.cosine(steps: 10)
let triple = { (t: Int) -> (start: [Double], before: [Double], after: [Double]) in
  let x0 = pair.sample(count, using: &random)
  let before = ForwardProcess(coarse).jump(x0, to: t - 1, using: &random)
  let after = ForwardProcess(coarse).step(before, to: t, using: &random)
  return (x0.doubles, before.doubles, after.doubles)
}

/*:
The fit solves two normal equations.
*/

/// Least squares of y on two variables: the factors, their standard errors for a noise of known
/// variance, and of the errors that are left the sum of squares and the mean fourth power.
func fit(_ y: [Double], on a: [Double], _ b: [Double], noise: Double) -> (
  factors: [Double], errors: [Double], rest: Double, fourth: Double
) {
  func product(_ u: [Double], _ v: [Double]) -> Double { sum(zip(u, v).map { $0 * $1 }) }
  let normal = Cholesky([[product(a, a), product(a, b)], [product(a, b), product(b, b)]])!
  let factors = normal.solve([product(a, y), product(b, y)])
  let inverse = normal.inverse
  let squares = y.indices.map { i in
    let error = y[i] - factors[0] * a[i] - factors[1] * b[i]
    return error * error
  }
  return (
    factors, [0, 1].map { sqrt(noise * inverse[$0][$0]) }, sum(squares),
    sum(squares.map { $0 * $0 }) / Double(y.count)
  )
}

/*:
Given $x_0$ and $x_t$ the noise of this regression is normal, so the standard errors are exact and
the sum of squares that is left follows a $\chi^2$ law. That the noise *is* normal shows in the
fourth power of what is left, which is 3 variances squared, and the standard error of whose mean is
$\sqrt{96/n}$ of them. (Variances alone would say the same of uniform noise, whose fourth power is
$9/5$.)
*/

for t in [2, 6] {
  let (x0, before, after) = triple(t)
  let posterior = Posterior(coarse, from: t)
  let (factors, errors, rest, fourth) = fit(before, on: x0, after, noise: posterior.variance)
  claim(
    "factor of x₀, t = \(t) of 10", measured: factors[0], standardError: errors[0],
    exact: posterior.cleanFactor, rulesOut: coarse.level(t - 1).signalScale)
  claim(
    "factor of x_t, t = \(t) of 10", measured: factors[1], standardError: errors[1],
    exact: posterior.noisyFactor, rulesOut: 1 / sqrt(coarse.alpha(t)))
  claim(
    "variance β̃, t = \(t) of 10", measuredVariance: rest / Double(count - 2),
    degreesOfFreedom: count - 2, exact: posterior.variance, rulesOut: coarse.beta(t))
  claim(
    "fourth moment of what is left, t = \(t) of 10",
    measured: fourth / (posterior.variance * posterior.variance),
    standardError: sqrt(96 / Double(count)), exact: 3, rulesOut: 1.8)
}

/*:
One last rewriting. Solve @eq:jump for $x_0$, which gives
$x_0 = (x_t - \sqrt{1-\bar\alpha_t}\,\varepsilon)/\sqrt{\bar\alpha_t}$, and put it into
@eq:posterior. The factor of $x_t$ becomes

$$ \frac{\beta_t/\sqrt{\alpha_t} + \sqrt{\alpha_t}\,(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}
= \frac{\beta_t + \alpha_t - \bar\alpha_t}{\sqrt{\alpha_t}\,(1-\bar\alpha_t)} = \frac1{\sqrt{\alpha_t}}, $$

and the mean is

$$ \tilde\mu_t = \frac1{\sqrt{\alpha_t}}\Big(x_t - \frac{\beta_t}{\sqrt{1-\bar\alpha_t}}\;\varepsilon\Big). $$ {#eq:epsilon}

To know where one step came from, it is enough to know the noise in $x_t$. The little bird need not
tell us the picture; it need only point at the dirt.
*/

let (example, dirt) = (1.3, -0.4)
let level = schedule.level(50)
let state = level.signalScale * example + level.noiseScale * dirt
let posterior50 = Posterior(schedule, from: 50)
claim(
  "the posterior's mean from x₀ and from ε, t = 50",
  measured: posterior50.cleanFactor * example + posterior50.noisyFactor * state,
  exact: (state - schedule.beta(50) / level.noiseScale * dirt) / sqrt(schedule.alpha(50)),
  tolerance: .relative(1e-13))

/*:
## What we have, and what we lack {#sec:lack}

We can turn any data into noise, in steps or in one jump, along any schedule, and we know to the
last digit what is lost and what is left. We know that every step could be taken back, in law, by
somebody who knows the noise that is in $x_t$. Nobody does. But the noise can be *guessed* from
$x_t$, and the best guess is the average $\mathbb{E}[\varepsilon \mid x_t]$, which is the score of
@ch:06 in other words. A network can learn it from the pairs that @eq:jump makes for the asking.
The next chapter runs the film backwards.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/08-ddpm-forward/homework/Answers.swift), and run `swift run homework-08`;
it says what is right, and of what is wrong it says *what* is wrong. `swift run homework-08 hint 8.3`
gives a hint. [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

1. *Warm-up.* Show that @eq:step keeps $N(0, I)$ for any $\beta_t$, and that it is the only choice
   of the form $a x + \sqrt{\beta} z$ with $a > 0$ that does.
2. *Half-life.* After how many steps of a constant $\beta$ is half the signal's variance gone? How
   many steps are needed until the divergence of @eq:terminal is below $10^{-6}$ for the running
   Gaussian?
3. *Uniform noise.* Replace the normal $z_t$ by uniform noise of the same variance. Which claims of
   this chapter still hold, and which fails first? What is the law of $x_t$ when all the steps but
   the last few are forgotten? (Cumulants again.)
4. *Your own schedule.* Choose $\bar\alpha_t$ so that $\ln\mathrm{SNR}$ falls on a straight line
   from 10 to −10. What are its betas, and how many steps does it have with
   $0.01 < \mathrm{SNR} < 100$?
5. *Ending at zero.* Shift and scale $\sqrt{\bar\alpha_t}$ linearly so that it ends at exactly 0 and
   begins where it did. Which formulas of this chapter survive $\bar\alpha_T = 0$, and which do not?
   Why must a network then be asked for something else than $\varepsilon$ in the last step?
6. *A small project.* In the plane, compute the divergence of the noised running mixture from
   $N(0, I)$ on a grid at every $t$, and the same for the normal law with the mixture's mean and
   covariance. When does the difference of the two fall below a tenth of the first?

## Sources {#sec:sources}

J. Sohl-Dickstein, E. Weiss, N. Maheswaranathan and S. Ganguli, *Deep unsupervised learning using
nonequilibrium thermodynamics* (ICML 2015), for the idea. J. Ho, A. Jain and P. Abbeel, *Denoising
diffusion probabilistic models* (NeurIPS 2020), for the linear schedule and @eq:posterior. A. Nichol
and P. Dhariwal, *Improved denoising diffusion probabilistic models* (ICML 2021), for the cosine. R.
Rombach, A. Blattmann, D. Lorenz, P. Esser and B. Ommer, *High-resolution image synthesis with
latent diffusion models* (CVPR 2022), that is Stable Diffusion. A. Jabri, D. Fleet and T. Chen,
*Scalable adaptive computation for iterative generation* (ICML 2023), for the sigmoid. D. Kingma, T.
Salimans, B. Poole and J. Ho, *Variational diffusion models* (NeurIPS 2021), for the view by
signal-to-noise ratio. S. Lin, B. Liu, J. Li and X. Yang, *Common diffusion noise schedules and
sample steps are flawed* (WACV 2024), for what a terminal signal costs.
*/

chapter.finish()
