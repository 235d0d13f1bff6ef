import NotebookEvents

/// Writes what a cell showed as blocks of Markdown, to stand under the cell.
struct OutputRenderer {
  let path: String
  let numbering: Numbering
  let claims: [ClaimRecord]
  let document: Document

  /// Lines shown one after the other share a block; tables and figures stand between.
  func blocks(
    for outputs: [Block.Output], inline: inout InlineRewriter, problems: inout Problems
  ) -> [String] {
    var blocks: [String] = []
    var shown: [ShownLine] = []
    func flush() {
      if !shown.isEmpty {
        blocks.append(Markdown.fenced(ShownLine.aligned(shown), language: "text"))
      }
      shown = []
    }
    for output in outputs {
      if let lines = ShownLine.lines(of: output.event) {
        shown += lines
        continue
      }
      flush()
      let location = SourceLocation(path: path, line: output.line)
      switch output.event {
      case .table(_, let table):
        blocks += self.table(table, &inline, location, &problems)
      case .figure(_, let figure):
        blocks += self.figure(figure, &inline, location, &problems)
      case .end where !claims.isEmpty && !document.isBook: blocks += claimsTable()
      case .end, .chapter, .text, .value, .claim, .timing: break
      }
    }
    flush()
    return blocks
  }

  private func table(
    _ table: TableRecord, _ inline: inout InlineRewriter, _ location: SourceLocation,
    _ problems: inout Problems
  ) -> [String] {
    let title = inline.rewrite(table.title, at: location, problems: &problems)
    return [
      "**\(title)**" + (table.isTimed ? " (times of the recorded run)" : ""),
      Markdown.table(
        columns: table.columns, isRight: table.alignments.map { $0 == .right }, rows: table.rows),
    ]
  }

  private func figure(
    _ figure: FigureRecord, _ inline: inout InlineRewriter, _ location: SourceLocation,
    _ problems: inout Problems
  ) -> [String] {
    guard let entry = numbering.figures[figure.name] else { return [] }
    let caption = inline.rewrite(figure.caption, at: location, problems: &problems)
    let plain = PlainText.of(caption, at: location, problems: &problems)
    let image =
      "<img src=\"\(Markdown.attribute(document.link(to: Book.files(of: figure)[0])))\" "
      + "width=\"\(Int(figure.width.rounded()))\" "
      + "alt=\"Figure \(entry.number): \(Markdown.attribute(plain))\">"
    return [
      document.anchor(entry.place) + image,
      "**Figure \(entry.number)** · \(caption)" + remark(on: figure),
    ]
  }

  private func remark(on figure: FigureRecord) -> String {
    if figure.isTimed { return " (Times of the recorded run.)" }
    guard let frames = figure.frames else { return "" }
    let still = document.link(to: "Figures/\(figure.still).png")
    return " (A film of \(frames) frames; [one of them](\(still)).)"
  }

  private func claimsTable() -> [String] {
    [
      Markdown.details("All claims of this chapter: \(claims.count)"),
      Markdown.table(
        columns: ClaimRecord.columns, isRight: [false, false, true, true, true],
        rows: claims.map(\.cells)),
      Markdown.endOfDetails,
    ]
  }
}

/// A line as the chapter printed it.
private enum ShownLine {
  case text(String)
  case value(label: String, value: String)

  /// The lines of an event that is shown as plain text, or `nil`.
  static func lines(of event: Event) -> [ShownLine]? {
    switch event {
    case .text(_, let text):
      text.split(separator: "\n", omittingEmptySubsequences: false).map { .text(String($0)) }
    case .value(_, let label, let value): [.value(label: label, value: value)]
    case .claim(_, let claim):
      [.text("✓ \(claim.label): \(claim.comparison)")]
    case .timing(_, let label, let seconds):
      [.text("⏱ \(label): \(NumberFormat.significant(2)(seconds)) s (in the recorded run)")]
    case .chapter, .table, .figure, .end: nil
    }
  }

  /// The lines as text, the equals signs of values in a row one under the other.
  static func aligned(_ lines: [ShownLine]) -> [String] {
    var texts: [String] = []
    for run in lines.chunkedByKind() {
      let width =
        run.map { if case .value(let label, _) = $0 { label.count } else { 0 } }.max() ?? 0
      texts += run.map {
        switch $0 {
        case .text(let text): text
        case .value(let label, let value):
          label + String(repeating: " ", count: width - label.count) + " = " + value
        }
      }
    }
    return texts
  }
}

extension [ShownLine] {
  /// Splits the lines where values begin or end.
  fileprivate func chunkedByKind() -> [[ShownLine]] {
    var runs: [[ShownLine]] = []
    var wasValue: Bool?
    for line in self {
      let isValue = if case .value = line { true } else { false }
      if isValue == wasValue { runs[runs.count - 1].append(line) } else { runs.append([line]) }
      wasValue = isValue
    }
    return runs
  }
}
