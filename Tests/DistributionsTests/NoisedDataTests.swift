import Distributions
import Tensors
import TestSupport
import Testing

@Suite struct NoisedDataTests {
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

  @Test func refusesNegativeNoise() async {
    await #expect(processExitsWith: .failure) {
      _ = NoisedData(DataSet(Tensor(rows: [[1.0]])), standardDeviation: -0.1)
    }
  }
}
