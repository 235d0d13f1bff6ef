import NotebookEvents

/// An input as a student reads it: `energies = [1.25, -0.3], temperature = 0.71`.
///
/// The names are those of the stored properties, in their order.
enum InputText {
  /// For reading: few digits. Seeds, which mean nothing to a reader, are left out, and long lists end
  /// early.
  ///
  /// - Parameter longest: how many elements a list may have to be shown as a whole.
  /// - Returns: empty if there is nothing in the input that can be read.
  static func of(_ input: Any, longest: Int = 8) -> String {
    let style = Style(
      number: { NumberFormat.significant(6)($0) }, integer: { ($0 as? Int).map(String.init) },
      text: { $0 }, longest: longest)
    return style.value(input)
      ?? style.members(of: input).map { "\($0.path.joined(separator: ".")) = \($0.text)" }
      .joined(separator: ", ")
  }

  /// As declarations that can be pasted, with all digits: `let energies = [1.25, -0.30000000000000004]`.
  static func swift(of input: Any) -> [String] {
    let style = Style(
      number: { "\($0)" }, integer: { "\($0)" }, text: \.debugDescription, longest: .max)
    return style.value(input).map { ["let input = \($0)"] }
      ?? style.members(of: input).map { "let \($0.path.joined(separator: "_")) = \($0.text)" }
  }

  /// How values are written.
  private struct Style {
    let number: (Double) -> String
    /// `nil` for what is not shown.
    let integer: (any FixedWidthInteger) -> String?
    let text: (String) -> String
    let longest: Int

    /// The properties that can be written; those of a structure in the input have its name before
    /// theirs.
    func members(of input: Any, in path: [String] = []) -> [(path: [String], text: String)] {
      Mirror(reflecting: input).children.flatMap { member in
        guard let name = member.label else { return [(path: [String], text: String)]() }
        if let text = value(member.value) { return [(path + [name], text)] }
        return Mirror(reflecting: member.value).displayStyle == .struct
          ? members(of: member.value, in: path + [name]) : []
      }
    }

    func value(_ any: Any) -> String? {
      switch any {
      case let number as Double: self.number(number)
      case let integer as any FixedWidthInteger: self.integer(integer)
      case let flag as Bool: "\(flag)"
      case let text as String: self.text(text)
      case let list as [Any]:
        list.count > longest
          ? bracketed(list.prefix(3)).map { "\($0.dropLast()), … \(list.count) in all]" }
          : bracketed(list)
      default: nil
      }
    }

    private func bracketed(_ list: some Sequence<Any>) -> String? {
      let texts = list.map { value($0) }
      return texts.contains(nil) ? nil : "[" + texts.map { $0! }.joined(separator: ", ") + "]"
    }
  }
}
