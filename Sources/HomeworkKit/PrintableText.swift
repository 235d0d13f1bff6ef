extension StringProtocol {
  /// Without what a terminal or a page obeys.
  var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isObeyed }))
  }

  /// The text without ends of lines; what a terminal or a page obeys is shown as an escape.
  var inOneLine: String {
    unicodeScalars.reduce(into: "") { line, scalar in
      if scalar.endsLineOrCell {
        line += " "
      } else if scalar.isObeyed {
        line += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
  }
}

extension Unicode.Scalar {
  /// Whether it moves the cursor, changes colours, ends a line or turns the direction of writing.
  fileprivate var isObeyed: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  fileprivate var endsLineOrCell: Bool {
    switch properties.generalCategory {
    case .lineSeparator, .paragraphSeparator: true
    default: ["\n", "\r", "\t"].contains(self)
    }
  }
}
