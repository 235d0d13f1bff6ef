/*:
A network was not always needed to give an energy to a picture. The oldest energy of all has two
parameters and rewards one thing, that neighbouring pixels agree. It was made for magnets, and it
restores noisy pictures. It is small enough that nearly every question one may ask of an
energy-based model has an exact answer here: what the best picture is, what a sampler should
produce, what a cheap approximation loses. **What can an energy over all pixels do that looking at
each pixel alone cannot**, and where does an energy this simple stop being a model of pictures?
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

This section shows how far one gets without an energy. A picture $y$ has $n$ pixels $y_i$, each
$+1$ for ink or $-1$ for paper. Somebody sends it over a bad line, which turns each pixel over with
probability $q$, independently of the others, and we receive $x$. What was $y$?

If nothing is known but $x_i$ itself, the better answer is $x_i$, as long as $q < \frac12$, and the
share of wrong pixels stays $q$. The next attempt looks at the neighbourhood and lets the nine
pixels of a $3\times3$ window vote. On plain paper this works well. In @fig:noisy, look at the twigs.
*/

// fold: The picture, the noise, and a vote
let night = SpinPicture(NightPicture.image)
let side = NightPicture.side
let q = 0.2
let noisy = night.flipped(probability: q, using: &random)
func vote(_ x: SpinPicture) -> SpinPicture {
  var y = x
  for i in x.spins.indices {
    let (row, column) = (i / x.width, i % x.width)
    var sum = 0
    for r in max(0, row - 1)...min(x.height - 1, row + 1) {
      for c in max(0, column - 1)...min(x.width - 1, column + 1) { sum += Int(x[r * x.width + c]) }
    }
    if sum != 0 { y[i] = sum > 0 ? 1 : -1 }
  }
  return y
}
let voted = vote(noisy)
func percent(_ rate: Double) -> String { label((1000 * rate).rounded() / 10) + " %" }
func shades(_ picture: SpinPicture) -> [Double] { picture.spins.map { $0 > 0 ? 0 : 1 } }
figure(
  "noisy",
  caption: """
    A picture of 128 × 128 pixels, what arrives when every fifth pixel is turned over (q = 0.2), and the vote of \
    each 3 × 3 window. The vote cleans the sky, leaves specks, and breaks the twigs.
    """,
  size: Figure.Size(width: 720, height: 270)
) {
  Panel {
    ImageGrid(
      [night, noisy, voted].map(shades), width: side, height: side,
      columnLabels: [
        "clean", "noisy: \(percent(noisy.errorRate(against: night))) wrong",
        "vote of 3 × 3: \(percent(voted.errorRate(against: night))) wrong",
      ])
  }
}

/*:
@page
On plain paper a vote goes wrong if five or more of nine pixels were turned over, with the
probability $\sum_{k\ge5}\binom9k q^k(1-q)^{9-k} = 0.0196$. The first claim is the channel itself,
the second the vote, in windows that do not overlap. (A window that left out its own pixel, with a
coin for a tie, would give 0.0334.)
*/

// fold: The noise and the vote in numbers
claim(
  "share of pixels turned over", measured: noisy.errorRate(against: night),
  standardError: sqrt(q * (1 - q) / Double(side * side)), exact: q, rulesOut: q * (1 - q))
let windows = chapter.samples(120, quick: 30)
let paper = SpinPicture(width: 3 * windows, height: 3 * windows, repeating: -1)
let votedPaper = vote(paper.flipped(probability: q, using: &random))
var wrongVotes = 0
for row in 0..<windows {
  for column in 0..<windows where votedPaper[(3 * row + 1) * paper.width + 3 * column + 1] > 0 {
    wrongVotes += 1
  }
}
let binomials = [126.0, 84, 36, 9, 1]
let voteError = sum(binomials.indices.map { binomials[$0] * pow(q, Double(5 + $0)) * pow(1 - q, Double(4 - $0)) })
claim(
  "share of wrong votes on plain paper",
  measured: Double(wrongVotes) / Double(windows * windows),
  standardError: sqrt(voteError * (1 - voteError) / Double(windows * windows)), exact: voteError,
  rulesOut: 0.0334)

/*:
## An energy for pictures {#sec:energy}
@main

The vote ignores how bad the line is, and it treats a twig like a speck. Bayes' rule does better: it
asks how probable a picture is *before* we see the noise, and how probable the noise is given the
picture. For the second factor we know everything. A pixel arrives unchanged with probability $1-q$,
which can be written as an exponential,

$$ p(x_i \mid y_i) = \frac{e^{h x_i y_i}}{2\cosh h}, \qquad h = \tfrac12 \ln\frac{1-q}{q}, $$ {#eq:channel}

because the two cases then have the ratio $e^{2h} = (1-q)/q$. For the first factor we need a model of
pictures. The simplest says only that neighbours tend to agree: $p(y) \propto e^{J\sum y_iy_j}$, the
sum running over all pairs $\langle ij\rangle$ of horizontal or vertical neighbours, each counted
once. Together they give an **Ising model**,

$$ p(y \mid x) = \frac{e^{-E(y)}}{Z}, \qquad
E(y) = -J \sum_{\langle ij\rangle} y_i y_j - h \sum_i x_i y_i . $$ {#eq:posterior}

Products of observed pixels, $x_ix_j$, may be left out: they are constants. And $Z$ is a sum over
$2^{16384}$ pictures, which nobody will ever compute. By @ch:02 we need only ratios, and the ratio for
a single pixel is easy. Turning $y_i$ from $-1$ to $+1$ changes $-E$ by *twice* what pulls at it, so

$$ p(y_i = 1 \mid \text{all others}) = \sigma\Big(2\Big[J\sum_{j\sim i} y_j + h x_i\Big]\Big),
\qquad \sigma(a) = \frac1{1+e^{-a}}, $$ {#eq:conditional}

where $j\sim i$ are the two to four neighbours of $i$. That is the whole model:

@quote Lattice/IsingModel.swift ising-posterior

@quote Lattice/IsingModel.swift local-field

@page
The values must be $\pm1$. With pixels 0 and 1, as one often reads, the *same formula* is another
model: put $y = (1+s)/2$ into $J\,y_iy_j$, and besides $\frac J4 s_is_j$ there is a field
$\frac J4$ for each neighbour that pulls every pixel towards ink. The coupling is a quarter of what
was meant, and paper is no longer as good as ink.

On $3\times3$ pixels all 512 pictures can be visited, so the posterior is known exactly. The claims
compare the mean spin of a corner, an edge and the centre with Gibbs sampling, which the next
section explains, in 64 independent chains. Each rules out what a sampler without the factor 2 in
@eq:conditional would find. The last claim is for pixels that are 0 and 1.
*/

// fold: Nine pixels, exactly and by sampling
/// The mean over time of some numbers in each of 64 chains, and from the chains their errors.
func chainMeans(
  _ model: IsingModel, from start: SpinLanes, burnIn: Int, samples: Int, every: Int = 2,
  _ measure: (SpinPicture) -> [Double]
) -> [Estimate] {
  var (x, bath) = (start, HeatBath(model))
  bath.run(&x, steps: burnIn, using: &random)
  var totals = x.pictures.map { measure($0).map { _ in 0.0 } }
  for _ in 0..<samples {
    bath.run(&x, steps: every, using: &random)
    for lane in totals.indices {
      for (k, value) in measure(x.picture(lane)).enumerated() { totals[lane][k] += value }
    }
  }
  return totals[0].indices.map { k in
    Estimate(meanOf: totals.map { $0[k] / Double(samples) })
  }
}
let patch = SpinPicture(width: 3, height: 3, spins: [1, 1, -1, 1, -1, -1, 1, 1, 1])
func patchModel(_ J: Double, _ h: Double) -> IsingModel {
  IsingModel(
    width: 3, height: 3, boundary: .free, coupling: J, field: patch.doubles.map { h * $0 })
}
func exactPatch(_ J: Double, _ fields: [Double]) -> SpinEnumeration {
  .grid(width: 3, height: 3, isPeriodic: false, coupling: J, fields: fields)
}
let (patchJ, patchH) = (0.45, IsingModel.dataStrength(flipProbability: 0.25))
let nine = patchModel(patchJ, patchH)
let (exactNine, halfNine) = (
  exactPatch(patchJ, nine.field), exactPatch(patchJ / 2, nine.field.map { $0 / 2 })
)
let sampledNine = chainMeans(
  nine, from: .random(for: nine, using: &random), burnIn: 50,
  samples: chapter.samples(1_500, quick: 100)
) { $0.doubles }
for (place, name) in [(2, "corner"), (5, "edge"), (4, "centre")] {
  claim(
    "mean spin of the \(name), 3 × 3 posterior", sampledNine[place], exact: exactNine.means[place],
    rulesOut: halfNine.means[place])
}
// y = (1 + s)/2 in J Σ y y: coupling J/4 and J/4 of field for each neighbour; no data.
let degrees = [2.0, 3, 2, 3, 4, 3, 2, 3, 2]
let zeroOne = exactPatch(patchJ / 4, degrees.map { patchJ / 4 * $0 })
let zeroOneModel = IsingModel(
  width: 3, height: 3, boundary: .free, coupling: patchJ / 4, field: degrees.map { patchJ / 4 * $0 })
let inkOfZeroOne = chainMeans(
  zeroOneModel, from: .random(for: zeroOneModel, using: &random), burnIn: 50,
  samples: chapter.samples(300, quick: 50)
) { [Double($0[4] + 1) / 2] }
claim(
  "share of ink at the centre, spins 0/1 without data", inkOfZeroOne[0],
  exact: (1 + zeroOne.means[4]) / 2, rulesOut: 0.5)

/*:
One dimension is solved by hand. In an open chain without a field the products $y_iy_{i+1}$ are
independent coins with mean $\tanh J$, so spins at the distance $r$ have the correlation
$\tanh^r J$. If the program counted each pair twice, it would be $\tanh^r 2J$.
*/

// fold: The open chain
let chainJ = 0.6
let openChain = IsingModel(width: 24, height: 1, boundary: .free, coupling: chainJ)
let correlations = chainMeans(
  openChain, from: .random(for: openChain, using: &random), burnIn: 100,
  samples: chapter.samples(1_000, quick: 60)
) { y in [1, 3].map { r in Double(y[10] * y[10 + r]) } }
for (estimate, r) in zip(correlations, [1, 3]) {
  claim(
    "correlation at distance \(r) in an open chain", estimate,
    exact: IsingChain.correlation(distance: r, coupling: chainJ),
    rulesOut: IsingChain.correlation(distance: r, coupling: 2 * chainJ))
}

/*:
## Gibbs sampling on a checkerboard {#sec:gibbs}
@main

Gibbs sampling draws one pixel after the other from @eq:conditional. Each draw leaves $p(y\mid x)$
invariant, so a sweep over all pixels does too, and nothing is ever rejected. Colour the pixels like
a checkerboard: the neighbours of a black pixel are all white. Given the white ones, the black ones
are *independent*, so half the picture can be drawn at once, and then the other half.

A pixel is one bit, and a computer works on 64 or more bits in one operation. So we keep 64 chains
side by side, each in its own bit of every word. Four neighbours are added with six logical
operations, for all chains at once. To draw a bit that is 1 with probability $p$, compare a random
number $r$ with $p$, digit by digit in binary; the first digit that differs decides. Two digits are
enough on average, eleven for the slowest of 512 pixels.

@quote Lattice/HeatBath.swift heat-bath

This is exact to $2^{-64}$, and a lattice of $256\times256$ takes less than a tenth of a millisecond
a sweep. The start does not matter for long. In @fig:restoring the 64 chains begin as 64 pictures of pure
noise, ignorant of $x$. After a dozen sweeps each is a plausible original, and the mean of the 64
says, pixel by pixel, how sure we can be.
*/

// fold: The film of 64 chains
let J = 0.45
let posterior = IsingModel.posterior(given: noisy, coupling: J, flipProbability: q)
var chains = SpinLanes.random(for: posterior, using: &random)
var gibbs = HeatBath(posterior)
let filmSweeps = chapter.quick ? [0, 2] : [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60]
func greys(_ means: [Double]) -> [Double] { means.map { (1 - $0) / 2 } }
var (sweepsDone, filmFrames) = (0, [(one: [Double], mean: [Double])]())
for sweep in filmSweeps {
  gibbs.run(&chains, steps: sweep - sweepsDone, using: &random)
  sweepsDone = sweep
  filmFrames.append((shades(chains.picture(0)), greys(chains.meanSpins)))
}
film(
  "restoring",
  caption: """
    Gibbs sampling of the posterior, J = 0.45, from pure noise: the picture that arrived, one of 64 chains, and the \
    mean of all of them, with grey where they disagree.
    """,
  size: Figure.Size(width: 720, height: 280), framesPerSecond: 3, frames: filmSweeps.count
) { frame in
  Panel("\(filmSweeps[frame]) sweeps") {
    ImageGrid(
      [shades(noisy), filmFrames[frame].one, filmFrames[frame].mean], width: side, height: side,
      columnLabels: ["noisy", "one chain", "mean of 64 chains"])
  }
}

/*:
The mean spins $m_i = \mathbb E[y_i \mid x]$ are what sampling is for. Their signs are a restoration,
the picture of the **most probable pixels**. We take them from 64 chains after a burn-in, averaged
over time as well.
*/

/// The mean spins of a posterior: 64 chains that begin at the noisy picture.
func gibbsMeans(_ model: IsingModel, from start: SpinPicture, sweeps: Int) -> [Double] {
  var (x, bath) = (SpinLanes(repeating: start, for: model), HeatBath(model))
  bath.run(&x, steps: sweeps / 2, using: &random)
  var totals = Array(repeating: 0.0, count: model.field.count)
  for _ in 0..<sweeps / 4 {
    bath.run(&x, steps: 2, using: &random)
    for (i, m) in x.meanSpins.enumerated() { totals[i] += m }
  }
  return totals.map { $0 / Double(sweeps / 4) }
}

/*:
## The most probable picture {#sec:minimum}
@main

Why sample at all? One might rather ask for the single most probable picture, the minimum of the
energy. Three methods look for it, and @fig:minimum shows them at work.

**Iterated conditional modes** (ICM) gives each pixel in turn the better of its two values. The
energy falls with every change, so after a few sweeps nothing moves any more. It is Gibbs sampling at
temperature zero, and it stops in the first valley it finds.

**Simulated annealing** lowers the temperature of @eq:conditional slowly. While it is warm, a chain
climbs out of bad valleys; when it is cold, it stays.

**A maximum flow** finds the minimum exactly. Let every pixel with $x_i = +1$ be a well that supplies
$2h$ litres a second, let every other pixel be a drain that takes as much, and join neighbours by
pipes of capacity $2J$. A picture splits the pixels into ink and paper. The water that can get across
this split is at most what $E(y)$ charges for it, up to a constant: $2J$ for every pair that differs,
$2h$ for every pixel that contradicts $x$. So every flow is a lower bound on every energy. By the
theorem of Ford and Fulkerson the largest flow *reaches* the smallest cut. That works because
neighbours attract; if some had to differ, no fast algorithm is known.
*/

// fold: Three roads to the minimum
let minimum = ExactMinimum(posterior)
let least = posterior.energy(of: minimum.picture)
func excess(_ energy: Double) -> Double { (energy - least) / Double(side * side) }
let modes = IteratedConditionalModes(posterior, from: noisy)
/// How far a chain is above the minimum, at some of its sweeps.
struct Descent {
  var sweeps: [Double] = []
  var excesses: [Double] = []
  mutating func note(_ sweep: Int, _ x: SpinLanes) {
    guard sweep < 30 || sweep % 10 == 0 else { return }
    sweeps.append(Double(sweep))
    excesses.append(excess(posterior.energy(of: x.picture(0))))
  }
}
let annealingSweeps = chapter.quick ? [10, 30] : [10, 80, 640]
let annealings = annealingSweeps.map { sweeps in
  var (x, descent) = (SpinLanes(repeating: noisy, for: posterior), Descent())
  SimulatedAnnealing(from: 2, to: 0.1, sweeps: sweeps)
    .run(&x, on: posterior, using: &random) { descent.note($0 + 1, $1) }
  return descent
}
var (warm, warmDescent) = (SpinLanes(repeating: noisy, for: posterior), Descent())
for sweep in 1...chapter.samples(200, quick: 20) {
  gibbs.step(&warm, using: &random)
  warmDescent.note(sweep, warm)
}

// fold: Drawing the energies
figure(
  "minimum",
  caption: """
    How far the energy per pixel lies above the exact minimum, by sweeps: ICM, which stops, annealing with three \
    amounts of patience, and Gibbs sampling at T = 1, which does not look for the minimum.
    """,
  size: Figure.Size(width: 720, height: 320)
) {
  Panel(
    x: Axis("sweep", scale: .log, range: 1...1000),
    y: Axis("(E − min E) / n", scale: .log, range: 3e-4...1), legend: .direct
  ) {
    LinePlot(
      x: warmDescent.sweeps, y: warmDescent.excesses, label: "Gibbs, T = 1", style: .data)
    for (k, descent) in annealings.enumerated() {
      LinePlot(
        x: descent.sweeps, y: descent.excesses,
        label: "annealing, \(annealingSweeps[k])", style: .sequence(k, of: 4))
    }
    LinePlot(
      x: (1..<modes.energies.count).map(Double.init),
      y: modes.energies.dropFirst().map(excess), label: "ICM", style: .series(1))
  }
}

/*:
The exact minimum takes a few hundredths of a second. It is the yardstick that the other two lack:
ICM is stuck well above it, and annealing approaches it about as fast as its patience grows. In the
same figure the samples of the posterior stay far above the minimum. A typical picture of the
posterior has a *higher* energy than the best one, because there are so many more of them.

@deeper Why the largest flow proves the minimum
With $y_iy_j = 1 - 2[y_i\ne y_j]$ and $h x_iy_i = h - 2h[y_i \ne x_i]$ the energy is

$$ E(y) = -J\,\#\text{pairs} - h\,n + 2J\,\#\{\langle ij\rangle : y_i\ne y_j\} + 2h\,\#\{i : y_i\ne x_i\} . $$ {#eq:cut}

Let $S$ be the pixels that $y$ makes ink. Water from the wells in $S$ must leave $S$ or run into
drains in $S$, so a flow is at most the supply of the wells *outside* $S$, plus the capacity of the pipes
out of $S$, plus the demand of the drains in $S$. These are the last two terms. If no further water can
flow, let $S$ be the pixels that water could still reach. Then the wells outside $S$ are exhausted, the
pipes out of $S$ are full and the drains in $S$ are saturated, so flow and cut are equal, and both are optimal. Dinic's algorithm
alternates two steps: find how far each pixel is from the water that is left, and fill the shortest
paths. On the picture, each takes a loop of a dozen lines.

@quote Lattice/MaximumFlow.swift fill

ICM and annealing are shorter:

@quote Lattice/IteratedConditionalModes.swift icm

@quote Lattice/SimulatedAnnealing.swift annealing

@page
The first claim compares the energy of the cut with the flow, a lower bound that was computed without
any picture. The others put ICM and annealing on their side of it.
*/

// fold: The minimum proved, and missed
claim(
  "least energy against the value of the flow", measured: least, exact: minimum.lowerBound,
  tolerance: .absolute(1e-5))
claim(
  "energy of ICM, at least the flow's", measured: modes.energies.last!,
  atLeast: minimum.lowerBound)
claim(
  "energy of the longest annealing, at least the flow's",
  measured: annealings.last!.excesses.last! * Double(side * side) + least,
  atLeast: minimum.lowerBound)
if !chapter.quick {
  claim(
    "excess of annealing in 640 sweeps, a quarter of ICM's",
    measured: annealings[2].excesses.last!, atMost: excess(modes.energies.last!) / 4)
}

/*:
## Independent pixels, bent to the purpose {#sec:mean-field}
@main

There is a road between sampling and minimising. Replace the posterior by the closest
distribution under which pixels *are* independent, with means $m_i$. Closest means least
$\mathrm{KL}(\text{product}\,\Vert\,p)$, and by Gibbs' inequality this is to maximise a lower bound on
$\ln Z$:

$$ \ln Z \;\ge\; B(m) = J\sum_{\langle ij\rangle} m_im_j + h\sum_i x_im_i + \sum_i H(m_i), $$ {#eq:bound}

where $H(m)$ is the entropy of a spin with mean $m$. Since $H'(m) = -\operatorname{artanh} m$, setting one derivative
to zero gives

$$ m_i = \tanh\Big(J\sum_{j\sim i} m_j + h x_i\Big). $$ {#eq:mean-field}

This is **mean field**. It is deterministic, and it looks like @eq:conditional with the neighbours
replaced by their means. What it loses is the dependence between pixels: as its neighbours cannot
change their minds together, each pixel is too sure.

@page
@quote Lattice/MeanField.swift mean-field

On the nine pixels all is known: the bound against $\ln Z$, and the mean spin of the centre, which mean
field puts too far out.
*/

// fold: Mean field on nine pixels
let meanNine = MeanField(nine)
table(
  "Mean spins of the 3 × 3 posterior", columns: ["pixel", "exact", "Gibbs", "mean field"],
  rows: [(2, "corner"), (5, "edge"), (4, "centre")].map { place, name in
    [name, exactNine.means[place], sampledNine[place], meanNine.means[place]]
  })
claim(
  "mean field's bound on ln Z, 3 × 3", measured: MeanField.bound(nine, meanNine.means),
  atMost: exactNine.logPartitionFunction)
claim(
  "mean field's fixed point, centre of 3 × 3", measured: meanNine.means[4],
  exact: tanh(patchJ * sum([1, 3, 5, 7].map { meanNine.means[$0] }) + nine.field[4]),
  tolerance: .absolute(1e-6), rulesOut: exactNine.means[4])

/*:
## The best picture or the best pixels {#sec:loss}
@main

Now there are two candidates for *the* restoration: the most probable picture, and the picture of the
most probable pixels. Which has fewer wrong pixels? If the posterior is right, the expected number of
wrong pixels of any restoration $\hat y$ is

$$ \mathbb E\Big[\sum_i [\hat y_i \ne y_i] \,\Big|\, x\Big] = \sum_i \frac{1 - \hat y_i m_i}2, $$ {#eq:expected}

and each term is least for $\hat y_i = \operatorname{sign} m_i$. The most probable pixels win, always
and by definition. The most probable picture answers another question: it is right if you are paid only for a
picture without any mistake. It prefers one coherent story, and if a twig is doubtful in every
pixel, the story without the twig wins.

A theorem about expectations can be tested if pictures really come from the prior. We draw pictures
with $J = 0.4$, which are blotches, send each over the line, restore it both ways, and compare the
share of wrong pixels with what @eq:expected promises, given nothing but $x$.

@page
The promise has to come from means $m_i$ that did not choose $\hat y$, or it would be too good: so
one run of the sampler chooses, and another one promises. A restoration by a *single sample* of the
posterior, instead of the signs, would be wrong in the share $\frac1n\sum_i\frac{1-m_i^2}2$.
*/

// fold: Pictures from the prior, restored both ways
struct Trial { let pixelError, pixelPromise, pictureError, picturePromise, sampleError: Double }
let (trueJ, size) = (0.4, 64)
let prior = IsingModel(width: size, height: size, boundary: .free, coupling: trueJ)
var truths = SpinLanes.random(for: prior, using: &random)
var priorBath = HeatBath(prior)
priorBath.run(&truths, steps: chapter.samples(600, quick: 50), using: &random)
let trials = (0..<chapter.samples(20, quick: 4)).map { lane in
  let truth = truths.picture(lane)
  let received = truth.flipped(probability: q, using: &random)
  let model = IsingModel.posterior(given: received, coupling: trueJ, flipProbability: q)
  let sweeps = chapter.samples(100, quick: 20)
  let best = SpinPicture(
    width: size, height: size, signsOf: gibbsMeans(model, from: received, sweeps: sweeps))
  let m = gibbsMeans(model, from: received, sweeps: sweeps)
  let map = ExactMinimum(model).picture
  func promise(_ y: SpinPicture) -> Double {
    sum(zip(y.doubles, m).map { (1 - $0 * $1) / 2 }) / Double(m.count)
  }
  return Trial(
    pixelError: best.errorRate(against: truth), pixelPromise: promise(best),
    pictureError: map.errorRate(against: truth), picturePromise: promise(map),
    sampleError: sum(m.map { (1 - $0 * $0) / 2 }) / Double(m.count))
}
func average(_ f: (Trial) -> Double) -> Estimate { Estimate(meanOf: trials.map(f)) }
table(
  "Wrong pixels, truth from the prior, q = 0.2",
  columns: ["restoration", "measured", "promised by the posterior"],
  rows: [
    ["most probable pixels", average(\.pixelError), average(\.pixelPromise).value],
    ["most probable picture", average(\.pictureError), average(\.picturePromise).value],
  ])

/*:
Both promises are kept, and the most probable pixels are better. An energy-based model that is right does not only
restore, it knows how well.

@page
*/

// fold: The promises, claimed
claim(
  "error less promise, most probable pixels", average { $0.pixelError - $0.pixelPromise },
  exact: 0, rulesOut: average { $0.sampleError - $0.pixelPromise }.value)
claim(
  "error less promise, most probable picture", average { $0.pictureError - $0.picturePromise },
  exact: 0, rulesOut: average { $0.pixelPromise - $0.picturePromise }.value)
claim(
  "picture's error less pixels' error", average { $0.pictureError - $0.pixelError },
  exact: average { $0.picturePromise - $0.pixelPromise }.value, rulesOut: 0)

/*:
## How much coupling {#sec:coupling}
@main

The night picture was *not* drawn from an Ising model, and nobody tells us $J$. How much does it
matter? @fig:error has the share of wrong pixels for each method, against the noise at a fixed
coupling, and against the coupling at a fixed noise. Look at the right-hand ends.
*/

// fold: Error by noise and by coupling
let methodStyles: [Style] = [
  .series(1), .series(2), .series(3).dash(.dashed), .exact.lineWidth(1.8), .series(0).lineWidth(1.8),
]
let methods = ["ICM", "annealing", "mean field", "best picture", "best pixels"]
let oneNoise = random.split("one noise for all")
func errors(coupling J: Double, noise q: Double) -> [Double] {
  var stream = oneNoise
  let x = night.flipped(probability: q, using: &stream)
  let model = IsingModel.posterior(given: x, coupling: J, flipProbability: q)
  var cooled = SpinLanes(repeating: x, for: model)
  SimulatedAnnealing(from: 2, to: 0.1, sweeps: chapter.samples(60, quick: 4))
    .run(&cooled, on: model, using: &random)
  let sweeps = chapter.samples(100, quick: 8)
  let fields = MeanField(model, tolerance: 1e-3, maxSweeps: chapter.samples(150, quick: 10))
  return [
    IteratedConditionalModes(model, from: x).picture, cooled.picture(0),
    SpinPicture(width: side, height: side, signsOf: fields.means), ExactMinimum(model).picture,
    SpinPicture(width: side, height: side, signsOf: gibbsMeans(model, from: x, sweeps: sweeps)),
  ].map { $0.errorRate(against: night) }
}
let noises = chapter.quick ? [0.1, 0.2, 0.3] : [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4]
let couplings =
  chapter.quick ? [0.2, 0.45, 1] : [0.1, 0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.85, 1]
let byNoise = noises.map { errors(coupling: J, noise: $0) }
let byCoupling = couplings.map { errors(coupling: $0, noise: q) }
let fitted = PseudoLikelihood([night]).bestCoupling
figure(
  "error",
  caption: """
    The share of wrong pixels of the night picture, by noise with J = 0.45 (left) and by coupling with q = 0.2 (right), \
    with one noise for all: more of it only turns further pixels over. Dotted: the noisy picture itself, and the \
    coupling of greatest pseudo-likelihood.
    """,
  size: Figure.Size(width: 720, height: 340)
) {
  Panel(
    "By noise, J = 0.45", x: Axis("q"), y: Axis("wrong pixels", range: 0...0.3), legend: .direct
  ) {
    LinePlot(x: [0, 0.3], y: [0, 0.3], style: .exact.dash(.dotted))
    for (k, method) in methods.enumerated() {
      LinePlot(x: noises, y: byNoise.map { $0[k] }, label: method, style: methodStyles[k])
    }
  }
  Panel(
    "By coupling, q = 0.2", x: Axis("J"), y: Axis("wrong pixels", range: 0...0.22), legend: .direct
  ) {
    RulePlot(y: q, note: "noisy")
    RulePlot(x: fitted, note: "pseudo-likelihood")
    for (k, method) in methods.enumerated() {
      LinePlot(x: couplings, y: byCoupling.map { $0[k] }, label: method, style: methodStyles[k])
    }
  }
}
chapter.finish()
