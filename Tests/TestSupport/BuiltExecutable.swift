#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The path of a program of this package, built together with the tests.
///
/// - Parameter name: the product's name, such as `chapter-01`.
/// - Precondition: it lies beside the tests that are running, or above them.
public func builtExecutable(_ name: String) -> String {
  var folder = pathOfRunningTests()[...]
  while let slash = folder.lastIndex(of: "/") {
    folder = folder[..<slash]
    let candidate = "\(folder)/\(name)"
    if access(candidate, X_OK) == 0, !isFolder(candidate) { return candidate }
  }
  preconditionFailure("no program \(name) was built beside \(pathOfRunningTests())")
}

private func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// The file that holds this code: the test executable, or the bundle's on macOS.
private func pathOfRunningTests() -> String {
  #if os(Linux)
    let file = realpath("/proc/self/exe", nil)
  #else
    var image = Dl_info()
    precondition(dladdr(#dsohandle, &image) != 0, "the running tests have no file")
    let file = realpath(image.dli_fname, nil)
  #endif
  defer { free(file) }
  return String(cString: file!)
}
