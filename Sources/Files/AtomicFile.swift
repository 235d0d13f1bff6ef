import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// A file that appears under its name whole or not at all.
///
/// The bytes go into a temporary file in the same folder, which takes the name by `rename` when they
/// are all written. If anything fails, or the value is dropped before `commit`, the temporary file
/// is removed and whatever had the name before is unchanged. A device or a pipe (`/dev/stdout`)
/// cannot be replaced, so it is written to directly; a symbolic link stays and its target is replaced.
///
/// The data are not forced to the disk: a power failure may lose the file, not mangle it.
public struct AtomicFile: ~Copyable {
  private let path: String
  private let target: String
  private var descriptor: CInt
  private let pending: UnsafeMutablePointer<PendingFile>?

  /// Starts to write a file.
  /// - Parameter path: the name that the file will take.
  /// - Throws: `FileError` if the folder is missing or closed to us, or a folder has that name.
  public init(replacing path: String) throws(FileError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    if exists && kind == S_IFDIR { throw FileError(.write, path: path, code: EISDIR) }

    let isReplaceable = !exists || kind == S_IFREG
    let target = exists && isReplaceable ? resolvingLinks(path) : path
    let opened = isReplaceable ? createTemporary(beside: target) : openInPlace(path)
    if opened.descriptor < 0 { throw FileError(.write, path: path, code: -opened.descriptor) }
    self.path = path
    self.target = target
    descriptor = opened.descriptor
    pending = opened.pending
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if let pending, pending.pointee.isActive.load(ordering: .relaxed) {
      pending.pointee.remove()
    }
  }

  /// Appends bytes.
  /// - Throws: `FileError` with the system's reason, such as a full disk.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw FileError(.write, path: path, code: errno)
      }
    }
  }

  /// Gives the file its name.
  /// - Throws: `FileError` if the last bytes or the name are refused.
  public consuming func commit() throws(FileError) {
    let closed = close(descriptor)
    descriptor = -1
    if closed != 0 { throw FileError(.write, path: path, code: errno) }
    guard let pending else { return }
    if rename(pending.pointee.path, target) != 0 {
      throw FileError(.write, path: path, code: errno)
    }
    pending.pointee.isActive.store(false, ordering: .releasing)
  }
}

extension AtomicFile {
  /// Writes a whole file, or leaves what was there.
  /// - Parameters:
  ///   - bytes: the file's content.
  ///   - path: the file's name.
  /// - Throws: `FileError`.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try AtomicFile(replacing: path)
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(FileError) in try file.write(buffer) }
    }
    try result.get()
    try file.commit()
  }

  /// Writes a whole text file in UTF-8, or leaves what was there.
  /// - Throws: `FileError`.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }
}

private let counter = Atomic<Int>(0)

/// An open file, or minus the error number.
private typealias Opened = (descriptor: CInt, pending: UnsafeMutablePointer<PendingFile>?)

private func openInPlace(_ path: String) -> Opened {
  let descriptor = open(path, O_WRONLY | O_CLOEXEC)
  return (descriptor >= 0 ? descriptor : -errno, nil)
}

private func createTemporary(beside target: String) -> Opened {
  while true {
    let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
    let pending = addPending("\(folder(of: target))/.writing-\(getpid())-\(number)")
    let descriptor = open(pending.pointee.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor >= 0 { return (descriptor, pending) }
    let code = errno
    pending.pointee.isActive.store(false, ordering: .releasing)
    // A process of the same number may have died here; its file is not ours to overwrite.
    if code != EEXIST { return (-code, nil) }
  }
}

private func resolvingLinks(_ path: String) -> String {
  guard let resolved = realpath(path, nil) else { return path }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// `write(2)`, out of reach of the method of the same name.
private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
