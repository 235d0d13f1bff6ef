import Files
import HomeworkKit
import NotebookEvents

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Gradescope's `results.json`, as far as it is used here.
///
/// Source: Gradescope, "Autograder specifications", output format.
struct GradescopeResults: Codable {
  struct Test: Codable {
    var name: String
    var number: String
    var score: Int
    var max_score: Int
    var status: String
    var output: String
    var visibility = "visible"
  }

  /// What Gradescope keeps for us and shows to nobody.
  struct ExtraData: Codable {
    var chapter: Int
    var complete: Bool
    /// Of the answers, to know them again.
    var digest: String?
    /// Only when the grading is complete: whoever knows the inputs beforehand can ask the judges.
    var seed: String?
  }

  var score: Int
  var visibility = "visible"
  var output_format = "text"
  var output: String
  var tests: [Test]
  var extra_data: ExtraData
}

extension Report {
  var isComplete: Bool { rows.allSatisfy { $0.verdict != nil } }

  /// Gives all exercises the same verdict.
  mutating func setAll(_ verdict: Verdict) {
    for i in rows.indices { rows[i].verdict = verdict }
  }

  /// Gradescope's `results.json`.
  ///
  /// - Parameters:
  ///   - output: a line on the whole.
  ///   - digest: of the answers, to know them again.
  func gradescope(output: String? = nil, digest: String? = nil) -> String {
    let tests = rows.map { row in
      GradescopeResults.Test(
        name: row.exercise.title, number: row.exercise.number, score: row.score,
        max_score: row.exercise.points, status: row.verdict == .right ? "passed" : "failed",
        output: ([row.mark] + row.explanation).joined(separator: "\n"))
    }
    let results = GradescopeResults(
      score: score,
      output: output ?? (isComplete ? "Graded." : "The grading has not come to its end."),
      tests: tests,
      extra_data: GradescopeResults.ExtraData(
        chapter: questionnaire.chapter, complete: isComplete, digest: digest,
        seed: isComplete ? "\(seed)" : nil))
    return JSONEncoder.lossless.text(of: results) + "\n"
  }

  /// Replaces a file by `results.json` at once.
  func write(to path: String, output: String? = nil, digest: String? = nil) throws {
    try AtomicFile.write(gradescope(output: output, digest: digest), to: path)
  }
}
