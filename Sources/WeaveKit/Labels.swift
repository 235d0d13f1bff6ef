/// What prose can refer to with `@kind:name`.
struct Label: Hashable, Sendable {
  enum Kind: String, Sendable, CaseIterable {
    case figure = "fig"
    case equation = "eq"
    case section = "sec"
    case chapter = "ch"
  }

  var kind: Kind
  /// The chapter in which it is defined. Names are local to a chapter.
  var chapter: Int
  var name: String

  /// As it is written in another chapter: `@fig:01-energy`.
  var qualifiedName: String { kind == .chapter ? name : "\(twoDigits(chapter))-\(name)" }
}

/// Everything that can be referred to, with its number and the place where it stands.
struct Labels: Sendable {
  struct Target: Hashable, Sendable {
    /// `Figure 1.2`, `equation (1.3)`, `section 1.2`, `Chapter 1`.
    var text: String
    var place: Place
    var location: SourceLocation?
  }

  private(set) var targets: [Label: Target] = [:]

  mutating func define(_ label: Label, as target: Target, problems: inout Problems) {
    if let other = targets.updateValue(target, forKey: label) {
      problems.error(
        "`\(label.kind.rawValue):\(label.name)` is already defined"
          + (other.location.map { " in line \($0.line)" } ?? ""), at: target.location)
    }
  }

  /// The label that `@kind:name` means in a chapter: its own, or with a prefix as in `02-name`
  /// that of another chapter.
  static func label(_ kind: Label.Kind, _ name: String, in chapter: Int) -> Label {
    if kind == .chapter { return Label(kind: kind, chapter: Int(name) ?? 0, name: name) }
    guard let match = name.wholeMatch(of: /(\d\d)-(.+)/) else {
      return Label(kind: kind, chapter: chapter, name: name)
    }
    return Label(kind: kind, chapter: Int(match.1)!, name: String(match.2))
  }

  /// What `name` was probably meant to be, for an error message.
  func hint(for name: String, kind: Label.Kind, in chapter: Int) -> String {
    let candidates = targets.keys.filter { $0.kind == kind }
    if let elsewhere = candidates.filter({ $0.name == name }).map(\.qualifiedName).min() {
      return " (did you mean '\(elsewhere)'?)"
    }
    return NearMiss.hint(
      for: name,
      among: candidates.map { $0.chapter == chapter ? $0.name : $0.qualifiedName })
  }
}

/// `07`
func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
