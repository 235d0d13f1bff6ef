import Files
import Testing

@testable import WeaveKit

@Suite struct FolderTests {
  @Test func writtenTextIsReadBack() throws {
    let book = try TemporaryBook()
    try book.folder.write("ä\n", to: "a.txt")
    #expect(try book.folder.text("a.txt") == "ä\n")
    try book.folder.write("b", to: "a.txt")
    #expect(try book.folder.text("a.txt") == "b")
    #expect(try book.folder.names(in: ".").filter { $0.hasPrefix("a.txt") } == ["a.txt"])
  }

  @Test func filesBelowAFolderAreSortedWithoutHiddenOnes() throws {
    let book = try TemporaryBook()
    for path in ["d/b.swift", "d/a/z.swift", "d/.hidden", "d/c.swift"] {
      try book.write("", to: path)
    }
    #expect(try book.folder.files(below: "d") == ["d/a/z.swift", "d/b.swift", "d/c.swift"])
    #expect(try book.folder.files(below: "nowhere") == [])
  }

  @Test func missingFilesAreNamed() throws {
    let book = try TemporaryBook()
    do {
      _ = try book.folder.text("none.txt")
      Issue.record("no error")
    } catch {
      #expect(error.description.contains("\(book.root)/none.txt”: No such file"))
      #expect(error.exitCode == 1)
    }
  }

  @Test func textMustBeUTF8() throws {
    let book = try TemporaryBook()
    try book.folder.write([0xff, 0xfe], to: "a.txt")
    #expect(throws: WeaveError.invalidFile(path: "a.txt", cause: "it is not UTF-8 text")) {
      try book.folder.text("a.txt")
    }
  }

  @Test func whatCannotBeWrittenIsNamed() throws {
    let book = try TemporaryBook()
    try book.write("old", to: "file")
    do {
      try book.folder.write("new", to: "file/below")
      Issue.record("no error")
    } catch {
      #expect(error.description.contains("\(book.root)/file/below”: Not a directory"))
      #expect(error.exitCode == 73)
    }
    #expect(try book.folder.text("file") == "old")
  }
}
