import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Work on several cores, cut into chunks that do not depend on how many there are, so that no
/// number does either.
public enum Parallel {
  private static let setting = Atomic<Int>(initialThreads)

  private static var initialThreads: Int {
    let cores = Swift.min(8, Swift.max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    guard let text = getenv("DIFFUSION_THREADS"), let wanted = Int(String(cString: text)) else {
      return cores
    }
    return Swift.max(1, Swift.min(64, wanted))
  }

  /// How many threads work at most, at least 1. At first it is the machine's number of cores, or
  /// what the environment variable `DIFFUSION_THREADS` says.
  public static var threads: Int {
    get { setting.load(ordering: .relaxed) }
    set {
      precondition(newValue >= 1, "Parallel.threads = \(newValue): at least 1")
      setting.store(newValue, ordering: .relaxed)
    }
  }

  /// Calls `body` once for each chunk `0..<size`, `size..<2 size`, … of `0..<count`, in any order
  /// and on any thread, and returns when all are done.
  public static func forEachChunk(
    of count: Int, size: Int, _ body: @Sendable (Range<Int>) -> Void
  ) {
    precondition(size > 0, "forEachChunk: chunks of size \(size)")
    for start in stride(from: 0, to: count, by: size) {
      body(start..<Swift.min(count, start + size))
    }
  }

  /// Splits `0..<count` into ranges and calls `body` once for each.
  @inline(__always)
  static func forEachRange(of count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    body(0..<count)
  }
}
