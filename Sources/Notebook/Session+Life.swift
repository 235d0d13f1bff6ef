import ArgumentParser
import NotebookEvents

extension Session {
  /// Reads and checks the command line, and makes the session of this process; on a mistake it
  /// prints one line that says what to do, and exits.
  static func begin(program: String) -> Session {
    let options: Options
    do {
      options = try Options.parse()
    } catch {
      let isHelp = Options.exitCode(for: error).isSuccess
      if isHelp {
        let text = Options.fullMessage(for: error) + "\n"
        try? System.write(text, to: System.standardOutput)
        System.exit(.success)
      }
      stop(program, "\(Options.message(for: error)) (see \(program) --help)", .usage)
    }
    let isTerminal = System.isTerminal(System.standardOutput)
    let output = Output(
      width: isTerminal ? System.columns(of: System.standardOutput) : nil,
      isColored: isTerminal && (System.environment("NO_COLOR") ?? "").isEmpty,
      write: { (text) throws(System.Failure) in
        try System.write(text, to: System.standardOutput)
      },
      fail: { stop(program, "cannot write the output: \($0)", .outputError) })
    let session = Session(program: program, options: options, output: output)
    running = session
    return session
  }

  /// Prints a message to standard error and ends the process.
  static func stop(_ program: String, _ message: String, _ code: ExitStatus) -> Never {
    try? System.write("\(program): \(message)\n", to: System.standardError)
    System.exit(code)
  }

  /// Prints the table of claims and the verdict, and ends the process.
  func finish(line: Int) -> Never {
    let failed = claims.count { !$0.holds }
    if !options.quiet, !claims.isEmpty {
      let table = TextTable(
        columns: ClaimRecord.columns,
        alignments: [.left, .left, .right, .right, .left], rows: claims.map(\.cells))
      output.print(["", output.style("Claims", .title)] + table.lines(width: output.width))
    }
    let verdict =
      failed > 0
      ? output.style("✗ \(failed) of \(claims.count) claims failed.", .bad)
      : claims.isEmpty ? "No claims." : output.style("✓ All \(claims.count) claims hold.", .good)
    output.print([verdict])
    System.exit(failed == 0 ? .success : .claimFailed)
  }
}
