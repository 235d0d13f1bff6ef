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
let (T, linear) = (1000, NoiseSchedule.linear(steps: 1000))

// fold: Drawing the forward strip
/// Grey pictures in rows; pixels from −1, black, to 1, white.
func grid(
  _ rows: [Tensor], columns: Int, labels: [String]? = nil, heads: [String]? = nil
) -> ImageGrid {
  ImageGrid(
    Tensor.concatenated(rows).reshaped(-1, 8, 8), columns: columns, range: -1...1,
    rowLabels: labels, columnLabels: heads)
}
let stripTimes = [0, 50, 100, 200, 300, 400, 500, 700, 1000]
let walk = ForwardProcess(linear).trajectory(
  from: 2 * Digits.train.showing(5).points.rows(0..<1) - 1, using: &random)
figure(
  "forward",
  caption: """
    A five on its way to noise. By $t = 300$ one has to know that it is a five to see it; by $t = 500$ that is no help.
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
gives the best prediction in closed form. Given $x_t$, the picture it came from was $x_i$ with probability $p_i$,

$$ p_i(x_t) = \frac{e^{-\lVert x_t - \sqrt{\bar\alpha_t}\,x_i\rVert^2/2(1-\bar\alpha_t)}}
{\sum_j e^{-\lVert x_t - \sqrt{\bar\alpha_t}\,x_j\rVert^2/2(1-\bar\alpha_t)}}, \qquad
\varepsilon^*(x_t, t) = \frac{x_t - \sqrt{\bar\alpha_t}\sum_i p_i\,x_i}{\sqrt{1-\bar\alpha_t}} . $$ {#eq:empirical}

@quote Diffusion/EmpiricalNoise.swift empirical-noise

No network with any number of parameters has a smaller loss on the training set. Now sample with it.
*/
// fold: Samples of the exact minimiser, all of them copies
let exact = EmpiricalNoise(of: pictures, schedule: linear)
let count = chapter.samples(2_016, quick: 80)
let copies = ReverseSampler(linear, .ancestral(.posterior), steps: 50).sample(
  chapter.samples(504, quick: 40), dimension: 64, predicting: exact.callAsFunction, using: &random)
claim(
  "share of copies among samples of the exact minimiser",
  measured: Double(
    NearestNeighbours(of: copies, among: pictures).distances.count { $0 < 0.05 })
    / Double(copies.rowCount), exact: 1,
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
with their own moments, the loss of the same affine prediction has a closed form, too. The claims measure both. (A test
computes the floor a second way, without eigenvalues, from the inverse in @eq:wiener.)
*/
// fold: The Wiener floor, measured
let moments = meanAndCovariance(pictures, unbiased: false)
let wiener = WienerDenoiser(mean: moments.mean, covariance: moments.covariance)
let others = meanAndCovariance(heldOut, unbiased: false)
let otherSquares = wiener.squares(mean: others.mean, covariance: others.covariance)
/// The best affine prediction: the whitened predictor, if its network says nothing.
let affine: NoisePrediction = WhitenedPredictor(
  KnownNoise { x, _ in Tensor(repeating: 0, shape: x.shape) }, for: pictures, schedule: linear
).predictNoise
/// The held-out pictures with their own exact minimiser, by which losses on them are measured.
let exactHeldOut = EmpiricalNoise(of: heldOut, schedule: linear)
func affineLoss(on set: EmpiricalNoise, at t: Int) -> Double {
  wiener.loss(
    at: linear.level(t), squares: set.points == pictures ? wiener.eigenvalues : otherSquares)
}
for t in [100, 300] {
  let level = linear.level(t)
  for (name, set, wrong) in [
    ("training set", exact, sum(wiener.eigenvalues.map { $0 / ($0 + level.noise) }) / 64),
    ("held-out pictures", exactHeldOut, wiener.floor(at: level)),
  ] {
    let losses = set.losses(
      of: affine, at: t, draws: chapter.samples(40_000, quick: 1_000), using: &random)
    claim(
      "affine prediction on the \(name), t = \(t)", Estimate(meanOf: losses),
      exact: affineLoss(on: set, at: t), rulesOut: chapter.quick ? nil : wrong)
  }
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
about digits. (The number $c_t \le 1$ lets it say less where there is little to know. It is the power $3/2$ of the
largest of the shares $\bar\alpha_t\lambda_i/D_i$; the share itself would let the network say a little too much where it
knows least, T1.)

@quote Diffusion/WhitenedPredictor.swift whitened

Each is trained with the same loss in the noise, batches of 128, Adam at a constant rate of $10^{-3}$. Such steps
jitter about the minimum for ever. The remedy costs next to nothing: alongside the parameters $\theta$ keep their
**exponential moving average** $\bar\theta \leftarrow \bar\theta + 0.001\,(\theta - \bar\theta)$, an average over about
a thousand steps, and sample with that.

Six networks, three questions along the linear and the cosine schedule, are trained for 1,500 steps. A seventh, asked for
the rest along the linear schedule, is trained for 10,000. They are trained side by side.
*/
// fold: Training seven networks side by side
let cosine = NoiseSchedule.cosine(steps: T)
let (steps, brief) = (chapter.samples(10_000, quick: 20), chapter.samples(1_500, quick: 4))
let questions = ["the noise", "the velocity", "the rest"]
let base = TimeConditionedMLP(dimension: 64, hidden: [256, 256, 256], steps: T, using: &random)
func training(of network: some NoisePredictor, _ schedule: NoiseSchedule) -> NoiseTraining {
  NoiseTraining(of: network, on: DataSet(pictures), schedule: schedule, seed: chapter.seed)
}
let brieflyTrained = [linear, cosine].map { schedule in
  [
    training(of: base, schedule),
    training(of: VelocityPredictor(base, schedule: schedule), schedule),
    training(of: WhitenedPredictor(base, for: pictures, schedule: schedule), schedule),
  ]
}
let long = training(of: WhitenedPredictor(base, for: pictures, schedule: linear), linear)
let rounds = chapter.samples(10, quick: 2)
for _ in progress(0..<rounds, "training") {
  try NoiseTraining.run(
    brieflyTrained.joined() + [long],
    steps: [Int](repeating: brief / rounds, count: 6) + [steps / rounds])
}
let noisePrediction = long.average

// fold: Losses of the networks
/// The mean loss over all t: that of the affine prediction, known exactly, and the measured difference.
func meanLoss(_ predict: NoisePrediction, on set: EmpiricalNoise) -> Estimate {
  let differences = stride(from: 1, through: T, by: chapter.quick ? 50 : 1).map { t in
    Estimate(meanOf: set.excess(of: predict, over: affine, at: t, draws: 10, using: &random))
  }
  let known = sum((1...T).map { affineLoss(on: set, at: $0) }) / Double(T)
  return differences.reduce(Estimate(0), +) / Double(differences.count) + known
}
let contestants: [(String, any TableCell, NoisePrediction)] =
  [("no network: the affine prediction", "–", affine)]
  + zip(questions, brieflyTrained[0]).map { ($0, brief, $1.average) }
  + [
    ("the rest", steps, noisePrediction), ("… without averaging", steps, long.latest),
    ("no network: learned by heart", "–", exact.callAsFunction),
  ]
table(
  "Mean loss over all t, linear schedule",
  columns: ["asked for", "steps", "on the training set", "held out"],
  rows: contestants.map { [$0, $1, meanLoss($2, on: exact), meanLoss($2, on: exactHeldOut)] })

/*:
The first line is a surprise: it is lower than the second. A network that is asked for the noise is, after 1,500 steps,
still *worse than no network at all*; it is busy learning what a page of linear algebra would have told it. Asked for the
velocity, it is not quite level. Asked for the rest, it begins with the first line and goes on from there.

Later the two columns part: more and more of the gain is about these 1,500 pictures and no others. The last line is
where that road ends. Learned by heart, the training set gives a loss that no network reaches, and on new pictures one
nearly twenty times as high as the affine prediction's.

@fig:floor shows where in time the gain is made. On the left, follow the network's dots between the two yardsticks; on
the right the same losses are divided by the Wiener floor. On the training set the network is below it at every $t$, though
at large $t$ by next to nothing: under so much noise hardly more than second moments can be seen of a digit.

@page

So small a difference drowns in the noise of a measured loss. But the difference between two predictions' losses is linear
in $\varepsilon$, and so $\varepsilon$ may be replaced by its mean given $x_t$, which for a finite set of pictures is the
$\varepsilon^*$ of @eq:empirical: we compare $\lVert\hat\varepsilon-\varepsilon^*\rVert^2$ instead of
$\lVert\hat\varepsilon-\varepsilon\rVert^2$. The mean is the same, and nearly all the noise is gone.
*/
// fold: Losses by time
let lossTimes =
  chapter.quick
  ? [20, 200]
  : [1, 2, 4, 7, 12, 20, 35, 60, 100, 150, 200, 250, 300, 350, 400, 500, 600, 700, 850, 1000]
/// The loss at the times above over that of the affine prediction on the same pictures.
func lossByTime(_ predict: NoisePrediction, on set: EmpiricalNoise, _ draws: Int) -> [Estimate] {
  lossTimes.map { t in
    Estimate(meanOf: set.excess(of: predict, over: affine, at: t, draws: draws, using: &random))
      / affineLoss(on: set, at: t) + 1
  }
}
let draws = chapter.samples(8_000, quick: 300)
let byTime = lossByTime(noisePrediction, on: exact, draws)
let byTimeHeldOut = lossByTime(noisePrediction, on: exactHeldOut, draws)
let byTimeBrief = brieflyTrained[0].map { lossByTime($0.average, on: exact, draws / 4) }
let byHeart = lossTimes.map { t in
  exact.losses(of: exact.callAsFunction, at: t, draws: draws, using: &random).mean()
}
let axisOfTime = Axis(
  "t", scale: .log, range: 1...1000, ticks: [1, 10, 100, 1000],
  tickLabels: ["1", "10", "100", "1000"])

// fold: Drawing the loss by time
func values(_ losses: [Estimate]) -> [Double] { losses.map(\.value) }
let lossX = lossTimes.map(Double.init)
figure(
  "floor",
  caption: """
    The noise loss by time. Left: between the Wiener floor and the loss of the exact minimiser. Right: over the loss \
    of the affine prediction on the same pictures, for the three questions after 1,500 steps and for the third after \
    10,000, on the training set (dots) and held out (rings). The first leaves the panel.
    """,
  size: Figure.Size(width: 720, height: 330)
) {
  Panel("Loss", x: axisOfTime, y: Axis("mean square error", scale: .log, range: 1e-3...1.5)) {
    LinePlot(
      x: (1...T).map(Double.init), y: (1...T).map { affineLoss(on: exact, at: $0) },
      style: .exact)
    LinePlot(
      x: lossX, y: byHeart.map { max($0, 1e-9) }, style: .data.dash(.dashed).lineWidth(1.5))
    Annotation("Wiener floor", x: 20, y: 0.95, side: .above)
    Annotation("learned by heart", x: 150, y: 0.015, side: .left)
    Annotation("network", x: 28, y: 0.3, side: .left, color: Palette.blue)
    PointPlot(
      x: lossX, y: zip(lossTimes, byTime).map { $1.value * affineLoss(on: exact, at: $0) },
      style: .measured)
  }
  Panel("Loss / floor", x: axisOfTime, y: Axis("", range: 0.5...1.35), legend: .bottomLeft) {
    RulePlot(y: 1, style: .exact)
    for (i, losses) in byTimeBrief.enumerated() {
      LinePlot(
        x: lossX, y: values(losses), label: questions[i],
        style: .series([1, 2, 0][i]).dash(.dashed))
    }
    LinePlot(x: lossX, y: values(byTime), label: "the rest, 10,000 steps", style: .learned)
    PointPlot(x: lossX, y: values(byTime), style: .measured)
    PointPlot(
      x: lossX, y: values(byTimeHeldOut), label: "… held out", style: .measured.marker(.ring))
  }
}
if !chapter.quick {
  let worst = byTime.indices.max { byTime[$0].value < byTime[$1].value }!
  claim(
    "loss over the Wiener floor, the highest at 20 times (t = \(lossTimes[worst]))", byTime[worst],
    atMost: 1)
  claim("loss over the Wiener floor at t = 100", byTime[8], atMost: 0.6)
  claim("the same on held-out pictures", byTimeHeldOut[8], atMost: 0.75)
  claim("mean loss over all t, training set", meanLoss(noisePrediction, on: exact), atMost: 0.127)
}

/*:
## Samples {#sec:samples}
@main

The sampler is that of @ch:09, with the averaged network. In @fig:samples, find the training pictures.
*/
let sampler = ReverseSampler(linear, .ancestral(.posterior), steps: chapter.samples(200, quick: 10))
let samples = sampler.sample(count, dimension: 64, predicting: noisePrediction, using: &random)

// fold: Drawing samples beside pictures
let isLeft = random.integers(below: 2, count: 1)[0] == 0
let some = pictures.gatherRows(random.integers(below: 1500, count: 60))
figure(
  "samples",
  caption:
    "Sixty training pictures on one side, sixty samples of the network on the other. Which are which is said below.",
  size: .planes
) {
  for (letter, left) in [("(a)", true), ("(b)", false)] {
    Panel(letter) { grid([left == isLeft ? some : samples.rows(0..<60)], columns: 10) }
  }
}
show("the samples are in", isLeft ? "(b)" : "(a)")

/*:
They are hard to tell apart by shape. What gives the samples away is the background, which in real digits is black to the
last grey level. @fig:film and @fig:reverse show how they came about. An average of all possible digits condenses into
one, the coarse strokes first.
*/
// fold: Drawing the film and the strip
let filmSampler = ReverseSampler(linear, .ancestral(.posterior), steps: 50)
let filmPath = filmSampler.trajectory(
  from: random.normal([24, 64]), predicting: noisePrediction, using: &random)
func predictedPicture(_ k: Int) -> Tensor {
  let t = filmSampler.times[k]
  return t == 0
    ? filmPath[k]
    : Parameterization.noise.convert(
      noisePrediction(filmPath[k], t), to: .clean, state: filmPath[k], at: linear.level(t))
}
let frames = Array(stride(from: 14, through: 50, by: chapter.samples(2, quick: 18)))
film(
  "film",
  caption:
    "Two dozen pictures rise from noise. Left: the states. Right: the picture that the network predicts at that moment.",
  size: Figure.Size(width: 560, height: 220), framesPerSecond: 4, still: frames.count / 2,
  frames: frames.count
) { k in
  let step = frames[k]
  Panel("states at t = \(filmSampler.times[step])") { grid([filmPath[step]], columns: 6) }
  Panel("predicted pictures") { grid([predictedPicture(step)], columns: 6) }
}
let shownSteps = [0, 15, 25, 30, 34, 38, 42, 46, 50]
figure(
  "reverse",
  caption: "One of them: its states (above) and what the network predicts from them (below).",
  size: Figure.Size(width: 720, height: 200)
) {
  Panel {
    grid(
      shownSteps.map { filmPath[$0].rows(3..<4) }
        + shownSteps.map { predictedPicture($0).rows(3..<4) },
      columns: shownSteps.count, labels: ["state", "predicted"],
      heads: shownSteps.map { "\($0 == 0 ? "t = " : "")\(filmSampler.times[$0])" })
  }
}

/*:
## Are they good? {#sec:good}
@main

Two measures are in use. The first compares second moments: the **Fréchet distance**, the squared Wasserstein distance
between two Gaussians with the means and covariances of the two sets,

$$ W^2 = \lVert m_1 - m_2\rVert^2 + \operatorname{tr}\!\big(\Sigma_1 + \Sigma_2 - 2\,(\Sigma_1^{1/2}\Sigma_2\Sigma_1^{1/2})^{1/2}\big). $$ {#eq:frechet}

We take it between pixels. Samples of finite size have a distance even if they come from one distribution.

@page

To leading order, for $n$ and $n'$ Gaussian points,

$$ \mathbb E\,W^2 \approx \Big(\frac1n + \frac1{n'}\Big)\Big(\sum_i\lambda_i + \frac12\sum_{ij}
\frac{\lambda_i\lambda_j(1+\delta_{ij})}{\lambda_i+\lambda_j}\Big), $$ {#eq:chance}

the first sum from the means, the second from the covariances.

@main

The second measure asks somebody who can read. A classifier, a small perceptron with a softmax at the end, learns the
digits from the *held-out* pictures, so that it has never seen what the diffusion was trained on. Its mean confidence, the
largest of the ten probabilities, can be compared between sets of pictures that it has not seen, and so can the shares of
the ten classes.
*/
// fold: The classifier
var classifierTraining = Training(
  of: MLP([64, 128, 10], using: &random),
  on: CrossEntropy(points: heldOut, labels: Digits.test.labels), batchSize: 128,
  with: Adam(learningRate: 2e-3, weightDecay: 0.01), seed: chapter.seed)
try classifierTraining.run(steps: chapter.samples(300, quick: 60))
func read(_ x: Tensor) -> ClassReading {
  ClassReading(classifierTraining.network.classProbabilities(x))
}
let real = read(pictures)
show(
  "accuracy of the classifier on the training pictures",
  Estimate(
    share: zip(real.classes, Digits.train.labels).count { $0 == $1 }, of: pictures.rowCount))

// fold: Five sources of pictures
let normalSamples = ReverseSampler(linear, .implicit(eta: 0), steps: sampler.times.count - 1)
  .sample(count, dimension: 64, predicting: affine, using: &random)
func qualities(_ name: String, _ x: Tensor) -> [any TableCell] {
  let reading = read(x)
  return [
    name, FrechetDistance(x, pictures).value,
    FrechetSampling.meanDistance(eigenvalues: wiener.eigenvalues, x.rowCount, 1500),
    reading.confidence, reading.shareDistance(from: real),
  ]
}
table(
  "Pictures from five sources, compared with the training set",
  columns: [
    "source", TableColumn("Fréchet", .fixed(2)), TableColumn("by chance", .fixed(2)),
    TableColumn("confidence", .fixed(3)), TableColumn("shares off by", .fixed(3)),
  ],
  rows: [
    qualities("training set", pictures), qualities("held-out digits", heldOut),
    qualities("no network: affine", normalSamples), qualities("no network: by heart", copies),
    qualities("network, \(steps) steps", samples),
  ])

/*:
The first line is the yardstick. (Of the held-out digits, from which it learned, the classifier is surer than it should
be.) Look at the third. The affine prediction turns noise into Gaussian samples with the moments of the training set, and
these have *the best Fréchet distance of all samples*. It is even smaller than chance would make it between two samples,
because this model's moments are those of the training set itself. Yet its pictures are hard to read. A distance between
second moments cannot see what makes a digit. The network's pictures are at a larger distance, but they are read nearly as confidently as real ones, and the classes
come about as often as they should: chance alone would put their shares off by 0.04. What papers quote as FID is the same
distance between features of a large network in the place of pixels. It is as blind as its features.

@page

The bounds on the mean loss, 0.127, and on the Fréchet distance, 1.18, are what the best of some programs in other
languages got from the same network in as many steps, asked for the noise.
*/
// fold: What is claimed of the samples
if !chapter.quick {
  claim(
    "Fréchet distance, network", measured: FrechetDistance(samples, pictures).value, atMost: 1.18)
  claim("confidence in the network's samples", read(samples).confidence, atLeast: 0.88)
  claim("confidence in affine samples", read(normalSamples).confidence, atMost: 0.85)
  claim(
    "shares of the classes, off by", measured: read(samples).shareDistance(from: real),
    atMost: 0.1)
}

/*:
## Are they new? {#sec:new}
@main

A copy would pass every test so far. So look for the nearest training picture of every sample, and ask how far away it
is. How near is too near? The held-out digits tell: they are real, and they are no copies, and they too have a nearest
training picture. If samples are typically nearer than they are, the network has memorised (@fig:neighbours).
*/
// fold: Drawing neighbours
let neighbours = NearestNeighbours(of: samples, among: pictures)
let heldOutDistances = NearestNeighbours(of: heldOut, among: pictures).distances
figure(
  "neighbours",
  caption: """
    Left: twelve samples (above) and the nearest training picture of each (below). Right: the distance to the nearest \
    training picture, for held-out digits and for samples.
    """,
  size: Figure.Size(width: 720, height: 240)
) {
  Panel("Samples and their neighbours") {
    grid(
      [
        samples.rows(0..<6), pictures.gatherRows(Array(neighbours.indices[0..<6])),
        samples.rows(6..<12), pictures.gatherRows(Array(neighbours.indices[6..<12])),
      ],
      columns: 6, labels: ["sample", "nearest", "sample", "nearest"])
  }
  Panel(
    "Distances", x: Axis("distance to the nearest", range: 0...5), y: Axis("density"),
    legend: .topRight
  ) {
    HistogramPlot(
      samples: heldOutDistances, range: 0...5, bins: 20, label: "held out", style: .data)
    HistogramPlot(
      samples: neighbours.distances, range: 0...5, bins: 20, label: "samples", style: .measured)
  }
}
claim(
  "P(a sample is nearer than a held-out digit)",
  measured: areaUnderROC(scores: neighbours.distances, anomalies: heldOutDistances),
  atMost: chapter.quick ? 1 : 0.65)

/*:
A sample is as near to the training set as a digit that was never in it: ½ would be just as near, and 1 a copy. T2 asks
how many pictures that takes.

## Fewer steps {#sec:steps}
@main

Two hundred steps are many. @fig:steps takes the trained network and varies the sampler.
*/
// fold: Fréchet distance against the number of steps
let stepCounts = chapter.quick ? [5] : [5, 10, 20, 50, 100]
let rules: [(name: String, rule: ReverseRule)] = [
  ("DDIM", .implicit(eta: 0)), ("ancestral", .ancestral(.posterior)),
]
func distance(
  _ schedule: NoiseSchedule, _ rule: ReverseRule, _ steps: Int, _ count: Int,
  _ predict: NoisePrediction
) -> (frechet: Double, samples: Tensor) {
  let x = ReverseSampler(schedule, rule, steps: steps).sample(
    count, dimension: 64, predicting: predict, using: &random)
  return (FrechetDistance(x, pictures).value, x)
}
figure(
  "steps",
  caption: """
    Fréchet distance of the network's samples against the number of steps. The line is what chance makes of perfect samples.
    """,
  size: .single
) {
  Panel(
    x: Axis(
      "steps", scale: .log, range: 4.5...180, ticks: [5, 10, 20, 50, 100],
      tickLabels: ["5", "10", "20", "50", "100"]), y: Axis("Fréchet distance", scale: .log)
  ) {
    RulePlot(
      y: FrechetSampling.meanDistance(eigenvalues: wiener.eigenvalues, count, 1500), style: .exact)
    for (i, (name, rule)) in rules.enumerated() {
      let distances = stepCounts.map { distance(linear, rule, $0, count, noisePrediction).frechet }
      LinePlot(x: stepCounts.map(Double.init), y: distances, style: .series(i))
      PointPlot(x: stepCounts.map(Double.init), y: distances, style: .series(i))
      Annotation(name, x: 100, y: distances.last!, color: Palette.series[i])
    }
  }
}

// fold: Questions, schedules and samplers
let tableSteps = chapter.quick ? [10] : [10, 20, 50]
table(
  "Fréchet distance after \(brief) training steps, and confidence for the last column's samples",
  columns: ["schedule", "asked for"]
    + rules.flatMap { rule in tableSteps.map { TableColumn("\(rule.name) \($0)", .significant(2)) }
    }
    + [TableColumn("confidence", .fixed(2))],
  rows: brieflyTrained.flatMap { trainings in
    zip(questions, trainings).map { question, training in
      let results = rules.flatMap { rule in
        tableSteps.map {
          distance(training.schedule, rule.rule, $0, count / 2, training.average)
        }
      }
      return [training.schedule.name, question] + results.map(\.frechet)
        + [read(results.last!.samples).confidence]
    }
  })

/*:
DDIM loses little with 50 steps and is still usable with 10; ancestral sampling needs about twice as many for the same
Fréchet distance.

Samplers are also where the question to the network and the schedule meet. The cosine schedule ends at
$\bar\alpha_T \approx 2\cdot10^{-9}$. A first long step computes
$\hat x_0 = (x_T - \sqrt{1-\bar\alpha_T}\,\hat\varepsilon)/\sqrt{\bar\alpha_T}$, and divides whatever is wrong with
$\hat\varepsilon$ by $5\cdot10^{-5}$. A network that has to copy its input does not survive that. With the linear schedule
the divisor is $6\cdot10^{-3}$: DDIM, which keeps every error, is lost as well, while the fresh noise of ancestral steps
buries it. (Many programs clip $\hat x_0$ to the range of pixels, which hides the fault.) Asked for the velocity or the
rest, a network can be used with either schedule, and the cosine is the better one in few steps. Look at the confidence,
too: the classifier is surest of pixels in the hundreds. It was trained to say *which* digit, never whether.

## Filling in {#sec:inpainting}
@main

A model of whole pictures can complete a damaged one. Suppose the upper half is known. Go back from noise as always,
but after every step overwrite the known pixels with the known data, noised to the level of that step:

$$ x_s \leftarrow M \odot \big(\sqrt{\bar\alpha_s}\,x_{\text{known}} + \sqrt{1-\bar\alpha_s}\,z\big) + (1-M)\odot x_s , $$ {#eq:inpaint}

where $M$ is 1 on known pixels and 0 elsewhere. The network sees a state in which the known half is right, and fits the
other half to it.

@quote Diffusion/Inpainting.swift inpainting

Is that the conditional distribution? Try it where everything is known: two normal coordinates of variance 1 and
correlation $\rho = 0.9$, of which the second is known to be $1.5$. The exact prediction is linear, so each step
transforms mean and variance of the unknown coordinate by a known recursion.
*/
// fold: Inpainting two coordinates
let pair = InpaintingGaussian(correlation: 0.9)
let pairNoise = ExactNoise(
  of: Gaussian(mean: [0, 0], covariance: [[1, 0.9], [0.9, 1]]), schedule: linear)
let pairSampler = ReverseSampler(linear, .ancestral(.beta), steps: chapter.samples(200, quick: 20))
let wanted = pair.conditional(known: 1.5)
let pairCount = chapter.samples(20_000, quick: 500)
let counts = [1, 2, 5, 20]
let outputs = counts.map { pair.output(known: 1.5, sampler: pairSampler, repetitions: $0) }
let once = Inpainting(
  pairSampler, known: Tensor(rows: [[0, 1.5]]) + .zeros(pairCount, 2),
  mask: Tensor(rows: [[0, 1]]) + .zeros(pairCount, 2)
).run(predicting: pairNoise.callAsFunction, using: &random).column(0)
claim(
  "mean of the unknown coordinate, each step once",
  Estimate(once.mean(), variance: outputs[0].variance, draws: pairCount), exact: outputs[0].mean,
  rulesOut: wanted.mean)
claim(
  "its variance", measuredVariance: once.variance(), degreesOfFreedom: pairCount - 1,
  exact: outputs[0].variance, rulesOut: wanted.variance)
table(
  "By the recursion; it should be mean \(label(wanted.mean)) and variance \(label(wanted.variance))",
  columns: [
    "each step is taken", TableColumn("mean", .fixed(4)), TableColumn("variance", .fixed(4)),
  ],
  rows: zip(counts, outputs).map { ["\($0)×", $1.mean, $1.variance] })

/*:
It is not. Where each step is taken once, the mean falls short by a third and the variance is too large: the known
coordinate pulls too weakly. Its noise is drawn afresh at every $t$, has nothing to do with the path of the unknown
coordinate, and is in part ignored. The remedy is to take each step several times: noise $x_s$ back to $x_t$ and step
again, so that the unknown part adapts to the known one before the noise level falls. By the recursion, twenty
repetitions bring the mean to within about a hundredth. (What is then wrong with the variance is the error of 200 steps
that are not quite small; with 1,000 it is 0.192.) @fig:inpainting completes held-out digits.
*/
// fold: Completing digits
let mask = Tensor((0..<64).map { $0 < 32 ? 1.0 : 0 }, shape: [1, 64])
func completed(_ x: Tensor, repetitions: Int) -> Tensor {
  Inpainting(
    ReverseSampler(linear, .ancestral(.posterior), steps: 50), known: x, mask: mask + 0 * x,
    repetitions: repetitions
  ).run(predicting: noisePrediction, using: &random)
}
let originals = heldOut.gatherRows([3, 17, 40, 58, 75, 93, 120, 150, 181, 203, 230, 262])
let completions = (0..<3).map { _ in
  completed(originals, repetitions: chapter.samples(10, quick: 1))
}
figure(
  "inpainting",
  caption: """
    Twelve held-out digits, what was left of them, and three completions of each, every step taken ten times.
    """,
  size: Figure.Size(width: 720, height: 330)
) {
  Panel {
    grid(
      [originals, mask * originals] + completions, columns: 12,
      labels: ["original", "known", "completed", "", ""])
  }
}
for (name, repetitions) in [("once", 1), ("ten times", 10)] {
  let found = read(completed(heldOut, repetitions: chapter.samples(repetitions, quick: 1))).classes
  show(
    "completions read as the digit they come from, each step \(name)",
    Estimate(share: zip(found, Digits.test.labels).count { $0 == $1 }, of: heldOut.rowCount))
}

/*:
## In between {#sec:between}

DDIM adds no noise, so its steps can be undone one by one, and every picture has a code: the $x_T$ from which DDIM would
make it.

@quote Diffusion/Interpolation.swift encode

Codes can be averaged, where pictures cannot: the middle of two pictures is a double exposure. Along which road? Standard
normal points of 64 dimensions lie near a sphere of radius 8. The middle of the straight line between two of them lies
well inside it, where no noise ever is; an arc on the sphere keeps the norm (@fig:interpolation).
*/
// fold: Interpolating
let coder = ReverseSampler(linear, .implicit(eta: 0), steps: chapter.samples(50, quick: 10))
func coded(_ x: Tensor) -> Tensor { coder.encode(x, predicting: noisePrediction) }
func decoded(_ x: Tensor) -> Tensor {
  coder.run(from: x, predicting: noisePrediction, using: &random)
}
let (first, second) = (heldOut.rows(0..<148), heldOut.rows(148..<296))
let codes = (coded(first), coded(second))
let middle = sphericalInterpolation(codes.0, codes.1, at: 0.5)
table(
  "148 training pictures, 148 held-out ones, and the middles of 148 held-out pairs",
  columns: ["pictures", TableColumn("code, mean square", .fixed(2)), "confidence"],
  rows: [
    ("training pictures", coded(pictures.rows(0..<148)), pictures.rows(0..<148)),
    ("held-out pictures", codes.0, first),
    ("pixels, averaged", nil, (first + second) / 2),
    ("codes, along the arc", middle, decoded(middle)),
  ].map { name, code, x in
    [name, code.map { $0.square().mean() as any TableCell } ?? "–", read(x).confidence]
  })
claim(
  "root mean square error of pictures coded and decoded",
  measured: (decoded(codes.0) - first).square().mean().squareRoot(),
  atMost: chapter.quick ? 1 : 0.05)

// fold: Drawing the interpolation
let fractions = (0...8).map { Double($0) / 8 }
figure(
  "interpolation",
  caption:
    "From one held-out digit to another: averaged pixels (above), codes along the arc (below).",
  size: Figure.Size(width: 720, height: 320)
) {
  Panel {
    grid(
      [22, 61].flatMap { i in
        let row = i..<i + 1
        return fractions.map { Float(1 - $0) * first.rows(row) + Float($0) * second.rows(row) }
          + fractions.map {
            decoded(sphericalInterpolation(codes.0.rows(row), codes.1.rows(row), at: $0))
          }
      }, columns: fractions.count, labels: ["pixels", "arc", "pixels", "arc"])
  }
}

/*:
The classifier reads the middles between codes nearly as well as digits, and the double exposures badly. The codes
themselves betray something. Those of held-out digits are larger than noise should be, with a mean square of 1.7 instead
of 1; those of training pictures are smaller, 0.7. So the network takes new pictures for less probable than they are, and
those it was trained on for more: P(nearer) did not see that, but there is a little memory in it after all.

## What we have, and what we lack {#sec:lack}
@main

Pictures needed no new theory. What helped most was to give the network only the task that linear algebra cannot do. The
harder part was to know what we have. The loss is lowest for a model that copies. The Fréchet distance is best for one
that draws no digits, and the classifier is surest of pictures that are none. Each measure is blind to something, and only
together do they say: these are digits, and they are new.

What grows with the size of pictures is the network, not the idea: convolutions and attention in the place of a
perceptron, a text beside the time, and for large pictures a code of fewer dimensions in which to diffuse. The last
chapter returns to a single number, and asks where in all of this the errors come from.

## Exercises {#sec:exercises}

The first three are graded: write your answers into [Answers.swift](Chapters/16-image-diffusion/homework/Answers.swift)
and run `swift run homework-16` (`… homework-16 hint 16.3` gives a hint; [HOMEWORK.md](Chapters/HOMEWORK.md) has more).

@homework

For pencil and paper, or a program of your own:

- **T1** · *How much can there be to know?* Show that at low signal-to-noise ratio $r$ the best prediction differs from the
  affine one by a term of order $r$ in units of @eq:whitened, from the third cumulants of the data. Why should $c_t$ fall
  at least as fast as $r$? Set it to the largest share, train again, and look at the loss at $t = 700$.
- **T2** · *Memory.* Train on the first 50, 150, 500 and 1,500 pictures for 10,000 steps each, and plot P(a sample is
  nearer than a held-out digit). When does it pass ½?
- **T3** · *Clipping.* Clip $\hat x_0$ to $[-1, 1]$ in every step of DDIM and repeat the table of @sec:steps for the
  network that is asked for the noise. What does clipping do to a model that needs none?
- **T4** · *A small project.* Guide the sampler towards a class: add a multiple of the gradient of the classifier's log
  probability to the score. The classifier of @sec:good must first learn to read noised pictures.

## Sources {#sec:sources}

J. Ho, A. Jain, P. Abbeel, *Denoising diffusion probabilistic models*, NeurIPS 2020. A. Nichol, P. Dhariwal, *Improved
denoising diffusion probabilistic models*, ICML 2021: the cosine schedule. J. Song, C. Meng, S. Ermon, *Denoising
diffusion implicit models*, ICLR 2021: few steps, codes, arcs. T. Salimans, J. Ho, *Progressive distillation for fast
sampling of diffusion models*, ICLR 2022: the velocity. T. Karras et al., *Elucidating the design space of
diffusion-based generative models*, NeurIPS 2022: @eq:empirical, and scaling what a network sees and says. N. Wiener,
*Extrapolation, interpolation, and smoothing of stationary time series*, 1949. D. Dowson, B. Landau, *The Fréchet
distance between multivariate normal distributions*, J. Multivariate Analysis 12 (1982); M. Heusel et al., *GANs trained
by a two time-scale update rule*, NeurIPS 2017: @eq:frechet for pictures. A. Lugmayr et al., *RePaint*, CVPR 2022:
@eq:inpaint. K. Shoemake, *Animating rotation with quaternion curves*, SIGGRAPH 1985. Digits: E. Alpaydin, C. Kaynak,
*Optical recognition of handwritten digits*, UCI Machine Learning Repository, 1998 (CC BY 4.0).
*/

chapter.finish()
