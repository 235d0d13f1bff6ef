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
}
