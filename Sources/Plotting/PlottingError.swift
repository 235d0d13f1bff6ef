import Cairo
import Files

/// Why a figure could not be drawn or written.
public enum PlottingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An axis has no number that it could show. Panels are counted from 1.
  case nothingToShow(panel: Int, title: String, axis: String, isLogarithmic: Bool)
  /// The figure has no panels.
  case noPanels
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
    case .cairo(let error): error.description
    case .file(let error): error.description
    }
  }
}
