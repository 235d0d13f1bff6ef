import Exercises09
import HomeworkTesting
import Testing

@Suite(.serialized) struct Homework09Tests {
  @Test func referencesAreRight() { expectRight(references, in: homework) }

  @Test func otherWaysAreRight() { expectRight(alternates, in: homework) }

  @Test func slipsAreNamed() { expectSlipsAreNamed(in: homework) }

  @Test func stubsAreNotAttempted() { expectNotAttempted(Formulas(), in: homework) }

  @Test(arguments: wrongAnswers)
  func mistakesAreNamed(_ wrong: WrongAnswer<any Exercises>) {
    expectDiagnosis(wrong, in: homework)
  }

  @Test func statementsAgree() throws { try expectStatements(in: "09-ddpm-reverse", of: homework) }

  @Test func everyExerciseHasWrongAnswers() { expectEnough(wrongAnswers, for: homework) }
}
