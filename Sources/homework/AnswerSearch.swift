/// Looks for answers in texts, whatever the blanks and line breaks.
struct AnswerSearch {
  /// Lines of answers, and pairs of lines, without blanks.
  ///
  /// Short ones, such as `var total = 0.0`, prove nothing and are not looked for; nor are
  /// signatures, which are public.
  private(set) var needles: Set<[UInt8]> = []
  /// The needles by their first eight bytes.
  private var waiting: [UInt64: [[UInt8]]] = [:]

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
      let squeezed = AnswerSearch.squeezed(words.utf8)
      if squeezed.count >= AnswerSearch.shortestLine { lookFor(squeezed) }
      let pair = previous + squeezed
      if !previous.isEmpty, pair.count >= AnswerSearch.shortestPair { lookFor(pair) }
      previous = squeezed
    }
  }

  private mutating func lookFor(_ needle: [UInt8]) {
    guard needles.insert(needle).inserted else { return }
    waiting[needle.withUnsafeBytes(AnswerSearch.beginning), default: []].append(needle)
  }

  private static func isPublic(_ line: String) -> Bool {
    line.hasPrefix("//") || line.hasPrefix("import")
  }

  /// The pieces of answers that a text has, or a file that is no text.
  func found(in text: some Sequence<UInt8>) -> [String] {
    let bytes = AnswerSearch.squeezed(text)
    guard bytes.count >= AnswerSearch.shortestLine else { return [] }
    var found: Set<[UInt8]> = []
    bytes.withUnsafeBytes { text in
      for start in 0...(text.count - AnswerSearch.shortestLine) {
        let rest = UnsafeRawBufferPointer(rebasing: text[start...])
        for needle in waiting[AnswerSearch.beginning(of: rest)] ?? []
        where rest.starts(with: needle) {
          found.insert(needle)
        }
      }
    }
    return found.map { String(decoding: $0, as: UTF8.self) }.sorted()
  }

  private static func beginning(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    bytes.loadUnaligned(as: UInt64.self)
  }

  private static func squeezed(_ text: some Sequence<UInt8>) -> [UInt8] {
    text.filter { $0 > 32 }
  }
}
