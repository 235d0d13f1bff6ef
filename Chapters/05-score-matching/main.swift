/*:
Two things are known about the score, the slope of a log density: no $Z$ is in it, and a sampler
needs nothing else (@ch:04). So far it came from an energy that somebody gave us. This chapter
asks whether it can be learned from samples alone, with no partition function and no chain. A height
$\ln p(x)$ cannot be had without $Z$; a slope can, so perhaps it can be fitted as one fits a curve.

The obstacle is plain. To fit a curve one needs points *on* it, and the data do not come with their
slopes attached.
*/
import Autodiff
import Distributions
import Elementary
import EnergyModels
import LinearAlgebra
import Networks
import Notebook
import Plotting
import Samplers
import ScoreMatching
import Tensors
import Theory

let chapter = Chapter(5, "Score matching: learning the slope instead of the height")
var random = chapter.random

/*:
## A field of arrows {#sec:field}

The score $s(x) = \nabla_x \ln p(x)$ attaches an arrow to every point: the direction in which the
log density rises fastest, and how fast. For $p = e^{-E}/Z$ it is $-\nabla_x E$; the constant
$\ln Z$ has no slope. For the running Gaussian it is a straight line, $-(x-\mu)/s^2$, and for a
mixture $p = \sum_k w_k p_k$ it is the average of the components' scores, weighted by the
probability that $x$ came from each:

$$ \nabla \ln p(x) = \frac{\sum_k w_k \nabla p_k(x)}{p(x)} = \sum_k \frac{w_k p_k(x)}{p(x)}\, \nabla \ln p_k(x). $$ {#eq:mixture}

It is the slope of $\ln p$, not of $p$. @fig:arrows shows both. The slope of $p$ fades where the
density does: far from all data there is nothing to follow. The score grows there; at the edge of
the picture its arrows are longest, and all of them lead home.
*/

let mixture = GaussianMixture.running

// fold: Drawing the arrows
let axis = Array(stride(from: -4.0, through: 4, by: 0.05))
let plane = Tensor(rows: axis.flatMap { y in axis.map { x in [x, y] } })
let density = exp(mixture.logDensity(plane)).doubles
let coarse = Array(stride(from: -3.75, through: 3.75, by: 0.5))
let posts = Tensor(rows: coarse.flatMap { y in coarse.map { x in [x, y] } })

func arrows(_ field: Tensor, longest: Double?, style: Style = .exact.lineWidth(0.9)) -> VectorPlot {
  VectorPlot(
    x: posts.column(0).doubles, y: posts.column(1).doubles, u: field.column(0).doubles,
    v: field.column(1).doubles, longest: longest, length: 20, style: style)
}

let slopes = mixture.score(at: posts)
figure(
  "arrows",
  caption: """
    The running mixture, its score $\\nabla \\ln p$ (left) and the slope $\\nabla p$ of the density itself \
    (right). Arrows longer than 8 are cut to that length on the left.
    """,
  size: .planes
) {
  let heights = exp(mixture.logDensity(posts)).reshaped(posts.shape[0], 1)
  for (title, field, longest) in [("∇ ln p", slopes, 8), ("∇p", slopes * heights, nil as Double?)] {
    Panel(title, x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
      Heatmap(x: axis, y: axis, values: density, colorMap: .sequential)
      arrows(field, longest: longest)
    }
  }
}

/*:
What is such a field like on average? Two numbers describe it, its mean square, which will be needed
all the time, and the mean of $x\cdot s$. The second is known beforehand, by an integration by
parts, which will be this chapter's only tool:
$\mathbb{E}[x_j s_j] = \int x_j\, \partial_j p\, dx = -\int p\, dx = -1$ for each coordinate,
whatever the density, as long as $x_j p$ vanishes far out.
*/

/// The mean of f under the running mixture, by the trapezoidal rule on a grid.
func planeMean(_ f: (Tensor) -> Tensor) -> Double {
  let ticks = Array(stride(from: -7.0, through: 7, by: 0.05))
  let grid = Tensor(rows: ticks.flatMap { y in ticks.map { x in [x, y] } })
  return (exp(mixture.logDensity(grid)) * f(grid)).sum() * 0.05 * 0.05
}

let meanSquare = planeMean { mixture.score(at: $0).square().sum(axis: 1) }
show("E‖s‖² of the running mixture", meanSquare)
claim(
  "E[x · s], which should be −d", measured: planeMean { (mixture.score(at: $0) * $0).sum(axis: 1) },
  exact: -2, tolerance: .absolute(1e-4), rulesOut: -1)

/*:
Does a field of arrows still know the density? Walk from $x$ to $y$ and add up what the arrows say
along the way: $\int s \cdot d\ell = \ln p(y) - \ln p(x)$. All ratios are there, so everything is
there but the constant. Here is the walk between two modes, along a straight line:
*/

func alongTheWay(from a: [Double], to b: [Double]) -> Double {
  let step = zip(a, b).map { $1 - $0 }
  return integrate(from: 0, to: 1, points: 200) { t in
    let point = Tensor(rows: [[a[0] + t * step[0], a[1] + t * step[1]]])
    let s = mixture.score(at: point).doubles
    return s[0] * step[0] + s[1] * step[1]
  }
}
let (summitA, summitB) = ([-1.7, -0.8], [2.5, 1.1])
let logs = mixture.logDensity(Tensor(rows: [summitA, summitB])).doubles
claim(
  "∫ s · dℓ from one mode to another", measured: alongTheWay(from: summitA, to: summitB),
  exact: logs[1] - logs[0], tolerance: .absolute(1e-4), rulesOut: 0)

/*:
## How far apart are two fields? {#sec:fisher}

To fit a field of arrows $s_\theta$ to the field of $p$ we need a distance. Take the square of the
difference of the arrows, averaged over the data,

$$ F(p \Vert s_\theta) = \tfrac12\, \mathbb{E}_{p} \big\lVert \nabla \ln p(x) - s_\theta(x) \big\rVert^2 . $$ {#eq:fisher}

This is the **Fisher divergence**; if $s_\theta$ is the score of a density $q$, we write
$F(p\Vert q)$. It is zero only if the fields agree wherever $p$ has mass. The average is over $p$,
so it is not symmetric. Between Gaussians it is a formula. With data $N(\mu, s^2)$ and model
$N(m,v)$ the difference of the scores is a straight line,

$$ F = \tfrac12\Big[ \frac{(\mu-m)^2}{v^2} + s^2\Big(\frac1v - \frac1{s^2}\Big)^2 \Big]. $$ {#eq:gaussians}

Here is the average over samples, against the formula, in both directions.
*/

let running = Gaussian.running
let broad = Gaussian(mean: 0, standardDeviation: 1)
let many = chapter.samples(50_000, quick: 2_000)

for (label, p, q) in [("F(p‖q)", running, broad), ("F(q‖p)", broad, running)] {
  let x = p.sample(many, using: &random)
  let (value, error) = fisherDivergence(from: p.score(at:), to: q.score(at:), at: x)
  let exact = GaussianFisher.divergence(
    mean: p.mean[0], variance: p.covariance[0][0], fromMean: q.mean[0],
    variance: q.covariance[0][0])
  claim(
    "\(label), p = N(1, ¼), q = N(0, 1)", measured: value, standardError: error, exact: exact,
    rulesOut: 2 * exact)
}

/*:
The second is nearly eight times the first. (The value ruled out forgets the ½. Some authors do
without it; then it must be forgotten everywhere.)

Why a distance of arrows, and not an angle between them? Because an angle cannot see temperature.
The scores of $e^{-E}$ and of $e^{-E/T}$ point the same way at every point, and only their lengths
tell a warm density from a cold one. For a model twice as hot as $p$ the cosine is 1 everywhere,
while half of every arrow is missing, and $F = \tfrac18\,\mathbb{E}\lVert \nabla \ln p\rVert^2$:
*/

let sampled = mixture.sample(many, using: &random)
let cold = mixture.score(at: sampled)
let hot = 0.5 * cold
let cosine =
  (cold * hot).sum(axis: 1) / sqrt(cold.square().sum(axis: 1) * hot.square().sum(axis: 1))
let (distance, distanceError) = fisherDivergence(
  from: mixture.score(at:), to: { 0.5 * mixture.score(at: $0) }, at: sampled)
show("least cosine between the scores at T = 1 and 2", Double(cosine.min()))
claim(
  "Fisher divergence from p to the score at T = 2", measured: distance,
  standardError: distanceError, exact: meanSquare / 8, rulesOut: meanSquare / 4)

/*:
## The attempt that fails {#sec:attempt}

Expand the square in @eq:fisher:

$$ F = \underbrace{\tfrac12\, \mathbb{E}\lVert s_\theta\rVert^2}_{\text{known}}
- \underbrace{\mathbb{E}\big[ s_\theta \cdot \nabla \ln p \big]}_{\text{unknown}}
+ \underbrace{\tfrac12\, \mathbb{E} \lVert \nabla \ln p \rVert^2}_{\text{constant}} . $$ {#eq:expand}

The last term does not depend on $\theta$, and the first is an average over data of something we can
compute. The cross term contains the slope that we do not have. The simplest attempt leaves it out.
Then the best arrows are those of length zero: the table has the model $N(\mu, v)$ for the running
Gaussian, and the first term sends $v$ to infinity. Whatever keeps the arrows up is in the cross
term.
*/

let (μ, s) = (running.mean[0], running.standardDeviation)
table(
  "A model N(μ, v) for the running Gaussian, whose variance is ¼",
  columns: ["v", "½ E s²", "F", "F − ½ E(∇ ln p)²"],
  rows: [0.1, 0.2, 0.25, 0.3, 0.5, 1, 10].map { v in
    let F = GaussianFisher.divergence(mean: μ, variance: s * s, fromMean: μ, variance: v)
    return [v, s * s / (2 * v * v), F, F - 1 / (2 * s * s)]
  })

/*:
## Integration by parts {#sec:parts}

Hyvärinen saw in 2005 that the cross term can be rewritten so that the unknown slope is gone. In one
dimension, since $p\,(\ln p)' = p'$,

$$ \mathbb{E}\big[s_\theta\, (\ln p)'\big] = \int p\, s_\theta\, \frac{p'}{p}\, dx = \int s_\theta\, p'\, dx
= \Big[\, p\, s_\theta \Big]_{-\infty}^{\infty} - \int s_\theta'\, p\, dx . $$ {#eq:parts}

The derivative has moved from $p$, which we do not know, to $s_\theta$, which we do. Two conditions
are in this line. The functions must be smooth enough, and the **boundary term** must vanish:

$$ p(x)\, s_\theta(x) \to 0 \quad\text{at both ends.} $$ {#eq:boundary}

It is not enough that $p$ goes to zero: it must do so faster than $s_\theta$ grows. If all is well,
the cross term is $-\mathbb{E}[s_\theta']$, an average over data.

In $d$ dimensions do the same for each coordinate. The cross term is a sum of $d$ terms
$\int s_j\, \partial_j p\, dx$; in the $j$-th, integrate over $x_j$ first, along lines parallel to
the $j$-th axis, which gives $-\int p\, \partial_j s_j\, dx$. Together they make the trace of the
Jacobian $\nabla s_\theta$, and

$$ F(p\Vert s_\theta) = \underbrace{\mathbb{E}_p\Big[ \operatorname{tr} \nabla s_\theta(x) + \tfrac12 \lVert s_\theta(x)\rVert^2 \Big]}_{J(\theta)}
+ \tfrac12\, \mathbb{E}_p \lVert \nabla \ln p(x)\rVert^2 . $$ {#eq:hyvarinen}

$J$ is the loss of **score matching**. Everything in it can be computed from the model at the data
points. Read it as a bargain: the second part wants short arrows; the first wants them to converge
on the data ($\operatorname{tr}\nabla s < 0$ where arrows run together), as they do on a hill of
probability. For an energy, $\operatorname{tr}\nabla s = -\Delta E$: data points should lie in
valleys with steep walls.

$J$ may be negative. In fact, since $F \ge 0$,

$$ J(\theta) \;\ge\; -\tfrac12\, \mathbb{E}_p\lVert\nabla \ln p\rVert^2 , $$ {#eq:floor}

and the perfect score sits on this floor. In the library, on the tape, $J$ is four lines. A point is
tracked, so that the score can be differentiated by it; coordinate $j$ of all scores is summed over
the points and sent backwards, and of the gradient only coordinate $j$ is kept.

@quote EnergyModels/ScoreMatching.swift score-matching

(The sum over points is harmless: the score of a point does not depend on the others.) The same
function serves a score network, which outputs arrows, and an energy network, whose arrows are
$-\nabla_x E$ by one more backward pass:

@quote EnergyModels/ScoreMatching.swift differentiable-score

Is @eq:hyvarinen right? We take the running Gaussian in the plane, four models, and average $J$ over
samples. The exact value is $F - \tfrac12 \operatorname{tr}\Sigma^{-1}$, with @eq:gaussians in its
matrix form. A Gaussian's score is a linear layer, $s(x) = -V^{-1}(x-m)$.
*/

func gaussianScore(_ q: Gaussian) -> Linear {
  let V = Cholesky(q.covariance)!
  return Linear(
    weight: -Tensor(rows: V.inverse), bias: Tensor(V.solve(q.mean)))
}

let planar = Gaussian.runningInPlane
let models = [
  ("p itself", planar),
  ("correlation forgotten", Gaussian(mean: planar.mean, covariance: [[1, 0], [0, 0.25]])),
  ("shifted", Gaussian(mean: [1, 0], covariance: planar.covariance)),
  ("twice the covariance", Gaussian(mean: planar.mean, covariance: [[2, 0.8], [0.8, 0.5]])),
]
func trace(_ m: [[Double]]) -> Double { m[0][0] + m[1][1] }
let precision = Cholesky(planar.covariance)!.inverse

/*:
Each point adds one term to the loss; their scatter gives the standard error.
*/

let planePoints = planar.sample(many, using: &random)
for (name, q) in models {
  let layer = gaussianScore(q)
  let terms = scoreMatchingTerms({ layer($0) }, at: planePoints, on: Tape()).value
  let F = GaussianFisher.divergence(
    mean: planar.mean, covariance: planar.covariance, fromMean: q.mean, covariance: q.covariance)
  let exact = F - trace(precision) / 2
  claim(
    "J, \(name)", measured: terms.mean(),
    standardError: sqrt(terms.variance() / Double(many)), exact: exact,
    rulesOut: 2 * exact + trace(Cholesky(q.covariance)!.inverse))
}

/*:
(Ruled out is what a forgotten ½ would give.) The first model is the best, as it should be, and its
$J$ is the floor, $-\tfrac12\operatorname{tr}\Sigma^{-1}$.

## Three fits without a network {#sec:fits}

Where the score is linear in its parameters, $J$ is a parabola, and its minimum is a linear system.

**Gaussian.** With $s(x) = -A(x-m)$ the loss is
$-\operatorname{tr}A + \tfrac12\,\mathbb{E}\lVert A(x-m)\rVert^2$. Setting its derivatives to zero
gives $m = \mathbb{E}x$ and $A\, \Sigma = I$: over a sample, the sample's mean and the inverse of
its covariance. It is the fit of maximum likelihood, found without a normalising constant. That the
two agree is a courtesy of the Gaussian; score matching minimises $F$ and not $\mathrm{KL}$, and the
next example tells them apart. Gradient descent on the tape finds the same matrix:
*/

let sample = planePoints.rows(0..<chapter.samples(2_000, quick: 500))

/// Minimises a loss of a linear score by gradient descent on the whole sample.
func fit(_ loss: (Linear, Tape) -> Variable) -> Linear {
  var layer = Linear(weight: .zeros(2, 2), bias: .zeros(2))
  var descent = SGD(learningRate: 0.5)
  for _ in 0..<1000 {
    let tape = Tape()
    let (tracked, parameters) = layer.tracked(on: tape)
    let slopes = gradient(of: loss(tracked, tape), withRespectTo: parameters, recording: false)
    descent.step(&layer, gradients: slopes.map(\.value))
  }
  return layer
}

let matched = fit { layer, tape in scoreMatchingLoss({ layer($0) }, at: sample, on: tape) }
let centred = sample - sample.mean(axis: 0)
let scatter = centred.transposed().matmul(centred) / Float(sample.shape[0])
let product = matched.weight.value.matmul(scatter)
claim(
  "largest deviation of A Σ̂ from the identity",
  measured: Double((product + .identity(2)).abs().max()),
  exact: 0, tolerance: .absolute(1e-3), rulesOut: 1)

/*:
**A double well.** The energy $E(x) = \tfrac a2 x^2 + \tfrac b4 x^4$ has no simple $Z$. Its score is
$-(ax+bx^3)$, and $J = \mathbb{E}[-a - 3bx^2 + \tfrac12(ax+bx^3)^2]$. With the moments
$m_k = \mathbb{E}x^k$ of the data, $\partial_a J = \partial_b J = 0$ reads

$$ \begin{pmatrix} m_2 & m_4 \\ m_4 & m_6 \end{pmatrix} \begin{pmatrix} a \\ b \end{pmatrix} = \begin{pmatrix} 1 \\ 3m_2 \end{pmatrix}. $$ {#eq:quartic}

Three averages and a system of two equations; maximum likelihood would have to integrate $e^{-E}$ at
every step. The data are drawn from the double well of @ch:01 at $T = \tfrac12$, where
$E/T = 2(x^2-1)^2$, so that $a = -8$ and $b = 8$ up to a constant in the energy. They are drawn by
rejection: propose uniformly, keep with probability $e^{-E/T}$.
*/

func wellSample(_ count: Int) -> [Double] {
  var kept: [Double] = []
  while kept.count < count {
    let x = 5 * random.uniform() - 2.5
    let height = x * x - 1
    if random.uniform() < exp(-2 * height * height) { kept.append(x) }
  }
  return kept
}

func moment(_ k: Int, of x: [Double]) -> Double {
  sum(x.map { x in (0..<k).reduce(1) { power, _ in power * x } }) / Double(x.count)
}

func quarticFit(_ x: [Double]) -> (a: Double, b: Double) {
  QuarticScoreMatching.fit(
    secondMoment: moment(2, of: x), fourthMoment: moment(4, of: x), sixthMoment: moment(6, of: x))
}

/*:
The errors of such a fit are known for large samples, and so are those of maximum likelihood, which
no other fit can beat in the limit:
*/

let wellCount = chapter.samples(40_000, quick: 5_000)
let fitted = quarticFit(wellSample(wellCount))
let (matchingCovariance, likelihoodCovariance) = QuarticScoreMatching.asymptoticCovariances(
  a: -8, b: 8)
func deviation(_ covariance: [[Double]], _ i: Int) -> Double {
  sqrt(covariance[i][i] / Double(wellCount))
}
claim(
  "a of the double well", measured: fitted.a, standardError: deviation(matchingCovariance, 0),
  exact: -8, rulesOut: -4)
claim(
  "b of the double well", measured: fitted.b, standardError: deviation(matchingCovariance, 1),
  exact: 8, rulesOut: 4)
table(
  "Standard errors with \(wellCount) samples", columns: ["", "a", "b"],
  rows: [("score matching", matchingCovariance), ("maximum likelihood", likelihoodCovariance)].map {
    [$0, deviation($1, 0), deviation($1, 1)]
  })

/*:
(Ruled out are the halves, which a forgotten ½ in $J$ would give.) Score matching pays for the
missing $Z$ with larger errors, here by a quarter to a third. The price is not always so low:
@sec:blind has a case where it is ruinous.

**An edge.** The third fit goes wrong. Waiting times follow $p(x) = r e^{-rx}$ for $x > 0$. The
model has rate $\lambda$ and the constant score $-\lambda$, so $s' = 0$ and the loss is
$J = \tfrac12\lambda^2$. Its minimum is $\lambda = 0$, whatever the data. The arrows shrink to
nothing, as in @sec:attempt. The culprit is @eq:boundary: $p$ does not vanish at its edge,
$p(0) = r$, and the boundary term is

$$ \big[\, p\, s \,\big]_0^\infty = 0 - r\cdot(-\lambda) = r\lambda, \qquad
F = \tfrac12(\lambda - r)^2 = J - r\lambda + \tfrac12 r^2 . $$ {#eq:edge}

The remedy is to weigh the comparison by a function that vanishes at the edge, such as $x^2$. In
$\tfrac12\,\mathbb{E}[x^2(s-(\ln p)')^2]$ the boundary term is $[x^2 p\, s] = 0$, and integration by
parts gives

$$ J_w = \mathbb{E}\big[ (x^2 s)' + \tfrac12 x^2 s^2 \big] = -2\lambda\, \mathbb{E}x + \tfrac12\lambda^2\, \mathbb{E}x^2,
\qquad \hat\lambda = \frac{2\,\mathbb{E}x}{\mathbb{E}x^2} . $$ {#eq:weighted}

For the exponential law, $\mathbb{E}x = 1/r$ and $\mathbb{E}x^2 = 2/r^2$, so $\hat\lambda = r$. Over
a sample of $n$ waiting times the variance of $\hat\lambda$ is about $2r^2/n$.
*/

let rate = 2.0
let waits = random.uniform([many]).doubles.map { -log($0) / rate }
let (meanWait, squareWait) = (moment(1, of: waits), moment(2, of: waits))
let repaired = ExponentialScoreMatching.fit(mean: meanWait, secondMoment: squareWait)
claim(
  "rate, weighted by x²", measured: repaired,
  standardError: sqrt(ExponentialScoreMatching.asymptoticVariance(rate: rate) / Double(many)),
  exact: rate, rulesOut: rate / 2)
table(
  "Losses of a model with rate λ, data of rate 2",
  columns: ["λ", "F − ½r²", "J, naive", "J − boundary term", "J weighted, data"],
  rows: [0, 1, 2, 3].map { λ in
    let J = ExponentialScoreMatching.naiveLoss(model: λ)
    return [
      λ, ExponentialScoreMatching.divergence(rate: rate, model: λ) - rate * rate / 2, J,
      J - ExponentialScoreMatching.boundaryTerm(rate: rate, model: λ),
      ExponentialScoreMatching.weightedLoss(mean: meanWait, secondMoment: squareWait, model: λ),
    ]
  })

// fold: Drawing the three fits
let wellAxis = Array(stride(from: -2.0, through: 2, by: 0.02))
let rates = Array(stride(from: 0.0, through: 4, by: 0.05))
let fewWells = (0..<20).map { _ in quarticFit(wellSample(200)) }
func wellScore(_ a: Double, _ b: Double) -> [Double] {
  wellAxis.map { -(a * $0 + b * $0 * $0 * $0) }
}
figure(
  "fits",
  caption: """
    Left: the score of the double well, and twenty fits to 200 samples each. Right: for waiting times of \
    rate 2, what should be minimised, the naive loss, and the repaired one, each less its value at λ = 0.
    """,
  size: .wide
) {
  Panel("Double well", x: Axis("x"), y: Axis("s(x)", range: -15...15)) {
    for fit in fewWells {
      LinePlot(
        x: wellAxis, y: wellScore(fit.a, fit.b), label: "fits",
        style: .learned.lineWidth(0.6).opacity(0.5))
    }
    LinePlot(x: wellAxis, y: wellScore(-8, 8), label: "exact", style: .exact)
  }
  Panel("Waiting times", x: Axis("λ"), y: Axis("loss", range: -2.5...4)) {
    LinePlot(
      x: rates,
      y: rates.map { ExponentialScoreMatching.divergence(rate: rate, model: $0) - rate * rate / 2 },
      label: "F", style: .exact)
    LinePlot(
      x: rates, y: rates.map { ExponentialScoreMatching.naiveLoss(model: $0) }, label: "J naive",
      style: .wrong)
    LinePlot(
      x: rates,
      y: rates.map {
        ExponentialScoreMatching.weightedLoss(
          mean: meanWait, secondMoment: squareWait, model: $0)
      }, label: "J weighted, data", style: .learned)
    RulePlot(x: rate)
  }
}

/*:
The black and the blue parabola in @fig:fits are different functions with their minimum in the same
place (the blue one up to the noise of the data); the dashed one has its own. The edge is no
curiosity: pixels live between 0 and 1, and many of them *at* 0 or 1.

## A network learns the field {#sec:network}

Now in earnest. The data are samples of the running mixture. The model is a perceptron with two
inputs and two outputs, two hidden layers of 64 and a smooth activation: the loss differentiates the
network once by $x$, and training differentiates that by $\theta$. (With ReLU the trace is piecewise
constant in $x$. Training moves the kinks, where it jumps, but the gradient of a sum over points
does not see a jump move, so the gradient of $J$ would be wrong.)
*/

let data = mixture.sample(chapter.samples(50_000, quick: 5_000), using: &random)
let untrained = MLP([2, 64, 64, 2], activation: .silu, using: &random)

func trained(
  from start: MLP, steps: Int, stream: UInt64 = 0,
  _ loss: (MLP, inout TrainingStep) -> Variable
) throws -> Training<MLP> {
  let rate = Schedule.cosine(from: 0.01, steps: steps)
  var training = Training(
    of: start, with: Adam(learningRate: rate), seed: chapter.seed, stream: stream)
  try training.run(steps: steps, loss)
  return training
}

/*:
In each step the loss is the average over 256 points of the data.
*/

var training: Training<MLP>!
let steps = chapter.samples(1_500, quick: 100)
try stopwatch("training, \(steps) steps") {
  training = try trained(from: untrained, steps: steps) { network, step in
    let batch = step.random.integers(below: data.shape[0], count: 256)
    return scoreMatchingLoss({ network($0) }, at: data.gatherRows(batch), on: step.tape)
  }
}
let learned = training.network

/*:
How good is it? For once the true score is at hand, so we can compute $F$ itself on fresh samples. A
number needs yardsticks, and four of them are exact. *Silence*, $s = 0$, has
$F = \tfrac12\,\mathbb{E}\lVert\nabla\ln p\rVert^2$. The best *linear* field is that of the Gaussian
with the mixture's mean and covariance $C$ (@sec:fits), and by @eq:hyvarinen it has
$F = \tfrac12(\mathbb{E}\lVert\nabla\ln p\rVert^2 - \operatorname{tr}C^{-1})$. Then two mixtures
that know all but something: four components of the right weights, places and sizes, but *round*;
and four with the right extent along both axes, but *untilted*.
*/

func stripped(_ shape: ([[Double]]) -> (Double, Double)) -> GaussianMixture {
  GaussianMixture(
    weights: mixture.weights,
    components: mixture.components.map { component in
      let (v1, v2) = shape(component.covariance)
      return Gaussian(mean: component.mean, covariance: [[v1, 0], [0, v2]])
    })
}
let round = stripped { (trace($0) / 2, trace($0) / 2) }
let untilted = stripped { ($0[0][0], $0[1][1]) }
func exactDivergence(to q: GaussianMixture) -> Double {
  planeMean { 0.5 * (mixture.score(at: $0) - q.score(at: $0)).square().sum(axis: 1) }
}

let silence = meanSquare / 2
let linearBound = (meanSquare - trace(Cholesky(mixture.covariance)!.inverse)) / 2
let untiltedBound = exactDivergence(to: untilted)
let fresh = mixture.sample(many, using: &random)
let (fisher, fisherError) = fisherDivergence(
  from: mixture.score(at:), to: { learned($0) }, at: fresh)

/*:
All five, on the same scale:
*/

table(
  "Fisher divergence from the running mixture", columns: ["field", "F", "share of silence"],
  rows: [
    ("silence", silence), ("the best linear field", linearBound),
    ("four round components", exactDivergence(to: round)),
    ("four untilted components", untiltedBound), ("the network", fisher),
  ].map { [$0, $1, $1 / silence] })
if !chapter.quick {
  claim(
    "F of the network, below that of the untilted mixture", measured: fisher,
    standardError: fisherError, atMost: untiltedBound)
}

/*:
The network has found the components, their shapes and their tilts, without being told that there
are components. No sampler ran, nothing was normalised, and the loss never saw a true arrow. What it
did see is @fig:training: $J$ goes down towards the floor of @eq:floor. (In life the floor is not
known: it is made of the data's own score. One compares $J$ between models, on data that were held
out.)

The identity behind it can be checked on the network itself. On fresh data, $J$ plus the constant
must be $F$. The difference of the two is the integration by parts,
$\mathbb{E}[\operatorname{tr}\nabla s_\theta + s_\theta\cdot\nabla\ln p] = 0$ (known to
statisticians as Stein's identity), and it must hold for every smooth field that does not grow too
fast, good or bad: for the network, and for the best linear field.
*/

let linearField = gaussianScore(Gaussian(mean: mixture.mean, covariance: mixture.covariance))
let fields: [(String, (Variable) -> Variable)] = [
  ("the network", { learned($0) }), ("linear", { linearField($0) }),
]
for (name, field) in fields {
  let tape = Tape()
  let x = tape.variable(fresh)
  let s = field(x)
  let divergences = jacobianTrace(of: s, withRespectTo: x).value
  let work = (s.value * mixture.score(at: fresh)).sum(axis: 1)
  let stein = divergences + work
  claim(
    "E[tr ∇s + s · ∇ln p], \(name)", measured: stein.mean(),
    standardError: sqrt(stein.variance() / Double(many)), exact: 0, rulesOut: work.mean() / 2)
}

// fold: Drawing the training
let window = max(1, steps / 40)
let smoothSteps = stride(from: window, through: steps, by: window).map(Double.init)
let smoothLoss = smoothSteps.map { end in
  sum(Array(training.losses[(Int(end) - window)..<Int(end)])) / Double(window)
}
figure(
  "training",
  caption: """
    The loss $J$ while the network learns, averaged over \(window) steps, and the exact values for no field, \
    for the best linear field, and for the true score, below which no field can go but by the luck of a few \
    batches.
    """,
  size: .single
) {
  Panel(x: Axis("step"), y: Axis("J", range: -5.5...1)) {
    RulePlot(y: 0, note: "silence")
    RulePlot(y: linearBound - silence, note: "the best linear field")
    RulePlot(y: -silence, label: "floor", style: .exact)
    LinePlot(x: smoothSteps, y: smoothLoss, label: "network", style: .learned)
  }
}

/*:
@fig:fields has the learned arrows over the true ones. Where the data are, one sees one set of
arrows. Outside, the two part company, and @fig:error says why: the error
$\tfrac12\lVert s_\theta - \nabla\ln p\rVert^2$ is small where $p$ is large and grows by orders of
magnitude where it is small. The loss cannot complain. What enters $F$ is the error *times* the
density, the right panel. Hardly any of it comes from the modes themselves, or from the far
outside; it comes from the seams between the modes, where the true arrows turn round within a short
distance and data are few. A sampler that starts in the empty region will be led by arrows that
nobody has checked. Chapter 14 comes back to that.
*/

// fold: Drawing the learned field
let learnedSlopes = learned(posts)
let levels = [0.005, 0.02, 0.05, 0.1, 0.15]
figure(
  "fields",
  caption: """
    The true score (black) and the learned one (blue) over the contours of the density; arrows longer \
    than 8 are cut. Right: the first mode enlarged.
    """,
  size: .planes
) {
  Panel("Everywhere", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
    ContourPlot(x: axis, y: axis, values: density, levels: levels, style: .data)
    arrows(slopes, longest: 8, style: .exact.lineWidth(1.4))
    arrows(learnedSlopes, longest: 8, style: .learned.lineWidth(0.9))
  }
  let near = Tensor(
    rows: stride(from: -2.5, through: 0.01, by: 0.25).flatMap { y in
      stride(from: -3.0, through: -0.49, by: 0.25).map { x in [x, y] }
    })
  Panel(
    "The first mode", x: Axis("x₁", range: -3.2 ... -0.3), y: Axis("x₂", range: -2.7...0.2),
    aspect: .equal
  ) {
    ContourPlot(x: axis, y: axis, values: density, levels: levels, style: .data)
    for (field, style) in [
      (mixture.score(at: near), Style.exact.lineWidth(1.4)),
      (learned(near), Style.learned.lineWidth(0.9)),
    ] {
      VectorPlot(
        x: near.column(0).doubles, y: near.column(1).doubles, u: field.column(0).doubles,
        v: field.column(1).doubles, longest: 8, length: 24,
        label: style == .exact.lineWidth(1.4) ? "true" : "learned", style: style)
    }
  }
}

// fold: Drawing the error
let blocks = Array(stride(from: -4.0, through: 4, by: 0.1))
let blockPoints = Tensor(rows: blocks.flatMap { y in blocks.map { x in [x, y] } })
let blockDensity = exp(mixture.logDensity(blockPoints)).doubles
let errors = (learned(blockPoints) - mixture.score(at: blockPoints)).square().sum(axis: 1).doubles
figure(
  "error",
  caption: """
    Half the squared error of the learned score (logarithmic), the density of the data, and the product \
    of the two, which is what the Fisher divergence adds up; white, contours of the density.
    """,
  size: .planes, columns: 3
) {
  for (title, values, scale) in [
    ("Error", errors.map { max($0 / 2, 1e-4) }, Axis.Scale.log), ("Density", blockDensity, .linear),
    ("Error × density", zip(errors, blockDensity).map { $0 / 2 * $1 }, .linear),
  ] {
    Panel(title, x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
      Heatmap(
        x: blocks, y: blocks, values: values, range: title == "Error" ? 1e-4...1e3 : nil,
        scale: scale, colorBar: "", smooth: true)
      ContourPlot(
        x: axis, y: axis, values: density, levels: levels,
        style: Style(color: .white).lineWidth(0.6))
    }
  }
}

/*:
**Arrows that come from nowhere.** A field of arrows that is fitted freely need not be the slope of
anything. Integrated around a closed path it may give something other than zero, and then there is
no log density behind it. The antisymmetric part of the Jacobian tells,
$\partial_1 s_2 - \partial_2 s_1$. The score of an energy network has none, at the price of one more
derivative in every step. Here is one of the same size, with the same loss and as many steps.
*/

func curl(_ score: (Variable) -> Variable) -> Tensor {
  let tape = Tape()
  let x = tape.variable(fresh.rows(0..<1000))
  let s = score(x)
  let rows = (0..<2).map { gradient(of: s.column($0).sum(), withRespectTo: x).value }
  return rows[1].column(0) - rows[0].column(1)
}

let energyStart = MLP([2, 64, 64, 1], activation: .silu, using: &random)
var energyTraining: Training<MLP>!
try stopwatch("the same, an energy, \(steps) steps") {
  energyTraining = try trained(from: energyStart, steps: steps, stream: 1) { network, step in
    let batch = step.random.integers(below: data.shape[0], count: 256)
    let score = differentiableScore { network($0).column(0) }
    return scoreMatchingLoss(score, at: data.gatherRows(batch), on: step.tape)
  }
}
let learnedEnergy = energyTraining.network
let energyScore = differentiableScore { learnedEnergy($0).column(0) }

/*:
The one is the slope of something, up to rounding; the other is not.
*/

table(
  "Arrows with and without an energy behind them",
  columns: ["network", "F", "√E(∂₁s₂ − ∂₂s₁)²"],
  rows: [
    ("free arrows", fisher, curl { learned($0) }),
    (
      "slope of an energy",
      fisherDivergence(
        from: mixture.score(at:), to: { energyScore(Tape().variable($0)).value }, at: fresh
      ).value,
      curl(energyScore)
    ),
  ].map { [$0, $1, sqrt($2.square().mean())] })
claim(
  "largest |∂₁s₂ − ∂₂s₁| of the energy network", measured: Double(curl(energyScore).abs().max()),
  exact: 0, tolerance: .absolute(1e-3))

/*:
A free field's rotation is error and nothing else, since the true field has none. The restriction to
slopes is true of every score, so it forbids nothing but mistakes; the first column shows what that
is worth here. Most diffusion models do without it all the same, since with free arrows training
needs one derivative less, and sampling none at all.

## What broke: too few points {#sec:overfit}

The floor of @eq:floor is one for expectations over $p$. The average over a sample has none. With a
trace in it, the loss rewards a network for being steep *at* the data points, and between them
nobody looks. Take thirty points and train on all of them in every step.
*/

let few = data.rows(0..<30)
let overfitted = try trained(from: untrained, steps: chapter.samples(600, quick: 150), stream: 2) {
  network, step in scoreMatchingLoss({ network($0) }, at: few, on: step.tape)
}
let fewFisher = fisherDivergence(
  from: mixture.score(at:), to: { overfitted.network($0) }, at: fresh)
table(
  "The same network, trained on 30 points and on \(data.shape[0])",
  columns: ["points", "J at the end, on them", "floor", "F on fresh data"],
  rows: [
    [30, overfitted.losses.last!, -silence, fewFisher.value],
    [data.shape[0], smoothLoss.last!, -silence, fisher],
  ])
claim(
  "J on 30 points, below the floor of every true loss", measured: overfitted.losses.last!,
  atMost: -silence)

/*:
A loss so far below the floor is a verdict: no field at all has such a $J$ in expectation. (The
floor is not known in life, but held-out data tell the same story.) Likelihood has the same disease,
a spike on every point. The cures are more data, a smaller network, stopping early, or noise on the
points, which is what @ch:06 does.

## The price of the trace {#sec:price}

The trace needs one backward pass for each coordinate, and training then differentiates through all
of them. On the tape one can count this without a clock: the number of recorded operations is a
constant plus $d$ times the length of one backward pass.
*/

let dimensions = chapter.quick ? [2, 4, 8, 16] : [2, 4, 8, 16, 32, 64]
let wideNetworks = dimensions.map { MLP([$0, 64, 64, $0], activation: .silu, using: &random) }

/// The loss of a network in d dimensions on 64 points, with the parameters' gradients; returns the
/// length of the tape.
func gradientOfLoss(_ network: MLP, _ x: Tensor, _ loss: (MLP, Tape) -> Variable) -> Int {
  let tape = Tape()
  let (tracked, parameters) = network.tracked(on: tape)
  let value = loss(tracked, tape)
  let length = tape.count
  _ = gradient(of: value, withRespectTo: parameters, recording: false)
  return length
}

/*:
The clock compares it with a step without the trace:
*/

func price(_ network: MLP, dimension d: Int) -> (operations: Int, exact: Double, plain: Double) {
  let x = random.normal([64, d])
  var operations = 0
  let repeats = chapter.quick ? 1 : max(16, 512 / d)
  let exact = stopwatch("gradient of J, d = \(d), \(repeats)×") {
    for _ in 0..<repeats {
      operations = gradientOfLoss(network, x) { network, tape in
        scoreMatchingLoss({ network($0) }, at: x, on: tape)
      }
    }
  }
  let plain = stopwatch("without the trace, \(8 * repeats)×") {
    for _ in 0..<(8 * repeats) {
      _ = gradientOfLoss(network, x) { network, tape in network(tape.variable(x)).square().mean() }
    }
  }
  return (operations, exact / Double(repeats), plain / Double(8 * repeats))
}

/*:
The operations are counted exactly; the milliseconds are those of the machine that wove this book.
*/

let prices = zip(wideNetworks, dimensions).map { price($0, dimension: $1) }
let perPass = Double(prices[1].operations - prices[0].operations) / 2
let first = Double(prices[0].operations) - 2 * perPass
show("operations for the score and its square", first)
show("operations for each coordinate", perPass)
claim(
  "operations on the tape, d = \(dimensions.last!)", measured: Double(prices.last!.operations),
  exact: first + Double(dimensions.last!) * perPass, tolerance: .absolute(0),
  rulesOut: first + perPass)
table(
  "A training step on 64 points, in milliseconds",
  columns: [
    "d", TableColumn("with the trace", .significant(2)), TableColumn("without", .significant(2)),
    TableColumn("quotient", .significant(2)),
  ],
  rows: zip(dimensions, prices).map { [$0, 1e3 * $1.exact, 1e3 * $1.plain, $1.exact / $1.plain] },
  timed: true)

// fold: Drawing the price
figure(
  "price",
  caption: """
    One training step of a network with two hidden layers of 64 on 64 points, measured, with the exact trace \
    and without any; the dotted line grows in proportion to $d$.
    """,
  size: .single, timed: true
) {
  let d = dimensions.map(Double.init)
  Panel(
    x: Axis("dimensions d", scale: .log, ticks: d, tickLabels: dimensions.map(String.init)),
    y: Axis("milliseconds", scale: .log)
  ) {
    LinePlot(x: d, y: d.map { 1e3 * prices[0].exact * $0 / 2 }, style: .exact.dash(.dotted))
    LinePlot(x: d, y: prices.map { 1e3 * $0.exact }, style: .measured)
    PointPlot(x: d, y: prices.map { 1e3 * $0.exact }, label: "exact trace", style: .measured)
    LinePlot(x: d, y: prices.map { 1e3 * $0.plain }, style: .data)
    PointPlot(
      x: d, y: prices.map { 1e3 * $0.plain }, label: "no trace", style: .data.markerSize(4.5))
  }
}

/*:
In @fig:price the cost of a step with the trace grows about in proportion to $d$, while a step
without it hardly notices the dimension. The Jacobian of a score in $d$ dimensions is $d \times d$;
it *is* the Hessian of $\ln p$, so a hundred pixels mean $10{,}000$ numbers, of which the trace uses
a hundred. No single reverse pass can fetch the diagonal. For a picture of $784$ pixels the loss
needs $784$ backward passes, in every step, and keeps all of them on the tape. That is the wall of
this chapter, and the next two go around it.

## The shortcut that is not one {#sec:shortcut}

One backward pass gives the gradient of *one* number. Is there no number whose gradient is the
trace? A tempting candidate is the sum of all outputs. One pass, a vector of $d$ entries, add them
up. It runs, it has the right shape, and it is wrong: entry $i$ of that gradient is
$\sum_j \partial_i s_j$, a column sum of the Jacobian, and the total is the sum of *all* $d^2$
entries.
*/

func shortcutLoss(_ score: (Variable) -> Variable, at points: Tensor, on tape: Tape) -> Variable {
  let x = tape.variable(points)
  let s = score(x)
  let columnSums = gradient(of: s.sum(), withRespectTo: x)
  return (columnSums.sum(axis: 1) + 0.5 * s.square().sum(axis: 1)).mean()
}

let shortcut = fit { layer, tape in shortcutLoss({ layer($0) }, at: sample, on: tape) }
func numbers(_ layer: Linear) -> [Double] { layer.weight.value.doubles }
let inverseScatter = Cholesky([
  [Double(scatter[0, 0]), Double(scatter[0, 1])], [Double(scatter[0, 1]), Double(scatter[1, 1])],
])!.inverse
table(
  "−∇s of linear scores fitted to the running Gaussian in the plane, and the inverse covariance",
  columns: ["", "A₁₁", "A₁₂", "A₂₁", "A₂₂"],
  rows: [["Σ̂⁻¹"] + inverseScatter.flatMap { $0 }]
    + [("exact trace", matched), ("shortcut", shortcut)].map { name, layer in
      let w = numbers(layer)
      return [name, -w[0], -w[2], -w[1], -w[3]]
    })

/*:
What has the shortcut learned? Both of its rows are the same, and theory says which row. Integrate
by parts again, now with all pairs of indices:
$\mathbb{E}\sum_{ij}\partial_i s_j = -\mathbb{E}\big[\sum_j s_j \cdot \sum_i \partial_i \ln p\big]$.
So the wrong loss is least for the field whose every component is the *sum* of the true components,

$$ s_j(x) = \sum_{i=1}^d \partial_i \ln p(x) \qquad\text{for all } j, $$ {#eq:shortcut}

for any density, if the model is rich enough. In two dimensions the error of the first component is
exactly the true second one, and conversely, so

$$ F = \tfrac12\, \mathbb{E}\lVert \nabla\ln p \rVert^2 : $$ {#eq:silence}

the field that was learned with much effort is exactly as good as no field. In $d > 2$ dimensions it
is worse, by $\tfrac{d-2}2\,\mathbb{E}\big(\sum_i\partial_i\ln p\big)^2$: for $N(0, I)$ it is
$d(d-1)/2$ against $d/2$.
*/

let columnTotals = [
  inverseScatter[0][0] + inverseScatter[1][0], inverseScatter[0][1] + inverseScatter[1][1],
]
claim(
  "A₁₁ of the shortcut", measured: -numbers(shortcut)[0], exact: columnTotals[0],
  tolerance: .relative(5e-3), rulesOut: inverseScatter[0][0])
claim(
  "A₂₁ of the shortcut", measured: -numbers(shortcut)[1], exact: columnTotals[0],
  tolerance: .relative(5e-3), rulesOut: inverseScatter[0][1])
let sampleScore = { (x: Tensor) in
  -(x - sample.mean(axis: 0)).matmul(Tensor(rows: inverseScatter))
}
claim(
  "F of the shortcut, on its own data",
  measured: fisherDivergence(
    from: sampleScore, to: { shortcut(Variable($0)).value }, at: sample
  ).value,
  exact: trace(inverseScatter) / 2, tolerance: .relative(5e-3), rulesOut: 0)

/*:
The mistake hides well. If the Jacobian is diagonal, as it is for independent coordinates, both
numbers agree *at the true score*; a test of the loss on $N(0,I)$ with the model $s=-x$ passes. It
is the gradient of the loss that is wrong, and the loss goes down nicely.

## What the slope does not see {#sec:blind}

Fisher divergence zero means equal fields; nearly zero need not mean nearly equal densities. Take
two modes, $N(\mu,1)$ and $N(-\mu,1)$, with weights $0.8$ and $0.2$ in the data and one half each in
the model. Inside a mode the weight is a constant factor, and a constant factor has no slope. By
@eq:mixture the scores differ only where both components have a share in the density, in the gap,
and the further the modes are apart, the fewer data are there. With $h = \tfrac12\ln\frac{w}{1-w}$
the score is $-x + \mu\tanh(\mu x+h)$, and $F$ is one integral. For large $\mu$ it is

$$ F \approx \sqrt{\tfrac{\pi}{2}}\; \mu\, e^{-\mu^2/2}\, \sqrt{w(1-w)}\,\big(\cosh\Delta - 1\big),
\qquad \Delta = h_w - h_u, $$ {#eq:blind}

with $w$ the weight in the data and $u$ that in the model. The divergence of the densities goes the
other way: for separate modes it tends to that of two biased coins, $0.8\ln1.6+0.2\ln0.4 = 0.193$.
*/

let (heavy, even) = (0.8, 0.5)
func blindFisher(_ μ: Double) -> Double {
  MixtureBlindness.fisherDivergence(distance: μ, weight: heavy, otherWeight: even)
}
func blindKL(_ μ: Double) -> Double {
  MixtureBlindness.divergence(distance: μ, weight: heavy, otherWeight: even)
}
table(
  "Weights 0.8 and 0.2 against one half each",
  columns: ["μ", "Fisher divergence", "large-μ formula", "KL"],
  rows: [1, 2, 3, 4, 6].map { μ in
    let formula = MixtureBlindness.separatedFisherDivergence(
      distance: μ, weight: heavy, otherWeight: even)
    return [μ, blindFisher(μ), formula, blindKL(μ)]
  })
for μ in [1.0, 2] {
  let p = GaussianMixture.pair(distance: μ, weight: heavy)
  let q = GaussianMixture.pair(distance: μ, weight: even)
  let (value, error) = fisherDivergence(
    from: p.score(at:), to: q.score(at:), at: p.sample(many, using: &random))
  claim(
    "F between the mixtures, μ = \(label(μ))", measured: value, standardError: error,
    exact: blindFisher(μ), rulesOut: 2 * blindFisher(μ))
}

/*:
At $\mu = 6$ the two laws differ in the fate of three points in ten, and the loss that is to tell
them apart differs by $10^{-8}$. No sample will show it. The weights "vanish" from the score only in
this sense: not for any two modes, but for well separated ones, and then exponentially fast.

Is the information lost? It is not; it is in a place without data. So bring the data there: add
noise. Let $p_t$ be the law of $x + \sqrt t\, z$. Both $p_t$ and $q_t$ obey the heat equation
$\partial_t p = \tfrac12\Delta p$, and two integrations by parts give (exercise 5)

$$ \frac{d}{dt}\, \mathrm{KL}(p_t \Vert q_t) = -\tfrac12\,\mathbb{E}_{p_t}\lVert\nabla\ln p_t - \nabla\ln q_t\rVert^2
= -F(p_t\Vert q_t) . $$ {#eq:debruijn}

The Fisher divergence is the rate at which noise wipes out the difference of two laws. In the end
nothing is left of it, so

$$ \mathrm{KL}(p\Vert q) = \int_0^\infty F(p_t \Vert q_t)\, dt : $$ {#eq:all-noise}

whoever matches the scores at *all* levels of noise has matched the densities, weights and all. For
our pair, noise of variance $t$ widens the modes to $\sqrt{1+t}$. In units of this width they are at
$\pm\mu/\sqrt{1+t}$, so that $F_t = F(\mu/\sqrt{1+t})/(1+t)$.
*/

func noisedFisher(_ μ: Double, _ t: Double) -> Double { blindFisher(μ / sqrt(1 + t)) / (1 + t) }
for μ in [2.0, 4, 6] {
  // t = e^u − 1 from no noise to e³⁰.
  let total = integrate(from: 0, to: 30, points: 300) { u in exp(u) * noisedFisher(μ, exp(u) - 1) }
  claim(
    "∫ F dt over all noise, μ = \(label(μ))", measured: total, exact: blindKL(μ),
    tolerance: .relative(1e-8), rulesOut: 2 * blindKL(μ))
}

// fold: Drawing the blindness
let pairAxis = Array(stride(from: -7.0, through: 7, by: 0.05))
let pairPoints = Tensor(pairAxis, shape: [pairAxis.count, 1])
let gaps = Array(stride(from: 0.2, through: 6.01, by: 0.1))
let noises = (0...150).map { pow(10, -1 + Double($0) / 30) }
figure(
  "blindness",
  caption: """
    Two modes at ±4 with weights 0.8 and 0.2 (black) and one half each (orange): densities and scores. \
    Third: both divergences against μ. Last: the Fisher divergence at μ = 4 against the variance of \
    added noise; in this plot the area under the curve is KL.
    """,
  size: .tall, columns: 2
) {
  let laws = [
    ("0.8, 0.2", GaussianMixture.pair(distance: 4, weight: heavy), Style.exact),
    ("½, ½", GaussianMixture.pair(distance: 4, weight: even), Style.series(1)),
  ]
  Panel("Densities", x: Axis("x"), y: Axis("p(x)")) {
    for (name, law, style) in laws {
      LinePlot(x: pairAxis, y: exp(law.logDensity(pairPoints)).doubles, label: name, style: style)
    }
  }
  Panel("Scores", x: Axis("x"), y: Axis("s(x)")) {
    for (name, law, style) in laws {
      LinePlot(x: pairAxis, y: law.score(at: pairPoints).doubles, label: name, style: style)
    }
  }
  Panel("Divergences", x: Axis("μ"), y: Axis("divergence", scale: .log, range: 1e-8...1)) {
    LinePlot(x: gaps, y: gaps.map(blindKL), label: "KL", style: .exact)
    LinePlot(x: gaps, y: gaps.map(blindFisher), label: "Fisher", style: .learned)
  }
  Panel("Under noise", x: Axis("variance t of the noise", scale: .log), y: Axis("t F(p_{t}‖q_{t})"))
  {
    AreaPlot(x: noises, y: noises.map { $0 * noisedFisher(4, $0) }, style: .data)
    LinePlot(x: noises, y: noises.map { $0 * noisedFisher(4, $0) }, style: .exact)
  }
}

/*:
The last panel of @fig:blindness is the plot to remember. (Its vertical axis is $t\,F$, because with
a logarithmic axis below it is $t\,F\,d\ln t = F\,dt$ that makes areas.) Without noise there is next
to nothing to learn from; the lesson is given where $\sqrt t$ is about half the distance of the
modes, here 4, and they begin to overlap. A diffusion model learns the score at every level of noise
at once, and here is one reason why.

## What we have, and what we lack {#sec:lack}

A score can be learned from samples, by a loss without $Z$ and without chains, in seconds. Three
things are wrong with it. The trace costs $d$ backward passes. The field is good where the data are
and nowhere else. And separate modes do not know of each other. The first is answered by adding
noise to the data (@ch:06) or by probing the Jacobian in random directions (@ch:07); the other
two by adding noise as well, much of it (@ch:08 and @ch:09).

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/05-score-matching/homework/Answers.swift), and run `swift run homework-05`; it says what is
right, and of what is wrong it says *what* is wrong. `swift run homework-05 hint 5.3` gives a
hint. [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

1. *Warm-up.* Show that $\mathbb{E}_p[\nabla\ln p] = 0$ and
   $\mathbb{E}_p[\nabla\ln p\,\nabla\ln p^\top] = -\mathbb{E}_p[\nabla^2\ln p]$, and say what both
   are for a Gaussian. Which boundary terms did you drop?
2. *Another weight.* Weigh the waiting times by $x$ instead of $x^2$. Which estimator comes out, and
   how does its variance compare with the $2r^2/n$ of @eq:weighted?
3. *Heavy tails.* Let $p$ be the Cauchy density and $s_\theta(x) = -\theta x$. Show that
   @eq:boundary holds. What is $J$ all the same? Propose a score model for which it is finite.
4. *The quartic in trouble.* Fit the double well at $T = 0.02$, where nearly all data have
   $|x|\approx 1$. What happens to the determinant of @eq:quartic, and to the errors of $a$ and $b$?
   Which combination of the two is still known well?
5. *De Bruijn.* Prove @eq:debruijn: differentiate $\int p\ln(p/q)$, put in the heat equation, and
   integrate by parts. Then check it for two Gaussians with @eq:gaussians and the divergence of
   @ch:01.
6. *A small project.* The energy network of @sec:network is an energy: run Metropolis (@ch:02) on it
   and on $-\ln p$, from the same starts, and refuse every step out of the square $[-4,4]^2$, beyond
   which the network knows nothing. Do the shares of the four modes agree? Explain what you
   see by @sec:blind.

## Sources {#sec:sources}

A. Hyvärinen, *Estimation of non-normalized statistical models by score matching*, Journal of
Machine Learning Research 6 (2005), for everything up to @sec:fits; *Some extensions of score
matching*, Computational Statistics & Data Analysis 51 (2007), for the weight $x^2$. C. Stein, *A
bound for the error in the normal approximation to the distribution of a sum of dependent random
variables*, Sixth Berkeley Symposium (1972), for the identity. S. Lyu, *Interpretation
and generalization of score matching*, UAI (2009), for @eq:debruijn, after A. J. Stam, *Some
inequalities satisfied by the quantities of information of Fisher and Shannon*, Information and
Control 2 (1959). Y. Song and S. Ermon, *Generative modeling by estimating gradients of the data
distribution*, NeurIPS (2019), for the blindness in @sec:blind and the empty regions of
@sec:network.
*/

chapter.finish()
