import Distributions
import Tensors
import TestSupport
import Testing

@Suite struct DataSourceTests {
  /// Five pictures that can be told apart.
  static let pictures = Tensor((0..<20).map(Double.init), shape: [5, 2, 2])

  /// Whole pictures, each as often as any other, and the same one may come again.
  @Test func aDataSetIsDrawnWithReplacement() {
    let n = 10_000
    var random = RandomStream(seed: 41)
    let x = DataSet(Self.pictures).sample(n, using: &random)
    #expect(x.shape == [n, 2, 2])
    var counts = [0, 0, 0, 0, 0]
    for i in 0..<n {
      let which = Int(x[i, 0, 0]) / 4
      counts[which] += 1
      #expect(x.rows(i..<i + 1) == Self.pictures.rows(which..<which + 1))
    }
    for count in counts {
      expectProportion(
        count, of: n, exact: 0.2, detecting: 0.05, ledger: "data set: frequencies")
    }
    let few = DataSet(Self.pictures).sample(3, using: &random)
    #expect(few.shape == [3, 2, 2])
  }

  @Test func aWholeDataSetComesInOrder() {
    var random = RandomStream(seed: 42)
    var untouched = random
    #expect(WholeDataSet(Self.pictures).sample(5, using: &random) == Self.pictures)
    #expect(random.next() == untouched.next())
  }

  @Test func whatCannotBeDrawnIsRefused() async {
    await #expect(processExitsWith: .failure) { _ = DataSet(.zeros(0, 2)) }
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var random = RandomStream(seed: 1)
      _ = WholeDataSet(.zeros(5, 2)).sample(4, using: &random)
    }
    #expect(message(result).contains("a batch of 4 of all 5 points"))
  }
}
