#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The running program.
public enum Program {
  /// Its file.
  public static var path: String {
    #if os(Linux)
      let file = realpath("/proc/self/exe", nil)
    #else
      var size: UInt32 = 0
      _NSGetExecutablePath(nil, &size)
      var buffer = [CChar](repeating: 0, count: Int(size))
      _NSGetExecutablePath(&buffer, &size)
      let file = realpath(buffer, nil)
    #endif
    defer { free(file) }
    return file.map { String(cString: $0) } ?? CommandLine.arguments[0]
  }
}
