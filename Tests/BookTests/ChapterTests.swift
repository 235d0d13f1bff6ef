import Foundation
import NotebookEvents
import Processes
import TestSupport
import Testing

/// The chapters that have been built, by the folders' names.
private let chapters: [String] = {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let folders = try! FileManager.default.contentsOfDirectory(
    atPath: root.appending(path: "Chapters").path)
  return folders.filter { $0.first?.isNumber == true }.map { "chapter-" + $0.prefix(2) }.sorted()
}()

/// A folder of its own for the files of one run.
private func withFolder<R>(_ body: (URL) async throws -> R) async throws -> R {
  let folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

/// Runs a chapter with its figures in `folder`; returns what it showed.
private func run(_ chapter: String, in folder: URL, _ arguments: String...) async throws
  -> (result: ProcessResult, events: [Event])
{
  let events = folder.appending(path: "events.jsonl").path
  let result = try await runProcess(
    builtExecutable(chapter),
    ["--figures", folder.path, "--events", events] + arguments, timeout: .seconds(300))
  guard let text = try? String(contentsOfFile: events, encoding: .utf8) else { return (result, []) }
  return (result, try EventLog.parse(text))
}

/// Every chapter, run as its reader runs it: one after the other, each with the whole machine.
@Suite(.serialized) struct ChapterTests {
  /// Seed 1 is the book's, whose run is checked with the book. The chapters that train on pictures
  /// take a minute each; with other seeds they make a smoke run only, below.
  @Test(arguments: chapters.filter { !["chapter-15", "chapter-16"].contains($0) })
  func claimsHoldAtAnotherSeed(chapter: String) async throws {
    try await withFolder { folder in
      let (result, events) = try await run(chapter, in: folder, "--seed", "2")
      #expect(result.end == .exit(0), "\(result.output.suffix(2000))\(result.errors)")
      let claims = events.compactMap(\.claim)
      #expect(claims.count >= 10)
      for claim in claims { #expect(claim.problem == nil, "\(claim.label)") }
    }
  }

  @Test(arguments: chapters)
  func quickRunsDrawAllFiguresAndRepeatThemselves(chapter: String) async throws {
    let first = try await withFolder { folder in
      let (result, events) = try await run(chapter, in: folder, "--quick", "--data", folder.path)
      #expect(result.end == .exit(0), "\(result.output.suffix(2000))\(result.errors)")
      let figures = events.compactMap(\.figure)
      #expect(figures.count >= 4)
      for figure in figures {
        for file in figure.files + ["\(figure.name).csv"] {
          let path = folder.appending(path: file).path
          let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
          #expect(try #require(size) > 100, "\(path)")
        }
      }
      return events.compactMap(\.claim?.measured)
    }
    func claims(seed: String) async throws -> [Double] {
      try await withFolder { folder in
        try await run(chapter, in: folder, "--quick", "--seed", seed).events
          .compactMap(\.claim?.measured)
      }
    }
    let (again, other) = try await (claims(seed: "1"), claims(seed: "6"))
    #expect(first == again)
    #expect(first != other)
  }
}

extension Event {
  fileprivate var claim: ClaimRecord? {
    if case .claim(_, let record) = self { record } else { nil }
  }
  fileprivate var figure: FigureRecord? {
    if case .figure(_, let record) = self { record } else { nil }
  }
}
