import NotebookEvents

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads and writes files whole, with errors that name path and cause.
struct Files: Sendable {
  /// The package's folder; all other paths are relative to it.
  let root: String

  func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : root + "/" + path
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: absolute(path))
  }

  func bytes(_ path: String) throws(WeaveError) -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(filePath: absolute(path))))
    } catch {
      throw .unreadable(path: path, cause: Files.cause(error))
    }
  }

  func text(_ path: String) throws(WeaveError) -> String {
    guard let text = String(validating: try bytes(path), as: UTF8.self) else {
      throw .unreadable(path: path, cause: "it is not UTF-8 text")
    }
    return text
  }

  func source(_ path: String) throws(WeaveError) -> SourceFile {
    SourceFile(path: path, text: try text(path))
  }

  /// Replaces the file at once: a reader sees the old contents or the new, never a part.
  func write(_ bytes: [UInt8], to path: String) throws(WeaveError) {
    do {
      try Data(bytes).write(to: URL(filePath: absolute(path)), options: .atomic)
    } catch {
      throw .unwritable(path: path, cause: Files.cause(error))
    }
  }

  func write(_ text: String, to path: String) throws(WeaveError) {
    try write(Array(text.utf8), to: path)
  }

  func remove(_ path: String) throws(WeaveError) {
    do {
      try FileManager.default.removeItem(atPath: absolute(path))
    } catch {
      throw .unwritable(path: path, cause: Files.cause(error))
    }
  }

  func makeFolder(_ path: String) throws(WeaveError) {
    do {
      try FileManager.default.createDirectory(
        atPath: absolute(path), withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: path, cause: Files.cause(error))
    }
  }

  /// The names in a folder, in ascending order, without hidden ones; none if there is no folder.
  func names(in folder: String) throws(WeaveError) -> [String] {
    guard exists(folder) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: absolute(folder))
        .filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      throw .unreadable(path: folder, cause: Files.cause(error))
    }
  }

  /// All files below a folder, as paths that begin with `folder`, in ascending order.
  func files(below folder: String) throws(WeaveError) -> [String] {
    var files: [String] = []
    for name in try names(in: folder) {
      let path = folder + "/" + name
      var isFolder: Bool = false
      _ = FileManager.default.fileExists(atPath: absolute(path), isDirectory: &isFolder)
      if isFolder { files += try self.files(below: path) } else { files.append(path) }
    }
    return files
  }

  /// Makes an empty folder of its own for one use.
  static func makeTemporaryFolder() throws(WeaveError) -> String {
    let path = FileManager.default.temporaryDirectory.path + "/weave-" + UUID().uuidString
    try Files(root: "/").makeFolder(path)
    return path
  }

  private static func cause(_ error: any Error) -> String {
    if let error = error as? CocoaError {
      if let cause = error.underlying as? POSIXError {
        return System.Failure(code: cause.code.rawValue).description
      }
      switch error.code {
      case .fileNoSuchFile, .fileReadNoSuchFile: return "there is no such file"
      case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
      case .fileWriteOutOfSpace: return "no space left on the device"
      case .fileWriteVolumeReadOnly: return "the file system is read-only"
      default: break
      }
    }
    return "\(error)"
  }
}
