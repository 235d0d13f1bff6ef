import ArgumentParser
import Exercises01
import Exercises02
import Exercises03
import Exercises04
import Exercises05
import Exercises06
import Exercises07
import Exercises08
import Exercises09
import Exercises10
import Exercises11
import Exercises12
import Exercises13
import Exercises14
import Exercises15
import Exercises16
import Exercises17
import HomeworkKit
import NotebookEvents
import Processes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// All homework of the book: the teacher's judges, which no student's code can reach.
let questionnaires = [
  Exercises01.homework.questionnaire,
  Exercises02.homework.questionnaire,
  Exercises03.homework.questionnaire,
  Exercises04.homework.questionnaire,
  Exercises05.homework.questionnaire,
  Exercises06.homework.questionnaire,
  Exercises07.homework.questionnaire,
  Exercises08.homework.questionnaire,
  Exercises09.homework.questionnaire,
  Exercises10.homework.questionnaire,
  Exercises11.homework.questionnaire,
  Exercises12.homework.questionnaire,
  Exercises13.homework.questionnaire,
  Exercises14.homework.questionnaire,
  Exercises15.homework.questionnaire,
  Exercises16.homework.questionnaire,
  Exercises17.homework.questionnaire,
]

@main enum Main {
  static func main() async {
    Launcher.launchIfAsked()
    Interrupt.prepare()
    await HomeworkTool.main()
  }
}

struct HomeworkTool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "homework", abstract: "The teacher's side of the homework.",
    usage: """
      swift run homework release --to DIR
      swift run homework grade-all DIR --csv FILE [--jobs N] [--chapter N]
      swift run homework autograde DIR --chapter N --results FILE
      swift run homework solutions --to FILE
      """,
    subcommands: [
      ReleaseCommand.self, GradeAllCommand.self, AutogradeCommand.self, PrepareCommand.self,
      SolutionsCommand.self,
    ])
}

/// The package's folder, and what the subcommands have in common.
struct PackageOption: ParsableArguments {
  @Option(help: ArgumentHelp("The book's folder.", valueName: "folder"))
  var package = "."

  func root() throws -> String {
    let path = URL(filePath: package).standardizedFileURL.path
    guard FileManager.default.fileExists(atPath: path + "/Chapters"),
      FileManager.default.fileExists(atPath: path + "/Package.swift")
    else { throw ValidationError("there is no book in \(path): name its folder by --package.") }
    return path.withoutLastSlash
  }
}

struct ReleaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Copies the book without reference answers and hidden checks, and verifies the copy.")

  @OptionGroup var package: PackageOption
  @Option(help: ArgumentHelp("The folder to be made; it must not exist.", valueName: "folder"))
  var to: String

  @Flag(help: "Also build everything else of the copy, with its tests; this takes minutes.")
  var thorough = false

  func run() async throws {
    let target = URL(filePath: to).standardizedFileURL.path.withoutLastSlash
    guard BookFiles.kind(target) == nil else {
      throw ToolError("\(to) exists already: a release is made from nothing")
    }
    let release = Release(root: try package.root(), target: target + ".unfinished")
    try await release.copy()
    let faults =
      try await release.searchForAnswers() + (await release.tryOut(everything: thorough))
    guard faults.isEmpty else {
      throw ToolError(
        "the release is not fit to be handed out (see \(release.target)):\n  "
          + faults.joined(separator: "\n  "))
    }
    try FileManager.default.moveItem(atPath: release.target, toPath: target)
    say("\(to): no piece of an answer is in it, it builds, and nothing is attempted.")
  }
}

struct GradeAllCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade-all", abstract: "Grades a class: a folder with a folder for each student.")

  @OptionGroup var package: PackageOption
  @Argument(help: ArgumentHelp("The folder with the students' folders.", valueName: "folder"))
  var students: String
  @Option(help: ArgumentHelp("The table, written anew after each student.", valueName: "file"))
  var csv: String
  @Option(help: "How many students are graded at a time.")
  var jobs = 1
  @Option(help: ArgumentHelp("Grade this chapter only; may be repeated.", valueName: "n"))
  var chapter: [Int] = []
  @Option(
    help: ArgumentHelp(
      "Seed of the inputs, the same for all. (default: that of the results there are, or a new one)"
    ))
  var seed: UInt64?
  @Flag(help: "Grade again what has been graded.")
  var fresh = false

  func validate() throws {
    guard (1...16).contains(jobs) else { throw ValidationError("--jobs is from 1 to 16.") }
    let known = questionnaires.map(\.chapter)
    for number in chapter where !known.contains(number) {
      throw ValidationError("chapter \(number) has no homework: there is some in \(known).")
    }
  }

  func run() async throws {
    let chosen = questionnaires.filter { chapter.isEmpty || chapter.contains($0.chapter) }
    let grading = try ClassGrading(
      book: TeachersCopy(root: package.root()),
      students: URL(filePath: students).path.withoutLastSlash,
      csv: URL(filePath: csv).path, homeworks: chosen, seed: seed, jobs: jobs, isFresh: fresh)
    try await grading.run()
  }
}

struct AutogradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "autograde", abstract: "Grades one student's folder, as Gradescope wants it.")

  @OptionGroup var package: PackageOption
  @Argument(help: ArgumentHelp("What the student has handed in.", valueName: "folder"))
  var submission: String
  @Option(help: ArgumentHelp("Of which chapter.", valueName: "n")) var chapter: Int
  @Option(help: ArgumentHelp("results.json.", valueName: "file")) var results: String

  func run() async throws {
    guard let homework = questionnaires.first(where: { $0.chapter == chapter }) else {
      throw ValidationError("chapter \(chapter) has no homework.")
    }
    let path = URL(filePath: results).path
    let seed = Grader.freshSeed()
    // Whatever happens now, there is a file, and it gives no points.
    let nothing = Report(homework, seed: seed)
    try nothing.write(to: path)
    let book = try TeachersCopy(root: package.root())
    let answers: String?
    do {
      answers = try Submission(folder: URL(filePath: submission).path.withoutLastSlash).answers(
        to: book.chapter(homework), isOnly: true)
    } catch {
      try nothing.write(to: path, output: "Not graded: \(error)")
      return
    }
    guard let answers else {
      try nothing.write(to: path, output: "There is no Answers.swift in this submission.")
      return
    }
    let workshop = Workshop(book: book, folder: book.workshop)
    try await workshop.prepare()
    try await workshop.grade(answers, homework, seed: seed, results: path)
  }
}

struct PrepareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare", abstract: "Builds beforehand what `autograde` needs.")

  @OptionGroup var package: PackageOption

  func run() async throws {
    let book = try TeachersCopy(root: package.root())
    let workshop = Workshop(book: book, folder: book.workshop)
    try await workshop.prepare()
    for homework in questionnaires { try await workshop.warmUp(homework) }
  }
}

extension TeachersCopy {
  /// Where `autograde` builds.
  var workshop: String { root + "/.build/homework-workshop" }
}

extension String {
  var withoutLastSlash: String { count > 1 && hasSuffix("/") ? String(dropLast()) : self }
}

/// Prints at once, a pipe or not.
func say(_ text: String) { try? System.write(text + "\n", to: System.standardOutput) }

struct ToolError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
