import NotebookEvents

/// What `weave` is asked to do.
public struct WeaveOptions: Sendable {
  /// The package's folder.
  public var root: String
  /// The folder with the chapters' executables.
  public var executables: String
  /// The chapters to run; if none is named, those whose sources have changed.
  public var chapters: [String] = []
  /// Run every chapter.
  public var runsAll = false
  /// Build chapters before they run.
  public var builds = true
  /// How many chapters run at a time.
  public var jobs = 1
  /// Seconds after which a chapter is stopped.
  public var timeout = 600
  /// Colour differences for a terminal.
  public var isColored = false

  public init(root: String, executables: String) {
    self.root = root
    self.executables = executables
  }

  /// The folder of the running program, from how it was called; `nil` if it was found by its name
  /// alone.
  public static func folder(ofProgram argument: String, workingDirectory: String) -> String? {
    guard let slash = argument.lastIndex(of: "/") else { return nil }
    let folder = String(argument[..<slash])
    return folder.hasPrefix("/") ? folder : workingDirectory + "/" + folder
  }
}

/// Runs chapters and weaves what they show into the book.
public struct Weaver: Sendable {
  let options: WeaveOptions
  let book: Book
  /// Takes lines that tell what is going on.
  let report: @Sendable (String) -> Void

  /// - Throws: `WeaveError.usage` if there is no book in the folder.
  public init(
    _ options: WeaveOptions, report: @escaping @Sendable (String) -> Void
  ) throws(WeaveError) {
    self.options = options
    self.report = report
    book = try Book(root: options.root)
  }

  /// Runs the chapters that have changed, records what they show, and writes pages and book.
  ///
  /// - Returns: a line that sums up the book.
  public func weave() async throws(WeaveError) -> String {
    let named = try book.chapters(named: options.chapters)
    try checkSources()
    var (events, stale) = try recorded(rerunning: options.runsAll ? book.chapters : named)
    let chosen = book.chapters.filter {
      stale[$0] != nil && (named.isEmpty || named.contains($0) || events[$0] == nil)
    }
    for chapter in book.chapters where stale[chapter] != nil && !chosen.contains(chapter) {
      report(
        "warning: \(chapter.product) has changed since it was recorded; "
          + "`swift run weave` runs it again")
    }
    events.merge(try await record(chosen, digests: stale)) { _, new in new }

    let woven = try render(events)
    for path in woven.missingFigures { report("warning: \(path) is missing") }
    for path in try book.orphans(drawn: woven.figures) {
      try book.folder.remove(path)
      report("removed \(path), which no chapter draws")
    }
    for (document, text) in woven.texts where (try? book.folder.text(document.path)) != text {
      try book.folder.write(text, to: document.path)
    }
    // They are written all the same, so that one sees what is to be shortened.
    if !woven.oversized.isEmpty { throw .invalidSources(woven.oversized) }
    return woven.summary
  }

  /// The events of all recorded runs, and the digests of the sources of those chapters that are to
  /// run: the ones given, and all that have changed.
  private func recorded(
    rerunning chapters: [ChapterFolder]
  ) throws(WeaveError) -> (events: [ChapterFolder: [Event]], stale: [ChapterFolder: String]) {
    var digests = SourceDigest(folder: book.folder)
    var events: [ChapterFolder: [Event]] = [:]
    var stale: [ChapterFolder: String] = [:]
    for chapter in book.chapters {
      let digest = try digests.digest(ofChapter: chapter.source)
      // A broken recording is as good as none.
      let recording = try? book.recording(of: chapter)
      events[chapter] = recording?.events
      let isCurrent = try isCurrent(recording, digest: digest)
      if !isCurrent || chapters.contains(chapter) { stale[chapter] = digest }
    }
    return (events, stale)
  }

  /// Whether the chapter was recorded from these sources, and its figures are those it drew then.
  private func isCurrent(
    _ recording: Recording?, digest: String
  ) throws(WeaveError) -> Bool {
    guard let recording, recording.digest == digest else { return false }
    return recording.figures == (try book.digest(ofFiguresIn: recording.events))
  }

  /// Reports what is wrong with the sources before any chapter runs.
  private func checkSources() throws(WeaveError) {
    var problems = Problems()
    for chapter in book.chapters {
      _ = try book.source(of: chapter, problems: &problems)
    }
    _ = FrontMatter(try book.folder.source(Book.front), problems: &problems)
    _ = try book.snippets(problems: &problems)
    try problems.throwErrors()
  }

  /// Runs chapters, and keeps events and figures of those that end well.
  private func record(
    _ chapters: [ChapterFolder], digests: [ChapterFolder: String]
  ) async throws(WeaveError) -> [ChapterFolder: [Event]] {
    guard !chapters.isEmpty else { return [:] }
    let runs = try ChapterRuns(weaver: self)
    defer { runs.removeFolder() }
    var recorded: [ChapterFolder: [Event]] = [:]
    var failure: WeaveError?
    for (chapter, result) in try await runs.run(chapters) {
      switch result {
      case .success(let events):
        try runs.keepFigures(of: events)
        let recording = Recording(
          digest: digests[chapter]!, figures: try book.digest(ofFiguresIn: events), events: events)
        try book.folder.write(recording.text, to: chapter.events)
        recorded[chapter] = events
      case .failure(let error):
        if let first = failure { report("\(first)") }
        failure = error
      }
    }
    if let failure { throw failure }
    return recorded
  }
}
