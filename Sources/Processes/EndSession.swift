import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ends all processes of a session, also those that are in groups of their own, as compilers are.
///
/// - Parameters:
///   - session: the number of the process that leads it.
///   - grace: how long they may tidy up after an interrupt, before they are killed.
package func endSession(_ session: pid_t, grace: Duration = .zero) async {
  if grace > .zero {
    kill(-session, SIGINT)
    try? await Task.sleep(for: grace)
  }
  #if os(Linux)
    ProcessTable.forEach { process, _ in
      if getsid(process) == session { kill(process, SIGKILL) }
    }
  #endif
  kill(-session, SIGKILL)
}

/// Ends the sessions whose leaders have this argument: what a process that was killed has left
/// behind, where the system has a table of processes.
package func endSessions(withArgument argument: String) async {
  #if os(Linux)
    var leaders: [pid_t] = []
    ProcessTable.forEach { process, _ in
      if getsid(process) == process { leaders.append(process) }
    }
    for leader in leaders {
      let line = (try? readFile("/proc/\(leader)/cmdline")) ?? []
      if line.split(separator: 0).contains(where: { $0.elementsEqual(argument.utf8) }) {
        await endSession(leader, grace: .seconds(2))
      }
    }
  #endif
}
