import Cairo
import Files

/// Why a figure could not be drawn or written.
public enum PlottingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An axis has no number that it could show: none at all, or none of those of a mark.
  case nothingToShow(PanelName, mark: String?, axis: String, isLogarithmic: Bool)
  /// Something reaches over the edge of the page, by so many points.
  case noRoom(PanelName, part: String, points: Int)
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
    case .nothingToShow(let panel, let mark, let axis, let isLogarithmic):
      "cannot draw \(panel): \(mark.map { "\($0) has" } ?? "there is") no "
        + (isLogarithmic ? "positive number" : "finite number") + " for the \(axis) axis. Give it "
        + (isLogarithmic ? "positive data, or the axis a linear scale" : "finite data")
        + (mark == nil ? ", or the axis a range." : ".")
    case .noRoom(let panel, let part, let points):
      "cannot draw \(panel): \(part) would reach over the edge of the page by \(points) points and be "
        + "cut off. Make the text shorter or the figure larger."
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

/// Which panel of which figure an error is about.
public struct PanelName: Equatable, Sendable, CustomStringConvertible {
  /// The figure's title, perhaps empty.
  public let figure: String
  /// The panel's number, counted from 1; nil for the figure as a whole.
  public let number: Int?
  /// The panel's title.
  public let title: String?

  public init(figure: String = "", number: Int? = nil, title: String? = nil) {
    self.figure = figure
    self.number = number
    self.title = title
  }

  public var description: String {
    func quoted(_ text: String?) -> String { text?.isEmpty == false ? " “\(text!)”" : "" }
    let panel = number.map { "panel \($0)" + quoted(title) }
    let whole = figure.isEmpty && panel != nil ? nil : "figure" + quoted(figure)
    return [whole, panel].compactMap(\.self).joined(separator: ", ")
  }
}
