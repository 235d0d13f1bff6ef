/// What a block of prose is made of.
enum ProseElement: Hashable, Sendable {
  /// Lines of Markdown, blank ones between paragraphs included.
  case text([TextLine])
  case heading(Heading)
  case equation(Equation)
  case quotation(Quotation)
  case mark(Mark)
  /// `@homework`, where the exercises will stand.
  case homework(line: Int)
  case exercise(Exercise)

  /// The line in which a directive, heading or equation begins.
  var line: Int? {
    switch self {
    case .text, .exercise: nil
    case .heading(let heading): heading.line
    case .equation(let equation): equation.line
    case .quotation(let quotation): quotation.line
    case .mark(let mark): mark.line
    case .homework(let line): line
    }
  }
}

/// A line of Markdown.
struct TextLine: Hashable, Sendable {
  var line: Line
  /// Inside a fenced code block, where nothing is rewritten.
  var isVerbatim = false
}

extension [TextLine] {
  /// The lines in groups: verbatim and blank ones each alone, other ones with those to which a
  /// construct of Markdown may extend. Items of lists and rows of tables begin groups.
  func paragraphs() -> [ArraySlice<TextLine>] {
    var groups: [ArraySlice<TextLine>] = []
    for (i, text) in enumerated() {
      let isApart =
        i == 0 || text.isVerbatim || self[i - 1].isVerbatim || text.line.isBlank
        || self[i - 1].line.isBlank || text.line.text.isTableRow
        || text.line.text.prefixMatch(of: /[\s>]*(?:[-*+]|\d{1,9}[.)])\s/) != nil
      let start = isApart ? i : groups.removeLast().startIndex
      groups.append(self[start...i])
    }
    return groups
  }
}

/// `## Title {#sec:name}`
struct Heading: Hashable, Sendable {
  /// The number of `#`: 2 for a section of the chapter, 3 for a part of a section.
  var level: Int
  var title: String
  /// The name in `{#sec:name}`.
  var label: String?
  var line: Int
}

/// `$$ … $$ {#eq:name}`
struct Equation: Hashable, Sendable {
  /// The lines between the dollars.
  var tex: [String]
  /// The name in `{#eq:name}`; only named equations are numbered.
  var label: String?
  var line: Int
}

/// `@quote Samplers/Metropolis.swift step`
struct Quotation: Hashable, Sendable {
  /// The file, below `Sources/`.
  var file: String
  var snippet: String
  var line: Int
}
