/*:
A Langevin sampler needs nothing but the score, the slope of the log density, and there is no $Z$ in
it (@ch:04). So far the score came from an energy that was given. Can it be learned from samples
alone, without a partition function and without a Markov chain?

It looks like curve fitting. But to fit a curve one needs points on it, and data come without their
slopes.
*/
// fold: What this chapter imports
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

let chapter = Chapter(5, "Score matching: learning the slope instead of the height")
var random = chapter.random

/*:
## A field of arrows {#sec:field}
@main

The score $s(x) = \nabla_x \ln p(x)$ attaches an arrow to every point. It points in the direction in
which the log density rises fastest, and its length says how fast. For $p = e^{-E}/Z$ it is
$-\nabla_x E$, because the constant $\ln Z$ has no slope. For the running Gaussian $N(m, v)$ it is a
straight line, $-(x-m)/v$. For a mixture $p = \sum_j w_j p_j$ it is the average of the components'
scores, weighted by the probability that $x$ came from each:

$$ \nabla \ln p(x) = \frac{\sum_j w_j \nabla p_j(x)}{p(x)} = \sum_j \frac{w_j p_j(x)}{p(x)}\, \nabla \ln p_j(x). $$ {#eq:mixture}

The score is the slope of $\ln p$, not of $p$, and @fig:arrows shows how much that matters. The
slope of $p$ vanishes where the density does: far from the data there is nothing to follow. The
score grows there: its arrows are longest at the edge of the picture, and all of them lead back to
the data.
*/

// fold: Drawing the arrows
let mixture = GaussianMixture.running
let plane = Grid(square: -4...4, step: 0.05)
let density = exp(mixture.logDensity(plane.points))
let posts = Grid(square: -3.75...3.75, step: 0.5)
let slopes = mixture.score(at: posts.points)
let heights = exp(mixture.logDensity(posts.points)).reshaped(posts.count, 1)
figure(
  "arrows",
  caption: """
    The running mixture, its score ∇ ln p (left; arrows longer than 8 are cut) and the slope ∇p of \
    the density itself (right).
    """,
  size: .planes
) {
  for (title, field, longest) in [
    ("∇ ln p", slopes, 8), ("∇p", slopes * heights, nil as Double?),
  ] {
    Panel.plane(title) {
      Heatmap(plane, density, colorMap: .sequential, smooth: true)
      VectorPlot(posts, field, longest: longest, length: 20)
    }
  }
}

/*:
@page
The field has lost nothing but a constant. Walk from $x$ to $y$ and add up the arrows along the way:
$\int s \cdot d\ell = \ln p(y) - \ln p(x)$, so the field contains every ratio of densities.

## How far apart are two fields? {#sec:fisher}
@main

To fit a field $s_\theta$ to the field of $p$ we need a measure of how far apart they are. Take the
squared length of the difference, averaged over the data:

$$ F(p \Vert s_\theta) = \tfrac12\, \mathbb{E}_{p} \big\lVert \nabla \ln p(x) - s_\theta(x) \big\rVert^2 . $$ {#eq:fisher}

This is the **Fisher divergence**, $F(p\Vert q)$ if $s_\theta$ is the score of a density $q$. It
vanishes only if the two fields agree wherever $p$ has mass. Since the average is taken over $p$, it
is not symmetric. For data $N(m, v)$ and a model $N(\mu, 1/\lambda)$ the difference of the scores is
linear in $x$, and

$$ F = \tfrac12\Big[ \lambda^2 (m-\mu)^2 + v \Big(\lambda - \frac1v\Big)^2 \Big]. $$ {#eq:gaussians}

Averages over samples agree with it, in both directions:
*/

// fold: Both directions of the Fisher divergence
let running = Gaussian.running
let broad = Gaussian(mean: 0, standardDeviation: 1)
let many = chapter.samples(50_000, quick: 2_000)
for (label, p, q) in [("F(p‖q)", running, broad), ("F(q‖p)", broad, running)] {
  let exact = GaussianFisher.divergence(
    mean: p.mean[0], variance: p.covariance[0][0], fromMean: q.mean[0],
    variance: q.covariance[0][0])
  claim(
    "\(label), p = N(1, ¼), q = N(0, 1)",
    fisherDivergence(
      from: p.score(at:), to: q.score(at:), at: p.sample(many, using: &random)),
    exact: exact, rulesOut: 2 * exact)
}

/*:
The second is nearly eight times the first. (Some authors leave out the ½; then it must be left out
everywhere.)

@page
Why compare whole arrows, and not only their directions? Because directions cannot see temperature:
the scores of $e^{-E}$ and of $e^{-E/T}$ point the same way at every point. At $T = 2$ the angle
between them is zero, but the model's arrows are too short by half, and
$F = \tfrac18\,\mathbb{E}\lVert \nabla \ln p\rVert^2$.

## The attempt that fails {#sec:attempt}
@main

Expand the square in @eq:fisher:

$$ F = \underbrace{\tfrac12\, \mathbb{E}\lVert s_\theta\rVert^2}_{\text{known}}
- \underbrace{\mathbb{E}\big[ s_\theta \cdot \nabla \ln p \big]}_{\text{unknown}}
+ \underbrace{\tfrac12\, \mathbb{E} \lVert \nabla \ln p \rVert^2}_{\text{constant}} . $$ {#eq:expand}

The last term does not depend on $\theta$, and the first is an average that we can compute. The
cross term contains the slope that we do not have. The simplest attempt leaves it out, and fails:
what remains is least for arrows of length zero. The table compares models $N(m, 1/\lambda)$ of the
running Gaussian. The known term falls all the way to $\lambda = 0$, an infinitely wide density,
although the data have $\lambda = 1/v = 4$. The cross term is what keeps arrows long.
*/

// fold: What the cross term does
let (m, v) = (running.mean[0], running.covariance[0][0])
table(
  "Models N(m, 1/λ) of the running Gaussian, whose variance is ¼",
  columns: ["λ", "known: ½ E s²", "F", "F without its constant"],
  rows: [8, 4, 2, 1, 0.1].map { λ in
    let F = GaussianFisher.divergence(mean: m, variance: v, fromMean: m, variance: 1 / λ)
    return [λ, λ * λ * v / 2, F, F - 1 / (2 * v)]
  })

/*:
## Integration by parts {#sec:parts}
@main

Hyvärinen saw in 2005 that an integration by parts removes the unknown slope. In one dimension,
since $p\,(\ln p)' = p'$,

$$ \mathbb{E}\big[s_\theta\, (\ln p)'\big] = \int p\, s_\theta\, \frac{p'}{p}\, dx = \int s_\theta\, p'\, dx
= \Big[\, p\, s_\theta \Big]_{-\infty}^{\infty} - \int s_\theta'\, p\, dx . $$ {#eq:parts}

The derivative has moved from $p$, which we do not know, to $s_\theta$, which we do. This needs
functions that are smooth enough, and it needs the **boundary term** to vanish:

$$ p(x)\, s_\theta(x) \to 0 \quad\text{at both ends.} $$ {#eq:boundary}

That $p$ goes to zero is not enough: it must do so faster than $s_\theta$ grows. If it does, the
cross term is $-\mathbb{E}[s_\theta']$, an average over the data.

In $d$ dimensions the cross term is a sum of $d$ terms $\int s_i\, \partial_i p\, dx$. In the $i$-th
of them, integrate over $x_i$ first, along lines parallel to that axis; the result is
$-\int p\, \partial_i s_i\, dx$. Together they make the trace of the Jacobian $\nabla s_\theta$, and

$$ F(p\Vert s_\theta) = \underbrace{\mathbb{E}_p\Big[ \operatorname{tr} \nabla s_\theta(x) + \tfrac12 \lVert s_\theta(x)\rVert^2 \Big]}_{J(\theta)}
+ \tfrac12\, \mathbb{E}_p \lVert \nabla \ln p(x)\rVert^2 . $$ {#eq:hyvarinen}

$J$ is the loss of **score matching**. Everything in it can be computed from the model at the data
points. Its two parts pull in opposite directions: the square wants short arrows, and the trace
wants arrows that converge on the data ($\operatorname{tr}\nabla s < 0$ where they run together).

$J$ may be negative. Since $F \ge 0$,

$$ J(\theta) \;\ge\; -\tfrac12\, \mathbb{E}_p\lVert\nabla \ln p\rVert^2 , $$ {#eq:floor}

with equality for the true score. In the library, one point contributes this to the loss:

@quote ScoreMatching/ImplicitScoreMatching.swift score-matching-terms

@quote ScoreMatching/ImplicitScoreMatching.swift jacobian-trace

@page
The points are put on the tape, so that the score can be differentiated with respect to them. For
the trace, coordinate $i$ of the scores is summed over all points and differentiated, and coordinate
$i$ of the gradient is kept. (The sum does no harm: a point's score does not depend on the others.)

## Three fits without a network {#sec:fits}
@main

Where the score is linear in its parameters, $J$ is a parabola, and its minimum solves a linear
system. Three such fits show that score matching can equal maximum likelihood, what it costs when it
does not, and how it goes wrong at an edge.

**A Gaussian.** With $s(x) = \eta - \Lambda x$ the loss is
$-\operatorname{tr}\Lambda + \tfrac12\,\mathbb{E}\lVert \eta - \Lambda x\rVert^2$. Setting its
derivatives to zero gives $\eta = \Lambda m$ and $\Lambda\, \Sigma = I$, with $m$ and $\Sigma$ the
mean and the covariance of the data. This is the fit of maximum likelihood, found without a
normalising constant; gradient descent on $J$ finds it.
*/

// fold: Fitting a linear score by gradient descent, and comparing it with the sample's covariance
let sample = Gaussian.runningInPlane.sample(chapter.samples(2_000, quick: 500), using: &random)
func fit(_ objective: some Objective<MLP>) throws -> Linear {
  let start = MLP(layers: [Linear(weight: .zeros(2, 2), bias: .zeros(2))])
  var training = Training(
    of: start, on: objective, batchSize: sample.rowCount, with: SGD(learningRate: 0.5),
    seed: chapter.seed)
  try training.run(steps: 500)
  return training.network.layers[0]
}
let matched = try fit(ImplicitScoreMatching(data: WholeDataSet(sample)))
let centred = sample - sample.mean(axis: 0)
let scatter = centred.transposed().matmul(centred) / Float(sample.rowCount)
claim(
  "largest entry of |ΛΣ̂ − I|",
  measured: Double((matched.weight.value.matmul(scatter) + .identity(2)).abs().max()),
  exact: 0, tolerance: .absolute(1e-3), rulesOut: 1)

/*:
That the two agree is special to the Gaussian: score matching minimises $F$ and not $\mathrm{KL}$,
and the next fit tells them apart.

**A double well.** The energy $E(x) = \tfrac12\theta_1 x^2 + \tfrac14\theta_2 x^4$ has no simple
$Z$. Its score is $-(\theta_1 x+\theta_2 x^3)$, so
$J = \mathbb{E}[-\theta_1 - 3\theta_2 x^2 + \tfrac12(\theta_1 x+\theta_2 x^3)^2]$, which is least
where

$$ \begin{pmatrix} \mathbb{E}x^2 & \mathbb{E}x^4 \\ \mathbb{E}x^4 & \mathbb{E}x^6 \end{pmatrix} \begin{pmatrix} \theta_1 \\ \theta_2 \end{pmatrix} = \begin{pmatrix} 1 \\ 3\,\mathbb{E}x^2 \end{pmatrix}. $$ {#eq:quartic}

Three averages and two linear equations; maximum likelihood would have to integrate $e^{-E}$ at
every step. The data are drawn (by rejection) from the double well of @ch:01 at $T = \tfrac12$,
where $E/T = 2(x^2-1)^2$, so $\theta_1 = -8$ and $\theta_2 = 8$. The standard errors of both methods
are known for large samples, and maximum likelihood's are the smallest possible.
*/

// fold: Sampling the double well, and fitting it
let wellCount = chapter.samples(40_000, quick: 5_000)
var wellPoints: [Double] = []
while wellPoints.count < wellCount {
  let x = 5 * random.uniform() - 2.5
  if random.uniform() < exp(-2 * (x * x - 1) * (x * x - 1)) { wellPoints.append(x) }
}
let squares = wellPoints.map { $0 * $0 }
func mean(_ values: [Double]) -> Double { sum(values) / Double(values.count) }
let fitted = QuarticScoreMatching.fit(
  secondMoment: mean(squares), fourthMoment: mean(squares.map { $0 * $0 }),
  sixthMoment: mean(squares.map { $0 * $0 * $0 }))
let covariances = QuarticScoreMatching.asymptoticCovariances(a: -8, b: 8)
let errors = [covariances.scoreMatching, covariances.maximumLikelihood].map { covariance in
  [0, 1].map { sqrt(covariance[$0][$0] / Double(wellCount)) }
}
claim("θ₁", Estimate(fitted.a, standardError: errors[0][0]), exact: -8, rulesOut: -4)
claim("θ₂", Estimate(fitted.b, standardError: errors[0][1]), exact: 8, rulesOut: 4)
table(
  "Standard errors with \(wellCount) samples", columns: ["", "θ₁", "θ₂"],
  rows: zip(["score matching", "maximum likelihood"], errors).map { [$0, $1[0], $1[1]] })

/*:
Here the missing $Z$ costs a quarter to a third in standard error. It is not always so cheap:
@sec:blind has a case where the price is ruinous.

**An edge.** The third fit goes wrong. Waiting times have the density $p(x) = r e^{-rx}$ for
$x > 0$. A model with rate $\rho$ has the constant score $-\rho$, so $s' = 0$ and the loss is
$J = \tfrac12\rho^2$. It is least at $\rho = 0$, whatever the data: the arrows shrink to nothing, as
in @sec:attempt. The culprit is @eq:boundary. The density does not vanish at its edge, $p(0) = r$,
and the boundary term is

$$ \big[\, p\, s \,\big]_0^\infty = 0 - r\cdot(-\rho) = r\rho, \qquad
F = \tfrac12(\rho - r)^2 = J - r\rho + \tfrac12 r^2 . $$ {#eq:edge}

The remedy is to weight the comparison by a function that vanishes at the edge, such as $x^2$. In
$\tfrac12\,\mathbb{E}[x^2(s-(\ln p)')^2]$ the boundary term $[x^2 p\, s]$ is zero, and integration
by parts gives

$$ J_{x^2} = \mathbb{E}\big[ (x^2 s)' + \tfrac12 x^2 s^2 \big] = -2\rho\, \mathbb{E}x + \tfrac12\rho^2\, \mathbb{E}x^2,
\qquad \hat\rho = \frac{2\,\mathbb{E}x}{\mathbb{E}x^2} . $$ {#eq:weighted}

For the exponential distribution $\mathbb{E}x = 1/r$ and $\mathbb{E}x^2 = 2/r^2$, so $\hat\rho = r$,
as it should be; over a sample of $n$ waiting times its variance is about $2r^2/n$.
*/

// fold: Fitting waiting times
let rate = 2.0
let waits = random.uniform([many]).doubles.map { -log($0) / rate }
claim(
  "rate, weighted by x²",
  Estimate(
    ExponentialScoreMatching.fit(mean: mean(waits), secondMoment: mean(waits.map { $0 * $0 })),
    variance: ExponentialScoreMatching.asymptoticVariance(rate: rate), draws: many),
  exact: rate, rulesOut: rate / 2)

/*:
The edge is no curiosity: pixels live between 0 and 1, and many of them *at* 0 or 1.

## A network learns the field {#sec:network}
@main

Now the data are samples of the running mixture. The model is a perceptron with two inputs and two
outputs, two hidden layers of 64 units and a smooth activation, which is needed because the loss
differentiates the network once with respect to $x$, and training differentiates the result with
respect to $\theta$.
*/

let data = DataSet(mixture.sample(chapter.samples(50_000, quick: 5_000), using: &random))
let steps = chapter.samples(800, quick: 100)
var training = Training(
  of: MLP([2, 64, 64, 2], using: &random), on: ImplicitScoreMatching(data: data), batchSize: 256,
  with: Adam(learningRate: .cosine(from: 0.01, steps: steps)), seed: chapter.seed)
try training.run(steps: steps)
let learned = training.network

/*:
@page
(With ReLU the trace would be piecewise constant in $x$. Training moves the kinks at which it jumps,
but its derivative at given points does not see a jump move, so the gradient of $J$ would be wrong.)

@main
How good is it? For once the true score is known, so $F$ itself can be computed on fresh samples,
and compared with that of three other fields: the *zero field*, the best *linear* field (that of the
Gaussian with the mixture's mean and covariance, @sec:fits), and the *untilted* mixture, whose
components have the right weights, places and extents along both axes, but no correlations.
*/

// fold: Yardsticks, and the network's Fisher divergence
let wide = Grid(square: -7...7, step: 0.05)
let bestGaussian = Gaussian(mean: mixture.mean, covariance: mixture.covariance)
let zeroField = fisherDivergence(from: mixture, to: { 0 * $0 }, on: wide)
let linearField = fisherDivergence(from: mixture, to: bestGaussian.score, on: wide)
let untiltedField = fisherDivergence(from: mixture, to: mixture.untilted.score, on: wide)
let fresh = mixture.sample(many, using: &random)
func divergence(of network: MLP) -> Estimate {
  fisherDivergence(from: mixture.score(at:), to: { network.score(at: $0) }, at: fresh)
}
let fisher = divergence(of: learned)
table(
  "Fisher divergence from the running mixture",
  columns: ["field", "F", "share of the zero field's"],
  rows: [
    ("zero", zeroField), ("the best linear field", linearField),
    ("the untilted mixture", untiltedField), ("the network", fisher.value),
  ].map { [$0, $1, $1 / zeroField] })
if !chapter.quick {
  claim("F of the network, below that of the untilted mixture", fisher, atMost: untiltedField)
}

/*:
The network has found the components and their tilts without being told that there are components.
No sampler ran, nothing was normalised, and the loss never saw a true arrow. (With real data neither
$F$ nor the floor of @eq:floor is known. One compares the $J$ of models on held-out data.)

@page
The identity behind the loss can be checked on the network itself. Integration by parts says
$\mathbb{E}[\operatorname{tr}\nabla s_\theta + s_\theta\cdot\nabla\ln p] = 0$, which statisticians
know as Stein's identity. It must hold for every smooth field that does not grow too fast, good or
bad.

An error that no single arrow shows is rotation. Every score is a gradient, so
$\partial_1 s_2 = \partial_2 s_1$. Arrows that are fitted freely need not obey this, and then no
density has them as its score. The network's rotation is less than a tenth of the mean trace, which
is $-\mathbb{E}\lVert\nabla\ln p\rVert^2 = -9.4$, but it is pure error. A network for the energy,
with the score $-\nabla_x E_\theta$, cannot make it (exercise T6). Most diffusion models use free
arrows all the same: training needs one derivative less, and sampling none at all.
*/

// fold: Stein's identity, and the rotation
let probe = Tape().variable(fresh)
let arrows = learned.score(at: probe)
let work = (arrows.value * mixture.score(at: fresh)).rowSums()
claim(
  "E[tr ∇s + s · ∇ ln p] of the network",
  Estimate(meanOf: jacobianTrace(of: arrows, withRespectTo: probe).value + work), exact: 0,
  rulesOut: work.mean() / 2)
let rows = (0..<2).map { gradient(of: arrows.column($0).sum(), withRespectTo: probe).value }
let rotation = rows[1].column(0) - rows[0].column(1)
show("root mean square of ∂₁s₂ − ∂₂s₁", sqrt(rotation.square().mean()))

/*:
@main
@fig:fields puts the learned arrows on the true ones. Where the data are, one sees a single set of
arrows. Outside, the two part company, and @fig:error says why. On its left, the error
$\tfrac12\lVert s_\theta - \nabla\ln p\rVert^2$ is small where $p$ is large and grows by orders of
magnitude where $p$ is small. The loss does not notice, because what enters $F$ is the error *times*
the density, on the right. Most of the product lies in the seams between the modes, where the true
arrows turn round within a short distance and there are few data. A sampler that starts in the empty
region is led by arrows that nothing has checked; @ch:14 comes back to that.
*/

// fold: Drawing the learned field and its error
let sparse = Grid(square: -3.75...3.75, step: 0.75)
figure(
  "fields",
  caption: """
    The true score (black) and the learned one (blue, thinner) over contours of the density; arrows \
    longer than 8 are cut.
    """,
  size: Figure.Size(width: 500, height: 500)
) {
  Panel.plane(legend: .above) {
    ContourPlot(densityOf: mixture, on: plane)
    for (label, field, style) in [
      ("true", mixture.score(at: sparse.points), Style.exact.lineWidth(2.2)),
      ("learned", learned(sparse.points), .learned.lineWidth(1)),
    ] {
      VectorPlot(sparse, field, longest: 8, length: 32, label: label, style: style)
    }
  }
}
let fieldError =
  0.5 * (learned(plane.points) - mixture.score(at: plane.points)).square().rowSums()
figure(
  "error",
  caption: """
    Half the squared error of the learned score (left, logarithmic), and its product with the \
    density, which the Fisher divergence adds up (right); white, contours of the density.
    """,
  size: .planes
) {
  for (title, values, range, scale) in [
    ("Error", fieldError, 1e-4...1e3, Axis.Scale.log),
    ("Error × density", fieldError * density, nil as ClosedRange<Double>?, .linear),
  ] {
    Panel.plane(title) {
      Heatmap(plane, values, range: range, scale: scale, colorBar: "", smooth: true)
      ContourPlot(densityOf: mixture, on: plane, style: Style(color: .white).lineWidth(0.6))
    }
  }
}

/*:
## What broke: too few points {#sec:overfit}
@main

The floor of @eq:floor holds for expectations over $p$. An average over a sample has no floor.
Through the trace, the loss rewards a network for being steep *at* the data points, and nothing
constrains it between them. Take thirty points, and train on all of them in every step:
*/

// fold: Training on thirty points
let few = WholeDataSet(data.points.rows(0..<30))
var overfitted = Training(
  of: MLP([2, 64, 64, 2], using: &random), on: ImplicitScoreMatching(data: few), batchSize: 30,
  with: Adam(learningRate: 0.01), seed: chapter.seed)
try overfitted.run(steps: chapter.samples(600, quick: 150))
table(
  "The same network, trained on 30 points and on \(data.points.rowCount)",
  columns: ["points", "J at the end, on them", "floor", "F on fresh data"],
  rows: [
    [30, overfitted.losses.last!, -zeroField, divergence(of: overfitted.network).value],
    [data.points.rowCount, mean(training.losses.suffix(25)), -zeroField, fisher.value],
  ])
claim(
  "J on 30 points, below the floor of every true loss", measured: overfitted.losses.last!,
  atMost: -zeroField)

/*:
A loss so far below the floor gives the failure away: no field has such a $J$ in expectation.
Likelihood has the same disease, a spike on every point. The cures are more data, a smaller network,
stopping early, or noise on the points, which is what @ch:06 does.

## The price of the trace {#sec:price}
@main

The trace needs one backward pass for each coordinate, and training then differentiates through all
of them. This can be counted without a clock: a network with two hidden layers puts $18 + 12d$
operations on the tape. @fig:price adds the clock. In high dimensions the time of a step grows at
least in proportion to $d$.

@page
*/

// fold: Counting and timing
let dimensions = chapter.quick ? [2, 4, 8, 16] : [2, 8, 32, 128]
let milliseconds = try dimensions.map { d in
  let loss = ImplicitScoreMatching<MLP>(data: Gaussian.isotropic(dimension: d))
  let (network, tape) = (MLP([d, 64, 64, d], using: &random), Tape())
  if d == dimensions.last! {
    _ = loss.terms(network.tracked(on: tape).network, .zeros(1, d), on: tape)
    claim(
      "operations on the tape, d = \(d)", measured: Double(tape.count),
      exact: 18 + 12 * Double(d), tolerance: .absolute(0), rulesOut: 30)
  }
  let steps = chapter.quick ? 1 : max(10, 512 / d)
  var training = Training(
    of: network, on: loss, batchSize: 64, with: SGD(learningRate: 1e-6), seed: chapter.seed)
  try training.run(steps: 1)
  return try 1e3 * stopwatch("\(steps) steps in \(d) dimensions") { try training.run(steps: steps) }
    / Double(steps)
}

/*:
@main
*/

// fold: Drawing the price
figure(
  "price",
  caption: """
    Time of one training step with the exact trace, on 64 points, by a network with two hidden \
    layers of 64. The dotted line is proportional to d.
    """,
  size: .single, timed: true
) {
  let d = dimensions.map(Double.init)
  Panel(
    x: Axis("dimension d", scale: .log, ticks: d, tickLabels: dimensions.map(String.init)),
    y: Axis("milliseconds", scale: .log)
  ) {
    LinePlot(x: d, y: d.map { milliseconds[0] * $0 / 2 }, style: .exact.dash(.dotted))
    PointPlot(x: d, y: milliseconds, style: .measured)
  }
}

/*:
The Jacobian of a score in $d$ dimensions is the Hessian of $\ln p$: for a hundred pixels
$100 \times 100 = 10{,}000$ numbers, of which the trace uses a hundred, and no single backward pass
fetches just those. For a picture of $784$ pixels the loss needs $784$ backward passes in every
step, and keeps all of them on the tape. The next two chapters go around this wall.

## The shortcut that is not one {#sec:shortcut}
@main

One backward pass gives the gradient of *one* number. Is there a number whose gradient gives the
trace? A tempting candidate is the sum of all outputs: one pass, a vector of $d$ entries, add them
up.
*/

nonisolated struct ShortcutScoreMatching: Objective {
  var data: any DataSource
  func batch(_ count: Int, for model: MLP, using random: inout RandomStream) -> Tensor {
    data.sample(count, using: &random)
  }
  func terms(_ model: MLP, _ points: Tensor, on tape: Tape) -> Variable {
    let x = tape.variable(points)
    let s = model.score(at: x)
    let columnSums = gradient(of: s.sum(), withRespectTo: x)
    return columnSums.rowSums() + 0.5 * s.square().rowSums()
  }
}

/*:
It runs, it has the right shape, and it is wrong. Entry $i$ of that gradient is
$\sum_k \partial_i s_k$, a column sum of the Jacobian, and the total is the sum of *all* $d^2$
entries. What a model learns from it follows by integrating by parts for every pair of indices:
$\mathbb{E}\sum_{ik}\partial_i s_k = -\mathbb{E}\big[\sum_k s_k \cdot \sum_i \partial_i \ln p\big]$.
If the model is rich enough, the wrong loss is therefore least for the field of which every
component is the *sum* of the true components,

$$ s_k(x) = \sum_{i=1}^d \partial_i \ln p(x) \qquad\text{for all } k, $$ {#eq:shortcut}

whatever the density. In two dimensions the error of the first component is then exactly the true
second component, and conversely, so

$$ F = \tfrac12\, \mathbb{E}\lVert \nabla\ln p \rVert^2 : $$ {#eq:silence}

after all that training, the field is exactly as bad as none. The linear fit of @sec:fits with both
losses shows it; the two rows of the shortcut's $\Lambda$ are the same.
*/

// fold: Fitting with the shortcut
let shortcut = try fit(ShortcutScoreMatching(data: WholeDataSet(sample)))
let entries = scatter.doubles
let inverseScatter = Cholesky([[entries[0], entries[1]], [entries[2], entries[3]]])!.inverse
table(
  "Λ of linear scores fitted to the running Gaussian in the plane",
  columns: ["", "Λ₁₁", "Λ₁₂", "Λ₂₁", "Λ₂₂"],
  rows: [["inverse covariance of the sample"] + inverseScatter.flatMap { $0 }]
    + [("exact trace", matched), ("shortcut", shortcut)].map { name, layer in
      let weights = layer.weight.value.doubles
      return [name, -weights[0], -weights[2], -weights[1], -weights[3]]
    })
claim(
  "F of the shortcut, on its own data",
  measured: fisherDivergence(
    from: { -($0 - sample.mean(axis: 0)).matmul(Tensor(rows: inverseScatter)) },
    to: { shortcut(Variable($0)).value }, at: sample
  ).value,
  exact: (inverseScatter[0][0] + inverseScatter[1][1]) / 2, tolerance: .relative(5e-3), rulesOut: 0)

/*:
@page
In $d > 2$ dimensions the field is worse than none, by
$\tfrac{d-2}2\,\mathbb{E}\big(\sum_i\partial_i\ln p\big)^2$: for $N(0, I)$ it has $F = d(d-1)/2$,
against $d/2$ for the zero field. The mistake hides well: if the Jacobian is diagonal, as it is for
independent coordinates, both sums agree *at the true score*, and a test of the loss on $N(0,I)$
with the model $s=-x$ passes.

## What the slope does not see {#sec:blind}
@main

If the Fisher divergence is zero, the fields are equal. If it is nearly zero, the densities may
still be far apart. Take two modes, $N(m,1)$ and $N(-m,1)$, with weights $w = 0.8$ and $0.2$ in the
data, and one half each in the model. Inside a mode the weight is a constant factor, and a constant
factor has no slope. By @eq:mixture the scores differ only where both components contribute to the
density, in the gap, and the further apart the modes are, the fewer data fall there. With
$h = \tfrac12\ln\frac{w}{1-w}$ the score is $-x + m\tanh(mx+h)$, and $F$ is one integral. For large
$m$ and a model with weight $\theta$ it is

$$ F \approx \sqrt{\tfrac{\pi}{2}}\; m\, e^{-m^2/2}\, \sqrt{w(1-w)}\,\big(\cosh(h_w - h_\theta) - 1\big). $$ {#eq:blind}

The divergence of the densities goes the other way: for separate modes it tends to that of two
biased coins, $0.8\ln1.6+0.2\ln0.4 = 0.193$.
*/

// fold: Both divergences
let (heavy, even) = (0.8, 0.5)
func blindFisher(_ m: Double) -> Double {
  MixtureBlindness.fisherDivergence(distance: m, weight: heavy, otherWeight: even)
}
func blindKL(_ m: Double) -> Double {
  MixtureBlindness.divergence(distance: m, weight: heavy, otherWeight: even)
}
table(
  "Weights 0.8 and 0.2 against one half each", columns: ["m", "F", "F for large m", "KL"],
  rows: [1, 2, 3, 4, 6].map { m in
    [
      m, blindFisher(m),
      MixtureBlindness.separatedFisherDivergence(distance: m, weight: heavy, otherWeight: even),
      blindKL(m),
    ]
  })

/*:
At $m = 6$ three of ten points have moved from one mode to the other, and the loss differs by
$10^{-8}$. No realistic sample will show it. Between modes that overlap, the score still knows the
weights; as they separate, this knowledge is lost very fast.

How much data does it take to estimate $w$ when the modes are known? The table gives $n$ times the
variance of the estimate for large $n$ (@eq:weight). The quotient, the price of score matching,
grows like $\sqrt{2w(1-w)/\pi}\; m\, e^{m^2/2}$.
*/

// fold: What estimating the weight costs
table(
  "Estimating w = 0.8 with known modes: n times the variance of the estimate",
  columns: ["m", "score matching", "maximum likelihood", TableColumn("quotient", .significant(4))],
  rows: [1, 2, 3, 4].map { m in
    let (matching, likelihood) = MixtureWeightEstimation.asymptoticVariances(
      distance: m, weight: heavy)
    return [m, matching, likelihood, matching / likelihood]
  })

/*:
To know $w$ to $\pm 0.01$ at $m = 4$, maximum likelihood needs $1{,}600$ points and score matching
seven million. This is no accident of the example. The efficiency of score matching is governed by
the same constants of the density as the mixing time of Langevin dynamics (Koehler, Heckett and
Risteski): the loss is blind to what the sampler cannot cross.

@deeper The variance of the estimated weight
Write $y = mx + h$. As a function of $h$, the contribution $s' + \tfrac12 s^2$ of one point to the
loss has the derivative $-m\operatorname{sech}^2 y\,(x + m\tanh y)$. At the true $h$ its mean is
zero, and its mean slope is that of $F$, since $J$ and $F$ differ by a constant:
$\mathbb{E}(\partial s/\partial h)^2 = m^2\,\mathbb{E}\operatorname{sech}^4 y$. The estimate, at
which the mean derivative over the sample vanishes, has $n$ times the variance

$$ \frac{\mathbb{E}\big[\operatorname{sech}^4 y\,(x+m\tanh y)^2\big]}{m^2\,\big(\mathbb{E}\operatorname{sech}^4 y\big)^2}
\quad\text{for } h, \text{ times } \Big(\frac{dw}{dh}\Big)^2 = 4w^2(1-w)^2 \text{ for } w . $$ {#eq:weight}

For maximum likelihood the derivative is $\tanh y - (2w-1)$, and $n$ times the variance of $h$ is
$1/\operatorname{Var}\tanh y$.

@main
Is the information lost? No, it is in a place without data. So bring the data there, by adding
noise. Let $p_t$ be the density of $x + \sqrt t\, z$ with standard normal $z$. It is $p$ convolved
with the density of $N(0, t)$, which satisfies the heat equation $\partial_t p = \tfrac12\Delta p$;
so $p_t$ does, too, and likewise $q_t$. Two integrations by parts then give (exercise T5)

$$ \frac{d}{dt}\, \mathrm{KL}(p_t \Vert q_t) = -\tfrac12\,\mathbb{E}_{p_t}\lVert\nabla\ln p_t - \nabla\ln q_t\rVert^2
= -F(p_t\Vert q_t) . $$ {#eq:debruijn}

The Fisher divergence is the rate at which noise wipes out the difference between two densities. In
the end nothing is left of it, so

$$ \mathrm{KL}(p\Vert q) = \int_0^\infty F(p_t \Vert q_t)\, dt : $$ {#eq:all-noise}

a model that matches the scores at *all* levels of noise has matched the densities, weights and all.

@page
For our pair, noise of variance $t$ widens the modes to $\sqrt{1+t}$. In units of this width they
lie at $\pm m/\sqrt{1+t}$, so $F_t = F(m/\sqrt{1+t})/(1+t)$, and the integral can be checked:
*/

// fold: The integral over all noise
func noisedFisher(_ m: Double, _ t: Double) -> Double { blindFisher(m / sqrt(1 + t)) / (1 + t) }
for m in [2.0, 6] {
  // t = e^u − 1 from no noise to e³⁰.
  let total = integrate(from: 0, to: 30, points: 300) { u in exp(u) * noisedFisher(m, exp(u) - 1) }
  claim(
    "∫ F dt over all noise, m = \(label(m))", measured: total, exact: blindKL(m),
    tolerance: .relative(1e-8), rulesOut: 2 * blindKL(m))
}

/*:
@main
In @fig:blindness, look first at the two scores, which differ only in the gap, and then at the last
panel, the one to remember. (It shows $t\,F$ because on a logarithmic axis areas are
$t\,F\,d\ln t = F\,dt$.) Without noise there is next to nothing to learn from. Most of the KL comes
from noise with $\sqrt t$ around half the distance of the modes, here 4, where they begin to
overlap. This is one reason why diffusion models learn the score at every level of noise at once.
*/

// fold: Drawing the blindness
let line = Grid(-7...7, step: 0.05)
let gaps = Grid(0.2...6, step: 0.1)
let noises = Grid(-1...4, count: 151).map { pow(10, $0) }
figure(
  "blindness",
  caption: """
    Above: modes at ±4 with weights 0.8 and 0.2 (data) and one half each (model). Below: both \
    divergences against m, and the Fisher divergence at m = 4 against the variance of added noise; \
    the area under this curve is KL.
    """,
  size: .tall, columns: 2
) {
  let pairs = [
    ("0.8, 0.2", GaussianMixture.pair(distance: 4, weight: heavy), Style.exact),
    ("½, ½", GaussianMixture.pair(distance: 4, weight: even), Style.series(1)),
  ]
  let curves: [(String, String, (GaussianMixture) -> Tensor)] = [
    ("Densities", "p(x)", { exp($0.logDensity(line.points)) }),
    ("Scores", "s(x)", { $0.score(at: line.points) }),
  ]
  for (title, label, values) in curves {
    Panel(title, x: Axis("x"), y: Axis(label)) {
      for (name, pair, style) in pairs {
        LinePlot(line, values(pair), label: name, style: style)
      }
    }
  }
  Panel("Divergences", x: Axis("m"), y: Axis("divergence", scale: .log, range: 1e-8...1)) {
    LinePlot(gaps, label: "KL", style: .exact.dash(.dashed), blindKL)
    LinePlot(gaps, label: "Fisher", style: .exact, blindFisher)
  }
  Panel("Under noise", x: Axis("variance t of the noise", scale: .log), y: Axis("t F(p_{t}‖q_{t})"))
  {
    AreaPlot(x: noises, y: noises.map { $0 * noisedFisher(4, $0) }, style: .exact.fillOpacity(0.15))
    LinePlot(x: noises, y: noises.map { $0 * noisedFisher(4, $0) }, style: .exact)
  }
}

/*:
## What we have, and what we lack {#sec:lack}
@main

A score can be learned from samples, by a loss without $Z$ and without chains, in seconds. Three
things are wrong with it. The trace costs $d$ backward passes. The field is good where the data are
and nowhere else. And the weights of separate modes are lost. The first problem is solved by adding
noise to the data (@ch:06) or by probing the Jacobian in random directions (@ch:07); the other two
by adding noise as well, and much of it (@ch:08 and @ch:09).

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/05-score-matching/homework/Answers.swift), and run `swift run homework-05`:
it says which are right, and what is wrong with the others. `swift run homework-05 hint 5.3` gives a
hint. [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

**T1 · Warm-up.** Show that $\mathbb{E}_p[\nabla\ln p] = 0$ and
$\mathbb{E}_p[\nabla\ln p\,\nabla\ln p^\top] = -\mathbb{E}_p[\nabla^2\ln p]$, and say what both are
for a Gaussian. Which boundary terms did you drop?

**T2 · Another weight.** Weight the waiting times by $x$ instead of $x^2$. Which estimator comes
out, and how does its variance compare with the $2r^2/n$ of @eq:weighted?

**T3 · Heavy tails.** Let $p$ be the Cauchy density and $s_\theta(x) = -\theta x$. Show that
@eq:boundary holds. What is $J$ all the same? Propose a score model for which it is finite.

**T4 · The quartic in trouble.** Fit the double well at $T = 0.02$, where nearly all data have
$|x|\approx 1$. What happens to the determinant of @eq:quartic, and to the errors of $\theta_1$ and
$\theta_2$? Which combination of the two is still known well?

**T5 · De Bruijn.** Prove @eq:debruijn: differentiate $\int p\ln(p/q)$, insert the heat equation,
and integrate by parts. Then check it for two Gaussians with @eq:gaussians and the divergence of
@ch:01.

**T6 · A small project.** Train an energy instead of free arrows: a `ScoreNetwork` around an
`EnergyMLP([2, 64, 64])`, whose score is `differentiableScore(of: energy.energy)`. Compare $F$ and
the rotation with those of @sec:network, over five starts of each. Then run Metropolis (@ch:02) on
the energy and on $-\ln p$, from the same starts, and reject every step out of the square
$[-4,4]^2$, beyond which the network knows nothing. Do the shares of the four modes agree?

## Sources {#sec:sources}

A. Hyvärinen, *Estimation of non-normalized statistical models by score matching*, JMLR 6 (2005), up
to @sec:fits; *Some extensions of score matching*, Computational Statistics & Data Analysis 51
(2007), for the weight $x^2$. C. Stein, *A bound for the error in the normal approximation to the
distribution of a sum of dependent random variables*, Sixth Berkeley Symposium (1972), for the
identity. Y. Song and S. Ermon, *Generative modeling by estimating gradients of the data
distribution*, NeurIPS 2019, for the blindness and the empty regions. F. Koehler, A. Heckett and A.
Risteski, *Statistical efficiency of score matching: the view from isoperimetry*, ICLR 2023, for
what the blindness costs. S. Lyu, *Interpretation and generalization of score matching*, UAI 2009,
for @eq:debruijn, after A. J. Stam, *Some inequalities satisfied by the quantities of information of
Fisher and Shannon*, Information and Control 2 (1959).
*/

chapter.finish()
