import Cairo
import Images
import Testing

@Suite("Surfaces")
struct SurfaceTests {
  /// The same drawing on a new surface.
  private func drawing(_ format: Surface.Format) throws -> [UInt8] {
    let surface = try Surface(format, width: 60, height: 40, scale: 2)
    try surface.draw { pen in
      pen.setColor(red: 1, green: 1, blue: 1)
      pen.paint()
      pen.setColor(red: 0, green: 0, blue: 1)
      pen.rectangle(x: 10, y: 10, width: 20, height: 20)
      pen.fill()
      pen.setFont(family: "DejaVu Sans", size: 10)
      pen.show("ᾱ √x", x: 32, y: 30)
      pen.draw(
        PixelImage(width: 1, height: 1, repeating: 0xFFFF_0000), x: 0, y: 0, width: 5, height: 5)
    }
    return try surface.finish()
  }

  @Test(arguments: [(Surface.Format.png, "\u{89}PNG"), (.svg, "<?xml"), (.pdf, "%PDF-")])
  func formats(format: Surface.Format, start: String) throws {
    let bytes = try drawing(format)
    #expect(bytes.starts(with: start.unicodeScalars.map { UInt8($0.value) }))
    #expect(bytes.count > 300)
  }

  @Test(arguments: Surface.Format.allCases)
  func theSameDrawingGivesTheSameBytes(format: Surface.Format) throws {
    #expect(try drawing(format) == drawing(format))
  }
}
