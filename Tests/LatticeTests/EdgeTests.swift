import Elementary
import Tensors
import TestSupport
import Testing

@testable import Lattice

@Suite("Lattices at the edges") struct EdgeTests {
  static let model = IsingModel(width: 2, height: 2, boundary: .free, coupling: 1)
  static let picture = SpinPicture(width: 2, height: 2, repeating: 1)

  private static let ofNumbers: [Refusal] = [Double.nan, .infinity, -.infinity].flatMap {
    (x: Double) -> [Refusal] in
    [
      Refusal("coupling \(x)") {
        _ = IsingModel(width: 2, height: 2, boundary: .free, coupling: x)
      },
      Refusal("coupling 1.0, 1 fields") {
        _ = IsingModel(width: 1, height: 1, boundary: .free, coupling: 1, field: [x])
      },
      Refusal("pixels flipped with probability \(x)") {
        _ = IsingModel.dataStrength(flipProbability: x)
      },
      Refusal("flips with the probability \(x)") {
        var random = RandomStream(seed: 1)
        _ = picture.flipped(probability: x, using: &random)
      },
      Refusal("annealing from \(x) to 1.0") {
        _ = SimulatedAnnealing(from: x, to: 1, sweeps: 2)
      },
      Refusal("annealing from 1.0 to \(x)") {
        _ = SimulatedAnnealing(from: 1, to: x, sweeps: 2)
      },
      Refusal("mean field: means from −1 to 1") { _ = MeanField(model, from: [0, x, 0, 0]) },
      Refusal("the mean of a spin is in −1…1, not \(x)") { _ = spinEntropy(mean: x) },
      Refusal("pseudo-likelihood of the coupling \(x)") {
        _ = PseudoLikelihood([picture]).mean(coupling: x)
      },
    ]
  }

  private static let ofTheRest: [Refusal] = [
    Refusal("heat bath at the temperature nan") { _ = HeatBath(model, temperature: .nan) },
    Refusal("heat bath at the temperature -0.0") { _ = HeatBath(model, temperature: -0.0) },
    Refusal("heat bath at the temperature -1.0") { _ = HeatBath(model).at(temperature: -1) },
    Refusal("a free lattice of 3 × -1") {
      _ = IsingModel(width: 3, height: -1, boundary: .free, coupling: 1)
    },
    Refusal("a periodic lattice of 2 × 4") {
      _ = IsingModel(width: 2, height: 4, boundary: .periodic, coupling: 1)
    },
    Refusal("pixels flipped with probability 5e-324") {
      _ = IsingModel.dataStrength(flipProbability: .leastNonzeroMagnitude)
    },
    Refusal("pixels flipped with probability 1.0") {
      _ = IsingModel.dataStrength(flipProbability: 1)
    },
    Refusal("a picture of 2 × -1 pixels") { _ = SpinPicture(width: 2, height: -1, repeating: 1) },
    Refusal("0 spins for 0 × 0 pixels") { _ = SpinPicture(width: 0, height: 0, spins: []) },
    Refusal("a spin is +1 or −1, not 0") {
      _ = SpinPicture(width: 1, height: 1, repeating: 0)
    },
    Refusal("with pixels that are NaN") { _ = SpinPicture(Tensor([Double.nan], shape: [1, 1])) },
    Refusal("signs of means, one of which is NaN") {
      _ = SpinPicture(width: 1, height: 1, signsOf: [.nan])
    },
    Refusal("pixel 4 of 2 × 2") { _ = picture[4] },
    Refusal("pixel -1 of 2 × 2") { _ = picture[-1] },
    Refusal("pixel 4 of 2 × 2") {
      var changed = picture
      changed[4] = 1
    },
    Refusal("pixel 4 of 2 × 2") { _ = model.localField(at: 4, in: picture) },
    Refusal("place (2, 0) of 2 rows") { _ = SpinLanes(for: model)[2, 0] },
    Refusal("place (0, -1) of 2 rows") { _ = SpinLanes(for: model)[0, -1] },
    Refusal("lane 64 of 64") { _ = SpinLanes(for: model).picture(64) },
    Refusal("annealing from 2.0 to 1.0 in 1 sweeps") {
      _ = SimulatedAnnealing(from: 2, to: 1, sweeps: 1)
    },
    Refusal("annealing from 1e+308 to 1e-308") {
      _ = SimulatedAnnealing(from: 1e308, to: 1e-308, sweeps: 3)
    },
    Refusal("to a tolerance of nan") { _ = MeanField(model, tolerance: .nan) },
    Refusal("in -1 sweeps") { _ = MeanField(model, maxSweeps: -1) },
    Refusal("1 means for 4 pixels") { _ = MeanField.bound(model, [0]) },
    Refusal("means from 3 sweeps") {
      var random = RandomStream(seed: 1)
      _ = model.means(from: picture, sweeps: 3, using: &random)
    },
    Refusal("lane means: [0, 1] numbers from different pictures") {
      var random = RandomStream(seed: 1)
      let start = SpinLanes.random(for: model, using: &random)
      _ = HeatBath(model).laneMeans(
        from: start, burnIn: 0, samples: 1, every: 1, using: &random
      ) { $0[0] > 0 ? [1] : [] }
    },
    Refusal("pseudo-likelihood of no pictures") { _ = PseudoLikelihood([]) },
    Refusal("pseudo-likelihood: no pixel tells of the coupling") {
      _ = PseudoLikelihood([SpinPicture(width: 1, height: 1, repeating: 1)]).bestCoupling
    },
    Refusal("exact minimum: coupling -1.0") {
      _ = ExactMinimum(IsingModel(width: 2, height: 2, boundary: .free, coupling: -1))
    },
    Refusal("exact minimum: a coupling or field of 1e+300") {
      _ = ExactMinimum(IsingModel(width: 2, height: 2, boundary: .free, coupling: 1e300))
    },
  ]

  static let refusals = ofNumbers + ofTheRest

  @Test(arguments: refusals.indices) func refused(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index] in
      EdgeTests.refusals[index].make()
    }
    #expect(message(result).contains(EdgeTests.refusals[index].description))
  }

  /// At every temperature, and with couplings and fields of any size, spins are drawn as they should
  /// be: none, or all, against the field.
  @Test(arguments: [0x1p-1074, 1e-300, 1, 1e300, Double.infinity], [0, 1e-300, 1, 1e307])
  func heatBath(temperature: Double, coupling: Double) {
    var random = RandomStream(seed: 1)
    let model = IsingModel(
      width: 3, height: 3, boundary: .free, coupling: coupling,
      field: [Double](repeating: coupling, count: 9))
    var x = SpinLanes.up(for: model)
    HeatBath(model, temperature: temperature).step(&x, using: &random)
    if coupling / temperature > 100 {
      #expect(x.magnetization == 1)
    } else if coupling / temperature < 1e-6 {
      // 576 spins of probability ½: five standard deviations.
      #expect(abs(x.magnetization) < 5 / 24)
    } else {
      #expect(x.magnetization > 0.5)
    }
  }

  @Test func onePixel() {
    let (x, model) = (
      SpinPicture(width: 1, height: 1, repeating: -1),
      IsingModel(width: 1, height: 1, boundary: .free, coupling: 1, field: [0.5])
    )
    #expect(model.energy(of: x) == 0.5)
    #expect(IteratedConditionalModes(model, from: x).picture.spins == [1])
    #expect(ExactMinimum(model).picture.spins == [1])
    #expect(abs(MeanField(model).means[0] - tanh(0.5)) < 1e-15)
    #expect(x.majorityVote() == x)
  }

  /// All neighbours agree, or none: the best coupling is infinite.
  @Test func extremePictures() {
    #expect(PseudoLikelihood([Self.picture]).bestCoupling == .infinity)
    let checkerboard = SpinPicture(width: 2, height: 2, spins: [1, -1, -1, 1])
    #expect(PseudoLikelihood([checkerboard]).bestCoupling == -.infinity)
    #expect(spinEntropy(mean: 1) == 0 && spinEntropy(mean: -1) == 0)
    #expect(abs(spinEntropy(mean: -0.0) - log(2)) < 1e-15)
  }
}
