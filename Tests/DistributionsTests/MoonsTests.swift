import Distributions
import Elementary
import Tensors
import TestSupport
import Testing

@Suite struct MoonsTests {
  /// The blurred curve itself, integrated in its place instead of summed.
  private func density(_ x: Double, _ y: Double, share: Double, s: Double) -> Double {
    func bump(_ u: Double, _ v: Double) -> Double {
      exp(-(u * u + v * v) / (2 * s * s)) / (2 * .pi * s * s)
    }
    return integrate(from: 0, to: .pi, points: 2000) { θ in
      let (u, v) = (1.5 * cos(θ) - 0.75, 1.5 * sin(θ) - 0.375)
      return (share * bump(x - u, y - v) + (1 - share) * bump(x + u, y + v)) / .pi
    }
  }

  @Test(arguments: [(0.5, 0.12), (0.7, 0.16)])
  func theRowOfGaussiansIsACurve(share: Double, s: Double) {
    let moons = GaussianMixture.moons(share: share, standardDeviation: s)
    // Along the first moon, away from its ends, and out of it, away from the other's.
    let points =
      (0...40).map { k in
        let θ = .pi * (0.3 + 0.4 * Double(k) / 40)
        return [1.5 * cos(θ) - 0.75, 1.5 * sin(θ) - 0.375]
      } + (0...10).map { k in [-0.75, 1.125 + s * Double(k) / 5] }
    let measured = exp(moons.logDensity(Tensor(rows: points))).doubles
    for (p, value) in zip(points, measured) {
      let exact = density(p[0], p[1], share: share, s: s)
      expectNear(value, exact, within: 2e-4 * exact)
    }
  }

  @Test func theMoonsAreEachOthersImage() {
    let moons = GaussianMixture.moons()
    let points = Tensor(rows: lattice(-2...2, 9))
    let (a, b) = (moons.logDensity(points).doubles, moons.logDensity(-points).doubles)
    for (x, y) in zip(a, b) { expectNear(x, y, within: 1e-4 * (1 + x.magnitude)) }
    // A moon is its own image in the mirror x → −1.5 − x, component by component.
    let first = moons.components.indices.filter { $0.isMultiple(of: 2) }
    let means = first.map { moons.components[$0].mean }
    for (mean, mirrored) in zip(means, means.reversed()) {
      expectNear(mean[0], -1.5 - mirrored[0], within: 1e-12)
      expectNear(mean[1], mirrored[1], within: 1e-12)
    }
    for coordinate in moons.mean { expectNear(coordinate, 0, within: 1e-12) }
    #expect(moons.weights.count == 64)
  }
}
