import Elementary
import EnergyModels
import LinearAlgebra
import Tensors
import Testing
import TestSupport
import Theory

@Suite struct BinaryMachineTests {
  private let machine = BinaryMachine(
    weight: [[0.8, -1.2], [0.3, 1.5], [-0.7, 0.4]], visibleBias: [0.2, -0.5, 0.1],
    hiddenBias: [-0.3, 0.6])

  /// The closed forms in which one side is summed out: Z over h, and F with softplus.
  @Test func sumsAreTheClosedForms() {
    func softplus(_ x: Double) -> Double { log(1 + exp(x)) }
    let overHidden = (0..<4).map { h in
      let on = (0..<2).map { BinaryMachine.unit($0, in: h) }
      let inputs = (0..<3).map { i in
        machine.visibleBias[i] + sum((0..<2).map { machine.weight[i][$0] * on[$0] })
      }
      return sum((0..<2).map { machine.hiddenBias[$0] * on[$0] }) + sum(inputs.map(softplus))
    }
    expectNear(machine.logPartitionFunction, logSumExp(overHidden), within: 1e-12)
    for (v, level) in machine.negativeFreeEnergies.enumerated() {
      let on = (0..<3).map { BinaryMachine.unit($0, in: v) }
      let inputs = (0..<2).map { j in
        machine.hiddenBias[j] + sum((0..<3).map { machine.weight[$0][j] * on[$0] })
      }
      expectNear(
        level, sum((0..<3).map { machine.visibleBias[$0] * on[$0] }) + sum(inputs.map(softplus)),
        within: 1e-12)
    }
    expectNear(
      machine.upsideDown.logPartitionFunction, machine.logPartitionFunction, within: 1e-12)
  }

  /// A machine of the library has the same free energies, with neither side taken for the other.
  @Test func libraryMachineKeepsItsFreeEnergies() {
    let library = RestrictedBoltzmannMachine(
      weight: Tensor(rows: machine.weight), visibleBias: Tensor(machine.visibleBias),
      hiddenBias: Tensor(machine.hiddenBias))
    let energies = library.energy(binaryStates(3)).doubles
    for (level, energy) in zip(BinaryMachine(library).negativeFreeEnergies, energies) {
      expectNear(level, -energy, within: 1e-5)
    }
  }

  @Test func distributionCountsStates() {
    let states = Tensor(rows: [[1, 0, 0], [0, 0, 1], [1, 0, 0], [1, 1, 0]])
    #expect(BinaryMachine.distribution(of: states) == [0, 0.5, 0, 0.25, 0.25, 0, 0, 0])
  }

  @Test func gradientIsThatOfTheLikelihood() {
    let data = [0.1, 0, 0.3, 0.05, 0.2, 0.15, 0.2, 0]
    func likelihood(_ machine: BinaryMachine) -> Double {
      sum(zip(data, machine.marginal).map { $0 * log($1) })
    }
    let gradient = machine.gradient(data: data)
    for i in gradient.indices {
      let direction = gradient.indices.map { $0 == i ? 1.0 : 0 }
      let slope =
        (likelihood(machine.moved(along: direction, by: 1e-5))
          - likelihood(machine.moved(along: direction, by: -1e-5))) / 2e-5
      expectNear(gradient[i], slope, within: 1e-8)
    }
  }

  @Test func gibbsKeepsTheMarginalAndForgetsTheStart() {
    let gibbs = machine.gibbsMatrix
    let marginal = machine.marginal
    #expect(gibbs.stationarityDefect(marginal) < 1e-14)
    #expect(gibbs.detailedBalanceDefect(marginal) < 1e-14)
    let data = [1.0, 0, 0, 0, 0, 0, 0, 0]
    let gradient = machine.gradient(data: data)
    for (near, exact) in zip(machine.contrast(data: data, steps: 200), gradient) {
      expectNear(near, exact, within: 1e-12)
    }
    #expect(machine.contrast(data: data, steps: 0).allSatisfy { abs($0) < 1e-15 })
    // The other chain has the same eigenvalues, and zeros.
    let (some, all) = (machine.upsideDown.gibbsMatrix.eigenvalues(), gibbs.eigenvalues())
    for (a, b) in zip(some, all.suffix(4)) { expectNear(a, b, within: 1e-10) }
  }

  @Test func statesAreCountedInBinary() {
    #expect(BinaryMachine.state(of: [1, 0, 1]) == 5)
    #expect((0..<3).map { BinaryMachine.unit($0, in: 5) } == [1, 0, 1])
  }
}

@Suite struct GaussianHarmoniumTests {
  /// Of one unit on each side everything is an integral over the plane.
  @Test(arguments: [0.2, 0.7, -0.9]) func covarianceByQuadrature(w: Double) {
    func integral(_ f: (Double) -> Double) -> Double {
      integrate(from: -40, to: 40, points: 2_000) { v in
        f(v) * exp(-v * v / 2)
          * integrate(from: w * v - 10, to: w * v + 10, points: 200) { h in
            exp(-h * h / 2 + v * w * h)
          }
      }
    }
    let variance = integral { $0 * $0 } / integral { _ in 1 }
    expectNear(GaussianHarmonium.covariance(weight: [[w]])![0][0], variance, within: 1e-6)
    expectNear(GaussianHarmonium.singularValue(variance: variance), abs(w), within: 1e-6)
    expectNear(
      GaussianHarmonium.autocorrelation(singularValue: abs(w), lag: 3), w * w * w * w * w * w,
      within: 1e-12)
  }

  @Test func strongWeightsHaveNoDensity() {
    #expect(GaussianHarmonium.covariance(weight: [[0.8, 0.7]]) == nil)
    #expect(GaussianHarmonium.covariance(weight: [[0.8, 0.5]]) != nil)
  }
}
