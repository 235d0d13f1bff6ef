#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

#if os(Linux)
  /// The processes of this machine that may be seen.
  package enum ProcessTable {
    /// Calls `body` with each process and the user that it belongs to.
    package static func forEach(_ body: (pid_t, _ owner: uid_t) -> Void) {
      for process in numbers(in: "/proc") {
        if let owner = owner(of: process) { body(process, owner) }
      }
    }

    /// Whether a thread of the process is running or ready to run.
    package static func isRunnable(_ process: pid_t) -> Bool {
      numbers(in: "/proc/\(process)/task").contains { thread in
        // Behind the name, which may contain brackets itself, stands the state.
        let stat = text("/proc/\(process)/task/\(thread)/stat")
        return stat.split(separator: ")").last?.hasPrefix(" R") ?? false
      }
    }

    /// The entries of a folder that are numbers.
    package static func numbers(in path: String) -> [pid_t] {
      guard let folder = opendir(path) else { return [] }
      defer { closedir(folder) }
      var numbers: [pid_t] = []
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if let number = pid_t(name) { numbers.append(number) }
      }
      return numbers
    }

    /// The real user, as the kernel says; the folder's owner is root if a process has changed its user.
    private static func owner(of process: pid_t) -> uid_t? {
      text("/proc/\(process)/status").split(separator: "\n").first { $0.hasPrefix("Uid:") }
        .flatMap { uid_t($0.split(separator: "\t")[1]) }
    }

    /// The first 4 kB of a file; nothing if it cannot be read.
    package static func text(_ path: String) -> String {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return "" }
      defer { close(file) }
      var buffer = [UInt8](repeating: 0, count: 1 << 12)
      let count = read(file, &buffer, buffer.count)
      return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
  }
#endif
