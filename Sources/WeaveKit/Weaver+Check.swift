import Cairo
import NotebookEvents

extension Weaver {
  /// Runs the chapters into a temporary folder and compares everything with what is committed.
  /// Writes nothing else. Measured times are taken from the committed events, never compared.
  ///
  /// - Returns: a line that sums up the book.
  /// - Throws: `WeaveError.outOfDate` with all differences.
  public func check() async throws(WeaveError) -> String {
    let named = try book.chapters(named: options.chapters)
    var committed: [ChapterFolder: [Event]] = [:]
    for chapter in book.chapters {
      guard let recording = try book.recording(of: chapter) else {
        throw .outOfDate(["\(chapter.events) is missing"])
      }
      committed[chapter] = recording.events
    }
    let runs = try ChapterRuns(weaver: self)
    defer { runs.removeFolder() }

    var reports: [String] = []
    var current = committed
    for (chapter, result) in try await runs.run(named.isEmpty ? book.chapters : named) {
      let old = committed[chapter]!
      let new = try result.get().takingTimes(from: old)
      current[chapter] = new
      if let diff = UnifiedDiff.text(
        name: chapter.events, from: EventLog.text(of: old), to: EventLog.text(of: new),
        isColored: options.isColored)
      {
        reports.append(diff)
      }
      for case .figure(_, let figure) in new {
        if let fault = try compare(figure, with: runs.figure(figure.name)) {
          reports.append("\(Book.figure(figure.name)): \(fault)")
        }
      }
    }

    let woven = try render(current)
    let text = book.folder.contains(Book.text) ? try book.folder.text(Book.text) : ""
    if let diff = UnifiedDiff.text(
      name: Book.text, from: text, to: woven.text, isColored: options.isColored)
    {
      reports.append(diff)
    }
    reports += woven.missingFigures.map { "\($0) is missing" }
    reports += try book.orphans(drawn: woven.figures).map { "\($0) is drawn by no chapter" }
    if !reports.isEmpty { throw .outOfDate(reports) }
    return woven.summary
  }

  /// What is wrong with a committed figure, or `nil`; one that is missing is reported elsewhere.
  private func compare(
    _ figure: FigureRecord, with drawn: String
  ) throws(WeaveError) -> String? {
    let path = Book.figure(figure.name)
    guard book.folder.contains(path) else { return nil }
    let old = try picture(path)
    let new = try picture(drawn)
    return figure.isTimed
      ? PictureComparison.sizeFault(old, new) : PictureComparison.fault(old, new)
  }

  private func picture(_ path: String) throws(WeaveError) -> PixelImage {
    let bytes = try book.folder.bytes(path)
    do {
      return try PixelImage(png: bytes)
    } catch {
      throw .invalidFile(path: path, cause: "\(error)")
    }
  }
}
