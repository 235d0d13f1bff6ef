import NotebookEvents

/// Measures how long something takes, and prints it on standard error: times differ from run to
/// run, the results on standard output do not.
///
/// ```swift
/// let seconds = stopwatch("quadrature, d = 4") { z = quadrature(dimension: 4) }
/// ```
/// - Parameters:
///   - label: what is measured.
///   - line: the caller's line, by which the book finds the place.
///   - body: what takes the time.
/// - Returns: the seconds that passed. What is made of them belongs into a `table` or `figure`
///   marked `timed: true`.
@MainActor @discardableResult
public func stopwatch(_ label: String, line: Int = #line, _ body: () throws -> Void) rethrows
  -> Double
{
  let start = System.seconds
  try body()
  let seconds = System.seconds - start
  let session = Session.current
  let time = session.output.style(durationText(seconds), .faint, on: .messages)
  session.show(
    ["\(label.padded(to: 28)) : \(time)"],
    as: .timing(line: line, label: label, seconds: seconds), on: .messages)
  return seconds
}

/// A duration to two digits: `12 µs`, `0.35 s`, `140 s`.
func durationText(_ seconds: Double) -> String {
  let format = NumberFormat.significant(2)
  switch seconds {
  case ..<1e-3: return format(seconds * 1e6) + " µs"
  case ..<0.1: return format(seconds * 1e3) + " ms"
  default: return format(seconds) + " s"
  }
}
