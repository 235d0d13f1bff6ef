/*:
**Part III. From the plane to pictures.** So far this book has lived on the line, in the plane and on small lattices,
where every density can be drawn, every score is known, and every claim can be set beside an integral. It has collected
what a larger world needs. One network can learn the scores of data at all noise levels (@ch:06), or predict the noise at
all times. Samples come from following a score with the right amount of noise (@ch:04), or from walking back through the
noise (@ch:09). And an energy can be learned as well, by contrast with its own samples (@ch:03) or as in Part II.

Nothing in these methods mentions the number of dimensions. A small grey picture has hundreds of coordinates instead of
two, and we could simply start training. But three things change. The data fill next to nothing of their space; nothing
can be checked on a grid any more; and a network has to know that pixels have neighbours. This chapter takes up the first
of the three, still in the plane, where we can see it. Chapter 15 trains an energy on images, Chapter 16 a diffusion
model, and Chapter 17 asks which part of the remaining error is the network's, which the steps' and which the start's.

So here is the question. Denoising score matching gives us a score that is good where the data are, and Langevin dynamics
turns a score into samples. **Why do the samples still come out wrong, and what repairs them?**
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

Across the line the score has the size $|x_2|/\sigma^2$. Noisy points have distances $|x_2|$ of about $\sigma$, so where
they are the score is of the order $1/\sigma$, and at a fixed distance it is of the order $1/\sigma^2$. Neither has a
limit as $\sigma\to0$, and Langevin pays for it. In this direction a step of size $\varepsilon$ is stable only if
$\varepsilon < 2\sigma^2$. Along the line, the chain needs a time of about 1 (@eq:04-covariance), that is, at least

$$ \frac{1}{2\sigma^2} \ \text{steps.} $$ {#eq:crawl}

With noise $\sigma = 0.01$ that is 5,000. Let us see how far a hundred steps get, from a start at 0 and with half the
largest stable step:
*/
// fold: A hundred steps
let thin = 0.01
let nearLine = Gaussian(mean: [0, 0], covariance: [[1 + thin * thin, 0], [0, thin * thin]])
let lineChains = chapter.samples(20_000, quick: 1_000)
var lineSampler = Langevin(score: nearLine.score, stepSize: thin * thin)
var linePoints = Tensor.zeros(lineChains, 2)
lineSampler.run(&linePoints, steps: 100, using: &random)
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
Across, the step is so long that the variance is twice what it should be. Along, it has reached 0.02 of 1. In
@fig:line, look at how the slope becomes a wall.
*/
// fold: Drawing the score near a line
figure(
  "line",
  caption: """
    The score across the line on which the data lie, for three noises σ, each over 95 % of the noisy points.
    """,
  size: .single
) {
  Panel(x: Axis("x₂", range: -0.85...0.85), y: Axis("score in x₂", range: -48...48)) {
    RulePlot(y: 0, style: .data)
    for (index, σ) in [0.3, 0.1, 0.05].enumerated() {
      LinePlot(
        x: [-1.96 * σ, 1.96 * σ], y: [1.96 / σ, -1.96 / σ], style: .sequence(index, of: 3))
      Annotation("σ = \(label(σ))", x: -1.96 * σ, y: 1.96 / σ, side: .above)
    }
  }
}

/*:
Pictures are like this. A pixel is nearly determined by its neighbours, so pictures of faces or digits lie close to a
surface of far fewer dimensions than there are pixels.

## Most of the plane is empty {#sec:empty}
@main

The second failure: a network need not be right where it has seen no data, and that is where the sampler starts.

The data for the rest of the chapter are two *islands*, round Gaussians at $(\tfrac32, \tfrac32)$ and
$(-\tfrac32, -\tfrac32)$ with standard deviation $0.3$. The first holds 0.8 of the points, the second 0.2.
*/
// fold: The islands
let islands = GaussianMixture(
  weights: [0.8, 0.2], means: [[1.5, 1.5], [-1.5, -1.5]], standardDeviation: 0.3)

/*:
A thirteenth of the square $[-4,4]^2$ holds 99 % of these data (@eq:area). The network is that of @ch:06. It is told the
noise level, $s_\theta(\tilde x, \sigma)$, and trained on all levels between 0.05 and 6 at once. First ask it for the score
at the smallest, which is nearly that of the data.
*/
// fold: Training
let (islandVariance, smallest, widest) = (0.09, 0.05, 5.0)
let trainingSteps = chapter.samples(2_000, quick: 100)
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
/// σ ‖s_θ − s‖ at each point.
func scaledError(_ σ: Double, at x: Tensor) -> Tensor {
  let exact = islands.noised(by: σ * σ).score(at: x)
  return Float(σ) * sqrt((learned.score(noise: σ)(x) - exact).square().rowSums())
}
let square = 8 * random.uniform([chapter.samples(500_000, quick: 20_000), 2]) - 4
let probes = chapter.samples(20_000, quick: 2_000)
let errors = [0.05, 2].map { σ in
  let data = islands.noised(by: σ * σ).sample(probes, using: &random)
  return [σ]
    + [data, square.rows(0..<probes)].map { sqrt(scaledError(σ, at: $0).square().mean()) }
}
table(
  "Error of the learned score times σ, root mean square",
  columns: ["σ", "among the noisy data", "on the square"], rows: errors)
if !chapter.quick {
  claim(
    "error at σ = 0.05, on the square over among the data", measured: errors[0][2] / errors[0][1],
    atLeast: 10)
}

// fold: Drawing density and error
let plane = Grid(square: -4...4, step: chapter.quick ? 0.25 : 0.0625)
let noisy = islands.noised(by: smallest * smallest)
let logDensity = noisy.logDensity(plane.points)
let outline = ContourPlot(
  plane, exp(logDensity), levels: [0.005 / (2 * .pi * (islandVariance + smallest * smallest))],
  style: Style(color: .white).lineWidth(1.2))
figure(
  "empty",
  caption: """
    The density of the islands with noise σ = 0.05, and σ times the error of the score that was \
    learned there. White: the smallest region with 99 % of the noisy data.
    """,
  size: .planes
) {
  for (title, values, range, unit) in [
    ("Density", logDensity / 2.302585, -40.0...0, "log₁₀ density"),
    ("Error of the learned score", scaledError(smallest, at: plane.points), 0.0...2, "σ ‖error‖"),
  ] {
    Panel(title, x: Axis("x₁", range: -4...4), y: Axis("x₂", range: -4...4), aspect: .equal) {
      Heatmap(plane, values, colorMap: .viridis, range: range, colorBar: unit)
      outline
    }
  }
}

/*:
The target of the regression was $-z/\sigma$, so $\sigma$ times the error should be small compared with 1. Among the
data it is (@fig:empty). On the square it is forty times as large, larger than the target itself, and that is no
accident of this network: the loss is an average over noisy data, and out there it is an average over nothing. With
large noise (the table's second row) there are data everywhere on the square, and the error is small everywhere.

@page
How much of the square $[-4,4]^2$ do the islands occupy? The smallest region with 99 % of the data is where the density
exceeds some threshold $\kappa$. Around an island of weight $w$ that is a disc, since
$\frac{w}{2\pi v} e^{-r^2/2v} > \kappa$ for $r^2 < 2v\ln\frac{w}{2\pi v\,\kappa}$, and the mass outside the disc is
$2\pi v\,\kappa$, whatever $w$. Two islands that lose one percent together thus have $2\pi v\,\kappa = 0.005$, and
their area is

$$ 2\pi v\,\Big( \ln\frac{0.8}{0.005} + \ln\frac{0.2}{0.005} \Big) = 4.96, $$ {#eq:area}

a thirteenth of the square. With each further dimension the share of such islands falls to about a fifth of what it
was.
*/
// fold: The share of the square, by points thrown at it
let threshold = 0.005 / (2 * Double.pi * islandVariance)
claim(
  "share of the square that holds 99 % of the data",
  Estimate(meanOf: islands.logDensity(square) .> Float(log(threshold))),
  exact: 2 * .pi * islandVariance * (log(160) + log(40)) / 64,
  rulesOut: 2 * .pi * islandVariance * 2 * log(100) / 64)

/*:
## Shares that nobody restores {#sec:shares}
@main

The third failure does not even need a network. With the *exact* score, Langevin returns islands of the right shape,
and with the wrong shares of the points.

The reason was in @ch:05: on an island, its weight is a constant factor, and a constant has no slope. Then what decides
the shares? Only the start, and it can be said exactly how. The two islands are round and of one size, so the score
along the diagonal through their centres depends only on the coordinate $u$ along it. The whole question lives on a
line, with islands of variance $v$ at $\pm c$, $c = \tfrac32\sqrt2$, and the density $p(u)$. Let $h(u)$ be the
probability that a chain at $u$ gets to $c$ before it gets to $-c$. A step does not change what is going to happen, on
average: $h(u) = \mathbb E\,h(u + \varepsilon s + \sqrt{2\varepsilon}\,z)$. To first order in $\varepsilon$ this is
$s\,h' + h'' = 0$, and since $s = (\ln p)'$, it says that $(p\,h')' = 0$:

$$ h(u) = \int_{-c}^u \frac{dy}{p(y)} \bigg/ \int_{-c}^c \frac{dy}{p(y)} . $$ {#eq:splitting}

The quotient $1/p$ is enormous in the middle of the gap and negligible elsewhere, so $h$ is a step from 0 to 1 at the
watershed. Chains from $N(0, 25\,I)$, as many on one side as on the other, have to end in shares of about one half:
*/
// fold: Running it, and counting
let pair = PairOnLine(distance: 1.5 * sqrt(2), weight: 0.8, variance: islandVariance)
let nearData = pair.noised(by: smallest * smallest)
let plainShare = nearData.firstShare(startStandardDeviation: widest)
let chains = chapter.samples(10_000, quick: 500)
let start = Float(widest) * random.normal([chains, 2])
let plain = Langevin(score: noisy.score, stepSize: 0.005)
/// The share of the larger island: of the points with x₁ + x₂ > 0.
func share(_ x: Tensor) -> Estimate {
  Estimate(share: x.rowSums().scalars.count { $0 > 0 }, of: x.rowCount)
}
/// The start, and the states after every fifty steps.
func path(_ kernel: Langevin, from start: Tensor) -> [Tensor] {
  var fifty = kernel.repeated(50)
  return [start] + fifty.states(from: start, steps: 20, using: &random)
}
let plainPath = path(plain, from: start)
claim(
  "share of the larger island, Langevin with the exact score", share(plainPath.last!),
  exact: plainShare, rulesOut: 0.8)

/*:
The samples are where the start was. Waiting would help, but for how long?

## How long would it take? {#sec:crossing}
@main

The time to cross a barrier grows exponentially with its height. For one energy we can say how fast, and measure it:
the double well $E(x) = B\,(x^2-1)^2$, with a barrier of height $B$ between the bottoms at $\pm1$, at $T = 1$.

Let $\tau(x)$ be the mean time, in units of $\varepsilon$ times the number of steps, until a chain at $x$ first reaches
the bottom at 1. One step takes the time $\varepsilon$, and then it goes on from where it is:
$\tau(x) = \varepsilon + \mathbb E\,\tau(x - \varepsilon E' + \sqrt{2\varepsilon}\,z)$. To first order in $\varepsilon$
this is

$$ -E'\,\tau' + \tau'' = -1, \qquad\text{or}\qquad \big(e^{-E}\,\tau'\big)' = -e^{-E}, \qquad \tau(1) = 0 . $$ {#eq:passage}

Integrate twice, from $-\infty$, where $e^{-E}\tau'$ vanishes, and then up to 1:

$$ \tau = \tau(-1) = \int_{-1}^{1} e^{E(y)} \int_{-\infty}^{y} e^{-E(x)}\,dx\,dy = Z \int_0^1 e^{E(y)}\,dy . $$ {#eq:crossing}

The second form holds because $E$ is even: the inner integrals at $y$ and at $-y$ add up to $Z$. So the partition
function comes back, as a time. If the barrier is high, both factors are Gaussian integrals. $Z$ is that of two parabolas
of curvature $8B$ at the bottoms, the other that of half a parabola of curvature $-4B$ at the top, and we obtain the
formula of Kramers (1940),

$$ \tau \approx \frac{2\pi\, e^{\Delta E}}{\sqrt{E''(\text{bottom})\,|E''(\text{top})|}} = \frac{\pi\, e^{B}}{2\sqrt2\,B} . $$ {#eq:kramers}

To measure it, start many chains at $-1$ and count the steps of each until it arrives:
*/
func crossingTimes(barrier B: Double, chains: Int, stepsize ε: Double) -> [Double] {
  var sampler = Langevin(score: { x in Float(-4 * B) * x * (x.square() - 1) }, stepSize: ε)
  let start = Tensor(repeating: -1, shape: [chains, 1])
  let steps = sampler.firstPassages(from: start, using: &random) { x in x.column(0) .>= 1 }
  return steps.map { ε * Double($0) }
}

// fold: Crossing times, measured and exact
let crossings: [(barrier: Double, measured: Estimate)] = [
  (1.0, 4_000), (2, 4_000), (3, 1_000), (4, 1_000), (5, 1_000), (6, 4_000),
].map { B, chains in
  // A fiftieth of the largest stable step, 2/(8B), or a twenty-fifth where the way is long.
  let ε = (chapter.quick ? 0.02 : B > 4 ? 0.01 : 0.005) / B
  let count = chapter.samples(chains, quick: B > 4 ? 10 : 40)
  return (B, Estimate(meanOf: crossingTimes(barrier: B, chains: count, stepsize: ε)))
}
for (B, measured) in crossings where [2, 6].contains(B) {
  // Ruled out: Kramers' formula where it is far off, else the time to the top.
  let top = CrossingTime.mean(from: -1, to: 0, lowest: -3) { x in B * (x * x - 1) * (x * x - 1) }
  claim(
    "crossing time, B = \(label(B))", measured, exact: CrossingTime.doubleWell(barrier: B),
    rulesOut: B > 2 ? top : CrossingTime.kramersDoubleWell(barrier: B))
}
table(
  "Mean crossing time of the double well", columns: ["B", "exact", "Kramers"],
  rows: [2.0, 4, 6, 8].map {
    [$0, CrossingTime.doubleWell(barrier: $0), CrossingTime.kramersDoubleWell(barrier: $0)]
  })

// fold: Drawing the crossing times
figure(
  "crossing",
  caption: """
    The mean time from one bottom of the double well to the other: exact, by Kramers' formula, and \
    of chains (dots).
    """,
  size: .single
) {
  Panel(
    x: Axis("barrier B", range: 0...9), y: Axis("crossing time τ", scale: .log, range: 1...1500)
  ) {
    let heights = Grid(0.8...8.5, count: 78)
    LinePlot(heights, style: .wrong, CrossingTime.kramersDoubleWell(barrier:))
    LinePlot(heights, style: .exact, CrossingTime.doubleWell(barrier:))
    Annotation("exact", x: 6.8, y: 220, side: .left)
    Annotation("Kramers", x: 2.2, y: 3.3, side: .right, color: Palette.vermilion)
    PointPlot(
      x: crossings.map(\.barrier), y: crossings.map(\.measured.value),
      errors: crossings.map(\.measured.standardError), style: .measured)
  }
}

/*:
Each unit of height costs a factor that approaches $e$ (@fig:crossing): 1.8 a unit from $B = 2$ to 4, and 2.3 from 6
to 8. Kramers' formula, short by a fifth at $B=2$, is short by a twentieth at $B = 8$. The islands' energy $-\ln p$
along the diagonal has a barrier too, and @eq:crossing in its first form gives the time to leave the smaller one.
*/
// fold: The time to leave the smaller island
let islandCrossing = CrossingTime.mean(
  from: -pair.distance, to: pair.distance, lowest: -6, points: 800, energy: nearData.energy)
show("steps of size 0.005 that it takes", islandCrossing / 0.005)

/*:
Patience will not help. And there is nothing wrong with this sampler: its stationary distribution is right, but it is
never reached. The three failures have one cause, that *between and around the data there is nothing*: no density
to learn from, no slope that knows the weights, no path for a chain to take.

## Annealing {#sec:annealing}
@main

Noise fills the emptiness. So give the data much noise first, and take it away step by step, with Langevin running all
the while. That is the idea of Song and Ermon (2019), borrowed from metallurgists, who let a hot metal cool slowly.

Choose noise levels $\sigma_1 > \dots > \sigma_L$, a *ladder*, with one ratio $\gamma = \sigma_i/\sigma_{i+1}$ between
neighbours. On each level take $K$ Langevin steps with the score of the data at that noise,

$$ x' = x + \frac{\alpha_i}{2}\, s(x, \sigma_i) + \sqrt{\alpha_i}\; z, \qquad \alpha_i = \varepsilon\,\frac{\sigma_i^2}{\sigma_L^2}, $$ {#eq:annealed}

and hand the chains down to the next. It is the step of @ch:04 with $\alpha_i/2$ for its $\varepsilon$; here
$\varepsilon$ is the $\alpha$ of the last level. Why in proportion to $\sigma_i^2$? Because then, in a direction where
the data have no extent (@eq:line), all levels have the same step in units of the variance,

$$ \eta = \frac{\alpha_i}{2\sigma_i^2} = \frac{\varepsilon}{2\sigma_L^2}, $$ {#eq:eta}

which has to be below 2 for stability. Each level is a kernel of @ch:04, so the sampler is short:

@quote Samplers/AnnealedLangevin.swift annealed-langevin

On Gaussian data $N(m, v)$ we can follow it exactly. At level $i$ the noised data have variance $v_i = v + \sigma_i^2$, and
by @eq:04-transient the variance $V$ of the chains goes through $K$ steps to

$$ V_i = a_i^{2K}\, V_{i-1} + \big(1-a_i^{2K}\big)\, \frac{v_i}{1 - \alpha_i/(4v_i)}, \qquad a_i = 1 - \frac{\alpha_i}{2v_i} . $$ {#eq:levels}

Take the ladder of Song and Ermon's paper, from 1 to 0.01 in ten levels with $K = 100$ and $\varepsilon = 2\cdot10^{-5}$,
on the running Gaussian ($v=\tfrac14$):
*/
let running = Gaussian.running
let v = running.covariance[0][0]
let published = NoiseLadder(from: 1, to: 0.01, levels: 10, stepsPerLevel: 100)
let sampler = published.sampler { σ in running.noised(by: σ * σ).score }

// fold: What theory says about a ladder
extension NoiseLadder {
  func variances(of dataVariance: Double, from start: Double) -> [Double] {
    AnnealedLangevinGaussian.variances(
      dataVariance: dataVariance, standardDeviations: standardDeviations, stepSize: stepSize,
      stepsPerLevel: stepsPerLevel, startVariance: start)
  }
  /// Those of the larger island, with the exact score.
  var shares: [Double] {
    pair.annealedShares(
      standardDeviations: standardDeviations, stepSize: stepSize, stepsPerLevel: stepsPerLevel,
      startStandardDeviation: widest)
  }
}

// fold: Variances level by level, by simulation and by recursion
let exactVariances = published.variances(of: v, from: 1)
let levelChains = chapter.samples(105_000, quick: 1_000)
let measuredVariances = sampler.descent(from: random.normal([levelChains, 1]) + 1, using: &random)
  .map { ($0 - 1).square().mean() }

/*:
The final variance comes out as 0.26541, not 0.25, and not the 0.2501 of the last level either. In @fig:levels, look for
where the chains stop following. A level with $K\alpha_i \ll v$ has $a_i^{2K} \approx 1$: it is too slow to change anything on the
scale of the data. The noise that is there when the ladder passes

$$ \sigma^2 \approx \frac{v\,\sigma_L^2}{K\varepsilon}, $$ {#eq:frozen}

here at $\sigma = 0.11$, stays there for good, and with it the sampling error of the dots. The last levels only work in
directions that are thin.
*/
// fold: Drawing the variances
let levelNoises = published.standardDeviations
figure(
  "levels",
  caption: """
    Annealed Langevin on the running Gaussian, from right to left: variance in excess of $v$, of \
    chains (dots), by recursion (line), and of the noised data (grey).
    """,
  size: .single
) {
  Panel(
    x: Axis("noise σ_{i}", scale: .log, range: 0.008...1.25),
    y: Axis("variance − v", scale: .log, range: 5e-5...2)
  ) {
    LinePlot(x: levelNoises, y: levelNoises.map { $0 * $0 }, style: .data.lineWidth(2))
    LinePlot(x: levelNoises, y: exactVariances.map { $0 - v }, style: .exact)
    PointPlot(
      x: levelNoises, y: measuredVariances.map { $0 - v },
      errors: measuredVariances.map { $0 * sqrt(2 / Double(levelChains)) }, style: .measured)
    Annotation("noised data, σ²", x: 0.05, y: 2e-3, side: .right, color: .grey(0.4))
    Annotation("chains, 0.0154 at the end", x: 0.01, y: 0.03, side: .right)
  }
}

/*:
@page
Some slips are easy to make in @eq:annealed. None of them crashes. What do they do?
*/
// fold: Slips, and claims that exclude them
func variances(after slip: AnnealedLangevinGaussian.Slip) -> [Double] {
  AnnealedLangevinGaussian.variances(
    after: slip, dataVariance: v, standardDeviations: levelNoises, stepSize: published.stepSize,
    stepsPerLevel: 100, startVariance: 1)
}
table(
  "Variance of the chains on data of variance 0.25",
  columns: ["slip", "after level 1", "after level 10"],
  rows: [["none", exactVariances[0], exactVariances[9]]]
    + AnnealedLangevinGaussian.Slip.allCases.map {
      let slipped = variances(after: $0)
      return [$0.rawValue, slipped[0], slipped[9]]
    })
// The first level sees twice the step best, which is the slip that is hardest to see.
for (level, slip) in [(1, AnnealedLangevinGaussian.Slip.both), (10, .drift)] {
  claim(
    "variance after level \(level)", measuredVariance: measuredVariances[level - 1],
    degreesOfFreedom: levelChains, exact: exactVariances[level - 1],
    rulesOut: variances(after: slip)[level - 1])
}

/*:
## The shares come back {#sec:restored}
@main

Back to the islands, with twenty levels from $\sigma_1 = 5$ to $\sigma_L = 0.05$, fifty steps on each, and $\eta = 0.1$,
that is $\varepsilon = 0.2\,\sigma_L^2$. At $\sigma_1$ the two islands are one heap, larger than their distance. A chain
crosses it in a few steps, and forgets where it started.
*/
let ladder = NoiseLadder(from: widest, to: smallest, levels: 20, stepsPerLevel: 50)
let annealed = ladder.sampler { σ in islands.noised(by: σ * σ).score }
let annealedNetwork = ladder.sampler(learned.score(noise:))

// fold: The shares, exact and simulated
let annealedPath = [start] + annealed.descent(from: start, using: &random)
let exactShares = ladder.shares
claim(
  "share of the larger island, annealed, exact score", share(annealedPath.last!),
  exact: exactShares.last!, rulesOut: plainShare)
let some = chapter.samples(1_000, quick: 200)
let few = start.rows(0..<some)
let networkPath = [few] + annealedNetwork.descent(from: few, using: &random)
let plainNetworkPath = path(
  Langevin(score: learned.score(noise: smallest), stepSize: 0.005), from: start.rows(0..<some / 2))
table(
  "Share of the larger island after a thousand steps",
  columns: ["score", "Langevin at σ = 0.05", "annealed"],
  rows: [
    ["exact", share(plainPath.last!), share(annealedPath.last!)],
    ["network", share(plainNetworkPath.last!), share(networkPath.last!)],
  ])
if !chapter.quick {
  claim("share of the larger island, annealed, network", share(networkPath.last!), atLeast: 0.76)
}

// fold: Drawing the shares
figure(
  "shares",
  caption: """
    Left: the islands along the diagonal at five noise levels. Right: the larger island's share for \
    two samplers with exact scores, exact (lines) and of 10,000 chains (dots).
    """
) {
  let line = Grid(-6...6, count: 241)
  Panel(
    "The valley opens", x: Axis("u, along the diagonal"),
    y: Axis("density / maximum", range: 0...1.12)
  ) {
    let some = [5.0, 2, 1, 0.5, 0.05]
    for (index, σ) in some.enumerated() {
      let energies = line.map(pair.noised(by: σ * σ).energy)
      let least = energies.min() ?? 0
      LinePlot(
        line, energies.map { exp(least - $0) }, label: "σ = \(label(σ))",
        style: .sequence(index, of: some.count))
    }
  }
  Panel(
    "Share of the larger island", x: Axis("step", range: 0...1000),
    y: Axis("share", range: 0.45...0.85)
  ) {
    RulePlot(y: 0.8, note: "in the data")
    let levelEnds = (0...20).map { 50.0 * Double($0) }
    LinePlot(x: levelEnds, y: [0.5] + exactShares, style: .exact)
    LinePlot(x: [0, 1000], y: [plainShare, plainShare], style: .exact)
    Annotation("annealed", x: 300, y: 0.68, side: .right)
    Annotation("Langevin at σ = 0.05", x: 500, y: plainShare + 0.012, side: .above)
    for states in [annealedPath, plainPath] {
      let shares = stride(from: 0, through: 20, by: 2).map { share(states[$0]) }
      PointPlot(
        x: shares.indices.map { 100 * Double($0) }, y: shares.map(\.value),
        errors: shares.map(\.standardError), style: .measured)
    }
  }
}

// fold: Filming it
film(
  "annealing",
  caption: """
    The same network, start and number of steps. Left: Langevin at the smallest noise. Right: \
    annealed, on contours of the density at the noise of the moment.
    """,
  size: .planes, framesPerSecond: 4, still: chapter.quick ? 1 : 11,
  frames: chapter.quick ? 2 : plainNetworkPath.count
) { k in
  let level = ladder.standardDeviations[max(0, k - 1)]
  let some = plainNetworkPath[0].rowCount
  let grid = Grid(square: -5...5, step: 0.1)
  for (title, σ, states) in [
    ("Langevin, step \(50 * k)", smallest, plainNetworkPath),
    ("annealed, σ = \(label((100 * level).rounded() / 100))", level, networkPath),
  ] {
    Panel(title, x: Axis("x₁", range: -5...5), y: Axis("x₂", range: -5...5), aspect: .equal) {
      let density = exp(islands.noised(by: σ * σ).logDensity(grid.points))
      let most = Double(density.max())
      ContourPlot(grid, density, levels: [0.02, 0.2, 0.6].map { $0 * most }, style: .data)
      PointPlot(states[k].rows(0..<some), style: .learned.markerSize(2.2))
    }
  }
}

/*:
At first nothing can be seen but a shrinking heap (@fig:annealing). When it splits, most of its points are already on the
right side. Now the network's share is right, too.

Look at the exact share, though. It is 0.786 and not 0.8. Shares are decided while the valley is open but not yet
deep, between $\sigma \approx 2$ and $\sigma\approx\tfrac12$ (@fig:shares, left), and while it deepens the chains
lag a little behind. Annealing repairs the shares up to what it leaves itself time for.

@page
The exact share was computed from the distribution of $u$, level by level, on cells as fine as the noise of a step
([StepsOnLine.swift](Sources/Theory/StepsOnLine.swift)).

## Four choices {#sec:choices}
@main

The ladder has four numbers: where it begins, how far apart its levels are, how long each one lasts, and how large the
steps are. Each has its own way to go wrong.

*The first noise $\sigma_1$* has to be as large as the largest distance in the data. Only then is there one heap in
which chains move freely. With $\sigma_1 = 0.5$ the valley is there from the beginning, and the shares remain nearly
those of the start. Too large a $\sigma_1$ costs only more levels. (In @fig:choices their number is fixed, so the curve
falls a little.)

*The number of steps $K$* has to keep pace with the ratio $\gamma$. Where $\sigma$ is much larger than the data's width,
or in a thin direction, @eq:levels becomes the same at every level in units of $\sigma_i^2$, for $r_i = V_i/\sigma_i^2$:

$$ r \leftarrow \gamma^2 a^{2K}\, r + \frac{1-a^{2K}}{1-\eta/2}, \quad a = 1-\eta, \qquad
r^* = \frac{1-a^{2K}}{(1-\eta/2)\,(1-\gamma^2a^{2K})} . $$ {#eq:tracking}

If $\gamma\lvert a\rvert^K \ge 1$ there is no fixed point. The noise then shrinks faster than the chains can contract:
they fall behind, further with each level, and with $K=2$ the islands end with ten times their variance. For small
steps the condition is

$$ K\eta > \ln\gamma . $$ {#eq:pace}

*The ratio $\gamma$* matters beyond that, even if $K$ grows so that the total number of steps is the same. If the valley
opens within one level, there is no time at which it is open and shallow, and the shares then depend on where the levels
happen to fall.

*The step size $\eta$* has to be small, since thin directions keep the excess $1/(1-\eta/2)$ of @eq:tracking, a factor of
twenty for $\eta = 1.9$. If it is too small, @eq:pace fails once more.

@fig:choices changes one number at a time. Look for where each curve falls off.
*/
// fold: A right choice and four wrong ones
let choices: [(name: String, ladder: NoiseLadder)] = [
  ("as above", NoiseLadder()),
  ("σ₁ = 0.5", NoiseLadder(from: 0.5)),
  ("γ = 10, K = 333", NoiseLadder(levels: 3, stepsPerLevel: 333)),
  ("K = 2", NoiseLadder(stepsPerLevel: 2)),
  ("η = 1.9", NoiseLadder(relativeStep: 1.9)),
]
let onLine = GaussianMixture.pair(distance: pair.distance, weight: 0.8, standardDeviation: 0.3)
table(
  "Right and wrong choices",
  columns: ["choice", "exact share", "variance of an island / v"],
  rows: choices.map { name, ladder in
    let variance = ladder.variances(of: islandVariance, from: widest * widest).last!
    return [name, ladder.shares.last!, variance / islandVariance]
  })
for (name, ladder) in choices.dropFirst() {
  var u = Float(widest) * random.normal([chapter.samples(8_000, quick: 300), 1])
  ladder.sampler { σ in onLine.noised(by: σ * σ).score }.step(&u, using: &random)
  claim(
    "share with \(name)", share(u), exact: ladder.shares.last!, rulesOut: exactShares.last!)
}

// fold: Drawing the choices
let sweeps: [(x: Axis, ladders: [NoiseLadder], place: (NoiseLadder) -> Double)] = [
  (
    Axis("first noise σ₁", scale: .log, range: 0.25...30),
    [0.3, 0.5, 0.7, 1, 1.4, 2, 3, 5, 10, 25].map { NoiseLadder(from: $0) }, \.first
  ),
  (
    Axis("ratio γ", scale: .log, range: 1.1...12, ticks: [1.2, 2, 5, 10]),
    [3, 4, 5, 7, 10, 20, 40].map { NoiseLadder(levels: $0, stepsPerLevel: 1000 / $0) }, \.ratio
  ),
  (
    Axis("steps per level K", scale: .log, range: 0.8...250),
    [1, 2, 4, 8, 15, 30, 50, 100, 200].map { NoiseLadder(stepsPerLevel: $0) },
    { Double($0.stepsPerLevel) }
  ),
  (
    Axis("step size η", scale: .log, range: 0.004...2.5),
    [0.005, 0.01, 0.03, 0.1, 0.2, 0.4, 0.7, 1, 1.4, 1.9].map { NoiseLadder(relativeStep: $0) },
    \.relativeStep
  ),
]
figure(
  "choices",
  caption: """
    The larger island's exact share when one choice changes. Grey: the choice above, and the share \
    in the data. For γ the total is always a thousand steps.
    """,
  size: Figure.Size(width: 960, height: 300), columns: 4
) {
  for (x, ladders, place) in sweeps {
    Panel(x: x, y: Axis("share", range: 0.48...0.83)) {
      RulePlot(y: 0.8, style: .data)
      RulePlot(x: place(ladder), style: .data)
      let drawn = chapter.quick ? Array(ladders.suffix(2)) : ladders
      let shares = drawn.map { $0.shares.last! }
      LinePlot(x: drawn.map(place), y: shares, style: .exact.lineWidth(0.8))
      PointPlot(x: drawn.map(place), y: shares, style: .exact.markerSize(2.5))
    }
  }
}

/*:
@page
Song and Ermon's second paper (2020) turned these into rules: $\sigma_1$ as large as the largest distance between two
data points; a ratio near enough to 1 that neighbouring levels overlap, which in $d$ dimensions means $\gamma - 1$ of
the order $1/\sqrt{2d}$, as a point of noise $\sigma_i$ lies at a distance of about $\sigma_i\sqrt{d}$, give or take
$\sigma_i/\sqrt2$; and then $\varepsilon$ such that $r^*$ is near 1.

## The same ladder, with ancestral steps {#sec:ancestral}
@main

A diffusion model goes down the same ladder in another way, with one step between levels. It needs fewer calls of the
network, and it has a weakness that annealing does not have. A noisy point of the ladder, divided by $\sqrt{1+\sigma^2}$, is
the $x_t$ of a diffusion model with $\bar\alpha_t = 1/(1+\sigma^2)$ (@ch:06). So the network of this chapter is a noise
predictor, and the sampler of @ch:09 can use it as it stands:
*/
let schedule = NoiseSchedule.ladder(standardDeviations: NoiseLadder(levels: 100).standardDeviations)
func predictedNoise(_ x: Tensor, _ t: Int) -> Tensor {
  let ᾱ = schedule.alphaBar(t)
  let σ = sqrt(1 / ᾱ - 1)
  return Float(-σ) * learned.score(noise: σ)(x / Float(sqrt(ᾱ)))
}
let ancestral = ReverseSampler(schedule, .ancestral(.posterior))
let made = ancestral.sample(some, dimension: 2, predicting: predictedNoise, using: &random)

// fold: The shares of the ancestral sampler
let ancestralShare = pair.ancestralShare(
  standardDeviations: NoiseLadder(levels: 100).standardDeviations,
  startStandardDeviation: sqrt(1 + widest * widest))
/// With ever more levels a start ends on an island with the probability that it came from there.
func ancestralLimit(_ first: Double) -> Double {
  pair.noised(by: first * first).posteriorShare(startStandardDeviation: sqrt(1 + first * first))
}
let exactNoise = ExactNoise(of: onLine, schedule: schedule)
let back = ancestral.sample(
  chapter.samples(40_000, quick: 500), dimension: 1, predicting: exactNoise.callAsFunction,
  using: &random)
claim(
  "share of the larger island, ancestral, exact score", share(back),
  exact: ancestralShare, rulesOut: 0.8)
table(
  "The larger island's share, by calls of the score",
  columns: ["sampler", "calls", "exact score", "network"],
  rows: [
    ["annealed, σ₁ = 5", 1000, exactShares.last!, share(networkPath.last!)],
    ["ancestral, σ₁ = 5", 100, ancestralShare, share(made)],
    ["ancestral, σ₁ = 5", "∞", ancestralLimit(5), "–"],
    ["ancestral, σ₁ = 20", "∞", ancestralLimit(20), "–"],
  ])

/*:
Here is the weakness. The way back should begin with points of $q_{\sigma_1}$, the data with noise $\sigma_1$, and it
begins with points of $N(0, (1+\sigma_1^2)\, I)$ instead, whose centre is half-way between the islands. With ever more
levels, a point ends on each island with the probability that it came from there, by Bayes' rule. A start with too few
points near the larger island leaves it too small for good, and only a wider start brings the share nearer to 0.8.
Annealed Langevin forgets its start on the first levels. What it keeps is its own lag.

The strength is in the next table. On the running Gaussian both samplers are linear, and their divergence from the data
is exactly known. Annealed Langevin has 20 levels. How many calls of the score does each need for the same quality?
*/
// fold: Divergences by recursion
let gaussian = GaussianDiffusion(mean: 1, variance: v)
func divergence(_ output: (mean: Double, variance: Double)) -> Double {
  GaussianDivergence.divergence(
    mean: output.mean, variance: output.variance, fromMean: 1, variance: v)
}
func annealedOutput(_ ladder: NoiseLadder) -> (mean: Double, variance: Double) {
  let factor = AnnealedLangevinGaussian.meanFactor(
    dataVariance: v, standardDeviations: ladder.standardDeviations, stepSize: ladder.stepSize,
    stepsPerLevel: ladder.stepsPerLevel)
  return (1 - factor, ladder.variances(of: v, from: 1 + widest * widest).last!)
}
func ancestralOutput(_ levels: Int) -> (mean: Double, variance: Double) {
  let noises = NoiseLadder(levels: levels).standardDeviations
  return ReverseSampler(.ladder(standardDeviations: noises), .ancestral(.posterior))
    .outputDistribution(of: gaussian)
}
let contenders: [(name: String, output: (Int) -> (mean: Double, variance: Double))] = [
  ("annealed, η = 0.1", { annealedOutput(NoiseLadder(stepsPerLevel: $0 / 20)) }),
  ("annealed, η = 0.5", { annealedOutput(NoiseLadder(stepsPerLevel: $0 / 20, relativeStep: 0.5)) }),
  ("ancestral", ancestralOutput),
]
let calls = [20, 100, 400, 1000, 4000]
table(
  "KL of the output from the running Gaussian, by calls of the score",
  columns: ["sampler"] + calls.map { TableColumn("\($0)", .significant(2)) },
  rows: contenders.map { name, output -> [any TableCell] in
    [name] + calls.map { divergence(output($0)) }
  })

/*:
For the same quality the ancestral sampler needs about a third of the calls of annealed Langevin with $\eta = 0.5$, and a
tenth of those with $\eta=0.1$, until it stops improving. On a new level Langevin first has to reach equilibrium, by
small steps. An ancestral step knows where it comes from: it takes points with noise $\sigma_i$ to points with noise
$\sigma_{i+1}$ at once, nearly exactly if the two are close (@ch:09). In return it relies on what it is given. An error of
the start or of an early step remains, while Langevin corrects it. *Predictor–corrector* samplers (Song et al., 2021)
combine the two, with some Langevin steps on each level after the ancestral one.

The rows end differently, too. The ancestral one comes to rest at $2\cdot10^{-4}$, because the start has the mean 0
instead of 1, and the fraction $v/(v+\sigma_1^2)$ of this error survives. Annealed Langevin has forgotten that mean,
and goes on improving as more steps unfreeze more levels (@eq:frozen).

**What we have.** The reasons for noise at all scales: without it there may be no density, there are no data to learn
from, and there is no path between the modes. A sampler that uses them all, whose shares and variances we can predict,
and the conditions on its ladder. **What we lack.** Anything that looks like a picture. The next two chapters go there
with the two kinds of models that the book has trained, an energy first and then a noise predictor.

## Exercises {#sec:exercises}

The first three are graded: write your answers into [Answers.swift](Chapters/14-annealed-langevin/homework/Answers.swift)
and run `swift run homework-14` (`… homework-14 hint 14.3` gives a hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has more).

@homework

For pencil and paper, or a program of your own:

- **T1.** *A curved line.* The data lie on the unit circle. Show that the noised density is proportional to
  $e^{-r^2/2\sigma^2} I_0(r/\sigma^2)$ with the Bessel function $I_0$ (`besselI`), and find its score. How far from the
  circle does the score behave as it does near a straight line? What is it at the centre?
- **T2.** *The last bit of noise.* Add to the end of the ladder one step $x + \sigma_L^2\,s(x,\sigma_L)$ without noise
  (@eq:06-tweedie). What does it do to the variance in a thin direction? And to the 0.26541 of the running Gaussian?
- **T3.** *Faster at the end.* By @eq:frozen a larger $\varepsilon$ freezes less noise. On the running Gaussian, for the
  ladder of the paper and $K = 100$, which $\varepsilon$ brings the final variance nearest to $\tfrac14$?
- **T4.** *Predictor and corrector.* Write a sampler with one ancestral and $K$ Langevin steps on each level, as a
  `KernelCycle`. How does the share of the larger island depend on $K$, from the start that was too narrow?

## Sources {#sec:sources}

Y. Song and S. Ermon, *Generative modeling by estimating gradients of the data distribution*, NeurIPS 2019, for the
failures, the noise-conditional network and annealed Langevin dynamics (algorithm 1); *Improved techniques for
training score-based generative models*, NeurIPS 2020, for the choice of the ladder. H. A. Kramers, *Brownian motion
in a field of force and the diffusion model of chemical reactions*, Physica 7 (1940). Y. Song et al., *Score-based
generative modeling through stochastic differential equations*, ICLR 2021, for ancestral steps on a ladder and for
predictor–corrector samplers.
*/

chapter.finish()
