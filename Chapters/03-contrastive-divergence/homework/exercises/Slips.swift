import HomeworkKit

/// A slip in one part of a calculation: what it does to the options by which the parts are made.
struct Slip<Options: Sendable>: Sendable {
  let name: String
  let section: String
  let change: @Sendable (inout Options) -> Void

  init(_ name: String, _ section: String, change: @escaping @Sendable (inout Options) -> Void) {
    (self.name, self.section, self.change) = (name, section, change)
  }

  /// Both slips at once.
  func and(_ other: Slip) -> Slip {
    Slip("two slips: \(name); and \(other.name)", section) {
      change(&$0)
      other.change(&$0)
    }
  }
}

/// Every slip of the first list together with every one of the second.
func pairs<Options>(_ first: [Slip<Options>], _ second: [Slip<Options>]) -> [Slip<Options>] {
  first.flatMap { a in second.map { a.and($0) } }
}

extension Mistake {
  /// What comes out if a calculation is right but for one slip.
  init<Options: Sendable>(
    _ slip: Slip<Options>, in right: Options,
    result: @escaping @Sendable (Input, Options) -> [Double]
  ) {
    self.init(slip.name, slip.section) { input in
      var options = right
      slip.change(&options)
      return result(input, options)
    }
  }
}

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
