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
}
