import Testing

@testable import WeaveKit

@Suite struct UnifiedDiffTests {
  private func diff(_ old: [Int], _ new: [Int]) -> [String]? {
    let text = { (lines: [Int]) in lines.map { "\($0)\n" }.joined() }
    return UnifiedDiff.text(name: "f", from: text(old), to: text(new))
      .map { $0.split(separator: "\n").dropFirst(2).map(String.init) }
  }

  @Test func equalTextsDoNotDiffer() { #expect(diff([1, 2], [1, 2]) == nil) }

  @Test func changesStandInTheirContext() {
    #expect(
      diff(Array(1...9), [1, 2, 3, 4, 50, 6, 7, 8, 9]) == [
        "@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+50", " 6", " 7", " 8",
      ])
  }

  @Test func distantChangesAreHunksOfTheirOwn() {
    var new = Array(1...20)
    new.remove(at: 18)
    new.insert(0, at: 0)
    #expect(
      diff(Array(1...20), new) == [
        "@@ -1,3 +1,4 @@", "+0", " 1", " 2", " 3", "@@ -16,5 +17,4 @@", " 16", " 17", " 18",
        "-19", " 20",
      ])
  }

  @Test func aMissingNewlineShows() {
    #expect(UnifiedDiff.text(name: "f", from: "a\n", to: "a")?.contains("+a⏎") == true)
  }

  @Test func longDifferencesAreCutShort() throws {
    let lines = try #require(diff(Array(1...500), [])).count
    #expect(lines == UnifiedDiff.mostLines - 1)
    #expect(diff(Array(1...500), [])?.last == "… and 343 lines more")
  }

  @Test func coloursAreForTerminals() {
    let plain = UnifiedDiff.text(name: "f", from: "a\n", to: "b\n")
    let colored = UnifiedDiff.text(name: "f", from: "a\n", to: "b\n", isColored: true)
    #expect(plain?.contains("\u{1B}") == false)
    #expect(colored?.contains("\u{1B}[32m+b\u{1B}[0m") == true)
  }
}
