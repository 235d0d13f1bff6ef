import Files
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Files appear whole or not at all")
struct AtomicFileTests {
  @Test func writesAndReadsBack() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/a.bin"
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try AtomicFile.write(bytes, to: path)
    #expect(try readFile(path) == bytes)
    try AtomicFile.write("zweite Fassung ᾱ", to: path)
    #expect(try String(decoding: readFile(path), as: UTF8.self) == "zweite Fassung ᾱ")
    #expect(folder.names == ["a.bin"])
  }

  @Test func nothingChangesBeforeCommit() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/a.txt"
    try AtomicFile.write("old", to: path)
    do {
      let file = try AtomicFile(replacing: path)
      try Array("new".utf8).withUnsafeBytes { try file.write($0) }
      #expect(try readFile(path) == Array("old".utf8))
      #expect(folder.names.count == 2)
    }
    #expect(folder.names == ["a.txt"], "dropped without commit: the temporary file is gone")
    #expect(try readFile(path) == Array("old".utf8))
  }

  @Test func aLinkStaysAndItsTargetIsReplaced() throws {
    let folder = TemporaryFolder()
    try AtomicFile.write("old", to: "\(folder.path)/target")
    #expect(symlink("target", "\(folder.path)/link") == 0)
    try AtomicFile.write("new", to: "\(folder.path)/link")
    #expect(try readFile("\(folder.path)/target") == Array("new".utf8))
    var status = stat()
    #expect(lstat("\(folder.path)/link", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func aDeviceIsNotReplaced() throws {
    try AtomicFile.write("gone", to: "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func interruptLeavesNoTemporaryFile() throws {
    let folder = TemporaryFolder()
    let other = TemporaryFolder()
    try AtomicFile.write("finished", to: "\(other.path)/finished")
    let first = try AtomicFile(replacing: "\(folder.path)/a")
    let second = try AtomicFile(replacing: "\(folder.path)/b")
    #expect(folder.names.count == 2)
    unlinkPendingFiles()
    #expect(folder.names == [])
    #expect(other.names == ["finished"])
    // The write that was interrupted says that its file is gone; it does not pretend.
    var thrown: FileError?
    do throws(FileError) { try first.commit() } catch { thrown = error }
    #expect(thrown == FileError(.write, path: "\(folder.path)/a", code: ENOENT))
    _ = consume second
  }

  @Test func createsFoldersAbove() throws {
    let folder = TemporaryFolder()
    try createFolder("\(folder.path)/one")
    try createFolder("\(folder.path)/one")
    #expect(folder.names == ["one"])
    try AtomicFile.write("", to: "\(folder.path)/file")
    #expect(throws: FileError(.createFolder, path: "\(folder.path)/file", code: ENOTDIR)) {
      try createFolder("\(folder.path)/file")
    }
  }
}
