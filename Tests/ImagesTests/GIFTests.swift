import Testing

@testable import Images

@Suite("GIF files")
struct GIFTests {
  /// Some images whose colours and differences come from a small generator.
  private func animation(
    width: Int, height: Int, colors: UInt32, frames: Int, repeating: Int = 3
  ) -> Animation {
    var state: UInt32 = 12345
    func next() -> UInt32 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return state >> 8
    }
    return Animation(
      (0..<frames).map { frame in
        var image = PixelImage(width: width, height: height)
        var color: UInt32 = 0
        for i in image.pixels.indices {
          if next() % UInt32(repeating) == 0 { color = next() % colors }
          image.pixels[i] = 0xff00_0000 | ((color &* 0x01_2345) & 0xff_ffff)
        }
        return Animation.Frame(image, delay: 7 * frame)
      })
  }

  /// A file of another program: three colours, ten pixels each way (M. Flickinger, *What's in a
  /// GIF*).
  @Test func filesOfOthersAreRead() throws {
    let file: [UInt8] = [
      0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x0A, 0x00, 0x0A, 0x00, 0x91, 0x00, 0x00, 0xFF, 0xFF,
      0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0x00, 0x00, 0x00, 0x21, 0xF9, 0x04, 0x00, 0x00,
      0x00, 0x00, 0x00, 0x2C, 0x00, 0x00, 0x00, 0x00, 0x0A, 0x00, 0x0A, 0x00, 0x00, 0x02, 0x16,
      0x8C, 0x2D, 0x99, 0x87, 0x2A, 0x1C, 0xDC, 0x33, 0xA0, 0x02, 0x75, 0xEC, 0x95, 0xFA, 0xA8,
      0xDE, 0x60, 0x8C, 0x04, 0x91, 0x4C, 0x01, 0x00, 0x3B,
    ]
    let rows =
      [String](repeating: "RRRRRBBBBB", count: 3) + [String](repeating: "RRRWWWWBBB", count: 2)
      + [String](repeating: "BBBWWWWRRR", count: 2) + [String](repeating: "BBBBBRRRRR", count: 3)
    let colors: [Character: UInt32] = ["W": 0xffff_ffff, "R": 0xffff_0000, "B": 0xff00_00ff]
    let image = PixelImage(
      width: 10, height: 10, pixels: rows.joined().map { colors[$0]! })
    #expect(try Animation(gif: file) == Animation([.init(image, delay: 0)]))
    // The same data are written.
    let symbols = rows.joined().map { ["W": 0, "R": 1, "B": 2][$0]! as UInt8 }
    #expect(LZW.compressed(symbols, bits: 2) == Array(file[45..<67]))
  }

  /// With few colours every pixel comes back; long files fill the table of strings, many times.
  @Test(arguments: [
    (1, 1, 1, 1), (7, 5, 2, 3), (31, 17, 4, 2), (64, 48, 16, 4), (300, 200, 200, 2),
    (200, 150, 255, 3),
  ])
  func picturesOfFewColorsComeBack(width: Int, height: Int, colors: Int, frames: Int) throws {
    for repeating in [1, 3, 40] {
      let animation = animation(
        width: width, height: height, colors: UInt32(colors), frames: frames,
        repeating: repeating)
      let file = animation.gif()
      #expect(try Animation(gif: file) == animation)
      #expect(animation.gif() == file)
    }
  }

  /// Whatever the length of the data, so wherever the codes grow wider at the end.
  @Test func anyLengthIsCompressed() {
    for bits in [2, 3, 8] {
      for length in Array(0..<200) + Array(4000..<4200) {
        var symbols = [UInt8](repeating: 0, count: length)
        for i in 0..<length { symbols[i] = UInt8((i * i / 3 + i) % (1 << bits)) }
        #expect(LZW.decompressed(LZW.compressed(symbols, bits: bits), bits: bits, most: symbols.count) == symbols)
      }
    }
    // No repetition: the table is full after 4096 codes, and is begun again.
    var symbols = [UInt8](repeating: 0, count: 20_000)
    for i in symbols.indices { symbols[i] = UInt8(truncatingIfNeeded: (i &* 2_654_435_761) >> 13) }
    #expect(LZW.decompressed(LZW.compressed(symbols, bits: 8), bits: 8, most: symbols.count) == symbols)
  }

  @Test func whatStaysIsNotRepeated() throws {
    var second = animation(width: 100, height: 80, colors: 200, frames: 1).frames[0].image
    let first = second
    for i in 0..<20 { second[30 + i % 5, 40 + i / 5] = 0xff00_0000 }
    let one = Animation([.init(first, delay: 5)]).gif()
    let two = Animation([.init(first, delay: 5), .init(second, delay: 9)]).gif()
    #expect(two.count < one.count + 100)
    // Left, top, width and height of the second frame.
    let places = one.count - 50..<two.count - 10
    let start = try #require(places.first { i in two[i] == 0x2C && two[i + 1] == 30 })
    #expect(Array(two[start..<start + 9]) == [0x2C, 30, 0, 40, 0, 5, 0, 4, 0])
    let same = Animation([.init(first, delay: 5), .init(first, delay: 9)])
    #expect(try Animation(gif: same.gif()) == same)
  }

  /// Too many colours are replaced by near ones; the prevailing one, the paper, stays.
  @Test func manyColorsBecomeFew() throws {
    var image = PixelImage(width: 200, height: 200, repeating: 0xffff_ffff)
    for y in 0..<150 {
      for x in 0..<150 { image[x, y] = 0xff00_0000 | UInt32(x) << 16 | UInt32(y) << 8 | 60 }
    }
    let decoded = try Animation(gif: Animation([.init(image, delay: 0)]).gif()).frames[0].image
    #expect(Set(decoded.pixels).count <= 255)
    #expect(decoded[180, 180] == 0xffff_ffff)
    var worst = 0
    for (a, b) in zip(image.pixels, decoded.pixels) {
      for shift in [16, 8, 0] as [UInt32] {
        let (x, y) = (Int(a >> shift & 255), Int(b >> shift & 255))
        worst = max(worst, abs(x - y))
      }
    }
    // 22500 colours in 254 boxes: about 9 a side.
    #expect(worst > 0 && worst <= 12, "\(worst)")
  }

  @Test func damagedFilesAreErrors() throws {
    let file = animation(width: 20, height: 10, colors: 30, frames: 3).gif()
    func decodes(_ bytes: [UInt8]) -> Bool {
      do throws(ImageError) {
        _ = try Animation(gif: bytes)
        return true
      } catch {
        guard case .cannotDecode("GIF", _) = error else { return false }
        return false
      }
    }
    #expect(decodes(file))
    for count in 0..<file.count { #expect(!decodes(Array(file.prefix(count)))) }
    // A changed byte may change a colour; it must not stop the program.
    for i in file.indices {
      var damaged = file
      damaged[i] ^= 0x55
      _ = decodes(damaged)
    }
  }

  @Test func framesMustHaveOneSize() async {
    await #expect(processExitsWith: .failure) {
      _ = Animation([
        .init(PixelImage(width: 2, height: 2), delay: 1),
        .init(PixelImage(width: 2, height: 3), delay: 1),
      ])
    }
    await #expect(processExitsWith: .failure) { _ = Animation([]) }
  }
}
