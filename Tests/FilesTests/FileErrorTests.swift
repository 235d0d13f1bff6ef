import Files
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Errors name the path, the cause and the remedy")
struct FileErrorTests {
  private func failure(writing path: String) -> FileError? {
    #expect(throws: FileError.self) { try AtomicFile.write("new", to: path) }
  }

  @Test func missingFolder() throws {
    let folder = TemporaryFolder()
    let error = try #require(failure(writing: "\(folder.path)/none/a.png"))
    #expect(error.code == ENOENT)
    #expect(
      error.description == """
        cannot write “\(folder.path)/none/a.png”: No such file or directory. Create the folder \
        “\(folder.path)/none” first, or name another. A file that was there before is unchanged.
        """)
  }

  @Test func aFolderHasThatName() throws {
    let folder = TemporaryFolder()
    try createFolder("\(folder.path)/a.png")
    #expect(failure(writing: "\(folder.path)/a.png")?.code == EISDIR)
    #expect(folder.names == ["a.png"])
  }

  @Test func aFileWhereAFolderShouldBe() throws {
    let folder = TemporaryFolder()
    try AtomicFile.write("", to: "\(folder.path)/file")
    #expect(failure(writing: "\(folder.path)/file/a.png")?.code == ENOTDIR)
  }

  /// The superuser may write anywhere, so that this shows nothing to it.
  @Test(.enabled(if: geteuid() != 0)) func noPermission() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/a.png"
    try AtomicFile.write("old", to: path)
    chmod(folder.path, 0o500)
    #expect(failure(writing: path)?.code == EACCES)
    #expect(try readFile(path) == Array("old".utf8))
    #expect(folder.names == ["a.png"])
  }

  #if os(Linux)
    @Test func fullDisk() throws {
      let error = try #require(failure(writing: "/dev/full"))
      #expect(error.code == ENOSPC)
      #expect(error.description.contains("/dev/full"))
      #expect(error.description.contains("The disk is full"))
    }

    /// A limit on the size of files stops a write midway, as a disk that fills up would.
    @Test func aWriteThatFailsMidwayLeavesTheOldFile() async throws {
      await #expect(processExitsWith: .success) {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/a.png"
        try AtomicFile.write("old", to: path)
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: 10_000, rlim_max: 10_000)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        var thrown: FileError?
        do throws(FileError) {
          try AtomicFile.write([UInt8](repeating: 7, count: 1 << 20), to: path)
        } catch { thrown = error }
        precondition(thrown?.code == EFBIG, "\(String(describing: thrown))")
        let content = try readFile(path)
        precondition(content == Array("old".utf8))
        precondition(folder.names == ["a.png"], "\(folder.names)")
      }
    }
  #endif

  @Test func reading() throws {
    let folder = TemporaryFolder()
    let missing = #expect(throws: FileError.self) { try readFile("\(folder.path)/none") }
    #expect(missing?.code == ENOENT)
    let aFolder = #expect(throws: FileError.self) { try readFile(folder.path) }
    #expect(aFolder?.description.hasPrefix("cannot read “\(folder.path)”: Is a directory.") == true)
  }
}
