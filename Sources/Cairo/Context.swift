import CCairo
import Images

/// The pen: path, colour, line style and transformation, in points.
///
/// A failure is sticky: Cairo ignores what follows, and `Surface.draw` throws it at the end.
public struct Context: ~Copyable {
  let pointer: OpaquePointer

  init(_ surface: OpaquePointer) {
    pointer = cairo_create(surface)
  }

  deinit {
    cairo_destroy(pointer)
  }

  func check() throws(CairoError) {
    if let reason = reason(cairo_status(pointer)) { throw .cannotDraw(reason: reason) }
  }

  /// Runs `body` and restores the state of the pen (colour, clip, transformation, font) after it.
  public func saving(_ body: () -> Void) {
    cairo_save(pointer)
    body()
    cairo_restore(pointer)
  }

  // MARK: Path

  /// Starts a new part of the path.
  public func move(to x: Double, _ y: Double) { cairo_move_to(pointer, x, y) }

  /// Adds a straight line.
  public func line(to x: Double, _ y: Double) { cairo_line_to(pointer, x, y) }

  /// Closes the current part of the path.
  public func closePath() { cairo_close_path(pointer) }

  /// Drops the path.
  public func newPath() { cairo_new_path(pointer) }

  /// Adds a rectangle.
  public func rectangle(x: Double, y: Double, width: Double, height: Double) {
    cairo_rectangle(pointer, x, y, width, height)
  }

  /// Adds a full circle, apart from what the path held before.
  public func circle(x: Double, y: Double, radius: Double) {
    cairo_new_sub_path(pointer)
    cairo_arc(pointer, x, y, radius, 0, 2 * Double.pi)
    cairo_close_path(pointer)
  }

  // MARK: Ink

  /// Sets the colour.
  /// - Parameters: components and opacity in [0, 1], sRGB.
  public func setColor(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    cairo_set_source_rgba(pointer, red, green, blue, alpha)
  }

  /// Shapes of the ends of lines.
  public enum LineCap: Sendable {
    case butt, round, square

    var value: cairo_line_cap_t {
      switch self {
      case .butt: CAIRO_LINE_CAP_BUTT
      case .round: CAIRO_LINE_CAP_ROUND
      case .square: CAIRO_LINE_CAP_SQUARE
      }
    }
  }

  /// Shapes of the corners of lines.
  public enum LineJoin: Sendable {
    case miter, round, bevel

    var value: cairo_line_join_t {
      switch self {
      case .miter: CAIRO_LINE_JOIN_MITER
      case .round: CAIRO_LINE_JOIN_ROUND
      case .bevel: CAIRO_LINE_JOIN_BEVEL
      }
    }
  }

  /// Sets how lines are drawn.
  /// - Parameters:
  ///   - width: in points.
  ///   - dashes: lengths on and off, in points; empty for a solid line.
  public func setLine(
    width: Double, dashes: [Double] = [], cap: LineCap = .butt, join: LineJoin = .round
  ) {
    cairo_set_line_width(pointer, width)
    cairo_set_dash(pointer, dashes, CInt(dashes.count), 0)
    cairo_set_line_cap(pointer, cap.value)
    cairo_set_line_join(pointer, join.value)
  }

  /// Draws the path's line and drops the path.
  public func stroke() { cairo_stroke(pointer) }

  /// Fills the path and drops it.
  public func fill() { cairo_fill(pointer) }

  /// Fills the path and keeps it.
  public func fillPreserve() { cairo_fill_preserve(pointer) }

  /// Covers everything within the clip.
  public func paint() { cairo_paint(pointer) }

  /// Limits what is drawn to the path, until the state is restored.
  public func clip() { cairo_clip(pointer) }

  // MARK: Transformation

  /// Moves the origin.
  public func translate(x: Double, y: Double) { cairo_translate(pointer, x, y) }

  /// Turns the axes, clockwise on the page.
  /// - Parameter quarterTurns: an angle in units of 90°.
  public func rotate(quarterTurns: Int) {
    cairo_rotate(pointer, Double(quarterTurns) * Double.pi / 2)
  }

  // MARK: Images

  /// Draws an image into a rectangle, each pixel a sharp-edged cell.
  public func draw(_ image: PixelImage, x: Double, y: Double, width: Double, height: Double) {
    guard image.width > 0, image.height > 0 else { return }
    image.withSurface { surface in
      saving {
        cairo_translate(pointer, x, y)
        cairo_scale(pointer, width / Double(image.width), height / Double(image.height))
        cairo_set_source_surface(pointer, surface, 0, 0)
        cairo_pattern_set_filter(cairo_get_source(pointer), CAIRO_FILTER_NEAREST)
        cairo_rectangle(pointer, 0, 0, Double(image.width), Double(image.height))
        cairo_fill(pointer)
      }
    }
  }
}
