#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How much an exercise may use.
package struct Limits: Sendable {
  /// Of processor time.
  package var seconds: Int
  /// On the clock: a busy machine is slow, so this is generous.
  var wallSeconds: Int { 4 * seconds + 10 }
  /// Of memory in use.
  static let megabytes = 1024
  /// Of what the student's code prints.
  static let outputKilobytes = 256
  /// Of numbers in an answer.
  static let numbers = 1 << 20

  package init(seconds: Int) { self.seconds = seconds }

  /// Sets the limits that the system keeps, for this process and what it becomes.
  package func impose() {
    Limits.set(RLIMIT_CPU, seconds, slack: 2)
    Limits.set(RLIMIT_CORE, 0)
    Limits.set(RLIMIT_FSIZE, 16 << 20)
    #if os(Linux)
      // Of address space, which may be asked for and not be used.
      Limits.set(RLIMIT_AS, 6 * Limits.megabytes << 20)
    #endif
  }

  #if canImport(Glibc)
    package typealias Resource = __rlimit_resource
  #else
    package typealias Resource = Int32
  #endif

  /// - Parameter slack: by how much the process may go beyond what it is first warned at.
  package static func set(_ resource: Resource, _ value: Int, slack: Int = 0) {
    var both = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value + slack))
    #if canImport(Glibc)
      setrlimit(__rlimit_resource_t(resource.rawValue), &both)
    #else
      setrlimit(resource, &both)
    #endif
  }
}
