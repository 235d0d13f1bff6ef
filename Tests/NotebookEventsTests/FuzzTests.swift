import Foundation
import TestSupport
import Testing

@testable import NotebookEvents

@Suite("Events that were tampered with") struct FuzzTests {
  private static func events() throws -> [[UInt8]] {
    let chapters = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Chapters")
    let file = try String(
      contentsOf: chapters.appending(path: "01-boltzmann/events.jsonl"), encoding: .utf8)
    let lines = file.split(separator: "\n")
    let few = [lines[0]] + lines.dropFirst().prefix(12) + [lines[lines.count - 1]]
    return [few.joined(separator: "\n") + "\n"].map { Array($0.utf8) }
      + lines.prefix(30).map { Array($0.utf8) }
  }

  @Test func events() throws {
    var fuzzer = Fuzzer(
      "events", seeds: try Self.events(),
      tokens: [
        "{", "}", "[", "\"", "\\u", "null", "1e999", "-0", "\"kind\":", "\n", "NaN", "\u{1B}",
      ])
    let understood = fuzzer.run { file in
      let text = String(decoding: file, as: UTF8.self)
      guard let events = try? EventLog.parse(text) else { return }
      // What was understood can be written and is then understood in the same way.
      #expect((try? EventLog.parse(EventLog.text(of: events)))?.count == events.count)
    }
    #expect(understood > 300)
  }

  @Test func deepNesting() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: EventsError.self) { try EventLog.parse(deep) }
    #expect(throws: EventsError.self) {
      try EventLog.parse(String(repeating: "{\"a\":", count: 100_000))
    }
  }
}

@Suite("Formulas that were tampered with") struct FormulaFuzzTests {
  @Test func formulas() {
    let seeds = [
      "\\frac{1}{2}\\sigma_t^2 + \\sqrt{\\bar\\alpha_t}\\,x_0",
      "\\binom{n}{k} \\left(\\lVert x \\rVert\\right)",
      "\\mathbb{E}_{x\\sim p}\\left[ -\\log p(x) \\right] \\le \\underbrace{a+b}_{c}",
    ]
    var fuzzer = Fuzzer(
      "formulas", seeds: seeds.map { Array($0.utf8) },
      tokens: [
        "{", "}", "\\frac", "\\sqrt", "^", "_", "\\hat", "\\operatorname{", "&", "\\\\", " ",
      ])
    let count = fuzzer.run { bytes in
      let text = PlainMathematics(String(decoding: bytes, as: UTF8.self)).text
      #expect(text.utf8.count <= 10 * bytes.count + 20)
    }
    #expect(count > 300)
  }

  @Test(arguments: ["{", "}", "^", "_{", "\\sqrt", "\\frac{", "\\hat", "\\underbrace{", "\\begin{"])
  func withoutEnd(piece: String) {
    let formula = String(repeating: piece, count: 100_000)
    #expect(!PlainMathematics(formula + "x").text.isEmpty || piece == "\\begin{")
  }
}
