import NotebookEvents
import Statistics

/// What can stand in a cell of a table or be shown as a value: numbers, words, and measured values
/// with their standard errors.
public protocol TableCell: Sendable {
  /// The cell as it is printed; `format` is that of its column and concerns fractional numbers.
  func text(in format: NumberFormat) -> String
  /// Numbers stand right in their column, words left.
  var isNumber: Bool { get }
}

extension Double: TableCell {
  public func text(in format: NumberFormat) -> String { format(self) }
  public var isNumber: Bool { true }
}

extension Float: TableCell {
  /// By its own shortest digits, so that `Float(0.1)` is 0.1 and not 0.10000000149.
  public func text(in format: NumberFormat) -> String { format(Double(description) ?? .nan) }
  public var isNumber: Bool { true }
}

extension Int: TableCell {
  public func text(in format: NumberFormat) -> String { description }
  public var isNumber: Bool { true }
}

extension String: TableCell {
  public func text(in format: NumberFormat) -> String { self }
  public var isNumber: Bool { false }
}

/// Printed as `0.2493 ± 0.0011`.
extension Estimate: TableCell {
  public func text(in format: NumberFormat) -> String {
    NotebookEvents.format(value, error: standardError)
  }
  public var isNumber: Bool { true }
}

/// The head of a column and how its numbers are written; a string literal will do.
public struct TableColumn: ExpressibleByStringLiteral, Sendable {
  public var title: String
  public var format: NumberFormat

  /// - Parameters:
  ///   - title: what stands above the column.
  ///   - format: how its fractional numbers are written.
  public init(_ title: String, _ format: NumberFormat = .significant(5)) {
    self.title = title
    self.format = format
  }

  public init(stringLiteral title: String) { self.init(title) }
}
