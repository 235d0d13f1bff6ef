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
    let book = try Book(root: package.root())
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
  /// The reference answers.
  let references: String

  struct Statement: Equatable {
    var text: String
    var function: String
  }

  init(of homework: Questionnaire, in book: Book) throws {
    let chapter = try book.chapter(homework)
    self.homework = homework
    statements = Solutions.statements(in: try readText(book.root + "/" + book.stubs(of: homework)))
    references = try readText("\(book.root)/Tests/Homework/\(chapter)/References.swift")
  }

  var text: String {
    get throws {
      var lines = ["## \(homework.chapter) · \(homework.title)", ""]
      for exercise in homework.exercises {
        guard let statement = statements[exercise.number],
          let answer = Solutions.function(statement.function, in: references)
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

  /// The function of this name in `References`, and what else of the file it needs.
  static func function(_ name: String, in source: String) -> String? {
    let file = ReferenceFile(source)
    guard let function = file.methods[name] else { return nil }
    var parts = [function]
    var left = file.parts
    while let i = left.firstIndex(where: { part in
      parts.contains { $0.uses(part.name, isGlobal: part.isGlobal) }
    }) {
      parts.append(left.remove(at: i).text)
    }
    return parts.joined(separator: "\n\n")
  }
}

/// A file of reference answers: a type whose methods answer, by themselves or with the closures that
/// an instance of it called `references` has, with functions and names of types.
private struct ReferenceFile {
  /// Of the type, without indentation, by their names.
  private(set) var methods: [String: String] = [:]
  /// Closures, functions and names of types.
  private(set) var parts: [(name: String, text: String, isGlobal: Bool)] = []

  init(_ source: String) {
    let lines = source.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let blocks = ReferenceFile.blocks(lines[...])
    guard
      let type = blocks.first(where: { $0[0].contains(/^struct (References|Formulas)\b/) })
    else { return }
    let members = ReferenceFile.blocks(type.dropFirst().map { $0.dropFirst(2) }[...])
    for member in members {
      if let name = member[0].firstMatch(of: /^func (\w+)/)?.1 {
        methods[String(name)] = member.joined(separator: "\n")
      }
    }
    let instance = blocks.first { $0[0].hasPrefix("let references = ") } ?? []
    let arguments = ReferenceFile.blocks(instance.dropFirst().map { $0.dropFirst(2) }[...])
    let closures = arguments.compactMap {
      $0.joined(separator: "\n").wholeMatch(of: ReferenceFile.argument)
    }
    // A function of the same name comes along anyhow.
    parts = closures.filter { $0.1 != $0.2 }.map {
      (String($0.1), "let \($0.1) = \($0.2)", false)
    }
    for member in members {
      let text = member.joined(separator: "\n")
      if let variable = text.wholeMatch(of: ReferenceFile.variable),
        !text.contains("NotAttempted"), !parts.contains(where: { $0.name == variable.1 })
      {
        parts.append((String(variable.1), "let \(variable.1) = \(variable.2)", false))
      }
    }
    for block in blocks {
      if let name = block[0].firstMatch(of: /^(?:@Sendable )?(?:func|typealias) (\w+)/)?.1 {
        parts.append((String(name), block.joined(separator: "\n"), true))
      }
    }
  }

  private static var argument: Regex<(Substring, Substring, Substring)> {
    /(\w+): ((?s).*?)[,)]/
  }
  private static var variable: Regex<(Substring, Substring, Substring)> {
    /var (\w+):(?s).* = (\{.*\})/
  }

  /// Lines that belong together: one without indentation, with those that follow up to the next.
  private static func blocks(_ lines: ArraySlice<Substring>) -> [[Substring]] {
    var blocks: [[Substring]] = []
    for line in lines {
      let isContinued =
        line.isEmpty || line.first!.isWhitespace || line.hasPrefix("}") || line.hasPrefix("{")
        || line.hasPrefix(")")
      if isContinued, !blocks.isEmpty {
        blocks[blocks.count - 1].append(line)
      } else {
        blocks.append([line])
      }
    }
    return blocks.map { block in
      Array(block.prefix(upTo: (block.lastIndex { !$0.isEmpty } ?? -1) + 1))
    }
  }
}

extension String {
  /// Whether code calls a closure of this name, or mentions what stands in the file by itself.
  fileprivate func uses(_ name: String, isGlobal: Bool) -> Bool {
    matches(of: /(func )?\b(\w+)\b(.?)/).contains { match in
      match.2 == name && match.1 == nil && (isGlobal ? match.3 != ":" : match.3 == "(")
    }
  }
}
