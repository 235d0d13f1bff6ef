import Files
import NotebookEvents

/// What a run prints besides results, so that it can be read without the page beside it: headings,
/// captions and pictures.
@MainActor final class Story {
  private let output: Output
  /// Nil if the source is not where the chapter was built.
  private let outline: ChapterOutline?
  private let source: String
  private let picture: TerminalPicture?
  private var entered: Set<String> = []

  init(chapter: Int, source: String, options: Options, output: Output) {
    self.output = output
    self.source = source
    outline = options.quiet ? nil : ChapterOutline(file: source, chapter: chapter)
    picture = TerminalPicture(options, isTerminal: output.results.isTerminal)
  }

  /// Prose is wrapped to the terminal, but not to lines that are too long to read.
  private var width: Int { min(output.results.columns ?? 80, 100) }

  /// Makes plain text of Markdown.
  func plainText(_ markdown: String) -> String { (outline?.plainText ?? PlainText())(markdown) }

  /// Prints the heading of the section in which a line stands, and what it will show, once.
  func enterSection(around line: Int) {
    for section in outline?.sections(around: line) ?? []
    where entered.insert(section.number).inserted {
      let heading = "\(section.number) \(section.title)".wrapped(to: width)
      output.print(
        [""] + heading.map { output.style($0, .title) } + section.opening.wrapped(to: width) + [""])
    }
  }

  /// The lines that announce a figure: the paths of its files, the picture, if the terminal shows
  /// pictures, and number and caption.
  ///
  /// - Parameters:
  ///   - paths: of its files; the last is the picture that stands still.
  ///   - name: the figure's name in the source.
  func announcement(of figure: FigureRecord, at paths: [String], name: String) -> [String] {
    let number = outline?.figures[name].map { " \($0)" } ?? ""
    let caption = "Figure\(number) · \(plainText(figure.caption))".wrapped(to: width)
    return [""] + paths + inline(paths.last, width: figure.width) + caption + [""]
  }

  private func inline(_ path: String?, width: Double) -> [String] {
    guard let picture, let path, path.hasSuffix(".png"), let png = try? readFile(path) else {
      return []
    }
    return [picture.text(png: png, name: path, width: width, columns: self.width)]
  }

  /// The line that leads to the chapter's page, beside its source; none if there is no page.
  var page: [String] {
    guard outline != nil, let slash = source.lastIndex(of: "/") else { return [] }
    let path = source[..<slash] + "/README.md"
    guard System.exists(String(path)) else { return [] }
    let here = System.currentFolder + "/"
    return [
      "The page of this chapter: " + (path.hasPrefix(here) ? path.dropFirst(here.count) : path)
    ]
  }
}

extension TerminalPicture {
  /// The protocol for a run: that of the terminal; if the reader wants pictures in any case, that of
  /// most terminals.
  fileprivate init?(_ options: Options, isTerminal: Bool) {
    let known = TerminalPicture(environment: System.environment)
    switch options.inline {
    case .auto where isTerminal: if let known { self = known } else { return nil }
    case .always where !options.quiet: self = known ?? .iTerm2
    default: return nil
    }
  }
}
