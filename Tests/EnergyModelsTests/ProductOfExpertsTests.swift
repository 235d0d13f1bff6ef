import Autodiff
import Distributions
import Elementary
import EnergyModels
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct ProductOfExpertsTests {
  static let gaussians = [Gaussian.runningInPlane, .isotropic(dimension: 2, standardDeviation: 2)]

  /// Against the product of Gaussians in closed form, up to a constant.
  @Test(arguments: [[1, 1], [0.5, 0.5], [1, -1]])
  func energiesAndScoresAreThoseOfTheProduct(exponents: [Double]) throws {
    let product = ProductOfExperts(Self.gaussians.map { Expert($0) }, exponents: exponents)
    let exact = try #require(Gaussian.product(of: Self.gaussians, exponents: exponents))
    let x = Tensor(rows: [[0.2, 0.4], [-1, 2], [3, -0.7]])
    let difference = product.energy(x) + exact.distribution.logDensity(x)
    for i in 0..<3 { expectNear(Double(difference[i]), -exact.logIntegral, within: 1e-4) }
    #expect((product.score(x) - exact.distribution.score(at: x)).abs().max() < 1e-4)
  }

  @Test func exponentsAreOneUnlessSaid() {
    let x = Tensor(rows: [[0.2, 0.4]])
    let experts = Self.gaussians.map { Expert($0) }
    #expect(
      ProductOfExperts(experts).energy(x)
        == ProductOfExperts(experts, exponents: [1, 1]).energy(x))
  }

  /// A tape's expert against the same energy and score by hand.
  @Test func anEnergyOfVariablesHasItsScore() {
    let expert = Expert { x in 0.5 * (x.square().rowSums() - 4).square() }
    let x = Tensor(rows: [[1, 2], [-0.5, 0.3]])
    let excess = x.square().rowSums() - 4
    #expect((expert.energy(x) - 0.5 * excess.square()).abs().max() < 1e-6)
    #expect((expert.score(x) + 2 * excess.reshaped(2, 1) * x).abs().max() < 1e-5)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) { _ = ProductOfExperts([]) }
    await #expect(processExitsWith: .failure) {
      _ = ProductOfExperts([Expert(Gaussian.running)], exponents: [1, 2])
    }
  }
}

@Suite struct StudentExpertsTests {
  @Test func energyIsThatOfTheDistribution() {
    var random = RandomStream(seed: 5)
    var experts = StudentExperts(dimension: 2, experts: 2, using: &random)
    experts.directions = Variable(Tensor(rows: [[1.2, 0.5], [-0.6, 1.5]]))
    experts.logExponents = Variable(Tensor(rows: [[log(2), log(3)]]))
    let exact = experts.distribution
    #expect(abs(exact.directions[0][1] + 0.6) < 1e-6 && abs(exact.exponents[1] - 3) < 1e-5)
    let x = random.normal([20, 2])
    let Z = experts.energy(x) + exact.logDensity(x) + Float(exact.logPartition)
    #expect(Z.abs().max() < 1e-4)
    #expect((experts.score(x) - exact.score(at: x)).abs().max() < 1e-4)
  }

  /// At the truth the contrast of data and exact samples vanishes on average; with the exponents
  /// wrong by a factor it has a sign.
  @Test func contrastVanishesAtTheTruth() {
    var random = RandomStream(seed: 6)
    let truth = StudentProduct(directions: [[1.2, -0.6], [0.5, 1.5]], exponents: [2, 2])
    var experts = StudentExperts(dimension: 2, experts: 2, using: &random)
    experts.directions = Variable(Tensor(rows: [[1.2, 0.5], [-0.6, 1.5]]))
    let count = 100_000
    let (data, model) = (
      truth.sample(count, using: &random), truth.sample(count, using: &random)
    )
    for exponent in [2, 1.0] {
      experts.logExponents = Variable(Tensor(repeating: Float(log(exponent)), shape: [1, 2]))
      let samples =
        exponent == 2
        ? model : experts.distribution.sample(count, using: &random)
      let g = contrast(experts, data: data, negatives: samples)
      if exponent == 2 {
        for part in g { #expect(part.abs().max() < 0.05, "\(part)") }
      } else {
        // Data are closer to 0 than this model's samples: larger exponents lower the loss.
        #expect(g[1].max() < -0.3, "\(g[1])")
      }
    }
  }

  @Test func overcompleteExpertsHaveAnEnergy() {
    var random = RandomStream(seed: 7)
    let experts = StudentExperts(dimension: 2, experts: 3, using: &random)
    #expect(experts.parameterCount == 9)
    #expect(experts.energy(random.normal([7, 2])).shape == [7])
  }
}
