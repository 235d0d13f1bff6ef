import Elementary
import Statistics
import Tensors
import Testing

@testable import HomeworkKit

/// Points around 1 in the plane.
private struct Points: Codable, Seeded {
  var spread = 0.5
  var count = 4_000
  var seed: UInt64
}

@Suite struct SamplerTests {
  typealias Answers = @Sendable (_ count: Int, _ spread: Double, inout RandomStream) -> [[Double]]

  private static let exercise = Exercise<Answers>(
    "1.1", "Points", points: 1, section: "section 1", hints: ["", "", ""],
    checks: [
      Check(
        draws: "points", row: "point", rows: { $0.count }, width: { _ in 2 }, section: "section 1",
        given: { Points(seed: $0.next()) },
        answer: { answers, points, random in answers(points.count, points.spread, &random) },
        statistics: { points, calls in
          Draws(
            calls.map { $0.map { $0.map { ($0 - 1) / points.spread } } }, columns: ["z₁", "z₂"],
            row: "point"
          ).statistics
        },
        sampler: Sampler { points, slip in
          let scale = slip("section 1", points.spread).or([
            "the root was taken": sqrt(points.spread), "not scaled": 1,
          ])
          let isOne = slip("one number for both", "section 1", true, insteadOf: false)
          let isShared = slip("one angle for all", "section 1", true, insteadOf: false)
          return { _, random, common in
            let first = random.normal()
            var other = isShared ? common.stream : random
            let second = isOne ? first : other.normal()
            if !isShared { random = other }
            return [1 + scale * first, 1 + scale * second]
          }
        })
    ])

  private func verdict(_ answers: @escaping Answers, seed: UInt64 = 1) -> Verdict {
    Self.exercise.verdict(on: answers, seed: seed)
  }

  private func name(_ answers: @escaping Answers) -> String? {
    guard case .wrong(_, .known(let names), _) = verdict(answers) else { return nil }
    return names.joined(separator: "; ")
  }

  private func proof(_ answers: @escaping Answers) -> String? {
    guard case .wrong(_, .unknown, let evidence) = verdict(answers) else { return nil }
    return evidence.last
  }

  private static func points(
    _ count: Int, _ spread: Double, _ random: inout RandomStream
  ) -> [[Double]] {
    (0..<count).map { _ in [1 + spread * random.normal(), 1 + spread * random.normal()] }
  }

  /// Points with deviations of one's choice.
  private func deviating(
    _ make: @escaping @Sendable (_ count: Int, inout RandomStream) -> [[Double]]
  ) -> Answers {
    { count, spread, random in make(count, &random).map { $0.map { 1 + spread * $0 } } }
  }

  @Test func rightDrawsAreRight() {
    for seed in 1...60 as ClosedRange<UInt64> {
      #expect(verdict(Self.points, seed: seed) == .right, "seed \(seed)")
    }
  }

  @Test func slipsAreNamed() {
    #expect(
      name(deviating { n, r in (0..<n).map { _ in r.normals(2, standardDeviation: 2) } })
        == "not scaled (section 1)")
    #expect(
      name(
        deviating { n, r in
          (0..<n).map { _ in
            let z = r.normal()
            return [z, z]
          }
        }) == "one number for both (section 1)")
    #expect(
      name(
        deviating { n, r in
          let second = r.normal()
          return (0..<n).map { _ in [r.normal(), second] }
        }) == "one angle for all (section 1)")
    #expect(
      name(deviating { n, r in [[Double]](repeating: r.normals(2), count: n) })
        == "all points got the same noise: each needs its own (section 1)")
    #expect(
      name { n, spread, random in
        var copy = random
        return Self.points(n, spread, &copy)
      }
        == "the next call drew the same numbers again: draw from `random` itself, not from a copy "
        + "(section 1)")
    #expect(
      name(
        deviating { n, r in
          let half = (0..<n / 2).map { _ in r.normals(2) }
          return half + half
        }) == "the second half of the points got the noise of the first half: each needs its own "
        + "(section 1)")
  }

  @Test func whatIsNoDrawIsShown() throws {
    let mirrored = try #require(
      proof(
        deviating { n, r in
          let half = (0..<n / 2).map { _ in r.normals(2) }
          return half + half.reversed().map { $0.map { -$0 } }
        }))
    #expect(
      mirrored.hasPrefix("mean of z") && mirrored.contains("of the point as far from the end"))
    let shared = try #require(
      proof(
        deviating { n, r in
          let numbers = r.normals(n + 1)
          return (0..<n).map { [numbers[$0] + 1e-6 * r.normal(), numbers[$0 + 1]] }
        }))
    #expect(shared.hasPrefix("mean of z₂·z₁ of the next point: measured"))
    let positive = try #require(
      proof(
        deviating { n, r in
          (0..<n).map { _ in [r.normal(), abs(r.normal())] }
        }))
    #expect(positive.contains("z₂"))
    let uniform = try #require(
      proof(
        deviating { n, r in
          (0..<n).map { _ in (0..<2).map { _ in r.uniform(-1.7320508...1.7320508) } }
        }))
    #expect(uniform.hasPrefix("mean distance of z"))
    let signs = try #require(
      proof(
        deviating { n, r in
          // Uncorrelated, and each normal, but of the same size.
          (0..<n).map { _ in
            let z = r.normal()
            return [z, r.bernoulli(0.5) ? z + 1e-6 : -z]
          }
        }))
    #expect(signs.hasPrefix("mean size of a projection"))
  }

  @Test func wrongSizesAreTold() {
    #expect(
      verdict { n, spread, random in Array(Self.points(n, spread, &random).dropLast()) }
        == .broken(check: "points", .threw("3999 points came: 4000 are asked for")))
    #expect(
      verdict { n, spread, random in Self.points(n, spread, &random).map { [$0[0]] } }
        == .broken(check: "points", .threw("1 number came: 2 are asked for")))
  }

  /// The noise is the same before and after, and what is drawn elsewhere is found out.
  @Test func noiseCancelsInAChange() throws {
    let added = try change({ $0.normals(3) }, to: { $0.normals(3).map { $0 + 2 } })
    #expect(added.allSatisfy { abs($0 - 2) < 1e-12 })
    var other = RandomStream(seed: 5)
    #expect(throws: (any Error).self) {
      try change({ _ in other.normals(3) }, to: { $0.normals(3) })
    }
  }

  /// Each in the place of a normal number is told from it.
  @Test func whatIsTakenForNormalIsNamed() {
    let check = Check<Answers>(
      draws: "points", row: "point", rows: { $0.count }, section: "section 1",
      given: { Points(seed: $0.next()) }, answer: { $0($1.count, 1, &$2) },
      statistics: { Draws($1, columns: ["z"], row: "point").statistics },
      sampler: Sampler { _, slip in
        let draw = slip.normal("the noise", "section 1")
        return { _, random, _ in [draw(&random)] }
      })
    let homework = Homework(
      chapter: 1, title: "Noise",
      exercises: [
        Exercise(
          "1.1", "Noise", points: 1, section: "section 1", hints: ["", "", ""], checks: [check])
      ])
    let questions = homework.exercises[0].sheet.questions(seed: 1)
    for (name, answers) in questions[0].question.slips() {
      guard case .known(let names) = questions[0].question.judge(answers).fault?.diagnosis else {
        Issue.record("\(name)")
        continue
      }
      #expect(names == ["\(name) (section 1)"])
    }
  }
}
