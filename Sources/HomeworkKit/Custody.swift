#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is done about a child process beyond its limits.
///
/// Who runs his own code needs none of it: all is done by default that an accident calls for. The
/// teacher's tool takes away from others' code what it has no need of.
package protocol Custody: Sendable {
  /// Words before the program: what starts it.
  func launcher(_ limits: Limits) -> [String]
  /// The child has started, the leader of a session.
  func begin(_ child: pid_t)
  /// Whether a child that has been given time has had none, since the machine is busy.
  func isStarved(_ child: pid_t) -> Bool
  /// Ends what the child has started and its session does not hold. Called more than once.
  func endOthers()
  /// The child has ended.
  func end(_ child: pid_t)
}

extension Custody {
  package func launcher(_ limits: Limits) -> [String] { [] }
  package func begin(_ child: pid_t) {}
  package func isStarved(_ child: pid_t) -> Bool { false }
  package func endOthers() {}
  package func end(_ child: pid_t) {}
}

/// That of one's own code.
struct NoCustody: Custody {}
