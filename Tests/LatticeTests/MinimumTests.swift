import Elementary
import Lattice
import Samplers
import Tensors
import TestSupport
import Testing
import Theory

@Suite struct MinimumTests {
  /// Random fields on small grids, against all pictures.
  @Test(arguments: [(1, 1), (3, 3), (4, 3), (1, 9), (5, 3)], [0.0, 0.2, 0.7, 2])
  func exactMinimumOfSmallGrids(size: (Int, Int), J: Double) {
    let (width, height) = size
    let count = width * height
    var random = RandomStream(seed: 310, stream: UInt64(count))
    for _ in 0..<5 {
      let field = (0..<count).map { _ in random.normal() }
      let model = IsingModel(
        width: width, height: height, boundary: .free, coupling: J, field: field)
      let all = SpinEnumeration.grid(
        width: width, height: height, isPeriodic: false, coupling: J, fields: field)
      let minimum = ExactMinimum(model)
      expectNear(model.energy(of: minimum.picture), -all.exponents.max()!, within: 1e-8)
      expectNear(minimum.lowerBound, -all.exponents.max()!, within: 1e-7)
    }
  }

  /// On a large picture the flow proves the cut.
  @Test(arguments: [0.3, 0.8, 3]) func theFlowProvesTheCut(J: Double) {
    var random = RandomStream(seed: 311)
    let x = SpinPicture(width: 96, height: 101, repeating: 1)
      .flipped(probability: 0.4, using: &random)
    let model = IsingModel.posterior(given: x, coupling: J, flipProbability: 0.4)
    let minimum = ExactMinimum(model)
    expectNear(model.energy(of: minimum.picture), minimum.lowerBound, within: 1e-5)
  }

  @Test func icmEndsInALocalMinimumBelowItsStart() {
    var random = RandomStream(seed: 312)
    let x = SpinPicture(width: 20, height: 17, repeating: -1)
      .flipped(probability: 0.3, using: &random)
    let model = IsingModel.posterior(given: x, coupling: 0.6, flipProbability: 0.3)
    let modes = IteratedConditionalModes(model, from: x)
    #expect(zip(modes.energies, modes.energies.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(modes.energies.first == model.energy(of: x))
    #expect(modes.energies.last == model.energy(of: modes.picture))
    for i in x.spins.indices {
      var y = modes.picture
      y[i] = -y[i]
      #expect(model.energy(of: y) >= modes.energies.last! - 1e-12)
    }
  }

  /// On 3 × 3 pixels enumeration knows the most probable picture and the most probable pixels.
  @Test func everyRestorationFindsWhatItSeeks() {
    var random = RandomStream(seed: 316)
    let x = SpinPicture(width: 3, height: 3, spins: [1, 1, -1, 1, -1, -1, 1, 1, 1])
    let model = IsingModel.posterior(given: x, coupling: 0.45, flipProbability: 0.25)
    let all = SpinEnumeration.grid(
      width: 3, height: 3, isPeriodic: false, coupling: 0.45, fields: model.field)
    let best = all.exponents.indices.max { all.exponents[$0] < all.exponents[$1] }!
    let picture = SpinPicture(
      width: 3, height: 3, spins: (0..<9).map { best >> $0 & 1 == 1 ? 1 : -1 })
    let pixels = SpinPicture(width: 3, height: 3, signsOf: all.means)
    #expect(picture != pixels && pixels != x && picture != x)
    for restoration in Restoration.allCases {
      let y = restoration(of: model, from: x, sweeps: 400, using: &random)
      switch restoration {
      case .bestPicture, .annealing: #expect(y == picture, "\(restoration)")
      case .bestPixels: #expect(y == pixels)
      case .iteratedModes: #expect(y == IteratedConditionalModes(model, from: x).picture)
      case .meanField:
        #expect(y == SpinPicture(width: 3, height: 3, signsOf: MeanField(model).means))
      }
    }
  }

  /// Slow annealing of a small picture finds the minimum in every chain.
  @Test func annealingFindsTheMinimumOfASmallPicture() {
    var random = RandomStream(seed: 313)
    let field = (0..<20).map { _ in random.normal() }
    let model = IsingModel(width: 5, height: 4, boundary: .free, coupling: 0.5, field: field)
    let best = ExactMinimum(model).picture
    var x = SpinLanes.random(for: model, using: &random)
    var observed: [Int] = []
    SimulatedAnnealing(from: 3, to: 0.02, sweeps: 2000).run(&x, on: model, using: &random) { k, _ in
      observed.append(k)
    }
    #expect(observed == Array(0..<2000))
    #expect(x.pictures.count { $0 == best } >= 62)
    let temperatures = SimulatedAnnealing(from: 2, to: 0.5, sweeps: 3).temperatures
    for (t, exact) in zip(temperatures, [2, 1, 0.5]) { expectClose(t, exact, within: 1e-14) }
  }
}
