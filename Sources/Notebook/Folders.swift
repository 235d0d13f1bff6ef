import Files
import NotebookEvents

/// Where a chapter writes: found and tried out before anything is computed.
struct Folders: Equatable {
  /// The folder of the figures, without a slash at the end.
  var figures: String
  /// The folder for the figures' numbers, if the reader asked for them.
  var data: String?
  /// The file for the events, if the weaver asked for it.
  var events: String?

  /// Finds, creates and tries the places that the options name.
  ///
  /// A folder that is missing is created if the one above it exists: a reader's typing error should
  /// not grow a tree. An events file of an earlier run is removed, so that a run that breaks off
  /// leaves none.
  ///
  /// - Throws: `FileError` if something cannot be written there.
  init(_ options: Options) throws(FileError) {
    if let folder = options.figures {
      figures = try Folders.prepared(folder)
    } else {
      let folder = Folders.defaultFigures(isQuick: options.quick)
      try createFolder(folder)
      figures = try Folders.prepared(folder)
    }
    if let folder = options.data { data = try Folders.prepared(folder) }
    if let file = options.events {
      if file.isEmpty { throw FileError(.write, path: file, code: System.noSuchFile) }
      _ = try AtomicFile(replacing: file)
      System.removeFile(file)
      events = file
    }
  }

  /// The folder without a slash at its end, created if need be and tried out.
  private static func prepared(_ folder: String) throws(FileError) -> String {
    var path = folder
    while path.count > 1, path.last == "/" { path.removeLast() }
    if !System.isFolder(path) {
      guard System.isFolder(parent(of: path)) else {
        throw FileError(.createFolder, path: folder, code: System.noSuchFile)
      }
      try createFolder(path)
    }
    // Permission bits say too little: on a read-only disk, or to the superuser.
    _ = try AtomicFile(replacing: path + "/.trial")
    return path
  }

  /// `Figures` beside the `Package.swift` and `Chapters` of the book, if the working directory lies
  /// within it; else `Figures` in the working directory. Relative, so that it is short to read.
  ///
  /// Quick runs draw into `Figures/quick`: the book's own figures are not for small samples.
  private static func defaultFigures(isQuick: Bool) -> String {
    let name = isQuick ? "Figures/quick" : "Figures"
    var prefix = ""
    for _ in 0..<64 {
      if System.isFolder(prefix + "Chapters"), System.exists(prefix + "Package.swift") {
        return prefix + name
      }
      prefix += "../"
    }
    return name
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
