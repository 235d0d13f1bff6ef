import Diffusion
import Distributions
import Elementary
import Tensors
import TestSupport
import Testing

@Suite struct ForwardProcessTests {
  /// β = (0.36, 0.75): roots 0.8 and 0.6, 0.5 and √0.75; ᾱ_2 = 0.64·0.25 = 0.16.
  static let schedule = NoiseSchedule("two", betas: [0.36, 0.75])
  let forward = ForwardProcess(schedule)

  @Test func aStepByHand() {
    var (random, same) = (RandomStream(seed: 1), RandomStream(seed: 1))
    let x = Tensor(rows: [[2, -1], [0, 5]])
    let z = same.normal([2, 2])
    let next = forward.step(x, to: 1, using: &random)
    for i in 0..<4 {
      expectClose(next.doubles[i], 0.8 * x.doubles[i] + 0.6 * z.doubles[i], within: 1e-6)
    }
  }

  @Test func aJumpByHand() {
    // √0.16 = 0.4, √0.84.
    let (x, ε) = (Tensor(rows: [[2, -1], [0, 5]]), Tensor(rows: [[1, 0], [-1, 0.5]]))
    let by2 = forward.jump(x, to: 2, noise: ε).doubles
    for (i, exact) in [0.8 + 0.9165151, -0.4, -0.9165151, 2 + 0.4582576].enumerated() {
      expectClose(by2[i], exact, within: 1e-6)
    }
    #expect(forward.jump(x, to: 0, noise: ε) == x)
    // A time of its own for every row.
    let each = forward.jump(x, to: [1, 2], noise: ε).doubles
    for (i, exact) in [1.6 + 0.6, -0.8, -0.9165151, 2.4582576].enumerated() {
      expectClose(each[i], exact, within: 1e-6)
    }
    // Pictures: more than one axis after the first.
    let pictures = Tensor(repeating: 1, shape: [2, 3, 3])
    let noisy = forward.jump(pictures, to: [1, 2], noise: Tensor(repeating: 0, shape: [2, 3, 3]))
    #expect(noisy.shape == [2, 3, 3] && noisy[0, 2, 2] == 0.8 && noisy[1, 0, 0] == 0.4)
  }

  /// Three pictures of 3 × 3 numbers: a factor along the wrong axis would find as many of them.
  @Test func everyPictureHasItsTime() {
    var random = RandomStream(seed: 5)
    let (x, ε) = (random.normal([3, 3, 3]), random.normal([3, 3, 3]))
    let times = [2, 0, 1]
    let noisy = forward.jump(x, to: times, noise: ε)
    #expect(noisy.shape == [3, 3, 3])
    for (i, t) in times.enumerated() {
      #expect(
        noisy.rows(i..<i + 1) == forward.jump(x.rows(i..<i + 1), to: t, noise: ε.rows(i..<i + 1)))
    }
  }

  @Test func aPathIsItsSteps() {
    var (random, same) = (RandomStream(seed: 2), RandomStream(seed: 2))
    let x = Tensor(rows: [[3.0]])
    let path = forward.trajectory(from: x, using: &random)
    #expect(path.count == 3 && path[0] == x)
    let first = forward.step(x, to: 1, using: &same)
    #expect(path[1] == first && path[2] == forward.step(first, to: 2, using: &same))
  }

  /// Both roads against the distribution N(√ᾱ μ, ᾱ s² + 1 − ᾱ).
  @Test(arguments: [3, 20]) func bothRoadsHaveTheDistribution(t: Int) {
    let schedule = NoiseSchedule.linear(steps: 20)
    let forward = ForwardProcess(schedule)
    var random = RandomStream(seed: 3)
    let n = 40_000
    let x0 = Gaussian.running.sample(n, using: &random)
    var stepped = x0
    for i in 1...t { stepped = forward.step(stepped, to: i, using: &random) }
    let ᾱ = schedule.betas[..<t].reduce(1) { $0 * (1 - $1) }
    let v = ᾱ * 0.25 + 1 - ᾱ
    for x in [stepped, forward.jump(x0, to: t, using: &random)] {
      expectMean(
        x.mean(), exact: sqrt(ᾱ), variance: v, count: n, detecting: max(0.1 * sqrt(ᾱ), 0.06),
        ledger: "forward process: mean")
      // What β in the place of √β would add.
      expectVariance(
        x.variance(), degreesOfFreedom: n - 1, exact: v, detecting: 0.1 * v,
        ledger: "forward process: variance")
    }
  }

  /// x_2 given x_1 does not remember x_0: the partial correlation vanishes.
  @Test func theProcessIsMarkov() {
    var random = RandomStream(seed: 4)
    let n = 100_000
    let schedule = NoiseSchedule("even", betas: [0.5, 0.5])
    let x0 = random.normal([n, 1])
    let path = ForwardProcess(schedule).trajectory(from: x0, using: &random)
    let rest0 = path[0] - Float(sqrt(0.5)) * path[1]
    let rest2 = path[2] - Float(sqrt(0.5)) * path[1]
    // Independent normal variables of variance ½: the product has variance ¼.
    expectMean(
      (rest0 * rest2).mean(), exact: 0, variance: 0.25, count: n, detecting: 0.05,
      ledger: "forward process: Markov property")
    // And without x_1, x_0 and x_2 have the covariance √ᾱ_2 = ½; Var = 1 + ¼.
    expectMean(
      (path[0] * path[2]).mean(), exact: 0.5, variance: 1.25, count: n, detecting: 0.1,
      ledger: "forward process: covariance")
  }

  @Test func wrongShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      let forward = ForwardProcess(.constant(0.1, steps: 2))
      _ = forward.jump(Tensor.zeros(2, 2), to: 1, noise: Tensor.zeros(2, 1))
    }
    await #expect(processExitsWith: .failure) {
      let forward = ForwardProcess(.constant(0.1, steps: 2))
      _ = forward.jump(Tensor.zeros(2, 2), to: [1], noise: Tensor.zeros(2, 2))
    }
  }
}
