import Autodiff
import Distributions
import Elementary
import EnergyModels
import Networks
import Samplers
import Statistics
import Tensors
import TestSupport
import Testing
import Theory

/// The machine, its sampler, its partition function and its gradient against enumeration.
@Suite struct RestrictedBoltzmannMachineTests {
  static let sizes = [(4, 3), (3, 5), (1, 1), (6, 2)]

  @Test(arguments: sizes) func freeEnergyIsTheSumOverHiddenStates(visible: Int, hidden: Int) {
    let machine = randomMachine(visible, hidden)
    let exact = BinaryMachine(machine)
    for (found, level) in zip(
      machine.energy(binaryStates(visible)).doubles, exact.negativeFreeEnergies)
    {
      expectNear(found, -level, within: 1e-5)
    }
    // Of joint states, too.
    for v in 0..<(1 << visible) {
      for h in 0..<(1 << hidden) {
        let energy = machine.energy(
          binaryStates(visible).rows(v..<v + 1), binaryStates(hidden).rows(h..<h + 1))
        expectNear(Double(energy[0]), exact.energy(v, h), within: 1e-5)
      }
    }
  }

  /// Both conditionals, from the enumerated joint distribution.
  @Test(arguments: sizes) func conditionalsAreThoseOfTheJointDistribution(visible: Int, hidden: Int)
  {
    let machine = randomMachine(visible, hidden)
    let exact = BinaryMachine(machine)
    let up = machine.hiddenProbabilities(binaryStates(visible))
    for v in 0..<(1 << visible) {
      let weights = (0..<(1 << hidden)).map { exp(-exact.energy(v, $0)) }
      for j in 0..<hidden {
        let on = sum(weights.enumerated().map { $0 >> j & 1 == 1 ? $1 : 0 })
        expectNear(Double(up[v, j]), on / sum(weights), within: 1e-6)
      }
    }
    let down = machine.visibleProbabilities(binaryStates(hidden))
    for h in 0..<(1 << hidden) {
      let weights = (0..<(1 << visible)).map { exp(-exact.energy($0, h)) }
      for i in 0..<visible {
        let on = sum(weights.enumerated().map { $0 >> i & 1 == 1 ? $1 : 0 })
        expectNear(Double(down[h, i]), on / sum(weights), within: 1e-6)
      }
    }
  }

  /// Over either side, also where the states are cut into blocks.
  @Test(arguments: [(4, 3), (3, 5), (12, 4), (4, 13), (7, 7)])
  func partitionFunctionIsTheSumOverAllStates(visible: Int, hidden: Int) {
    let machine = randomMachine(visible, hidden)
    expectNear(
      machine.logPartitionFunction, BinaryMachine(machine).logPartitionFunction, within: 1e-4)
  }

  /// Twelve units on the smaller side are summed in four blocks.
  @Test func blocksOfStatesAreAllThere() {
    let n = 12
    let (W, b, c) = (0.7, -0.3, 0.2)
    // Units in pairs of their own: Z is a product.
    let machine = RestrictedBoltzmannMachine(
      weight: Float(W) * .identity(n), visibleBias: Tensor(repeating: Float(b), shape: [n]),
      hiddenBias: Tensor(repeating: Float(c), shape: [n]))
    expectNear(
      machine.logPartitionFunction, Double(n) * log(1 + exp(b) + exp(c) + exp(b + c + W)),
      within: 1e-4)
  }

  @Test func blockGibbsIsTheMatrixOfItsKernel() {
    let machine = randomMachine(3, 2)
    let exact = BinaryMachine(machine).gibbsMatrix
    var random = RandomStream(seed: 3)
    let count = 40_000
    for start in [0, 5] {
      var v = binaryStates(3).gatherRows([Int](repeating: start, count: count))
      BlockGibbs(machine).step(&v, using: &random)
      let numbers = (v * Tensor([1.0, 2, 4])).rowSums().doubles
      for end in 0..<8 {
        let p = exact.rows[start][end]
        let share = Double(numbers.count { $0 == Double(end) }) / Double(count)
        #expect(abs(share - p) < 6 * sqrt(p * (1 - p) / Double(count)), "\(start) → \(end)")
      }
    }
  }

  @Test func pseudoLikelihoodIsTheProductOfConditionals() {
    let machine = randomMachine(4, 3)
    let p = BinaryMachine(machine).marginal
    let found = machine.logPseudoLikelihood(binaryStates(4)).doubles
    for v in 0..<16 {
      let exact = sum((0..<4).map { log(p[v] / (p[v] + p[v ^ (1 << $0)])) })
      expectNear(found[v], exact, within: 1e-5)
    }
  }

  /// The gradient written down is that of the free energies, for data and for chains of both kinds.
  @Test(arguments: [false, true]) func correlationsAreTheDerivativeOfTheFreeEnergy(persistent: Bool)
  {
    let machine = randomMachine(6, 5)
    var random = RandomStream(seed: 4)
    let data = random.uniform([120, 6]) .< 0.4
    let learning = BoltzmannLearning(
      machine, chains: persistent ? random.uniform([120, 6]) .< 0.5 : nil, steps: 2,
      with: SGD(learningRate: 0.1), random: random)
    let (samples, gradients) = learning.contrast(data, using: random.split("contrast"))
    #expect(samples.shape == data.shape && samples.scalars.allSatisfy { $0 == 0 || $0 == 1 })
    let tape = Tape()
    let (tracked, parameters) = machine.tracked(on: tape)
    let contrast =
      tracked.energy(Variable(data)).mean() - tracked.energy(Variable(samples)).mean()
    for (found, exact) in zip(gradients, gradient(of: contrast, withRespectTo: parameters)) {
      #expect(found.shape == exact.shape)
      #expect((found - exact.value).abs().max() < 1e-5)
    }
  }

  /// The mean contrast of CD-k is what the Gibbs matrix says.
  @Test(arguments: [1, 3]) func meanContrastIsExact(steps: Int) {
    let machine = randomMachine(3, 2)
    let states = [0, 3, 3, 6]
    let data = binaryStates(3).gatherRows((0..<1000).map { states[$0 % 4] })
    let exact = BinaryMachine(machine).contrast(
      data: BinaryMachine.distribution(of: data), steps: steps)
    let learning = BoltzmannLearning(
      machine, steps: steps, with: SGD(learningRate: 0.1), random: RandomStream(seed: 0))
    let random = RandomStream(seed: 5)
    let draws = (0..<200).map { batch in
      learning.contrast(data, using: random.split(UInt64(batch))).gradients
        .flatMap { $0.doubles.map { -$0 } }
    }
    for i in exact.indices {
      let mean = Estimate(meanOf: draws.map { $0[i] })
      #expect(abs(mean.standardScore(against: exact[i])) < 5.5, "\(i): \(mean) \(exact[i])")
    }
  }

  /// Persistent chains go on where they were; others begin at the data.
  @Test func chainsPersist() {
    var random = RandomStream(seed: 6)
    // With such weights a chain never leaves its state.
    let machine = RestrictedBoltzmannMachine(
      weight: 80 * .identity(4), visibleBias: Tensor(repeating: -40, shape: [4]),
      hiddenBias: Tensor(repeating: -40, shape: [4]))
    let starts = random.uniform([10, 4]) .< 0.5
    let data = random.uniform([10, 4]) .< 0.5
    var learning = BoltzmannLearning(
      machine, chains: starts, with: SGD(learningRate: 0.0), random: random)
    learning.update(data)
    #expect(learning.chains == starts && learning.updates == 1)
    let cd = BoltzmannLearning(machine, with: SGD(learningRate: 0.0), random: random)
    #expect(cd.contrast(data, using: random).samples == data)
  }

  /// Learning brings the distribution of the data about.
  @Test func learnsAPairOfUnits() {
    var random = RandomStream(seed: 7)
    // Two units that agree.
    let data = DataSet(Tensor([0.0, 0, 1, 1], shape: [2, 2]))
    var learning = BoltzmannLearning(
      RestrictedBoltzmannMachine(
        visibleBias: .zeros(2), hidden: 2, standardDeviation: 0.5, using: &random),
      steps: 5, with: SGD(learningRate: 0.5), random: random)
    learning.run(updates: 2_000, on: data)
    let p = BinaryMachine(learning.machine).marginal
    #expect(p[0] + p[3] > 0.9 && min(p[0], p[3]) > 0.35, "\(p)")
  }

  @Test func annealingFindsThePartitionFunction() {
    let machine = randomMachine(5, 4)
    var random = RandomStream(seed: 8)
    let path = AnnealedMachine(machine, baseRates: Tensor([0.5, -1, 0, 1, 0.2]))
    let base = BinaryMachine(path.base)
    expectNear(path.logBasePartitionFunction, base.logPartitionFunction, within: 1e-5)
    // Energies are in proportion, for every state.
    let between = BinaryMachine(path.machine(at: 0.3))
    let target = BinaryMachine(machine)
    for (v, h) in [(0, 0), (7, 3), (21, 10), (31, 15)] {
      expectNear(
        between.energy(v, h), 0.7 * base.energy(v, h) + 0.3 * target.energy(v, h), within: 1e-5)
    }
    let estimate = path.logPartitionFunction(chains: 4_000, steps: 30, using: &random)
    #expect(abs(estimate.standardScore(against: target.logPartitionFunction)) < 5)
    #expect(estimate.standardError < 0.05)
  }

  @Test func gaussianMachineKeepsItsCovariance() {
    let weight = [[0.7, 0.2], [-0.3, 0.5]]
    let covariance = GaussianHarmonium.covariance(weight: weight)!
    var random = RandomStream(seed: 9)
    let count = 40_000
    var v = Gaussian(mean: [0, 0], covariance: covariance).sample(count, using: &random)
    GaussianMachine(weight: Tensor(rows: weight)).step(&v, using: &random)
    for (i, k) in [(0, 0), (0, 1), (1, 1)] {
      let products = Estimate(meanOf: v.column(i) * v.column(k))
      #expect(abs(products.standardScore(against: covariance[i][k])) < 5, "\(i) \(k)")
    }
  }

  @Test func baseRatesAreLogits() {
    let data = Tensor([1.0, 0, 1, 0, 1, 0, 0, 0], shape: [4, 2])
    let rates = baseRates(of: data).doubles
    expectNear(rates[0], log(4.0 / 2), within: 1e-6)
    expectNear(rates[1], log(1.0 / 5), within: 1e-6)
  }
}

func randomMachine(_ visible: Int, _ hidden: Int) -> RestrictedBoltzmannMachine {
  var random = RandomStream(seed: UInt64(100 * visible + hidden))
  return RestrictedBoltzmannMachine(
    weight: random.normal([visible, hidden]), visibleBias: random.normal([visible]),
    hiddenBias: random.normal([hidden]))
}
