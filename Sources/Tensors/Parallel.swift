import Elementary
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
  private static let most = 8

  private static var initialThreads: Int {
    let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let wanted = getenv("DIFFUSION_THREADS").flatMap { Int(String(cString: $0)) }
    return min(most, max(1, wanted ?? cores))
  }

  /// How many threads work at most, 1…8. At first the number of the machine's cores, or what the
  /// environment variable `DIFFUSION_THREADS` says.
  /// - Precondition: at least 1; more than 8 counts as 8.
  public static var threads: Int {
    get { setting.load(ordering: .relaxed) }
    set {
      precondition(newValue >= 1, "Parallel.threads = \(newValue): at least 1")
      setting.store(min(most, newValue), ordering: .relaxed)
    }
  }

  /// Calls `body` once for each chunk `0..<size`, `size..<2·size`, … of `0..<count`, in any order
  /// and on any thread, and returns when all are done. May be nested and called from any thread.
  /// - Parameters:
  ///   - count: the length of the whole range.
  ///   - size: the length of a chunk; the last may be shorter. A chunk should take at least ten
  ///     microseconds or so to be worth handing to another core.
  ///   - body: the work on one chunk.
  public static func forEachChunk(
    of count: Int, size: Int, _ body: @Sendable (Range<Int>) -> Void
  ) {
    precondition(size > 0, "forEachChunk: chunks of size \(size)")
    WorkerPool.shared.run((count + size - 1) / size, threads: threads) { chunk in
      body(chunk * size..<min(count, (chunk + 1) * size))
    }
  }

  /// One value for each chunk `0..<size`, `size..<2·size`, … of `0..<count`, in their order: so a
  /// sum over the result is the same whatever the number of threads.
  public static func mapChunks<Value: Sendable>(
    of count: Int, size: Int, _ body: @Sendable (Range<Int>) -> Value
  ) -> [Value] {
    precondition(size > 0, "mapChunks: chunks of size \(size)")
    let chunks = (count + size - 1) / size
    return Array(unsafeUninitializedCapacity: chunks) { buffer, initialized in
      let start = buffer.baseAddress
      WorkerPool.shared.run(chunks, threads: threads) { chunk in
        (start! + chunk).initialize(to: body(chunk * size..<min(count, (chunk + 1) * size)))
      }
      initialized = chunks
    }
  }

  /// Splits `0..<count` into ranges of about equal length, at least `grain` long, and calls `body`
  /// once for each: for work whose numbers do not depend on where it is cut.
  static func forEachRange(of count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
    let parts = min(count / grain, 2 * threads)
    if parts < 2 { return body(0..<count) }
    WorkerPool.shared.run(parts, threads: threads) { part in
      body(count * part / parts..<count * (part + 1) / parts)
    }
  }
}
