import Foundation
import TestSupport
import Testing

@testable import HomeworkKit
@testable import HostileFixture
@testable import homework

// One after the other: they look for processes that are left.
@Suite(.serialized) struct HostileTests {
  /// On a Mac, address space has no limit, and a child can signal its parent.
  #if os(Linux)
    private static let isConfined = true
  #else
    private static let isConfined = false
  #endif

  private static let grader = Grader(
    hostileHomework.questionnaire, program: builtExecutable("HostileFixture"), seed: 1,
    custody: custody)
  @Sendable private static func custody() -> any Custody {
    ClassCustody(launcher: builtExecutable("homework"))
  }

  /// Each costs its own exercise only, is called by its name, and is never taken for right.
  @Test(.timeLimit(.minutes(3))) func griefIsIsolatedAndNamed() async throws {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "results-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let report = try await Self.grader.grade { try $0.write(to: file.path) }
    #expect(report.rows.count == Hostile.ways.count)
    let printed = Dictionary(
      uniqueKeysWithValues: report.rows.map { ($0.exercise.title, $0.printed) })
    #expect(printed["chatter"]?.count == 8)
    #expect(printed["chatter"]?.last?.hasPrefix("line 20[31m of ") == true)
    #expect(printed["crash"] == ["before the crash"])
    #expect(printed["right"] == [])
    for row in report.rows {
      let way = row.exercise.title
      let verdict = try #require(row.verdict)
      if way == "attempted" {
        #expect(verdict == .notAttempted)
      } else if way == "revenge", !Self.isConfined {
        // Elsewhere, only root can give its children less rights than it has.
        #expect(row.score == 0)
      } else if way == "reserve", Self.isConfined {
        #expect("\(verdict)".contains("Grief"), "\(way): \(verdict)")
      } else if let name = Hostile.names[way] {
        #expect("\(verdict)".contains(name), "\(way): \(verdict)")
        #expect(row.score == 0)
      } else {
        #expect(verdict == .right, "\(way): \(verdict)")
      }
    }
    if Self.isConfined { #expect(try !isHermitAlive()) }
    let results = try GradescopeFile(Data(contentsOf: file))
    #expect(results.faults == [])
    #expect(results.scores.count == Hostile.ways.count)
  }

  private func isHermitAlive() throws -> Bool {
    let hermits = ["sleep\0\(Hostile.hermitsSeconds)\0", "HostileFixture\0--answer\0"]
    return try FileManager.default.contentsOfDirectory(atPath: "/proc").contains { name in
      guard let words = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
        return false
      }
      return hermits.contains { String(decoding: words, as: UTF8.self).hasSuffix($0) }
    }
  }

  /// What begins before the grader's doings has the limits already, and cannot start anything.
  @Test func whatStepsInFirstIsConfined() async throws {
    let limits = Limits(seconds: 7)
    let custody = Self.custody()
    let script = "ulimit -t; ulimit -f; ulimit -v; (echo started); echo ended"
    let child = try ChildProcess(
      custody.launcher(limits) + ["/bin/sh", "-c", script], environment: [:])
    var watch = Watch()
    let end = await watch.follow(child, input: [], limits: limits, custody: custody)
    let lines = String(decoding: watch.answer, as: UTF8.self).split(separator: "\n")
    #expect(lines.first == "7")
    if Self.isConfined {
      #expect(lines == ["7", "32768", "6291456"])
      #expect(end != .exited(0))
    }
  }

  /// Right, wrong in a known way, come to grief, not attempted: byte by byte.
  @Test func resultsAreTheGoldenOnes() async throws {
    let chosen = ["right", "exit", "length", "wrong", "attempted"].map { way in
      "9.\(Hostile.ways.firstIndex(of: way)! + 1)"
    }
    let right = chosen[0]
    let report = try await Self.grader.grade(only: chosen) { report in
      let file = try GradescopeFile(Data(report.gradescope().utf8))
      #expect(file.faults == [])
    }
    let text = report.gradescope(digest: "0123456789abcdef")
    let golden = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Golden/results.json")
    guard FileManager.default.fileExists(atPath: golden.path) else {
      try Data(text.utf8).write(to: golden)
      Issue.record("recorded \(golden.path): read it, and run the test again")
      return
    }
    #expect(text == (try String(contentsOf: golden, encoding: .utf8)))
    let file = try GradescopeFile(Data(text.utf8))
    #expect(file.faults == [])
    #expect(
      file.scores == Dictionary(uniqueKeysWithValues: chosen.map { ($0, $0 == right ? 1 : 0) }))
  }

  /// Before anything has been graded, all scores are zero.
  @Test func resultsBeginAtZero() throws {
    var report = Report(hostileHomework.questionnaire, seed: 7)
    #expect(report.score == 0 && report.maximum == Hostile.ways.count)
    // Half a report counts what has been graded out of all that there is.
    report.rows[0].verdict = .right
    #expect(report.score == 1 && report.maximum == Hostile.ways.count)
    #expect(!report.isComplete)
    let golden = #""max_score":1,"name":"right","number":"9.1","output":"not graded yet","#
    let graded = report.gradescope()
    report.rows[0].verdict = nil
    #expect(report.gradescope().contains(golden + #""score":0,"status":"failed""#))
    #expect(!graded.contains(golden))
    // Nor can a child read what it will be asked.
    #expect(!graded.contains("seed"))
  }
}
