import NotebookEvents

/// Runs of several chapters into a temporary folder.
struct ChapterRuns: Sendable {
  private let weaver: Weaver
  private let folder: Folder

  init(weaver: Weaver) throws(WeaveError) {
    self.weaver = weaver
    folder = try Folder.makeTemporary()
    try folder.makeFolder("Figures")
  }

  func removeFolder() { folder.removeAll() }

  /// A file of a figure that was drawn.
  func figure(_ path: String) -> String { folder.absolute(path) }

  /// Builds chapters one after the other, then runs them, `jobs` at a time.
  ///
  /// - Returns: the events or the failure of each, in the order of `chapters`.
  func run(
    _ chapters: [ChapterFolder]
  ) async throws(WeaveError) -> [(ChapterFolder, Result<[Event], WeaveError>)] {
    let options = weaver.options
    if options.builds {
      let builder = ChapterBuilder(root: options.root, executables: options.executables)
      for chapter in chapters { try await builder.build(chapter) }
    }
    return await withTaskGroup(of: (Int, Result<[Event], WeaveError>).self) { group in
      var results: [Int: Result<[Event], WeaveError>] = [:]
      var next = chapters.startIndex
      while results.count < chapters.count {
        while next < chapters.endIndex, next - results.count < max(1, options.jobs) {
          let index = next
          group.addTask { (index, await run(chapters[index])) }
          next += 1
        }
        if let (index, result) = await group.next() { results[index] = result }
      }
      return chapters.indices.map { (chapters[$0], results[$0]!) }
    }
  }

  private func run(_ chapter: ChapterFolder) async -> Result<[Event], WeaveError> {
    weaver.report("\(chapter.product) runs …")
    let start = System.seconds
    let runner = ChapterRunner(
      root: weaver.options.root, executables: weaver.options.executables,
      timeout: weaver.options.timeout, passThrough: weaver.report)
    do throws(WeaveError) {
      let events = try await runner.run(
        chapter, figures: folder.absolute("Figures"),
        events: folder.absolute(chapter.product + ".jsonl"))
      let seconds = NumberFormat.fixed(1)(System.seconds - start)
      weaver.report("\(chapter.product) took \(seconds) s")
      return .success(events)
    } catch {
      return .failure(error)
    }
  }

  /// Moves the figures of a run to the book's.
  func keepFigures(of events: [Event]) throws(WeaveError) {
    let book = weaver.book.folder
    try book.makeFolder("Figures")
    for case .figure(_, let figure) in events {
      for path in Book.files(of: figure) {
        try book.write(try book.bytes(self.figure(path)), to: path)
      }
    }
  }
}
