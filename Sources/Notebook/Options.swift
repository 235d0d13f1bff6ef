import ArgumentParser

/// The command line of every chapter.
struct Options: ParsableCommand {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seed of all random numbers, from 0 to 2^64 - 1. Equal seeds give equal bits. (default: 1)",
      valueName: "n"),
    transform: Options.seed(from:))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Folder for the figures. (default: Figures of the book, Figures/quick in a quick run)",
      valueName: "folder"))
  var figures: String?

  @Option(help: ArgumentHelp("How figures are saved.", valueName: "format"))
  var format: ImageFormat = .png

  @Option(
    help: ArgumentHelp(
      "Folder for the numbers that the figures draw, one CSV file each. (default: none)",
      valueName: "folder"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Whether figures appear in the terminal. (default: auto, if it says that it shows pictures)",
      valueName: "when"))
  var inline: Inline = .auto

  @Flag(help: "Run the same code on small samples, in about a second.")
  var quick = false

  @Flag(help: "Print only claims that fail, and the last line.")
  var quiet = false

  /// What the weaver reads.
  @Option(help: .hidden)
  var events: String?

  enum ImageFormat: String, ExpressibleByArgument, CaseIterable {
    case png, svg, pdf
  }

  enum Inline: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
  }

  private static func seed(from text: String) throws -> UInt64 {
    guard let seed = UInt64(text), text.first != "+" else {
      throw ValidationError("it must be a whole number from 0 to \(UInt64.max).")
    }
    return seed
  }
}

extension Options {
  /// The chapter whose command line is read.
  struct Program: Sendable {
    var name: String
    var title: String
  }

  @TaskLocal private static var program = Program(name: "chapter", title: "")

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: program.name, usage: "swift run \(program.name) [options]")
  }

  /// What the command line asks for.
  enum Request {
    case run(Options)
    case help(String)
    case mistake(String)
  }

  /// Reads the arguments, without the program's name.
  ///
  /// - Parameters:
  ///   - arguments: what stands behind the program's name.
  ///   - program: the chapter.
  ///   - columns: the width to which help is wrapped.
  static func read(_ arguments: [String], for program: Program, columns: Int) -> Request {
    $program.withValue(program) {
      do {
        return .run(try parse(arguments))
      } catch  where exitCode(for: error).isSuccess {
        // Another request than --help, such as a script for the shell's completion, is answered
        // by the parser itself.
        let answer = fullMessage(for: error, columns: columns)
        return .help(answer == helpMessage(columns: columns) ? help(answer) : answer)
      } catch {
        let message = message(for: error).split(separator: "\n").joined(separator: " ")
        let end = message.last == "." || message.last == "?" ? "" : "."
        return .mistake("\(message)\(end) See: swift run \(program.name) --help")
      }
    }
  }

  private static func help(_ options: String) -> String {
    let name = program.name
    return """
      \(name) · \(program.title)

      Works through the chapter, section by section: prints its results as it goes,
      draws its figures, and ends with the table of claims: what theory says, what was
      measured, and how far apart the two are.

      \(options.trimmingTrailing("\n"))

      EXAMPLES:
        swift run \(name)                 the chapter as it stands in the book
        swift run \(name) --quick         a smoke run of about a second
        swift run \(name) --seed 7        other random numbers, the same claims
        swift run \(name) --format svg    figures that can be enlarged
        swift run \(name) --data numbers  the numbers behind the figures

      EXIT CODES:
          0  all claims hold              73  a file cannot be written
          1  a claim fails                74  the output cannot be written
         64  a mistake in the options    130  interrupted
      """
  }
}
