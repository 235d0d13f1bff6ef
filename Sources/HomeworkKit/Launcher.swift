import NotebookEvents

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Becomes the student's program after it has taken limits upon itself.
///
/// They hold from the program's first instruction on, so that nothing in it can step in before them.
package enum Launcher {
  private static let argument = "--launch"

  /// The arguments with which a launcher starts a program under these limits.
  static func arguments(for program: String, _ limits: Limits) -> [String] {
    [argument, program, "\(limits.seconds)", "\(limits.reservableMegabytes)"]
  }

  /// Does what this process was started for, if that is to launch; returns otherwise.
  package static func launchIfAsked() {
    let words = CommandLine.arguments
    guard words.count == 5, words[1] == argument, let seconds = UInt64(words[3]),
      let megabytes = UInt64(words[4])
    else { return }
    enterNowhere()
    set(RLIMIT_CPU, seconds, slack: 2)
    set(RLIMIT_CORE, 0)
    set(RLIMIT_FSIZE, 16 << 20)
    #if os(Linux)
      set(RLIMIT_AS, megabytes << 20)
      Confinement.begin()
    #endif
    var arguments: [UnsafeMutablePointer<CChar>?] = [
      strdup(words[2]), strdup(Child.argument), nil,
    ]
    execv(words[2], &arguments)
    _exit(ExitStatus.programError.rawValue)
  }

  /// Goes into a folder that is removed at once: nothing is in it, and nothing can be put there.
  private static func enterNowhere() {
    var path = Array("/tmp/homework-XXXXXX".utf8CString)
    guard mkdtemp(&path) != nil else { return }
    chdir(path)
    rmdir(path)
  }

  #if canImport(Glibc)
    private static func set(_ resource: __rlimit_resource, _ value: UInt64, slack: UInt64 = 0) {
      var both = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value + slack))
      setrlimit(__rlimit_resource_t(resource.rawValue), &both)
    }
  #else
    private static func set(_ resource: Int32, _ value: UInt64, slack: UInt64 = 0) {
      var both = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value + slack))
      setrlimit(resource, &both)
    }
  #endif
}
