/// The messages from the child process to the grader.
///
/// Each begins with a number that only the two know, so that what the student's code prints cannot
/// pass for one by accident, then a kind, a length and that many bytes.
struct Frame: Equatable {
  enum Kind: UInt8 {
    /// The answer to the next check.
    case answer = 65
    case notAttempted
    case threw
    case tooLong
    case memory
    case stackOverflow
    /// All checks have been answered.
    case done
  }

  var kind: Kind
  var payload: [UInt8] = []

  static let nonceLength = 32
  private static let lengthDigits = 8

  func bytes(nonce: [UInt8]) -> [UInt8] {
    let length = String(payload.count, radix: 16)
    let padding = String(repeating: "0", count: Frame.lengthDigits - length.count)
    return nonce + [kind.rawValue] + Array((padding + length).utf8) + payload
  }

  /// The messages in a stream that has ended; `nil` if there is anything else in it. A last
  /// message may be cut off, as by a crash.
  static func parse(_ bytes: [UInt8], nonce: [UInt8]) -> [Frame]? {
    var frames: [Frame] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let head = nonce.count + 1 + lengthDigits
      guard rest.prefix(nonce.count).elementsEqual(nonce.prefix(rest.count)) else { return nil }
      guard rest.count >= head else { return frames }
      guard let kind = Kind(rawValue: rest[rest.startIndex + nonce.count]),
        let digits = String(
          validating: rest.dropFirst(nonce.count + 1).prefix(lengthDigits), as: UTF8.self),
        let length = Int(digits, radix: 16), length >= 0
      else { return nil }
      rest = rest.dropFirst(head)
      guard rest.count >= length else { return frames }
      frames.append(Frame(kind: kind, payload: Array(rest.prefix(length))))
      rest = rest.dropFirst(length)
    }
    return frames
  }
}

/// The numbers of an answer as bytes: how many cases, then each with its count, least byte first.
enum AnswerCoding {
  static func bytes(_ cases: [[Double]]) -> [UInt8] {
    var bytes: [UInt8] = []
    func append(_ value: UInt64) {
      for i in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(i)))) }
    }
    append(UInt64(cases.count))
    for numbers in cases {
      append(UInt64(numbers.count))
      for number in numbers { append(number.bitPattern) }
    }
    return bytes
  }

  /// - Returns: `nil` if the bytes are not such an answer.
  static func cases(_ bytes: [UInt8]) -> [[Double]]? {
    var rest = bytes[...]
    func next() -> UInt64? {
      guard rest.count >= 8 else { return nil }
      defer { rest = rest.dropFirst(8) }
      return rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    guard let count = next(), count <= UInt64(bytes.count) else { return nil }
    var cases: [[Double]] = []
    for _ in 0..<count {
      guard let length = next(), length <= UInt64(rest.count / 8) else { return nil }
      var numbers: [Double] = []
      for _ in 0..<length { numbers.append(Double(bitPattern: next()!)) }
      cases.append(numbers)
    }
    return rest.isEmpty ? cases : nil
  }
}
