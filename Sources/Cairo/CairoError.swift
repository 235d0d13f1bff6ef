import CCairo

/// What Cairo refused to do.
///
/// Every description says what was being done, Cairo's own reason, and what to do about it.
public enum CairoError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A surface could not be made. Sizes are in pixels (image) or points (SVG, PDF).
  case cannotCreate(String, reason: String)
  /// Something that was drawn failed; Cairo ignores all that follows it.
  case cannotDraw(reason: String)
  /// The finished surface could not be encoded.
  case cannotEncode(String, reason: String)
  /// These bytes are no file of that kind, such as PNG.
  case cannotDecode(String, reason: String)

  public var description: String {
    switch self {
    case .cannotCreate(let what, let reason):
      "cannot create \(what): \(reason). Choose a smaller size, or free some memory."
    case .cannotDraw(let reason):
      "cannot draw: \(reason). Check that every number drawn is finite and every text is valid."
    case .cannotEncode(let format, let reason):
      "cannot encode the drawing as \(format): \(reason). Choose another format or a smaller size."
    case .cannotDecode(let format, let reason):
      "cannot read the \(format) image: \(reason). The file is damaged or of another format: "
        + "draw it again."
    }
  }
}

/// Cairo's text for a status; nil for success.
func reason(_ status: cairo_status_t) -> String? {
  status == CAIRO_STATUS_SUCCESS ? nil : String(cString: cairo_status_to_string(status))
}
