/*:
In @ch:01 a Gaussian was fitted to data by following the gradient of its likelihood. That was easy
because $\ln Z$ was a formula. Now the energy is a network, $\ln Z(\theta)$ is an integral over all
of space, and it changes with every step of training. How can such an energy be learned? One
derivative answers the question: it turns $\ln Z$ into an expectation under the model. The rest is
about estimating that expectation with too few samples: what goes wrong, and by how much.
*/
// fold: Imports, and the chapter's random numbers
import Autodiff
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

let chapter = Chapter(3, "Contrastive divergence: learning by contrast")
var random = chapter.random

/*:
## The attempt that fails {#sec:attempt}

@main
Data should have low energy. The simplest attempt takes the mean energy of the data as its loss and
goes downhill. Our first model is a spring, whose precision $\lambda$ and middle $\mu$ stand for the
density $N(\mu, 1/\lambda)$. The data are draws from the running Gaussian $N(m, v)$ with $m = 1$ and
$v = \tfrac14$, so the right answer is $\mu = 1$ and $\lambda = 4$.
*/

// fold: A hundred steps downhill on the mean energy
let data = Gaussian.running.sample(chapter.samples(2_000, quick: 500), using: &random)
let n = data.rowCount
var (λ, μ) = (4.0, 0.5)
table(
  "Descent on the mean energy of the data", columns: ["step", "λ", "μ", "mean energy"],
  rows: [20, 40, 60, 80, 100].map { step in
    for _ in 0..<20 {
      let stretch = data - Float(μ)
      (λ, μ) = (λ - 0.4 * stretch.square().mean() / 2, μ + 0.4 * λ * stretch.mean())
    }
    return [step, λ, μ, λ / 2 * (data - Float(μ)).square().mean()]
  })

/*:
The middle is found at once, and then the spring goes soft. The slope
$\partial_\lambda \mathbb E\,[E] = \tfrac12\mathbb E\,(x-\mu)^2$ is positive for every $\lambda$,
because the energy of the data can always be lowered by lowering *all* energies. When $\lambda$
passes zero the spring has become a hill, $e^{-E}$ no longer has an integral, and the loss keeps
falling regardless. Nothing in this loss asks for high energy anywhere.

## The derivative of the logarithm of Z {#sec:derivative}

@main
The missing term is in the likelihood, and it can be estimated from samples of the model. For
$p_\theta = e^{-E_\theta}/Z(\theta)$,

$$ -\ln p_\theta(x) = E_\theta(x) + \ln Z(\theta), \qquad Z(\theta) = \int e^{-E_\theta(x)}\,dx . $$ {#eq:nll}

The first term is the attempt above. The second we cannot compute, but look at its gradient:

$$
\nabla_\theta \ln Z = \frac{1}{Z}\int \nabla_\theta\, e^{-E_\theta(x)}\,dx
= -\int \frac{e^{-E_\theta(x)}}{Z}\,\nabla_\theta E_\theta(x)\,dx
= -\,\mathbb E_{p_\theta}\big[\nabla_\theta E_\theta\big] .
$$ {#eq:log-z}

This is the line to remember: *the derivative of $\ln Z$ is an expectation*, under a density that
can be sampled without knowing $Z$ (@ch:02). The samples do not give $Z$, but the gradient is all
that training needs. Average @eq:nll over the data and insert @eq:log-z:

$$
\nabla_\theta\, \mathbb E_{p_d}\big[-\ln p_\theta\big]
= \underbrace{\mathbb E_{p_d}\big[\nabla_\theta E_\theta\big]}_{\text{pulls down at the data}}
\;-\; \underbrace{\mathbb E_{p_\theta}\big[\nabla_\theta E_\theta\big]}_{\text{pushes up at the model's samples}} .
$$ {#eq:contrast}

A step against this gradient lowers the energy where the data are and raises it where the model's
own samples are. Learning stops when both expectations of $\nabla_\theta E_\theta$ agree. For the
spring that means equal means and variances, whatever else differs; for a model that is rich enough
it means equal distributions. (One sometimes reads that an unknown $Z$ rules out maximum likelihood.
But @eq:contrast *is* the gradient of the likelihood.) In code, each row of a batch pairs a datum
$x^+$ with a sample $x^-$ of the model. We come to the penalty $\alpha$ in @sec:breaks. The tape
records the operations on $\theta$, so that they can be differentiated:

@quote EnergyModels/ContrastiveDivergence.swift contrast

@page
Is the gradient right? Take $E_\theta(x) = \theta_1 x + \theta_2 x^2/2 + \theta_3 x^4/4$, with $Z$
by quadrature. One side of each claim differentiates the loss numerically, $Z$ and all; the other is
the contrast. Ruled out is the data's term alone.
*/
// fold: The contrast against finite differences
let (wide, θ) = (Grid(-5...5, count: 401), [0.3, -1, 1.0])
let features: [(Double) -> Double] = [{ $0 }, { $0 * $0 / 2 }, { $0 * $0 * $0 * $0 / 4 }]
let means = features.map { φ in sum(data.doubles.map(φ)) / Double(n) }
func logDensity(_ θ: [Double]) -> [Double] {
  wide.map { x in -sum(zip(θ, features).map { $0 * $1(x) }) }
}
for i in 0..<3 {
  func loss(_ h: Double) -> Double {
    let moved = θ.indices.map { θ[$0] + ($0 == i ? h : 0) }
    return sum(zip(moved, means).map(*)) + wide.logIntegral(of: logDensity(moved))
  }
  claim(
    "∂/∂θ\(["₁", "₂", "₃"][i]) of the loss: the contrast",
    measured: means[i] - wide.mean(of: wide.map(features[i]), logDensity: logDensity(θ)),
    exact: (loss(1e-4) - loss(-1e-4)) / 2e-4, tolerance: .absolute(1e-6), rulesOut: means[i])
}

/*:
@deeper Why no gradient flows through the samples
The samples $x^-$ enter the loss as numbers, not as functions of $\theta$, although they were drawn
with the help of $\theta$. That is no approximation: in @eq:log-z the gradient acts on $E_\theta$
only. What would happen if it flowed through the samples as well? For the spring they can be written
$x^- = \mu + z/\sqrt\lambda$ with standard normal noise $z$. Then $E_\theta(x^-) = z^2/2$ does not
depend on $\theta$ at all, the second term vanishes, and we are back at the attempt that failed.

## Push and pull {#sec:push-pull}

@main
Here is @eq:contrast at work on a curve that we can watch. The data come from two unequal bumps on
the line. The energy is a perceptron with one output; its activation function is SiLU,
$x/(1+e^{-x})$, because chains will step along the energy's gradient in $x$, which for a piecewise
linear network would be piecewise constant. The optimiser is Adam, which divides each parameter's
gradient by its recent size. Exact samples from the model are drawn from the points of a grid, with
probabilities proportional to $e^{-E}$, so nothing is approximated yet but the line by the grid.
*/
// fold: Two bumps, 400 steps of training, and the divergence from the data on a grid
let bumps = GaussianMixture(
  weights: [0.7, 0.3],
  components: [
    Gaussian(mean: -1, standardDeviation: 0.4), Gaussian(mean: 1.2, standardDeviation: 0.3),
  ])
let line = Grid(-4...4, step: 0.02)
let lineLogDensity = bumps.logDensity(line.points)
func divergence(of energy: Energy) -> Double {
  line.divergence(from: lineLogDensity, toEnergy: energy(line.points))
}

var curveRandom = random.split("curve")
var curveTraining = Training(
  of: EnergyMLP([1, 32, 32], using: &curveRandom),
  on: ContrastiveDivergence(
    data: bumps,
    from: .draws { network, n, random in
      let model = Discrete(energies: network.energy(line.points).doubles)
      return line.points.gatherRows(model.sample(n, using: &random))
    }, steps: 0, stepSize: 1),
  batchSize: 512, with: Adam(learningRate: 0.01), seed: chapter.seed, stream: 3)
let curves = try [0, 30, 400].map { step in
  try curveTraining.run(steps: step - curveTraining.losses.count)
  return (title: "After \(step) steps", network: curveTraining.network)
}
let oneBump = Gaussian(mean: bumps.mean, covariance: bumps.covariance)
let bestOnLine = line.mean(
  of: lineLogDensity - oneBump.logDensity(line.points), logDensity: lineLogDensity)
table(
  "Learning two bumps with exact negatives", columns: ["", "KL(data ‖ model), nats"],
  rows: curves.map { [$0.title, divergence(of: $0.network.energy)] } + [
    ["Best Gaussian", bestOnLine]
  ])
claim(
  "KL of the learned curve, against a tenth of the best Gaussian's",
  measured: divergence(of: curves[2].network.energy), atMost: bestOnLine / 10)

/*:
The last row is a yardstick that owes nothing to the network. (A nat is the unit of entropies with
natural logarithms.) In @fig:push-pull, watch the coloured areas shrink, green where the data are
the denser of the two and orange where the model is, and with them the forces. Nothing tells the
process to stop; there is nothing left for it to do.
*/

// fold: Drawing push and pull
func shifted(_ energy: Tensor) -> Tensor {
  energy - Float(line.mean(of: energy, logDensity: lineLogDensity))
}
figure(
  "push-pull",
  caption: """
    Above: the learned energy and that of the data, both with mean zero over the data. Below: their densities. \
    The energy is pulled down where the data are denser (green), and pushed up where the model is (orange).
    """,
  size: .tall, columns: 3
) {
  for (i, (title, network)) in curves.enumerated() {
    Panel(title, x: Axis("x", range: -3...3), y: Axis("energy", range: -2...8)) {
      LinePlot(line, shifted(-lineLogDensity), style: .exact)
      LinePlot(line, shifted(network.energy(line.points)), style: .learned)
      if i == 0 {
        Annotation("data", x: 0.3, y: 3.9, side: .above)
        Annotation("learned", x: 2.2, y: -0.9, side: .over, color: Palette.blue)
      }
    }
  }
  for (i, (_, network)) in curves.enumerated() {
    let energy = network.energy(line.points)
    let truth = exp(lineLogDensity).doubles
    let model = exp(-energy - Float(line.logIntegral(of: -energy))).doubles
    let lesser = zip(truth, model).map { min($0, $1) }
    Panel(x: Axis("x", range: -3...3), y: Axis("density", range: 0...0.8)) {
      AreaPlot(line, lower: lesser, upper: truth, style: .series(2).fillOpacity(0.35))
      AreaPlot(line, lower: lesser, upper: model, style: .series(1).fillOpacity(0.45))
      LinePlot(line, truth, style: .exact)
      LinePlot(line, model, style: .learned)
      if i == 0 {
        Annotation("pull down", x: 1.2, y: 0.4, side: .above)
        Annotation("push up", x: 2.4, y: 0.13, side: .above)
      }
    }
  }
}

/*:
## Start at the data: CD-k {#sec:cd}

@main
In more dimensions there is no grid. Samples of the model must come from a Markov chain, a chain
needs time to forget where it started, and @eq:contrast asks for fresh samples at every step of
training. Hinton's idea was to start the chain where it should end if all were well, *at the data*,
and to run it for a few steps only: the direction in which the chain drifts away from the data
already shows how the model is wrong. This is **contrastive divergence**, CD-k.

Our chain is Langevin's, the subject of @ch:04. It steps down the gradient of the energy and adds
standard normal noise $z$:

$$ x' = x - \varepsilon\,\nabla_x E_\theta(x) + \sqrt{2\varepsilon}\,z . $$ {#eq:langevin}

Why $\sqrt{2\varepsilon}$? On a spring, the drift takes about $2\varepsilon$ from a variance of
$1/\lambda$ in every step, and noise of variance $2\varepsilon$ puts it back.

How wrong is it to stop after $k$ steps? For the spring everything is known. A step is

$$ x' - \mu = a\,(x-\mu) + \sqrt{2\varepsilon}\,z, \qquad a = 1-\varepsilon\lambda, $$ {#eq:step}

so variances follow $v' = a^2 v + 2\varepsilon$ and tend to
$v_U = 2\varepsilon/(1-a^2) = 1/(\lambda(1-\varepsilon\lambda/2))$. That is a little more than the
$1/\lambda$ it should be: the chain has a bias of its own, because its steps are finite. Subtract
$v_U$ on both sides, $v' - v_U = a^2(v-v_U)$. After $k$ steps from data of variance $v$,

$$ v_k = a^{2k} v + (1-a^{2k})\,v_U . $$ {#eq:vk}

Since $\partial_\lambda E = \tfrac12(x-\mu)^2$, a model with the right mean has the expected CD-k
gradient

$$ g_k = \tfrac12 (v - v_k) = \tfrac12\,(1-a^{2k})\,(v - v_U), \qquad\text{instead of}\quad g = \tfrac12\Big(v-\frac1\lambda\Big). $$ {#eq:cdk}

There are two errors in it. The factor $1-a^{2k}$ is the price of stopping early; it is positive, so
it shortens the gradient but never reverses it. The other error is $v_U$ in the place of
$1/\lambda$, and this one does not go away with $k$. (Short chains have an advantage, too: they move
with the data they start from, so in the contrast much of the noise cancels.)

@page
The claims compare @eq:cdk with the library's gradient at $\lambda = 2$, where the data ask for 4.
The values ruled out are a factor of $1-a^k$ and a chain without bias.
*/

/// E(x) = ½λ(x − μ)².
nonisolated struct Spring: EnergyNetwork {
  var precision, middle: Variable

  init(precision: Double, middle: Double) {
    self.precision = Variable(Tensor(Float(precision)))
    self.middle = Variable(Tensor(Float(middle)))
  }

  func energy(_ x: Variable) -> Variable { 0.5 * precision * (x - middle).square().sum(axis: 1) }

  mutating func visitParameters(_ visit: (String, inout Variable) -> Void) {
    visit("precision", &precision)
    visit("middle", &middle)
  }
}

// fold: Measuring CD-k for six k and three step sizes
/// The slopes in λ and μ by CD-k, from fresh data, with their exact standard errors.
func measuredSlopes(
  at model: ContrastiveDivergenceGaussian, steps k: Int, samples n: Int
) -> [Estimate] {
  let spring = Spring(precision: model.precision, middle: model.mean)
  var objective = ContrastiveDivergence<Spring>(
    data: Gaussian.running, steps: k, stepSize: model.stepSize)
  let (batch, tape) = (objective.batch(n, for: spring, using: &random), Tape())
  let (tracked, parameters) = spring.tracked(on: tape)
  let loss = objective.terms(tracked, batch, on: tape).mean()
  let slopes = gradient(of: loss, withRespectTo: parameters, recording: false)
  let variances = model.gradientVariance(steps: k)
  return zip(slopes, [variances.precision, variances.mean]).map {
    Estimate(Double($0.value.item), variance: $1, draws: n)
  }
}
func spring(_ λ: Double, mean μ: Double = 1, _ ε: Double) -> ContrastiveDivergenceGaussian {
  ContrastiveDivergenceGaussian(
    precision: λ, mean: μ, dataMean: 1, dataVariance: 0.25, stepSize: ε)
}
let chains = chapter.samples(30_000, quick: 2_000)
let counts = [1, 2, 5, 10, 20, 50]
let stepSizes = [0.1, 0.05, 0.02]
let trueSlope = spring(2, 0.05).exactGradient.precision
let measured = stepSizes.map { ε in
  counts.map { measuredSlopes(at: spring(2, ε), steps: $0, samples: chains)[0] / trueSlope }
}
for (j, i) in [(1, 0), (1, 3), (0, 5)] {
  let (model, k) = (spring(2, stepSizes[j]), counts[i])
  let unsquared = (1 - pow(model.contraction, Double(k))) * (0.25 - model.stationaryVariance) / 2
  claim(
    "CD-\(k)'s share of the gradient, ε = \(label(stepSizes[j]))", measured[j][i],
    exact: model.gradient(steps: k).precision / trueSlope,
    rulesOut: k == 50 ? 1 : unsquared / trueSlope)
}

/*:
Look at the last claim. At $\varepsilon = 0.1$, CD-50 does not approach the true gradient: it is 22
% too *large*, and stays so. More steps do not help against steps that are too long.

## The same fixed point for every k {#sec:fixed-point}

@main
Look at @eq:cdk again. The factor with $k$ multiplies everything, so the gradient vanishes where
$v_U = v$, *whatever $k$ is*. Solve $\lambda(1-\varepsilon\lambda/2) = 1/v$:

$$ \lambda^* = \frac{1-\sqrt{1-2\varepsilon/v}}{\varepsilon} \approx \frac1v + \frac{\varepsilon}{2v^2}, \qquad
\lambda_+ = \frac{1+\sqrt{1-2\varepsilon/v}}{\varepsilon} . $$ {#eq:fixed-point}

CD-1 ends where CD-1000 ends. It gets there more slowly, but the bias at the end is due to the step
size, not to the shortness of the chains. (That is so because the spring can match the one thing
that the contrast measures, the variance. In general, the fixed points of CD-k do depend on $k$.) At
the fixed point the *chain* has the data's distribution, so the model is a little too narrow. Beyond
$\lambda_+$ the gradient has the other sign, and descent runs away.

@fig:bias shows both errors. On the left, look at where the curves end: not at one. On the right,
look at where CD-1 and CD-10 cross zero: both at $\lambda^*$, beyond the likelihood's 4.
*/

// fold: Drawing the bias
let ε = 0.05
let (stable, unstable) = ContrastiveDivergenceGaussian.fixedPoints(dataVariance: 0.25, stepSize: ε)!
show("1/v; λ*; λ₊ at ε = 0.05", [4, stable, unstable])
let manyCounts = Grid(0...1.7, count: 101).map { pow(10, $0) }
let precisions = Grid(1...8, step: 0.05)
figure(
  "bias",
  caption: """
    The gradient of CD-k for the spring. Left: as a share of the true gradient, at λ = 2; lines exact, dots \
    measured. Right: against λ, exact. All k agree on where it vanishes; the likelihood (black) disagrees.
    """,
  size: .wide
) {
  Panel(
    "Share of the true gradient", x: Axis("k", scale: .log), y: Axis("g_{k} / g", including: [0]),
    legend: .direct
  ) {
    RulePlot(y: 1, style: .exact)
    for (i, ε) in stepSizes.enumerated() {
      let (model, style) = (spring(2, ε), Style.sequence(i, of: 3))
      let limit = (0.25 - model.stationaryVariance) / (2 * trueSlope)
      LinePlot(
        x: manyCounts, y: manyCounts.map { limit * (1 - pow(model.contraction, 2 * $0)) },
        label: "ε = \(label(ε))", style: style)
      PointPlot(counts.map(Double.init), measured[i], style: style)
    }
  }
  Panel("Gradient in λ, ε = 0.05", x: Axis("λ"), y: Axis("g", range: -0.2...0.08), legend: .direct)
  {
    RulePlot(y: 0, style: .data)
    LinePlot(precisions, label: "likelihood", style: .exact) {
      spring($0, ε).exactGradient.precision
    }
    for (i, k) in [1, 10].enumerated() {
      LinePlot(precisions, label: "CD-\(k)", style: .series(i)) {
        spring($0, ε).gradient(steps: k).precision
      }
    }
    PointPlot(x: [stable], y: [0], style: .exact.marker(.ring).markerSize(7))
    Annotation("λ*", x: stable, y: 0, side: .below)
  }
}

/*:
## Chains that live on: PCD {#sec:pcd}

@main
There is another way to have the chain near its end from the start. The model changes little from
one step of training to the next, so chains that were in equilibrium a moment ago nearly still are.
**Persistent contrastive divergence** does not throw them away: it keeps their states in a *replay
buffer*, and each step of training moves some of them on. In the library, CD, PCD and maximum
likelihood differ only in where the chains start:

@quote EnergyModels/ContrastiveDivergence.swift chain-starts

Let us fit the spring to a sample of variance $\hat v$ in four ways: with exact draws from the model
(maximum likelihood), by CD-1, by CD-10, and by PCD with one step at a time.
*/

nonisolated func exactDraws(_ spring: Spring, _ n: Int, _ random: inout RandomStream) -> Tensor {
  random.normal([n, 1]) / sqrt(spring.precision.value) + spring.middle.value
}
typealias CD = ContrastiveDivergence<Spring>
let everything = WholeDataSet(data)
let buffer = ReplayBuffer(capacity: n, using: &random) { _, _ in data }
let objectives = [
  CD(data: everything, from: .draws(exactDraws), steps: 0, stepSize: ε),
  CD(data: everything, steps: 1, stepSize: ε),
  CD(data: everything, steps: 10, stepSize: ε),
  CD(data: everything, from: .buffer(buffer), steps: 1, stepSize: ε),
]
// fold: Fitting, and claiming where the fits end
/// λ in every step of training, until it breaks down.
func fit(_ objective: CD, steps: Int, stream: UInt64) -> [Double] {
  var training = Training(
    of: Spring(precision: 1, middle: data.mean()), on: objective, batchSize: n,
    with: SGD(learningRate: 0.2, groups: [.prefix("precision", learningRateFactor: 50)]),
    seed: chapter.seed, stream: stream)
  var course: [Double] = []
  repeat {
    course.append(Double(training.network.precision.value.item))
  } while course.count <= steps && (try? training.step()) != nil
  return course
}
let names = ["maximum likelihood", "CD-1", "CD-10", "PCD"]
let fitSteps = chapter.samples(600, quick: 200)
let courses = objectives.enumerated().map { fit($1, steps: fitSteps, stream: UInt64(10 + $0)) }
let v̂ = data.variance(unbiased: false)
let fixed = ContrastiveDivergenceGaussian.fixedPoints(dataVariance: v̂, stepSize: ε)!.stable
let a = 1 - ε * fixed
let noise = [(1, 1), (a, 1 - a * a), (a, 1 - pow(a, 20)), (a, 1 - a * a)]
for (i, (a, q)) in noise.enumerated() {
  let tail = Array(courses[i].suffix(fitSteps * 2 / 3))
  let error = 2 / (a * v̂) * sqrt((1 / q - 0.5) / Double(n * tail.count))
  claim(
    "λ by \(names[i])", Estimate(sum(tail) / Double(tail.count), standardError: error),
    exact: i == 0 ? 1 / v̂ : fixed, rulesOut: i == 0 ? fixed : 1 / v̂)
}

/*:
Three of the four agree with one another and rule out the likelihood's answer.

@deeper The standard errors of the four fits
Each claim is about the mean of $\lambda$ over the last $N$ steps of training. On average $\lambda$
stays where it is, so the gradients of these steps average to zero. If a step's gradient has the
slope $c$ in $\lambda$ and noise of standard deviation $\sigma$, the mean of $\lambda$ has the
standard error $\sigma/(c\sqrt N)$, whatever the learning rate. With $q = 1-a^{2k}$, CD-k has
$c = \tfrac12 q\,a v^2$, by @eq:cdk and $dv_U/d\lambda = -av^2$. A chain from $x$ ends at
$a^kx+\sqrt{qv}\,z$, so the noise of $n$ chains from given data has
$\sigma^2 = q\,(1-\tfrac q2)\,v^2/n$, and

$$ \frac{\sigma}{c\sqrt N} = \frac{2}{a v}\sqrt{\frac{1/q - 1/2}{nN}} . $$ {#eq:noise}

Exact draws are the case $a = q = 1$. For PCD, sum the recursion of the chains' mean square,
$V' = (1-\varepsilon\lambda)^2V + 2\varepsilon + \text{noise}$, over the $N$ steps: to first order
$2\varepsilon a v\sum(\lambda-\lambda^*) = \sum\text{noise}$. The noise, the mean of
$2a\sqrt{2\varepsilon}\,xz + 2\varepsilon z^2$ over the chains, has the variance
$8\varepsilon(a^2v+\varepsilon)/n$, and with $2\varepsilon = (1-a^2)v$ this is @eq:noise for $k=1$.

@main
PCD has something that CD lacks: memory. Its chains carry over from one update to the next, so the
samples lag behind the parameters, and a system with a lag can oscillate. With infinitely many
chains, their variance $V$ and $\lambda$ follow a recursion,

$$ V' = (1-\varepsilon\lambda)^2 V + 2\varepsilon, \qquad \lambda' = \lambda - \tfrac12\eta\,(v - V') . $$ {#eq:memory}

Linearised at the fixed point, the recursion is a $2\times2$ matrix with determinant $a^2$ and trace
$1+a^2-\eta\varepsilon a v$, and its two eigenvalues tell the whole story. For small learning rates
$\eta$ they are real, and $\lambda$ approaches its limit without overshooting. Beyond
$\eta = (1-a)^2/(\varepsilon a v)$ they are a complex pair: $\lambda$ overshoots, but because their
product is $a^2$, each step shrinks the oscillation by the factor $a$, whatever $\eta$ is. Beyond
$\eta = 2(1+a^2)/(\varepsilon a v)$ one of them drops below $-1$, and training diverges.
*/

// fold: The recursion
let rates = PersistentChainsGaussian.criticalRates(dataVariance: v̂, stepSize: ε)
show("η beyond which PCD overshoots; diverges", [rates.swing, rates.edge], digits: 3)
var endless = PersistentChainsGaussian(
  precision: 1, chainVariance: v̂, dataVariance: v̂, stepSize: ε)
let recursion = (0...80).map { _ in
  defer { endless.step(learningRate: 10) }
  return endless.precision
}

/*:
The fits above used $\eta = 10$, beyond the first of these rates. Look for the overshoot in @fig:fits,
where 2,000 chains follow the recursion closely. In practice, let the model learn more slowly than
the chains mix, and do without momentum in the optimiser, which would be a second memory.
*/

// fold: Drawing the fits
figure(
  "fits",
  caption:
    "Fitting a spring in four ways. Dashed: where they should end. Dotted: infinitely many PCD chains.",
  size: .single
) {
  Panel(x: Axis("step", range: 0...80), y: Axis("λ", range: 0...6)) {
    for (name, end) in [("λ*", fixed), ("1/v̂", 1 / v̂)] {
      LinePlot(x: [0, 80], y: [end, end], label: name, style: .exact.dash(.dashed).lineWidth(1))
        .labelled()
    }
    let steps = Grid(0...80, step: 1)
    let places = [(40.0, 3.6), (15, 2.7), (13, 4.25), (10, 5.5)]
    for (i, course) in courses.enumerated() {
      LinePlot(steps, Array(course.prefix(81)), style: .series(i))
      Annotation(names[i], x: places[i].0, y: places[i].1, color: Palette.series[i])
    }
    LinePlot(steps, recursion, style: .exact.dash(.dotted))
  }
}

/*:
## The contrast is not a loss {#sec:maximise}

@main
"Low energy for the real, high energy for the fake, and the difference as large as possible", some
tutorials say. But only the *gradient* of the contrast at fixed samples means anything. For the
spring with the right mean and exact samples, the difference is

$$ \mathbb E_{p_\theta}[E_\theta] - \mathbb E_{p_d}[E_\theta] = \tfrac12\,(1 - \lambda v) . $$ {#eq:gap}
*/

// fold: The gap at the optimum
var contrast = CD(data: Gaussian.running, from: .draws(exactDraws), steps: 0, stepSize: ε)
let gap = -contrast.loss(of: Spring(precision: 4, middle: 1), samples: 100_000, using: &random)
claim("gap at the optimum", gap, exact: 0, rulesOut: 0.5)

/*:
The gap is largest for $\lambda \to 0$, where the model is flat and as bad as it can be, and zero at
the optimum, where data and samples have the same distribution. (With the samples held fixed, it is
linear in $\lambda$ and has no maximum at all.) If you plot the loss of a contrastive training, all
you see is noise around zero once it goes well.

If the value means nothing, is CD at least gradient descent on *some* loss? It is not. A gradient
has no curl: along a closed loop, its rises and falls cancel. CD-1 for the spring has

$$ g_\lambda = \tfrac12(1-a^2)\,(v-v_U+(m-\mu)^2), \qquad g_\mu = -\varepsilon\lambda^2\,(m-\mu), $$ {#eq:field}

and therefore

$$ \frac{\partial g_\mu}{\partial\lambda} - \frac{\partial g_\lambda}{\partial\mu}
= -2\varepsilon\lambda(m-\mu) + (1-a^2)(m-\mu) = -(m-\mu)\,\varepsilon^2\lambda^2 \neq 0 . $$ {#eq:curl}

On every round of a loop CD-1 claims to have come down, like the stairs in Escher's picture. For the
spring this does no harm: $|m-\mu|$ shrinks whatever $\lambda$ is, and then $\lambda$ goes to
$\lambda^*$. What is lost is the theorem that CD converges because some loss falls. Where $Z$ is
known, the divergence from the data can be watched. CD is not descent on that either, but it tells
how good the model is.

@deeper Once around the loop
Walk along the sides of the rectangle $1\le\lambda\le4$, $m-1\le\mu\le m$, and add up what the
library's CD-1 gradients say about the slope on the way. For any loss the sum would be zero. By
@eq:curl it should be
$-\varepsilon^2\int_1^4\lambda^2\,d\lambda\int_{m-1}^{m}(m-\mu)\,d\mu = -10.5\,\varepsilon^2$.
*/
// fold: Four sides, a hundred stops on each
let corners = [(1.0, 0.0), (4, 0), (4, 1), (1, 1), (1, 0)]
var climbed = Estimate(0)
for ((λ, μ), (nextλ, nextμ)) in zip(corners, corners.dropFirst()) {
  for t in Grid(0.005...0.995, count: 100).x {
    let slopes = measuredSlopes(
      at: spring(λ + t * (nextλ - λ), mean: μ + t * (nextμ - μ), 0.2), steps: 1,
      samples: chapter.samples(2_000, quick: 100))
    climbed = climbed + slopes[0] * ((nextλ - λ) / 100) + slopes[1] * ((nextμ - μ) / 100)
  }
}
claim("once around the loop, ε = 0.2", climbed, exact: -10.5 * 0.2 * 0.2, rulesOut: 0)

/*:
## An energy in the plane {#sec:plane}

@main
Now the running mixture, as if we did not know it: 20,000 points in the plane, a perceptron with two
hidden layers, and 512 persistent chains that take five Langevin steps of $\varepsilon = 0.02$
between updates. The optimiser is Adam without momentum (@sec:pcd). The network that we keep has
parameters averaged over about the last hundred steps.
*/

let mixture = GaussianMixture.running
let points = DataSet(mixture.sample(20_000, using: &random))

func plane(
  chains: Int, stepSize ε: Double, penalty α: Double = 0, renewal r: Double = 0, steps: Int
) -> Training<ContrastiveDivergence<EnergyMLP>> {
  let buffer = ReplayBuffer(capacity: chains, renewal: r, using: &random) { n, random in
    8 * random.uniform([n, 2]) - 4
  }
  var weights = RandomStream(seed: chapter.seed, stream: 3).split("weights")
  return Training(
    of: EnergyMLP([2, 32, 32], using: &weights),
    on: ContrastiveDivergence(
      data: points, from: .buffer(buffer), steps: 5, stepSize: ε, penalty: α),
    batchSize: chains,
    with: Adam(learningRate: .cosine(from: 0.01, steps: steps), decays: (mean: 0, square: 0.999)),
    seed: chapter.seed, stream: 4, averageDecay: 0.99)
}

// fold: A thousand steps, with a look at the chains on the way
let trainingSteps = chapter.samples(1_000, quick: 60)
let stages = [0, trainingSteps / 20, trainingSteps / 5, trainingSteps]
var training = plane(chains: 512, stepSize: 0.02, steps: trainingSteps)
var crowds: [Tensor] = []
for stage in stages {
  try training.run(steps: stage - training.losses.count)
  crowds.append(training.objective.chains!)
}
let learned = training.average!.network

/*:
@fig:negatives shows what training does to the chains. Look at the percentages: they say how many of
the chains are at each of the four bumps, which hold 40, 25, 25 and 10 % of the data.
*/

// fold: Drawing the negatives
let square = Grid(square: -6...6, step: 0.1)
figure(
  "negatives",
  caption:
    "Persistent chains (orange) over the data's density, and the share of them at each bump.",
  size: .strip, columns: 4
) {
  for (stage, crowd) in zip(stages, crowds) {
    Panel.plane(stage == 0 ? "At the start" : "\(stage) steps", -4.5...4.5) {
      ContourPlot(
        densityOf: mixture, on: square, levels: [0.005, 0.03, 0.1], style: .exact.lineWidth(0.7))
      PointPlot(crowd, style: .series(1).markerSize(2.2).opacity(0.75))
      let shares = mixture.responsibilities(crowd).mean(axis: 0).doubles
      for ((x, y), share) in zip([(-2.5, -3.2), (1.9, -3.3), (0.0, 3.3), (3.6, 2.7)], shares) {
        Annotation("\(label((100 * share).rounded())) %", x: x, y: y, side: .over)
      }
    }
  }
}

/*:
Soon the chains gather where the data are, because there the energy is being pulled down. Where they
crowd into a bump more than the data do, its energy is pushed up again.

How good is the result? In the plane a grid still gives $Z$, so for once the divergence
$\mathrm{KL}(p_d\Vert p_\theta)$ itself can be computed. The yardstick is again the best Gaussian.
*/
// fold: The divergence
let squareLogDensity = mixture.logDensity(square.points)
func divergenceInPlane(of energy: Energy) -> Double {
  square.divergence(from: squareLogDensity, toEnergy: energy(square.points))
}
let oneMode = Gaussian(mean: mixture.mean, covariance: mixture.covariance)
let bestGaussian = square.mean(
  of: squareLogDensity - oneMode.logDensity(square.points), logDensity: squareLogDensity)
let logZ = square.logIntegral(of: -learned.energy(square.points))
if !chapter.quick {
  claim(
    "KL, against a tenth of the best Gaussian's", measured: divergenceInPlane(of: learned.energy),
    atMost: bestGaussian / 10)
}

/*:
What remains has four causes: the step size (@eq:fixed-point), the noise of 512 chains, the finite
network, and chains that are slow to carry weight from one bump to another. In @fig:landscape, look
at the right, drawn where the density is above 0.001: among the data the difference is a few tenths
of a nat, and it grows towards the edge and between the bumps.
*/

// fold: Drawing the landscapes
let window = Grid(square: -4...4, step: 0.05)
let trueEnergy = -mixture.logDensity(window.points)
let learnedEnergy = learned.energy(window.points) + Float(logZ)
let mismatch = zip(trueEnergy.doubles, learnedEnergy.doubles).map { $0 < 6.9 ? $1 - $0 : .nan }
figure(
  "landscape",
  caption: "True energy −ln p, learned energy plus ln Z (white: above 12), and their difference.",
  size: Figure.Size(width: 720, height: 250), columns: 3
) {
  for (title, energy) in [("True energy", trueEnergy), ("Learned energy", learnedEnergy)] {
    Panel.plane(title) {
      Heatmap(window, energy.doubles.map { $0 <= 12 ? $0 : .nan }, range: 0...12, colorBar: "nats")
      ContourPlot(window, energy, levels: [2, 4, 6, 8, 10])
    }
  }
  Panel.plane("Learned − true") {
    Heatmap(window, mismatch, colorMap: .diverging, colorBar: "nats")
    ContourPlot(window, trueEnergy, levels: [2, 4, 6], style: .exact.lineWidth(0.7))
  }
}

/*:
Far away from all data the learned energy only has to be high; nothing there says how high.

## What breaks {#sec:breaks}

@main
The theory of the spring says where things go wrong. First, let the step be longer than half the
variance of the data. Then @eq:fixed-point has no solution: no spring makes the chain as narrow as
the data, the push always wins, and $\lambda$ grows without end. Past $\varepsilon\lambda = 2$ the
chain is unstable and everything explodes. Here is CD-1 with $\varepsilon = 0.2$ on data of variance
about ¼:
*/
// fold: The explosion
let explosion = fit(CD(data: everything, steps: 1, stepSize: 0.2), steps: 1_000, stream: 5)
claim(
  "λ after \(explosion.count) steps, where the training stopped", measured: explosion.last!,
  atLeast: 2 / 0.2)

/*:
The library stops there with an error. A network has more ways out than a spring. The narrowest of
the four bumps has a variance of 0.1, so a step of 0.2 is too long for it as well. A popular remedy
is a penalty on large energies, $\alpha\,(\mathbb E_{p_d}E^2 + \mathbb E_{x^-}E^2)$, added to the
contrast. Another popular ingredient is renewal: a share $r$ of the chains starts afresh from noise,
so that the buffer can find places that none of its chains would walk to. The true energies have a
standard deviation of about 1 over the data.
*/
// fold: Six short trainings in the plane
let shortSteps = chapter.samples(400, quick: 40)
let recipes: [(ε: Double, α: Double, r: Double)] = [
  (0.02, 0, 0), (0.02, 0.1, 0), (0.02, 1, 0), (0.2, 0, 0), (0.2, 0.1, 0), (0.02, 0, 0.1),
]
let outcomes = try recipes.map { ε, α, r in
  var training = plane(chains: 256, stepSize: ε, penalty: α, renewal: r, steps: shortSteps)
  try training.run(steps: shortSteps)
  return training.average!.network
}
let divergences = outcomes.map { divergenceInPlane(of: $0.energy) }
table(
  "Six short trainings in the plane",
  columns: ["step size ε", "penalty α", "renewal r", "sd of E over data", "KL(data ‖ model)"],
  rows: recipes.indices.map { i in
    let spread = sqrt(outcomes[i].energy(points.points).variance())
    return [recipes[i].ε, recipes[i].α, recipes[i].r, spread, divergences[i]]
  })
if !chapter.quick {
  claim("KL, ε = 0.2, against the best Gaussian's", measured: divergences[3], atLeast: bestGaussian)
  claim("the same with the penalty", measured: divergences[4], atMost: bestGaussian)
}

/*:
With the long step and no penalty the energies grow by orders of magnitude, and the result is
useless. The penalty stops that, as advertised. With the short step there is nothing to stop, and
the penalty does harm: it asks for small energies, and the larger $\alpha$, the flatter the
landscape. (With $\alpha = 1$, $e^{-E}$ does not fall off within the grid, and the divergence
depends on where the grid ends.) The penalty treats a symptom. The illness is a step too long for
the narrowest direction of the data, and the cure is a shorter step.

Renewal has a price, too. A fresh chain is noise for its first few steps, and the contrast pushes up
the energy where it is. Unless chains live long compared with the time they take to settle, the
model comes out too narrow. With images one pays this price gladly, because the alternative is a
buffer that never sees half of the modes.

## What we have, and what we lack {#sec:lack}

@main
We can train any energy that we can differentiate, by contrasting data with samples of the model.
Short chains shorten the gradient, long steps move the fixed point, and memory makes training
overshoot. We do not have a loss to watch, and everything rests on the chains being where the model
is. @ch:02 showed chains that never leave their well; PCD with such chains learns the shape of the
wells but not their weights. The next chapter takes the chain apart: why these steps, why this
noise, how long a step may be. After that, @ch:05 does without chains altogether.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/03-contrastive-divergence/homework/Answers.swift) and run
`swift run homework-03`: it says what is right, and why the rest is wrong.
`swift run homework-03 hint 3.3` gives a hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

For pencil and paper, or for a program of your own:

- **T1** *(warm-up).* Show that @eq:contrast does not change when a constant $b(\theta)$ is added to
  the energy. Which parameter of `EnergyMLP` therefore has no gradient?
- **T2** *(curvature).* Differentiate @eq:log-z once more and show that the Hessian of $\ln Z$ is
  $\operatorname{Cov}(\nabla_\theta E) - \mathbb E[\nabla^2_\theta E]$ under $p_\theta$. Why is the
  log-likelihood of the three-parameter energy of @sec:derivative concave?
- **T3** *(a wrong model).* Fit the spring to data from the two bumps of @sec:push-pull by CD-1 and
  by maximum likelihood. Is the fixed point the same for every $k$? Now try $E = \theta x^4/4$.
- **T4** *(no grid).* With $D = \ln p_d + E_\theta$, the divergence is $\mathbb E_{p_d}[D] + \ln Z$,
  and $Z = \mathbb E_{p_d}[e^{-D}]$. A SiLU network grows only linearly far out. Why do held-out
  data therefore give the first term, but not the second (@ch:02)? Estimate $\ln Z$ by draws from
  Student's distribution with two degrees of freedom, and compare with the grid.
- **T5** *(the price of renewal).* Before every $k$ steps, let a share $r$ of the spring's
  persistent chains restart from $N(\mu,\rho^2)$. Show that at the fixed point
  $v = a^{2k}\big((1-r)v + r\rho^2\big) + (1-a^{2k})\,v_U$, solve this for $\lambda$ by bisection,
  and check the solution with `ReplayBuffer`.

## Sources {#sec:sources}

D. H. Ackley, G. E. Hinton and T. J. Sejnowski, *A learning algorithm for Boltzmann machines*,
Cognitive Science 9 (1985), for @eq:contrast. G. E. Hinton, *Training products of experts by
minimizing contrastive divergence*, Neural Computation 14 (2002). M. Á. Carreira-Perpiñán and G. E.
Hinton, *On contrastive divergence learning*, AISTATS 2005, for its bias. T. Tieleman, *Training
restricted Boltzmann machines using approximations to the likelihood gradient*, ICML 2008, for PCD.
I. Sutskever and T. Tieleman, *On the convergence properties of contrastive divergence*, AISTATS
2010, for @eq:curl in general. Y. Du and I. Mordatch, *Implicit generation and modeling with
energy-based models*, NeurIPS 2019, for the replay buffer and the penalty. E. Nijkamp, M. Hill, T.
Han, S.-C. Zhu and Y. N. Wu, *On the anatomy of MCMC-based maximum likelihood learning of
energy-based models*, AAAI 2020, for what breaks.
*/

chapter.finish()
