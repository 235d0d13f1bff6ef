import Distributions
import Elementary
import Samplers
import Tensors

extension GaussianRows {
  /// Noise-contrastive estimation of `ln p = a + bx − ½λx²` against N(0, 1), by Newton's method.
  ///
  /// The loss is that of a logistic regression with features 1, x and −x²/2 and known offsets: it is
  /// convex, and a few steps from the noise itself are enough. A row that holds a number that is
  /// infinite or NaN comes out as NaN.
  ///
  /// - Parameters:
  ///   - data: `[rows, n]`.
  ///   - ratio: ν ≥ 1, draws of noise for every sample.
  ///   - steps: of Newton's method, each with one pass over data and noise.
  /// - Source: M. U. Gutmann, A. Hyvärinen, JMLR 13 (2012), 307, equation 8.
  public init(
    contrasting data: Tensor, ratio ν: Int, steps: Int, using random: inout RandomStream
  ) {
    precondition(
      ν >= 1 && steps >= 1 && data.rank == 2,
      "noise contrast: ratio \(ν) and \(steps) steps for data \(data.shape), not [rows, n]")
    let rows = data.shape[0]
    let noise = random.normal([rows, data.shape[1] * ν])
    var θ = [[Double]](repeating: [-0.5 * log(2 * .pi), 0, 1], count: rows)
    func column(_ f: ([Double]) -> Double) -> Tensor { Tensor(θ.map(f), shape: [rows, 1]) }
    for _ in 0..<steps {
      // ln p − ln p_n − ln ν is a polynomial.
      let constant = column { $0[0] + 0.5 * log(2 * .pi) - log(Double(ν)) }
      let (linear, square) = (column { $0[1] }, column { 0.5 * (1 - $0[2]) })
      func logOdds(_ x: Tensor) -> Tensor { constant + x * (linear + square * x) }
      let (missed, mistaken) = (sigmoid(-logOdds(data)), sigmoid(logOdds(noise)))
      let (up, down) = (sums(missed, data, 3), sums(mistaken, noise, 3))
      let left = sums(missed * (1 - missed), data, 5)
      let right = sums(mistaken * (1 - mistaken), noise, 5)
      for row in 0..<rows {
        let s = (0..<5).map { left[$0][row] + right[$0][row] }
        let g = (0..<3).map { up[$0][row] - down[$0][row] }
        let step = solved(
          [[s[0], s[1], -s[2] / 2], [s[1], s[2], -s[3] / 2], [-s[2] / 2, -s[3] / 2, s[4] / 4]],
          [g[0], g[1], -g[2] / 2])
        for i in 0..<3 { θ[row][i] += step[i] }
      }
    }
    self.init(mean: column { $0[1] / $0[2] }, precision: column { $0[2] })
  }

  /// Contrastive divergence from `λ = 1, μ = 0`, one chain of one Langevin step for every sample.
  ///
  ///     μ += γ (x̄ − w̄),   λ *= 1 − γλ (⟨(x − μ)²⟩ − ⟨(w − μ)²⟩)
  ///
  /// These are the gradients scaled as in natural-gradient descent. The parameters are averaged over
  /// the updates after a warm-up.
  ///
  /// A row that runs away, or holds a number that is infinite or NaN, comes out as NaN.
  ///
  /// - Parameters:
  ///   - data: `[rows, n]`.
  ///   - stepSize: ε of the chains.
  ///   - rate: γ ≥ 0.
  ///   - persistent: whether the chains live on (PCD) or restart at the data (CD-1).
  ///   - warmUp, updates: before the average, and in it.
  public init(
    contrastiveDivergence data: Tensor, stepSize: Double, rate: Double, persistent: Bool,
    warmUp: Int, updates: Int, using random: inout RandomStream
  ) {
    precondition(
      updates >= 1 && warmUp >= 0 && data.rank == 2,
      "contrastive divergence: \(warmUp) and \(updates) updates for data \(data.shape), not [rows, n]"
    )
    precondition(
      rate >= 0 && Float(rate).isFinite, "contrastive divergence: learning rate \(rate)")
    let rows = data.shape[0]
    var (μ, λ, ends) = (Tensor.zeros(rows, 1), Tensor.ones(rows, 1), data)
    var (μSum, λSum) = (Tensor.zeros(rows, 1), Tensor.zeros(rows, 1))
    for update in 0..<(warmUp + updates) {
      if !persistent { ends = data }
      let model = GaussianRows(mean: μ, precision: λ)
      Langevin(score: model.score(at:), stepSize: stepSize).step(&ends, using: &random)
      let contrast = (data - μ).square().rowMeans - (ends - μ).square().rowMeans
      μ += Float(rate) * (data.rowMeans - ends.rowMeans)
      λ *= 1 - Float(rate) * λ * contrast
      if update >= warmUp { (μSum, λSum) = (μSum + μ, λSum + λ) }
    }
    self.init(mean: μSum / Float(updates), precision: λSum / Float(updates))
  }
}

/// Σ weight·xᵏ of every row, for k = 0, …, count − 1.
private func sums(_ weight: Tensor, _ x: Tensor, _ count: Int) -> [[Double]] {
  var term = weight
  return (0..<count).map { k in
    if k > 0 { term *= x }
    return term.sum(axis: 1).doubles
  }
}

/// The solution of a positive definite system of three equations, by elimination.
private func solved(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
  var (m, b) = (matrix, right)
  for i in 0..<3 {
    for j in (i + 1)..<3 {
      let factor = m[j][i] / m[i][i]
      for k in i..<3 { m[j][k] -= factor * m[i][k] }
      b[j] -= factor * b[i]
    }
  }
  for i in (0..<3).reversed() {
    for k in (i + 1)..<3 { b[i] -= m[i][k] * b[k] }
    b[i] /= m[i][i]
  }
  return b
}
