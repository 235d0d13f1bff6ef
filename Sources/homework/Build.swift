import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Builds a product of a package, within a time.
enum Build {
  /// Seconds for a build: the first one builds the libraries, too.
  static let timeout = 900

  /// - Returns: the program, and what went wrong, if anything did.
  static func run(product: String, package: String, scratch: String, timeout: Int = timeout) async
    -> (program: String, fault: String?)
  {
    let program = scratch + "/debug/" + product
    unlink(program)
    var options = PlatformOptions()
    options.createSession = true
    do {
      let result = try await Subprocess.run(
        .name("swift"),
        arguments: [
          "build", "--package-path", package, "--scratch-path", scratch, "--product", product,
        ], platformOptions: options, input: .none, output: .sequence, error: .combinedWithOutput
      ) { execution in
        let process = execution.processIdentifier.value
        let timer = Task {
          try await Task.sleep(for: .seconds(timeout))
          kill(-process, SIGKILL)
        }
        defer { timer.cancel() }
        var text: [UInt8] = []
        for try await part in execution.standardOutput {
          part.withUnsafeBytes { if text.count < 1 << 20 { text += $0 } }
        }
        return String(decoding: text, as: UTF8.self)
      }
      let text = result.closureResult
      switch result.terminationStatus {
      case .exited(0): return (program, access(program, X_OK) == 0 ? nil : "no program came of it")
      case .exited: return (program, errors(in: text))
      case .signaled: return (program, "the compiler took more than \(timeout) s")
      }
    } catch {
      return (program, "the compiler could not be started: \(error)")
    }
  }

  /// The first errors that a compiler printed, without folders.
  private static func errors(in text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).filter { $0.contains(": error: ") }
    var seen: [String] = []
    for line in lines {
      let short = line.split(separator: "/").last.map(String.init) ?? ""
      if line.hasPrefix("/"), !seen.contains(short) { seen.append(short) }
    }
    let chosen = seen.isEmpty ? lines.prefix(1).map(String.init) : Array(seen.prefix(3))
    return chosen.isEmpty ? "the build failed" : chosen.joined(separator: "; ")
  }
}
