import Files
import HomeworkKit
import Processes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A copy of the book for students.
struct Release {
  let root: String
  /// Where it is made; it is given its name when it has been found fit.
  let target: String

  /// What students do not get: answers, the tests that hold them, the teacher's tool.
  static let withheld = [
    "Tests/Homework", "Tests/HomeworkTesting", "Tests/HomeworkToolTests", "Sources/homework",
  ]

  func copy() async throws {
    let files = FileManager.default
    try? files.removeItem(atPath: target)
    for path in try await BookFiles.list(root) where !Release.isWithheld(path) {
      let (from, to) = (root + "/" + path, target + "/" + path)
      try files.createDirectory(atPath: to.folder, withIntermediateDirectories: true)
      if path.hasSuffix(".swift") || path.hasSuffix(".md") {
        try Data(Markers.strip(try readText(from), path).utf8).write(to: URL(filePath: to))
      } else {
        try files.copyItem(atPath: from, toPath: to)
      }
    }
  }

  static func isWithheld(_ path: String) -> Bool {
    withheld.contains { path == $0 || path.hasPrefix($0 + "/") }
  }

  /// Looks for the reference answers in the copy.
  func searchForAnswers() async throws -> [String] {
    var search = AnswerSearch()
    for path in try await BookFiles.list(root)
    where path.hasPrefix("Tests/Homework/") && path.hasSuffix(".swift") {
      search.add(try readText(root + "/" + path))
    }
    guard search.needles.count > 20 else {
      return ["the reference answers were not found in \(root)"]
    }
    var faults: [String] = []
    for path in try BookFiles.walk(target) {
      faults += search.found(in: try readFile(target + "/" + path)).map {
        "\(path) has a piece of an answer: \($0)"
      }
    }
    return faults
  }

  /// Builds the homework of the copy and runs it; builds everything else too, if asked.
  func tryOut(everything: Bool) async -> [String] {
    var faults: [String] = []
    let scratch = target + "/.build"
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    for homework in questionnaires {
      let build = await Build.run(product: homework.product, package: target, scratch: scratch)
      if let fault = build.fault {
        faults.append("\(homework.product) does not build: \(fault)")
        continue
      }
      // Its own judge, which lacks the hidden checks of ours.
      let report = (try? await runProcess(build.program))?.output ?? ""
      for number in homework.exercises.map(\.number) {
        let line = report.split(separator: "\n").first { $0.hasPrefix("  \(number) ") }
        if line?.hasSuffix(" not attempted") != true {
          faults.append("\(number): nothing should be attempted, but: \(line ?? "no result")")
        }
      }
    }
    if everything,
      let fault = await Build.run(["--build-tests"], target, scratch, 4 * Build.timeout)
    {
      faults.append("the tests do not build: \(fault)")
    }
    return faults
  }
}
