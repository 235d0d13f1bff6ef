import Foundation
import Testing

@testable import WeaveKit

/// What is committed of the book, as its readers find it.
@Suite struct WovenTextTests {
  private let folder = Folder(
    path: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path)

  private func pages() throws -> [Document] {
    try folder.names(in: "Chapters").filter { $0.first?.isNumber == true }.map {
      Document(path: "Chapters/\($0)/README.md")
    }
  }

  private func texts() throws -> [(document: Document, text: String)] {
    try ([.book] + pages()).map { ($0, try folder.text($0.path)) }
  }

  @Test func nothingIsTooLong() throws {
    let woven = Woven(texts: try texts(), figures: [], missingFigures: [], summary: "")
    #expect(woven.texts.count > 9)
    #expect(woven.oversized.map(\.description) == [])
  }

  @Test func everyLinkLeadsSomewhere() throws {
    #expect(LinkChecker.faults(in: try texts(), contains: folder.contains) == [])
  }

  @Test(arguments: ["README.md", "Chapters/HOMEWORK.md"])
  func whatIsNotWovenLinksToFiles(path: String) throws {
    let text = try folder.text(path)
    #expect(text.contains("]("))
    #expect(
      LinkChecker.faults(in: [(Document(path: path), text)], contains: folder.contains) == [])
  }

  @Test func everyPageIsLinkedFromTheREADME() throws {
    let text = try folder.text("README.md")
    for page in try pages() { #expect(text.contains("(\(page.path))"), "\(page.path)") }
  }

  @Test func alternativeTextsHaveNoTeX() throws {
    let texts = try texts().flatMap { $0.text.matches(of: /alt="([^"]*)"/).map(\.1) }
    #expect(texts.count >= 36)
    for text in texts { #expect(!text.contains(/[\\$]/), "\(text)") }
  }
}
