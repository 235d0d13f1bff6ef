/// The numbers of a chapter's sections, equations and figures, and the anchors of its sections.
struct Numbering: Sendable {
  /// `1.2`, by the line of the heading.
  private(set) var sections: [Int: String] = [:]
  /// The `id` of a section, by the line of its heading.
  private(set) var anchors: [Int: String] = [:]
  /// `1.3`, by the line in which the equation begins.
  private(set) var equations: [Int: String] = [:]
  /// `1.2`, by the figure's name.
  private(set) var figures: [String: String] = [:]

  /// Numbers a chapter in the order of its text and defines its labels.
  static func number(
    _ chapter: PlacedChapter, labels: inout Labels, problems: inout Problems
  ) -> Numbering {
    var numbering = Numbering()
    let number = chapter.number
    labels.define(
      Label(kind: .chapter, chapter: number, name: twoDigits(number)),
      as: Labels.Target(text: "Chapter \(number)", anchor: anchor(ofChapter: number)),
      problems: &problems)

    var section = 0
    var part = 0
    var equation = 0
    for case .prose(let elements) in chapter.blocks {
      for element in elements {
        switch element {
        case .heading(let heading):
          (section, part) = heading.level == 2 ? (section + 1, 0) : (section, part + 1)
          numbering.number(
            heading, as: "\(number).\(section)" + (heading.level == 2 ? "" : ".\(part)"),
            in: chapter, &labels, &problems)
        case .equation(let block):
          guard let name = block.label else { continue }
          equation += 1
          numbering.equations[block.line] = "\(number).\(equation)"
          labels.define(
            Label(kind: .equation, chapter: number, name: name),
            as: Labels.Target(
              text: "equation (\(number).\(equation))",
              anchor: "\(twoDigits(number))-eq-\(name)",
              location: SourceLocation(path: chapter.path, line: block.line)),
            problems: &problems)
        case .text, .quotation: break
        }
      }
    }
    for (i, figure) in chapter.figures.enumerated() {
      numbering.number(
        figure.record.name, as: "\(number).\(i + 1)", line: figure.line, in: chapter, &labels,
        &problems)
    }
    return numbering
  }

  static func anchor(ofChapter number: Int) -> String { "chapter-\(twoDigits(number))" }

  private mutating func number(
    _ heading: Heading, as text: String, in chapter: PlacedChapter, _ labels: inout Labels,
    _ problems: inout Problems
  ) {
    let location = SourceLocation(path: chapter.path, line: heading.line)
    let name = heading.label.map { "sec-\($0)" } ?? slug(heading.title)
    let anchor = "\(twoDigits(chapter.number))-\(name)"
    if anchors.values.contains(anchor) {
      problems.error(
        "two sections have the title '\(heading.title)': give one a name, `{#sec:name}`",
        at: location)
    }
    sections[heading.line] = text
    anchors[heading.line] = anchor
    if let label = heading.label {
      labels.define(
        Label(kind: .section, chapter: chapter.number, name: label),
        as: Labels.Target(text: "section \(text)", anchor: anchor, location: location),
        problems: &problems)
    }
  }

  private mutating func number(
    _ figure: String, as text: String, line: Int, in chapter: PlacedChapter,
    _ labels: inout Labels, _ problems: inout Problems
  ) {
    let location = SourceLocation(path: chapter.path, line: line)
    let prefix = twoDigits(chapter.number) + "-"
    guard figure.hasPrefix(prefix) else {
      problems.error("figure '\(figure)' should be named '\(prefix)…'", at: location)
      return
    }
    figures[figure] = text
    let name = String(figure.dropFirst(prefix.count))
    labels.define(
      Label(kind: .figure, chapter: chapter.number, name: name),
      as: Labels.Target(
        text: "Figure \(text)", anchor: "\(prefix)fig-\(name)", location: location),
      problems: &problems)
  }

  /// `Why the exponential?` → `why-the-exponential`
  private func slug(_ title: String) -> String {
    title.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }
}
