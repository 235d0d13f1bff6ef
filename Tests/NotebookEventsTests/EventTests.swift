import Testing

@testable import NotebookEvents

private let examples: [(event: Event, line: String)] = [
  (
    .chapter(number: 1, title: "Boltzmann: \"energies\"", seed: .max, quick: false),
    #"{"kind":"chapter","number":1,"quick":false,"seed":18446744073709551615,"#
      + #""title":"Boltzmann: \"energies\""}"#
  ),
  (
    .text(line: 57, text: "π ≈ 3.14\n\tC:\\ \u{1}"),
    #"{"kind":"text","line":57,"text":"π ≈ 3.14\n\tC:\\ \u0001"}"#
  ),
  (
    .value(line: 58, label: "Z", value: "2.5066 ± 0.0011"),
    #"{"kind":"value","label":"Z","line":58,"value":"2.5066 ± 0.0011"}"#
  ),
  (
    .table(
      line: 60,
      TableRecord(
        title: "Sweep", columns: ["T", "mode"], alignments: [.right, .left],
        rows: [["0.5", "left"], ["1", "both"]], isTimed: true)),
    #"{"alignments":["right","left"],"columns":["T","mode"],"kind":"table","line":60,"#
      + #""rows":[["0.5","left"],["1","both"]],"timed":true,"title":"Sweep"}"#
  ),
  (
    .figure(
      line: 70,
      FigureRecord(
        name: "01-energy", caption: "The energy $E$.", width: 480, height: 240.5,
        digest: "00ff")),
    #"{"caption":"The energy $E$.","digest":"00ff","height":240.5,"kind":"figure","line":70,"#
      + #""name":"01-energy","timed":false,"width":480.0}"#
  ),
  (
    .figure(
      line: 71,
      FigureRecord(
        name: "01-walk", caption: "A walk.", width: 480, height: 240, digest: "00ff",
        frames: 40)),
    #"{"caption":"A walk.","digest":"00ff","frames":40,"height":240.0,"kind":"figure","line":71,"#
      + #""name":"01-walk","timed":false,"width":480.0}"#
  ),
  (
    .claim(
      line: 80,
      ClaimRecord(
        label: "mean", measured: 0.1, theory: 0, test: .mean(standardError: 0.05), z: 2,
        rulesOut: 1)),
    #"{"error":0.05,"holds":true,"kind":"claim","label":"mean","line":80,"measured":0.1,"#
      + #""rulesOut":1.0,"test":"mean","theory":0.0,"z":2.0}"#
  ),
  (
    .claim(
      line: 81,
      ClaimRecord(
        label: "variance", measured: -.infinity, theory: 1, test: .variance(degreesOfFreedom: 9),
        problem: "not a number")),
    #"{"degreesOfFreedom":9,"holds":false,"kind":"claim","label":"variance","line":81,"#
      + #""measured":"-inf","problem":"not a number","test":"variance","theory":1.0}"#
  ),
  (
    .timing(line: 90, label: "loop", seconds: 0.25),
    #"{"kind":"timing","label":"loop","line":90,"seconds":0.25}"#
  ),
  (
    .end(line: 99, claims: 12, failed: 1),
    #"{"claims":12,"failed":1,"kind":"end","line":99}"#
  ),
]

@Suite struct EventTests {
  @Test(arguments: examples)
  func writesTheGoldenLineAndReadsItBack(event: Event, line: String) throws {
    #expect(event.jsonLine == line)
    #expect(try Event(jsonLine: line) == event)
  }

  @Test(arguments: [
    ("[]", EventsError.notAnObject),
    ("{", .notJSON("expected a key", byte: 1)),
    (#"{"line":1}"#, .badMember("kind", expected: "a string", found: "nothing")),
    (
      #"{"kind":"poem","line":1}"#,
      .badMember("kind", expected: "a known kind of event", found: "'poem'")
    ),
    (
      #"{"kind":"text","text":"a"}"#,
      .badMember("line", expected: "an integer", found: "nothing")
    ),
    (
      #"{"kind":"text","line":1.5,"text":"a"}"#,
      .badMember("line", expected: "an integer", found: "1.5")
    ),
    (
      #"{"kind":"text","line":1,"text":2}"#,
      .badMember("text", expected: "a string", found: "2")
    ),
    (
      #"{"kind":"timing","label":"a","line":1,"seconds":"soon"}"#,
      .badMember("seconds", expected: "a number", found: #""soon""#)
    ),
    (
      #"{"alignments":["left"],"columns":["a"],"kind":"table","line":1,"rows":[["1","2"]],"#
        + #""timed":false,"title":""}"#,
      .badMember("rows", expected: "1 cells, one for each column", found: "2")
    ),
    (
      #"{"alignments":["up"],"columns":["a"],"kind":"table","line":1,"rows":[],"#
        + #""timed":false,"title":""}"#,
      .badMember("alignments", expected: "left or right", found: "'up'")
    ),
    (
      #"{"error":1,"holds":false,"kind":"claim","label":"","line":1,"measured":1,"test":"mean","#
        + #""theory":1}"#,
      .badMember("holds", expected: "true", found: "false")
    ),
    (
      #"{"holds":true,"kind":"claim","label":"","line":1,"measured":1,"test":"guess","theory":1}"#,
      .badMember("test", expected: "a known test", found: "'guess'")
    ),
  ])
  func refusesWhatIsNoEvent(line: String, error: EventsError) {
    #expect(throws: error) { try Event(jsonLine: line) }
  }

  @Test(
    arguments: [
      .absolute(tolerance: 1e-9), .relative(tolerance: 0.5), .atMost(standardError: 0),
      .atLeast(standardError: 0.25), .mean(standardError: 1), .variance(degreesOfFreedom: 7),
    ] as [ClaimRecord.Test])
  func everyTestComesBack(test: ClaimRecord.Test) throws {
    let event = Event.claim(
      line: 3, ClaimRecord(label: "a", measured: 1, theory: 2, test: test, problem: "no"))
    #expect(try Event(jsonLine: event.jsonLine) == event)
  }
}

@Suite struct EventLogTests {
  @Test func readsWhatItWrote() throws {
    let events = examples.map(\.event)
    let text = EventLog.text(of: events)
    #expect(text.split(separator: "\n").count == events.count && text.hasSuffix("}\n"))
    #expect(try EventLog.parse(text) == events)
  }

  @Test func namesTheLineThatIsWrong() {
    let good = examples[0].line
    #expect(throws: EventsError.line(2, .notAnObject)) { try EventLog.parse("\(good)\n1\n") }
    #expect(throws: EventsError.line(2, .notJSON("the text ends too early", byte: 0))) {
      try EventLog.parse("\(good)\n\n\(examples.last!.line)\n")
    }
  }

  @Test(arguments: [0..<0, 0..<3, 3..<9, 0..<1])
  func refusesARunWithoutBeginningOrEnd(range: Range<Int>) {
    let text = EventLog.text(of: examples[range].map(\.event))
    #expect(throws: EventsError.incomplete) { try EventLog.parse(text) }
  }
}

@Suite struct ClaimRecordTests {
  @Test(arguments: [
    (
      ClaimRecord(
        label: "a", measured: 0.24931, theory: 0.25, test: .mean(standardError: 0.0011),
        z: -0.627),
      ["✓", "a", "0.25", "0.2493 ± 0.0011", "z = -0.63"]
    ),
    (
      ClaimRecord(
        label: "b", measured: 4.2, theory: 4, test: .variance(degreesOfFreedom: 200),
        z: 0.5),
      ["✓", "b", "4", "4.20 ± 0.42", "z = 0.50"]
    ),
    (
      ClaimRecord(
        label: "c", measured: 2.5066282746, theory: 2.5066282745,
        test: .absolute(tolerance: 1e-12), problem: "no"),
      ["✗", "c", "2.506628275", "2.506628275", "|Δ| = 1.0e-10 > 1e-12"]
    ),
    (
      ClaimRecord(label: "d", measured: -2, theory: -2, test: .relative(tolerance: 1e-12)),
      ["✓", "d", "-2", "-2", "|Δ|/|theory| = 0 ≤ 1e-12"]
    ),
    (
      ClaimRecord(label: "e", measured: 0.1, theory: 0.5, test: .atMost(standardError: 0)),
      ["✓", "e", "≤ 0.5", "0.1", ""]
    ),
    (
      ClaimRecord(
        label: "f", measured: 0.6, theory: 0.5, test: .atLeast(standardError: 0.05), z: 2),
      ["✓", "f", "≥ 0.5", "0.600 ± 0.050", "z = 2.00"]
    ),
  ])
  func cells(claim: ClaimRecord, cells: [String]) {
    #expect(claim.cells == cells)
    #expect(cells.count == ClaimRecord.columns.count)
    #expect(
      claim.comparison
        == [cells[3], "theory " + cells[2], cells[4]].filter { !$0.isEmpty }.joined(separator: ", ")
    )
  }
}
