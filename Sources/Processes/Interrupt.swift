import Files
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What an interrupt (Ctrl-C) ends besides this process.
///
/// Children are in sessions of their own, which the terminal does not reach.
package enum Interrupt {
  /// The running children; zeros are free places.
  private nonisolated(unsafe) static let children = {
    let places = UnsafeMutablePointer<Atomic<Int32>>.allocate(capacity: capacity)
    for i in 0..<capacity { (places + i).initialize(to: Atomic(0)) }
    return places
  }()
  private static let capacity = 64

  /// From now on an interrupt ends the children, too, and removes half-written files.
  package static func prepare() {
    unlinkPendingFiles()
    signalChildren(0)
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let previous = signal(number, interrupted)
      // Who started us in the background may have asked to ignore it.
      if unsafeBitCast(previous, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, SIG_IGN)
      }
    }
  }

  /// Makes a child known, the leader of a session.
  package static func add(_ child: pid_t) { replace(0, by: child) }

  /// Forgets a child.
  package static func remove(_ child: pid_t) { replace(child, by: 0) }

  private static func replace(_ old: Int32, by new: Int32) {
    for i in 0..<capacity {
      if children[i].compareExchange(expected: old, desired: new, ordering: .relaxed).exchanged {
        return
      }
    }
  }

  /// Safe in a signal handler. A builder ends its compilers when it is asked to end.
  fileprivate static func signalChildren(_ number: Int32) {
    for i in 0..<capacity {
      let child = children[i].load(ordering: .relaxed)
      if child > 1 { kill(-child, number) }
    }
  }
}

private func interrupted(_ number: Int32) {
  unlinkPendingFiles()
  Interrupt.signalChildren(SIGINT)
  _exit(128 + number)
}
