import Tensors
import Testing

/// A programmer's mistake ends the program with a message that shows the shapes.
@Suite struct ShapeErrorTests {
  static func message(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test func matrixProducts() async {
    let inner = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros(512, 3).matmul(.zeros(128, 3)) }
    #expect(
      Self.message(inner).contains(
        "matrix product: [512, 3] × [128, 3]: inner dimensions 3 and 128 differ"))
    let transposed = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = matrixProduct(.zeros(4, 3), .zeros(3, 5), transposeLeft: true) }
    #expect(
      Self.message(transposed).contains(
        "matrix product: [4, 3]ᵀ × [3, 5]: inner dimensions 4 and 3 differ"))
    let vector = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros(3).matmul(.zeros(3, 5)) }
    #expect(Self.message(vector).contains("[3] × [3, 5]: both must be matrices"))
  }

  @Test func broadcasting() async {
    let sum = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros(4, 3) + Tensor.zeros(4, 2) }
    #expect(
      Self.message(sum).contains(
        "+: shapes [4, 3] and [4, 2] do not broadcast: lengths 3 and 2 differ"))
    let stretch = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros(4, 3).broadcast(to: [4, 6]) }
    #expect(Self.message(stretch).contains("shape [4, 3] does not stretch to [4, 6]"))
    let update = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var x = Tensor.zeros(4)
      x.add(.zeros(1), times: 2)
    }
    #expect(Self.message(update).contains("shapes [4] and [1] differ"))
  }

  @Test func indices() async {
    let element = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros(4, 3)[1, 3] }
    #expect(Self.message(element).contains("index [1, 3] is outside a tensor of shape [4, 3]"))
    let rank = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros(4, 3)[1] }
    #expect(Self.message(rank).contains("index [1] is outside a tensor of shape [4, 3]"))
    let row = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros(4, 3).gatherRows([0, 4]) }
    #expect(Self.message(row).contains("row 4 of a tensor of shape [4, 3]"))
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros(4, 3).row(-1) }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros(4, 3).columns(2..<4) }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros(4, 3).rows(3..<5) }
  }

  @Test func shapes() async {
    let count = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor([1, 2, 3] as [Float], shape: [2, 2]) }
    #expect(Self.message(count).contains("shape [2, 2] holds 4 elements, not 3"))
    let reshape = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros(4, 3).reshaped(5, -1) }
    #expect(Self.message(reshape).contains("reshape [4, 3] to [5, -1]"))
    let axis = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros(4, 3).sum(axis: 2) }
    #expect(Self.message(axis).contains("sum: shape [4, 3] has no axis 2"))
    let joined = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.concatenated([.zeros(4, 3), .zeros(4, 2)]) }
    #expect(Self.message(joined).contains("concatenate along axis 0: [4, 3] and [4, 2]"))
    await #expect(processExitsWith: .failure) { _ = Tensor(repeating: 0, shape: [-1, 2]) }
    await #expect(processExitsWith: .failure) { _ = Tensor(rows: [[1, 2], [3]]) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor(repeating: 0, shape: [1 << 40, 1 << 40])
    }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros(4, 3).item }
    await #expect(processExitsWith: .failure) { _ = Tensor.zeros(4).transposed() }
  }
}
