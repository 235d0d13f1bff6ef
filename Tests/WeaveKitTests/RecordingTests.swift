import NotebookEvents
import Testing

@testable import WeaveKit

@Suite struct RecordingTests {
  private static let events: [Event] = [
    .chapter(number: 1, title: "T", seed: 1, quick: false),
    .timing(line: 4, label: "sort", seconds: 0.5),
    .table(
      line: 5,
      record: TableRecord(
        title: "Times", columns: ["n"], alignments: [.right], rows: [["1"]], isTimed: true)),
    .end(line: 9, claims: 0, failed: 0),
  ]

  private static let header =
    #"{"kind":"sources","digest":"0123456789abcdef","figures":"fedcba9876543210"}"#

  @Test func textIsReadBack() throws {
    let recording = Recording(
      digest: "0123456789abcdef", figures: "fedcba9876543210", events: Self.events)
    #expect(recording.text.hasPrefix(Self.header + "\n{"))
    #expect(try Recording(text: recording.text, path: "x") == recording)
  }

  @Test(arguments: [
    "", "{}", "{\"kind\":\"sources\",\"digest\":\"0123456789abcdef\"}\n", header + "\n",
    header + "\n{\"kind\":\"odd\"}\n",
  ]) func brokenRecordingsAreRefused(text: String) {
    #expect {
      try Recording(text: text, path: "events.jsonl")
    } throws: {
      guard case WeaveError.invalidFile(let path, let cause) = $0 else { return false }
      return path == "events.jsonl" && cause.contains("record the chapter again")
    }
  }

  @Test func timesAreTakenFromTheEarlierRun() {
    var new = Self.events
    new[1] = .timing(line: 4, label: "sort", seconds: 0.7)
    new[2] = .table(
      line: 5,
      record: TableRecord(
        title: "Times", columns: ["n"], alignments: [.right], rows: [["2"]], isTimed: true))
    #expect(new.takingTimes(from: Self.events) == Self.events)
  }

  @Test(arguments: [
    Event.timing(line: 5, label: "sort", seconds: 0.7),
    Event.timing(line: 4, label: "merge", seconds: 0.7), Event.text(line: 4, text: "sort"),
  ]) func timesOfOtherCallsAreNotTaken(event: Event) {
    var new = Self.events
    new[1] = event
    #expect(new.takingTimes(from: Self.events) == new)
  }

  @Test(arguments: [1, 2, 3]) func runsOfDifferentLengthKeepTheirTimes(index: Int) {
    var longer = Self.events
    longer.insert(.timing(line: 4, label: "sort", seconds: 0.7), at: index)
    #expect(longer.takingTimes(from: Self.events) == longer)
    #expect(Self.events.takingTimes(from: longer) == Self.events)
  }

  @Test func onlyTimesAreTaken() {
    var new = Self.events
    new[0] = .chapter(number: 1, title: "Other", seed: 1, quick: false)
    new[1] = .timing(line: 4, label: "sort", seconds: 0.7)
    let mixed = new.takingTimes(from: Self.events)
    #expect(mixed[0] == new[0])
    #expect(mixed[1] == Self.events[1])
  }
}
