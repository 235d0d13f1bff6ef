/// A line of a source file, with the number by which errors and outputs refer to it.
struct Line: Hashable, Sendable {
  /// Counted from 1.
  var number: Int
  var text: String

  var isBlank: Bool { text.allSatisfy(\.isWhitespace) }
}

/// A source file, read and split into lines.
struct SourceFile: Hashable, Sendable {
  /// Relative to the package's folder.
  var path: String
  var lines: [Line]

  init(path: String, text: String) {
    self.path = path
    var texts = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    if texts.last == "" { texts.removeLast() }
    lines = texts.enumerated().map { Line(number: $0 + 1, text: String($1)) }
  }

  func location(_ line: Int) -> SourceLocation { SourceLocation(path: path, line: line) }
}

extension [Line] {
  /// The lines without the blank ones at either end.
  func trimmingBlankLines() -> [Line] {
    Array(drop(while: \.isBlank).reversed().drop(while: \.isBlank).reversed())
  }
}
