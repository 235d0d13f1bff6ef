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

  let program: String
  let options: Options
  let output: Output
  private(set) var events: [Event] = []
  private(set) var claims: [ClaimRecord] = []

  init(program: String, options: Options, output: Output) {
    self.program = program
    self.options = options
    self.output = output
  }

  /// Prints lines, unless the reader asked for quiet, and records what they say.
  func show(_ lines: [String], as event: Event) {
    events.append(event)
    if !options.quiet { output.print(lines) }
  }

  /// Prints and records a claim; one that fails is printed even in a quiet run.
  func show(_ claim: ClaimRecord, line: Int) {
    events.append(.claim(line: line, claim))
    claims.append(claim)
    if let problem = claim.problem {
      output.print([
        output.style("✗ FAILED (line \(line)): \(claim.label)", .bad), "  \(claim.comparison)",
        "  \(problem)",
      ])
    } else if !options.quiet {
      output.print([output.style("✓", .good) + " \(claim.label): \(claim.comparison)"])
    }
  }
}
