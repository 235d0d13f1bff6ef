import Files
import NotebookEvents

/// The session as a process: how it begins, and all the ways in which it ends.
extension Session {
  /// Reads the command line, tries out the places it names and begins the session. If something
  /// is wrong, prints one line that says what to do, and exits.
  static func begin(chapter: Int, title: String, source: String) -> Session {
    let program = Options.Program(name: "chapter-" + twoDigits(chapter), title: title)
    System.openMissingStreams()
    guard System.isOpen(System.standardOutput) else {
      stop(program.name, "cannot write the output: standard output is closed", .outputError)
    }
    Interruption.prepare()
    let output = Output.standard { failure in
      stop(program.name, "cannot write the output: \(failure)", .outputError)
    }
    let request = Options.read(
      Array(CommandLine.arguments.dropFirst()), for: program,
      columns: min(output.results.columns ?? 80, 80))
    switch request {
    case .help(let text):
      output.print([text])
      exit(.success)
    case .mistake(let message):
      stop(program.name, message, .usage)
    case .run(let options):
      do {
        let folders = try Folders(options)
        let session = Session(
          chapter: chapter, options: options, folders: folders, output: output, source: source)
        running = session
        return session
      } catch {
        stop(program.name, "\(error)", .cannotWrite)
      }
    }
  }

  /// Writes the events, prints the table of claims and the verdict, and ends the process.
  func finish(line: Int) -> Never {
    let failed = claims.count { !$0.holds }
    record(.end(line: line, claims: claims.count, failed: failed))
    let (lines, code) = conclusion()
    output.print(lines + story.page)
    if let path = folders.events {
      writing { () throws(FileError) in
        try AtomicFile.write(EventLog.text(of: events), to: path)
      }
    }
    Session.exit(code)
  }

  /// Does something with files; if it fails, ends the process with a message.
  func writing<Value>(_ body: () throws(FileError) -> Value) -> Value {
    do {
      return try body()
    } catch {
      stop("\(error)", .cannotWrite)
    }
  }

  /// Prints a message to standard error and ends the process.
  func stop(_ message: String, _ code: ExitStatus) -> Never {
    output.clearStatus()
    Session.stop("chapter-" + twoDigits(chapter), message, code)
  }

  /// Prints a message to standard error and ends the process.
  static func stop(_ program: String, _ message: String, _ code: ExitStatus) -> Never {
    try? System.write("\(program): \(message)\n", to: System.standardError)
    exit(code)
  }

  private static func exit(_ code: ExitStatus) -> Never {
    Interruption.expectExit()
    System.exit(code)
  }
}
