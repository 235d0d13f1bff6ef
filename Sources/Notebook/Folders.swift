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
    figures = options.figures ?? Folders.defaultFigures()
    data = options.data
    events = options.events
    for folder in [figures, data].compactMap(\.self) {
      if !System.isFolder(folder) {
        let parent = Folders.parent(of: folder)
        guard System.isFolder(parent) else {
          throw FileError(.createFolder, path: folder, code: System.noSuchFile)
        }
        try createFolder(folder)
      }
      // Permission bits say too little: on a read-only disk, or to the superuser.
      _ = try AtomicFile(replacing: folder + "/.trial")
    }
    if let events {
      if events.isEmpty { throw FileError(.write, path: events, code: System.noSuchFile) }
      _ = try AtomicFile(replacing: events)
      System.removeFile(events)
    }
  }

  /// `Figures` beside the `Package.swift` and `Chapters` of the book, if the working directory lies
  /// within it; else `Figures` in the working directory. Relative, so that it is short to read.
  private static func defaultFigures() -> String {
    var prefix = ""
    for _ in 0..<64 {
      if System.isFolder(prefix + "Chapters"), System.exists(prefix + "Package.swift") {
        return prefix + "Figures"
      }
      prefix += "../"
    }
    return "Figures"
  }

  private static func parent(of path: String) -> String {
    var path = path[...]
    while path.count > 1, path.last == "/" { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
