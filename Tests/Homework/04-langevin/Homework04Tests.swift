import Exercises04
import HomeworkTesting
import Testing

@Suite(.serialized) struct Homework04Tests {
  @Test func referencesAreRight() { expectRight(References(), in: homework) }

  @Test func otherWaysAreRight() {
    expectRight(Alternates(), in: homework, only: ["4.2", "4.3", "4.4", "4.5"])
  }

  @Test func stubsAreNotAttempted() { expectNotAttempted(Stubs(), in: homework) }

  @Test(arguments: wrongAnswers)
  func mistakesAreNamed(_ wrong: WrongAnswer<any Exercises>) {
    expectDiagnosis(wrong, in: homework)
  }

  @Test func slipsAreNamed() { expectSlipsAreNamed(in: homework) }

  @Test func statementsAgree() throws { try expectStatements(in: "04-langevin", of: homework) }

  @Test func everyExerciseHasWrongAnswers() { expectEnough(wrongAnswers, for: homework) }
}
