#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Cairo
import NotebookEvents
import Testing

@testable import WeaveKit

/// A small book in a folder of its own, whose chapters are shell scripts; removed at the end.
final class TemporaryBook: Sendable {
  let root: String
  var folder: Folder { Folder(path: root) }
  var executables: String { root + "/bin" }

  init() throws {
    root = try Folder.makeTemporary().path
    try folder.write("", to: "Package.swift")
    for name in ["Chapters", "Sources", "bin"] { try folder.makeFolder(name) }
    try folder.write("# The Book\n\nA preface.\n", to: "Chapters/FRONT.md")
  }

  deinit { folder.removeAll() }

  func write(_ text: String, to path: String) throws {
    if let slash = path.lastIndex(of: "/") { try folder.makeFolder(String(path[..<slash])) }
    try folder.write(text, to: path)
  }

  /// Adds a chapter that shows what it is given.
  ///
  /// - Parameters:
  ///   - events: what it shows between its title and its end, which is in line `end`.
  ///   - figures: the PNG file that it draws for each name.
  ///   - films: the GIF file, likewise.
  ///   - script: shell commands to run as well, in which `$F` is the folder for figures.
  func addChapter(
    _ number: Int, source: String, showing events: [Event], end: Int,
    figures: [String: [UInt8]] = [:], films: [String: [UInt8]] = [:],
    script: String = ""
  ) throws {
    let name = twoDigits(number)
    try write(source, to: "Chapters/\(name)-chapter/main.swift")
    let claims = events.count { if case .claim = $0 { true } else { false } }
    let log = EventLog.text(
      of: [.chapter(number: number, title: "Chapter \(number)", seed: 1, quick: false)] + events
        + [.end(line: end, claims: claims, failed: 0)])
    try write(log, to: "bin/\(name).jsonl")
    for (files, ending) in [(figures, "png"), (films, "gif")] {
      for (figure, bytes) in files {
        try folder.makeFolder("bin/\(name)")
        try folder.write(bytes, to: "bin/\(name)/\(figure).\(ending)")
      }
    }
    try write(
      """
      #!/bin/sh
      while [ $# -gt 0 ]; do
        case $1 in --events) E=$2;; --figures) F=$2;; esac
        shift
      done
      [ -d "\(root)/bin/\(name)" ] && cp "\(root)/bin/\(name)"/* "$F"
      cp "\(root)/bin/\(name).jsonl" "$E"
      echo run >> "\(root)/runs-\(name)"
      \(script)
      """, to: "bin/chapter-\(name)")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: root + "/bin/chapter-\(name)")
  }

  /// How often a chapter has run.
  func runs(_ number: Int) throws -> Int {
    let path = "runs-\(twoDigits(number))"
    return folder.contains(path) ? try folder.source(path).lines.count : 0
  }

  func weaver(_ change: (inout WeaveOptions) -> Void = { _ in }) throws -> Weaver {
    var options = WeaveOptions(root: root, executables: executables)
    options.builds = false
    change(&options)
    return try Weaver(options) { [self] _ in _ = self }
  }
}

/// A picture with axes, a legend and a sloping line, as a PNG file of 2 pixels per point.
struct Sketch {
  var lineShift = 0.0
  var red = 0.84
  var hasLine = true
  var family = "DejaVu Sans"
  var textShift = 0.0
  var width = 300.0

  func png() throws -> [UInt8] {
    let surface = try Surface(.png, width: width, height: 200, scale: 2)
    try surface.draw { context in
      context.setColor(red: 1, green: 1, blue: 1)
      context.paint()
      context.setColor(red: 0, green: 0, blue: 0)
      context.setLine(width: 1)
      context.rectangle(x: 40, y: 20, width: 240, height: 150)
      context.stroke()
      context.setFont(family: family, size: 10)
      for (i, label) in ["0.0", "0.5", "1.0", "1.5", "2.0"].enumerated() {
        context.show(label, x: 35 + 55 * Double(i) + textShift, y: 185)
        context.show(label, x: 18 + textShift, y: 170 - 35 * Double(i))
      }
      context.show("energy E(x) of the state", x: 110 + textShift, y: 198)
      context.show("measured", x: 220 + textShift, y: 40)
      guard hasLine else { return }
      context.setColor(red: red, green: 0.37, blue: 0)
      context.setLine(width: 1.5)
      context.move(to: 45, 60 + lineShift)
      context.line(to: 275, 150 + lineShift)
      context.stroke()
    }
    return try surface.finish()
  }
}
