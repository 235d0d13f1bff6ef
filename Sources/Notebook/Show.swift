import Elementary
import NotebookEvents

/// Prints a text.
///
/// - Parameters:
///   - text: what to print; it may have several lines.
///   - line: the caller's line, by which the book finds the place.
@MainActor public func show(_ text: String, line: Int = #line) {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  Session.current.show(lines, as: .text(line: line, text: text))
}

/// Prints a named value: `Z = 2.5066`.
///
/// - Parameters:
///   - label: the value's name.
///   - value: a number, a word or a `Measured` value.
///   - digits: how many significant digits a fractional number gets.
@MainActor public func show(
  _ label: String, _ value: some TableCell, digits: Int = 5, line: Int = #line
) {
  show(label, value, .significant(digits), line: line)
}

/// Prints a named value in a chosen format: `show("p", p, .fixed(3))`.
@MainActor public func show(
  _ label: String, _ value: some TableCell, _ format: NumberFormat, line: Int = #line
) {
  let text = value.text(in: format)
  let aligned = label.padded(to: 28) + " = " + text
  Session.current.show([aligned], as: .value(line: line, label: label, value: text))
}

/// Prints a named list of values: `weights = 0.2, 0.5, 0.3`.
@MainActor public func show(
  _ label: String, _ values: [some TableCell], digits: Int = 5, line: Int = #line
) {
  let text = values.map { $0.text(in: .significant(digits)) }.joined(separator: ", ")
  show(label, text, line: line)
}

/// Prints a table.
///
/// ```swift
/// table("Partition function", columns: ["T", TableColumn("Z", .fixed(3)), "mode"],
///   rows: temperatures.map { [$0, z($0), name($0)] })
/// ```
/// - Parameters:
///   - title: what the table shows, in Markdown with `$…$` mathematics.
///   - columns: the heads of the columns and, if need be, the format of their numbers.
///   - rows: the cells, as many in each row as there are columns.
///   - timed: true if the table holds measured times, which no two runs share: then it is printed on
///     standard error, so that equal seeds give equal bytes on standard output.
/// - Precondition: there is a column, and every row has a cell for each.
@MainActor public func table(
  _ title: String, columns: [TableColumn], rows: [[any TableCell]], timed: Bool = false,
  line: Int = #line
) {
  precondition(!columns.isEmpty, "the table '\(title)' has no columns")
  for (index, row) in rows.enumerated() {
    precondition(
      row.count == columns.count,
      "row \(index) of the table '\(title)' has \(row.count) cells for \(columns.count) columns")
  }
  let record = TableRecord(
    title: title, columns: columns.map(\.title),
    alignments: columns.indices.map { column in
      rows.allSatisfy { $0[column].isNumber } ? .right : .left
    },
    rows: rows.map { zip($0, columns).map { $0.text(in: $1.format) } }, isTimed: timed)
  let session = Session.current
  let stream: Output.Stream = timed ? .messages : .results
  let drawn = TextTable(
    columns: record.columns, alignments: record.alignments, rows: record.rows)
  session.show(
    ["", session.output.style(session.story.plainText(title), .title, on: stream)]
      + drawn.lines(width: session.output.columns(of: stream)) + [""],
    as: .table(line: line, record: record), on: stream)
}
