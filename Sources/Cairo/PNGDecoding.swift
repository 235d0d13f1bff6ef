import CCairo
import Images

extension PixelImage {
  /// Decodes a PNG file.
  /// - Parameter bytes: the file's content; of at most 2²⁶ pixels.
  /// - Throws: `CairoError.cannotDecode` if they are no PNG, or a damaged one.
  public init(png bytes: [UInt8]) throws(CairoError) {
    // The header says how many pixels a few bytes may stand for.
    func number(at place: Int) -> Int {
      bytes.dropFirst(place).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
    let (columns, rows) = (number(at: 16), number(at: 20))
    guard Double(columns) * Double(rows) <= Double(PixelImage.mostPixels) else {
      throw .cannotDecode("PNG", reason: "it has \(columns) × \(rows) pixels, too many")
    }
    let reader = ByteReader(bytes)
    let closure = Unmanaged.passUnretained(reader).toOpaque()
    let source = withExtendedLifetime(reader) {
      cairo_image_surface_create_from_png_stream(readBytes, closure)
    }
    defer { cairo_surface_destroy(source) }
    if let reason = reason(cairo_surface_status(source)) {
      throw .cannotDecode("PNG", reason: reason)
    }

    // Whatever the file's own layout, paint it into one that we know.
    let width = cairo_image_surface_get_width(source)
    let height = cairo_image_surface_get_height(source)
    var image = PixelImage(width: Int(width), height: Int(height))
    var status = CAIRO_STATUS_SUCCESS
    image.withMutableSurface { surface in
      let context = cairo_create(surface)
      cairo_set_operator(context, CAIRO_OPERATOR_SOURCE)
      cairo_set_source_surface(context, source, 0, 0)
      cairo_paint(context)
      status = cairo_status(context)
      cairo_destroy(context)
    }
    if let reason = reason(status) { throw .cannotDecode("PNG", reason: reason) }
    self = image
  }
}

private final class ByteReader {
  let bytes: [UInt8]
  var position = 0
  init(_ bytes: [UInt8]) { self.bytes = bytes }
}

private func readBytes(
  _ closure: UnsafeMutableRawPointer?, _ data: UnsafeMutablePointer<UInt8>?, _ count: CUnsignedInt
) -> cairo_status_t {
  let reader = Unmanaged<ByteReader>.fromOpaque(closure!).takeUnretainedValue()
  let end = reader.position + Int(count)
  guard end <= reader.bytes.count else { return CAIRO_STATUS_READ_ERROR }
  reader.bytes.withUnsafeBufferPointer {
    data!.update(from: $0.baseAddress! + reader.position, count: Int(count))
  }
  reader.position = end
  return CAIRO_STATUS_SUCCESS
}
