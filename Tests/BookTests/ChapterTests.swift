import Foundation
import NotebookEvents
import Processes
import TestSupport
import Testing

@testable import WeaveKit

private let book = try! Book(
  root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path)
private let chapters = book.chapters.map(\.product)

/// They take a minute each.
private let trainedOnPictures = ["chapter-15", "chapter-16"]

/// A folder of its own for the files of one run.
private func withFolder<R>(_ body: (URL) async throws -> R) async throws -> R {
  let folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

/// Runs a chapter with its figures in `folder`; returns what it showed.
private func run(
  _ chapter: String, in folder: URL, threads: Int? = nil, _ arguments: String...
) async throws -> (result: ProcessResult, events: [Event]) {
  let events = folder.appending(path: "events.jsonl").path
  let result = try await runProcess(
    builtExecutable(chapter),
    ["--figures", folder.path, "--events", events] + arguments,
    environment: threads.map { ["DIFFUSION_THREADS": "\($0)"] } ?? [:], timeout: .seconds(300))
  guard let text = try? String(contentsOfFile: events, encoding: .utf8) else { return (result, []) }
  return (result, try EventLog.parse(text))
}

/// Every chapter, one after the other.
@Suite(.serialized) struct ChapterTests {
  /// Seed 1 is the book's, whose run is checked with the book. One thread does the work with less
  /// waiting; tests of other modules keep the other cores busy.
  @Test(arguments: chapters.filter { !trainedOnPictures.contains($0) })
  func claimsHoldAtAnotherSeed(chapter: String) async throws {
    try await withFolder { folder in
      let (result, events) = try await run(chapter, in: folder, threads: 1, "--seed", "2")
      #expect(result.end == .exit(0), "\(result.output.suffix(2000))\(result.errors)")
      let claims = events.compactMap(\.claim)
      #expect(claims.count >= 10)
      for claim in claims { #expect(claim.problem == nil, "\(claim.label)") }
      let folder = try #require(try book.chapters(named: [chapter]).first)
      let recorded = try #require(try book.recording(of: folder)).events.compactMap(\.claim)
      #expect(claims.map(\.measured) != recorded.map(\.measured))
    }
  }
}

/// The same code with small samples, as its reader runs it, with all cores; beside the long runs.
@Suite(.serialized) struct QuickRunTests {
  @Test(arguments: chapters) func quickRunsDrawAllFigures(chapter: String) async throws {
    try await withFolder { folder in
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
    }
  }

  @Test(arguments: trainedOnPictures) func quickRunsDependOnTheSeed(chapter: String) async throws {
    func claims(seed: String) async throws -> [Double] {
      try await withFolder { folder in
        let (result, events) = try await run(chapter, in: folder, "--quick", "--seed", seed)
        #expect(result.end == .exit(0), "\(result.output.suffix(2000))\(result.errors)")
        return events.compactMap(\.claim?.measured)
      }
    }
    let (one, other) = try await (claims(seed: "1"), claims(seed: "6"))
    #expect(!one.isEmpty)
    #expect(one != other)
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
