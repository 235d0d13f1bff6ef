/*:
Score matching learns the slope of a log density from samples alone, and its price is a trace: one
backward pass for every coordinate, at every point, in every step. In two dimensions nobody notices.
A small photograph has a hundred thousand coordinates. So: **can the trace be had for free?** It
can. One has to spoil the data a little, on purpose, and then ask the network to repair them.
*/
import Autodiff
import Distributions
import Elementary
import EnergyModels
import LinearAlgebra
import Networks
import Notebook
import Statistics
import Plotting
import ScoreMatching
import Tensors
import Theory

let chapter = Chapter(6, "Denoising score matching: the trace for free")
var random = chapter.random

/*:
## Arrows that anyone can draw {#sec:arrows}

If somebody gave us the true score $\nabla \ln p$ at the data, learning would be ordinary
regression: minimise the mean square of $s_\theta(x) - \nabla\ln p(x)$. The trouble is that nobody
does. The data are points, and a point has no slope. The law of the sample itself, $N$ spikes of
weight $1/N$, has no score anywhere: between the spikes its density is zero, and on them it is
infinite.

The simplest remedy is to blur the spikes. Add normal noise to a data point,

$$ \tilde x = x + \sigma z, \qquad z \sim N(0, I), $$ {#eq:perturb}

and the law of the result, given where it came from, is the Gaussian
$q_\sigma(\tilde x \mid x) = N(\tilde x; x, \sigma^2 I)$. Its score we can write down, since it is
the arrow that leads back:

$$ \nabla_{\tilde x} \ln q_\sigma(\tilde x \mid x) = -\frac{\tilde x - x}{\sigma^2} = -\frac{z}{\sigma}. $$ {#eq:target}

What we should like to know is something else: the score of
$q_\sigma(\tilde x) = \int q_\sigma(\tilde x\mid x)\,p(x)\,dx$, the density of noisy points
*without* a label that says where they came from. For a mixture of Gaussians it is exact, because
noise only widens the components. Here is one on the line, two bumps of unequal weight, and what
noise does to it.
*/

let pair = GaussianMixture.pair(distance: 1.5, weight: 0.7, standardDeviation: 0.4)
let deviations = [0.0, 0.25, 0.5, 1, 2]

// fold: Drawing the noised densities
let line = Array(stride(from: -5.0, through: 5, by: 0.025))
let linePoints = Tensor(line, shape: [line.count, 1])
figure(
  "noised",
  caption: """
    Two bumps on the line under noise of growing deviation σ: the density and its score. Noise fills the \
    valley, and the score becomes gentle and at last nearly straight.
    """,
  size: .wide
) {
  Panel("Density", x: Axis("x̃"), y: Axis("q(x̃)")) {
    for (index, σ) in deviations.enumerated() {
      LinePlot(
        x: line, y: exp(pair.noised(by: σ * σ).logDensity(linePoints)).doubles,
        label: "σ = \(label(σ))", style: .sequence(index, of: deviations.count))
    }
  }
  Panel("Score", x: Axis("x̃"), y: Axis("d ln q / dx̃", range: -10...10)) {
    RulePlot(y: 0, style: .data)
    for (index, σ) in deviations.enumerated() {
      LinePlot(
        x: line, y: pair.noised(by: σ * σ).score(at: linePoints).doubles,
        style: .sequence(index, of: deviations.count))
    }
  }
}

/*:
The arrows of @eq:target are not the curves of @fig:noised. At one and the same $\tilde x$ there are
many: each points to its own origin, and their lengths are of the order $1/\sigma$. But we can draw
as many as we like. What are they *on average*? Take the noise $\sigma = \tfrac12$, sort the noisy
points into bins, and average the arrows in each.
*/

let arrowNoise = 0.5
let arrowCount = chapter.samples(400_000, quick: 20_000)
let origins = pair.sample(arrowCount, using: &random)
let pushes = random.normal(origins.shape)
let noisyPoints = origins + Float(arrowNoise) * pushes
let arrows = Float(-1 / arrowNoise) * pushes
let pairScore = pair.noised(by: arrowNoise * arrowNoise).score(at: noisyPoints)

/*:
Each bin gets a mean and a standard error:
*/

/// Mean and standard error of values, sorted by position into bins of one width.
func binned(
  _ values: [Double], at positions: [Double], from start: Double, width: Double, bins: Int
) -> [(mean: Double, error: Double, count: Int)] {
  var sums = [(n: Double, first: Double, second: Double)](repeating: (0, 0, 0), count: bins)
  for (x, y) in zip(positions, values) where x >= start && x < start + width * Double(bins) {
    let bin = min(bins - 1, Int((x - start) / width))
    sums[bin].n += 1
    sums[bin].first += y
    sums[bin].second += y * y
  }
  return sums.map { n, first, second in
    let mean = first / max(n, 1)
    return (mean, sqrt(max(0, second / max(n, 1) - mean * mean) / max(n - 1, 1)), Int(n))
  }
}

let binCount = 28
let binCentres = (0..<binCount).map { -3.5 + 0.25 * (Double($0) + 0.5) }
let averages = binned(
  arrows.doubles, at: noisyPoints.doubles, from: -3.5, width: 0.25, bins: binCount)

// fold: Drawing the averaged arrows
let someArrows = 1_500
let wellFilled = (0..<binCount).filter { averages[$0].count >= 20 }
figure(
  "averages",
  caption: """
    Left: for some noisy points, the arrow back to where each came from (its one coordinate). Right: the \
    arrows averaged in bins of width ¼, with standard errors, on the exact score of the noisy points' density; \
    dashed, the score of the clean data.
    """,
  size: .wide
) {
  Panel("Single arrows", x: Axis("x̃", range: -4...4), y: Axis("−z/σ", range: -8...8)) {
    PointPlot(
      x: Array(noisyPoints.doubles.prefix(someArrows)), y: Array(arrows.doubles.prefix(someArrows)),
      style: .data.markerSize(1.8))
  }
  Panel("Their averages", x: Axis("x̃", range: -4...4), y: Axis("score", range: -8...8)) {
    LinePlot(
      x: line, y: pair.score(at: linePoints).doubles, label: "of the clean data", style: .wrong)
    LinePlot(
      x: line, y: pair.noised(by: arrowNoise * arrowNoise).score(at: linePoints).doubles,
      label: "of the noisy points", style: .exact)
    PointPlot(
      x: wellFilled.map { binCentres[$0] }, y: wellFilled.map { averages[$0].mean },
      errors: wellFilled.map { averages[$0].error }, label: "arrows, averaged", style: .measured)
  }
}

/*:
The cloud on the left of @fig:averages is no curve at all, and its average is the black curve.
*Single arrows are wrong, and their mean is right.* That is all that regression needs, for least
squares always finds the mean. One bin in numbers: over the noisy points in the valley,
$|\tilde x| < \tfrac14$, the mean arrow less the exact score at the same points should vanish.
*/

let isInValley = noisyPoints.doubles.map { abs($0) < 0.25 }
func inValley(_ values: Tensor) -> [Double] {
  zip(values.doubles, isInValley).compactMap { $1 ? $0 : nil }
}
func meanAndError(_ values: [Double]) -> (mean: Double, error: Double) {
  let n = Double(values.count)
  let mean = sum(values) / n
  return (mean, sqrt(sum(values.map { ($0 - mean) * ($0 - mean) }) / (n * (n - 1))))
}
let valley = meanAndError(inValley(arrows - pairScore))
claim(
  "mean arrow − noised score, in the valley", measured: valley.mean, standardError: valley.error,
  exact: 0, rulesOut: meanAndError(inValley(pair.score(at: noisyPoints) - pairScore)).mean)

/*:
(Ruled out is the score of the *clean* data, at the same points.)

## The theorem {#sec:theorem}

Pascal Vincent proved in 2011 that this is no accident of mixtures. Call $F(q_\sigma\Vert s)$ the
Fisher divergence of a field $s$ from the noised density, half the mean square of
$s(\tilde x) - \nabla\ln q_\sigma(\tilde x)$ over noisy points, and let

$$ L(s) = \tfrac12\, \mathbb E \Big\lVert s(\tilde x) + \frac{\tilde x - x}{\sigma^2} \Big\rVert^2
= \tfrac12\, \mathbb E \Big\lVert s(x+\sigma z) + \frac{z}{\sigma} \Big\rVert^2 $$ {#eq:loss}

be the mean square distance from the arrows that we can draw. Then

$$ L(s) = F(q_\sigma \Vert s) + C_\sigma, \qquad
C_\sigma = \tfrac12\,\mathbb E \Big\lVert \frac z\sigma \Big\rVert^2 - \tfrac12\,\mathbb E\,\lVert \nabla \ln q_\sigma(\tilde x)\rVert^2, $$ {#eq:vincent}

and $C_\sigma$ does not know $s$. For the proof multiply out both squares. The terms
$\tfrac12\mathbb E\lVert s(\tilde x)\rVert^2$ are the same in $L$ and in $F$, and those without $s$
are constants, collected in $C_\sigma$. What has to be shown is that the mixed terms agree, and this
is one exchange of an integral and a derivative:

$$
\begin{aligned}
\mathbb E_{q_\sigma}\big[ s \cdot \nabla \ln q_\sigma \big]
&= \int s(\tilde x) \cdot \nabla q_\sigma(\tilde x)\, d\tilde x
= \int s(\tilde x) \cdot \nabla_{\tilde x} \int q_\sigma(\tilde x \mid x)\, p(x)\, dx\, d\tilde x \\
&= \int\!\!\int s(\tilde x) \cdot \nabla_{\tilde x} \ln q_\sigma(\tilde x\mid x)\; q_\sigma(\tilde x \mid x)\, p(x)\, dx\, d\tilde x
= \mathbb E\Big[ s(\tilde x) \cdot \Big({-\frac z\sigma}\Big) \Big].
\end{aligned}
$$ {#eq:mixed}

In the first step $q\,\nabla\ln q = \nabla q$, in the third
$\nabla q(\cdot\mid x) = q(\cdot\mid x)\nabla\ln q(\cdot\mid x)$. Look at what is *not* there. No
derivative of $s$, so no trace and no extra pass. No integration by parts, so no condition at the
edge: $p$ may end abruptly, live on a surface, or be a handful of points. The noise has made it
smooth.

@quote EnergyModels/DenoisingScoreMatching.swift denoising-loss

The heart of the proof is @eq:mixed, $\mathbb E[s\cdot(z/\sigma + \nabla\ln q_\sigma)] = 0$ for
every field, good or bad. Three bad ones, on the running mixture:
*/

let mixture = GaussianMixture.running
let checkCount = chapter.samples(200_000, quick: 10_000)
let clean = mixture.sample(checkCount, using: &random)
let checkNoise = 0.4
let z = random.normal(clean.shape)
let spoilt = clean + Float(checkNoise) * z
let gap = z / Float(checkNoise) + mixture.noised(by: checkNoise * checkNoise).score(at: spoilt)

let badFields: [(String, (Tensor) -> Tensor)] = [
  ("s = −x̃", { -$0 }), ("s = sin x̃", { sin($0) }), ("s = −x̃³/10", { -0.1 * $0 * $0 * $0 }),
]
for (name, field) in badFields {
  let mixed = (field(spoilt) * gap).sum(axis: 1)
  let alone = (field(spoilt) * z / Float(checkNoise)).sum(axis: 1).mean()
  claim(
    "E[s · (z/σ + ∇ln q)], \(name)", measured: mixed.mean(),
    standardError: sqrt(mixed.variance() / Double(checkCount)), exact: 0, rulesOut: alone / 2)
}

/*:
(Ruled out is half of the term with $z/\sigma$ alone: what would be left if one of the two mixed
terms had a wrong factor of two.)

## Descent {#sec:descent}

$L$ is a squared error, and squared errors are made *small*. One can read that denoising score
matching takes steps of gradient *ascent*. A line is enough to see what that does. The data are the
running Gaussian $N(\mu, s^2)$ with $\mu = 1$, $s = \tfrac12$; the model is
$s_\lambda(\tilde x) = -\lambda(\tilde x - \mu)$, with a single parameter. By @eq:loss

$$ L(\lambda) = \tfrac12\Big[\lambda^2\,(s^2+\sigma^2) - 2\lambda + \frac1{\sigma^2}\Big], \qquad
\lambda^\ast = \frac1{s^2+\sigma^2}, \qquad L(\lambda^\ast) = \frac{s^2}{2\sigma^2(s^2+\sigma^2)}, $$ {#eq:gaussian}

since $\mathbb E(\tilde x-\mu)^2 = s^2+\sigma^2$ and $\mathbb E(\tilde x-\mu)z = \sigma$. The best
$\lambda$ is the precision of the *noised* Gaussian, as the theorem says it must be.
*/

let running = Gaussian.running
let (μ, s) = (running.mean[0], running.standardDeviation)
let lineNoise = 0.3
let lineCount = chapter.samples(100_000, quick: 5_000)
let lineData = running.sample(lineCount, using: &random)
let lineZ = random.normal(lineData.shape)

func lossTerms(_ λ: Variable) -> Variable {
  denoisingScoreMatchingTerms(
    { -λ * ($0 - Float(μ)) }, at: lineData, noise: lineNoise, standardNoise: lineZ)
}
func slope(_ λ: Double) -> Double {
  let tape = Tape()
  let parameter = tape.variable(Tensor(Float(λ)))
  let loss = lossTerms(parameter).mean()
  return Double(gradient(of: loss, withRespectTo: parameter, recording: false).value.item)
}

/*:
Eleven steps down and eleven up, with the learning rate 1, from $\lambda = 0$ (the table ends at the
tenth):
*/

var (down, up) = (0.0, 0.0)
var path: [[any TableCell]] = []
for step in 0...10 {
  if [0, 1, 2, 5, 10].contains(step) { path.append([step, down, up]) }
  down -= slope(down)
  up += slope(up)
}
let (downAtEnd, upAtEnd) = (down, up)
table("The precision of the model", columns: ["step", "λ, descent", "λ, ascent"], rows: path)

/*:
Descent settles at $\lambda^\ast = 1/(s^2+\sigma^2)$. Ascent leaves, faster with every step: the
slope of the parabola is $b(\lambda-\hat\lambda)$, with $b$ the mean square of $\tilde x - \mu$, so
the error is multiplied by $1-b$ in a step downhill and by $1+b$ uphill. (The claims compare with
the same powers of the sample's own $b$, after eleven steps.)
*/

let noisyLine = lineData + Float(lineNoise) * lineZ - Float(μ)
let b = noisyLine.square().mean()
let fitted = (noisyLine * lineZ).mean() / lineNoise / b
func power(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1) { y, _ in y * x } }
claim(
  "λ after 11 steps of descent", measured: downAtEnd, exact: fitted * (1 - power(1 - b, 11)),
  tolerance: .relative(1e-4), rulesOut: fitted * (1 - power(1 + b, 11)))
claim(
  "λ after 11 steps of ascent", measured: upAtEnd, exact: fitted * (1 - power(1 + b, 11)),
  tolerance: .relative(1e-4), rulesOut: fitted)

let λStar = GaussianDenoising.precision(standardDeviation: s, noise: lineNoise)
claim(
  "λ that makes the loss least", measured: fitted,
  standardError: sqrt(
    GaussianDenoising.precisionVariance(samples: lineCount, standardDeviation: s, noise: lineNoise)),
  exact: λStar, rulesOut: 1 / (s * s))
let floorOnLine = GaussianDenoising.irreducibleLoss(standardDeviation: s, noise: lineNoise)
claim(
  "the loss that is left there",
  measured: Double(lossTerms(Variable(Tensor(Float(λStar)))).mean().value.item),
  standardError: floorOnLine * sqrt(2 / Double(lineCount)), exact: floorOnLine,
  rulesOut: 2 * floorOnLine)

/*:
Two things in these claims deserve a pause. First, the loss does not go to zero. With a perfect
score there remains $C_\sigma > 0$, and it is large when the noise is small: nobody can tell, from
$\tilde x$ alone, which way the point was pushed. The loss of a perfect student looks bad. Secondly,
$\hat\lambda$ is not an estimate of $1/s^2 = 4$. We learn the score of slightly wrong data.

A slip that is easy to make is to divide by $\sigma$ where @eq:target has $\sigma^2$, that is, to
regress on $-z$. Nothing crashes. The result is a field with all its arrows right in direction and
shorter by the factor $\sigma$:
*/

let slip = (noisyLine * lineZ).mean() / b
table(
  "Which precision is learned, σ = \(label(lineNoise))",
  columns: ["target", "learned", "theory"],
  rows: [["−(x̃ − x)/σ²", fitted, λStar], ["−(x̃ − x)/σ", slip, lineNoise * λStar]])

/*:
## The score is a denoiser {#sec:tweedie}

Turn the theorem round. Least squares finds the conditional mean of its target. The target is
$-(\tilde x - x)/\sigma^2$ and the minimiser is $\nabla\ln q_\sigma$, so

$$ \nabla\ln q_\sigma(\tilde x) = \frac{\mathbb E[x\mid\tilde x] - \tilde x}{\sigma^2}
\qquad\Longleftrightarrow\qquad \mathbb E[x \mid \tilde x] = \tilde x + \sigma^2\, \nabla \ln q_\sigma(\tilde x). $$ {#eq:tweedie}

This is **Tweedie's formula**. It can be proved in one line without any learning, by differentiating
$q_\sigma(\tilde x) = \int q_\sigma(\tilde x\mid x)\,p(x)\,dx$ under the integral. It says that the
best guess of the clean point, in the sense of least squares, is one step along the score of the
noisy density, of step size $\sigma^2$ and without noise. Whoever can denoise knows the score;
whoever knows the score can denoise. In fact $L$ is a denoising loss in disguise: with the guess
$g(\tilde x) = \tilde x + \sigma^2 s(\tilde x)$ it is the mean square of $g(\tilde x) - x$, divided
by $2\sigma^4$. Networks trained to remove noise, *denoising autoencoders*, had been learning scores
before anyone noticed.

@quote EnergyModels/DenoisingScoreMatching.swift denoise

For the running Gaussian the formula is Bayes' rule for a normal prior,
$\mathbb E[x\mid\tilde x] = \mu + s^2(\tilde x-\mu)/(s^2+\sigma^2)$, and what is left of the error
is the posterior variance $s^2\sigma^2/(s^2+\sigma^2)$. It is smaller than $\sigma^2$, the error of
leaving the point where it is.
*/

let noised = running.noised(by: lineNoise * lineNoise)
let repaired = denoise(
  lineData + Float(lineNoise) * lineZ, with: noised.score(at:), noise: lineNoise)
claim(
  "squared error of Tweedie's guess", measuredVariance: (repaired - lineData).square().mean(),
  degreesOfFreedom: lineCount,
  exact: GaussianDenoising.posteriorVariance(standardDeviation: s, noise: lineNoise),
  rulesOut: lineNoise * lineNoise)

/*:
Nothing in @eq:tweedie asks for a Gaussian $p$. In two dimensions one can see it work.
@fig:denoising takes points of the running mixture, spoils them, and draws for each noisy point the
step to its posterior mean.

How good can it be? From @eq:target and @eq:tweedie,
$x - \mathbb E[x\mid\tilde x] = -\sigma^2\big(z/\sigma + \nabla\ln q_\sigma\big)$, so the mean
square error is $2\sigma^4 C_\sigma$: the floor of the loss again, in the units of the data. For the
mixture we get $C_\sigma$ from @eq:vincent, with the mean of $\lVert\nabla\ln q_\sigma\rVert^2$ by
quadrature on a grid.
*/

/// The mean of a function over the running mixture with noise σ, by quadrature on a grid.
func planeMean(noise σ: Double, of f: (Tensor) -> Tensor) -> Double {
  let reach = 4 + 5 * σ
  let step = 0.04 + 0.06 * min(σ, 1)
  let axis = Array(stride(from: -reach, through: reach, by: step))
  let points = Tensor(
    axis.flatMap { y in axis.flatMap { x in [x, y] } }, shape: [axis.count * axis.count, 2])
  let weights = exp(mixture.noised(by: σ * σ).logDensity(points))
  return (weights * f(points)).sum() / weights.sum()
}
func meanSquareScore(_ σ: Double) -> Double {
  planeMean(noise: σ) { mixture.noised(by: σ * σ).score(at: $0).square().sum(axis: 1) }
}
/// C_σ of the running mixture, the loss of the perfect score.
func floorOfLoss(_ σ: Double) -> Double { (2 / (σ * σ) - meanSquareScore(σ)) / 2 }

/*:
Ruled out, as before, is the error of doing nothing, here $2\sigma^2$:
*/

for σ in [0.3, 1.0] {
  let x = mixture.sample(checkCount, using: &random)
  let noisy = x + Float(σ) * random.normal(x.shape)
  let guess = denoise(noisy, with: mixture.noised(by: σ * σ).score(at:), noise: σ)
  let errors = (guess - x).square().sum(axis: 1)
  claim(
    "squared error of denoising the mixture, σ = \(label(σ))", measured: errors.mean(),
    standardError: sqrt(errors.variance() / Double(checkCount)),
    exact: 2 * σ * σ * σ * σ * floorOfLoss(σ), rulesOut: 2 * σ * σ)
}

// fold: Drawing the denoising
let plane = Array(stride(from: -4.0, through: 4, by: 0.1))
let planePoints = Tensor(
  plane.flatMap { y in plane.flatMap { x in [x, y] } }, shape: [plane.count * plane.count, 2])
let planeDensity = exp(mixture.logDensity(planePoints)).doubles
let planeLevels = [0.005, 0.02, 0.05, 0.1, 0.15]
let fewClean = mixture.sample(150, using: &random)
let fewZ = random.normal(fewClean.shape)

/// One line through all pairs of points, with gaps between the pairs.
func joined(_ from: Tensor, _ to: Tensor, _ axis: Int) -> [Double] {
  zip(from.column(axis).doubles, to.column(axis).doubles).flatMap { [$0, $1, .nan] }
}
figure(
  "denoising",
  caption: """
    Noisy points (grey) of the running mixture and the steps to their posterior means (dots), by Tweedie's \
    formula with the exact score. The contours are those of the clean density.
    """,
  size: Figure.Size(width: 720, height: 380), columns: 2
) {
  for σ in [0.3, 1.0] {
    let noisy = fewClean + Float(σ) * fewZ
    let means = denoise(noisy, with: mixture.noised(by: σ * σ).score(at:), noise: σ)
    Panel(
      "σ = \(label(σ))", x: Axis("x₁", range: -5...5), y: Axis("x₂", range: -5...5), aspect: .equal
    ) {
      ContourPlot(
        x: plane, y: plane, values: planeDensity, levels: planeLevels, style: .data.lineWidth(0.7))
      LinePlot(
        x: joined(noisy, means, 0), y: joined(noisy, means, 1), style: .exact.lineWidth(0.6))
      PointPlot(
        x: noisy.column(0).doubles, y: noisy.column(1).doubles, style: .data.markerSize(2.5))
      PointPlot(
        x: means.column(0).doubles, y: means.column(1).doubles, style: .series(1).markerSize(3.5))
    }
  }
}

/*:
With little noise the points step back to the ridge that they came from. With much noise many end
*between* the components, where hardly any data are. That is no fault: the posterior mean is an
average over possible origins, not one of them. A denoiser in one step gives blurred answers, for
that reason. Diffusion models will take many small steps instead.

## Too little noise, too much noise {#sec:noise}

If the noise makes the answer wrong, why not take very little of it? The usual advice is that the
noise should be pretty small. But the targets have length $1/\sigma$, and their mean is to be found
from finitely many. On the running Gaussian everything can be computed. The minimiser of the loss
over $N$ points is a regression through the origin,

$$ \hat\lambda = \frac{\sum_i (\tilde x_i-\mu)\,z_i/\sigma}{\sum_i (\tilde x_i-\mu)^2}
= \lambda^\ast + \frac{\sum_i (\tilde x_i-\mu)\,r_i}{\sum_i(\tilde x_i-\mu)^2}, \qquad
r = \frac z\sigma - \lambda^\ast(\tilde x-\mu). $$ {#eq:regression}

The residual $r$ is normal and uncorrelated with $\tilde x$, hence independent of it, and its
variance is twice the floor, $s^2/(\sigma^2(s^2+\sigma^2))$. Given the $\tilde x$'s, $\hat\lambda$
has mean $\lambda^\ast$ and variance $\operatorname{Var} r/\sum(\tilde x_i-\mu)^2$; the sum is
$(s^2+\sigma^2)\chi^2_N$, and $\mathbb E\,1/\chi^2_N = 1/(N-2)$. So, for every $N$,

$$ \mathbb E\hat\lambda = \frac1{s^2+\sigma^2}, \qquad
\operatorname{Var}\hat\lambda = \frac{s^2}{\sigma^2 (s^2+\sigma^2)^2\,(N-2)} . $$ {#eq:variance}

For small $\sigma$ the bias is $-\sigma^2/s^4$, very little, and the variance is $1/(s^2\sigma^2N)$,
very much. What we want is the score of the clean data; the Fisher divergence from it is
$F = \tfrac12 s^2(\hat\lambda - 1/s^2)^2$, and with $u = \sigma^2/s^2$

$$ \mathbb E F = \frac{1}{2s^2}\cdot\frac{u^2 + \dfrac1{u(N-2)}}{(1+u)^2}\,, \qquad
\text{least where}\quad 2u^3 = \frac{1+3u}{N-2}. $$ {#eq:ucurve}

For large $N$ the best noise is $\sigma \approx s\,(2N)^{-1/6}$. A million times the data, and it is
only ten times smaller. Let us fit many data sets.
*/

/// Fits `replicas` data sets of N points and returns every λ̂.
func precisionFits(
  points N: Int, noise σ: Double, draws: Int = 1, replicas: Int, using random: inout RandomStream
) -> [Double] {
  let x = Float(s) * random.normal([replicas, N])
  var (top, bottom) = (Tensor.zeros(replicas), Tensor.zeros(replicas))
  for _ in 0..<draws {
    let z = random.normal(x.shape)
    let noisy = x + Float(σ) * z
    top = top + (noisy * z).mean(axis: 1) / Float(σ)
    bottom = bottom + noisy.square().mean(axis: 1)
  }
  return (top / bottom).doubles
}
func divergence(_ λ: Double) -> Double { s * s / 2 * (λ - 1 / (s * s)) * (λ - 1 / (s * s)) }

/*:
Three sizes of data sets, eight noises, and as many data sets as two million points allow:
*/

let sizes = [100, 1_000, 10_000]
let noises = [0.03, 0.05, 0.1, 0.15, 0.25, 0.4, 0.7, 1.2]
var curve: [Int: [(mean: Double, error: Double)]] = [:]
for N in sizes {
  let replicas = max(chapter.samples(2_000_000, quick: 50_000) / N, 100)
  curve[N] = noises.map { σ in
    meanAndError(
      precisionFits(points: N, noise: σ, replicas: replicas, using: &random).map(divergence))
  }
}

/*:
The claims are for $N = 100$, where there are most data sets: one where the variance rules (with the
formula of exact score matching ruled out), and two where the bias does (ruled out: no bias).
*/

for (σ, wrong) in [(0.1, 1 / (s * s * 100)), (0.4, nil), (0.7, nil)] as [(Double, Double?)] {
  let measured = curve[100]![noises.firstIndex(of: σ)!]
  let variance = GaussianDenoising.precisionVariance(samples: 100, standardDeviation: s, noise: σ)
  claim(
    "E F of 100 points, σ = \(label(σ))", measured: measured.mean, standardError: measured.error,
    exact: GaussianDenoising.expectedFisherDivergence(samples: 100, standardDeviation: s, noise: σ),
    rulesOut: wrong ?? s * s / 2 * variance)
}

/*:
And what would exact score matching do with the same points? It has no noise to choose. With the
mean known, its fit is $\hat\lambda = 1/m$, one over the mean square. With the moments $1/(N-2)$ and
$1/((N-2)(N-4))$ of $1/\chi^2_N$ and of its square, $\mathbb E F = (N+4)/(s^2(N-2)(N-4))$. (Ruled
out: its limit for large $N$, $1/(s^2N)$.)
*/

/// E F of exact score matching, λ̂ = 1/(mean square).
func exactMatching(_ N: Int) -> Double {
  let N = Double(N)
  return (N + 4) / (s * s * (N - 2) * (N - 4))
}

let matchingSets = chapter.samples(40_000, quick: 2_000)
let matched = meanAndError(
  (Float(s) * random.normal([matchingSets, 100])).square().mean(axis: 1).doubles
    .map { divergence(1 / $0) })
claim(
  "E F of 100 points, exact score matching", measured: matched.mean,
  standardError: matched.error, exact: exactMatching(100), rulesOut: 1 / (100 * s * s))

table(
  "The best noise for the running Gaussian",
  columns: ["points", "best σ", "s (2N)^(−1/6)", "E F there", "E F, exact score matching"],
  rows: (sizes + [1_000_000]).map { N in
    let best = GaussianDenoising.bestNoise(samples: N, standardDeviation: s)
    return [
      N, best, s * pow(2 * Double(N), -1.0 / 6),
      GaussianDenoising.expectedFisherDivergence(samples: N, standardDeviation: s, noise: best),
      exactMatching(N),
    ]
  })

// fold: Drawing the U-curve
let fineNoises = (0...120).map { 0.02 * pow(100, Double($0) / 120) }
figure(
  "u-curve",
  caption: """
    The mean Fisher divergence of a fitted score from that of the clean data, against the noise, for 100, \
    1000 and 10,000 points: exact lines and fits with standard errors. Rings: the best noise. Dotted: \
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
      LinePlot(
        x: fineNoises,
        y: fineNoises.map {
          GaussianDenoising.expectedFisherDivergence(samples: N, standardDeviation: s, noise: $0)
        }, style: .exact)
      PointPlot(
        x: noises, y: curve[N]!.map(\.mean), errors: curve[N]!.map(\.error), label: "\(N) points",
        style: .series(index))
      let best = GaussianDenoising.bestNoise(samples: N, standardDeviation: s)
      PointPlot(
        x: [best],
        y: [GaussianDenoising.expectedFisherDivergence(samples: N, standardDeviation: s, noise: best)],
        style: .exact.marker(.ring).markerSize(8))
    }
  }
}

/*:
@fig:u-curve is shaped like a U: on the left the price of small noise, a straight line of slope
$-2$; on the right the wrong density; in between a valley that is flat, so that the exact value of
$\sigma$ matters little. Exact score matching (dotted) has no such trade to make, and its error
falls as $1/N$. At its best, denoising has $\mathbb E F \propto N^{-2/3}$.

That sounds worse than it is, because it charges the noise to the data. Who forces us to spoil each
point only once? With $K$ draws of $z$ for each $x$, all in the loss, the variance of $\hat\lambda$
splits into a share of the data and a share of the noise, and only the latter has the factor
$1/\sigma^2$:

$$ N \operatorname{Var}\hat\lambda \to \frac{1}{(s^2+\sigma^2)^2}\Big[ 2s^4\lambda^{\ast2} + \frac1K\Big(\frac{s^2}{\sigma^2} - 2s^4\lambda^{\ast2}\Big) \Big]. $$ {#eq:draws}

Exact score matching has $2/s^4$, here 32.
*/

let drawNoise = 0.1
let drawSamples = 1_000
let drawReplicas = chapter.samples(1_000, quick: 100)
let exactMatchingVariance = 2 / (s * s * s * s)
let oneDraw = GaussianDenoising.asymptoticPrecisionVariance(standardDeviation: s, noise: drawNoise)
var drawRows: [[any TableCell]] = []
for K in [1, 4, 16] {
  let fits = precisionFits(
    points: drawSamples, noise: drawNoise, draws: K, replicas: drawReplicas, using: &random)
  let centre = GaussianDenoising.precision(standardDeviation: s, noise: drawNoise)
  let squares = meanAndError(fits.map { Double(drawSamples) * ($0 - centre) * ($0 - centre) })
  let exact = GaussianDenoising.asymptoticPrecisionVariance(
    draws: K, standardDeviation: s, noise: drawNoise)
  drawRows.append([K, Estimate(squares.mean, standardError: squares.error), exact])
  claim(
    "N Var λ̂, \(K) draw\(K == 1 ? "" : "s") of the noise", measured: squares.mean,
    standardError: squares.error, exact: exact, rulesOut: K == 1 ? exactMatchingVariance : oneDraw)
}

/*:
The last row of the table is the limit, with the noise averaged away.
*/

drawRows.append([
  "∞", "–",
  GaussianDenoising.asymptoticPrecisionVariance(
    draws: 1_000_000_000, standardDeviation: s, noise: drawNoise),
])
table(
  "Many draws of the noise for each point, σ = \(label(drawNoise))",
  columns: ["draws K", "N Var λ̂, measured", "theory"], rows: drawRows)

/*:
A training loop draws fresh noise at every step, so in the long run it has $K = \infty$: the data
are charged no more than by score matching, even a little less, and the $1/\sigma^2$ has become the
noise of the *gradient*. It is paid in steps. The bias no number of draws removes. So the rule for a
single $\sigma$ is: as small as the patience allows, and no smaller. (That is for a model with few
parameters. A network that can bend at will learns, with all these draws, the score of $N$ bumps of
width $\sigma$, one on each data point; then $\sigma$ has to be large enough for the bumps to
overlap. See exercise 7.) The other way out is to make a virtue of the bias, and to learn the scores
of *all* noised densities at once.

## One network for all noises {#sec:network}

Tell the network how much noise there is. Its inputs are $\tilde x$ and $\ln\sigma$, its output is a
score. Two scales have to be looked after. The score is of the order $1/\sigma$, so the network
predicts a number of order one that is divided by $\sigma$ afterwards; and noisy points grow like
$\sqrt{1+\sigma^2}$, by which they are divided at the entrance.

@quote EnergyModels/NoiseConditionalScore.swift conditional-score

The loss has to be weighted. By @eq:gaussian its floor grows as $1/\sigma^2$; in a plain sum over
noises the smallest would drown all others. The weight $\sigma^2$ makes them equal partners:

@quote EnergyModels/NoiseConditionalScore.swift conditional-loss

The data are samples of the running mixture. The perceptron has two hidden layers of 96, and
$\sigma$ is drawn log-uniformly between 0.05 and 2. (What is kept is a moving average of the
parameters over the last hundred steps or so, which is calmer than the parameters themselves.)
*/

let data = mixture.sample(chapter.samples(50_000, quick: 5_000), using: &random)
let untrained = NoiseConditionalScore(dimension: 2, hidden: [96, 96], using: &random)
let steps = chapter.samples(2_000, quick: 150)
let batchSize = 512
var training = Training(
  of: untrained, with: Adam(learningRate: .cosine(from: 0.01, to: 1e-5, steps: steps)),
  seed: chapter.seed, averageDecay: 0.99)
try stopwatch("training, \(steps) steps") {
  try training.run(steps: steps) { network, step in
    let batch = data.gatherRows(step.random.integers(below: data.shape[0], count: batchSize))
    let σ = exp(Float(log(0.05)) + Float(log(40.0)) * step.random.uniform([batchSize, 1]))
    return noiseConditionalLoss(
      { network($0, noise: $1) }, at: batch, noise: σ, using: &step.random)
  }
}
let learned = training.average!.network

/*:
No trace was computed, and $s_\theta$ was differentiated by its parameters only. How good is the
result? By the theorem the loss on fresh data, less its floor, *is* the Fisher divergence from the
noised density, and we can compute all three: the loss from draws, the floor by quadrature, and the
divergence because the true score is known. For comparison there are two exact yardsticks: silence,
$s = 0$, whose weighted loss is $\tfrac12\sigma^2\,\mathbb E\lVert z/\sigma\rVert^2 = 1$ at every
$\sigma$, and the best linear field, the score of the Gaussian with the mixture's mean and
covariance $C + \sigma^2 I$, whose divergence is
$\tfrac12\big(\mathbb E\lVert\nabla\ln q_\sigma\rVert^2 - \operatorname{tr}(C+\sigma^2I)^{-1}\big)$.
*/

let levels = [0.1, 0.2, 0.4, 0.8, 1.6]
func trace(_ A: [[Double]]) -> Double { sum(A.indices.map { A[$0][$0] }) }
func linearDivergence(_ σ: Double) -> Double {
  let covariance = mixture.noised(by: σ * σ).covariance
  return (meanSquareScore(σ) - trace(Cholesky(covariance)!.inverse)) / 2
}

/*:
One row for each of five noises:
*/

struct Level {
  var σ, floor, linear: Double
  /// Mean and standard error of σ²L, of σ²F, and of their difference at each point.
  var loss, divergence, difference: (mean: Double, error: Double)
}
func meanAndError(_ terms: Tensor) -> (mean: Double, error: Double) {
  (terms.mean(), sqrt(terms.variance() / Double(terms.count)))
}

/*:
Fresh points, their noise, and the three quantities:
*/

func evaluate(_ σ: Double) -> Level {
  let x = mixture.sample(checkCount, using: &random)
  let z = random.normal(x.shape)
  let noisy = x + Float(σ) * z
  let s = learned.score(noise: σ)(noisy)
  let losses = denoisingScoreMatchingTerms(
    { _ in Variable(s) }, at: x, noise: σ, standardNoise: z
  ).value
  let exact = mixture.noised(by: σ * σ).score(at: noisy)
  let divergences = 0.5 * (exact - s).square().sum(axis: 1)
  let weight = Float(σ * σ)
  return Level(
    σ: σ, floor: σ * σ * floorOfLoss(σ), linear: σ * σ * linearDivergence(σ),
    loss: meanAndError(weight * losses), divergence: meanAndError(weight * divergences),
    difference: meanAndError(weight * (losses - divergences)))
}
let evaluated = levels.map(evaluate)

/*:
Everything in the table is weighted by $\sigma^2$. The first claims are for the theorem itself, loss
less divergence, point by point; ruled out is the loss of the best linear field, which is the floor
of a Gaussian with the same covariance. The others are for the network: less than a tenth of the
linear field's divergence. (At the largest noise nothing is claimed: there the linear field is
nearly right itself.)
*/

table(
  "The network against the floor",
  columns: ["σ", "loss", "floor", "σ²F of the network", "σ²F of the linear field"],
  rows: evaluated.map {
    [
      $0.σ, Estimate($0.loss.mean, standardError: $0.loss.error), $0.floor,
      Estimate($0.divergence.mean, standardError: $0.divergence.error), $0.linear,
    ]
  })
for level in evaluated {
  claim(
    "loss less divergence is the floor, σ = \(label(level.σ))", measured: level.difference.mean,
    standardError: level.difference.error, exact: level.floor,
    rulesOut: level.floor + level.linear)
}
if !chapter.quick {
  for level in evaluated.dropLast() {
    claim(
      "σ²F of the network, σ = \(label(level.σ)), a tenth of the linear field's",
      measured: level.divergence.mean, standardError: level.divergence.error,
      atMost: level.linear / 10)
  }
}

// fold: Drawing the loss and its floor
let floorAxis = (0...40).map { 0.05 * pow(40, Double($0) / 40) }
let exactFloor = floorAxis.map { $0 * $0 * floorOfLoss($0) }
let linearLoss = zip(floorAxis, exactFloor).map { $1 + $0 * $0 * linearDivergence($0) }
let window = max(1, steps / 50)
let ends = Array(stride(from: window, through: steps, by: window))
figure(
  "floor",
  caption: """
    Left: the weighted loss during training, averaged over \(window) steps, and the floor averaged over the \
    noise. Right: the loss of the trained network on fresh data, by noise, and what no network can go below.
    """,
  size: .wide
) {
  Panel("Training", x: Axis("step"), y: Axis("σ² L, mean over σ", range: 0.7...1.02)) {
    RulePlot(y: 1, note: "silence")
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
    RulePlot(y: 1, note: "silence")
    LinePlot(x: floorAxis, y: linearLoss, label: "best linear field", style: .data)
    LinePlot(x: floorAxis, y: exactFloor, label: "floor", style: .exact)
    PointPlot(
      x: levels, y: evaluated.map(\.loss.mean), errors: evaluated.map(\.loss.error),
      label: "network",
      style: .measured)
  }
}

/*:
On the right of @fig:floor the dots sit on the line, which is not at zero, and this is what success
looks like. To read a denoising loss one has to know its floor; from the loss alone one cannot tell
a bad network from a good one at a smaller noise. At small $\sigma$ the floor comes close to the
loss of silence: nearly everything that the target says is noise, and the signal that the network
must find is a small part of it. This is the $1/\sigma^2$ of the last section once more.

@fig:fields compares the arrows themselves. The network was trained once; the three panels differ in
the number that it is told.
*/

// fold: Drawing the learned fields
let coarse = Array(stride(from: -3.6, through: 3.6, by: 0.6))
let posts = Tensor(
  coarse.flatMap { y in coarse.flatMap { x in [x, y] } }, shape: [coarse.count * coarse.count, 2])
figure(
  "fields",
  caption: """
    Exact scores of the noised mixture (black) and the network's (blue), over contours of the noised density, \
    for three noises. Arrows longer than 2/σ are cut. Where the data are, blue lies on black.
    """,
  size: Figure.Size(width: 900, height: 340), columns: 3
) {
  for σ in [0.2, 0.5, 1.0] {
    let law = mixture.noised(by: σ * σ)
    let (exact, guess) = (law.score(at: posts), learned.score(noise: σ)(posts))
    Panel(
      "σ = \(label(σ))", x: Axis("x₁", range: -4...4), y: Axis("x₂", range: -4...4), aspect: .equal
    ) {
      ContourPlot(
        x: plane, y: plane, values: exp(law.logDensity(planePoints)).doubles, levels: planeLevels,
        style: .data.lineWidth(0.7))
      VectorPlot(
        x: posts.column(0).doubles, y: posts.column(1).doubles, u: exact.column(0).doubles,
        v: exact.column(1).doubles, longest: 2 / σ, style: .exact.lineWidth(1.4))
      VectorPlot(
        x: posts.column(0).doubles, y: posts.column(1).doubles, u: guess.column(0).doubles,
        v: guess.column(1).doubles, longest: 2 / σ, style: .learned.lineWidth(0.9))
    }
  }
}

/*:
## The road to diffusion {#sec:diffusion}

What has been built here is nearly a diffusion model, in other clothes. The papers on those shrink
the data while they add noise, so that the size stays the same,

$$ x_t = \sqrt{\bar\alpha_t}\; x_0 + \sqrt{1-\bar\alpha_t}\;\varepsilon, \qquad \varepsilon \sim N(0, I), $$ {#eq:jump}

and train a network $\varepsilon_\theta(x_t, t)$ to say which noise was added, by the mean square of
$\varepsilon - \varepsilon_\theta(x_t, t)$. Divide by the first root:
$x_t/\sqrt{\bar\alpha_t} = x_0 + \sigma\varepsilon$ with $\sigma^2 = (1-\bar\alpha_t)/\bar\alpha_t$,
which is our $\tilde x$. So $\bar\alpha_t = 1/(1+\sigma^2)$, $x_t = \tilde x/\sqrt{1+\sigma^2}$, the
division that our network has at its entrance; and the noise is guessed by
$\varepsilon_\theta = -\sigma s_\theta$. At each noise the losses are the same up to a factor,

$$ \mathbb E\,\lVert \varepsilon - \varepsilon_\theta(x_t, t)\rVert^2
= \mathbb E\,\lVert z + \sigma s_\theta(\tilde x, \sigma) \rVert^2 = 2\sigma^2 L(s_\theta), $$ {#eq:ddpm}

and the weight $\sigma^2$, which we chose to make the noises equal partners, is the "simple" loss of
those papers. In numbers, on the same draws of the data and of the noise: once as a diffusion model
would do it, from $\bar\alpha$, and once by this chapter's loss.
*/

func noiseLoss(_ signal: Double, at x: Tensor, noise ε: Tensor) -> Double {
  let noisy = Float(sqrt(signal)) * x + Float(sqrt(1 - signal)) * ε
  // ε_θ(x_t), with the network's score of x̃ = x_t/√ᾱ.
  let σ = sqrt((1 - signal) / signal)
  let guess = Float(-σ) * learned.score(noise: σ)(noisy / Float(sqrt(signal)))
  return (ε - guess).square().sum(axis: 1).mean()
}

table(
  "The same loss twice", columns: ["ᾱ", "σ", "ε-loss", "2σ² L"],
  rows: [0.95, 0.7, 0.3].map { signal in
    let σ = sqrt((1 - signal) / signal)
    let terms = denoisingScoreMatchingTerms(
      { Variable(learned.score(noise: σ)($0.value)) }, at: clean, noise: σ, standardNoise: z)
    let (ours, theirs) = (2 * σ * σ * terms.value.mean(), noiseLoss(signal, at: clean, noise: z))
    claim(
      "ε-loss at ᾱ = \(label(signal)) is 2σ² L", measured: theirs, exact: ours,
      tolerance: .relative(1e-4), rulesOut: ours / 2)
    return [signal, σ, theirs, ours]
  })

/*:
What is missing is a way to *use* the scores of all the noises together, from the largest down to
the smallest. Diffusion supplies it, from @ch:08 on.

What broke on the way? A denoiser in one step gives blurred answers. One $\sigma$ is a compromise
between variance and bias. And the clean score itself is never learned, only that of the noised
density. If it is the clean one that is wanted, and still no $d$ backward passes, there is another
way: @ch:07.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/06-denoising-score-matching/homework/Answers.swift), and run `swift run homework-06`; it says what is
right, and of what is wrong it says *what* is wrong. `swift run homework-06 hint 6.3` gives a
hint. [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

1. *Warm-up.* Prove @eq:tweedie by differentiating
   $q_\sigma(\tilde x) = \int N(\tilde x; x,\sigma^2)\,p(x)\,dx$. The data lie in an interval. Can
   the posterior mean lie outside? Can that of a learned score?
2. *Uniform noise.* Data that are all at 0, and $\tilde x = \sigma z$ with $z$ uniform, of unit
   variance. What does regression on $-z/\sigma$ learn, and what is the score of $\tilde x$? Which
   target would @eq:mixed ask for, and why is it useless here?
3. *Pairs.* Use each noise twice, as $z$ and as $-z$, in one loss. Show that on the running Gaussian
   the variance of $\hat\lambda$ no longer blows up as $\sigma \to 0$, and change `precisionFits` to
   see it.
4. *The variance, read off.* On the running Gaussian, $1/\hat\lambda$ estimates $s^2+\sigma^2$.
   Taken for $s^2$, its mean square error is about $\sigma^4 + s^2(s^2+\sigma^2)^2/(N\sigma^2)$ for
   large $N$ (derive it). Where is that least? Measure it, and compare with
   `GaussianDenoising.varianceError`. Why can one do much better here by subtracting $\sigma^2$, and
   why not with a network?
5. *The edge.* In @ch:05 we met an exponential law whose density ends abruptly at 0. Write down
   $q_\sigma$ and its score for that law (you will need the normal distribution function), and check
   by bins, as in @fig:averages, that the averaged arrows find it.
6. *The wrong weight.* Train the network with the plain loss, without $\sigma^2$. Which noises does
   it learn, which not? Try the weight $\sigma^4$ as well.
7. *A small project.* Take $N = 200$ points of the running mixture as all the data there are, train
   at a single $\sigma$ until nothing changes, and plot the Fisher divergence from the *clean* score
   against $\sigma$. What does the network converge to if it is large enough? (It is the score of a
   density that you can write down, with 200 components.)

## Sources {#sec:sources}

P. Vincent, *A connection between score matching and denoising autoencoders*, Neural Computation 23
(2011), for the theorem. H. Robbins, *An empirical Bayes approach to statistics*, Third Berkeley
Symposium (1956), who credits M. C. K. Tweedie; B. Efron, *Tweedie's formula and selection bias*,
Journal of the American Statistical Association 106 (2011). M. Raphan and E. P. Simoncelli, *Least
squares estimation without priors or supervision*, Neural Computation 23 (2011). Y. Song and S.
Ermon, *Generative modeling by estimating gradients of the data distribution*, NeurIPS (2019), for
the network that is told the noise. J. Ho, A. Jain and P. Abbeel, *Denoising diffusion probabilistic
models*, NeurIPS (2020).
*/

chapter.finish()
