import Synchronization

/// The register of every statistical check that the tests make.
///
/// Seeds are fixed, so a check that passes once passes always; the rate says how often a *new*
/// seed, or a correct change of the order of random numbers, would make a correct program fail.
/// A check has to be entered here before it may run, so the sum over the whole package is known,
/// and the tests assert that it stays below `allowance`.
public final class StatisticalLedger: Sendable {
  /// A line of the ledger: at most `checks` checks under this name in one run of the tests, each
  /// with this probability of rejecting a correct program.
  public struct Entry: Sendable {
    public let name: String
    public let checks: Int
    public let rate: Double

    /// - Parameter rate: The default is that of |z| ≤ 5 for a normal z, two-sided: 2Φ(−5).
    public init(_ name: String, checks: Int, rate: Double = 5.733e-7) {
      self.name = name
      self.checks = checks
      self.rate = rate
    }
  }

  /// What the whole package may spend.
  public static let allowance = 1e-3

  /// The ledger that the expectations draw on unless they are given another.
  public static let shared = StatisticalLedger(allEntries)

  public let entries: [Entry]
  private let used = Mutex<[String: Int]>([:])

  public init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// The probability that some check of a correct program fails, at most (union bound).
  public var totalRate: Double {
    entries.reduce(0) { $0 + Double($1.checks) * $1.rate }
  }

  /// Names that occur more than once, each of which would hide a part of the cost.
  public var duplicates: [String] {
    let names = entries.map(\.name).sorted()
    return zip(names, names.dropFirst()).filter { $0 == $1 }.map(\.0)
  }

  /// Books one check.
  /// - Returns: `nil`, or why the check may not be made.
  public func spend(_ name: String) -> String? {
    guard let entry = entries.first(where: { $0.name == name }) else {
      return "“\(name)” is not in the ledger: enter it in StatisticalLedgerEntries.swift"
    }
    let count = used.withLock { used in
      used[name, default: 0] += 1
      return used[name]!
    }
    return count <= entry.checks
      ? nil : "“\(name)” is entered with \(entry.checks) checks, and this is one more"
  }
}
