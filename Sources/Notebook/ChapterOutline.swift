import Files
import NotebookEvents

/// What a chapter's own source tells about the place of its calls: the sections, with what each will
/// show, and the numbers of figures, equations and sections, as on the chapter's page.
struct ChapterOutline {
  struct Section: Equatable {
    /// `5.2`, or `5.2.1` for a part of a section.
    var number: String
    var title: String
    /// The first sentence.
    var opening: String
    /// The line of the heading, from 1.
    var line: Int
  }

  private(set) var sections: [Section] = []
  /// `5.2`, by the figure's name in the source.
  private(set) var figures: [String: String] = [:]
  /// Makes plain text of the chapter's Markdown.
  private(set) var plainText = PlainText()

  /// Reads a chapter's source.
  ///
  /// - Parameters:
  ///   - source: the text of its `main.swift`; prose stands in `/*: … */`.
  ///   - chapter: its number.
  init(source: String, chapter: Int) {
    var scanner = SourceScanner(chapter: chapter)
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() { scanner.read(line, number: index + 1) }
    figures = scanner.figures
    plainText.references = scanner.references
    sections = scanner.headings.map { heading in
      Section(
        number: heading.number, title: plainText(heading.title),
        opening: String(plainText(heading.prose.joined(separator: " ")).firstSentence),
        line: heading.line)
    }
  }

  /// The section in which a line stands, the one that it is a part of before it; none before the
  /// first heading.
  func sections(around line: Int) -> [Section] {
    guard let index = sections.lastIndex(where: { $0.line < line }) else { return [] }
    let parent = sections[...index].last { sections[index].number.hasPrefix($0.number + ".") }
    return (parent.map { [$0] } ?? []) + [sections[index]]
  }
}

/// Goes through a source line by line.
private struct SourceScanner {
  struct Heading {
    var number: String
    var title: Substring
    var line: Int
    /// The lines of prose behind it, up to a list, a table, code or the next heading.
    var prose: [Substring] = []
  }

  let chapter: Int
  var headings: [Heading] = []
  var figures: [String: String] = [:]
  var references: [String: String] = [:]

  private var isProse = false
  private var isOpening = false
  /// Between the `$$` of a displayed equation no line is anything else.
  private var isDisplay = false
  private var awaitsName = false
  private var (section, part, equation) = (0, 0, 0)

  init(chapter: Int) { self.chapter = chapter }

  mutating func read(_ line: Substring, number: Int) {
    if isProse {
      if line.hasPrefix("*/") {
        endProse()
      } else {
        readProse(line, number)
      }
    } else if line.hasPrefix("/*:") {
      isProse = true
      let text = line.dropFirst(3).drop(while: \.isWhitespace)
      let body = text.trimmingTrailing(" ")
      if body.hasSuffix("*/") {
        readProse(body.dropLast(2), number)
        endProse()
      } else if !text.isEmpty {
        readProse(text, number)
      }
    } else {
      readCode(line)
    }
  }

  private mutating func endProse() { (isProse, isOpening, isDisplay) = (false, false, false) }

  private mutating func readProse(_ line: Substring, _ number: Int) {
    if line.hasPrefix("## ") || line.hasPrefix("### ") {
      isOpening = true
      (section, part) = line.hasPrefix("## ") ? (section + 1, 0) : (section, part + 1)
      let place = "\(chapter).\(section)" + (part > 0 ? ".\(part)" : "")
      let title = line.drop { "# ".contains($0) }
      if let name = label("sec", in: line) { references["sec:\(name)"] = "section \(place)" }
      headings.append(Heading(number: place, title: withoutLabel(title), line: number))
    } else if let name = label("eq", in: line) {
      equation += 1
      references["eq:\(name)"] = "equation (\(chapter).\(equation))"
    }
    guard isOpening, let heading = headings.indices.last, headings[heading].line != number else {
      return
    }
    let isText = isDisplay || !SourceScanner.endsParagraphs(line)
    if !line.ranges(of: "$$").count.isMultiple(of: 2) { isDisplay.toggle() }
    if isText, !line.allSatisfy(\.isWhitespace), !SourceScanner.isDirective(line) {
      headings[heading].prose.append(withoutLabel(line))
    } else if !isText, !headings[heading].prose.isEmpty {
      isOpening = false
    }
  }

  private mutating func readCode(_ line: Substring) {
    let code = line.drop(while: \.isWhitespace)
    if code.hasPrefix("figure(") || code.hasPrefix("film(") { awaitsName = true }
    guard awaitsName, let quote = code.firstIndex(of: "\"") else { return }
    awaitsName = false
    let name = String(code[quote...].dropFirst().prefix { $0 != "\"" })
    guard figures[name] == nil else { return }
    let number = "\(chapter).\(figures.count + 1)"
    figures[name] = number
    references["fig:\(name)"] = "Figure \(number)"
  }

  /// `name`, of `{#kind:name}`.
  private func label(_ kind: String, in line: Substring) -> Substring? {
    line.firstRange(of: "{#\(kind):").map { line[$0.upperBound...].prefix { $0 != "}" } }
  }

  private func withoutLabel(_ line: Substring) -> Substring {
    let text = line.firstRange(of: "{#").map { line[..<$0.lowerBound] } ?? line
    return text.dropLast(text.reversed().prefix(while: \.isWhitespace).count)
  }

  /// Lists, tables, quotations, code and headings.
  private static func endsParagraphs(_ line: Substring) -> Bool {
    if ["- ", "* ", "|", ">", "#", "```", "<"].contains(where: line.hasPrefix) { return true }
    let digits = line.prefix(while: \.isNumber)
    return !digits.isEmpty && line.dropFirst(digits.count).hasPrefix(". ")
  }

  /// `@quote name` and the like, which speak to the weaver.
  private static func isDirective(_ line: Substring) -> Bool {
    guard line.hasPrefix("@") else { return false }
    let next = line.dropFirst().first { !$0.isLetter }
    return next == nil || next == " "
  }
}

extension ChapterOutline {
  /// Reads the source of a chapter, if it still is where the chapter was built.
  init?(file: String, chapter: Int) {
    guard let bytes = try? readFile(file) else { return nil }
    self.init(source: String(decoding: bytes, as: UTF8.self), chapter: chapter)
  }
}
