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

  /// Each stream is well set by itself, and both together where both are seen.
  @Test func blankLinesOfTwoStreams() {
    for columns in [nil, 80] {
      let capture = Capture()
      let output = capture.output(columns: columns)
      output.print(["a", ""])
      output.print(["", "message", ""], to: .messages)
      output.print(["", "b"])
      #expect(capture.results == "a\n\nb\n")
      #expect(capture.messages == "message\n\n")
      output.print(["message"], to: .messages)
      output.print(["", "c"])
      #expect(capture.results == "a\n\nb\n\nc\n")
      output.print([""], to: .messages)
      output.print(["", "d"])
      #expect(capture.results.hasSuffix(columns == nil ? "c\n\nd\n" : "c\nd\n"))
    }
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
