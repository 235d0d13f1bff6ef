/*:
In @ch:03 a small network learned an energy over the plane, by contrast with its own samples. A grid
told us how well it had done. A picture of 8 × 8 pixels is a point in 64 dimensions, where no grid
can tell us anything. **Does contrastive divergence still work when $x$ is a picture?** It makes
something like digits within seconds. Whether it has learned their density is another question, and
the answer depends on one number that the usual recipe gets wrong by a factor of nearly a million.
*/
// fold: Imports
import Autodiff
import Datasets
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

let chapter = Chapter(15, "An energy for images")
var random = chapter.random

/*:
## A picture is a point {#sec:picture}
@main

This section looks at the data, and at the simplest density that one could fit to them.

The data are 1,797 handwritten digits of 8 × 8 pixels with 17 levels of grey, scaled to the interval
from 0 to 1. We learn from 1,500 of them and hold back 297. The simplest density is a Gaussian with
the mean and the covariance of the training pictures. Some pixels are blank in all of them, so their
variance is 0 and there is no density at all; a little normal noise on every pixel repairs that. Its
standard deviation is $\tau = 0.1$ throughout this chapter.
*/

let (train, test) = (Digits.train.points, Digits.test.points)
let τ = 0.1
var fit = meanAndCovariance(train, unbiased: false)
for pixel in fit.mean.indices { fit.covariance[pixel][pixel] += τ * τ }
let pixelGaussian = Gaussian(mean: fit.mean, covariance: fit.covariance)
let draws = pixelGaussian.sample(test.rowCount, using: &random)
let inked = Tensor.where(draws .> 0, draws, Tensor(repeating: 0, shape: draws.shape))
let forgeries = Tensor.where(inked .< 1, inked, Tensor(repeating: 1, shape: draws.shape))

// fold: Drawing digits and forgeries
/// The first `count` pictures.
func grid(_ x: Tensor, _ count: Int, columns: Int) -> ImageGrid {
  ImageGrid(x.rows(0..<min(count, x.rowCount)).reshaped(-1, 8, 8), columns: columns)
}
figure(
  "forgeries",
  caption: """
    Left: held-out digits. Right: draws from a Gaussian with the mean and the covariance of the training \
    pictures, cut off at 0 and 1.
    """,
  size: Figure.Size(width: 720, height: 215)
) {
  Panel("Digits") { grid(test, 40, columns: 10) }
  Panel("Gaussian with the same second moments") { grid(forgeries, 40, columns: 10) }
}

/*:
On the right of @fig:forgeries every pixel has the right mean and every pair of pixels the right
correlation, and nobody would call them digits. What makes a stroke a stroke is not visible in pairs of pixels.
So our smallest attempt fails as a source of pictures. It will be the yardstick for everything else,
and in one discipline it is going to win.

## An energy made of convolutions {#sec:network}
@main

A network for pictures looks at them through small windows. Each layer of ours takes every patch of
3 × 3 pixels through the same affine map and an activation function $\varphi$. Strides of 1, 2 and 2
shrink the picture from 8 × 8 to 2 × 2 places while its channels grow from 1 to 32, 32 and 64. One
linear unit makes a number of what is left:

$$ E_\theta(x) = w\cdot h_3 + b, \qquad h_l = \varphi(W_l * h_{l-1} + b_l), \qquad h_0 = x . $$ {#eq:energy}

@quote EnergyModels/ConvolutionalEnergy.swift convolutional-energy

The activation function is $\varphi(u) = u/(1+e^{-u})$, called *swish* or SiLU. The chain moves by
$\nabla_x E$, and with a piecewise linear $\varphi$ this slope would be piecewise constant, with
jumps. Swish makes it smooth. (One reads that its gradient does not vanish. On the left it does:
$\varphi'(-10)$ is $-0.0004$.)
*/

let untrained = ConvolutionalEnergy(side: 8, using: &random)

// fold: The slope that a chain follows, against differences of the energy
show("parameters", untrained.parameterCount)
let probes = train.rows(0..<chapter.samples(256, quick: 64))
let directions = random.normal(probes.shape)
let reach: Float = 0.02
let differences =
  (untrained.energy(probes + reach * directions) - untrained.energy(probes - reach * directions))
  / (2 * reach)
let slopes = -(untrained.score(probes) * directions).rowSums()
claim(
  "slope of the energy, against differences", measured: (slopes * differences).sum(),
  exact: differences.square().sum(), tolerance: .relative(1e-3),
  rulesOut: differences.square().sum() / 2)

/*:
## The recipe {#sec:recipe}
@main

Now we train it the way it is usually done (Du & Mordatch, 2019). Every update contrasts 64 digits
with 64 samples $x^-$ from a replay buffer of 1,024 chains. A chain that is drawn from the buffer
first starts afresh from uniform noise with a probability of 5 %, and then takes $k = 20$ Langevin
steps with the two numbers that @ch:04 found in the published code, $\varepsilon = 10$ and
$\sigma = 0.005$:

$$ x' = x - \varepsilon\,\nabla_x E_\theta(x) + \sigma z, \qquad
L = \overline{E_\theta(x^+)} - \overline{E_\theta(x^-)} + \alpha\,\overline{E_\theta(x^+)^2 + E_\theta(x^-)^2} $$ {#eq:recipe}

with the penalty $\alpha = 0.1$, to which @sec:penalty returns. The published
codes also clip the slope and cut pixels off at 0 and 1. We leave that out, because it would
complicate what follows; T3 puts it back.
*/

let published = Langevin.Noise.normal(standardDeviation: 0.005)
let (updates, batch) = (chapter.samples(500, quick: 8), chapter.samples(64, quick: 8))
/// A training from noise, with chains of 20 steps.
func training(
  on data: any DataSource, ε: Double, noise: Langevin.Noise, penalty: Double, rate: Double,
  updates: Int = updates, stream: UInt64
) -> Training<ContrastiveDivergence<ConvolutionalEnergy>> {
  let buffer = ReplayBuffer(capacity: 16 * batch, renewal: 0.05, using: &random) { n, random in
    random.uniform([n, 64])
  }
  let contrast = ContrastiveDivergence<ConvolutionalEnergy>(
    data: data, from: .buffer(buffer), steps: chapter.samples(20, quick: 4), penalty: penalty
  ) { model in Langevin(score: model.score, stepSize: ε, noise: noise) }
  return Training(
    of: untrained, on: contrast, batchSize: batch,
    with: Adam(learningRate: .cosine(from: rate, to: rate / 50, steps: updates)),
    seed: chapter.seed, stream: stream)
}
var cold = training(
  on: DataSet(train), ε: 10, noise: published, penalty: 0.1, rate: 0.001, stream: 1)

// fold: Training, and keeping samples on the way
let moments = (chapter.quick ? [0, 2, 4, 8] : [0, 20, 100, 500])
/// Trains to the end; returns chains and networks at the moments of the figure.
func run(
  _ training: inout Training<ContrastiveDivergence<ConvolutionalEnergy>>, _ name: String,
  line: Int = #line
) throws -> [(chains: Tensor, network: ConvolutionalEnergy)] {
  var kept: [(Tensor, ConvolutionalEnergy)] = []
  try stopwatch("\(updates) updates, \(name)", line: line) {
    for moment in moments {
      try training.run(steps: moment - training.losses.count)
      kept.append((training.objective.chains!, training.network))
    }
  }
  return kept
}
let coldCourse = try run(&cold, "published recipe")
let coldNetwork = cold.network
let shuffled = Corruption.shuffledPixels.applied(to: Digits.test.images, using: &random)
  .reshaped(to: test.shape)
/// The terms of the area under the ROC curve: the mean over pairs of a digit and what became of it.
func area(_ energy: Energy, _ anomalies: Tensor) -> [Double] {
  areaUnderROCTerms(scores: energy(test).doubles, anomalies: energy(anomalies).doubles)
}
let coldEnergy: Energy = { coldNetwork.energy($0) }
let coldAreas = coldCourse.map { _, network in
  Estimate(meanOf: area({ network.energy($0) }, shuffled))
}
table(
  "Digits against digits with shuffled pixels", columns: ["updates", "AUC"],
  rows: zip(moments, coldAreas).map { [$0, $1] })
if !chapter.quick {
  claim("AUC of the published recipe, digits against shuffled", coldAreas.last!, atLeast: 0.92)
}

// fold: Drawing samples over training
figure(
  "training",
  caption: """
    Chains of the replay buffer over training by the published recipe. They begin as noise.
    """,
  size: Figure.Size(width: 720, height: 215), columns: 4
) {
  for (moment, state) in zip(moments, coldCourse) {
    // The first in the buffer are those that have just moved, and may have started afresh.
    let chains = state.chains.rows(batch..<state.chains.rowCount)
    Panel("\(moment) updates") { grid(chains, 20, columns: 5) }
  }
}

/*:
@fig:training looks like progress: the buffer begins as noise and ends full of bright strokes on dark
ground, some of which could be digits. And the energy tells held-out digits from digits with shuffled
pixels without a single error. Many an experiment ends here. But look at the table again. After 20 updates, when
the samples are clouds, the AUC is above 0.99 already. This test is easy to pass.

## What the energy forgot {#sec:forgot}
@main

This section asks the energy a question that its training never asked: where do chains go that run
on? If $e^{-E}$, at whatever temperature, is the density of digits, then a chain that has found a
digit must go on producing digits. So we start 32 chains from fresh noise, run them for 2,000 steps,
a hundred times as long as a chain runs within an update, and look.
*/

// fold: Long chains from noise
let manySteps = [0, 1, 2, 5, 10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 1_500, 2_000]
let looks = chapter.quick ? [0, 1, 2, 5, 10, 20] : manySteps
/// Chains from uniform noise at the moments of `looks`.
func longChains(_ network: ConvolutionalEnergy, ε: Double, noise: Langevin.Noise) -> [Tensor] {
  var x = random.uniform([32, 64])
  var walk = Langevin(score: network.score, stepSize: ε, noise: noise)
  return zip(looks, [0] + looks).map { now, before in
    walk.run(&x, steps: now - before, using: &random)
    return x
  }
}
let coldLong = longChains(coldNetwork, ε: 10, noise: published)

// fold: Energies along the way, in units of a temperature
let coldTemperature = LangevinGaussian.effectiveTemperature(
  stepSize: 10, noiseStandardDeviation: 0.005)
/// The mean energy of chains less that of data, in units of T.
func excess(
  _ chains: [Tensor], over data: Tensor, _ network: ConvolutionalEnergy, unit T: Double
) -> [Estimate] {
  let level = Estimate(meanOf: network.energy(data))
  return chains.map { (Estimate(meanOf: network.energy($0)) - level) / T }
}
let coldExcess = excess(coldLong, over: test, coldNetwork, unit: coldTemperature)
show("energy of the chains less that of digits, in units of T_eff", coldExcess.last!)
if !chapter.quick {
  claim(
    "digits less chains after 2,000 steps, in units of T_eff", -coldExcess.last!, atLeast: 100)
}

// fold: Drawing long chains and their energies
let stripes = chapter.quick ? [0, 1, 2, 3, 4, 5] : [0, 3, 5, 7, 9, 13, 17]
@PanelBuilder func journey(_ chains: [Tensor], _ excess: [Estimate], _ unit: String) -> [Panel] {
  let places = looks.indices.filter { looks[$0] > 0 }
  let steps = places.map { Double(looks[$0]) }
  Panel("Five chains, by step") {
    ImageGrid(
      Tensor.concatenated(
        (0..<5).flatMap { chain in stripes.map { chains[$0].rows(chain..<chain + 1) } }
      ).reshaped(-1, 8, 8),
      columns: stripes.count, columnLabels: stripes.map { "\(looks[$0])" })
  }
  Panel("Their energy", x: Axis("step", scale: .log), y: Axis(unit)) {
    RulePlot(y: 0, style: .exact)
    RulePlot(x: 20, style: .data.dash(.dashed))
    LinePlot(x: steps, y: places.map { excess[$0].value }, style: .learned)
    PointPlot(
      x: steps, y: places.map { excess[$0].value },
      errors: places.map { excess[$0].standardError })
  }
}
figure(
  "forgot",
  caption: """
    Long chains from noise by the published recipe, and the mean energy of 32 of them less that of held-out \
    digits, in thousands of temperatures. Dashed: the 20 steps of an update.
    """,
  size: Figure.Size(width: 720, height: 270)
) {
  journey(coldLong, coldExcess.map { $0 / 1_000 }, "(E − E of digits)/1000 T_{eff}")
}

/*:
They leave. In @fig:forgot the chains come down to the energy of digits in twenty steps, when they
look like clouds, and go on downhill, past strokes that might belong to digits. In the end they gather in a
handful of glyphs that no writer ever wrote, with energies far below those of digits. Nothing in the training
could have prevented it. The contrast at a point exists only while chains pass there, and chains that
live for a few hundred steps do not come that far. (With 20 steps for each time that a chain is drawn, and a restart in every twentieth, a
chain lives for 400 steps on average.) What training has made is a *transient*: a
flow that leads from noise through the neighbourhood of digits on its way elsewhere (Nijkamp et al.,
2019). The energy has not so much forgotten the digits as never learned that they should be its
minima.

## The recipe's temperature {#sec:temperature}
@main

Why does nothing hold the chain where the digits are? A density balances two things: the slope, which
pulls chains down, and the noise, which spreads them. By @ch:04 a chain with step size $\varepsilon$
and noise $\sigma$ samples $e^{-E/T}$ at the temperature

$$ T_{\mathrm{eff}} = \frac{\sigma^2}{2\varepsilon} = \frac{0.005^2}{2\cdot 10} = 1.25\times10^{-6}. $$ {#eq:effective}

That can be measured. A step changes the mean of $\lVert x-c\rVert^2$, for any fixed point $c$, by
$-2\varepsilon\,\mathbb E[(x-c)\cdot\nabla E] + \varepsilon^2\,\mathbb E\lVert\nabla E\rVert^2 + d\sigma^2$,
and in a stationary distribution by nothing. So whatever the energy and however long the step,

$$ \frac{\sigma^2}{2\varepsilon} = \frac{\mathbb E\big[(x-c)\cdot\nabla E(x)\big]}{d}
 - \frac{\varepsilon}{2}\,\frac{\mathbb E\,\lVert\nabla E(x)\rVert^2}{d} . $$ {#eq:thermometer}

The right side is a *thermometer*: it needs only the chains and their slopes. Its first term is
Clausius' virial; the second corrects for the finite step.

@quote Samplers/LangevinTemperature.swift langevin-temperature

First we try it where everything is known, in 64 dimensions on a parabola whose curvature makes the
recipe's step $\eta = \varepsilon\kappa = 0.3$. Then we read it off the long chains of the trained
network at four moments.
*/

// fold: The thermometer in a parabola, and in the trained network
var bowl = Langevin(score: { Float(-0.03) * $0 }, stepSize: 10, noise: published)
var bowlChains = Float(0.007) * random.normal([chapter.samples(1_000, quick: 100), 64])
bowl.run(&bowlChains, steps: 30, using: &random)
let bowlReading = LangevinTemperature.measured(
  of: &bowlChains, moving: bowl, steps: 100, every: 10, using: &random)
claim(
  "T in a parabola, by the published step and noise, × 10⁶", 1e6 * bowlReading,
  exact: 1e6 * coldTemperature,
  rulesOut: 1e6
    * LangevinGaussian.virial(
      standardDeviation: sqrt(1 / 0.03), stepSize: 10, temperature: coldTemperature))
/// The temperature of chains as they are.
func reading(_ x: Tensor, _ network: ConvolutionalEnergy, ε: Double) -> Estimate {
  Estimate(
    meanOf: LangevinTemperature.terms(
      x, score: network.score(x), centre: x.mean(axis: 0, keepingAxis: true), stepSize: ε))
}
let lookedAt = chapter.quick ? [2, 5] : [5, 9, 13, 17]
table(
  "What the thermometer shows in 32 long chains", columns: ["step", "T × 10⁶"],
  rows: lookedAt.map { [looks[$0], 1e6 * reading(coldLong[$0], coldNetwork, ε: 10)] })

/*:
In the parabola the thermometer shows what @eq:effective says. In the network it jumps about. First it shows too
much, while the chains contract; then less than nothing, while they spread. Only at the very end, when they
sit in the glyphs, is it of the order of a millionth. So there may be an equilibrium at
$T_{\mathrm{eff}}$, but it has nothing to do with digits.

Noise cannot have brought the chains there. Alone it moves a pixel by $\sigma\sqrt n$ in $n$ steps,
and it needs $n = (0.3/0.005)^2 = 3{,}600$ of them to move it by as much as digits differ, about
0.3. What has moved the pixels is the slope. The recipe is gradient descent with a little dust on it.

And the density that the recipe claims? In equilibrium, log ratios of probabilities would be
energy differences over $T_{\mathrm{eff}}$. How large should they be? For a Gaussian in $d$ dimensions
$E/T$ is half a $\chi^2_d$, with the standard deviation $\sqrt{d/2}$, which is 5.7 for $d = 64$: typical points differ
by a few nats.
*/

// fold: The spread of the energies
let coldSpread = Estimate(varianceOf: coldNetwork.energy(test).doubles)
let coldNats = sqrt(coldSpread) / coldTemperature
show("sd of E/T_eff over held-out digits", coldNats)
if !chapter.quick { claim("the same, against 10 √(d/2)", coldNats, atLeast: 10 * sqrt(32)) }

/*:
By its own account the model finds one ordinary digit $e^{1000}$ times as probable as another. That is
not a density of digits, and dividing $E$ by a larger number afterwards would not make it one: the
chains that it was trained with were those of this temperature. Why was the test passed all the same?
Because multiplying an energy by a million changes no order. *A ranking does not know the temperature.*

## Books that balance {#sec:tied}
@main

What does it take to train at $T = 1$, with $\sigma = \sqrt{2\varepsilon}$, so that $E$ is $-\ln p$ up
to a constant? Two things.

*The data need a density.* Pixels that are always 0 have none, and an energy for them is infinitely
steep. So we train on digits with fresh noise of standard deviation $\tau = 0.1$. As in @ch:06, what
is learned is the density of noised digits, which is smooth on the scale of $\tau$.

*The step must be short enough for the steepest direction.* A pixel that is always blank has the
variance $v = \tau^2$, and is nothing else than the running Gaussian of @ch:03. There the fixed
point of contrastive divergence with steps of $\varepsilon$ was
$\lambda^* = (1 - \sqrt{1-2\varepsilon/v})/\varepsilon$, instead of $1/v$, and beyond
$\varepsilon = v/2$ there was none. With $\varepsilon = v/4 = 0.0025$ the learned energy is 17 % too
steep in these directions, which is tolerable, and the noise of a step, 0.07, needs only
$(0.3/0.07)^2 \approx 18$ steps to move a pixel by 0.3. Twenty steps are then enough to do something.
*/

let noised = NoisedData(DataSet(train), standardDeviation: τ)
let tied = Langevin.Noise.tied(temperature: 1)
var warm = training(
  on: noised, ε: τ * τ / 4, noise: tied, penalty: 0, rate: 0.008, stream: 2)
_ = try run(&warm, "T = 1")
let warmNetwork = warm.network

// fold: Long chains at T = 1, and their temperature
let warmLong = longChains(warmNetwork, ε: τ * τ / 4, noise: tied)
let heldOut = test + Float(τ) * random.normal(test.shape)
let readings = lookedAt.map { reading(warmLong[$0], warmNetwork, ε: τ * τ / 4) }
show(
  "the thermometer at steps \(lookedAt.map { "\(looks[$0])" }.joined(separator: ", "))", readings)
let warmExcess = excess(warmLong, over: heldOut, warmNetwork, unit: 1)
var warmKernel = Langevin(score: warmNetwork.score, stepSize: τ * τ / 4)
var warmEnds = warm.objective.chains!.rows(0..<chapter.samples(256, quick: 32))
warmKernel.run(&warmEnds, steps: chapter.samples(50, quick: 5), using: &random)
let warmReading = LangevinTemperature.measured(
  of: &warmEnds, moving: warmKernel, steps: chapter.samples(250, quick: 20), every: 10,
  using: &random)
let virial =
  warmReading.value
  + τ * τ / 8 * warmNetwork.score(warmEnds).square().mean()
show("energy of long chains less that of held-out digits, nats", warmExcess.last!)
show(
  "sd of E over held-out digits, nats",
  sqrt(Estimate(varianceOf: warmNetwork.energy(heldOut).doubles)))
if !chapter.quick {
  claim("T of the trained network's chains", warmReading, exact: 1, rulesOut: virial)
}

// fold: Drawing the long chains as a film
film(
  "film",
  caption: """
    The same 2,000 steps by two energies, from uniform noise. Left: the published recipe. Right: T = 1.
    """,
  size: Figure.Size(width: 720, height: 250), framesPerSecond: 1.5, pause: 3, frames: looks.count
) { k in
  Panel("T = 1.25·10⁻⁶, step \(looks[k])") { grid(coldLong[k], 32, columns: 8) }
  Panel("T = 1, step \(looks[k])") { grid(warmLong[k], 32, columns: 8) }
}
// fold: Drawing chains and energies at T = 1
figure(
  "stays",
  caption: """
    The same at T = 1, with energies in nats. The line is the mean energy of held-out digits with noise.
    """,
  size: Figure.Size(width: 720, height: 270)
) {
  journey(warmLong, warmExcess, "E − E of digits, nats")
}

/*:
Now the chains of @fig:stays, and on the right of @fig:film, arrive at strokes after some fifty
steps. Many look like digits, though by no means all, and they keep looking like that. The thermometer shows 1 as early
as step 20: the slope and the noise balance wherever the chains are. (It needs its second term for that; the virial
alone would show 1.1.) The energy settles a few nats below that of held-out digits, where the recipe
ends thousands of units below. The difference is not quite 0: long chains still find places that the
buffer does not know.

Because the energy is that of a noised density, its slope is also a denoiser (@ch:06):
$x - \tau^2\nabla E(x)$ is the best prediction of the picture under the noise. @fig:denoised applies
it to the ends of the long chains, as one would before showing them to somebody.
*/

// fold: Drawing the denoised chains
let finals = warmLong.last!
figure(
  "denoised",
  caption: """
    Chains from noise after \(looks.last!) steps at T = 1, and the same after one step of denoising with the \
    slope of the energy.
    """,
  size: Figure.Size(width: 720, height: 215)
) {
  Panel("Chains") { grid(finals, 32, columns: 8) }
  Panel("x − τ²∇E(x)") {
    grid(finals + Float(τ * τ) * warmNetwork.score(finals), 32, columns: 8)
  }
}

/*:
At $T = 1$ there is something else to be had: a likelihood. Annealed importance sampling (@ch:02)
along a path from the pixels' Gaussian to the network estimates $\ln Z$, and with it the log density
of held-out digits (with their noise) can be set beside the Gaussian's. Its estimate of $Z$ is
unbiased, but in practice nearly always too small, since rare large weights are missed, and that flatters the
network. The same path backwards, from samples of the network to the Gaussian, estimates $1/Z$ and errs the
other way, as far as long chains *are* samples of the network. So we take both.
*/

let gaussianEnergy: Energy = { -pixelGaussian.logDensity($0) }
let networkEnergy: Energy = { warmNetwork.energy($0) }
/// Annealing between the Gaussian (0) and the network (1), forwards or backwards.
func annealing(forwards: Bool) -> AnnealedImportanceSampling {
  let path = GeometricPath(
    from: forwards ? gaussianEnergy : networkEnergy, to: forwards ? networkEnergy : gaussianEnergy)
  return AnnealedImportanceSampling(
    path: path, schedule: GeometricPath.evenly(chapter.samples(300, quick: 5))
  ) { β in
    let share = Float(forwards ? β : 1 - β)
    return Metropolis(
      energy: path.energy(at: β),
      score: { (1 - share) * pixelGaussian.score(at: $0) + share * warmNetwork.score($0) },
      langevinStepSize: 0.003)
  }
}

// fold: ln Z forwards and backwards, and held-out likelihoods
let annealed = chapter.samples(96, quick: 16)
var fromGaussian = pixelGaussian.sample(annealed, using: &random)
var fromNetwork = warmEnds.rows(0..<annealed)
let forwards = annealing(forwards: true).logWeights(&fromGaussian, using: &random).logMean
let backwards = -annealing(forwards: false).logWeights(&fromNetwork, using: &random).logMean
show("ln Z, forwards and backwards", [forwards, backwards])
let gaussianNats = pixelGaussian.logDensity(heldOut)
/// The mean gain over the Gaussian, picture by picture.
func gain(_ logZ: Estimate) -> Estimate {
  Estimate(meanOf: -warmNetwork.energy(heldOut) - gaussianNats) - logZ
}
table(
  "Log density of held-out digits, nats a picture", columns: ["", "mean"],
  rows: [
    ["Gaussian", Estimate(meanOf: gaussianNats)],
    ["what the network adds, ln Z forwards", gain(forwards)],
    ["what the network adds, ln Z backwards", gain(backwards)],
  ])
if !chapter.quick {
  let lesser = [gain(forwards), gain(backwards)].min { $0.value < $1.value }!
  claim("nats that the network gains over the Gaussian, the lesser", lesser, atLeast: 0)
}

/*:
Either way the network gains some nats a picture over the Gaussian. The published recipe cannot even be asked. At
its temperature the energies of @fig:energies span thousands of nats, and most of its own chains lie far below the digits.
*/

// fold: Drawing the energies
let average = (test + test.gatherRows((0..<test.rowCount).map { ($0 + 101) % test.rowCount })) / 2
figure(
  "energies",
  caption: """
    Energies of held-out digits, of chains of the replay buffer and of averages of two digits, in units of the \
    temperature, less the mean for digits. At T = 1 digits and averages have the noise τ.
    """,
  size: .wide
) {
  for (title, network, T, noise, bounds) in [
    ("Published recipe", coldNetwork, coldTemperature, 0, -6_000.0...6_000),
    ("T = 1", warmNetwork, 1, τ, -30.0...50),
  ] {
    let z = Float(noise) * random.normal(test.shape)
    let level = network.energy(test + z).mean()
    let chains = (title == "T = 1" ? warm : cold).objective.chains!
    Panel(title, x: Axis("E/T", range: bounds), y: Axis("density")) {
      for (name, x, style) in [
        ("digits", test + z, Style.data), ("chains", chains, .learned),
        ("averages of two", average + z, .series(1)),
      ] {
        HistogramPlot(
          samples: network.energy(x).doubles.map { ($0 - level) / T }, range: bounds, bins: 40,
          label: name, style: style)
      }
    }
  }
}

/*:
## What the penalty does {#sec:penalty}
@main

The contrast does not change if a constant is added to the energy. So the gradient in the bias $b$ of the last
layer is $1 - 1 = 0$ in every update, and what the level of the energy does is left to chance. A
likelihood needs no more; $\ln Z$ absorbs any constant. The penalty of @eq:recipe ties the level to 0.
*/

// fold: The level, with and without the penalty
claim(
  "bias of the last layer after training without penalty",
  measured: warmNetwork.output.bias.value.doubles[0], exact: 0, tolerance: .absolute(0))
show("mean energy of digits, α = 0.1", coldNetwork.energy(test).mean())
show("mean energy of digits, α = 0", warmNetwork.energy(test).mean())

/*:
It has another effect. Where training is unstable, energies grow without bound, and the penalty stops
them. Two ways into trouble: a learning rate that is ten times as large, in the recipe, and a step of
$2\tau^2$ at $T = 1$, beyond the edge $v/2$, past which blank pixels have no fixed point. Each runs
for a hundred updates, without and with the penalty.
*/

// fold: Four short trainings
let short = chapter.samples(100, quick: 3)
let trials: [(name: String, T1: Bool, α: Double)] = [
  ("recipe, rate 0.01", false, 0), ("recipe, rate 0.01", false, 0.1),
  ("T = 1, ε = 2τ²", true, 0), ("T = 1, ε = 2τ²", true, 0.001),
]
let outcomes: [(spread: Double, area: Estimate)] = trials.enumerated().map {
  index, trial in
  var attempt = training(
    on: trial.T1 ? noised : DataSet(train), ε: trial.T1 ? 2 * τ * τ : 10,
    noise: trial.T1 ? tied : published, penalty: trial.α, rate: trial.T1 ? 0.004 : 0.01,
    updates: short, stream: 3 + UInt64(index))
  // It may break down on the way.
  _ = try? attempt.run(steps: short)
  let network = attempt.network
  let energies = network.energy(attempt.objective.chains!)
  return (
    sqrt(energies.square().mean()), Estimate(meanOf: area({ network.energy($0) }, shuffled))
  )
}
table(
  "A hundred updates in two kinds of trouble",
  columns: ["training", "α", "rms energy of the chains", "AUC, digits against shuffled"],
  rows: zip(trials, outcomes).map { [$0.name, $0.α, $1.spread, $1.area] })
if !chapter.quick {
  claim("rms energy, recipe at rate 0.01, α = 0", measured: outcomes[0].spread, atLeast: 1e4)
  claim("rms energy, recipe at rate 0.01, α = 0.1", measured: outcomes[1].spread, atMost: 100)
}

/*:
The penalty holds what would explode, by many orders of magnitude in the recipe. That makes a recipe
robust, and it hides the cause. With steps of $2\tau^2$ the noise of a single step has four times
the variance of a blank pixel, so no energy at all can make the chains as narrow as the data, and
training goes on looking for one. As in @ch:03, the better remedy is the shorter step. (Notice the last column. Even these wrecks tell
digits from shuffled digits.)

## A detector of anomalies {#sec:anomalies}
@main

An energy needs no $Z$ to say which of two pictures is the more usual (@ch:02). So energies are
recommended as detectors of anomalies, and the area under the ROC curve (AUC) measures how good they
are: the probability that a spoilt picture has a higher energy than an untouched one. @fig:kinds shows seven
kinds of anomaly. Four are the usual ones. The other three are harder: digits moved by one pixel downwards, averages of two
digits, and the forgeries of @fig:forgeries.
*/

// fold: Seven kinds of anomalies
let images = Digits.test.images
let kinds: [(name: String, short: String, pictures: Tensor)] = [
  ("shuffled pixels", "shuffled", shuffled),
  ("inverted", "inverted", Corruption.inversion.applied(to: images, using: &random)),
  (
    "noise, σ = 0.2", "noise",
    Corruption.noise(standardDeviation: 0.2).applied(to: images, using: &random)
  ),
  (
    "moved right", "right",
    Corruption.shift(rows: 0, columns: 1).applied(to: images, using: &random)
  ),
  (
    "moved down", "down", Corruption.shift(rows: 1, columns: 0).applied(to: images, using: &random)
  ),
  ("averages of two", "averages", average), ("forgeries", "forgeries", forgeries),
].map { ($0, $1, $2.reshaped(to: test.shape)) }
figure(
  "kinds",
  caption: "Held-out digits (above), and what becomes of them. Averages are with another digit.",
  size: Figure.Size(width: 720, height: 420)
) {
  Panel {
    ImageGrid(
      Tensor.concatenated(([test] + kinds.map(\.pictures)).map { $0.rows(0..<14) })
        .reshaped(-1, 8, 8),
      columns: 14, rowLabels: ["untouched"] + kinds.map(\.name))
  }
}
let detectors: [(name: String, energy: Energy)] = [
  ("published recipe", coldEnergy), ("T = 1", { warmNetwork.energy($0) }),
  ("Gaussian", { -pixelGaussian.logDensity($0) }),
]
let areas = detectors.map { detector in kinds.map { area(detector.energy, $0.pictures) } }
table(
  "AUC of three detectors, 297 pictures of each kind",
  columns: ["anomaly", "published recipe", "T = 1", "Gaussian"],
  rows: kinds.indices.map { kind in
    [kinds[kind].name] + detectors.indices.map { Estimate(meanOf: areas[$0][kind]) }
  })

// fold: Drawing the areas
figure(
  "auc",
  caption: """
    AUC of three detectors by kind of anomaly, with standard errors. At ½ a detector knows nothing; below, it \
    prefers the anomalies to digits.
    """,
  size: .wide
) {
  Panel(
    x: Axis(
      range: -0.5...6.5, ticks: kinds.indices.map(Double.init), tickLabels: kinds.map(\.short)),
    y: Axis("AUC", range: 0...1.05), legend: .bottomLeft
  ) {
    RulePlot(y: 0.5, style: .data)
    for (index, style) in [Style.series(1).marker(.square), .series(0), .exact.marker(.diamond)]
      .enumerated()
    {
      let estimates = areas[index].map { Estimate(meanOf: $0) }
      PointPlot(
        x: kinds.indices.map { Double($0) + 0.2 * Double(index - 1) }, y: estimates.map(\.value),
        errors: estimates.map(\.standardError), label: detectors[index].name, style: style)
    }
  }
}

/*:
@fig:auc has the result. On the usual kinds the Gaussian, which was fitted in milliseconds, is as good as any network, and
where digits are merely moved down by a pixel it is *better*. It knows exactly which pixels are blank,
and 500 updates have not taught the networks that as well.

What the Gaussian cannot see is whatever is not in second moments. An average of two digits lies nearer to the
mean than most digits do, so it finds averages more usual than digits, nearly always. It is no
judge of its own forgeries either. (Its AUC is above ½ there only because forgeries have a little noise and digits have none.)
The published recipe fails on both as well. The network at $T = 1$ sees both.

So a detector that passes the test of shuffled pixels has passed a test that a Gaussian passes. A
claim for an energy should name its yardstick, and show anomalies that the yardstick cannot see.

@page
Differences are taken picture by picture, so their standard errors know that the detectors looked at
the same pictures. (An AUC of 1 ± 0 says that of the 88,209 pairs of a digit and an anomaly none was in the
wrong order. How often it would happen among more of them cannot be seen in the sample.)
*/

// fold: Who wins where
func advantage(_ first: Int, over second: Int, at kind: Int) -> Estimate {
  Estimate(meanOf: zip(areas[first][kind], areas[second][kind]).map { $0 - $1 })
}
if !chapter.quick {
  claim("AUC at T = 1, digits against shuffled", Estimate(meanOf: areas[1][0]), atLeast: 0.92)
  claim(
    "digits moved down: the Gaussian's AUC less T = 1's", advantage(2, over: 1, at: 4), atLeast: 0)
  claim("averages: AUC at T = 1 less the Gaussian's", advantage(1, over: 2, at: 5), atLeast: 0.2)
  claim("forgeries: AUC at T = 1 less the recipe's", advantage(1, over: 0, at: 6), atLeast: 0.1)
}
claim("averages: the Gaussian's AUC", Estimate(meanOf: areas[2][5]), atMost: 0.5)

/*:
@main
**What we have.** An energy of pictures, learned by contrast within a minute, whose long chains stay
near digits; a number that says whether chains are in equilibrium; a density that beats a Gaussian,
in nats. **What we lack.** Good digits. An energy needs data with a density, so its samples are
noisy; an honest chain makes small steps, so it mixes slowly; and every update waits for its chains.
@ch:14 has shown the remedy for the first two, a ladder of noises instead of one, and @ch:06 that for
the third: scores can be learned without chains. @ch:16 puts them together for pictures.

@page
## Exercises {#sec:exercises}

The first three are graded: write your answers into [Answers.swift](Chapters/15-image-energy/homework/Answers.swift)
and run `swift run homework-15` (`… homework-15 hint 15.3` gives a hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has more).

@homework

For pencil and paper, or a program of your own:

- **T1.** Prove @eq:thermometer from the line above it. Where does the proof need that the chain is
  stationary, and why may $c$ be anything? What becomes of it if pixels are cut off at 0 and 1 after
  each step? Add the cut to the recipe, and see what the thermometer makes of it.
- **T2.** Show that the recipe's chain for $E$ is, step by step, the chain at temperature 1 for
  $E/T_{\mathrm{eff}}$ with the step size $\sigma^2/2$. So its books *can* be balanced by a change of units.
  What step size would that be, and why do 20 such steps do nothing?
- **T3.** Run the recipe with pixels cut off at 0 and 1 and slopes clipped at 0.03. Are its samples
  better? Do its long chains stay?
- **T4.** The energies of a density that has its $d$ dimensions in effect have a standard deviation
  of about $\sqrt{d/2}$. Measure it for the pixels' Gaussian on draws of its own, and on digits. Why
  does it differ on digits?
- **T5.** Start the chains of training at data (CD-20) instead of the buffer. What do short chains
  look like then, and what do long ones?
- **T6.** Round the number of restarts, 5 % of 64, instead of drawing it, and then train with
  batches of 8. Compare the ages of the chains. (Rounded, none ever starts afresh.)
- **T7.** Train at $T = 1$ with $\tau = 0.2$ and with $\tau = 0.05$, with $\varepsilon = \tau^2/4$
  each time. Compare samples after denoising, and held-out log densities. Why may the latter not be compared
  with each other?
- **T8.** *A small project.* Anneal: train one energy for each of six values of $\tau$ between 1 and
  0.1, and run chains down the ladder as in @ch:14. Do they find more of the digits' variety than
  chains at the smallest $\tau$ alone? Let a classifier count.

## Sources {#sec:sources}

J. Xie, Y. Lu, S.-C. Zhu and Y. N. Wu, *A theory of generative ConvNet*, ICML 2016, for energies made
of convolutions. Y. Du and I. Mordatch, *Implicit generation and modeling with energy-based models*,
NeurIPS 2019, for the recipe, its buffer and its penalty. E. Nijkamp, M. Hill, S.-C. Zhu and Y. N. Wu,
*Learning non-convergent non-persistent short-run MCMC toward energy-based model*, NeurIPS 2019, for
short chains as transients; E. Nijkamp, M. Hill, T. Han, S.-C. Zhu and Y. N. Wu, *On the anatomy of
MCMC-based maximum likelihood learning of energy-based models*, AAAI 2020, for convergent chains and
noised data. R. Clausius, *On a mechanical theorem applicable to heat*, Philosophical Magazine 40
(1870), for the virial. P. Ramachandran, B. Zoph and Q. V. Le, *Searching for activation functions*
(2017), for the name swish. E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, *Comparing the areas
under two or more correlated receiver operating characteristic curves*, Biometrics 44 (1988). The
digits are those of E. Alpaydin and C. Kaynak, UCI Machine Learning Repository (1998), CC BY 4.0.
*/

chapter.finish()
