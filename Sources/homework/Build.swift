import Processes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Builds a product of a package, within a time.
enum Build {
  /// For a build; the first one builds the libraries, too.
  static let timeout = 900

  /// - Returns: the program, and what went wrong, if anything did.
  static func run(product: String, package: String, scratch: String, timeout: Int = timeout) async
    -> (program: String, fault: String?)
  {
    let program = scratch + "/debug/" + product
    try? FileManager.default.removeItem(atPath: program)
    let fault = await run(["--product", product], package, scratch, timeout)
    if fault == nil, BookFiles.kind(program) != .typeRegular {
      return (program, "no program came of it")
    }
    return (program, fault)
  }

  /// Builds with these arguments.
  /// - Returns: what went wrong, or `nil`.
  static func run(
    _ arguments: [String], _ package: String, _ scratch: String, _ timeout: Int
  ) async -> String? {
    do {
      let result = try await runProcess(
        "swift", ["build", "--package-path", package, "--scratch-path", scratch] + arguments,
        timeout: .seconds(timeout), grace: .seconds(2))
      return switch result.end {
      case .exit(0): nil
      case .exit: errors(in: result.output + result.errors)
      case .timeout: "the compiler took more than \(timeout) s"
      case .signal(let number): "the compiler was killed (signal \(number))"
      }
    } catch {
      return "the compiler could not be started: \(error)"
    }
  }

  /// The first errors that a compiler printed, without folders.
  static func errors(in text: String) -> String {
    var messages: [String] = []
    var others: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      guard let range = line.firstRange(of: "error: "), !line.contains("produce diagnostic") else {
        continue
      }
      if line.hasPrefix("/"), range.lowerBound > line.startIndex {
        let place = line[..<range.lowerBound]
        let message = "\(place.split(separator: "/").last ?? "")\(line[range.lowerBound...])"
        if !messages.contains(message) { messages.append(message) }
      } else {
        others.append(String(line))
      }
    }
    let chosen = messages.isEmpty ? Array(others.prefix(1)) : Array(messages.prefix(3))
    return chosen.isEmpty ? "the build failed" : chosen.joined(separator: "; ")
  }
}
