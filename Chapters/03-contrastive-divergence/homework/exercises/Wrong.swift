import HomeworkKit

/// A part of a calculation that is wrong, and to what it leads.
struct Wrong<Input>: Sendable {
  let name: String
  let section: String
  let result: @Sendable (Input) -> [Double]

  init(_ name: String, _ section: String, result: @escaping @Sendable (Input) -> [Double]) {
    (self.name, self.section, self.result) = (name, section, result)
  }

  /// The mistake of this, with what the rest of the calculation makes of it.
  ///
  /// - Parameters:
  ///   - other: a slip in the rest, if there is one.
  ///   - rest: the rest of the calculation.
  func mistake(
    and other: String? = nil, rest: @escaping @Sendable (Input, [Double]) -> [Double] = { $1 }
  ) -> Mistake<Input> {
    Mistake(other.map { "two slips: \(name); and \($0)" } ?? name, section) {
      rest($0, result($0))
    }
  }
}
