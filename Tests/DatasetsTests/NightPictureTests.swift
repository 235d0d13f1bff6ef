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

  /// A checksum of the pixels, of every 64 as a number.
  @Test func thePixelsAreThoseDrawn() {
    var (checksum, number): (UInt64, UInt64) = (0, 0)
    for (place, pixel) in NightPicture.image.scalars.enumerated() {
      number = number << 1 | UInt64(pixel)
      if place % 64 == 63 { (checksum, number) = (checksum &* 31 &+ number, 0) }
    }
    #expect(checksum == 0x411a_35aa_8fa6_bb64)
  }
}
