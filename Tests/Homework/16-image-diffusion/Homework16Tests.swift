import Exercises16
import HomeworkTesting
import Testing

@Suite(.serialized) struct Homework16Tests {
  @Test func referencesAreRight() { expectRight(References(), in: homework) }

  @Test func otherWaysAreRight() { expectRight(Alternates(), in: homework) }

  @Test func stubsAreNotAttempted() { expectNotAttempted(Stubs(), in: homework) }

  @Test func slipsAreNamed() { expectSlipsAreNamed(in: homework) }

  @Test(arguments: wrongAnswers)
  func mistakesAreNamed(_ wrong: WrongAnswer<any Exercises>) {
    expectDiagnosis(wrong, in: homework)
  }

  @Test func statementsAgree() throws {
    try expectStatements(in: "16-image-diffusion", of: homework)
  }

  @Test func everyExerciseHasWrongAnswers() { expectEnough(wrongAnswers, for: homework) }
}
