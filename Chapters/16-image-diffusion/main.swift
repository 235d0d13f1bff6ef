import Autodiff
import Datasets
import Diffusion
import Distributions
import Elementary
import LinearAlgebra
import Networks
import Notebook
import Plotting
import Statistics
import Tensors
import Theory
import Glibc

let chapter = Chapter(16, "Diffusion for images")
nonisolated func say(_ a: Any...) { print(a.map { "\($0)" }.joined(separator: " ")); fflush(nil) }
nonisolated func cpu() -> Double { Double(clock()) / 1e6 }
var random = chapter.random
let pictures = 2 * Digits.train.points - 1
let heldOut = 2 * Digits.test.points - 1
let linear = NoiseSchedule.linear(steps: 1000)
let cosine = NoiseSchedule.cosine(steps: 1000)
typealias Base = TimeConditionedMLP
typealias Net = VelocityPredictor<Base>
typealias Wh = WhitenedPredictor<Base>
let base = Base(dimension: 64, hidden: [256, 256, 256], steps: 1000, using: &random)
let moments = meanAndCovariance(pictures, unbiased: false)
let wiener = WienerDenoiser(mean: moments.mean, covariance: moments.covariance)
let hm = meanAndCovariance(heldOut, unbiased: false)
let hw = WienerDenoiser(mean: hm.mean, covariance: hm.covariance)
say("eigen", wiener.eigenvalues.prefix(5), wiener.eigenvalues.reduce(0,+))
let squares = wiener.squares(mean: hm.mean, covariance: hm.covariance)
func frechetFloor(_ n: Int, _ m: Int) -> Double { FrechetSampling.meanDistance(eigenvalues: wiener.eigenvalues, n, m) }
say("frechet floor 2016,1500", frechetFloor(2016, 1500), "297,1500", frechetFloor(297, 1500), "heldout vs train", FrechetDistance(heldOut, pictures).value)
say("halves", FrechetDistance(pictures.rows(0..<750), pictures.rows(750..<1500)).value, frechetFloor(750,750))
let dH = NearestNeighbours(of: heldOut, among: pictures).distances
say("NN heldout mean", dH.reduce(0,+)/297, dH.sorted()[148])
let times = [1, 2, 5, 10, 20, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950, 1000]
func study(_ name: String, _ s: NoiseSchedule, _ noise: @escaping NoisePrediction) {
  say("=====", name)
  var line = ""
  var total = 0.0
  for t in times {
    var r = RandomStream(seed: 3)
    var L = NoiseLoss<KnownNoise>(data: DataSet(pictures), schedule: s, times: .only(t))
    let a = L.loss(of: KnownNoise(noise), samples: 4000, using: &r).value
    L.data = DataSet(heldOut)
    let b = L.loss(of: KnownNoise(noise), samples: 4000, using: &r).value
    let f = wiener.floor(at: s.level(t))
    line += "t \(t): wiener \(Float(f)) train \(Float(a / f)) held \(Float(b / f)) | lin on held \(Float(wiener.loss(at: s.level(t), squares: squares) / f)) own \(Float(hw.floor(at: s.level(t))/f))\n"
    total += a
  }
  say(line)
  for (rn, rule, steps) in [("ddim", ReverseRule.implicit(eta: 0), 10), ("ddim", .implicit(eta: 0), 20), ("ddim", .implicit(eta: 0), 50), ("ddim", .implicit(eta: 0), 200), ("anc", .ancestral(.posterior), 10), ("anc", .ancestral(.posterior), 20), ("anc", .ancestral(.posterior), 50), ("anc", .ancestral(.posterior), 200), ("ancb", .ancestral(.beta), 200), ("anc", .ancestral(.posterior), 1000), ("ancb", .ancestral(.beta), 1000)] {
    if name.hasSuffix("3k") && steps > 200 { continue }
    var r = RandomStream(seed: 4)
    let c = cpu()
    let x = ReverseSampler(s, rule, steps: steps).sample(2016, dimension: 64, predicting: noise, using: &r)
    let nn = NearestNeighbours(of: x, among: pictures)
    say(name, rn, steps, "F", Float(FrechetDistance(x, pictures).value), "range", x.min(), x.max(), "NN", Float(nn.distances.reduce(0,+)/2016), "AUC(sample closer)", Float(areaUnderROC(scores: nn.distances, anomalies: dH)), "cpu", cpu() - c)
  }
}
func loadE(_ n: String) -> NoisePrediction { var b = base; try! b.load(from: "/tmp/w16-\(n)"); return b.predictNoise }
func loadV(_ n: String, _ s: NoiseSchedule) -> NoisePrediction { var b = Net(base, schedule: s); try! b.load(from: "/tmp/w16-\(n)"); return b.predictNoise }

let wh = Wh(base, for: pictures, schedule: linear)
let whc = Wh(base, for: pictures, schedule: cosine)
let NS = Int(String(cString: getenv("NS") ?? strdup("3000")))!
nonisolated func go<G: Objective>(_ m: G.Model, _ o: G, _ name: String) where G.Model: NoisePredictor {
  var t = Training(of: m, on: o, batchSize: 128, with: Adam(learningRate: 1e-3), seed: 1, averageDecay: 0.999)
  let c = cpu()
  try! t.run(steps: NS)
  say(name, t.losses.suffix(500).reduce(0, +) / 500, "cpu", cpu() - c)
  try! t.network.save(to: "/tmp/w16-\(name)"); try! t.average!.network.save(to: "/tmp/w16-\(name)-ema")
}
nonisolated(unsafe) let jobs: [() -> Void] = [
 { go(wh, NoiseLoss<Wh>(data: DataSet(pictures), schedule: linear), "wh-eps") },
 { go(wh, VelocityLoss<Wh>(NoiseLoss(data: DataSet(pictures), schedule: linear)), "wh-v") },
]
Parallel.forEachChunk(of: jobs.count, size: 1) { r in jobs[r.lowerBound]() }
for (n, m) in [("wh-eps", wh), ("wh-v", wh)] {
  var a = m; try! a.load(from: "/tmp/w16-\(n)-ema"); study(n + "-3k", linear, a.predictNoise)
  var L = NoiseLoss<Wh>(data: DataSet(pictures), schedule: linear)
  var r = RandomStream(seed: 99)
  say(n, "mean loss train", L.loss(of: a, samples: 20000, using: &r))
  L.data = DataSet(heldOut); r = RandomStream(seed: 99)
  say(n, "mean loss held", L.loss(of: a, samples: 20000, using: &r))
}
chapter.finish()
