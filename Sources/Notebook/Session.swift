import Elementary
import NotebookEvents

/// A running chapter: what it has shown and claimed so far, and where that goes.
@MainActor final class Session {
  /// The chapter of this process.
  static var running: Session?

  static var current: Session {
    guard let running else {
      preconditionFailure("nothing can be shown yet: begin with `let chapter = Chapter(…)`")
    }
    return running
  }

  let chapter: Int
  let options: Options
  let folders: Folders
  let output: Output
  private(set) var events: [Event] = []
  private(set) var claims: [ClaimRecord] = []
  private var figures: Set<String> = []
  let story: Story

  /// - Parameter source: the file of the chapter's source.
  init(chapter: Int, options: Options, folders: Folders, output: Output, source: String) {
    self.chapter = chapter
    self.options = options
    self.folders = folders
    self.output = output
    story = Story(chapter: chapter, source: source, options: options, output: output)
  }

  /// Records an event, and prints the section's heading if it is the first in its section.
  func record(_ event: Event) {
    events.append(event)
    if case .end = event { return }
    if let line = event.line, !options.quiet { story.enterSection(around: line) }
  }

  /// Records an event and prints what it says, unless the reader asked for quiet.
  func show(_ lines: [String], as event: Event, on stream: Output.Stream = .results) {
    record(event)
    if !options.quiet { output.print(lines, to: stream) }
  }

  /// Records and prints a claim; one that fails is printed even in a quiet run.
  func show(_ claim: ClaimRecord, line: Int) {
    record(.claim(line: line, record: claim))
    claims.append(claim)
    if let problem = claim.problem {
      output.print(
        [
          "", output.style("✗ FAILED (line \(line)): \(claim.label)", .bad),
          "  \(claim.comparison)",
        ] + wrapped(problem).map { "  \($0)" } + [""])
    } else if !options.quiet {
      output.print([output.style("✓", .good) + claim.statement.dropFirst()])
    }
  }

  /// Reserves the name of a figure: `01-energy` for `energy`.
  func register(figure name: String) -> String {
    precondition(
      !name.isEmpty
        && name.utf8.allSatisfy { byte in
          (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        },
      "the figure's name '\(name)' must consist of a…z, 0…9 and hyphens")
    precondition(figures.insert(name).inserted, "this chapter has two figures named '\(name)'")
    return "\(twoDigits(chapter))-\(name)"
  }

  /// The lines of the table of claims and of the verdict, the exit code with them.
  func conclusion() -> (lines: [String], code: ExitStatus) {
    let failed = claims.count { !$0.holds }
    var lines: [String] = []
    if !options.quiet, !claims.isEmpty {
      let table = TextTable(
        columns: ClaimRecord.columns, alignments: [.left, .left, .right, .right, .left],
        rows: claims.map(\.cells))
      lines += ["", output.style("Claims", .title)] + table.lines(width: output.results.columns)
      lines += [""]
    }
    if failed > 0 {
      let verdict =
        claims.count == 1 ? "The claim fails." : "\(failed) of \(claims.count) claims fail."
      lines.append(output.style("✗ " + verdict, .bad))
    } else if !claims.isEmpty {
      let verdict = claims.count == 1 ? "The claim holds." : "All \(claims.count) claims hold."
      lines.append(output.style("✓ " + verdict, .good))
    }
    return (lines, failed == 0 ? .success : .claimFailed)
  }

  private func wrapped(_ text: String) -> [String] {
    text.wrapped(to: max(20, (output.results.columns ?? 98) - 2))
  }
}

/// 7 as "07".
func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
