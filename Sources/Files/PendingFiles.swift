import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// One temporary file, known to the handler of an interrupt while it is active.
///
/// Entries are only ever added, never freed: a signal handler may be reading one on another thread
/// at any moment, and an entry costs less than the file system's own record of the file.
struct PendingFile: ~Copyable {
  let path: UnsafePointer<CChar>
  let next: UnsafeMutablePointer<PendingFile>?
  let isActive: Atomic<Bool>
}

extension PendingFile {
  /// Removes the file; from then on it is nobody's.
  func remove() {
    unlink(path)
    isActive.store(false, ordering: .releasing)
  }
}

/// The head of the list. Shared between threads by its own atomic operations.
private nonisolated(unsafe) let newest = Atomic<UnsafeMutablePointer<PendingFile>?>(nil)

/// Makes a path known to `unlinkPending`, before the file is created.
func addPending(_ path: String) -> UnsafeMutablePointer<PendingFile> {
  let entry = UnsafeMutablePointer<PendingFile>.allocate(capacity: 1)
  var head = newest.load(ordering: .acquiring)
  let copy = UnsafePointer<CChar>(strdup(path)!)
  while true {
    entry.initialize(to: PendingFile(path: copy, next: head, isActive: Atomic(true)))
    let (done, current) = newest.weakCompareExchange(
      expected: head, desired: entry, ordering: .acquiringAndReleasing)
    if done { return entry }
    head = current
  }
}

/// Removes the temporary files of writes that are under way in this process.
///
/// Meant for the handler of SIGINT or SIGTERM. It is async-signal-safe: it loads atomic pointers and
/// calls `unlink`, and neither allocates, locks nor touches `errno`'s last value.
/// Call it once before the handler is installed, so that nothing is left to initialise in it.
public func unlinkPendingFiles() {
  let saved = errno
  var entry = newest.load(ordering: .acquiring)
  while let current = entry {
    if current.pointee.isActive.load(ordering: .acquiring) { unlink(current.pointee.path) }
    entry = current.pointee.next
  }
  errno = saved
}
