import Elementary
import Exercises01
import Foundation
import HomeworkTesting
import Testing

@testable import HomeworkKit

/// What a student may have after the first evening.
private struct FirstEvening: Exercises {
  func probabilities(energies: [Double], temperature: Double) -> [Double] {
    References().probabilities(energies: energies, temperature: temperature)
  }

  func logPartitionFunction(standardDeviation: Double, temperature: Double, dimension: Int)
    -> Double
  {
    Double(dimension) * Elementary.log(standardDeviation * temperature * Elementary.sqrt(2 * .pi))
  }

  func likelihoodGradient(data: [Double], mean: Double, logVariance: Double) -> (
    mean: Double, logVariance: Double
  ) {
    let right = References().likelihoodGradient(data: data, mean: mean, logVariance: logVariance)
    return (right.mean, right.logVariance + 1)
  }
}

@Suite struct SampleTests {
  /// The page on homework shows what the grader prints.
  @Test func thePageShowsWhatTheGraderPrints() throws {
    var report = Report(homework.questionnaire, seed: 4)
    for (i, exercise) in homework.exercises.enumerated() {
      report.rows[i].verdict = exercise.verdict(on: FirstEvening(), seed: 4)
    }
    let page = chaptersFolder.appending(path: "HOMEWORK.md")
    let shown = "```text\n" + report.lines().joined(separator: "\n") + "\n```\n"
    #expect(
      try String(contentsOf: page, encoding: .utf8).contains(shown),
      "the page should show:\n\(shown)")
  }
}
