import Exercises01
import Foundation
import HomeworkTesting
import Testing

@testable import HomeworkKit

@Suite struct SampleTests {
  /// The page on homework shows what the grader prints.
  @Test func thePageShowsWhatTheGraderPrints() throws {
    var report = Report(homework.questionnaire, seed: 4)
    for (i, exercise) in homework.exercises.enumerated() {
      report.rows[i].verdict = exercise.verdict(on: firstEvening[i], seed: 4)
    }
    let page = chaptersFolder.appending(path: "HOMEWORK.md")
    let shown = "```text\n" + report.lines().joined(separator: "\n") + "\n```\n"
    #expect(
      try String(contentsOf: page, encoding: .utf8).contains(shown),
      "the page should show:\n\(shown)")
  }
}
