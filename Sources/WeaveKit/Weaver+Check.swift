import Cairo
import Images
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
        for path in Book.files(of: figure) where book.folder.contains(path) {
          if let fault = try compare(path, of: figure, with: runs.figure(path)) {
            reports.append("\(path): \(fault)")
          }
        }
      }
    }

    let woven = try render(current)
    for (document, text) in woven.texts {
      let path = document.path
      let committed = book.folder.contains(path) ? try book.folder.text(path) : ""
      if let diff = UnifiedDiff.text(
        name: path, from: committed, to: text, isColored: options.isColored)
      {
        reports.append(diff)
      }
    }
    reports += woven.oversized.map(\.description)
    reports += woven.missingFigures.map { "\($0) is missing" }
    reports += try book.orphans(drawn: woven.figures).map { "\($0) is drawn by no chapter" }
    if !reports.isEmpty { throw .outOfDate(reports) }
    return woven.summary
  }

  /// What is wrong with the committed file of a figure, or `nil`.
  private func compare(
    _ path: String, of figure: FigureRecord, with drawn: String
  ) throws(WeaveError) -> String? {
    if try book.folder.bytes(path) == book.folder.bytes(drawn) { return nil }
    let old = try pictures(path)
    let new = try pictures(drawn)
    if old.frames.count != new.frames.count {
      return "has \(old.frames.count) frames, and would have \(new.frames.count) now"
    }
    if old.frames.map(\.delay) != new.frames.map(\.delay) { return "has another speed now" }
    for (index, (old, new)) in zip(old.frames, new.frames).enumerated() {
      let fault =
        figure.isTimed
        ? PictureComparison.sizeFault(old.image, new.image)
        : PictureComparison.fault(old.image, new.image)
      if let fault { return path.hasSuffix(".gif") ? "frame \(index + 1) \(fault)" : fault }
    }
    return nil
  }

  /// A film, or a picture as a film of one frame.
  private func pictures(_ path: String) throws(WeaveError) -> Animation {
    let bytes = try book.folder.bytes(path)
    do {
      return path.hasSuffix(".gif")
        ? try Animation(gif: bytes) : Animation([.init(try PixelImage(png: bytes), delay: 0)])
    } catch {
      throw .invalidFile(path: path, cause: "\(error)")
    }
  }
}
