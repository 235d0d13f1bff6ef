/// A slip in one part of a calculation: what it does to the options by which the parts are made.
package struct Slip<Options: Sendable>: Sendable {
  package let name: String
  package let section: String
  package let change: @Sendable (inout Options) -> Void

  package init(
    _ name: String, _ section: String, change: @escaping @Sendable (inout Options) -> Void
  ) {
    (self.name, self.section, self.change) = (name, section, change)
  }

  /// Both slips at once.
  package func and(_ other: Slip) -> Slip {
    Slip("two slips: \(name); and \(other.name)", section) {
      change(&$0)
      other.change(&$0)
    }
  }
}

/// Every slip of the first list together with every one of the second.
package func pairs<Options>(_ first: [Slip<Options>], _ second: [Slip<Options>]) -> [Slip<Options>]
{
  first.flatMap { a in second.map { a.and($0) } }
}

extension Mistake {
  /// What comes out if a calculation is right but for one slip.
  package init<Options: Sendable>(
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
