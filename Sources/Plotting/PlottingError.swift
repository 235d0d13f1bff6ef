import Cairo
import Files

/// Why a figure could not be drawn or written.
public enum PlottingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An axis has no number that it could show. Panels are counted from 1.
  case nothingToShow(panel: Int, title: String, axis: String, isLogarithmic: Bool)
  /// The figure has no panels.
  case noPanels
  /// The frames of a film are not of one size; they are counted from 1.
  case unequalFrames(frame: Int, size: String, first: String)
  /// The file of a film has more bytes than a page should load.
  case filmTooLarge(bytes: Int, limit: Int)
  /// Cairo failed.
  case cairo(CairoError)
  /// The file could not be written.
  case file(FileError)

  public var description: String {
    switch self {
    case .nothingToShow(let panel, let title, let axis, let isLogarithmic):
      "cannot draw panel \(panel)\(title.isEmpty ? "" : " “\(title)”"): the \(axis) axis has no "
        + (isLogarithmic
          ? "positive number to show. Give it positive data, a range, or a linear scale."
          : "finite number to show. Give it finite data or a range.")
    case .noPanels: "cannot draw a figure without panels. Give it at least one."
    case .unequalFrames(let frame, let size, let first):
      "cannot make a film: frame \(frame) has \(size) pixels and frame 1 has \(first). Give the axes "
        + "of all frames the same ranges."
    case .filmTooLarge(let bytes, let limit):
      "the film has \(bytes) bytes, more than \(limit). Make it of fewer frames, smaller ones, or "
        + "with fewer points."
    case .cairo(let error): error.description
    case .file(let error): error.description
    }
  }
}
