import HomeworkKit

/// The table of a class.
struct Table: Sendable {
  struct Row: Sendable {
    var scores: [String: Int] = [:]
    var remarks: [String] = []

    var total: Int { scores.values.reduce(0, +) }

    mutating func add(_ results: Results.Scores) {
      for (number, result) in results.sorted(by: { $0.key < $1.key }) {
        scores[number] = result.score
        if let remark = result.remark { add(remark: remark) }
      }
    }

    mutating func add(remark: String) {
      if !remarks.contains(remark) { remarks.append(remark) }
    }
  }

  let students: [String]
  let homeworks: [Questionnaire]
  var rows: [String: Row] = [:]

  var maximum: Int { homeworks.reduce(0) { $0 + $1.points } }

  /// As CSV (RFC 4180), students in order; who has not been graded has zeros and a remark.
  var text: String {
    let numbers = homeworks.flatMap { $0.exercises.map(\.number) }
    let head = ["student"] + numbers + ["total", "maximum", "remarks"]
    let lines = students.map { student in
      let row = rows[student] ?? Row(remarks: ["not graded yet"])
      return [Table.cell(student)] + numbers.map { "\(row.scores[$0] ?? 0)" }
        + ["\(row.total)", "\(maximum)", Table.cell(row.remarks.joined(separator: "; "))]
    }
    return ([head] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  /// A text as a cell: one line, quoted if need be, and never a formula to a spreadsheet.
  static func cell(_ text: String) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      safe.append(scalar.value < 32 || scalar.value == 127 ? " " : scalar)
    }
    if let first = safe.first, "=+-@ ".unicodeScalars.contains(first) {
      safe.insert("'", at: safe.startIndex)
    }
    let line = String(safe)
    guard safe.contains(where: { $0 == "," || $0 == "\"" || $0 == ";" }) else { return line }
    return "\"" + line.replacing("\"", with: "\"\"") + "\""
  }
}
