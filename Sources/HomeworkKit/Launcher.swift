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
  ///
  /// - Parameter user: the user to become; 0 for none.
  static func arguments(for program: String, _ limits: Limits, user: UInt32) -> [String] {
    [argument, program, "\(limits.seconds)", "\(limits.reservableMegabytes)", "\(user)"]
  }

  /// Does what this process was started for, if that is to launch; returns otherwise.
  package static func launchIfAsked() {
    let words = CommandLine.arguments
    guard words.count == 6, words[1] == argument, let seconds = UInt64(words[3]),
      let megabytes = UInt64(words[4]), let user = UInt32(words[5])
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
    #if os(Linux)
      // Opened before: the way to it may be closed to the user.
      let program = open(words[2], O_RDONLY | O_CLOEXEC)
      if user != 0, librariesAreReadable(by: user) { Safeguards.become(user) }
      fexecve(program, &arguments, environ)
    #else
      execv(words[2], &arguments)
    #endif
    _exit(ExitStatus.programError.rawValue)
  }

  #if os(Linux)
    /// Whether the libraries are where a user can read them. If they are not, as in root's home, the
    /// program gives up root's rights itself, after it has been loaded.
    private static func librariesAreReadable(by user: UInt32) -> Bool {
      guard let maps = fopen("/proc/self/maps", "r"), seteuid(user) == 0 else { return false }
      let length: Int32 = 1 << 13
      let line = UnsafeMutablePointer<CChar>.allocate(capacity: Int(length))
      defer {
        fclose(maps)
        seteuid(0)
        line.deallocate()
      }
      while fgets(line, length, maps) != nil {
        guard let path = strchr(line, 47), strstr(path, ".so") != nil else { continue }
        path[strlen(path) - 1] = 0
        guard faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0 else { return false }
      }
      return true
    }
  #endif

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
