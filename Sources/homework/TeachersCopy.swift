import Files
import HomeworkKit
import NotebookEvents

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The teacher's copy of the book.
struct TeachersCopy: Sendable {
  let root: String
  /// Of all that can change how answers are compiled and judged.
  private let judges: String
  private let chapters: [String]
  private let library: Set<String>

  init(root: String) throws {
    self.root = root
    let files = FileManager.default
    chapters = try files.contentsOfDirectory(atPath: root + "/Chapters").sorted()
    library = Set(try files.contentsOfDirectory(atPath: root + "/Sources"))
    var hash = FNV1a()
    let sources = try BookFiles.walk(root + "/Sources").map { "Sources/" + $0 }
    let exercises = try BookFiles.walk(root + "/Chapters").map { "Chapters/" + $0 }
      .filter { $0.contains("/homework/") && !$0.hasSuffix("/Answers.swift") }
    for path in ["Package.swift"] + sources + exercises {
      hash.combine("\(path)\0".utf8)
      hash.combine(try readFile(root + "/" + path))
    }
    judges = hash.text
  }

  /// The folder of a homework's chapter, `01-boltzmann`.
  func chapter(_ homework: Questionnaire) throws -> String {
    let prefix = homework.product.suffix(2) + "-"
    guard let name = chapters.first(where: { $0.hasPrefix(prefix) }) else {
      throw ToolError("there is no chapter \(prefix) in \(root)/Chapters")
    }
    return name
  }

  /// The file of a homework's stubs, below the book's folder.
  func stubs(of homework: Questionnaire) throws -> String {
    try "Chapters/\(chapter(homework))/homework/Answers.swift"
  }

  /// Tells whether answers and what judges them are the same as before.
  func digest(_ answers: String, _ homework: Questionnaire) throws -> String {
    var hash = FNV1a()
    hash.combine(try readFile(answers))
    return hash.text + "-" + judges
  }

  /// Modules of the book that answers import and the stubs do not.
  func addedImports(_ answers: String, _ homework: Questionnaire) throws -> [String] {
    Imports.added(
      to: try readText(answers), stubs: try readText(root + "/" + stubs(of: homework)),
      library: library)
  }
}
