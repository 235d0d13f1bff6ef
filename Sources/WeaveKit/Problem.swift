/// A place in a source file, written as compilers write it: `Chapters/01-boltzmann/main.swift:57`.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  /// The file, relative to the package's folder.
  public var path: String
  /// The line, counted from 1.
  public var line: Int

  public init(path: String, line: Int) {
    self.path = path
    self.line = line
  }

  public var description: String { "\(path):\(line)" }
}

/// Something wrong in the book's sources.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
  public enum Severity: String, Sendable {
    /// The book cannot be woven.
    case error
    /// The book can be woven, but somebody should look.
    case warning
  }

  public var severity: Severity
  /// Where it is; `nil` if it is in no particular line.
  public var location: SourceLocation?
  /// What is wrong and what to do about it.
  public var message: String

  public var description: String {
    (location.map { "\($0): " } ?? "") + "\(severity.rawValue): \(message)"
  }
}

/// The problems found so far, each once. Stages go on after an error, so that one run reports all
/// of them.
struct Problems: Sendable {
  private(set) var all: [Problem] = []

  mutating func error(_ message: String, at location: SourceLocation? = nil) {
    add(Problem(severity: .error, location: location, message: message))
  }

  mutating func warn(_ message: String, at location: SourceLocation? = nil) {
    add(Problem(severity: .warning, location: location, message: message))
  }

  private mutating func add(_ problem: Problem) {
    if !all.contains(problem) { all.append(problem) }
  }

  var errors: [Problem] { all.filter { $0.severity == .error } }
  var warnings: [Problem] { all.filter { $0.severity == .warning } }

  /// - Throws: `WeaveError.invalidSources` if any problem is an error.
  func throwErrors() throws(WeaveError) {
    if !errors.isEmpty { throw .invalidSources(errors) }
  }
}
