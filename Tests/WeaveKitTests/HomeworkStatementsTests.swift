import Testing

@testable import WeaveKit

@Suite struct HomeworkStatementsTests {
  private let answers = SourceFile(
    path: "Chapters/01-a/homework/Answers.swift",
    text: """
      /// Your answers.
      struct Answers: Exercises {
        // 1.1 · Twice as much (1 point)
        //
        // Return $2x$, for
        // any $x$.
        func twice(_ x: Double) throws
          -> Double
        {
          throw NotAttempted()
        }

        // 1.2 · Half (12 points)
        //
        // Return $x/2$.
        func half(_ x: Double) throws -> Double {
          throw NotAttempted()
        }
      }
      """)

  @Test func statementsAndSignaturesAreTaken() {
    #expect(
      HomeworkStatements.markdown(answers).joined(separator: "\n") == """
        **1.1 · Twice as much** (1 point)

        Return $2x$, for
        any $x$.

        ```swift
        func twice(_ x: Double) throws
          -> Double
        ```

        **1.2 · Half** (12 points)

        Return $x/2$.

        ```swift
        func half(_ x: Double) throws -> Double
        ```
        """)
  }

  @Test func theDirectiveIsReplacedAndKeepsItsLine() throws {
    var problems = Problems()
    let chapter = SourceFile(path: "Chapters/01-a/main.swift", text: "/*:\n@homework\n\nEnd\n*/")
    let expanded = try HomeworkStatements.expand(
      chapter, answers: { () throws(WeaveError) in answers }, problems: &problems)
    #expect(problems.all.isEmpty)
    #expect(expanded.lines.count > 10)
    #expect(expanded.lines[1] == Line(number: 2, text: "**1.1 · Twice as much** (1 point)"))
    #expect(expanded.lines.last == Line(number: 5, text: "*/"))
  }

  @Test func answersWithoutExercisesAreAnError() throws {
    var problems = Problems()
    let chapter = SourceFile(path: "Chapters/01-a/main.swift", text: "/*:\n@homework\n*/")
    let empty = SourceFile(path: "Answers.swift", text: "struct Answers {}")
    _ = try HomeworkStatements.expand(
      chapter, answers: { () throws(WeaveError) in empty }, problems: &problems)
    #expect(problems.all.count == 1)
  }
}
