import Cairo
import Images
import Testing

@Suite("Images")
struct PixelImageTests {
  /// Draws on white at two pixels per point and returns the pixels, by way of PNG or directly.
  private func pixels(viaPNG: Bool, _ body: (borrowing Context) -> Void) throws -> PixelImage {
    let surface = try Surface(.png, width: 40, height: 20, scale: 2)
    try surface.draw { pen in
      pen.setColor(red: 1, green: 1, blue: 1)
      pen.paint()
      body(pen)
    }
    return viaPNG ? try PixelImage(png: surface.finish()) : try surface.finishedImage()
  }

  @Test(arguments: [true, false])
  func drawingArrives(viaPNG: Bool) throws {
    let image = try pixels(viaPNG: viaPNG) { pen in
      pen.setColor(red: 1, green: 0, blue: 0)
      pen.rectangle(x: 10, y: 5, width: 5, height: 10)
      pen.fill()
      pen.setColor(red: 0, green: 0, blue: 1, alpha: 0.5)
      pen.rectangle(x: 30, y: 0, width: 10, height: 20)
      pen.fill()
    }
    #expect(image.width == 80 && image.height == 40)
    #expect(image[19, 20] == 0xFFFF_FFFF && image[20, 20] == 0xFFFF_0000)
    #expect(image[29, 29] == 0xFFFF_0000 && image[30, 29] == 0xFFFF_FFFF)
    #expect(image[20, 9] == 0xFFFF_FFFF && image[20, 10] == 0xFFFF_0000)
    let blue = image[70, 20]
    #expect(blue & 0xFF == 0xFF)
    #expect((0x7E...0x81).contains(blue >> 8 & 0xFF) && (0x7E...0x81).contains(blue >> 16 & 0xFF))
  }

  @Test func imagesKeepTheirCells() throws {
    let cells: [UInt32] = [0xFF10_2030, 0xFF40_5060, 0xFF70_8090, 0x0000_0000]
    let image = try pixels(viaPNG: true) { pen in
      pen.draw(
        PixelImage(width: 2, height: 2, pixels: cells), x: 10, y: 0, width: 20, height: 20)
    }
    #expect(image[20, 0] == cells[0] && image[39, 19] == cells[0])
    #expect(image[40, 0] == cells[1] && image[20, 20] == cells[2])
    #expect(image[40, 20] == 0xFFFF_FFFF, "what is transparent shows the paper")
    #expect(image[19, 0] == 0xFFFF_FFFF && image[60, 0] == 0xFFFF_FFFF)
  }

  @Test func savingRestoresThePen() throws {
    let image = try pixels(viaPNG: false) { pen in
      pen.setColor(red: 0, green: 1, blue: 0)
      pen.saving {
        pen.setColor(red: 1, green: 0, blue: 0)
        pen.rectangle(x: 0, y: 0, width: 1, height: 1)
        pen.clip()
        pen.translate(x: 5, y: 5)
      }
      pen.rectangle(x: 20, y: 10, width: 1, height: 1)
      pen.fill()
    }
    #expect(image[40, 20] == 0xFF00_FF00)
  }
}

@Suite("Text")
struct TextTests {
  /// Asks a context for something about its texts.
  private func ask<Answer>(_ question: (borrowing Context) -> Answer) throws -> Answer {
    var answer: Answer?
    try Surface(.png, width: 10, height: 10).draw { pen in answer = question(pen) }
    return try #require(answer)
  }

  @Test func extentsGrowWithTheText() throws {
    let (one, two, condensed, large) = try ask { pen in
      pen.setFont(family: "DejaVu Sans", size: 10)
      let (one, two) = (pen.extents(of: "x"), pen.extents(of: "xx"))
      pen.setFont(family: "DejaVu Sans", size: 10, stretch: 0.9)
      let condensed = pen.extents(of: "xx")
      pen.setFont(family: "DejaVu Sans", size: 20)
      return (one, two, condensed, pen.extents(of: "x"))
    }
    // Without hinting, widths are proportional.
    #expect(abs(two.advance - 2 * one.advance) < 1e-2 && one.advance > 3)
    #expect(abs(condensed.advance - 0.9 * two.advance) < 1e-2)
    #expect(abs(large.inkTop - 2 * one.inkTop) < 0.1 && one.inkTop > 3)
  }

  /// A private-use character is in no font.
  @Test func missingCharactersAreKnown() throws {
    #expect(
      try ask { pen in
        pen.setFont(family: "DejaVu Sans", size: 10)
        return [
          pen.hasGlyphs(for: "abc"), pen.hasGlyphs(for: "\u{F8F0}"),
          pen.hasGlyphs(for: "a\u{F8F0}"),
        ]
      } == [true, false, false])
  }
}
