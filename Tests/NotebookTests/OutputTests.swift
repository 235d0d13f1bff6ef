import NotebookEvents
import Testing

@testable import Notebook

@MainActor @Suite struct OutputTests {
  private let capture = Capture()

  @Test func blankLinesDoNotPileUp() {
    let output = capture.output()
    output.print(["", "a", "", ""])
    output.print(["", "b", ""])
    output.print(["", "c"])
    #expect(capture.results == "a\n\nb\n\nc\n")
  }

  @Test func messagesGoTheirOwnWay() {
    let output = capture.output()
    output.print(["result"])
    output.print(["message"], to: .messages)
    #expect(capture.results == "result\n" && capture.messages == "message\n")
  }

  @Test func whatCannotBePrintedIsReported() {
    let output = capture.output()
    capture.failure = System.Failure(code: 28)
    output.print(["lost"], to: .messages)
    #expect(capture.failures == [], "results are what matters")
    output.print(["lost"])
    #expect(capture.failures == [System.Failure(code: 28)])
  }

  @Test func stylesNeedColours() {
    #expect(capture.output().style("word", .bad) == "word")
    #expect(capture.output(isColored: true).style("word", .bad) == "\u{1B}[1;31mword\u{1B}[0m")
  }

  @Test func statusMakesRoomForResults() {
    let output = capture.output(columns: 80)
    output.showStatus("half way")
    output.print(["result"])
    output.print(["result"])
    #expect(capture.messages == "\rhalf way\u{1B}[K\r\u{1B}[K", "removed once")
  }
}
