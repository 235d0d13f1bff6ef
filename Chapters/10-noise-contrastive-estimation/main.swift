import Distributions
import Elementary
import EnergyModels
import Networks
import Notebook
import Plotting
import Statistics
import Tensors
import Theory

let chapter = Chapter(10, "Noise-contrastive estimation: learning Z")
var random = chapter.random
let mixture = GaussianMixture.running
let square = Grid(square: -6...6, step: 0.1)
let wide = Grid(square: -12...12, step: 0.1)
let p = exp(mixture.logDensity(square.points)).doubles
let best = Gaussian(mean: mixture.mean, covariance: mixture.covariance)
for widen in [1.5] {
for ν in [1.0] {
  let noise = Gaussian(mean: mixture.mean, covariance: mixture.covariance.map { $0.map { widen * $0 } })
  let steps = 1500
  var w = RandomStream(seed: chapter.seed, stream: 3).split("weights")
  var training = Training(of: NormalizedEnergy(EnergyMLP([2, 32, 32], using: &w)),
    on: NoiseContrastiveEstimation(data: DataSet(mixture.sample(20_000, using: &random)), noise: noise, ratio: ν), batchSize: 256,
    with: Adam(learningRate: .cosine(from: 0.01, to: 1e-5, steps: steps)), seed: chapter.seed, averageDecay: 0.99)
  try stopwatch("train \(widen) \(ν)") { try training.run(steps: steps) }
  let net = training.average!.network
  let lz = square.logIntegral(of: -net.base.energy(square.points))
  let lzw = wide.logIntegral(of: -net.base.energy(wide.points))
  let lp = mixture.logDensity(square.points).doubles
  let lm = net.logDensity(square.points).doubles
  let kl = square.integral(of: p.indices.map { p[$0] * (lp[$0] - lm[$0]) }) + lz + Double(net.constant.value.item)
  show("widen \(widen) ν \(ν): c \(net.constant.value.item) lnZ \(lz) wide \(lzw) kl \(kl)")
}}
// ladder
let pair = GaussianMixture.pair(distance: 1.5, weight: 0.7, standardDeviation: 0.4)
let exact = NoisedMixtureRate(weights: [0.7, 0.3], means: [1.5, -1.5], variances: [0.16, 0.16])
let line = Grid(-6...6, step: 0.02)
for (K, steps) in [(6,1000),(12,1000),(12,2000)] {
  let range = 0.02...81.92
  let h = log(range.upperBound/range.lowerBound)/Double(K)
  var w = RandomStream(seed: chapter.seed, stream: 3).split("weights")
  var training = Training(of: RateMLP(dimension: 1, hidden: [32, 32], using: &w),
    on: NoiseLadder(data: pair, variances: range, step: h), batchSize: 512,
    with: Adam(learningRate: .cosine(from: 0.01, to: 1e-5, steps: steps)), seed: chapter.seed, averageDecay: 0.99)
  try stopwatch("ladder \(K)") { try training.run(steps: steps) }
  let net = training.average!.network
  let top = Gaussian(mean: pair.mean, covariance: pair.covariance).noised(by: range.upperBound)
  let lq = (net.logRatio(line.points, over: range, steps: K) + top.logDensity(line.points)).doubles
  let ex = line.map { exact.logDensity($0, variance: 0.02) }
  let q = ex.map { exp($0) }
  let right = line.integral(of: zip(line.x, lq).map { $0 > 0 ? exp($1) : 0 })
  show("K \(K): lnZ \(line.logIntegral(of: lq)), right \(right), kl \(line.integral(of: q.indices.map { q[$0]*(ex[$0]-lq[$0]) }))")
  for t in [0.05, 0.3, 2.0, 10] {
    let f = net.rate(line.points, variance: t).doubles
    let e = line.map { t * exact.rate($0, variance: t) }
    let qt = line.map { exp(exact.logDensity($0, variance: t)) }
    show("  t \(t): rms error \(sqrt(line.integral(of: f.indices.map { qt[$0]*(f[$0]-e[$0])*(f[$0]-e[$0]) }))) rms \(sqrt(line.integral(of: f.indices.map { qt[$0]*(e[$0])*(e[$0]) })))")
  }
}
chapter.finish()
