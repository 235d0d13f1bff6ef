import CCairo
import Elementary

/// An image in memory, row by row from the top left.
public struct PixelImage: Equatable, Sendable {
  /// Number of columns.
  public let width: Int
  /// Number of rows.
  public let height: Int
  /// `width × height` values `0xAARRGGBB`, with colours multiplied by the opacity (Cairo's ARGB32).
  public var pixels: [UInt32]

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

  /// Lends the pixels to Cairo, to be read, for the length of a call.
  func withSurface(_ body: (OpaquePointer) -> Void) {
    var copy = self
    copy.withMutableSurface(body)
  }

  /// Lends the pixels to Cairo, to be drawn on, for the length of a call.
  mutating func withMutableSurface(_ body: (OpaquePointer) -> Void) {
    pixels.withUnsafeMutableBytes { bytes in
      let surface = cairo_image_surface_create_for_data(
        bytes.bindMemory(to: UInt8.self).baseAddress, CAIRO_FORMAT_ARGB32, CInt(width),
        CInt(height), CInt(4 * width))
      body(surface!)
      cairo_surface_finish(surface)
      cairo_surface_destroy(surface)
    }
  }
}
