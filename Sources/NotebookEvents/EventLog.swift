#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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

extension Event {
  /// The event as one line of JSON, without the newline; the keys in ascending order.
  public var jsonLine: String { JSONEncoder.lossless.text(of: self) }

  /// Reads an event back from its line of JSON.
  ///
  /// - Throws: `EventsError` if the line is not JSON, something is missing or of the wrong type, or
  ///   a table is not rectangular.
  public init(jsonLine: some StringProtocol) throws(EventsError) {
    do {
      self = try JSONDecoder.lossless.decode(Event.self, from: Data(jsonLine.utf8))
    } catch {
      throw .notAnEvent("\(error)")
    }
    if case .table(_, let table) = self, !table.isRectangular {
      throw .notAnEvent("not every row of the table “\(table.title)” has a cell for each column")
    }
  }
}

extension TableRecord {
  /// Whether there is an alignment, and in every row a cell, for each column.
  fileprivate var isRectangular: Bool {
    alignments.count == columns.count && rows.allSatisfy { $0.count == columns.count }
  }
}

/// What can be wrong with recorded events.
public indirect enum EventsError: Error, Equatable, CustomStringConvertible {
  case notAnEvent(String)
  case line(Int, EventsError)
  case incomplete

  public var description: String {
    switch self {
    case .notAnEvent(let reason): reason
    case .line(let number, let error): "events, line \(number): \(error)"
    case .incomplete:
      "the events do not begin with a chapter and finish with its end; run the chapter again"
    }
  }
}
