import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The threads that help with a job: borrowed from Dispatch when there is one, given back when
/// they have found nothing to do for a while.
///
/// A job is a closure called with `count − 1, …, 1, 0`. Every thread that takes part claims the next
/// number by decrementing `remaining`, so a helper that comes late or not at all costs nothing but its
/// help. The caller works too, and returns when all claimed calls have returned.
///
/// Why no call outlives its job: a helper enters `inside` before it claims, and the caller leaves
/// only when it has seen `remaining ≤ 0`, after which no call can be claimed from this job, and then
/// `inside = 0`. All these are atomic read-modify-writes that acquire and release, so the caller
/// sees the entry of every helper whose claim came before its own last one.
final class WorkerPool: Sendable {
  static let shared = WorkerPool()

  /// How long a helper looks for the next job before it goes.
  private static let patience: UInt64 = 200_000  // nanoseconds

  private let busy = Atomic<Bool>(false)
  private let remaining = Atomic<Int>(0)
  private let inside = Atomic<Int>(0)
  private let present = Atomic<Int>(0)
  private nonisolated(unsafe) var job: UnsafeRawPointer?

  /// Whether a job is being done, so that another one would be done by its caller alone.
  var isBusy: Bool { busy.load(ordering: .relaxed) }

  /// Calls `body` once with each of `0..<count`, in any order, on at most `threads` threads, this
  /// one included. A job within a job, or beside another thread's, is done by its caller alone.
  func run(_ count: Int, threads: Int, _ body: (Int) -> Void) {
    guard threads > 1, count > 1,
      busy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else {
      for index in 0..<count { body(index) }
      return
    }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        job = UnsafeRawPointer(pointer)
        remaining.store(count, ordering: .releasing)
        let missing = min(threads, count) - 1 - present.load(ordering: .relaxed)
        if missing > 0 { for _ in 0..<missing { summon() } }
        work()
        var waits = 0
        while inside.load(ordering: .acquiring) != 0 {
          waits += 1
          if waits % 4096 == 0 { sched_yield() }
        }
      }
    }
    busy.store(false, ordering: .releasing)
  }

  /// Claims and does what is left of the job. Not inlined: what it retains it has released when it
  /// returns.
  @inline(never)
  private func work() {
    while true {
      let index = remaining.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
      if index < 0 { return }
      job!.assumingMemoryBound(to: ((Int) -> Void).self).pointee(index)
    }
  }

  private func summon() {
    present.wrappingAdd(1, ordering: .relaxed)
    DispatchQueue.global(qos: .userInitiated).async { self.help() }
  }

  private func help() {
    var idleSince = DispatchTime.now().uptimeNanoseconds
    while true {
      if remaining.load(ordering: .relaxed) > 0 {
        inside.wrappingAdd(1, ordering: .acquiringAndReleasing)
        work()
        inside.wrappingSubtract(1, ordering: .acquiringAndReleasing)
        idleSince = DispatchTime.now().uptimeNanoseconds
      } else if DispatchTime.now().uptimeNanoseconds - idleSince > WorkerPool.patience {
        break
      }
    }
    present.wrappingSubtract(1, ordering: .relaxed)
  }
}
