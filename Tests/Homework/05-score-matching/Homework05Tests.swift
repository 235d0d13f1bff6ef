import Exercises05
import HomeworkTesting
import Testing

@Suite(.serialized) struct Homework05Tests {
  @Test func referencesAreRight() { expectRight(References(), in: homework) }

  @Test func otherWaysAreRight() { expectRight(Alternates(), in: homework, only: ["5.2", "5.5"]) }

  @Test func stubsAreNotAttempted() { expectNotAttempted(Stubs(), in: homework) }

  @Test func slipsAreNamed() { expectSlipsAreNamed(in: homework) }

  @Test(arguments: wrongAnswers)
  func mistakesAreNamed(_ wrong: WrongAnswer<any Exercises>) {
    expectDiagnosis(wrong, in: homework)
  }

  @Test func statementsAgree() throws {
    try expectStatements(in: "05-score-matching", of: homework)
  }

  @Test func everyExerciseHasWrongAnswers() { expectEnough(wrongAnswers, for: homework) }
}
