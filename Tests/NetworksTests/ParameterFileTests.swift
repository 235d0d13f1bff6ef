import Autodiff
import Files
import Tensors
import Testing

@testable import Networks

@Suite struct ParameterFileTests {
  static var network: Pair { Pair([1, -0.5], [0.1]) }

  /// The file of that network, byte by byte; the checksum is that of zlib.
  static let file: [UInt8] =
    Array(
      """
      from-energy-to-diffusion parameters 1
      first 2
      second 1
      crc32 dd7ad204


      """.utf8) + [0, 0, 0x80, 0x3f, 0, 0, 0, 0xbf, 0xcd, 0xcc, 0xcc, 0x3d]

  static func decode(_ bytes: [UInt8]) throws(NetworkError) -> [Tensor] {
    try ParameterFile.decode(
      bytes, expecting: [("first", [2]), ("second", [1])], path: "x.parameters")
  }

  @Test func checksum() {
    // The check value of the catalogues of CRC algorithms.
    #expect(ParameterFile.crc32("123456789".utf8) == 0xcbf4_3926)
  }

  @Test func format() throws {
    let bytes = ParameterFile.encode(Self.network.parameters.map { ($0.name, $0.variable.value) })
    #expect(bytes == Self.file)
    #expect(try Self.decode(bytes) == [Tensor([1, -0.5]), Tensor([0.1])])
  }

  @Test func everyTruncationIsNoticed() {
    for length in 0..<Self.file.count {
      #expect(throws: NetworkError.self, "cut to \(length)") {
        try Self.decode(Array(Self.file.prefix(length)))
      }
    }
    #expect(throws: NetworkError.wrongLength(path: "x.parameters", expected: 12, found: 11)) {
      try Self.decode(Self.file.dropLast())
    }
    #expect(throws: NetworkError.wrongLength(path: "x.parameters", expected: 12, found: 13)) {
      try Self.decode(Self.file + [0])
    }
  }

  @Test func everyFlippedBitIsNoticed() {
    for byte in Self.file.indices {
      for bit in 0..<8 {
        var damaged = Self.file
        damaged[byte] ^= 1 << bit
        #expect(throws: NetworkError.self, "byte \(byte), bit \(bit)") {
          try Self.decode(damaged)
        }
      }
    }
  }

  @Test func errorsSayWhatIsWrong() {
    func message(_ bytes: [UInt8]) -> String {
      do throws(NetworkError) {
        _ = try Self.decode(bytes)
        return "no error"
      } catch {
        return "\(error)"
      }
    }
    #expect(message(Array("hello".utf8)).hasPrefix("“x.parameters” is not a file of parameters."))
    #expect(message(Self.file.dropLast(4)).contains("should have 12 bytes of numbers and has 8"))
    #expect(message(Self.file.dropLast() + [0]).contains("is damaged"))
    var text = String(decoding: Self.file.dropLast(12), as: UTF8.self)
    text.replace("second 1", with: "second 2")
    #expect(message(Array(text.utf8)).contains("expected second 1, found second 2"))
    text.replace("second 2\n", with: "")
    #expect(message(Array(text.utf8)).contains("expected second 1, found crc32"))
  }

  @Test func roundTripThroughAFile() throws {
    var random = RandomStream(seed: 9)
    let folder = "/tmp/networks-tests-\(UInt64.random(in: 0...UInt64.max))"
    try createFolder(folder)
    let path = folder + "/network.parameters"
    var network = MLP([3, 8, 2], using: &random)
    network.layers[0].bias = Variable(
      Tensor([0, -0.0, .infinity, 1e-45, .leastNormalMagnitude, 3, -7, .greatestFiniteMagnitude]))
    try network.save(to: path)
    var other = MLP([3, 8, 2], using: &random)
    #expect(other.layers[0].weight.value != network.layers[0].weight.value)
    try other.load(from: path)
    func bits(_ network: MLP) -> [[UInt32]] {
      network.parameters.map { $0.variable.value.scalars.map(\.bitPattern) }
    }
    #expect(bits(network) == bits(other))

    var wider = MLP([3, 9, 2], using: &random)
    let before = bits(wider)
    #expect(
      throws: NetworkError.otherNetwork(
        path: path, expected: "layers.0.weight 3 9", found: "layers.0.weight 3 8")
    ) { try wider.load(from: path) }
    #expect(bits(wider) == before)
    #expect(throws: NetworkError.self) { try wider.load(from: path + ".missing") }
    #expect(throws: NetworkError.self) { try wider.save(to: path + "/below/a/file") }
  }
}
