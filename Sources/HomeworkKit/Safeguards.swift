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
    var grader: pid_t = 0
    /// The kernel's account of this process's memory, where there is one.
    var account: Int32 = -1
  }
  nonisolated(unsafe) private static var state = State()

  /// - Parameter pipe: to the grader.
  static func install(nonce: [UInt8], pipe: Int32) {
    var here = 0
    state.pipe = pipe
    state.stackTop = withUnsafePointer(to: &here) { UInt(bitPattern: $0) }
    state.overflow = copy(Frame(kind: .stackOverflow).bytes(nonce: nonce))
    state.memory = copy(Frame(kind: .memory).bytes(nonce: nonce))
    state.grader = getppid()
    #if os(Linux)
      state.account = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    #endif

    var stack = rlimit()
    #if canImport(Glibc)
      getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &stack)
    #else
      getrlimit(RLIMIT_STACK, &stack)
    #endif
    state.stackSize = UInt(clamping: min(UInt64(stack.rlim_cur), 64 << 20))
    watchStack()
    keepWatch()
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

  private static func look() -> Never {
    while true {
      if usedMemory() > Limits.megabytes << 20 {
        write(state.pipe, state.memory.baseAddress, state.memory.count)
        _exit(1)
      }
      if getppid() != state.grader { _exit(1) }
      usleep(5000)
    }
  }

  /// The memory in use, in bytes, on a Mac at its peak. Takes no memory itself.
  private static func usedMemory() -> Int {
    #if os(Linux)
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { text in
        // The second number is that of the pages in memory.
        var (spaces, pages) = (0, 0)
        for byte in text[..<max(0, pread(state.account, text.baseAddress, text.count, 0))] {
          if byte == UInt8(ascii: " ") {
            spaces += 1
          } else if spaces == 1 {
            pages = 10 * pages + Int(byte & 15)
          }
        }
        return pages * sysconf(Int32(_SC_PAGESIZE))
      }
    #else
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}
