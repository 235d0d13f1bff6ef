import Elementary
import Testing

@Suite struct PreconditionTests {
  @Test func printsItsMessage() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let values = [1, 2, 3]
      precondition(values.count == 4, "need 4 values, got \(values.count)")
    }
    let errors = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(errors.contains("Fatal error: need 4 values, got 3"))
  }

  @Test func failurePrintsItsMessage() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      preconditionFailure("cannot be")
    }
    let errors = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(errors.contains("Fatal error: cannot be"))
  }

  @Test func makesNoMessageWithoutNeed() {
    var messages = 0
    func message() -> String {
      messages += 1
      return ""
    }
    precondition(true, message())
    #expect(messages == 0)
  }
}
