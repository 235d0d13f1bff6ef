/// A JSON value (RFC 8259), as much of JSON as the events need.
///
/// Numbers keep their text, so that a 64-bit seed survives and a `Double` comes back with the
/// same bits (it is written with the fewest digits that identify it).
package enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  /// A number; the values that JSON lacks become the strings "nan", "inf" and "-inf".
  package init(_ value: Double) {
    self = value.isFinite ? .number(value.description) : .string(value.description)
  }

  package init(_ value: some BinaryInteger) { self = .number(String(value)) }
}

extension JSON: CustomStringConvertible {
  /// The value on one line, without blanks, the keys of objects in ascending order.
  package var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let text): text
    case .string(let text): JSON.quoted(text)
    case .array(let values): "[" + values.map(\.description).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }
        .map { JSON.quoted($0.key) + ":" + $0.value.description }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\0"..<" ", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
