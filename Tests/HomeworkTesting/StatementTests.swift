import Foundation
import HomeworkKit
import Testing

/// The comments above the stubs have the numbers, titles and points of the exercises.
///
/// - Parameter folder: the chapter's, such as `01-boltzmann`.
public func expectStatements<Answers>(
  in folder: String, of homework: Homework<Answers>,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let path = root.appending(path: "Chapters/\(folder)/homework/Answers.swift")
  let text = try String(contentsOf: path, encoding: .utf8)
  let heads = text.matches(of: /\/\/ (\d+\.\d+ · .+ \(\d+ points?\))/).map { String($0.1) }
  let expected = homework.exercises.map(\.sheet).map {
    "\($0.number) · \($0.title) (\($0.points) point\($0.points == 1 ? "" : "s"))"
  }
  #expect(heads == expected, sourceLocation: sourceLocation)
}
