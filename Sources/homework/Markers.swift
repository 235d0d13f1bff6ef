/// Hidden lines: what stands between `// teacher: begin` and `// teacher: end`, in Markdown between
/// `<!-- teacher: begin -->` and `<!-- teacher: end -->`.
enum Markers {
  /// The text without the hidden lines, markers included.
  ///
  /// - Throws: `ToolError` if they do not alternate, or if a line is nearly a marker: what it should
  ///   hide would be shown.
  static func strip(_ text: String, _ path: String) throws -> String {
    var lines: [Substring] = []
    var hiddenSince: Int?
    let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (i, line) in all.enumerated() {
      switch try marker(line, "\(path), line \(i + 1)", isHidden: hiddenSince != nil) {
      case nil:
        if hiddenSince == nil { lines.append(line) }
      case true?:
        guard hiddenSince == nil else {
          throw ToolError("\(path), line \(i + 1): hidden lines begin within hidden lines")
        }
        hiddenSince = i + 1
      case false?:
        guard hiddenSince != nil else {
          throw ToolError("\(path), line \(i + 1): hidden lines end that have no beginning")
        }
        hiddenSince = nil
      }
    }
    if let hiddenSince {
      throw ToolError("\(path), line \(hiddenSince): the hidden lines have no end")
    }
    return lines.count == all.count ? text : lines.joined(separator: "\n")
  }

  /// Whether a line is a marker of a beginning or of an end; `nil` if it is none.
  private static func marker(
    _ line: Substring, _ place: String, isHidden: Bool
  ) throws -> Bool? {
    let squeezed = String(line.lowercased().filter { !$0.isWhitespace })
    for (name, isBeginning) in [("teacher:begin", true), ("teacher:end", false)]
    where squeezed.contains(name) {
      guard squeezed == "//" + name || squeezed == "<!--" + name + "-->" else {
        if isHidden { return nil }
        throw ToolError("\(place): a marker of hidden lines stands on a line of its own")
      }
      return isBeginning
    }
    return nil
  }
}
