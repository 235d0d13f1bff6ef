/*:
x
*/
// fold: Imports
import Diffusion
import Distributions
import Elementary
import LinearAlgebra
import Notebook
import Plotting
import Samplers
import Statistics
import Tensors
import Theory

let chapter = Chapter(17, "The error budget: which road for which budget?")
var random = chapter.random

let running = Gaussian.running
let (m, v) = (running.mean[0], running.covariance[0][0])
let gaussian = GaussianDiffusion(mean: m, variance: v)
let n = 500

/// One score −λ(x − μ) a row.
struct LinearScores {
  let mean, precision: Tensor  // [rows, 1]
  func callAsFunction(_ x: Tensor) -> Tensor { -precision * (x - mean) }
  init(mean: Tensor, precision: Tensor) { (self.mean, self.precision) = (mean, precision) }
  /// The regression of `targets` on `points`, row by row.
  init(regressing targets: Tensor, on points: Tensor) {
    let (x, y) = (points.mean(axis: 1, keepingAxis: true), targets.mean(axis: 1, keepingAxis: true))
    let u = points - x
    precision = -(u * targets).mean(axis: 1, keepingAxis: true)
      / u.square().mean(axis: 1, keepingAxis: true)
    mean = x + y / precision
  }
}
extension Tensor {
  var rowMeans: Tensor { mean(axis: 1, keepingAxis: true) }
  var rowVariances: Tensor { (self - rowMeans).square().rowMeans }
}
func dataSets(_ R: Int) -> Tensor { Float(m) + Float(sqrt(v)) * random.normal([R, n]) }
func maximumLikelihood(_ x: Tensor) -> LinearScores {
  LinearScores(mean: x.rowMeans, precision: 1 / x.rowVariances)
}
func sliced(_ x: Tensor, projections M: Int) -> LinearScores {
  var traces = Tensor.zeros(x.shape[0], 1)
  for _ in 0..<M { traces += random.normal(x.shape).square().rowMeans / Float(M) }
  return LinearScores(mean: x.rowMeans, precision: traces / x.rowVariances)
}
func noisy(_ x: Tensor, _ signal: Double, _ noise: Double, draws K: Int) -> (x: Tensor, z: Tensor) {
  let copies = K == 1 ? x : Tensor.concatenated(Array(repeating: x, count: K), axis: 1)
  let z = random.normal(copies.shape)
  return (Float(signal) * copies + Float(noise) * z, z)
}
func denoising(_ x: Tensor, noise σ: Double, draws K: Int) -> LinearScores {
  let (points, z) = noisy(x, 1, σ, draws: K)
  return LinearScores(regressing: Float(-1 / σ) * z, on: points)
}
func noiseContrast(_ x: Tensor, ratio ν: Int, iterations: Int) -> LinearScores {
  let R = x.shape[0]
  let noise = random.normal([R, n * ν])
  // ln p_θ = a + b x − λ x²/2
  var θ = (0..<R).map { _ in [-0.5 * log(2 * .pi), 0, 1.0] }
  for _ in 0..<iterations {
    let a = Tensor(θ.map { $0[0] + 0.5 * log(2 * .pi) - log(Double(ν)) }, shape: [R, 1])
    let b = Tensor(θ.map { $0[1] }, shape: [R, 1])
    let c = Tensor(θ.map { 0.5 - 0.5 * $0[2] }, shape: [R, 1])
    let (onData, onNoise) = (sigmoid(-(a + x * (b + c * x))), sigmoid(a + noise * (b + c * noise)))
    let curvature = (onData * (1 - onData), onNoise * (1 - onNoise))
    // Sums of xᵏ.
    func powers(_ weight: Tensor, _ x: Tensor, _ count: Int) -> [[Double]] {
      var term = weight
      return (0..<count).map { k in
        if k > 0 { term = term * x }
        return term.sum(axis: 1).doubles
      }
    }
    let (up, down) = (powers(onData, x, 3), powers(onNoise, noise, 3))
    let (h, g) = (powers(curvature.0, x, 5), powers(curvature.1, noise, 5))
    for r in 0..<R {
      let s = (0..<5).map { h[$0][r] + g[$0][r] }
      let d = (0..<3).map { up[$0][r] - down[$0][r] }
      let H = [[s[0], s[1], -s[2] / 2], [s[1], s[2], -s[3] / 2], [-s[2] / 2, -s[3] / 2, s[4] / 4]]
      let step = Cholesky(H)!.solve([d[0], d[1], -d[2] / 2])
      for i in 0..<3 { θ[r][i] += step[i] }
    }
  }
  return LinearScores(
    mean: Tensor(θ.map { $0[1] / $0[2] }, shape: [R, 1]),
    precision: Tensor(θ.map { $0[2] }, shape: [R, 1]))
}
func contrastiveDivergence(
  _ x: Tensor, stepSize ε: Double, updates: (warm: Int, kept: Int), persistent: Bool
) -> LinearScores {
  let R = x.shape[0]
  var (μ, λ) = (Tensor.zeros(R, 1), Tensor.ones(R, 1))
  var sum = (Tensor.zeros(R, 1), Tensor.zeros(R, 1))
  var chains = x
  for i in 0..<(updates.warm + updates.kept) {
    let model = LinearScores(mean: μ, precision: λ)
    var kernel = Langevin(score: model.callAsFunction, stepSize: ε)
    if !persistent { chains = x }
    kernel.step(&chains, using: &random)
    let contrast = (x - μ).square().rowMeans - (chains - μ).square().rowMeans
    let rate: Float = persistent ? 0.5 : 1
    μ += rate * (x.rowMeans - chains.rowMeans)
    λ = λ * (1 - rate * λ * contrast)
    if i >= updates.warm { sum = (sum.0 + μ, sum.1 + λ) }
  }
  return LinearScores(mean: sum.0 / Float(updates.kept), precision: sum.1 / Float(updates.kept))
}

func direct(_ s: LinearScores) -> Tensor {
  s.mean + random.normal([s.mean.shape[0], n]) / sqrt(s.precision)
}
func langevin(_ s: LinearScores, _ ε: Double, _ k: Int) -> Tensor {
  var x = random.normal([s.mean.shape[0], n])
  var kernel = Langevin(score: s.callAsFunction, stepSize: ε)
  kernel.run(&x, steps: k, using: &random)
  return x
}
func measure(_ R: Int, _ road: (Tensor) -> Tensor) -> Estimate {
  Estimate(meanOf: rowDivergences(of: road(dataSets(R)), mean: m, variance: v))
}
func report(_ name: String, _ b: ErrorBudget, _ R: Int, _ road: (Tensor) -> Tensor) {
  let e = measure(R, road)
  show("\(name): bias \(b.fromBias) data \(b.fromData) training \(b.fromTraining) total \(b.total) measured \(e.value) ± \(e.standardError) z \(e.standardScore(against: b.total))")
}
let R = 400
func exactSampler(_ μ: Double, _ λ: Double) -> (mean: Double, variance: Double) { (μ, 1 / λ) }
func langevinSampler(_ ε: Double, _ k: Int) -> (Double, Double) -> (mean: Double, variance: Double) {
  { μ, λ in
    let end = ContrastiveDivergenceGaussian(precision: λ, mean: μ, dataMean: 0, dataVariance: 1, stepSize: ε).negatives(steps: k)
    return (end.mean, end.variance)
  }
}
func budget(_ s: LearnedScore, _ f: (Double, Double) -> (mean: Double, variance: Double)) -> ErrorBudget {
  ErrorBudget(score: s, data: gaussian, sampler: f)
}

func diffusion(_ x: Tensor, _ sampler: ReverseSampler, draws K: Int) -> Tensor {
  var fits: [Int: LinearScores] = [:]
  for t in sampler.times.dropLast() {
    let level = sampler.schedule.level(t)
    let (points, z) = noisy(x, level.signalScale, level.noiseScale, draws: K)
    fits[t] = LinearScores(regressing: -z, on: points)
  }
  return sampler.run(
    from: random.normal([x.shape[0], n]), predicting: { -fits[$1]!($0) }, using: &random)
}
func annealed(_ x: Tensor, _ a: LearnedAnnealing, draws K: Int) -> Tensor {
  var fits: [Double: LinearScores] = [:]
  for σ in a.standardDeviations { fits[σ] = denoising(x, noise: σ, draws: K) }
  var kernel = AnnealedLangevin(score: { σ in fits[σ]!.callAsFunction }, standardDeviations: a.standardDeviations, stepSize: a.stepSize, stepsPerLevel: a.stepsPerLevel)
  var y = random.normal([x.shape[0], n])
  kernel.step(&y, using: &random)
  return y
}
let ladder = NoiseSchedule.linear(steps: 1000)
for (name, rule) in [("beta", ReverseRule.ancestral(.beta)), ("post", .ancestral(.posterior)), ("ddim", .implicit(eta: 0)), ("euler", .flowEuler)] {
  for (T, K) in [(12, 1), (40, 1), (40, 3)] {
    let sampler = ReverseSampler(ladder, rule, steps: T)
    report("\(name) \(T) \(K)", sampler.budget(of: gaussian, samples: n, draws: K), R) { diffusion($0, sampler, draws: K) }
  }
}
for (L, Ks, K, step) in [(8, 2, 1, 0.8), (20, 1, 2, 0.8)] {
  let σL = 0.1
  let σs = (0..<L).map { 1.0 * pow(σL, Double($0) / Double(L - 1)) }
  let a = LearnedAnnealing(standardDeviations: σs, stepSize: step * σL * σL, stepsPerLevel: Ks)
  report("annealed \(L) \(Ks)", a.budget(of: gaussian, samples: n, draws: K), R) { annealed($0, a, draws: K) }
}
for U in [4, 40] {
  for p in [false, true] {
let ε = p ? 0.05 : 3 * v / 8
report("cd \(U) \(p)", budget(.contrastiveDivergence(variance: v, samples: n, stepSize: ε, updates: U), langevinSampler(ε, p ? 30 : 8)), R) { langevin(contrastiveDivergence($0, stepSize: ε, updates: (p ? 60 : 25, U), persistent: p), ε, p ? 30 : 8) }
}
}
chapter.finish()
