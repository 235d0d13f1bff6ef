import Testing

@testable import NotebookEvents

private let examples: [(event: Event, line: String)] = [
  (
    .chapter(number: 1, title: "Boltzmann: \"energies\"", seed: .max, quick: false),
    #"{"chapter":{"number":1,"quick":false,"seed":18446744073709551615,"#
      + #""title":"Boltzmann: \"energies\""}}"#
  ),
  (
    .text(line: 57, text: "π ≈ 3.14\n\tC:\\ \u{1}"),
    #"{"text":{"line":57,"text":"π ≈ 3.14\n\tC:\\ \u0001"}}"#
  ),
  (
    .value(line: 58, label: "Z", value: "2.5066 ± 0.0011"),
    #"{"value":{"label":"Z","line":58,"value":"2.5066 ± 0.0011"}}"#
  ),
  (
    .table(
      line: 60,
      record: TableRecord(
        title: "Sweep", columns: ["T", "mode"], alignments: [.right, .left],
        rows: [["0.5", "left"], ["1", "both"]], isTimed: true)),
    #"{"table":{"line":60,"record":{"alignments":["right","left"],"columns":["T","mode"],"#
      + #""isTimed":true,"rows":[["0.5","left"],["1","both"]],"title":"Sweep"}}}"#
  ),
  (
    .figure(
      line: 70,
      record: FigureRecord(
        name: "01-energy", caption: "The energy $E$.", width: 480, height: 240.5,
        digest: "00ff")),
    #"{"figure":{"line":70,"record":{"caption":"The energy $E$.","digest":"00ff","height":240.5,"#
      + #""isTimed":false,"name":"01-energy","width":480}}}"#
  ),
  (
    .figure(
      line: 71,
      record: FigureRecord(
        name: "01-walk", caption: "A walk.", width: 480, height: 240, digest: "00ff",
        frames: 40)),
    #"{"figure":{"line":71,"record":{"caption":"A walk.","digest":"00ff","frames":40,"height":240,"#
      + #""isTimed":false,"name":"01-walk","width":480}}}"#
  ),
  (
    .claim(
      line: 80,
      record: ClaimRecord(
        label: "mean", measured: 0.1, theory: 0, test: .mean(standardError: 0.05), z: 2,
        rulesOut: 1)),
    #"{"claim":{"line":80,"record":{"label":"mean","measured":0.1,"rulesOut":1,"#
      + #""test":{"mean":{"standardError":0.05}},"theory":0,"z":2}}}"#
  ),
  (
    .claim(
      line: 81,
      record: ClaimRecord(
        label: "variance", measured: -.infinity, theory: 1, test: .variance(degreesOfFreedom: 9),
        problem: "not a number")),
    #"{"claim":{"line":81,"record":{"label":"variance","measured":"-inf","#
      + #""problem":"not a number","test":{"variance":{"degreesOfFreedom":9}},"theory":1}}}"#
  ),
  (
    .timing(line: 90, label: "loop", seconds: 0.25),
    #"{"timing":{"label":"loop","line":90,"seconds":0.25}}"#
  ),
  (
    .end(line: 99, claims: 12, failed: 1),
    #"{"end":{"claims":12,"failed":1,"line":99}}"#
  ),
]

@Suite struct EventTests {
  @Test(arguments: examples)
  func writesTheGoldenLineAndReadsItBack(event: Event, line: String) throws {
    #expect(event.jsonLine == line)
    #expect(try Event(jsonLine: line) == event)
  }

  @Test(arguments: [
    "", "[]", "{", "1", #"{"line":1}"#, #"{"poem":{"line":1}}"#, #"{"text":{"text":"a"}}"#,
    #"{"text":{"line":1.5,"text":"a"}}"#, #"{"text":{"line":1,"text":2}}"#,
    #"{"timing":{"label":"a","line":1,"seconds":"soon"}}"#,
    #"{"text":{"line":1,"text":"a"},"value":{"line":1,"label":"a","value":"b"}}"#,
    #"{"claim":{"line":1,"record":{"label":"","measured":1,"theory":1,"test":{"guess":{}}}}}"#,
    table(alignments: #""up""#), table(alignments: ""), table(rows: #"["1","2"]"#),
    table(rows: #"["1"],[]"#),
  ])
  func refusesWhatIsNoEvent(line: String) {
    #expect {
      try Event(jsonLine: line)
    } throws: {
      guard case EventsError.notAnEvent(let reason) = $0 else { return false }
      return !reason.isEmpty
    }
  }

  /// A table of one column and one row, which can be read, with some of it replaced.
  private static func table(alignments: String = #""left""#, rows: String = #"["1"]"#) -> String {
    #"{"table":{"line":1,"record":{"alignments":[\#(alignments)],"columns":["a"],"isTimed":false,"#
      + #""rows":[\#(rows)],"title":""}}}"#
  }

  @Test func readsTheTableThatIsSpoiltAbove() throws {
    let table = TableRecord(title: "", columns: ["a"], alignments: [.left], rows: [["1"]])
    #expect(try Event(jsonLine: Self.table()) == .table(line: 1, record: table))
  }

  @Test(
    arguments: [
      .absolute(tolerance: 1e-9), .relative(tolerance: 0.5), .atMost(standardError: 0),
      .atLeast(standardError: 0.25), .mean(standardError: 1), .variance(degreesOfFreedom: 7),
    ] as [ClaimRecord.Test])
  func everyTestComesBack(test: ClaimRecord.Test) throws {
    let event = Event.claim(
      line: 3, record: ClaimRecord(label: "a", measured: 1, theory: 2, test: test, problem: "no"))
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

  @Test(arguments: ["1", "", "{"]) func namesTheLineThatIsWrong(bad: String) {
    #expect {
      try EventLog.parse("\(examples[0].line)\n\(bad)\n\(examples.last!.line)\n")
    } throws: {
      guard case EventsError.line(2, .notAnEvent) = $0 else { return false }
      return "\($0)".hasPrefix("events, line 2: ")
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
      ["✗", "c", "2.5066283", "2.5066283", "|Δ| = 1.0e-10 > 1e-12"]
    ),
    (
      ClaimRecord(label: "d", measured: -2, theory: -2, test: .relative(tolerance: 1e-12)),
      ["✓", "d", "-2", "-2", "|Δ/theory| = 0 ≤ 1e-12"]
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
      claim.statement
        == "\(cells[0]) \(cells[1]): "
        + [cells[3], "theory " + cells[2], cells[4]].filter { !$0.isEmpty }.joined(separator: ", ")
        .replacing("= 0 ≤", with: "≤"))
  }

  /// All in one line: label, value with error, theory, z, and what is excluded if the claim holds.
  @Test func statementSaysWhatIsRuledOut() {
    var claim = ClaimRecord(
      label: "share", measured: 0.24931, theory: 0.25, test: .mean(standardError: 0.0011),
      z: -0.627, rulesOut: 1 / 3.0)
    #expect(
      claim.statement
        == "✓ share: 0.2493 ± 0.0011, theory 0.25, z = -0.63, rules out 0.3333")
    claim.problem = "too weak"
    #expect(claim.statement == "✗ share: 0.2493 ± 0.0011, theory 0.25, z = -0.63")
  }
}
