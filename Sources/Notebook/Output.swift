import NotebookEvents

/// What the reader sees: results on standard output; progress and measured times on standard error,
/// so that equal seeds give equal bytes on standard output.
///
/// What standard output does not take is handed to `fail`, which ends the chapter with exit code
/// 74: a full disk or a closed pipe is never mistaken for success.
@MainActor final class Output {
  /// Where a text goes.
  enum Stream {
    case results, messages
  }

  enum Style: String {
    case title = "1"
    case good = "32"
    case bad = "1;31"
    case faint = "2"
  }

  /// A place that takes text.
  struct Sink {
    var write: (String) throws(System.Failure) -> Void
    /// The columns of a terminal; `nil` if the text goes elsewhere, where lines may be long.
    var columns: Int?
    var isTerminal: Bool
    var isColored: Bool
  }

  let results: Sink
  let messages: Sink
  private let fail: (System.Failure) -> Void
  /// The streams whose last line is blank, or of which nothing is seen yet.
  private var blankEnded: Set<Stream> = [.results, .messages]
  private var hasStatus = false

  init(results: Sink, messages: Sink, fail: @escaping (System.Failure) -> Void) {
    self.results = results
    self.messages = messages
    self.fail = fail
  }

  /// Prints each line and a newline; of blank lines in succession only one.
  func print(_ lines: [String], to stream: Stream = .results) {
    clearStatus()
    var text = ""
    for line in lines where !(line.isEmpty && blankEnded.contains(stream)) {
      text += line + "\n"
      // On a terminal the two are seen together.
      let seen: Set<Stream> =
        results.isTerminal && messages.isTerminal ? [.results, .messages] : [stream]
      if line.isEmpty { blankEnded.formUnion(seen) } else { blankEnded.subtract(seen) }
    }
    do {
      switch stream {
      case .results: try results.write(text)
      case .messages: try? messages.write(text)
      }
    } catch {
      fail(error)
    }
  }

  /// Shows a line that the next one overwrites; only on a terminal.
  func showStatus(_ line: String) {
    try? messages.write("\r\(line)\u{1B}[K")
    hasStatus = true
  }

  func clearStatus() {
    guard hasStatus else { return }
    try? messages.write("\r\u{1B}[K")
    hasStatus = false
  }

  /// The columns of a stream's terminal; `nil` if it goes elsewhere.
  func columns(of stream: Stream) -> Int? {
    stream == .results ? results.columns : messages.columns
  }

  /// The text in a style, or unchanged if its stream shows no colours.
  func style(_ text: String, _ style: Style, on stream: Stream = .results) -> String {
    let sink = stream == .results ? results : messages
    return sink.isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension Output {
  /// The streams of this process.
  static func standard(fail: @escaping (System.Failure) -> Void) -> Output {
    Output(
      results: .standard(System.standardOutput), messages: .standard(System.standardError),
      fail: fail)
  }
}

extension Output.Sink {
  /// Colours are for terminals, unless `NO_COLOR` is set (no-color.org) or the terminal is dumb.
  fileprivate static func standard(_ descriptor: Int32) -> Output.Sink {
    let isTerminal = System.isTerminal(descriptor)
    return Output.Sink(
      write: { (text) throws(System.Failure) in try System.write(text, to: descriptor) },
      columns: isTerminal ? System.columns(of: descriptor) : nil,
      isTerminal: isTerminal,
      isColored: isTerminal && (System.environment("NO_COLOR") ?? "").isEmpty
        && System.environment("TERM") != "dumb")
  }
}
