import Files
import HomeworkKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A copy of the teacher's package in which one student's answers after the other are built.
struct Workshop: Sendable {
  /// The teacher's package.
  let root: String
  /// Where the copy lies.
  let folder: String

  /// Seconds for compiling one student's answers, when the libraries have been built.
  private static let compileTimeout = 300

  /// Copies what has changed since the last time.
  func prepare() throws {
    let files = FileManager.default
    for path in try BookFiles.list(root)
    where !path.hasPrefix("Figures/") && !path.hasSuffix(".csv") && !path.hasSuffix(".md") {
      let (from, to) = (URL(filePath: root + "/" + path), URL(filePath: folder + "/" + path))
      let data = try Data(contentsOf: from)
      if let old = try? Data(contentsOf: to), old == data { continue }
      try files.createDirectory(atPath: to.path.folder, withIntermediateDirectories: true)
      try data.write(to: to)
    }
  }

  /// Builds everything but the answers, with the stubs.
  func warmUp(_ homework: Questionnaire) async throws {
    let build = await Build.run(
      product: homework.product, package: folder, scratch: folder + "/.build")
    if let fault = build.fault { throw ToolError("\(homework.product) does not build: \(fault)") }
  }

  /// Grades a student's answers; results are written all-zero first, and anew after each exercise.
  @discardableResult func grade(
    _ answers: String, _ homework: Questionnaire, seed: UInt64, results: String, digest: String
  ) async throws -> Report {
    try FileManager.default.createDirectory(
      atPath: results.folder.isEmpty ? "." : results.folder, withIntermediateDirectories: true)
    let place = try stubs(of: homework)
    var report = Report.unanswered(homework, seed: seed)
    try report.write(to: results)
    do {
      try Data(contentsOf: URL(filePath: answers)).write(to: URL(filePath: place))
    } catch {
      throw ToolError("\(answers) cannot be read: \(error)")
    }
    let build = await Build.run(
      product: homework.product, package: folder, scratch: folder + "/.build",
      timeout: Workshop.compileTimeout)
    if let fault = build.fault {
      report.setAll(.broken(check: "compiling", .doesNotCompile(fault)))
      try report.write(
        to: results, output: "Answers.swift does not compile: \(fault)", digest: digest)
      return report
    }
    let grader = Grader(homework, program: build.program, seed: seed)
    return try await grader.grade { try $0.write(to: results, digest: digest) }
  }

  /// The file of the stubs, in the copy.
  private func stubs(of homework: Questionnaire) throws -> String {
    let chapters = folder + "/Chapters"
    let prefix = homework.product.suffix(2) + "-"
    let name = try FileManager.default.contentsOfDirectory(atPath: chapters).first {
      $0.hasPrefix(prefix)
    }
    guard let name else { throw ToolError("there is no chapter \(prefix) in \(chapters)") }
    return "\(chapters)/\(name)/homework/Answers.swift"
  }
}
