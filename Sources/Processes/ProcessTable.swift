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
      guard let folder = opendir("/proc") else { return }
      defer { closedir(folder) }
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard let process = pid_t(name), let owner = owner(of: process) else { continue }
        body(process, owner)
      }
    }

    /// The real user, as the kernel says; the folder's owner is root if a process has changed its user.
    private static func owner(of process: pid_t) -> uid_t? {
      let file = open("/proc/\(process)/status", O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return nil }
      defer { close(file) }
      var buffer = [UInt8](repeating: 0, count: 1 << 12)
      let count = read(file, &buffer, buffer.count)
      let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
      return text.split(separator: "\n").first { $0.hasPrefix("Uid:") }
        .flatMap { uid_t($0.split(separator: "\t")[1]) }
    }
  }
#endif
