import Foundation
import HomeworkKit
import TestSupport
import Testing

@testable import HostileFixture

@Suite struct HostileTests {
  /// What each way of failing must be called; all others are right.
  private static let names = [
    "crash": "crashed", "loop": "endless loop", "exit": "exit(0)", "flood": "printed more",
    "nan": "NaN", "length": "2 numbers", "overflow": "stack overflow", "memory": "memory",
    "throws": "Grief", "sleep": "waiting", "forgery": "pipe", "long": "too long",
    "wrong": "thrice",
  ]

  /// Each costs its own exercise only, is called by its name, and is never taken for right.
  @Test(.timeLimit(.minutes(3))) func griefIsIsolatedAndNamed() async throws {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "results-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let grader = Grader(
      hostileHomework.questionnaire, program: builtExecutable("HostileFixture"), seed: 1)
    let report = try await grader.grade { try $0.write(to: file.path) }
    #expect(report.rows.count == Hostile.ways.count)
    for row in report.rows {
      let way = row.exercise.title
      let verdict = try #require(row.verdict)
      if way == "attempted" {
        #expect(verdict == .notAttempted)
      } else if way == "revenge", geteuid() != 0 {
        // Only root can give its children less rights than it has.
        #expect(row.score == 0)
      } else if let name = Self.names[way] {
        #expect("\(verdict)".contains(name), "\(way): \(verdict)")
        #expect(row.score == 0)
      } else {
        #expect(verdict == .right, "\(way): \(verdict)")
      }
    }
    #expect(report.score == (geteuid() == 0 ? 6 : 5))
    if geteuid() == 0 { #expect(try !isHermitAlive()) }
    try checkSchema(Data(contentsOf: file))
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

  /// What Gradescope documents for `results.json`.
  private func checkSchema(_ data: Data) throws {
    let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let tests = try #require(whole["tests"] as? [[String: Any]])
    #expect(tests.count == Hostile.ways.count)
    #expect((5...6).contains(try #require(whole["score"] as? Int)))
    for test in tests {
      let score = try #require(test["score"] as? Int)
      let maximum = try #require(test["max_score"] as? Int)
      #expect((0...maximum).contains(score))
      #expect(test["status"] as? String == (score == maximum ? "passed" : "failed"))
      for key in ["name", "number", "output", "visibility"] {
        #expect(test[key] is String, "\(key)")
      }
      #expect(
        ["visible", "hidden", "after_due_date", "after_published"].contains(
          test["visibility"] as? String))
    }
  }

  /// Before anything has been graded, all scores are zero.
  @Test func resultsBeginAtZero() throws {
    let report = Report.unanswered(hostileHomework.questionnaire, seed: 7)
    #expect(report.score == 0)
    #expect(!report.isComplete)
    let golden = #""max_score":1,"name":"right","number":"9.1","output":"not graded yet","#
    #expect(report.gradescope().contains(golden + #""score":0,"status":"failed""#))
  }
}
