import Elementary
import TestSupport
import Testing
import Theory

@Suite struct DiscreteBoltzmannTests {
  let energies = [0, 1, 1.5, 3]

  /// Derivatives of ln Z by central differences: mean energy, heat capacity, entropy.
  @Test(arguments: [0.4, 1, 5])
  func obeysThermodynamics(temperature: Double) {
    let h = 1e-4 * temperature
    let logZ = { DiscreteBoltzmann.logPartitionFunction(energies: energies, temperature: $0) }
    let slope = (logZ(temperature + h) - logZ(temperature - h)) / (2 * h)
    expectClose(
      DiscreteBoltzmann.meanEnergy(energies: energies, temperature: temperature),
      temperature * temperature * slope, within: 1e-7)
    let u = { DiscreteBoltzmann.meanEnergy(energies: energies, temperature: $0) }
    expectClose(
      DiscreteBoltzmann.heatCapacity(energies: energies, temperature: temperature),
      (u(temperature + h) - u(temperature - h)) / (2 * h), within: 1e-6)
    let f = { DiscreteBoltzmann.freeEnergy(energies: energies, temperature: $0) }
    expectClose(
      DiscreteBoltzmann.entropy(energies: energies, temperature: temperature),
      -(f(temperature + h) - f(temperature - h)) / (2 * h), within: 1e-6)
  }

  /// Two states are the logistic function: p₂ = 1/(1 + e^{Δ/T}).
  @Test(arguments: [-3, 0.2, 8.0])
  func twoStatesAreLogistic(gap: Double) {
    let p = DiscreteBoltzmann.probabilities(energies: [5, 5 + gap], temperature: 2)
    expectClose(p[1], sigmoid(-gap / 2), within: 1e-14)
    expectClose(p[0] + p[1], 1, within: 1e-15)
    // Schottky's formula for the heat capacity.
    let x = gap / 2
    expectClose(
      DiscreteBoltzmann.heatCapacity(energies: [5, 5 + gap], temperature: 2),
      x * x * sigmoid(x) * sigmoid(-x), within: 1e-12)
  }

  @Test func entropyHasItsLimits() {
    let degenerate = [2, 2, 3, 4.0]
    expectClose(
      DiscreteBoltzmann.entropy(energies: degenerate, temperature: 1e-3), log(2), within: 1e-14)
    expectClose(
      DiscreteBoltzmann.entropy(energies: degenerate, temperature: 1e9), log(4), within: 1e-14)
  }

  /// A constant added to all energies, even a huge one, changes nothing but Z.
  @Test func shiftsDoNotMatter() {
    let shifted = energies.map { $0 + 4096 }
    let p = DiscreteBoltzmann.probabilities(energies: energies)
    for (a, b) in zip(p, DiscreteBoltzmann.probabilities(energies: shifted)) {
      expectClose(a, b, within: 1e-12)
    }
    expectClose(
      DiscreteBoltzmann.logPartitionFunction(energies: shifted),
      DiscreteBoltzmann.logPartitionFunction(energies: energies) - 4096, within: 1e-15)
  }

  @Test func forbiddenStatesHaveNoWeight() {
    let p = DiscreteBoltzmann.probabilities(energies: [0, .infinity, 0])
    #expect(p == [0.5, 0, 0.5])
    expectClose(
      DiscreteBoltzmann.entropy(energies: [0, .infinity, 0]), log(2), within: 1e-15)
    #expect(DiscreteBoltzmann.meanEnergy(energies: [1, .infinity, 1]) == 1)
    #expect(DiscreteBoltzmann.heatCapacity(energies: [1, .infinity, 1]) == 0)
  }

  @Test func logSumExpIsStable() {
    expectClose(logSumExp([1000, 1000]), 1000 + log(2), within: 1e-15)
    expectClose(logSumExp([-1e5, -1e5 + 1]), -1e5 + log(1 + exp(1)), within: 1e-15)
    expectClose(logSumExp([0.5, -.infinity]), 0.5, within: 1e-15)
    #expect(logSumExp([]) == -.infinity)
    #expect(logSumExp([-.infinity, -.infinity]) == -.infinity)
    #expect(logSumExp([1, .infinity]) == .infinity)
  }

  /// KL(q‖p) = (F[q] − F)/T: what another distribution costs in free energy.
  @Test func divergenceIsExcessFreeEnergy() {
    let q = [0.1, 0.2, 0.3, 0.4]
    let t = 1.7
    let p = DiscreteBoltzmann.probabilities(energies: energies, temperature: t)
    let functional = zip(q, energies).reduce(0.0) { $0 + $1.0 * $1.1 + t * $1.0 * log($1.0) }
    let free = DiscreteBoltzmann.freeEnergy(energies: energies, temperature: t)
    expectClose(DiscreteBoltzmann.divergence(q, from: p), (functional - free) / t, within: 1e-14)
    #expect(DiscreteBoltzmann.divergence([0, 1], from: [0.5, 0.5]) == log(2))
    #expect(DiscreteBoltzmann.divergence([0.5, 0.5], from: [0, 1]) == .infinity)
  }
}
