import TestSupport
import Testing

@testable import Images

@Suite("GIF files that were tampered with") struct FuzzTests {
  private static let film: [UInt8] = {
    var image = PixelImage(width: 12, height: 9, repeating: 0xffff_ffff)
    let frames = (0..<4).map { k in
      for i in 0..<20 { image.pixels[5 * i + k] = 0xff00_0000 | UInt32(i * k * 9) }
      return Animation.Frame(image, delay: k)
    }
    return Animation(frames).gif()
  }()

  @Test func gif() {
    var fuzzer = Fuzzer(
      "gif", seeds: [Self.film, Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x3B]],
      tokens: ["GIF87a", ",", "!", ";", "\u{0}", "!\u{FE}"])
    #expect(fuzzer.run { file in _ = try? Animation(gif: file) } > 300)
  }

  /// A few bytes stand for gigabytes: refused, not tried.
  @Test func fewBytesForManyPixels() throws {
    var wide = Self.film
    wide.replaceSubrange(6..<10, with: [255, 255, 255, 255])
    #expect(throws: ImageError.cannotDecode("GIF", reason: "it has 65535 × 65535 pixels, too many"))
    {
      try Animation(gif: wide)
    }
    // Frame after frame of a single pixel, each a page of 4096 × 4096.
    let header = Array("GIF89a".utf8) + [0, 16, 0, 16, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
    let frame: [UInt8] = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]
    let one = try Animation(gif: header + frame + [0x3B])
    #expect(one.frames.count == 1 && one.frames[0].image.width == 4096)
    let many = header + Array([[UInt8]](repeating: frame, count: 17).joined()) + [0x3B]
    #expect(
      throws: ImageError.cannotDecode("GIF", reason: "it has too many frames of 4096 × 4096 pixels")
    ) {
      try Animation(gif: many)
    }
    // The symbols of a frame end where its pixels do.
    let symbols = [UInt8](repeating: 0, count: 100_000)
    let bytes = LZW.compressed(symbols, bits: 2)
    #expect(LZW.decompressed(bytes, bits: 2, most: 100_000) == symbols)
    #expect(LZW.decompressed(bytes, bits: 2, most: 10) == nil)
  }
}
