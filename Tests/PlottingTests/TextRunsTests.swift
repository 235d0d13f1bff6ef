import Testing

@testable import Plotting

@Suite("Text")
struct TextRunsTests {
  private func runs(_ text: String) -> [TextRun] { textRuns(text) { _ in 0 } }

  @Test(arguments: [
    ("x_{t−1}^{2}", ["x", "t−1", "2"], [0, -1, 1]),
    ("x² + χ₁", ["x", "2", " + χ", "1"], [0, 1, 0, -1]),
    ("10⁻³", ["10", "−3"], [0, 1]),
    ("a_{b", ["a_{b"], [0]),
    ("snake_case {}", ["snake_case {}"], [0]),
    ("p_{θ}(x)", ["p", "θ", "(x)"], [0, -1, 0]),
    ("", [], []),
  ])
  func loweredAndRaised(text: String, pieces: [String], heights: [Double]) {
    let runs = runs(text)
    #expect(runs.map(\.text) == pieces)
    #expect(runs.map { $0.rise == 0 ? 0 : $0.rise > 0 ? 1 : -1 } == heights)
    #expect(runs.allSatisfy { ($0.rise == 0) == ($0.scale == 1) })
  }

  @Test func accents() {
    let runs = runs("λ\u{302} + x\u{303}_{t}")
    #expect(runs.map(\.text) == ["λ", " + ", "x", "t"])
    #expect(runs.map(\.accent) == ["\u{302}", nil, "\u{303}", nil])
  }

  @Test func partsWithAnotherFont() {
    let runs = textRuns("a→b") { $0.text == "→" ? 1 : 0 }
    #expect(runs.map(\.text) == ["a", "→", "b"])
    #expect(runs.map(\.family) == [0, 1, 0])
  }
}
