#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Testing

@testable import WeaveKit

/// Compares a text with the file of that name in `Tests/Golden/`. One that is missing is recorded, but the
/// test fails all the same, so that nothing passes by being recorded.
func expectGolden(
  _ text: String, named name: String, file: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let tests = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
  let folder = Folder(path: tests.path)
  let path = "Golden/" + name
  guard folder.contains(path) else {
    try folder.makeFolder("Golden")
    try folder.write(text, to: path)
    Issue.record(
      "recorded \(path): read it, and run the test again", sourceLocation: sourceLocation)
    return
  }
  if let diff = UnifiedDiff.text(name: path, from: try folder.text(path), to: text) {
    Issue.record("\(diff)", sourceLocation: sourceLocation)
  }
}
