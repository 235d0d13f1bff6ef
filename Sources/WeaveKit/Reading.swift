/// In which of a chapter's two readings a passage stands.
enum Reading: Hashable, Sendable {
  /// On the page and in the book: it carries the argument.
  case main
  /// On the page alone.
  case page
  /// On the page alone, folded away: a first reader may skip it. The line of the mark tells
  /// passages with the same title apart.
  case deeper(title: String, line: Int)
}

/// A line that says in which reading the text after it stands: `@main`, `@page`, `@deeper Title`.
struct Mark: Hashable, Sendable {
  var reading: Reading
  var line: Int

  /// How it is written, without the title.
  var directive: String {
    switch reading {
    case .main: "@main"
    case .page: "@page"
    case .deeper: "@deeper"
    }
  }
}

/// Follows the marks of a chapter.
///
/// What stands before the first heading is main. A mark holds, through prose and code, until the
/// next mark or section; each section begins on the page alone, and its parts change nothing.
struct ReadingTracker {
  /// Of a passage that stands here.
  private(set) var reading = Reading.main
  private let path: String
  private var isOpening = true
  /// The last mark, as long as no passage has followed it.
  private var unused: Mark?

  init(path: String) { self.path = path }

  mutating func pass(_ mark: Mark, problems: inout Problems) {
    if isOpening {
      problems.error(
        "`\(mark.directive)` before the first heading: this passage always opens the chapter in "
          + "book.md as well", at: SourceLocation(path: path, line: mark.line))
      return
    }
    reportUnused(&problems)
    reading = mark.reading
    unused = mark
  }

  mutating func pass(_ heading: Heading, problems: inout Problems) {
    if heading.level == 2 {
      end(problems: &problems)
      reading = .page
      isOpening = false
    } else if isOpening {
      problems.error(
        "a part, `###`, belongs to a section: `## Title` comes first",
        at: SourceLocation(path: path, line: heading.line))
    }
  }

  /// Passes prose or code that is no heading.
  mutating func passPassage() { unused = nil }

  /// Ends a section, or the chapter.
  mutating func end(problems: inout Problems) {
    reportUnused(&problems)
    unused = nil
  }

  private func reportUnused(_ problems: inout Problems) {
    guard let unused, unused.reading != .page else { return }
    problems.error(
      "nothing follows `\(unused.directive)` before the next mark or section",
      at: SourceLocation(path: path, line: unused.line))
  }
}
