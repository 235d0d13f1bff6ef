import NotebookEvents

/// An input as a student reads it: `energies = [1.25, -0.3], temperature = 0.71`.
///
/// The names are those of the stored properties, in their order. Seeds, which mean nothing to a
/// reader, are left out, and long lists end early.
enum InputText {
  /// - Parameter longest: how many elements a list may have to be shown as a whole.
  /// - Returns: empty if there is nothing in the input that can be read.
  static func of(_ input: Any, longest: Int = 8) -> String {
    value(input, longest) ?? parts(of: input, longest, prefix: "").joined(separator: ", ")
  }

  /// The properties that can be read, those of a structure in the input as `machine.b = [0.2]`.
  private static func parts(of input: Any, _ longest: Int, prefix: String) -> [String] {
    Mirror(reflecting: input).children.flatMap { member -> [String] in
      guard let name = member.label else { return [] }
      if let text = value(member.value, longest) { return ["\(prefix)\(name) = \(text)"] }
      return Mirror(reflecting: member.value).displayStyle == .struct
        ? parts(of: member.value, longest, prefix: "\(prefix)\(name).") : []
    }
  }

  /// An input as declarations that can be pasted: `let energies = [1.25, -0.30000000000000004]`.
  static func swift(of input: Any) -> [String] {
    let members = Mirror(reflecting: input).children.filter { $0.label != nil }
    if members.isEmpty { return literal(input).map { ["let input = \($0)"] } ?? [] }
    return members.compactMap { member in
      literal(member.value).map { "let \(member.label!) = \($0)" }
    }
  }

  /// All digits of the numbers.
  private static func literal(_ any: Any) -> String? {
    switch any {
    case let number as Double: "\(number)"
    case let number as any FixedWidthInteger: "\(number)"
    case let flag as Bool: "\(flag)"
    case let text as String: text.debugDescription
    case let list as [Any]:
      list.contains { literal($0) == nil }
        ? nil : "[" + list.map { literal($0)! }.joined(separator: ", ") + "]"
    default: nil
    }
  }

  private static func value(_ any: Any, _ longest: Int) -> String? {
    switch any {
    case let number as Double: NumberFormat.significant(6)(number)
    case let number as Int: "\(number)"
    case let flag as Bool: "\(flag)"
    case let text as String: text
    case let list as [Any]:
      list.count > longest
        ? bracketed(list.prefix(3), longest).map { "\($0.dropLast()), … \(list.count) in all]" }
        : bracketed(list, longest)
    default: nil
    }
  }

  private static func bracketed(_ list: some Sequence<Any>, _ longest: Int) -> String? {
    let texts = list.map { value($0, longest) }
    return texts.contains(nil) ? nil : "[" + texts.map { $0! }.joined(separator: ", ") + "]"
  }
}
