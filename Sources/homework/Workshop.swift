import Files
import HomeworkKit
import Processes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A copy of the teacher's package in which one student's answers after the other are built.
struct Workshop: Sendable {
  let book: TeachersCopy
  /// Where the copy lies.
  let folder: String

  private var scratch: String { folder + "/.build" }

  /// Seconds for compiling one student's answers, when the libraries have been built.
  private static let compileTimeout = 300
  /// What is needed to build.
  private static let parts = ["Sources", "Chapters", "Tests"]

  /// Makes the copy the same as the book, but writes only what has changed.
  func prepare() async throws {
    await endSessions(withArgument: scratch)
    let files = FileManager.default
    var wanted: Set<String> = ["Package.swift"]
    if BookFiles.kind(book.root + "/Package.resolved") != nil { wanted.insert("Package.resolved") }
    for part in Workshop.parts {
      wanted.formUnion(try BookFiles.walk(book.root + "/" + part).map { part + "/" + $0 })
    }
    for path in wanted {
      let (from, to) = (book.root + "/" + path, folder + "/" + path)
      let data = try Data(contentsOf: URL(filePath: from))
      if let old = try? Data(contentsOf: URL(filePath: to)), old == data { continue }
      try files.createDirectory(atPath: to.folder, withIntermediateDirectories: true)
      try data.write(to: URL(filePath: to))
    }
    for part in Workshop.parts {
      for path in try BookFiles.walk(folder + "/" + part) where !wanted.contains(part + "/" + path)
      {
        try files.removeItem(atPath: "\(folder)/\(part)/\(path)")
      }
    }
  }

  /// Builds everything but the answers, with the stubs.
  func warmUp(_ homework: Questionnaire) async throws {
    let build = await Build.run(
      product: homework.product, package: folder, scratch: scratch)
    if let fault = build.fault { throw ToolError("\(homework.product) does not build: \(fault)") }
  }

  /// Grades a student's answers; results are written all-zero first, and anew after each exercise.
  @discardableResult func grade(
    _ answers: String, _ homework: Questionnaire, seed: UInt64, results: String,
    digest: String? = nil
  ) async throws -> Report {
    try createFolder(results.folder)
    let report = Report(homework, seed: seed)
    try report.write(to: results)
    let stubs = try book.stubs(of: homework)
    if let attribute = Imports.forbidden(in: try readText(answers)) {
      return try refuse("`\(attribute)` is not allowed in answers", report, results, digest)
    }
    // A file of its own: what it was a moment ago, somebody else's answers, is gone.
    try AtomicFile.write(readFile(answers), to: folder + "/" + stubs)
    let build = await Build.run(
      product: homework.product, package: folder, scratch: scratch,
      timeout: Workshop.compileTimeout)
    if let fault = build.fault { return try refuse(fault, report, results, digest) }
    let remark = try Imports.remark(on: book.addedImports(answers, homework))
    let output = remark.map { "Graded. Answers.swift \($0)" }
    let grader = Grader(homework, program: build.program, seed: seed) { ClassCustody() }
    return try await grader.grade { report in
      try report.write(
        to: results, output: report.isComplete ? output : nil, digest: digest)
    }
  }

  private func refuse(
    _ fault: String, _ unanswered: Report, _ results: String, _ digest: String?
  ) throws -> Report {
    var report = unanswered
    report.setAll(.broken(check: "compiling", .doesNotCompile(fault)))
    try report.write(
      to: results, output: "Answers.swift does not compile: \(fault)", digest: digest)
    return report
  }
}
