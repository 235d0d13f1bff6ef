import Tensors
import TestSupport
import Testing

@testable import Networks

@Suite("Files of parameters that were tampered with") struct FuzzTests {
  @Test func parameters() {
    let shapes = [("layers.0.weight", [3, 4]), ("layers.0.bias", [4])]
    let file = ParameterFile.encode(
      shapes.map { ($0.0, Tensor(repeating: 1.5, shape: $0.1)) })
    var fuzzer = Fuzzer(
      "parameters", seeds: [file], tokens: ["\n", "crc32 ", " 4", "layers.0.weight 3 4\n"])
    let count = fuzzer.run { changed in
      let values = try? ParameterFile.decode(
        changed, expecting: shapes.map { ($0.0, $0.1) }, path: "x")
      // A change that goes unnoticed is none.
      #expect(values == nil || changed == file)
    }
    #expect(count > 300)
  }
}
