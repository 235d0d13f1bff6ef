import Files

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The files below a folder, by their paths relative to it.
struct Folder: Sendable {
  let path: String

  func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : self.path + "/" + path
  }

  func contains(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: absolute(path))
  }

  func bytes(_ path: String) throws(WeaveError) -> [UInt8] {
    try WeaveError.ofFiles { () throws(FileError) in try readFile(absolute(path)) }
  }

  func text(_ path: String) throws(WeaveError) -> String {
    guard let text = String(validating: try bytes(path), as: UTF8.self) else {
      throw .invalidFile(path: path, cause: "it is not UTF-8 text")
    }
    return text
  }

  func source(_ path: String) throws(WeaveError) -> SourceFile {
    SourceFile(path: path, text: try text(path))
  }

  /// Replaces the file at once: a reader sees the old contents or the new, never a part.
  func write(_ bytes: [UInt8], to path: String) throws(WeaveError) {
    try WeaveError.ofFiles { () throws(FileError) in
      try AtomicFile.write(bytes, to: absolute(path))
    }
  }

  func write(_ text: String, to path: String) throws(WeaveError) {
    try write(Array(text.utf8), to: path)
  }

  func makeFolder(_ path: String) throws(WeaveError) {
    try WeaveError.ofFiles { () throws(FileError) in try createFolder(absolute(path)) }
  }

  func remove(_ path: String) throws(WeaveError) {
    do {
      try FileManager.default.removeItem(atPath: absolute(path))
    } catch {
      throw .cannotRemove(path: path, cause: "\(error)")
    }
  }

  /// The names in a folder, in ascending order, without hidden ones; none if there is no folder.
  func names(in folder: String) throws(WeaveError) -> [String] {
    guard contains(folder) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: absolute(folder))
        .filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      throw .invalidFile(path: folder, cause: "\(error)")
    }
  }

  /// All files below a folder, as paths that begin with `folder`, in ascending order.
  func files(below folder: String) throws(WeaveError) -> [String] {
    var files: [String] = []
    for name in try names(in: folder) {
      let path = folder + "/" + name
      var isFolder = false
      _ = FileManager.default.fileExists(atPath: absolute(path), isDirectory: &isFolder)
      if isFolder { files += try self.files(below: path) } else { files.append(path) }
    }
    return files
  }

  /// Makes an empty folder of its own for one use.
  static func makeTemporary() throws(WeaveError) -> Folder {
    let folder = Folder(
      path: FileManager.default.temporaryDirectory.path + "/weave-" + UUID().uuidString)
    try folder.makeFolder(".")
    return folder
  }

  /// Removes the folder itself, as far as that can be done.
  func removeAll() { try? FileManager.default.removeItem(atPath: path) }
}

extension WeaveError {
  /// Passes errors of the file system on.
  fileprivate static func ofFiles<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(WeaveError) -> Result {
    do {
      return try body()
    } catch {
      throw .file(error)
    }
  }
}
