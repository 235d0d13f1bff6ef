import Elementary
import TestSupport
import Testing
import Theory

@Suite struct IsingTheoryTests {
  /// A chain or ring of N spins, by enumeration.
  private func line(_ N: Int, _ J: Double, _ h: Double, closed: Bool) -> SpinEnumeration {
    SpinEnumeration(
      fields: Array(repeating: h, count: N),
      pairs: (0..<(closed ? N : N - 1)).map { .init($0, ($0 + 1) % N, coupling: J) })
  }

  @Test(arguments: [3, 4, 7], [(0.7, 0.3), (-0.4, 0.2), (0.2, 0)])
  func ring(N: Int, parameters: (J: Double, h: Double)) {
    let (J, h) = parameters
    expectClose(
      IsingChain.logPartitionFunctionOfRing(spins: N, coupling: J, field: h),
      line(N, J, h, closed: true).logPartitionFunction, within: 1e-13)
  }

  @Test(arguments: [-0.6, 0.3, 1.1]) func openChain(J: Double) {
    let chain = line(6, J, 0, closed: false)
    expectClose(
      IsingChain.logPartitionFunctionOfOpenChain(spins: 6, coupling: J),
      chain.logPartitionFunction, within: 1e-13)
    for r in 0...4 {
      expectNear(
        IsingChain.correlation(distance: r, coupling: J),
        chain.mean { Double($0[1] * $0[1 + r]) }, within: 1e-13)
    }
  }

  /// Two spins by hand: Z = 2 e^J cosh(2b) + 2 e^{−J}.
  @Test func enumerationOfTwoSpins() {
    let two = SpinEnumeration(fields: [0.3, 0.3], pairs: [.init(0, 1, coupling: 0.5)])
    let z = 2 * exp(0.5) * cosh(0.6) + 2 * exp(-0.5)
    expectClose(two.logPartitionFunction, log(z), within: 1e-14)
    for mean in two.means { expectClose(mean, 2 * exp(0.5) * sinh(0.6) / z, within: 1e-13) }
  }

  @Test func kaufmanOfFourByFour() {
    let torus = IsingTorus(width: 4, height: 4)
    expectNear(torus.logPartitionFunction(coupling: 0.4), 14.561093, within: 5e-7)
    for K in [0.2, 0.4, SquareLattice.criticalCoupling, 0.6] {
      let all = SpinEnumeration.grid(width: 4, height: 4, isPeriodic: true, coupling: K)
      expectClose(torus.logPartitionFunction(coupling: K), all.logPartitionFunction, within: 1e-13)
    }
  }

  /// Against powers of the transfer matrix, from row to row, on tori that are no squares.
  @Test(arguments: [(3, 5), (5, 3), (4, 7)], [0.3, 0.44, 0.7])
  func kaufmanAgainstTheTransferMatrix(size: (Int, Int), K: Double) {
    let (n, m) = size
    let states = 0..<1 << n
    func spin(_ s: Int, _ i: Int) -> Double { s >> (i % n) & 1 == 1 ? 1 : -1 }
    func inside(_ s: Int) -> Double { (0..<n).reduce(0) { $0 + spin(s, $1) * spin(s, $1 + 1) } }
    func between(_ s: Int, _ t: Int) -> Double {
      (0..<n).reduce(0) { $0 + spin(s, $1) * spin(t, $1) }
    }
    func trace(_ K: Double) -> Double {
      let T = states.map { s in states.map { t in exp(K * (inside(s) + between(s, t))) } }
      var power = T
      for _ in 1..<m {
        power = states.map { s in
          states.map { t in sum(states.map { power[s][$0] * T[$0][t] }) }
        }
      }
      return sum(states.map { power[$0][$0] })
    }
    let torus = IsingTorus(width: n, height: m)
    expectClose(torus.logPartitionFunction(coupling: K), log(trace(K)), within: 1e-12)
    let step = 1e-4
    let slope = (log(trace(K + step)) - log(trace(K - step))) / (2 * step)
    expectClose(torus.energy(coupling: K), -slope / Double(n * m), within: 1e-6)
  }

  @Test func varianceOfBonds() {
    let all = SpinEnumeration.grid(width: 4, height: 3, isPeriodic: true, coupling: 0.35)
    func bonds(_ y: [Int]) -> Double {
      var total = 0
      for row in 0..<3 {
        for column in 0..<4 {
          let i = 4 * row + column
          total += y[i] * (y[4 * row + (column + 1) % 4] + y[4 * ((row + 1) % 3) + column])
        }
      }
      return Double(total)
    }
    let mean = all.mean(bonds)
    let variance = all.mean { (bonds($0) - mean) * (bonds($0) - mean) }
    let torus = IsingTorus(width: 4, height: 3)
    expectClose(-12 * torus.energy(coupling: 0.35), mean, within: 1e-12)
    expectClose(torus.varianceOfBonds(coupling: 0.35), variance, within: 1e-6)
  }

  /// The tabulated values, and large tori, which away from K_c differ by exp(−L/ξ) only.
  @Test(arguments: [(0.3, -0.704499), (0.4, -1.106079), (0.5, -1.745565)])
  func onsager(K: Double, u: Double) {
    expectNear(SquareLattice.energy(coupling: K), u, within: 5e-7)
    expectNear(
      IsingTorus(width: 256, height: 256).energy(coupling: K), SquareLattice.energy(coupling: K),
      within: 1e-9)
  }

  @Test func criticalPoint() {
    let K = SquareLattice.criticalCoupling
    expectClose(sinh(2 * K), 1, within: 1e-15)
    expectNear(SquareLattice.energy(coupling: K), -sqrt(2.0), within: 1e-6)
    // Ferdinand and Fisher: the correction falls like 1/L.
    let (a, b) = (
      IsingTorus(width: 64, height: 64).energy(coupling: K),
      IsingTorus(width: 128, height: 128).energy(coupling: K)
    )
    expectClose((a + sqrt(2.0)) / (b + sqrt(2.0)), 2, within: 1e-3)
  }

  @Test func ellipticIntegral() {
    for κ in [0.0, 0.3, 0.9] {
      let exact = integrate(from: 0, to: .pi / 2) { 1 / sqrt(1 - κ * κ * sin($0) * sin($0)) }
      expectClose(
        SquareLattice.ellipticK(complementaryModulus: sqrt(1 - κ * κ)), exact, within: 1e-10)
    }
  }

  /// Yang's curve against the expansion at low temperature.
  @Test func yang() {
    expectNear(SquareLattice.magnetization(coupling: 0.5), 0.911319, within: 5e-7)
    #expect(SquareLattice.magnetization(coupling: 0.44) == 0)
    // With x = e^{−4K}, one spin turned over costs x², one of two pairs of neighbours x³: each takes
    // 2 from the sum for every spin in it, so M = 1 − 2x² − 8x³ − O(x⁴).
    let K = 1.0
    let x = exp(-4 * K)
    expectNear(
      SquareLattice.magnetization(coupling: K), 1 - 2 * x * x - 8 * x * x * x,
      within: 40 * x * x * x * x)
  }
}
