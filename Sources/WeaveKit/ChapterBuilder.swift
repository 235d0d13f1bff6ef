import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Builds chapters into the folder in which `weave` itself was built.
struct ChapterBuilder: Sendable {
  /// The package's folder.
  let root: String
  /// The folder with the executables, such as `.build/debug`.
  let executables: String

  /// The arguments of `swift` that build a product into that folder.
  func arguments(product: String) -> [String] {
    var path = executables.split(separator: "/").map(String.init)
    let configuration = path.popLast() ?? "debug"
    // Between the scratch folder and that of the configuration there may be one for the platform.
    if let last = path.last, last.contains("-unknown-") || last.contains("-apple-") {
      path.removeLast()
    }
    return [
      "build", "--package-path", root, "--scratch-path", "/" + path.joined(separator: "/"),
      "--configuration", configuration, "--product", product,
    ]
  }

  /// Builds a chapter; what the compiler says goes to standard error.
  func build(_ chapter: ChapterFolder) async throws(WeaveError) {
    let status: TerminationStatus
    do {
      status = try await Subprocess.run(
        .name("swift"), arguments: Arguments(arguments(product: chapter.product)), input: .none,
        output: .currentStandardError, error: .currentStandardError
      ).terminationStatus
    } catch {
      throw .cannotStart(chapter: "swift build", cause: "\(error)")
    }
    guard case .exited(0) = status else { throw .buildFailed(chapter: chapter.product) }
  }
}
