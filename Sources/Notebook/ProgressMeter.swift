import NotebookEvents

/// Decides when a report of progress is due, and writes it.
@MainActor final class ProgressMeter {
  private let label: String
  private let total: Int
  private let output: Output
  private let clock: () -> Double
  private let start: Double
  private var lastReport: Double

  /// Seconds between two reports, the same before the first.
  private var interval: Double { output.messages.isTerminal ? 0.1 : 10 }

  /// - Parameters:
  ///   - label: what is being done.
  ///   - total: how many elements there are.
  ///   - output: whose messages show the progress.
  ///   - clock: tells the time in seconds.
  init(
    _ label: String, total: Int, output: Output, clock: @escaping () -> Double = { System.seconds }
  ) {
    self.label = label
    self.total = total
    self.output = output
    self.clock = clock
    start = clock()
    lastReport = start
  }

  /// Shows the progress if it is time to.
  ///
  /// - Parameter done: how many elements are done.
  /// - Returns: at how many elements to ask again: about a tenth of the interval later, at the
  ///   speed seen so far.
  func report(done: Int) -> Int {
    let now = clock()
    let elapsed = now - start
    if now - lastReport >= interval {
      lastReport = now
      let status = ProgressStatus(label: label, done: done, total: total, elapsed: elapsed)
      if output.messages.isTerminal {
        output.showStatus(status.bar(columns: output.messages.columns ?? 80))
      } else {
        output.print([status.line], to: .messages)
      }
    }
    let step = elapsed > 0 ? Double(done) / elapsed * interval / 10 : 1
    return done + max(1, min(Int(step), done))
  }

  func finish() { output.clearStatus() }
}

/// How far a long work has come.
struct ProgressStatus {
  var label: String
  var done: Int
  var total: Int
  /// Seconds since the start.
  var elapsed: Double

  private var fraction: Double { total > 0 ? min(1, Double(done) / Double(total)) : 1 }
  private var percent: String { "\(Int(fraction * 100)) %" }
  private var timeLeft: String {
    ProgressStatus.time(elapsed * Double(total - done) / Double(max(done, 1))) + " left"
  }

  /// `sampling: 42 %, 3 s left`.
  var line: String { "\(label): \(percent), \(timeLeft)" }

  /// `sampling ━━━━━━━━────────  42 %  1.2e4/s  3 s left`, never wider than `columns`.
  func bar(columns: Int) -> String {
    let rate = NumberFormat.significant(2)(Double(done) / max(elapsed, 1e-9)) + "/s"
    let tail = " \(percent.padded(to: 5, .right))  \(rate)  \(timeLeft)"
    let room = min(30, columns - 2 - label.displayWidth - tail.displayWidth)
    guard room >= 5 else {
      return String((label + tail).prefix(max(0, columns - 1)))
    }
    let filled = Int(fraction * Double(room))
    return label + " " + String(repeating: "━", count: filled)
      + String(repeating: "─", count: room - filled) + tail
  }

  /// A duration in words: `8 s`, `3 min 20 s`, `2 h 5 min`.
  static func time(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9).rounded(.up))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
