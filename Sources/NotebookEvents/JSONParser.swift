/// Reads one JSON value (RFC 8259) from UTF-8 text.
struct JSONParser {
  /// What is wrong, and at which byte (counted from 0).
  struct Failure: Error {
    var message: String
    var offset: Int
  }

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  /// - Returns: the value that is the whole of `text`, blanks around it aside.
  /// - Throws: `Failure` if `text` is not JSON, repeats a key or is nested deeper than 64.
  static func parse(_ text: some StringProtocol) throws(Failure) -> JSON {
    var parser = JSONParser(bytes: Array(text.utf8))
    let value = try parser.value()
    parser.skipBlanks()
    guard parser.position == parser.bytes.count else {
      throw parser.failure("text after the value")
    }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func failure(_ message: String) -> Failure {
    Failure(message: message, offset: position)
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func accept(word: StaticString) -> Bool {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count,
      word.withUTF8Buffer({ bytes[position..<end].elementsEqual($0) })
    else { return false }
    position = end
    return true
  }

  private mutating func value() throws(Failure) -> JSON {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 64 else { throw failure("nested too deeply") }
    skipBlanks()
    guard let first = current else { throw failure("the text ends too early") }
    switch first {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default:
      if accept(word: "true") { return .bool(true) }
      if accept(word: "false") { return .bool(false) }
      if accept(word: "null") { return .null }
      throw failure("no value here")
    }
  }

  private mutating func object() throws(Failure) -> JSON {
    var members: [String: JSON] = [:]
    _ = accept("{")
    if accept("}") { return .object(members) }
    repeat {
      skipBlanks()
      guard current == UInt8(ascii: "\"") else { throw failure("expected a key") }
      let key = try string()
      guard members[key] == nil else { throw failure("the key '\(key)' stands twice") }
      guard accept(":") else { throw failure("expected ':'") }
      members[key] = try value()
    } while accept(",")
    guard accept("}") else { throw failure("expected ',' or '}'") }
    return .object(members)
  }

  private mutating func array() throws(Failure) -> JSON {
    var values: [JSON] = []
    _ = accept("[")
    if accept("]") { return .array(values) }
    repeat { values.append(try value()) } while accept(",")
    guard accept("]") else { throw failure("expected ',' or ']'") }
    return .array(values)
  }

  /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
  private mutating func number() throws(Failure) -> String {
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if current == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws(Failure) {
    let start = position
    while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      position += 1
    }
    if position == start { throw failure("expected a digit") }
  }

  private mutating func string() throws(Failure) -> String {
    var codeUnits: [UInt8] = []
    position += 1
    while let byte = current {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        // Pieces of valid text, so valid itself.
        return String(decoding: codeUnits, as: UTF8.self)
      case UInt8(ascii: "\\"): codeUnits += try escape()
      case 0..<0x20: throw failure("a control character in a string")
      default: codeUnits.append(byte)
      }
    }
    throw failure("a string without end")
  }

  private mutating func escape() throws(Failure) -> [UInt8] {
    guard let byte = current else { throw failure("a string without end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      if UTF16.isLeadSurrogate(units[0]), accept(word: "\\u") { units.append(try codeUnit()) }
      guard let text = String(validating: units, as: UTF16.self) else {
        throw failure("half of a surrogate pair")
      }
      return Array(text.utf8)
    default: throw failure("an unknown escape")
    }
  }

  private mutating func codeUnit() throws(Failure) -> UInt16 {
    let end = position + 4
    guard end <= bytes.count,
      case let text = String(decoding: bytes[position..<end], as: UTF8.self),
      text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
      let unit = UInt16(text, radix: 16)
    else { throw failure("expected four hexadecimal digits") }
    position = end
    return unit
  }
}
