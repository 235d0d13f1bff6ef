import Datasets
import Testing

@Suite struct NightPictureTests {
  @Test func isBlackAndWhite() {
    let image = NightPicture.image
    #expect(image.shape == [128, 128])
    #expect(image.scalars.allSatisfy { $0 == 0 || $0 == 1 })
  }

  /// The places of things: paper in the corner, moon, trunk, ground, the door, and so many pixels.
  @Test func showsWhatItShould() {
    let image = NightPicture.image
    #expect(image[0, 0] == 0)
    #expect(image[20, 115] == 1)
    #expect(image[85, 41] == 1)
    #expect(image[124, 2] == 1)
    #expect(image[105, 103] == 0)
    #expect(image.scalars.count { $0 == 1 } == 5037)
  }
}
