import Distributions
import Tensors
import TestSupport
import Testing

@Suite struct GaussianFitTests {
  /// Four points by hand: the divisor is n, and the noise stands on the diagonal only.
  @Test func hasTheMomentsOfThePoints() {
    let points = Tensor(rows: [[1.0, 0], [3, 1], [1, 2], [3, 5]])
    let fit = Gaussian(fittedTo: points, noise: 0.5)
    #expect(fit.mean == [2, 2])
    #expect(fit.covariance == [[1.25, 1], [1, 3.75]])
    #expect(Gaussian(fittedTo: points).covariance == [[1, 1], [1, 3.5]])
  }

  /// No Gaussian gives the points a larger likelihood.
  @Test func isTheMaximumOfTheLikelihood() {
    var random = RandomStream(seed: 3)
    let points = random.normal([50, 3]).square()
    let fit = Gaussian(fittedTo: points)
    let best = fit.logDensity(points).mean()
    for i in 0..<3 {
      var (mean, covariance) = (fit.mean, fit.covariance)
      mean[i] += 0.05
      covariance[i][i] *= 1.1
      #expect(Gaussian(mean: mean, covariance: fit.covariance).logDensity(points).mean() < best)
      #expect(Gaussian(mean: fit.mean, covariance: covariance).logDensity(points).mean() < best)
      covariance[i][i] *= 0.9 / 1.1
      #expect(Gaussian(mean: fit.mean, covariance: covariance).logDensity(points).mean() < best)
    }
  }

  @Test func noisedDataHaveTheVarianceOfBoth() {
    let data = WholeDataSet(Tensor(repeating: 2, shape: [20_000, 2]))
    var random = RandomStream(seed: 4)
    #expect(
      NoisedData(data, standardDeviation: 0).sample(20_000, using: &random) == data.points)
    let noised = NoisedData(data, standardDeviation: 0.3)
    let x = noised.sample(20_000, using: &random)
    expectVariance(
      (x - 2).square().mean(), degreesOfFreedom: x.count, exact: 0.09, detecting: 0.009,
      ledger: "noised data: variance")
    // Fresh noise in every draw.
    #expect(noised.sample(20_000, using: &random) != x)
  }

  @Test func refusesWhatItCannotFit() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Gaussian(fittedTo: Tensor([1.0, 2])) }
    #expect(message(result).contains("[2]"))
    await #expect(processExitsWith: .failure) {
      _ = NoisedData(DataSet(Tensor(rows: [[1.0]])), standardDeviation: -0.1)
    }
  }
}
