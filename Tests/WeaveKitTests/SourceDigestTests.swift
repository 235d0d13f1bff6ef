import Testing

@testable import WeaveKit

@Suite struct SourceDigestTests {
  private static let files = [
    "Chapters/01-a/main.swift": "import Tensors\nlet a = 1\n",
    "Sources/Tensors/Tensor.swift": "public import Elementary\n",
    "Sources/Elementary/Exp.swift": "import Glibc\n",
    "Sources/Elementary/Log.swift": "// log\n",
    "Sources/Plotting/Figure.swift": "// figure\n",
  ]

  private func digest(changing path: String? = nil, to text: String = "") throws -> String {
    let book = try TemporaryBook()
    for (path, text) in Self.files { try book.write(text, to: path) }
    if let path { try book.write(text, to: path) }
    var digests = SourceDigest(folder: book.folder)
    return try digests.digest(ofChapter: "Chapters/01-a/main.swift")
  }

  @Test func equalSourcesHaveEqualDigests() throws {
    #expect(try digest() == digest())
    #expect(try digest().count == 16)
  }

  @Test(arguments: [
    "Chapters/01-a/main.swift", "Sources/Tensors/Tensor.swift", "Sources/Elementary/Exp.swift",
    "Sources/Elementary/New.swift", "Sources/Elementary/table.csv",
  ]) func changesOfWhatIsImportedAreSeen(path: String) throws {
    #expect(try digest(changing: path, to: "import Tensors; import Elementary //") != digest())
  }

  @Test func changesOfOtherModulesAreNot() throws {
    #expect(try digest(changing: "Sources/Plotting/Figure.swift", to: "//") == digest())
  }

  @Test func textMayNotMoveBetweenFiles() throws {
    #expect(
      try digest(changing: "Sources/Elementary/Exp.swift", to: "import Glibc\n// log\n") != digest()
    )
  }

  @Test func fileMayNotMoveIntoAnother() throws {
    let book = try TemporaryBook()
    for (path, text) in Self.files { try book.write(text, to: path) }
    let log = "Sources/Elementary/Log.swift"
    let merged = Self.files["Sources/Elementary/Exp.swift"]! + log + Self.files[log]!
    try book.write(merged, to: "Sources/Elementary/Exp.swift")
    try book.folder.remove(log)
    var digests = SourceDigest(folder: book.folder)
    #expect(try digests.digest(ofChapter: "Chapters/01-a/main.swift") != digest())
  }

  @Test(arguments: [
    ("import Tensors", ["Tensors"]), ("public import Tensors // x", ["Tensors"]),
    ("@testable import struct Tensors.Tensor", ["Tensors"]), ("  import A\nimport B", ["A", "B"]),
    ("let important = 1", []), ("import", []),
  ]) func importsAreRead(text: String, names: [String]) {
    #expect(SourceDigest.imports(in: Array(text.utf8)) == Set(names))
  }
}
