/// What a child has said, and why it had to be ended, if it had to.
struct Watch {
  private(set) var answer: [UInt8] = []
  private(set) var fault: Mishap?
  private var printed = 0
  private var lastPrinted: [UInt8] = []

  /// Runs a child to its end, or until it has overstepped a limit.
  mutating func follow(
    _ child: consuming ChildProcess, input: [UInt8], limits: Limits, custody: any Custody
  ) async -> ChildProcess.End {
    let process = child.number
    custody.begin(process)
    defer { custody.end(process) }
    let start = ContinuousClock.now
    var rest = input[...]
    var end: ContinuousClock.Instant?
    var polls = 0
    while true {
      child.send(&rest)
      let (answer, printed) = (child.receive(1), child.receive(2))
      take(answer: answer)
      take(printed: printed)
      let now = ContinuousClock.now
      if end == nil {
        let hasEnded = child.hasEnded
        // What wants a processor and gets none is not waiting: it has its limit of processor time.
        if !hasEnded, now - start > .seconds(limits.wallSeconds),
          now - start > .seconds(10 * limits.wallSeconds) || !custody.isStarved(process)
        {
          fault = fault ?? .waiting(seconds: limits.wallSeconds)
        }
        if hasEnded || fault != nil { end = now }
      }
      if let end {
        child.kill()
        custody.endOthers()
        // Nobody who has got away with the pipes can make us wait.
        if child.isSilent || now - end > .seconds(1) { break }
      }
      if answer.isEmpty, printed.isEmpty {
        polls += 1
        // Right answers come within milliseconds.
        try? await Task.sleep(for: .milliseconds(polls < 20 ? 2 : 20))
      }
    }
    return child.end()
  }

  private mutating func take(answer part: [UInt8]) {
    if answer.count + part.count > 16 * Limits.numbers {
      fault = fault ?? .garbage
    } else {
      answer += part
    }
  }

  private mutating func take(printed part: [UInt8]) {
    guard !part.isEmpty else { return }
    printed += part.count
    lastPrinted = (lastPrinted + part).suffix(1 << 14)
    if printed > Limits.outputKilobytes << 10 {
      fault = fault ?? .flood(kilobytes: Limits.outputKilobytes)
    }
  }

  private var lines: [Substring] {
    String(decoding: lastPrinted, as: UTF8.self).split(whereSeparator: \.isNewline)
  }

  /// What was said at a crash, or the last line that was printed, without control characters.
  var lastWords: String {
    let lines = lines.filter { !$0.allSatisfy(\.isWhitespace) }
    // Behind its message the runtime prints a list of addresses.
    let line = lines.last { $0.contains("Fatal error") } ?? lines.last ?? ""
    return String(line.printable.suffix(300))
  }

  /// The last lines that were printed.
  var lastLines: [String] {
    // What the runtime says at a crash, and the addresses behind it, is told as the mishap.
    let lines = lines.prefix { !$0.contains("Fatal error") }
      .filter { !$0.allSatisfy(\.isWhitespace) }
    return lines.suffix(8).map { String($0.printable.prefix(200)) }
  }
}
