/*:
One model has learned what a ring looks like, another knows what it means to lie in the upper right, a third knows
stripes. We want points of which all three are true. None of the three models has ever seen such a point, and there
may be no data to train a fourth. **How do models that each know one thing combine into one that knows all of
them?**

With energies the answer is one plus sign. The chapter is about what this plus sign does, what it costs, and how it
goes wrong when the models are diffusion models.
*/
// fold: Imports
import Autodiff
import Diffusion
import Distributions
import Elementary
import EnergyModels
import Networks
import Notebook
import Plotting
import Samplers
import Statistics
import Tensors
import Theory

let chapter = Chapter(12, "Product of experts: “and” instead of “or”")
var random = chapter.random

/*:
## Or, between, and {#sec:combining}
@main

This section puts three ways of combining models side by side; only one of them means "and".

Here are three experts over the plane. Each is an energy that is low where its own condition holds and knows nothing
of the other two.
*/

let ring = Expert { x in 0.5 * (x.square().rowSums() - 4).square() }
let halfPlane = Expert { x in softplus(-4 * x.rowSums()) }
let stripes = Expert { x in 4 * sin(Float.pi * x.column(1)).square() }
let all = ProductOfExperts([ring, halfPlane, stripes])

/*:
The ring has radius 2, the half-plane is $x_1 + x_2 > 0$, and the stripes run along $x_2 = 0, \pm1, \pm2, \dots$
Notice how little is asked of an expert. Neither the half-plane nor the stripes has a partition function: $e^{-E}$
has no integral over the plane, and there is no such thing as a random point of a half-plane. As experts they are
perfectly good.

The first idea is to take turns: choose one of the models at random and let it speak. That is a **mixture**,
$p = \frac1n\sum_i p_i$. It means "or": a point from it satisfies one condition and the others by luck. It cannot
forbid anything, since $p \ge p_i/n$ for every $i$; whatever one model likes stays likely. It also needs normalised
densities, so for the comparison we have to cut the plane to a square.

The second idea is a vote: average the opinions, that is, the logarithms. This gives $p \propto \prod_i p_i^{1/n}$,
a compromise *between* the models, as uncertain as they are.

The third is the **product of experts** (Hinton, 2002),

$$ p(x) = \frac1Z \prod_i p_i(x), \qquad E(x) = \sum_i E_i(x), \qquad s(x) = \sum_i s_i(x). $$ {#eq:product}

It means "and". A point must please all experts at once, and each of them alone can veto it: if one factor is nearly
zero, so is the product. Nobody is selected and nobody is outvoted; every expert is heard about every point.
@fig:combining shows the three experts above and the three combinations below.
*/

// fold: Drawing the experts and what is made of them
// The middles of cells, so that the edges of conditions fall between points.
let square = Grid(square: -2.975...2.975, step: 0.05)
func density(_ experts: ProductOfExperts, on grid: Grid = square) -> [Double] {
  let logDensity = -experts.energy(grid.points)
  return exp(logDensity - Float(grid.logIntegral(of: logDensity))).doubles
}
let names = ["Ring", "Half-plane", "Stripes", "Mixture: or", "Average: between", "Product: and"]
func sixDensities(on grid: Grid) -> [[Double]] {
  let alone = all.experts.map { density(ProductOfExperts([$0]), on: grid) }
  let average = ProductOfExperts(all.experts, exponents: [1.0 / 3, 1.0 / 3, 1.0 / 3])
  return alone + [
    alone[0].indices.map { i in sum(alone.map { $0[i] }) / 3 },
    density(average, on: grid), density(all, on: grid),
  ]
}
func planePanel(_ title: String, _ density: [Double]) -> Panel {
  Panel(
    title, x: Axis("x₁", range: -2.975...2.975), y: Axis("x₂", range: -2.975...2.975),
    aspect: .equal
  ) { Heatmap(square, density, smooth: true) }
}
figure(
  "combining",
  caption: """
    Above: three experts, each alone on the square. Below: their mixture, the average of their logarithms, and \
    their product. Brightness is scaled in each panel.
    """,
  size: Figure.Size(width: 720, height: 500), columns: 3
) {
  for (name, density) in zip(names, sixDensities(on: square)) { planePanel(name, density) }
}

/*:
Only the last panel shows what we asked for: four patches, on the ring, on stripes and in the half-plane. For a number,
call a point good if it is within ¼ of the ring, within ¼ of a stripe, and has $x_1+x_2>0$. The table gives the share
of good points in each density.
*/

// fold: The share of good points, by quadrature
/// 1 where all three conditions hold, and ½ on the edge of the half-plane, which cuts cells in two.
func good(_ x: Tensor) -> Tensor {
  let onRing = (sqrt(x.square().rowSums()) - 2).abs() .< 0.25
  // sin² πx₂ is ½ at a distance of ¼ from a whole number.
  let onStripe = sin(Float.pi * x.column(1)).square() .< 0.5
  let inHalfPlane = 0.5 * ((x.rowSums() .> 0) + (x.rowSums() .>= 0))
  return onRing * onStripe * inHalfPlane
}
// The conditions have edges, which need a finer grid than the figure.
let fine = Grid(square: -2.995...2.995, step: 0.01)
let goodCells = good(fine.points).doubles
let shares = sixDensities(on: fine).map { density in
  fine.integral(of: zip(density, goodCells).map { $0 * $1 })
}
table(
  "Share of good points",
  columns: [""] + names.map { TableColumn($0, .fixed(3)) }, rows: [["share"] + shares])

/*:
## Sampling needs no Z {#sec:sampling}
@main

How does one draw from a product? By @eq:product its score is the sum of the experts' scores, and a score is all
that Langevin needs. The library's product is two lines, with an exponent for each expert that we shall need soon:

@quote EnergyModels/ProductOfExperts.swift product-of-experts

The patches of the product are islands, and a chain rarely crosses from one to the next. So we let the conditions in
slowly: start with draws from the ring, which are easy ($\lVert x\rVert^2$ is $N(4,1)$ cut off at 0), and raise the
exponents of the other two from 0 to 1, with Metropolis-adjusted Langevin steps on the summed scores at each value. This
is annealed importance sampling (@ch:02). Besides the points it yields what the sum of energies does *not* contain: the
partition function of the product. That is a new integral, unrelated to those of the experts, two of which were
infinite.

@page
*/

let path = GeometricPath(from: ring.energy, to: all.energy)
let annealing = AnnealedImportanceSampling(path: path, schedule: GeometricPath.evenly(60)) { γ in
  let partly = ProductOfExperts(all.experts, exponents: [1, γ, γ])
  return Metropolis(energy: partly.energy, score: partly.score, langevinStepSize: 0.012).repeated(2)
}

// fold: Annealing, the partition function and the share
// Points of the ring: r² is N(4, 1) above 0.
let below = normalCDF(-4)
var islands = Tensor(
  rows: (0..<chapter.samples(5_000, quick: 400)).map { _ in
    let r = sqrt(4 + normalQuantile(below + (1 - below) * random.uniform()))
    let (sine, cosine) = sincos(2 * .pi * random.uniform())
    return [r * cosine, r * sine]
  })
let weights = annealing.logWeights(&islands, using: &random)
let logZOfRing = log(.pi * sqrt(2 * .pi) * normalCDF(4))
let logZ = square.logIntegral(of: -all.energy(square.points))
// Ruled out: the product taken as normalised.
claim("ln Z of the product", logZOfRing + weights.logMean, exact: logZ, rulesOut: 0)

claim(
  "share of good points", weights.mean(of: good(islands)), exact: shares[5], rulesOut: shares[4])

/*:
@page
The share that is ruled out is that of the average of the logarithms: it is what chains with the exponents
$\tfrac13$ would give, that is, chains that average the scores instead of adding them.

## Precisions add {#sec:gaussian}
@main

For normal experts everything can be computed, and the difference between the three combinations becomes a
difference in certainty. Let $p_i = N(m_i, v_i)$ on the line. The energies are parabolas, and a sum of parabolas is
a parabola. Comparing the terms in $x^2$ and $x$,

$$ \prod_i N(x; m_i, v_i) \propto N(x; m, v), \qquad \frac1v = \sum_i \frac1{v_i}, \qquad
\frac mv = \sum_i \frac{m_i}{v_i} . $$ {#eq:precisions}

*Precisions add, and the mean is weighted by precision.* The product is more certain than any of its experts. In several
dimensions $1/v_i$ becomes the matrix $\Lambda_i = \Sigma_i^{-1}$. What is lost under "$\propto$" is the integral of the
product, which for two experts is a density again, that of the difference of two independent normal variables at 0:

$$ \int N(x; m_1, v_1)\,N(x; m_2, v_2)\,dx = N(m_1;\, m_2,\, v_1+v_2). $$ {#eq:overlap}

It measures how well the experts agree. The average of the logarithms has precision $\frac1n\sum 1/v_i$: the same
mean, but a precision that is only the mean of the experts'. The mixture has the mean of the experts' variances
*plus* the variance of their means. @fig:gaussian shows all three; only the product is narrower than both experts.
*/

// fold: Two normal experts, their product and their average
let opinions = GaussianComposition(means: [-1, 1.5], variances: [1, 0.5])
let pair = zip(opinions.means, opinions.variances).map {
  Gaussian(mean: $0, standardDeviation: sqrt($1))
}
let agreed = Gaussian.product(of: pair)!
let undecided = Gaussian.product(of: pair, exponents: [0.5, 0.5])!

// fold: Drawing product, mixture and average on the line
let line = Grid(-4...4, step: 0.02)
figure(
  "gaussian",
  caption: "Two normal experts (grey) and their three combinations.", size: .single
) {
  Panel(x: Axis("x"), y: Axis("density"), legend: .topLeft) {
    for expert in pair { LinePlot(line, style: .data, expert.density) }
    Annotation("p₁", x: -1, y: 0.4, side: .above, color: .grey(0.4))
    Annotation("p₂", x: 1.8, y: 0.53, side: .right, color: .grey(0.4))
    LinePlot(line, label: "mixture", style: .series(1)) { x in sum(pair.map { $0.density(x) }) / 2 }
    LinePlot(line, label: "average", style: .series(2), undecided.distribution.density)
    LinePlot(line, label: "product", style: .exact.lineWidth(1.8), agreed.distribution.density)
  }
}

/*:
It is often said that a product of experts works like a democracy, in which many votes cancel the noise of each. That
fits neither formula. Taking a vote is the *average* of the logarithms, which stays as uncertain as one voter. The
product treats the opinions as independent pieces of evidence: $n$ experts of variance $v$ have a product of variance
$v/n$, however much their means differ. If the experts have learned from the same data, their evidence is not
independent and the product is overconfident: $n$ copies of one model $N(m,v)$ make $N(m, v/n)$.

@page
The first two claims are measured by Langevin chains on the summed scores, with no $Z$ anywhere, the third, @eq:overlap,
by simple Monte Carlo: the mean of $p_2$ over draws from $p_1$. A sampler of step size $\varepsilon$ has the variance
$v/(1-\varepsilon/(2v))$ in the long run (@ch:04).
*/

// fold: Chains on the summed scores, and the integral
let chains = chapter.samples(40_000, quick: 4_000)
let two = ProductOfExperts(pair.map { Expert($0) })
var agreeing = Langevin(score: two.score, stepSize: 0.05)
var x = 2 * random.normal([chains, 1])
agreeing.run(&x, steps: 60, using: &random)
let (m, v) = opinions.summed()
let vOfChains = LangevinGaussian.variance(
  after: 60, startVariance: 4, standardDeviation: sqrt(v), stepSize: 0.05)
// Ruled out: the mean of the means, and the variance of the average of logarithms.
claim(
  "mean of the product", Estimate(x.mean(), variance: vOfChains, draws: chains), exact: m,
  rulesOut: 0.25)
claim(
  "variance of the product", measuredVariance: x.variance(), degreesOfFreedom: chains - 1,
  exact: vOfChains, rulesOut: 2 * v)
let integral = Estimate(meanOf: exp(pair[1].logDensity(pair[0].sample(chains, using: &random))))
let meeting = GaussianComposition.overlap(
  mean: opinions.means[0], variance: opinions.variances[0], mean: opinions.means[1],
  variance: opinions.variances[1])
claim("∫ p₁p₂", integral, exact: meeting, rulesOut: 1)

/*:
## Mixtures, component by component {#sec:mixtures}
@main

Normal experts are too simple, and islands are hard to sample. Between them lies a case in which the product is as
rich as we like and still exact. Multiply two mixtures out:

$$ \sum_j w_j N_j(x) \cdot \sum_k w'_k N'_k(x) = \sum_{j,k} w_j w'_k\, e^{\ell_{jk}}\, N_{jk}(x), $$ {#eq:mixtures}

where $N_j N'_k = e^{\ell_{jk}} N_{jk}$ by @eq:precisions and @eq:overlap. The product of mixtures is a mixture of
products. Its weights are the decisive part: $w_jw'_k$ says how much the experts like the two components,
$e^{\ell_{jk}}$ how well these agree.

@page
@quote Distributions/GaussianProduct.swift mixture-product

@main

@fig:mixtures multiplies a ring of twelve components by three bars. The price is the number of components, which
grows as the product of theirs.
*/

let beads = GaussianMixture.ring(modes: 12, radius: 2, standardDeviation: 0.3)
let bars = GaussianMixture(
  weights: [0.2, 0.3, 0.5],
  components: [-1.5, 0, 1.5].map { Gaussian(mean: [0.5, $0], covariance: [[2, 0], [0, 0.04]]) })
let beadsOnBars = GaussianMixture.product(of: [beads, bars])

// fold: Drawing the product of two mixtures, and a number from it
let plane = Grid(square: -4...4, step: 0.05)
let drawn = beadsOnBars.distribution.sample(chapter.samples(60_000, quick: 4_000), using: &random)
figure(
  "mixtures",
  caption: """
    A mixture of twelve components, one of three, and the exact density of their product with points drawn from it.
    """,
  size: Figure.Size(width: 720, height: 260), columns: 3
) {
  for (title, factor) in [("Ring", beads), ("Bars", bars), ("Product", beadsOnBars.distribution)] {
    Panel(title, x: Axis("x₁", range: -3.5...3.5), y: Axis("x₂", range: -3.5...3.5), aspect: .equal)
    {
      Heatmap(plane, exp(factor.logDensity(plane.points)), smooth: true)
      if title == "Product" {
        PointPlot(drawn.rows(0..<300), style: Style(color: .white).markerSize(1.4))
      }
    }
  }
}
let productOnPlane = (beads.logDensity(plane.points) + bars.logDensity(plane.points)).doubles
let height = plane.mean(of: plane.map { _, y in y }, logDensity: productOnPlane)
let unweighted = GaussianMixture(
  weights: beads.weights.flatMap { w in bars.weights.map { w * $0 } },
  components: beads.components.flatMap { a in
    bars.components.map { Gaussian.product(of: [a, $0])!.distribution }
  })
// Ruled out: the weights w_j w'_k alone.
claim(
  "E x₂ of the product of mixtures", Estimate(meanOf: drawn.column(1)), exact: height,
  rulesOut: unweighted.mean[1])
claim(
  "ln ∫ of the product of mixtures", measured: beadsOnBars.logIntegral,
  exact: plane.logIntegral(of: productOnPlane), tolerance: .absolute(1e-4), rulesOut: 0)

/*:
## Not {#sec:not}
@main

If a sum of energies is "and", a *difference* should be "and not": points that one expert likes and another does
not,

$$ p \propto p_1 / p_2^{\gamma}, \qquad E = E_1 - \gamma E_2, \qquad \gamma > 0 . $$ {#eq:not}

There are two surprises. The first: there need not be such a density. For $N(0,1)$ against $N(0,v_2)$ precisions
subtract,

$$ \frac1v = 1 - \frac{\gamma}{v_2}, $$ {#eq:subtract}

and for $\gamma \ge v_2$ there is no integral. The energy falls without end on both sides, and chains run away. What
a negative exponent asks for is not "where $p_2$ is small" but "as far from $p_2$ as $p_1$ lets you go". On the left
of @fig:not the variance grows as $\gamma$ rises towards $v_2 = 2$; the dots are chains. The sampler gives no warning
beyond that point. With $\gamma = 3$ it still runs, and after 80 steps the variance is above 7,000 and growing.
*/

// fold: Chains with a negative exponent
let (yes, no) = (Gaussian.isotropic(dimension: 1), Gaussian(mean: 0, standardDeviation: sqrt(2)))
let γs = [0, 0.5, 1, 1.5]
func quotient(_ γ: Double) -> ProductOfExperts {
  ProductOfExperts([Expert(yes), Expert(no)], exponents: [1, -γ])
}
let deniedVariances = γs.map { γ in
  let energy = quotient(γ)
  var chain = Metropolis(energy: energy.energy, score: energy.score, langevinStepSize: 0.6)
  var x = 1.5 * random.normal([chains, 1])
  chain.run(&x, steps: 50, using: &random)
  return x.variance()
}
for (γ, variance) in zip(γs, deniedVariances).dropFirst() {
  // Ruled out: the exponent taken as positive.
  claim(
    "variance of N(0,1)/N(0,2)^\(label(γ))", measuredVariance: variance,
    degreesOfFreedom: chains - 1, exact: 1 / (1 - γ / 2), rulesOut: 1 / (1 + γ / 2))
}
/// The variance after 80 Langevin steps of 0.1 from N(0, 1), for a precision of either sign.
func runaway(_ γ: Double) -> Double {
  let a = 1 - 0.1 * (1 - γ / 2)
  return (0..<80).reduce(1) { v, _ in a * a * v + 0.2 }
}
var running = Langevin(score: quotient(3).score, stepSize: 0.1)
var runners = random.normal([chains, 1])
running.run(&runners, steps: 80, using: &random)
claim(
  "variance of the runaway chains, γ = 3", measuredVariance: runners.variance(),
  degreesOfFreedom: chains - 1, exact: runaway(3), rulesOut: runaway(2))

/*:
The second surprise is in the plane. Take the ring and the stripes, and *not* the half-plane, with the exponent
$-1$. The ring keeps everything in bounds, so there is an integral. But the result in the middle of @fig:not is not
the part of ring and stripes that was missing before. The half-plane is $p_2 = 1/(1 + e^{-4(x_1+x_2)})$, and $1/p_2$
rewards every point on the other side in proportion to how strongly the expert denies it, by up to $e^{11}$ at the
far edge of the ring. Two of the four patches have all but disappeared, and the other two are pulled outwards. The
logical complement is a different expert, $1 - p_2$, with the energy $\operatorname{softplus}(4(x_1+x_2))$. It is
below 1 everywhere, so its product with anything that has an integral has an integral too. But to form $1-p_2$ one
must know how large $p_2$ can be, which a model with an unknown $Z$ does not tell.
*/

// fold: Drawing the two negations
let negated = ProductOfExperts(all.experts, exponents: [1, -1, 1])
let complement = ProductOfExperts([ring, Expert { x in softplus(4 * x.rowSums()) }, stripes])
figure(
  "not",
  caption: """
    Left: the variance of N(0,1)/N(0,2)^γ, 1/(1 − γ/2), and that of chains on the weighted scores. Middle: ring and \
    stripes, divided by the half-plane. Right: ring and stripes, times the half-plane's complement.
    """,
  size: Figure.Size(width: 720, height: 260), columns: 3
) {
  Panel(
    "Variance", x: Axis("γ", range: 0...3.2),
    y: Axis("variance", scale: .log, range: 0.7...30, ticks: [1, 2, 5, 10, 20])
  ) {
    RulePlot(x: 2, style: .wrong)
    Annotation("no integral", x: 2.05, y: 5, side: .right)
    LinePlot(over: 0...1.9, style: .exact) { γ in 1 / (1 - γ / 2) }
    PointPlot(x: γs, y: deniedVariances, style: .measured)
  }
  planePanel("Divided: 1/p₂", density(negated))
  planePanel("Complement: 1 − p₂", density(complement))
}

/*:
## Experts that learn together {#sec:training}
@main

So far the experts were given. Can they be *trained*? Not one by one: each would become a model of the data, and
@eq:precisions says what the product of two such models is, far too narrow. They have to be trained as a product, so
that each learns what the others leave out.

Contrastive divergence (@ch:03) does not care that an energy is a sum. The gradient of the negative log-likelihood with
respect to $\theta_i$, the parameters of expert $i$, is

$$ \mathbb E_{\text{data}}\,\nabla_{\theta_i} E_i - \mathbb E_{\text{model}}\,\nabla_{\theta_i} E_i , $$ {#eq:contrast}

one term for each expert, coupled only by the samples, which are drawn from the *product*. Hinton invented the
method for this case. The classical expert is a Student-t distribution along one direction (Welling, Hinton and
Osindero, 2002):

$$ E(x) = \sum_j a_j \ln\big(1 + \tfrac12 (r_j^\top x)^2\big). $$ {#eq:student}

Such an expert says: $r_j^\top x$ is close to zero, as a rule. Exceptions are cheap, because the energy grows only
like a logarithm. So a point may break the rule of one expert, far out, as long as it keeps those of the others.
With normal experts, the product would be one more normal distribution. The energy is two lines:

@quote EnergyModels/StudentExperts.swift student-energy

The data in @fig:student have two directions of structure, which are not at right angles. With as many experts as
dimensions the truth is known: in the coordinates $y = Rx$, where the $r_j^\top$ are the rows of $R$, the density is a
product of independent factors, and

$$ \ln Z = \sum_j \ln\frac{\sqrt{2\pi}\;\Gamma(a_j-\frac12)}{\Gamma(a_j)} - \ln\lvert\det R\rvert . $$ {#eq:student-z}

The data are drawn from such a product with $a_j = 2$. Training knows only the points.
*/

let truth = StudentProduct(directions: [[1.2, -0.6], [0.5, 1.5]], exponents: [2, 2])
let trainingSteps = chapter.samples(1_000, quick: 60)
var initial = random.split("experts")
var training = Training(
  of: StudentExperts(dimension: 2, experts: 2, using: &initial),
  on: ContrastiveDivergence(data: truth, steps: 3) { model in
    Metropolis(
      energy: { model.energy($0) as Tensor }, score: model.score, langevinStepSize: 0.15)
  },
  batchSize: 256, with: Adam(learningRate: .cosine(from: 0.03, to: 1e-4, steps: trainingSteps)),
  seed: chapter.seed, averageDecay: 0.99)
try stopwatch("training, \(trainingSteps) steps") { try training.run(steps: trainingSteps) }
let students = training.average!.network

// fold: Are they right?
let learned = students.distribution
let held = truth.sample(chapter.samples(100_000, quick: 4_000), using: &random)
func divergence(of model: any Distribution) -> Estimate {
  Estimate(meanOf: truth.logDensity(held) - model.logDensity(held))
}
let scatter = (0..<2).map { i in
  (0..<2).map { j in (held.column(i) * held.column(j)).mean() }
}
let normalFit = Gaussian(mean: [0, 0], covariance: scatter)
table(
  "Learned experts, and those that made the data",
  columns: [""] + ["r, along x₁", "along x₂", "a"].map { TableColumn($0, .fixed(3)) },
  rows: [("learned", learned), ("true", truth)].flatMap { name, experts in
    zip(experts.directions, experts.exponents).map { r, a in [name, r[0], r[1], a] }
  })
if !chapter.quick {
  claim("KL of the learned product from the data", divergence(of: learned), atMost: 0.005)
}
// Each y_j has variance 2. Under the data, the best Gaussian's mean of −ln p is its own entropy.
let entropyOfFit = 1 + log(2 * .pi) + log(2 / 2.1)
claim(
  "KL of the best Gaussian", entropyOfFit + Estimate(meanOf: truth.logDensity(held)),
  exact: 5 - log(32 * .pi), rulesOut: 5 - log(32 * .pi) + log(2.1))
// The partition function by importance sampling from the data: E_data[e^−E/p].
let ratios = exp(-students.energy(held) - truth.logDensity(held))
claim(
  "ln Z of the learned product", log(Estimate(meanOf: ratios)), exact: learned.logPartition,
  rulesOut: sum(learned.exponents.map { 0.5 * log(2 * .pi) + logGamma($0 - 0.5) - logGamma($0) }))

// fold: Drawing the learned experts
let wide = Grid(square: -8...8, step: 0.2)
func expertEnergy(_ j: Int) -> Tensor {
  let inner = (wide.points * Tensor(learned.directions[j])).rowSums()
  return Float(learned.exponents[j]) * log(1 + 0.5 * inner.square())
}
let axes = (x: Axis("x₁", range: -8...8), y: Axis("x₂", range: -8...8))
figure(
  "student",
  caption: """
    Left: the energies of the two learned experts, each a valley. Right: the data, contours of the experts' product, \
    and, dashed, those of the Gaussian with the data's covariance.
    """,
  size: .planes
) {
  Panel("Two experts", x: axes.x, y: axes.y, aspect: .equal, legend: .bottomRight) {
    for j in 0..<2 {
      ContourPlot(
        wide, expertEnergy(j), levels: [0.3, 1.5, 3, 4.5], label: "expert \(j + 1)",
        style: .series(j).lineWidth(1.1))
    }
  }
  Panel("Data and product", x: axes.x, y: axes.y, aspect: .equal) {
    PointPlot(
      held.rows(0..<chapter.samples(20_000, quick: 1_000)), style: .data.markerSize(1).opacity(0.4))
    let levels = [0.0002, 0.001, 0.006, 0.04]
    ContourPlot(
      wide, exp(normalFit.logDensity(wide.points)), levels: levels, style: .wrong.lineWidth(1))
    ContourPlot(
      wide, exp(learned.logDensity(wide.points)), levels: levels, style: .learned.lineWidth(1.3))
  }
}

/*:
The two learned valleys are the two rules. Each valley runs *along* one direction of the data, because an expert
constrains only what lies across. Neither factor $e^{-E_j}$ has an integral over the plane. The product has one, and
its contours are four-pointed stars, which a Gaussian cannot imitate: the best one has a divergence of
$5 - \ln 32\pi = 0.39$ from the data. With more experts than dimensions @eq:student-z no longer holds, but
nothing in the training changes: it never used it.

## Diffusion models do not add up {#sec:diffusion}
@main

Score networks are experts too, so why not add two diffusion models? Their samplers ask for the score at *every
noise*, and there the sum goes wrong. What we can compute is the sum of the noised experts' scores. What the reverse
process needs is the score of the noised product. Multiplying and adding noise do not commute. With $p * N_\sigma$ for
the density of points from $p$ to which noise of standard deviation $\sigma$ was added,

$$ \sum_i \nabla\ln (p_i * N_\sigma) \;\neq\; \nabla \ln\Big(\Big(\tfrac1Z\prod_i p_i\Big) * N_\sigma\Big). $$ {#eq:commute}

For normal experts, on one line: noise of variance $\sigma^2$ turns the product's variance into

$$ \frac1{\sum_i 1/v_i} + \sigma^2, \qquad\text{while the summed scores are those of variance}\qquad \frac1{\sum_i 1/(v_i+\sigma^2)} . $$ {#eq:variances}

For $v_1 = 1$, $v_2 = \tfrac12$ and $\sigma^2=1$ these are $\tfrac43$ and $\tfrac67$. At small noise they agree. At
large noise the sum is as narrow as $\sigma^2/n$: each expert reports the same noise, and the sum counts it $n$
times as if it were independent evidence.
*/

// fold: Both variances, measured
let factors = opinions.variances.map { Gaussian(mean: 0, standardDeviation: sqrt($0)) }
let centred = GaussianComposition(means: [0, 0], variances: opinions.variances)
func noisedExperts(_ noise: Double) -> ProductOfExperts {
  ProductOfExperts(factors.map { Expert($0.noised(by: noise)) })
}
let noised =
  Gaussian.product(of: factors)!.distribution.sample(chains, using: &random)
  + random.normal([chains, 1])
let summed = noisedExperts(1)
var onSums = Metropolis(energy: summed.energy, score: summed.score, langevinStepSize: 0.4)
var underSums = random.normal([chains, 1])
onSums.run(&underSums, steps: 40, using: &random)
claim(
  "variance of the noised product, σ = 1", measuredVariance: noised.variance(),
  degreesOfFreedom: chains - 1, exact: centred.noisedVariance(noise: 1),
  rulesOut: centred.summed(noise: 1).variance)
claim(
  "variance under summed scores, σ = 1", measuredVariance: underSums.variance(),
  degreesOfFreedom: chains - 1, exact: centred.summed(noise: 1).variance,
  rulesOut: centred.noisedVariance(noise: 1))

/*:
What does the reverse process make of such scores? Let $u=\sigma^2$ be the variance of the noise, which falls from
infinity to 0. Walking back, a point moves by $s\,du$ and gets fresh noise of variance $du$, so for summed scores of
centred Gaussians

$$ \frac{dV}{du} = 2V \sum_i \frac1{v_i+u} - 1, \qquad\text{hence}\qquad
V(0) = \prod_i v_i^2 \int_0^\infty \frac{du}{\prod_i (v_i+u)^2}, $$ {#eq:ancestral}

as one sees by differentiating $V/\prod_i(v_i+u)^2$. For $n$ experts of the same variance $v$ the integral is
elementary:

$$ V(0) = \frac{v}{2n-1} \qquad\text{instead of}\qquad \frac vn . $$ {#eq:odd}

One model comes out right, of course. Two come out with the variance $v/3$ instead of $v/2$, and many with little more
than half of the variance that they should have. The error has nothing to do with step sizes or networks: all scores
here are exact, and all steps are infinitesimal. The path is wrong.

But the summed scores *are* scores, those of $\prod_i (p_i * N_\sigma)$. This family of densities ends at the
product as $\sigma\to0$. It is not the diffusion of anything, but it is a perfectly good path for annealing. A
sampler that takes from each noise level only its own density ends right. **Annealed Langevin** (Song and Ermon, 2019)
is one: it runs some Langevin steps at each of a falling sequence of noises, with step sizes proportional to
$\sigma^2$, and a chain that has forgotten the previous level does not care where that level came from.

@fig:variance shows both samplers. Annealed Langevin follows the curve of the summed scores and arrives with it at the
product. The ancestral sampler of @ch:09 is too narrow all the way down, and stays so.
*/

// fold: Ancestral sampling and annealed Langevin on summed scores
let steps = chapter.samples(1_000, quick: 100)
let schedule = NoiseSchedule.linear(steps: steps)
let ancestral = ReverseSampler(schedule, .ancestral(.posterior))
let noises = factors.map { ExactNoise(of: $0, schedule: schedule) }
let ladder = NoiseLadder(
  from: 2.5, to: 0.05, levels: 12, stepsPerLevel: 200, relativeStep: 0.05)
let annealed = ladder.sampler { σ in noisedExperts(σ * σ).score }

let walkers = chapter.samples(10_000, quick: 2_000)
let states = ancestral.trajectory(
  from: random.normal([walkers, 1]), predicting: { noises[0]($0, $1) + noises[1]($0, $1) },
  using: &random)
let way = stride(from: 0, to: steps, by: steps / 20).map { t in
  (level: schedule.level(t), variance: states[steps - t].variance())
}
let exactWay = centred.marginals(of: ancestral)
claim(
  "variance, ancestral on summed scores", measuredVariance: way[0].variance,
  degreesOfFreedom: walkers - 1, exact: exactWay.last!.variance,
  rulesOut: centred.summed().variance)
let annealedWay = annealed.descent(from: 2 * random.normal([walkers, 1]), using: &random)
  .map { $0.variance() }
let annealedExactly = centred.annealed(
  noises: ladder.standardDeviations.map { $0 * $0 }, stepSizes: annealed.levelStepSizes,
  steps: 200, mean: 0, variance: 4)
claim(
  "variance, annealed Langevin on summed scores", measuredVariance: annealedWay.last!,
  degreesOfFreedom: walkers - 1, exact: annealedExactly.variance,
  rulesOut: exactWay.last!.variance)
show(
  "variance, ancestral with infinitely many steps, by the integral",
  centred.ancestralLimit.variance)

// fold: Drawing the variances
figure(
  "variance",
  caption: """
    Exact variances at every noise σ (lines), and those of points on their way back from high noise to low.
    """,
  size: .single
) {
  Panel(x: Axis("σ", range: 0...2.5), y: Axis("variance", range: 0...3.2), legend: .topLeft) {
    LinePlot(over: 0...2.5, label: "noised product", style: .exact) { σ in
      centred.noisedVariance(noise: σ * σ)
    }
    LinePlot(over: 0...2.5, label: "summed scores", style: .series(3)) { σ in
      centred.summed(noise: σ * σ).variance
    }
    PointPlot(
      x: way.map { sqrt($0.level.noise / $0.level.signal) },
      y: way.map { $0.variance / $0.level.signal }, label: "ancestral",
      style: .wrong.marker(.cross))
    PointPlot(
      x: ladder.standardDeviations, y: annealedWay, label: "annealed Langevin", style: .measured)
  }
}

/*:
In the plane the difference becomes drastic. Let one expert know two places, $A$ and $C$, and the other $B$ and $C$,
each with weight 0.7 on the place that the other does not know. The product is all but certain: only at $C$ do both
agree. By @eq:mixtures it can be computed, and $C$ has all but two hundred-thousandths of the mass. At large noise,
however, the three places are one blur, and the summed scores lead to the middle, where each expert sees its favourite
nearby. By the time the noise is small enough to tell the places apart, the ancestral sampler has settled, and it never
reconsiders. Annealed Langevin stays at each noise until the chains have found its density, so it can still correct
itself. @fig:agreement is a film of both.
*/

let (A, B, C) = ([-1.5, -0.9], [1.5, -0.9], [0, 1.5])
let first = GaussianMixture(weights: [0.7, 0.3], means: [A, C], standardDeviation: 0.4)
let second = GaussianMixture(weights: [0.7, 0.3], means: [B, C], standardDeviation: 0.4)
let both = GaussianMixture.product(of: [first, second]).distribution

// fold: Three samplers on the same experts
/// The share of points within three standard deviations of C.
func shareAtC(_ x: Tensor) -> Estimate {
  Estimate(meanOf: (x - Tensor(C)).square().rowSums() .< 1.44)
}
let travellers = chapter.samples(4_000, quick: 500)
let planeSchedule = NoiseSchedule.linear(steps: 200)
let backwards = ReverseSampler(planeSchedule, .ancestral(.posterior))
let (noise1, noise2, noiseOfBoth) = (
  ExactNoise(of: first, schedule: planeSchedule), ExactNoise(of: second, schedule: planeSchedule),
  ExactNoise(of: both, schedule: planeSchedule)
)
let summedPath = backwards.trajectory(
  from: random.normal([travellers, 2]), predicting: { noise1($0, $1) + noise2($0, $1) },
  using: &random)
let rightEnds = backwards.run(
  from: random.normal([travellers, 2]), predicting: { noiseOfBoth($0, $1) }, using: &random)
func summedScore(_ σ: Double) -> Score {
  ProductOfExperts([Expert(first.noised(by: σ * σ)), Expert(second.noised(by: σ * σ))]).score
}
func climbDown(stepsPerLevel: Int) -> (ladder: NoiseLadder, states: [Tensor]) {
  let ladder = NoiseLadder(from: 2, to: 0.1, levels: 20, stepsPerLevel: stepsPerLevel)
  let states = ladder.sampler(summedScore)
    .descent(from: 2 * random.normal([travellers, 2]), using: &random)
  return (ladder, states)
}
let (hasty, patient) = (climbDown(stepsPerLevel: 5), climbDown(stepsPerLevel: 80))
table(
  "Share of points at C, where both experts agree",
  columns: ["sampler", TableColumn("share", .fixed(4))],
  rows: [
    ["the product itself", shareAtC(both.sample(travellers, using: &random))],
    ["ancestral, score of the noised product", shareAtC(rightEnds)],
    ["ancestral, summed scores", shareAtC(summedPath.last!)],
    ["annealed Langevin, summed scores, 5 steps a level", shareAtC(hasty.states.last!)],
    ["annealed Langevin, summed scores, 80 steps a level", shareAtC(patient.states.last!)],
  ])
claim("share at C, ancestral on summed scores", shareAtC(summedPath.last!), atMost: 0.8)
if !chapter.quick {
  claim("share at C, annealed Langevin", shareAtC(patient.states.last!), atLeast: 0.98)
}

// fold: Drawing the film
/// A circle of two standard deviations.
func circle(_ centre: [Double], _ deviation: Double, _ style: Style) -> LinePlot {
  let angles = (0...60).map { 2 * Double.pi * Double($0) / 60 }
  return LinePlot(
    x: angles.map { centre[0] + 2 * deviation * cos($0) },
    y: angles.map { centre[1] + 2 * deviation * sin($0) }, style: style)
}
let planeNoises = patient.ladder.standardDeviations
let filmLevels = chapter.quick ? [0, 10, 19] : Array(planeNoises.indices)
film(
  "agreement",
  caption: """
    From noise to the product (black) of two experts that know the places A and C, and B and C; circles are two \
    standard deviations. Left: ancestral sampling with summed scores. Right: annealed Langevin on the same scores.
    """,
  size: .planes, framesPerSecond: 4, frames: filmLevels.count
) { k in
  let σ = planeNoises[filmLevels[k]]
  let isLast = k + 1 == filmLevels.count
  // The time with the nearest noise; the last frame shows the end.
  let nearest = (1...200).min {
    abs(planeSchedule.level($0).noise / planeSchedule.level($0).signal - σ * σ)
      < abs(planeSchedule.level($1).noise / planeSchedule.level($1).signal - σ * σ)
  }!
  let t = isLast ? 0 : nearest
  let ancestralPoints = summedPath[200 - t] / Float(planeSchedule.level(t).signalScale)
  for (title, points) in [
    ("ancestral, σ = \(isLast ? "0" : label((100 * σ).rounded() / 100))", ancestralPoints),
    ("annealed Langevin, σ = \(label((100 * σ).rounded() / 100))", patient.states[filmLevels[k]]),
  ] {
    Panel(title, x: Axis("x₁", range: -3.5...3.5), y: Axis("x₂", range: -3...3.5), aspect: .equal) {
      PointPlot(points.rows(0..<min(600, travellers)), style: .learned.markerSize(2))
      for (name, place) in [("A", A), ("B", B), ("C", C)] {
        circle(place, 0.4, .data)
        Annotation(name, x: place[0], y: place[1] + 0.8, side: .above)
      }
      circle(C, 0.4 / sqrt(2), .exact.lineWidth(1.6))
    }
  }
}

/*:
More than a third of the ancestral points miss $C$. Most of these end half-way between $A$ and $B$, a place that *neither*
expert has ever seen: each says "never" there, and the two denials merely balance. A veto that
comes after the decision is no veto. The points that do arrive at $C$ are too crowded, as in @eq:odd. The film also
shows what annealing needs: time, at those noises where the places can be told apart but are not yet walled off.
With 5 steps a level nearly a quarter of the chains are left behind.

@page
Metropolis' rule needs energies, not just scores. This is why Du et al. (2023) train diffusion models as energies: then
adjusted steps leave the density of the summed noised energies exactly invariant at every level.

@main
**What we have.** "And", "not" and compromise by exponents on energies, with samples that need no Z; exact products of
Gaussians and mixtures; experts trained as a product; and for diffusion models the rule that *sums of noised scores are
for annealing, not for reversing*. **What we lack.** The Z of a product, which says whether experts agree at all, is as
hard as any. And nothing warns us when a product is empty: experts that contradict each other still have a sum of
energies.

## Exercises {#sec:exercises}

The first three are graded: write your answers into [Answers.swift](Chapters/12-product-of-experts/homework/Answers.swift)
and run `swift run homework-12` (`… homework-12 hint 12.3` gives a hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has more).

@homework

For pencil and paper, or a program of your own:

- **T1.** *Two thermometers.* They show 20.0° and 21.0°, with standard deviations 0.5° and 1°. What is the product of
  the two densities, what its integral, and what would Bayes' rule say with a flat prior? With a prior $N(18, 4)$ that
  *both* densities already contain?
- **T2.** *Counting twice.* Two experts were trained with the same prior $p_0$. Show that $p_1p_2/p_0$, with an exponent
  $-1$ for the prior, is the right combination of independent evidence. When does it have no integral for normal densities?
- **T3.** *Corrected sums.* Take $p_0 = N(0,1)$ and experts $N(0,v_i)$ with $v_i<1$. Compare $s_0+\sum_i(s_i-s_0)$ at noise
  $\sigma$ with the score of the noised product $\prod p_i/p_0^{n-1}$. At which end of the ladder do they agree now?
- **T4.** *The odd number.* Derive @eq:odd from @eq:ancestral. Then show that for two experts of the variances $a \ne b$
  $V(0) = a^2b^2\,[(1/a+1/b)/(a-b)^2 - 2\ln(a/b)/(a-b)^3]$, which is 0.2274 here.
- **T5.** *A sharper vote.* The product of $n$ copies of one density, $p^n$, is that density at the temperature $1/n$. What
  do ancestral samplers with the score multiplied by $n$ do to a mixture of two distant modes of unequal weight?
- **T6.** *The guidance scale.* Classifier-free guidance uses $s_0 + \gamma(s_1-s_0)$ with $\gamma>1$. Write it as a product
  with exponents. For $p_0=N(0,v_0)$, $p_1=N(m,v_1)$: for which $\gamma$ does the density exist, what are its mean and
  variance, and where does ancestral sampling end? Change `GaussianComposition` to have exponents.
- **T7.** *A small project.* Train two noise-conditional networks (@ch:06), one on the ring and one on the bars of
  @fig:mixtures, and compose them by annealed Langevin. The exact product is known: measure what the networks' errors add to
  the sampler's.

## Sources {#sec:sources}

G. E. Hinton, *Training products of experts by minimizing contrastive divergence*, Neural Computation 14 (2002). M.
Welling, G. E. Hinton and S. Osindero, *Learning sparse topographic representations with products of Student-t
distributions*, NIPS 2002. Y. Du, S. Li and I. Mordatch, *Compositional visual generation with energy based models*,
NeurIPS 2020, for "and", "or" and "not". N. Liu, S. Li, Y. Du, A. Torralba and J. B. Tenenbaum, *Compositional visual
generation with composable diffusion models*, ECCV 2022. Y. Du, C. Durkan, R. Strudel, J. B. Tenenbaum, S. Dieleman,
R. Fergus, J. Sohl-Dickstein, A. Doucet and W. Grathwohl, *Reduce, reuse, recycle: compositional generation with
energy-based diffusion models and MCMC*, ICML 2023, for why sums of noised scores need Langevin steps. R. M. Neal,
*Annealed importance sampling*, Statistics and Computing 11 (2001).
*/

chapter.finish()
