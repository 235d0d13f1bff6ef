#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// What the file system refused, to whom, and why.
///
/// Every description says what happened, where, the system's own reason, and what to do about it.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was being done when the system refused.
  public enum Action: String, Sendable {
    case read, write, createFolder
  }

  /// What was being done.
  public let action: Action
  /// The path as the caller gave it.
  public let path: String
  /// The system's error number.
  public let code: CInt

  /// An error of the system with its number.
  public init(_ action: Action, path: String, code: CInt) {
    self.action = action
    self.path = path
    self.code = code
  }

  public var description: String {
    let verb =
      switch action {
      case .read: "read"
      case .write: "write"
      case .createFolder: "create the folder"
      }
    let kept = action == .write ? " A file that was there before is unchanged." : ""
    return "cannot \(verb) “\(path)”: \(String(cString: strerror(code))). \(advice)\(kept)"
  }

  private var advice: String {
    switch code {
    case ENOENT where action == .read: "Check the path."
    case ENOENT: "Create the folder “\(folder(of: path))” first, or name another."
    case ENOTDIR: "A part of the path is a file, not a folder: name another path."
    case EISDIR: "A folder has that name: remove it or name another path."
    case EACCES, EPERM: "Change the permissions of “\(folder(of: path))”, or name another folder."
    case EROFS: "That file system is read-only: name another folder."
    case ENOSPC, EDQUOT: "The disk is full: free some space or name another folder."
    case ENAMETOOLONG: "Choose a shorter name."
    case EMFILE, ENFILE: "Too many files are open: close some."
    default: "Check the path and the disk."
    }
  }
}

/// The folder that holds the file at `path`; "." when the path has no folder.
func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}
