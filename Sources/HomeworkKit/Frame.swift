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

/// The numbers of an answer as bytes: how many cases, how many numbers each has, then all of them, in
/// the order of this machine's bytes.
enum AnswerCoding {
  static func bytes(_ cases: [[Double]]) -> [UInt8] {
    let lengths = [UInt64(cases.count)] + cases.map { UInt64($0.count) }
    return lengths.withUnsafeBytes { Array($0) }
      + cases.flatMap { numbers in numbers.withUnsafeBytes { Array($0) } }
  }

  /// - Returns: `nil` if the bytes are not such an answer.
  static func cases(_ bytes: [UInt8]) -> [[Double]]? {
    bytes.withUnsafeBytes { bytes -> [[Double]]? in
      let words = bytes.bindMemory(to: UInt64.self)
      guard let count = words.first, words.count * 8 == bytes.count, count < words.count
      else { return nil }
      var rest = words[(1 + Int(count))...]
      var cases: [[Double]] = []
      for length in words[1..<(1 + Int(count))] {
        guard length <= rest.count else { return nil }
        cases.append(rest.prefix(Int(length)).map(Double.init(bitPattern:)))
        rest = rest.dropFirst(Int(length))
      }
      return rest.isEmpty ? cases : nil
    }
  }
}
