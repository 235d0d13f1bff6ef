import Testing

@testable import homework

@Suite struct SolutionsTests {
  @Test func statementsAndAnswersAreFound() {
    let stubs = """
      struct Answers: Exercises {
        // 1.1 · Half (2 points)
        //
        // Return *half* of $x$,
        // rounded.
        func half(of x: Double) throws -> Double {
          throw NotAttempted()
        }
      }
      """
    let found = Solutions.statements(in: stubs)
    #expect(found == ["1.1": .init(text: "Return *half* of $x$,\nrounded.", function: "half")])
    let references = """
      extension Exercises {
        func half(of x: Double) throws -> Double { throw NotAttempted() }
      }
      struct References: Exercises {
        func half(of x: Double) -> Double {
          if x > 0 {
            return x / 2
          }
          return 0
        }
        func other() {}
      }
      struct Alternates: Exercises {
        func half(of x: Double) -> Double { 0.5 * x }
      }
      """
    #expect(
      Solutions.function("half", in: references)
        == "func half(of x: Double) -> Double {\n  if x > 0 {\n    return x / 2\n  }\n  return 0\n}"
    )
    #expect(Solutions.function("third", in: references) == nil)
  }

  /// Every exercise of the book has its statement, an answer of more than a line, and mistakes.
  @Test func theBookletIsComplete() throws {
    let book = try Book(root: #filePath.components(separatedBy: "/Tests/")[0])
    for homework in questionnaires {
      let text = try Solutions(of: homework, in: book).text
      let parts = text.split(separator: "\n### ").dropFirst()
      #expect(parts.count == homework.exercises.count)
      for part in parts {
        #expect(!part.contains("NotAttempted()"), "\(part.prefix(60))")
        let code = part.split(separator: "```swift\n").last?.split(separator: "\n```").first
        #expect((code?.split(separator: "\n").count ?? 0) >= 3, "\(part.prefix(60))")
        #expect(part.contains("\n- "), "\(part.prefix(60))")
      }
    }
  }
}
