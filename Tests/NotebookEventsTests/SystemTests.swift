import Testing

@testable import NotebookEvents

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct SystemTests {
  /// A pipe that takes little at a time and refuses to wait: every call writes only a part, or
  /// fails with EAGAIN.
  @Test func writesEverythingToASlowPipe() async throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    try #require(fcntl(writing, F_SETFL, O_NONBLOCK) == 0)
    let text = (0..<50_000).map(String.init).joined(separator: " ")

    let reader = Task.detached {
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 10_000)
      while true {
        let count = read(reading, &buffer, buffer.count)
        if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
        try await Task.sleep(for: .milliseconds(1))
      }
    }
    try System.write(text, to: writing)
    close(writing)
    #expect(try await reader.value == text)
    close(reading)
  }

  @Test func reportsWhatTheSystemRefuses() {
    #expect(throws: System.Failure(code: EBADF)) { try System.write("lost", to: -1) }
    #expect(System.Failure(code: ENOSPC).description == "No space left on device")
    #expect(throws: Never.self) { try System.write("", to: -1) }
  }

  @Test func tellsFilesFromFolders() {
    #expect(System.isFolder("/") && System.exists("/"))
    #expect(!System.isFolder("/dev/null") && System.exists("/dev/null"))
    #expect(!System.isFolder("/no/such") && !System.exists("/no/such"))
  }
}
