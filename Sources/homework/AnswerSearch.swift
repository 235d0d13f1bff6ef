/// Looks for answers in texts, whatever the blanks and line breaks.
struct AnswerSearch {
  /// Lines of answers, and pairs of lines, without blanks.
  ///
  /// Short ones, such as `var total = 0.0`, prove nothing and are not looked for; nor are
  /// signatures, which are public.
  private(set) var needles: Set<[UInt8]> = []

  private static let shortestLine = 28
  private static let shortestPair = 40

  /// Adds the code of answers.
  mutating func add(_ code: String) {
    var previous: [UInt8] = []
    var isSignature = false
    for line in code.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ").joined(separator: " ")
      // A signature may take several lines, up to the brace behind it.
      let begins = words.contains("func ")
      defer { isSignature = (isSignature || begins) && !words.contains("{") }
      guard !isSignature, !begins, !AnswerSearch.isPublic(words) else {
        previous = []
        continue
      }
      let squeezed = AnswerSearch.squeezed(words)
      if squeezed.count >= AnswerSearch.shortestLine { needles.insert(squeezed) }
      let pair = previous + squeezed
      if !previous.isEmpty, pair.count >= AnswerSearch.shortestPair { needles.insert(pair) }
      previous = squeezed
    }
  }

  private static func isPublic(_ line: String) -> Bool {
    line.hasPrefix("//") || line.hasPrefix("import")
  }

  /// The pieces of answers that a text has.
  func found(in text: String) -> [String] {
    let bytes = AnswerSearch.squeezed(text)
    guard bytes.count >= AnswerSearch.shortestLine else { return [] }
    // All needles at once, by the hash of their beginnings, which rolls along the text.
    var waiting: [UInt64: [[UInt8]]] = [:]
    for needle in needles {
      waiting[Rolling(needle.prefix(Rolling.length)).hash, default: []].append(needle)
    }
    var found: Set<[UInt8]> = []
    var rolling = Rolling(bytes.prefix(Rolling.length))
    for start in 0...(bytes.count - Rolling.length) {
      if start > 0 {
        rolling.roll(out: bytes[start - 1], in: bytes[start + Rolling.length - 1])
      }
      for needle in waiting[rolling.hash] ?? [] where bytes[start...].starts(with: needle) {
        found.insert(needle)
      }
    }
    return found.map { String(decoding: $0, as: UTF8.self) }.sorted()
  }

  /// A sum of bytes times powers, modulo 2⁶⁴.
  private struct Rolling {
    static let length = shortestLine
    private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15
    private static let highest = (1..<length).reduce(UInt64(1)) { power, _ in power &* base }
    private(set) var hash: UInt64 = 0

    init(_ bytes: ArraySlice<UInt8>) {
      for byte in bytes { hash = hash &* Rolling.base &+ UInt64(byte) }
    }

    mutating func roll(out old: UInt8, in new: UInt8) {
      hash = (hash &- UInt64(old) &* Rolling.highest) &* Rolling.base &+ UInt64(new)
    }
  }

  private static func squeezed(_ text: some StringProtocol) -> [UInt8] {
    text.utf8.filter { $0 > 32 }
  }
}
