import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Feeds a reader with files that have been tampered with.
///
/// A test run tries a few hundred, the same ones each time. With `FUZZ_SECONDS` in the environment, as
/// `Tests/fuzz.sh` sets it, it goes on for so long with other ones, keeps the file at hand in
/// `FUZZ_FOLDER` for the case that the process dies, and ends the process if a file takes longer than
/// ten seconds.
public struct Fuzzer {
  private let name: String
  private let seeds: [[UInt8]]
  private let tokens: [[UInt8]]
  private var state: UInt64

  /// - Parameters:
  ///   - name: of the kind of files.
  ///   - seeds: files as they should be.
  ///   - tokens: pieces that mean something in them.
  public init(_ name: String, seeds: [[UInt8]], tokens: [String] = []) {
    self.name = name
    self.seeds = seeds
    self.tokens = tokens.map { Array($0.utf8) }
    state = variable("FUZZ_SEED").flatMap { UInt64($0) } ?? 1
  }

  /// Hands over one file after the other.
  ///
  /// - Parameter read: reads a file; whatever it throws or returns, it must come to an end.
  /// - Returns: how many files were read.
  @discardableResult
  public mutating func run(_ read: ([UInt8]) -> Void) -> Int {
    guard let seconds = variable("FUZZ_SECONDS").flatMap({ Double($0) }) else {
      for seed in seeds { read(seed) }
      for _ in 0..<300 { read(mutated()) }
      return seeds.count + 300
    }
    let path = (variable("FUZZ_FOLDER") ?? "/tmp") + "/fuzz-\(name).input"
    let (clock, memory) = (ContinuousClock(), peakMemory())
    let start = clock.now
    var count = 0
    while clock.now - start < .seconds(seconds) {
      let file = count < seeds.count ? seeds[count] : mutated()
      write(file, to: path)
      alarm(10)
      read(file)
      alarm(0)
      count += 1
      guard peakMemory() - memory < 1 << 30 else {
        Issue.record("\(name): the file kept in \(path) takes more than a gigabyte")
        return count
      }
    }
    remove(path)
    print("\(name): \(count) files read in \(seconds) seconds")
    return count
  }

  private mutating func mutated() -> [UInt8] {
    var file = seeds[below(seeds.count)]
    for _ in 0...below(6) {
      let (from, to) = (below(file.count + 1), below(file.count + 1))
      let part = min(from, to)..<min(max(from, to), min(from, to) + 64)
      switch below(8) {
      case 0: if !file.isEmpty { file[below(file.count)] ^= 1 << UInt8(below(8)) }
      case 1: if !file.isEmpty { file[below(file.count)] = [0, 1, 127, 128, 255][below(5)] }
      case 2: file.removeSubrange(part)
      case 3: file.insert(contentsOf: file[part], at: below(file.count + 1))
      case 4: if !tokens.isEmpty { file.insert(contentsOf: tokens[below(tokens.count)], at: from) }
      case 5: file.removeLast(file.count - max(from, to))
      case 6: file.insert(UInt8(below(256)), at: from)
      default:
        let other = seeds[below(seeds.count)]
        file = Array(file[..<from] + other[below(other.count + 1)...])
      }
    }
    return file
  }

  /// A number from 0 to `bound − 1`, by the generator SplitMix64.
  private mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ z >> 31) % UInt64(bound))
  }
}

private func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The most memory that this process has held so far, in bytes.
private func peakMemory() -> Int {
  var usage = rusage()
  #if canImport(Darwin)
    getrusage(RUSAGE_SELF, &usage)
    return usage.ru_maxrss
  #else
    getrusage(numericCast(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  #endif
}

private func write(_ bytes: [UInt8], to path: String) {
  guard let file = fopen(path, "w") else { return }
  fwrite(bytes, 1, bytes.count, file)
  fclose(file)
}
