/// A piece of a chapter: prose or code, never both.
enum Chunk: Hashable, Sendable {
  /// The lines between `/*:` and `*/`, blank lines at the ends removed.
  case prose([Line])
  case code(CodeCell)
}

/// Code between two blocks of prose; what it prints is placed under it.
struct CodeCell: Hashable, Sendable {
  /// The code, blank lines at the ends and the fold comment removed; never empty.
  var lines: [Line]
  /// The heading under which the code is folded away, from a line `// fold: heading` before it.
  var fold: String?

  /// Whether what line `number` printed belongs under this cell.
  func contains(line number: Int) -> Bool {
    lines[0].number <= number && number <= lines[lines.count - 1].number
  }
}

/// Cuts a chapter's source into prose and code.
///
/// The grammar is that of Swift playgrounds. Prose opens with `/*:` in column 0 and closes with
/// `*/` alone on a line; `/*: … */` on one line is prose too. All else is code.
enum Chunker {
  /// The most lines that a cell may have, unless it is folded: what a reader takes in at once.
  static let longestCell = 25

  /// A line that begins so begins a folded cell, which ends at the next prose or the next such line.
  private static let foldMarker = "// fold:"

  static func chunks(of source: SourceFile, problems: inout Problems) -> [Chunk] {
    var chunks: [Chunk] = []
    var code: [Line] = []
    var prose: [Line] = []
    var opening: Line?

    for line in source.lines {
      if let open = opening {
        if isClosing(line) {
          chunks.append(.prose(prose.trimmingBlankLines()))
          opening = nil
        } else {
          checkProse(line, openedAt: open, source, &problems)
          prose.append(line)
        }
      } else if line.text.hasPrefix("/*:") {
        append(code: code, to: &chunks, source, &problems)
        code = []
        if let text = oneLineProse(line) {
          chunks.append(.prose([Line(number: line.number, text: text)]))
        } else {
          opening = line
          prose = []
          let rest = Line(number: line.number, text: trimmed(line.text.dropFirst(3)))
          if !rest.isBlank {
            checkProse(rest, openedAt: line, source, &problems)
            prose.append(rest)
          }
        }
      } else {
        checkCode(line, source, &problems)
        if line.text.hasPrefix(foldMarker) {
          append(code: code, to: &chunks, source, &problems)
          code = []
        }
        code.append(line)
      }
    }
    if let opening {
      problems.error(
        "this block of prose is never closed: put `*/` alone on the line behind it",
        at: source.location(opening.number))
    }
    append(code: code, to: &chunks, source, &problems)
    return chunks
  }

  private static func isClosing(_ line: Line) -> Bool {
    line.text.hasPrefix("*/") && line.text.dropFirst(2).allSatisfy(\.isWhitespace)
  }

  /// The text of `/*: … */` on one line.
  private static func oneLineProse(_ line: Line) -> String? {
    let text = trimmed(line.text.dropFirst(3))
    guard text.hasSuffix("*/") else { return nil }
    let body = trimmed(text.dropLast(2))
    return body.contains("*/") || body.contains("/*") ? nil : body
  }

  private static func checkProse(
    _ line: Line, openedAt opening: Line, _ source: SourceFile, _ problems: inout Problems
  ) {
    if line.text.contains("*/") {
      problems.error(
        "`*/` ends the block of prose opened in line \(opening.number), for the compiler too: "
          + "put it alone in column 0, or write `* /` (in a formula `^{\\ast}/`)",
        at: source.location(line.number))
    } else if line.text.contains("/*") {
      problems.error(
        "`/*` opens a comment within the comment, for the compiler: write `/ *`",
        at: source.location(line.number))
    }
  }

  private static func checkCode(
    _ line: Line, _ source: SourceFile, _ problems: inout Problems
  ) {
    if line.text.hasPrefix("//:") {
      problems.error(
        "prose stands in `/*: … */`, not behind `//:`", at: source.location(line.number))
    } else if trimmed(line.text[...]).hasPrefix("/*:") {
      problems.error("prose opens with `/*:` in column 0", at: source.location(line.number))
    }
  }

  private static func append(
    code lines: [Line], to chunks: inout [Chunk], _ source: SourceFile, _ problems: inout Problems
  ) {
    var lines = lines.trimmingBlankLines()
    var fold: String?
    if let first = lines.first, first.text.hasPrefix(foldMarker) {
      fold = trimmed(first.text.dropFirst(foldMarker.count))
      if fold == "" {
        problems.error(
          "a folded cell needs a heading: `// fold: Drawing the figure`",
          at: source.location(first.number))
      }
      lines = Array(lines.dropFirst()).trimmingBlankLines()
      if lines.isEmpty {
        problems.error("nothing is folded here", at: source.location(first.number))
      }
    }
    guard let first = lines.first else { return }
    if fold == nil, lines.count > longestCell {
      problems.error(
        "a cell of \(lines.count) lines: break it up with prose, move code into a library, or fold "
          + "it with a first line `// fold: heading` (at most \(longestCell) lines)",
        at: source.location(first.number))
    }
    chunks.append(.code(CodeCell(lines: lines, fold: fold)))
  }
}

/// The text without white space at the ends.
func trimmed(_ text: some StringProtocol) -> String {
  let front = text.drop(while: \.isWhitespace)
  return String(front.reversed().drop(while: \.isWhitespace).reversed())
}
