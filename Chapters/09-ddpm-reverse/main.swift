/*:
The forward process of @ch:08 turns any data into noise in $T$ small steps, and there is nothing in it to learn:

$$ x_t = \sqrt{\alpha_t}\, x_{t-1} + \sqrt{\beta_t}\, z, \qquad x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1-\bar\alpha_t}\, \varepsilon, \qquad
\alpha_t = 1-\beta_t, \quad \bar\alpha_t = \alpha_1\cdots\alpha_t, $$ {#eq:forward}

with standard normal $z$ and $\varepsilon$. What is left at the end is noise, and we can draw as much noise as we
like. So if we could run the film backwards, we could make data out of noise. What has to be learned for that, and how
good can the result be? We answer first for the running Gaussian, where all is known exactly, then with a network that
has seen only samples.
*/
// fold: Imports, the running Gaussian and a schedule
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

Solve the forward step for the earlier state: $x_{t-1} = (x_t - \sqrt{\beta_t}\,z)/\sqrt{\alpha_t}$. We don't know the
$z$ that was added, but we know its distribution. Why not draw another one and subtract that?

Because it comes on top of the first one instead of cancelling it. If $x_t$ has variance $V_t$, the step gives
$V_{t-1} = (V_t+\beta_t)/\alpha_t$. Add 1 to both sides, and this becomes $V_{t-1}+1 = (V_t+1)/\alpha_t$, which
telescopes. A start from noise, $V_T = 1$, ends at

$$ V_0 = \frac{2}{\bar\alpha_T} - 1 . $$ {#eq:naive}
*/
// fold: Running it with fresh noise
let chains = chapter.samples(10_000, quick: 500)
var naive = random.normal([chains, 1])
for t in (1...schedule.steps).reversed() {
  let β = schedule.beta(t)
  naive = (naive - Float(sqrt(β)) * random.normal(naive.shape)) / Float(sqrt(1 - β))
}
let ᾱT = schedule.terminal.signal
claim(
  "variance after subtracting fresh noise", measuredVariance: naive.square().mean(),
  degreesOfFreedom: chains, exact: 2 / ᾱT - 1, rulesOut: 1 / ᾱT)

/*:
That is a standard deviation of 257 where the data have ½. Subtracting *some* noise adds noise. What has to go is
*the* noise, the part of $x_t$ that is not signal. It cannot be known exactly, but it can be predicted from $x_t$, and
how well is a question for Bayes' rule.

## What going back takes {#sec:bayes}
@main

By Bayes' rule, $q(x_{t-1}\mid x_t) = q(x_t\mid x_{t-1})\,q(x_{t-1})/q(x_t)$. The first factor is the forward step.
The other two are marginals, averages over all the data, which we don't have: that is why the exact step back is out
of reach. If we knew where the path began, the step would be a known Gaussian (@ch:08):

$$ q(x_{t-1}\mid x_t,x_0) = N(\tilde\mu_t, \tilde\beta_t I), \quad
\tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\,\beta_t\,x_0 + \sqrt{\alpha_t}\,(1-\bar\alpha_{t-1})\,x_t}{1-\bar\alpha_t}, \quad
\tilde\beta_t = \frac{1-\bar\alpha_{t-1}}{1-\bar\alpha_t}\,\beta_t . $$ {#eq:posterior}

Without $x_0$ it is an average of such Gaussians, and that can have any shape. But if the step is small, it is nearly
Gaussian again. As a function of $y = x_{t-1}$, Bayes' rule reads

$$ \ln q(y \mid x_t) = -\frac{(x_t-\sqrt{\alpha_t}\,y)^2}{2\beta_t} + f(y) + \text{const}, \qquad f = \ln q_{t-1} . $$ {#eq:log-reverse}

The first term confines $y$ to a range of about $\sqrt{\beta_t}$, and over so short a range any smooth $f$ is nearly a
parabola. The leading error comes from the cubic term of $f$. It gives the step a skewness
$\gamma \approx f'''\beta_t^{3/2}$, and a density with a small skewness $\gamma$ is $\gamma^2/12$ nats away from the
Gaussian with its mean and variance:

$$ \mathrm{KL}\approx \frac{\gamma^2}{12} \approx \frac{f'''(x_t)^2\,\beta_t^3}{12} . $$ {#eq:cubic}

@fig:step-back tests this on data with two bumps, at $\pm1$ with standard deviation ½, for a point $x_t = 0.4$ between
them. Compare the solid and the dashed curves: where did this point come from?
*/
// fold: The step back in closed form
/// The density of x_{t−1} given x_t = 0.4, a mixture of two Gaussians again, and the Gaussian of its
/// mean and variance.
func stepBack(beta β: Double) -> (grid: Grid, exact: [Double], gaussian: [Double], KL: Double) {
  let (x, α, data) = (0.4, 1 - β, 0.25)
  let spread = sqrt(1 / (α / β + 1 / data))
  let mixture = GaussianMixture(
    weights: [-1.0, 1].map {
      Gaussian(mean: sqrt(α) * $0, standardDeviation: sqrt(α * data + β)).density(x)
    },
    means: [-1.0, 1].map { [spread * spread * (sqrt(α) * x / β + $0 / data)] },
    standardDeviation: spread)
  let (m, σ) = (mixture.mean[0], sqrt(mixture.covariance[0][0]))
  let grid = Grid(m - 9 * σ...m + 9 * σ, count: 2001)
  let gaussian = grid.map(Gaussian(mean: m, standardDeviation: σ).density)
  // In Double: the divergence may be as small as 1e-8.
  let exact = grid.map { y in
    sum(zip(mixture.weights, mixture.components).map { $0 * $1.density(y) })
  }
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
    The density of xₜ₋₁ given xₜ = 0.4 (solid) and the Gaussian of its mean and variance \
    (dashed), for a large and a small step. Right: the divergence of the two.
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
After a large step the answer has two bumps, and no Gaussian will do. After a small one it is a Gaussian up to a tiny
error. The cube is what makes many steps worth their price: cut one step into $T$, and each part is $T^3$ times as
close to a Gaussian, all of them together still $T^2$ times. So diffusion takes many steps, and in return *only their
means and variances have to be learned*.

@deeper Why a small skewness costs γ²/12

To first order in $\gamma$, the standardised density is $\varphi(u)\,\big(1 + \tfrac{\gamma}{6}H_3(u)\big)$, where
$\varphi$ is standard normal and $H_3 = u^3 - 3u$. A density $\varphi\,(1+h)$ with small $h$ has divergence
$\tfrac12\mathbb{E}\,h^2$ from $\varphi$, and $\mathbb{E}\,H_3^2 = 6$. In @eq:log-reverse the variance is about $\beta_t$, and the cubic term
$\tfrac16f'''\beta_t^{3/2}u^3$ makes the third moment $f'''\beta_t^{3/2}$. In @fig:step-back this holds up to
$\beta = 0.05$, there a little by luck.

## The bound {#sec:bound}
@main

So let the model be a chain of Gaussians that starts from noise ($x_{0:T}$ stands for the whole path):

$$ p_\theta(x_{0:T}) = N(x_T; 0, I)\ \prod_{t=1}^{T} N\big(x_{t-1};\ \mu_\theta(x_t,t),\ \sigma_t^2 I\big). $$ {#eq:model}

Its likelihood $p_\theta(x_0)$ is an integral over all paths, which we cannot compute. But any distribution of paths
gives a bound, and we have one, the forward process. By Jensen's inequality

$$ -\ln p_\theta(x_0) = -\ln \mathbb{E}_{q(x_{1:T}\mid x_0)} \frac{p_\theta(x_{0:T})}{q(x_{1:T}\mid x_0)} \le \mathbb{E}_q \Big[ -\ln\frac{p_\theta(x_{0:T})}{q(x_{1:T}\mid x_0)} \Big]. $$ {#eq:jensen}

The model's factors run from noise to data, those of $q$ from data to noise, so they don't match. The key step turns
the forward path round. A forward step depends on nothing before $x_{t-1}$, so $x_0$ may be added to its condition for
free; then Bayes' rule applies; and in the product over $t$ the quotients telescope:

$$
\begin{aligned}
q(x_t\mid x_{t-1}) &= q(x_t\mid x_{t-1},x_0) = q(x_{t-1}\mid x_t,x_0)\,\frac{q(x_t\mid x_0)}{q(x_{t-1}\mid x_0)}, \qquad t \ge 2, \\
\prod_{t=2}^{T}\frac{q(x_t\mid x_0)}{q(x_{t-1}\mid x_0)} &= \frac{q(x_T\mid x_0)}{q(x_1\mid x_0)}, \\
q(x_{1:T}\mid x_0) &= q(x_1\mid x_0)\prod_{t=2}^{T} q(x_t\mid x_{t-1}) = q(x_T\mid x_0)\prod_{t=2}^{T} q(x_{t-1}\mid x_t,x_0).
\end{aligned}
$$ {#eq:turned}

Now every factor of $q$ has a partner in the model, and each pair makes a divergence:

$$
-\ln p_\theta(x_0) \le
\underbrace{\mathrm{KL}\big(q(x_T\mid x_0)\,\Vert\, N(0,I)\big)}_{L_T}
+ \sum_{t=2}^{T} \underbrace{\mathbb{E}\,\mathrm{KL}\big(q(x_{t-1}\mid x_t,x_0)\,\Vert\,p_\theta(x_{t-1}\mid x_t)\big)}_{L_{t-1}}
\underbrace{-\ \mathbb{E}\ln p_\theta(x_0\mid x_1)}_{L_0}.
$$ {#eq:elbo}

With its sign reversed, this is the evidence lower bound (ELBO) of a variational autoencoder. A DDPM *is* one: it has
$T$ layers of latent variables, and an encoder that was fixed in advance.

All the divergences are between Gaussians, so $L_{t-1}$ is
$\mathbb{E}\lVert\tilde\mu_t - \mu_\theta\rVert^2/(2\sigma_t^2)$ and a constant. Put
$x_0 = (x_t - \sqrt{1-\bar\alpha_t}\,\varepsilon)/\sqrt{\bar\alpha_t}$ into $\tilde\mu_t$, and give the model a mean
of the same form:

$$ \tilde\mu_t = \frac{1}{\sqrt{\alpha_t}}\Big(x_t - \frac{\beta_t}{\sqrt{1-\bar\alpha_t}}\,\varepsilon\Big), \qquad
\mu_\theta = \frac{1}{\sqrt{\alpha_t}}\Big(x_t - \frac{\beta_t}{\sqrt{1-\bar\alpha_t}}\,\hat\varepsilon(x_t,t)\Big), $$ {#eq:mean}

$$ L_{t-1} = \frac{\beta_t^2}{2\sigma_t^2\,\alpha_t\,(1-\bar\alpha_t)}\ \mathbb{E}\,\lVert\varepsilon-\hat\varepsilon(x_t,t)\rVert^2 + \text{const}. $$ {#eq:weighted}

To learn to go back is to predict the noise. At each $t$ the best prediction is the conditional mean
$\varepsilon^*(x,t) = \mathbb{E}[\varepsilon\mid x_t = x]$, whatever weight stands in front. So Ho, Jain and Abbeel
dropped the weight. Take data, a random time and noise for each point, and make the mean of the squared error small:

@quote Diffusion/NoiseLoss.swift noise-terms

## One thing under four names {#sec:names}
@main

A prediction of the noise is a prediction of more:
$x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\varepsilon$ ties the unknowns together. Papers ask their
networks for any of these:

| prediction of | from $\hat\varepsilon$ |
|---|---|
| the noise | $\hat\varepsilon$ |
| the data | $\hat x_0 = (x_t - \sqrt{1-\bar\alpha_t}\,\hat\varepsilon)/\sqrt{\bar\alpha_t}$ |
| the velocity (the literature's $v$) | $\hat w = \sqrt{\bar\alpha_t}\,\hat\varepsilon - \sqrt{1-\bar\alpha_t}\,\hat x_0$ |
| the score of $q_t$ | $\hat s = -\hat\varepsilon/\sqrt{1-\bar\alpha_t}$ |

The velocity is the derivative of $x_t$ along the arc
$(\sqrt{\bar\alpha_t}, \sqrt{1-\bar\alpha_t}) = (\cos\omega,\sin\omega)$. For the score, differentiate
$q(x_t) = \int N(x_t; \sqrt{\bar\alpha_t}\,x_0, (1-\bar\alpha_t)I)\,q(x_0)\,dx_0$ under the integral sign:

$$ \nabla \ln q(x_t) = \mathbb{E}\Big[\frac{\sqrt{\bar\alpha_t}\,x_0 - x_t}{1-\bar\alpha_t}\,\Big|\, x_t\Big]
= -\frac{\varepsilon^*(x_t,t)}{\sqrt{1-\bar\alpha_t}} . $$ {#eq:score}

This is the denoising score matching of @ch:06 with one network for all noise levels. A diffusion model learns the
vector that this book has been after all along.

@page

[Tests](Tests/DiffusionTests/ParameterizationTests.swift) turn each of the four into each and back, where all are
known.

## Three samplers, no network {#sec:samplers}
@main

How does one step back with a prediction of the noise in hand? Three answers are in use.

- *Ancestral with β.* Draw from the model, @eq:model and @eq:mean, with variance $\sigma_t^2 = \beta_t$, but add no
  noise in the last step:
  $x_{t-1} = \big(x_t - \beta_t\,\hat\varepsilon/\sqrt{1-\bar\alpha_t}\big)/\sqrt{\alpha_t} + \sigma_t z$.
- *Ancestral with β̃.* The same with $\sigma_t^2 = \tilde\beta_t$, which would be right if we knew $x_0$.
- *DDIM.* Reuse the predicted noise instead of drawing fresh noise:
  $x_{t-1} = \sqrt{\bar\alpha_{t-1}}\,\hat x_0 + \sqrt{1-\bar\alpha_{t-1}}\;\hat\varepsilon$. The path is then a
  deterministic function of its start.

Each of them computes $x_{t-1} = A_t x_t + B_t\,\hat\varepsilon + \sigma_t z$ with factors of its own
([ReverseSampler.swift](Sources/Diffusion/ReverseSampler.swift)).

To see what the *samplers* do wrong, give them the exact prediction for the running Gaussian $N(m, v)$. Its marginals
are $q(x_t) = N(m_t, v_t)$ with $m_t = \sqrt{\bar\alpha_t}\,m$ and $v_t = \bar\alpha_t v + 1-\bar\alpha_t$, so by
@eq:score $\varepsilon^* = \sqrt{1-\bar\alpha_t}\,(x_t-m_t)/v_t$. That is linear, so every state on the way back is
Gaussian, and its variance obeys a recursion. The true step back has mean $m_{t-1} + c_t(x_t-m_t)$ and variance
$\sigma_t^{\ast2}$, where

$$ c_t = \sqrt{\alpha_t}\,\frac{v_{t-1}}{v_t}, \qquad \sigma_t^{\ast2} = \beta_t\,\frac{v_{t-1}}{v_t} $$ {#eq:true-reverse}

(regress $x_{t-1}$ on $x_t$: their covariance is $\sqrt{\alpha_t}\,v_{t-1}$). An ancestral sampler with the exact
prediction has this mean, so

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
let simulatedSteps = chapter.quick ? [25] : [25, 50, 100, 200]
/// The variance of the output, for every rule and number of steps.
let simulated = rules.map { _, rule in
  simulatedSteps.map { T in
    let sampler = ReverseSampler(NoiseSchedule.linear(steps: T), rule)
    let x = sampler.sample(
      chapter.samples(T < 100 ? 120_000 : 60_000, quick: 4_000), dimension: 1,
      predicting: ExactNoise(of: running, schedule: sampler.schedule).callAsFunction, using: &random
    )
    return Estimate(meanOf: (x - Float(sampler.outputDistribution(of: gaussian).mean)).square())
  }
}

// fold: Drawing the divergence against T
figure(
  "samplers",
  caption: """
    Divergence of the output from the running Gaussian, with exact predictions. Lines: by recursion. \
    Dots: simulated, with standard errors.
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
      let divergences = simulated[index].map { variance in
        (variance / v).map(
          GaussianDivergence.varianceRatioDivergence, slope: { (1 - 1 / $0) / 2 })
      }
      PointPlot(simulatedSteps.map(Double.init), divergences, style: .series(index))
    }
  }
}

/*:
None of the three is perfect, and all of them improve about as $1/T^2$ (@fig:samplers). Every step here is exactly
Gaussian, so @eq:cubic plays no part; what is wrong is the *variance* of the steps. It leaves the variance of the
output off by a fraction $\delta$ of order $1/T$, and the divergence of two such Gaussians is $\delta^2/4$.

The true variance lies between the two popular choices, $\tilde\beta_t \le \sigma_t^{\ast2} \le \beta_t$ if $v \le 1$.
Early on the way back it is nearer to $\tilde\beta_t$; in the last steps, where $\bar\alpha_t > \tfrac23$, it is
nearer to $\beta_t$. The last steps decide, since they shrink all earlier errors. That is why $\beta_t$ adds a little
too much noise here, and $\tilde\beta_t$ far too little. For data at a single point,
$\sigma_t^{\ast2} = \tilde\beta_t$.

@deeper Limits, and the exact reverse chain

For β, $T^2\,\mathrm{KL}$ has a limit. For β̃ it grows like $\ln^2 T$: near the data $\tilde\beta_t$ falls short of
$\sigma_t^{\ast2}$ by $\beta_t^2/(1-\bar\alpha_t) \approx \beta_1/t$, which sums to about $\beta_1\ln T$. So
$\delta \approx -(\beta_1/v)\ln T$ with $\beta_1 = 0.1/T$, and $T\sqrt{\mathrm{KL}} = T|\delta|/2$ grows by
$0.2\ln 10$ from each power of ten to the next.

With $\sigma_t^2 = \sigma_t^{\ast2}$, also in the last step, every step is exact. Only the start is not: it is
$N(0,1)$ instead of $q(x_T)$. Whatever the number of steps, the output has mean $m\,(1-\bar\alpha_T v/v_T)$ and
variance

$$ V_0 = v + \bar\alpha_T^2\,(1-v)\,\frac{v^2}{v_T^2} . $$ {#eq:exact-reverse}

DDIM tends to the probability flow, a differential equation that moves every point so that its rank in $q(x_t)$ stays
what it was: $x_0 = m + (x_T - m_T)\sqrt{v/v_T}$. Noise of mean 0 instead of $m_T$ shifts the output a little.
*/
// fold: Numbers, and claims on limits
table(
  "KL of the output from the data, exact predictions, T steps",
  columns: ["T"] + rules.map { TableColumn($0.name, .scientific(3)) },
  rows: [50, 200, 1000].map { T in [T] + rules.map { exactDivergence($0.rule, steps: T) } })
for ((name, rule), variances) in zip(rules, simulated) {
  let sampler = ReverseSampler(NoiseSchedule.linear(steps: 25), rule)
  claim(
    "variance of the output, \(name), T = 25", variances[0],
    exact: sampler.outputDistribution(of: gaussian).variance, rulesOut: chapter.quick ? nil : v)
}
let scaledRoots = [10_000, 100_000].map { T in
  Double(T) * sqrt(exactDivergence(.ancestral(.posterior), steps: T))
}
claim(
  "T √KL from T = 10000 to 100000, β̃", measured: scaledRoots[1] - scaledRoots[0],
  exact: 0.2 * log(10), tolerance: .absolute(0.05), rulesOut: 0)
let truth = ReverseRule.ancestral(
  .given { [gaussian, schedule] t, earlier in
    gaussian.reverse(to: schedule.level(earlier), from: schedule.level(t)).variance
  })
claim(
  "variance of the output beyond v, true variances",
  measured: ReverseSampler(schedule, truth).outputDistribution(of: gaussian).variance - v,
  exact: gaussian.exactReverseOfNoise(from: schedule.terminal).variance - v,
  tolerance: .absolute(1e-14))

/*:
## Learning {#sec:learning}
@main

Now take the formulas away. A network gets a point of the plane and the time, and sees samples only: of the running
mixture, and of two half moons, of which the upper one has seven tenths of the points. Both are mixtures of Gaussians
(the moons are dense rows of them), so *we* know the best prediction $\varepsilon^*$. The network does not.

@quote Diffusion/FourierNoiseMLP.swift fourier-noise

It is a perceptron that sees the point, its sines and cosines, and an embedding of the time. The waves help because
perceptrons learn slowly varying functions first, and near thin data the score turns over a short distance. For the
same reason we now use the cosine schedule, which takes more of its steps at low noise. Training returns two networks:
one has the parameters of the last step, the other their exponential moving average (EMA) over some five hundred
steps. For the mixture the learning rate is constant; for the moons, the finer drawing, it falls to zero along half a
cosine.
*/
// fold: Training on the mixture and on the moons
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

let moonSteps = chapter.samples(10_000, quick: 50)
let mixtureNetworks = try train(
  on: mixture, steps: chapter.samples(1_500, quick: 50), rate: 4e-3, stream: 1)
let moonNetworks = try train(
  on: moons, steps: moonSteps, rate: .cosine(from: 8e-3, steps: moonSteps), stream: 2)
let moonNoise = moonNetworks.averaged.predictNoise

/*:
How good are they? The error of the best prediction is orthogonal to every function of $x_t$, so the noise loss at
time $t$ splits in two:

$$ \mathbb{E}\lVert\varepsilon-\hat\varepsilon\rVert^2 = \underbrace{\mathbb{E}\lVert\varepsilon-\varepsilon^*\rVert^2}_{\text{floor}}
+ \underbrace{\mathbb{E}\lVert\hat\varepsilon-\varepsilon^*\rVert^2}_{\text{excess}} . $$ {#eq:excess}

The floor cannot be learned away: it is noise that could as well have been signal. Without it a loss says nothing. A
loss of 0.4 may be perfect at one time and a disaster at another (@fig:loss).
*/
// fold: Loss, floor and excess at every time
/// Per coordinate, at every t; the rest is loss − floor − excess.
typealias Losses = (loss: Estimate, floor: Double, excess: Double, rest: Estimate)
func losses(of network: FourierNoiseMLP, on data: GaussianMixture, points n: Int) -> [Losses] {
  let exact = ExactNoise(of: data, schedule: cosine)
  return (1...cosine.steps).map { t in
    let objective = NoiseLoss<FourierNoiseMLP>(data: data, schedule: cosine, times: .only(t))
    let batch = objective.batch(n, for: network, using: &random)
    let x = ForwardProcess(cosine).jump(batch.clean, to: t, noise: batch.noise)
    let best = exact(x, t)
    let loss = objective.terms(of: network, on: batch)
    let floor = (batch.noise - best).square().mean(axis: 1)
    let excess = (network.predictNoise(x, t) - best).square().mean(axis: 1)
    return (
      Estimate(meanOf: loss), floor.mean(), excess.mean(), Estimate(meanOf: loss - floor - excess)
    )
  }
}
func mean(_ values: [Double]) -> Double { sum(values) / Double(values.count) }
let found = [
  ("mixture", mixture, mixtureNetworks, "constant"), ("moons", moons, moonNetworks, "to zero"),
].map { name, data, networks, rate in
  let points = chapter.samples(1_000, quick: 50)
  return (
    data: name, rate: rate, losses: losses(of: networks.averaged, on: data, points: points),
    last: mean(losses(of: networks.last, on: data, points: points / 2).map(\.excess))
  )
}
table(
  "Excess per coordinate, mean over t",
  columns: ["data", "learning rate", "last step", "averaged"].map { TableColumn($0, .fixed(5)) },
  rows: found.map { [$0.data, $0.rate, $0.last, mean($0.losses.map(\.excess))] })
claim(
  "excess of the averaged parameters over that of the last, constant rate",
  measured: mean(found[0].losses.map(\.excess)) / found[0].last, atMost: chapter.quick ? 2 : 0.6)
claim(
  "loss − floor − excess of the moons, mean over t",
  found[1].losses.map(\.rest).reduce(Estimate(0), +) / Double(cosine.steps), exact: 0)

// fold: Drawing the losses
/// Means of five neighbours.
func fives(_ values: [Double]) -> [Double] {
  (0..<values.count / 5).map { mean(Array(values[5 * $0..<5 * $0 + 5])) }
}
figure(
  "loss",
  caption: """
    Noise loss per coordinate: the network's, on fresh points (dots with standard errors); the floor, \
    which no network can beat; and the excess. Lines: means over five times.
    """
) {
  for (data, _, losses, _) in found {
    Panel(data, x: Axis("t", range: 0...200), y: Axis("loss", scale: .log)) {
      let times = fives(losses.indices.map { Double($0 + 1) })
      let (excess, floor) = (fives(losses.map(\.excess)), fives(losses.map(\.floor)))
      let some = losses.indices.filter { $0 % 10 == 4 }
      LinePlot(x: times, y: excess, style: .learned)
      Annotation("excess", x: times[12], y: 2 * excess[12], color: Palette.blue)
      LinePlot(x: times, y: floor, style: .exact)
      Annotation("floor", x: times[20], y: 1.6 * floor[20])
      PointPlot(some.map { Double($0 + 1) }, some.map { losses[$0].loss })
    }
  }
}

/*:
The dots lie on the black line: what is left of the loss is noise that nobody could have predicted. At small $t$ it
hides among data much wider than itself; at large $t$ nearly all is noise, and $x_t$ is a good prediction. With a
constant learning rate the last step is as noisy as every other, and averaging removes most of that noise. A rate that
falls to zero removes it from within, and averaging adds little.

## Samples {#sec:samples}
@main

Now run the film backwards: 200 ancestral steps with $\tilde\beta_t$, each with one call of the network.
*/
let moonSampler = ReverseSampler(cosine, .ancestral(.posterior))
let count = chapter.samples(3_000, quick: 200)
let start = random.normal([count, 2])
let back = moonSampler.trajectory(from: start, predicting: moonNoise, using: &random)
let generated = back.last!

// fold: Drawing the samples
let fresh = moons.sample(count, using: &random)
func cloud(_ x: Tensor, _ style: Style = .data, first n: Int = 1_000, size: Double = 2.2)
  -> PointPlot
{
  PointPlot(x.rows(0..<min(n, x.rowCount)), style: style.markerSize(size))
}
let isLeft = random.bernoulli(0.5)
figure(
  "samples",
  caption: "One panel shows 1,000 fresh data, the other 1,000 points that the network made.",
  size: .planes, letters: true
) {
  for x in isLeft ? [generated, fresh] : [fresh, generated] {
    Panel(x: Axis("x₁", range: -3...3), y: Axis("x₂", range: -2.2...2.2), aspect: .equal) {
      cloud(x)
    }
  }
}

/*:
Which panel of @fig:samples is which? Before the answer, ask two statistics. The **energy distance**,
$2\,\mathbb{E}\lVert X-Y\rVert - \mathbb{E}\lVert X-X'\rVert - \mathbb{E}\lVert Y-Y'\rVert$, vanishes for
distributions only if they are equal. For samples, deal all the points anew into two heaps, many times: the share of
deals with at least this distance is the $p$-value. This compares where the masses lie, and hardly notices a few
**strays** in places that are nearly empty, though the eye sees them first. So also count the points that are more
than three standard deviations (in Mahalanobis distance) from every component of the mixture. Their share in the data
is an integral of the density, so we know it exactly.
*/
// fold: Two statistics
/// 1 for every point that is more than three standard deviations from every component, else 0.
func strays(_ x: Tensor) -> Tensor {
  let distances = moons.components.map { $0.mahalanobisDistance(of: x).doubles }
  let isStray = (0..<x.rowCount).map { i in distances.allSatisfy { $0[i] > 3 } }
  return Tensor(isStray.map { $0 ? 1.0 : 0 }, shape: [x.rowCount])
}
let plane = Grid(x: -3.5...3.5, y: -3...3, step: 0.02)
let exactStrays = plane.mean(of: strays(plane.points), logDensity: moons.logDensity(plane.points))

let compared: [(name: String, sample: Tensor)] = [
  ("other data", moons.sample(count, using: &random)),
  ("the network", generated),
  (
    "a Gaussian, same mean and covariance",
    Gaussian(mean: moons.mean, covariance: moons.covariance).sample(count, using: &random)
  ),
]
table(
  "Samples beside fresh data",
  columns: [
    "sample", TableColumn("energy distance", .fixed(5)), TableColumn("p", .fixed(4)), "strays",
  ],
  rows: compared.map { name, x in
    let half = 0..<count / 2
    let test = EnergyDistance(
      x.rows(half), fresh.rows(half), permutations: chapter.samples(399, quick: 39), using: &random)
    return [name, test.value, test.pValue, Estimate(meanOf: strays(x))]
  })
if !chapter.quick {
  claim(
    "share of strays, network",
    Estimate(strays(generated).mean(), variance: exactStrays * (1 - exactStrays), draws: count),
    exact: exactStrays, rulesOut: 5 * exactStrays)
}
show("the data in the figure are in", isLeft ? "(b)" : "(a)")

/*:
The Gaussian has the right mean and covariance and nothing else, and both statistics find it out. For the network
neither sees a difference, though by @eq:excess there is one, and enough points would show it.

@fig:strip shows how the moons rose. Compare the two rows: the states, and where the network predicts at that moment
that each of them will end.
*/
// fold: Drawing the strip
let wide = (x: -3.6...3.6, y: -3.0...3)
figure(
  "strip",
  caption: "Noise becomes data. Above: the states at six times. Below: the predicted data.",
  size: Figure.Size(width: 720, height: 290), columns: 6
) {
  let times = [170, 140, 110, 80, 50, 20]
  let states = times.map { back[cosine.steps - $0] }
  let predictions = zip(times, states).map { t, x in
    Parameterization.noise.convert(moonNoise(x, t), to: .clean, state: x, at: cosine.level(t))
  }
  for (row, style) in [(states, Style.learned), (predictions, .series(1))] {
    for (t, x) in zip(times, row) {
      Panel(
        style == .learned ? "t = \(t)" : "", x: .hidden(range: wide.x), y: .hidden(range: wide.y),
        aspect: .equal
      ) { cloud(x, style, first: 500, size: 1.4) }
    }
  }
}

/*:
At first nothing can be known, and the best prediction for all points is the mean of the data. A prediction is an
average over all that is still possible, and while both moons are possible it lies between them. A network asked to go
from noise to data in *one* step would end here, in a blur. Each small step rules out some futures, and the prediction
sharpens: coarse decisions are taken first.

@page

Ancestral paths get fresh noise at every step, DDIM's get none. @fig:paths follows two starts with both.
*/
// fold: Drawing the paths
let starts = Tensor(rows: [[-1.3, 1.6], [1.9, 0.5]])
let rivals: [(String, ReverseRule)] = [
  ("Ancestral", .ancestral(.posterior)), ("DDIM", .implicit(eta: 0)),
]
figure(
  "paths",
  caption: """
    Paths of two samplers with the same network, in 50 steps, from noise (rings) to data (dots).
    """,
  size: .planes
) {
  for (name, rule) in rivals {
    let states = ReverseSampler(cosine, rule, steps: 50)
      .trajectory(from: starts, predicting: moonNoise, using: &random)
    Panel(name, x: Axis("x₁", range: wide.x), y: Axis("x₂", range: wide.y), aspect: .equal) {
      cloud(fresh, .data.opacity(0.35), first: 600)
      for i in 0..<2 {
        let style = Style.series(i)
        LinePlot(Tensor.concatenated(states.map { $0.rows(i..<i + 1) }), style: style.lineWidth(1))
        PointPlot(starts.rows(i..<i + 1), style: style.marker(.ring).markerSize(8))
        PointPlot(states.last!.rows(i..<i + 1), style: style.markerSize(7))
      }
    }
  }
}

/*:
DDIM's smooth paths follow the probability flow. A smooth curve can be followed in larger steps than a random walk, so
DDIM can leave out most of the times that the network was trained for.

## Is it not just Langevin? {#sec:langevin}
@main

By @eq:score the network is a score, one for each noise level. Then why not take one of them, at a small $t$ where
$q_t$ is nearly the data, and follow it with noise, as Langevin does? Both start from the same noise and ask the
network equally often. To tell the method's fault from the network's, the exact score and prediction run, too.
*/
// fold: Two roads, and the shares of the upper moon
let low = cosine.levels.firstIndex { $0.noiseScale >= 0.05 }!
func learnedScore(_ x: Tensor) -> Tensor {
  Parameterization.noise.convert(moonNoise(x, low), to: .score, state: x, at: cosine.level(low))
}
var langevin = Langevin(score: learnedScore, stepSize: 0.003)
let walk = [start] + langevin.states(from: start, steps: cosine.steps, using: &random)

let exactMoons = ExactNoise(of: moons, schedule: cosine)
let noisyMoons = exactMoons.marginals[low]
var exactLangevin = Langevin(score: noisyMoons.score, stepSize: 0.003)
let exactWalk = exactLangevin.states(from: start, steps: cosine.steps, using: &random)
let exactBack = moonSampler.run(
  from: start, predicting: exactMoons.callAsFunction, using: &random)

/// The share of the points that belong to the upper moon: the components of even number.
func upperShare(_ x: Tensor, under mixture: GaussianMixture) -> Estimate {
  let belongs = mixture.responsibilities(x)
  let even = mixture.weights.indices.filter { $0.isMultiple(of: 2) }
  return Estimate(meanOf: even.reduce(Tensor.zeros(x.rowCount)) { $0 + belongs.column($1) })
}
let shares: [(how: String, share: Estimate)] = [
  ("back through all t, exact prediction", upperShare(exactBack, under: moons)),
  ("back through all t, network", upperShare(generated, under: moons)),
  ("Langevin at t = \(low), exact score", upperShare(exactWalk.last!, under: noisyMoons)),
  ("Langevin at t = \(low), network", upperShare(walk.last!, under: noisyMoons)),
]
table(
  "The upper moon's share of the points; in the data it is 0.7", columns: ["how", "share"],
  rows: shares.map { [$0.how, $0.share] })
if !chapter.quick {
  claim("share of the upper moon, network", shares[1].share, exact: 0.7, rulesOut: 0.6)
}

// fold: Drawing the second film
let roadFrames = Array(stride(from: 0, through: cosine.steps, by: chapter.samples(8, quick: 50)))
let outline = Grid(x: -2.8...2.8, y: -1.8...1.8, step: 0.05)
film(
  "two-roads",
  caption: """
    The same network, starts and number of calls. Left: back through all the noise levels. Right: \
    Langevin on the score of a low one. Lines: the outline of the data.
    """,
  size: .planes, framesPerSecond: 8, frames: roadFrames.count
) { k in
  for (name, states) in [("DDPM", back), ("Langevin", walk)] {
    Panel(
      "\(name), step \(roadFrames[k])", x: Axis("x₁", range: wide.x),
      y: Axis("x₂", range: wide.y), aspect: .equal
    ) {
      ContourPlot(densityOf: moons, on: outline, levels: [0.05])
      cloud(states[roadFrames[k]], .learned, first: 450)
    }
  }
}

/*:
In the first tenth of @fig:two-roads Langevin is far ahead: every point climbs the nearest ridge. And there it stays.
To change ridges, a point would have to cross the valley, which takes Langevin very long. A score is a local slope: on
a ridge it does not know how many points *ought* to be there (@ch:05). So even with the exact score the share is
wrong.

On the other road nothing seems to happen for half of the time. But under so much noise there are no ridges and no
valleys yet, only one heap, in which points move freely; and when the valley opens, the right share is on either side
of it. That is what the many noise levels are for. Langevin can have them too, step by step from much noise to little:
that is annealed Langevin (@ch:14).

## What the bound is worth {#sec:worth}
@main

What does the bound say about the likelihood? Let the network's mean squared error per coordinate be $\ell_t$. Then
the mean of a step is off by $\beta_t^2\ell_t/(\alpha_t(1-\bar\alpha_t))$ in mean square, and setting the derivative
of $L_{t-1}$ with respect to $\sigma_t^2$ to zero gives the best variance:

$$ \sigma_t^2 = \tilde\beta_t + \frac{\beta_t^2\,\ell_t}{\alpha_t\,(1-\bar\alpha_t)} \quad\Longrightarrow\quad
L_{t-1} = \frac d2 \ln\frac{\sigma_t^2}{\tilde\beta_t}, \qquad L_0 = \frac d2 \ln(2\pi e\,\sigma_1^2). $$ {#eq:best-variance}

What we don't know of $x_0$ adds to the variance that we would have if we knew it. For the running Gaussian with the
best prediction, $\ell_t$ is the floor $\bar\alpha_t v/v_t$, and @eq:best-variance gives back the true variance
$\sigma_t^{\ast2}$. The whole bound is then the entropy of the data, $\tfrac12\ln(2\pi e v)$, except for what the
wrong start costs.
*/
// fold: The bound for the running Gaussian
let best = (1...schedule.steps).map { t in
  let (β, level) = (schedule.beta(t), schedule.level(t))
  return schedule.posteriorVariance(t)
    + β * β * gaussian.noiseLossFloor(at: level) / ((1 - β) * level.noise)
}
let entropy = log(2 * .pi * v) / 2 + 0.5
func gap(_ variances: [Double], exactPrior: Bool = false) -> Double {
  gaussian.bound(levels: schedule.levels, variances: variances, exactPrior: exactPrior).total
    - entropy
}
table(
  "How far the bound on −E ln p(x₀) lies above the entropy, in nats, T = 200",
  columns: ["variances", "start", TableColumn("above", .scientific(3))],
  rows: [["best", "N(0, 1)", gap(best)], ["β", "N(0, 1)", gap(schedule.betas)]])
claim(
  "bound less entropy, best variances, start from q(x_T)", measured: gap(best, exactPrior: true),
  exact: 0, tolerance: .absolute(1e-12))

/*:
The variances $\beta_t$ cost almost a hundred times the divergence of their output, $5.8\cdot10^{-5}$: a bound on
whole paths charges for errors that later steps repair. (With $\tilde\beta_1 = 0$ the bound would be infinite. A
sampler may be sure of its last step, a likelihood may not.) For a network, its measured losses in @eq:best-variance
give the best variances and the bound.

## What we have, and what we lack {#sec:lack}
@main

We can run the film backwards. What has to be learned is one function, the noise in $x_t$, which is the score of every
$q_t$. It is learned by least squares, without a partition function, a chain or an adversary, and its samples pass for
data. What limits them is known: the variance of the steps, the noise at the start, the excess loss of the network.

What we lack is a density. A diffusion model answers "which way to the data?" at every noise level, but not "how
probable is this point?": the bound answers that only on average, and the exact answer costs an integral along the
flow (T4). The next part turns to models that face $Z$ after all, and learn it, sum it or multiply it away. It begins
with an idea that we have not tried: to learn by telling data from noise.

## Exercises {#sec:exercises}

The first five are graded: write your answers into [Answers.swift](Chapters/09-ddpm-reverse/homework/Answers.swift)
and run `swift run homework-09` (`… homework-09 hint 9.3` gives a hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has more).

@homework

For pencil and paper, or a program of your own:

- **T1** · *Warm-up.* Show that $\sigma_t^{\ast2}$ in @eq:true-reverse lies between $\tilde\beta_t$ and $\beta_t$ when
  $v<1$. Where does it lie when $v>1$? Show that it is nearer to $\beta_t$ if $2(1-v)(1-\bar\alpha_t) < v_t$, to
  leading order in $\beta_t$.
- **T2** · *A prediction is an average.* What does a network draw that is trained by least squares to predict $x_0$
  from pure noise?
- **T3** · *Velocity.* Train on $w$ instead of $\varepsilon$. Show that for Gaussian data the floor of the $w$-loss is
  $v/v_t$. How much of the variance of $w$ is that at either end of time, and how much is it for $\varepsilon$?
- **T4** · *A small project.* Compute the exact likelihood of the network: along the probability flow, $\ln p(x_0)$ is
  $\ln N(x_T;0,I)$ and an integral of the divergence of the flow. Compare with the bound that @eq:best-variance makes of
  its losses.

## Sources {#sec:sources}

J. Sohl-Dickstein et al., *Deep unsupervised learning using nonequilibrium thermodynamics*, ICML 2015: the reverse
chain and its bound. J. Ho, A. Jain, P. Abbeel, *Denoising diffusion probabilistic models*, NeurIPS 2020: @eq:mean and
the simple loss. J. Song et al., *Denoising diffusion implicit models*, ICLR 2021: DDIM. Y. Song et al., *Score-based
generative modeling through stochastic differential equations*, ICLR 2021: the probability flow. F. Bao et al.,
*Analytic-DPM*, ICLR 2022, and, for a network that is not perfect, *Estimating the optimal covariance with imperfect
mean in diffusion probabilistic models*, ICML 2022: @eq:best-variance. T. Salimans, J. Ho, *Progressive distillation
for fast sampling of diffusion models*, ICLR 2022: the velocity. M. Tancik et al., *Fourier features let networks
learn high frequency functions in low dimensional domains*, NeurIPS 2020. B. D. O. Anderson, *Reverse-time diffusion
equation models*, Stochastic Processes and their Applications 12 (1982): diffusions run backwards are diffusions. G.
Székely, M. Rizzo, *Energy statistics*, J. Stat. Plan. Inference 143 (2013).
*/

chapter.finish()
