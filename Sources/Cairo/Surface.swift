import CCairo
import Elementary
import Images

/// Something to draw on: an image in memory, or a page of SVG or PDF.
///
/// Cairo never touches the disk: the finished drawing is handed back as bytes, and whoever writes
/// them learns the system's own reason when a write fails.
public struct Surface: ~Copyable {
  /// The kind of a finished drawing.
  public enum Format: String, Sendable, CaseIterable {
    case png, svg, pdf
  }

  let pointer: OpaquePointer
  /// The kind that `finish` returns.
  public let format: Format
  private let stream: ByteStream

  /// Makes a surface.
  /// - Parameters:
  ///   - format: what `finish` returns.
  ///   - width: in points, positive.
  ///   - height: in points, positive.
  ///   - scale: pixels per point of an image; SVG and PDF ignore it. The context is scaled, so
  ///     drawing is in points whatever the format.
  /// - Throws: `CairoError.cannotCreate`, for instance beyond 32767 pixels.
  public init(_ format: Format, width: Double, height: Double, scale: Double = 1)
    throws(CairoError)
  {
    precondition(
      width > 0 && height > 0 && scale > 0 && (width * height * scale).isFinite,
      "a surface needs a positive size, got \(width) × \(height) at scale \(scale)")
    let stream = ByteStream()
    let closure = Unmanaged.passUnretained(stream).toOpaque()
    let size: String
    switch format {
    case .png:
      let (columns, rows) = (pixels(width, scale), pixels(height, scale))
      size = "an image of \(columns) × \(rows) pixels"
      pointer = cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows)
      cairo_surface_set_device_scale(pointer, scale, scale)
    case .svg:
      size = "an SVG page of \(width) × \(height) points"
      pointer = cairo_svg_surface_create_for_stream(append, closure, width, height)
      cairo_svg_surface_set_document_unit(pointer, CAIRO_SVG_UNIT_PX)
    case .pdf:
      size = "a PDF page of \(width) × \(height) points"
      pointer = cairo_pdf_surface_create_for_stream(append, closure, width, height)
      // The clock would make two runs differ.
      cairo_pdf_surface_set_metadata(
        pointer, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
    }
    self.format = format
    self.stream = stream
    if let reason = reason(cairo_surface_status(pointer)) {
      throw .cannotCreate(size, reason: reason)
    }
  }

  deinit {
    cairo_surface_destroy(pointer)
  }

  /// Draws.
  /// - Parameter body: receives the context; its failures are sticky and reported at the end.
  /// - Throws: `CairoError.cannotDraw`, or what the body throws.
  public borrowing func draw(_ body: (borrowing Context) -> Void) throws(CairoError) {
    let context = Context(pointer)
    body(context)
    try context.check()
  }

  /// Ends the drawing.
  /// - Returns: the file's bytes in the surface's format; the same drawing gives the same bytes.
  /// - Throws: `CairoError.cannotEncode`.
  public consuming func finish() throws(CairoError) -> [UInt8] {
    if format == .png {
      cairo_surface_flush(pointer)
      let closure = Unmanaged.passUnretained(stream).toOpaque()
      try check(cairo_surface_write_to_png_stream(pointer, append, closure))
    } else {
      cairo_surface_finish(pointer)
    }
    try check(cairo_surface_status(pointer))
    return format == .svg ? renumberingIdentifiers(stream.bytes) : stream.bytes
  }

  /// Ends the drawing of an image.
  /// - Returns: its pixels, opaque.
  /// - Throws: `CairoError.cannotDraw`.
  public consuming func finishedImage() throws(CairoError) -> PixelImage {
    precondition(format == .png, "only an image has pixels, this surface is \(format)")
    cairo_surface_flush(pointer)
    if let reason = reason(cairo_surface_status(pointer)) { throw .cannotDraw(reason: reason) }
    let width = Int(cairo_image_surface_get_width(pointer))
    let height = Int(cairo_image_surface_get_height(pointer))
    let stride = Int(cairo_image_surface_get_stride(pointer)) / 4
    let data = UnsafeRawPointer(cairo_image_surface_get_data(pointer)!)
    var image = PixelImage(width: width, height: height)
    for row in 0..<height {
      for column in 0..<width {
        let pixel = data.load(fromByteOffset: 4 * (row * stride + column), as: UInt32.self)
        image[column, row] = pixel | 0xff00_0000
      }
    }
    return image
  }

  private borrowing func check(_ status: cairo_status_t) throws(CairoError) {
    if let reason = reason(status) { throw .cannotEncode(format.rawValue, reason: reason) }
  }
}

private func pixels(_ points: Double, _ scale: Double) -> CInt {
  CInt(clamping: Int((points * scale).rounded(.up)))
}

/// Where Cairo's output goes.
final class ByteStream {
  var bytes: [UInt8] = []
}

private func append(
  _ closure: UnsafeMutableRawPointer?, _ data: UnsafePointer<UInt8>?, _ count: CUnsignedInt
) -> cairo_status_t {
  let stream = Unmanaged<ByteStream>.fromOpaque(closure!).takeUnretainedValue()
  stream.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
  return CAIRO_STATUS_SUCCESS
}
