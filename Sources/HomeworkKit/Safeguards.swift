import Processes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the child sets up against accidents in the code that it is about to run.
enum Safeguards {
  /// Written once before the student's code runs; read in signal handlers and by the watchdog.
  private struct State {
    var pipe: Int32 = -1
    var stackTop: UInt = 0
    var stackSize: UInt = 0
    var overflow = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 0)
    var memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 0)
    var bytes: UInt64 = 0
    var grader: pid_t = 0
    /// The kernel's account of this process's memory, where there is one.
    var account: Int32 = -1
    /// The peak of memory that this process was born with.
    var inherited: UInt64 = 0
  }
  nonisolated(unsafe) private static var state = State()

  static func install(_ request: Request, pipe: Int32) {
    var here = 0
    state.pipe = pipe
    state.stackTop = withUnsafePointer(to: &here) { UInt(bitPattern: $0) }
    state.overflow = copy(Frame(kind: .stackOverflow).bytes(nonce: request.nonce))
    state.memory = copy(Frame(kind: .memory).bytes(nonce: request.nonce))
    state.bytes = UInt64(request.megabytes) << 20
    state.grader = getppid()
    #if os(Linux)
      state.account = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    #endif
    state.inherited = peakMemory()

    var stack = rlimit()
    #if canImport(Glibc)
      getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &stack)
    #else
      getrlimit(RLIMIT_STACK, &stack)
    #endif
    state.stackSize = UInt(clamping: min(UInt64(stack.rlim_cur), 64 << 20))
    watchStack()
    keepWatch()
    limitProcesses(to: request.user == 0 ? threads(of: getuid()) + 256 : 64)
    if request.user != 0, getuid() == 0 { become(request.user) }
  }

  /// Gives up root's rights.
  static func become(_ user: UInt32) {
    #if os(Linux)
      guard setgroups(0, nil) == 0, setgid(user) == 0, setuid(user) == 0 else {
        perror("the rights of root could not be given up")
        _exit(77)
      }
    #endif
  }

  /// Bounds the processes and threads of the user that this process is or will be.
  private static func limitProcesses(to count: Int) {
    var both = rlimit(rlim_cur: rlim_t(count), rlim_max: rlim_t(count))
    #if canImport(Glibc)
      setrlimit(__rlimit_resource_t(__RLIMIT_NPROC.rawValue), &both)
    #else
      setrlimit(RLIMIT_NPROC, &both)
    #endif
  }

  /// How many a user has now; elsewhere than on Linux a prediction from above.
  private static func threads(of user: uid_t) -> Int {
    #if os(Linux)
      var count = 0
      ProcessTable.forEach { process, owner in
        var status = stat()
        // A folder has a link for itself, one from above, and one for each folder in it.
        if owner == user, stat("/proc/\(process)/task", &status) == 0 {
          count += Int(status.st_nlink) - 2
        }
      }
      return count
    #else
      return 1024
    #endif
  }

  private static func copy(_ bytes: [UInt8]) -> UnsafeMutableBufferPointer<UInt8> {
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = buffer.initialize(from: bytes)
    return buffer
  }

  /// Tells a stack overflow from other bad accesses by the address, on a stack of its own.
  private static func watchStack() {
    let size = 1 << 16
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    stack.ss_size = numericCast(size)
    sigaltstack(&stack, nil)
    var action = sigaction()
    #if canImport(Darwin)
      action.__sigaction_u.__sa_sigaction = { signal, info, _ in
        Safeguards.badAccess(signal, UInt(bitPattern: info?.pointee.si_addr))
      }
    #else
      action.__sigaction_handler.sa_sigaction = { signal, info, _ in
        Safeguards.badAccess(signal, UInt(bitPattern: info?.pointee._sifields._sigfault.si_addr))
      }
    #endif
    action.sa_flags = SA_SIGINFO | Int32(SA_ONSTACK) | Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(SIGSEGV, &action, nil)
    sigaction(SIGBUS, &action, nil)
  }

  private static func badAccess(_ signal: Int32, _ address: UInt) {
    let slack: UInt = 1 << 20
    if address < state.stackTop, address + state.stackSize + slack > state.stackTop {
      write(state.pipe, state.overflow.baseAddress, state.overflow.count)
    }
    // The handler is reset: the same access happens again and ends the process.
  }

  /// Looks every few milliseconds at the memory in use, and whether the grader is still there.
  private static func keepWatch() {
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    pthread_create(&thread, nil, { _ in Safeguards.look() }, nil)
  }

  /// The most memory that this process has used, in bytes. On Linux a process begins with the peak of
  /// the one that started it.
  private static func peakMemory() -> UInt64 {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return UInt64(usage.ru_maxrss) << 10
    #elseif canImport(Musl)
      getrusage(RUSAGE_SELF, &usage)
      return UInt64(usage.ru_maxrss) << 10
    #else
      getrusage(RUSAGE_SELF, &usage)
      return UInt64(usage.ru_maxrss)
    #endif
  }

  /// The memory in use now, in bytes; if there is no account of it, the peak, as far as it is this
  /// process's own. Takes no memory itself.
  private static func usedMemory() -> UInt64 {
    let pages = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { text -> UInt64? in
      let count = pread(state.account, text.baseAddress, text.count, 0)
      guard count > 0 else { return nil }
      // The second number is that of the pages in memory.
      var (spaces, pages) = (0, UInt64(0))
      for byte in text[..<count] {
        if byte == UInt8(ascii: " ") { spaces += 1 }
        guard spaces == 1, byte != UInt8(ascii: " ") else { continue }
        pages = 10 * pages + UInt64(byte & 15)
      }
      return pages
    }
    if let pages { return pages * UInt64(sysconf(Int32(_SC_PAGESIZE))) }
    let peak = peakMemory()
    return peak > state.inherited ? peak : 0
  }

  private static func look() -> Never {
    while true {
      if usedMemory() > state.bytes {
        write(state.pipe, state.memory.baseAddress, state.memory.count)
        _exit(1)
      }
      if getppid() != state.grader { _exit(1) }
      usleep(5000)
    }
  }
}
