import CCairo
import Images

extension PixelImage {
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
