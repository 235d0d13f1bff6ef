/*:
Couplings between neighbouring pixels can clean a picture, but they cannot draw one. What is missing is something
that sees more than two pixels at a time. The oldest answer in machine learning is to add units that nobody observes,
and to let the pixels agree through them. Such **hidden units** buy a great deal of expressive power. **What do they
cost?** One kind of machine was designed so that the bill can be paid. With it came almost everything that this book
needed in its first chapters, contrastive divergence included.
*/
// fold: Imports
import Datasets
import Distributions
import Elementary
import EnergyModels
import LinearAlgebra
import Networks
import Notebook
import Plotting
import Samplers
import Statistics
import Tensors
import Theory

let chapter = Chapter(13, "Boltzmann machines: restricted and deep")
var random = chapter.random

/*:
## Pairs are not enough {#sec:pairs}
@main

This section shows a distribution over three pixels that no energy made of pairs can learn.

A **Boltzmann machine** is Ising's energy with couplings of its own for every pair of pixels,
$E(v) = -\sum_i b_i v_i - \sum_{i<k} L_{ik}\, v_i v_k$ with $v_i \in \{0, 1\}$, learned from data. By the gradient of
@ch:03, its likelihood is largest when the model's means $\mathbb E\,v_i$ and correlations $\mathbb E\,v_i v_k$ equal
the data's. It can match these, and it can match nothing else.

Let the data be **parity**: of three pixels an even number is on, 000, 011, 101 or 110, each a quarter of the time.
Any two of the pixels look like independent coins. Eight equally likely patterns have the same means and pair
correlations, so *they* are the best fit, and the divergence stays at $\ln 2$ however long we train. Now add hidden
units, connected to all three pixels, and sum them out. The table shows what each of them buys: with three, next to
nothing is left.
*/

// fold: Parity against uniform, and machines with hidden units by exact gradients
let parity = (0..<8).map { $0.nonzeroBitCount % 2 == 0 ? 0.25 : 0 }
let uniform = [Double](repeating: 1.0 / 8, count: 8)
func divergence(_ p: [Double]) -> Double { DiscreteBoltzmann.divergence(parity, from: p) }
claim(
  "KL of parity from uniform", measured: divergence(uniform), exact: log(2.0),
  tolerance: .absolute(1e-12), rulesOut: 0)
/// The best of four fits, each from random weights.
let divergences = (1...3).map { hidden in
  (0..<4).map { _ in
    divergence(
      BinaryMachine(
        weight: (0..<3).map { _ in (2 * random.normal([hidden])).doubles },
        visibleBias: [0, 0, 0], hiddenBias: [Double](repeating: 0, count: hidden)
      ).fitted(to: parity, steps: chapter.samples(4_000, quick: 400), rate: 1).marginal)
  }.min()!
}
claim("KL with three hidden units", measured: divergences[2], atMost: chapter.quick ? 0.5 : 0.02)
table(
  "KL of parity from the best fit, in nats",
  columns: ["pairs", "1 hidden unit", "2", "3"].map { TableColumn($0, .fixed(3)) },
  rows: [[divergence(uniform)] + divergences])

/*:
## The machine {#sec:machine}
@main

Hidden units have a price: the energy is now one of states that nobody sees, and the probability of a picture is a
sum over all of them. Smolensky's *harmonium* (1986), later called the **restricted Boltzmann machine** (RBM), makes
this sum easy by leaving connections out. It has $n$ visible units $v$ and $m$ hidden units $h$, all 0 or 1, with
weights between the two kinds and none within a kind:

$$ E(v, h) = -b^\top v - c^\top h - v^\top W h, \qquad p(v, h) = \frac{e^{-E(v, h)}}{Z}. $$ {#eq:energy}

Fix $v$, and the energy is linear in $h$. So given $v$ the hidden units are independent, each a coin of its own, and
given $h$ the visible ones are. With the logistic function $\sigma(x) = 1/(1+e^{-x})$,

@quote EnergyModels/RestrictedBoltzmannMachine.swift conditionals

Independence also does the sum over $h$, one unit at a time. Each contributes $1 + e^{c_j + (W^\top v)_j}$, so
$p(v) = e^{-F(v)}/Z$ with the **free energy**

$$ F(v) = -b^\top v - \sum_{j=1}^m \operatorname{softplus}\big(c_j + (W^\top v)_j\big), \qquad
\operatorname{softplus}(x) = \ln(1 + e^x). $$ {#eq:free}

This is an ordinary energy of $v$, as any network could be, and $e^{-F}$ is a product with one factor for each hidden
unit: an RBM is a product of experts (@ch:12). A hidden unit is an expert for a pattern. Where its input is
negative it says nothing; where it is positive, it favours $v$ in proportion.

Sampling is where the restriction pays. All hidden units can be drawn at once, exactly, and then all visible ones.
This is **block Gibbs** sampling. No step size, nothing to reject:

@quote EnergyModels/BlockGibbs.swift block-gibbs

@page
Is the sum right, and does the chain keep $p(v)$? A machine of $4 \times 3$ units answers by enumeration of its 128
joint states, which uses neither independence nor softplus. Forgetting the 1 in $1 + e^x$ would leave a free energy
that is linear in $v$. The chain's exact transition matrix on the 16 visible states, made from enumerated conditional
probabilities, must keep the marginal.
*/

// fold: A tiny machine by enumeration
let tiny = RestrictedBoltzmannMachine(
  weight: Tensor(rows: [[1.5, -1, 0.5], [-2, 1, 1], [1, 2, -1.5], [-1, -1.5, 2]]),
  visibleBias: Tensor([0.2, 0.5, -0.8, 0.1]), hiddenBias: Tensor([-0.3, 0.4, -0.6]))
let tinyExact = BinaryMachine(tiny)
let tinyStates = binaryStates(4)
func largestError(_ energies: Tensor) -> Double {
  zip(energies.doubles, tinyExact.negativeFreeEnergies).map { abs($0 + $1) }.max()!
}
let tinyInputs = linear(tinyStates, weight: tiny.weight.value, bias: tiny.hiddenBias.value)
claim(
  "free energy less the sum over h, largest", measured: largestError(tiny.energy(tinyStates)),
  exact: 0, tolerance: .absolute(1e-5),
  rulesOut: largestError(
    -(tinyStates * tiny.visibleBias.value).rowSums() - tinyInputs.rowSums()))
let tinyGibbs = tinyExact.gibbsMatrix
claim(
  "πP − π of block Gibbs, largest", measured: tinyGibbs.stationarityDefect(tinyExact.marginal),
  exact: 0, tolerance: .absolute(1e-12),
  rulesOut: tinyGibbs.stationarityDefect([Double](repeating: 1 / 16, count: 16)))

/*:
## Z from the smaller side {#sec:z}
@main

$Z$ is a sum over $2^{n+m}$ joint states. But one side is summed out in closed form, and it may be either one:

$$ Z = \sum_v e^{-F(v)} = \sum_h e^{c^\top h} \prod_{i=1}^n \big(1 + e^{b_i + (Wh)_i}\big). $$ {#eq:z}

So the price is $2^{\min(n, m)}$, and **a machine with 64 pixels and 16 hidden units has a partition function that
can be computed**: a sum of 65,536 terms instead of $2^{80}$. It will be our referee. Beyond some thirty hidden units
$Z$ is out of reach again.

@quote EnergyModels/ExactPartitionFunction.swift log-sum

@page
The same function serves both sides with the roles of the biases exchanged. Exchange the biases and forget the
weights' transpose, and a square machine computes the $Z$ of another machine without any complaint.
*/

// fold: Z by its smaller side
let square = RestrictedBoltzmannMachine(
  weight: random.normal([5, 5]), visibleBias: Tensor([1.0, 1, 2, 1, 1]),
  hiddenBias: Tensor([-1.0, -1, 0, -1, -1]))
let wrongSide = RestrictedBoltzmannMachine(
  weight: square.weight.value, visibleBias: square.hiddenBias.value,
  hiddenBias: square.visibleBias.value)
claim(
  "ln Z of 5 × 5 units", measured: square.logPartitionFunction,
  exact: BinaryMachine(square).logPartitionFunction, tolerance: .absolute(1e-4),
  rulesOut: wrongSide.logPartitionFunction)

/*:
## Learning by correlations {#sec:learning}
@main

The likelihood's gradient is that of @ch:03, the energy's mean slope under the model less that under the data. For an
RBM the slopes are products of two units, $-\partial F/\partial W_{ij} = v_i\,p(h_j = 1\mid v)$, so

$$ \frac{\partial}{\partial W_{ij}}\, \mathbb E_\text{data} \ln p(v)
= \mathbb E_\text{data}\big[v_i h_j\big] - \mathbb E_\text{model}\big[v_i h_j\big]. $$ {#eq:gradient}

A weight grows by how often its two units are on together when the pixels show data, and shrinks by how often they
are when the machine is left to itself. This is the learning rule of Ackley, Hinton and Sejnowski (1985). It is
local: everything a weight needs to know is at its two ends. The second term asks for samples of the model, and here
contrastive divergence was invented: start the Gibbs chain at the data and stop it after $k$ steps (CD-k). If the
chains are instead continued from one update to the next, it is *persistent* (PCD).

The objective of @ch:03 takes any energy and any kernel, so
`ContrastiveDivergence(data: …, steps: k) { BlockGibbs($0) }` trains an RBM as it stands. But when the derivative is
a product of two numbers that are at hand anyway, automatic differentiation is a detour. Written down, an update is

@quote EnergyModels/BoltzmannLearning.swift correlations

@page
On average over many batches the gradient of CD-1 must be what the Gibbs matrix of the tiny machine says. Ruled out is
the likelihood's gradient, which CD-1 does not estimate.
*/

// fold: The mean contrast of CD-1, by the Gibbs matrix
let tinyData = tinyStates.gatherRows([1, 2, 2, 6, 9, 15])
let tinyDistribution = BinaryMachine.distribution(of: tinyData)
let tinyLearning = BoltzmannLearning(
  tiny, steps: 1, with: SGD(learningRate: 0.1), random: random.split("tiny"))
let copies = tinyData.gatherRows((0..<600).map { $0 % 6 })
let (tinyContrast, tinyGradient) = (
  tinyExact.contrast(data: tinyDistribution, steps: 1), tinyExact.gradient(data: tinyDistribution)
)
// The parameter whose bias is largest.
let biased = tinyContrast.indices.max {
  abs(tinyContrast[$0] - tinyGradient[$0]) < abs(tinyContrast[$1] - tinyGradient[$1])
}!
claim(
  "mean CD-1 contrast of one parameter",
  Estimate(
    meanOf: (0..<chapter.samples(400, quick: 40)).map { batch in
      let gradients = tinyLearning.contrast(copies, using: random.split(UInt64(batch))).gradients
      return -Tensor.concatenated(gradients.map { $0.reshaped($0.count) }).doubles[biased]
    }), exact: tinyContrast[biased], rulesOut: tinyGradient[biased])

/*:
## The bias of contrastive divergence {#sec:bias}
@main

CD-k follows the wrong gradient, and for a small machine one can say exactly how wrong. The data are bars and stripes
on 3 × 3 pixels: every row black or white, or every column, 14 patterns of 512. The transition matrix $P$ of the
Gibbs chain has 512 rows. Where $k$ steps take the data is the vector $p_\text{data} P^k$, and the expected CD-k
gradient follows by a sum. We train a machine with six hidden units by CD-1 and compare at three moments. Look in
@fig:bias for two things: how the bias falls with $k$, and how the three lines differ.
*/

// fold: Bars and stripes, and the exact bias
let bars = barsAndStripes(3)
let barsDistribution = BinaryMachine.distribution(of: bars)
var barsLearning = BoltzmannLearning(
  RestrictedBoltzmannMachine(
    visibleBias: .zeros(9), hidden: 6, standardDeviation: 0.1, using: &random),
  with: SGD(learningRate: 0.1, momentum: 0.5), random: random.split("bars"))
let biasSteps = Array(1...10) + [15, 20, 30, 50, 70, 100]
struct Stage {
  let updates: Int
  let divergence, gradient, contrast, eigenvalue, lateRatio: Double
  let biases: [Double]
}
func length(_ x: [Double]) -> Double { sqrt(sum(x.map { $0 * $0 })) }
func stage(after updates: Int) -> Stage {
  barsLearning.run(updates: updates - barsLearning.updates, on: DataSet(bars))
  let machine = BinaryMachine(barsLearning.machine)
  let gibbs = machine.gibbsMatrix
  let model = machine.correlations(machine.marginal)
  func bias(_ ends: [Double]) -> Double {
    length(zip(machine.correlations(ends), model).map { $0 - $1 })
  }
  func ends(_ k: Int) -> [Double] { gibbs.distribution(after: k, from: barsDistribution) }
  // The chain on h has the same eigenvalues, and fewer states.
  let eigenvalues = machine.upsideDown.gibbsMatrix.eigenvalues()
  let second = eigenvalues[eigenvalues.count - 2]
  let late = ends(Int(log(1e-7) / log(second)))
  return Stage(
    updates: updates,
    divergence: DiscreteBoltzmann.divergence(barsDistribution, from: machine.marginal),
    gradient: length(machine.gradient(data: barsDistribution)),
    contrast: length(machine.contrast(data: barsDistribution, steps: 1, gibbs: gibbs)),
    eigenvalue: second, lateRatio: bias(gibbs.step(late)) / bias(late),
    biases: biasSteps.map { bias(ends($0)) })
}
let stages = (chapter.quick ? [10, 30, 300] : [30, 300, 3_000]).map { stage(after: $0) }
table(
  "Bars and stripes, trained by CD-1",
  columns: [
    "updates", TableColumn("KL", .fixed(3)), TableColumn("‖gradient‖", .fixed(4)),
    TableColumn("‖CD-1‖", .fixed(4)), TableColumn("‖bias of CD-1‖", .fixed(4)),
    TableColumn("λ₂", .fixed(4)),
  ],
  rows: stages.map {
    [$0.updates, $0.divergence, $0.gradient, $0.contrast, $0.biases[0], $0.eigenvalue]
  })
let slowed = stages[2]
claim(
  "what a late step leaves of the bias", measured: slowed.lateRatio, exact: slowed.eigenvalue,
  tolerance: .absolute(chapter.quick ? 0.1 : 1e-3), rulesOut: slowed.eigenvalue * slowed.eigenvalue)

// fold: Drawing the bias
figure(
  "bias",
  caption: """
    The length of the bias of the expected CD-k gradient, exactly, after 30, 300 and 3,000 updates of CD-1 on bars and \
    stripes. Dotted: the length of the true gradient after 3,000 updates.
    """,
  size: .single
) {
  Panel(
    x: Axis("k", scale: .log, range: 1...600),
    y: Axis("length of the bias", scale: .log, range: 1e-6...3), legend: .direct
  ) {
    RulePlot(y: stages[2].gradient, note: "true gradient")
    for (index, stage) in stages.enumerated() {
      LinePlot(
        x: biasSteps.map(Double.init), y: stage.biases, label: "\(stage.updates) updates",
        style: .sequence(index, of: 3).lineWidth(1.6))
    }
  }
}

/*:
In the long run every step multiplies the bias by $\lambda_2$, the second eigenvalue of the chain (the first is 1).
Early in training the weights are small, the chain forgets its start in a few steps, and a handful of steps is as
good as infinitely many. Later the weights are large and the chain crawls. **The better the machine has learned, the
more wrong is the gradient that short chains give it.** After 3,000 updates the CD-1 gradient is nearly zero, and the
true one is twenty times as long: learning has come to rest at a place where the likelihood still has a slope. CD-1
asks only that *one step* leave the data where they are.

## Digits, and a referee {#sec:digits}
@main

Now 64 pixels. We train a machine with 16 hidden units, whose likelihood can be computed, on 1,500 digits of 8 × 8
pixels, 100 in an update: by CD-1, by CD-10, and by PCD. A pixel is on if it has more than $\tfrac7{16}$ of full ink.
The visible biases start where independent pixels would be best.
*/

let (train, test) = (Digits.train.binaryPoints(), Digits.test.binaryPoints())
let rates = baseRates(of: train)
let updates = chapter.samples(5_400, quick: 60)
let (middle, top) = chapter.quick ? (8, 6) : (16, 12)
let start = RestrictedBoltzmannMachine(visibleBias: rates, hidden: middle, using: &random)
let noise = random.uniform([100, 64]) .< sigmoid(rates)
/// Descent with momentum ½ and a rate that falls to a hundredth.
func descent(_ rate: Double, updates: Int) -> SGD {
  SGD(learningRate: .cosine(from: rate, to: rate / 100, steps: updates), momentum: 0.5)
}
func learning(_ name: String, steps k: Int, chains: Tensor? = nil) -> BoltzmannLearning {
  BoltzmannLearning(
    start, chains: chains, steps: k, with: descent(0.2, updates: updates),
    random: random.split(name))
}
var methods = [
  ("CD-1", learning("CD-1", steps: 1)), ("CD-10", learning("CD-10", steps: 10)),
  ("PCD", learning("PCD", steps: 1, chains: noise)),
]

/*:
Three numbers can be watched while it learns. The first is the **exact** mean of $\ln p$ over the 297 test pictures, by
@eq:z. The second is the **pseudo-likelihood** (Besag, 1975), the product of the probabilities of each pixel given all
others, in which $Z$ cancels:

@quote EnergyModels/PseudoLikelihood.swift pseudo-likelihood

The third is $\ln p$ with $Z$ estimated by **annealed importance sampling** (@ch:02). The path leads from independent
units, on as often as in the data, to the machine. Every energy in between is again that of an RBM, with weights
$\beta W$, so its Gibbs kernel is at hand (Salakhutdinov and Murray, 2008):

@quote EnergyModels/AnnealedMachine.swift annealed-machine
*/

// fold: Training, and the numbers that are watched
func annealed(_ machine: RestrictedBoltzmannMachine, chains: Int, steps: Int) -> Estimate {
  AnnealedMachine(machine, baseRates: rates)
    .logPartitionFunction(chains: chains, steps: steps, using: &random)
}
let moments = (0...12).map { $0 * updates / 12 }
var exact = methods.map { _ in [Double]() }
var (pseudo, estimated): ([Double], [Estimate]) = ([], [])
for index in methods.indices {
  for moment in moments {
    methods[index].1.run(updates: moment - methods[index].1.updates, on: DataSet(train))
    let machine = methods[index].1.machine
    let level = -machine.energy(test).mean()
    exact[index].append(level - machine.logPartitionFunction)
    if methods[index].0 == "PCD" {
      pseudo.append(machine.logPseudoLikelihood(test).mean())
      estimated.append(
        level - annealed(machine, chains: 100, steps: chapter.samples(500, quick: 20)))
    }
  }
}

// fold: Drawing the likelihoods
figure(
  "likelihood",
  caption: """
    A machine with 16 hidden units learns digits. Left: exact test log-likelihood under three kinds of training. \
    Right: for PCD, the exact curve, annealed importance sampling with its standard errors, and the pseudo-likelihood.
    """
) {
  let x = moments.map(Double.init)
  let height = Axis("nats a picture", range: -26...(-14))
  Panel("Exact", x: Axis("updates"), y: height, legend: .bottomRight) {
    for (index, method) in methods.enumerated() {
      LinePlot(x: x, y: exact[index], label: method.0, style: .series(index))
    }
  }
  Panel("PCD, three measures", x: Axis("updates"), y: height, legend: .bottomRight) {
    LinePlot(x: x, y: pseudo, label: "pseudo", style: .series(3))
    LinePlot(x: x, y: exact[2], label: "exact", style: .exact)
    PointPlot(
      x: x, y: estimated.map(\.value), errors: estimated.map(\.standardError),
      label: "annealed", style: .measured)
  }
}

/*:
In @fig:likelihood the annealed estimates lie on the exact curve, so we may trust them where there is no exact curve.
The pseudo-likelihood lies well above it, because each pixel is told all the others. It needs no chains, and here it mostly
rises and falls with the likelihood, though by less, and it misses the deepest fall. CD-1 and CD-10 learn smoothly. PCD
lags at first: its chains forget slowly, and the parameters outrun them. When the learning rate has fallen, they catch up.

@page
At the end of training, and with more draws, annealing is held to the exact $\ln Z$ of all three machines.
*/

// fold: Annealing against enumeration
for (name, learning) in methods {
  let machine = learning.machine
  let logZ = machine.logPartitionFunction
  claim(
    "ln Z by annealing, \(name)",
    annealed(machine, chains: chapter.samples(500, quick: 50), steps: 500),
    exact: logZ, rulesOut: logZ - softplus(machine.hiddenBias.value).sum())
}
/*:
## Reconstruction is no measure {#sec:reconstruction}
@main

What is often plotted instead, since it costs nothing, is the **reconstruction error**: compute the hidden
probabilities of a picture, go back down, and sum the squared differences. Training brings it down, so it looks like a
measure of success. It is not. The likelihoods of our three machines (table) agree to within a fifth of a nat. PCD has
the highest, and clearly the largest error. No wonder: CD is trained to leave pictures where they are, and PCD is not.

To see how wrong it can be, build a machine by hand. Give each pixel a hidden unit of its own, with $W = wI$ and all
biases $-w/2$. For large $w$ the hidden unit copies its pixel, the pixel copies it back, and the error vanishes.
And the distribution? Each pixel and its copy are either both on or both off, with equal energies: **all $2^{64}$
pictures are equally likely**. The machine knows nothing at all.
*/

// fold: The copying machine
let copying = 20.0
let copier = RestrictedBoltzmannMachine(
  weight: Float(copying) * .identity(64),
  visibleBias: Tensor(repeating: Float(-copying / 2), shape: [64]),
  hiddenBias: Tensor(repeating: Float(-copying / 2), shape: [64]))
// Pairs of units of their own: Z is a product.
let logCopierZ = 64 * log(2 + 2 * exp(-copying / 2))
let copierLikelihood = -copier.energy(test).mean() - logCopierZ
let independent = RestrictedBoltzmannMachine(
  weight: .zeros(64, 1), visibleBias: rates, hiddenBias: .zeros(1))
let judged = [("no weights", independent)] + methods.map { ($0.0, $0.1.machine) }
table(
  "Two measures of five machines, on the test pictures",
  columns: [
    "machine", TableColumn("reconstruction error", .fixed(2)),
    TableColumn("exact ln p a picture", .fixed(2)),
  ],
  rows: judged.map { name, machine in
    [
      name, machine.reconstructionError(test),
      -machine.energy(test).mean() - machine.logPartitionFunction,
    ]
  } + [["copying machine", copier.reconstructionError(test), copierLikelihood]])
claim(
  "ln p of the copying machine is −64 ln 2", measured: copierLikelihood, exact: -64 * log(2.0),
  tolerance: .absolute(0.01), rulesOut: 0)
claim(
  "reconstruction error of the copying machine", measured: copier.reconstructionError(test),
  atMost: 1e-6)

/*:
The copying machine reconstructs every picture perfectly, and its likelihood is worse than that of independent
pixels. A reconstruction says that the *chain* hardly moves in one step. A machine that has learned well has that
property, and so does a machine that is merely stuck.

## A larger machine {#sec:large}
@main

With 128 hidden units the exact $Z$ is out of reach, and the machine is much better. The workload by which
implementations are often compared is CD-1 with batches of 100 and 850 updates, measured by the pseudo-likelihood of
all 1,797 pictures. Programs for it in NumPy and PyTorch reach about −14.9 nats, and ours should do no worse. (The
[benchmarks](Benchmarks/README.md) time such an update.)
*/

// fold: 850 updates of CD-1
let everything = Digits.all.binaryPoints()
func large(_ name: String) -> RestrictedBoltzmannMachine {
  var random = random.split(name)
  return RestrictedBoltzmannMachine(visibleBias: rates, hidden: 128, using: &random)
}
var quickly = BoltzmannLearning(
  large("CD-1"), with: SGD(learningRate: 0.1, momentum: 0.5), random: random.split("850"))
stopwatch("850 updates of CD-1, 64 × 128 units") {
  quickly.run(updates: chapter.samples(850, quick: 50), on: DataSet(everything))
}
let peers = quickly.machine.logPseudoLikelihood(everything).mean()
claim("pseudo-likelihood after 850 updates", measured: peers, atLeast: chapter.quick ? -26 : -14.9)

/*:
For good samples, persistent chains are the better teacher. While the machine learns, they wander through what it
believes, and one can watch them: @fig:fantasies shows forty of the chains (Hinton's *fantasies*) beside forty
pictures of the data. @fig:filters shows what the hidden units have become: detectors of pieces of strokes.
*/

// fold: The large machine by PCD, with a camera
let largeUpdates = chapter.samples(6_000, quick: 60)
let shots = (0...24).map { $0 * $0 * largeUpdates / 576 }
var largeLearning = BoltzmannLearning(
  large("PCD"), chains: noise, with: descent(0.1, updates: largeUpdates),
  random: random.split("large"))
var fantasies: [Tensor] = []
func pictures(_ v: Tensor, _ count: Int) -> [[Double]] {
  (0..<count).map { (1 - v.row($0)).doubles }
}
for shot in shots {
  largeLearning.run(updates: shot - largeLearning.updates, on: DataSet(train))
  let machine = largeLearning.machine
  fantasies.append(
    machine.visibleProbabilities(machine.hiddenProbabilities(largeLearning.chains!)))
}
let largeMachine = largeLearning.machine
film(
  "fantasies",
  caption: "Forty pictures of the data, and forty persistent chains while the machine learns.",
  size: Figure.Size(width: 720, height: 290), columns: 2, framesPerSecond: 5, frames: shots.count
) { k in
  Panel("data", x: .hidden, y: .hidden) {
    ImageGrid(pictures(train, 40), width: 8, height: 8, columns: 8)
  }
  Panel("fantasies after \(shots[k]) updates", x: .hidden, y: .hidden) {
    ImageGrid(pictures(fantasies[k], 40), width: 8, height: 8, columns: 8)
  }
}

// fold: Drawing the filters
figure(
  "filters",
  caption: """
    The weights between each of 36 hidden units of the large machine and the 64 pixels. Red: pixels that turn the unit \
    on, and that it turns on; blue: pixels that it forbids.
    """,
  size: Figure.Size(width: 720, height: 190)
) {
  Panel(x: .hidden, y: .hidden) {
    ImageGrid(
      (0..<36).map { largeMachine.weight.value.column($0).doubles }, width: 8, height: 8,
      columns: 12, colorMap: .diverging, range: -3...3)
  }
}

// fold: The likelihood of the large machine
show(
  "test ln p, 128 hidden units",
  -largeMachine.energy(test).mean()
    - annealed(largeMachine, chains: 100, steps: chapter.samples(1_000, quick: 20)))

/*:
@deeper Real units: a factor model, and why learning slows the chain
Let all units be real numbers, $E(v, h) = \tfrac12\lVert v\rVert^2 + \tfrac12\lVert h\rVert^2 - v^\top W h$. Then
$v\mid h \sim N(Wh, I)$ and $h \mid v\sim N(W^\top v, I)$, and summing $h$ out leaves
$e^{-\frac12 v^\top(I - WW^\top)v}$. So

$$ \Sigma_v = (I - WW^\top)^{-1} = I + W(I - W^\top W)^{-1}W^\top, $$ {#eq:gaussian}

noise of variance 1 plus a covariance of rank $m$: the machine is a *factor model*, and it exists only if all
singular values $w$ of $W$ are below 1. (It is not $I + WW^\top$: the factors $h$ have the covariance
$(I - W^\top W)^{-1}$ themselves.) A direction with singular value $w$ has the variance $r = 1/(1-w^2)$. And since
$\mathbb E[v'\mid v] = WW^\top v$, one step of the Gibbs chain keeps the fraction

$$ w^2 = 1 - \frac1r $$ {#eq:slow}

of it: the largest $w^2$ is the $\lambda_2$ of this chain. This is the slowing down of @sec:bias in one formula. A
direction that the hidden units explain well, of variance $r \gg 1$, takes about $r$ steps to forget.
*/

// fold: The Gaussian machine
let factors = [[0.8, 0.1], [0.3, 0.5], [-0.2, 0.6]]
let gaussianMachine = GaussianMachine(weight: Tensor(rows: factors))
let covariance = GaussianHarmonium.covariance(weight: factors)!
let eigen = SymmetricEigen(GaussianHarmonium.precision(weight: factors))
let (smallest, direction) = (eigen.values[0], eigen.vectors[0])
let slowest = 1 - smallest
let gaussianCount = chapter.samples(40_000, quick: 2_000)
var before = Gaussian(mean: [0, 0, 0], covariance: covariance).sample(gaussianCount, using: &random)
gaussianMachine.step(&before, using: &random)
var after = before
gaussianMachine.step(&after, using: &random)
claim(
  "Gaussian machine, variance of v₁", measuredVariance: after.column(0).square().mean(),
  degreesOfFreedom: gaussianCount, exact: covariance[0][0],
  rulesOut: 1 + sum(factors[0].map { $0 * $0 }))
let along = [before, after].map { v in
  (v * Tensor(direction)).rowSums()
}
claim(
  "autocorrelation of its slowest direction",
  Estimate(meanOf: Float(smallest) * along[0] * along[1]),
  exact: GaussianHarmonium.autocorrelation(singularValue: sqrt(slowest), lag: 1),
  rulesOut: sqrt(slowest))

/*:
## Two layers {#sec:deep}
@main

Strokes have patterns too. If hidden units explain the pixels, a second layer may explain the hidden units. There are
two ways to build it, and they are often confused.

**Greedy: a deep belief net.** Train an RBM and freeze it. Take its hidden units, driven by the data, as the data of
a second RBM. To draw a sample, run the Gibbs chain of the *upper* machine and step down once. Only the upper machine
is undirected. Hinton, Osindero and Teh (2006) showed why this can help. With $q(h) = p(h\mid v)$ of the first
machine and $p_2$ the distribution of the second,

$$ \ln p(v) \ \ge\ \mathbb E_q\big[\ln p_2(h) + \ln p(v\mid h) - \ln q(h)\big], $$ {#eq:greedy}

with equality if $p_2$ is the first machine turned upside down. From there, whatever raises the likelihood of the
second machine raises the bound.

**Joint: a deep Boltzmann machine** (DBM; Salakhutdinov and Hinton, 2009). All connections stay undirected, and all
weights are trained together:

$$ E(v, h, g) = -b^\top v - c^\top h - a^\top g - v^\top W h - g^\top U h . $$ {#eq:deep}

Here greedy training is only a way to start. Look at who is connected with whom: $v$ with $h$, and $h$ with $g$. **A DBM is
an RBM with the units $h$ on one side and $(v, g)$ on the other**, of which $g$ is not observed. So the chains, the
partition function and the gradient are there already. New is the data's side: given $v$, the units of $h$ and $g$
depend on each other. Their posterior is replaced by the best distribution of *independent* units, whose means solve

@quote EnergyModels/DeepBoltzmannMachine.swift mean-field

These means take the place of what was not observed, and an update is `learning.update(machine.completed(pictures))`:
mean field for the data's correlations, persistent chains for the model's. For independent units $q$ with these means,
$\ln p(v) \ge \mathbb E_q[-E] + H(q) - \ln Z$, and the gap is $\operatorname{KL}(q\,\Vert\, p(h, g\mid v))$.

We give the referee a machine that it can judge: 64 pixels, $16$ units in $h$, $12$ in $g$. It is trained twice with
the same settings, from small random weights and from two RBMs that were trained greedily.
*/

// fold: A deep machine with an exact likelihood
func smallMachine(_ bias: Tensor, _ hidden: Int) -> RestrictedBoltzmannMachine {
  RestrictedBoltzmannMachine(visibleBias: bias, hidden: hidden, using: &random)
}
let firstLayer = methods[2].1.machine
let deepUpdates = chapter.samples(3_600, quick: 36)
var secondLearning = BoltzmannLearning(
  smallMachine(baseRates(of: firstLayer.hiddenProbabilities(train)), top),
  with: descent(0.1, updates: deepUpdates), random: random.split("second"))
secondLearning.run(
  updates: deepUpdates, on: HiddenUnits(of: firstLayer, drivenBy: DataSet(train)))
typealias DeepReading = (updates: Int, exact: Double, bound: Double)
func read(_ machine: DeepBoltzmannMachine, _ updates: Int) -> DeepReading {
  let logZ = machine.joined.logPartitionFunction
  return (
    updates, machine.unnormalizedLogLikelihood(test).mean() - logZ,
    machine.unnormalizedBound(test).mean() - logZ
  )
}
/// Joint training, with a reading at the start and after each of nine parts.
func jointly(
  _ start: DeepBoltzmannMachine
) -> (machine: DeepBoltzmannMachine, chains: Tensor, readings: [DeepReading]) {
  var learning = BoltzmannLearning(
    start.joined,
    chains: .concatenated([noise, random.uniform([100, start.size.top]) .< 0.5], axis: 1),
    with: descent(0.05, updates: deepUpdates), random: random.split("joint"))
  var (machine, readings) = (start, [read(start, 0)])
  for _ in 1...9 {
    learning.run(updates: deepUpdates / 9, on: DataSet(train)) { machine, pictures in
      DeepBoltzmannMachine(machine, visible: 64).completed(pictures, sweeps: 5)
    }
    machine = DeepBoltzmannMachine(learning.machine, visible: 64)
    readings.append(read(machine, learning.updates))
  }
  return (machine, learning.chains!, readings)
}
let stacked = DeepBoltzmannMachine(firstLayer, secondLearning.machine)
let fromGreedy = jointly(stacked)
let fromNothing = jointly(
  DeepBoltzmannMachine(smallMachine(rates, middle), smallMachine(.zeros(middle), top)))
func topVariance(_ machine: DeepBoltzmannMachine) -> Double {
  let g = machine.completed(test).columns(64..<64 + machine.size.top)
  return (g - g.mean(axis: 0)).square().mean()
}
let layered = [
  ("two RBMs, put together", fromGreedy.readings[0], stacked),
  ("the same, trained jointly", fromGreedy.readings.last!, fromGreedy.machine),
  ("from small random weights", fromNothing.readings.last!, fromNothing.machine),
]
table(
  "Two layers, exactly, on the test pictures",
  columns: [
    "machine", TableColumn("ln p", .fixed(2)), TableColumn("bound", .fixed(2)),
    TableColumn("variance of the means of g", .fixed(4)),
  ],
  rows: [["RBM with 16 hidden units", exact[2].last!, "", ""]]
    + layered.map { [$0, $1.exact, $1.bound, topVariance($2)] })

// fold: Drawing the deep machines
let deepJoined = fromGreedy.machine.joined
let deepPictures = deepJoined.visibleProbabilities(
  deepJoined.hiddenProbabilities(fromGreedy.chains)
).columns(0..<64)
figure(
  "deep",
  caption: """
    Left: exact test log-likelihood (lines) and mean-field bound (dots) of a machine with 16 + 12 hidden units during joint \
    training, from two starts. Right: forty persistent chains of the machine from the greedy start, after training.
    """,
  size: Figure.Size(width: 720, height: 300), columns: 2
) {
  Panel(
    "Bound and truth", x: Axis("updates of joint training"),
    y: Axis("nats a picture", range: -26...(-17)), legend: .bottomRight
  ) {
    for (index, (name, run)) in [
      ("greedy start", fromGreedy.readings), ("random start", fromNothing.readings),
    ].enumerated() {
      LinePlot(
        x: run.map { Double($0.updates) }, y: run.map(\.exact), label: name,
        style: .series(index))
      PointPlot(
        x: run.map { Double($0.updates) }, y: run.map(\.bound),
        style: .series(index).markerSize(4))
    }
  }
  Panel("Samples", x: .hidden, y: .hidden) {
    ImageGrid(pictures(deepPictures, 40), width: 8, height: 8, columns: 8)
  }
}

/*:
Three things happen (@fig:deep). Put together as they are, the two RBMs make a worse machine than the first alone:
each was trained as if it alone decided about $h$, and now both pull at it. Joint training repairs that, by about five
nats, and the deep machine ends level with the shallow one. And from small random weights, the second layer **stays
asleep**: the variance of its means over the pictures is nearly zero, the bound is tight because $g$ and $h$ hardly
depend on each other, and what learns is an RBM. Greedy training wakes the second layer. This, and not a lack of
back-propagation, which was well known, is one reason why the deep models of those years were trained layer by layer.

The samples on the right look as clean as those of the 128 hidden units in @fig:fantasies. That does not make the
machine as good: its likelihood is lower by more than a nat and a half.

@page
The first claim is the identity behind @eq:greedy: with the first machine upside down as the second, what stands under
the expectation equals $\ln p(v)$ for *every* $h$ that is drawn. For a tiny DBM with $3 + 3 + 2$ units everything is
enumerated; the wrong sign of the gap is ruled out. And the bound is below the exact value on each of the 297 test
pictures, not only on average.
*/

// fold: Bounds against enumeration
let upsideDown = RestrictedBoltzmannMachine(
  weight: firstLayer.weight.value.transposed(), visibleBias: firstLayer.hiddenBias.value,
  hiddenBias: firstLayer.visibleBias.value)
let greedyExcess = DeepBeliefNet(firstLayer, upsideDown).unnormalizedBound(test, using: &random)
  .doubles
let bias = upsideDown.logPartitionFunction - firstLayer.logPartitionFunction
claim(
  "greedy bound, machine upside down, less ln p(v), largest",
  measured: zip(greedyExcess, firstLayer.energy(test).doubles).map { abs($0 + $1 - bias) }.max()!,
  exact: 0, tolerance: .absolute(0.01),
  rulesOut: softplus(firstLayer.hiddenBias.value).sum())
let tinyDeep = DeepBoltzmannMachine(
  RestrictedBoltzmannMachine(
    weight: random.normal([5, 3]), visibleBias: random.normal([5]), hiddenBias: random.normal([3])),
  visible: 3)
let deepExact = DeepEnumeration(joined: BinaryMachine(tinyDeep.joined), visible: 3)
let picture = binaryStates(3).rows(5..<6)
let evidence = deepExact.unnormalizedLogLikelihood(5)
let gap = deepExact.gap(5, means: tinyDeep.means(picture, sweeps: 100).doubles)
claim(
  "mean-field bound of a tiny DBM",
  measured: tinyDeep.unnormalizedBound(picture, sweeps: 100).doubles[0],
  exact: evidence - gap, tolerance: .absolute(1e-5), rulesOut: evidence + gap)
let deepest = fromGreedy.machine
claim(
  "bound less ln p(v) on 297 test pictures, largest",
  measured: Double(
    (deepest.unnormalizedBound(test) - deepest.unnormalizedLogLikelihood(test)).max()),
  atMost: 1e-3)

/*:
## What hidden units cost {#sec:price}
@main

**What we have.** Hidden units let an energy see more than pairs. In a restricted machine they can be summed out and
drawn all at once, and learning is a difference of correlations. With few of them, every number can be checked
against an exact likelihood, and we did: annealing is trustworthy, pseudo-likelihood is useful, reconstruction error
is neither. **What we lack.** The model's samples come from a chain that slows down as the machine learns. A second
layer takes a bound, an approximation and a careful start. And the units are binary. The rest of this book keeps the
energy, or only its slope, and gives up the hidden units: it puts a deep *network* where the layers of coins have
been.

## Exercises {#sec:exercises}

The first three are graded: write your answers into [Answers.swift](Chapters/13-boltzmann-machines/homework/Answers.swift)
and run `swift run homework-13` (`… homework-13 hint 13.3` gives a hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has more).

@homework

For pencil and paper, or a program of your own:

- **T1.** With large weights one hidden unit raises one pattern and leaves the others alone. Show that its divergence
  from parity can come down to $\tfrac34\ln(1 + 2/\sqrt3) = 0.5757$. Can another machine with one unit do better?
- **T2.** *Rao–Blackwell.* `AnnealedMachine` weighs joint states $(v, h)$. Sum $h$ out of every energy on the path
  and weigh $v$ alone. Why is the variance smaller? Measure by how much.
- **T3.** *The best factor model.* Data in the plane have the covariance matrix $C$ with eigenvalues $r_1 > 1 > r_2$.
  Which $W$ with one hidden unit is best in @eq:gaussian? Show that CD-k comes to rest at the same $W$ for every $k$.
- **T4.** *A small project: classification.* Give an RBM ten more visible units for the label, trained together with
  the pixels. $p(\text{label}\mid\text{pixels})$ needs ten free energies and no $Z$. How many of the 297 test digits
  does it get right?

## Sources {#sec:sources}

D. H. Ackley, G. E. Hinton and T. J. Sejnowski, *A learning algorithm for Boltzmann machines*, Cognitive Science 9
(1985). P. Smolensky, *Information processing in dynamical systems: foundations of harmony theory*, in Parallel
Distributed Processing 1 (1986). G. E. Hinton, *Training products of experts by minimizing contrastive divergence*,
Neural Computation 14 (2002). T. Tieleman, *Training restricted Boltzmann machines using approximations to the
likelihood gradient*, ICML 2008. J. Besag, *Statistical analysis of non-lattice data*, The Statistician 24 (1975). R.
Salakhutdinov and I. Murray, *On the quantitative analysis of deep belief networks*, ICML 2008. G. E. Hinton, S.
Osindero and Y.-W. Teh, *A fast learning algorithm for deep belief nets*, Neural Computation 18 (2006). R.
Salakhutdinov and G. E. Hinton, *Deep Boltzmann machines*, AISTATS 2009.
*/

chapter.finish()
