import Files
import HomeworkKit
import NotebookEvents
import Processes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Becomes the student's program after it has taken limits upon itself and given up rights.
///
/// Both hold from the program's first instruction on, so that nothing in it can step in before them.
enum Launcher {
  private static let argument = "--launch"
  /// A variable in the environment of the child and all that it starts.
  static let mark = "HOMEWORK_RUN"

  /// What this program is told, before the other's file and arguments.
  ///
  /// - Parameters:
  ///   - user: the user to become; 0 for none.
  ///   - mark: by which the child is known.
  static func arguments(_ limits: Limits, user: uid_t, mark: String) -> [String] {
    [argument, "\(limits.seconds)", "\(user)", mark]
  }

  /// Does what this process was started for, if that is to launch; returns otherwise.
  static func launchIfAsked() {
    let words = CommandLine.arguments
    guard words.count > 5, words[1] == argument, let seconds = Int(words[2]),
      let user = uid_t(words[3])
    else { return }
    setenv(mark, words[4], 1)
    enterNowhere()
    Limits(seconds: seconds).impose()
    var arguments = words[5...].map { strdup($0) } + [nil]
    #if os(Linux)
      Limits.set(__RLIMIT_NPROC, user == 0 ? threads(of: getuid()) + 256 : 64)
      closeOthers()
      Confinement.begin()
      // Opened before: the way to it may be closed to the user.
      let program = open(words[5], O_RDONLY | O_CLOEXEC)
      if user != 0 { become(user) }
      fexecve(program, &arguments, environ)
    #else
      Limits.set(RLIMIT_NPROC, 1280)
      execv(words[5], &arguments)
    #endif
    _exit(ExitStatus.programError.rawValue)
  }

  /// Goes into a folder that is removed at once: nothing is in it, and nothing can be put there.
  private static func enterNowhere() {
    var path = Array("/tmp/homework-XXXXXX".utf8CString)
    guard mkdtemp(&path) != nil else { return }
    chdir(path)
    rmdir(path)
  }

  #if os(Linux)
    /// How many threads a user has now.
    private static func threads(of user: uid_t) -> Int {
      var count = 0
      ProcessTable.forEach { process, owner in
        var status = stat()
        // A folder has a link for itself, one from above, and one for each folder in it.
        if owner == user, stat("/proc/\(process)/task", &status) == 0 {
          count += Int(status.st_nlink) - 2
        }
      }
      return count
    }

    /// Leaves the program no file but its standard streams.
    private static func closeOthers() {
      for file in ProcessTable.numbers(in: "/proc/self/fd") where file > 2 {
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
      }
    }

    /// Gives up root's rights.
    private static func become(_ user: uid_t) {
      let folders = libraryFolders.map { ($0, open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) }
      guard setgroups(0, nil) == 0, setgid(user) == 0, setuid(user) == 0 else {
        perror("the rights of root could not be given up")
        _exit(77)
      }
      // Libraries to which the way is closed, as in root's home, are found by their open folder.
      var places = getenv("LD_LIBRARY_PATH").map { [String(cString: $0)] } ?? []
      for (path, folder) in folders where access(path + "/.", X_OK) != 0 {
        _ = fcntl(folder, F_SETFD, 0)
        places.append("/proc/self/fd/\(folder)")
      }
      if !places.isEmpty { setenv("LD_LIBRARY_PATH", places.joined(separator: ":"), 1) }
    }

    /// Of this program, which has the student's libraries and more.
    private static var libraryFolders: Set<String> {
      let maps = String(decoding: (try? readFile("/proc/self/maps")) ?? [], as: UTF8.self)
      return Set(
        maps.split(separator: "\n").compactMap { line in
          guard line.contains(".so"), let path = line.firstIndex(of: "/") else { return nil }
          return String(line[path...]).folder
        })
    }
  #endif
}
