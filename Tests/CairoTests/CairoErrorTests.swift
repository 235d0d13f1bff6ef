import Cairo
import Images
import Testing

@Suite("Cairo's failures")
struct CairoErrorTests {
  private func failure(_ body: () throws(CairoError) -> Void) -> CairoError? {
    do throws(CairoError) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test func anImageThatIsTooLarge() throws {
    let error = try #require(
      failure { () throws(CairoError) in _ = try Surface(.png, width: 40_000, height: 10).finish() }
    )
    #expect(
      error
        == .cannotCreate(
          "an image of 40000 × 10 pixels",
          reason: "invalid value (typically too big) for the size"
            + " of the input (surface, pattern, etc.)"))
    #expect(error.description.hasPrefix("cannot create an image of 40000 × 10 pixels: "))
  }

  /// A failure while drawing is kept until the end and reported there, though Cairo itself says nothing.
  @Test(arguments: Surface.Format.allCases)
  func aDrawingThatFails(format: Surface.Format) throws {
    let surface = try Surface(format, width: 20, height: 20)
    let error = failure { () throws(CairoError) in
      try surface.draw { pen in
        pen.setFont(family: "DejaVu Sans", size: .nan)
        pen.show("text", x: 1, y: 10)
        pen.setColor(red: 1, green: 0, blue: 0)
        pen.paint()
      }
    }
    guard case .cannotDraw = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func bytesThatAreNoImage() throws {
    let surface = try Surface(.png, width: 20, height: 20)
    let bytes = try surface.finish()
    #expect(failure { () throws(CairoError) in _ = try PixelImage(png: bytes) } == nil)
    for damaged in [[], Array("no image".utf8), Array(bytes.prefix(40)), Array(bytes.dropFirst())] {
      guard
        case .cannotDecode("PNG", _) = failure({ () throws(CairoError) in
          _ = try PixelImage(png: damaged)
        })
      else {
        Issue.record("\(damaged.count) damaged bytes were read as an image")
        continue
      }
    }
  }

  @Test func impossibleSizesStopTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = try Surface(.png, width: 0, height: 10) }
    await #expect(processExitsWith: .failure) { _ = PixelImage(width: 2, height: 2, pixels: [1]) }
  }
}
