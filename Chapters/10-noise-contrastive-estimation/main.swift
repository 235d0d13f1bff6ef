/*:
**Part II: other ways around Z.** Here is where we stand. An energy $E_\theta$ defines a density
$e^{-E_\theta}/Z_\theta$, and nobody can compute $Z_\theta$ (@ch:01). Part I escaped: it looked only at quantities
from which $Z$ cancels. Ratios of probabilities gave us samplers (@ch:02), the derivative of $\ln Z$ gave us learning
by contrast (@ch:03), and from @ch:04 on everything ran on the score $\nabla_x \ln p$. At the end of that road stands
the diffusion model of @ch:09. It draws excellent samples, and it cannot easily tell us how probable a given point is.

The escape has a price. A slope says how the density changes from here to there, so whatever depends on comparing
places that are far apart, such as the weights of two separate modes, is hard to learn from it (@ch:05). And some
questions are about probabilities: which of two models explains the data better, or whether a point is an anomaly.

The next four chapters face $Z$. In this one it is *learned*, as one more parameter. After that we meet models that were
built around their partition function: spins on a lattice, products of experts, and Boltzmann machines, where $Z$ is
sampled around, multiplied away or summed exactly.

So: **can the partition function itself be a parameter?** It can, if instead of "how probable is this point?" we ask
something easier: "is this point real, or did I make it up?"
*/
// fold: Imports
import Autodiff
import Distributions
import Elementary
import EnergyModels
import Networks
import Notebook
import Plotting
import Statistics
import Tensors
import Theory

let chapter = Chapter(10, "Noise-contrastive estimation: learning Z by telling data from noise")
var random = chapter.random

/*:
## The attempt that fails {#sec:likelihood}
@main

Give the model a number of its own in the place of $-\ln Z$,

$$ \ln p_\theta(x) = -E_\theta(x) + c, $$ {#eq:model}

and learn $c$ together with the rest of $\theta$. The obvious way to learn is to maximise the mean log-likelihood of
the data. In this chapter's first example the data are standard normal and the energy is $\tfrac12\lambda x^2$, so
that the true values are $\lambda = 1$ and $c = -\ln Z = -\tfrac12\ln 2\pi = -0.919$. A hundred steps of gradient
ascent, with learning rate 0.1:
*/
let data = Gaussian(mean: 0, standardDeviation: 1)
let sample = data.sample(chapter.samples(10_000, quick: 500), using: &random)
var (λ, c) = (1.0, -0.5 * log(2 * .pi))
var climb: [[any TableCell]] = []
for step in 0...100 {
  if step % 25 == 0 { climb.append([step, λ, c, c - λ / 2 * sample.square().mean()]) }
  λ -= 0.1 * sample.square().mean() / 2
  c += 0.1
}

// fold: What became of it
table("Climbing the likelihood", columns: ["step", "λ", "c", "mean ln p"], rows: climb)

/*:
Both run away, and they started at the truth. The derivative of the mean log-likelihood by $c$ is 1, whatever the
data are. Nothing holds $c$ back, because the likelihood looks only at the places where the data are: a function
that claims the density 1000 everywhere gets a splendid mark. What is missing is any evidence that the model promises
too much *elsewhere*. We need points that are not data.

## Data or noise? {#sec:classifier}
@main

This section replaces the density by a classifier, and shows that the best classifier knows the density.

Draw $n$ points from the data and $\nu n$ points from a distribution $p_n$ of our own choice, the **noise**, which
we can draw from *and* whose density we know, such as a Gaussian. Mix them, take one out, and ask: data or noise? By
Bayes' rule the probability of "data" is $D^\ast = p_d/(p_d + \nu p_n)$, where $p_d$ is the density of the data. As
odds, this is simpler still:

$$ \ln \frac{D^\ast(x)}{1 - D^\ast(x)} = \ln p_d(x) - \ln p_n(x) - \ln\nu . $$ {#eq:odds}

The best classifier knows $p_d(x)$, *with* its constant, because the other two terms are known. So we build a
classifier that has the model inside it,

$$ G_\theta(x) = \ln p_\theta(x) - \ln p_n(x) - \ln\nu, \qquad D_\theta(x) = \frac1{1+e^{-G_\theta(x)}}, $$ {#eq:classifier}

and train it like any other, by the logarithmic loss,

$$ L(\theta) = \mathbb E_{x\sim p_d}\big[{-\ln D_\theta(x)}\big]
+ \nu\,\mathbb E_{y\sim p_n}\big[{-\ln(1-D_\theta(y))}\big] . $$ {#eq:loss}

This is **noise-contrastive estimation**, NCE (Gutmann and Hyvärinen, 2010). With $-\ln D = \ln(1+e^{-G})$ and
$-\ln(1-D) = \ln(1+e^{G})$, the library needs two functions:

@quote EnergyModels/NoiseContrastiveEstimation.swift log-odds
@quote EnergyModels/NoiseContrastiveEstimation.swift nce-terms

At each $x$ the integrand of @eq:loss is $-p_d\ln D - \nu p_n\ln(1-D)$, and over all numbers $D$ it is smallest at
$D = D^\ast$. So if some $\theta$ makes $p_\theta = p_d$, the minimum is there, for *any* noise that reaches wherever
there are data, and for any $\nu$. Since $p_d$ integrates to 1, that minimum has $c = -\ln Z$, and nobody has integrated
anything.

@fig:classifier shows the two densities and the best classifier. The dots are a count: in each bin, the share of
data among all the points that fell there.
*/
// fold: Counting, and drawing the classifier
let noise = Gaussian(mean: 0, standardDeviation: 1.5)
let counted = chapter.samples(50_000, quick: 2_000)
let line = Grid(-6...6, step: 0.02)
func best(_ x: Double, ν: Double) -> Double {
  data.density(x) / (data.density(x) + ν * noise.density(x))
}
let bins = (0..<16).map { -4 + 0.5 * Double($0) }.map { $0...($0 + 0.5) }
/// The share of data in every bin, for a ν.
let counts = [1, 10].map { ν in
  let real = data.sample(counted, using: &random).doubles
  let made = noise.sample(ν * counted, using: &random).doubles
  return (
    ν: Double(ν),
    shares: bins.map { bin in
      let hits = real.count(where: bin.contains)
      return Estimate(share: hits, of: hits + made.count(where: bin.contains))
    }
  )
}
figure(
  "classifier",
  caption: """
    Left: the densities of the data, N(0, 1), and of the noise, N(0, 2.25). Right: the best classifier (lines), \
    and the share of data among the points in bins of width ½ (dots).
    """
) {
  Panel("Data and noise", x: Axis("x", range: -5...5), y: Axis("density", including: [0, 0.45])) {
    AreaPlot(x: line.x, y: line.map(noise.density), style: .data.fillOpacity(0.25))
    LinePlot(line, style: .data, noise.density)
    LinePlot(line, style: .exact, data.density)
    Annotation("data p_{d}", x: 0.85, y: 0.32)
    Annotation("noise p_{n}", x: 2.1, y: 0.12)
  }
  Panel(
    "The probability of being data", x: Axis("x", range: -5...5), y: Axis("D*(x)", range: 0...0.72)
  ) {
    for (ν, shares) in counts {
      LinePlot(line, style: .exact) { best($0, ν: ν) }
      PointPlot(bins.map { $0.lowerBound + 0.25 }, shares)
    }
    Annotation("ν = 1", x: 1.55, y: 0.44)
    Annotation("ν = 10", x: 0.0, y: 0.17, side: .over)
  }
}

/*:
How small does the loss get? Not zero, since even the best classifier errs where the densities overlap. Put $D^\ast$
into @eq:loss. For $\nu = 1$, $D^\ast = \tfrac12 p_d/\bar p$ with the mixture $\bar p = \tfrac12(p_d+p_n)$, so

$$ L^\ast = 2\ln 2 - \operatorname{KL}(p_d\Vert\bar p) - \operatorname{KL}(p_n\Vert\bar p)
= 2\ln 2 - 2\operatorname{JSD}(p_d, p_n), $$ {#eq:floor}

where JSD is the *Jensen–Shannon divergence*, the mean of the two divergences from the mixture. A loss of
$2\ln 2 = 1.386$ means that noise and data look the same; our pair has 1.3129. Generative adversarial networks start
from the same formula. The difference is what is trained: there the noise learns to look like data, and the
classifier is thrown away; here the noise stays as it is, and the classifier is the result.
*/
// fold: The loss at the truth
struct Spring: EnergyNetwork {
  var precision = Variable(Tensor(1))
  func energy(_ x: Variable) -> Variable { precision * x.square().rowSums() / 2 }
  mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    visit("precision", &precision)
  }
}
let truth = NormalizedEnergy(Spring(), constant: NoiseContrast.trueConstant)
var contrast = NoiseContrastiveEstimation<Spring>(data: data, noise: noise)
let leastLoss = NoiseContrast(noiseVariance: 2.25).optimalLoss
// Ruled out: one divergence instead of two.
claim(
  "loss at the truth, ν = 1",
  contrast.loss(of: truth, samples: chapter.samples(200_000, quick: 2_000), using: &random),
  exact: leastLoss, rulesOut: (leastLoss + 2 * log(2)) / 2)

/*:
## What the gradient sees {#sec:gradient}
@main

Why does $c$ stay put now? Differentiate @eq:loss. With $g = \nabla_\theta \ln p_\theta$, and with $P = 1 - D$ for
the probability of being noise, the derivative of $-\ln D$ is $-Pg$ and that of $-\ln(1-D)$ is $Dg$. Since
$\nu p_n D = p_\theta P$ by the definition of $D$, both averages become integrals over the same function,

$$ \nabla L = -\mathbb E_{p_d}[P g] + \nu\,\mathbb E_{p_n}[D g]
= \int (p_\theta - p_d)\,P\,g\;dx, \qquad P = \frac{\nu p_n}{p_\theta + \nu p_n} . $$ {#eq:gradient}

Compare the gradient of maximum likelihood (@ch:03): $\int (p_\theta - p_d)\,g\,dx$, the contrast between samples of
the model and data. NCE's is the same contrast, seen through the window $P$, which is open where noise is likely. For
$c$ we have $g = 1$: if the model promises too much where the noise can see it, $c$ goes down. Three things follow.

- **No samples of the model.** The negative half of the contrast is an average over *noise*, weighted by $D$. No
  chain, no burn-in, no memory.
- **Maximum likelihood is the limit.** As $\nu\to\infty$ the window opens completely, $P \to 1$.
- **What the noise does not reach is not seen.** Where $p_n$ is negligible beside $p_\theta$, the window is closed,
  and the model may promise there whatever it likes.

@page
The claims compare averages over draws at a wrong model, $\lambda = 0.7$ and $c = -0.9$, with the integral of
@eq:gradient by quadrature. Ruled out is the same integral without its window.
*/
// fold: The gradient at a wrong model
let wrong = NormalizedEnergy(Spring(precision: Variable(Tensor(0.7))), constant: -0.9)
let batch = contrast.batch(chapter.samples(100_000, quick: 2_000), for: wrong, using: &random)
let P = sigmoid(-contrast.logOdds(wrong, batch.data).value)
let D = sigmoid(contrast.logOdds(wrong, batch.noise).value)
let mass = exp(-0.9) * sqrt(2 * .pi / 0.7)
let pull = NoiseContrast(noiseVariance: 2.25).gradient(precision: 0.7, constant: -0.9)
claim(
  "∂L/∂λ at a wrong model",
  Estimate(
    meanOf: P * batch.data.square().rowSums() / 2 - D * batch.noise.square().rowSums() / 2),
  exact: pull.precision, rulesOut: -0.5 * (mass / 0.7 - 1))
claim("∂L/∂c at a wrong model", Estimate(meanOf: D - P), exact: pull.constant, rulesOut: mass - 1)

/*:
## The slip that nothing reports {#sec:slip}
@main

A wrong term in @eq:classifier is hard to notice, because the loss falls all the same. Forget $\ln\nu$, and training
converges to $\ln p_\theta = \ln p_d - \ln\nu$. The energy is right, samples are right, and $c$ is off by $\ln\nu$.
Our example shows it. Its $G$ is linear in $\lambda$ and $c$, so to minimise @eq:loss is a logistic regression, which
Newton's method solves:
*/
func fit(against noise: Gaussian, forgetting forgotten: Double = 0) -> LogLinearContrast {
  LogLinearContrast(
    features: [
      { -0.5 * $0.square().rowSums() }, { Tensor(repeating: 1, shape: [$0.rowCount]) },
    ],
    knownPart: { Float(forgotten) - noise.logDensity($0) })
}
let many = chapter.samples(50_000, quick: 1_000)
let (x, y) = (data.sample(many, using: &random), noise.sample(10 * many, using: &random))
let right = fit(against: noise).fit(data: x, noise: y)!
let slipped = fit(against: noise, forgetting: log(10)).fit(data: x, noise: y)!
show("λ and c, ν = 10", right.parameters)
show("without ln ν", slipped.parameters)

// fold: The constant, with its sign and with ν
let varianceOfC = NoiseContrast(noiseVariance: 2.25, ratio: 10).covariance[1][1]
for (name, fit, exact) in [
  ("c, ν = 10", right, NoiseContrast.trueConstant),
  ("c without ln ν", slipped, NoiseContrast.trueConstant - log(10)),
] {
  claim(
    name, Estimate(fit.parameters[1], variance: varianceOfC, draws: many), exact: exact,
    rulesOut: -NoiseContrast.trueConstant)
}

/*:
## What the constant costs {#sec:variance}
@main

Which noise is best, and how much of it? For large $n$ the answer can be computed exactly. Let
$\mathcal I = \int g g^{\mathsf T} P\,p_d\,dx$ at the truth: the Fisher information of the data, seen through the
window. Then the covariance of $\hat\theta$ is, to leading order,

$$ n \operatorname{Cov}\hat\theta = \mathcal I^{-1}
- \Big(1+\frac1\nu\Big)\,\mathcal I^{-1}\,\mathbb E_{p_d}[Pg]\;\mathbb E_{p_d}[Pg]^{\mathsf T}\,\mathcal I^{-1} . $$ {#eq:covariance}

When $c$ is among the parameters this simplifies. The component of $g$ that belongs to $c$ is 1, so the vector
$\mathbb E_{p_d}[Pg]$ is a column of $\mathcal I$, and $\mathcal I^{-1}$ turns it into the unit vector of $c$. The
second term therefore subtracts $1+1/\nu$ from the variance of $\hat c$ and changes nothing else.

@deeper Where the covariance comes from
Expand the gradient of the sample's loss $\hat L$ about the truth. Its Hessian tends to $\mathcal I$: one differentiates
@eq:gradient at $p_\theta = p_d$, where only $p_\theta$ in the bracket matters. Its value is
$\frac1n\big(\sum_{\text{noise}} Dg - \sum_{\text{data}} Pg\big)$, a sum of independent terms with

$$ n\operatorname{Cov}\nabla\hat L = \mathbb E_{p_d}[P^2gg^{\mathsf T}] + \nu\,\mathbb E_{p_n}[D^2gg^{\mathsf T}]
- bb^{\mathsf T} - \nu\,\frac{b}{\nu}\frac{b}{\nu}^{\mathsf T}, \qquad
b = \mathbb E_{p_d}[Pg] = \nu\,\mathbb E_{p_n}[Dg] . $$ {#eq:sandwich}

Since $\nu p_n D = p_d P$, the first two terms are $\int gg^{\mathsf T}p_d P(P + D) = \mathcal I$. So the covariance
of the gradient is $\mathcal I - (1+1/\nu)bb^{\mathsf T}$, and $n\operatorname{Cov}\hat\theta$ is this between two
factors $\mathcal I^{-1}$. The subtraction is there because the *numbers* of data and noise points are fixed. If
each label were drawn by a coin, as in ordinary logistic regression, the covariance would be $\mathcal I^{-1}$, and
$\hat c$ would pay for the luck of the coin.

@main
@fig:noise shows what this means for our example with noise $N(0, v)$. The dots come from fits to simulated data.
Look for three things: where the curves are lowest, how they depend on $\nu$, and what is *not* lowest, namely noise
that equals the data, $v = 1$.
*/
// fold: Many fits to small samples
func mean(of squares: [[Double]]) -> [Estimate] {
  squares[0].indices.map { i in Estimate(meanOf: squares.map { $0[i] }) }
}
/// n times the squared errors of λ̂ and ĉ. The search begins at the truth, which saves time.
func squaredErrors(_ noise: Gaussian, ratio ν: Int, samples n: Int, repetitions: Int) -> [Estimate]
{
  let (truth, contrast) = ([1, NoiseContrast.trueConstant], fit(against: noise))
  return mean(
    of: (0..<repetitions).compactMap { _ in
      let (x, y) = (data.sample(n, using: &random), noise.sample(ν * n, using: &random))
      return contrast.fit(data: x, noise: y, from: truth).map { fit in
        zip(fit.parameters, truth).map { Double(n) * ($0 - $1) * ($0 - $1) }
      }
    })
}
let repetitions = chapter.samples(2_400, quick: 64)
let trials = [(1.0, 1), (2.25, 1), (9, 1), (1, 10), (2.25, 10)].map { v, ν in
  (
    v: v, ν: ν, exact: NoiseContrast(noiseVariance: v, ratio: Double(ν)).covariance,
    measured: squaredErrors(
      Gaussian(mean: 0, standardDeviation: sqrt(v)), ratio: ν,
      samples: chapter.samples(ν == 1 ? 1_500 : 700, quick: 400),
      repetitions: ν == 1 ? repetitions : 3 * repetitions / 4)
  )
}

// fold: Drawing the variances
let widths = (0...60).map { 0.4 * pow(25 / 0.4, Double($0) / 60) }
let widthAxis = Axis(
  "noise variance v", scale: .log, range: 0.4...25, ticks: [0.5, 1, 2, 5, 10, 20],
  tickLabels: ["0.5", "1", "2", "5", "10", "20"])
let curves = [1.0, 10, 100].map { ν in
  widths.map { NoiseContrast(noiseVariance: $0, ratio: ν).covariance }
}
let notes = [
  [("ν = 1", 0.83, 5.5), ("10", 0.48, 4.6), ("ν = 100, just above the bound", 1.2, 1.75)],
  [("ν = 1", 5.0, 2.75), ("10", 14, 1.12), ("100", 14, 0.66), ("bound", 2.5, 0.36)],
]
figure(
  "noise",
  caption: """
    n times the variance of the estimated precision (left) and constant (right) against the variance of the noise. \
    Lines: large n. Dots: many fits with n = 1,500 or 700. Dotted: the Cramér–Rao bound.
    """
) {
  for (i, title) in ["Precision λ", "Constant c"].enumerated() {
    Panel(
      title, x: widthAxis, y: Axis(i == 0 ? "n Var λ̂" : "n Var ĉ", range: 0...(i == 0 ? 6 : 3.5))
    ) {
      RulePlot(y: i == 0 ? 2 : 0.5, style: .exact.dash(.dotted))
      for curve in curves { LinePlot(x: widths, y: curve.map { $0[i][i] }, style: .exact) }
      PointPlot(trials.map(\.v), trials.map(\.measured[i]))
      for (text, x, y) in notes[i] { Annotation(text, x: x, y: y) }
    }
  }
}

/*:
- **More noise is better, up to a point.** As $\nu$ grows, all curves sink to the Cramér–Rao bound: NCE becomes
  maximum likelihood, constant included. At $v = 2.25$ the variance of $\hat\lambda$ is 2.98, 2.11, 2.01 and 2.001
  for $\nu = 1, 10, 100, 1000$. Ten times as much noise as data already gives nearly all that can be had.
- **The best noise is wider than the data, for the shape.** Noise equal to the data is the hardest to tell from
  them, and one might expect to learn most from the hardest questions. But at $v = 1$ the window is
  $P = \nu/(1+\nu)$ everywhere, and the variance is exactly $1+1/\nu$ times the bound. For $\hat\lambda$ at
  $\nu = 1$ that is 4, while $v \approx 2.8$ gives 2.96: wider noise opens the window in the tails, where a
  precision is decided. (For $\hat c$ alone, $v = 1$ is in fact the best of this family.)
- **Too narrow is worse than too wide**, for $\hat\lambda$: 12 at $v = \tfrac12$, but 3.7 at $v = 25$. The constant does
  pay for wide noise, 4.7 at $v = 25$, and more noise is the remedy.

@page
*/
// fold: The variances, and what a wrong formula would give
for (v, ν, exact, measured) in trials {
  // Ruled out: the bound where it is far, else the variance with as much noise as data.
  claim(
    "n Var λ̂, noise N(0, \(label(v))), ν = \(ν)", measured[0], exact: exact[0][0],
    rulesOut: ν == 1 ? 2 : NoiseContrast(noiseVariance: v).covariance[0][0])
  // Ruled out: the variance if labels were drawn by a coin.
  claim(
    "n Var ĉ, noise N(0, \(label(v))), ν = \(ν)", measured[1], exact: exact[1][1],
    rulesOut: exact[1][1] + 1 + 1 / Double(ν))
}

/*:
## An energy in the plane {#sec:plane}
@main

Now a case in which nothing is known. The data are 20,000 points of the running mixture, the energy is the
perceptron of @ch:03, and the noise is a Gaussian with the mean of the data and one and a half times their
covariance, as many points as data. The constant starts at −1, a wrong value.
*/
let mixture = GaussianMixture.running
let points = mixture.sample(chapter.samples(20_000, quick: 2_000), using: &random)
let fitted = meanAndCovariance(points, unbiased: false)
let cloud = Gaussian(
  mean: fitted.mean, covariance: fitted.covariance.map { row in row.map { 1.5 * $0 } })
let steps = chapter.samples(1_500, quick: 60)
var training = Training(
  of: NormalizedEnergy(EnergyMLP([2, 32, 32], using: &random), constant: -1),
  on: NoiseContrastiveEstimation(data: DataSet(points), noise: cloud, ratio: 1), batchSize: 256,
  with: Adam(learningRate: .cosine(from: 0.01, to: 1e-5, steps: steps)), seed: chapter.seed,
  averageDecay: 0.99)

// fold: Training, with a look at the constant on the way
func logPartition(_ model: NormalizedEnergy<EnergyMLP>, on grid: Grid) -> Double {
  grid.logIntegral(of: -model.base.energy(grid.points))
}
func constant(_ model: NormalizedEnergy<EnergyMLP>) -> Double { Double(model.constant.value.item) }
let looks = Set((0...50).map { Int((pow(Double(steps), Double($0) / 50)).rounded()) }).sorted()
var course: [(believed: Double, exact: Double)] = []
for step in looks {
  try training.run(steps: step - training.losses.count)
  let grid = Grid(square: -6...6, step: 0.2)
  course.append((-constant(training.network), logPartition(training.network, on: grid)))
}
let learned = training.average!.network
let plane = Grid(square: -6...6, step: 0.1)
let logZ = logPartition(learned, on: plane)

/*:
In the plane a grid can still compute $Z$, so we can look over the network's shoulder. On the right of
@fig:landscape, the black line is the exact $\ln Z_\theta$ of the network at each step, and the blue line is $-c$,
what the network believes it to be.
*/
// fold: Drawing the landscapes and the constant
let view = Grid(square: -4...4, step: 0.05)
let landscape = [-mixture.logDensity(view.points), learned.energy(view.points)]
figure(
  "landscape",
  caption: """
    The true −ln p and the learned one, E − c (white: above 12 nats), on one scale and with no \
    constant fitted afterwards; and the exact ln Z of the network in training, beside the learned −c.
    """,
  size: Figure.Size(width: 720, height: 250), columns: 3
) {
  for (title, energy) in zip(["True −ln p", "Learned −ln p"], landscape) {
    Panel(title, x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
      Heatmap(view, energy.doubles.map { $0 <= 12 ? $0 : .nan }, range: 0...12, colorBar: "nats")
      ContourPlot(view, energy, levels: [2, 4, 6, 8, 10])
    }
  }
  Panel("The constant", x: Axis("step", scale: .log), y: Axis("nats")) {
    LinePlot(x: looks.map(Double.init), y: course.map(\.believed), style: .learned)
    LinePlot(x: looks.map(Double.init), y: course.map(\.exact), style: .exact)
    Annotation("−c", x: 2, y: course[0].believed - 0.35, color: Palette.blue)
    let peak = course.indices.max { course[$0].exact < course[$1].exact } ?? 0
    Annotation("exact ln Z", x: Double(looks[peak]), y: course[peak].exact, side: .right)
  }
}

// fold: The divergence, and the constant against the grid
let trueLog = mixture.logDensity(plane.points)
func divergence(_ logDensity: Tensor) -> Double {
  plane.mean(of: trueLog - logDensity, logDensity: trueLog)
}
let divergenceFound = divergence(learned.logDensity(plane.points)) + logZ + constant(learned)
let bestGaussian = divergence(
  Gaussian(mean: mixture.mean, covariance: mixture.covariance).logDensity(plane.points))
show("learned −c", -constant(learned))
show("exact ln Z on the grid", logZ)

if !chapter.quick {
  claim(
    "learned −c against the exact ln Z", measured: -constant(learned), exact: logZ,
    tolerance: .absolute(0.06), rulesOut: -logZ)
  claim(
    "KL, against a tenth of the best Gaussian's", measured: divergenceFound,
    atMost: bestGaussian / 10)
}

/*:
The lines start nats apart and meet within a hundred steps, long before the shape of the energy is right. Mostly it is
the energy that moves: it rises until $\ln Z_\theta$ is what $-c$ says. The classifier does not care which of the two
gives way, since it sees only the sum $-E_\theta + c$. The learned landscape is a density, to within a few percent, and
nobody has normalised it. It needed no chains, and its loss can be watched.

## The chasm {#sec:chasm}
@main

All this was in the plane, where a Gaussian is a passable imitation of the data. In a space of pictures no simple
noise is. What happens when data and noise are far apart?

Take the noise $N(m, 1)$ at a distance $m$ from the data $N(0,1)$. Suppose even that the energy is known, and only
the constant is missing. Then @eq:covariance becomes a single number,

$$ n\operatorname{Var}\hat c = \frac1{\mathcal I} - \Big(1+\frac1\nu\Big), \qquad
\mathcal I = \int \frac{p_d\,\nu p_n}{p_d + \nu p_n}\,dx , $$ {#eq:bennett}

and $\mathcal I$ measures the overlap: the integrand lives where *both* densities are appreciable. Between two
Gaussians that is half-way, at $m/2$, where both have fallen by the factor $e^{-m^2/8}$. So the variance grows like
$m\,e^{m^2/8}$: it is 2.4 at $m = 2$, 27 at $m = 4$, and 480 at $m = 6$. If $\lambda$ has to be learned at the same
time, it is much worse, 6,428 at $m = 6$. (In physics @eq:bennett has been known since 1976: with a known energy, NCE
*is* Bennett's acceptance ratio, the standard estimator of a difference of free energies from two samples.)

In many dimensions small distances add up to a large one: $m = 6$ is what a shift of 0.2 in each of 900 pixels amounts
to.

## Bridges {#sec:bridges}
@main

The remedy is to take several short steps. Put distributions between noise and data, here
$N(5,1), N(4,1), \dots, N(1,1)$. Let one classifier tell each from its neighbour, and add up what they learned:

$$ \ln\frac{p_d}{p_n} = \ln\frac{p_d}{p_1} + \ln\frac{p_1}{p_2} + \dots + \ln\frac{p_{K-1}}{p_n} . $$ {#eq:telescope}

Each term is an easy problem. With independent draws the variances add too, so six bridges of length 1 have
$6 \times 0.513 = 3.08$ where one classifier has 480.

@quote EnergyModels/BridgedPartition.swift bridges

@fig:chasm compares the two. The comparison on the left is unfair, though, because six bridges use six times as
many draws. The right panel divides the *same* number of draws among $K$ bridges: the variance is then multiplied by
$K^2$ in place of $K$.
*/
// fold: The constant across the chasm, in one step and in several
func stone(_ m: Double) -> Gaussian { Gaussian(mean: m, standardDeviation: 1) }
/// n times the squared error of ln Z for the energy x²/2, from noise N(m, 1) by K equal steps.
func squaredError(from m: Double, bridges K: Int, samples n: Int) -> Estimate {
  let stones = (0...K).map { stone(m * Double(K - $0) / Double(K)) }
  let energies: [Energy] =
    stones.dropLast().map { stone in { -stone.logDensity($0) } } + [{ 0.5 * $0.square().rowSums() }]
  return mean(
    of: (0..<chapter.samples(600, quick: 50)).compactMap { _ in
      bridgedLogPartition(of: energies, samples: n, using: &random) { k, count, random in
        stones[k].sample(count, using: &random)
      }.map { [Double(n) * pow($0.value + NoiseContrast.trueConstant, 2)] }
    })[0]
}
let distances = [1.0, 2, 3, 4]
let direct = distances.map { squaredError(from: $0, bridges: 1, samples: $0 == 4 ? 4_000 : 1_000) }
let bridged = [2, 4, 6].map { squaredError(from: Double($0), bridges: $0, samples: 500) }
let bothUnknown = [2.0, 4].map { m in
  squaredErrors(
    stone(m), ratio: 1, samples: chapter.samples(2_000, quick: 1_000), repetitions: repetitions / 2)
}

// fold: Drawing the chasm
let far = (0...48).map { 0.25 + 5.75 * Double($0) / 48 }
let pieces = (0...60).map { pow(24, Double($0) / 60) }
func alone(_ m: Double) -> Double { NoiseContrast(noiseMean: m).constantVarianceAlone }
figure(
  "chasm",
  caption: """
    Left: n times the variance of ln Z against the distance of the noise, by one classifier and by bridges of \
    length 1; lines are exact, dots are fits. Right: N draws divided among K bridges; dotted, the limit m²/2.
    """
) {
  Panel(
    "At a distance", x: Axis("distance m", range: 0...6.2),
    y: Axis("n Var of ln Z", scale: .log, range: 0.02...10_000)
  ) {
    LinePlot(
      x: far, y: far.map { NoiseContrast(noiseMean: $0).covariance[1][1] },
      style: .exact.dash(.dashed))
    LinePlot(x: far, y: far.map(alone), style: .exact)
    LinePlot(over: 1...6, style: .exact) { $0 * alone(1) }
    PointPlot(distances, direct)
    PointPlot([2, 4, 6], bridged)
    PointPlot([2, 4], bothUnknown.map { $0[1] })
    Annotation("one step, λ unknown too", x: 4.35, y: 500, side: .left)
    Annotation("one step", x: 4.7, y: 26)
    Annotation("bridges", x: 4.6, y: 0.9, side: .over)
  }
  Panel(
    "The same number of draws",
    x: Axis(
      "bridges K", scale: .log, range: 0.9...28, ticks: [1, 2, 4, 8, 16],
      tickLabels: ["1", "2", "4", "8", "16"]),
    y: Axis("N Var of ln Z", scale: .log, range: 5...1000)
  ) {
    for m in [4.0, 6] {
      RulePlot(y: m * m / 2)
      LinePlot(x: pieces, y: pieces.map { $0 * $0 * alone(m / $0) }, style: .exact)
      Annotation("m = \(label(m))", x: 12, y: m == 4 ? 10 : 23)
    }
  }
}

/*:
Even for the same number of draws, cutting the way up helps, and the curve on the right never rises again: its limit is
$m^2/2$ (18 for $m = 6$), in place of something that grows exponentially. Once the pieces have length 1 or so there is
nothing more to gain.

@page
In the limit of many bridges each classifier estimates a derivative, and the sum becomes the integral of @ch:02's
thermodynamic integration. Its variance, times $N$, is half the squared length of the path, measured in standard
deviations.
*/
// fold: The chasm in numbers
for (m, measured) in zip(distances, direct) where m == 2 || m == 4 {
  // Ruled out: the part of the variance that fixed numbers of data and noise take away; bridges.
  claim(
    "n Var of ln Z, noise at \(label(m))", measured, exact: alone(m),
    rulesOut: m == 2 ? alone(m) + 2 : m * alone(1))
}
let both = NoiseContrast(noiseMean: 4).covariance
claim(
  "n Var λ̂, noise at 4", bothUnknown[1][0], exact: both[0][0],
  rulesOut: NoiseContrast(noiseMean: 2).covariance[0][0])
claim("n Var ĉ, noise at 4", bothUnknown[1][1], exact: both[1][1], rulesOut: alone(4))
for (m, measured) in zip([2.0, 4, 6], bridged) where m != 4 {
  claim(
    "n Var of ln Z by \(label(m)) bridges", measured, exact: m * alone(1),
    rulesOut: m * m * alone(1))
}

/*:
## A ladder of noises {#sec:ladder}
@main

Where do stepping stones come from when the data are pictures? We have them already. Add noise to the data, a
little, more, much: each noised distribution is close to the next, and the last is close to a Gaussian with known
density. The classifiers on this ladder are no longer asked "is it noise?" but "*how much* noise is in it?", and
this is where diffusion begins.

Let $q_t$ be the density of $x_0 + \sqrt t\,z$. Tell points of variance $te^{-h/2}$ from points of variance
$te^{h/2}$. The best log-odds are $\ln q_{te^{-h/2}} - \ln q_{te^{h/2}} \approx -h\,\partial \ln q_t/\partial\ln t$.
So what a classifier between close neighbours learns is the rate at which the log density changes with the noise.
We have met that rate before. Noised densities solve the heat equation,
$\partial q_t/\partial t = \tfrac12\Delta q_t$, because the Gaussian kernel does. Divide by $q_t$, and use
$\Delta q/q = \nabla\cdot(q\nabla\ln q)/q = \operatorname{tr}\nabla s + \lVert s\rVert^2$:

$$ \frac{\partial}{\partial t} \ln q_t(x) = \tfrac12\Big(\operatorname{tr}\nabla s_t(x) + \lVert s_t(x)\rVert^2\Big),
\qquad s_t = \nabla\ln q_t . $$ {#eq:heat}

On the right is the integrand of score matching (@ch:05). *The classifier and the denoiser learn two partial
derivatives of one function, $\ln q_t(x)$*: one in $t$, the other in $x$. The denoiser's, the score, has forgotten
the constant. The classifier's has not. Start at the top, where $q$ is a Gaussian that we know, and add up the steps
on the way down:

$$ \ln q_a(x) = \ln q_b(x) - \int_{\ln a}^{\ln b} \frac{\partial \ln q_t(x)}{\partial \ln t}\;d\ln t . $$ {#eq:ladder}

At the bottom stands the density of the data, normalised, though nobody has seen a $Z$. One network $f_\theta(x, t)$
can learn the rate for all $t$ at once:

@quote EnergyModels/InfinitesimalClassification.swift ladder-terms
@quote EnergyModels/RateNetwork.swift telescope

The data are two bumps on the line with the weights 0.7 and 0.3: the case in which the score of clean data cannot
see the weights (@ch:05). The ladder has six steps, each of which quadruples the variance of the noise.
*/
let pair = GaussianMixture.pair(distance: 1.5, weight: 0.7, standardDeviation: 0.5)
let ladder = 0.02...(0.02 * 4096)
let rungs = 6
let climbing = chapter.samples(6_000, quick: 60)
var ladderTraining = Training(
  of: RateMLP(dimension: 1, hidden: [64, 64], using: &random),
  on: InfinitesimalClassification(data: pair, variances: ladder, step: log(4096) / Double(rungs)),
  batchSize: 256,
  with: Adam(learningRate: .cosine(from: 0.02, to: 1e-5, steps: climbing)), seed: chapter.seed,
  stream: 1, averageDecay: 0.99)
try ladderTraining.run(steps: climbing)
let rates = ladderTraining.average!.network

let top = Gaussian(mean: pair.mean, covariance: pair.covariance).noised(by: ladder.upperBound)
let logBottom =
  top.logDensity(line.points) + rates.logRatio(line.points, over: ladder, steps: rungs)

/*:
On the left of @fig:ladder are the learned rates at three amounts of noise, beside the right side of @eq:heat. On
the right is the density that they add up to.
*/
// fold: Drawing the ladder
let pairRate = NoisedMixtureRate(
  weights: [0.7, 0.3], means: [1.5, -1.5], variances: [0.25, 0.25])
figure(
  "ladder",
  caption: """
    Left: the rate ∂ ln q/∂ ln t of two bumps under noise of variance t, learned by a classifier (blue) and exact \
    (black). Right: the density at the bottom of the ladder, added up from the learned rates (blue), and exact (black).
    """
) {
  Panel("Rates", x: Axis("x", range: -5...5), y: Axis("∂ ln q / ∂ ln t", range: -0.6...1.2)) {
    for t in [0.1, 1, 10] {
      let xs = line.x.filter { pairRate.logDensity($0, variance: t) > -6 }
      LinePlot(
        x: xs, y: rates.rate(Tensor(xs, shape: [xs.count, 1]), variance: t).doubles,
        style: .learned.lineWidth(2.2).opacity(0.7))
      LinePlot(
        x: xs, y: xs.map { t * pairRate.rate($0, variance: t) }, style: .exact.lineWidth(0.9))
    }
    Annotation("t = 0.1", x: 0, y: 0.9, side: .over)
    Annotation("1", x: -0.2, y: 0.42, side: .over)
    Annotation("10", x: 0, y: -0.48, side: .over)
  }
  Panel("Density, t = 0.02", x: Axis("x", range: -4...4), y: Axis("q(x)", range: 0...0.62)) {
    LinePlot(line, exp(logBottom), style: .learned.lineWidth(2.2).opacity(0.7))
    LinePlot(line, style: .exact.lineWidth(0.9)) { exp(pairRate.logDensity($0, variance: 0.02)) }
    Annotation("exact", x: 0.75, y: 0.5, side: .left)
    Annotation("learned", x: 0.75, y: 0.44, side: .left, color: Palette.blue)
  }
}

// fold: What the ladder found
let bottomMass = line.logIntegral(of: logBottom)
let rightMass = line.integral(of: zip(line.x, logBottom.doubles).map { $0 > 0 ? exp($1) : 0 })
show("ln of the learned density's integral", bottomMass, digits: 2)
show("weight of the right bump", rightMass, digits: 3)
if !chapter.quick {
  claim("ln ∫ of the ladder's density", measured: bottomMass, exact: 0, tolerance: .absolute(0.08))
  claim(
    "weight of the right bump", measured: rightMass, exact: 0.7, tolerance: .absolute(0.05),
    rulesOut: 0.5)
}

/*:
The ladder finds both bumps, with their weights and the constant, to a few percent. The score of clean data could
not, because there are hardly any data between the bumps. The ladder goes around the gap, through noise levels at which
the bumps overlap.

@page
The last claim tests @eq:heat by finite differences of $\ln q_t(x)$, in $t$ on one side and in $x$ on the other; ruled
out is a forgotten trace.
*/
// fold: The heat equation
let (spot, t0, δ) = (0.4, 0.3, 1e-4)
func logDensity(_ x: Double, _ t: Double) -> Double { pairRate.logDensity(x, variance: t) }
func s(_ x: Double) -> Double { (logDensity(x + δ, t0) - logDensity(x - δ, t0)) / (2 * δ) }
let square = s(spot) * s(spot)
claim(
  "∂ ln q/∂t on the line",
  measured: (logDensity(spot, t0 + δ) - logDensity(spot, t0 - δ)) / (2 * δ),
  exact: ((s(spot + δ) - s(spot - δ)) / (2 * δ) + square) / 2, tolerance: .relative(1e-5),
  rulesOut: square / 2)

/*:
## Two ways to misread a classifier {#sec:misuse}
@main

**$D$ is not a density.** A trained discriminator gives numbers between 0 and 1 that are high for data, and it is
tempting to rank points by them, or to divide by the sum and call the result a probability. But
$D^\ast = p_d/(p_d+\nu p_n)$ also depends on what the data were compared *with*. Compare the two panels of
@fig:classifier: $D^\ast$ is far wider than $p_d$, since at $x = 3$ the data are rare, but so is the noise. Normalised, it
has the variance 2.44 in place of 1, and even in the limit $\nu\to\infty$, where $D^\ast$ becomes proportional to
$p_d/p_n$, it has $1/(1 - 1/2.25) = 1.8$. $D^\ast$ ranks points as $p_d$ does only if the noise is uniform. To get the
density back, undo the comparison: $p_d = \nu p_n\, D^\ast/(1-D^\ast)$.

**A perfect classifier teaches nothing.** One might think that an accurate classifier has learned much. Put the noise at
the distance $m = 6$. The classifier is right in 99.87 % of all cases, and hardly less often when $c$ is wrong by 2, that
is, when $Z$ is wrong by a factor of 7. The gradient of @eq:gradient is an average over $P$, and a classifier that is
sure of the data has $P \approx 0$ there: where $c$ is too high by 1, the gradient falls from 0.46 without a distance to
0.002 at $m = 6$. A low loss is a warning. What says that the constant is known is the *curvature* of the loss, which is
$\mathcal I$.
*/
// fold: Both in numbers
let logD = line.map { log(best($0, ν: 1)) }
let wrongVariance = line.mean(of: line.map { $0 * $0 }, logDensity: logD)
show("variance of D* taken for a density", wrongVariance)
let pulls = [0.0, 2, 4, 6].map { m in
  NoiseContrast(noiseMean: m).gradient(precision: 1, constant: NoiseContrast.trueConstant + 1)
    .constant
}
show("∂L/∂c where c is 1 too high, m = 0, 2, 4, 6", pulls, digits: 2)

/*:
## What we have, and what we lack {#sec:lack}
@main

We can learn a normalised density, $Z$ included, by telling data from noise. We know exactly what it costs: the
Fisher information, seen through a window that noise has to hold open. For noise that overlaps with the data the
price is a small factor. For noise far away it is exponential, bridges make it quadratic, and a ladder of noise
levels gives bridges for any data.

What we lack is a check of what the window does not show. In many dimensions the model is right where noise and data
overlap, and the loss says nothing about the rest. The next chapter takes the opposite way: an energy so simple that we
write it down by hand, over so many pixels that $Z$ is out of reach, and asks what can be done with it all the same.

## Exercises {#sec:exercises}

The first three are graded: write your answers into [Answers.swift](Chapters/10-noise-contrastive-estimation/homework/Answers.swift)
and run `swift run homework-10` (`… homework-10 hint 10.3` gives a hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has more).

@homework

For pencil and paper, or a program of your own:

- **T1** *(warm-up).* `EnergyMLP` ends with a bias of its own. Show that it and $c$ are one parameter
  twice. Why does the training of @sec:plane work all the same, and by how much does each of the two move?
- **T2** *(noise equal to the data).* Show that for $p_n = p_d$ the covariance of @eq:covariance is $1+1/\nu$ times
  the Cramér–Rao bound, for the parameters of the energy *and* for $c$ ($g$ has a constant component: use it).
- **T3** *(the best ratio).* A point of noise costs as much as a point of data. For $N = n(1+\nu)$ points in all,
  which $\nu$ is best for $\hat\lambda$, and which for $\hat c$, with the noise $N(0, 2.25)$? Use `NoiseContrast`.
  Why is the answer different if data are expensive and noise is cheap?
- **T4** *(a coin).* Draw each label with a coin of probability $1/(1+\nu)$ in place of fixed numbers. Simulate the
  variance of $\hat c$, and compare it with $\mathcal I^{-1}$. Why does $\hat\lambda$ not care?
- **T5** *(holes in the noise).* Let the noise be uniform on $[-1, 1]$. What does @eq:loss say about the model
  outside? What do `Spring` and a perceptron learn from it?
- **T6** *(stones of another kind).* Bridge from $N(0, 4)$ to $N(0, 1)$ by Gaussians whose variances form a
  geometric series. What is the limit of the variance for many bridges?
- **T7** *(a small project).* Repeat @sec:plane with noise that is itself learned: after each 300 steps, replace it
  by samples of the present model drawn by Langevin's method, and $p_n$ by the present $p_\theta$. What does this do
  to the variance, and to which method of Part I does it lead?

## Sources {#sec:sources}

M. Gutmann and A. Hyvärinen, *Noise-contrastive estimation*, AISTATS 2010, and *Noise-contrastive estimation of
unnormalized statistical models, with applications to natural image statistics*, JMLR 13 (2012), for the loss and for
@eq:covariance. C. H. Bennett, *Efficient estimation of free energy differences from Monte Carlo data*, Journal of
Computational Physics 22 (1976), for @eq:bennett. O. Chehab, A. Gramfort and A. Hyvärinen, *The optimal noise in
noise-contrastive learning is not what you think*, UAI 2022. B. Rhodes, K. Xu and M. U. Gutmann, *Telescoping
density-ratio estimation*, NeurIPS 2020, for the chasm and the bridges. K. Choi, C. Meng, Y. Song and S. Ermon, *Density
ratio estimation via infinitesimal classification*, AISTATS 2022, for the rate in $t$. I.
Goodfellow et al., *Generative adversarial nets*, NeurIPS 2014.
*/
// fold: The table of claims
chapter.finish()
