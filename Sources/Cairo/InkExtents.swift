import CCairo

/// The smallest rectangle that holds what is drawn, in points, on a page without edges.
///
/// - Parameter body: draws; what it draws is seen nowhere.
/// - Returns: the rectangle, nil if nothing was drawn.
/// - Throws: `CairoError.cannotDraw`.
public func inkExtents(_ body: (borrowing Context) -> Void) throws(CairoError)
  -> (x: Double, y: Double, width: Double, height: Double)?
{
  guard let recording = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nil) else {
    throw .cannotDraw(reason: "no memory for a recording")
  }
  defer { cairo_surface_destroy(recording) }
  let context = Context(recording)
  body(context)
  try context.check()
  var (x, y, width, height) = (0.0, 0.0, 0.0, 0.0)
  cairo_recording_surface_ink_extents(recording, &x, &y, &width, &height)
  return width > 0 && height > 0 ? (x, y, width, height) : nil
}
