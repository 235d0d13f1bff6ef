import ArgumentParser
import NotebookEvents
import WeaveKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The command line of `weave`.
@main
struct Weave: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs the chapters that have changed and weaves their pages and the book, book.md.",
    discussion: """
      A chapter that has not changed since its events were recorded is not run again; name it, or \
      say --all. Exit codes: 0 fine, 1 something is wrong with the book, 64 usage, 73 a file cannot \
      be written, 74 standard output cannot be written.
      """)

  @Argument(
    help: ArgumentHelp("Chapters to run, such as 01, and no others.", valueName: "chapter"))
  var chapters: [String] = []

  @Flag(help: "Run every chapter, changed or not.")
  var all = false

  @Flag(help: "Write nothing: run the chapters and compare with what is committed.")
  var check = false

  @Flag(
    inversion: .prefixedNo,
    help: "Build chapters first; without, run the executables beside weave's own.")
  var build = true

  @Option(help: ArgumentHelp("How many chapters run at a time.", valueName: "n"))
  var jobs = 1

  @Option(help: ArgumentHelp("Stop a chapter after so many seconds.", valueName: "seconds"))
  var timeout = 600

  @Option(help: ArgumentHelp("The package's folder.", valueName: "folder"))
  var root = "."

  @Option(
    help: ArgumentHelp(
      "Write the book as a web site of what was last recorded, by pandoc; run nothing.",
      valueName: "folder"))
  var site: String?

  @Option(help: .hidden)
  var executables: String?

  func validate() throws {
    if jobs < 1 { throw ValidationError("--jobs takes a number from 1 on, not \(jobs).") }
    if timeout < 1 { throw ValidationError("--timeout takes a number from 1 on, not \(timeout).") }
    if all && !chapters.isEmpty {
      throw ValidationError("Either name chapters or say --all, not both.")
    }
    if site != nil && (check || all || !chapters.isEmpty) {
      throw ValidationError("--site runs no chapters: it takes neither names, --all nor --check.")
    }
  }

  /// Parses, runs, and turns every ending into an exit code.
  static func main() async {
    let command: Weave
    do {
      command = try parse()
    } catch {
      let text = fullMessage(for: error)
      let isHelp = exitCode(for: error).isSuccess
      end(isHelp ? 0 : 64, text, to: isHelp ? System.standardOutput : System.standardError)
    }
    do throws(WeaveError) {
      let summary = try await command.weave()
      end(0, summary, to: System.standardOutput)
    } catch {
      end(error.exitCode, "\(error)", to: System.standardError)
    }
  }

  private func weave() async throws(WeaveError) -> String {
    let here = FileManager.default.currentDirectoryPath
    let root = root.hasPrefix("/") ? root : root == "." ? here : here + "/" + self.root
    guard
      let executables = executables
        ?? WeaveOptions.folder(ofProgram: CommandLine.arguments[0], workingDirectory: here)
    else {
      throw .usage(
        "weave does not know where it was built: start it by `swift run weave`, or by its path")
    }
    var options = WeaveOptions(root: root, executables: executables)
    options.chapters = chapters
    options.runsAll = all
    options.builds = build
    options.jobs = jobs
    options.timeout = timeout
    options.isColored =
      System.isTerminal(System.standardError) && (System.environment("NO_COLOR") ?? "").isEmpty
    let weaver = try Weaver(options) { line in
      try? System.write(line + "\n", to: System.standardError)
    }
    if let site { return try await weaver.site(at: site) }
    return check ? try await weaver.check() : try await weaver.weave()
  }

  /// Writes the last words and ends the process; what cannot be written is no success.
  private static func end(_ code: Int32, _ text: String, to stream: Int32) -> Never {
    do {
      try System.write(text + "\n", to: stream)
    } catch {
      let failure = WeaveError.outputFailed(cause: "\(error)")
      try? System.write("\(failure)\n", to: System.standardError)
      System.exit(.outputError)
    }
    System.exit(ExitStatus(rawValue: code) ?? .programError)
  }
}
