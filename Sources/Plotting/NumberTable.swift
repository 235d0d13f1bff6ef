/// Every number of a figure, one row for each thing drawn: the figure as data.
///
/// The columns are the same for all marks, and empty where a mark has no such number: `x`, `y` place,
/// `lower`, `upper` ends of an interval (an error bar, a band, a bin), `u`, `v` arrow,
/// `value` colour. Numbers are printed as briefly as they can be read back exactly.
public struct NumberTable: Sendable {
  /// The first line.
  static let header = "panel,title,mark,label,x,y,lower,upper,u,v,value\n"

  /// Comma-separated values as in RFC 4180, with lines ended by a line feed.
  private(set) var csv: String
  private var frame = ""
  private var panel = ""
  private var prefix = ""

  /// An empty table; that of a film has a column more, the first: the number of the frame.
  init(ofFilm isFilm: Bool = false) {
    csv = (isFilm ? "frame," : "") + NumberTable.header
  }

  /// The rows that follow belong to this frame of a film.
  mutating func begin(frame: Int) { self.frame = "\(frame)," }

  /// The rows that follow belong to this panel.
  mutating func begin(panel: Int, title: String) {
    self.panel = "\(frame)\(panel),\(quoted(title)),"
  }

  /// Names the mark to which the rows that follow belong.
  public mutating func begin(_ mark: String, label: String? = nil) {
    prefix = "\(panel)\(mark),\(quoted(label ?? "")),"
  }

  /// Adds a row; what is left out stays empty.
  public mutating func add(
    x: Double? = nil, y: Double? = nil, lower: Double? = nil, upper: Double? = nil,
    u: Double? = nil, v: Double? = nil, value: Double? = nil
  ) {
    csv += prefix
    var isFirst = true
    for number in [x, y, lower, upper, u, v, value] {
      if !isFirst { csv += "," }
      isFirst = false
      if let number { csv += number.description }
    }
    csv += "\n"
  }
}

private func quoted(_ text: String) -> String {
  guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
  return "\"" + text.replacing("\"", with: "\"\"") + "\""
}
