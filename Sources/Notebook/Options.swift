import ArgumentParser

/// The command line of every chapter.
struct Options: ParsableCommand {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seed of all random numbers, from 0 to 2^64 - 1. The same seed gives the same bits.",
      valueName: "n"))
  var seed: Seed = 1

  @Option(
    help: ArgumentHelp(
      "Folder for the figures. (default: Figures, of the package that you are in)",
      valueName: "folder"))
  var figures: String?

  @Option(help: ArgumentHelp("How figures are saved.", valueName: "format"))
  var format: ImageFormat = .png

  @Option(
    help: ArgumentHelp(
      "Folder for the numbers behind every figure, one CSV file each.", valueName: "folder"))
  var data: String?

  @Flag(help: "Run the same code with small samples, in about a second.")
  var quick = false

  @Flag(help: "Print only claims that fail, and the last line.")
  var quiet = false

  /// What the weaver reads.
  @Option(help: .hidden)
  var events: String?

  /// The number of a chapter's random sequence, any of 2⁶⁴.
  struct Seed: ExpressibleByArgument, ExpressibleByIntegerLiteral {
    var value: UInt64
    var defaultValueDescription: String { String(value) }

    init(integerLiteral value: UInt64) { self.value = value }

    init?(argument: String) {
      guard let value = UInt64(argument), argument.first != "+" else { return nil }
      self.value = value
    }
  }

  enum ImageFormat: String, ExpressibleByArgument, CaseIterable {
    case png, svg, pdf
  }
}
