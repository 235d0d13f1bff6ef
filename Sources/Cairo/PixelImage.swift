import CCairo

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

extension PixelImage {
  /// The largest and the mean difference of two images, over all pixels and channels, in [0, 255].
  public struct Difference: Equatable, Sendable {
    public let largest: Int
    public let mean: Double
    /// The share of pixels in which some channel differs by more than 32.
    public let differingShare: Double
  }

  /// How far two images are apart; nil if their sizes differ.
  public func difference(from other: PixelImage) -> Difference? {
    guard width == other.width, height == other.height else { return nil }
    var (largest, sum, differing) = (0, 0, 0)
    for (a, b) in zip(pixels, other.pixels) where a != b {
      var worst = 0
      for shift in [0, 8, 16, 24] as [UInt32] {
        let d = abs(Int(a >> shift & 255) - Int(b >> shift & 255))
        sum += d
        worst = max(worst, d)
      }
      largest = max(largest, worst)
      if worst > 32 { differing += 1 }
    }
    let count = Double(max(pixels.count, 1))
    return Difference(
      largest: largest, mean: Double(sum) / (4 * count), differingShare: Double(differing) / count)
  }
}
