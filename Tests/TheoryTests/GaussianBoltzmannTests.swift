import Elementary
import TestSupport
import Testing
import Theory

@Suite struct GaussianBoltzmannTests {
  /// Everything by quadrature of the Boltzmann weight.
  @Test(arguments: [0.3, 1, 2.5], [0.25, 1, 4])
  func agreesWithQuadrature(standardDeviation: Double, temperature: Double) {
    let energy = { (x: Double) in x * x / (2 * standardDeviation * standardDeviation) }
    let integral = { (f: (Double) -> Double) in
      integrateAcross(variance: temperature * standardDeviation * standardDeviation) {
        f($0) * exp(-energy($0) / temperature)
      }
    }
    let z = integral { _ in 1 }
    expectClose(
      GaussianBoltzmann.partitionFunction(
        standardDeviation: standardDeviation, temperature: temperature), z,
      within: 1e-13)
    expectClose(
      GaussianBoltzmann.logPartitionFunction(
        standardDeviation: standardDeviation, temperature: temperature),
      log(z), within: 1e-13, scale: 1)
    expectClose(
      GaussianBoltzmann.variance(standardDeviation: standardDeviation, temperature: temperature),
      integral { $0 * $0 } / z, within: 1e-13)
    expectClose(
      GaussianBoltzmann.meanEnergy(temperature: temperature), integral(energy) / z, within: 1e-13)
    let surprise = integral { -log(exp(-energy($0) / temperature) / z) } / z
    expectClose(
      GaussianBoltzmann.entropy(standardDeviation: standardDeviation, temperature: temperature),
      surprise,
      within: 1e-12, scale: 1)
    expectClose(
      GaussianBoltzmann.peakDensity(standardDeviation: standardDeviation, temperature: temperature),
      1 / z,
      within: 1e-13)
  }

  /// In the plane by two-dimensional quadrature; in four dimensions by radial shells, whose surface
  /// is 2π²r³.
  @Test func agreesInHigherDimensions() {
    let s = 0.8
    let t = 1.5
    let plane = integrate(x: -12...12, y: -12...12, points: 160) {
      exp(-($0 * $0 + $1 * $1) / (2 * s * s * t))
    }
    expectClose(
      GaussianBoltzmann.partitionFunction(standardDeviation: s, temperature: t, dimension: 2),
      plane,
      within: 1e-12)
    let shells = integrate(from: 0, to: 12, points: 800) {
      2 * .pi * .pi * $0 * $0 * $0 * exp(-$0 * $0 / (2 * s * s * t))
    }
    expectClose(
      GaussianBoltzmann.partitionFunction(standardDeviation: s, temperature: t, dimension: 4),
      shells,
      within: 1e-12)
    expectClose(
      GaussianBoltzmann.logPartitionFunction(standardDeviation: s, temperature: t, dimension: 4),
      log(shells), within: 1e-12)
    let energy = integrate(from: 0, to: 12, points: 800) { (r: Double) -> Double in
      let e = r * r / (2 * s * s)
      return 2 * .pi * .pi * r * r * r * e * exp(-e / t)
    }
    expectClose(
      GaussianBoltzmann.meanEnergy(temperature: t, dimension: 4), energy / shells, within: 1e-12)
    expectClose(
      GaussianBoltzmann.entropy(standardDeviation: s, temperature: t, dimension: 4),
      energy / shells / t + log(shells), within: 1e-12)
  }

  /// ⟨E⟩ = T² ∂ ln Z/∂T and S = −∂F/∂T, by central differences.
  @Test(arguments: [0.5, 1, 3])
  func obeysThermodynamics(temperature: Double) {
    let h = 1e-4
    let logZ = {
      GaussianBoltzmann.logPartitionFunction(standardDeviation: 0.7, temperature: $0, dimension: 3)
    }
    let slope = (logZ(temperature + h) - logZ(temperature - h)) / (2 * h)
    expectClose(
      GaussianBoltzmann.meanEnergy(temperature: temperature, dimension: 3),
      temperature * temperature * slope, within: 1e-7)
    let free = { (t: Double) in -t * logZ(t) }
    expectClose(
      GaussianBoltzmann.entropy(standardDeviation: 0.7, temperature: temperature, dimension: 3),
      -(free(temperature + h) - free(temperature - h)) / (2 * h), within: 1e-7, scale: 1)
  }

  @Test func refusesNonsense() async {
    await #expect(processExitsWith: .failure) {
      _ = GaussianBoltzmann.partitionFunction(standardDeviation: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianBoltzmann.entropy(standardDeviation: 1, temperature: -1)
    }
    await #expect(processExitsWith: .failure) {
      _ = GaussianBoltzmann.meanEnergy(dimension: 0)
    }
  }
}
