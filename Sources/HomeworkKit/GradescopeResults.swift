/// Gradescope's `results.json`, as far as it is used here.
///
/// Source: Gradescope, "Autograder specifications", output format.
package struct GradescopeResults: Codable {
  package struct Test: Codable {
    package var name: String
    package var number: String
    package var score: Int
    package var max_score: Int
    package var status: String
    package var output: String
    package var visibility = "visible"
  }

  /// What Gradescope keeps for us and shows to nobody.
  package struct ExtraData: Codable {
    package var chapter: Int
    package var complete: Bool
    /// Of the answers, to know them again.
    package var digest: String?
    /// Only when the grading is complete: whoever knows the inputs beforehand can ask the judges.
    package var seed: String?
  }

  package var score: Int
  package var visibility = "visible"
  package var output_format = "text"
  package var output: String
  package var tests: [Test]
  package var extra_data: ExtraData
}
