import Foundation
import TestSupport
import Testing

@testable import HomeworkKit
@testable import HostileFixture

/// What happens to answers by accident, without the custody in which the teacher's tool takes them.
@Suite(.serialized) struct GriefTests {
  private static let grader = Grader(
    hostileHomework.questionnaire, program: builtExecutable("HostileFixture"), seed: 1)

  private func verdicts(on ways: [String]) async -> [String: Verdict?] {
    let numbers = Hostile.ways.indices.filter { ways.contains(Hostile.ways[$0]) }
    let report = await Self.grader.grade(only: numbers.map { "9.\($0 + 1)" }) { _ in }
    return Dictionary(uniqueKeysWithValues: report.rows.map { ($0.exercise.title, $0.verdict) })
  }

  /// Each costs its own exercise only, is called by its name, and is never taken for right.
  @Test(.timeLimit(.minutes(3))) func accidentsAreNamed() async {
    let verdicts = await verdicts(
      on: Array(Hostile.names.keys) + ["right", "fork", "chatter", "farewell", "right again"])
    #expect(verdicts.count == Hostile.names.count + 5)
    for (way, verdict) in verdicts {
      if let name = Hostile.names[way] {
        #expect(verdict.map { "\($0)".contains(name) } == true, "\(way): \(verdict as Any)")
        #expect(verdict != .right)
      } else {
        #expect(verdict == .right, "\(way): \(verdict as Any)")
      }
    }
    #expect(await self.verdicts(on: ["attempted"]) == ["attempted": .notAttempted])
  }

  /// Linux hands a process's peak of memory on to what it starts: a large grader does not make right
  /// answers wrong.
  @Test func theGradersMemoryIsItsOwn() async {
    let size = 1200 << 20
    let large = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4096)
    memset(large, 1, size)
    defer { large.deallocate() }
    #expect(await verdicts(on: ["right"]) == ["right": .right])
  }

  @Test func whatCannotBeStartedIsSaid() async {
    let grader = Grader(hostileHomework.questionnaire, program: "/nowhere", seed: 1)
    let report = await grader.grade(only: ["9.1"]) { _ in }
    guard case .broken(_, .cannotStart(let cause)) = report.rows[0].verdict else {
      Issue.record("\(report.rows)")
      return
    }
    #expect(cause.contains("No such file"))
  }

  /// A request is longer than what a pipe holds, and a child that does not read it does not hold us up.
  @Test func longRequestsAreSent() async throws {
    let request = [UInt8](repeating: 65, count: 1 << 20)
    func count(_ script: String) async throws -> (Watch, ChildProcess.End) {
      let child = try ChildProcess(
        ["/bin/sh", "-c", script], environment: ["PATH": "/bin:/usr/bin"])
      var watch = Watch()
      let end = await watch.follow(
        child, input: request, limits: Limits(seconds: 1), custody: NoCustody())
      return (watch, end)
    }
    let (read, end) = try await count("wc -c")
    #expect(String(decoding: read.answer, as: UTF8.self).contains("\(request.count)"))
    #expect(end == .exited(0))
    let (unread, other) = try await count("exit 3")
    #expect(unread.answer.isEmpty && unread.fault == nil)
    #expect(other == .exited(3))
  }
}
