import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A terminal for a program under test, which keeps what is written to it.
final class PseudoTerminal: Sendable {
  /// The device to connect a program to.
  let path: String
  private let primary: Int32
  /// Keeps the terminal alive after the program has closed it.
  private let secondary: Int32
  private let written = Mutex<[UInt8]>([])

  init(columns: UInt16) {
    primary = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    precondition(primary >= 0, "no terminal")
    #if os(Linux)
      // TIOCSPTLCK and TIOCGPTN of <asm-generic/ioctls.h>: what unlockpt and ptsname do.
      var isLocked: Int32 = 0
      var number: Int32 = 0
      precondition(
        ioctl(primary, 0x4004_5431, &isLocked) == 0 && ioctl(primary, 0x8004_5430, &number) == 0,
        "no terminal")
      path = "/dev/pts/\(number)"
    #else
      precondition(grantpt(primary) == 0 && unlockpt(primary) == 0, "no terminal")
      path = String(cString: ptsname(primary))
    #endif
    secondary = open(path, O_RDWR | O_NOCTTY)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    precondition(ioctl(secondary, numericCast(TIOCSWINSZ), &size) == 0, "no size")
  }

  deinit {
    close(primary)
    close(secondary)
  }

  /// What was written to it up to now, until nothing comes for a tenth of a second; without the
  /// carriage returns that a terminal puts before newlines.
  func text() -> String {
    written.withLock { bytes in
      var buffer = [UInt8](repeating: 0, count: 4096)
      var waiting = pollfd(fd: primary, events: Int16(POLLIN), revents: 0)
      while poll(&waiting, 1, 100) == 1 {
        let count = read(primary, &buffer, buffer.count)
        guard count > 0 else { break }
        bytes += buffer[..<count]
      }
      return String(decoding: bytes, as: UTF8.self)
        .split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")
    }
  }
}
