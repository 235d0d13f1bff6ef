import Exercises06
import HomeworkTesting
import Testing

@Suite(.serialized) struct Homework06Tests {
  @Test func referencesAreRight() { expectRight(references, in: homework) }

  @Test func otherWaysAreRight() { expectRight(alternates, in: homework, only: ["6.4", "6.5"]) }

  @Test func stubsAreNotAttempted() { expectNotAttempted(Formulas(), in: homework) }

  @Test func slipsAreNamed() { expectSlipsAreNamed(in: homework) }

  @Test(arguments: wrongAnswers)
  func mistakesAreNamed(_ wrong: WrongAnswer<any Exercises>) {
    expectDiagnosis(wrong, in: homework)
  }

  @Test func statementsAgree() throws {
    try expectStatements(in: "06-denoising-score-matching", of: homework)
  }

  @Test func everyExerciseHasWrongAnswers() { expectEnough(wrongAnswers, for: homework) }
}
