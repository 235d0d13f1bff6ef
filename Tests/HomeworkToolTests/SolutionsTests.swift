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
      ReferenceFile(references).answer("half")
        == "func half(of x: Double) -> Double {\n  if x > 0 {\n    return x / 2\n  }\n  return 0\n}"
    )
    #expect(ReferenceFile(references).answer("third") == nil)
  }

  /// Where answers are made of closures, those come along, and the functions that they use.
  @Test func whatAnAnswerUsesIsShown() {
    let references = """
      struct Formulas: Exercises {
        var half: @Sendable (Double) throws -> Double = { _ in throw NotAttempted() }
        /// What becomes of the number first.
        var change: @Sendable (Double) -> Double = { $0 }
        var other: @Sendable (Double) -> Double = { $0 }

        func half(of x: Double, other: Double) throws -> Number { try half(change(x)) }
      }

      typealias Number = Double
      func divided(_ x: Double) -> Double {
        x / 2
      }
      func unused() {}

      let references = Formulas(
        half: { x in
          divided(x)
        },
        third: { $0 / 3 })
      """
    #expect(
      ReferenceFile(references).answer("half") == """
        func half(of x: Double, other: Double) throws -> Number { try half(change(x)) }

        let half = { x in
          divided(x)
        }

        let change = { $0 }

        typealias Number = Double

        func divided(_ x: Double) -> Double {
          x / 2
        }
        """)
  }

  /// Every exercise of the book has its statement, an answer of more than a line, and mistakes.
  @Test func theBookletIsComplete() throws {
    let book = try TeachersCopy(root: #filePath.components(separatedBy: "/Tests/")[0])
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
