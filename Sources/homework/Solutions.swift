import ArgumentParser
import Files
import HomeworkKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct SolutionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solutions",
    abstract: "Writes the teacher's booklet: statements, answers, ways to them, common mistakes.")

  @OptionGroup var package: PackageOption
  @Option(help: ArgumentHelp("The booklet, in Markdown.", valueName: "file"))
  var to: String

  func run() async throws {
    let book = try TeachersCopy(root: package.root())
    let parts = try questionnaires.map { try Solutions(of: $0, in: book).text }
    let text =
      "# Solutions\n\nFor teachers only: do not hand this out.\n\n" + parts.joined(separator: "\n")
    try AtomicFile.write(text, to: URL(filePath: to).path)
    say("\(to): \(questionnaires.reduce(0) { $0 + $1.exercises.count }) exercises")
  }
}

/// The solutions to the homework of a chapter.
struct Solutions {
  let homework: Questionnaire
  /// What stands above each stub.
  let statements: [String: Statement]
  let references: ReferenceFile

  struct Statement: Equatable {
    var text: String
    var function: String
  }

  init(of homework: Questionnaire, in book: TeachersCopy) throws {
    let chapter = try book.chapter(homework)
    self.homework = homework
    statements = Solutions.statements(in: try readText(book.root + "/" + book.stubs(of: homework)))
    references = ReferenceFile(
      try readText("\(book.root)/Tests/Homework/\(chapter)/References.swift"))
  }

  var text: String {
    get throws {
      var lines = ["## \(homework.chapter) · \(homework.title)", ""]
      for exercise in homework.exercises {
        guard let statement = statements[exercise.number],
          let answer = references.answer(statement.function)
        else {
          throw ToolError("exercise \(exercise.number) has no statement, or no reference answer")
        }
        let points = "\(exercise.points) point\(exercise.points == 1 ? "" : "s")"
        lines += ["### \(exercise.number) · \(exercise.title) (\(points))", "", statement.text, ""]
        lines += [
          "**The way** (\(exercise.section)). " + exercise.hints.joined(separator: " "), "",
        ]
        lines += ["```swift", answer, "```", ""]
        let mistakes = exercise.knownMistakes
        if !mistakes.isEmpty {
          lines += ["**What goes wrong:**", ""] + mistakes.prefix(8).map { "- \($0)" } + [""]
        }
      }
      return lines.joined(separator: "\n")
    }
  }

  /// The statements above the stubs, by their numbers.
  static func statements(in stubs: String) -> [String: Statement] {
    var statements: [String: Statement] = [:]
    let blocks = stubs.matches(
      of: /\/\/ (\d+\.\d+) · .+\n((?:[ \t]*\/\/.*\n)+)[ \t]*func (\w+)/)
    for block in blocks {
      let lines = block.2.split(whereSeparator: \.isNewline).map { line in
        let text = line.drop(while: \.isWhitespace).dropFirst(2)
        return text.first == " " ? text.dropFirst() : text
      }
      statements[String(block.1)] = Statement(
        text: lines.joined(separator: "\n").trimmingPrefix(/\s*/).description,
        function: String(block.3))
    }
    return statements
  }
}
