import Elementary
import Lattice
import Samplers
import TestSupport
import Tensors
import Testing
import Theory

/// Small lattices, sampled and known exactly.
@Suite struct HeatBathTests {
  /// 3 × 3 pixels with fields that are all different, so that no neighbour can stand for another.
  static let fields = [0.3, -0.2, 0.5, -0.6, 0.1, 0.4, -0.1, 0.7, -0.4]

  private func exact(
    _ width: Int, _ height: Int, periodic: Bool, _ J: Double, _ fields: [Double]
  ) -> SpinEnumeration {
    .grid(width: width, height: height, isPeriodic: periodic, coupling: J, fields: fields)
  }

  /// One mean over time for each of 64 independent chains.
  private func expect(
    _ model: IsingModel, exact: SpinEnumeration, temperature: Double = 1, seed: UInt64,
    detecting: Double, ledger: String
  ) {
    var random = RandomStream(seed: seed)
    let bath = HeatBath(model, temperature: temperature)
    let n = model.field.count
    let estimates = bath.laneMeans(
      from: .random(for: model, using: &random), burnIn: 50, samples: 1500, every: 2,
      using: &random
    ) { y in y.doubles + [y.doubles[0] * y.doubles[1], y.doubles[0] * y.doubles[n - 1]] }
    let means =
      exact.means + [
        exact.mean { Double($0[0] * $0[1]) }, exact.mean { Double($0[0] * $0[n - 1]) },
      ]
    for (estimate, mean) in zip(estimates, means) {
      expectMean(
        estimate.value, exact: mean, standardError: estimate.standardError, detecting: detecting,
        ledger: ledger)
    }
  }

  /// Without a start the chains begin as noise.
  @Test func chainMeansBeginAnywhere() {
    let model = IsingModel(width: 3, height: 3, boundary: .free, coupling: 0.4, field: Self.fields)
    var (one, other) = (RandomStream(seed: 311), RandomStream(seed: 311))
    let start = SpinLanes.random(for: model, using: &one)
    let from = { (y: SpinPicture) in [y.magnetization] }
    #expect(
      HeatBath(model).laneMeans(
        from: start, burnIn: 1, samples: 3, every: 2, using: &one, from)
        == model.chainMeans(burnIn: 1, samples: 3, using: &other, from))
    let up = model.chainMeans(
      from: .up(for: model), burnIn: 0, samples: 1, every: 1, using: &other, from)
    #expect(up[0].value > model.chainMeans(burnIn: 0, samples: 1, using: &other, from)[0].value)
  }

  @Test func freePatch() {
    expect(
      IsingModel(width: 3, height: 3, boundary: .free, coupling: 0.4, field: Self.fields),
      exact: exact(3, 3, periodic: false, 0.4, Self.fields), seed: 301, detecting: 0.05,
      ledger: "heat bath: free patch")
  }

  /// Temperature divides everything.
  @Test func temperature() {
    expect(
      IsingModel(width: 3, height: 3, boundary: .free, coupling: 0.4, field: Self.fields),
      exact: exact(3, 3, periodic: false, 0.2, Self.fields.map { $0 / 2 }), temperature: 2,
      seed: 302, detecting: 0.05, ledger: "heat bath: temperature")
  }

  /// Repulsion, and a shape with rows of odd length.
  @Test func oddAndRepulsive() {
    let fields = (0..<10).map { 0.1 * Double($0) - 0.4 }
    expect(
      IsingModel(width: 5, height: 2, boundary: .free, coupling: -0.5, field: fields),
      exact: exact(5, 2, periodic: false, -0.5, fields), seed: 303, detecting: 0.06,
      ledger: "heat bath: odd and repulsive")
  }

  @Test func torus() {
    let fields = (0..<16).map { 0.05 * Double(($0 * 7) % 16) - 0.3 }
    expect(
      IsingModel(width: 4, height: 4, boundary: .periodic, coupling: 0.3, field: fields),
      exact: exact(4, 4, periodic: true, 0.3, fields), seed: 304, detecting: 0.05,
      ledger: "heat bath: torus")
  }

  /// One lattice of 8 × 128 in strips against Kaufman's formula, by a mean over time of 64
  /// independent runs.
  @Test func strips() {
    let (width, height, K) = (8, 128, 0.38)
    let model = IsingModel(width: width, height: height, boundary: .periodic, coupling: K)
    let torus = IsingTorus(width: width, height: height)
    var bonds: [Double] = []
    for run in 0..<64 {
      var random = RandomStream(seed: 305, stream: UInt64(run))
      var x = SpinLanes.random(for: model, as: .strips, using: &random)
      var bath = HeatBath(model, as: .strips)
      bath.run(&x, steps: 400, using: &random)
      bonds.append(x.meanBond)
    }
    expectMean(
      sum(bonds) / 64, exact: -torus.energy(coupling: K) / 2,
      variance: torus.varianceOfBonds(coupling: K) / 4 / Double(width * width * height * height),
      count: 64, detecting: 0.045, ledger: "heat bath: strips")
  }

  /// In a strong field all spins follow at once, wherever they are.
  @Test func strongFields() {
    var random = RandomStream(seed: 306)
    let size = 7 * 5
    let signs: [Int8] = (0..<size).map { $0 % 3 == 0 ? 1 : -1 }
    let free = IsingModel(
      width: 7, height: 5, boundary: .free, coupling: 0.1, field: signs.map { 40 * Double($0) })
    var x = SpinLanes.random(for: free, using: &random)
    HeatBath(free).step(&x, using: &random)
    #expect(x.pictures.allSatisfy { $0.spins == signs })
  }

  /// Large enough for several chunks.
  @Test(arguments: [1, 2, 3, 8]) func bitsDoNotDependOnThreads(threads: Int) {
    let before = Parallel.threads
    defer { Parallel.threads = before }
    let model = IsingModel(width: 64, height: 256, boundary: .periodic, coupling: 0.44)
    func final() -> [SpinPicture] {
      var random = RandomStream(seed: 307)
      var x = SpinLanes.random(for: model, as: .strips, using: &random)
      var bath = HeatBath(model, as: .strips)
      bath.run(&x, steps: 20, using: &random)
      return [x.lattice]
    }
    Parallel.threads = 1
    let one = final()
    Parallel.threads = threads
    #expect(final() == one)
  }

  @Test func whatDoesNotFitIsRefused() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let model = IsingModel(width: 4, height: 4, boundary: .free, coupling: 1)
      let other = IsingModel(width: 4, height: 6, boundary: .free, coupling: 1)
      var random = RandomStream(seed: 1)
      var x = SpinLanes(for: other)
      HeatBath(model).step(&x, using: &random)
    }
    #expect(message(result).contains("4 × 6"))
    await #expect(processExitsWith: .failure) {
      _ = HeatBath(IsingModel(width: 4, height: 4, boundary: .free, coupling: 1), temperature: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = SpinLanes(for: IsingModel(width: 5, height: 4, boundary: .periodic, coupling: 1))
    }
  }
}
