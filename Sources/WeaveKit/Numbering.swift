/// The numbers and places of a chapter's sections, equations and figures: the same on its page and
/// in the book.
struct Numbering: Sendable {
  struct Entry: Hashable, Sendable {
    /// `1.2`; empty in the front matter.
    var number: String
    var place: Place
  }

  let chapter: Place
  /// By the line of the heading.
  private(set) var sections: [Int: Entry] = [:]
  /// By the line in which the equation begins.
  private(set) var equations: [Int: Entry] = [:]
  /// By the figure's name.
  private(set) var figures: [String: Entry] = [:]

  init(chapter: Place) { self.chapter = chapter }

  /// Numbers a chapter in the order of its text and defines its labels.
  static func number(
    _ chapter: PlacedChapter, labels: inout Labels, problems: inout Problems
  ) -> Numbering {
    let number = chapter.number
    var numbering = Numbering(
      chapter: Place(chapter: number, page: chapter.page.path, name: "", isInBook: true))
    labels.define(
      Label(kind: .chapter, chapter: number, name: twoDigits(number)),
      as: Labels.Target(text: "Chapter \(number)", place: numbering.chapter),
      problems: &problems)

    var section = 0
    var part = 0
    for block in chapter.blocks {
      switch block.content {
      case .prose(.heading(let heading)):
        (section, part) = heading.level == 2 ? (section + 1, 0) : (section, part + 1)
        numbering.add(
          heading, as: "\(number).\(section)" + (heading.level == 2 ? "" : ".\(part)"),
          isInBook: block.isInBook, in: chapter.path, &labels, &problems)
      case .prose(.equation(let equation)):
        numbering.add(equation, isInBook: block.isInBook, in: chapter.path, &labels, &problems)
      case .code:
        for case .figure(let line, let figure) in block.outputs.map(\.event) {
          numbering.add(
            figure.name, isInBook: block.isInBook,
            at: SourceLocation(path: chapter.path, line: line), &labels, &problems)
        }
      case .prose: break
      }
    }
    return numbering
  }

  private func place(_ name: String, isInBook: Bool) -> Place {
    Place(chapter: chapter.chapter, page: chapter.page, name: name, isInBook: isInBook)
  }

  /// - Parameter number: `1.2`, or empty in the front matter.
  mutating func add(
    _ heading: Heading, as number: String, isInBook: Bool, in path: String,
    _ labels: inout Labels, _ problems: inout Problems
  ) {
    let location = SourceLocation(path: path, line: heading.line)
    let place = place(
      heading.label.map { "sec-\($0)" } ?? slug(heading.title), isInBook: isInBook)
    if sections.values.contains(where: { $0.place.name == place.name }) {
      problems.error(
        "two sections have the title '\(heading.title)': give one a name, `{#sec:name}`",
        at: location)
    }
    sections[heading.line] = Entry(number: number, place: place)
    guard let label = heading.label else { return }
    labels.define(
      Label(kind: .section, chapter: chapter.chapter, name: label),
      as: Labels.Target(
        text: number.isEmpty ? heading.title : "section \(number)", place: place,
        location: location),
      problems: &problems)
  }

  /// Only named equations are numbered.
  private mutating func add(
    _ equation: Equation, isInBook: Bool, in path: String, _ labels: inout Labels,
    _ problems: inout Problems
  ) {
    guard let name = equation.label else { return }
    let entry = Entry(
      number: "\(chapter.chapter).\(equations.count + 1)",
      place: place("eq-\(name)", isInBook: isInBook))
    equations[equation.line] = entry
    labels.define(
      Label(kind: .equation, chapter: chapter.chapter, name: name),
      as: Labels.Target(
        text: "equation (\(entry.number))", place: entry.place,
        location: SourceLocation(path: path, line: equation.line)),
      problems: &problems)
  }

  private mutating func add(
    _ figure: String, isInBook: Bool, at location: SourceLocation, _ labels: inout Labels,
    _ problems: inout Problems
  ) {
    let prefix = twoDigits(chapter.chapter) + "-"
    guard figure.hasPrefix(prefix) else {
      problems.error("figure '\(figure)' should be named '\(prefix)…'", at: location)
      return
    }
    let name = String(figure.dropFirst(prefix.count))
    let entry = Entry(
      number: "\(chapter.chapter).\(figures.count + 1)",
      place: place("fig-\(name)", isInBook: isInBook))
    figures[figure] = entry
    labels.define(
      Label(kind: .figure, chapter: chapter.chapter, name: name),
      as: Labels.Target(
        text: "Figure \(entry.number)", place: entry.place, location: location),
      problems: &problems)
  }

  /// `Why the exponential?` → `why-the-exponential`
  private func slug(_ title: String) -> String {
    title.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }
}
