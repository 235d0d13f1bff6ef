import Testing

@testable import WeaveKit

@Suite struct ExerciseTests {
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
        // Return
        // $$ x/2 $$
        func half(_ x: Double) throws -> Double {
          throw NotAttempted()
        }
      }
      """)

  @Test func statementsAndSignaturesAreTaken() {
    var problems = Problems()
    let exercises = Exercise.all(in: answers, problems: &problems)
    #expect(problems.all.isEmpty)
    #expect(
      exercises == [
        Exercise(
          title: "1.1 · Twice as much (1 point)", path: answers.path, line: 3,
          statement: [
            .text(lines([(5, "Return $2x$, for"), (6, "any $x$.")]).map { TextLine(line: $0) })
          ], signature: ["func twice(_ x: Double) throws", "  -> Double"]),
        Exercise(
          title: "1.2 · Half (12 points)", path: answers.path, line: 13,
          statement: [
            .text([TextLine(line: Line(number: 15, text: "Return"))]),
            .equation(Equation(tex: ["x/2"], label: nil, line: 16)),
          ], signature: ["func half(_ x: Double) throws -> Double"]),
      ])
  }

  /// The chapter with its exercises.
  private func chapter(
    _ text: String, _ answers: SourceFile, _ problems: inout Problems
  ) throws -> ChapterSource {
    var chapter = ChapterSource(
      number: 1, source: SourceFile(path: "Chapters/01-a/main.swift", text: text),
      problems: &problems)
    try chapter.insertExercises(
      from: { () throws(WeaveError) in answers }, problems: &problems)
    return chapter
  }

  @Test func theyTakeThePlaceOfTheDirective() throws {
    var problems = Problems()
    let chapter = try chapter("/*:\n## A\n@main\na\n@homework\nb\n*/", answers, &problems)
    #expect(problems.all.isEmpty)
    let kinds = chapter.blocks.map { block in
      switch block.content {
      case .prose(.exercise(let exercise)): exercise.title
      case .prose(.text(let lines)): lines[0].line.text
      default: "-"
      }
    }
    #expect(kinds == ["-", "a", "1.1 · Twice as much (1 point)", "1.2 · Half (12 points)", "b"])
    #expect(chapter.blocks.dropFirst().allSatisfy { $0.reading == .main })
    #expect(chapter.blocks.placedInBook().map(\.isInBook) == [true, true, false, false, true])
  }

  @Test func theyStandInOnePlace() throws {
    var problems = Problems()
    _ = try chapter("/*:\n@homework\n\n@homework\n*/", answers, &problems)
    expectOne(problems, line: 4, containing: "for the second time")
  }

  @Test func answersWithoutExercisesAreAnError() throws {
    var problems = Problems()
    _ = try chapter(
      "/*:\n@homework\n*/", SourceFile(path: "Answers.swift", text: "struct A {}"), &problems)
    expectOne(problems, line: nil, containing: "Answers.swift has no exercise")
  }

  @Test(arguments: ["## A", "@main", "$$ x $$ {#eq:x}", "@quote A.swift a"])
  func statementsHaveNothingToBeNumbered(text: String) {
    var problems = Problems()
    let answers = SourceFile(
      path: "Answers.swift", text: "// 1.1 · A (1 point)\n//\n// \(text)\nfunc a() {")
    _ = Exercise.all(in: answers, problems: &problems)
    expectOne(problems, line: 3, containing: "text and unnumbered equations only")
  }
}
