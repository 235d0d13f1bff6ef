import Networks
import Tensors
import TestSupport
import Testing

@Suite struct ClassReadingTests {
  let first = ClassReading(
    Tensor(rows: [[0.7, 0.2, 0.1], [0.25, 0.5, 0.25], [0.125, 0.25, 0.625], [0.5, 0.3, 0.2]]))

  @Test func byHand() {
    #expect(first.classes == [0, 1, 2, 0])
    #expect(first.shares == [0.5, 0.25, 0.25])
    expectClose(first.confidence.value, (0.7 + 0.5 + 0.625 + 0.5) / 4, within: 1e-7)
    #expect(first.confidence.standardError > 0)
  }

  /// Half a set of class 0 and half of class 1 differ from it by the quarter that is of class 2.
  @Test func sharesInTotalVariation() {
    let second = ClassReading(Tensor(rows: [[0.9, 0.1, 0], [0.2, 0.8, 0]]))
    #expect(second.shares == [0.5, 0.5, 0])
    #expect(first.shareDistance(from: second) == 0.25)
    #expect(second.shareDistance(from: first) == 0.25)
    #expect(first.shareDistance(from: first) == 0)
  }

  @Test func refusesWhatIsNoTable() async {
    await #expect(processExitsWith: .failure) { _ = ClassReading(Tensor([0.5, 0.5])) }
    await #expect(processExitsWith: .failure) { _ = ClassReading(.zeros(0, 2)) }
    await #expect(processExitsWith: .failure) {
      let pair = ClassReading(Tensor(rows: [[1, 0]])),
        triple = ClassReading(Tensor(rows: [[1, 0, 0]]))
      _ = pair.shareDistance(from: triple)
    }
  }
}
