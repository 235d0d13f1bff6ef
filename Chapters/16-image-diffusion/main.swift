/*:
A picture is a point. Give every pixel a coordinate, and a handwritten digit of 8 × 8 pixels is a point in a space of
64 dimensions. Nothing in the derivation of @ch:09 asked how many dimensions there are. So take the forward process,
the noise loss and the sampler as they are, put pictures in, and wait.

**What has to be added for pictures?** To the method, surprisingly little, and one addition is worth more than all the
rest. To the *judgement*, a lot. In the plane we could look at the samples, and knew the density that they should have.
Of digits nobody knows the density. A model that has learned all of its training pictures by heart makes perfect
samples, and so we shall have to measure whether a picture is good and, separately, whether it is new.
*/
// fold: Imports
import Autodiff
import Datasets
import Diffusion
import Distributions
import Elementary
import Networks
import Notebook
import Plotting
import Statistics
import Tensors
import Theory

let chapter = Chapter(16, "Diffusion for images")
var random = chapter.random

/*:
## The best model is useless {#sec:best}
@main

This section finds the exact minimiser of the noise loss. No network is needed for it, and nobody would want it.

The data are 1,500 digits, with pixels scaled to $[-1, 1]$; the other 297 of the set are held out. With $T = 1000$ steps
of the linear schedule, @fig:forward shows what the forward process does to one of them.
*/
let pictures = 2 * Digits.train.points - 1
let heldOut = 2 * Digits.test.points - 1
let T = 1000
let linear = NoiseSchedule.linear(steps: T)

// fold: Drawing the forward strip
/// Grey pictures in rows; pixels from −1, black, to 1, white.
func grid(_ rows: [Tensor], columns: Int, labels: [String]? = nil, heads: [String]? = nil) -> ImageGrid {
  let all = Tensor.concatenated(rows)
  return ImageGrid(
    (0..<all.rowCount).map { all.row($0).doubles }, width: 8, height: 8, columns: columns,
    range: -1...1, rowLabels: labels, columnLabels: heads)
}
let stripTimes = [0, 50, 100, 200, 300, 400, 500, 700, 1000]
let walk = ForwardProcess(linear).path(from: pictures.rows(9..<10), using: &random)
figure(
  "forward",
  caption: """
    A nine on its way to noise. Its outline can be followed to about $t = 300$, where an eighth of the noise's variance \
    can still be told from it (@fig:floor).
    """,
  size: .strip
) {
  Panel {
    grid(
      stripTimes.map { walk[$0] }, columns: stripTimes.count,
      heads: stripTimes.map { $0 == 0 ? "t = 0" : "\($0)" })
  }
}

/*:
Training can only ever see the training set: $N$ points $x_i$, each with probability $1/N$. For these data Bayes' rule
gives the best prediction in closed form. Given $x_t$, the picture it came from was $x_i$ with probability $w_i$,

$$ w_i(x_t) = \frac{e^{-\lVert x_t - \sqrt{\bar\alpha_t}\,x_i\rVert^2/2(1-\bar\alpha_t)}}
{\sum_j e^{-\lVert x_t - \sqrt{\bar\alpha_t}\,x_j\rVert^2/2(1-\bar\alpha_t)}}, \qquad
\varepsilon^*(x_t, t) = \frac{x_t - \sqrt{\bar\alpha_t}\sum_i w_i x_i}{\sqrt{1-\bar\alpha_t}} . $$ {#eq:empirical}

@quote Diffusion/EmpiricalNoise.swift empirical-noise

No network with any number of parameters has a smaller loss on the training set. Now sample with it.
*/
// fold: Samples of the exact minimiser
let exact = EmpiricalNoise(of: pictures, schedule: linear)
let count = chapter.samples(2_016, quick: 80)
let copies = ReverseSampler(linear, .ancestral(.posterior), steps: 50).sample(
  chapter.samples(504, quick: 40), dimension: 64, predicting: exact.callAsFunction, using: &random)
let copied = NearestNeighbours(of: copies, among: pictures)
claim(
  "share of copies among samples of the exact minimiser",
  measured: Double(copied.distances.count { $0 < 0.05 }) / Double(copies.rowCount), exact: 1,
  tolerance: .absolute(0), rulesOut: 0.99)

/*:
Every sample is a training picture, to the last pixel. The minimiser has memorised the data, and its reverse process
is an expensive way to draw one of 1,500 files at random. This is what the training asks for, and the more a network
succeeds, the nearer it comes to it. *A diffusion model is useful because a network cannot reach the minimum of its
loss.* What it does instead, between the training pictures, is the whole of its talent; it is not in the loss, and it
has to be measured.

## What second moments know {#sec:moments}
@main

In the plane we compared the loss at every $t$ with its irreducible floor, which we knew because we knew the density.
Here there are two yardsticks instead. From below, the loss of @eq:empirical. From above, the best that can be done
without any learning beyond means and covariances: the best *affine* prediction, which is what a network has to beat.

Let the data have mean $m$ and covariance $\Sigma$. Then $x_t$ has the covariance
$\bar\alpha_t\Sigma + (1-\bar\alpha_t)I$, and its covariance with $\varepsilon$ is $\sqrt{1-\bar\alpha_t}\,I$. The best
affine prediction is the covariance with what is wanted times the inverse covariance of what is seen:

$$ \hat\varepsilon(x_t) = \sqrt{1-\bar\alpha_t}\,\big(\bar\alpha_t\Sigma + (1-\bar\alpha_t)I\big)^{-1}\,(x_t - \sqrt{\bar\alpha_t}\,m). $$ {#eq:wiener}

Its error has the covariance $I - (1-\bar\alpha_t)(\bar\alpha_t\Sigma + (1-\bar\alpha_t)I)^{-1}$. Along the
eigenvectors of $\Sigma$, with eigenvalues $\lambda_i$, that is diagonal, and the loss per pixel is

$$ L_{\mathrm W}(t) = \frac1d\sum_{i=1}^d \frac{\bar\alpha_t\lambda_i}{\bar\alpha_t\lambda_i + 1 - \bar\alpha_t} . $$ {#eq:floor}

We call it the **Wiener floor**, after the filter. Every term is the floor $\bar\alpha_t v/v_t$ of @ch:09 for one
direction. The floor holds for all data with these moments, Gaussian or not; for Gaussian data nothing can be lower.
What a network gains over it is exactly what it knows about digits *beyond* second moments: that strokes are continuous,
that a loop closes, that pixels saturate.

@page

Both yardsticks are for the training set itself, so that the moments in @eq:floor are exact. On the held-out pictures,
whose moments are a little different, the same affine prediction has another loss; that, too, is a closed form in the
eigenvectors. The claims measure both with noised pictures, and the floor a second way without eigenvalues: with the
solution of a $64\times64$ linear system.
*/
// fold: The Wiener floor, three ways
let moments = meanAndCovariance(pictures, unbiased: false)
let wiener = WienerDenoiser(mean: moments.mean, covariance: moments.covariance)
let others = meanAndCovariance(heldOut, unbiased: false)
let otherSquares = wiener.squares(mean: others.mean, covariance: others.covariance)
/// The mean over all pictures with k draws of noise each, and its standard error.
func noiseLoss(
  _ predict: @escaping NoisePrediction, on data: Tensor, at t: Int, draws k: Int, _ stream: UInt64 = 0,
  schedule: NoiseSchedule = linear
) -> [Double] {
  var noise = random.split(UInt64(t)).split(stream)
  let clean = Tensor.concatenated([Tensor](repeating: data, count: k))
  let objective = NoiseLoss<KnownNoise>(data: DataSet(data), schedule: schedule, times: .only(t))
  let batch = TimedPoints(
    clean: clean, noise: noise.normal(clean.shape), times: [Int](repeating: t, count: clean.rowCount))
  return objective.terms(of: KnownNoise(predict), on: batch).doubles
}
let silent = WhitenedPredictor(
  KnownNoise { x, _ in Tensor(repeating: 0, shape: x.shape) }, for: pictures, schedule: linear)
let affine: NoisePrediction = silent.predictNoise
for t in [100, 300] {
  let level = linear.level(t)
  let floor = wiener.floor(at: level)
  let unscaled = sum(wiener.eigenvalues.map { $0 / ($0 + level.noise) }) / 64
  claim(
    "affine prediction on the training set, t = \(t)",
    Estimate(meanOf: noiseLoss(affine, on: pictures, at: t, draws: chapter.samples(20, quick: 1))), exact: floor,
    rulesOut: unscaled)
  claim(
    "the same on held-out pictures, t = \(t)",
    Estimate(meanOf: noiseLoss(affine, on: heldOut, at: t, draws: chapter.samples(100, quick: 4))),
    exact: wiener.loss(at: level, squares: otherSquares))
}

/*:
## What to ask a network for {#sec:ask}
@main

The network is the multilayer perceptron of @ch:09: 64 pixels and 32 sines and cosines of $t$ go in, three layers of 256
units follow, and 64 numbers come out. It has 173,000 parameters for a training set of 96,000 numbers, enough to learn it
by heart. What should those 64 numbers mean? To someone who knows the answer, noise, data and velocity are one thing
under several names. To someone who has to learn it they are different tasks.

**The noise.** At large $t$ the state nearly *is* the noise, and the network's task is to copy its input. A perceptron
with smooth activations copies badly: whatever it gets wrong, say one percent, stands beside a floor of $10^{-5}$.

**The velocity.** If the network says $\hat w$, then
$\hat\varepsilon = \sqrt{1-\bar\alpha_t}\,x_t + \sqrt{\bar\alpha_t}\,\hat w$. The formula copies, and the network is
asked for the rest. Compare @eq:wiener: for data with mean 0 and covariance $I$ the affine prediction *is*
$\sqrt{1-\bar\alpha_t}\,x_t$. So the velocity is what is left of the noise when the affine prediction has been
subtracted, for data that have been normalised.

**The rest.** Ours have other moments, and we know them. Subtract *their* affine prediction. In the coordinates
$y = U^\top(x_t - \sqrt{\bar\alpha_t}\,m)$ along the eigenvectors, with variances
$D = \bar\alpha_t\Lambda + (1-\bar\alpha_t)I$,

$$ \hat\varepsilon = U\Big[\sqrt{1-\bar\alpha_t}\,D^{-1}y + c_t\,\sqrt{\bar\alpha_t\Lambda D^{-1}}\ f_\theta\big(D^{-1/2}y,\,t\big)\Big] . $$ {#eq:whitened}

The network $f_\theta$ sees a point of unit variance in every direction at every $t$, and what it has to say is in units
of the standard deviation of what is unknown. If it says nothing, its loss is the Wiener floor; all that it learns is
about digits. (The number $c_t \le 1$, the largest of the shares $\bar\alpha_t\lambda_i/D_i$, lets it say less where
there is little to know.)

@quote Diffusion/WhitenedPredictor.swift whitened

Each is trained with the same loss in the noise, batches of 128, Adam at a constant rate of $10^{-3}$. Such steps
jitter about the minimum for ever. The remedy costs nothing: alongside the parameters $\theta$ keep their
**exponential moving average** $\bar\theta \leftarrow \bar\theta + 0.001\,(\theta - \bar\theta)$, an average over about
a thousand steps, and sample with that.
*/
let cosine = NoiseSchedule.cosine(steps: T)
let (steps, brief) = (chapter.samples(10_000, quick: 30), chapter.samples(2_000, quick: 6))
let seed = chapter.seed

nonisolated func training<Model: NoisePredictor>(
  of network: Model, _ schedule: NoiseSchedule
) -> Training<NoiseLoss<Model>> {
  Training(
    of: network, on: NoiseLoss(data: DataSet(pictures), schedule: schedule), batchSize: 128,
    with: Adam(learningRate: 1e-3), seed: seed, averageDecay: 0.999)
}

/*:
Six networks, three questions along two schedules, are trained for 2,000 steps, and the last of them for 10,000 (along
the linear schedule). They share the two cores.
*/
// fold: Training seven networks side by side
/// A training among others.
nonisolated struct Learner {
  let advance: (_ steps: Int) throws -> Void
  let latest, averaged: () -> NoisePrediction
}
nonisolated func learner<Model: NoisePredictor>(_ network: Model, _ schedule: NoiseSchedule) -> Learner {
  var current = training(of: network, schedule)
  return Learner(
    advance: { try current.run(steps: $0) },
    latest: { current.network.predictNoise }, averaged: { current.average!.network.predictNoise })
}
let base = TimeConditionedMLP(dimension: 64, hidden: [256, 256, 256], steps: T, using: &random)
let questions = ["the noise", "the velocity", "the rest"]
func learners(_ schedule: NoiseSchedule) -> [Learner] {
  [
    learner(base, schedule), learner(VelocityPredictor(base, schedule: schedule), schedule),
    learner(WhitenedPredictor(base, for: pictures, schedule: schedule), schedule),
  ]
}
let schedules = [linear, cosine]
let brieflyTrained = schedules.map(learners)
let long = learner(WhitenedPredictor(base, for: pictures, schedule: linear), linear)
// All that is shared is read only; the last in the list is begun first.
nonisolated(unsafe) let all = Array(brieflyTrained.joined()) + [long]
let rounds = chapter.samples(10, quick: 2)
let (shortRound, longRound) = (brief / rounds, steps / rounds)
for round in progress(0..<rounds, "training") {
  let failures = Parallel.mapChunks(of: all.count, size: 1) { range in
    let isLong = range.lowerBound == all.count - 1
    do { try all[range.lowerBound].advance(isLong ? longRound : shortRound) } catch {
      return "\(error), round \(round)"
    }
    return ""
  }
  if let failure = failures.first(where: { !$0.isEmpty }) { fatalError(failure) }
}
let (noisePrediction, unaveraged) = (long.averaged(), long.latest())

// fold: Losses of the networks
/// The mean loss over all t: the exact mean of the floors, and the measured difference from the affine prediction.
func meanLoss(
  _ predict: @escaping NoisePrediction, on data: Tensor, schedule: NoiseSchedule
) -> Estimate {
  var noise = random.split(77)
  let reference = WhitenedPredictor(
    KnownNoise { x, _ in Tensor(repeating: 0, shape: x.shape) }, for: pictures, schedule: schedule)
  let n = chapter.samples(20_000, quick: 500)
  let objective = NoiseLoss<KnownNoise>(data: DataSet(data), schedule: schedule)
  let batch = objective.batch(n, for: KnownNoise(predict), using: &noise)
  let difference = objective.terms(of: KnownNoise(predict), on: batch)
    - objective.terms(of: KnownNoise(reference.predictNoise), on: batch)
  let isTraining = data == pictures
  let floors = (1...T).map { t in
    let level = schedule.level(t)
    return isTraining ? wiener.floor(at: level) : wiener.loss(at: level, squares: otherSquares)
  }
  return Estimate(meanOf: difference) + sum(floors) / Double(T)
}
let floorMean = sum((1...T).map { wiener.floor(at: linear.level($0)) }) / Double(T)
let finalLoss = meanLoss(noisePrediction, on: pictures, schedule: linear)
let finalHeldOut = meanLoss(noisePrediction, on: heldOut, schedule: linear)
let lossRows: [[any TableCell]] =
  [["no network: the affine prediction", "–", Estimate(floorMean), meanLoss(affine, on: heldOut, schedule: linear)]]
  + zip(questions, brieflyTrained[0]).map { question, learner in
    [
      question, brief, meanLoss(learner.averaged(), on: pictures, schedule: linear),
      meanLoss(learner.averaged(), on: heldOut, schedule: linear),
    ]
  } + [
    ["the rest", steps, finalLoss, finalHeldOut],
    [
      "… without averaging", steps, meanLoss(unaveraged, on: pictures, schedule: linear),
      meanLoss(unaveraged, on: heldOut, schedule: linear),
    ],
    [
      "no network: learned by heart", "–", meanLoss(exact.callAsFunction, on: pictures, schedule: linear),
      meanLoss(exact.callAsFunction, on: heldOut, schedule: linear),
    ],
  ]
table(
  "Mean loss over all t, linear schedule",
  columns: ["asked for", "steps", TableColumn("on the training set", .fixed(4)), TableColumn("held out", .fixed(4))],
  rows: lossRows)
chapter.finish()
