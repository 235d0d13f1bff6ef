import Cairo
import Images
import Testing

@testable import WeaveKit

@Suite struct PictureComparisonTests {
  private func fault(_ change: (inout Sketch) -> Void) throws -> String? {
    var sketch = Sketch()
    change(&sketch)
    return PictureComparison.fault(
      try PixelImage(png: Sketch().png()), try PixelImage(png: sketch.png()))
  }

  @Test func thePictureItselfPasses() throws { #expect(try fault { _ in } == nil) }

  @Test(arguments: [0.1, 0.25, 0.5, -0.3, 1]) func edgesMayLieABitBeside(shift: Double) throws {
    #expect(try fault { $0.lineShift = shift } == nil)
  }

  @Test(arguments: ["DejaVu Serif", "DejaVu Sans Mono", "monospace"])
  func lettersMayBeOfAnotherFont(family: String) throws {
    #expect(try fault { $0.family = family } == nil)
  }

  @Test(arguments: [1.0, 2]) func lettersMayStandBeside(shift: Double) throws {
    #expect(try fault { $0.textShift = shift } == nil)
  }

  @Test(arguments: [4.0, -4, 8, 30]) func movedCurvesAreFound(shift: Double) throws {
    #expect(try fault { $0.lineShift = shift } != nil)
  }

  @Test func aMissingCurveIsFound() throws { #expect(try fault { $0.hasLine = false } != nil) }

  @Test func anotherColourIsFound() throws { #expect(try fault { $0.red = 0.3 } != nil) }

  @Test func aBlankPictureIsFound() throws {
    let sketch = try PixelImage(png: Sketch().png())
    let blank = PixelImage(
      width: sketch.width, height: sketch.height, repeating: 0xffff_ffff)
    #expect(PictureComparison.fault(sketch, blank) != nil)
    #expect(PictureComparison.fault(blank, sketch) != nil)
  }

  @Test func anotherSizeIsFound() throws {
    let fault = try fault { $0.width = 310 }
    #expect(fault == "has 600 × 400 pixels, and would have 620 × 400 now")
  }

  // MARK: Just within the thresholds, and just beyond

  /// White, 100 × 100 pixels, with some of another colour.
  private func image(_ color: UInt32, at places: some Sequence<(x: Int, y: Int)>) -> PixelImage {
    var image = PixelImage(width: 100, height: 100, repeating: 0xffff_ffff)
    for place in places { image[place.x, place.y] = 0xff00_0000 | color }
    return image
  }

  /// Places so far apart that none can stand for another.
  private func places(_ count: Int, from first: Int = 0) -> [(x: Int, y: Int)] {
    (first..<first + count).map { (x: 5 + 10 * ($0 % 10), y: 5 + 10 * ($0 / 10)) }
  }

  private func passes(_ old: PixelImage, _ new: PixelImage) -> Bool {
    let isSame = PictureComparison.fault(old, new) == nil
    #expect((PictureComparison.fault(new, old) == nil) == isSame)
    return isSame
  }

  @Test(arguments: [(4, true), (5, false)]) func linesMayLieFourPixelsBeside(
    shift: Int, isSame: Bool
  ) {
    let columns = { (x: Int) in (0..<100).map { (x: x, y: $0) } }
    let rows = { (y: Int) in (0..<100).map { (x: $0, y: y) } }
    for color in [0xd0_4000, 0] as [UInt32] {
      let old = image(color, at: columns(50))
      #expect(passes(old, image(color, at: columns(50 + shift))) == isSame)
      #expect(passes(old, image(color, at: columns(50 - shift))) == isSame)
      #expect(
        passes(image(color, at: rows(50)), image(color, at: rows(50 + shift))) == isSame)
    }
  }

  @Test(arguments: [(24, true), (25, false)], [0, 8, 16]) func channelsMayDifferByTwentyFour(
    difference: (UInt32, isSame: Bool), shift: UInt32
  ) {
    let old = PixelImage(width: 20, height: 20, repeating: 0xff64_6464)
    let new = PixelImage(width: 20, height: 20, repeating: 0xff64_6464 + difference.0 << shift)
    #expect(passes(old, new) == difference.isSame)
  }

  @Test(arguments: [
    (0xd0_4000, 4, true), (0xd0_4000, 5, false), (0, 50, true), (0, 51, false),
    // Channels that are 40 apart are grey, 41 are a colour.
    (0x00_2800, 50, true), (0x00_2900, 4, true), (0x00_2900, 5, false),
  ]) func fewPixelsMayBeGone(color: UInt32, count: Int, isSame: Bool) {
    let blank = image(0, at: [])
    #expect(passes(image(color, at: places(count)), blank) == isSame)
    // Some are gone and some are new.
    let (gone, new) = (places(count / 2), places(count - count / 2, from: 60))
    #expect(passes(image(color, at: gone), image(color, at: new)) == isSame)
  }

  @Test func aFewColoursAndManyGreysPassTogether() {
    var old = image(0, at: places(50))
    #expect(passes(old, image(0, at: [])))
    for place in places(4, from: 60) { old[place.x, place.y] = 0xffd0_4000 }
    #expect(passes(old, image(0, at: [])))
  }
}
