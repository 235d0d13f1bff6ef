/// The events of one run, as a file of JSON lines.
public enum EventLog {
  /// The events as text, one per line, each line ended by a newline.
  public static func text(of events: [Event]) -> String {
    events.map { $0.jsonLine + "\n" }.joined()
  }

  /// Reads the text of an events file.
  ///
  /// - Throws: `EventsError.line` naming the first line that is not an event, or
  ///   `EventsError.incomplete` if the run did not start with `chapter` and finish with `end`.
  public static func parse(_ text: String) throws(EventsError) -> [Event] {
    var events: [Event] = []
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    for (index, line) in lines.enumerated() {
      do {
        events.append(try Event(jsonLine: line))
      } catch {
        throw .line(index + 1, error)
      }
    }
    guard case .chapter = events.first, case .end = events.last else { throw .incomplete }
    return events
  }
}

/// What can be wrong with recorded events.
public indirect enum EventsError: Error, Equatable {
  case notJSON(String, byte: Int)
  case notAnObject
  case badMember(String, expected: String, found: String)
  case line(Int, EventsError)
  case incomplete
}

extension EventsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notJSON(let message, let byte): "not JSON: \(message) (byte \(byte))"
    case .notAnObject: "not a JSON object"
    case .badMember(let key, let expected, let found):
      "member \"\(key)\": expected \(expected), found \(found)"
    case .line(let number, let error): "events, line \(number): \(error)"
    case .incomplete:
      "the events do not begin with a chapter and finish with its end; run the chapter again"
    }
  }
}
