/// The differences of two texts, as `diff -u` writes them.
struct UnifiedDiff {
  /// Unchanged lines shown around a change.
  static let context = 3
  /// Of a long difference only the beginning is shown.
  static let mostLines = 160

  private enum Edit {
    case keep(String), remove(String), insert(String)
  }

  /// - Parameters:
  ///   - name: the file whose contents differ.
  ///   - isColored: whether to colour the lines for a terminal.
  /// - Returns: the differences, or `nil` if there are none.
  static func text(
    name: String, from old: String, to new: String, isColored: Bool = false
  ) -> String? {
    guard old != new else { return nil }
    let edits = self.edits(from: lines(of: old), to: lines(of: new))
    var output = ["--- \(name) (committed)", "+++ \(name) (as the sources produce it now)"]
    for hunk in hunks(of: edits) { output += write(edits, hunk) }
    let hidden = output.count - mostLines
    if hidden > 0 { output = output.prefix(mostLines) + ["… and \(hidden) lines more"] }
    return output.map { isColored ? colored($0) : $0 }.joined(separator: "\n")
  }

  /// A missing newline at the end is a difference too.
  private static func lines(of text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" {
      lines.removeLast()
    } else if let last = lines.last {
      lines[lines.count - 1] = last + "⏎ (no newline at the end)"
    }
    return lines
  }

  private static func edits(from old: [String], to new: [String]) -> [Edit] {
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var edits: [Edit] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if removed.contains(i) {
        edits.append(.remove(old[i]))
        i += 1
      } else if inserted.contains(j) {
        edits.append(.insert(new[j]))
        j += 1
      } else {
        edits.append(.keep(old[i]))
        (i, j) = (i + 1, j + 1)
      }
    }
    return edits
  }

  /// The ranges of edits to show: changes with their context, merged where they meet.
  private static func hunks(of edits: [Edit]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for (i, edit) in edits.enumerated() {
      if case .keep = edit { continue }
      let range = max(0, i - context)..<min(edits.count, i + context + 1)
      if let last = hunks.last, last.upperBound >= range.lowerBound {
        hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
      } else {
        hunks.append(range)
      }
    }
    return hunks
  }

  private static func write(_ edits: [Edit], _ hunk: Range<Int>) -> [String] {
    func count(_ range: Range<Int>) -> (old: Int, new: Int) {
      edits[range].reduce(into: (0, 0)) { counts, edit in
        switch edit {
        case .keep: counts = (counts.0 + 1, counts.1 + 1)
        case .remove: counts.0 += 1
        case .insert: counts.1 += 1
        }
      }
    }
    let before = count(0..<hunk.lowerBound)
    let length = count(hunk)
    return [
      "@@ -\(before.old + 1),\(length.old) +\(before.new + 1),\(length.new) @@"
    ]
      + edits[hunk].map {
        switch $0 {
        case .keep(let line): " " + line
        case .remove(let line): "-" + line
        case .insert(let line): "+" + line
        }
      }
  }

  private static func colored(_ line: String) -> String {
    let code =
      switch line.first {
      case "-": "31"
      case "+": "32"
      case "@": "36"
      default: ""
      }
    return code.isEmpty ? line : "\u{1B}[\(code)m\(line)\u{1B}[0m"
  }
}
