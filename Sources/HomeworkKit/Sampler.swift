import Elementary
import Statistics
import Tensors

/// An input of a check of random draws.
public protocol Seeded: Sendable {
  /// Of all streams that are made for it.
  var seed: UInt64 { get }
}

/// Numbers that are the same for all rows of a call, for the slips that share them.
public final class CommonStream {
  private let random: RandomStream
  fileprivate private(set) var isUsed = false

  fileprivate init(_ random: RandomStream) { self.random = random }

  /// The same stream each time.
  public var stream: RandomStream {
    isUsed = true
    return random
  }
}

/// Draws the numbers of one row: a chain, a point, a path.
public typealias Row = (_ row: Int, _ random: inout RandomStream, _ common: CommonStream) ->
  [Double]

/// A calculation that draws, with places where it can go wrong: slips are passed once, outside of the
/// row that is returned.
///
///     Sampler<Walkers> { chains, slip in
///       let spread = slip("the 2 is missing under the root", Section.noise, 1.0, insteadOf: 2)
///       return { row, random, _ in
///         [chains.states[row] + sqrt(spread * chains.stepSize) * random.normal()]
///       }
///     }
public typealias Sampler<Input> = Calculation<Input, Row>

extension Slips {
  /// Draws a normal number, or with slips what is taken for one.
  ///
  /// - Parameters:
  ///   - what: the number's name, `the noise`.
  ///   - section: where the book says that it is normal.
  public func normal(_ what: String, _ section: String) -> (inout RandomStream) -> Double {
    let unit = 3.0.squareRoot()
    return self(section, { $0.normal() }).or([
      "\(what) is uniform on (−1, 1): it should be normal": { $0.uniform(-1...1) },
      "\(what) is uniform on (0, 1): it should be normal": { $0.uniform() },
      "\(what) is uniform, of the right variance: it should be normal": {
        $0.uniform(-unit...unit)
      },
      "\(what) is 1 or −1: it should be normal": { $0.bernoulli(0.5) ? 1 : -1 },
    ])
  }
}

/// Numbers that come from elsewhere than from the stream that was passed in.
private struct OtherNumbers: Malformation {
  let description =
    "two calls with the same random numbers gave different results: draw from `random` alone"
}

/// What changes in random numbers if something else does: the noise, which is the same, cancels.
///
/// - Parameters:
///   - before: draws the numbers.
///   - after: draws them with the change.
/// - Throws: a sentence for the student if not all that is drawn comes from the stream.
public func change(
  _ before: (inout RandomStream) throws -> [Double],
  to after: (inout RandomStream) throws -> [Double]
) throws -> [Double] {
  func drawn(_ draw: (inout RandomStream) throws -> [Double]) rethrows -> [Double] {
    var random = RandomStream(seed: 1)
    return try draw(&random)
  }
  let (first, again, changed) = (try drawn(before), try drawn(before), try drawn(after))
  guard first == again else { throw OtherNumbers() }
  return difference(changed, first)
}

/// How numbers are used again that should be new.
private enum Reuse {
  case never, inAllRows, inTheSecondHalf, inTheNextCall
}

/// What a sampler draws: the numbers by call, row and column.
private struct Run {
  var calls: [[[Double]]] = []
  /// Whether rows share numbers, so that they are not independent.
  var isShared = false
}

/// Runs for as many rows as one likes, each repetition with a stream of its own.
private typealias Simulation = (_ rows: Int, _ repetition: UInt64) -> Run

extension Calculation where Result == Row, Input: Seeded {
  /// All calls, with the slips of the sampler and those that use numbers again.
  fileprivate func simulation(
    calls: Int, rowName: String, section: String
  ) -> Calculation<Input, Simulation> {
    Calculation<Input, Simulation> { input, slip in
      let reuse = slip(section, Reuse.never).or([
        "all \(rowName)s got the same noise: each needs its own": .inAllRows,
        "the second half of the \(rowName)s got the noise of the first half: each needs its own":
          .inTheSecondHalf,
        "the next call drew the same numbers again: draw from `random` itself, not from a copy":
          .inTheNextCall,
      ])
      let draw = self(input, slip)
      return { rows, repetition in
        let start = RandomStream(seed: input.seed).split("simulation").split(repetition)
        var random = start
        var run = Run(isShared: reuse == .inAllRows)
        for call in 0..<calls {
          if reuse == .inTheNextCall { random = start }
          let common = CommonStream(start.split(UInt64(call)))
          var streams: [RandomStream] = []
          run.calls.append(
            (0..<rows).map { row in
              if reuse == .inAllRows, let first = streams.first { random = first }
              if reuse == .inTheSecondHalf, row >= (rows + 1) / 2 {
                random = streams[row - (rows + 1) / 2]
              }
              if reuse != .never { streams.append(random) }
              return draw(row, &random, common)
            })
          run.isShared = run.isShared || common.isUsed
        }
        return run
      }
    }
  }
}

extension Check {
  /// A check of random draws: calls with one stream, one after the other, whose numbers are looked at
  /// together. What statistics a known mistake leads to is found by making it.
  ///
  /// - Parameters:
  ///   - name: what is tried, in a few words.
  ///   - calls: how many.
  ///   - row: what a row is: `chain`.
  ///   - rows: how many rows an answer must have.
  ///   - width: how many numbers each must have.
  ///   - section: where the book says that each row needs its own noise.
  ///   - given: draws an input.
  ///   - answer: the rows that the answers draw for an input; it runs in the child process.
  ///   - statistics: of the numbers of all calls, by call, row and column; what they should be is not
  ///     to depend on the numbers. The known mistakes are made with fewer rows.
  ///   - sampler: draws the right numbers, and with slips those of the known mistakes.
  public init<Input: Codable & Sendable & Seeded>(
    draws name: String, calls: Int = 2, row: String,
    rows: @escaping @Sendable (Input) -> Int,
    width: @escaping @Sendable (Input) -> Int = { _ in 1 },
    section: String, given: @escaping @Sendable (inout RandomStream) -> Input,
    answer: @escaping @Sendable (Answers, Input, inout RandomStream) throws -> [[Double]],
    statistics: @escaping @Sendable (Input, _ calls: [[[Double]]]) -> [Statistic],
    sampler: Sampler<Input>
  ) {
    let simulation = sampler.simulation(calls: calls, rowName: row, section: section)
    // What statistics should be is the same for any numbers.
    let right = { @Sendable (input: Input) -> [Statistic] in
      let row = Array(repeating: 0.0, count: width(input))
      return statistics(
        input, Array(repeating: Array(repeating: row, count: rows(input)), count: calls))
    }
    let drawn = { @Sendable (answers: Answers, input: Input) throws -> [Double] in
      var random = RandomStream(seed: input.seed).split("answer")
      var numbers: [Double] = []
      for _ in 0..<calls {
        for row in try answer(answers, input, &random).sized(rows(input), row) {
          numbers += try row.sized(width(input), "number")
        }
      }
      return numbers
    }
    let byCall = { @Sendable (numbers: [Double], input: Input) -> [[[Double]]] in
      let (rows, width) = (rows(input), width(input))
      return (0..<calls).map { call in
        (0..<rows).map { Array(numbers[((call * rows + $0) * width)...].prefix(width)) }
      }
    }
    // Few rows tell most mistakes apart, and cost little.
    let distribution = {
      @Sendable (version: Calculation<Input, Simulation>.Version, input: Input)
        -> WrongDistribution<Input> in
      WrongDistribution(
        version.name, version.section, slips: version.slips,
        distributions: [500, .max].map { most in
          let targets = Remembered {
            predicted(
              version.result(input), rows: min(most, rows(input)), of: rows(input),
              isPair: version.slips > 1
            ) { statistics(input, $0) }
          }
          return { _ in targets.value }
        })
    }
    self.init(
      name, cases: 1, count: { calls * rows($0) * width($0) }, whenNotFinite: nil, given: given,
      answer: drawn, measured: { statistics($0, byCall($1, $0)).map(\.value) },
      expected: { right($0).map(\.target) },
      // There is one case.
      mistakes: { inputs in
        simulation.versions(like: inputs[0]).map { distribution($0, inputs[0]) }
      },
      labels: { right($0).map(\.label) },
      slipping: { inputs in
        simulation.versions(like: inputs[0]).filter { $0.slips == 1 }.map { version in
          let numbers = inputs.map { input -> [Double] in
            version.result(input)(rows(input), 100).calls.flatMap { $0.joined() }
          }
          return (version.name, numbers)
        }
      })
  }
}

/// What statistics of many rows should be, by a simulation of some.
///
/// Statistics of independent rows vary as their standard errors say; where few rows are simulated and the
/// numbers have long tails these are uncertain, which is allowed for. Where rows share numbers, statistics
/// vary by more, and some runs tell by how much.
///
/// - Returns: nothing if rows share numbers and all that the statistics can tell of them for sure is as it
///   should be: then too many numbers would fit.
private func predicted(
  _ simulation: Simulation, rows: Int, of all: Int, isPair: Bool,
  statistics: ([[[Double]]]) -> [Statistic]
) -> [Target] {
  let first = simulation(rows, 1)
  var runs = [statistics(first.calls)]
  if first.isShared {
    runs += (2...10).map { statistics(simulation(min(rows, 500), $0).calls) }
  }
  let predictions = runs[0].indices.map { i in
    let values = runs.map { $0[i].value }
    let center = first.isShared ? mean(values) : values[0]
    let own = runs.map { $0[i].standardError }.max()!
    let between = sqrt(mean(values.map { ($0 - center) * ($0 - center) }))
    return (center: center, own: own, between: between, right: runs[0][i].target)
  }
  let isTold = predictions.contains {
    $0.between < (isPair ? 0 : 2 * $0.own) + 1e-9 && !$0.right.accepts($0.center, rate: 1e-12)
  }
  if first.isShared && !isTold { return [] }
  return predictions.map { prediction in
    let (center, own) = (prediction.center, prediction.own)
    // Ten runs do not show how far what is shared goes at times.
    let measured = max(own * sqrt(Double(rows) / Double(all)), 3 * prediction.between)
    let error = (rows < all ? 3 : 1.1) * sqrt(measured * measured + own * own)
    guard center.isFinite, error.isFinite else { return .anything }
    return error > 1e-9 * max(1, abs(center))
      ? .mean(center, standardError: error)
      : .value(center, tolerance: rows < all ? 0.5 : 1e-6)
  }
}
