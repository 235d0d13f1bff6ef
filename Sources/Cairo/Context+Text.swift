import CCairo

/// How large a text is, in points.
public struct TextExtents: Equatable, Sendable {
  /// How far the pen moves.
  public let advance: Double
  /// From the pen to the left edge of the ink, to the right.
  public let inkLeft: Double
  /// From the baseline to the top edge of the ink, upwards positive.
  public let inkTop: Double
  /// Size of the ink.
  public let inkWidth: Double
  public let inkHeight: Double
}

extension Context {
  /// Chooses the font of the texts that follow.
  ///
  /// Outlines are neither hinted nor antialiased by subpixels, so that a text has the same shape and
  /// width at every scale and whatever the machine's display settings say.
  /// - Parameters:
  ///   - family: a family's name, such as "DejaVu Sans".
  ///   - size: in points.
  ///   - stretch: horizontal scale; 0.9 makes a condensed face of a wide one.
  public func setFont(family: String, size: Double, bold: Bool = false, stretch: Double = 1) {
    cairo_select_font_face(
      pointer, family, CAIRO_FONT_SLANT_NORMAL,
      bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    var matrix = cairo_matrix_t()
    cairo_matrix_init_scale(&matrix, size * stretch, size)
    cairo_set_font_matrix(pointer, &matrix)
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_set_font_options(pointer, options)
    cairo_font_options_destroy(options)
  }

  /// How large a text is in the chosen font.
  public func extents(of text: String) -> TextExtents {
    var extents = cairo_text_extents_t()
    cairo_text_extents(pointer, text, &extents)
    return TextExtents(
      advance: extents.x_advance, inkLeft: extents.x_bearing, inkTop: -extents.y_bearing,
      inkWidth: extents.width, inkHeight: extents.height)
  }

  /// Whether the chosen font can draw every character of a text.
  public func hasGlyphs(for text: String) -> Bool {
    var glyphs: UnsafeMutablePointer<cairo_glyph_t>?
    var count: CInt = 0
    let status = cairo_scaled_font_text_to_glyphs(
      cairo_get_scaled_font(pointer), 0, 0, text, CInt(text.utf8.count), &glyphs, &count, nil, nil,
      nil)
    defer { cairo_glyph_free(glyphs) }
    guard status == CAIRO_STATUS_SUCCESS else { return false }
    return UnsafeBufferPointer(start: glyphs, count: Int(count)).allSatisfy { $0.index != 0 }
  }

  /// Writes a text with the left end of its baseline at a point.
  public func show(_ text: String, x: Double, y: Double) {
    cairo_move_to(pointer, x, y)
    cairo_show_text(pointer, text)
    cairo_new_path(pointer)
  }
}
