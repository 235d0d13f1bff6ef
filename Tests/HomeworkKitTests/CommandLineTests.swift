import ArgumentParser
import Testing

@testable import HomeworkKit

@Suite struct CommandLineTests {
  private func homework(_ numbers: String...) -> Questionnaire {
    let exercises = numbers.map {
      ExerciseSheet(
        number: $0, title: "", points: 1, section: "", hints: [], seconds: 1, checks: [])
    }
    return Questionnaire(chapter: 15, title: "", exercises: exercises)
  }

  /// Who does as the help says is not told that there is no such exercise.
  @Test func examplesAreExercisesOfTheHomework() {
    let questions = homework("15.1", "15.2", "15.3")
    let help = questions.naming { HomeworkOptions.helpMessage() }
    #expect(help.contains("homework-15 [--only 15.2") && help.contains("homework-15 hint 15.2"))
    #expect(!help.contains(" 5.2"))
    let error = questions.naming {
      #expect(throws: (any Error).self) { try HomeworkOptions.parse(["--show"]) }
    }
    #expect(
      questions.naming { HomeworkOptions.fullMessage(for: error!) }.contains("--only 15.2, say"))
    #expect(homework("15.1").example == "15.1")
  }
}
