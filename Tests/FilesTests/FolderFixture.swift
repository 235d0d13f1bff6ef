#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A new folder that is gone, with all it holds, when the value is.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() {
    var template = Array("/tmp/files-test-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
  }

  deinit {
    chmod(path, 0o700)
    for name in Self.names(in: path) {
      let entry = "\(path)/\(name)"
      if unlink(entry) != 0 { rmdir(entry) }
    }
    rmdir(path)
  }

  /// What the folder holds, hidden files included.
  var names: [String] { Self.names(in: path) }

  private static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
