import Exercises11
import HomeworkTesting
import Testing

@Suite(.serialized) struct Homework11Tests {
  @Test func referencesAreRight() { expectRight(References(), in: homework) }

  @Test func otherWaysAreRight() { expectRight(Alternates(), in: homework) }

  @Test func stubsAreNotAttempted() { expectNotAttempted(Stubs(), in: homework) }

  @Test func slipsAreNamed() { expectSlipsAreNamed(in: homework) }

  @Test(arguments: wrongAnswers)
  func mistakesAreNamed(_ wrong: WrongAnswer<any Exercises>) {
    expectDiagnosis(wrong, in: homework)
  }

  @Test func statementsAgree() throws {
    try expectStatements(in: "11-ising", of: homework)
  }

  @Test func everyExerciseHasWrongAnswers() { expectEnough(wrongAnswers, for: homework) }
}
