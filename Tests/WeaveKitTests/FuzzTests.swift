import Foundation
import TestSupport
import Testing

@testable import WeaveKit

@Suite("Sources that were tampered with") struct FuzzTests {
  private static func file(_ path: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Pieces of a text, of a few lines each.
  private static func pieces(_ text: String, lines: Int) -> [[UInt8]] {
    let all = text.split(separator: "\n", omittingEmptySubsequences: false)
    return stride(from: 0, to: all.count, by: lines).map { start in
      Array(all[start..<min(start + lines, all.count)].joined(separator: "\n").utf8)
    }
  }

  private static let tokens = [
    "/*:", "*/", "//:", "// fold: x\n", "$", "$$", "```", "````", "~~~", "`", "``", "[", "](", "<",
    "<!--", "-->", "&amp;", "\\", "\\(", "\\[", "#", "## ", "> ", "- ", "1. ", "    ", "\t", "|",
    "*",
    "**", "_", "@homework", "@fig:", "{#eq:a}", "\n\n", "\r\n", "\u{1B}", "é", "{", "}", "\\frac",
    "\\begin{aligned}", "\\end{aligned}", "^", "snippet.", "// snippet.end",
  ]

  /// All that happens to a chapter's source up to the page.
  private func weave(_ bytes: [UInt8]) {
    var problems = Problems()
    let source = SourceFile(path: "main.swift", text: String(decoding: bytes, as: UTF8.self))
    let chapter = ChapterSource(number: 1, source: source, problems: &problems)
    var snippets = SnippetIndex()
    snippets.add(source, problems: &problems)
    _ = Exercise.all(in: source, problems: &problems)
    let context = BookContext(labels: Labels(), snippets: snippets, contains: { _ in true })
    for block in chapter.blocks {
      guard case .prose(let element) = block.content else { continue }
      switch element {
      case .text(let lines): rewrite(lines.map(\.line), context, &problems)
      case .equation(let equation): _ = EquationRenderer.render(equation, number: "1")
      default: break
      }
    }
    rewrite(source.lines, context, &problems)
    _ = PlainText.of(
      String(decoding: bytes, as: UTF8.self), at: .init(path: "main.swift", line: 1),
      problems: &problems)
    // Every problem has a line of the file.
    for problem in problems.all {
      if let line = problem.location?.line { #expect((1...source.lines.count + 1).contains(line)) }
    }
  }

  private func rewrite(_ lines: [Line], _ context: BookContext, _ problems: inout Problems) {
    var rewriter = InlineRewriter(context: context, chapter: 1, document: .book)
    _ = rewriter.rewrite(lines, in: "main.swift", problems: &problems)
  }

  @Test func markup() throws {
    let chapter = try Self.file("Chapters/05-score-matching/main.swift")
    let answers = try Self.file("Chapters/05-score-matching/homework/Answers.swift")
    var fuzzer = Fuzzer(
      "markup", seeds: Self.pieces(chapter, lines: 60) + Self.pieces(answers, lines: 60),
      tokens: Self.tokens)
    #expect(fuzzer.run(weave) > 300)
  }

  @Test func prose() throws {
    let chapter = try Self.file("Chapters/06-denoising-score-matching/main.swift")
    var fuzzer = Fuzzer("prose", seeds: Self.pieces(chapter, lines: 8), tokens: Self.tokens)
    let count = fuzzer.run { bytes in
      weave(Array("/*:\n".utf8) + bytes + Array("\n*/\n".utf8))
    }
    #expect(count > 300)
  }

  /// What is nested without end is a mistake in the text, not the end of the process; and long lines
  /// take no more than their length asks for.
  @Test(arguments: [
    "{", "}", "^", "\\sqrt", "\\frac{", "_{", "[", "](", "<", "> ", "- ", "*", "**", "_", "`", "\\",
    "(", "![", "$", "|", "&", "~~", "<!--", "\\begin{a}", "\\text{", "\\left(", "x^", "`` ",
  ])
  func withoutEnd(piece: String) {
    let text = String(repeating: piece, count: 2000)
    let start = ContinuousClock().now
    for whole in [text, "$\(text)$", "$$\n\(text)\n$$", "| \(text) |\n|---|\n| a |"] {
      weave(Array("/*:\n\(whole)\n*/\n".utf8))
    }
    #expect(ContinuousClock().now - start < .seconds(60))
  }
}
