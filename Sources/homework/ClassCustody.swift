import HomeworkKit
import Processes
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is done about the child that runs a student's code: it is confined before its first
/// instruction, and all that it leaves behind is ended.
final class ClassCustody: Custody {
  /// Users for the children of a tool that runs as root, as in a container: each child gets a number of
  /// its own, with no rights, and can neither touch the results nor leave anything behind. They are
  /// below 65536, where containers end, and above what systems give to people.
  private static let users: Range<uid_t> = 20_000..<60_000
  private static let taken = Mutex<Set<uid_t>>([])

  /// The program that launches the child.
  private let launcher: String
  /// The user that the child becomes; 0 if this process is not root.
  private let user: uid_t
  /// By which the child and all that it starts are known, in their environment.
  private let mark = "\(UInt64.random(in: 0 ... .max))"

  init(launcher: String = Program.path) {
    self.launcher = launcher
    user = ClassCustody.freeUser()
  }

  private static func freeUser() -> uid_t {
    #if os(Linux)
      if geteuid() == 0 {
        return taken.withLock { taken in
          var user: uid_t
          repeat { user = .random(in: users) } while !taken.insert(user).inserted
          return user
        }
      }
    #endif
    return 0
  }

  deinit { _ = ClassCustody.taken.withLock { $0.remove(user) } }

  func launcher(_ limits: Limits) -> [String] {
    [launcher] + Launcher.arguments(limits, user: user, mark: mark)
  }

  func begin(_ child: pid_t) { Interrupt.add(child) }
  func end(_ child: pid_t) { Interrupt.remove(child) }

  #if os(Linux)
    func isStarved(_ child: pid_t) -> Bool { ProcessTable.isRunnable(child) }

    /// Kills processes that have left the child's session, known by their user, if the child has one of
    /// its own, or by their environment.
    func endOthers() {
      let wanted = "\(Launcher.mark)=\(mark)"
      ProcessTable.forEach { process, owner in
        guard process > 1, process != getpid() else { return }
        if user != 0 && owner == user
          || ProcessTable.text("/proc/\(process)/environ").split(separator: "\0")
            .contains(Substring(wanted))
        {
          kill(process, SIGKILL)
        }
      }
    }
  #endif
}
