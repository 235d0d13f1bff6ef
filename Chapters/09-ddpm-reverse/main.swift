/*:
The forward process of @ch:08 destroys any data in $T$ small steps, and needs no learning to do it:

$$
x_t = \sqrt{\alpha_t}\, x_{t-1} + \sqrt{\beta_t}\, z, \qquad
x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1-\bar\alpha_t}\, \varepsilon, \qquad
\alpha_t = 1-\beta_t, \quad \bar\alpha_t = \alpha_1\cdots\alpha_t,
$$ {#eq:forward}

with standard normal $z$ and $\varepsilon$. What is left at the end is noise, and noise is the one
thing that we can draw as much of as we like. If the film could be run backwards, noise would become
data. This chapter runs it backwards: first where everything is known exactly, then with a network
that has seen samples only.
*/
import Diffusion
import Distributions
import Elementary
import Networks
import Notebook
import Plotting
import Samplers
import Statistics
import Tensors
import Theory

let chapter = Chapter(9, "DDPM, reverse: learning to go back")
var random = chapter.random

let running = Gaussian.running
let (μ, s) = (running.mean[0], running.standardDeviation)
let gaussian = GaussianDiffusion(mean: μ, variance: s * s)
let schedule = NoiseSchedule.linear(steps: 200)

/*:
## The attempt that fails {#sec:naive}

Solve the forward step for what we want: $x_{t-1} = (x_t - \sqrt{\beta_t}\,z)/\sqrt{\alpha_t}$. The
noise $z$ that was added is unknown, but its law is not. So draw another one.

If $x_t$ has the variance $V_t$, that gives $V_{t-1} = (V_t+\beta_t)/\alpha_t$. Add one on both
sides, and it telescopes: $V_{t-1}+1 = (V_t+1)/\alpha_t$. A start from noise, $V_T = 1$, ends at

$$ V_0 = \frac{2}{\bar\alpha_T} - 1 . $$ {#eq:naive}
*/

func subtractFreshNoise(from start: Tensor) -> Tensor {
  var x = start
  for t in (1...schedule.steps).reversed() {
    let β = schedule.beta(t)
    x = (x - Float(sqrt(β)) * random.normal(x.shape)) / Float(sqrt(1 - β))
  }
  return x
}

let naiveChains = chapter.samples(10_000, quick: 500)
let naive = subtractFreshNoise(from: random.normal([naiveChains, 1]))
let ᾱT = schedule.terminal.signal
claim(
  "variance after subtracting fresh noise",
  measuredVariance: naive.square().mean(), degreesOfFreedom: naiveChains, exact: 2 / ᾱT - 1,
  rulesOut: 1 / ᾱT)
show("its deviation", sqrt(2 / ᾱT - 1))
show("deviation of the data", s)

/*:
Noise taken off at random is noise added. What must be removed is not *some* noise but *the* noise,
that part of $x_t$ which is not signal. It cannot be known for sure. What can be said about it is a
question for Bayes.

## What going back takes {#sec:bayes}

$$ q(x_{t-1}\mid x_t) = \frac{q(x_t\mid x_{t-1})\; q(x_{t-1})}{q(x_t)} . $$ {#eq:bayes}

The first factor is the forward kernel, a Gaussian that we chose ourselves. The other two are
*marginals*, and a marginal knows the data: $q(x_{t-1}) = \int q(x_{t-1}\mid x_0)\,q(x_0)\,dx_0$.
Put differently, the step back from $x_t$ is easy if one also knows where the path began. Then all
is Gaussian (the product of two Gaussians in $x_{t-1}$; complete the square):

$$
q(x_{t-1}\mid x_t,x_0) = N(\tilde\mu_t,\ \tilde\beta_t), \quad
\tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1-\bar\alpha_t}\,x_0
+ \frac{\sqrt{\alpha_t}\,(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}\,x_t, \quad
\tilde\beta_t = \frac{1-\bar\alpha_{t-1}}{1-\bar\alpha_t}\,\beta_t .
$$ {#eq:posterior}

Without $x_0$ one must average that over all the data that could have become $x_t$:
$q(x_{t-1}\mid x_t) = \int q(x_{t-1}\mid x_t,x_0)\,q(x_0\mid x_t)\,dx_0$. That is what "the exact
reverse is out of reach" means. There is nothing to be optimised in it; it is an integral over the
law of the data, which we do not have.

It has a redeeming feature. Write $f = \ln q_{t-1}$ and look at @eq:bayes as a function of
$y = x_{t-1}$:

$$ \ln q(y \mid x_t) = -\frac{(x_t-\sqrt{\alpha_t}\,y)^2}{2\beta_t} + f(y) + \text{const}. $$ {#eq:log-reverse}

If $\beta_t$ is small, the first term leaves $y$ a range of about $\sqrt{\beta_t}$ only, and over so
short a range any smooth $f$ is nearly a parabola. Then the whole is a Gaussian, of variance
$\sigma^2 = (\alpha_t/\beta_t - f'')^{-1} \approx \beta_t$. The first thing that spoils it is the
cubic term of $f$. It gives the law the skewness $\gamma = f'''\sigma^3$, and a law with a small
skewness is $\gamma^2/12$ nats away from the Gaussian with its mean and variance:

$$ \mathrm{KL}\approx \frac{(f''')^2\,\sigma^6}{12} \approx \frac{(f''')^2\,\beta_t^3}{12}. $$ {#eq:cubic}

Let us see it, on a law of two bumps at $\pm1$ with deviation $\tfrac12$, for a point $x_t = 0.4$
between them.
*/

/// ln q of the two bumps, up to a constant, and its derivatives of order 2 and 3.
func bumps(_ y: Double) -> (log: Double, second: Double, third: Double) {
  let k = 4.0  // distance/deviation²
  let (u, tanh) = ((k * y).magnitude, tanh(k * y))
  let sech2 = 1 - tanh * tanh
  return (-2 * y * y + u + log1p(exp(-2 * u)), -4 + k * k * sech2, -2 * k * k * k * sech2 * tanh)
}

/*:
A sum over a fine grid gives the law of $x_{t-1}$, its mean and variance, and its divergence from
the Gaussian that has the same.
*/

func reverseDistribution(beta β: Double, from x: Double = 0.4) -> (
  y: [Double], exact: [Double], gaussian: [Double], divergence: Double, mode: Double
) {
  let width = 9 * sqrt(β / (1 - β))
  let y = (0...4000).map { x / sqrt(1 - β) + width * (Double($0) / 2000 - 1) }
  let logs = y.map { y in
    bumps(y).log - (x - sqrt(1 - β) * y) * (x - sqrt(1 - β) * y) / (2 * β)
  }
  let top = logs.max()!
  let h = width / 2000
  let mass = h * sum(logs.map { exp($0 - top) })
  let exact = logs.map { exp($0 - top) / mass }
  let mean = h * sum(zip(y, exact).map { $0 * $1 })
  let variance = h * sum(zip(y, exact).map { ($0 - mean) * ($0 - mean) * $1 })
  let logGaussian = y.map { y in
    -(y - mean) * (y - mean) / (2 * variance) - log(2 * .pi * variance) / 2
  }
  let divergence =
    h * sum(y.indices.map { i in exact[i] * (logs[i] - top - log(mass) - logGaussian[i]) })
  return (y, exact, logGaussian.map { exp($0) }, divergence, y[logs.firstIndex(of: top)!])
}

/*:
And here is @eq:cubic, with $f'''$ and $\sigma^2$ taken where the law is largest:
*/

let stepSizes = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 1e-3, 1e-4]
func cubicDistribution(_ β: Double) -> Double {
  let (_, second, third) = bumps(reverseDistribution(beta: β).mode)
  let σ2 = 1 / ((1 - β) / β - second)
  return third * third * σ2 * σ2 * σ2 / 12
}
table(
  "How far the step back is from a Gaussian",
  columns: [
    "β", TableColumn("KL", .scientific(3)), TableColumn("(f''')² σ⁶ / 12", .scientific(3)),
  ],
  rows: stepSizes.map { [$0, reverseDistribution(beta: $0).divergence, cubicDistribution($0)] })
claim(
  "KL of the step back over (f''')² σ⁶/12 at β = 0.0001",
  measured: reverseDistribution(beta: 1e-4).divergence / cubicDistribution(1e-4), exact: 1,
  tolerance: .absolute(0.01), rulesOut: 0.5)

// fold: Drawing the step back
figure(
  "step-back",
  caption: """
    The law of $x_{t-1}$ given $x_t = 0.4$, for data with two bumps. Left: exact, and the Gaussian \
    with the same mean and variance, for three sizes of the step. Right: the divergence between the \
    two, which falls with the third power of the step.
    """,
  size: .wide
) {
  Panel("The step back", x: Axis("x_{t−1}", range: -1.8...2.2), y: Axis("density")) {
    for (index, β) in [0.5, 0.2, 0.05].enumerated() {
      let law = reverseDistribution(beta: β)
      LinePlot(
        x: law.y, y: law.exact, label: "β = \(label(β))", style: .sequence(index, of: 3))
      LinePlot(
        x: law.y, y: law.gaussian, label: index == 0 ? "Gaussian" : nil, style: .wrong)
    }
  }
  Panel(
    "Distance from a Gaussian", x: Axis("β", scale: .log), y: Axis("KL", scale: .log)
  ) {
    let few = stepSizes.filter { $0 >= 1e-3 }
    let many = (0...40).map { 1e-3 * pow(100, Double($0) / 40) }
    LinePlot(x: many, y: many.map(cubicDistribution), label: "(f‴)² σ⁶/12", style: .exact)
    PointPlot(
      x: few, y: few.map { reverseDistribution(beta: $0).divergence }, label: "by quadrature",
      style: .measured)
  }
}

/*:
For the large step of @fig:step-back the answer to "where did this come from?" has two bumps, and no
Gaussian will do. For a small step a Gaussian is right up to a tiny error. That is why diffusion
takes many steps: cut one step into $T$, and each of them is $T^3$ times as Gaussian, all together
$T^2$ times. The price of many steps is paid in time; the prize is that *mean and variance of
$x_{t-1}$ given $x_t$ are all that must be learned*.

## The bound {#sec:bound}

So let the model be a chain of Gaussians that starts from noise,

$$ p_\theta(x_{0:T}) = N(x_T; 0, I)\ \prod_{t=1}^{T} N\big(x_{t-1};\ \mu_\theta(x_t,t),\ \sigma_t^2 I\big). $$ {#eq:model}

Its likelihood $p_\theta(x_0)$ is an integral over all paths. But any law of paths gives a bound,
and we have one: the forward process. By Jensen's inequality

$$
-\ln p_\theta(x_0) = -\ln \mathbb{E}_{q(x_{1:T}\mid x_0)} \frac{p_\theta(x_{0:T})}{q(x_{1:T}\mid x_0)}
\le \mathbb{E}_q \Big[ -\ln\frac{p_\theta(x_{0:T})}{q(x_{1:T}\mid x_0)} \Big].
$$ {#eq:jensen}

Now read the forward path from its end,
$q(x_{1:T}\mid x_0) = q(x_T\mid x_0)\prod_{t=2}^T q(x_{t-1}\mid x_t,x_0)$, and pair it with the
model step by step:

$$
-\ln p_\theta(x_0) \le
\underbrace{\mathrm{KL}\big(q(x_T\mid x_0)\,\Vert\, N(0,I)\big)}_{L_T}
+ \sum_{t=2}^{T} \underbrace{\mathbb{E}\,\mathrm{KL}\big(q(x_{t-1}\mid x_t,x_0)\,\Vert\,p_\theta(x_{t-1}\mid x_t)\big)}_{L_{t-1}}
\underbrace{-\ \mathbb{E}\ln p_\theta(x_0\mid x_1)}_{L_0}.
$$ {#eq:elbo}

This is the evidence lower bound of a variational autoencoder, with its sign turned. A DDPM *is*
one: $T$ layers of latent variables, and an encoder that was fixed in advance and has nothing to
learn.

All the divergences are between Gaussians. With the exact mean from @eq:posterior, $L_{t-1}$ is
$\lVert\tilde\mu_t - \mu_\theta\rVert^2/(2\sigma_t^2)$ and a constant. Put
$x_0 = (x_t - \sqrt{1-\bar\alpha_t}\,\varepsilon)/\sqrt{\bar\alpha_t}$ into $\tilde\mu_t$, and it
becomes

$$
\tilde\mu_t = \frac{1}{\sqrt{\alpha_t}}\Big(x_t - \frac{\beta_t}{\sqrt{1-\bar\alpha_t}}\,\varepsilon\Big),
\qquad\text{so let}\qquad
\mu_\theta = \frac{1}{\sqrt{\alpha_t}}\Big(x_t - \frac{\beta_t}{\sqrt{1-\bar\alpha_t}}\,\varepsilon_\theta(x_t,t)\Big),
$$ {#eq:mean}

$$
L_{t-1} = \frac{\beta_t^2}{2\sigma_t^2\,\alpha_t\,(1-\bar\alpha_t)}\ \mathbb{E}\,\lVert\varepsilon-\varepsilon_\theta(x_t,t)\rVert^2 + \text{const}.
$$ {#eq:weighted}

To learn to go back is to guess the noise. For each $t$ the best guess is the average
$\varepsilon^*(x,t) = \mathbb{E}[\varepsilon\mid x_t = x]$, whatever weight stands in front. So Ho,
Jain and Abbeel dropped the weight:

@quote Diffusion/DDPMTraining.swift noise-loss

That is all of the training. A batch of data, a random time for each, noise, a guess, a square.

## One thing under four names {#sec:names}

A network that guesses the noise has guessed the rest too, since $x_t = a\,x_0 + \sigma\varepsilon$
with $a=\sqrt{\bar\alpha_t}$, $\sigma = \sqrt{1-\bar\alpha_t}$ ties them together. The guess of the
data is $\hat x_0 = (x_t - \sigma\hat\varepsilon)/a$. The *velocity* $v = a\varepsilon - \sigma x_0$
is what one gets by differentiating $x_t$ along the arc $(a,\sigma) = (\cos\varphi,\sin\varphi)$.
And the score: differentiate $q(x_t) = \int N(x_t; a x_0, \sigma^2)\,q(x_0)\,dx_0$ under the
integral sign,

$$
\nabla \ln q(x_t) = \mathbb{E}\Big[\frac{a x_0 - x_t}{\sigma^2}\,\Big|\, x_t\Big] = -\frac{\varepsilon^*(x_t,t)}{\sigma}.
$$ {#eq:score}

That is the denoising of @ch:06, and the noise loss is its loss at every $t$, times $\sigma^2$. The
whole book so far has been about this vector.

@quote Diffusion/Parameterization.swift parameterization

Are these right? For the running Gaussian we know all four. The noise law $q(x_t) = N(m_t, v_t)$ has
$m_t = \sqrt{\bar\alpha_t}\,\mu$ and $v_t = \bar\alpha_t s^2 + 1-\bar\alpha_t$; its score is
$-(x-m_t)/v_t$, so $\varepsilon^* = \sigma(x-m_t)/v_t$.
*/

let probes = Tensor.linspace(-3, 3, 61).reshaped(61, 1)
func exactPrediction(_ kind: Parameterization, _ x: Tensor, at level: NoiseLevel) -> Tensor {
  let (a, σ, m, v) = (
    level.signalScale, level.noiseScale, gaussian.mean(at: level), gaussian.variance(at: level)
  )
  let centred = x - Float(m)
  switch kind {
  case .noise: return Float(σ / v) * centred
  case .clean: return Float(a * s * s / v) * centred + Float(μ)
  case .velocity: return Float(a * σ * (1 - s * s) / v) * centred - Float(σ * μ)
  case .score: return Float(-1 / v) * centred
  }
}

/*:
Turn each of the four into each, at an early, a late and two middle times, and compare:
*/

var worstConversion = 0.0
for t in [1, 20, 100, 180] {
  let level = schedule.level(t)
  for kind in Parameterization.allCases {
    for other in Parameterization.allCases {
      let converted = kind.convert(
        exactPrediction(kind, probes, at: level), to: other, state: probes, at: level)
      for (a, b) in zip(converted.doubles, exactPrediction(other, probes, at: level).doubles) {
        worstConversion = max(worstConversion, (a - b).magnitude / max(1, b.magnitude))
      }
    }
  }
}
claim(
  "sixteen conversions at four times, largest error", measured: worstConversion, exact: 0,
  tolerance: .absolute(5e-4), rulesOut: 0.1)

/*:
## Three samplers, no network {#sec:samplers}

With a guess of the noise in hand, how does one step back? Three answers are in use.

- *Ancestral, β.* Draw from the model, @eq:model and @eq:mean, with $\sigma_t^2 = \beta_t$; no noise
  in the last step.
- *Ancestral, β̃.* The same with $\sigma_t^2 = \tilde\beta_t$, the variance that is right if $x_0$
  is known.
- *DDIM.* Keep the noise that was guessed instead of drawing new one:
  $x_{t-1} = \sqrt{\bar\alpha_{t-1}}\,\hat x_0 + \sqrt{1-\bar\alpha_{t-1}}\;\hat\varepsilon$. The
  path is a function of where it began.

Each of them computes $x_{t-1}$ as $A\,x_t + B\,\hat\varepsilon + \sigma z$:

@quote Diffusion/ReverseSampler.swift reverse-factors

With the factors at hand, a step is short. (The branch in the middle is for a rule that asks for the
noise a second time, Heun's; this chapter does without it.)

@quote Diffusion/ReverseSampler.swift reverse-step

For the running Gaussian the guess is linear, so every state on the way back is Gaussian, and its
mean and variance follow by recursion. The true step back is $N(m_{t-1} + c_t(x_t-m_t), w_t)$ with

$$
c_t = \sqrt{\alpha_t}\,\frac{v_{t-1}}{v_t}, \qquad w_t = \beta_t\,\frac{v_{t-1}}{v_t}
$$ {#eq:true-reverse}

(regress $x_{t-1}$ on $x_t$: their covariance is $\sqrt{\alpha_t}\,v_{t-1}$). An ancestral sampler
with the best guess has this very mean, so that its variances obey

$$ V_{t-1} = c_t^2\,V_t + \sigma_t^2, \qquad V_T = 1, $$ {#eq:recursion}

and DDIM the same with its own factor and $\sigma_t = 0$. Let us check the recursion against a
simulation that knows nothing of it.
*/

let rules: [(name: String, rule: ReverseRule)] = [
  ("β", .ancestral(.beta)), ("β̃", .ancestral(.posterior)), ("DDIM", .implicit(eta: 0)),
]
func divergence(ofVariance V: Double) -> Double {
  GaussianDivergence.varianceRatioDivergence(V / (s * s))
}

/*:
The simulation asks for the exact guess of the noise at every step, whatever the data:
*/

let stepCounts = chapter.quick ? [25] : [25, 50, 100, 200]
var simulated: [(rule: Int, steps: Int, variance: Double, chains: Int)] = []
func simulate(_ index: Int, steps T: Int, chains: Int) {
  let schedule = NoiseSchedule.linear(steps: T)
  let sampler = ReverseSampler(schedule, rules[index].rule)
  let exact = ExactNoise(of: running, schedule: schedule)
  let x = sampler.sample(chains, dimension: 1, predicting: exact.callAsFunction, using: &random)
  let law = sampler.outputDistribution(of: gaussian)
  let variance = (x - Float(law.mean)).square().mean()
  simulated.append((index, T, variance, chains))
  claim(
    "variance of the output, \(rules[index].name), T = \(T)", measuredVariance: variance,
    degreesOfFreedom: chains, exact: law.variance, rulesOut: T <= 50 ? s * s : nil)
}
for T in stepCounts {
  for index in rules.indices {
    simulate(index, steps: T, chains: chapter.samples(T < 100 ? 120_000 : 60_000, quick: 4_000))
  }
}

/*:
(The value ruled out is $s^2$, the variance that a perfect sampler would have. None of the three is
perfect.) With the recursion we can go on without simulating. How far is the law of the output from
that of the data?
*/

func exactDivergence(_ rule: ReverseRule, steps T: Int) -> Double {
  let sampler = ReverseSampler(NoiseSchedule.linear(steps: T), rule)
  return divergence(ofVariance: sampler.outputDistribution(of: gaussian).variance)
}
table(
  "KL(V₀/s²): the running Gaussian from exact guesses in T steps",
  columns: ["T"] + rules.map { TableColumn($0.name, .scientific(3)) },
  rows: [25, 50, 100, 200, 500, 1000].map { T in
    [T] + rules.map { exactDivergence($0.rule, steps: T) }
  })
for (name, rule) in rules {
  claim(
    "KL times T² has a limit: T = 500 to 1000, \(name)",
    measured: 4 * exactDivergence(rule, steps: 1000) / exactDivergence(rule, steps: 500),
    exact: 1, tolerance: .absolute(0.2), rulesOut: 2)
}

// fold: Drawing the divergence against T
figure(
  "samplers",
  caption: """
    How far the samplers' output is from the running Gaussian, against the number of steps, with the \
    exact guess of the noise. Lines: by recursion. Dots: simulated, with the standard error of the \
    variance.
    """,
  size: .single
) {
  Panel(x: Axis("steps T", scale: .log), y: Axis("KL(V₀/s²)", scale: .log)) {
    let counts = [25, 32, 40, 50, 70, 100, 140, 200, 300, 500, 700, 1000]
    for (index, (name, rule)) in rules.enumerated() {
      LinePlot(
        x: counts.map(Double.init), y: counts.map { exactDivergence(rule, steps: $0) },
        label: index == 2 ? name : "ancestral, \(name)", style: .series(index))
      let dots = simulated.filter { $0.rule == index }
      PointPlot(
        x: dots.map { Double($0.steps) }, y: dots.map { divergence(ofVariance: $0.variance) },
        errors: dots.map { dot in
          // dKL/dr = ½ (1 − 1/r), and the sample's r has the deviation r √(2/n).
          let r = dot.variance / (s * s)
          return (r - 1).magnitude / 2 * sqrt(2 / Double(dot.chains))
        }, style: .series(index))
    }
  }
}

/*:
All three lines of @fig:samplers fall as $1/T^2$. These steps are Gaussian, so @eq:cubic has no part
in it. What is wrong is their size: with $T$ steps $V_0/s^2$ is off by a $\delta$ of order $1/T$,
and the divergence of two Gaussians is $\delta^2/4$, to lowest order. The order of the lines is not
a law of nature. Here $w_t$ is closer to $\beta_t$ than to $\tilde\beta_t$, so that β adds a little
too much noise and β̃ far too little. Between the two the truth always lies, as long as the data are
narrower than the noise: $\tilde\beta_t \le w_t \le \beta_t$ if $s \le 1$. Data that were a single
point would have $w_t = \tilde\beta_t$.

With $\sigma_t^2 = w_t$, in the last step too, every step is exact. Only the start is not: it is
$N(0,1)$ instead of $q(x_T)$. Whatever the number of steps, one ends at

$$ V_0 = s^2 + \bar\alpha_T^2\,(1-s^2)\,\frac{s^4}{v_T^2}. $$ {#eq:exact-reverse}

DDIM's path tends to the curve of an ordinary differential equation, which moves every point so that
its rank in $q(x_t)$ stays what it was: $x_0 = \mu + (x_T - m_T)\,s/\sqrt{v_T}$. Noise of mean 0
where $m_T$ is expected shifts the output a little.
*/

let truth = ReverseRule.ancestral(
  .given { [gaussian, schedule] t, s in
    gaussian.reverse(to: schedule.level(s), from: schedule.level(t)).variance
  })
let exactReverse = ReverseSampler(schedule, truth).outputDistribution(of: gaussian)
let shouldBe = gaussian.exactReverseOfNoise(from: schedule.terminal)
claim(
  "variance of the output, σ² = w", measured: exactReverse.variance, exact: shouldBe.variance,
  tolerance: .relative(1e-12))
claim(
  "mean of the output, σ² = w", measured: exactReverse.mean, exact: shouldBe.mean,
  tolerance: .relative(1e-12))
let fine = NoiseSchedule.linear(steps: 1000)
let implicit = ReverseSampler(fine, .implicit(eta: 0)).outputDistribution(of: gaussian)
claim(
  "mean of DDIM's output, T = 1000", measured: implicit.mean,
  exact: gaussian.flow(0, to: .clean, from: fine.terminal), tolerance: .absolute(1e-4),
  rulesOut: μ)
claim(
  "deviation of DDIM's output, T = 1000", measured: sqrt(implicit.variance),
  exact: s / sqrt(gaussian.variance(at: fine.terminal)), tolerance: .relative(0.004))

/*:
## What the bound is worth {#sec:worth}

For the running Gaussian every term of @eq:elbo is known. Which $\sigma_t^2$ makes the bound best?
The error of the mean is $\beta_t^2/(\alpha_t(1-\bar\alpha_t))$ times the noise loss per coordinate
$\ell_t = \mathbb{E}(\varepsilon-\varepsilon_\theta)^2$. Set the derivative of $L_{t-1}$ to zero:

$$
\sigma_t^2 = \tilde\beta_t + \frac{\beta_t^2\,\ell_t}{\alpha_t\,(1-\bar\alpha_t)}
\quad\Longrightarrow\quad
L_{t-1} = \frac d2 \ln\frac{\sigma_t^2}{\tilde\beta_t}, \qquad
L_0 = \frac d2 \ln(2\pi e\,\sigma_1^2).
$$ {#eq:best-variance}

What one does not know of $x_0$ is added to the variance that one would have if one knew it. With
the best guess of all the loss is as small as it can be, its *floor*
$\ell_t = \bar\alpha_t s^2/v_t$, and @eq:best-variance must give back the true $w_t$ of
@eq:true-reverse. And the whole bound must be tight, apart from the start: it must be the entropy of
the data, $\tfrac12\ln(2\pi e s^2)$, and not a hair more.
*/

/// σ_t² from the noise losses per coordinate at t = 1, …, T.
func bestVariances(losses: [Double]) -> [Double] {
  (1...schedule.steps).map { t in
    let β = schedule.beta(t)
    return schedule.posteriorVariance(t)
      + β * β * losses[t - 1] / ((1 - β) * schedule.level(t).noise)
  }
}
let floors = schedule.levels.dropFirst().map { gaussian.noiseLossFloor(at: $0) }
let best = bestVariances(losses: floors)
let trueVariances = (1...schedule.steps).map { t in
  gaussian.reverse(to: schedule.level(t - 1), from: schedule.level(t)).variance
}
claim(
  "variances from the floor, largest relative error",
  measured: zip(best, trueVariances).map { ($0 / $1 - 1).magnitude }.max()!, exact: 0,
  tolerance: .absolute(1e-12))

/*:
Now the bound. Three times: with the best variances and a start from $q(x_T)$; with a start from
noise; and with $\beta_t$ for the variances. What the last two cost can be said beforehand: the
divergence of $q(x_T)$ from $N(0,1)$, and the sum over the steps of that of the true step from the
one taken.
*/

let entropy = log(2 * .pi * s * s) / 2 + 0.5
let tight = gaussian.bound(levels: schedule.levels, variances: best, exactPrior: true)
claim(
  "bound with the best variances and q(x_T) = entropy", measured: tight.total, exact: entropy,
  tolerance: .absolute(1e-12))
let withNoise = gaussian.bound(levels: schedule.levels, variances: best)
let withBeta = gaussian.bound(levels: schedule.levels, variances: schedule.betas)
let lost = trueVariances.indices.map { i in
  GaussianDivergence.varianceRatioDivergence(trueVariances[i] / schedule.betas[i])
}
table(
  "The bound on −E ln p(x₀), in nats above the entropy, T = 200",
  columns: ["variances", "start", TableColumn("above the entropy", .scientific(3))],
  rows: [
    ["best", "q(x_T)", (tight.total - entropy).magnitude < 1e-12 ? 0 : tight.total - entropy],
    ["best", "N(0, 1)", withNoise.total - entropy],
    ["β", "N(0, 1)", withBeta.total - entropy],
  ])
claim(
  "what N(0, 1) costs", measured: withNoise.total - entropy,
  exact: gaussian.divergenceFromNoise(at: schedule.terminal), tolerance: .absolute(1e-13))
claim(
  "what σ² = β costs besides", measured: withBeta.total - withNoise.total, exact: sum(lost),
  tolerance: .relative(1e-9))
show("KL of the output, β, T = 200", exactDivergence(.ancestral(.beta), steps: 200))

/*:
The cost of β is many times larger than the divergence of the output: a bound on whole paths charges
for errors that later steps repair. (With $\tilde\beta_1 = 0$ the bound would be infinite, since the
model would be sure of its last step. Samplers may do that, likelihoods may not.)

## Learning {#sec:learning}

Now take the formulas away. The network gets a point of the plane and an embedding of the time, and
it sees samples only: of the **running mixture**, and of two half moons, of which the upper one has
seven tenths of the points. Both are mixtures of Gaussians (the moons of 64, in rows so close that
no bumps are left), so the best guess $\varepsilon^*$ and the floor are known, to us, not to the
network.

@quote Diffusion/FourierNoiseMLP.swift fourier-noise

The waves are there because a perceptron learns slowly varying functions first. Near thin data the
score turns over a distance as short as the data are thin, and with coordinates alone the network
would need several times as many steps (exercise 5).
*/

let mixture = GaussianMixture.running
let moons = GaussianMixture.moons(share: 0.7)

func train(on distribution: GaussianMixture, steps: Int, stream: UInt64) throws -> (
  last: FourierNoiseMLP, averaged: FourierNoiseMLP
) {
  var initial = random.split(stream)
  let network = FourierNoiseMLP(
    dimension: 2, hidden: [96, 96, 96], steps: schedule.steps, using: &initial)
  var training = Training(
    of: network, with: Adam(learningRate: .warmUp(steps: 100, then: 4e-3)), seed: chapter.seed,
    stream: stream, clippingNorm: 1, averageDecay: 0.998)
  for _ in progress(0..<steps, "training") {
    try training.step { network, step in
      let data = law.sample(256, using: &step.random)
      return noiseLoss(network, on: data, schedule, using: &step.random)
    }
  }
  return (training.network, training.average!.network)
}

/*:
The moons are the finer drawing, so they get more steps.
*/

let mixtureNetworks = try train(
  on: mixture, steps: chapter.samples(2_000, quick: 50), stream: 1)
let moonNetworks = try train(on: moons, steps: chapter.samples(6_000, quick: 50), stream: 2)
let (mixtureNoise, moonNoise) = (
  mixtureNetworks.averaged.predictNoise, moonNetworks.averaged.predictNoise
)

/*:
Each training returns two networks: one has the parameters of the last step, the other their
exponential moving average (**EMA**) over some hundreds of steps. The learning rate is high and
stays so. The last step is as noisy as all steps, and the average is a much better network.

How good are they? The noise loss at time $t$ splits in two, because the error of the best guess is
orthogonal to every function of $x_t$:

$$
\mathbb{E}\lVert\varepsilon-\varepsilon_\theta\rVert^2
= \underbrace{\mathbb{E}\lVert\varepsilon-\varepsilon^*\rVert^2}_{\text{floor}}
+ \underbrace{\mathbb{E}\lVert\varepsilon_\theta-\varepsilon^*\rVert^2}_{\text{excess}} .
$$ {#eq:excess}

The floor cannot be learned away. It is noise that could have been signal. Without it a loss says
nothing: a loss of 0.4 may be perfect at one time and a disaster at another.
*/

struct LossAtTime {
  var floor, excess, cross, crossError, standardError: Double
  var total: Double { floor + excess }
  func withoutExcess() -> LossAtTime {
    var best = self
    best.excess = 0
    return best
  }
}

/*:
At every $t$, with $n$ fresh points, per coordinate:
*/

func losses(of noise: NoisePrediction, on distribution: GaussianMixture, points n: Int) -> [LossAtTime] {
  let best = ExactNoise(of: law, schedule: schedule)
  let forward = ForwardProcess(schedule)
  return (1...schedule.steps).map { t in
    let ε = random.normal([n, 2])
    let x = forward.jump(law.sample(n, using: &random), to: t, noise: ε)
    let exact = best(x, t)
    let (error, unknown) = (noise(x, t) - exact, ε - exact)
    // E‖ε‖² is known, so the floor can be averaged in two ways; the steadier one is taken.
    let direct = unknown.square().mean(axis: 1)
    let complement = 1 - exact.square().mean(axis: 1)
    let squares = direct.variance() < complement.variance() ? direct : complement
    let cross = (error * unknown).mean(axis: 1)
    return LossAtTime(
      floor: squares.mean(), excess: error.square().mean(), cross: cross.mean(),
      crossError: sqrt(cross.variance() / Double(n)),
      standardError: sqrt(squares.variance() / Double(n)))
  }
}

/*:
Floor and excess are averaged over fresh data, for both networks and both sets of parameters. That
the cross term vanishes is a claim: if it did not, the floor would not be the floor.
*/

let judged = chapter.samples(1_000, quick: 50)
let mixtureLosses = losses(of: mixtureNoise, on: mixture, points: judged)
let moonLosses = losses(of: moonNoise, on: moons, points: judged)
let lastLosses = [
  losses(of: mixtureNetworks.last.predictNoise, on: mixture, points: judged / 4),
  losses(of: moonNetworks.last.predictNoise, on: moons, points: judged / 4),
]
func mean(_ values: [Double]) -> Double { sum(values) / Double(values.count) }
table(
  "Noise loss per coordinate, mean over t",
  columns: ["data", "parameters", "floor", "excess"],
  rows: [
    ("mixture", "last step", lastLosses[0]), ("mixture", "averaged", mixtureLosses),
    ("moons", "last step", lastLosses[1]), ("moons", "averaged", moonLosses),
  ].map { name, parameters, found in
    [name, parameters, mean(found.map(\.floor)), mean(found.map(\.excess))]
  })
/*:
Averaging has paid if the excess of the averaged parameters is less than half that of the last step.
*/

if !chapter.quick {
  for (name, last, averaged) in [
    ("mixture", lastLosses[0], mixtureLosses), ("moons", lastLosses[1], moonLosses),
  ] {
    claim(
      "excess of the averaged parameters, at most half, \(name)",
      measured: mean(averaged.map(\.excess)), atMost: mean(last.map(\.excess)) / 2)
  }
}
for (name, found) in [("mixture", mixtureLosses), ("moons", moonLosses)] {
  claim(
    "best guess's error is orthogonal to the network's, \(name)",
    measured: mean(found.map(\.cross)),
    standardError: sqrt(sum(found.map { $0.crossError * $0.crossError })) / Double(found.count),
    exact: 0)
}

// fold: Drawing the losses
figure(
  "loss",
  caption: """
    Noise loss per coordinate at each time, and what it consists of: the floor, from the exact \
    guess, and the excess. Averaged parameters.
    """,
  size: .wide
) {
  for (name, found) in [("Mixture", mixtureLosses), ("Moons", moonLosses)] {
    let times = found.indices.map { Double($0 + 1) }
    Panel(name, x: Axis("t"), y: Axis("loss", scale: .log)) {
      LinePlot(x: times, y: found.map(\.floor), label: "floor", style: .exact)
      let some = Array(stride(from: 0, to: found.count, by: 6))
      PointPlot(
        x: some.map { times[$0] }, y: some.map { found[$0].total }, label: "network",
        style: .measured.markerSize(3))

      LinePlot(x: times, y: found.map(\.excess), label: "excess", style: .series(1))
    }
  }
}

/*:
In @fig:loss the dots lie on the line, except at the last times: what is left of the loss is noise
that nobody could guess. At small $t$ the floor is high. The noise is small there, much smaller than
the data are wide, and hides among them. At large $t$ nearly all is noise, and $x_t$ itself is a
good guess. What the network has not learned is greatest at small $t$, where the score turns
fastest.

The losses can be used twice. Put into @eq:best-variance, they give the best variances for *this*
network, and the bound on its likelihood with no further work. Since the laws are known, so is the
entropy (a sum over a grid), and what the bound lies above it is an upper bound on the divergence of
the network's law from that of the data.
*/

/// −E ln p ≤ this, in nats: L_T of the start, and the logarithms of the best variances.
func likelihoodBound(_ found: [LossAtTime], on distribution: GaussianMixture) -> (
  value: Double, standardError: Double
) {
  let variances = bestVariances(losses: found.map(\.total))
  let power = (0..<2).map { law.covariance[$0][$0] + law.mean[$0] * law.mean[$0] }
  let last = schedule.terminal
  let start = power.map { (last.signal * ($0 - 1) - log(last.noise)) / 2 }
  var steps = log(2 * .pi * variances[0]) + 1
  var squares = 0.0
  for t in 1...schedule.steps {
    let β = schedule.beta(t)
    if t > 1 { steps += log(variances[t - 1] / schedule.posteriorVariance(t)) }
    let slope = β * β / ((1 - β) * schedule.level(t).noise * variances[t - 1])
    squares += (slope * found[t - 1].standardError) * (slope * found[t - 1].standardError)
  }
  return (sum(start) + steps, sqrt(squares))
}

/*:
Beside the network's bound stands the one of the best guess, whose excess is zero.
*/

/// −∫ p ln p by a sum over a grid.
func entropy(of distribution: GaussianMixture) -> Double {
  let axis = Array(stride(from: -4.5, through: 4.5, by: 0.025))
  let logs = law.logDensity(Tensor(rows: axis.flatMap { y in axis.map { x in [x, y] } })).doubles
  return -sum(logs.map { $0 * exp($0) }) * 0.025 * 0.025
}

var boundRows: [[any TableCell]] = []
for (name, law, found) in [("mixture", mixture, mixtureLosses), ("moons", moons, moonLosses)] {
  let bound = likelihoodBound(found, on: law)
  let perfect = likelihoodBound(found.map { $0.withoutExcess() }, on: law)
  let H = entropy(of: law)
  let above = Estimate(bound.value - H, standardError: bound.standardError)
  boundRows.append([name, H, perfect.value - H, above])
  claim(
    "bound on −E ln p of the \(name), at least the entropy", measured: bound.value,
    standardError: bound.standardError, atLeast: H)
}
table(
  "The bound with the best variances, in nats",
  columns: ["data", "entropy", "above: best guess", "above: network"], rows: boundRows)

/*:
The last column is the most by which the law of the network's samples can differ from that of the
data, in nats (if the last step is taken with noise too). The column before it is what even the best
guess loses, to steps that are not quite Gaussian or not equally wide in all directions.

## Samples {#sec:samples}

Now the film backwards. The ancestral sampler takes the variances that the losses have given it.
*/

func sampler(_ found: [LossAtTime]) -> ReverseSampler {
  let variances = bestVariances(losses: found.map(\.total))
  return ReverseSampler(
    schedule, .ancestral(.given { t, s in s == 0 ? 0 : variances[t - 1] }))
}
let moonSampler = sampler(moonLosses)
let shown = chapter.samples(1_500, quick: 200)
let generated = moonSampler.sample(shown, dimension: 2, predicting: moonNoise, using: &random)
let fresh = moons.sample(shown, using: &random)

// fold: Drawing the samples
func cloud(_ x: Tensor, _ style: Style = .data) -> PointPlot {
  PointPlot(x: x.column(0).doubles, y: x.column(1).doubles, style: style.markerSize(2.2))
}
let moonX = Axis("x₁", range: -3...3)
let moonY = Axis("x₂", range: -2.2...2.2)
let isLeft = random.bernoulli(0.5)
figure(
  "samples",
  caption: "One of these panels shows fresh data, the other what the network made of noise.",
  size: .planes, letters: true
) {
  for x in isLeft ? [generated, fresh] : [fresh, generated] {
    Panel(x: moonX, y: moonY, aspect: .equal) { cloud(x.rows(0..<min(shown, 1_000))) }
  }
}

/*:
Which is which in @fig:samples? Before the answer, ask a statistic. The **energy distance** of two
samples is
$2\,\mathbb{E}\lVert X-Y\rVert - \mathbb{E}\lVert X-X'\rVert - \mathbb{E}\lVert Y-Y'\rVert$, which
for laws is zero only if they are equal. To see whether a value is large, deal all the points anew
to two heaps, at random, and compute it again, many times; the share of dealings with a value as
large is the $p$-value.

@quote Samplers/EnergyDistance.swift energy-distance
*/

let permutations = chapter.samples(399, quick: 39)
let imitation = Gaussian(mean: moons.mean, covariance: moons.covariance)
let comparisons: [(name: String, sample: Tensor)] = [
  ("other data", moons.sample(shown, using: &random)),
  ("the network, ancestral", generated),
  (
    "the network, DDIM",
    ReverseSampler(schedule, .implicit(eta: 0))
      .sample(shown, dimension: 2, predicting: moonNoise, using: &random)
  ),
  ("a Gaussian, same mean and covariance", imitation.sample(shown, using: &random)),
]
let tests = comparisons.map {
  EnergyDistance($0.sample, fresh, permutations: permutations, using: &random)
}
table(
  "Energy distance from fresh data, \(shown) points each",
  columns: [
    "of", TableColumn("distance", .fixed(5)), TableColumn("mean if dealt", .fixed(5)), "p",
  ],
  rows: zip(comparisons, tests).map { comparison, test in
    [comparison.name, test.value, mean(test.permuted), test.pValue]
  })
show("panel of the data in the figure", isLeft ? "(b)" : "(a)")

/*:
(The deal at hand is counted too, so the smallest $p$ is one over the number of deals plus one.) The
Gaussian, with the right mean and covariance and nothing else, is found out at once. A $p$ that is
not small does not prove that two laws are equal. It says that so many points do not show a
difference, and with more points any network will be found out: by @eq:excess it is not perfect.

Here is the way in which the moons rose.
*/

let filmed = chapter.samples(500, quick: 100)
let filmPath = moonSampler.path(
  from: random.normal([filmed, 2]), predicting: moonNoise, using: &random)
let pace = chapter.samples(6, quick: 60)
let filmTimes = Array(stride(from: 200, through: 2, by: -pace)) + [0]
func guessedData(_ x: Tensor, at t: Int) -> Tensor {
  if t == 0 { return x }
  return Parameterization.noise.convert(
    moonNoise(x, t), to: .clean, state: x, at: schedule.level(t))
}

// fold: Drawing the film
let wideX = Axis("x₁", range: -3.6...3.6)
let wideY = Axis("x₂", range: -3...3)
film(
  "reverse",
  caption: """
    Noise becomes data. Left: the states on their way back. Right: what the network thinks at that \
    moment where each of them will end, $\\hat x_0$.
    """,
  size: .planes, framesPerSecond: 8, frames: filmTimes.count
) { k in
  let t = filmTimes[k]
  let x = filmPath[schedule.steps - t]
  Panel("x at t = \(t)", x: wideX, y: wideY, aspect: .equal) { cloud(x, .learned) }
  Panel("guess of the data", x: wideX, y: wideY, aspect: .equal) {
    cloud(guessedData(x, at: t), .series(1))
  }
}

// fold: Drawing the film as a strip
figure(
  "strip",
  caption: "Six moments of the film: above the states, below what the network thinks they will be.",
  size: Figure.Size(width: 720, height: 290), columns: 6
) {
  let moments = [140, 110, 80, 50, 20, 0]
  for t in moments {
    Panel(
      "t = \(t)", x: .hidden(range: -3.6...3.6), y: .hidden(range: -3...3), aspect: .equal
    ) { cloud(filmPath[schedule.steps - t], .learned.markerSize(1.2)) }
  }
  for t in moments {
    Panel(x: .hidden(range: -3.6...3.6), y: .hidden(range: -3...3), aspect: .equal) {
      cloud(guessedData(filmPath[schedule.steps - t], at: t), .series(1))
    }
  }
}

/*:
Look at the right half of @fig:reverse and the lower row of @fig:strip. At first nothing can be
known, and the best guess for all is the mean of the data. (In the very first frames the guess of
the data is thrown about. To get it from the guess of the noise one divides by
$\sqrt{\bar\alpha_t}$, there less than a hundredth, and the least error of the network becomes a
large one. The steps do not suffer: they use little of it.) A guess of the data is an average over
all that is possible, and while two moons are possible it lies between them. A network asked to go
from noise to data in *one* step would stop here, at a blur. Each small step back makes some futures
impossible, and the guess sharper: decisions are taken one at a time, the coarse ones first.

Ancestral paths get new noise at every step, DDIM's get none (@fig:paths).
*/

let starts = random.normal([5, 2])
let paths = [
  ("Ancestral", moonSampler.path(from: starts, predicting: moonNoise, using: &random)),
  (
    "DDIM",
    ReverseSampler(schedule, .implicit(eta: 0))
      .path(from: starts, predicting: moonNoise, using: &random)
  ),
]

// fold: Drawing the paths
figure(
  "paths",
  caption: """
    Five starts, and the paths that two samplers take from there with the same network. Circles: \
    where they end. Grey: data.
    """,
  size: .planes
) {
  for (name, states) in paths {
    Panel(name, x: wideX, y: wideY, aspect: .equal) {
      cloud(fresh.rows(0..<min(shown, 600)), .data.opacity(0.35))
      for i in 0..<5 {
        LinePlot(
          x: states.map { Double($0[i, 0]) }, y: states.map { Double($0[i, 1]) },
          style: .series(i).lineWidth(1))
        PointPlot(
          x: [Double(states.last![i, 0])], y: [Double(states.last![i, 1])],
          style: .series(i))
      }
    }
  }
}

/*:
The smooth paths are the curves of the differential equation, and they never cross at the same time:
two points that meet have the same future. A curve can be followed in larger steps than a random
walk. So DDIM can leave out most of the times that the network was trained for, and ancestral
sampling with $\tilde\beta$ cannot, or not so well.
*/

let budgets = [5, 10, 20, 50, 200]
func distance(_ rule: ReverseRule, steps: Int) -> EnergyDistance {
  let x = ReverseSampler(schedule, rule, steps: steps)
    .sample(shown, dimension: 2, predicting: moonNoise, using: &random)
  return EnergyDistance(x, fresh, permutations: 19, using: &random)
}
table(
  "Energy distance from data after few steps; the mean if dealt is that of equal laws",
  columns: ["steps"]
    + ["ancestral, β̃", "DDIM", "mean if dealt"].map { TableColumn($0, .fixed(5)) },
  rows: budgets.map { steps in
    let implicit = distance(.implicit(eta: 0), steps: steps)
    return [
      steps, distance(.ancestral(.posterior), steps: steps).value, implicit.value,
      mean(implicit.permuted),
    ]
  })

/*:
## Is it not just Langevin? {#sec:langevin}

By @eq:score the network is a score, one for each amount of noise. Then why not take one of them, at
a small $t$ where $q_t$ is nearly the data, and walk along it with noise, as Langevin does? Both
start from the same noise and may ask the network as often as there are steps.
*/

let low = schedule.levels.firstIndex { $0.noiseScale >= 0.05 }!
func learnedScore(_ x: Tensor) -> Tensor {
  Parameterization.noise.convert(
    moonNoise(x, low), to: .score, state: x, at: schedule.level(low))
}
show("t of the score that Langevin follows", low)

let walkers = chapter.samples(3_000, quick: 200)
let start = random.normal([walkers, 2])
let back = moonSampler.path(from: start, predicting: moonNoise, using: &random)
func walk(along score: @escaping Score) -> [Tensor] {
  let langevin = Langevin(score: score, stepSize: 0.003)
  var states = [start]
  for step in 0..<schedule.steps {
    var x = states[step]
    langevin.step(&x, using: &random)
    states.append(x)
  }
  return states
}
/*:
The exact score walks too, so that we see what is the method's fault and what the network's. Whose
moon a point belongs to is told by its responsibilities, under the law that the walk is after.
*/

let exactMoons = ExactNoise(of: moons, schedule: schedule)
let learnedWalk = walk(along: learnedScore)
let exactWalk = walk(along: exactMoons.marginals[low].score)
let byTheBook = ReverseSampler(schedule, .ancestral(.beta))
  .run(from: start, predicting: exactMoons.callAsFunction, using: &random)

/// The share of the points that belong to the upper moon: the components of even number.
func upperShare(_ x: Tensor, under distribution: GaussianMixture) -> Measured {
  let belongs = law.responsibilities(x)
  let upper = stride(from: 0, to: law.weights.count, by: 2)
    .reduce(Tensor.zeros(walkers)) { $0 + belongs.column($1) }
  return Estimate(upper.mean(), standardError: sqrt(upper.variance() / Double(walkers)))
}
let exactUpper = upperShare(byTheBook, under: moons)

/*:
Who has got the shares right?
*/

table(
  "The upper moon's share of the points",
  columns: ["how", "share"],
  rows: [
    ["exact", 0.7], ["back through all t, exact guess", exactUpper],
    ["back through all t, network", upperShare(back.last!, under: moons)],
    ["Langevin at small t, exact score", upperShare(exactWalk.last!, under: exactMoons.marginals[low])],
    ["Langevin at small t, network", upperShare(learnedWalk.last!, under: exactMoons.marginals[low])],
  ])
claim(
  "share of the upper moon, exact guess", measured: exactUpper.value,
  standardError: sqrt(0.7 * 0.3 / Double(walkers)), exact: 0.7, rulesOut: 0.5)

// fold: Drawing the second film
let roadFrames = Array(stride(from: 0, through: 199, by: pace)) + [200]
let (planeX, planeY) = (
  Array(stride(from: -3.0, through: 3, by: 0.06)), Array(stride(from: -2.0, through: 2, by: 0.06))
)
let density = exp(
  moons.logDensity(Tensor(rows: planeY.flatMap { y in planeX.map { x in [x, y] } }))
).doubles
film(
  "two-roads",
  caption: """
    The same network, the same starts, the same number of questions. Left: back through all the \
    noise levels. Right: Langevin on the score of a low one. Lines: the density of the data.
    """,
  size: .planes, framesPerSecond: 8, frames: roadFrames.count
) { k in
  for (name, states) in [("DDPM", back), ("Langevin", learnedWalk)] {
    Panel("\(name), step \(roadFrames[k])", x: wideX, y: wideY, aspect: .equal) {
      ContourPlot(x: planeX, y: planeY, values: density, levels: [0.05])
      cloud(states[roadFrames[k]].rows(0..<min(walkers, 450)), .learned)
    }
  }
}

/*:
In the first tenth of @fig:two-roads Langevin is far ahead. Every point climbs the nearest ridge,
and there it stays. That is its trouble: which ridge is nearest was decided by where the noise
happened to lie, and to correct it a point must cross the valley, which takes Langevin very long.
The score on a ridge does not know how many points *ought* to be there (@sec:names says why: it is a
local slope). So with the exact score the moons share the points about evenly, as the noise lay at
the start. With the network the share is another one, and no better founded: at so small a $t$ it
has hardly ever seen a point between the ridges, and its score there is anybody's guess.

On the other road nothing seems to happen for half of the time. But in the beginning, under so much
noise, there are no ridges and no valleys. All of the law is one heap, and the points are free to
arrange themselves; when the valley appears, the right share is on each side. That is what the many
levels are for. One can have them with Langevin as well, step by step from much noise to little:
chapter 14 does that.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/09-ddpm-reverse/homework/Answers.swift), and run `swift run homework-09`; it says what is
right, and of what is wrong it says *what* is wrong. `swift run homework-09 hint 9.3` gives a
hint. [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

1. *Warm-up.* Derive $v_{t-1}$ from $v_t$ and check that $w_t$ in @eq:true-reverse lies between
   $\tilde\beta_t$ and $\beta_t$ when $s<1$. Where does it lie when $s>1$? And when $s = 1$?
2. *A step of any length.* Write @eq:posterior for the step from $t$ to an earlier $s$ that need not
   be $t-1$. Which $\beta$ and $\alpha$ take the places of $\beta_t$ and $\alpha_t$?
3. *The guess is an average.* Show from @eq:score that $\hat x_0 = \mathbb{E}[x_0\mid x_t]$, and
   that it is the mean of the data at $t = T$ if $\bar\alpha_T = 0$. What does a network draw that
   is trained to guess $x_0$ from pure noise, by least squares?
4. *Velocity.* Train on $v$ instead of $\varepsilon$ (`Parameterization` has the factors). For the
   running Gaussian, what is the floor of the $v$-loss? Why is it kinder than that of $\varepsilon$
   at both ends of time?
5. *No waves.* Replace `FourierNoiseMLP` by `TimeConditionedMLP`, which lacks the waves. How does
   the excess change, and at which $t$? How many steps make up for it?
6. *A small project.* Compute the exact likelihood of the network: with DDIM's differential equation
   $\ln p(x_0)$ is $\ln N(x_T;0,I)$ and an integral of the divergence of the flow. `Autodiff` gives
   the divergence. Compare with the bound of @sec:learning: how much of what the bound lies above
   the entropy is the network's fault?

## Sources {#sec:sources}

J. Sohl-Dickstein, E. Weiss, N. Maheswaranathan, S. Ganguli, *Deep unsupervised learning using
nonequilibrium thermodynamics*, ICML 2015, for the reverse chain and its bound. J. Ho, A. Jain, P.
Abbeel, *Denoising diffusion probabilistic models*, NeurIPS 2020, for @eq:mean and the simple loss.
J. Song, C. Meng, S. Ermon, *Denoising diffusion implicit models*, ICLR 2021. F. Bao, C. Li, J. Zhu,
B. Zhang, *Analytic-DPM*, ICLR 2022, for @eq:best-variance. T. Salimans, J. Ho, *Progressive
distillation for fast sampling of diffusion models*, ICLR 2022, for the velocity. Y. Song et al.,
*Score-based generative modeling through stochastic differential equations*, ICLR 2021. W. Feller,
*On the theory of stochastic processes* (1949), for reversed diffusions that are diffusions. G.
Székely, M. Rizzo, *Energy statistics* (2013).
*/

chapter.finish()
