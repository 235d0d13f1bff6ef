import Foundation
import HomeworkKit
import Testing

@testable import HostileFixture
@testable import homework

/// A folder that is removed after the test.
private final class Scratch {
  let path = FileManager.default.temporaryDirectory.appending(path: "class-\(UUID())").path

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult func write(_ text: String, _ file: String) throws -> String {
    let url = URL(filePath: path + "/" + file)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return url.path
  }
}

@Suite struct ClassTests {
  @Test(arguments: [
    ("Ann", "Ann"), ("O'Brien, \"Bob\"", "\"O'Brien, \"\"Bob\"\"\""), ("=1+1", "'=1+1"),
    ("-x,y", "\"'-x,y\""), ("@a", "'@a"), ("\t=1", "' =1"), ("two\nlines\r\n", "two lines  "),
    ("Ünïcødé 学生", "Ünïcødé 学生"), ("", ""),
  ]) func cellsAreOneLineAndNoFormula(text: String, cell: String) {
    #expect(Table.cell(text) == cell)
  }

  @Test func whoHasNotBeenGradedIsInTheTable() {
    let count = Hostile.ways.count
    let homework = hostileHomework.questionnaire
    var table = Table(students: ["a", "b"], homeworks: [homework])
    var row = Table.Row()
    row.add(["9.1": (1, nil), "9.2": (0, "9.2: it crashed"), "9.\(count)": (1, nil)])
    row.add(remark: "9.2: it crashed")
    table.rows["b"] = row
    let lines = table.text.split(separator: "\n")
    let zeros = Array(repeating: "0", count: count - 3).joined(separator: ",")
    #expect(lines.count == 3)
    #expect(
      lines[0].hasPrefix("student,9.1,9.2,")
        && lines[0].hasSuffix(",9.\(count),total,maximum,remarks"))
    #expect(lines[1] == "a,0,0,\(zeros),0,0,\(count),not graded yet")
    #expect(lines[2] == "b,1,0,\(zeros),1,2,\(count),9.2: it crashed")
  }

  @Test func resultsAreKeptOnlyIfAllIsTheSame() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/results.json"
    var report = Report(hostileHomework.questionnaire, seed: 3)
    try report.write(to: path, digest: "d")
    #expect(Results.read(path, digest: "d", seed: 3) == nil)
    report.setAll(.right)
    report.rows[1].verdict = .broken(check: "c", .stackOverflow)
    report.rows[2].verdict = .notAttempted
    try report.write(to: path, digest: "d")
    let scores = try #require(Results.read(path, digest: "d", seed: 3))
    #expect(scores.count == Hostile.ways.count)
    #expect(scores["9.1"]! == (1, nil))
    #expect(scores["9.2"]!.score == 0)
    #expect(scores["9.2"]!.remark?.hasPrefix("9.2: stack overflow") == true)
    #expect(scores["9.3"]! == (0, nil))
    #expect(Results.read(path, digest: "other", seed: 3) == nil)
    #expect(Results.read(path, digest: "d", seed: 4) == nil)
    #expect(Results.read(path + "x", digest: "d", seed: 3) == nil)
    try scratch.write("{\"tests\":[", "results.json")
    #expect(Results.read(path, digest: "d", seed: 3) == nil)
    report.setAll(.broken(check: "compiling", .doesNotCompile("no such thing")))
    try report.write(to: path, digest: "d")
    let broken = try #require(Results.read(path, digest: "d", seed: 3))
    #expect(Set(broken.values.map(\.remark)) == ["Answers.swift does not compile: no such thing"])
  }

  @Test func errorsOfTheCompilerAreShort() {
    let text = """
      Building for debugging...
      /home/a/b c/Answers.swift:3:5: error: cannot use a / b here
      3 | let x = a / b
        |         `- error: cannot use a / b here
      /home/a/b c/Answers.swift:3:5: error: cannot use a / b here
      /home/a/b c/Answers.swift:9:1: warning: unused
      /home/a/b c/Answers.swift:12:1: error: second
      """
    #expect(
      Build.errors(in: text)
        == "Answers.swift:3:5: error: cannot use a / b here; Answers.swift:12:1: error: second")
    #expect(Build.errors(in: "error: no such target\nx") == "error: no such target")
    #expect(Build.errors(in: "") == "the build failed")
  }

  @Test(arguments: [
    "Chapters/01-boltzmann/homework/Answers.swift", "01-boltzmann/Answers.swift",
    "homework-01/Answers.swift", "01/Answers.swift", "Answers-01.swift", "Answers01.swift",
    "hand-in/My Book/Chapters/01-boltzmann/homework/Answers.swift",
    "Chapters/01-boltzmann/homework/answers.swift", "01-Boltzmann/ANSWERS.SWIFT",
  ]) func answersAreFound(place: String) throws {
    let scratch = try Scratch()
    let file = try scratch.write("x", place)
    try scratch.write("y", "Chapters/02-ratios/homework/Answers.swift")
    try scratch.write("z", ".build/Chapters/01-boltzmann/homework/Answers.swift")
    let submission = try Submission(folder: scratch.path)
    #expect(try submission.answers(to: "01-boltzmann", isOnly: false) == file)
    #expect(try submission.answers(to: "03-other", isOnly: false) == nil)
  }

  @Test func doubtfulSubmissionsAreRefused() throws {
    let scratch = try Scratch()
    try scratch.write("x", "a/Answers.swift")
    let one = try Submission(folder: scratch.path)
    #expect(try one.answers(to: "01-boltzmann", isOnly: false) == nil)
    #expect(try one.answers(to: "01-boltzmann", isOnly: true) != nil)
    try scratch.write("x", "b/Answers.swift")
    let two = try Submission(folder: scratch.path)
    #expect(throws: ToolError.self) { try two.answers(to: "01-boltzmann", isOnly: true) }
    try scratch.write(String(repeating: "x", count: 2 << 20), "01/Answers.swift")
    let large = try Submission(folder: scratch.path)
    #expect(throws: ToolError.self) { try large.answers(to: "01-boltzmann", isOnly: true) }
    // Links lead nowhere.
    let link = scratch.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: scratch.path)
    #expect(throws: ToolError.self) { try Submission(folder: link) }
    let other = try Scratch()
    try FileManager.default.createSymbolicLink(
      atPath: other.path + "/Answers.swift", withDestinationPath: scratch.path + "/a/Answers.swift")
    let linked = try Submission(folder: other.path)
    #expect(try linked.answers(to: "01-boltzmann", isOnly: true) == nil)
  }

  @Test func importsOfTheLibraryAreNoticed() {
    let stubs = "import Elementary\nimport HomeworkKit\n"
    let library: Set = ["Elementary", "Theory", "Samplers", "Tensors", "HomeworkKit"]
    func added(_ text: String) -> [String] {
      Imports.added(to: text, stubs: stubs, library: library)
    }
    #expect(added(stubs) == [])
    #expect(added("import Glibc\nimport Elementary") == [])
    // A comment that only seems to begin, or to end, does not hide an import.
    for text in [
      "// /*\nimport Samplers\n// */", "let a = \"/*\"; import Samplers; let b = \"*/\"",
    ] {
      #expect(added(text) == ["Samplers"], "\(text)")
    }
    #expect(added("import/* it */Samplers") == ["Samplers"])
    let inviting = "// with `import Theory` you may solve it\n"
    #expect(
      Imports.added(to: "import Theory", stubs: inviting, library: library) == [])
    #expect(added("import Theory") == ["Theory"])
    #expect(
      added("@preconcurrency import Theory; internal import func Samplers.metropolisStep\r\n")
        == ["Samplers", "Theory"])
    #expect(added("import\n  `Tensors`") == ["Tensors"])
    #expect(Imports.remark(on: []) == nil)
    #expect(Imports.remark(on: ["Theory"])!.hasPrefix("imports Theory, which the stubs"))
  }

  @Test(arguments: ["@testable import HomeworkKit", "@_silgen_name(\"f\") func f()", "@ `used`"])
  func whatOpensTheJudgesIsForbidden(_ text: String) {
    #expect(Imports.forbidden(in: "import Elementary\n" + text) != nil)
    #expect(Imports.forbidden(in: "@inline(never) func f(_ g: @escaping () -> Void) {}") == nil)
  }

  /// Results are of answers and of what judges them.
  @Test func theDigestCoversTheJudges() throws {
    let scratch = try Scratch()
    try scratch.write("package", "Package.swift")
    try scratch.write("library", "Sources/Tensors/Tensor.swift")
    try scratch.write("stubs", "Chapters/01-boltzmann/homework/Answers.swift")
    try scratch.write("judge", "Chapters/01-boltzmann/homework/exercises/Exercises.swift")
    let answers = try scratch.write("mine", "hand-in/Answers.swift")
    func digest() throws -> String {
      try TeachersCopy(root: scratch.path).digest(answers, questionnaires[0])
    }
    let before = try digest()
    try scratch.write("other stubs", "Chapters/01-boltzmann/homework/Answers.swift")
    #expect(try digest() == before)
    for file in [
      "Chapters/01-boltzmann/homework/exercises/Exercises.swift", "Sources/Tensors/Tensor.swift",
      "hand-in/Answers.swift",
    ] {
      let last = try digest()
      try scratch.write("changed", file)
      #expect(try digest() != last, "\(file)")
    }
  }
}
