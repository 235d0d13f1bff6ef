/*:
An energy for pictures need not be a network. The oldest one has two parameters and rewards one thing, that
neighbouring pixels agree. It was made for magnets, and it restores noisy pictures. It is small enough that nearly every
question one may ask of an energy-based model has an exact answer here: what the best picture is, what a sampler should
produce, what a cheap approximation loses. **What can an energy over all pixels do that looking at each pixel alone
cannot**, and where does an energy this simple stop being a model of pictures?
*/
// fold: Imports
import Datasets
import Elementary
import Lattice
import Notebook
import Plotting
import Samplers
import Statistics
import Tensors
import Theory

let chapter = Chapter(11, "Ising: restoring a picture by energy alone")
var random = chapter.random

/*:
## One pixel at a time {#sec:alone}
@main

This section shows how far one gets without an energy. A picture $y$ has $n$ pixels $y_i$, each $+1$ for ink or $-1$
for paper. Somebody sends it over a bad line, which flips each pixel with probability $q$, independently of the
others, and we receive $x$. What was $y$?

If nothing is known but $x_i$ itself, the better answer is $x_i$, as long as $q < \frac12$, and the share of wrong
pixels stays $q$. The next attempt looks at the neighbourhood and lets the nine pixels of a $3\times3$ window vote. On
plain paper this works well. In @fig:noisy, look at the twigs.
*/
// fold: The picture, the noise, and a vote
let night = SpinPicture(NightPicture.image)
let side = NightPicture.side
let (J, q) = (0.45, 0.2)
let noisy = night.flipped(probability: q, using: &random)
let voted = noisy.majorityVote()
func errorLabel(_ method: String, _ y: SpinPicture) -> String {
  "\(method): \(label((1000 * y.errorRate(against: night)).rounded() / 10)) % wrong"
}
func shades(_ picture: SpinPicture) -> [Double] { picture.spins.map { $0 > 0 ? 0 : 1 } }
figure(
  "noisy",
  caption: """
    A picture of 128 × 128 pixels; with a fifth of the pixels flipped (q = 0.2); the vote of each 3 × 3 window.
    """,
  size: Figure.Size(width: 720, height: 270)
) {
  Panel {
    ImageGrid(
      [night, noisy, voted].map(shades), width: side, height: side,
      columnLabels: ["clean", errorLabel("noisy", noisy), errorLabel("vote of 3 × 3", voted)])
  }
}

/*:
## An energy for pictures {#sec:energy}
@main

The vote ignores how bad the line is, and it treats a twig like a speck. Bayes' rule does better: it asks how probable
a picture is *before* we see the noise, and how probable the noise is given the picture. For the second factor we know
everything. A pixel arrives unchanged with probability $1-q$, which can be written as an exponential,

$$ p(x_i \mid y_i) = \frac{e^{h x_i y_i}}{2\cosh h}, \qquad h = \tfrac12 \ln\frac{1-q}{q}, $$ {#eq:channel}

because the two cases then have the ratio $e^{2h} = (1-q)/q$. For the first factor we need a model of pictures. The
simplest says only that neighbours tend to agree: $p(y) \propto e^{J\sum y_iy_j}$, the sum running over all pairs
$\langle ij\rangle$ of horizontal or vertical neighbours, each counted once. Together they give an **Ising model**,

$$ p(y \mid x) = \frac{e^{-E(y)}}{Z}, \qquad
E(y) = -J \sum_{\langle ij\rangle} y_i y_j - h \sum_i x_i y_i . $$ {#eq:posterior}

$Z$ is a sum over $2^{16384}$ pictures, which nobody will ever compute. By @ch:02 we need only ratios, and the ratio for
a single pixel is easy. Turning $y_i$ from $-1$ to $+1$ changes $-E$ by *twice* what pulls at it, so

$$ p(y_i = 1 \mid \text{all others}) = \sigma\Big(2\Big[J\sum_{j\sim i} y_j + h x_i\Big]\Big),
\qquad \sigma(a) = \frac1{1+e^{-a}}, $$ {#eq:conditional}

where $j\sim i$ are the two to four neighbours of $i$. That is the whole model:

@quote Lattice/IsingModel.swift ising-posterior

@quote Lattice/IsingModel.swift local-field

@page
The values must be $\pm1$. With pixels 0 and 1, as one often reads, the *same formula* is another model: put
$y = (1+s)/2$ into $J\,y_iy_j$, and besides $\frac J4 s_is_j$ there is a field $\frac J4$ for each neighbour that
pulls every pixel towards ink. The coupling is a quarter of what was meant, and paper is no longer as good as ink.

On $3\times3$ pixels all 512 pictures can be visited, so the posterior is known exactly. The claims compare the mean
spin of a corner, an edge and the centre with Gibbs sampling, which the next section explains, in 64 independent chains.
Each rules out what a sampler without the factor 2 in @eq:conditional would find. The last claim is for pixels 0 and 1.
*/
// fold: Nine pixels, exactly and by sampling
func enumerated(_ model: IsingModel) -> SpinEnumeration {
  .grid(
    width: model.width, height: model.height, isPeriodic: model.boundary == .periodic,
    coupling: model.coupling, fields: model.field)
}
func patch(_ J: Double, _ field: [Double]) -> IsingModel {
  IsingModel(width: 3, height: 3, boundary: .free, coupling: J, field: field)
}
let nine = IsingModel.posterior(
  given: SpinPicture(width: 3, height: 3, spins: [1, 1, -1, 1, -1, -1, 1, 1, 1]), coupling: J,
  flipProbability: 0.25)
let exactNine = enumerated(nine)
let halfNine = enumerated(patch(J / 2, nine.field.map { $0 / 2 }))
let sampledNine = nine.chainMeans(
  burnIn: 50, samples: chapter.samples(2_000, quick: 100), using: &random
) { $0.doubles }
let places = [(2, "corner"), (5, "edge"), (4, "centre")]
for (place, name) in places {
  claim(
    "mean spin of the \(name), 3 × 3 posterior", sampledNine[place], exact: exactNine.means[place],
    rulesOut: halfNine.means[place])
}
// y = (1 + s)/2 in J Σ y y: coupling J/4 and J/4 of field for each neighbour; no data.
let zeroOne = patch(J / 4, [2.0, 3, 2, 3, 4, 3, 2, 3, 2].map { J / 4 * $0 })
claim(
  "share of ink at the centre, spins 0/1 without data",
  zeroOne.chainMeans(burnIn: 50, samples: chapter.samples(300, quick: 50), using: &random) {
    [Double($0[4] + 1) / 2]
  }[0],
  exact: (1 + enumerated(zeroOne).means[4]) / 2, rulesOut: 0.5)

/*:
One dimension is solved by hand. In an open chain without a field the products $y_iy_{i+1}$ are independent coins with
mean $\tanh J$, so spins at the distance $r$ have the correlation $\tanh^r J$. If the program counted each pair twice,
it would be $\tanh^r 2J$.
*/
// fold: The open chain
let chain = IsingModel(width: 24, height: 1, boundary: .free, coupling: 0.6)
claim(
  "correlation at distance 3 in an open chain",
  chain.chainMeans(burnIn: 100, samples: chapter.samples(1_000, quick: 60), using: &random) {
    [Double($0[10] * $0[13])]
  }[0],
  exact: IsingChain.correlation(distance: 3, coupling: 0.6),
  rulesOut: IsingChain.correlation(distance: 3, coupling: 1.2))

/*:
## Gibbs sampling on a checkerboard {#sec:gibbs}
@main

Gibbs sampling draws one pixel after the other from @eq:conditional. Each draw leaves $p(y\mid x)$ invariant, so a
sweep over all pixels does too, and nothing is ever rejected. Colour the pixels like a checkerboard: the neighbours of
a black pixel are all white. Given the white ones, the black ones are *independent*, so half the picture can be drawn
at once, and then the other half.

A pixel is one bit, and a computer works on 64 or more bits in one operation. So we keep 64 chains side by side, each
in its own bit of every word. Four neighbours are added with six logical operations, for all chains at once. To draw a
bit that is 1 with probability $p$, compare a random number $r$ with $p$, digit by digit in binary; the first digit
that differs decides. Two digits are enough on average. (In @sec:transition the bits are one large lattice instead of 64
chains, cut into 64 strips.)

@quote Lattice/HeatBath.swift heat-bath

The start does not matter for long. In @fig:restoring the 64 chains begin as 64 pictures of pure noise, ignorant
of $x$. After a dozen sweeps each is a typical draw from the posterior, and the mean of the 64 says, pixel by
pixel, how sure we can be.
*/
// fold: The film of 64 chains
let posterior = IsingModel.posterior(given: noisy, coupling: J, flipProbability: q)
var chains = SpinLanes.random(for: posterior, using: &random)
var gibbs = HeatBath(posterior)
let filmSweeps = chapter.quick ? [0, 2] : [0, 1, 2, 3, 4, 6, 10, 15, 30]
var sweepsDone = 0
let filmFrames = filmSweeps.map { sweep in
  gibbs.run(&chains, steps: sweep - sweepsDone, using: &random)
  sweepsDone = sweep
  return [shades(noisy), shades(chains.picture(0)), chains.meanSpins.map { (1 - $0) / 2 }]
}
film(
  "restoring",
  caption: "Gibbs sampling from noise, J = 0.45: what arrived, one of 64 chains, the mean of all.",
  size: Figure.Size(width: 640, height: 250), framesPerSecond: 2, frames: filmSweeps.count
) { frame in
  Panel("\(filmSweeps[frame]) sweeps") {
    ImageGrid(
      filmFrames[frame], width: side, height: side,
      columnLabels: ["noisy", "one chain", "mean of 64 chains"])
  }
}

/*:
The mean spins $m_i = \mathbb E[y_i \mid x]$ are what sampling is for. Their signs are a restoration, the picture of
the **most probable pixels**. We take them from 64 chains after a burn-in, averaged over time as well.

## The most probable picture {#sec:minimum}
@main

Why sample at all? One might rather ask for the single most probable picture, the minimum of the energy. Three methods
look for it, and @fig:minimum shows them at work.

**Iterated conditional modes** (ICM) gives each pixel in turn the better of its two values. The energy falls with
every change, so after a few sweeps nothing moves any more. It is Gibbs sampling at temperature zero, and it stops in
the first valley it finds.

**Simulated annealing** lowers the temperature of @eq:conditional slowly. While it is warm, a chain climbs out of bad
valleys; when it is cold, it stays.

**A maximum flow** finds the minimum exactly. Let every pixel with $x_i = +1$ be a well that supplies $2h$ litres a
second, let every other pixel be a drain that takes as much, and join neighbours by pipes of capacity $2J$. A picture
splits the pixels into ink and paper. The water that can get across this split is at most what $E(y)$ charges for it,
up to a constant: $2J$ for every pair that differs, $2h$ for every pixel that contradicts $x$. So every flow is a
lower bound on every energy. By the theorem of Ford and Fulkerson the largest flow *reaches* the smallest cut. That
works because neighbours attract; if some had to differ, no fast algorithm is known.
*/
// fold: Three roads to the minimum
let minimum = ExactMinimum(posterior)
let least = posterior.energy(of: minimum.picture)
func excess(_ energy: Double) -> Double { (energy - least) / Double(side * side) }
func excess(_ x: SpinLanes) -> Double { excess(posterior.energy(of: x.picture(0))) }
let modes = IteratedConditionalModes(posterior, from: noisy)
let annealingSweeps = chapter.quick ? [10, 30] : [10, 80, 640]
/// How far one chain is above the minimum after every sweep.
let annealings = annealingSweeps.map { sweeps in
  var (x, descent) = (SpinLanes(repeating: noisy, for: posterior), [Double]())
  SimulatedAnnealing(from: 2, to: 0.1, sweeps: sweeps)
    .run(&x, on: posterior, using: &random) { _, x in descent.append(excess(x)) }
  return descent
}
var warm = SpinLanes(repeating: noisy, for: posterior)
let warmDescent = (0..<chapter.samples(100, quick: 20)).map { _ in
  gibbs.step(&warm, using: &random)
  return excess(warm)
}

// fold: Drawing the energies
func descent(_ excesses: [Double], _ label: String, _ style: Style) -> LinePlot {
  LinePlot(
    x: excesses.indices.map { Double($0 + 1) }, y: excesses, label: label, style: style)
}
figure(
  "minimum",
  caption: "Energy per pixel above the exact minimum; annealing in 10, 80 and 640 sweeps."
) {
  Panel(
    x: Axis("sweep", scale: .log, range: 1...1000),
    y: Axis("(E − min E) / n", scale: .log, range: 3e-4...1), legend: .direct
  ) {
    descent(warmDescent, "Gibbs, T = 1", .data)
    for (k, excesses) in annealings.enumerated() {
      descent(excesses, "annealing, \(annealingSweeps[k])", .sequence(k, of: 4))
    }
    descent(modes.energies.dropFirst().map(excess), "ICM", .series(1))
  }
}

/*:
The exact minimum takes a few hundredths of a second. It is the yardstick that the other two lack: ICM is stuck well
above it, and the slower annealing is, the closer it comes. The samples of the posterior stay far above the
minimum. A typical picture of the posterior has a *higher* energy than the best one, because there are so many more of
them.

@deeper Why the largest flow proves the minimum
Let $P$ be the number of pairs, $D(y)$ the number of pairs that differ, and $X(y)$ the number of pixels with
$y_i \ne x_i$. A pair gives $-J$ or $+J$, a pixel $-h$ or $+h$, so

$$ E(y) = -J P - h n + 2J\,D(y) + 2h\,X(y) . $$ {#eq:cut}

Let $S$ be the pixels that $y$ makes ink. Water from the wells in $S$ must leave $S$ or run into drains in $S$, so a
flow is at most the supply of the wells *outside* $S$, plus the capacity of the pipes out of $S$, plus the demand of
the drains in $S$. These are the last two terms of @eq:cut. If no further water can flow, let $S$ be the pixels that
water could still reach. Then the wells outside $S$ are exhausted, the pipes out of $S$ are full and the drains in $S$
are saturated, so flow and cut are equal, and both are optimal. Dinic's algorithm alternates two steps: find how far
each pixel is from the water that is left, and fill the shortest paths.

@quote Lattice/MaximumFlow.swift fill

ICM and annealing are shorter:

@quote Lattice/IteratedConditionalModes.swift icm

@quote Lattice/SimulatedAnnealing.swift annealing

@page
The first claim compares the least energy with the flow, a lower bound computed without looking at any picture.
*/
// fold: The minimum proved, and missed
claim(
  "least energy against the value of the flow", measured: least, exact: minimum.lowerBound,
  tolerance: .absolute(1e-5))
if !chapter.quick {
  claim(
    "excess of annealing in 640 sweeps, a quarter of ICM's",
    measured: annealings[2].last!, atMost: excess(modes.energies.last!) / 4)
}

/*:
## Independent pixels: the mean field {#sec:mean-field}
@main

There is a middle way between sampling and minimising: **mean field**. Replace the posterior by the closest distribution
under which pixels *are* independent, with means $m_i$. Closest means least $\mathrm{KL}(\text{product}\,\Vert\,p)$, and
by Gibbs' inequality this is to maximise a lower bound on $\ln Z$:

$$ \ln Z \;\ge\; B(m) = J\sum_{\langle ij\rangle} m_im_j + h\sum_i x_im_i + \sum_i H(m_i), $$ {#eq:bound}

where $H(m)$ is the entropy of a spin with mean $m$. Since $H'(m) = -\operatorname{artanh} m$, setting one derivative
to zero gives

$$ m_i = \tanh\Big(J\sum_{j\sim i} m_j + h x_i\Big). $$ {#eq:mean-field}

These equations are solved by iterating them. Nothing is random, and each update looks like @eq:conditional with the
neighbours replaced by their means. What is lost is the dependence between pixels. Where neighbours can only change their
minds together, mean field lets them settle on one side, and is too sure.

@page
On the nine pixels mean field has the right signs, but it is much too sure of the centre, paper between three of ink.
*/
// fold: Mean field on nine pixels
let meanNine = MeanField(nine)
table(
  "Mean spins of the 3 × 3 posterior", columns: ["pixel", "exact", "Gibbs", "mean field"],
  rows: places.map { place, name in
    [name, exactNine.means[place], sampledNine[place], meanNine.means[place]]
  })
claim(
  "mean field's bound on ln Z, 3 × 3", measured: MeanField.bound(nine, meanNine.means),
  atMost: exactNine.logPartitionFunction)

/*:
## The best picture or the best pixels {#sec:loss}
@main

Now there are two candidates for *the* restoration: the most probable picture, and the picture of the most probable
pixels. Which has fewer wrong pixels? If the posterior is right, the expected number of wrong pixels of any
restoration $\hat y$ is

$$ \mathbb E\Big[\sum_i [\hat y_i \ne y_i] \,\Big|\, x\Big] = \sum_i \frac{1 - \hat y_i m_i}2, $$ {#eq:expected}

and each term is least for $\hat y_i = \operatorname{sign} m_i$. The most probable pixels win, always and by
definition. The most probable picture answers another question: it is the best choice if you are paid only for a
picture without any mistake. It prefers one coherent story, and if a twig is doubtful in every pixel, the story
without the twig wins.

A theorem about expectations can be tested if pictures really come from the prior. We draw pictures with $J = 0.4$,
which are blotches, send each over the line, restore it both ways, and compare the share of wrong pixels with what
@eq:expected promises, given nothing but $x$.

@page
The promise has to come from means $m_i$ that did not choose $\hat y$, or it would be too good: so one run of the
sampler chooses, and another one promises. A restoration by a *single sample* of the posterior, instead of the signs,
would be wrong in the share $\frac1n\sum_i\frac{1-m_i^2}2$.
*/
// fold: Pictures from the prior, restored both ways
let (trueJ, size, sweeps) = (0.4, 64, chapter.samples(64, quick: 20))
let prior = IsingModel(width: size, height: size, boundary: .free, coupling: trueJ)
var truths = SpinLanes.random(for: prior, using: &random)
var priorBath = HeatBath(prior)
priorBath.run(&truths, steps: chapter.samples(600, quick: 50), using: &random)
typealias Outcome = (error: Double, promise: Double)
typealias Trial = (pixels: Outcome, picture: Outcome, sample: Double)
let trials: [Trial] = (0..<chapter.samples(26, quick: 4)).map { lane in
  let truth = truths.picture(lane)
  let received = truth.flipped(probability: q, using: &random)
  let model = IsingModel.posterior(given: received, coupling: trueJ, flipProbability: q)
  let means = model.means(from: received, sweeps: sweeps, using: &random)
  let outcomes = [Restoration.bestPixels, .bestPicture].map { restoration -> Outcome in
    let y = restoration(of: model, from: received, sweeps: sweeps, using: &random)
    return (y.errorRate(against: truth), y.expectedErrorRate(means: means))
  }
  let sample = sum(means.map { (1 - $0 * $0) / 2 }) / Double(size * size)
  return (outcomes[0], outcomes[1], sample)
}
func average(_ f: (Trial) -> Double) -> Estimate { Estimate(meanOf: trials.map(f)) }
table(
  "Wrong pixels, truth from the prior, q = 0.2",
  columns: ["restoration", "measured", "promised by the posterior"],
  rows: [
    ["most probable pixels", average { $0.pixels.error }, average { $0.pixels.promise }.value],
    ["most probable picture", average { $0.picture.error }, average { $0.picture.promise }.value],
  ])

/*:
Both promises are kept, and the most probable pixels are better. An energy-based model that is right does not only
restore, it knows how well.

@page
*/
// fold: The promises, claimed
claim(
  "error less promise, most probable pixels", average { $0.pixels.error - $0.pixels.promise },
  exact: 0, rulesOut: average { $0.sample - $0.pixels.promise }.value)
claim(
  "error less promise, most probable picture", average { $0.picture.error - $0.picture.promise },
  exact: 0, rulesOut: average { $0.pixels.promise - $0.picture.promise }.value)
/*:
## How much coupling {#sec:coupling}
@main

The night picture was *not* drawn from an Ising model, and nobody tells us $J$. How much does it matter? @fig:restored
has all the restorations at one coupling. What has become of the twigs?
*/
// fold: Five restorations
let methods = Restoration.allCases
let restored = methods.map { $0(of: posterior, from: noisy, sweeps: sweeps, using: &random) }
figure(
  "restored", caption: "What arrived, and what each method makes of it, J = 0.45.",
  size: Figure.Size(width: 720, height: 540), columns: 3
) {
  for (method, y) in zip(["noisy"] + methods.map(\.rawValue), [noisy] + restored) {
    Panel {
      ImageGrid([shades(y)], width: side, height: side, columnLabels: [errorLabel(method, y)])
    }
  }
}

/*:
The best picture has lost most of them; in the best pixels more survive, in pieces. @fig:error has the share of wrong
pixels for each method, against the noise at a fixed coupling, and against the coupling at a fixed noise. Look at the
right-hand ends.
*/
// fold: Error by noise and by coupling
let oneNoise = random.split("one noise for all")
func errors(coupling J: Double, noise q: Double) -> [Double] {
  var stream = oneNoise
  let x = night.flipped(probability: q, using: &stream)
  let model = IsingModel.posterior(given: x, coupling: J, flipProbability: q)
  return methods.map {
    $0(of: model, from: x, sweeps: sweeps, using: &random).errorRate(against: night)
  }
}
let styles: [Style] = [
  .series(1), .series(2), .series(3).dash(.dashed), .exact.lineWidth(1.8),
  .series(0).lineWidth(1.8),
]
func curves(_ x: [Double], _ errors: [[Double]]) -> [LinePlot] {
  methods.indices.map { k in
    LinePlot(x: x, y: errors.map { $0[k] }, label: methods[k].rawValue, style: styles[k])
  }
}
let noises = chapter.quick ? [0.1, 0.2, 0.3] : [0.02, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4]
let couplings =
  chapter.quick ? [0.2, 0.45, 1] : [0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.7, 1]
let byNoise = noises.map { errors(coupling: J, noise: $0) }
let byCoupling = couplings.map { errors(coupling: $0, noise: q) }
let fitted = PseudoLikelihood([night]).bestCoupling
figure(
  "error",
  caption: """
    Wrong pixels of the night picture, with one noise for all. Dotted: the noisy picture, and the coupling that fits \
    the clean one best.
    """
) {
  Panel(
    "By noise, J = 0.45", x: Axis("q"), y: Axis("wrong pixels", range: 0...0.3), legend: .direct
  ) {
    LinePlot(x: [0, 0.3], y: [0, 0.3], style: .exact.dash(.dotted))
    curves(noises, byNoise)
  }
  Panel(
    "By coupling, q = 0.2", x: Axis("J"), y: Axis("wrong pixels", range: 0...0.22), legend: .direct
  ) {
    RulePlot(y: q, note: "noisy")
    RulePlot(x: fitted)
    Annotation("pseudo-likelihood", x: fitted, y: 0.015)
    curves(couplings, byCoupling)
  }
}

/*:
The best coupling lies between 0.35 and 0.5, and one wrong pixel in five becomes one in twenty. Three things stand out.

*Better minimisers give worse pictures.* At $J = 1$ the exact minimum has more wrong pixels than the local minimum in
which ICM is stuck. ICM never goes far from the data. When the energy is wrong, a search that fails is a protection.

*Cheap can be good.* Mean field is as good as sampling where $J$ is moderate. When $J$ is large it fails as a whole:
neighbours convince each other, and areas change colour.

*The pictures ask for a larger coupling than the restoration.* The vertical line is the coupling that fits the clean
picture best, in the sense of **pseudo-likelihood**: maximum likelihood needs $Z(J)$, but the product of the
conditionals @eq:conditional does not,

$$ \ln \mathrm{PL}(J) = \sum_i \ln p(y_i\mid \text{its neighbours}) = \sum_i \ln\sigma(2Ja_i), \qquad a_i = y_i\sum_{j\sim i}y_j . $$ {#eq:pl}

It is concave in $J$, and all it asks of the picture is how often each $a_i$ occurs. For pictures from the prior it
finds the true coupling, as the claim shows. For the night picture it finds 0.705, far right of the best restoration, a
number to which we come back in @sec:prior.

@page
At the true coupling the slope of @eq:pl has expectation zero, term by term, because $p(y_i \mid \text{neighbours})$
is a distribution, and the mean slope of a log probability in its parameter vanishes. Counting pairs twice would double
$a_i$ and halve the estimate.
*/
// fold: The coupling of pictures that have one
func torus(_ side: Int, _ K: Double, field: Double = 0) -> IsingModel {
  IsingModel(
    width: side, height: side, boundary: .periodic, coupling: K,
    field: Array(repeating: field, count: side * side))
}
var magnets = SpinLanes.random(for: torus(32, trueJ), using: &random)
var torusBath = HeatBath(torus(32, trueJ))
torusBath.run(&magnets, steps: chapter.samples(1_500, quick: 60), using: &random)
let pooled = PseudoLikelihood(magnets.pictures, boundary: .periodic)
let single = magnets.pictures.map { PseudoLikelihood([$0], boundary: .periodic).bestCoupling }
claim(
  "pseudo-likelihood's coupling, 64 pictures of the prior",
  Estimate(pooled.bestCoupling, standardError: Estimate(meanOf: single).standardError),
  exact: trueJ, rulesOut: trueJ / 2)

/*:
## Digits {#sec:digits}
@main

Does it work for handwriting? The digits have $8\times8$ pixels, cut at half ink, and strokes that are one or two
pixels wide. @fig:digits shows some, with a tenth of the pixels flipped.
*/
// fold: Digits restored
let digitNoise = 0.1
let digitPictures = Array(
  SpinPicture.all(in: Digits.test.images).prefix(chapter.samples(297, quick: 20)))
let digitFit = PseudoLikelihood(SpinPicture.all(in: Digits.train.images)).bestCoupling
let received = digitPictures.map { $0.flipped(probability: digitNoise, using: &random) }
/// For each coupling the most probable pixels and the most probable picture of every digit.
let digitRows = [0.2, 0.35, digitFit, 0.8].map { J in
  let restored = [Restoration.bestPixels, .bestPicture].map { restoration in
    received.map { x in
      restoration(
        of: .posterior(given: x, coupling: J, flipProbability: digitNoise), from: x, sweeps: 40,
        using: &random)
    }
  }
  return (J: J, restored: restored)
}
table(
  "Wrong pixels of the digits, q = 0.1", columns: ["J", "best pixels", "best picture"],
  rows: digitRows.map { J, restored in
    let errors = restored.map { zip($0, digitPictures).map { $0.errorRate(against: $1) } }
    return [J] + errors.map { Estimate(meanOf: $0) }
  })

// fold: Drawing digits
figure(
  "digits",
  caption: "Digits: clean, a tenth of the pixels flipped, restored with the fitted coupling.",
  size: Figure.Size(width: 720, height: 260)
) {
  Panel {
    ImageGrid(
      ([digitPictures, received] + digitRows[2].restored).flatMap { $0.prefix(12).map(shades) },
      width: 8, height: 8, columns: 12,
      rowLabels: ["clean", "noisy", "best pixels", "best picture"])
  }
}

/*:
Hardly: of ten wrong pixels nine remain. In a stroke one pixel wide, a pixel of ink has as many neighbours of paper as
of ink, and at its end three against one. What looks like noise to this energy is the digit. It knows that neighbours
agree, and nothing about loops and strokes. There is a simple limit, too. A pixel can be overruled by four neighbours
only if $4J > h$, and by three against one only if $2J > h$; in @fig:error, ICM changes at $J = h/4 = 0.17$ and at
$h/2 = 0.35$.

## The magnet {#sec:transition}
@main

So what does the prior by itself look like? Leave out the data, $h = 0$, and follow tradition in writing $K$ for the
coupling $J/T$. On a large lattice there is a sharp change. For small $K$ the spins are disordered, and as many are up
as down. Above

$$ K_c = \tfrac12\ln(1+\sqrt2) = 0.4407 $$ {#eq:critical}

almost all agree: the mean spin $m$ of a large lattice is either $+M$ or $-M$. Onsager computed the energy per spin of
the infinite lattice in 1944, and Yang published the magnetisation in 1952,

$$ u(K) = -\coth 2K\Big[1 + \tfrac2\pi\,(2\tanh^2 2K - 1)\,\mathcal K(\kappa)\Big], \quad \kappa = \frac{2\sinh2K}{\cosh^22K},
\qquad M(K) = \big(1-\sinh^{-4}2K\big)^{1/8}, $$ {#eq:onsager}

with the complete elliptic integral $\mathcal K$ of modulus $\kappa$, and $M = 0$ below $K_c$. @fig:magnet puts our
sampler beside them. A lattice of $16\times16$ is not infinite, and it need not be compared with the infinite one:
Kaufman's formula of 1949 gives the partition function of any torus exactly. The dots lie on *its* curve.
*/
// fold: The magnet, measured
/// The mean spin of a lattice of 128 × 128 after each sweep; it begins with all spins up.
func magnetizations(_ K: Double, sweeps: Int) -> [Double] {
  var x = SpinLanes.up(for: torus(128, K), as: .strips)
  let bath = HeatBath(torus(128, K), as: .strips)
  return (0..<sweeps).map { _ in
    bath.step(&x, using: &random)
    return x.magnetization
  }
}
/// Energy per spin in units of K, and |m|, of a torus of 16 × 16.
func smallTorus(_ K: Double, burnIn: Int, samples: Int) -> [Estimate] {
  torus(16, K).chainMeans(
    from: .up(for: torus(16, K)), burnIn: burnIn, samples: samples, every: 5, using: &random
  ) { [torus(16, 1).energy(of: $0) / 256, $0.magnetization.magnitude] }
}
let measuredK = chapter.quick ? [0.3, 0.5] : [0.2, 0.3, 0.36, 0.4, 0.42, 0.44, 0.46, 0.5, 0.6]
let measuredSmall = measuredK.map {
  smallTorus($0, burnIn: chapter.samples(500, quick: 20), samples: chapter.samples(120, quick: 10))
}
let settled = chapter.samples(1_000, quick: 20)
let measuredLarge = measuredK.map { K in
  Estimate(meanOf: Array(magnetizations(K, sweeps: 3 * settled / 2).suffix(settled)))
    .value.magnitude
}
let Kc = SquareLattice.criticalCoupling
let torus16 = IsingTorus(width: 16, height: 16)

// fold: Drawing the magnet
figure(
  "magnet",
  caption: """
    Left: energy per spin of 16 × 16 tori, with Kaufman's curve for them and Onsager's for the infinite lattice. \
    Right: mean spin, with Yang's curve.
    """
) {
  Panel("Energy", x: Axis("K", range: 0.18...0.62), y: Axis("u", range: -2...0)) {
    RulePlot(x: Kc, note: "K_{c}")
    LinePlot(
      over: 0.18...0.62, label: "infinite", style: .wrong,
      SquareLattice.energy(coupling:))
    LinePlot(over: 0.18...0.62, count: 161, label: "16 × 16", style: .exact) {
      torus16.energy(coupling: $0)
    }
    PointPlot(measuredK, measuredSmall.map { $0[0] }, label: "measured")
  }
  Panel("Magnetisation", x: Axis("K", range: 0.18...0.62), y: Axis("|m|", range: 0...1)) {
    RulePlot(x: Kc, note: "K_{c}")
    LinePlot(
      over: 0.18...0.62, count: 1601, label: "infinite", style: .exact,
      SquareLattice.magnetization(coupling:))
    PointPlot(measuredK, measuredSmall.map { $0[1] }, label: "16 × 16")
    PointPlot(
      x: measuredK, y: measuredLarge, label: "128 × 128", style: .series(1).marker(.square))
  }
}

/*:
@page
Energies are claimed against the finite lattice. At $K_c$ the difference shows: the infinite lattice would have
$-\sqrt2$. Yang's curve is claimed at $K = 0.5$, for tori of $32\times32$ that began with all spins up; there the
correlation length is about two spins, and the finite size does not show. (With a fourth root it would be 0.831.)
*/
// fold: The magnet, claimed
claim(
  "ln Z of the 4 × 4 torus, K = 0.4, by Kaufman and by 65,536 terms",
  measured: IsingTorus(width: 4, height: 4).logPartitionFunction(coupling: 0.4),
  exact: enumerated(torus(4, 0.4)).logPartitionFunction, tolerance: .relative(1e-12),
  rulesOut: 16 * log(2.0) + 32 * log(cosh(0.4)))
for (K, samples) in [(0.3, 300), (Kc, 1000)] {
  claim(
    "energy per spin, 16 × 16, K = \(label(K))",
    smallTorus(
      K, burnIn: chapter.samples(1_000, quick: 20), samples: chapter.samples(samples, quick: 10))[
        0],
    exact: torus16.energy(coupling: K),
    rulesOut: K == Kc ? -sqrt(2.0) : torus16.energy(coupling: 2 * K))
}
claim(
  "magnetisation of 32 × 32, K = 0.5",
  torus(32, 0.5).chainMeans(
    from: .up(for: torus(32, 0.5)), burnIn: chapter.samples(300, quick: 20),
    samples: chapter.samples(50, quick: 5), every: 10, using: &random
  ) { [$0.magnetization] }[0],
  exact: SquareLattice.magnetization(coupling: 0.5),
  rulesOut: pow(SquareLattice.magnetization(coupling: 0.5), 2))

/*:
### Slow, and with a memory
@main

Near $K_c$ a Gibbs sampler gets slow. It flips single spins, while the lattice consists of blotches of all sizes,
the largest as large as the lattice. @fig:slow (left) follows $m$ of one lattice of $128\times128$. Well below $K_c$
it forgets within tens of sweeps; near $K_c$ it drifts for thousands, and the larger the lattice, the longer. (That is
why nothing is claimed there on large lattices.) Above $K_c$ it does not change its sign at all, although both signs are
equally probable: the chain explores half of its distribution and gives no hint of it.

The same thing from another side: put a weak field $b$ on all spins, increase it slowly, and decrease it again
(right). Below $K_c$ the mean spin follows the field. Above, it keeps its old sign until the field is strong enough to
turn whole blotches. The equilibrium has no such loop. It jumps at $b = 0$, and what we see is the sampler's inability
to get there: **hysteresis**.
*/
// fold: Slow mixing and hysteresis
let slowK = [0.38, 0.44, 0.48]
let slow = slowK.map { magnetizations($0, sweeps: chapter.samples(3_000, quick: 60)) }
let fieldSteps = (-24...24).map { Double($0) / 240 }
func loop(_ K: Double) -> (up: [Double], down: [Double]) {
  var x = SpinLanes(for: torus(128, K), as: .strips)
  func follow(_ fields: [Double]) -> [Double] {
    fields.map { b in
      var bath = HeatBath(torus(128, K, field: b), as: .strips)
      bath.run(&x, steps: chapter.samples(20, quick: 2), using: &random)
      return x.magnetization
    }
  }
  return (follow(fieldSteps), follow(fieldSteps.reversed()))
}
let loops = [0.35, 0.5].map { (K: $0, m: loop($0)) }
figure(
  "slow",
  caption: """
    Mean spin of one 128 × 128 lattice. Left: along a chain. Right: in a field that rises (solid) and falls (dashed), \
    20 sweeps at each value.
    """
) {
  Panel("In time", x: Axis("sweep"), y: Axis("m", range: -0.4...1), legend: .direct) {
    for (k, trajectory) in slow.enumerated() {
      let shown = trajectory.indices.filter { $0 % 5 == 0 }
      LinePlot(
        x: shown.map(Double.init), y: shown.map { trajectory[$0] }, label: "K = \(label(slowK[k]))",
        style: .sequence(k, of: 3).lineWidth(1))
    }
  }
  Panel("In a field", x: Axis("field b"), y: Axis("m", range: -1...1)) {
    for (k, one) in loops.enumerated() {
      LinePlot(x: fieldSteps, y: one.m.up, style: .series(k))
      LinePlot(x: fieldSteps.reversed(), y: one.m.down, style: .series(k).dash(.dashed))
    }
    Annotation("K = 0.35", x: 0.005, y: -0.12)
    Annotation("K = 0.5", x: -0.03, y: 0.78)
    Annotation("rising", x: 0.062, y: -0.3)
    Annotation("falling", x: -0.062, y: 0.3, side: .left)
  }
}

// fold: The loop at zero
if !chapter.quick {
  let zero = fieldSteps.count / 2
  claim("mean spin at b = 0, K = 0.5, rising", measured: loops[1].m.up[zero], atMost: -0.8)
  claim("mean spin at b = 0, K = 0.5, falling", measured: loops[1].m.down[zero], atLeast: 0.8)
}

/*:
## A poor model of pictures {#sec:prior}
@main

Now we can say what is odd about 0.705, the coupling that pseudo-likelihood finds for the night picture. It is far
above $K_c$. A model with this coupling says that almost all pixels have one colour, with the magnetisation
$M(0.705) = 0.99$. In @fig:prior no draw from the prior looks like the picture: below $K_c$ there are specks and no
areas, above there is one area and nothing on it; at $K_c$ there are areas of all sizes, with ragged edges.

Yet the coupling is not wrong. It is right about the only thing it was asked: how probable a pixel is, given its
neighbours. A model with one number knows one number about a picture. It restores well where the *data* say what there
is and the energy only has to remove specks. It cannot dream.
*/
// fold: Drawing the prior
let dreamJ = [0.3, 0.4, Kc, fitted]
let dreams = dreamJ.map { K in
  let start =
    K > Kc
    ? SpinLanes.up(for: torus(128, K), as: .strips)
    : .random(for: torus(128, K), as: .strips, using: &random)
  var (x, bath) = (start, HeatBath(torus(128, K), as: .strips))
  bath.run(&x, steps: chapter.samples(4_000, quick: 10), using: &random)
  return x.lattice
}
figure(
  "prior",
  caption: "The night picture, and four draws from the prior, the last with the fitted coupling.",
  size: Figure.Size(width: 720, height: 180)
) {
  Panel {
    ImageGrid(
      ([night] + dreams).map(shades), width: side, height: side,
      columnLabels: ["the picture"] + dreamJ.map { "J = \(label((1000 * $0).rounded() / 1000))" })
  }
}

/*:
**What we have.** An energy whose best picture can be found exactly, whose typical pictures can be sampled at a
nanosecond a pixel, and for which closed forms tell whether the program is right. **What we lack.** An energy that
knows more than that neighbours agree. One way is to multiply several that each know something; another is to learn
features from data.

## Exercises {#sec:exercises}

The first three are graded: write your answers into [Answers.swift](Chapters/11-ising/homework/Answers.swift)
and run `swift run homework-11` (`… homework-11 hint 11.3` gives a hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has more).

@homework

For pencil and paper, or a program of your own:

- **T1.** *A line with a preference.* Derive @eq:channel for a line that flips ink with probability $q_1$ and
  paper with $q_2$. What is added to the energy? What if $q_1 + q_2 > 1$?
- **T2.** *Two spins at once.* Draw two neighbours at the same time, each from @eq:conditional given the other's old
  value. What is the stationary distribution of the pair?
- **T3.** *The ring.* Find the $2\times2$ transfer matrix of a ring in a field, and check
  `IsingChain.logPartitionFunctionOfRing` for three spins by hand.
- **T4.** *Peierls.* A closed contour of length $\ell$ around a given spin costs $2K\ell$, and there are fewer than
  $\ell\,3^\ell$ of them. For which $K$ does this prove that a large lattice is magnetised?
- **T5.** *A small project.* Let diagonal neighbours attract too, with $J/\sqrt2$. Is the minimum still a cut?

## Sources {#sec:sources}

E. Ising, Zeitschrift für Physik 31 (1925); L. Onsager, Physical Review 65 (1944), for the energy; B. Kaufman,
Physical Review 76 (1949), for the torus; C. N. Yang, Physical Review 85 (1952), for the magnetisation. S. Geman and
D. Geman, *Stochastic relaxation, Gibbs distributions, and the Bayesian restoration of images*, IEEE Transactions on
Pattern Analysis and Machine Intelligence 6 (1984), for Gibbs sampling and annealing. J. Besag, *On the statistical
analysis of dirty pictures*, Journal of the Royal Statistical Society B 48 (1986), for ICM, and *Statistical analysis
of non-lattice data*, The Statistician 24 (1975), for pseudo-likelihood. D. M. Greig, B. T. Porteous and A. H.
Seheult, *Exact maximum a posteriori estimation for binary images*, Journal of the Royal Statistical Society B 51
(1989), for the minimum by maximum flow. L. Jacobs and C. Rebbi, Journal of Computational Physics 41 (1981), for many
spins in a word. The digits are those of E. Alpaydin and C. Kaynak, UCI Machine Learning Repository (1998), CC BY 4.0.
*/

chapter.finish()
