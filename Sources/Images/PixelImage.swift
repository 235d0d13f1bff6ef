import Elementary

/// An image in memory, row by row from the top left.
public struct PixelImage: Equatable, Sendable {
  /// Number of columns.
  public let width: Int
  /// Number of rows.
  public let height: Int
  /// `width × height` values `0xAARRGGBB`, with colours multiplied by the opacity (Cairo's ARGB32).
  public var pixels: [UInt32]

  /// The most pixels that an image read from a file may have, 2²⁶, or 256 megabytes.
  public static let mostPixels = 1 << 26

  /// An image of one colour; transparent unless said otherwise.
  public init(width: Int, height: Int, repeating pixel: UInt32 = 0) {
    self.init(
      width: width, height: height, pixels: [UInt32](repeating: pixel, count: width * height))
  }

  /// An image of given pixels.
  public init(width: Int, height: Int, pixels: [UInt32]) {
    precondition(
      width >= 0 && height >= 0 && pixels.count == width * height,
      "\(pixels.count) pixels for an image of \(width) × \(height)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The pixel in a column and a row, from the top left.
  public subscript(column: Int, row: Int) -> UInt32 {
    get { pixels[row * width + column] }
    set { pixels[row * width + column] = newValue }
  }
}
