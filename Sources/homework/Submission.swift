import HomeworkKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a student has handed in: a folder.
struct Submission {
  private let folder: String
  private let files: [String]

  /// - Throws: `ToolError` if it is a link, which could lead to somebody else's answers.
  init(folder: String) throws {
    guard BookFiles.kind(folder) == .typeDirectory else {
      throw ToolError("it is a link, not a folder")
    }
    self.folder = folder
    files = try BookFiles.walk(folder)
  }

  /// The file with the answers to a chapter, or `nil`. Small letters count as capitals: some systems
  /// do not tell them apart.
  ///
  /// - Parameters:
  ///   - chapter: the chapter's folder, `01-boltzmann`.
  ///   - isOnly: whether a mere `Answers.swift` must be meant.
  func answers(to chapter: String, isOnly: Bool) throws -> String? {
    let number = chapter.prefix(2)
    let places = [
      "\(chapter)/homework/Answers.swift", "\(chapter)/Answers.swift",
      "homework-\(number)/Answers.swift", "\(number)/Answers.swift", "Answers-\(number).swift",
      "Answers\(number).swift",
    ]
    for place in places + (isOnly ? ["Answers.swift"] : []) {
      let found = files.filter { "/\($0)".lowercased().hasSuffix("/\(place)".lowercased()) }
      guard let file = found.first else { continue }
      guard found.count == 1 else {
        throw ToolError("which is meant: \(found.prefix(3).joined(separator: " or "))?")
      }
      var status = stat()
      guard lstat(folder + "/" + file, &status) == 0, status.st_size <= 1 << 20 else {
        throw ToolError("\(place) is larger than a megabyte")
      }
      return folder + "/" + file
    }
    return nil
  }
}

/// The modules that a text imports.
enum Imports {
  /// Modules of the book that answers import and their stubs do not: what the library has is not to
  /// be implemented by calling it.
  /// What a comment in the stubs says to import is allowed; so comments count there, and nearly
  /// everywhere: a comment is easily made to look as if it ended elsewhere.
  ///
  /// - Parameter library: the names of the book's modules.
  static func added(to answers: String, stubs: String, library: Set<String>) -> [String] {
    of(answers).subtracting(of(stubs)).intersection(library).sorted()
  }

  /// An attribute that no answer needs: it opens what is closed, such as the judges, or runs code
  /// before the answers are asked for. `nil` if there is none.
  static func forbidden(in answers: String) -> String? {
    answers.firstMatch(of: /@\s*`?(?:testable|section|used|_\w*)/).map { String($0.0) }
  }

  /// A remark on them, or `nil`.
  static func remark(on added: [String]) -> String? {
    added.isEmpty
      ? nil
      : "imports \(added.joined(separator: " and ")), which the stubs do not: "
        + "does it call what it should implement?"
  }

  static func of(_ text: String) -> Set<String> {
    let pattern =
      /\bimport(?:\s|\/\*[\s\S]*?\*\/)+(?:(?:struct|class|enum|protocol|func|let|var|typealias|actor)\s+)?`?(\w+)/
    return Set(text.matches(of: pattern).map { String($0.1) })
  }
}
