import Elementary
import Tensors
import TestSupport
import Testing

@testable import Statistics

private let huge = Double.greatestFiniteMagnitude
private let tiny = Double.leastNonzeroMagnitude

@Suite("Statistics of numbers at the edges") struct EdgeTests {
  static let notFinite: [Double] = [.nan, .infinity, -.infinity]

  private static let ofNumbers: [Refusal] = notFinite.flatMap { (x: Double) -> [Refusal] in
    [
      Refusal("estimate of a mean: 1 of 3 values are infinite or NaN") {
        _ = Estimate(meanOf: [1, x, 2])
      },
      Refusal("estimate of a mean: 1 of 3 values are infinite or NaN") {
        _ = Estimate(meanOf: Tensor([1, x, 2]))
      },
      Refusal("estimate of a variance: 1 of 4 values are infinite or NaN") {
        _ = Estimate(varianceOf: [1, 2, x, 2])
      },
      Refusal("mean and variance: 1 of 3 values are infinite or NaN") {
        _ = meanAndVariance([1, x, 2])
      },
      Refusal("autocorrelation: 1 of 3 values are infinite or NaN") {
        _ = effectiveSampleSize([x, 1, 2])
      },
      Refusal("split R-hat: 1 of 8 values are infinite or NaN") {
        _ = splitRHat([[1, 2, 3, 4], [1, 2, 3, x]])
      },
      Refusal("batch means: 1 of 4 values are infinite or NaN") {
        _ = batchMeansStandardError([1, 2, 3, x], batches: 2)
      },
      Refusal("energy distance: a coordinate is infinite or NaN") {
        var random = RandomStream(seed: 1)
        _ = EnergyDistance(
          Tensor([1.0, x], shape: [2, 1]), Tensor([1.0, 2], shape: [2, 1]), using: &random)
      },
      Refusal("mean and covariance: a coordinate is infinite or NaN") {
        _ = meanAndCovariance(Tensor([1, x, 2, 3], shape: [2, 2]))
      },
      Refusal("Fréchet distance: a moment is infinite or NaN") {
        _ = FrechetDistance(([x], [[1]]), ([0], [[1]]))
      },
      Refusal("Fréchet distance: a moment is infinite or NaN") {
        _ = FrechetDistance(([0], [[1]]), ([0], [[x]]))
      },
      Refusal("nearest neighbours: a coordinate is infinite or NaN") {
        _ = NearestNeighbours(of: Tensor([x], shape: [1, 1]), among: .zeros(2, 1))
      },
      Refusal("nearest neighbours: a coordinate is infinite or NaN") {
        _ = NearestNeighbours(of: .zeros(2, 1), among: Tensor([1, x], shape: [2, 1]))
      },
      Refusal("row divergences: a draw is infinite or NaN") {
        _ = rowDivergences(of: Tensor([1, x], shape: [1, 2]), mean: 0, variance: 1)
      },
      Refusal("from a mean of \(x) and a variance of 1.0") {
        _ = rowDivergences(of: .zeros(1, 2), mean: x, variance: 1)
      },
      Refusal("from a mean of 0.0 and a variance of \(x)") {
        _ = rowDivergences(of: .zeros(1, 2), mean: 0, variance: x)
      },
    ]
  }

  private static let ofTheRest: [Refusal] = [
    Refusal("estimate: nan with a standard error of 0.0") { _ = Estimate(.nan) },
    Refusal("estimate: the mean of 0 draws of variance 1.0") {
      _ = Estimate(0, variance: 1, draws: 0)
    },
    Refusal("estimate: the mean of 2 draws of variance -1.0") {
      _ = Estimate(0, variance: -1, draws: 2)
    },
    Refusal("estimate: 1.0 with a standard error of nan") {
      _ = Estimate(1, standardError: .nan)
    },
    Refusal("estimate: 1.0 with a standard error of -1.0") { _ = Estimate(1, standardError: -1) },
    Refusal("nan with a standard error of 0.0") { _ = Estimate(.infinity) - Estimate(.infinity) },
    Refusal("mean and variance of 0 values") { _ = Estimate(meanOf: [Double]()) },
    Refusal("mean and variance of 1 values") { _ = meanAndVariance([1]) },
    Refusal("the mean of [1] has no standard error") { _ = Estimate(meanOf: Tensor([1.0])) },
    Refusal("the variance of 3 values") { _ = Estimate(varianceOf: [1, 2, 3]) },
    Refusal("a share of 3 in 2") { _ = Estimate(share: 3, of: 2) },
    Refusal("a share of 0 in 0") { _ = Estimate(share: 0, of: 0) },
    Refusal("autocorrelation: lag 0 in a chain of 0 values") {
      _ = autocorrelation([], maxLag: 0)
    },
    Refusal("autocorrelation: all 3 values are 2.0") { _ = effectiveSampleSize([2, 2, 2]) },
    Refusal("autocorrelation time of a chain of 1 values") { _ = effectiveSampleSize([1]) },
    Refusal("chains of one length of at least 4, not []") { _ = splitRHat([]) },
    Refusal("split R-hat: no chain ever moves") {
      _ = splitRHat([[1, 1, 1, 1], [2, 2, 2, 2]])
    },
    Refusal("2 batches of a chain of 1 values") { _ = batchMeansStandardError([1], batches: 2) },
    Refusal("AUC: 1 scores are NaN") { _ = areaUnderROC(scores: [1, .nan], anomalies: [2]) },
    Refusal("AUC: 0 normal and 1 anomalous") { _ = areaUnderROC(scores: [], anomalies: [2]) },
    Refusal("samples of shapes [0, 1] and [1, 1]") {
      var random = RandomStream(seed: 1)
      _ = EnergyDistance(.zeros(0, 1), .zeros(1, 1), using: &random)
    },
    Refusal("energy distance: -1 permutations") {
      var random = RandomStream(seed: 1)
      _ = EnergyDistance(.zeros(2, 1), .zeros(1, 1), permutations: -1, using: &random)
    },
    Refusal("0 degrees of freedom") { _ = ChiSquared(degreesOfFreedom: 0) },
    Refusal("mean and covariance of [1, 2]") { _ = meanAndCovariance(.zeros(1, 2)) },
    Refusal("Fréchet distance between 1 and 1 dimensions") {
      _ = FrechetDistance(([0], [[1, 2]]), ([0], [[1]]))
    },
    Refusal("nearest neighbours of [2, 1] among [0, 1]") {
      _ = NearestNeighbours(of: .zeros(2, 1), among: .zeros(0, 1))
    },
    Refusal("row divergences: draws [2, 1]") {
      _ = rowDivergences(of: .zeros(2, 1), mean: 0, variance: 1)
    },
    Refusal("AUC of pairs: 1 normal and 2 anomalous") {
      _ = areaUnderROCTerms(scores: [1], anomalies: [2, 3])
    },
    Refusal("AUC: 1 scores are NaN") {
      _ = areaUnderROCTerms(scores: [1, .nan], anomalies: [2, 3])
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

  /// Values with their mean, variance and the standard error of the mean.
  @Test(
    arguments: [
      ([0, -0.0], 0, 0), ([1, 1, 1], 1, 0), ([huge, huge], huge, 0), ([huge, -huge], 0, .infinity),
      ([tiny, tiny, tiny, tiny], tiny, 0), ([1e200, 1e200, 1e200, 1e200], 1e200, 0),
      ([-0x1p500, 0x1p500], 0, 0x1p1001), ([-0x1p-500, 0x1p-500], 0, 0x1p-999),
      ([0x1p40 - 1, 0x1p40, 0x1p40 + 1], 0x1p40, 1),
    ] as [([Double], Double, Double)])
  func momentsNeitherOverflowNorCancel(values: [Double], mean: Double, variance: Double) {
    let moments = meanAndVariance(values)
    #expect(moments.mean == mean && moments.variance == variance)
    #expect(Estimate(meanOf: values).value == mean)
    if variance < .infinity {
      let error = Estimate(meanOf: values).standardError
      #expect(abs(error - sqrt(variance / Double(values.count))) <= 1e-15 * error)
    }
    if values.count > 3 { #expect(Estimate(varianceOf: values) == Estimate(variance)) }
  }

  @Test func standardScoresOfExactNumbers() {
    #expect(Estimate(2).standardScore(against: 2) == 0)
    #expect(Estimate(2).standardScore(against: 1) == .infinity)
    #expect(Estimate(2).standardScore(against: 3) == -.infinity)
    #expect(Estimate(2, standardError: .infinity).standardScore(against: 3) == 0)
    #expect(Estimate(2, standardError: 1).standardScore(against: .nan).isNaN)
  }

  @Test(arguments: edges) func chiSquared(z: Double) {
    let χ² = ChiSquared(degreesOfFreedom: 3)
    let x = χ².quantile(normalScore: z)
    if z.isNaN {
      #expect(x.isNaN && χ².normalScore(z).isNaN)
    } else if z == .infinity {
      #expect(x == z && χ².normalScore(z) == z)
    } else {
      #expect(x >= 0)
      #expect(χ².normalScore(-abs(z) - 1) == -.infinity)
      if abs(z) < 2 { #expect(abs(χ².normalScore(x) - z) < 1e-12) }
    }
  }

  /// A chain's efficiency does not depend on the unit.
  @Test(arguments: [tiny, 1e-200, 1, 1e200, huge / 4])
  func units(unit: Double) {
    let chain: [Double] = [1, 2, 2, 3, 1, 0, 2, 1]
    let scaled = chain.map { $0 * unit }
    #expect(abs(effectiveSampleSize(scaled) - effectiveSampleSize(chain)) < 1e-12)
    #expect(
      abs(splitRHat([scaled, scaled.reversed()]) - splitRHat([chain, chain.reversed()])) < 1e-12)
    let ratio = batchMeansStandardError(scaled, batches: 4) / unit
    // Multiples of the smallest number are rounded to whole ones.
    #expect(abs(ratio - batchMeansStandardError(chain, batches: 4)) < (unit == tiny ? 0.5 : 1e-12))
  }

  /// Exact numbers have exact functions, also where the slope is infinite.
  @Test func functionsOfExactNumbers() {
    #expect(sqrt(Estimate(0)) == Estimate(0))
    #expect(log(Estimate(0)) == Estimate(-.infinity))
    #expect(exp(Estimate(1000)) == Estimate(.infinity))
    #expect(sqrt(Estimate(4, standardError: 1)) == Estimate(2, standardError: 0.25))
  }

  /// Distances do not depend on the unit, from the smallest to the largest numbers.
  @Test(arguments: [0x1p-1000, 1, 0x1p1000]) func frechet(unit: Double) {
    let first = [[2 * unit, unit], [unit, 3 * unit]]
    let distance = FrechetDistance(
      ([0, 0], first), ([0, 0], [[unit, 0], [0, 5 * unit]]))
    let plain = FrechetDistance(([0, 0], [[2, 1], [1, 3]]), ([0, 0], [[1, 0], [0, 5]]))
    #expect(abs(distance.value / unit / plain.value - 1) < 1e-12)
    #expect(FrechetDistance(([1, 2], first), ([1, 2], first)).value <= 1e-14 * unit)
    #expect(FrechetDistance(([], []), ([], [])).value == 0)
  }

  @Test(arguments: [1e-42, 1e-30, 1, 1e30, 2e38]) func neighbours(size: Double) {
    let x = Tensor([0.25 * size, -size], shape: [2, 1])
    let found = NearestNeighbours(of: x, among: Tensor([size, 0, -size, 0], shape: [4, 1]))
    #expect(found.indices == [1, 2])
    #expect(abs(found.distances[0] / size - 0.25) < 1e-3 && found.distances[1] == 0)
    #expect(NearestNeighbours(of: .zeros(0, 1), among: x).indices == [])
    #expect(NearestNeighbours(of: .zeros(1, 1), among: .zeros(3, 1)).indices == [0])
  }

  @Test func divergenceOfEqualDraws() {
    #expect(rowDivergences(of: .zeros(1, 2), mean: 0, variance: 1) == [.infinity])
    #expect(rowDivergences(of: .zeros(0, 2), mean: 0, variance: 1) == [])
  }

  @Test func ranksOfInfiniteScores() {
    #expect(areaUnderROC(scores: [-.infinity, 0], anomalies: [.infinity]) == 1)
    #expect(areaUnderROC(scores: [.infinity], anomalies: [.infinity, -.infinity]) == 0.25)
    #expect(areaUnderROC(scores: [0], anomalies: [-0.0]) == 0.5)
  }

  @Test(arguments: [Float.leastNonzeroMagnitude, 1e-30, 1, 1e30, .greatestFiniteMagnitude])
  func energyDistanceOfOnePointEach(size: Float) {
    var random = RandomStream(seed: 1)
    let distance = EnergyDistance(
      Tensor([Double(size)], shape: [1, 1]), .zeros(1, 1), permutations: 3, using: &random)
    #expect(abs(distance.value / (2 * Double(size)) - 1) < 1e-6)
    #expect(distance.pValue == 1)
  }
}
