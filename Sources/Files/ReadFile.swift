#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Reads a whole file.
/// - Parameter path: the file's name.
/// - Returns: its bytes.
/// - Throws: `FileError` if it is missing, closed to us, or a folder.
public func readFile(_ path: String) throws(FileError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  if descriptor < 0 { throw FileError(.read, path: path, code: errno) }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(descriptor, &chunk, chunk.count)
    if count == 0 { return bytes }
    if count > 0 {
      bytes.append(contentsOf: chunk[..<count])
    } else if errno != EINTR {
      throw FileError(.read, path: path, code: errno)
    }
  }
}

/// Creates a folder and those above it, as far as they are missing.
/// - Parameter path: the folder's name.
/// - Throws: `FileError` if a file has that name or the folder above is closed to us.
public func createFolder(_ path: String) throws(FileError) {
  var status = stat()
  if stat(path, &status) == 0 {
    if status.st_mode & S_IFMT == S_IFDIR { return }
    throw FileError(.createFolder, path: path, code: ENOTDIR)
  }
  if errno != ENOENT { throw FileError(.createFolder, path: path, code: errno) }
  let parent = folder(of: path)
  if parent != path && parent != "." { try createFolder(parent) }
  // Another process may create it between the two calls; that is as good.
  if mkdir(path, 0o777) != 0 && errno != EEXIST {
    throw FileError(.createFolder, path: path, code: errno)
  }
}
