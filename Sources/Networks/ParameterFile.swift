import Autodiff
import Files
import Tensors

/// Parameters in a file: a header of text lines and then the numbers.
///
///     from-energy-to-diffusion parameters 1
///     layers.0.weight 3 128
///     layers.0.bias 128
///     …
///     crc32 1c291ca3
///     (empty line)
///     the numbers of all parameters in this order, row by row, as 32-bit floats (IEEE 754),
///     least significant byte first
///
/// A parameter's line has its name and the length of every axis. The checksum is that of all the
/// numbers' bytes: the CRC-32 of ISO 3309, as in zip and PNG files.
enum ParameterFile {
  static let title = "from-energy-to-diffusion parameters 1"

  static func encode(_ parameters: [(name: String, value: Tensor)]) -> [UInt8] {
    var numbers: [UInt8] = []
    var header = title + "\n"
    for (name, value) in parameters {
      header += entry(name, value.shape) + "\n"
      for scalar in value.scalars {
        withUnsafeBytes(of: scalar.bitPattern.littleEndian) { numbers += $0 }
      }
    }
    header += checksumLine(numbers[...]) + "\n\n"
    return Array(header.utf8) + numbers
  }

  /// The parameters in the bytes of a file, which must have these names and shapes.
  static func decode(
    _ bytes: [UInt8], expecting parameters: [(name: String, shape: [Int])], path: String
  ) throws(NetworkError) -> [Tensor] {
    var rest = bytes[...]
    guard bytes.starts(with: Array((title + "\n").utf8)) else {
      throw .foreignFile(path: path)
    }
    rest = rest.dropFirst(title.utf8.count + 1)

    var number = 1
    func nextLine() throws(NetworkError) -> String {
      number += 1
      guard let end = rest.firstIndex(of: 10), end - rest.startIndex < 10_000,
        let line = String(validating: rest[..<end], as: UTF8.self)
      else { throw .badHeader(path: path, line: number, reason: "the header has no end") }
      rest = rest[(end + 1)...]
      return line
    }

    for (name, shape) in parameters {
      let (line, expected) = (try nextLine(), entry(name, shape))
      if line != expected { throw .otherNetwork(path: path, expected: expected, found: line) }
    }
    let checksum = try nextLine()
    guard checksum.hasPrefix("crc32 ") else {
      throw .otherNetwork(path: path, expected: "no more parameters", found: checksum)
    }
    guard try nextLine().isEmpty else {
      throw .badHeader(path: path, line: number, reason: "an empty line should end the header")
    }

    let count = parameters.reduce(0) { $0 + $1.shape.reduce(1, *) }
    guard rest.count == 4 * count else {
      throw .wrongLength(path: path, expected: 4 * count, found: rest.count)
    }
    guard checksum == checksumLine(rest) else { throw .wrongChecksum(path: path) }

    return parameters.map { _, shape in
      let count = shape.reduce(1, *)
      defer { rest = rest.dropFirst(4 * count) }
      return Tensor(
        rest.withUnsafeBytes { buffer in
          (0..<count).map { i in
            Float(
              bitPattern: UInt32(
                littleEndian: buffer.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self)))
          }
        }, shape: shape)
    }
  }

  private static func entry(_ name: String, _ shape: [Int]) -> String {
    ([name] + shape.map { "\($0)" }).joined(separator: " ")
  }

  private static func checksumLine(_ numbers: ArraySlice<UInt8>) -> String {
    let digits = String(crc32(numbers), radix: 16)
    return "crc32 " + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// The cyclic redundancy check with the polynomial 0xEDB88320, bits reflected.
  static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let table = (0..<256).map { (byte: UInt32) in
      (0..<8).reduce(byte) { crc, _ in crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
    }
    return ~bytes.reduce(~0) { crc, byte in
      crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)]
    }
  }
}

extension Network {
  /// Writes all parameters to a file, whole or not at all, with all their bits, also those of NaN;
  /// see `ParameterFile` for the format.
  ///
  /// - Parameter path: the file's name; what was there before is replaced.
  /// - Throws: `NetworkError.file` if the file cannot be written.
  public func save(to path: String) throws(NetworkError) {
    let bytes = ParameterFile.encode(parameters.map { ($0.name, $0.variable.value) })
    do throws(FileError) {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw .file(error)
    }
  }

  /// Takes all parameters from a file that `save(to:)` wrote.
  ///
  /// - Parameter path: the file's name.
  /// - Throws: `NetworkError` if the file cannot be read, is of another kind, damaged or cut short,
  ///   or belongs to a network with other names or shapes; the parameters are then unchanged.
  public mutating func load(from path: String) throws(NetworkError) {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try readFile(path)
    } catch {
      throw .file(error)
    }
    var values = try ParameterFile.decode(
      bytes, expecting: parameters.map { ($0.name, $0.variable.shape) }, path: path)[...]
    visitParameters { $1 = Variable(values.removeFirst()) }
  }
}
