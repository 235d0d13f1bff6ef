import Distributions
import Elementary
import EnergyModels
import Tensors
import TestSupport
import Testing

@Suite struct GaussianRowsContrastTests {
  let data: Tensor = {
    var random = RandomStream(seed: 11)
    return 1 + 0.5 * random.normal([2, 200])
  }()

  /// At the solution the gradient of the classifier's loss is zero for both moments, for some c.
  @Test func noiseContrastSolvesItsEquations() {
    var (random, again) = (RandomStream(seed: 13), RandomStream(seed: 13))
    let fit = GaussianRows(contrasting: data, ratio: 2, steps: 8, using: &random)
    let noise = again.normal([2, 400])
    for row in 0..<2 {
      let (μ, λ) = (fit.mean.doubles[row], fit.precision.doubles[row])
      let (x, y) = (data.row(row).doubles, noise.row(row).doubles)
      func odds(_ x: Double, _ c: Double) -> Double {
        c - 0.5 * λ * (x - μ) * (x - μ) + 0.5 * x * x + 0.5 * log(2 * .pi) - log(2.0)
      }
      func gradient(_ c: Double, _ power: Double) -> Double {
        sum(x.map { sigmoid(-odds($0, c)) * pow($0, power) })
          - sum(y.map { sigmoid(odds($0, c)) * pow($0, power) })
      }
      // The c that balances the two, by bisection.
      var (low, high) = (-10.0, 10.0)
      for _ in 0..<60 {
        let c = (low + high) / 2
        if gradient(c, 0) > 0 { low = c } else { high = c }
      }
      expectNear(gradient(low, 1), 0, within: 2e-3)
      expectNear(gradient(low, 2), 0, within: 5e-3)
      // ln Z is learned, too.
      expectNear(low, -0.5 * log(2 * .pi / λ), within: 0.5)
    }
  }

  /// One update of CD-1 by hand, and two of PCD, whose chains live on.
  @Test(arguments: [false, true]) func contrastiveDivergenceByHand(persistent: Bool) {
    var (random, again) = (RandomStream(seed: 17), RandomStream(seed: 17))
    let ε = 0.1
    let fit = GaussianRows(
      contrastiveDivergence: data, stepSize: ε, rate: 0.5, persistent: persistent, warmUp: 1,
      updates: 1, using: &random)
    for _ in 0..<1 {
      let noises = [again.normal([2, 200]), again.normal([2, 200])]
      for row in 0..<2 {
        let x = data.row(row).doubles
        var (μ, λ, ends) = (0.0, 1.0, x)
        for z in noises {
          if !persistent { ends = x }
          let kicks = z.row(row).doubles
          ends = zip(ends, kicks).map { $0 - ε * λ * ($0 - μ) + sqrt(2 * ε) * $1 }
          func mean(_ values: [Double]) -> Double { sum(values) / Double(values.count) }
          let contrast =
            mean(x.map { ($0 - μ) * ($0 - μ) }) - mean(ends.map { ($0 - μ) * ($0 - μ) })
          μ += 0.5 * (mean(x) - mean(ends))
          λ *= 1 - 0.5 * λ * contrast
        }
        expectClose(fit.mean.doubles[row], μ, within: 1e-4)
        expectClose(fit.precision.doubles[row], λ, within: 1e-4)
      }
    }
  }
}
