import Files
import NotebookEvents
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What happens when a chapter does not come to its end.
enum Interruption {
  /// Set when the process ends on purpose.
  private static let isExpected = Atomic<Bool>(false)

  /// Makes an interrupt remove half-written files, a closed pipe an error that can be reported,
  /// and a chapter that forgets `finish()` a failure.
  static func prepare() {
    unlinkPendingFiles()  // so that nothing is left to initialise in a handler
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // Who started us in the background (nohup) may have asked to ignore it.
      let previous = signal(number, interrupted)
      if isIgnored(previous) { signal(number, SIG_IGN) }
    }
    atexit(endedEarly)
  }

  static func expectExit() { isExpected.store(true, ordering: .relaxed) }

  fileprivate static var isExitExpected: Bool { isExpected.load(ordering: .relaxed) }
}

/// Only calls that are safe in a signal handler.
private func interrupted(_ number: Int32) {
  unlinkPendingFiles()
  let message: StaticString = "\ninterrupted; the figures drawn so far are whole\n"
  _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
  _exit(128 + number)
}

private func endedEarly() {
  guard !Interruption.isExitExpected else { return }
  fflush(nil)
  let message: StaticString = """
    This chapter ended without its table of claims: its last line must be `chapter.finish()`.

    """
  _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
  _exit(ExitStatus.programError.rawValue)
}

/// Function pointers cannot be compared in Swift, their bits can.
private func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
  unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
}
