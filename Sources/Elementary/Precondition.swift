/// The standard library's `precondition` with its message printed in optimised builds too.
///
/// There, Swift's own traps in silence, and all of this package is always compiled with
/// optimisation. In a file that imports this module, this one takes its place.
///
/// - Parameters:
///   - condition: what the caller must have seen to.
///   - message: what is wrong, with the values; made only if the condition is false.
///   - file: the file of the call.
///   - line: its line.
@inlinable @inline(__always)
public func precondition(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String = String(),
  file: StaticString = #file, line: UInt = #line
) {
  if !condition() { stop(message, file, line) }
}

/// The standard library's `preconditionFailure`, with its message printed in optimised builds too.
///
/// - Parameters:
///   - message: what is wrong, with the values.
///   - file: the file of the call.
///   - line: its line.
@inlinable @inline(__always)
public func preconditionFailure(
  _ message: @autoclosure () -> String = String(), file: StaticString = #file, line: UInt = #line
) -> Never {
  stop(message, file, line)
}

/// Out of line, so that a check costs its caller a comparison and little code.
@usableFromInline @inline(never)
func stop(_ message: () -> String, _ file: StaticString, _ line: UInt) -> Never {
  fatalError(message(), file: file, line: line)
}
