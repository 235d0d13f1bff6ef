import NotebookEvents

/// What a chapter showed in its last run, and what it ran from and drew: the contents of its
/// `events.jsonl`.
struct Recording: Equatable, Sendable {
  /// Of the sources, by `SourceDigest`.
  var digest: String
  /// Of the files of its figures: any run of a chapter, with whatever seed, may replace them.
  var figures: String
  var events: [Event]

  /// The first line holds the digests, each line behind it is an event.
  var text: String { header + "\n" + EventLog.text(of: events) }

  private var header: String {
    "{\"kind\":\"sources\",\"digest\":\"\(digest)\",\"figures\":\"\(figures)\"}"
  }

  init(digest: String, figures: String, events: [Event]) {
    self.digest = digest
    self.figures = figures
    self.events = events
  }

  /// - Throws: `WeaveError.invalidFile` if the text is not a recording.
  init(text: String, path: String) throws(WeaveError) {
    let again = "run `swift run weave` to record the chapter again"
    let header = text.prefix { $0 != "\n" }
    let form =
      /\{"kind":"sources","digest":"([0-9a-f]{16})","figures":"([0-9a-f]{16})"\}/
    guard let match = header.wholeMatch(of: form) else {
      throw .invalidFile(path: path, cause: "its first line names no digests; \(again)")
    }
    digest = String(match.1)
    figures = String(match.2)
    do {
      events = try EventLog.parse(String(text.dropFirst(header.count + 1)))
    } catch {
      throw .invalidFile(path: path, cause: "\(error); \(again)")
    }
  }
}

extension [Event] {
  /// The events with the measured times of an earlier run, as far as the two runs correspond:
  /// times are no part of what a chapter claims.
  func takingTimes(from recorded: [Event]) -> [Event] {
    let old = recorded.filter(\.isTimed)
    let new = filter(\.isTimed)
    guard old.count == new.count, zip(old, new).allSatisfy({ $0.isRun(of: $1) }) else {
      return self
    }
    var times = old.makeIterator()
    return map { $0.isTimed ? times.next()! : $0 }
  }
}

extension Event {
  /// Whether two events with times are of the same call, at the same place in the source.
  fileprivate func isRun(of other: Event) -> Bool {
    guard line == other.line else { return false }
    switch (self, other) {
    case (.timing(_, let a, _), .timing(_, let b, _)): return a == b
    case (.table(_, let a), .table(_, let b)):
      return a.title == b.title && a.columns == b.columns && a.rows.count == b.rows.count
    case (.figure(_, let a), .figure(_, let b)):
      return a.name == b.name && a.caption == b.caption && a.width == b.width
        && a.height == b.height
    default: return false
    }
  }
}
