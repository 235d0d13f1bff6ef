import Images
import TestSupport
import Testing

@testable import Cairo

@Suite("PNG files that were tampered with") struct FuzzTests {
  private static func picture() throws -> [UInt8] {
    let surface = try Surface(.png, width: 12, height: 9)
    try surface.draw { pen in
      pen.setColor(red: 1, green: 0, blue: 0)
      pen.circle(x: 6, y: 5, radius: 4)
      pen.fill()
    }
    return try surface.finish()
  }

  @Test func png() throws {
    var fuzzer = Fuzzer(
      "png", seeds: [try Self.picture()], tokens: ["IHDR", "IDAT", "IEND", "PLTE", "tRNS", "zTXt"])
    #expect(fuzzer.run { file in _ = try? PixelImage(png: file) } > 300)
  }

  @Test(arguments: [
    ([255, 255, 255, 255], [255, 255, 255, 255]), ([0, 0, 64, 0], [0, 0, 64, 0]),
  ])
  func fewBytesForManyPixels(width: [UInt8], height: [UInt8]) throws {
    var file = try Self.picture()
    file.replaceSubrange(16..<24, with: width + height)
    do throws(CairoError) {
      _ = try PixelImage(png: file)
      Issue.record("a picture of so many pixels was read")
    } catch {
      #expect("\(error)".contains("pixels, too many"))
    }
  }
}
