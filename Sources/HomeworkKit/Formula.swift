/// A calculation with places where it can go wrong: each is written once, where it belongs, and gives
/// the right numbers, the numbers of every known mistake and of every two of them, and with these the
/// wrong answers that test the grader.
///
///     Formula<Landscape> { x, slip in
///       let half = slip("the ½ at the square is missing", Section.parts, 1, insteadOf: 0.5)
///       let sign = slip("the sign of the trace is wrong", Section.parts, 1.0, insteadOf: -1)
///       return [half * x.square + sign * x.curvature]
///     }
///
/// A place may be passed once for every point or term; it slips everywhere or nowhere. Which places
/// there are does not depend on the input.
public struct Formula<Input>: Sendable {
  let compute: @Sendable (Input, Slips) -> [Double]

  public init(_ compute: @escaping @Sendable (Input, Slips) -> [Double]) {
    self.compute = compute
  }

  /// The right numbers.
  public func callAsFunction(_ input: Input) -> [Double] { compute(input, Slips(made: [])) }

  /// The places, in the order in which they are passed.
  func places(for input: Input) -> [Slips.Place] {
    let slips = Slips(made: [])
    _ = compute(input, slips)
    return slips.passed
  }

  /// What comes out with slips at some places, by their names.
  func numbers(for input: Input, slippingAt names: Set<String>) -> [Double] {
    compute(input, Slips(made: names))
  }

  /// Every slip alone, then every two of them, for inputs that pass the same places as this one.
  func mistakes(like input: Input) -> [Mistake<Input>] {
    let places = places(for: input)
    let pairs = places.indices.flatMap { i in
      places[(i + 1)...].map { (places[i], $0) }
    }
    return places.map { place in
      Mistake(place.name, place.section) { numbers(for: $0, slippingAt: [place.name]) }
    }
      + pairs.map { first, second in
        Mistake("two slips: \(first.name); and \(second.name)", first.section, isPair: true) {
          numbers(for: $0, slippingAt: [first.name, second.name])
        }
      }
  }
}

/// Which slips a calculation makes.
public final class Slips {
  struct Place {
    let name: String
    let section: String
  }

  private let made: Set<String>
  private(set) var passed: [Place] = []

  init(made: Set<String>) { self.made = made }

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
  ) -> Value {
    if !passed.contains(where: { $0.name == name }) {
      passed.append(Place(name: name, section: section))
    }
    return made.contains(name) ? wrong() : right()
  }

  /// A place where one of several things can go wrong.
  ///
  ///     let spread = slip(Section.noise, insteadOf: sqrt(2 * ε * T), [
  ///       "the 2 is missing under the root": sqrt(ε * T),
  ///       "ε stands outside of the root": ε * sqrt(2 * T),
  ///     ])
  ///
  /// - Parameters:
  ///   - section: where the book explains it.
  ///   - right: what should stand here.
  ///   - wrong: what stands here with each slip, by what was done wrong.
  public func callAsFunction<Value>(
    _ section: String, insteadOf right: Value, _ wrong: KeyValuePairs<String, Value>
  ) -> Value {
    wrong.reversed().reduce(right) { right, wrong in
      self(wrong.key, section, wrong.value, insteadOf: right)
    }
  }
}
