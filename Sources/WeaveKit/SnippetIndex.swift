/// The pieces of library code that chapters may quote.
///
/// A snippet stands between `// snippet.name` and `// snippet.end`. Snippets of one file may be
/// nested: `snippet.end` closes the one opened last.
struct SnippetIndex: Sendable {
  struct Key: Hashable, Sendable {
    /// The file, below `Sources/`.
    var file: String
    var name: String
  }

  struct Snippet: Hashable, Sendable {
    /// The code, dedented, without the markers of other snippets within it.
    var lines: [String]
    var location: SourceLocation
  }

  private(set) var snippets: [Key: Snippet] = [:]
  private var files: Set<String> = []

  /// Adds the snippets of a file, whose path starts with `Sources/`.
  mutating func add(_ source: SourceFile, problems: inout Problems) {
    let file = String(source.path.dropFirst("Sources/".count))
    files.insert(file)
    var open: [(key: Key, lines: [String], location: SourceLocation)] = []
    for line in source.lines {
      let text = trimmed(line.text)
      guard text.hasPrefix("//"), let marker = text.wholeMatch(of: /\/\/ ?snippet\.(\S+)/) else {
        for i in open.indices { open[i].lines.append(line.text) }
        continue
      }
      let location = source.location(line.number)
      if marker.1 == "end" {
        guard let last = open.popLast() else {
          problems.error("`snippet.end` closes nothing", at: location)
          continue
        }
        if last.lines.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) {
          problems.error("snippet '\(last.key.name)' is empty", at: last.location)
        }
        snippets[last.key] = Snippet(lines: dedented(last.lines), location: last.location)
      } else {
        let key = Key(file: file, name: String(marker.1))
        let earlier = snippets[key]?.location ?? open.first { $0.key == key }?.location
        if let earlier {
          problems.error(
            "there is already a snippet '\(key.name)' in line \(earlier.line)", at: location)
        }
        open.append((key, [], location))
      }
    }
    for snippet in open {
      problems.error(
        "snippet '\(snippet.key.name)' is never closed by `// snippet.end`", at: snippet.location)
    }
  }

  /// The snippet that is quoted, or `nil` after reporting that there is none.
  func find(
    _ quotation: Quotation, at location: SourceLocation, problems: inout Problems
  ) -> Snippet? {
    let key = Key(file: quotation.file, name: quotation.snippet)
    if let snippet = snippets[key] { return snippet }
    guard files.contains(key.file) else {
      problems.error(
        "there is no file Sources/\(key.file)\(NearMiss.hint(for: key.file, among: files))",
        at: location)
      return nil
    }
    let names = snippets.keys.filter { $0.file == key.file }.map(\.name)
    let hint = NearMiss.hint(for: key.name, among: names)
    let known = names.sorted().joined(separator: ", ")
    problems.error(
      "Sources/\(key.file) has no snippet '\(key.name)'"
        + (!hint.isEmpty ? hint : names.isEmpty ? " and no other" : " (it has: \(known))"),
      at: location)
    return nil
  }

  /// Warns of snippets that no chapter quotes.
  func warnOfUnquoted(quoted: Set<Key>, problems: inout Problems) {
    let unquoted = snippets.filter { !quoted.contains($0.key) }
    for (key, snippet) in unquoted.sorted(by: {
      ($0.key.file, $0.key.name) < ($1.key.file, $1.key.name)
    }) {
      problems.warn("no chapter quotes snippet '\(key.name)'", at: snippet.location)
    }
  }
}

/// The lines without blank ones at the ends and without the white space that all of them share.
private func dedented(_ lines: [String]) -> [String] {
  let isBlank = { (line: String) in line.allSatisfy(\.isWhitespace) }
  let body = lines.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
  let indent = body.filter { !isBlank($0) }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
  return body.map { isBlank($0) ? "" : String($0.dropFirst(indent)) }
}
