import Exercises03
import HomeworkTesting
import Testing

@Suite(.serialized) struct Homework03Tests {
  @Test func referencesAreRight() { expectRight(References(), in: homework) }

  @Test func otherWaysAreRight() {
    expectRight(Alternates(), in: homework, only: ["3.2", "3.3", "3.4"])
  }

  @Test func stubsAreNotAttempted() { expectNotAttempted(Stubs(), in: homework) }

  @Test func slipsAreNamed() { expectSlipsAreNamed(in: homework) }

  @Test(arguments: wrongAnswers)
  func mistakesAreNamed(_ wrong: WrongAnswer<any Exercises>) {
    expectDiagnosis(wrong, in: homework)
  }

  @Test func statementsAgree() throws {
    try expectStatements(in: "03-contrastive-divergence", of: homework)
  }

  @Test func everyExerciseHasWrongAnswers() { expectEnough(wrongAnswers, for: homework) }
}
