import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Users for the children of a grader that runs as root, as in a container: each child gets a
/// number of its own, with no rights, and can neither touch the results nor leave anything behind.
enum UserNumbers {
  /// Below 65536, where containers end, and above what systems give to people.
  private static let range: Range<UInt32> = 20_000..<60_000
  private static let taken = Mutex<Set<UInt32>>([])

  /// - Returns: 0 if this process is not root.
  static func take() -> UInt32 {
    #if os(Linux)
      guard geteuid() == 0 else { return 0 }
      return taken.withLock { taken in
        while true {
          if let user = range.randomElement(), taken.insert(user).inserted { return user }
        }
      }
    #else
      return 0
    #endif
  }

  static func giveBack(_ user: UInt32) { _ = taken.withLock { $0.remove(user) } }
}
