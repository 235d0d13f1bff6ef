/*:
In @ch:01 a Gaussian was fitted to data by following the gradient of its likelihood. It was easy
because $\ln Z$ was a formula. Now the energy is a network, $\ln Z(\theta)$ is an integral over
everything, and it moves with every step of the training. How can such an energy be learned? This
chapter needs one derivative, and then the rest of it is about doing that derivative with too few
samples: what goes wrong, by how much, and what does not.
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
import Tensors
import Theory

let chapter = Chapter(3, "Contrastive divergence: learning by contrast")
var random = chapter.random

/*:
## The attempt that fails {#sec:attempt}

Data should have low energy. So take the mean energy of the data as the loss, and go downhill. An
energy is a network with one number for every point:

@quote EnergyModels/EnergyNetwork.swift energy-network

Ours is a spring with two parameters, its precision $\lambda$ and its middle $\mu$, and the data are
draws from the running Gaussian, with mean 1 and variance ¼.
*/

/// E(x) = ½λ(x − μ)².
nonisolated struct Spring: EnergyNetwork {
  var precision: Variable
  var middle: Variable

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
/*:
The steps of a training, here and in later chapters, are taken by the library: loss, gradient,
update.

@quote Networks/Training.swift training-step

A hundred of them, downhill on the mean energy:
*/

let observations = chapter.samples(2_000, quick: 500)
let data = Gaussian.running.sample(observations, using: &random)
let (dataMean, dataVariance) = (data.mean(), data.variance(unbiased: false))

var downhill = Training(
  of: Spring(precision: 4, middle: 0.5), with: SGD(learningRate: 0.4), seed: chapter.seed)
var descent: [[any TableCell]] = []
for step in 0...100 {
  if step % 20 == 0 {
    let spring = downhill.network
    descent.append(
      [step, spring.precision.value.item, spring.middle.value.item, spring.energy(data).mean()])
  }
  try downhill.step { spring, _ in spring.energy(Variable(data)).mean() }
}
table(
  "Descent on the mean energy of the data", columns: ["step", "λ", "μ", "mean energy"],
  rows: descent)

/*:
The middle is found in a moment, and then the spring goes soft. Its slope
$\partial_\lambda \mathbb E\,[E] = \tfrac12\mathbb E\,(x-\mu)^2$ is positive whatever $\lambda$ is:
the energy of the data can always be lowered by lowering *all* energies. When $\lambda$ passes zero
the spring has become a hill, $e^{-E}$ has no integral any more, and the loss is as pleased as
before. What is missing is somebody who says that the energy of other points should be high.

## The derivative of the logarithm of Z {#sec:derivative}

That somebody is in the likelihood, and was there all the time. For
$p_\theta = e^{-E_\theta}/Z(\theta)$

$$ -\ln p_\theta(x) = E_\theta(x) + \ln Z(\theta), \qquad Z(\theta) = \int e^{-E_\theta(x)}\,dx . $$ {#eq:nll}

The first term is the attempt above. The second one we cannot compute, but look at its gradient:

$$
\nabla_\theta \ln Z = \frac{1}{Z}\int \nabla_\theta\, e^{-E_\theta(x)}\,dx
= -\int \frac{e^{-E_\theta(x)}}{Z}\,\nabla_\theta E_\theta(x)\,dx
= -\,\mathbb E_{p_\theta}\big[\nabla_\theta E_\theta\big] .
$$ {#eq:log-z}

This is the line to remember: *the derivative of $\ln Z$ is an expectation*. The unknown $Z$ has
turned into the normalisation of a density that can be sampled without knowing $Z$ (@ch:02). (What
the samples give us is the gradient of $\ln Z$. They do not give $Z$.) Average @eq:nll over the data
and put in @eq:log-z:

$$
\nabla_\theta\, \mathbb E_{p_d}\big[-\ln p_\theta\big]
= \underbrace{\mathbb E_{p_d}\big[\nabla_\theta E_\theta\big]}_{\text{descent pulls down here}}
\;-\; \underbrace{\mathbb E_{p_\theta}\big[\nabla_\theta E_\theta\big]}_{\text{and pushes up here}} .
$$ {#eq:contrast}

A step against this gradient lowers the energy where the data are and raises it where the model's
own samples are. Where there are as many of the one as of the other, nothing happens: learning stops
when the model dreams of what it sees. One reads now and then that an energy-based model cannot be
trained by maximum likelihood since $Z$ is unknown. But @eq:contrast *is* the gradient of the
likelihood.

Before using it, let us check it, on an energy that is no Gaussian:
$E_\theta(x) = \theta_1 x + \theta_2 x^2/2 + \theta_3 x^4/4$. On the line $Z$ is a matter of
quadrature. One road differentiates $\theta_i$ numerically, $Z$ and all; the other one takes the
contrast of the mean slopes.
*/

let slopes: [(Double) -> Double] = [{ $0 }, { $0 * $0 / 2 }, { $0 * $0 * $0 * $0 / 4 }]
let meanSlopes = slopes.map { slope in sum(data.doubles.map(slope)) / Double(observations) }

/// ∫ g(x) exp(−E_θ(x)) dx.
func boltzmannIntegral(_ θ: [Double], of g: (Double) -> Double = { _ in 1 }) -> Double {
  integrate(from: -5, to: 5, points: 400) { x in
    g(x) * exp(-(θ[0] * x + θ[1] * x * x / 2 + θ[2] * x * x * x * x / 4))
  }
}
func negativeLogLikelihood(_ θ: [Double]) -> Double {
  sum(zip(θ, meanSlopes).map { $0 * $1 }) + log(boltzmannIntegral(θ))
}
let θ = [0.3, -1, 1.0]
for (i, slope) in slopes.enumerated() {
  var (above, below) = (θ, θ)
  above[i] += 1e-4
  below[i] -= 1e-4
  let difference = (negativeLogLikelihood(above) - negativeLogLikelihood(below)) / 2e-4
  claim(
    "∂/∂θ\(["₁", "₂", "₃"][i]) of the loss: the contrast",
    measured: meanSlopes[i] - boltzmannIntegral(θ, of: slope) / boltzmannIntegral(θ),
    exact: difference, tolerance: .absolute(1e-6), rulesOut: meanSlopes[i])
}

/*:
The values ruled out are the data's terms alone. In a program, @eq:contrast is the gradient of a
difference of two means:

@quote EnergyModels/ContrastiveDivergence.swift contrastive-loss

The samples $x^-$ are given to it as numbers, not as functions of $\theta$, although they were drawn
with the help of $\theta$. That is no approximation: in @eq:log-z the gradient acts on $E_\theta$
only. What if one let it flow through the samples as well? For the spring they can be written
$x^- = \mu + z/\sqrt\lambda$ with a fixed $z$. Then $E_\theta(x^-) = z^2/2$ does not depend on
$\theta$ at all, the second term vanishes, and we are back at the attempt that failed. The next cell
takes exact draws from the model, computes the gradient both ways and compares with the truth.
*/

let spring = ContrastiveDivergenceGaussian(
  precision: 1, mean: 0.5, dataMean: 1, dataVariance: 0.25, stepSize: 0.05)
let draws = chapter.samples(100_000, quick: 5_000)

/// The slopes in λ and μ of a loss at the spring above.
func slopesOfSpring(_ loss: (Spring) -> Variable) -> [Double] {
  let start = Spring(precision: spring.precision, middle: spring.mean)
  let (tracked, parameters) = start.tracked(on: Tape())
  return gradient(of: loss(tracked), withRespectTo: parameters).map { Double($0.value.item) }
}
/*:
The two ways differ in one line: whether the samples are a tensor or are made of the parameters.
*/

let freshData = Gaussian.running.sample(draws, using: &random)
let standard = random.normal([draws, 1])
let contrast = slopesOfSpring {
  contrastiveLoss($0, data: freshData, negatives: standard + Float(spring.mean))
}
let through = slopesOfSpring {
  let moving = $0.middle + Variable(standard) / sqrt($0.precision)
  return $0.energy(Variable(freshData)).mean() - $0.energy(moving).mean()
}
table(
  "Slope in λ of the spring's loss", columns: ["", "∂λ"],
  rows: [
    ["exact, by a formula", spring.exactGradient.precision],
    ["samples are constants", contrast[0]], ["through the samples", through[0]],
    ["data term alone", slopesOfSpring { $0.energy(Variable(freshData)).mean() }[0]],
  ])
/*:
The standard errors are those of independent draws of both kinds, $\tfrac12(x-\mu)^2$ having the
variance $\tfrac14(2v^2 + 4 v\,(m-\mu)^2)$ for a normal $x$ of mean $m$ and variance $v$.
*/

let varianceOfSlope = 0.25 * (2 * 0.0625 + 4 * 0.25 * 0.25) + 0.25 * 2
claim(
  "contrast in λ, exact draws", measured: contrast[0],
  standardError: sqrt(varianceOfSlope / Double(draws)), exact: spring.exactGradient.precision,
  rulesOut: 2 * spring.exactGradient.precision)
claim(
  "contrast in μ, exact draws", measured: contrast[1],
  standardError: sqrt((0.25 + 1) / Double(draws)), exact: spring.exactGradient.mean,
  rulesOut: -spring.exactGradient.mean)

/*:
## Push and pull {#sec:push-pull}

Here is @eq:contrast at work on a curve that we can watch. The data come from two unequal bumps on
the line, the energy from a perceptron with one output. Its activation function, SiLU or "swish", is
chosen for being smooth. (It is sometimes praised for gradients that do not vanish. Far on the left
they do.)

@quote EnergyModels/EnergyNetwork.swift energy-mlp

On the line exact samples of the model are to be had, by a lottery over the points of a grid, with
the probabilities $e^{-E}/Z$. Nothing is approximated yet but the line by the grid.
*/

let bumps = GaussianMixture(
  weights: [0.7, 0.3],
  components: [
    Gaussian(mean: -1, standardDeviation: 0.4), Gaussian(mean: 1.2, standardDeviation: 0.3),
  ])
let line = Array(stride(from: -4.0, through: 4, by: 0.02))
let lineTensor = Tensor(line, shape: [line.count, 1])
let lineLogDensity = bumps.logDensity(lineTensor).doubles

func lottery(_ network: some EnergyNetwork) -> Discrete {
  Discrete(energies: network.energy(lineTensor).doubles)
}
func divergenceOnLine(_ network: some EnergyNetwork) -> Double {
  let model = lottery(network).probabilities
  return 0.02 * sum(zip(lineLogDensity, model).map { exp($0) * ($0 - log($1 / 0.02)) })
}

/*:
We keep the network after some of the steps, to look at it.
*/

let pictured = [0, 30, 400]
var curves: [EnergyMLP] = []
var curveRandom = random.split("curve")
var curveTraining = Training(
  of: EnergyMLP([1, 32, 32], using: &curveRandom),
  with: Adam(learningRate: 0.01), seed: chapter.seed, stream: 3)
for step in 0...400 {
  if pictured.contains(step) { curves.append(curveTraining.network) }
  try curveTraining.step { network, step in
    let positives = bumps.sample(512, using: &step.random)
    let places = lottery(network).sample(512, using: &step.random)
    return contrastiveLoss(
      network, data: positives, negatives: lineTensor.gatherRows(places))
  }
}
table(
  "Learning two bumps with exact negatives", columns: ["step", "KL(data ‖ model)"],
  rows: zip(pictured, curves).map { [$0, divergenceOnLine($1)] })

/*:
How good is good? A yardstick that owes nothing to the network: the best single Gaussian has the
mean and the variance of the data (@ch:01), and its divergence is the difference of the two
entropies. A learned energy that has seen the two bumps should be far below it.
*/

func entropyOnLine() -> Double { -0.02 * sum(lineLogDensity.map { exp($0) * $0 }) }
let bumpVariance = bumps.covariance[0][0]
let bestGaussianOnLine = 0.5 * log(2 * .pi * bumpVariance) + 0.5 - entropyOnLine()
show("KL of the best Gaussian", bestGaussianOnLine)
claim(
  "KL of the learned curve, against a tenth of that",
  measured: divergenceOnLine(curves[2]), atMost: bestGaussianOnLine / 10)

// fold: Drawing push and pull
func level(_ energies: [Double]) -> [Double] {
  let mean = 0.02 * sum(zip(energies, lineLogDensity).map { $0 * exp($1) })
  return energies.map { $0 - mean }
}
let shownOnLine = line.indices.filter { abs(line[$0]) <= 3 }
func shown(_ values: [Double]) -> [Double] { shownOnLine.map { values[$0] } }
figure(
  "push-pull",
  caption: """
    Learning by contrast. Above: the energy of the network, shifted so that its mean over the data \
    is zero, over that of the data's law. Below: the two densities. Where the data's is the larger (blue), the \
    energy is pulled down; where the model's is (orange), it is pushed up.
    """,
  size: .tall, columns: 3
) {
  for (step, network) in zip(pictured, curves) {
    Panel(
      step == 0 ? "Before learning" : "After \(step) steps", x: Axis("x"),
      y: Axis("E(x)", range: -2...8)
    ) {
      LinePlot(
        x: shown(line), y: shown(level(lineLogDensity.map { -$0 })), label: "data's",
        style: .exact)
      LinePlot(
        x: shown(line), y: shown(level(network.energy(lineTensor).doubles)), label: "learned",
        style: .learned)
    }
  }
  for network in curves {
    let truth = shown(lineLogDensity.map { exp($0) })
    let model = shown(lottery(network).probabilities.map { $0 / 0.02 })
    let lesser = zip(truth, model).map { min($0, $1) }
    Panel(x: Axis("x"), y: Axis("density", range: 0...0.8)) {
      AreaPlot(x: shown(line), lower: lesser, upper: truth, label: "pull", style: .series(0))
      AreaPlot(x: shown(line), lower: lesser, upper: model, label: "push", style: .series(1))
      LinePlot(x: shown(line), y: truth, style: .exact)
      LinePlot(x: shown(line), y: model, style: .learned)
    }
  }
}

/*:
In @fig:push-pull the untrained network is nearly flat. Its density is spread over the whole grid
and the two bumps stand out of it, so the energy is pulled down there and pushed up everywhere else.
Later the coloured areas shrink, and with them the forces. Nothing tells the process to stop; it has
nothing left to do.

## Start at the data: CD-k {#sec:cd}

In more dimensions there is no grid. Samples of the model must come from a chain, and a chain takes
time to forget its start. The likelihood's gradient wants a fresh set of samples after every single
step of the training. Hinton's idea was to begin the chain where it should end if all were well: *at
the data*. And then to run it for only a few steps, since a change that can be seen after few steps
tells in which direction the model is wrong. This is **contrastive divergence**, CD-k. As chain we
use Langevin's, which steps along the score and adds noise tied to the step; @ch:04 is all about it.

@quote EnergyModels/ContrastiveDivergence.swift contrastive-divergence

How wrong is it to stop after $k$ steps? For the spring all is known. A step is

$$ x' - \mu = a\,(x-\mu) + \sqrt{2\varepsilon}\,z, \qquad a = 1-\varepsilon\lambda, $$ {#eq:step}

so that variances follow $v' = a^2 v + 2\varepsilon$. The one that stays is
$v_U = 2\varepsilon/(1-a^2) = 1/(\lambda(1-\varepsilon\lambda/2))$, a little more than the
$1/\lambda$ that it should be: the chain has a bias of its own, from its finite step. Subtract $v_U$
on both sides, $v' - v_U = a^2(v-v_U)$, and after $k$ steps from data of variance $v$

$$ v_k = a^{2k} v + (1-a^{2k})\,v_U . $$ {#eq:vk}

With $\partial_\lambda E = \tfrac12(x-\mu)^2$, and a model that has the right mean, CD-k's expected
gradient is

$$ g_k = \tfrac12 (v - v_k) = \tfrac12\,(1-a^{2k})\,(v - v_U), \qquad\text{the true one}\quad g = \tfrac12\Big(v-\frac1\lambda\Big). $$ {#eq:cdk}

There are two errors in it. The factor $1-a^{2k}$ is the price of stopping early; it is positive, so
it makes the gradient short but does not turn it round. The other one is $v_U$ in the place of
$1/\lambda$, which does not go away with $k$.
*/

func centred(precision λ: Double, stepSize ε: Double) -> ContrastiveDivergenceGaussian {
  ContrastiveDivergenceGaussian(
    precision: λ, mean: 1, dataMean: 1, dataVariance: 0.25, stepSize: ε)
}

/// The slope in λ as the library finds it, and its exact standard error.
func measuredSlope(
  _ model: ContrastiveDivergenceGaussian, steps k: Int
) -> (value: Double, error: Double) {
  let chains = chapter.samples(30_000, quick: 2_000)
  let start = Spring(precision: model.precision, middle: model.mean)
  let positives = Gaussian.running.sample(chains, using: &random)
  let negatives = ContrastiveDivergence(steps: k, stepSize: model.stepSize)
    .negatives(from: positives, under: start, using: &random)
  let (tracked, parameters) = start.tracked(on: Tape())
  let loss = contrastiveLoss(tracked, data: positives, negatives: negatives)
  let slope = gradient(of: loss, withRespectTo: parameters, recording: false)[0]
  return (
    Double(slope.value.item), sqrt(model.gradientVariance(steps: k).precision / Double(chains))
  )
}
/*:
At $\lambda = 2$, where the data ask for 4, and with three sizes of step:
*/

let counts = [1, 2, 5, 10, 20, 50]
let stepSizes = [0.1, 0.05, 0.02]
let trueSlope = centred(precision: 2, stepSize: 0.05).exactGradient.precision
var shares: [[(value: Double, error: Double)]] = []
for ε in stepSizes {
  let model = centred(precision: 2, stepSize: ε)
  shares.append([])
  for k in counts {
    let (value, error) = measuredSlope(model, steps: k)
    shares[shares.count - 1].append((value / trueSlope, error / abs(trueSlope)))
    if ε == 0.05 && (k == 1 || k == 10) {
      claim(
        "gradient of CD-\(k), λ = 2, ε = 0.05", measured: value, standardError: error,
        exact: model.gradient(steps: k).precision,
        rulesOut: 0.5 * (1 - pow(model.contraction, Double(k))) * (0.25 - model.stationaryVariance))
    }
  }
}
let settled = centred(precision: 2, stepSize: 0.1)
claim(
  "CD-50's share of the true gradient, ε = 0.1", measured: shares[0][5].value,
  standardError: shares[0][5].error,
  exact: (0.25 - settled.stationaryVariance) / (0.25 - 0.5), rulesOut: 1)

/*:
The wrong values are those of a factor $1-a^k$, and of a chain with no bias. The last claim is worth
a second look: CD-50 at $\varepsilon = 0.1$ does not tend to the true gradient. It is 22 % too
*large*, and stays so. More steps of a chain do not help against the size of the step.

What about the noise? Chains that start at the data go up and down with them, so that in the
difference of the two means much of the noise cancels, the more, the shorter they are. The table
says what that is worth.
*/

table(
  "One datum's worth of CD, λ = 2, ε = 0.05",
  columns: ["k", "mean slope", "its deviation", "data for 10 %", "chain steps for 10 %"],
  rows: counts.map { k in
    let model = centred(precision: 2, stepSize: 0.05)
    let (mean, variance) = (model.gradient(steps: k).precision, model.gradientVariance(steps: k))
    let data = (100 * variance.precision / (mean * mean)).rounded()
    return [k, mean, sqrt(variance.precision), data, data * Double(k)]
  })

/*:
Its last columns say how many data, and how many steps of chains, it takes to know the slope to ten
per cent. The signal falls faster than the noise, so counted in data a short chain is the worse
deal. Counted in steps of chains, which is what one pays for, CD-1 is the cheapest.
*/

/*:
## The same fixed point for every k {#sec:fixed-point}

Look at @eq:cdk again. The factor with $k$ multiplies everything, so the gradient vanishes where
$v_U = v$, *whatever $k$ is*. Solve $\lambda(1-\varepsilon\lambda/2) = 1/v$:

$$ \lambda^* = \frac{1-\sqrt{1-2\varepsilon/v}}{\varepsilon} \approx \frac1v + \frac{\varepsilon}{2v^2}, \qquad
\lambda^+ = \frac{1+\sqrt{1-2\varepsilon/v}}{\varepsilon} . $$ {#eq:fixed-point}

CD-1 ends where CD-1000 ends. It is slower, not more wrong; the bias at the end is the chain's, not
the shortness's. (It is so because the spring can match the one thing that it measures, the
variance. In general the fixed points of CD-k do depend on $k$.) The fixed point makes the *chain's*
law that of the data, and therefore the model a little too sharp. The second root is a warning for
later: beyond $\lambda^+$ the gradient has the other sign, and descent runs away.
*/

let ε = 0.05
let (stable, unstable) = ContrastiveDivergenceGaussian.fixedPoints(
  dataVariance: 0.25, stepSize: ε)!
show("1/v, the maximum of the likelihood", 4)
show("λ*, ε = 0.05", stable)
show("λ⁺, ε = 0.05", unstable)

// fold: Drawing the bias
let fineCounts = (0...100).map { pow(10, Double($0) / 100 * 1.8) }
let precisions = Array(stride(from: 1.0, through: 8, by: 0.05))
let probes = [1.5, 3, 6]
let probeSlopes = probes.map { λ in
  [1, 10].map { measuredSlope(centred(precision: λ, stepSize: ε), steps: $0) }
}
figure(
  "bias",
  caption: """
    The gradient of CD-k for the spring. Left: as a share of the true gradient, at λ = 2, for three \
    sizes of step; lines exact, dots measured. Right: against λ. All k agree on where it vanishes, and that is \
    not where the true one (black) does.
    """,
  size: .wide
) {
  Panel(
    "Share of the true gradient", x: Axis("k", scale: .log), y: Axis("g_{k} / g", including: [0])
  ) {
    RulePlot(y: 1, style: .exact)
    for (i, ε) in stepSizes.enumerated() {
      let model = centred(precision: 2, stepSize: ε)
      let style = Style.sequence(i, of: 3)
      LinePlot(
        x: fineCounts,
        y: fineCounts.map {
          0.5 * (1 - pow(model.contraction, 2 * $0)) * (0.25 - model.stationaryVariance) / trueSlope
        }, label: "ε = \(label(ε))", style: style)
      PointPlot(
        x: counts.map(Double.init), y: shares[i].map(\.value), errors: shares[i].map(\.error),
        style: style)
    }
  }
  Panel("Gradient in λ, ε = 0.05", x: Axis("λ"), y: Axis("g", range: -0.2...0.08)) {
    RulePlot(y: 0, style: .data)
    LinePlot(
      x: precisions,
      y: precisions.map { centred(precision: $0, stepSize: ε).exactGradient.precision },
      label: "likelihood", style: .exact)
    for (i, k) in [1, 10].enumerated() {
      LinePlot(
        x: precisions,
        y: precisions.map { centred(precision: $0, stepSize: ε).gradient(steps: k).precision },
        label: "CD-\(k)", style: .series(i))
      PointPlot(
        x: probes, y: probeSlopes.map { $0[i].value }, errors: probeSlopes.map { $0[i].error },
        style: .series(i))
    }
  }
}

/*:
In @fig:bias both errors can be seen at once: on the left the curves come up with $k$ and do not
stop at one, on the right CD-1 and CD-10 differ everywhere but where they vanish.

## Chains that live on: PCD {#sec:pcd}

There is another way to have the chain near its end from the start. The model changes little from
one step of the training to the next, so the chains that were in equilibrium a moment ago nearly
still are. Do not throw them away. **Persistent contrastive divergence** keeps the states of its
chains, and each step of the training moves them on by a few steps:

@quote EnergyModels/PersistentContrastiveDivergence.swift persistent-contrastive-divergence

The states live in a *replay buffer*. If it holds more chains than are moved at a time, they are
drawn at random; and a share of them may be given up now and then for a fresh start from noise, so
that the buffer can find places which no chain of it would walk to.

@quote EnergyModels/ReplayBuffer.swift replay-buffer

Four ways to fit the spring to the data: with exact samples of the model (maximum likelihood), by
CD-1, by CD-10, and by PCD with one step at a time. Everything else is equal.
*/

let fitSteps = chapter.samples(600, quick: 200)
func fit(
  rate: Double = 10, steps: Int = fitSteps, from middle: Double = 0.5, stream: UInt64,
  negatives: (Spring, inout RandomStream) -> Tensor
) throws -> [Double] {
  var training = Training(
    of: Spring(precision: 1, middle: middle),
    with: SGD(
      learningRate: 0.2, groups: [.prefix("precision", learningRateFactor: rate / 0.2)]),
    seed: chapter.seed, stream: stream)
  return try (0..<steps).map { _ in
    try training.step { spring, step in
      contrastiveLoss(spring, data: data, negatives: negatives(spring, &step.random))
    }
    return Double(training.network.precision.value.item)
  }
}
/*:
The first three need nothing but a way to draw the negatives:
*/

func exactSamples(_ spring: Spring, _ random: inout RandomStream) -> Tensor {
  let z = random.normal(data.shape)
  return z / sqrt(spring.precision.value) + spring.middle.value
}
let exactFit = try fit(stream: 1, negatives: exactSamples)
let fits = try [1, 10].map { k in
  let chain = ContrastiveDivergence(steps: k, stepSize: ε)
  return try fit(stream: UInt64(k)) { chain.negatives(from: data, under: $0, using: &$1) }
}
/*:
The persistent chains begin with the data, too, and are then left alone. At which $\lambda$ should
the four end? The data are a sample, of variance $\hat v$, so maximum likelihood ends at $1/\hat v$,
and the other three at $\lambda^*$ of $\hat v$, each up to the noise of its negatives.
*/

func persistentFit(
  rate: Double, steps: Int, from middle: Double = 0.5, stream: UInt64
) throws -> [Double] {
  let buffer = ReplayBuffer(capacity: observations, using: &random) { _, _ in data }
  var chains = PersistentContrastiveDivergence(steps: 1, stepSize: ε, buffer: buffer)
  return try fit(rate: rate, steps: steps, from: middle, stream: stream) {
    chains.negatives(observations, under: $0, using: &$1)
  }
}
let lastingFit = try persistentFit(rate: 10, steps: fitSteps, stream: 2)
let fixed = ContrastiveDivergenceGaussian.fixedPoints(dataVariance: dataVariance, stepSize: ε)!
  .stable

/*:
The mean of $\lambda$ over the last part of the training has a standard error that theory knows. Let
$\sigma^2$ be the variance of one step's gradient, for given data, and $c$ the gradient's slope at
the fixed point. Over $N$ steps the gradients must average to nearly zero, so $c$ times the mean
deviation of $\lambda$ balances the mean noise: the standard error is $\sigma/(c\sqrt N)$, whatever
the learning rate. With $n$ chains, $a = 1-\varepsilon\lambda^*$ and $\tau^2 = (1-a^{2k})v$,

$$ \sigma^2 = \frac{a^{2k} v\tau^2 + \tau^4/2}{n}, \qquad c = \tfrac12(1-a^{2k})\,a\,v^2 . $$ {#eq:noise}

For exact samples let $k\to\infty$ and $\varepsilon\to0$: $\sigma^2 = v^2/(2n)$ and $c = v^2/2$. For
persistent chains the noise is that of one step,
$\operatorname{Var}(x'^2 - a^2x^2) = 8\varepsilon a^2 v + 8\varepsilon^2$, and
$c = 2\varepsilon a v$.
*/

let tail = fitSteps * 2 / 3
let a = 1 - ε * fixed
func errorOfMean(variance: Double, slope: Double) -> Double {
  sqrt(variance / Double(observations * tail)) / slope
}
func errorOfCD(_ k: Int) -> Double {
  let power = pow(a, 2 * Double(k))
  let τ2 = (1 - power) * dataVariance
  return errorOfMean(
    variance: power * dataVariance * τ2 + τ2 * τ2 / 2,
    slope: 0.5 * (1 - power) * a * dataVariance * dataVariance)
}
/*:
In a full run it is small enough to tell $1/\hat v$ from $\lambda^*$ many times over.
*/

let v = dataVariance
let contest: [(name: String, course: [Double], error: Double, exact: Double)] = [
  ("maximum likelihood", exactFit, errorOfMean(variance: v * v / 2, slope: v * v / 2), 1 / v),
  ("CD-1", fits[0], errorOfCD(1), fixed), ("CD-10", fits[1], errorOfCD(10), fixed),
  (
    "PCD", lastingFit,
    errorOfMean(variance: 8 * ε * a * a * v + 8 * ε * ε, slope: 2 * ε * a * v), fixed
  ),
]
for (name, course, error, exact) in contest {
  claim(
    "λ by \(name)", measured: sum(course.suffix(tail)) / Double(tail), standardError: error,
    exact: exact, rulesOut: name == "maximum likelihood" ? fixed : 1 / v)
}

/*:
Three of the four agree with one another, and each of them rules out the likelihood's answer. What
does the wrong $\lambda$ cost? A divergence of $\mathrm{KL}(v\lambda^*)$, to leading order
$\varepsilon^2/(16v^2)$:
*/

show("KL(data ‖ model) at λ*", GaussianDivergence.varianceRatioDivergence(0.25 * stable))
show("ε²/(16v²)", ε * ε / (16 * 0.0625))

/*:
PCD has one more quantity that CD lacks: its chains have a memory, and a training with memory can
swing. With infinitely many chains their variance $V$ and $\lambda$ follow a recursion,

$$ V' = (1-\varepsilon\lambda)^2 V + 2\varepsilon, \qquad \lambda' = \lambda - \tfrac12\eta\,(v - V'), $$ {#eq:memory}

which near the fixed point is a $2\times2$ matrix of determinant $a^2$ and trace
$1+a^2-\eta\varepsilon a v$. Its eigenvalues are real for small learning rates $\eta$. Beyond
$\eta = (1-a)^2/(\varepsilon a v)$ they are complex: the model runs ahead of its samples, which come
after it and find it elsewhere. As long as they are, they are conjugate with the product $a^2$, and
a swing shrinks by the factor $a$ in each step, whatever $\eta$ is. Finally they become real and
negative, and beyond $\eta = 2(1+a^2)/(\varepsilon a v)$ one of them is below $-1$: there is no
coming back.
*/

let rates = PersistentChainsGaussian.criticalRates(dataVariance: 0.25, stepSize: ε)
show("η where PCD begins to swing", rates.swing)
show("η beyond which it does not converge", rates.edge)
func recursion(rate: Double, steps: Int, from λ: Double = 1, variance: Double = 0.25) -> [Double] {
  var course = PersistentChainsGaussian(
    precision: λ, chainVariance: variance, dataVariance: 0.25, stepSize: ε)
  return (0..<steps).map { _ in
    course.step(learningRate: rate)
    return course.precision
  }
}
/*:
Start it next to the fixed point. In a linear recursion $x_{t+1} = T x_t - a^2 x_{t-1}$ the quantity
$x_t x_{t+2} - x_{t+1}^2$ is multiplied by $a^2$ in each step, which shows the shrinkage under the
swing. Beyond the edge, the quotient of neighbours shows the eigenvalue itself.
*/

func deviations(rate: Double, steps: Int) -> [Double] {
  recursion(rate: rate, steps: steps, from: stable + 1e-8).map { $0 - stable }
}
let x = deviations(rate: 10 * rates.swing, steps: 4)
let contraction = 1 - ε * stable
claim(
  "shrinkage of a swing in one step",
  measured: sqrt((x[1] * x[3] - x[2] * x[2]) / (x[0] * x[2] - x[1] * x[1])), exact: contraction,
  tolerance: .absolute(1e-4), rulesOut: contraction * contraction)
let runaway = deviations(rate: 1.1 * rates.edge, steps: 13)
let trace = -1.2 * (1 + contraction * contraction)
claim(
  "growth in one step, 1.1 times the critical rate", measured: runaway[12] / runaway[11],
  exact: (trace - sqrt(trace * trace - 4 * contraction * contraction)) / 2,
  tolerance: .absolute(1e-4), rulesOut: -1)

let swingRates = [0.8 * rates.swing, 10 * rates.swing]
let swings = try swingRates.enumerated().map { i, rate in
  try persistentFit(rate: rate, steps: 120, from: dataMean, stream: UInt64(20 + i))
}

// fold: Drawing the fits
let fitAxis = (1...fitSteps).map(Double.init)
figure(
  "fits",
  caption: """
    The precision λ while a spring is fitted to the data. Left: the four methods. Right: PCD with a learning rate \
    below the first critical one and with one far above it; black lines: the recursion for infinitely many chains.
    """,
  size: .wide
) {
  Panel("Four methods", x: Axis("step", range: 0...150), y: Axis("λ", range: 0...6)) {
    RulePlot(y: 1 / v, style: .exact)
    RulePlot(y: fixed, style: .exact)
    Annotation("1/v̂", x: 138, y: 1 / v - 0.25)
    Annotation("λ*", x: 138, y: fixed + 0.45)
    for (i, entry) in contest.enumerated() {
      LinePlot(
        x: Array(fitAxis.prefix(150)), y: Array(entry.course.prefix(150)), label: entry.name,
        style: .series(i))
    }
  }
  Panel("PCD, two learning rates", x: Axis("step"), y: Axis("λ")) {
    for (i, rate) in swingRates.enumerated() {
      LinePlot(
        x: (1...120).map(Double.init), y: swings[i], label: "η = \(label(rate.rounded()))",
        style: .series(i == 0 ? 3 : 1))
      LinePlot(
        x: (1...120).map(Double.init), y: recursion(rate: rate, steps: 120), style: .exact)
    }
  }
}

/*:
On the left of @fig:fits the horizontal lines are $1/\hat v$ and $\lambda^*$. The first swing on the
right is no accident; it is the recursion @eq:memory. Later the noise of the chains keeps it from
dying, for it is amplified by the same mechanism. The remedy that helps in practice is to learn more
slowly than the chains mix, and to leave out the momentum of the optimiser, which would be a memory
upon the memory.

## The contrast is nothing to be maximised {#sec:maximise}

The value of the contrast is easy to misread. "Low energy for the real, high energy for the fake,
and the difference as large as possible" is a sentence that one finds in tutorials. But the gap
between the two energies is only the thing whose *gradient* is taken at fixed samples. For the
spring with the right mean and exact samples the gap is

$$ \mathbb E_{p_\theta}[E_\theta] - \mathbb E_{p_d}[E_\theta] = \tfrac12\,(1 - \lambda v) . $$ {#eq:gap}
*/

func gap(precision λ: Double, count: Int) -> Double {
  let network = Spring(precision: λ, middle: 1)
  let samples = random.normal([count, 1]) / Float(sqrt(λ)) + 1
  let positives = Gaussian.running.sample(count, using: &random)
  return network.energy(samples).mean() - network.energy(positives).mean()
}
let gapPrecisions = [0.01, 0.1, 1, 2, 4, 8]
let gaps = gapPrecisions.map { gap(precision: $0, count: draws) }
table(
  "The gap and the divergence", columns: ["λ", "gap, measured", "gap, exact", "KL(data ‖ model)"],
  rows: zip(gapPrecisions, gaps).map { λ, gap in
    [λ, gap, (1 - 0.25 * λ) / 2, GaussianDivergence.varianceRatioDivergence(0.25 * λ)]
  })
claim(
  "gap at the optimum", measured: gaps[4], standardError: sqrt(1 / Double(draws)), exact: 0,
  rulesOut: 0.5)
/*:
The gap is largest for $\lambda \to 0$, where the model is flat and as bad as can be, and at the
optimum it is zero, because there data and samples are the same. And if the samples are held fixed
while the gap is maximised, it is linear in $\lambda$ and has no maximum at all. Whoever plots the
loss of a contrastive training to see how well it goes is looking at noise around zero, once it goes
well.

## The gradient of nothing {#sec:curl}

If its value means nothing, is CD at least gradient descent on *some* loss? A field that is a
gradient has no curl: going around a loop one ends at the height where one began. With $m$ the
data's mean, CD-1 for the spring has

$$ g_\lambda = \tfrac12(1-a^2)\,(v-v_U+(m-\mu)^2), \qquad g_\mu = -\varepsilon\lambda^2\,(m-\mu), $$ {#eq:field}

and therefore

$$ \frac{\partial g_\mu}{\partial\lambda} - \frac{\partial g_\lambda}{\partial\mu}
= -2\varepsilon\lambda(m-\mu) + (1-a^2)(m-\mu) = -(m-\mu)\,\varepsilon^2\lambda^2 \neq 0 . $$ {#eq:curl}

CD follows the gradient of no loss whatever. Walk along the sides of a rectangle, $1\le\lambda\le4$
and $m-1\le\mu\le m$, and add up what the library's gradients say about the slope on the way. For
any loss the sum would be zero; by @eq:curl it should be
$-\varepsilon^2\int_1^4\lambda^2 d\lambda\int_0^1 u\,du = -10.5\,\varepsilon^2$.
*/

let loopStep = 0.2
let (stops, perStop) = (100, chapter.samples(2_000, quick: 100))
let sides: [(from: (Double, Double), to: (Double, Double))] = [
  ((1, 0), (4, 0)), ((4, 0), (4, 1)), ((4, 1), (1, 1)), ((1, 1), (1, 0)),
]

/// CD-1's slopes at a spring, for new data, and their variances.
func fieldOfCD(precision: Double, middle: Double) -> (slopes: [Double], variances: [Double]) {
  let here = Spring(precision: precision, middle: middle)
  let positives = Gaussian.running.sample(perStop, using: &random)
  let negatives = ContrastiveDivergence(steps: 1, stepSize: loopStep)
    .negatives(from: positives, under: here, using: &random)
  let (tracked, parameters) = here.tracked(on: Tape())
  let loss = contrastiveLoss(tracked, data: positives, negatives: negatives)
  let exact = ContrastiveDivergenceGaussian(
    precision: precision, mean: middle, dataMean: 1, dataVariance: 0.25, stepSize: loopStep)
  let variance = exact.gradientVariance(steps: 1)
  return (
    gradient(of: loss, withRespectTo: parameters, recording: false).map { Double($0.value.item) },
    [variance.precision / Double(perStop), variance.mean / Double(perStop)]
  )
}
/*:
Once around, with a hundred stops on each side:
*/

var (climbed, climbedVariance, climbedByLikelihood) = (0.0, 0.0, 0.0)
for (start, end) in sides {
  let (dλ, dμ) = ((end.0 - start.0) / Double(stops), (end.1 - start.1) / Double(stops))
  for stop in 0..<stops {
    let t = Double(stop) + 0.5
    let (λ, μ) = (start.0 + t * dλ, start.1 + t * dμ)
    let (slopes, variances) = fieldOfCD(precision: λ, middle: μ)
    climbed += slopes[0] * dλ + slopes[1] * dμ
    climbedVariance += variances[0] * dλ * dλ + variances[1] * dμ * dμ
    let exact = ContrastiveDivergenceGaussian(
      precision: λ, mean: μ, dataMean: 1, dataVariance: 0.25, stepSize: loopStep
    ).exactGradient
    climbedByLikelihood += exact.precision * dλ + exact.mean * dμ
  }
}
claim(
  "once around the loop, CD-1", measured: climbed, standardError: sqrt(climbedVariance),
  exact: -10.5 * loopStep * loopStep, rulesOut: 0)
claim(
  "once around the loop, likelihood", measured: climbedByLikelihood, exact: 0,
  tolerance: .absolute(1e-3), rulesOut: -10.5 * loopStep * loopStep)

/*:
On every round CD-1 claims to have come down by the same amount, like the staircase in Escher's
picture. For a spring this does no harm, because the field still leads to its fixed point. But no
theorem about gradient descent applies, and there is no loss that one could plot.

## An energy in the plane {#sec:plane}

Now the running mixture, as if we did not know it: 20,000 points in the plane, a perceptron with two
hidden layers, and persistent chains. The optimiser is Adam without momentum, for the reason above;
the network that we keep is a moving average over the training.
*/

let mixture = GaussianMixture.running
let points = mixture.sample(20_000, using: &random)
let heldOut = mixture.sample(chapter.samples(4_000, quick: 500), using: &random)

func newBuffer(_ capacity: Int, renewal: Double = 0) -> ReplayBuffer {
  ReplayBuffer(capacity: capacity, renewal: renewal, using: &random) { count, random in
    8 * random.uniform([count, 2]) - 4
  }
}
func newTraining(steps: Int, rate: Double = 0.01) -> Training<EnergyMLP> {
  var weights = RandomStream(seed: chapter.seed, stream: 3).split("weights")
  return Training(
    of: EnergyMLP([2, 32, 32], using: &weights),
    with: Adam(learningRate: .cosine(from: rate, steps: steps), decays: (mean: 0, square: 0.999)),
    seed: chapter.seed, stream: 4, averageDecay: 0.99)
}

/*:
The training itself is a few lines. Every step takes 512 points and moves 512 chains by five steps
of $\varepsilon = 0.02$.
*/

let trainingSteps = chapter.samples(1_000, quick: 60)
let stages = [0, trainingSteps / 20, trainingSteps / 5, trainingSteps]
var chains = PersistentContrastiveDivergence(steps: 5, stepSize: 0.02, buffer: newBuffer(512))
var training = newTraining(steps: trainingSteps)
var crowds = [chains.buffer.states]
for step in progress(1...trainingSteps, "PCD") {
  try training.step { network, step in
    let positives = points.gatherRows(step.random.integers(below: 20_000, count: 512))
    let negatives = chains.negatives(512, under: network, using: &step.random)
    return contrastiveLoss(network, data: positives, negatives: negatives)
  }
  if stages.contains(step) { crowds.append(chains.buffer.states) }
}
let learned = training.average!.network

// fold: Drawing the negatives
let axis = Array(stride(from: -6.0, through: 6, by: 0.1))
let plane = Tensor(rows: axis.flatMap { y in axis.map { x in [x, y] } })
let planeLogDensity = mixture.logDensity(plane).doubles
figure(
  "negatives",
  caption:
    "The persistent chains while the energy is learned, over contours of the data's density.",
  size: .strip, columns: 4
) {
  for (stage, crowd) in zip(stages, crowds) {
    Panel(
      stage == 0 ? "At the start" : "\(stage) steps", x: Axis("x₁", range: -4.5...4.5),
      y: Axis("x₂", range: -4.5...4.5), aspect: .equal
    ) {
      PointPlot(
        x: crowd.column(0).doubles, y: crowd.column(1).doubles,
        style: .series(1).markerSize(1.8).opacity(0.6))
      ContourPlot(
        x: axis, y: axis, values: planeLogDensity.map { exp($0) }, levels: [0.005, 0.03, 0.1],
        style: .exact.lineWidth(0.7))
    }
  }
}

/*:
@fig:negatives shows what the training does to its chains. They begin all over the square. Soon they
gather where the data are, since the energy is being pulled down there, and while they crowd into
one bump more than the data do, the energy of that bump is pushed up again.

How good is the result? In the plane a grid still gives $Z$, so for once we can compute the
divergence $\mathrm{KL}(p_d\Vert p_\theta)$ itself. A second road needs no grid: with
$D = \ln p_d + E_\theta$ at held-out data,

$$ \mathrm{KL}(p_d \Vert p_\theta) = \mathbb E_{p_d}[D] + \ln \mathbb E_{p_d}\big[e^{-D}\big], $$ {#eq:two-roads}

since $\mathbb E_{p_d}[e^{-E_\theta}/p_d] = Z$: importance sampling, as in @ch:02. If the energies
differ by a constant, both roads give zero; for small differences both are half the variance of $D$.
So the natural measure of agreement is the deviation of $D$ over the data, in nats.
*/

/// ln Z of an energy by the sum over the grid, without overflow.
func logPartitionOnGrid(_ energies: [Double]) -> Double {
  let least = energies.min()!
  return log(0.01 * sum(energies.map { exp(least - $0) })) - least
}
struct Agreement {
  var divergence, deviation, correlation: Double
}
func agreement(_ network: EnergyMLP) -> Agreement {
  let energies = network.energy(plane).doubles
  let logZ = logPartitionOnGrid(energies)
  let divergence = sum(
    zip(planeLogDensity, energies).map { exp($0) * ($0 + $1 + logZ) * 0.01 })
  let (theirs, ours) = (-mixture.logDensity(heldOut), network.energy(heldOut))
  let both = ((theirs - Float(theirs.mean())) * (ours - Float(ours.mean()))).mean()
  return Agreement(
    divergence: divergence, standardDeviation: sqrt((ours - theirs).variance()),
    correlation: both / sqrt(theirs.variance(unbiased: false) * ours.variance(unbiased: false)))
}
/*:
Two yardsticks. The best single Gaussian has a divergence that is a difference of entropies, as
before. And the chain's step alone must cost something: by @eq:fixed-point, along a direction of
variance $v$ the model that makes the chain right has $v\lambda^* > 1$. If the four bumps were far
apart, that would add up to $\sum_c w_c \sum_i \mathrm{KL}(v_{ci}\lambda^*_{ci})$ over their
principal directions.
*/

let entropyOfMixture = -0.01 * sum(planeLogDensity.map { exp($0) * $0 })
let spread = mixture.covariance
let bestGaussian =
  1 + log(2 * .pi) + 0.5 * log(spread[0][0] * spread[1][1] - spread[0][1] * spread[0][1])
  - entropyOfMixture
let costOfStep = sum(
  zip(mixture.weights, mixture.components).map { weight, bump in
    weight
      * sum(
        SymmetricEigen(bump.covariance).values.map { v in
          GaussianDivergence.varianceRatioDivergence(
            v * ContrastiveDivergenceGaussian.fixedPoints(dataVariance: v, stepSize: 0.02)!.stable)
        })
  })
let found = agreement(learned)
show("KL of the best Gaussian", bestGaussian)
show("KL by the step alone, far bumps", costOfStep)
show("KL of the learned energy", found.divergence)
show("deviation of D, in nats", found.standardDeviation)
show("correlation of the energies", found.correlation)

/*:
What is left beyond the step's share is the training's: the noise of 512 chains, the finite network,
and chains that are slow to carry weight from one bump to another.
*/

let differences = mixture.logDensity(heldOut) + learned.energy(heldOut)
let factors = exp(Float(differences.mean()) - differences)
let influence = differences + factors / Float(factors.mean())
claim(
  "KL on held-out data, against the grid",
  measured: log(factors.mean()),
  standardError: sqrt(influence.variance() / Double(heldOut.shape[0])), exact: found.divergence)
if !chapter.quick {
  claim(
    "KL of the learned energy, against a tenth of the best Gaussian's",
    measured: found.divergence, atMost: bestGaussian / 10)
}

// fold: Drawing the landscapes
let window = Array(stride(from: -4.0, through: 4, by: 0.08))
let windowPoints = Tensor(rows: window.flatMap { y in window.map { x in [x, y] } })
let trueLandscape = (-mixture.logDensity(windowPoints)).doubles
let shift = logPartitionOnGrid(learned.energy(plane).doubles)
let learnedLandscape = learned.energy(windowPoints).doubles.map { $0 + shift }
figure(
  "landscape",
  caption: """
    The true energy −ln p, the learned one with ln Z added, and their difference, where the data's density is above \
    0.001. Colours are cut at 10.
    """,
  size: Figure.Size(width: 720, height: 250), columns: 3
) {
  for (title, values) in [("True energy", trueLandscape), ("Learned energy", learnedLandscape)] {
    Panel(title, x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
      Heatmap(
        x: window, y: window, values: values.map { min($0, 10) }, range: 0...10, colorBar: "E")
      ContourPlot(x: window, y: window, values: values, levels: [2, 3, 4, 6, 8])
    }
  }
  Panel("Learned − true", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
    Heatmap(
      x: window, y: window,
      values: zip(trueLandscape, learnedLandscape).map {
        $0 < 6.9 ? max(-1.5, min(1.5, $1 - $0)) : 0
      },
      colorMap: .diverging, range: -1.5...1.5, colorBar: "nats")
    ContourPlot(
      x: window, y: window, values: trueLandscape, levels: [6.9], style: .exact.lineWidth(0.7))
  }
}

/*:
The two landscapes of @fig:landscape agree where there are data, which is where they were compared.
Far away from all data the learned energy only has to be high, and how high is anybody's guess: no
datum and hardly any chain ever went there to say.

## What breaks {#sec:breaks}

By now there is a list of things that may go wrong, and the theory of the spring says where. The
first: let the step be larger than half the variance of the data. Then @eq:fixed-point has no
solution. No spring makes the chain as narrow as the data, the push always wins, and $\lambda$ grows
without end. Past $\varepsilon\lambda = 2$ the chain is unstable and everything explodes. We try it,
with $\varepsilon = 0.2$ on data of variance about ¼:
*/

var precisionsOnTheWay: [Double] = []
do {
  let chain = ContrastiveDivergence(steps: 1, stepSize: 0.2)
  _ = try fit(steps: 1_000, stream: 5) { spring, random in
    precisionsOnTheWay.append(Double(spring.precision.value.item))
    return chain.negatives(from: data, under: spring, using: &random)
  }
} catch NetworkError.nonFinite(_, _, let step, _, let lastFiniteLoss) {
  show("training stopped at step", step)
  show("last finite loss", lastFiniteLoss ?? .nan)
}
show(
  "fixed points at ε = 0.2",
  ContrastiveDivergenceGaussian.fixedPoints(dataVariance: 0.25, stepSize: 0.2) == nil
    ? "none" : "two")
show("λ in the first steps", Array(precisionsOnTheWay.prefix(8)), digits: 3)
show("λ in the last steps", Array(precisionsOnTheWay.suffix(4)), digits: 3)
claim("λ where the training stopped", measured: precisionsOnTheWay.last!, atLeast: 2 / 0.2)

/*:
The training throws an error and stops, instead of drawing a picture of nothing. A network has more
ways out than a spring. The narrowest of the four bumps has a variance of 0.1, so a step of 0.2 is
too long for it as well. A popular remedy is the penalty in `contrastiveLoss`,
$\alpha\,(\mathbb E_{p_d}E^2 + \mathbb E_{x^-}E^2)$, which keeps all energies near zero. The table
has both steps, with and without it. The deviation of the energies is taken over the data; the true
one is about 1.
*/

let shortSteps = chapter.samples(400, quick: 40)
func trainInPlane(stepSize: Double, penalty: Double, renewal: Double = 0) throws -> EnergyMLP {
  var chains = PersistentContrastiveDivergence(
    steps: 5, stepSize: stepSize, buffer: newBuffer(256, renewal: renewal))
  var training = newTraining(steps: shortSteps)
  for _ in 0..<shortSteps {
    try training.step { network, step in
      let positives = points.gatherRows(step.random.integers(below: 20_000, count: 256))
      let negatives = chains.negatives(256, under: network, using: &step.random)
      return contrastiveLoss(network, data: positives, negatives: negatives, penalty: penalty)
    }
  }
  return training.average!.network
}
let recipes: [(ε: Double, α: Double, renewal: Double)] = [
  (0.02, 0, 0), (0.02, 0.1, 0), (0.02, 1, 0), (0.2, 0, 0), (0.2, 0.1, 0), (0.02, 0, 0.1),
]
let outcomes = try recipes.map {
  try trainInPlane(stepSize: $0.ε, penalty: $0.α, renewal: $0.renewal)
}
/*:
The last row is about renewal: a tenth of the chains starts afresh in the square at every step.
*/

table(
  "Six short trainings in the plane",
  columns: ["ε", "α", "renewal", "deviation of E", "KL", "correlation"],
  rows: zip(recipes, outcomes).map { recipe, network in
    let result = agreement(network)
    return [
      recipe.ε, recipe.α, recipe.renewal, sqrt(network.energy(heldOut).variance()),
      result.divergence, result.correlation,
    ]
  })
if !chapter.quick {
  claim(
    "KL, ε = 0.2 without penalty, against the best Gaussian's",
    measured: agreement(outcomes[3]).divergence, atLeast: bestGaussian)
  claim(
    "KL, ε = 0.2 with penalty, against the best Gaussian's",
    measured: agreement(outcomes[4]).divergence, atMost: bestGaussian)
}

/*:
Read it as it is. With the long step and no penalty the energies grow by orders of magnitude and the
result is useless; the penalty stops that, as advertised. With the short step there is nothing to
stop, and the penalty is no friend: it is a wish of its own, that all energies be small, and the
larger $\alpha$ is, the flatter the landscape. It treats a symptom. The illness is a step that is
too long for the narrowest direction of the data, and the cure is a shorter step.

Renewal has its price, too. A fresh chain is noise for its first steps, the model takes it for a
sample of its own, and pushes up the energy of the square: unless chains live long compared with the
time that they take to settle, the model comes out too sharp. In images one pays it gladly, because
the alternative is a buffer that never sees half of the modes.

What is left is the slowness of chains. Each step of training here costs five evaluations of the
score for the negatives and one for the gradient. @ch:02 showed chains that never leave their well;
PCD with such chains learns the shape of the wells and not their weights. @ch:04 takes the chain
apart, and @ch:05 gets rid of it.

## Exercises {#sec:exercises}

These five are graded. Write your answers into
[Answers.swift](Chapters/03-contrastive-divergence/homework/Answers.swift), and run `swift run homework-03`; it says what is
right, and of what is wrong it says *what* is wrong. `swift run homework-03 hint 3.3` gives a
hint. [HOMEWORK.md](Chapters/HOMEWORK.md) has the rest.

@homework

### To think about

These are for pencil and paper, or for a program of your own.

1. *Warm-up.* Show that @eq:contrast does not change when a constant $c(\theta)$ is added to the
   energy. Which parameter of `EnergyMLP` has, therefore, no gradient, and what does the penalty do
   to it?
2. *Curvature.* Differentiate @eq:log-z once more and show that the Hessian of $\ln Z$ is
   $\operatorname{Cov}(\nabla_\theta E) - \mathbb E[\nabla^2_\theta E]$ under $p_\theta$. Why is the
   likelihood of the three-parameter energy of @sec:derivative concave?
3. *Where does CD-k go when the model is wrong?* Fit the spring to data from the two bumps of
   @sec:push-pull by CD-1 and by maximum likelihood. Is the fixed point still the same for every
   $k$? (The second moments follow @eq:vk whatever the law of the data. Now try $E = \theta x^4/4$.)
4. *Unbiased chains.* Replace the Langevin step by one with a Metropolis test (@ch:02). What is the
   fixed point for the spring then?
5. *The price of renewal.* For the spring let a share $r$ of persistent chains restart from
   $N(\mu,\rho^2)$ before every $K$ steps. Show that at the fixed point
   $v = a^{2K}((1-r)v + r\rho^2) + (1-a^{2K})v_U$, solve it for $\lambda$ by bisection, and check it
   with `ReplayBuffer`.
6. *A small project.* Cool the target: train by PCD on the running mixture with all covariances
   divided by four, with the same budget. Which weights do the four modes get, and what do you
   change first: the step, the number of steps, the number of chains, or the renewal?

## Sources {#sec:sources}

G. E. Hinton, *Training products of experts by minimizing contrastive divergence*, Neural
Computation 14 (2002). M. Á. Carreira-Perpiñán and G. E. Hinton, *On contrastive divergence
learning*, AISTATS 2005, for its bias. T. Tieleman, *Training restricted Boltzmann machines using
approximations to the likelihood gradient*, ICML 2008, for PCD. L. Younes, *On the convergence of
Markovian stochastic algorithms with rapidly decreasing ergodicity rates*, Stochastics 65 (1999). I.
Sutskever and T. Tieleman, *On the convergence properties of contrastive divergence*, AISTATS 2010,
for @eq:curl in general. Y. Du and I. Mordatch, *Implicit generation and modeling with energy-based
models*, NeurIPS 2019, for the replay buffer and the penalty. E. Nijkamp, M. Hill, T. Han, S.-C. Zhu
and Y. N. Wu, *On the anatomy of MCMC-based maximum likelihood learning of energy-based models*,
AAAI 2020, for what breaks.
*/

chapter.finish()
