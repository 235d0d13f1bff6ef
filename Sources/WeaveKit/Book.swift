import NotebookEvents

/// Where a chapter's files are.
struct ChapterFolder: Hashable, Sendable {
  /// Such as `01-boltzmann`.
  var name: String

  var number: Int { Int(name.prefix(2))! }
  var source: String { "Chapters/\(name)/main.swift" }
  /// The recorded run.
  var events: String { "Chapters/\(name)/events.jsonl" }
  /// The stubs of its homework.
  var answers: String { "Chapters/\(name)/homework/Answers.swift" }
  /// The executable.
  var product: String { "chapter-" + name.prefix(2) }
}

/// The files of the book.
struct Book: Sendable {
  static let text = "book.md"
  static let front = "Chapters/FRONT.md"

  let folder: Folder
  /// In reading order.
  let chapters: [ChapterFolder]

  /// - Throws: `WeaveError.usage` if there is no book in the folder.
  init(root: String) throws(WeaveError) {
    folder = Folder(path: root)
    guard folder.contains("Package.swift"), folder.contains("Chapters") else {
      throw .usage(
        "there is no book in \(root): run `swift run weave` in the package's folder, or name it "
          + "with --root")
    }
    var chapters: [ChapterFolder] = []
    for name in try folder.names(in: "Chapters") where name.contains(/^\d\d-/) {
      chapters.append(ChapterFolder(name: name))
    }
    self.chapters = chapters
    for (a, b) in zip(chapters, chapters.dropFirst()) where a.number == b.number {
      throw .usage("two folders have the number \(a.number): Chapters/\(a.name) and \(b.name)")
    }
  }

  /// The chapters that the reader named, as in `1`, `01`, `chapter-01` or `01-boltzmann`.
  func chapters(named names: [String]) throws(WeaveError) -> [ChapterFolder] {
    var found: Set<ChapterFolder> = []
    for name in names {
      guard
        let chapter = chapters.first(where: {
          $0.name == name || $0.product == name || $0.number == Int(name)
        })
      else {
        throw .usage(
          "there is no chapter '\(name)'; there are "
            + chapters.map(\.name).joined(separator: ", "))
      }
      found.insert(chapter)
    }
    return chapters.filter(found.contains)
  }

  /// The files of a figure: the film, if it is one, and the picture.
  static func files(of figure: FigureRecord) -> [String] { figure.files.map { "Figures/" + $0 } }

  /// The files in `Figures/` that look like a chapter's but are drawn by none.
  func orphans(drawn: Set<String>) throws(WeaveError) -> [String] {
    try folder.names(in: "Figures")
      .filter { $0.contains(/^\d\d-.*\.(png|gif)$/) }
      .map { "Figures/" + $0 }
      .filter { !drawn.contains($0) }
  }

  /// A chapter as it was written, with the statements of its homework if it asks for them.
  func source(
    of chapter: ChapterFolder, problems: inout Problems
  ) throws(WeaveError) -> ChapterSource {
    var source = ChapterSource(
      number: chapter.number, source: try folder.source(chapter.source), problems: &problems)
    try source.insertExercises(
      from: { () throws(WeaveError) in try folder.source(chapter.answers) }, problems: &problems)
    return source
  }

  /// The recorded run of a chapter, or `nil` if there is none.
  func recording(of chapter: ChapterFolder) throws(WeaveError) -> Recording? {
    guard folder.contains(chapter.events) else { return nil }
    return try Recording(text: try folder.text(chapter.events), path: chapter.events)
  }

  /// A digest of the files of the figures that a run drew.
  func digest(ofFiguresIn events: [Event]) throws(WeaveError) -> String {
    var hash = FNV1a()
    for case .figure(_, let figure) in events {
      for path in Book.files(of: figure) {
        hash.combine(path, folder.contains(path) ? try folder.bytes(path) : [])
      }
    }
    return hash.text
  }

  /// All that chapters may quote.
  func snippets(problems: inout Problems) throws(WeaveError) -> SnippetIndex {
    var index = SnippetIndex()
    for path in try folder.files(below: "Sources") where path.hasSuffix(".swift") {
      index.add(try folder.source(path), problems: &problems)
    }
    return index
  }
}
