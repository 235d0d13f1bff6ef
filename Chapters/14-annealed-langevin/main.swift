/*:
**Part III. From the plane to pictures.** So far this book has lived on the line, in the plane and on small lattices,
and for a good reason: there every density can be drawn, every score is known, and every claim can be set beside an
integral. Along the way it has collected what a larger world needs. A score can be learned from noisy data without any
partition function (@ch:06). One network can learn the scores of all noise levels (@ch:06), or predict the noise at all
times (@ch:09). Samples come from following a score with the right amount of noise (@ch:04), or from walking back
through the noise levels (@ch:09). And an energy can be learned as well, by contrast with its own samples (@ch:03) or
by the methods of Part II.

Nothing in these methods mentions the number of dimensions. A small grey picture has hundreds of coordinates instead of
two, and we could simply start training. But three things change. The data fill next to nothing of their space. Nothing
can be checked on a grid any more, so quality has to be measured by other means. And a network has to know that pixels
have neighbours. Part III meets these three in turn. This chapter takes up the first, still in the plane, where we can
see it. Chapter 15 trains an energy on images, Chapter 16 a diffusion model, and Chapter 17 asks which part of the
remaining error belongs to the network, which to the steps, and which to the start.

Here is this chapter's question. Denoising score matching gives us a score that is good where the data are, and
Langevin dynamics turns a score into samples. **Why do the samples still come out wrong, and what repairs them?**
*/
// fold: Imports
import Diffusion
import Distributions
import Elementary
import Networks
import Notebook
import Plotting
import Samplers
import ScoreMatching
import Statistics
import Tensors
import Theory

let chapter = Chapter(14, "When the score is not enough: annealed Langevin dynamics")
var random = chapter.random

/*:
## Data on a line {#sec:line}
@main

The first failure: if the data lie on a surface, the score grows without bound as the noise is taken away, and Langevin
slows to a crawl.

Take points of the plane with $x_2 = 0$ and a standard normal $x_1$. All the probability lies on a line, which has no
area, so there is no density, and no score. Denoising score matching is not disturbed by that: it learns the score of
the *noised* data, $N\big(0, \operatorname{diag}(1+\sigma^2, \sigma^2)\big)$, which is

$$ s(x) = \Big( {-\frac{x_1}{1+\sigma^2}},\ {-\frac{x_2}{\sigma^2}} \Big) . $$ {#eq:line}

A point at the distance $d$ from the line is pushed back with the force $d/\sigma^2$. Noisy points have $d \approx
\sigma$, so where they are the score is of the order $1/\sigma$, and a fixed distance away it is of the order
$1/\sigma^2$. Both have no limit. Langevin pays for it. Across the line, a step of size $\varepsilon$ is stable only if
$\varepsilon < 2\sigma^2$. Along the line, the chain needs a time of about 1 (@eq:04-covariance), that is, at least

$$ \frac{1}{2\sigma^2} \ \text{steps.} $$ {#eq:crawl}

With noise $\sigma = 0.01$ these are 5,000. Let us see how far a hundred steps get, from a start at 0 and with half the
largest stable step:
*/
let thin = 0.01
let nearLine = Gaussian(mean: [0, 0], covariance: [[1 + thin * thin, 0], [0, thin * thin]])
let lineChains = chapter.samples(20_000, quick: 1_000)
var lineSampler = Langevin(score: nearLine.score, stepSize: thin * thin)
var linePoints = Tensor.zeros(lineChains, 2)
lineSampler.run(&linePoints, steps: 100, using: &random)

// fold: The variances along and across
let along = LangevinGaussian.variance(
  after: 100, startVariance: 0, standardDeviation: sqrt(1 + thin * thin), stepSize: thin * thin)
claim(
  "variance along the line after 100 steps, σ = 0.01",
  measuredVariance: linePoints.column(0).square().mean(), degreesOfFreedom: lineChains,
  exact: along, rulesOut: along / 2)
claim(
  "variance across it, over σ²",
  measuredVariance: linePoints.column(1).square().mean() / (thin * thin),
  degreesOfFreedom: lineChains, exact: 2, rulesOut: 1)

/*:
Across, the step is already so long that the variance is twice what it should be. Along, it has reached 0.02 of 1. In
@fig:line, look at how the same straight line becomes a wall, and how quickly the number of steps grows.
*/
// fold: Drawing the score near a line
let wallNoises = [0.3, 0.1, 0.05]
let finest = (0...40).map { 0.01 * pow(100, Double($0) / 40) }
figure(
  "line",
  caption: """
    Data on the line $x_2 = 0$ with noise σ. Left: the score across the line, drawn as far as 95 % of the noisy \
    points lie. Right: the root mean square of the score at noisy points, and the least number of Langevin \
    steps that take a chain along the line.
    """
) {
  Panel("Across the line", x: Axis("x₂", range: -0.65...0.65), y: Axis("score in x₂", range: -48...48))
  {
    RulePlot(y: 0, style: .data)
    for (index, σ) in wallNoises.enumerated() {
      LinePlot(
        x: [-1.96 * σ, 1.96 * σ], y: [1.96 / σ, -1.96 / σ],
        style: .sequence(index, of: wallNoises.count))
      Annotation("σ = \(label(σ))", x: -1.96 * σ, y: 1.96 / σ, side: .above)
    }
  }
  Panel(
    "As the noise vanishes", x: Axis("noise σ", scale: .log, range: 0.01...1),
    y: Axis("", scale: .log, range: 0.4...20_000)
  ) {
    LinePlot(x: finest, y: finest.map { sqrt(1 / (1 + $0 * $0) + 1 / ($0 * $0)) }, style: .exact)
    Annotation("size of the score", x: 0.05, y: 12, side: .below)
    LinePlot(x: finest, y: finest.map { 1 / (2 * $0 * $0) }, style: .series(1))
    Annotation("steps, 1/(2σ²)", x: 0.05, y: 400, side: .right, color: Palette.orange)
  }
}

/*:
Pictures are like this. A pixel is nearly determined by its neighbours, so pictures of faces or digits lie close to a
surface of far fewer dimensions than there are pixels. Without noise there is nothing to learn, and with little noise
there is nothing to be done with it in a reasonable number of steps.

## Most of the plane is empty {#sec:empty}
@main

The second failure: a network has no reason to be right where it has seen no data, and that is where the sampler
starts.

The data for the rest of the chapter are two *islands*, round Gaussians at $(\tfrac32, \tfrac32)$ and
$(-\tfrac32, -\tfrac32)$ with standard deviation $0.3$. The first holds 0.8 of the points, the second 0.2.
*/
let islands = GaussianMixture(
  weights: [0.8, 0.2], means: [[1.5, 1.5], [-1.5, -1.5]], standardDeviation: 0.3)

/*:
How much of the square $[-4,4]^2$ do they occupy? The smallest region with 99 % of the data is where the density
exceeds some threshold $\theta$. Around an island of weight $w$ that is a disc, since
$\frac{w}{2\pi v} e^{-r^2/2v} > \theta$ for $r^2 < 2v\ln\frac{w}{2\pi v\,\theta}$, and the mass outside the disc is
$2\pi v\,\theta$, whatever $w$. Two islands that lose one percent together thus have $2\pi v\,\theta = 0.005$, and
their area is

$$ 2\pi v\,\Big( \ln\frac{0.8}{0.005} + \ln\frac{0.2}{0.005} \Big) = 4.96, $$ {#eq:area}

a thirteenth of the square. In $d$ dimensions the same islands fill about the $d/2$-th power of such a share.
*/
// fold: The share of the square, by throwing points at it
let islandVariance = 0.09
let threshold = 0.005 / (2 * Double.pi * islandVariance)
let darts = chapter.samples(500_000, quick: 20_000)
let square = 8 * random.uniform([darts, 2]) - 4
claim(
  "share of the square that holds 99 % of the data",
  Estimate(meanOf: islands.logDensity(square) .> Float(log(threshold))),
  exact: 2 * .pi * islandVariance * (log(160) + log(40)) / 64,
  rulesOut: 2 * .pi * islandVariance * 2 * log(100) / 64)

/*:
The network is that of @ch:06. It sees a point and the noise level, $s_\theta(\tilde x, \sigma)$, and is trained on all
levels between 0.05 and 6 at once. Why we want the large ones will become clear; first ask it for the score at the
smallest, $\sigma = 0.05$, which is nearly that of the data.
*/
let trainingSteps = chapter.samples(3_000, quick: 100)
var training = Training(
  of: NoiseConditionalScore(dimension: 2, hidden: [64, 64], using: &random),
  on: NoiseConditionalScoreMatching(
    data: DataSet(islands.sample(chapter.samples(20_000, quick: 2_000), using: &random)),
    noise: .logUniform(0.05...6)),
  batchSize: 256, with: Adam(learningRate: .cosine(from: 0.01, to: 1e-5, steps: trainingSteps)),
  seed: chapter.seed, averageDecay: 0.99)
try stopwatch("training, \(trainingSteps) steps") { try training.run(steps: trainingSteps) }
let learned = training.average!.network

// fold: Its error, among the data and on the square
/// The root mean square of σ(s_θ − s), σ times the error.
func errorSize(_ σ: Double, at x: Tensor) -> Double {
  let exact = islands.noised(by: σ * σ).score(at: x)
  return σ * sqrt((learned.score(noise: σ)(x) - exact).square().rowSums().mean())
}
let probes = chapter.samples(20_000, quick: 2_000)
let errors = [0.05, 0.5, 2, 5].map { σ in
  let data = islands.noised(by: σ * σ).sample(probes, using: &random)
  return (σ: σ, data: errorSize(σ, at: data), square: errorSize(σ, at: square.rows(0..<probes)))
}
table(
  "Error of the learned score times σ, root mean square",
  columns: ["σ", TableColumn("among the noisy data", .significant(2)), TableColumn("on the square", .significant(2))],
  rows: errors.map { [$0.σ, $0.data, $0.square] })
if !chapter.quick {
  claim(
    "error at σ = 0.05, on the square over among the data",
    measured: errors[0].square / errors[0].data, atLeast: 10)
  claim("error on the square, at σ = 5 over at σ = 0.05",
    measured: errors[3].square / errors[0].square, atMost: 0.1)
}
chapter.finish()
