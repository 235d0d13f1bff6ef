import Foundation
import TestSupport
import Testing

@testable import Notebook

@Suite struct TerminalPictureTests {
  @Test(
    arguments: [
      (["TERM": "xterm-kitty"], .kitty), (["KITTY_WINDOW_ID": "3"], .kitty),
      (["TERM_PROGRAM": "ghostty"], .kitty), (["TERM": "xterm-ghostty"], .kitty),
      (["TERM_PROGRAM": "iTerm.app"], .iTerm2), (["TERM_PROGRAM": "WezTerm"], .iTerm2),
      (["LC_TERMINAL": "iTerm2", "TERM": "xterm-256color"], .iTerm2),
      (["TERM_PROGRAM": "Apple_Terminal", "TERM": "xterm-256color"], nil), ([:], nil),
      (["TERM": "dumb"], nil), (["TMUX": "/tmp/tmux", "KITTY_WINDOW_ID": "3"], nil),
      (["TERM": "tmux-256color", "LC_TERMINAL": "iTerm2"], nil),
      (["TERM": "screen", "LC_TERMINAL": "iTerm2"], nil),
    ] as [([String: String], TerminalPicture?)])
  func environmentTellsTheProtocol(environment: [String: String], protocol: TerminalPicture?) {
    #expect(TerminalPicture { environment[$0] } == `protocol`)
  }

  /// The sizes lie on both sides of one chunk (3072 bytes are 4096 characters) and of two.
  @Test(arguments: [0, 1, 2, 3, 3071, 3072, 3073, 6144, 6145, 100_000])
  func picturesComeBack(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    for `protocol` in [TerminalPicture.kitty, .iTerm2] {
      let text = `protocol`.text(png: bytes, name: "ä.png", width: 720, columns: 200)
      let shown = try #require(ShownPicture("before \(text)\n after"), "\(`protocol`)")
      #expect(shown.bytes == bytes && shown.protocol == `protocol`)
      #expect(shown.columns == 90)
    }
  }

  @Test(arguments: [(60, 60), (90, 90), (200, 90)]) func picturesFitTheTerminal(
    columns: Int, expected: Int
  ) throws {
    for `protocol` in [TerminalPicture.kitty, .iTerm2] {
      let text = `protocol`.text(png: [1], name: "a", width: 720, columns: columns)
      #expect(try #require(ShownPicture(text)).columns == expected)
    }
  }
}

/// Pictures in what a chapter prints, run as a process: decoded again, they are the files.
@Suite struct FixturePictureTests {
  private let folder = TemporaryFolder()
  private static let plain: [String: String?] = [
    "TERM": "xterm", "TERM_PROGRAM": nil, "TMUX": nil, "KITTY_WINDOW_ID": nil, "LC_TERMINAL": nil,
  ]
  private static let kitty = plain.merging(["KITTY_WINDOW_ID": "1"]) { $1 }

  private func onTerminal(
    _ options: String, _ environment: [String: String?]
  ) async throws -> String {
    let terminal = PseudoTerminal(columns: 100)
    let run = try await runFixture(
      shell: "exec $fixture \(options) > \(terminal.path) 2>&1", environment: environment,
      in: folder
    ) { _ in
      _ = terminal.text()
    }
    #expect(run.end == .exit(0))
    return terminal.text()
  }

  @Test(arguments: [
    (kitty, TerminalPicture.kitty),
    (plain.merging(["TERM_PROGRAM": "iTerm.app"]) { $1 }, .iTerm2),
  ])
  func figuresAppearWhereTheyAreDrawn(
    environment: [String: String?], protocol: TerminalPicture
  ) async throws {
    let text = try await onTerminal("", environment)
    let shown = try #require(ShownPicture(text))
    #expect(shown.protocol == `protocol`)
    #expect(shown.bytes == (try folder.bytes(of: "Figures/07-parabola.png")))
    #expect(shown.before.hasSuffix("\nFigures/07-parabola.png\n"))
    #expect(shown.after.hasPrefix("\nFigure 7.1 · A parabola"))
  }

  @Test(arguments: [
    ("", plain), ("--inline never", kitty), ("--quiet", kitty), ("--format svg", kitty),
    ("", kitty.merging(["TMUX": "/tmp/tmux-0/default,1,0"]) { $1 }),
  ])
  func figuresDoNotAppearElsewhere(options: String, environment: [String: String?]) async throws {
    #expect(ShownPicture(try await onTerminal(options, environment)) == nil)
  }

  @Test func pipesGetPicturesIfAskedFor() async throws {
    #expect(ShownPicture(try await runFixture(environment: Self.kitty, in: folder).output) == nil)
    let run = try await runFixture(
      ["--inline", "always"], wish: "film", environment: Self.plain, in: folder)
    let first = try #require(ShownPicture(run.output))
    #expect(first.protocol == .iTerm2)
    #expect(first.bytes == (try folder.bytes(of: "Figures/07-parabola.png")))
    let second = try #require(ShownPicture(first.after))
    #expect(second.bytes == (try folder.bytes(of: "Figures/07-walk-still.png")))
    let quiet = try await runFixture(
      ["--inline", "always", "--quiet"], environment: Self.plain, in: folder)
    #expect(quiet.output == "✓ All 2 claims hold.\n")
  }
}

/// The first picture in what was written to a terminal, read as the terminals' manuals say.
private struct ShownPicture {
  var `protocol`: TerminalPicture
  var bytes: [UInt8]
  var columns: Int?
  var before: Substring
  var after: Substring

  init?(_ text: some StringProtocol) {
    let text = Substring(text)
    if let start = text.firstRange(of: "\u{1B}]1337;File=") {
      self.protocol = .iTerm2
      before = text[..<start.lowerBound]
      guard let end = text[start.upperBound...].firstIndex(of: "\u{7}") else { return nil }
      let parts = text[start.upperBound..<end].split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let keys = Self.keys(parts[0], separator: ";")
      guard keys["inline"] == "1", let data = Data(base64Encoded: String(parts[1])),
        keys["size"] == "\(data.count)", Data(base64Encoded: keys["name"] ?? "") != nil
      else { return nil }
      bytes = Array(data)
      columns = keys["width"].flatMap { Int($0) }
      after = text[end...].dropFirst()
    } else if let start = text.firstRange(of: "\u{1B}_G") {
      self.protocol = .kitty
      before = text[..<start.lowerBound]
      var rest = text[start.lowerBound...]
      var data = ""
      var isFirst = true
      while true {
        guard rest.hasPrefix("\u{1B}_G"), let end = rest.firstRange(of: "\u{1B}\\") else {
          return nil
        }
        let parts = rest[..<end.lowerBound].dropFirst(3).split(
          separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        let keys = Self.keys(parts[0], separator: ",")
        if isFirst {
          guard keys["a"] == "T", keys["f"] == "100", keys["q"] == "2" else { return nil }
          columns = keys["c"].flatMap { Int($0) }
        } else if Array(keys.keys) != ["m"] {
          return nil
        }
        isFirst = false
        data += parts[1]
        rest = rest[end.upperBound...]
        guard parts[1].count <= 4096 else { return nil }
        if keys["m"] == "0" { break }
        guard keys["m"] == "1", parts[1].count % 4 == 0 else { return nil }
      }
      guard let decoded = Data(base64Encoded: data) else { return nil }
      bytes = Array(decoded)
      after = rest
    } else {
      return nil
    }
  }

  private static func keys(_ text: Substring, separator: Character) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: text.split(separator: separator).map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
      })
  }
}
