#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A process that was started in a session of its own, with pipes that do not wait for it.
struct ChildProcess: ~Copyable {
  let number: pid_t
  /// The pipes' ends, -1 when they are closed: its standard input, output and error.
  private var ends: [Int32]

  enum End: Equatable {
    case exited(Int32)
    case signaled(Int32)
  }

  struct Failure: Error, CustomStringConvertible {
    let code: Int32
    var description: String { String(cString: strerror(code)) }
  }

  /// - Parameters:
  ///   - command: the program's file and its arguments.
  ///   - environment: all variables that it gets.
  init(_ command: [String], environment: [String: String]) throws(Failure) {
    // A child need not read what it is sent.
    signal(SIGPIPE, SIG_IGN)
    let pipes = (0..<3).map { _ in ChildProcess.pipe() }
    let theirs = [pipes[0].read, pipes[1].write, pipes[2].write]
    ends = [pipes[0].write, pipes[1].read, pipes[2].read]
    var number: pid_t = 0
    let code =
      ends.contains(-1) ? EMFILE : ChildProcess.spawn(command, environment, theirs, &number)
    self.number = number
    for end in theirs { systemClose(end) }
    guard code == 0 else {
      for end in ends { systemClose(end) }
      throw Failure(code: code)
    }
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
  }

  /// Both ends are -1 if there can be no more.
  private static func pipe() -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard systemPipe(&ends) == 0 else { return (-1, -1) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ command: [String], _ environment: [String: String], _ streams: [Int32],
    _ number: inout pid_t
  ) -> Int32 {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
      let flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_CLOEXEC_DEFAULT
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
      // POSIX_SPAWN_SETSID, which the C library shows to friends only.
      let flags: Int32 = 0x80
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for (i, stream) in streams.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, stream, Int32(i))
    }
    // Signals have their usual effects, whatever this process does about them.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    sigdelset(&signals, SIGKILL)
    sigdelset(&signals, SIGSTOP)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(flags | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    var arguments = command.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    return posix_spawn(&number, command[0], &actions, &attributes, &arguments, &variables)
  }

  /// Whether it, and whoever has its pipes from it, has closed what is read here.
  var isSilent: Bool { ends[1] < 0 && ends[2] < 0 }

  /// Sends what there is room for, and closes its input behind the last byte.
  mutating func send(_ bytes: inout ArraySlice<UInt8>) {
    guard ends[0] >= 0 else { return }
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(ends[0], $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        break
      }
    }
    close(0)
  }

  /// What has come on its standard output (1) or error (2) meanwhile.
  mutating func receive(_ stream: Int) -> [UInt8] {
    guard ends[stream] >= 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      let received = read(ends[stream], buffer.baseAddress, buffer.count)
      count = max(0, received)
      if received == 0 || received < 0 && errno != EAGAIN && errno != EINTR { close(stream) }
    }
  }

  private mutating func close(_ stream: Int) {
    systemClose(ends[stream])
    ends[stream] = -1
  }

  /// Looks without reaping, so that the number cannot be somebody else's yet.
  var hasEnded: Bool {
    var info = siginfo_t()
    let result = waitid(P_PID, id_t(number), &info, WEXITED | WNOHANG | WNOWAIT)
    #if canImport(Darwin)
      return result != 0 || info.si_pid == number
    #else
      return result != 0 || info._sifields._sigchld.si_pid == number
    #endif
  }

  /// Kills it, and what it has started as far as it has stayed with it.
  func kill() { systemKill(-number, SIGKILL) }

  /// Waits for its end; its number is free then.
  consuming func end() -> End {
    for end in ends where end >= 0 { systemClose(end) }
    var status: Int32 = 0
    while waitpid(number, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .signaled(signal)
  }
}

/// `pipe(2)`, `close(2)` and `kill(2)`, out of reach of the methods of the same names.
private func systemPipe(_ ends: inout [Int32]) -> Int32 { pipe(&ends) }
private func systemClose(_ descriptor: Int32) { _ = close(descriptor) }
private func systemKill(_ process: pid_t, _ signal: Int32) { _ = kill(process, signal) }
