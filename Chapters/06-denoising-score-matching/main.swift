/*:
Score matching learns the slope of a log density from samples alone. Its price is a trace: one
backward pass for every coordinate, at every point, in every step. In two dimensions nobody notices.
A small photograph has a hundred thousand coordinates. **Can the trace be had for free?** It can, if
we corrupt the data a little, on purpose, and train the network to repair them.
*/
// fold: Imports
import Autodiff
import Distributions
import Elementary
import LinearAlgebra
import Networks
import Notebook
import Plotting
import ScoreMatching
import Statistics
import Tensors
import Theory

let chapter = Chapter(6, "Denoising score matching: the trace for free")
var random = chapter.random

/*:
## Arrows that anyone can draw {#sec:arrows}
@main

This section finds a target for the network that needs no knowledge of the data's density.

If we knew the true score $\nabla \ln p$ at the data, learning would be ordinary regression:
minimise the mean square of $s_\theta(x) - \nabla\ln p(x)$. But the data are points, and a point has
no slope. The distribution of the sample itself, $N$ spikes of weight $1/N$, has no score anywhere:
between the spikes its density is zero, and on them it is infinite.

The simplest remedy is to blur the spikes. Add normal noise to a data point,

$$ \tilde x = x + \sigma z, \qquad z \sim N(0, I), $$ {#eq:perturb}

and the distribution of the result, given where it came from, is the Gaussian
$q_\sigma(\tilde x \mid x) = N(\tilde x; x, \sigma^2 I)$. Its score we can write down. It is the
arrow that leads back:

$$ \nabla_{\tilde x} \ln q_\sigma(\tilde x \mid x) = -\frac{\tilde x - x}{\sigma^2} = -\frac{z}{\sigma}. $$ {#eq:target}

What we want is something else: the score of the density of noisy points *without* a label that says
where they came from, $q_\sigma(\tilde x) = \int q_\sigma(\tilde x\mid x)\,p(x)\,dx$. For a mixture
of Gaussians it is known exactly, because noise only widens the components. @fig:noised shows two
bumps of unequal weight on the line and what noise does to them: it fills the valley, and it makes
the score gentler.
*/

// fold: Drawing the noised densities
let pair = GaussianMixture.pair(distance: 1.5, weight: 0.7, standardDeviation: 0.4)
let line = Grid(-5...5, step: 0.025)
let blurs = [0.0, 0.25, 0.5, 1, 2]
figure(
  "noised",
  caption: """
    Two bumps on the line under noise of growing standard deviation σ: the density and its score. Noise \
    fills the valley; the score becomes gentle and in the end nearly straight.
    """,
  size: .wide
) {
  Panel("Density", x: Axis("x̃"), y: Axis("q(x̃)")) {
    for (index, σ) in blurs.enumerated() {
      LinePlot(
        line, exp(pair.noised(by: σ * σ).logDensity(line.points)), label: "σ = \(label(σ))",
        style: .sequence(index, of: blurs.count))
    }
  }
  Panel("Score", x: Axis("x̃"), y: Axis("d ln q / dx̃", range: -10...10)) {
    RulePlot(y: 0, style: .data)
    for (index, σ) in blurs.enumerated() {
      LinePlot(
        line, pair.noised(by: σ * σ).score(at: line.points),
        style: .sequence(index, of: blurs.count))
    }
  }
}

/*:
The arrows of @eq:target are not the curves of @fig:noised. At the same $\tilde x$ there are many
arrows, each pointing to its own origin, with lengths of the order $1/\sigma$. But we can draw as
many as we like. What are they *on average*? Take $\sigma = \tfrac12$, sort the noisy points into
bins, and average the arrows in each bin.
*/

// fold: Many arrows, and their averages in bins
let arrowNoise = 0.5
let arrowPoints = NoisyPoints(
  pair.sample(chapter.samples(400_000, quick: 20_000), using: &random), using: &random)
let noisyPoints = arrowPoints.clean + Float(arrowNoise) * arrowPoints.noise
let arrows = Float(-1 / arrowNoise) * arrowPoints.noise
let (positions, heights) = (noisyPoints.doubles, arrows.doubles)
let bins: [(centre: Double, mean: Estimate)] = (0..<28).compactMap { bin in
  let left = -3.5 + 0.25 * Double(bin)
  let inside = positions.indices.filter { positions[$0] >= left && positions[$0] < left + 0.25 }
  guard inside.count >= 20 else { return nil }
  return (left + 0.125, Estimate(meanOf: inside.map { heights[$0] }))
}
figure(
  "averages",
  caption: """
    Left: for some noisy points, the arrow back to where each came from. Right: the arrows averaged in bins of \
    width ¼, with standard errors, on the exact score of the noisy points' density; dashed, the score of \
    the clean data.
    """,
  size: .wide
) {
  Panel("Single arrows", x: Axis("x̃", range: -4...4), y: Axis("−z/σ", range: -8...8)) {
    PointPlot(
      x: Array(positions.prefix(1_500)), y: Array(heights.prefix(1_500)),
      style: .data.markerSize(1.8))
  }
  Panel("Their averages", x: Axis("x̃", range: -4...4), y: Axis("score", range: -8...8)) {
    LinePlot(line, pair.score(at: line.points), style: .wrong)
    LinePlot(
      line, pair.noised(by: arrowNoise * arrowNoise).score(at: line.points),
      style: .exact)
    PointPlot(
      x: bins.map(\.centre), y: bins.map(\.mean.value), errors: bins.map(\.mean.standardError),
      style: .measured)
    Annotation("clean data", x: 0.75, y: 6.5, side: .right, color: Palette.vermilion)
    Annotation("noisy points", x: 2.3, y: -1.2, side: .right)
  }
}

/*:
The cloud on the left of @fig:averages is no curve at all, and its average is the black curve.
*Each arrow is wrong, and their mean is right.* That is all that regression needs, since least
squares finds the mean. A number for the two bins in the middle, where the clean and the noisy score
differ most: the mean arrow, less the exact score of the noisy points, should vanish there.
*/

// fold: The valley in a number
let isInValley = positions.map { abs($0) < 0.25 }
func inValley(_ values: Tensor) -> [Double] {
  zip(values.doubles, isInValley).compactMap { $1 ? $0 : nil }
}
let noisyScore = pair.noised(by: arrowNoise * arrowNoise).score(at: noisyPoints)
claim(
  "mean arrow − noised score, in the valley", Estimate(meanOf: inValley(arrows - noisyScore)),
  exact: 0, rulesOut: Estimate(meanOf: inValley(pair.score(at: noisyPoints) - noisyScore)).value)

/*:
## The theorem {#sec:theorem}
@main

Averaging arrows amounts to learning the score of the noisy data, for every model and every data
distribution. Let $F(q_\sigma\Vert s)$ be the Fisher divergence of a field $s$ from the noised
density, half the mean square of $s(\tilde x) - \nabla\ln q_\sigma(\tilde x)$ over noisy points, and
let

$$ L(s) = \tfrac12\, \mathbb E \Big\lVert s(\tilde x) + \frac{\tilde x - x}{\sigma^2} \Big\rVert^2
= \tfrac12\, \mathbb E \Big\lVert s(x+\sigma z) + \frac{z}{\sigma} \Big\rVert^2 $$ {#eq:loss}

be half the mean square distance from the arrows that we can draw. Then (Vincent, 2011)

$$ L(s) = F(q_\sigma \Vert s) + C_\sigma, \qquad
C_\sigma = \tfrac12\,\mathbb E \Big\lVert \frac z\sigma \Big\rVert^2 - \tfrac12\,\mathbb E\,\lVert \nabla \ln q_\sigma(\tilde x)\rVert^2, $$ {#eq:vincent}

where $C_\sigma$ does not depend on $s$. To prove it, multiply out both squares. The terms
$\tfrac12\mathbb E\lVert s(\tilde x)\rVert^2$ are the same in $L$ and in $F$, and the terms without
$s$ are collected in $C_\sigma$. The mixed terms agree too, by exchanging an integral and a
derivative:

$$
\begin{aligned}
\mathbb E_{q_\sigma}\big[ s \cdot \nabla \ln q_\sigma \big]
&= \int s(\tilde x) \cdot \nabla q_\sigma(\tilde x)\, d\tilde x
= \int s(\tilde x) \cdot \nabla_{\tilde x} \int q_\sigma(\tilde x \mid x)\, p(x)\, dx\, d\tilde x \\
&= \int\!\!\int s(\tilde x) \cdot \nabla_{\tilde x} \ln q_\sigma(\tilde x\mid x)\; q_\sigma(\tilde x \mid x)\, p(x)\, dx\, d\tilde x
= \mathbb E\Big[ s(\tilde x) \cdot \Big({-\frac z\sigma}\Big) \Big].
\end{aligned}
$$ {#eq:mixed}

The first step uses $q\,\nabla\ln q = \nabla q$, the third
$\nabla q(\cdot\mid x) = q(\cdot\mid x)\nabla\ln q(\cdot\mid x)$. Notice what is *missing*. There is
no derivative of $s$, so there is no trace and no extra backward pass. There is no integration by
parts either, so nothing is asked of the edge of the support: $p$ may end abruptly, live on a
surface, or consist of a handful of points. The noise has made it smooth. The loss is a few lines of
code:

@quote ScoreMatching/DenoisingScoreMatching.swift denoising-terms

@page
The heart of the proof is @eq:mixed: $\mathbb E[s\cdot(z/\sigma + \nabla\ln q_\sigma)] = 0$ for
every field, good or bad. Here are three bad ones, on the running mixture.
*/

// fold: Three fields that are not scores
let mixture = GaussianMixture.running
let many = chapter.samples(200_000, quick: 10_000)
let sample = NoisyPoints(mixture.sample(many, using: &random), using: &random)
let sampleNoise = 0.4
let blurred = sample.clean + Float(sampleNoise) * sample.noise
let wayBack = sample.noise / Float(sampleNoise)
let gap = wayBack + mixture.noised(by: sampleNoise * sampleNoise).score(at: blurred)
let badFields: [(String, (Tensor) -> Tensor)] = [
  ("s = −x̃", { -$0 }), ("s = sin x̃", { sin($0) }), ("s = −x̃³/10", { -0.1 * $0 * $0 * $0 }),
]
for (name, field) in badFields {
  // Ruled out: a factor of two in one of the mixed terms.
  claim(
    "E[s · (z/σ + ∇ln q)], \(name)", Estimate(meanOf: (field(blurred) * gap).rowSums()), exact: 0,
    rulesOut: (field(blurred) * wayBack).rowSums().mean() / 2)
}

/*:
## Descent {#sec:descent}
@main

One dimension shows what the loss does and where it ends. The data are the running Gaussian
$N(m, v)$ with $m = 1$, $v = \tfrac14$, and the model is $s_\lambda(\tilde x) = -\lambda(\tilde x - m)$
with the single parameter $\lambda$. Since $\mathbb E(\tilde x-m)^2 = v+\sigma^2$ and
$\mathbb E(\tilde x-m)z = \sigma$,

$$ L(\lambda) = \tfrac12\Big[\lambda^2\,(v+\sigma^2) - 2\lambda + \frac1{\sigma^2}\Big], \qquad
\lambda^\ast = \frac1{v+\sigma^2}, \qquad L(\lambda^\ast) = \frac{v}{2\sigma^2(v+\sigma^2)}. $$ {#eq:gaussian}
*/

// fold: The parabola's minimum, from a sample
let running = Gaussian.running
let (m, v) = (Float(running.mean[0]), running.covariance[0][0])
let deviation = running.standardDeviation
let lineNoise = 0.3
let lineCount = chapter.samples(100_000, quick: 5_000)
let lineSample = NoisyPoints(running.sample(lineCount, using: &random), using: &random)
let centred = lineSample.clean + Float(lineNoise) * lineSample.noise - m
let regression = (centred * lineSample.noise).mean() / centred.square().mean()
let λStar = GaussianDenoising.precision(standardDeviation: deviation, noise: lineNoise)
let lineFloor = GaussianDenoising.irreducibleLoss(standardDeviation: deviation, noise: lineNoise)
let lineLoss = DenoisingScoreMatching<FixedScore>(data: running, noise: lineNoise)
  .loss(of: FixedScore { Float(-λStar) * ($0 - m) }, on: lineSample)
claim(
  "λ that makes the loss least", measured: regression / lineNoise,
  standardError: sqrt(
    GaussianDenoising.precisionVariance(
      samples: lineCount, standardDeviation: deviation, noise: lineNoise)),
  exact: λStar, rulesOut: 1 / v)
claim("the loss that is left there", lineLoss, exact: lineFloor, rulesOut: 2 * lineFloor)

/*:
Two things deserve a pause. First, the loss does not go to zero. A perfect score leaves
$C_\sigma > 0$, and this floor is high when the noise is small: from $\tilde x$ alone nobody can
tell which way a point was moved, so a perfect student still has a poor mark. Second, $\lambda^\ast$
is not $1/v$. The minimiser is the precision of the *noised* data, as the theorem says it must be.

@page
$L$ is a squared error, so it is to be made *small*. (One can read that denoising score matching
takes steps of gradient *ascent*. Descent with learning rate $\eta$ multiplies the error
$\lambda-\lambda^\ast$ by $1-\eta(v+\sigma^2)$ in each step, ascent by $1+\eta(v+\sigma^2)$: it
leaves faster and faster.) Another slip is easy to make: to divide by $\sigma$ where @eq:target has
$\sigma^2$, that is, to regress on $-z$. Nothing crashes. All arrows keep their directions and are
too short by the factor $\sigma$.
*/

show("λ when the target is −z/σ", regression / lineNoise)
show("λ when the target is −z", regression)

/*:
## The score is a denoiser {#sec:denoiser}
@main

Turn the theorem round. Least squares finds the conditional mean of its target. The target is
$-(\tilde x - x)/\sigma^2$ and the minimiser is $\nabla\ln q_\sigma$, so

$$ \nabla\ln q_\sigma(\tilde x) = \frac{\mathbb E[x\mid\tilde x] - \tilde x}{\sigma^2}
\qquad\Longleftrightarrow\qquad \mathbb E[x \mid \tilde x] = \tilde x + \sigma^2\, \nabla \ln q_\sigma(\tilde x). $$ {#eq:tweedie}

This is **Tweedie's formula**. (It can also be proved in one line without any learning, by
differentiating $q_\sigma(\tilde x) = \int q_\sigma(\tilde x\mid x)\,p(x)\,dx$ under the integral.)
In words: the best prediction of the clean point, in the sense of least squares, is one step along
the score of the noisy density, of step size $\sigma^2$ and without noise. Anyone who can denoise
knows the score, and anyone who knows the score can denoise. Networks trained to remove noise,
*denoising autoencoders*, had been learning scores before anyone noticed.

@quote ScoreMatching/DenoisingScoreMatching.swift denoise

@fig:denoising applies it to the running mixture: for each noisy point it draws the step to its
posterior mean, under little noise and under much. Look at where the steps end.
*/

// fold: Drawing the denoising
let plane = Grid(square: -5...5, step: 0.1)
let planeDensity = exp(mixture.logDensity(plane.points))
let contours = [0.005, 0.02, 0.05, 0.1, 0.15]
let fewPoints = NoisyPoints(mixture.sample(150, using: &random), using: &random)
figure(
  "denoising",
  caption: """
    Noisy points of the running mixture (grey) and the steps to their posterior means (blue), by Tweedie's \
    formula with the exact score. The contours are those of the clean density.
    """,
  size: Figure.Size(width: 720, height: 380), columns: 2
) {
  for σ in [0.3, 1.0] {
    let noisy = fewPoints.clean + Float(σ) * fewPoints.noise
    let means = denoise(noisy, with: mixture.noised(by: σ * σ).score(at:), noise: σ)
    Panel(
      "σ = \(label(σ))", x: Axis("x₁", range: -5...5), y: Axis("x₂", range: -5...5), aspect: .equal
    ) {
      ContourPlot(plane, planeDensity, levels: contours, style: .data.lineWidth(0.7))
      SegmentPlot(from: noisy, to: means, style: .exact.lineWidth(0.6))
      PointPlot(noisy, style: .data.markerSize(2.5))
      PointPlot(means, style: .learned.markerSize(3.5))
    }
  }
}

/*:
With little noise the points step back to the ridge that they came from. With much noise many end
*between* the components, where there are hardly any data. That is not a fault: the posterior mean
is an average over possible origins, not one of them. A denoiser that works in one step gives
blurred answers for that reason. Diffusion models will take many small steps instead.

@page
How good can a prediction be? By @eq:target and @eq:tweedie,
$x - \mathbb E[x\mid\tilde x] = -\sigma^2\big(z/\sigma + \nabla\ln q_\sigma\big)$, so the mean
square error is $2\sigma^4 C_\sigma$: the floor of the loss again, in the units of the data. For the
running Gaussian this is the posterior variance $v\sigma^2/(v+\sigma^2)$, smaller than $\sigma^2$,
the error of leaving the point where it is. For the mixture, $C_\sigma$ follows from @eq:vincent with
the mean of $\lVert\nabla\ln q_\sigma\rVert^2$ by quadrature on a grid.
*/

// fold: The errors of denoising, against theory
/// The mean of a function over the running mixture with noise σ, by quadrature.
func noisedMean(_ σ: Double, of f: (Tensor) -> Tensor) -> Double {
  let reach = 4 + 5 * σ
  let grid = Grid(x: -reach...reach, y: -reach...reach, counts: (241, 241))
  return grid.mean(
    of: f(grid.points), logDensity: mixture.noised(by: σ * σ).logDensity(grid.points))
}
func meanSquareScore(_ σ: Double) -> Double {
  noisedMean(σ) { mixture.noised(by: σ * σ).score(at: $0).square().rowSums() }
}
/// C_σ of the running mixture, the loss of the perfect score.
func floorOfLoss(_ σ: Double) -> Double { (2 / (σ * σ) - meanSquareScore(σ)) / 2 }

let repaired = denoise(
  centred + m, with: running.noised(by: lineNoise * lineNoise).score(at:), noise: lineNoise)
claim(
  "squared error of Tweedie's prediction",
  measuredVariance: (repaired - lineSample.clean).square().mean(), degreesOfFreedom: lineCount,
  exact: GaussianDenoising.posteriorVariance(standardDeviation: deviation, noise: lineNoise),
  rulesOut: lineNoise * lineNoise)
for σ in [0.3, 1.0] {
  let points = NoisyPoints(mixture.sample(many, using: &random), using: &random)
  let predictions = denoise(
    points.clean + Float(σ) * points.noise, with: mixture.noised(by: σ * σ).score(at:), noise: σ)
  claim(
    "squared error of denoising the mixture, σ = \(label(σ))",
    Estimate(meanOf: (predictions - points.clean).square().rowSums()),
    exact: 2 * σ * σ * σ * σ * floorOfLoss(σ), rulesOut: 2 * σ * σ)
}

/*:
## Too little noise, too much noise {#sec:noise}
@main

If the noise makes the answer wrong, why not take very little of it? Because the targets have length
$1/\sigma$, and their mean has to be found from finitely many. On the running Gaussian the whole
trade-off can be computed. The minimiser of the loss over $N$ points is a regression through the
origin,

$$ \hat\lambda = \frac{\sum_i (\tilde x_i-m)\,z_i/\sigma}{\sum_i (\tilde x_i-m)^2}, \qquad
\mathbb E\hat\lambda = \frac1{v+\sigma^2}, \qquad
\operatorname{Var}\hat\lambda = \frac{v}{\sigma^2 (v+\sigma^2)^2\,(N-2)} . $$ {#eq:variance}

For small $\sigma$ the bias, $-\sigma^2/v^2$, is tiny, and the variance, about $1/(v\sigma^2N)$, is huge.
Put together, the Fisher divergence of the fitted score from that of the *clean* data is
$F = \tfrac12 v(\hat\lambda - 1/v)^2$, and with $r = \sigma^2/v$

$$ \mathbb E F = \frac{1}{2v}\cdot\frac{r^2 + \dfrac1{r(N-2)}}{(1+r)^2}\,, \qquad
\text{least where}\quad 2r^3 = \frac{1+3r}{N-2}. $$ {#eq:ucurve}

For large $N$ the best noise is $\sigma \approx \sqrt v\,(2N)^{-1/6}$: with a million times the data
it is only ten times smaller. @fig:u-curve sets this beside many fitted data sets.

@deeper Where the mean and the variance come from
Write $\hat\lambda = \lambda^\ast + \sum_i(\tilde x_i-m)\,e_i/\sum_i(\tilde x_i-m)^2$ with the residuals
$e = z/\sigma - \lambda^\ast(\tilde x-m)$. A residual is normal and uncorrelated with $\tilde x$,
hence independent of it, and its variance is twice the floor, $v/(\sigma^2(v+\sigma^2))$. Given the
$\tilde x_i$, the mean of $\hat\lambda$ is $\lambda^\ast$ and its variance is
$\operatorname{Var} e/\sum_i(\tilde x_i-m)^2$. The sum is $(v+\sigma^2)\chi^2_N$, and
$\mathbb E\,1/\chi^2_N = 1/(N-2)$. So @eq:variance holds for every $N > 2$. In the same way exact score
matching, which has no noise to choose and fits one over the mean square, has
$\mathbb E F = (N+4)/(v(N-2)(N-4))$.

@main
*/

// fold: Fitting many data sets
/// Fits `replicas` data sets of N points, with K draws of the noise for each, and returns every λ̂.
func precisionFits(
  points N: Int, noise σ: Double, draws K: Int = 1, replicas: Int
) -> [Double] {
  let x = Float(deviation) * random.normal([replicas, N])
  var (top, bottom) = (Tensor.zeros(replicas), Tensor.zeros(replicas))
  for _ in 0..<K {
    let z = random.normal(x.shape)
    let noisy = x + Float(σ) * z
    top += (noisy * z).mean(axis: 1) / Float(σ)
    bottom += noisy.square().mean(axis: 1)
  }
  return (top / bottom).doubles
}
func divergence(_ λ: Double) -> Double { v / 2 * (λ - 1 / v) * (λ - 1 / v) }
func expected(_ N: Int, _ σ: Double) -> Double {
  GaussianDenoising.expectedFisherDivergence(samples: N, standardDeviation: deviation, noise: σ)
}
/// E F of exact score matching.
func exactMatching(_ N: Int) -> Double {
  let N = Double(N)
  return (N + 4) / (v * (N - 2) * (N - 4))
}
let sizes = [100, 1_000, 10_000]
let noises = [0.03, 0.05, 0.1, 0.15, 0.25, 0.4, 0.7, 1.2]
let curves = sizes.map { N in
  noises.map { σ in
    let replicas = max(chapter.samples(2_000_000, quick: 50_000) / N, 100)
    return Estimate(
      meanOf: precisionFits(points: N, noise: σ, replicas: replicas).map(divergence))
  }
}

// fold: Drawing the U-curve
let fineNoises = (0...120).map { 0.02 * pow(100, Double($0) / 120) }
figure(
  "u-curve",
  caption: """
    The mean Fisher divergence of a fitted score from that of the clean data, against the noise, for 100, \
    1,000 and 10,000 points: exact lines and fits with standard errors. Rings: the best noise. Dotted: \
    exact score matching with as many points.
    """,
  size: .single
) {
  Panel(
    x: Axis("noise σ", scale: .log, range: 0.02...2),
    y: Axis("mean Fisher divergence", scale: .log, range: 2e-4...20)
  ) {
    for (index, N) in sizes.enumerated() {
      LinePlot(
        x: [0.02, 2], y: [exactMatching(N), exactMatching(N)],
        style: .series(index).dash(.dotted).lineWidth(1))
      LinePlot(x: fineNoises, y: fineNoises.map { expected(N, $0) }, style: .exact)
      PointPlot(
        x: noises, y: curves[index].map(\.value), errors: curves[index].map(\.standardError),
        label: "\(N) points", style: .series(index))
      let best = GaussianDenoising.bestNoise(samples: N, standardDeviation: deviation)
      PointPlot(
        x: [best], y: [expected(N, best)], style: .exact.marker(.ring).markerSize(8))
    }
  }
}

/*:
On the left of @fig:u-curve is the price of small noise, a straight line of slope $-2$; on the right
is the price of the wrong density; in between lies a valley. Its floor is not flat: being off by a
quarter costs less than a third, but being off by a factor of two costs a factor of three to five.
Exact score matching (dotted) has no such choice to make, and its error falls as $1/N$; at its best,
denoising falls as $N^{-2/3}$.

That sounds worse than it is, because it corrupts each point only once. A training loop draws fresh
noise in every step. With $K$ draws of $z$ for each $x$, the variance of $\hat\lambda$ splits into a
share of the data and a share of the noise, and only the latter is large:

$$ N \operatorname{Var}\hat\lambda \to \frac{1}{(v+\sigma^2)^2}\Big[ 2v^2\lambda^{\ast2} + \frac1K\Big(\frac{v}{\sigma^2} - 2v^2\lambda^{\ast2}\Big) \Big]. $$ {#eq:draws}

As $K \to \infty$ the data are charged no more than by exact score matching, and the $1/\sigma^2$ has become the
noise of the *gradient*: it is paid for in training steps. No number of draws removes the bias. So
the rule for a single $\sigma$ is: as small as your patience allows, and no smaller.

@page
(That is for a model with few parameters. A network that can bend at will learns, with all these
draws, the score of $N$ bumps of width $\sigma$, one on each data point; then $\sigma$ has to be
large enough for the bumps to overlap. See T7.) Claims for $N = 100$: one where the variance
dominates, two where the bias does, and exact score matching; and @eq:draws at $\sigma = 0.1$.
*/

// fold: The claims on the trade-off
for (σ, wrong) in [(0.1, 1 / (v * 100)), (0.4, nil), (0.7, nil)] as [(Double, Double?)] {
  let variance = GaussianDenoising.precisionVariance(
    samples: 100, standardDeviation: deviation, noise: σ)
  claim(
    "E F of 100 points, σ = \(label(σ))", curves[0][noises.firstIndex(of: σ)!],
    exact: expected(100, σ), rulesOut: wrong ?? v / 2 * variance)
}
let matchingSets = chapter.samples(40_000, quick: 2_000)
claim(
  "E F of 100 points, exact score matching",
  Estimate(
    meanOf: (Float(deviation) * random.normal([matchingSets, 100])).square().mean(axis: 1).doubles
      .map { divergence(1 / $0) }),
  exact: exactMatching(100), rulesOut: 1 / (100 * v))
let (drawNoise, drawSamples) = (0.1, 1_000)
for K in [1, 4, 16] {
  let centre = GaussianDenoising.precision(standardDeviation: deviation, noise: drawNoise)
  let squares = precisionFits(
    points: drawSamples, noise: drawNoise, draws: K, replicas: chapter.samples(1_000, quick: 100)
  ).map { Double(drawSamples) * ($0 - centre) * ($0 - centre) }
  claim(
    "N Var λ̂, \(K) draw\(K == 1 ? "" : "s") of the noise", Estimate(meanOf: squares),
    exact: GaussianDenoising.asymptoticPrecisionVariance(
      draws: K, standardDeviation: deviation, noise: drawNoise),
    rulesOut: K == 1
      ? 2 / (v * v)
      : GaussianDenoising.asymptoticPrecisionVariance(
        standardDeviation: deviation, noise: drawNoise))
}

/*:
## One network for all noises {#sec:network}
@main

The other way out is to make a virtue of the bias, and to learn the scores of *all* noised densities
at once. Tell the network how much noise there is: its inputs are $\tilde x$ and $\ln\sigma$, its
output is a score. Two scales need care. Noisy points grow like $\sqrt{1+\sigma^2}$, by which they
are divided at the entrance. And the targets $-z/\sigma$ are of the order $1/\sigma$, so the network
predicts a number of order one, which is divided by $\sigma$ at the exit:

$$ s_\theta(\tilde x, \sigma) = \frac1\sigma\, f_\theta\Big(\frac{\tilde x}{\sqrt{1+\sigma^2}},\, \ln\sigma\Big). $$ {#eq:network}

The loss needs a weight. By @eq:gaussian its floor grows as $1/\sigma^2$, so in a plain sum over
noises the smallest would drown all others. The weight $\sigma^2$ makes the *targets* equally large at
every noise:

@quote ScoreMatching/NoiseConditionalScoreMatching.swift conditional-terms

The data are samples of the running mixture, $f_\theta$ is a perceptron with two hidden layers of 96 units, and
$\sigma$ is drawn log-uniformly between 0.05 and 2. We keep a moving average of the parameters
over the last hundred steps or so, which is steadier than the parameters themselves.
*/

let steps = chapter.samples(2_000, quick: 150)
var training = Training(
  of: NoiseConditionalScore(dimension: 2, hidden: [96, 96], using: &random),
  on: NoiseConditionalScoreMatching(
    data: DataSet(mixture.sample(chapter.samples(50_000, quick: 5_000), using: &random)),
    noise: .logUniform(0.05...2)),
  batchSize: 512, with: Adam(learningRate: .cosine(from: 0.01, to: 1e-5, steps: steps)),
  seed: chapter.seed, averageDecay: 0.99)
try stopwatch("training, \(steps) steps") { try training.run(steps: steps) }
let learned = training.average!.network

/*:
No trace was computed, and $s_\theta$ was differentiated by its parameters only. How good is the
result? By the theorem the loss on fresh data, less its floor, *is* the Fisher divergence from the
noised density. Here all three are known: the loss from draws, the floor by quadrature, and the
divergence because the true score is. There are two exact yardsticks. The field $s = 0$ has the
weighted loss 1 at every $\sigma$. The best linear field, the score of the Gaussian with the
mixture's mean and covariance $\Sigma + \sigma^2 I$, has the divergence
$\tfrac12\big(\mathbb E\lVert\nabla\ln q_\sigma\rVert^2 - \operatorname{tr}(\Sigma+\sigma^2I)^{-1}\big)$.
*/

// fold: The network against the floor
func linearDivergence(_ σ: Double) -> Double {
  let inverse = Cholesky(mixture.noised(by: σ * σ).covariance)!.inverse
  return (meanSquareScore(σ) - inverse[0][0] - inverse[1][1]) / 2
}
struct Level {
  let σ, floor, linear: Double
  /// σ²L and σ²F on the same points, and their difference point by point.
  let loss, divergence, difference: Estimate
}
let levels = [0.1, 0.2, 0.4, 0.8, 1.6].map { σ in
  let objective = NoiseConditionalScoreMatching(data: mixture, noise: .only(σ))
  let batch = objective.batch(many, for: learned, using: &random)
  let noisy = batch.points.clean + Float(σ) * batch.points.noise
  let errors = mixture.noised(by: σ * σ).score(at: noisy) - learned.score(noise: σ)(noisy)
  let losses = objective.terms(of: learned, on: batch)
  let divergences = Float(σ * σ / 2) * errors.square().rowSums()
  return Level(
    σ: σ, floor: σ * σ * floorOfLoss(σ), linear: σ * σ * linearDivergence(σ),
    loss: Estimate(meanOf: losses), divergence: Estimate(meanOf: divergences),
    difference: Estimate(meanOf: losses - divergences))
}
table(
  "The network against the floor, everything weighted by σ²",
  columns: ["σ", "loss", "floor", "F of the network", "F of the linear field"],
  rows: levels.map { [$0.σ, $0.loss, $0.floor, $0.divergence, $0.linear] })

// fold: Drawing the loss and its floor
let floorNoises = (0...40).map { 0.05 * pow(40, Double($0) / 40) }
let exactFloor = floorNoises.map { $0 * $0 * floorOfLoss($0) }
let linearLoss = zip(floorNoises, exactFloor).map { $1 + $0 * $0 * linearDivergence($0) }
let window = max(1, steps / 50)
let ends = (1...steps / window).map { $0 * window }
figure(
  "floor",
  caption: """
    Left: the weighted loss during training, averaged over \(window) steps, and the floor averaged over the \
    noise. Right: the loss of the trained network on fresh data, by noise, and the floor below which no network \
    can go.
    """,
  size: .wide
) {
  Panel("Training", x: Axis("step"), y: Axis("σ² L, mean over σ", range: 0.7...1.02)) {
    RulePlot(y: 1, note: "s = 0")
    RulePlot(
      y: (sum(exactFloor) - (exactFloor.first! + exactFloor.last!) / 2) / 40, label: "floor",
      style: .exact)
    LinePlot(
      x: ends.map(Double.init),
      y: ends.map { sum(Array(training.losses[($0 - window)..<$0])) / Double(window) },
      label: "network", style: .learned)
  }
  Panel(
    "By noise", x: Axis("noise σ", scale: .log, range: 0.05...2), y: Axis("σ² L", range: 0.3...1.05)
  ) {
    RulePlot(y: 1, note: "s = 0")
    LinePlot(x: floorNoises, y: linearLoss, label: "best linear field", style: .data)
    LinePlot(x: floorNoises, y: exactFloor, label: "floor", style: .exact)
    PointPlot(
      x: levels.map(\.σ), y: levels.map(\.loss.value), errors: levels.map(\.loss.standardError),
      label: "network", style: .measured)
  }
}

/*:
On the right of @fig:floor the dots sit on the line, which is not at zero, and this is what success
looks like. To read a denoising loss you have to know its floor; the loss alone cannot tell a bad
network from a good one at a smaller noise. The weights have made the targets equally large, not the
tasks equally hard. What there is to learn is the distance between the floor and 1, half the mean square length of the best
output $-\mathbb E[z\mid\tilde x]$: it is 0.04 at $\sigma = 0.1$ and 0.56 at $\sigma = 1.6$. At small noise nearly
everything that the target says is noise, which is the $1/\sigma^2$ of the last section once more.

@fig:fields shows where the network is wrong: outside the data, along the seams between the
components, and the more so the smaller the noise. It was trained once; the three panels differ in
the number that it is told.

@page
The first claims are for the theorem itself, loss less divergence, point by point; the others say
that the network's divergence is less than a tenth of the best linear field's.

@main
*/

// fold: The theorem, by noise
for level in levels {
  claim(
    "loss less divergence is the floor, σ = \(label(level.σ))", level.difference,
    exact: level.floor, rulesOut: level.floor + level.linear)
}
if !chapter.quick {
  for level in levels {
    claim(
      "σ²F of the network, σ = \(label(level.σ)), a tenth of the linear field's",
      level.divergence, atMost: level.linear / 10)
  }
}

// fold: Drawing the errors of the learned fields
let coarse = Grid(square: -3.6...3.6, step: 0.6)
figure(
  "fields",
  caption: """
    The error of the learned score, as a length and multiplied by σ, with contours of the noised density and the \
    learned arrows (cut at 2/σ), for three noises. Where there are data the error is small.
    """,
  size: Figure.Size(width: 960, height: 360), columns: 3
) {
  for σ in [0.2, 0.5, 1.0] {
    let noised = mixture.noised(by: σ * σ)
    let error = Float(σ) * (noised.score(at: plane.points) - learned.score(noise: σ)(plane.points))
    Panel(
      "σ = \(label(σ))", x: Axis("x₁", range: -4...4), y: Axis("x₂", range: -4...4), aspect: .equal
    ) {
      Heatmap(
        plane, sqrt(error.square().rowSums()), colorMap: .sequential, range: 0...1,
        colorBar: σ == 1 ? "σ ‖error‖" : nil)
      ContourPlot(
        plane, exp(noised.logDensity(plane.points)), levels: contours,
        style: .exact.lineWidth(0.7))
      VectorPlot(
        coarse, learned.score(noise: σ)(coarse.points), longest: 2 / σ,
        style: .learned.lineWidth(1))
    }
  }
}

/*:
## The road to diffusion {#sec:diffusion}
@main

What has been built here is nearly a diffusion model in other clothes. Diffusion models shrink the
data while they add noise, so that the size stays the same,

$$ x_t = \sqrt{\bar\alpha_t}\; x_0 + \sqrt{1-\bar\alpha_t}\;z, \qquad z \sim N(0, I), $$ {#eq:jump}

and train a network to predict the noise from $x_t$ and $t$, by the mean square of the difference.
Divide by the first root: $x_t/\sqrt{\bar\alpha_t} = x_0 + \sigma z$ with
$\sigma^2 = (1-\bar\alpha_t)/\bar\alpha_t$, which is our $\tilde x$. So
$x_t = \tilde x/\sqrt{1+\sigma^2}$, the division that our network has at its entrance; and the
predicted noise is $-\sigma s_\theta$. At each noise the losses are the same up to a factor,

$$ \mathbb E\,\lVert z - (-\sigma s_\theta(\tilde x, \sigma))\rVert^2 = 2\sigma^2 L(s_\theta), $$ {#eq:ddpm}

and the weight $\sigma^2$ gives the "simple" loss of the diffusion papers, except for how often each noise
is drawn: they draw $t$ uniformly, we drew $\ln\sigma$ uniformly.

**What we have.** A loss without a trace, for any data, as cheap as regression; a denoiser and a score in
one; one network for all noises. **What we lack.** A way to *use* the scores of all the noises together,
from the largest to the smallest: @ch:08 begins it. And the clean score itself is never learned, only
that of noised densities. If the clean one is wanted, still without $d$ backward passes, there is
another way: @ch:07.

@page
In numbers, on the same draws: once as a diffusion model would do it, from $\bar\alpha$, and once by
this chapter's loss.
*/

// fold: The same loss twice
table(
  "The same loss twice", columns: ["ᾱ", "σ", "noise loss", "2σ² L"],
  rows: [0.95, 0.7, 0.3].map { signal in
    let σ = sqrt((1 - signal) / signal)
    let x = Float(sqrt(signal)) * sample.clean + Float(sqrt(1 - signal)) * sample.noise
    let prediction = Float(-σ) * learned.score(noise: σ)(x / Float(sqrt(signal)))
    let theirs = (sample.noise - prediction).square().rowSums().mean()
    let ours =
      2 * σ * σ
      * DenoisingScoreMatching(data: mixture, noise: σ)
      .loss(of: FixedScore { Variable(learned.score(noise: σ)($0.value)) }, on: sample).value
    claim(
      "noise loss at ᾱ = \(label(signal)) is 2σ² L", measured: theirs, exact: ours,
      tolerance: .relative(1e-4), rulesOut: ours / 2)
    return [signal, σ, theirs, ours]
  })

/*:
## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/06-denoising-score-matching/homework/Answers.swift) and run `swift run homework-06`, which says what
is right and, of what is wrong, *what* is wrong. `swift run homework-06 hint 6.3` gives a hint;
[HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

- **T1.** Prove @eq:tweedie by differentiating
  $q_\sigma(\tilde x) = \int N(\tilde x; x,\sigma^2)\,p(x)\,dx$. The data lie in an interval. Can
  the posterior mean lie outside it? Can that of a learned score?
- **T2.** *Uniform noise.* All data are at 0, and $\tilde x = \sigma z$ with $z$ uniform, of
  variance 1. What does regression on $-z/\sigma$ learn, and what is the score of $\tilde x$? Which
  target would @eq:mixed ask for, and why is it useless here?
- **T3.** *Pairs.* Use each noise twice, as $z$ and as $-z$, in one loss. Show that on the running
  Gaussian the variance of $\hat\lambda$ no longer blows up as $\sigma \to 0$, and change
  `precisionFits` to see it.
- **T4.** *The variance, read off.* On the running Gaussian, $1/\hat\lambda$ estimates $v+\sigma^2$.
  Taken as an estimate of $v$, its mean square error is about
  $\sigma^4 + v(v+\sigma^2)^2/(N\sigma^2)$ for large $N$ (derive it). Where is that least? Measure
  it, and compare with `GaussianDenoising.varianceError`. Why can you do much better here by
  subtracting $\sigma^2$, and why not with a network?
- **T5.** *The edge.* The exponential distribution of @ch:05 ends abruptly at 0. Write down
  $q_\sigma$ and its score for it (you will need the normal distribution function), and check by
  bins, as in @fig:averages, that the averaged arrows find it.
- **T6.** *The wrong weight.* Train the network with the plain loss, without $\sigma^2$. Which
  noises does it learn, and which not? Try the weight $\sigma^4$ as well.
- **T7.** *A small project.* Take $N = 200$ points of the running mixture as all the data there are,
  train at a single $\sigma$ until nothing changes, and plot the Fisher divergence from the *clean*
  score against $\sigma$. What does the network converge to if it is large enough? (It is the score
  of a density that you can write down, with 200 components.)

## Sources {#sec:sources}

P. Vincent, *A connection between score matching and denoising autoencoders*, Neural Computation 23
(2011), equations (9) to (11), for the theorem. G. Alain and Y. Bengio, *What regularized
auto-encoders learn from the data-generating distribution*, JMLR 15 (2014), for denoisers as scores. H. Robbins, *An empirical Bayes
approach to statistics*, Third Berkeley Symposium (1956), who credits M. C. K. Tweedie; B. Efron,
*Tweedie's formula and selection bias*, Journal of the American Statistical Association 106 (2011).
M. Raphan and E. P. Simoncelli, *Least squares estimation without priors or supervision*, Neural
Computation 23 (2011). Y. Song and S. Ermon, *Generative modeling by estimating gradients of the
data distribution*, NeurIPS 2019, for the network that is told the noise, and *Improved techniques
for training score-based generative models*, NeurIPS 2020, for the division by $\sigma$. J. Ho, A.
Jain and P. Abbeel, *Denoising diffusion probabilistic models*, NeurIPS 2020.
*/

chapter.finish()
