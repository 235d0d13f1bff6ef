import Testing

@testable import Notebook

@MainActor @Suite struct ProgressTests {
  private let capture = Capture()

  /// Goes through `counts`, at `speed` elements per second, and returns at which it was asked.
  private func follow(_ meter: ProgressMeter, to total: Int, speed: Double, time: Time) -> [Int] {
    var asked: [Int] = []
    var next = 1
    while next <= total {
      asked.append(next)
      time.seconds = Double(next) / speed
      next = meter.report(done: next)
    }
    return asked
  }

  final class Time { var seconds = 0.0 }

  @Test func plainLinesAreRare() {
    let time = Time()
    let meter = ProgressMeter(
      "sampling", total: 4500, output: capture.output(), clock: { time.seconds })
    let asked = follow(meter, to: 4500, speed: 100, time: time)
    let lines = capture.messages.split(separator: "\n")
    #expect(lines.count == 4, "a line every ten seconds of 45: \(lines)")
    #expect(lines.first?.firstMatch(of: /^sampling: 2\d %, 3\d s left$/) != nil, "\(lines)")
    #expect(asked.count < 60, "a fast loop pays little")
    #expect(!capture.messages.contains("\u{1B}"))
  }

  @Test func barIsDrawnOnATerminal() {
    let time = Time()
    let meter = ProgressMeter(
      "sampling", total: 200, output: capture.output(columns: 70), clock: { time.seconds })
    let asked = follow(meter, to: 200, speed: 100, time: time)
    let bars = capture.messages.split(separator: "\r")
    #expect((10...20).contains(bars.count), "ten a second: \(bars.count)")
    #expect(asked.count < 250)
    #expect(bars.allSatisfy { $0.hasPrefix("sampling ━") && $0.hasSuffix(" left\u{1B}[K") })
    meter.finish()
    #expect(capture.messages.hasSuffix("left\u{1B}[K\r\u{1B}[K"), "nothing is left of it")
  }

  @Test func shortWorkShowsNothing() {
    let time = Time()
    let meter = ProgressMeter(
      "sampling", total: 1000, output: capture.output(columns: 70), clock: { time.seconds })
    _ = follow(meter, to: 1000, speed: 20_000, time: time)
    meter.finish()
    #expect(capture.messages == "")
  }

  @Test func sequenceHandsOnEveryElement() {
    let meter = ProgressMeter("x", total: 1000, output: capture.output())
    #expect(Array(ProgressSequence(elements: 0..<1000, meter: meter)) == Array(0..<1000))
    #expect(Array(ProgressSequence(elements: ["a", "b"], meter: nil)) == ["a", "b"])
    #expect(Array(ProgressSequence(elements: [Int](), meter: meter)) == [])
  }

  /// With eleven seconds between any two looks at the clock, each element is reported.
  @Test func elementsAreCounted() {
    let time = Time()
    let meter = ProgressMeter("x", total: 4, output: capture.output()) {
      time.seconds += 11
      return time.seconds
    }
    for _ in ProgressSequence(elements: 0..<4, meter: meter) {}
    let reports = capture.messages.split(separator: "\n").map { $0.prefix { $0 != "," } }
    #expect(reports == ["x: 25 %", "x: 50 %", "x: 75 %", "x: 100 %"])
  }

  @Test(arguments: [80, 38, 30, 20, 1, 0])
  func barFitsTheTerminal(columns: Int) {
    let status = ProgressStatus(label: "fit", done: 50, total: 100, elapsed: 2)
    #expect(status.bar(columns: columns).displayWidth <= max(0, columns - 1))
  }

  @Test func barTellsShareRateAndTime() {
    let status = ProgressStatus(label: "fit", done: 25, total: 100, elapsed: 2.5)
    #expect(
      status.bar(columns: 47) == "fit ━━━━━───────────────  25 %  10/s  8 s left")
    #expect(status.line == "fit: 25 %, 8 s left")
    #expect(ProgressStatus(label: "", done: 0, total: 0, elapsed: 0).line == ": 100 %, 0 s left")
  }

  @Test(arguments: [
    (0.0, "0 s"), (0.2, "1 s"), (59, "59 s"), (59.5, "1 min 0 s"), (200, "3 min 20 s"),
    (7500, "2 h 5 min"), (.infinity, "277777 h 46 min"),
  ])
  func times(seconds: Double, text: String) {
    #expect(ProgressStatus.time(seconds) == text)
  }

  @Test(arguments: [
    (1.5e-7, "0.15 µs"), (2.5e-4, "250 µs"), (0.0123, "12 ms"), (0.35, "0.35 s"), (140.4, "140 s"),
  ])
  func durations(seconds: Double, text: String) {
    #expect(durationText(seconds) == text)
  }
}
