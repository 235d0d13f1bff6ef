import Elementary
import Tensors
import TestSupport
import Testing

@testable import Datasets

@Suite("Data sets at the edges") struct EdgeTests {
  static let images = Tensor.ones(1, 2, 2)

  private static func apply(_ corruption: Corruption) {
    var random = RandomStream(seed: 1)
    _ = corruption.applied(to: images, using: &random)
  }

  private static let ofNumbers: [Refusal] = [
    Double.nan, .infinity, -.infinity, -1, 1e300,
  ].flatMap { (x: Double) -> [Refusal] in
    [
      Refusal("flips with the probability \(x)") { apply(.flips(probability: x)) },
      Refusal("noise of the standard deviation \(x)") { apply(.noise(standardDeviation: x)) },
      Refusal("pictures cut at \(x)") { _ = Digits.test.binaryPoints(threshold: x) },
    ]
  }

  private static let ofTheRest: [Refusal] = [
    Refusal("rows 0..<3 and columns 0..<1 of a picture of 2 × 2") {
      apply(.occlusion(rows: 0..<3, columns: 0..<1))
    },
    Refusal("inversion: images of shape [2], not [n, height, width]") {
      var random = RandomStream(seed: 1)
      _ = Corruption.inversion.applied(to: .zeros(2), using: &random)
    },
    Refusal("bars and stripes of 0 × 0") { _ = barsAndStripes(0) },
    Refusal("bars and stripes of 9 × 9") { _ = barsAndStripes(9) },
    Refusal("1 labels for images of shape [2, 1, 1]") {
      _ = LabelledImages(images: .zeros(2, 1, 1), labels: [0])
    },
    Refusal("row 297") { _ = Digits.test[[297]] },
    Refusal("row -1") { _ = Digits.test[[-1]] },
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

  /// A pixel that is not finite is carried along, and goes no further.
  @Test(arguments: [Double.nan, .infinity, -.infinity]) func strangePixels(bad: Double) {
    var random = RandomStream(seed: 1)
    let images = Tensor([0.5, bad, 0.25, 1], shape: [1, 2, 2])
    let hidden = Corruption.occlusion(rows: 0..<1, columns: 1..<2)
      .applied(to: images, using: &random)
    #expect(hidden.doubles == [0.5, 0, 0.25, 1])
    for corruption in [
      Corruption.inversion, .flips(probability: 0), .flips(probability: 1),
      .noise(standardDeviation: 0), .shuffledPixels,
    ] {
      let corrupted = corruption.applied(to: images, using: &random)
      #expect(corrupted.scalars.count { $0.isFinite } == 3, "\(corruption)")
    }
  }

  @Test(arguments: [Int.min, -3, -2, 2, 3, .max]) func shiftedAway(steps: Int) {
    var random = RandomStream(seed: 1)
    for shift in [Corruption.shift(rows: steps, columns: 0), .shift(rows: 0, columns: steps)] {
      #expect(shift.applied(to: Self.images, using: &random) == .zeros(1, 2, 2))
    }
  }

  @Test func nothingAtAll() {
    var random = RandomStream(seed: 1)
    for corruption in [Corruption.inversion, .shuffledPixels, .shift(rows: 1, columns: 0)] {
      #expect(
        corruption.applied(to: .zeros(0, 2, 2), using: &random).shape == [0, 2, 2],
        "\(corruption)")
    }
    #expect(Digits.all.showing(10).count == 0)
  }
}
