/*:
The forward process of @ch:08 turns any data into noise in $T$ small steps, and there is nothing in
it to learn:

$$
x_t = \sqrt{\alpha_t}\, x_{t-1} + \sqrt{\beta_t}\, z, \qquad
x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1-\bar\alpha_t}\, \varepsilon, \qquad
\alpha_t = 1-\beta_t, \quad \bar\alpha_t = \alpha_1\cdots\alpha_t,
$$ {#eq:forward}

with standard normal $z$ and $\varepsilon$. What is left at the end is noise, and we can draw as
much noise as we like. So if we could run the film backwards, we could make data out of noise. What
has to be learned for that, and how good can the result be? We answer first for the running
Gaussian, where everything is known exactly, and then with a network that has seen only samples.
*/
// fold: Imports, the running Gaussian and a schedule of 200 steps
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
let (m, v) = (running.mean[0], running.covariance[0][0])
let gaussian = GaussianDiffusion(mean: m, variance: v)
let schedule = NoiseSchedule.linear(steps: 200)

/*:
## The attempt that fails {#sec:naive}
@main

Solve the forward step for the earlier state: $x_{t-1} = (x_t - \sqrt{\beta_t}\,z)/\sqrt{\alpha_t}$.
We don't know the $z$ that was added, but we know its distribution. Why not draw another one and
subtract that?

Because it does not cancel the first one, it comes on top of it. If $x_t$ has variance $V_t$, the
step gives $V_{t-1} = (V_t+\beta_t)/\alpha_t$. Add 1 to both sides, and this becomes
$V_{t-1}+1 = (V_t+1)/\alpha_t$, which telescopes. A start from noise, $V_T = 1$, ends at

$$ V_0 = \frac{2}{\bar\alpha_T} - 1 . $$ {#eq:naive}
*/
// fold: Running it with fresh noise
let naiveChains = chapter.samples(10_000, quick: 500)
var naive = random.normal([naiveChains, 1])
for t in (1...schedule.steps).reversed() {
  let β = schedule.beta(t)
  naive = (naive - Float(sqrt(β)) * random.normal(naive.shape)) / Float(sqrt(1 - β))
}
let ᾱT = schedule.terminal.signal
claim(
  "variance after subtracting fresh noise",
  measuredVariance: naive.square().mean(), degreesOfFreedom: naiveChains, exact: 2 / ᾱT - 1,
  rulesOut: 1 / ᾱT)
show("its standard deviation", sqrt(2 / ᾱT - 1))
show("that of the data", sqrt(v))

/*:
Subtracting *some* noise adds noise. What has to go is *the* noise, the part of $x_t$ that is not
signal. It cannot be known exactly, but it can be predicted from $x_t$, and how well is a question
for Bayes' rule.

## What going back takes {#sec:bayes}
@main

By Bayes' rule, $q(x_{t-1}\mid x_t) = q(x_t\mid x_{t-1})\,q(x_{t-1})/q(x_t)$. The first factor is the
forward step. The other two are marginals, averages over all the data, which we don't have: that is
why the exact step back is out of reach. If we knew where the path began, the step would be a
Gaussian with known mean and variance (@ch:08):

$$
q(x_{t-1}\mid x_t,x_0) = N(\tilde\mu_t,\ \tilde\beta_t I), \quad
\tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1-\bar\alpha_t}\,x_0
+ \frac{\sqrt{\alpha_t}\,(1-\bar\alpha_{t-1})}{1-\bar\alpha_t}\,x_t, \quad
\tilde\beta_t = \frac{1-\bar\alpha_{t-1}}{1-\bar\alpha_t}\,\beta_t .
$$ {#eq:posterior}

Without $x_0$ it is an average of such Gaussians, and that can have any shape. But if the step is
small, it is nearly Gaussian again. As a function of $y = x_{t-1}$, Bayes' rule reads

$$ \ln q(y \mid x_t) = -\frac{(x_t-\sqrt{\alpha_t}\,y)^2}{2\beta_t} + f(y) + \text{const},
\qquad f = \ln q_{t-1} . $$ {#eq:log-reverse}

The first term confines $y$ to a range of about $\sqrt{\beta_t}$, and over so short a range any
smooth $f$ is nearly a parabola. The leading error comes from the cubic term of $f$. It gives the
step a skewness $\gamma \approx f'''\beta_t^{3/2}$, and a density with a small skewness $\gamma$ is
$\gamma^2/12$ nats away from the Gaussian with its mean and variance:

$$ \mathrm{KL}\approx \frac{\gamma^2}{12} \approx \frac{f'''(x_t)^2\,\beta_t^3}{12} . $$ {#eq:cubic}

@fig:step-back tests this on data with two bumps, at $\pm1$ with standard deviation ½, for a point
$x_t = 0.4$ between them. Compare the solid and the dashed curves: where did this point come from?
*/
// fold: The step back in closed form
/// The density of x_{t−1} given x_t = 0.4, a mixture of two Gaussians again, and the Gaussian of its
/// mean and variance.
func stepBack(beta β: Double) -> (grid: Grid, exact: [Double], gaussian: [Double], KL: Double) {
  let (x, α, data) = (0.4, 1 - β, 0.25)
  let variance = 1 / (α / β + 1 / data)
  let parts = [-1.0, 1].map { c in
    (
      weight: Gaussian(mean: sqrt(α) * c, standardDeviation: sqrt(α * data + β)).density(x),
      part: Gaussian(
        mean: variance * (sqrt(α) * x / β + c / data), standardDeviation: sqrt(variance))
    )
  }
  func mean(_ value: (Gaussian) -> Double) -> Double {
    sum(parts.map { $0.weight * value($0.part) }) / sum(parts.map(\.weight))
  }
  let m = mean { $0.mean[0] }
  let σ = sqrt(variance + mean { ($0.mean[0] - m) * ($0.mean[0] - m) })
  let grid = Grid(m - 9 * σ...m + 9 * σ, count: 2001)
  let gaussian = grid.map(Gaussian(mean: m, standardDeviation: σ).density)
  let exact = grid.map { y in mean { $0.density(y) } }
  return (grid, exact, gaussian, grid.integral(of: zip(exact, gaussian).map { $0 * log($0 / $1) }))
}
let thirdDerivative = -128 * tanh(1.6) / (cosh(1.6) * cosh(1.6))
func cubicLaw(_ β: Double) -> Double { thirdDerivative * thirdDerivative * β * β * β / 12 }
let stepSizes = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 1e-3]
let divergences = stepSizes.map { stepBack(beta: $0).KL }
claim(
  "KL of the step back over f‴² β³/12, β = 0.001",
  measured: divergences.last! / cubicLaw(1e-3), exact: 1, tolerance: .absolute(0.05),
  rulesOut: 0.5)
figure(
  "step-back",
  caption: """
    The density of x_{t−1} given x_t = 0.4 (solid), and the Gaussian with the same mean and variance \
    (dashed), for a large and a small step. Right: the divergence of the two falls with the third \
    power of a small step.
    """
) {
  for β in [0.5, 0.05] {
    let (grid, exact, gaussian, _) = stepBack(beta: β)
    Panel(
      "β = \(label(β))", x: Axis("x_{t−1}", range: -1.8...2.4), y: Axis("density"), legend: .topLeft
    ) {
      LinePlot(grid, gaussian, label: "Gaussian", style: .wrong)
      LinePlot(grid, exact, label: "exact", style: .exact)
    }
  }
  Panel("Distance", x: Axis("β", scale: .log), y: Axis("KL, nats", scale: .log), legend: .topLeft) {
    LinePlot(x: stepSizes, y: stepSizes.map(cubicLaw), label: "f‴² β³/12", style: .exact)
    PointPlot(x: stepSizes, y: divergences, label: "integrated", style: .measured)
  }
}

/*:
After a large step the answer has two bumps, and no Gaussian will do. After a small one it is a
Gaussian up to a tiny error. The cube is what makes many steps worth their price: cut one step into
$T$, and each part is $T^3$ times as close to a Gaussian, all of them together still $T^2$ times. So
diffusion takes many steps, and in return *only the mean and the variance of each step back have to
be learned*.

@deeper Why a small skewness costs γ²/12

To first order in $\gamma$, the standardised density is
$\varphi(u)\,\big(1 + \tfrac{\gamma}{6}H_3(u)\big)$ with $H_3 = u^3 - 3u$. A density
$\varphi\,(1+h)$ with small $h$ has divergence $\tfrac12\mathbb{E}\,h^2$ from $\varphi$, and
$\mathbb{E}\,H_3^2 = 6$, so $\mathrm{KL} = \tfrac12\cdot\tfrac{\gamma^2}{36}\cdot 6 = \gamma^2/12$.
In @eq:log-reverse the variance is $(\alpha_t/\beta_t - f'')^{-1} \approx \beta_t$, and the cubic
term is $\tfrac16 f'''\beta_t^{3/2}u^3$, which has the third moment $f'''\beta_t^{3/2}$. In the
table, $\gamma^2/12$ is already close at $\beta = 0.05$; $f'''(x_t)^2\beta_t^3/12$ is too, but a
little by luck, since $f'''$ varies over the width of such a step.

## The bound {#sec:bound}
@main

So let the model be a chain of Gaussians that starts from noise:

$$ p_\theta(x_{0:T}) = N(x_T; 0, I)\ \prod_{t=1}^{T} N\big(x_{t-1};\ \mu_\theta(x_t,t),\ \sigma_t^2 I\big). $$ {#eq:model}

Its likelihood $p_\theta(x_0)$ is an integral over all paths, which we cannot compute. But any
distribution of paths gives a bound, and we have one, the forward process. By Jensen's inequality

$$
-\ln p_\theta(x_0) = -\ln \mathbb{E}_{q(x_{1:T}\mid x_0)} \frac{p_\theta(x_{0:T})}{q(x_{1:T}\mid x_0)}
\le \mathbb{E}_q \Big[ -\ln\frac{p_\theta(x_{0:T})}{q(x_{1:T}\mid x_0)} \Big].
$$ {#eq:jensen}

The model's factors run from noise to data, those of $q$ from data to noise, so they don't match.
The key step turns the forward path round. A forward step depends on nothing before $x_{t-1}$, so
$x_0$ may be added to its condition for free; then Bayes' rule applies; and in the product over $t$
the quotients telescope:

$$
\begin{aligned}
q(x_t\mid x_{t-1}) &= q(x_t\mid x_{t-1},x_0) = q(x_{t-1}\mid x_t,x_0)\,\frac{q(x_t\mid x_0)}{q(x_{t-1}\mid x_0)}, \qquad t \ge 2, \\
\prod_{t=2}^{T}\frac{q(x_t\mid x_0)}{q(x_{t-1}\mid x_0)} &= \frac{q(x_T\mid x_0)}{q(x_1\mid x_0)}, \\
q(x_{1:T}\mid x_0) &= q(x_1\mid x_0)\prod_{t=2}^{T} q(x_t\mid x_{t-1})
= q(x_T\mid x_0)\prod_{t=2}^{T} q(x_{t-1}\mid x_t,x_0).
\end{aligned}
$$ {#eq:turned}

Now every factor of $q$ has a partner in the model, and each pair makes a divergence:

$$
-\ln p_\theta(x_0) \le
\underbrace{\mathrm{KL}\big(q(x_T\mid x_0)\,\Vert\, N(0,I)\big)}_{L_T}
+ \sum_{t=2}^{T} \underbrace{\mathbb{E}\,\mathrm{KL}\big(q(x_{t-1}\mid x_t,x_0)\,\Vert\,p_\theta(x_{t-1}\mid x_t)\big)}_{L_{t-1}}
\underbrace{-\ \mathbb{E}\ln p_\theta(x_0\mid x_1)}_{L_0}.
$$ {#eq:elbo}

With its sign reversed, this is the evidence lower bound (ELBO) of a variational autoencoder. A DDPM
*is* one: it has $T$ layers of latent variables, and an encoder that was fixed in advance.

All the divergences are between Gaussians, so $L_{t-1}$ is
$\mathbb{E}\lVert\tilde\mu_t - \mu_\theta\rVert^2/(2\sigma_t^2)$ and a constant. Put
$x_0 = (x_t - \sqrt{1-\bar\alpha_t}\,\varepsilon)/\sqrt{\bar\alpha_t}$ into $\tilde\mu_t$, and give
the model a mean of the same form:

$$
\tilde\mu_t = \frac{1}{\sqrt{\alpha_t}}\Big(x_t - \frac{\beta_t}{\sqrt{1-\bar\alpha_t}}\,\varepsilon\Big),
\qquad
\mu_\theta = \frac{1}{\sqrt{\alpha_t}}\Big(x_t - \frac{\beta_t}{\sqrt{1-\bar\alpha_t}}\,\hat\varepsilon(x_t,t)\Big),
$$ {#eq:mean}

$$
L_{t-1} = \frac{\beta_t^2}{2\sigma_t^2\,\alpha_t\,(1-\bar\alpha_t)}\ \mathbb{E}\,\lVert\varepsilon-\hat\varepsilon(x_t,t)\rVert^2 + \text{const}.
$$ {#eq:weighted}

To learn to go back is to learn to predict the noise. At each $t$ the best prediction is the
conditional mean $\varepsilon^*(x,t) = \mathbb{E}[\varepsilon\mid x_t = x]$, whatever weight stands
in front. So Ho, Jain and Abbeel dropped the weight. Take data, a random time and noise for each
point, and make the mean of the squared error small. That is all:

@quote Diffusion/NoiseLoss.swift noise-terms

## One thing under four names {#sec:names}
@main

Whoever has predicted the noise has predicted more, because
$x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\varepsilon$ ties the unknowns together.
Papers and codes ask their networks for any of these four:

| prediction of | from $\hat\varepsilon$ |
|---|---|
| the noise | $\hat\varepsilon$ |
| the data | $\hat x_0 = (x_t - \sqrt{1-\bar\alpha_t}\,\hat\varepsilon)/\sqrt{\bar\alpha_t}$ |
| the velocity (the literature's $v$) | $\hat w = \sqrt{\bar\alpha_t}\,\hat\varepsilon - \sqrt{1-\bar\alpha_t}\,\hat x_0$ |
| the score of $q_t$ | $\hat s = -\hat\varepsilon/\sqrt{1-\bar\alpha_t}$ |

The velocity is the derivative of $x_t$ along the arc
$(\sqrt{\bar\alpha_t}, \sqrt{1-\bar\alpha_t}) = (\cos\varphi,\sin\varphi)$. For the score,
differentiate $q(x_t) = \int N(x_t; \sqrt{\bar\alpha_t}\,x_0, (1-\bar\alpha_t)I)\,q(x_0)\,dx_0$ under
the integral sign:

$$
\nabla \ln q(x_t) = \mathbb{E}\Big[\frac{\sqrt{\bar\alpha_t}\,x_0 - x_t}{1-\bar\alpha_t}\,\Big|\, x_t\Big] = -\frac{\varepsilon^*(x_t,t)}{\sqrt{1-\bar\alpha_t}} .
$$ {#eq:score}

This is the denoising score matching of @ch:06 with one network for all noise levels. The vector that
this book has been after all along is what a diffusion model learns.

@page

For the running Gaussian $N(m, v)$ we know all four. Here $q(x_t) = N(m_t, v_t)$ with
$m_t = \sqrt{\bar\alpha_t}\,m$ and $v_t = \bar\alpha_t v + 1-\bar\alpha_t$, so the score is
$-(x-m_t)/v_t$ and $\varepsilon^* = \sqrt{1-\bar\alpha_t}\,(x-m_t)/v_t$. Turn each of the four into
each, at an early, a late and two middle times, and compare:
*/
// fold: Sixteen conversions
let probes = Tensor.linspace(-3, 3, 61).reshaped(61, 1)
var worst = 0.0
for level in [1, 20, 100, 180].map(schedule.level) {
  let (a, b, vt) = (level.signalScale, level.noiseScale, gaussian.variance(at: level))
  let centred = probes - Float(gaussian.mean(at: level))
  let exact: [(kind: Parameterization, prediction: Tensor)] = [
    (.noise, Float(b / vt) * centred), (.clean, Float(a * v / vt) * centred + Float(m)),
    (.velocity, Float(a * b * (1 - v) / vt) * centred - Float(b * m)),
    (.score, Float(-1 / vt) * centred),
  ]
  for (kind, prediction) in exact {
    for (other, expected) in exact {
      let found = kind.convert(prediction, to: other, state: probes, at: level)
      let errors = (found - expected).square() / (1 + expected.square())
      worst = max(worst, sqrt(errors.doubles.max()!))
    }
  }
}
claim(
  "sixteen conversions at four times, largest error", measured: worst, exact: 0,
  tolerance: .absolute(5e-4), rulesOut: 0.1)

/*:
## Three samplers, no network {#sec:samplers}
@main

How does one step back with a prediction of the noise in hand? Three answers are in use.

- *Ancestral with β.* Draw from the model, @eq:model and @eq:mean, with variance
  $\sigma_t^2 = \beta_t$, but add no noise in the last step:
  $x_{t-1} = \big(x_t - \beta_t\,\hat\varepsilon/\sqrt{1-\bar\alpha_t}\big)/\sqrt{\alpha_t} + \sigma_t z$.
- *Ancestral with β̃.* The same with $\sigma_t^2 = \tilde\beta_t$, which would be right if we knew
  $x_0$.
- *DDIM.* Reuse the predicted noise instead of drawing fresh noise:
  $x_{t-1} = \sqrt{\bar\alpha_{t-1}}\,\hat x_0 + \sqrt{1-\bar\alpha_{t-1}}\;\hat\varepsilon$. The
  path is then a deterministic function of its start.

Each of them computes $x_{t-1} = A_t x_t + B_t\,\hat\varepsilon + \sigma_t z$ with its own factors
([ReverseSampler.swift](Sources/Diffusion/ReverseSampler.swift)). To see what the *samplers* do
wrong, give them the exact prediction for the running Gaussian:
*/
let exact = ExactNoise(of: running, schedule: schedule)
let output = ReverseSampler(schedule, .ancestral(.beta)).sample(
  chapter.samples(60_000, quick: 4_000), dimension: 1, predicting: exact.callAsFunction,
  using: &random)
show("variance of the output", Estimate(varianceOf: output.doubles))

/*:
The prediction is linear in $x_t$, so every state on the way is Gaussian, and its variance obeys a
recursion. The true step back has mean $m_{t-1} + c_t(x_t-m_t)$ and variance $\sigma_t^{*2}$, where

$$
c_t = \sqrt{\alpha_t}\,\frac{v_{t-1}}{v_t}, \qquad \sigma_t^{*2} = \beta_t\,\frac{v_{t-1}}{v_t}
$$ {#eq:true-reverse}

(regress $x_{t-1}$ on $x_t$: their covariance is $\sqrt{\alpha_t}\,v_{t-1}$). An ancestral sampler with
the exact prediction has this mean, so

$$ V_{t-1} = c_t^2\,V_t + \sigma_t^2, \qquad V_T = 1, $$ {#eq:recursion}

and DDIM has a factor of its own and $\sigma_t = 0$. How far is the output from the data?
*/
// fold: Simulation against recursion
let rules: [(name: String, rule: ReverseRule)] = [
  ("ancestral, β", .ancestral(.beta)), ("ancestral, β̃", .ancestral(.posterior)),
  ("DDIM", .implicit(eta: 0)),
]
func exactDivergence(_ rule: ReverseRule, steps T: Int) -> Double {
  let sampler = ReverseSampler(NoiseSchedule.linear(steps: T), rule)
  return GaussianDivergence.varianceRatioDivergence(
    sampler.outputDistribution(of: gaussian).variance / v)
}
var simulated: [(rule: Int, steps: Int, variance: Estimate)] = []
for T in chapter.quick ? [25] : [25, 50, 100, 200] {
  let schedule = NoiseSchedule.linear(steps: T)
  let exact = ExactNoise(of: running, schedule: schedule)
  let chains = chapter.samples(T < 100 ? 120_000 : 60_000, quick: 4_000)
  for (index, (name, rule)) in rules.enumerated() {
    let sampler = ReverseSampler(schedule, rule)
    let x = sampler.sample(
      chains, dimension: 1, predicting: exact.callAsFunction, using: &random)
    let output = sampler.outputDistribution(of: gaussian)
    let squares = (x - Float(output.mean)).square()
    simulated.append((index, T, Estimate(meanOf: squares)))
    guard T <= 50 else { continue }
    claim(
      "variance of the output, \(name), T = \(T)", measuredVariance: squares.mean(),
      degreesOfFreedom: chains, exact: output.variance, rulesOut: v)
  }
}
table(
  "KL of the output from the data, exact predictions, T steps",
  columns: ["T"] + rules.map { TableColumn($0.name, .scientific(3)) },
  rows: [50, 200, 1000].map { T in [T] + rules.map { exactDivergence($0.rule, steps: T) } })

// fold: Drawing the divergence against T
figure(
  "samplers",
  caption: """
    Divergence of the output from the running Gaussian against the number of steps, with exact \
    predictions. Lines: by recursion. Dots: simulated, with standard errors.
    """,
  size: .single
) {
  Panel(
    x: Axis("steps T", scale: .log, range: 22...1800, ticks: [25, 50, 100, 200, 500, 1000]),
    y: Axis("KL, nats", scale: .log)
  ) {
    let counts = [25, 50, 100, 200, 400, 700, 1000]
    for (index, (name, rule)) in rules.enumerated() {
      let line = counts.map { exactDivergence(rule, steps: $0) }
      LinePlot(x: counts.map(Double.init), y: line, style: .series(index))
      Annotation(name, x: 1000, y: line.last!, color: Palette.series[index])
      let dots = simulated.filter { $0.rule == index }
      let KL = dots.map { dot in
        (dot.variance / v).map(
          GaussianDivergence.varianceRatioDivergence, slope: { (1 - 1 / $0) / 2 })
      }
      PointPlot(
        x: dots.map { Double($0.steps) }, y: KL.map(\.value), errors: KL.map(\.standardError),
        style: .series(index))
    }
  }
}

/*:
None of the three is perfect, and all of them improve about as $1/T^2$ (@fig:samplers). Every step
here is exactly Gaussian, so @eq:cubic plays no part; what is wrong is the *variance* of the steps. It
leaves the output with a variance off by a fraction $\delta$ of order $1/T$, and the divergence of
two such Gaussians is $\delta^2/4$.

The true variance lies between the two popular choices,
$\tilde\beta_t \le \sigma_t^{*2} \le \beta_t$ if $v \le 1$. Early on the way back it is nearer to
$\tilde\beta_t$; in the last steps, where $\bar\alpha_t > \tfrac23$, it is nearer to $\beta_t$. The
last steps decide, since later steps shrink the errors of earlier ones. That is why $\beta_t$ adds a
little too much noise here, and $\tilde\beta_t$ far too little. For data that are a single point it
would be the other way round: then $\sigma_t^{*2} = \tilde\beta_t$.

@deeper Limits, and the exact reverse chain

For β, $T^2\,\mathrm{KL}$ has a limit. For β̃ it has none, it grows like $\ln^2 T$. Near the data β̃
falls short of $\sigma_t^{*2}$ by $\beta_t^2/(1-\bar\alpha_t) \approx \beta_1/t$, and the sum of
that over the last steps is $\beta_1\ln T$. So $\delta \approx -(\beta_1/v)\ln T$ with
$\beta_1 = 0.1/T$, and $T\sqrt{\mathrm{KL}}$ grows by $0.2\ln 10$ from each power of ten to the next.

With $\sigma_t^2 = \sigma_t^{*2}$, also in the last step, every step is exact. Only the start is
not: it is $N(0,1)$ instead of $q(x_T)$. Whatever the number of steps, the output has the variance

$$ V_0 = v + \bar\alpha_T^2\,(1-v)\,\frac{v^2}{v_T^2} $$ {#eq:exact-reverse}

and the mean $m\,(1-\bar\alpha_T v/v_T)$.

DDIM tends to the solution of an ordinary differential equation, the probability flow, which moves
every point so that its rank in $q(x_t)$ stays what it was:
$x_0 = m + (x_T - m_T)\sqrt{v/v_T}$. Starting from noise of mean 0, where $m_T$ is expected, shifts
the output a little.
*/
// fold: Claims on limits
func scaledRoot(_ index: Int, _ T: Int) -> Double {
  Double(T) * sqrt(exactDivergence(rules[index].rule, steps: T))
}
claim(
  "T √KL from T = 1000 to 10000, β", measured: scaledRoot(0, 10_000) - scaledRoot(0, 1000),
  exact: 0, tolerance: .absolute(0.01), rulesOut: 0.46)
claim(
  "T √KL from T = 10000 to 100000, β̃",
  measured: scaledRoot(1, 100_000) - scaledRoot(1, 10_000), exact: 0.2 * log(10),
  tolerance: .absolute(0.05), rulesOut: 0)
let truth = ReverseRule.ancestral(
  .given { [gaussian, schedule] t, earlier in
    gaussian.reverse(to: schedule.level(earlier), from: schedule.level(t)).variance
  })
let exactReverse = ReverseSampler(schedule, truth).outputDistribution(of: gaussian)
let shouldBe = gaussian.exactReverseOfNoise(from: schedule.terminal)
claim(
  "variance of the output beyond v, true variances", measured: exactReverse.variance - v,
  exact: shouldBe.variance - v, tolerance: .absolute(1e-14))
claim(
  "mean of the output, true variances", measured: exactReverse.mean, exact: shouldBe.mean,
  tolerance: .relative(1e-12), rulesOut: m)
let fine = NoiseSchedule.linear(steps: 1000)
let implicit = ReverseSampler(fine, .implicit(eta: 0)).outputDistribution(of: gaussian)
claim(
  "mean of DDIM's output, T = 1000", measured: implicit.mean,
  exact: gaussian.flow(0, to: .clean, from: fine.terminal), tolerance: .absolute(1e-4),
  rulesOut: m)

/*:
## Learning {#sec:learning}
@main

Now take the formulas away. A network gets a point of the plane and the time, and sees samples only:
of the running mixture, and of two half moons, of which the upper one has seven tenths of the points.
Both are mixtures of Gaussians (the moons are rows of them, so dense that no bumps are left), so *we*
know the best prediction $\varepsilon^*$. The network does not.

@quote Diffusion/FourierNoiseMLP.swift fourier-noise

It is a perceptron that sees the point, the point's sines and cosines, and an embedding of the time.
The waves help because perceptrons learn slowly varying functions first, and near thin data the score
turns over a distance as short as the data are thin. For the same reason we now use the cosine
schedule, which takes more of its steps at low noise.
*/
let mixture = GaussianMixture.running
let moons = GaussianMixture.moons(share: 0.7, standardDeviation: 0.15)
let cosine = NoiseSchedule.cosine(steps: 200, largest: 0.2)

func train(
  on data: GaussianMixture, steps: Int, rate: Schedule, stream: UInt64
) throws -> (last: FourierNoiseMLP, averaged: FourierNoiseMLP) {
  var initial = random.split(stream)
  let network = FourierNoiseMLP(
    dimension: 2, hidden: [96, 96, 96], steps: cosine.steps, using: &initial)
  var training = Training(
    of: network, on: NoiseLoss(data: data, schedule: cosine), batchSize: 256,
    with: Adam(learningRate: .warmUp(steps: 100, then: rate)), seed: chapter.seed, stream: stream,
    clippingNorm: 1, averageDecay: 0.998)
  for _ in progress(0..<steps, "training") { try training.step() }
  return (training.network, training.average!.network)
}

/*:
Training returns two networks: one has the parameters of the last step, the other their exponential
moving average (EMA) over some five hundred steps. For the mixture the learning rate stays where it
is; for the moons, the finer drawing, it falls to zero along half a cosine.
*/
let (mixtureSteps, moonSteps) = (
  chapter.samples(1_500, quick: 50), chapter.samples(10_000, quick: 50)
)
let mixtureNetworks = try train(on: mixture, steps: mixtureSteps, rate: 4e-3, stream: 1)
let moonNetworks = try train(
  on: moons, steps: moonSteps, rate: .cosine(from: 8e-3, steps: moonSteps), stream: 2)
let moonNoise = moonNetworks.averaged.predictNoise

/*:
How good are they? The error of the best prediction is orthogonal to every function of $x_t$, so the
noise loss at time $t$ splits in two:

$$
\mathbb{E}\lVert\varepsilon-\hat\varepsilon\rVert^2
= \underbrace{\mathbb{E}\lVert\varepsilon-\varepsilon^*\rVert^2}_{\text{floor}}
+ \underbrace{\mathbb{E}\lVert\hat\varepsilon-\varepsilon^*\rVert^2}_{\text{excess}} .
$$ {#eq:excess}

The floor cannot be learned away: it is noise that could as well have been signal. Without the floor a
loss says nothing. A loss of 0.4 may be perfect at one time and a disaster at another (@fig:loss).
*/
// fold: Loss, floor and excess at every time
/// Per coordinate: the network's loss, the floor, the excess, and what is left of loss − floor − excess.
typealias Losses = (loss: Estimate, floor: Estimate, excess: Double, rest: Estimate)
func losses(of network: FourierNoiseMLP, on data: GaussianMixture, points n: Int) -> [Losses] {
  let exact = ExactNoise(of: data, schedule: cosine)
  return (1...cosine.steps).map { t in
    var objective = NoiseLoss<FourierNoiseMLP>(data: data, schedule: cosine, times: .only(t))
    let batch = objective.batch(n, for: network, using: &random)
    let x = ForwardProcess(cosine).jump(batch.clean, to: t, noise: batch.noise)
    let best = exact(x, t)
    let loss = objective.terms(of: network, on: batch)
    let excess = (network.predictNoise(x, t) - best).square().mean(axis: 1)
    // E ε² is known, so the floor can be averaged in two ways; the steadier one is taken.
    let direct = (batch.noise - best).square().mean(axis: 1)
    let complement = 1 - best.square().mean(axis: 1)
    return (
      Estimate(meanOf: loss),
      Estimate(meanOf: direct.variance() < complement.variance() ? direct : complement),
      excess.mean(), Estimate(meanOf: loss - direct - excess)
    )
  }
}
func mean(_ values: [Double]) -> Double { sum(values) / Double(values.count) }
let judged = chapter.samples(1_000, quick: 50)
let found: [(data: String, rate: String, parameters: String, losses: [Losses])] = [
  ("mixture", "constant", "last step", losses(of: mixtureNetworks.last, on: mixture, points: judged)),
  ("mixture", "constant", "averaged", losses(of: mixtureNetworks.averaged, on: mixture, points: judged)),
  ("moons", "to zero", "last step", losses(of: moonNetworks.last, on: moons, points: judged)),
  ("moons", "to zero", "averaged", losses(of: moonNetworks.averaged, on: moons, points: judged)),
]
table(
  "Noise loss per coordinate, mean over t",
  columns: ["data", "learning rate", "parameters", "excess"].map { TableColumn($0, .fixed(5)) },
  rows: found.map { [$0.data, $0.rate, $0.parameters, mean($0.losses.map(\.excess))] })
if !chapter.quick {
  claim(
    "excess of the averaged parameters over that of the last, constant rate",
    measured: mean(found[1].losses.map(\.excess)) / mean(found[0].losses.map(\.excess)), atMost: 0.6)
}
for (data, _, _, losses) in [found[1], found[3]] {
  claim(
    "loss − floor − excess, mean over t, \(data)",
    losses.map(\.rest).reduce(Estimate(0), +) / Double(losses.count), exact: 0)
}

// fold: Drawing the losses
figure(
  "loss",
  caption: """
    Noise loss per coordinate at each time: the network's, measured on fresh points (dots with \
    standard errors); the floor, which no network can beat (black); and the excess, what the network \
    has not learned (blue).
    """
) {
  for (data, _, _, losses) in [found[1], found[3]] {
    Panel(data.capitalized, x: Axis("t"), y: Axis("loss", scale: .log)) {
      let times = losses.indices.map { Double($0 + 1) }
      let some = losses.indices.filter { $0 % 10 == 4 }
      LinePlot(x: times, y: losses.map(\.excess), style: .learned)
      Annotation("excess", x: 60, y: losses[60].excess / 2, color: Palette.blue)
      LinePlot(x: times, y: losses.map(\.floor.value), style: .exact)
      Annotation("floor", x: 60, y: losses[60].floor.value * 2)
      PointPlot(
        x: some.map { times[$0] }, y: some.map { losses[$0].loss.value },
        errors: some.map { losses[$0].loss.standardError })
    }
  }
}

/*:
The dots lie on the black line: what is left of the loss is noise that nobody could have predicted. At
small $t$ the floor is high, because the noise is much smaller than the data are wide and hides among
them. At large $t$ nearly all is noise, and $x_t$ itself is a good prediction. A constant learning rate
leaves the last step as noisy as every other, and averaging removes most of that noise. A learning
rate that falls to zero does the same from within, and then averaging adds little.

## Samples {#sec:samples}
@main

Now run the film backwards: 200 ancestral steps with $\tilde\beta_t$, each with one call of the
network.
*/
let sampler = ReverseSampler(cosine, .ancestral(.posterior))
let count = chapter.samples(3_000, quick: 200)
let generated = sampler.sample(count, dimension: 2, predicting: moonNoise, using: &random)
let fresh = moons.sample(count, using: &random)

// fold: Drawing the samples
func cloud(_ x: Tensor, _ style: Style = .data, size: Double = 2.2) -> PointPlot {
  PointPlot(x, style: style.markerSize(size))
}
let isLeft = random.bernoulli(0.5)
figure(
  "samples",
  caption: "One of these panels shows 1,000 fresh data, the other 1,000 points made of noise by the network.",
  size: .planes, letters: true
) {
  for x in isLeft ? [generated, fresh] : [fresh, generated] {
    Panel(x: Axis("x₁", range: -3...3), y: Axis("x₂", range: -2.2...2.2), aspect: .equal) {
      cloud(x.rows(0..<min(count, 1_000)))
    }
  }
}

/*:
Which panel of @fig:samples is which? Before the answer, ask two statistics. The **energy distance**
of two samples is
$2\,\mathbb{E}\lVert X-Y\rVert - \mathbb{E}\lVert X-X'\rVert - \mathbb{E}\lVert Y-Y'\rVert$; between
distributions, it vanishes only if they are equal. To see whether a value is large, deal all the
points anew to two heaps, at random, many times: the share of dealings with a value as large is the
$p$-value. It compares where the masses lie, and hardly notices a few **strays** in places that are
nearly empty, though the eye sees them first. So also count the points that are more than three
standard deviations (Mahalanobis distance) away from every component of the mixture. How many of
those there are among the data is an integral of the density, so we know it exactly.
*/
// fold: Two statistics
/// How many points are more than three standard deviations from every component of the moons.
func isStray(_ x: Tensor) -> [Bool] {
  var nearest = [Double](repeating: .infinity, count: x.rowCount)
  for component in moons.components {
    let peak = component.logDensity(Tensor(component.mean, shape: [1, 2])).doubles[0]
    for (i, value) in component.logDensity(x).doubles.enumerated() {
      nearest[i] = min(nearest[i], 2 * (peak - value))
    }
  }
  return nearest.map { $0 > 9 }
}
let plane = Grid(x: -3.5...3.5, y: -3...3, step: 0.02)
let exactStrays = plane.integral(
  of: zip(exp(moons.logDensity(plane.points)).doubles, isStray(plane.points))
    .map { $1 ? $0 : 0 })

let viaDDIM = ReverseSampler(cosine, .implicit(eta: 0))
  .sample(count, dimension: 2, predicting: moonNoise, using: &random)
let imitation = Gaussian(mean: moons.mean, covariance: moons.covariance)
let compared: [(name: String, sample: Tensor)] = [
  ("other data", moons.sample(count, using: &random)),
  ("the network, ancestral", generated), ("the network, DDIM", viaDDIM),
  ("a Gaussian, same mean and covariance", imitation.sample(count, using: &random)),
]
func head(_ x: Tensor) -> Tensor { x.rows(0..<min(count, 1_500)) }
table(
  "Samples beside fresh data",
  columns: [
    "sample", TableColumn("energy distance", .fixed(5)), TableColumn("p", .fixed(4)),
    "share of strays",
  ],
  rows: compared.map { name, sample in
    let test = EnergyDistance(
      head(sample), head(fresh), permutations: chapter.samples(399, quick: 39), using: &random)
    return [
      name, test.value, test.pValue, Estimate(share: isStray(sample).count { $0 }, of: count),
    ]
  })
if !chapter.quick {
  claim(
    "share of strays, ancestral",
    measured: Double(isStray(generated).count { $0 }) / Double(count),
    standardError: sqrt(exactStrays * (1 - exactStrays) / Double(count)), exact: exactStrays,
    rulesOut: 5 * exactStrays)
}
show("exact share of strays", exactStrays, .fixed(5))
show("the data in the figure are in", isLeft ? "(b)" : "(a)")

/*:
The Gaussian, with the right mean and covariance and nothing else, is found out by both. A $p$ that is
not small, or a share of strays within its error, does not prove that two distributions are equal. It
says that so many points do not show a difference. With more of them any network would be found out,
since by @eq:excess none is perfect.

@fig:reverse shows how the moons rose.
*/
// fold: Drawing the film
let filmed = chapter.samples(500, quick: 100)
let filmPath = sampler.path(
  from: random.normal([filmed, 2]), predicting: moonNoise, using: &random)
let pace = chapter.samples(6, quick: 57)
let filmTimes = (0...).lazy.map { 200 - pace * $0 }.prefix { $0 > 0 } + [0]
func predictedData(_ x: Tensor, at t: Int) -> Tensor {
  t == 0
    ? x
    : Parameterization.noise.convert(
      moonNoise(x, t), to: .clean, state: x, at: cosine.level(t))
}
let wide = (x: Axis("x₁", range: -3.6...3.6), y: Axis("x₂", range: -3...3))
film(
  "reverse",
  caption: """
    Noise becomes data. Left: the states on their way back. Right: where the network predicts at that \
    moment that each of them will end.
    """,
  size: .planes, framesPerSecond: 8, still: filmTimes.firstIndex(of: 86)!,
  frames: filmTimes.count
) { k in
  let t = filmTimes[k]
  let x = filmPath[cosine.steps - t]
  Panel("states at t = \(t)", x: wide.x, y: wide.y, aspect: .equal) { cloud(x, .learned) }
  Panel("predicted data", x: wide.x, y: wide.y, aspect: .equal) {
    cloud(predictedData(x, at: t), .series(1))
  }
}

// fold: Drawing the film as a strip
figure(
  "strip",
  caption: "Six moments of the film: above the states, below the data that the network predicts.",
  size: Figure.Size(width: 720, height: 290), columns: 6
) {
  let moments = [170, 140, 110, 80, 50, 20]
  let (x, y) = (Axis.hidden(range: -3.6...3.6), Axis.hidden(range: -3...3))
  for t in moments {
    Panel("t = \(t)", x: x, y: y, aspect: .equal) {
      cloud(filmPath[cosine.steps - t], .learned, size: 1.4)
    }
  }
  for t in moments {
    Panel(x: x, y: y, aspect: .equal) {
      cloud(predictedData(filmPath[cosine.steps - t], at: t), .series(1), size: 1.4)
    }
  }
}

/*:
Follow the lower row of @fig:strip. At first nothing can be known, and the best prediction for all
points is the mean of the data. A prediction of the data is an average over all that is still
possible, and while two moons are possible it lies between them. A network asked to go from noise to
data in *one* step would end here, in a blur. Each small step back rules out some futures, and the
prediction sharpens: decisions are taken one at a time, the coarse ones first.

@page

(In the first frames the predicted data are thrown about. To get them from the predicted noise one
divides by $\sqrt{\bar\alpha_t}$, which there is a few hundredths, and a small error of the network
becomes a large one. The steps don't suffer, as they use little of it.)

Ancestral paths get fresh noise at every step, DDIM's get none. @fig:paths follows two starts with
both.
*/
// fold: Drawing the paths
let starts = Tensor(rows: [[-1.3, 1.6], [1.9, 0.5]])
let rivals: [(String, ReverseRule)] = [
  ("Ancestral", .ancestral(.posterior)), ("DDIM", .implicit(eta: 0)),
]
figure(
  "paths",
  caption: """
    Two starts (rings), and the paths that two samplers take from there to data (dots) with the same \
    network. Grey: data.
    """,
  size: .planes
) {
  for (name, rule) in rivals {
    let states = ReverseSampler(cosine, rule)
      .path(from: starts, predicting: moonNoise, using: &random)
    Panel(name, x: wide.x, y: wide.y, aspect: .equal) {
      cloud(fresh.rows(0..<min(count, 600)), .data.opacity(0.35))
      for i in 0..<2 {
        let style = Style.series(i == 0 ? 0 : 1)
        LinePlot(Tensor.concatenated(states.map { $0.rows(i..<i + 1) }), style: style.lineWidth(1))
        PointPlot(starts.rows(i..<i + 1), style: style.marker(.ring).markerSize(8))
        PointPlot(states.last!.rows(i..<i + 1), style: style.markerSize(7))
      }
    }
  }
}

/*:
DDIM's smooth paths follow the probability flow, and they never meet: two points at the same place at
the same time would have the same future. A smooth curve can be followed in larger steps than a random
walk, so DDIM can leave out most of the times that the network was trained for.
*/
// fold: Few steps
table(
  "Energy distance from data after few steps",
  columns: ["steps"]
    + ["ancestral, β̃", "DDIM", "equal distributions"].map { TableColumn($0, .fixed(5)) },
  rows: [5, 10, 20, 50, 200].map { steps in
    let tests = rivals.map { _, rule in
      let x = ReverseSampler(cosine, rule, steps: steps)
        .sample(min(count, 1_500), dimension: 2, predicting: moonNoise, using: &random)
      return EnergyDistance(x, head(fresh), permutations: 19, using: &random)
    }
    return [steps, tests[0].value, tests[1].value, mean(tests[1].permuted)]
  })

/*:
## Is it not just Langevin? {#sec:langevin}
@main

By @eq:score the network is a score, one for each noise level. Then why not take one of them, at a
small $t$ where $q_t$ is nearly the data, and follow it with noise, as Langevin does? Both start from
the same noise and ask the network equally often.
*/
let low = cosine.levels.firstIndex { $0.noiseScale >= 0.05 }!
func learnedScore(_ x: Tensor) -> Tensor {
  Parameterization.noise.convert(moonNoise(x, low), to: .score, state: x, at: cosine.level(low))
}
let walkers = chapter.samples(3_000, quick: 200)
let start = random.normal([walkers, 2])
let back = sampler.path(from: start, predicting: moonNoise, using: &random)
var langevin = Langevin(score: learnedScore, stepSize: 0.003)
let learnedWalk = langevin.states(from: start, steps: cosine.steps, using: &random)

/*:
To tell the method's fault from the network's, let the exact score and the exact prediction run, too.
A point belongs to a moon by its responsibilities, under the distribution that the walk is after.
*/
// fold: Shares of the upper moon
let exactMoons = ExactNoise(of: moons, schedule: cosine)
var exactLangevin = Langevin(score: exactMoons.marginals[low].score, stepSize: 0.003)
var exactWalk = start
exactLangevin.run(&exactWalk, steps: cosine.steps, using: &random)
let exactBack = sampler.run(
  from: start, predicting: exactMoons.callAsFunction, using: &random)

/// The share of the points that belong to the upper moon: the components of even number.
func upperShare(_ x: Tensor, under mixture: GaussianMixture) -> Estimate {
  let belongs = mixture.responsibilities(x)
  return Estimate(
    meanOf: mixture.weights.indices.filter { $0.isMultiple(of: 2) }
      .reduce(Tensor.zeros(x.rowCount)) { $0 + belongs.column($1) })
}
let noisyMoons = exactMoons.marginals[low]
let shares: [(how: String, share: Estimate)] = [
  ("back through all t, exact prediction", upperShare(exactBack, under: moons)),
  ("back through all t, network", upperShare(back.last!, under: moons)),
  ("Langevin at t = \(low), exact score", upperShare(exactWalk, under: noisyMoons)),
  ("Langevin at t = \(low), network", upperShare(learnedWalk.last!, under: noisyMoons)),
]
table(
  "The upper moon's share of the points; in the data it is 0.7", columns: ["how", "share"],
  rows: shares.map { [$0.how, $0.share] })
claim(
  "share of the upper moon, exact prediction", shares[0].share, exact: 0.7, rulesOut: 0.5)
claim("share of the upper moon, network", shares[1].share, exact: 0.7, rulesOut: 0.5)
claim("share of the upper moon, Langevin with the exact score", shares[2].share, atMost: 0.6)

// fold: Drawing the second film
let roadFrames = (0...).lazy.map { pace * $0 }.prefix { $0 < 200 } + [200]
let walkPath = [start] + learnedWalk
let sketch = Grid(x: -3...3, y: -2...2, step: 0.05)
let density = exp(moons.logDensity(sketch.points)).doubles
film(
  "two-roads",
  caption: """
    The same network, the same starts, the same number of calls. Left: back through all the noise \
    levels. Right: Langevin on the score of a low one. Lines: the outline of the data.
    """,
  size: .planes, framesPerSecond: 8, frames: roadFrames.count
) { k in
  for (name, states) in [("DDPM", back), ("Langevin", walkPath)] {
    Panel("\(name), step \(roadFrames[k])", x: wide.x, y: wide.y, aspect: .equal) {
      ContourPlot(sketch, density, levels: [0.05])
      cloud(states[roadFrames[k]].rows(0..<min(walkers, 450)), .learned)
    }
  }
}

/*:
In the first tenth of @fig:two-roads Langevin is far ahead. Every point climbs the nearest ridge, and
there it stays. Which ridge is nearest was decided by where the noise happened to lie, and to correct
it a point would have to cross the valley, which takes Langevin very long. A score is a local slope: on
a ridge it does not know how many points *ought* to be there (@ch:05). So even with the exact score the
share is wrong.

On the other road nothing seems to happen for half of the time. But under so much noise there are no
ridges and no valleys yet. The distribution is one heap, in which points move freely, and when the
valley opens, the right share is on either side of it. That is what the many noise levels are for.
Langevin can have them too, step by step from much noise to little: that is annealed Langevin, and
@ch:14 tries it.

## What the bound is worth {#sec:worth}
@main

We have learned without the weights of the bound. What does it say about the likelihood? Let the
network's mean squared error per coordinate be $\ell_t$. Then the mean of a step is off by
$\beta_t^2\ell_t/(\alpha_t(1-\bar\alpha_t))$ in mean square, and setting the derivative of $L_{t-1}$
with respect to $\sigma_t^2$ to zero gives the best variance:

$$
\sigma_t^2 = \tilde\beta_t + \frac{\beta_t^2\,\ell_t}{\alpha_t\,(1-\bar\alpha_t)}
\quad\Longrightarrow\quad
L_{t-1} = \frac d2 \ln\frac{\sigma_t^2}{\tilde\beta_t}, \qquad
L_0 = \frac d2 \ln(2\pi e\,\sigma_1^2).
$$ {#eq:best-variance}

What we don't know of $x_0$ comes on top of the variance that we would have if we knew it. For the
running Gaussian with the best prediction, $\ell_t$ is the floor $\bar\alpha_t v/v_t$, and
@eq:best-variance gives back the true variance $\sigma_t^{*2}$ of @eq:true-reverse. The whole bound is
then the entropy of the data, $\tfrac12\ln(2\pi e v)$, but for the start.
*/
// fold: The bound for the running Gaussian
/// σ_t² from the noise loss per coordinate at t.
func bestVariance(_ t: Int, _ loss: Estimate, _ schedule: NoiseSchedule) -> Estimate {
  let β = schedule.beta(t)
  return loss * (β * β / ((1 - β) * schedule.level(t).noise)) + schedule.posteriorVariance(t)
}
let best = (1...schedule.steps).map { t in
  bestVariance(t, Estimate(gaussian.noiseLossFloor(at: schedule.level(t))), schedule).value
}
let trueVariances = (1...schedule.steps).map { t in
  gaussian.reverse(to: schedule.level(t - 1), from: schedule.level(t)).variance
}
claim(
  "best variances from the floor over the true ones, largest relative error",
  measured: zip(best, trueVariances).map { ($0 / $1 - 1).magnitude }.max()!, exact: 0,
  tolerance: .absolute(1e-12))
let entropy = log(2 * .pi * v) / 2 + 0.5
let tight = gaussian.bound(levels: schedule.levels, variances: best, exactPrior: true)
let withNoise = gaussian.bound(levels: schedule.levels, variances: best)
let withBeta = gaussian.bound(levels: schedule.levels, variances: schedule.betas)
table(
  "The bound on −E ln p(x₀) in nats, T = 200: how far it lies above the entropy",
  columns: ["variances", "start", TableColumn("above the entropy", .scientific(3))],
  rows: [
    ["best", "q(x_T)", (tight.total - entropy).magnitude < 1e-12 ? 0 : tight.total - entropy],
    ["best", "N(0, 1)", withNoise.total - entropy],
    ["β", "N(0, 1)", withBeta.total - entropy],
  ])
claim(
  "bound with the best variances and q(x_T) = entropy", measured: tight.total, exact: entropy,
  tolerance: .absolute(1e-12))
claim(
  "what N(0, 1) costs: KL of q(x_T)", measured: withNoise.total - entropy,
  exact: gaussian.divergenceFromNoise(at: schedule.terminal), tolerance: .absolute(1e-13))
claim(
  "what σ² = β costs: sum of the KL of the steps", measured: withBeta.total - withNoise.total,
  exact: sum(
    zip(trueVariances, schedule.betas).map {
      GaussianDivergence.varianceRatioDivergence($0 / $1)
    }), tolerance: .relative(1e-9))

/*:
β costs almost a hundred times the divergence of its output, $5.8\cdot10^{-5}$: a bound on whole paths
charges for errors that later steps repair. (With $\tilde\beta_1 = 0$ the bound would be infinite. A
sampler may be sure of its last step, a likelihood may not.)

@page

For the networks, the measured losses give both the best variances and the bound. The entropies of the
data are integrals over a grid, and what the bound lies above the entropy is at least the divergence of
the network's distribution from that of the data (if the last step has its noise, too).
*/
// fold: The bound for the networks
/// −E ln p is at most this, in nats: L_T, and the logarithms of the best variances.
func likelihoodBound(_ losses: [Estimate], on data: GaussianMixture) -> Estimate {
  let last = cosine.terminal
  let start = (0..<2).map { i in
    let square = data.covariance[i][i] + data.mean[i] * data.mean[i]
    return (last.signal * (square - 1) - log(last.noise)) / 2
  }
  return losses.indices.map { i in
    let variance = bestVariance(i + 1, losses[i], cosine)
    return i == 0
      ? log(2 * .pi * variance) + 1 : log(variance / cosine.posteriorVariance(i + 1))
  }.reduce(Estimate(sum(start)), +)
}
let whole = Grid(square: -4.5...4.5, step: 0.025)
table(
  "The bound with the best variances, in nats",
  columns: ["data", "entropy", "above: best prediction", "above: network"],
  rows: [(mixture, found[1]), (moons, found[3])].map { data, found in
    let logs = data.logDensity(whole.points)
    let entropy = -whole.mean(of: logs, logDensity: logs)
    let perfect = likelihoodBound(found.losses.map(\.floor), on: data)
    let learned = likelihoodBound(found.losses.map { $0.floor + $0.excess }, on: data)
    claim("bound on −E ln p of the \(found.data), at least the entropy", learned, atLeast: entropy)
    return [found.data, entropy, perfect - entropy, learned - entropy]
  })

/*:
Even the best prediction loses something, to steps that are not quite Gaussian or not equally wide in
all directions. The rest is the network's.

## What we have, and what we lack {#sec:lack}
@main

We can run the film backwards. What has to be learned is one function, the noise in $x_t$, which is the
score of every $q_t$. It is learned by least squares, without a partition function, without a chain
and without an adversary; it comes with a bound on the likelihood; and its samples pass for data. What
limits them is known: the variance of the steps (as $1/T^2$), the noise at the start, and the excess
loss of the network.

What we lack is a density. A diffusion model answers "which way to the data?" at every noise level, but
not "how probable is this point?"; the bound answers that only on average, and the exact answer costs
an integral along the flow (T5). And 200 calls of a network for one sample are many. The next part turns to
models that face $Z$ after all, and learn it, sum it or multiply it away; @ch:10 begins with the one
idea that we have not tried, telling data from noise.

## Exercises {#sec:exercises}

The first five are graded. Write your answers into
[Answers.swift](Chapters/09-ddpm-reverse/homework/Answers.swift) and run `swift run homework-09`; it
says what is right, and what is wrong with the rest. `swift run homework-09 hint 9.3` gives a hint.
[HOMEWORK.md](Chapters/HOMEWORK.md) has more.

@homework

For pencil and paper, or a program of your own:

- **T1** · *Warm-up.* Derive $v_{t-1}$ from $v_t$, and show that $\sigma_t^{*2}$ in @eq:true-reverse
  lies between $\tilde\beta_t$ and $\beta_t$ when $v<1$. Where does it lie when $v>1$? Show that it is
  nearer to $\beta_t$ exactly if $2(1-v)(1-\bar\alpha_t) < v_t$, to leading order in $\beta_t$.
- **T2** · *A prediction is an average.* Show from @eq:score that
  $\hat x_0 = \mathbb{E}[x_0\mid x_t]$ for the best prediction, and that this is the mean of the data
  at $t = T$ if $\bar\alpha_T = 0$. What does a network draw that is trained by least squares to
  predict $x_0$ from pure noise?
- **T3** · *Velocity.* Train on $w$ instead of $\varepsilon$ (`Parameterization` has the factors). Show
  that for Gaussian data the floor of the $w$-loss is $v/v_t$. How much of the variance of $w$ is that
  at either end of time, and how much is it for $\varepsilon$?
- **T4** · *No waves.* Replace `FourierNoiseMLP` by `TimeConditionedMLP`, which lacks the waves. At
  which $t$ does the excess grow? How many more steps make up for it?
- **T5** · *A small project.* Compute the exact likelihood of the network: along the probability flow,
  $\ln p(x_0)$ is $\ln N(x_T;0,I)$ and an integral of the divergence of the flow, which `Autodiff` can
  compute. Compare with the bound of @sec:worth.

## Sources {#sec:sources}

The reverse chain and its bound: J. Sohl-Dickstein, E. Weiss, N. Maheswaranathan, S. Ganguli, *Deep
unsupervised learning using nonequilibrium thermodynamics*, ICML 2015. @eq:mean and the simple loss: J.
Ho, A. Jain, P. Abbeel, *Denoising diffusion probabilistic models*, NeurIPS 2020. The cosine schedule:
A. Nichol, P. Dhariwal, *Improved denoising diffusion probabilistic models*, ICML 2021. DDIM: J. Song,
C. Meng, S. Ermon, *Denoising diffusion implicit models*, ICLR 2021. The probability flow: Y. Song et
al., *Score-based generative modeling through stochastic differential equations*, ICLR 2021.
@eq:best-variance: F. Bao, C. Li, J. Zhu, B. Zhang, *Analytic-DPM*, ICLR 2022, for the exact score, and
F. Bao, C. Li, J. Sun, J. Zhu, B. Zhang, *Estimating the optimal covariance with imperfect mean in
diffusion probabilistic models*, ICML 2022, for an imperfect network. The velocity: T. Salimans, J. Ho,
*Progressive distillation for fast sampling of diffusion models*, ICLR 2022. Sines and cosines as
inputs: M. Tancik et al., *Fourier features let networks learn high frequency functions in low
dimensional domains*, NeurIPS 2020. Diffusions run backwards are diffusions: B. D. O. Anderson,
*Reverse-time diffusion equation models*, Stochastic Processes and their Applications 12 (1982). The
energy distance: G. Székely, M. Rizzo, *Energy statistics*, J. Stat. Plan. Inference 143 (2013).
*/

chapter.finish()
