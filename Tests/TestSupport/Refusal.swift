/// A call that must end the process, and a part of what it must say first.
public struct Refusal: Sendable, CustomStringConvertible {
  public let description: String
  let call: @Sendable () -> Void

  public init(_ message: String, _ call: @escaping @Sendable () -> Void) {
    description = message
    self.call = call
  }

  /// Makes the call, in a process of its own.
  public func make() { call() }
}

/// Numbers at the edges of what a `Double` can be, the ordinary one first.
public let edges: [Double] = [
  1, .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
  .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
]
