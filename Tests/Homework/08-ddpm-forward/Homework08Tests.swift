import Exercises08
import HomeworkTesting
import Testing

@Suite(.serialized) struct Homework08Tests {
  @Test func referencesAreRight() { expectRight(references, in: homework) }

  @Test func otherWaysAreRight() {
    expectRight(alternates, in: homework, only: ["8.1", "8.3", "8.4", "8.5"])
  }

  @Test func theLibraryIsRight() {
    expectRight(librarians, in: homework, only: ["8.5"])
  }

  @Test func stubsAreNotAttempted() { expectNotAttempted(Formulas(), in: homework) }

  @Test func slipsAreNamed() { expectSlipsAreNamed(in: homework) }

  @Test(arguments: wrongAnswers)
  func mistakesAreNamed(_ wrong: WrongAnswer<any Exercises>) {
    expectDiagnosis(wrong, in: homework)
  }

  @Test func statementsAgree() throws { try expectStatements(in: "08-ddpm-forward", of: homework) }

  @Test func everyExerciseHasWrongAnswers() { expectEnough(wrongAnswers, for: homework) }
}
