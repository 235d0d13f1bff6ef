/*:
Two ways of learning a score are on the table. @ch:05 matched it exactly and paid for the trace of
its Jacobian with one backward pass for every coordinate. @ch:06 got the trace for free and paid by
learning the score of *noised* data. For a picture of a thousand pixels the first is out of the
question, and if you want the density itself, not a blurred one, the second does not help.

**Is there a third way: clean data, at a price that does not grow with the dimension?** There is. We
need not know the whole trace. It is enough to ask, again and again, for its value along one random
direction.
*/
// fold: Imports
import Autodiff
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

let chapter = Chapter(7, "Sliced score matching: one direction at a time")
var random = chapter.random

/*:
## One direction at a time {#sec:directions}
@main

Two vectors are equal if their projections onto every line are equal. So let $u$ be a random direction
and compare only the components along it:

$$ F_{\mathrm{sliced}} = \tfrac12\, \mathbb E_u\, \mathbb E_p \big[ (u^\top s_\theta(x) - u^\top \nabla\ln p(x))^2 \big]. $$ {#eq:sliced-divergence}

If $\mathbb E[u u^\top] = I$, this is the Fisher divergence itself: for any fixed vector $a$ we have
$\mathbb E_u (u^\top a)^2 = a^\top\, \mathbb E[uu^\top]\, a = \lVert a\rVert^2$. For any other
distribution of $u$ it is a different divergence, but one that still vanishes exactly when the
scores agree, as long as $u$ can point in every direction.

The unknown score of the data can be eliminated as in @ch:05, this time along $u$ alone. The cross
term is

$$ \int p\,(u^\top s_\theta)\,(u^\top \nabla \ln p)\,dx = \int (u^\top s_\theta)\; u^\top \nabla p\,dx
= -\int p\; u^\top \nabla (u^\top s_\theta)\,dx , $$

where the last step is one integration by parts in the direction $u$, with nothing left at the edge
if $p\,s_\theta \to 0$ there. Up to a constant that does not depend on $\theta$, what remains is

$$ J(\theta) = \mathbb E_u\, \mathbb E_p \big[\, u^\top (\nabla s_\theta)\, u + \tfrac12 (u^\top s_\theta)^2 \,\big]. $$ {#eq:sliced-loss}

Between the two $u$ stands the *Jacobian* of the score, a matrix. (Written $u^\top \nabla u$, as one
sometimes finds it, the formula says nothing.) But the number $u^\top(\nabla s_\theta)u$ can be had
without the matrix. One backward pass of the single number $u^\top s_\theta(x)$ gives its gradient in $x$,
the vector $u^\top\nabla s_\theta$; a dot product with $u$ does the rest. Training needs the
gradient of all this in $\theta$, which is a second backward pass, through the first. **Two passes,
whatever the dimension.**

## The attempt that fails {#sec:ones}
@main

Why should $u$ be random? Let us first try without: $u = (1, 1, \dots, 1)$ asks for the gradient of
the *sum* of the outputs, the shortcut that @ch:05 warned of. As a test piece take a Gaussian in
eight dimensions in which neighbours are correlated, like pixels in a row: $\Sigma_{ij} = r^{|i-j|}$
with $r = 0.7$. Its score $-\Sigma^{-1}(x - m)$ has the Jacobian $A = -\Sigma^{-1}$ everywhere, a
matrix with only three diagonals.
*/

// fold: The Jacobian of a row of correlated pixels
let (d, r) = (8, 0.7)
let jacobian = (0..<d).map { i in
  (0..<d).map { j -> Double in
    switch abs(i - j) {
    case 0: (i == 0 || i == d - 1 ? 1 : 1 + r * r) / (r * r - 1)
    case 1: -r / (r * r - 1)
    default: 0
    }
  }
}
let A = Tensor(rows: jacobian)
let exactTrace = sum((0..<d).map { jacobian[$0][$0] })
/// uᵀAu for every row u.
func projected(_ u: Tensor) -> [Double] { (u.matmul(A) * u).rowSums().doubles }
let fixed = projected(Tensor.ones(1, d))[0]
show("trace of A", exactTrace, digits: 6)
show("1ᵀA1", fixed, digits: 6)

/*:
The fixed direction is not just imprecise, it is wrong, and no amount of data will tell: the
off-diagonal elements of $A$ are in the sum together with the diagonal. But give the ones random
signs, and $\mathbb E[u_i u_j] = 0$ removes the off-diagonal elements on average, while $u_i^2 = 1$
leaves the diagonal alone:

$$ \mathbb E\, u^\top A u = \sum_{ij} A_{ij}\, \mathbb E[u_i u_j] = \operatorname{tr} A . $$ {#eq:hutchinson}

This is **Hutchinson's estimator**. Any distribution with $\mathbb E[uu^\top] = I$ will do. Three
are in use: random signs (named after Rademacher), normal numbers, and the sphere of radius
$\sqrt d$. The sphere of radius *one* does not have $\mathbb E[uu^\top] = I$. It is a trap, into which
@sec:forms will walk.

@page
@quote ScoreMatching/ProjectionDistribution.swift projections

## Which distribution? {#sec:distributions}
@main

All three are right on average. They differ in how far a single answer is off. Only the symmetric
part of $A$ counts, so let $A$ be symmetric, and sort the terms:

$$ u^\top A u = \sum_i A_{ii}\, u_i^2 + 2 \sum_{i<j} A_{ij}\, u_i u_j . $$ {#eq:terms}

All three distributions are unchanged if a coordinate changes its sign. So the products $u_iu_j$ are
uncorrelated with each other and with the squares, and

$$ \operatorname{Var} u^\top A u = \sum_{ij} A_{ii}A_{jj} \operatorname{Cov}(u_i^2, u_j^2)
+ 4\sum_{i<j} A_{ij}^2\, \mathbb E[u_i^2u_j^2] . $$ {#eq:spread}

Signs have $u_i^2 = 1$, which never varies, so the first sum is zero. Independent normal numbers have
$\operatorname{Var} u_i^2 = 2$. On the sphere $\mathbb E u_i^4 = 3d/(d+2)$ and
$\mathbb E u_i^2u_j^2 = d/(d+2)$ (T2). With $\lVert A\rVert^2 = \sum_{ij}A_{ij}^2$,

$$ \operatorname{Var} u^\top A u = \begin{cases}
2\,\big(\lVert A\rVert^2 - \sum_i A_{ii}^2\big) & \text{signs,} \\
2\,\lVert A\rVert^2 & \text{normal,} \\
\dfrac{2d}{d+2}\big(\lVert A\rVert^2 - \tfrac1d \operatorname{tr}^2 A\big) & \text{sphere.}
\end{cases} $$ {#eq:distributions}

Signs make no error on a diagonal matrix, the sphere makes none on a multiple of the identity, and
neither is ever worse than normal numbers. Which of the two is better depends on $A$. The mean of
$M$ independent directions has a variance $M$ times smaller. @fig:estimator shows all of this for the
eight pixels; compare the widths.

@page
There are only $2^8$ choices of signs, few enough to try them all. The fixed direction of @sec:ones
is one of four that tie for the worst: those in which all products $u_iu_{i+1}$ have the same sign.
*/

// fold: All signs
let signs = Tensor(
  rows: (0..<(1 << d)).map { k in (0..<d).map { i in (k >> i) & 1 == 1 ? 1 : -1 } })
let answers = projected(signs)
let average = sum(answers) / Double(answers.count)
claim(
  "uᵀAu, mean over all signs", measured: average, exact: exactTrace, tolerance: .relative(1e-6),
  rulesOut: fixed)
claim(
  "variance over all signs",
  measured: sum(answers.map { ($0 - average) * ($0 - average) }) / Double(answers.count),
  exact: Hutchinson.variance(of: jacobian, distribution: .rademacher), tolerance: .relative(1e-5),
  rulesOut: Hutchinson.variance(of: jacobian, distribution: .gaussian))

/*:
The other two have to be sampled. The claims on their variances rule out values without a factor: 2
for the normal distribution, $d/(d+2)$ for the sphere.

@main
*/

// fold: Means and spreads of the three
let draws = chapter.samples(65_536, quick: 4_096)
let directions: [(distribution: ProjectionDistribution, name: String)] = [
  (.rademacher, "Signs"), (.gaussian, "Normal"), (.sphere, "Sphere"),
]
let samples = directions.map {
  projected($0.distribution.sample(draws, dimension: d, using: &random))
}
let frobenius = Hutchinson.variance(of: jacobian, distribution: .gaussian) / 2
for ((distribution, name), q) in zip(directions, samples) {
  let variance = Hutchinson.variance(of: jacobian, distribution: distribution)
  claim(
    "uᵀAu, \(name)", Estimate(sum(q) / Double(draws), variance: variance, draws: draws),
    exact: exactTrace, rulesOut: fixed)
  guard distribution != .rademacher else { continue }
  claim(
    "variance of uᵀAu, \(name)",
    Estimate(meanOf: q.map { ($0 - exactTrace) * ($0 - exactTrace) }), exact: variance,
    rulesOut: distribution == .gaussian
      ? frobenius : 2 * (frobenius - exactTrace * exactTrace / Double(d)))
}

// fold: Drawing the estimator
func error(_ q: [Double], of M: Int) -> Double {
  let squares = (0..<draws / M).map { group in
    let error = sum(Array(q[group * M..<(group + 1) * M])) / Double(M) - exactTrace
    return error * error
  }
  return sqrt(sum(squares) / Double(squares.count))
}
let gap = 4 * r / (1 - r * r)  // between the answers that signs can give
let lowest = answers.min()!
let counts = [1, 2, 4, 8, 16, 32, 64]
figure(
  "estimator",
  caption: """
    What a single direction answers, uᵀAu, for three distributions of u; dotted: the trace. Signs can give only \
    eight answers, whose probabilities are known (dots). Lower right: the root mean square error of the mean of \
    M directions, measured (points) and exact (lines).
    """,
  size: .tall, columns: 2
) {
  for (index, ((distribution, name), q)) in zip(directions, samples).enumerated() {
    let isSigns = distribution == .rademacher
    Panel(
      name, x: Axis("uᵀAu", range: -80...10), y: Axis("density", range: 0...0.06)
    ) {
      HistogramPlot(
        samples: q, range: isSigns ? (lowest - gap / 2)...(lowest + 7.5 * gap) : -80...0,
        bins: isSigns ? 8 : 80, style: .series(index))
      if isSigns {
        PointPlot(
          x: (0...7).map { lowest + Double($0) * gap },
          y: [1, 7, 21, 35, 35, 21, 7, 1].map { $0 / 128 / gap }, label: "exact", style: .exact)
      }
      RulePlot(x: exactTrace)
    }
  }
  Panel(
    "Error",
    x: Axis(
      "directions M", scale: .log, ticks: counts.map(Double.init),
      tickLabels: counts.map(String.init)),
    y: Axis(
      "root mean square error", scale: .log, ticks: [1, 2, 5, 10],
      tickLabels: ["1", "2", "5", "10"])
  ) {
    for (index, ((distribution, name), q)) in zip(directions, samples).enumerated() {
      LinePlot(
        x: counts.map(Double.init),
        y: counts.map {
          sqrt(Hutchinson.variance(of: jacobian, distribution: distribution, projections: $0))
        }, style: .exact)
      PointPlot(
        x: counts.map(Double.init), y: counts.map { error(q, of: $0) }, label: name,
        style: .series(index))
    }
  }
}

/*:
For this matrix the sphere does best and signs come close. One direction of either is off by about a
third of the trace; a hundred would bring that down to a thirtieth, at a hundred times the price.
Training does not need them: a step averages over hundreds of points, each with a direction of its
own, and the error that is left averages out over the steps.

## Two passes {#sec:passes}
@main

Here is the heart of the method. The backward way multiplies $u$ with the Jacobian from the left:
pass one. Its result is recorded, because training will differentiate it in $\theta$: pass two.
There is also a forward way, which pushes $u$ through the network along with $x$ and gets
$(\nabla s)u$; the number is the same in the end.

@quote ScoreMatching/SlicedScoreMatching.swift curvature

@page
Both ways are checked on a network with random weights in five dimensions, along all $2^5$ sign
vectors: by @eq:hutchinson their average is the exact trace of @ch:05. An average may hide errors
that cancel, so the two ways are also compared along a single direction.
*/

// fold: Both ways, checked
let five = MLP([5, 32, 32, 5], activation: .silu, using: &random)
let places = random.normal([50, 5])
func terms(_ derivative: SlicedDerivative, along u: [Tensor]) -> Tensor {
  SlicedScoreMatching(data: WholeDataSet(places), derivative: derivative)
    .terms(of: five, on: ProjectedPoints(points: places, directions: u))
}
let exactTerms = ImplicitScoreMatching(data: WholeDataSet(places)).terms(of: five, on: places)
func largest(_ difference: Tensor) -> Double { Double(difference.abs().max()) }
let allSigns = (0..<32).map { k in
  Tensor(rows: (0..<50).map { _ in (0..<5).map { i in (k >> i) & 1 == 1 ? 1 : -1 } })
}
for derivative in SlicedDerivative.allCases {
  claim(
    "all signs against the exact trace, \(derivative)",
    measured: largest(terms(derivative, along: allSigns) - exactTerms), exact: 0,
    tolerance: .absolute(1e-5),
    rulesOut: largest(terms(.backwards, along: [.ones(50, 5)]) - exactTerms))
}
let one = [ProjectionDistribution.gaussian.sample(50, dimension: 5, using: &random)]
claim(
  "backwards against forwards, one direction",
  measured: largest(terms(.backwards, along: one) - terms(.forwards, along: one)), exact: 0,
  tolerance: .absolute(1e-5))

/*:
## Two forms, and a trap {#sec:forms}
@main

The loss @eq:sliced-loss has two random terms. In the second, the average over $u$ can be taken
exactly: if $\mathbb E[uu^\top]=I$ then $\mathbb E_u(u^\top s)^2 = \lVert s\rVert^2$. This gives
the **variance-reduced** form,

$$ J(\theta) = \mathbb E_u\, \mathbb E_p \big[\, u^\top (\nabla s_\theta)\, u + \tfrac12 \lVert s_\theta \rVert^2 \,\big]. $$ {#eq:reduced}

How much is gained? On data $N(0, v I)$ with the model $s_\lambda(x) = -\lambda x$ everything can be
computed. Both forms are parabolas in $\lambda$,

$$ -\lambda\, a + \tfrac12 \lambda^2\, b, \qquad a = \overline{u^\top u}, \qquad
b = \overline{(u^\top x)^2} \;\text{(full)} \quad\text{or}\quad \overline{\lVert x\rVert^2} \;\text{(reduced)}, $$ {#eq:parabola}

with averages over the sample and its directions. The minimum is at $\hat\lambda = a/b$, and
$1/\hat\lambda$ estimates the variance $v$. Take signs, so that $a = d$. Then in the reduced form
$1/\hat\lambda = \overline{\lVert x\rVert^2}/d$: there is no $u$ left in it, it *is* exact score
matching, a mean of $Nd$ squares of normal numbers. In the full form with one direction for each
point, $u^\top x$ is normal of variance $vd$, and $1/\hat\lambda$ is a mean of only $N$ such
squares. With $M$ directions for each point the squares are correlated (T3), and altogether

$$ \frac{N \operatorname{Var}(1/\hat\lambda)}{v^2} = \begin{cases}
\dfrac2d & \text{reduced, any } M, \\
\dfrac2d + \dfrac{2(d-1)}{dM} & \text{full: } 2 \text{ for } M = 1 .
\end{cases} $$ {#eq:forms}

With one direction, the full form throws away a factor of $d$. A point has $d$ coordinates to
report, and a full-form slice listens to one combination of them. @fig:forms measures it, on a
thousand samples of fifty points each: four directions help, but only the reduced form keeps pace
with $d$.
*/

// fold: Fitting many samples
let v = 0.25
/// 1/λ̂ of many samples of N(0, vI), each of N points: from the loss at λ = ±1 for every point.
func fittedVariances(
  _ slicing: SlicedScoreMatching<FixedScore>, dimension d: Int, samples: Int, points N: Int
) -> [Double] {
  var slicing = slicing
  slicing.data = WholeDataSet(Float(sqrt(v)) * random.normal([samples * N, d]))
  let batch = slicing.batch(samples * N, for: FixedScore { $0 }, using: &random)
  let (plus, minus) = (
    slicing.terms(of: FixedScore { -$0 }, on: batch),
    slicing.terms(of: FixedScore { $0 }, on: batch)
  )
  let (a, b) = (0.5 * (minus - plus), plus + minus)
  return (b.reshaped(samples, N).mean(axis: 1) / a.reshaped(samples, N).mean(axis: 1)).doubles
}
typealias Slicing = SlicedScoreMatching<FixedScore>
let origin = WholeDataSet(.zeros(1, 1))
let (sampleCount, pointCount) = (chapter.samples(1_000, quick: 100), 50)
let sizes = [2, 4, 8, 16, 32]
let forms: [(name: String, slicing: Slicing, excess: Double)] = [
  ("full, M = 1", Slicing(data: origin, form: .full), 1),
  ("full, M = 4", Slicing(data: origin, projections: 4, form: .full), 0.25),
  ("reduced", Slicing(data: origin), 0),
]
func theory(_ form: Int, _ d: Double) -> Double { 2 / d + forms[form].excess * 2 * (d - 1) / d }
let scatters = forms.map { form in
  sizes.map { d in
    let fits = fittedVariances(form.slicing, dimension: d, samples: sampleCount, points: pointCount)
    return Double(pointCount) * Estimate(meanOf: fits.map { ($0 / v - 1) * ($0 / v - 1) })
  }
}
for (form, wrongForm) in [(0, 2), (2, 0)] {
  for (index, d) in sizes.enumerated() where d == 2 || d == 32 {
    // Squared errors of a scaled χ² with k degrees of freedom.
    let k = Double(pointCount * (form == 0 ? 1 : d))
    claim(
      "N Var(1/λ̂)/v², \(forms[form].name), d = \(d)", measured: scatters[form][index].value,
      standardError: theory(form, Double(d)) * sqrt((2 + 12 / k) / Double(sampleCount)),
      exact: theory(form, Double(d)), rulesOut: theory(wrongForm, Double(d)))
  }
}

// fold: Drawing the forms
figure(
  "forms",
  caption: """
    N Var(1/λ̂)/v² on Gaussian data against the dimension, with directions of signs: measured (points) and exact \
    (lines). The reduced form is as good as exact score matching.
    """,
  size: .single
) {
  let x = sizes.map(Double.init)
  let curve = (0...64).map { pow(2, 1 + Double($0) / 16) }
  Panel(
    x: Axis("dimension d", scale: .log, ticks: x, tickLabels: sizes.map(String.init)),
    y: Axis(
      "N Var(1/λ̂)/v²", scale: .log, ticks: [0.1, 0.2, 0.5, 1, 2],
      tickLabels: ["0.1", "0.2", "0.5", "1", "2"]), legend: .beside
  ) {
    for (index, form) in forms.enumerated() {
      LinePlot(x: curve, y: curve.map { theory(index, $0) }, style: .exact)
      PointPlot(
        x: x, y: scatters[index].map(\.value), errors: scatters[index].map(\.standardError),
        label: form.name, style: .series(index))
    }
  }
}

/*:
**The trap.** "A random direction" sounds like a vector of length one, and many programs normalise
it. Then $\mathbb E[uu^\top] = I/d$. The full form is not affected, because $u$ stands twice in both
of its terms: both shrink by the same factor. In the reduced form only the first shrinks, and what
is minimised is $\mathbb E[\tfrac1d\operatorname{tr}\nabla s+\tfrac12\lVert s\rVert^2]$. Its
minimiser is

$$ s_\theta = \tfrac1d\, \nabla \ln p , $$ {#eq:trap}

for any data: replace $s$ by $w/d$, and the whole is $1/d^2$ times the loss of $w$. It is the score
of $p^{1/d}$. In the language of @ch:01, everything is learned at the temperature $T=d$. The loss
goes down nicely all the same, and the arrows point the right way; only the samples give it away,
with a variance $d$ times too large.

@page
On the Gaussian, $1/\hat\lambda$ is $d\,v$ instead of $v$, here for $d = 8$. Langevin with the score
$-\hat\lambda x$ and step $\varepsilon$ ends, as @ch:04 found, at the variance
$1/\big(\hat\lambda\,(1-\tfrac12\varepsilon\hat\lambda)\big)$.
*/

// fold: The trap in numbers
let trapPoints = chapter.samples(50_000, quick: 2_000)
func fittedVariance(_ distribution: ProjectionDistribution, _ form: SlicedForm) -> Double {
  fittedVariances(
    Slicing(data: origin, distribution: distribution, form: form), dimension: d, samples: 1,
    points: trapPoints)[0]
}
let trapped = fittedVariance(.unitSphere, .varianceReduced)
let sound = fittedVariance(.rademacher, .varianceReduced)
claim(
  "1/λ̂, reduced, length 1", measured: trapped,
  standardError: Double(d) * v * sqrt(2 / Double(d * trapPoints)), exact: Double(d) * v,
  rulesOut: v)
claim(
  "1/λ̂, full, length 1", measured: fittedVariance(.unitSphere, .full),
  standardError: v * sqrt(2 / Double(trapPoints)), exact: v, rulesOut: v / Double(d))
for (name, variance, other) in [("right", sound, trapped), ("trapped", trapped, sound)] {
  var langevin = Langevin(score: { Float(-1 / variance) * $0 }, stepSize: 0.25 * v)
  var x = Tensor.zeros(chapter.samples(1_000, quick: 200), d)
  langevin.run(&x, steps: 600, using: &random)
  func stationary(_ variance: Double) -> Double {
    LangevinGaussian.stationaryVariance(
      standardDeviation: sqrt(variance), stepSize: langevin.stepSize)
  }
  claim(
    "variance of samples, score \(name)", measuredVariance: x.square().mean(),
    degreesOfFreedom: x.count, exact: stationary(variance), rulesOut: stationary(other))
}

/*:
## A network learns the field {#sec:network}
@main

Now the running mixture of @ch:05, with the same network. Four losses teach it: the exact trace;
slices in the reduced form with signs; slices in the full form with normal directions; and, for
comparison, denoising with noise $\sigma = 0.15$. All start from the same weights and see the same
points in the same order.
*/

let mixture = GaussianMixture.running
let data = DataSet(mixture.sample(chapter.samples(50_000, quick: 5_000), using: &random))
let untrained = MLP([2, 64, 64, 2], activation: .silu, using: &random)
let σ = 0.15
let steps = chapter.samples(1_000, quick: 60)
let methods = [
  method("exact trace") { ImplicitScoreMatching(data: $0) },
  method("sliced, reduced, signs") { SlicedScoreMatching(data: $0) },
  method("sliced, full, normal") {
    SlicedScoreMatching(data: $0, distribution: .gaussian, form: .full)
  },
  method("denoising, σ = 0.15") { DenoisingScoreMatching(data: $0, noise: σ) },
]

// fold: Training, and the gradient on given points
struct Method {
  let name: String
  let trained: () throws -> MLP
  /// The gradient of the loss on given points by all parameters, as one row.
  let gradient: (MLP, Tensor) -> Tensor
}
func method<Goal: Objective>(
  _ name: String, _ make: @escaping (any DataSource) -> Goal
) -> Method where Goal.Model == MLP {
  Method(
    name: name,
    trained: {
      var training = Training(
        of: untrained, on: make(data), batchSize: 256,
        with: Adam(learningRate: .cosine(from: 0.01, steps: steps)), seed: chapter.seed)
      try training.run(steps: steps)
      return training.network
    },
    gradient: { network, points in
      var objective = make(WholeDataSet(points))
      let batch = objective.batch(points.shape[0], for: network, using: &random)
      let tape = Tape()
      let (tracked, parameters) = network.tracked(on: tape)
      let slopes = gradient(
        of: objective.terms(tracked, batch, on: tape).mean(), withRespectTo: parameters,
        recording: false)
      return .concatenated(slopes.map { $0.value.reshaped(1, $0.count) }, axis: 1)
    })
}
var networks: [MLP] = []
for method in methods {
  try stopwatch("training, \(method.name)") { networks.append(try method.trained()) }
}

/*:
"Slicing is more stable", one reads. It cannot be. Its gradient *is* the gradient of the exact loss
plus an error of mean zero that depends on the directions. By the law of total variance,

$$ \operatorname{Var} g_{\mathrm{sliced}} = \operatorname{Var} g_{\mathrm{exact}}
+ \mathbb E\big[\operatorname{Var}(g_{\mathrm{sliced}} \mid x)\big] \;\ge\; \operatorname{Var} g_{\mathrm{exact}} . $$ {#eq:total}

What is smaller is the price, not the noise. The table shows the Fisher divergence $F$ of each learned
field from the truth, and how much the gradient of the loss scatters, as a multiple of that of the
exact trace. (For the scatter all four are taken at the same weights, those that the exact trace has
learned, on the same fresh batches.)
*/

// fold: Divergences, and the scatter of the gradients
let batches = (0..<chapter.samples(400, quick: 40)).map { _ in mixture.sample(16, using: &random) }
let gradientVariances = methods.map { method in
  let g = Tensor.concatenated(batches.map { method.gradient(networks[0], $0) })
  return (g - g.mean(axis: 0)).square().sum() / Double(batches.count - 1)
}
let wide = Grid(square: -7...7, step: 0.05)
func exactMean(of f: (Tensor) -> Tensor) -> Double {
  wide.mean(of: f(wide.points), logDensity: mixture.logDensity(wide.points))
}
func exactDivergence(to other: GaussianMixture) -> Double {
  exactMean { 0.5 * (mixture.score(at: $0) - other.score(at: $0)).square().rowSums() }
}
let zeroField = exactMean { 0.5 * mixture.score(at: $0).square().rowSums() }
let untiltedBound = exactDivergence(to: mixture.untilted)
let fresh = mixture.sample(chapter.samples(50_000, quick: 2_000), using: &random)
let divergences = networks.map { network in
  fisherDivergence(from: mixture.score(at:), to: { network.score(at: $0) }, at: fresh)
}
table(
  "The running mixture, learned in \(steps) steps of 256 points",
  columns: ["loss", "F", "share of the zero field's", "gradient variance"],
  rows: methods.indices.map {
    [
      methods[$0].name, divergences[$0], divergences[$0].value / zeroField,
      gradientVariances[$0] / gradientVariances[0],
    ]
  })
show("F of the untilted mixture", untiltedBound)
show("F of the noised score, σ = 0.15", exactDivergence(to: mixture.noised(by: σ * σ)))

/*:
The field that was learned from slices is as close to the truth as the one from the exact trace, and
ten times closer than the *untilted* mixture, whose components have lost their correlations: slices
see tilts. The losses with more noise in their gradients have more to average out in the same number
of steps; and of denoising's divergence, 0.09 is bias, that of the noised score. But slicing changes
only the price of the loss, not what the loss can see: @fig:field compares the arrows, and in the empty
corners nobody has checked them.

@page
Three claims: the gradients of slices scatter no less than those of the exact trace, the field from
slices beats the untilted mixture, and Stein's identity of @ch:05 holds along slices, for every field:
$\mathbb E[\,u^\top(\nabla s_\theta)u + s_\theta\cdot\nabla\ln p\,]=0$.
*/

// fold: Claims on the learned field
for index in [1, 2] {
  claim(
    "gradient variance, \(methods[index].name), against the exact trace",
    measured: gradientVariances[index] / gradientVariances[0], atLeast: 1)
}
let learned = networks[1]
if !chapter.quick {
  claim(
    "F from slices, below that of the untilted mixture", divergences[1], atMost: untiltedBound)
}
let probe = Tape().variable(fresh)
let field = learned.score(at: probe)
let u = ProjectionDistribution.rademacher.sample(fresh.shape[0], dimension: 2, using: &random)
let work = (field.value * mixture.score(at: fresh)).rowSums()
claim(
  "E[uᵀ(∇s)u + s · ∇ln p]",
  Estimate(meanOf: curvature(of: field, withRespectTo: probe, along: Variable(u)).value + work),
  exact: 0, rulesOut: work.mean() / 2)

/*:
@main
*/

// fold: Drawing the learned field
let plane = Grid(square: -4...4, step: 0.05)
let coarse = Grid(square: -3.75...3.75, step: 0.5)
let errors = 0.5 * (learned(plane.points) - mixture.score(at: plane.points)).square().rowSums()
figure(
  "field",
  caption: """
    Left: the true score (black) and the one learned from slices (blue, thinner) over the contours of the density; \
    arrows longer than 8 are cut. Right: half the squared error of the learned score, logarithmic.
    """,
  size: .planes
) {
  Panel.plane("Arrows") {
    ContourPlot(densityOf: mixture, on: plane)
    VectorPlot(
      coarse, mixture.score(at: coarse.points), longest: 8, length: 20,
      style: .exact.lineWidth(2))
    VectorPlot(
      coarse, learned(coarse.points), longest: 8, length: 20, style: .learned.lineWidth(0.9))
  }
  Panel.plane("Error") {
    Heatmap(
      plane, errors.doubles.map { max($0, 1e-4) }, range: 1e-4...1e3, scale: .log,
      colorBar: "½ ‖error‖²")
    ContourPlot(densityOf: mixture, on: plane, style: Style(color: .white).lineWidth(0.6))
  }
}

/*:
## The price {#sec:price}
@main

In the plane slicing saves one pass of two, hardly worth a chapter. @fig:price takes the clock to
higher dimensions: it shows the time of one training step on 64 points, the loss and its gradient in
all parameters of a network with two hidden layers of 64.
*/

// fold: Timing a step of every method
let priced = [
  methods[0], method("sliced, backwards") { SlicedScoreMatching(data: $0) },
  method("sliced, forwards") { SlicedScoreMatching(data: $0, derivative: .forwards) },
  methods[3],
]
let dimensions = chapter.quick ? [2, 8, 16] : [2, 4, 8, 16, 32, 64]
/// Milliseconds for a step of every method: the quickest, since a clock is disturbed by whatever else
/// the machine does.
func prices(dimension d: Int) -> [Double] {
  let network = MLP([d, 64, 64, d], activation: .silu, using: &random)
  let points = random.normal([64, d])
  var best = priced.map { _ in Double.infinity }
  for _ in 0..<(chapter.quick ? 2 : 5) {
    for (index, method) in priced.enumerated() {
      for _ in 0..<(index == 0 ? 4 : 12) {
        let time = ContinuousClock().measure { _ = method.gradient(network, points) }
        best[index] = min(best[index], 1e3 * (time / .seconds(1)))
      }
    }
  }
  return best
}
let timings = dimensions.map { prices(dimension: $0) }
figure(
  "price",
  caption: """
    The time of one training step on 64 points, the quickest of twenty or more. The dotted line grows in proportion \
    to d; the two ways of slicing take the same time, and their lines coincide.
    """,
  size: .single, timed: true
) {
  let x = dimensions.map(Double.init)
  Panel(
    x: Axis("dimension d", scale: .log, ticks: x, tickLabels: dimensions.map(String.init)),
    y: Axis(
      "milliseconds", scale: .log, ticks: [0.05, 0.1, 0.2, 0.5, 1, 2, 5],
      tickLabels: ["0.05", "0.1", "0.2", "0.5", "1", "2", "5"]), legend: .beside
  ) {
    LinePlot(x: x, y: x.map { timings[0][0] * $0 / 2 }, style: .exact.dash(.dotted))
    for (index, method) in priced.enumerated() {
      LinePlot(x: x, y: timings.map { $0[index] }, style: .series(index))
      PointPlot(x: x, y: timings.map { $0[index] }, label: method.name, style: .series(index))
    }
  }
}

/*:
The exact trace takes $d$ passes, and each is itself longer in a wider network. Both ways of slicing
stay at a small multiple of denoising, which needs no derivative in $x$ at all. Time is half of the
bill; the error is the other half. Both together, on Gaussian data:

| | passes for $\nabla_x s$ | $N\operatorname{Var}$, relative | learns the score of |
|---|---|---|---|
| exact trace | $d$ | $2/d$ | the data |
| sliced, reduced, signs | 1 | $2/d$ | the data |
| sliced, full, $M$ directions | $M$ | $2/d + 2(d-1)/(dM)$ | the data |
| denoising | 0 | $v/(\sigma^2 d)$ | the data with noise |

The second line looks too good to be true, and is: with this model the Jacobian is a multiple of the
identity, on which signs make no error at all. A Jacobian with large elements off the diagonal, like
the one of @sec:ones, brings the noise back.

## Sampling {#sec:sampling}

A score is worth what its samples are worth. @fig:samples runs Langevin (@ch:04) twice from the same
starting points and with the *same* noise, once along the exact score of the mixture and once along
the one learned from slices. Most chains end next to their twins; the others came to a fork, a seam
between two modes, where a small difference of the arrows decides. The shares of the modes are
partly those of the starting points, with either score: the run was long enough to fill a mode and
too short to cross between modes, and no better score will change that.
*/

// fold: Langevin along both scores
let start = 1.5 * random.normal([chapter.samples(1_000, quick: 200), 2])
func sampled(_ score: @escaping Score) -> Tensor {
  var (x, noise) = (start, chapter.random.split("langevin"))
  var langevin = Langevin(score: score, stepSize: 0.02)
  langevin.run(&x, steps: chapter.samples(500, quick: 100), using: &noise)
  return x
}
let (byExact, byLearned) = (sampled(mixture.score(at:)), sampled { learned.score(at: $0) })
show("chains that ended within ½", ((byExact - byLearned).square().rowSums() .< 0.25).mean())

// fold: Drawing the samples
figure(
  "samples",
  caption: """
    Samples of the running mixture: drawn directly, by Langevin with the exact score, and by Langevin with the \
    score learned from slices, from the same starts with the same noise.
    """,
  size: Figure.Size(width: 720, height: 290), columns: 3
) {
  for (title, x, style) in [
    ("Data", fresh.rows(0..<start.shape[0]), Style.data),
    ("Exact score", byExact, .exact.markerSize(3)),
    ("Learned score", byLearned, .learned.markerSize(3)),
  ] {
    Panel.plane(title, -4...4) {
      ContourPlot(densityOf: mixture, on: plane)
      PointPlot(x, style: style.opacity(0.5))
    }
  }
}

/*:
## What we have, and what we lack {#sec:lack}
@main

Clean data, no chain, no $Z$, and a price that does not grow with the dimension. What slicing does
not change is what @ch:05 complained of: the arrows in the empty regions, and modes that do not know
of each other. Those need noise, and when noise is added anyway, denoising is cheaper still. That is
why the diffusion models of @ch:08 and @ch:09 are trained by denoising. Slicing comes back where the
trace itself is wanted: the likelihood of a continuous flow is an integral of a trace, and to this
day it is computed with Hutchinson's random signs.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/07-sliced-score-matching/homework/Answers.swift) and run `swift run homework-07`, which says what is
right and, of what is wrong, *what* is wrong. `swift run homework-07 hint 7.3` gives a hint;
[HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

- **T1.** *Warm-up.* Let $u = \sqrt d\, e_j$ with $j$ drawn uniformly from $1,\dots,d$. Show that
  $\mathbb E[uu^\top] = I$ and find the variance of $u^\top A u$. On which matrices does this
  distribution make no error? How does it do on the one of @sec:ones?
- **T2.** *Moments of the sphere.* For $u$ uniform on the sphere of radius $\sqrt d$, derive
  $\mathbb E u_i^4 = 3d/(d+2)$ and $\mathbb E u_i^2u_j^2 = d/(d+2)$ from $\sum_i u_i^2 = d$ and one
  more identity. Then show that among all distributions with *independent* coordinates of mean 0 and
  variance 1, none has a smaller variance than signs, on any matrix.
- **T3.** *Correlated slices.* Derive the full form's line of @eq:forms. (Given the directions, the
  sum of squares is a quadratic form in $x$. What is $\mathbb E (u^\top w)^2$ for two independent
  sign vectors $u$ and $w$?) At the same total number of slices $NM$, is it better to have more
  points or more directions?
- **T4.** *No second pass.* Pang et al. (2020) replace the derivative by a difference: with
  $f = \ln p_\theta$ of an energy, $u^\top(\nabla s)u \approx [f(x+hu) - 2f(x) + f(x-hu)]/h^2$ and
  $u^\top s \approx [f(x+hu) - f(x-hu)]/2h$. Show that the error is $O(h^2)$, that no $Z$ is
  needed, and program it. Which $h$ is best with numbers of 24 bits, and why not a smaller one?
- **T5.** *A small project.* Take the Gaussian of @sec:ones in 50 dimensions and fit a linear score
  by exact score matching, by slices, and by denoising, each for the same *time*. Plot the Fisher
  divergence against the seconds. Where does each method stop improving, and what stops it?

## Sources {#sec:sources}

Y. Song, S. Garg, J. Shi, S. Ermon, *Sliced score matching: a scalable approach to density and score
estimation*, UAI (2019), for the method and both of its forms. M. F. Hutchinson, *A stochastic
estimator of the trace of the influence matrix for Laplacian smoothing splines*, Communications in
Statistics 18 (1989), for signs; H. Avron, S. Toledo, *Randomized algorithms for estimating the
trace of an implicit symmetric positive semi-definite matrix*, Journal of the ACM 58 (2011), for the
comparison of distributions. A. Hyvärinen, *Estimation of non-normalized statistical models by score
matching*, Journal of Machine Learning Research 6 (2005). T. Pang, K. Xu, C. Li, Y. Song, S. Ermon,
J. Zhu, *Efficient learning of generative models via finite-difference score matching*, NeurIPS
(2020), for T4. W. Grathwohl, R. Chen, J. Bettencourt, I. Sutskever, D. Duvenaud, *FFJORD*, ICLR
(2019), for the trace in a continuous flow.
*/

// fold: The table of claims
chapter.finish()
