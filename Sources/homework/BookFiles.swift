import Processes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The files of the book.
enum BookFiles {
  /// All files of a copy of the book, by their paths below its folder: those that git knows, so
  /// that nothing else that lies about is taken; without git all but what is built.
  static func list(_ folder: String) async throws -> [String] {
    if FileManager.default.fileExists(atPath: folder + "/.git") {
      let known = try? await runProcess(
        "git", ["-C", folder, "ls-files", "-z"], timeout: .seconds(60), outputLimit: 1 << 24)
      if let known, known.end == .exit(0) {
        let paths = known.output.split(separator: "\0").map(String.init)
        return paths.filter { kind(folder + "/" + $0) == .typeRegular }.sorted()
      }
    }
    return try walk(folder)
  }

  /// All files below a folder but hidden folders and links; small folders, not whole disks.
  static func walk(_ folder: String, depth: Int = 12) throws -> [String] {
    var found: [String] = []
    func visit(_ path: String, _ depth: Int) throws {
      let here = path.isEmpty ? folder : folder + "/" + path
      for name in try FileManager.default.contentsOfDirectory(atPath: here).sorted() {
        guard found.count < 20_000 else { throw ToolError("\(folder) has too many files") }
        let inner = path.isEmpty ? name : path + "/" + name
        switch kind(folder + "/" + inner) {
        case .typeDirectory:
          if depth > 1, !built.contains(name) { try visit(inner, depth - 1) }
        case .typeRegular: found.append(inner)
        default: break
        }
      }
    }
    try visit("", depth)
    return found
  }

  private static let built: Set = [".git", ".build", "DerivedData", ".swiftpm"]

  /// Links are not followed.
  static func kind(_ path: String) -> FileAttributeType? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.type] as? FileAttributeType
  }
}

func readText(_ path: String) throws -> String {
  String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
}

extension String {
  /// The path without its last part.
  var folder: String { String(self[..<(lastIndex(of: "/") ?? startIndex)]) }
}
