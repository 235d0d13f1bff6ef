import Foundation
import Testing

@testable import homework

@Suite struct ReleaseTests {
  @Test func hiddenLinesAreTakenOut() throws {
    let text = "a\n  // teacher: begin\nsecret\n  // teacher: end\nb\n"
    #expect(try Markers.strip(text, "x") == "a\nb\n")
    let page = "a\n\n<!-- teacher: begin -->\nuse `// teacher: begin`\n<!-- teacher: end -->\nb"
    #expect(try Markers.strip(page, "x") == "a\n\nb")
    // Line ends of another system hide nothing less.
    #expect(try Markers.strip(text.replacing("\n", with: "\r\n"), "x") == "a\nb\n")
    #expect(try Markers.strip("a\r\nb", "x") == "a\r\nb")
  }

  @Test(arguments: [
    ("// teacher: begin\na", "x, line 1: the hidden lines have no end"),
    ("a\n// teacher: end\n", "x, line 2"),
    ("// teacher: begin\n// teacher: begin\n// teacher: end", "x, line 2"),
    ("// teacher: begin\n// teacher: end\n// teacher: end", "x, line 3"),
    ("let a = 1  // teacher: begin", "a line of its own"),
    ("/* Teacher: Begin */", "a line of its own"),
  ]) func doubtfulMarkersAreErrors(text: String, message: String) {
    let error = #expect(throws: ToolError.self) { try Markers.strip(text, "x") }
    #expect(error?.description.contains(message) == true)
  }

  /// Blanks more or less are markers all the same: what they hide is not shown.
  @Test(arguments: ["//teacher:begin", "// teacher : begin ", "\t// Teacher: begin"])
  func markersNeedNotBeTidy(line: String) throws {
    #expect(try Markers.strip("\(line)\nsecret\n// teacher: end\nb", "x") == "b")
  }

  @Test func withheldAreFoldersNotBeginningsOfNames() {
    #expect(Release.isWithheld("Tests/Homework/01-boltzmann/References.swift"))
    #expect(Release.isWithheld("Sources/homework/Release.swift"))
    #expect(!Release.isWithheld("Sources/HomeworkKit/Judge.swift"))
    #expect(!Release.isWithheld("Tests/HomeworkKitTests/JudgeTests.swift"))
    #expect(!Release.isWithheld("Chapters/01-boltzmann/homework/Answers.swift"))
  }

  private static let answer = """
    func f(a: [Double]) throws -> Double {
      let weights = energies.map { exp(-$0 / temperature) }
      var z = 0.0
      for w in weights { z += w }
      // A comment that anybody may have written somewhere.
      return z
    }
    """

  @Test(arguments: [
    "let weights=energies.map{exp(-$0/temperature)}",
    "x\n\n\nlet weights =\n  energies.map {\n exp(-$0 / temperature)\n }",
    "```\n    let weights = energies.map { exp(-$0 / temperature) }\n```",
    "// let weights = energies.map { exp(-$0 / temperature) }".replacing("// ", with: ""),
  ]) func answersAreFoundHoweverTheyAreBroken(text: String) {
    var search = AnswerSearch()
    search.add(Self.answer)
    #expect(!search.found(in: "before \(text) after".utf8).isEmpty)
  }

  @Test func whatProvesNothingIsNotLookedFor() {
    var search = AnswerSearch()
    search.add(Self.answer)
    for text in [
      "var z = 0.0", "func f(a: [Double]) throws -> Double {", "for w in weights { z += w }",
      "// A comment that anybody may have written somewhere.", "", "a",
    ] {
      #expect(search.found(in: text.utf8) == [], "\(text)")
    }
    // Each is short, both together are not.
    #expect(search.found(in: "var z = 0.0; for w in weights { z += w } return z".utf8) == [])
    search.add("var total = 0.0, count = 1\nfor w in weights { total += w }")
    #expect(
      search.found(in: "var total = 0.0, count = 1\n\nfor w in weights { total += w }".utf8).count
        == 1)
  }

  /// In this copy of the book, as far as it is released, there is no answer.
  @Test func theBookHoldsNoAnswers() async throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let scratch = FileManager.default.temporaryDirectory.appending(path: "release-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let release = Release(root: root, target: scratch)
    try await release.copy()
    let leaks = try await release.searchForAnswers()
    #expect(leaks.isEmpty, "\(leaks.joined(separator: "\n"))")
    for path in try BookFiles.walk(scratch) {
      #expect(!Release.isWithheld(path))
      if path.hasSuffix(".swift") || path.hasSuffix(".md") {
        let text = try readText(scratch + "/" + path)
        #expect(!text.contains("teacher: "), "\(path)")
        #expect(!text.contains("Tests/Homework/"), "\(path)")
      }
    }
    // An answer that has got into a chapter is found.
    let chapter = scratch + "/Chapters/01-boltzmann/main.swift"
    let leak = "\nlet boltzmannFactors=energies.map{exp((lowest-$0)/temperature)}\n"
    try Data((readText(chapter) + leak).utf8).write(to: URL(filePath: chapter))
    let faults = try await release.searchForAnswers()
    #expect(faults.count == 1 && faults[0].contains("Chapters/01-boltzmann/main.swift"))
  }
}
