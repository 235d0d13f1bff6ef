import HomeworkKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A copy of the book for students.
struct Release {
  let root: String
  let target: String

  /// What students do not get: answers, the tests that hold them, and the teacher's tool.
  private static let withheld = ["Tests/Homework", "Tests/HomeworkTesting", "Sources/homework"]
  /// Lines between these, of any Swift file, are hidden checks and the like.
  private static let markers = ("// teacher: begin", "// teacher: end")

  func copy() throws {
    let files = FileManager.default
    guard !files.fileExists(atPath: target) else {
      throw ToolError("\(target) exists already: a release is made from nothing")
    }
    for path in try BookFiles.list(root) where !isWithheld(path) {
      let to = target + "/" + path
      try files.createDirectory(
        atPath: to.folder, withIntermediateDirectories: true)
      let data = try Data(contentsOf: URL(filePath: root + "/" + path))
      if path.hasSuffix(".swift") {
        let text = try stripped(String(decoding: data, as: UTF8.self), path)
        try Data(text.utf8).write(to: URL(filePath: to))
      } else {
        try data.write(to: URL(filePath: to))
        let mode = try files.attributesOfItem(atPath: root + "/" + path)[.posixPermissions]
        if let mode { try files.setAttributes([.posixPermissions: mode], ofItemAtPath: to) }
      }
    }
  }

  private func isWithheld(_ path: String) -> Bool {
    Release.withheld.contains { path == $0 || path.hasPrefix($0 + "/") }
  }

  /// The text without the lines between the markers, markers included.
  private func stripped(_ text: String, _ path: String) throws -> String {
    var lines: [Substring] = []
    var isHidden = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let word = line.drop { $0 == " " }
      if word == Release.markers.0 || word == Release.markers.1 {
        guard isHidden == (word == Release.markers.1) else {
          throw ToolError("\(path): the markers of hidden lines do not alternate")
        }
        isHidden.toggle()
      } else if !isHidden {
        lines.append(line)
      }
    }
    guard !isHidden else { throw ToolError("\(path): hidden lines have no end") }
    return lines.joined(separator: "\n")
  }

  /// Looks for lines of the reference answers in the copy.
  ///
  /// Short lines, such as `var total = 0.0`, prove nothing and are not looked for; nor are those
  /// that the stubs have.
  func searchForAnswers() throws -> [String] {
    var secret: Set<String> = []
    let answers = try BookFiles.list(root).filter {
      $0.hasPrefix("Tests/Homework/") && $0.hasSuffix(".swift")
    }
    for path in answers { secret.formUnion(try lines(root + "/" + path)) }
    for path in try BookFiles.list(target) where path.hasSuffix("homework/Answers.swift") {
      secret.subtract(try lines(target + "/" + path))
    }
    // The signatures are public.
    secret = secret.filter {
      !$0.contains("func ") && !$0.contains(" throws") && !$0.hasSuffix(": Double")
    }
    guard secret.count > 20 else { return ["the reference answers were not found in \(root)"] }
    var faults: [String] = []
    for path in try BookFiles.list(target) {
      let found = try lines(target + "/" + path).intersection(secret)
      faults += found.sorted().map { "\(path) has a line of an answer: \($0)" }
    }
    return faults
  }

  private func lines(_ path: String) throws -> Set<String> {
    let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    let words = text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: " ").joined(separator: " ")
    }
    return Set(words.filter { $0.count >= 24 && !$0.hasPrefix("//") && !$0.hasPrefix("import") })
  }

  /// Builds the homework of the copy and runs it.
  func tryOut() async -> [String] {
    var faults: [String] = []
    let scratch = target + "/.build"
    for homework in questionnaires {
      let build = await Build.run(product: homework.product, package: target, scratch: scratch)
      if let fault = build.fault {
        faults.append("\(homework.product) does not build: \(fault)")
        continue
      }
      let grader = Grader(homework, program: build.program, seed: 1)
      guard let report = try? await grader.grade() else { return ["the copy cannot be graded"] }
      for row in report.rows where row.verdict != .notAttempted {
        faults.append("\(row.exercise.number) is '\(row.mark)': nothing should be attempted")
      }
    }
    try? FileManager.default.removeItem(atPath: scratch)
    return faults
  }
}

/// The files of the book.
enum BookFiles {
  private static let skipped: Set = [".git", ".build", "DerivedData", ".swiftpm"]

  /// All files, by their paths below a folder, without what is built or belongs to git.
  static func list(_ folder: String) throws -> [String] {
    var found: [String] = []
    func visit(_ path: String) throws {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/" + path).sorted()
      where !skipped.contains(name) && !name.hasPrefix(".build") {
        let inner = path.isEmpty ? name : path + "/" + name
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + inner)
        switch attributes[.type] as? FileAttributeType {
        case .typeDirectory: try visit(inner)
        case .typeRegular: found.append(inner)
        default: break
        }
      }
    }
    try visit("")
    return found
  }
}

extension String {
  /// The path without its last part.
  var folder: String { String(self[..<(lastIndex(of: "/") ?? startIndex)]) }
}
