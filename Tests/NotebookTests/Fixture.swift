import Files
import Processes
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs the fixture chapter in a folder of its own.
///
/// - Parameters:
///   - arguments: what stands behind the program's name.
///   - wish: what it shall do besides: see the fixture.
///   - folder: where it runs.
func runFixture(
  _ arguments: [String] = [], wish: String = "", environment: [String: String?] = [:],
  in folder: TemporaryFolder,
  whileRunning: @escaping @Sendable (pid_t) async throws -> Void = { _ in }
) async throws -> ProcessResult {
  var variables = environment
  variables["FIXTURE"] = wish
  return try await runProcess(
    builtExecutable("NotebookFixture"), arguments, environment: variables, in: folder.path,
    whileRunning: whileRunning)
}

/// Runs the fixture by a shell command in which it is called `$fixture`.
func runFixture(
  shell command: String, wish: String = "", environment: [String: String?] = [:],
  in folder: TemporaryFolder,
  whileRunning: @escaping @Sendable (pid_t) async throws -> Void = { _ in }
) async throws -> ProcessResult {
  var variables = environment
  variables["FIXTURE"] = wish
  variables["fixture"] = builtExecutable("NotebookFixture")
  return try await runProcess(
    "/bin/sh", ["-c", command], environment: variables, in: folder.path,
    whileRunning: whileRunning)
}

/// A folder that exists while the value does.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let template = strdup("\(parent)/notebook-XXXXXX")!
    defer { free(template) }
    precondition(mkdtemp(template) != nil, "no temporary folder in \(parent)")
    path = String(cString: template)
  }

  deinit { Self.remove(path) }

  /// The names of what is in it, sorted.
  func names(in subfolder: String = "") -> [String] {
    Self.names(in: path + "/" + subfolder)
  }

  /// The content of a file in it.
  func bytes(of name: String) throws -> [UInt8] { try readFile(path + "/" + name) }

  /// The content of a text file in it.
  func text(of name: String) throws -> String {
    String(decoding: try bytes(of: name), as: UTF8.self)
  }

  private static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func remove(_ path: String) {
    for name in names(in: path) { remove(path + "/" + name) }
    if rmdir(path) != 0 { unlink(path) }
  }
}
