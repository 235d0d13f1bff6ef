import Foundation
import HomeworkKit
import Testing

/// The folder of the chapters.
public let chaptersFolder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Chapters")

/// The comments above the stubs have the numbers, titles and points of the exercises, and the sections
/// that diagnoses and hints send to are in the book.
///
/// - Parameter folder: the chapter's, such as `01-boltzmann`.
public func expectStatements<Answers>(
  in folder: String, of homework: Homework<Answers>,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let chapters = chaptersFolder
  let path = chapters.appending(path: "\(folder)/homework/Answers.swift")
  let text = try String(contentsOf: path, encoding: .utf8)
  let heads = text.matches(of: /\/\/ (\d+\.\d+ · .+ \(\d+ points?\))/).map { String($0.1) }
  let expected = homework.exercises.map(\.sheet).map {
    "\($0.number) · \($0.title) (\($0.points) point\($0.points == 1 ? "" : "s"))"
  }
  #expect(heads == expected, sourceLocation: sourceLocation)

  let sections = try titles(in: chapters)
  let exercises = chapters.appending(path: "\(folder)/homework/exercises")
  for file in try FileManager.default.contentsOfDirectory(atPath: exercises.path())
  where file.hasSuffix(".swift") {
    let source = try String(contentsOf: exercises.appending(path: file), encoding: .utf8)
    for match in source.matches(of: /section (\d+\.\d+)(?:, ([^"\\\n]+))?/) {
      let title = sections[String(match.1)]
      #expect(
        title != nil && (match.2 == nil || match.2.map(String.init) == title),
        "\(file): \(match.0)", sourceLocation: sourceLocation)
    }
  }
}

/// The titles of all sections of the book, by their numbers.
private func titles(in chapters: URL) throws -> [String: String] {
  var titles: [String: String] = [:]
  for folder in try FileManager.default.contentsOfDirectory(atPath: chapters.path()) {
    let path = chapters.appending(path: "\(folder)/main.swift")
    guard let number = Int(folder.prefix(2)),
      let text = try? String(contentsOf: path, encoding: .utf8)
    else { continue }
    let heads = text.matches(of: /\n## (.+?)(?: \{#.+\})?(?=\n)/)
    for (i, head) in heads.enumerated() { titles["\(number).\(i + 1)"] = String(head.1) }
  }
  return titles
}
