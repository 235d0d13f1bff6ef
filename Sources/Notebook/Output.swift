import NotebookEvents

/// Standard output, checked: what cannot be written ends the chapter with exit code 74, so that a
/// full disk or a closed pipe is never mistaken for success.
@MainActor final class Output {
  enum Style {
    case title, good, bad, faint
  }

  /// The columns of the terminal, or `nil` if the output goes elsewhere and lines may be long.
  let width: Int?
  private let isColored: Bool
  private let write: (String) throws(System.Failure) -> Void
  private let fail: (System.Failure) -> Void

  /// - Parameters:
  ///   - width: the columns to fit tables into, or `nil`.
  ///   - isColored: whether to use the terminal's colours.
  ///   - write: takes the text.
  ///   - fail: called when that failed.
  init(
    width: Int?, isColored: Bool, write: @escaping (String) throws(System.Failure) -> Void,
    fail: @escaping (System.Failure) -> Void
  ) {
    self.width = width
    self.isColored = isColored
    self.write = write
    self.fail = fail
  }

  /// Prints each line and a newline.
  func print(_ lines: [String]) {
    do {
      try write(lines.map { $0 + "\n" }.joined())
    } catch {
      fail(error)
    }
  }

  /// The text in a style, or unchanged if there are no colours.
  func style(_ text: String, _ style: Style) -> String {
    guard isColored else { return text }
    let code =
      switch style {
      case .title: "1"
      case .good: "32"
      case .bad: "1;31"
      case .faint: "2"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
