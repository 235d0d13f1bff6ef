import HomeworkKit
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

#if os(Linux)
  nonisolated(unsafe) private var userBeforeMain: UInt32 = .max
  @section(".init_array") @used private let noteUser: @convention(c) () -> Void = {
    userBeforeMain = getuid()
  }
#else
  private var userBeforeMain: UInt32 { getuid() }
#endif

/// Answers that come to grief, each in its way, between two that are right.
public struct Hostile: Sendable {
  /// The names of the exercises, in order.
  public static let ways = [
    "right", "crash", "loop", "exit", "flood", "nan", "length", "overflow", "memory", "fork",
    "throws", "sleep", "forgery", "long", "wrong", "escape", "hermit", "revenge", "attempted",
    "files", "reserve", "early", "chatter", "pipe", "farewell", "right again",
  ]

  /// What each way of failing must be called; all others are right.
  public static let names = [
    "crash": "crashed", "loop": "endless loop", "exit": "exit(0)", "flood": "printed more",
    "nan": "NaN", "length": "2 numbers", "overflow": "stack overflow", "memory": "memory",
    "throws": "Grief", "sleep": "waiting", "forgery": "pipe", "long": "too long",
    "wrong": "thrice", "pipe": "other end is closed",
  ]

  /// By this the tests know a process that should have ended.
  public static let hermitsSeconds = "86411"

  public init() {}

  func answer(_ way: String, _ x: Double) throws -> [Double] {
    switch way {
    case "chatter":
      for line in 1...20 { print("line \(line)\u{1B}[31m of \(x)") }
      return [2 * x]
    case "pipe":
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      close(ends[0])
      return [Double(write(ends[1], "x", 1))]
    case "crash":
      print("before the crash")
      let empty: [Double] = []
      return [empty[Int(x)]]
    case "loop":
      var y = x
      while y != 0 { y += 1 }
      return [y]
    case "exit": exit(0)
    case "flood":
      while true { print(String(repeating: "I am right. ", count: 100)) }
    case "nan": return [.nan]
    case "length": return [2 * x, 2 * x]
    case "overflow": return [depth(x)]
    case "memory":
      var hoard: [[Double]] = []
      while true { hoard.append([Double](repeating: x, count: 10_000_000)) }
    case "fork":
      for _ in 0..<3 { copyProcess() }
      return [2 * x]
    case "throws": throw Grief()
    case "sleep":
      sleep(1000)
      return [2 * x]
    case "forgery":
      // Into every file that is open, the grader's pipe among them.
      let claim = "{\"score\": 100, \"status\": \"passed\"}\n"
      for file in 3..<Int32(1024) { _ = claim.withCString { write(file, $0, strlen($0)) } }
      return [2 * x]
    case "long": return [Double](repeating: x, count: 2_000_000)
    case "wrong": return [3 * x]
    case "escape":
      if copyProcess() == 0 {
        setsid()
        while true { sleep(1) }
      }
      return [2 * x]
    case "hermit":
      // Two without the environment by which the grader knows its own.
      if copyProcess() == 0 {
        setsid()
        var variable = environ
        while let text = variable.pointee {
          memset(text, 0, strlen(text))
          variable += 1
        }
        while true { sleep(1) }
      }
      if copyProcess() == 0 {
        setsid()
        var words: [UnsafeMutablePointer<CChar>?] = [
          strdup("sleep"), strdup(Hostile.hermitsSeconds), nil,
        ]
        var nothing: [UnsafeMutablePointer<CChar>?] = [nil]
        execve("/bin/sleep", &words, &nothing)
        _exit(1)
      }
      // Time to get away.
      usleep(100_000)
      return [2 * x]
    case "revenge":
      // Signal 0 only asks whether one may.
      return kill(getppid(), 0) == 0 ? [-x] : [2 * x]
    case "attempted": throw NotAttempted()
    case "files":
      // A child is in an empty folder of its own.
      guard let folder = opendir(".") else { return [2 * x] }
      while let entry = readdir(folder) {
        if entry.pointee.d_name.0 != 46 { throw Grief() }
      }
      return [2 * x]
    case "reserve":
      guard let memory = malloc(10 << 30) else { throw Grief() }
      memory.storeBytes(of: 1, as: UInt8.self)
      return [2 * x]
    case "early":
      // What runs before `main` has no more rights than what runs later, and neither has root's.
      return userBeforeMain == getuid() && getuid() != 0 ? [2 * x] : [-x]
    case "farewell":
      // Nothing is done any more when the answers are there.
      atexit { abort() }
      return [2 * x]
    default: return [2 * x]
    }
  }

  /// Never ends, since no x is less than itself.
  @inline(never) private func depth(_ x: Double) -> Double { x < x ? x : 1 + depth(x + 1) * x }

  /// Swift does not let one call fork by its name.
  @discardableResult private func copyProcess() -> Int32 {
    typealias Fork = @convention(c) () -> Int32
    return unsafeBitCast(dlsym(nil, "fork"), to: Fork.self)()
  }

  struct Grief: Error {}
}

public let hostileHomework = Homework<Hostile>(
  chapter: 9, title: "Grief",
  exercises: Hostile.ways.enumerated().map { i, way in
    Exercise(
      "9.\(i + 1)", way, points: 1, section: "nowhere", hints: ["", "", ""],
      // Taking a gigabyte takes a busy machine more than a second.
      seconds: way == "memory" ? 20 : 1,
      checks: [
        Check(
          "doubling", cases: 3, given: { 1 + $0.uniform() },
          answer: { try $0.answer(way, $1) }, expected: { [2 * $0] },
          mistakes: [Mistake("thrice, not twice", "nowhere") { [3 * $0] }])
      ])
  })
