import Elementary
import NotebookEvents
import Tensors

/// A chapter of the book, as its `main.swift` begins it:
///
/// ```swift
/// let chapter = Chapter(1, "Boltzmann: from energies to probabilities")
/// ```
/// That reads the command line, tries out the folders it names (exit codes 64 and 73) and prints
/// the title. The chapter then calls `show`, `table`, `figure` and `claim`, and at last `finish()`.
/// Before what a section shows, its heading and its first sentence are printed, as the chapter's
/// own source has them.
@MainActor public struct Chapter {
  /// The chapter's number, from 1.
  public let number: Int
  /// Its title, as in the table of contents.
  public let title: String
  /// True in a smoke run: the same code on samples as small as will do.
  public let quick: Bool
  /// The seed that the reader chose; 1 unless said.
  public let seed: UInt64

  /// Begins the chapter.
  ///
  /// - Parameters:
  ///   - number: the chapter's number, from 1 to 99.
  ///   - title: its title.
  ///   - file: its source; if that is no longer there, headings are not printed.
  /// - Precondition: it is the first chapter of the process.
  public init(_ number: Int, _ title: String, file: String = #filePath) {
    precondition((1...99).contains(number), "chapter \(number): the number must be from 1 to 99")
    precondition(Session.running == nil, "this process already runs a chapter")
    let session = Session.begin(chapter: number, title: title, source: file)
    let options = session.options
    self.number = number
    self.title = title
    quick = options.quick
    seed = options.seed
    let heading = "\(number) · \(title)"
    let run = options.quick ? "seed \(seed), quick run" : "seed \(seed)"
    let width = min(heading.displayWidth, session.output.results.columns ?? .max)
    session.show(
      [
        session.output.style(heading, .title), String(repeating: "═", count: width),
        session.output.style(run, .faint), "",
      ],
      as: .chapter(number: number, title: title, seed: seed, quick: quick))
  }

  /// Chooses a sample size: `full`, or `small` in a quick run.
  public func samples(_ full: Int, quick small: Int) -> Int { quick ? small : full }

  /// The chapter's random numbers: those of the reader's seed, in a stream of the chapter's own.
  public var random: RandomStream { RandomStream(seed: seed, stream: UInt64(number)) }

  /// Prints the table of claims and ends the process, with exit code 0 if all claims hold, else 1.
  ///
  /// - Parameter line: the caller's line, by which the book finds the place.
  public func finish(line: Int = #line) -> Never {
    Session.current.finish(line: line)
  }
}
