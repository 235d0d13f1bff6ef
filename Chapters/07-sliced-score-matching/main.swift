/*:
Two ways of learning a score are on the table. @ch:05 matched it exactly, and paid for the trace of
its Jacobian with one backward pass for every coordinate. With @ch:06 one gets the trace for free,
and pays by learning the score of *noised* data. For a picture of a thousand pixels the first is out of
the question; and whoever wants the density itself, not a blurred one, is not helped by the second.

Is there a third way: clean data, and a price that does not grow with the dimension? There is. We
need not know the whole trace. It is enough to ask, again and again, for its value along one random
direction.
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
import Samplers
import ScoreMatching
import Tensors
import Theory

let chapter = Chapter(7, "Sliced score matching")
var random = chapter.random

/*:
## One direction at a time {#sec:directions}

Two arrows are equal if their shadows on every line are. So let $v$ be a random direction and
compare only the components along it:

$$ F_{\mathrm{sliced}} = \tfrac12\, \mathbb E_v\, \mathbb E_p \big[ (v^\top s_\theta(x) - v^\top s(x))^2 \big]. $$ {#eq:sliced-divergence}

If $\mathbb E[v v^\top] = I$, this is the Fisher divergence itself: for any fixed arrow $a$ we have
$\mathbb E_v (v^\top a)^2 = a^\top\, \mathbb E[vv^\top]\, a = \lVert a\rVert^2$. For other laws of
$v$ it is another divergence, that is zero for the same scores as long as $v$ can point everywhere.

The unknown score of the data, $s = \nabla \ln p$, is got rid of as in @ch:05, now along $v$ only.
The cross term is

$$ \int p\,(v^\top s_\theta)\,(v^\top \nabla \ln p)\,dx = \int (v^\top s_\theta)\; v^\top \nabla p\,dx
= -\int p\; v^\top \nabla (v^\top s_\theta)\,dx , $$

where the last step is one integration by parts in the direction $v$, with nothing left at the edge
if $p\,s_\theta \to 0$ there. What remains, up to a constant that does not depend on $\theta$, is

$$ J(\theta) = \mathbb E_v\, \mathbb E_p \big[\, v^\top (\nabla s_\theta)\, v + \tfrac12 (v^\top s_\theta)^2 \,\big]. $$ {#eq:sliced-loss}

Mind what stands between the two $v$: the *Jacobian* of the score, a matrix. Written
$v^\top \nabla v$, as one sometimes finds it, the formula says nothing.

And mind what this number is: if $s_\theta$ is the slope of some $\ln p_\theta$, it is the second
derivative of that along $v$. It can be had without the matrix. First the backward pass of the
single number $v^\top s_\theta(x)$ gives its gradient in $x$, the vector $v^\top\nabla s_\theta$;
then a dot product with $v$ ends the matter. Training needs the gradient of all this in $\theta$,
which is a second backward pass, through the first. **Two passes, whatever the dimension.**

## The attempt that fails {#sec:ones}

Why should $v$ be random? Let us first try without: $v = (1, 1, \dots, 1)$ asks for the gradient of
the *sum* of the outputs, which is the shortcut that @ch:05 warned of. As a test piece take a
Gaussian in eight dimensions in which neighbours are correlated, like pixels in a row:
$\Sigma_{ij} = r^{|i-j|}$ with $r = 0.7$. Its score $-\Sigma^{-1}(x - \mu)$ has the Jacobian
$A = -\Sigma^{-1}$ everywhere, and that matrix has only three diagonals:

$$ \Sigma^{-1} = \frac1{1-r^2}
\begin{pmatrix} 1 & -r & & \\ -r & 1+r^2 & \ddots & \\ & \ddots & \ddots & -r \\ & & -r & 1 \end{pmatrix}. $$
*/

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

/// vᵀAv for every row v.
func projected(_ v: Tensor) -> [Double] { (v.matmul(A) * v).sum(axis: 1).doubles }

let fixed = projected(Tensor.ones(1, d))[0]
show("trace of A", exactTrace, digits: 6)
show("1ᵀA1", fixed, digits: 6)

/*:
The fixed direction is not just imprecise, it is wrong, and no amount of data will tell: the
off-diagonal elements of $A$ stand in the sum together with the diagonal. Give the ones random
signs, though, and $\mathbb E[v_i v_j] = 0$ strikes the off-diagonal elements out on average, while
$v_i^2 = 1$ leaves the diagonal alone:

$$ \mathbb E\, v^\top A v = \sum_{ij} A_{ij}\, \mathbb E[v_i v_j] = \operatorname{tr} A . $$ {#eq:hutchinson}

This is **Hutchinson's estimator**. Any law with $\mathbb E[vv^\top] = I$ will do; three are in use.

@quote EnergyModels/ProjectionDistribution+Sampling.swift projections

Signs (named after Rademacher), normal numbers, and the sphere of radius $\sqrt d$. The fourth, the
sphere of radius one, does *not* have $\mathbb E[vv^\top] = I$; it is here as a trap, and snaps shut
in @sec:forms.

## Which law? {#sec:laws}

All three are right on average. They differ in how far a single answer is off. Only the symmetric
part of $A$ counts, so let $A$ be symmetric, and sort the terms:

$$ v^\top A v = \sum_i A_{ii}\, v_i^2 + 2 \sum_{i<j} A_{ij}\, v_i v_j . $$ {#eq:terms}

All three laws are unchanged if a coordinate changes its sign. So the products $v_iv_j$ are
uncorrelated with each other and with the squares, and

$$ \operatorname{Var} v^\top A v = \sum_{ij} A_{ii}A_{jj} \operatorname{Cov}(v_i^2, v_j^2)
+ 4\sum_{i<j} A_{ij}^2\, \mathbb E[v_i^2v_j^2] . $$ {#eq:spread}

Signs have $v_i^2 = 1$, which never varies: the first sum is gone. Independent normal numbers have
$\operatorname{Var} v_i^2 = 2$. On the sphere $\mathbb E v_i^4 = 3d/(d+2)$ and
$\mathbb E v_i^2v_j^2 = d/(d+2)$ (exercise 2). With $\lVert A\rVert^2 = \sum_{ij}A_{ij}^2$,

$$ \operatorname{Var} v^\top A v = \begin{cases}
2\,\big(\lVert A\rVert^2 - \sum_i A_{ii}^2\big) & \text{signs,} \\
2\,\lVert A\rVert^2 & \text{normal,} \\
\dfrac{2d}{d+2}\big(\lVert A\rVert^2 - \tfrac1d \operatorname{tr}^2 A\big) & \text{sphere.}
\end{cases} $$ {#eq:laws}

Signs make no error on a diagonal matrix, the sphere makes none on a multiple of the identity, and
neither is ever worse than normal numbers. Between the two it depends on $A$. The mean of $M$
independent directions has a variance $M$ times smaller.

There are only $2^8$ choices of signs, so for them we need no luck: ask all of them.
*/

let signs = Tensor(
  rows: (0..<(1 << d)).map { k in (0..<d).map { i in (k >> i) & 1 == 1 ? 1 : -1 } })
let answers = projected(signs)
let average = sum(answers) / Double(answers.count)
claim(
  "vᵀAv, mean over all signs", measured: average, exact: exactTrace, tolerance: .relative(1e-6),
  rulesOut: fixed)
claim(
  "variance over all signs",
  measured: sum(answers.map { ($0 - average) * ($0 - average) }) / Double(answers.count),
  exact: Hutchinson.variance(of: jacobian, distribution: .rademacher), tolerance: .relative(1e-5),
  rulesOut: Hutchinson.variance(of: jacobian, distribution: .gaussian))
show("largest and smallest", [answers.max()!, answers.min()!])

/*:
The fixed direction of @sec:ones is one of these 256, and one of the two worst: all products
$v_iv_{i+1}$ have the same sign there.

The other two laws have to be sampled. Theory knows the errors of what we measure, too. In the basis
of its eigenvectors, $v^\top A v = \sum_i \lambda_i v_i^2$. For normal numbers that is a sum of
independent squares, whose cumulants add: $\kappa_n = 2^{n-1}(n-1)!\, \operatorname{tr}A^n$. A
sphere of radius $\sqrt d$ gets its points from normal ones, $v = \sqrt d\, g/\lVert g\rVert$, and
direction and length of $g$ are independent. So the moments of the deviation, with
$B = A - \tfrac1d(\operatorname{tr}A)\, I$, are quotients:

$$ \mathbb E\big[(v^\top A v - \operatorname{tr}A)^k\big] = \mathbb E (v^\top B v)^k
= \frac{d^k\; \mathbb E (g^\top B g)^k}{\mathbb E \lVert g\rVert^{2k}}, \qquad
\mathbb E\lVert g\rVert^{2k} = d(d+2)\cdots(d+2k-2). $$ {#eq:sphere}

With $k=2$ this is the last line of @eq:laws, and with $k=4$ it gives the standard error of a
measured variance.
*/

let eigenvalues = SymmetricEigen(jacobian).values

/// The fourth central moment of vᵀAv.
func fourthMoment(_ distribution: ProjectionDistribution) -> Double {
  let n = Double(d)
  let shift = law == .sphere ? exactTrace / n : 0
  func power(_ k: Int) -> Double {
    sum(eigenvalues.map { λ in (0..<k).reduce(1) { product, _ in product * (λ - shift) } })
  }
  let normal = 48 * power(4) + 3 * (2 * power(2)) * (2 * power(2))  // κ₄ + 3κ₂²
  return law == .sphere ? normal * n * n * n / ((n + 2) * (n + 4) * (n + 6)) : normal
}

/*:
The means first. Each must be the trace, and far from the answer of the fixed direction.
*/

let draws = chapter.samples(65_536, quick: 4_096)
var byDistribution: [ProjectionDistribution: [Double]] = [:]
let laws: [(distribution: ProjectionDistribution, name: String)] = [
  (.rademacher, "signs"), (.gaussian, "normal"), (.sphere, "sphere"),
]
for (law, name) in laws {
  let q = projected(law.sample(draws, dimension: d, using: &random))
  byDistribution[law] = q
  let variance = Hutchinson.variance(of: jacobian, distribution: law)
  claim(
    "vᵀAv, \(name)", measured: sum(q) / Double(draws),
    standardError: sqrt(variance / Double(draws)), exact: exactTrace, rulesOut: fixed)
}

/*:
And the spreads. Ruled out is the value without its first factor or its last term: half the variance
for the normal law, $2(\lVert A\rVert^2 - \tfrac1d\operatorname{tr}^2A)$ for the sphere.
*/

let frobenius = Hutchinson.variance(of: jacobian, distribution: .gaussian) / 2
for (law, name, wrong) in [
  (ProjectionDistribution.gaussian, "normal", frobenius),
  (.sphere, "sphere", 2 * (frobenius - exactTrace * exactTrace / Double(d))),
] {
  let squares = byDistribution[law]!.map { ($0 - exactTrace) * ($0 - exactTrace) }
  let variance = Hutchinson.variance(of: jacobian, distribution: law)
  claim(
    "variance of vᵀAv, \(name)", measured: sum(squares) / Double(draws),
    standardError: sqrt((fourthMoment(law) - variance * variance) / Double(draws)),
    exact: variance, rulesOut: wrong)
}

// fold: Drawing the estimator
func spread(_ distribution: ProjectionDistribution, of M: Int) -> Double {
  let q = byDistribution[law]!
  let squares = stride(from: 0, to: draws, by: M).map { start in
    let error = sum(Array(q[start..<(start + M)])) / Double(M) - exactTrace
    return error * error
  }
  return sqrt(sum(squares) / Double(squares.count))
}
let step = 4 * r / (1 - r * r)  // between the answers that signs can give
let lowest = answers.min()!
let binomial = (0...7).map { k in
  Double([1, 7, 21, 35, 35, 21, 7, 1][k]) / 128 / step
}
let counts = [1, 2, 4, 8, 16, 32, 64]
figure(
  "estimator",
  caption: """
    Answers $v^\\top A v$ of a single direction by the law of $v$; dotted the trace. The signs can give eight \
    answers only, with known probabilities (dots). Last: the root mean square error of $M$ directions, \
    measured, and the exact curves.
    """,
  size: .tall, columns: 2
) {
  for (index, (law, name)) in laws.enumerated() {
    let isSigns = law == .rademacher
    Panel(
      name, x: Axis("vᵀAv", range: -80...10), y: Axis("density", range: 0...0.06)
    ) {
      HistogramPlot(
        samples: byDistribution[law]!,
        range: isSigns ? (lowest - step / 2)...(lowest + 7.5 * step) : -80...0,
        bins: isSigns ? 8 : 80, style: .series(index))
      if isSigns {
        PointPlot(
          x: (0...7).map { lowest + Double($0) * step }, y: binomial, label: "exact", style: .exact)
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
    for (index, (law, name)) in laws.enumerated() {
      LinePlot(
        x: counts.map(Double.init),
        y: counts.map { sqrt(Hutchinson.variance(of: jacobian, distribution: law, projections: $0)) },
        style: .exact)
      PointPlot(
        x: counts.map(Double.init), y: counts.map { spread(law, of: $0) }, label: name,
        style: .series(index))
    }
  }
}

/*:
For this matrix the sphere does best and signs come close (@fig:estimator). One direction of either
is off by about a third of the trace; a hundred would bring that down to a thirtieth, at a hundred
times the price. That is not how it is used. A training step averages over hundreds of points, and
each has its own direction. The errors average out with the points, and what is left over one step
averages out over the next.

## Two passes {#sec:passes}

Here is the whole method.

@quote EnergyModels/SlicedScoreMatching.swift sliced-score-matching

`curvature` is the heart. The backward road multiplies $v$ with the Jacobian from the left: pass
one. The result is recorded on the tape, because training will differentiate it by $\theta$: pass
two. There is also a forward road, which pushes $v$ through the network along with $x$ and gets
$(\nabla s)v$, the same number in the end. On a network with random weights in five dimensions, both
are here with every sign vector there is, $2^5$ of them; by @eq:hutchinson their average is the
exact trace of @ch:05.
*/

let five = MLP([5, 32, 32, 5], activation: .silu, using: &random)
let places = random.normal([50, 5])
let allSigns = (0..<32).map { k in
  Tensor(rows: (0..<50).map { _ in (0..<5).map { i in (k >> i) & 1 == 1 ? 1 : -1 } })
}
func terms(_ derivative: SlicedScoreMatching.Derivative, along v: [Tensor]) -> Tensor {
  SlicedScoreMatching(derivative: derivative)
    .terms({ five($0) }, at: places, along: v, on: Tape()).value
}

let exactTerms = scoreMatchingTerms({ five($0) }, at: places, on: Tape()).value
func largest(_ difference: Tensor) -> Double { Double(difference.abs().max()) }
let ones = largest(terms(.backwards, along: [.ones(50, 5)]) - exactTerms)
for derivative in SlicedScoreMatching.Derivative.allCases {
  claim(
    "all signs against the exact trace, \(derivative)",
    measured: largest(terms(derivative, along: allSigns) - exactTerms), exact: 0,
    tolerance: .absolute(1e-5), rulesOut: ones)
}

/*:
Along one direction there is no average to hide behind:
*/

let one = [ProjectionDistribution.gaussian.sample(50, dimension: 5, using: &random)]
claim(
  "backwards against forwards, one direction",
  measured: largest(terms(.backwards, along: one) - terms(.forwards, along: one)), exact: 0,
  tolerance: .absolute(1e-5))

/*:
And the price, counted without a clock, is the length of the tape. @ch:05 found that it grows by a
whole backward pass with every coordinate. Now the dimension is not in it at all.
*/

/// The number of operations that a loss of a network in d dimensions records.
func operations(_ d: Int, _ loss: (MLP, Tensor, Tape) -> Variable) -> Int {
  let tape = Tape()
  let (network, _) = MLP([d, 64, 64, d], activation: .silu, using: &random).tracked(on: tape)
  _ = loss(network, random.normal([8, d]), tape)
  return tape.count
}
/*:
On this count the two roads cost the same.
*/

func slicedOperations(_ d: Int, _ derivative: SlicedScoreMatching.Derivative) -> Int {
  operations(d) { network, x, tape in
    SlicedScoreMatching(derivative: derivative)
      .loss({ network($0) }, at: x, on: tape, using: &random)
  }
}
table(
  "Operations on the tape", columns: ["d", "exact trace", "sliced, backwards", "sliced, forwards"],
  rows: [2, 8, 64].map { d in
    let exact = operations(d) { network, x, tape in
      scoreMatchingLoss({ network($0) }, at: x, on: tape)
    }
    return [d, exact, slicedOperations(d, .backwards), slicedOperations(d, .forwards)]
  })
claim(
  "operations, sliced, d = 64", measured: Double(slicedOperations(64, .backwards)),
  exact: Double(slicedOperations(2, .backwards)), tolerance: .absolute(0))

/*:
## Two forms, and a trap {#sec:forms}

The loss @eq:sliced-loss has two random terms. In the second the average over $v$ can be had without
any $v$: if $\mathbb E[vv^\top]=I$ then $\mathbb E_v(v^\top s)^2 = \lVert s\rVert^2$. This gives the
**variance-reduced** form,

$$ J(\theta) = \mathbb E_v\, \mathbb E_p \big[\, v^\top (\nabla s_\theta)\, v + \tfrac12 \lVert s_\theta \rVert^2 \,\big]. $$ {#eq:reduced}

How much is gained? On data $N(0, s^2 I)$ with the model $s_\lambda(x) = -\lambda x$ everything can
be computed. Both forms are parabolas in $\lambda$,

$$ -\lambda\, a + \tfrac12 \lambda^2\, b, \qquad a = \overline{v^\top v}, \qquad
b = \overline{(v^\top x)^2} \;\text{(full)} \quad\text{or}\quad \overline{\lVert x\rVert^2} \;\text{(reduced)}, $$ {#eq:parabola}

with averages over the sample and its directions. The minimum is at $\hat\lambda = a/b$, and
$1/\hat\lambda$ estimates the variance $s^2$. Take signs, so that $a = d$. Then in the reduced form
$1/\hat\lambda = \overline{\lVert x\rVert^2}/d$: no $v$ is left in it, it *is* exact score matching,
and a mean of $Nd$ squares of normal numbers. In the full form with one direction for each point,
$v^\top x$ is normal of variance $s^2d$, and $1/\hat\lambda$ is a mean of only $N$ such squares.
With $M$ directions for each point the squares are correlated (exercise 3), and in all

$$ \frac{N \operatorname{Var}(1/\hat\lambda)}{s^4} = \begin{cases}
\dfrac2d & \text{reduced, any } M, \\
\dfrac2d + \dfrac{2(d-1)}{dM} & \text{full: } 2 \text{ for } M = 1 .
\end{cases} $$ {#eq:forms}

The full form throws away a factor of $d$. A point of the data has $d$ coordinates to tell of, and a
full-form slice listens to one combination.

To measure it, let the library compute the loss at $\lambda = \pm 1$ for every point; two values
give $a$ and $b$.
*/

let s = 0.5

/// For every point the numbers a and b of its parabola −λa + ½λ²b.
func parabola(_ slicing: SlicedScoreMatching, at x: Tensor) -> (a: Tensor, b: Tensor) {
  let directions = (0..<slicing.projections).map { _ in
    slicing.law.sample(x.shape[0], dimension: x.shape[1], using: &random)
  }
  func loss(_ λ: Float) -> Tensor {
    slicing.terms({ -λ * $0 }, at: x, along: directions, on: Tape()).value
  }
  let (plus, minus) = (loss(1), loss(-1))
  return (0.5 * (minus - plus), plus + minus)
}

/// 1/λ̂ of many samples of N(0, s²I), each of so many points.
func fittedVariances(
  _ slicing: SlicedScoreMatching, dimension d: Int, samples: Int, points N: Int
) -> [Double] {
  let (a, b) = parabola(slicing, at: Float(s) * random.normal([samples * N, d]))
  let means = [b, a].map { $0.reshaped(samples, N).mean(axis: 1) }
  return (means[0] / means[1]).doubles
}

/*:
A thousand samples of fifty points each. The squared errors are those of a scaled $\chi^2_k$ with
$k = Nd$ or $k = N$, so that the standard error of their mean is known, $\sqrt{(2+12/k)/1000}$ of
it.
*/

let (sampleCount, pointCount) = (chapter.samples(1_000, quick: 100), 50)
let sizes = [2, 4, 8, 16, 32]

func scatter(_ slicing: SlicedScoreMatching, dimension d: Int) -> Double {
  let fits = fittedVariances(slicing, dimension: d, samples: sampleCount, points: pointCount)
  let squares = fits.map { ($0 / (s * s) - 1) * ($0 / (s * s) - 1) }
  return Double(pointCount) * sum(squares) / Double(sampleCount)
}

let forms: [(name: String, slicing: SlicedScoreMatching)] = [
  ("full, M = 1", SlicedScoreMatching(form: .full)),
  ("full, M = 4", SlicedScoreMatching(projections: 4, form: .full)),
  ("reduced", SlicedScoreMatching()),
]
let scatters = forms.map { form in sizes.map { scatter(form.slicing, dimension: $0) } }
func theory(_ form: Int, _ d: Int) -> Double {
  let n = Double(d)
  return 2 / n + [2 * (n - 1) / n, 2 * (n - 1) / (4 * n), 0][form]
}

/*:
Each form is claimed at both ends of the range; ruled out is the other form.
*/

for (form, wrongForm) in [(0, 2), (2, 0)] {
  for (index, d) in sizes.enumerated() where d == 2 || d == 32 {
    let k = Double(pointCount * (form == 0 ? 1 : d))
    claim(
      "N Var(1/λ̂)/s⁴, \(forms[form].name), d = \(d)", measured: scatters[form][index],
      standardError: theory(form, d) * sqrt((2 + 12 / k) / Double(sampleCount)),
      exact: theory(form, d), rulesOut: theory(wrongForm, d))
  }
}

// fold: Drawing the forms
let noiseShare = 0.5
let denoisingScatter = sizes.map { d in
  // N Var λ̂/λ*² of denoising, d coordinates for each point.
  let λ = GaussianDenoising.precision(standardDeviation: s, noise: noiseShare * s)
  return GaussianDenoising.asymptoticPrecisionVariance(
    draws: 1, standardDeviation: s, noise: noiseShare * s) / (λ * λ * Double(d))
}
figure(
  "forms",
  caption: """
    $N\\operatorname{Var}(1/\\hat\\lambda)/s^4$ on Gaussian data against the dimension, directions of signs: \
    measured, and the exact curves. The reduced form is as good as exact score matching. Dashed: denoising \
    with noise $\\sigma = s/2$, relative to the noised precision that it is after.
    """,
  size: .single
) {
  let x = sizes.map(Double.init)
  Panel(
    x: Axis("dimensions d", scale: .log, ticks: x, tickLabels: sizes.map(String.init)),
    y: Axis(
      "N Var(1/λ̂)/s⁴", scale: .log, ticks: [0.1, 0.2, 0.5, 1, 2],
      tickLabels: ["0.1", "0.2", "0.5", "1", "2"]), legend: .beside
  ) {
    for (index, form) in forms.enumerated() {
      LinePlot(x: x, y: sizes.map { theory(index, $0) }, style: .exact)
      PointPlot(x: x, y: scatters[index], label: form.name, style: .series(index))
    }
    LinePlot(x: x, y: denoisingScatter, label: "denoising", style: .data.dash(.dashed))
  }
}

/*:
In @fig:forms the reduced form lies on the line of exact score matching. That it falls on it exactly
is owed to the signs; normal directions have lengths that vary, and the fit feels it. Here are all
combinations in $d=8$, by theory (for many points):
*/

table(
  "N Var λ̂/λ*² in d = 8; exact score matching has ¼",
  columns: ["directions", "full, M = 1", "full, M = 8", "reduced, M = 1", "reduced, M = 8"],
  rows: laws.map { law, name in
    [name]
      + [(GaussianSlicing.Form.full, 1), (.full, 8), (.varianceReduced, 1), (.varianceReduced, 8)]
      .map { form, M in
        GaussianSlicing.asymptoticPrecisionVariance(
          standardDeviation: 1, dimension: 8, distribution: law, form: form, projections: M)
      }
  })

/*:
**The trap.** "A random direction" sounds like a vector of length one, and many a program normalises
it. Then $\mathbb E[vv^\top] = I/d$. The full form does not mind, because $v$ stands twice in both
of its terms; both shrink by the same factor. In the reduced form only the first shrinks, and what
is minimised is $\mathbb E[\tfrac1d\operatorname{tr}\nabla s+\tfrac12\lVert s\rVert^2]$. Its
minimiser is

$$ s_\theta = \tfrac1d\, \nabla \ln p , $$ {#eq:trap}

for any data: replace $s$ by $u/d$, and the whole is $1/d^2$ times the loss of $u$. It is the score
of $p^{1/d}$. In the language of @ch:01, everything is learned at the temperature $T=d$. On our
Gaussian, $1/\hat\lambda$ is $d\,s^2$ instead of $s^2$, at $d = 8$:
*/

let trapPoints = chapter.samples(50_000, quick: 2_000)
func unitFit(_ form: GaussianSlicing.Form) -> Double {
  fittedVariances(
    SlicedScoreMatching(distribution: .unitSphere, form: form), dimension: d, samples: 1, points: trapPoints
  )[0]
}
let trapped = unitFit(.varianceReduced)
claim(
  "1/λ̂, reduced, length 1", measured: trapped,
  standardError: Double(d) * s * s * sqrt(2 / Double(d * trapPoints)), exact: Double(d) * s * s,
  rulesOut: s * s)
claim(
  "1/λ̂, full, length 1", measured: unitFit(.full),
  standardError: s * s * sqrt(2 / Double(trapPoints)), exact: s * s, rulesOut: s * s / Double(d))

/*:
The loss goes down nicely all the same, and the arrows point the right way. It is the samples that
give it away. Langevin with the score $-\hat\lambda x$ and step $\varepsilon$ ends, as @ch:04 found,
at the variance $1/\big(\hat\lambda\,(1-\tfrac12\varepsilon\hat\lambda)\big)$:
*/

let sound = fittedVariances(SlicedScoreMatching(), dimension: d, samples: 1, points: trapPoints)[0]
for (name, variance, other) in [("right", sound, trapped), ("trapped", trapped, sound)] {
  let (λ, ε, steps) = (1 / variance, 0.25 * s * s, 600)
  let langevin = Langevin(score: { Float(-λ) * $0 }, stepSize: ε)
  var x = Tensor.zeros(chapter.samples(1_000, quick: 200), d)
  langevin.run(&x, steps: steps, using: &random)
  claim(
    "variance of samples, score \(name)", measuredVariance: x.square().mean(),
    degreesOfFreedom: x.count,
    exact: LangevinGaussian.stationaryVariance(standardDeviation: sqrt(variance), stepSize: ε),
    rulesOut: LangevinGaussian.stationaryVariance(standardDeviation: sqrt(other), stepSize: ε))
}

/*:
## A network learns the field {#sec:network}

Now the running mixture of @ch:05, with the same network. Four losses teach it: the exact trace;
slices in the reduced form with signs; slices in the full form with normal directions; and, to
compare, denoising with noise $\sigma = 0.15$ as in @ch:06. All start from the same weights and
see the same points in the same order.
*/

let mixture = GaussianMixture.running
let data = mixture.sample(chapter.samples(50_000, quick: 5_000), using: &random)
let untrained = MLP([2, 64, 64, 2], activation: .silu, using: &random)
let σ = 0.15

typealias Loss = (MLP, Tensor, Tape, inout RandomStream) -> Variable
func sliced(_ slicing: SlicedScoreMatching) -> Loss {
  { network, x, tape, random in
    slicing.loss({ network($0) }, at: x, on: tape, using: &random)
  }
}
let losses: [(name: String, loss: Loss)] = [
  ("exact trace", { network, x, tape, _ in scoreMatchingLoss({ network($0) }, at: x, on: tape) }),
  ("sliced, reduced, signs", sliced(SlicedScoreMatching())),
  ("sliced, full, normal", sliced(SlicedScoreMatching(distribution: .gaussian, form: .full))),
  (
    "denoising, σ = 0.15",
    { network, x, _, random in
      denoisingScoreMatchingLoss({ network($0) }, at: x, noise: σ, using: &random)
    }
  ),
]

/*:
The training is that of @ch:05, step for step.
*/

let steps = chapter.samples(1_000, quick: 60)
func trained(_ loss: Loss) throws -> MLP {
  var training = Training(
    of: untrained, with: Adam(learningRate: .cosine(from: 0.01, steps: steps)), seed: chapter.seed)
  try training.run(steps: steps) { network, step in
    let rows = step.random.integers(below: data.shape[0], count: 256)
    return loss(network, data.gatherRows(rows), step.tape, &step.random)
  }
  return training.network
}

var networks: [MLP] = []
for (name, loss) in losses {
  try stopwatch("training, \(name)") { networks.append(try trained(loss)) }
}

/*:
"Slicing is more stable", one reads. It cannot be. Its gradient *is* the gradient of the exact loss
plus an error of mean zero that depends on the directions. By the law of total variance,

$$ \operatorname{Var} g_{\mathrm{sliced}} = \operatorname{Var} g_{\mathrm{exact}}
+ \mathbb E\big[\operatorname{Var}(g_{\mathrm{sliced}} \mid x)\big] \;\ge\; \operatorname{Var} g_{\mathrm{exact}} . $$ {#eq:total}

What is smaller is the price, not the noise. So we measure both: how far the fields are from the
truth, and how much the gradient of the loss scatters, as a multiple of that of the exact trace. For
the second all four are taken at the same weights (those that the exact trace has learned) and on
the same fresh batches.
*/

/// The gradient by all parameters, as one row for each of several batches.
func gradients(_ loss: Loss, of network: MLP, batches: [Tensor]) -> Tensor {
  Tensor.concatenated(
    batches.map { x in
      let tape = Tape()
      let (tracked, parameters) = network.tracked(on: tape)
      let slopes = gradient(
        of: loss(tracked, x, tape, &random), withRespectTo: parameters, recording: false)
      return Tensor.concatenated(slopes.map { $0.value.reshaped(1, $0.count) }, axis: 1)
    })
}

let batches = (0..<chapter.samples(400, quick: 40)).map { _ in mixture.sample(16, using: &random) }
let gradientVariances = losses.map { _, loss in
  let g = gradients(loss, of: networks[0], batches: batches)
  return (g - g.mean(axis: 0)).square().sum() / Double(batches.count - 1)
}
for (index, (name, _)) in losses.enumerated() where index == 1 || index == 2 {
  claim(
    "gradient variance, \(name), against the exact trace",
    measured: gradientVariances[index] / gradientVariances[0], atLeast: 1)
}

/*:
The yardsticks of @ch:05 are silence, $\tfrac12\mathbb E\lVert\nabla\ln p\rVert^2$, the best linear
field, and the score of a mixture that knows all but the tilts of its modes. For denoising there is
a fourth: it learns the score of the *noised* mixture, and even a perfect network would be as far
from the clean score as that one.
*/

/// The mean of f under the running mixture, by the trapezoidal rule on a grid.
func planeMean(_ f: (Tensor) -> Tensor) -> Double {
  let ticks = Array(stride(from: -7.0, through: 7, by: 0.05))
  let grid = Tensor(rows: ticks.flatMap { y in ticks.map { x in [x, y] } })
  return (exp(mixture.logDensity(grid)) * f(grid)).sum() * 0.05 * 0.05
}
let silence = planeMean { 0.5 * mixture.score(at: $0).square().sum(axis: 1) }
let covariancePrecision = Cholesky(mixture.covariance)!.inverse
let linearBound = silence - (covariancePrecision[0][0] + covariancePrecision[1][1]) / 2
func exactDivergence(to q: GaussianMixture) -> Double {
  planeMean { 0.5 * (mixture.score(at: $0) - q.score(at: $0)).square().sum(axis: 1) }
}

/*:
The untilted mixture keeps weights, places and extents, and loses the correlations:
*/

let untilted = GaussianMixture(
  weights: mixture.weights,
  components: mixture.components.map { component in
    let C = component.covariance
    return Gaussian(mean: component.mean, covariance: [[C[0][0], 0], [0, C[1][1]]])
  })
let untiltedBound = exactDivergence(to: untilted)
show("F of silence", silence)
show("F of the best linear field", linearBound)
show("F of the untilted mixture", untiltedBound)
show("F of the noised score", exactDivergence(to: mixture.noised(by: σ * σ)))

/*:
With these lengths marked on it, the scale can be read:
*/

let fresh = mixture.sample(chapter.samples(50_000, quick: 2_000), using: &random)
let divergences = networks.map { network in
  fisherDivergence(from: mixture.score(at:), to: { network($0) }, at: fresh)
}
table(
  "The running mixture, learned in \(steps) steps of 256 points",
  columns: ["loss", "F", "share of silence", "gradient variance"],
  rows: zip(losses, zip(divergences, gradientVariances)).map { loss, found in
    [
      loss.name, Estimate(found.0.value, standardError: found.0.standardError), found.0.value / silence,
      found.1 / gradientVariances[0],
    ]
  })

/*:
The field that was learned from slices is close to the truth, and the losses with more noise in
their gradients have more to average out in the same number of steps. Two claims. Its Fisher
divergence is below that of the untilted mixture: slices see tilts. And Stein's identity of @ch:05
holds along slices, for every field:
$\mathbb E[\,v^\top(\nabla s_\theta)v + s_\theta\cdot\nabla\ln p\,]=0$.
*/

let learned = networks[1]
if !chapter.quick {
  claim(
    "F from slices, below that of the untilted mixture", measured: divergences[1].value,
    standardError: divergences[1].standardError, atMost: untiltedBound)
}
do {
  let x = Tape().variable(fresh)
  let field = learned(x)
  let v = ProjectionDistribution.rademacher.sample(fresh.shape[0], dimension: 2, using: &random)
  let curvature = SlicedScoreMatching().curvature(of: field, withRespectTo: x, along: Variable(v))
  let work = (field.value * mixture.score(at: fresh)).sum(axis: 1)
  let stein = curvature.value + work
  claim(
    "E[vᵀ(∇s)v + s · ∇ln p]", measured: stein.mean(),
    standardError: sqrt(stein.variance() / Double(stein.count)), exact: 0,
    rulesOut: work.mean() / 2)
}

// fold: Drawing the learned field
let axis = Array(stride(from: -4.0, through: 4, by: 0.05))
let plane = Tensor(rows: axis.flatMap { y in axis.map { x in [x, y] } })
let density = exp(mixture.logDensity(plane)).doubles
let coarse = Array(stride(from: -3.75, through: 3.75, by: 0.5))
let posts = Tensor(rows: coarse.flatMap { y in coarse.map { x in [x, y] } })
let levels = [0.005, 0.02, 0.05, 0.1, 0.15]
let errors = (0.5 * (learned(plane) - mixture.score(at: plane)).square().sum(axis: 1)).doubles
figure(
  "field",
  caption: """
    Left: the true score (black) and the one learned from slices (blue) over the contours of the density; \
    arrows longer than 8 are cut. Right: half the squared error of the learned score, logarithmic.
    """,
  size: .planes
) {
  Panel("Arrows", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
    ContourPlot(x: axis, y: axis, values: density, levels: levels, style: .data)
    for (field, style) in [
      (mixture.score(at: posts), Style.exact.lineWidth(1.4)),
      (learned(posts), Style.learned.lineWidth(0.9)),
    ] {
      VectorPlot(
        x: posts.column(0).doubles, y: posts.column(1).doubles, u: field.column(0).doubles,
        v: field.column(1).doubles, longest: 8, length: 20, style: style)
    }
  }
  Panel("Error", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
    Heatmap(
      x: axis, y: axis, values: errors.map { max($0, 1e-4) }, range: 1e-4...1e3, scale: .log,
      colorBar: "")
    ContourPlot(
      x: axis, y: axis, values: density, levels: levels, style: Style(color: .white).lineWidth(0.6))
  }
}

/*:
@fig:field tells the same story as its counterpart in @ch:05. Where the data are, the arrows lie on
each other; in the empty corners nobody has checked them. Slicing changes the price of the loss, not
what the loss can see.

## The price {#sec:price}

In the plane slicing saves one pass of two, hardly worth a chapter. So take the clock to higher
dimensions, with all methods in one run. One training step is the loss on 64 points and its gradient
by all parameters of a network with two hidden layers of 64.
*/

let dimensions = chapter.quick ? [2, 8, 16] : [2, 4, 8, 16, 32, 64]
let methods: [(name: String, loss: Loss)] = [
  losses[0],
  ("sliced, backwards", sliced(SlicedScoreMatching())),
  ("sliced, forwards", sliced(SlicedScoreMatching(derivative: .forwards))),
  ("denoising", losses[3].loss),
]

/*:
A clock is disturbed by whatever else the machine does, so the quickest of five rounds counts:
*/

/// Milliseconds for a step of every method: the quickest of five rounds.
func prices(dimension d: Int) -> [Double] {
  let network = MLP([d, 64, 64, d], activation: .silu, using: &random)
  let batch = [random.normal([64, d])]
  var best = methods.map { _ in Double.infinity }
  stopwatch("all methods, d = \(d)") {
    for _ in 0..<(chapter.quick ? 2 : 5) {
      for (index, method) in methods.enumerated() {
        let repeats = index == 0 ? 4 : 12
        let time = ContinuousClock().measure {
          for _ in 0..<repeats { _ = gradients(method.loss, of: network, batches: batch) }
        }
        best[index] = min(best[index], 1e3 * (time / .seconds(1)) / Double(repeats))
      }
    }
  }
  return best
}

/*:
These are milliseconds of the machine that wove this book:
*/

let timings = dimensions.map { prices(dimension: $0) }
table(
  "A training step on 64 points, in milliseconds",
  columns: ["d"] + methods.map { TableColumn($0.name, .significant(2)) },
  rows: zip(dimensions, timings).map { d, row in [d] + row }, timed: true)

// fold: Drawing the price
figure(
  "price",
  caption: """
    One training step on 64 points, measured in one run, the quickest of five. The dotted line grows in proportion to $d$.
    """,
  size: .single, timed: true
) {
  let x = dimensions.map(Double.init)
  Panel(
    x: Axis("dimensions d", scale: .log, ticks: x, tickLabels: dimensions.map(String.init)),
    y: Axis("milliseconds", scale: .log), legend: .beside
  ) {
    LinePlot(x: x, y: x.map { timings[0][0] * $0 / 2 }, style: .exact.dash(.dotted))
    for (index, method) in methods.enumerated() {
      LinePlot(x: x, y: timings.map { $0[index] }, style: .series(index))
      PointPlot(x: x, y: timings.map { $0[index] }, label: method.name, style: .series(index))
    }
  }
}

/*:
The exact trace climbs along with $d$ in @fig:price. Both roads of slicing stay about where they
were, at a small multiple of denoising, which needs no derivative by $x$ at all. (What growth there
is comes from the network, whose first and last layers have $d$ columns.)

Time is half of the bill, and the error is the other half. Put both together, on Gaussian data:

| | passes | $N\operatorname{Var}$, relative | learns the score of |
|---|---|---|---|
| exact trace | $d$ | $2/d$ | the data |
| sliced, reduced, signs | 1 | $2/d$ | the data |
| sliced, full, $M$ directions | $M$ | $2/d + 2(d-1)/(dM)$ | the data |
| denoising | 0 | $s^2/(\sigma^2 d)$ | the data with noise |

(The passes are those by $x$; each method has one more, by $\theta$.) The second line looks too good
to be true, and is: with this model the Jacobian is a multiple of the identity, on which signs make
no error at all. A Jacobian with large elements off the diagonal, like the one of @sec:ones, has its
noise back. And as for denoising, @ch:06 is about what its last two columns do to each other.

## Sampling {#sec:sampling}

A score is worth what its samples are worth. We let Langevin (@ch:04) run twice from the same
starting points and with the *same* noise, once along the exact score of the mixture and once along
the one learned from slices.
*/

let chains = chapter.samples(1_000, quick: 200)
let start = 1.5 * random.normal([chains, 2])
func langevin(_ score: @escaping Score) -> Tensor {
  var (x, noise) = (start, chapter.random.split("langevin"))
  Langevin(score: score, stepSize: 0.02).run(
    &x, steps: chapter.samples(500, quick: 100), using: &noise)
  return x
}
let byExact = langevin(mixture.score(at:))
let byLearned = langevin { learned($0) }

/*:
A sample belongs to the modes by their shares in the density there. Shares of a component, on
average:
*/

func shares(_ x: Tensor) -> [Double] { mixture.responsibilities(x).mean(axis: 0).doubles }
let (exactShares, learnedShares) = (shares(byExact), shares(byLearned))
table(
  "Shares of the four modes",
  columns: ["mode", "weight", "Langevin, exact score", "Langevin, learned score"],
  rows: mixture.weights.indices.map {
    [
      "at (\(label(mixture.components[$0].mean[0])), \(label(mixture.components[$0].mean[1])))",
      mixture.weights[$0], exactShares[$0], learnedShares[$0],
    ]
  })
let apart = sqrt((byExact - byLearned).square().sum(axis: 1))
show("chains that ended within ½", (apart .< 0.5).mean())

// fold: Drawing the samples
figure(
  "samples",
  caption: """
    Samples of the running mixture: drawn directly, by Langevin with the exact score, and by Langevin with \
    the score learned from slices, from the same starts with the same noise.
    """,
  size: Figure.Size(width: 720, height: 290), columns: 3
) {
  for (title, x, style) in [
    ("Data", fresh.rows(0..<chains), Style.data), ("Exact score", byExact, .exact.markerSize(3)),
    ("Learned score", byLearned, .learned.markerSize(3)),
  ] {
    Panel(
      title, x: Axis("x₁", range: -4...4), y: Axis("x₂", range: -4...4), aspect: .equal
    ) {
      ContourPlot(x: axis, y: axis, values: density, levels: levels, style: .data)
      PointPlot(x: x.column(0).doubles, y: x.column(1).doubles, style: style.opacity(0.5))
    }
  }
}

/*:
@fig:samples compares the two with the data. Since the chains share their noise, they differ only
through the score: most of them end next to their twins. The others came to a fork, a seam between
two modes, where a small difference of the arrows decides. The time was long enough to fill a mode
and short for crossing from one to another, so the shares of the modes are partly those of the
starting points, with the exact score as with the learned one. That is the trouble of @ch:04, and no
better score will mend it. Both samples are a little too wide for the narrow modes, by the step.

## What we have, and what we lack {#sec:lack}

Clean data, no chain, no $Z$, and a price that does not grow with the dimension. What slicing does
not change is what @ch:05 complained of: the arrows in the empty regions, and modes that do not know
of each other. Those need noise, and when noise is added anyway, denoising is cheaper still. That is
why the diffusion models of @ch:08 and @ch:09 are trained by denoising. Slicing comes back where the
trace itself is wanted: the likelihood of a continuous flow is an integral of a trace, and it is
computed to this day with Hutchinson's random signs.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/07-sliced-score-matching/homework/Answers.swift), and run
`swift run homework-07`; it says what is right, and of what is wrong it says *what* is wrong.
`swift run homework-07 hint 7.3` gives a hint. [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

1. *Warm-up.* Let $v = \sqrt d\, e_j$ with $j$ drawn uniformly from $1,\dots,d$. Show that
   $\mathbb E[vv^\top] = I$ and find the variance of $v^\top A v$. On which matrices does this law
   make no error? How does it do on the one of @sec:ones?
2. *Moments of the sphere.* For $v$ uniform on the sphere of radius $\sqrt d$, derive
   $\mathbb E v_i^4 = 3d/(d+2)$ and $\mathbb E v_i^2v_j^2 = d/(d+2)$ from $\sum_i v_i^2 = d$ and one
   more identity. Then show that among all laws with *independent* coordinates of mean 0 and
   variance 1, none has a smaller variance than signs, on any matrix.
3. *Correlated slices.* Derive the full form's line of @eq:forms. (Given the directions, the sum of
   squares is a quadratic form in $x$. What is $\mathbb E (v^\top w)^2$ for two independent sign
   vectors?) At the same total number of slices $NM$, is it better to have more points or more
   directions?
4. *No second pass.* Pang et al. (2020) replace the derivative by a difference: with
   $f = \ln p_\theta$ of an energy, $v^\top(\nabla s)v \approx [f(x+hv) - 2f(x) + f(x-hv)]/h^2$ and
   $v^\top s \approx [f(x+hv) - f(x-hv)]/2h$. Show that the error is $O(h^2)$, that no $Z$ is
   needed, and program it. Which $h$ is best with numbers of 24 bits, and why not a smaller one?
5. *Control variate.* Write the reduced form as the full one plus
   $c\,\big(\lVert s\rVert^2 - (v^\top s)^2\big)$ with $c = \tfrac12$. For the Gaussian of
   @sec:forms and normal directions, which $c$ gives $\hat\lambda$ the smallest variance for many
   points? Is it worth it?
6. *A small project.* Take the Gaussian of @sec:ones in $50$ dimensions and fit a linear score by
   exact score matching, by slices, and by denoising, each for the same *time*. Plot the Fisher
   divergence against the seconds. Where does each method stop improving, and what stops it?

## Sources {#sec:sources}

Y. Song, S. Garg, J. Shi, S. Ermon, *Sliced score matching: a scalable approach to density and score
estimation*, UAI (2019), for the method and both of its forms. M. F. Hutchinson, *A stochastic
estimator of the trace of the influence matrix for Laplacian smoothing splines*, Communications in
Statistics 18 (1989), for signs; H. Avron, S. Toledo, *Randomized algorithms for estimating the
trace of an implicit symmetric positive semi-definite matrix*, Journal of the ACM 58 (2011), for the
comparison of laws. A. Hyvärinen, *Estimation of non-normalized statistical models by score
matching*, Journal of Machine Learning Research 6 (2005). T. Pang, K. Xu, C. Li, Y. Song, S. Ermon,
J. Zhu, *Efficient learning of generative models via finite-difference score matching*, NeurIPS
(2020), for exercise 4. W. Grathwohl, R. Chen, J. Bettencourt, I. Sutskever, D. Duvenaud, *FFJORD*,
ICLR (2019), for the trace in a continuous flow.
*/

chapter.finish()
