import Elementary

/// A calculation with places where it can go wrong: each is written once, where it belongs, and gives
/// the right numbers, the numbers of every known mistake and of every two or three of them, and with
/// these the wrong answers that test the grader.
///
///     Formula<Landscape> { x, slip in
///       let half = slip("the ½ at the square is missing", Section.parts, 1, insteadOf: 0.5)
///       let sign = slip("the sign of the trace is wrong", Section.parts, 1.0, insteadOf: -1)
///       return [half * x.square + sign * x.curvature]
///     }
///
/// A place may be passed once for every point or term; it slips everywhere or nowhere. Which places
/// there are does not depend on the input.
public typealias Formula<Input> = Calculation<Input, [Double]>

/// What a ``Formula`` is, with any kind of result.
public struct Calculation<Input, Result>: Sendable {
  private let compute: @Sendable (Input, Slips) -> Result

  public init(_ compute: @escaping @Sendable (Input, Slips) -> Result) {
    self.compute = compute
  }

  /// The right result.
  public func callAsFunction(_ input: Input) -> Result { self(input, Slips()) }

  /// The result with slips, as a part of another calculation.
  public func callAsFunction(_ input: Input, _ slips: Slips) -> Result { compute(input, slips) }

  /// The calculation with a slip, or with some of them.
  struct Version: Sendable {
    let name: String
    let section: String
    let slips: Int
    let result: @Sendable (Input) -> Result
  }

  /// Every slip alone, then every two of them, for inputs that pass the same places as this one.
  func versions(like input: Input) -> [Version] {
    versions(like: input, slips: 1) + versions(like: input, slips: 2)
  }

  /// Every so many of the slips, from one to three.
  func versions(like input: Input, slips count: Int) -> [Version] {
    let slips = Slips()
    _ = self(input, slips)
    let places = slips.passed
    var choices: [[Int]] = [[]]
    for _ in 0..<count {
      choices = choices.flatMap { choice in
        // Of two alternatives at one place only the first is made.
        let groups = choice.map { places[$0].group }
        let next = (choice.last ?? -1) + 1..<places.count
        return next.filter { !groups.contains(places[$0].group) }.map { choice + [$0] }
      }
    }
    return choices.map { choice in
      let (names, section) = (choice.map { places[$0].name }, places[choice[0]].section)
      let text = (names.dropLast() + [(count == 1 ? "" : "and ") + names[count - 1]])
        .joined(separator: "; ")
      return Version(
        name: ["", "two slips: ", "three slips: "][count - 1] + text, section: section, slips: count
      ) { self($0, Slips(made: Set(names))) }
    }
  }
}

extension Calculation where Result == [Double] {
  /// Every so many of its slips, from one to three, as known mistakes.
  func mistakes(like input: Input, slips count: Int) -> [Mistake<Input>] {
    versions(like: input, slips: count).map {
      Mistake($0.name, $0.section, slips: count, formula: $0.result)
    }
  }
}

/// Which slips a calculation makes.
public final class Slips {
  struct Place {
    let name: String
    let section: String
    /// The same for alternatives to each other.
    let group: Int
  }

  private let made: Set<String>
  private(set) var passed: [Place] = []
  private var groups = 0

  init(made: Set<String> = []) { self.made = made }

  /// A place where something can go wrong.
  ///
  /// - Parameters:
  ///   - name: what was done wrong, as a sentence to the student.
  ///   - section: where the book explains it.
  ///   - wrong: what stands here with the slip.
  ///   - right: what should.
  public func callAsFunction<Value>(
    _ name: String, _ section: String, _ wrong: @autoclosure () -> Value,
    insteadOf right: @autoclosure () -> Value
  ) -> Value { pass(name, section, in: newGroup()) ? wrong() : right() }

  fileprivate func newGroup() -> Int {
    groups += 1
    return groups
  }

  /// - Returns: whether this slip is made.
  fileprivate func pass(_ name: String, _ section: String, in group: Int) -> Bool {
    if !passed.contains(where: { $0.name == name }) {
      passed.append(Place(name: name, section: section, group: group))
    }
    return made.contains(name)
  }

  /// A sign that can be wrong: 1, or −1 with the slip.
  public func sign(_ name: String, _ section: String) -> Double {
    self(name, section, -1, insteadOf: 1)
  }

  /// Weights in proportion to the exponentials of some numbers, or with slips what is taken for them.
  ///
  /// - Parameters:
  ///   - exponents: of the weights.
  ///   - noun: what is weighed, in the plural.
  ///   - section: where the book explains it.
  public func weights(_ exponents: [Double], of noun: String, _ section: String) -> [Double] {
    let top = exponents.max() ?? 0
    return self(section, normalized(exponents.map { exp($0 - top) })).or([
      "all \(noun) have the same weight: some are likelier than others":
        normalized(exponents.map { _ in 1 }),
      "only the likeliest of the \(noun) counts: all do, each by its share":
        exponents.map { $0 == top ? 1 : 0 },
      "the weights are not divided by their sum": exponents.map { exp($0) },
      "the weights are divided by their number: they should be by their sum":
        exponents.map { exp($0) / Double(exponents.count) },
    ])
  }

  /// A place where one of several things can go wrong.
  ///
  ///     let spread = slip(Section.noise, sqrt(2 * ε * T)).or([
  ///       "the 2 is missing under the root": sqrt(ε * T),
  ///       "ε stands outside of the root": ε * sqrt(2 * T),
  ///     ])
  ///
  /// - Parameters:
  ///   - section: where the book explains it.
  ///   - right: what should stand here.
  public func callAsFunction<Value>(_ section: String, _ right: Value) -> Alternatives<Value> {
    Alternatives(slips: self, section: section, right: right)
  }

  /// Whether something has gone wrong that is no value in one place.
  public func isMade(_ name: String, _ section: String) -> Bool {
    self(name, section, true, insteadOf: false)
  }
}

/// What should stand at a place of a calculation, before it is said what may.
public struct Alternatives<Value> {
  fileprivate let slips: Slips
  fileprivate let section: String
  fileprivate let right: Value

  /// - Parameter wrong: what stands here with each slip, by what was done wrong.
  public func or(_ wrong: KeyValuePairs<String, Value>) -> Value {
    let group = slips.newGroup()
    return wrong.reversed().reduce(right) { right, wrong in
      slips.pass(wrong.key, section, in: group) ? wrong.value : right
    }
  }
}
