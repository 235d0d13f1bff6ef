/// Typed access to the members of a JSON object.
struct Members {
  private let members: [String: JSON]

  init(_ value: JSON) throws(EventsError) {
    guard case .object(let members) = value else { throw .notAnObject }
    self.members = members
  }

  func has(_ key: String) -> Bool { members[key] != nil }

  func string(_ key: String) throws(EventsError) -> String {
    guard case .string(let text) = members[key] else { throw wrong(key, expected: "a string") }
    return text
  }

  func bool(_ key: String) throws(EventsError) -> Bool {
    guard case .bool(let value) = members[key] else { throw wrong(key, expected: "true or false") }
    return value
  }

  func integer<Value: FixedWidthInteger>(_ key: String) throws(EventsError) -> Value {
    guard case .number(let text) = members[key], let value = Value(text) else {
      throw wrong(key, expected: "an integer")
    }
    return value
  }

  func double(_ key: String) throws(EventsError) -> Double {
    switch members[key] {
    case .number(let text):
      if let value = Double(text) { return value }
    case .string(let text):
      if ["nan", "inf", "-inf"].contains(text), let value = Double(text) { return value }
    default: break
    }
    throw wrong(key, expected: "a number")
  }

  func array(_ key: String) throws(EventsError) -> [JSON] {
    guard case .array(let values) = members[key] else { throw wrong(key, expected: "an array") }
    return values
  }

  func strings(_ key: String) throws(EventsError) -> [String] {
    try Members.strings(members[key] ?? .null, of: key)
  }

  static func strings(_ value: JSON, of key: String) throws(EventsError) -> [String] {
    guard case .array(let values) = value else {
      throw .badMember(key, expected: "an array of strings", found: "\(value)")
    }
    var strings: [String] = []
    for value in values {
      guard case .string(let text) = value else {
        throw .badMember(key, expected: "an array of strings", found: "\(value)")
      }
      strings.append(text)
    }
    return strings
  }

  private func wrong(_ key: String, expected: String) -> EventsError {
    .badMember(key, expected: expected, found: members[key].map(\.description) ?? "nothing")
  }
}
