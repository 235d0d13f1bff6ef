import ArgumentParser
import NotebookEvents

/// The command line of every homework.
struct HomeworkOptions: ParsableCommand {
  @Argument(
    help: ArgumentHelp(
      """
      `hint \(HomeworkOptions.example)` shows the first hint on an exercise, \
      `hint \(HomeworkOptions.example) 3` the third.
      """,
      valueName: "words"))
  var words: [String] = []

  @Option(help: ArgumentHelp("Grade this exercise only; may be repeated.", valueName: "number"))
  var only: [String] = []

  @Flag(help: "Show an input that went wrong whole, to be pasted as Swift; with --only.")
  var show = false

  @Option(
    help: ArgumentHelp(
      "Seed of the inputs, to see the same ones again. (default: another each time)",
      valueName: "n"))
  var seed: UInt64?

  func validate() throws {
    if show, only.isEmpty { throw ValidationError("--show needs --only \(Self.example), say.") }
  }

  @TaskLocal static var product = "homework"
  /// The number of an exercise that the homework has.
  @TaskLocal static var example = "5.2"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: product, abstract: "Grades the answers in Answers.swift.",
      usage: "swift run \(product) [--only \(example) [--show]] [--seed N]\n"
        + "swift run \(product) hint \(example) [1|2|3]")
  }
}

extension Homework {
  /// The program of a homework: the grader, or the child that computes for it.
  ///
  /// - Parameter answers: what the student wrote; only the child makes it.
  @MainActor public func main(_ answers: @autoclosure () -> Answers) async -> Never {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments == [Child.argument] { Child.run(self, answers) }
    let questions = questionnaire
    let options: HomeworkOptions
    do {
      options = try questions.naming { try HomeworkOptions.parse(arguments) }
    } catch {
      let code = HomeworkOptions.exitCode(for: error)
      let text = questions.naming { HomeworkOptions.fullMessage(for: error) }
      stop(text, code == .success ? .success : .usage)
    }
    for number in options.only + options.words.dropFirst().prefix(1)
    where !questions.exercises.contains(where: { $0.number == number }) {
      stop("there is no exercise \(number): there are \(questions.numbers)", .usage)
    }
    guard options.words.isEmpty else { showHint(options.words, questions) }
    await grade(options, questions)
  }

  @MainActor private func grade(
    _ options: HomeworkOptions, _ questions: Questionnaire
  ) async -> Never {
    let grader = Grader(
      questions, program: Program.path, seed: options.seed ?? Grader.freshSeed())
    let report = await grader.grade(only: options.only) { _ in }
    stop(
      report.lines(showsInputs: options.show).joined(separator: "\n"),
      report.isAllRight ? .success : .claimFailed)
  }

  private func showHint(_ words: [String], _ questions: Questionnaire) -> Never {
    guard words[0] == "hint", (2...3).contains(words.count) else {
      let example = questions.example
      stop("say `hint \(example)`, or `hint \(example) 3` for the third one", .usage)
    }
    let exercise = questions.exercises.first { $0.number == words[1] }!
    guard let level = words.count == 3 ? Int(words[2]) : 1, (1...3).contains(level) else {
      stop("there are hints 1, 2 and 3 on each exercise, and none '\(words[2])'", .usage)
    }
    let more = level < 3 ? "\n(More: hint \(exercise.number) \(level + 1))" : ""
    stop("\(exercise.number) \(exercise.title)\n\(exercise.hints[level - 1])\(more)", .success)
  }

  /// Prints and ends the process.
  private func stop(_ text: String, _ code: ExitStatus) -> Never {
    let isError = code.rawValue >= 64
    let stream = isError ? System.standardError : System.standardOutput
    do {
      try System.write((isError ? "\(questionnaire.product): " : "") + text + "\n", to: stream)
    } catch {
      System.exit(.outputError)
    }
    System.exit(code)
  }
}

extension Questionnaire {
  var numbers: String { exercises.map(\.number).joined(separator: ", ") }

  /// The number that the help has for an example.
  var example: String { exercises[min(1, exercises.count - 1)].number }

  /// Parses, or explains, with the names of this homework.
  func naming<Result>(_ body: () throws -> Result) rethrows -> Result {
    try HomeworkOptions.$product.withValue(product) {
      try HomeworkOptions.$example.withValue(example, operation: body)
    }
  }
}
