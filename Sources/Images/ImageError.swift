/// Why bytes could not be read as pictures.
///
/// Every description says what was being done, the reason, and what to do about it.
public enum ImageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// These bytes are no file of that kind, such as GIF.
  case cannotDecode(String, reason: String)

  public var description: String {
    switch self {
    case .cannotDecode(let format, let reason):
      "cannot read the \(format) image: \(reason). The file is damaged or of another format: "
        + "draw it again."
    }
  }
}
