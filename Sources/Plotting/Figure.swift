import Cairo
import Elementary
import Files
import Images

/// A drawing of one or more panels, as a value: nothing is drawn until it is rendered.
///
/// ```swift
/// let figure = Figure(size: .wide, columns: 2) {
///   Panel("Energy", x: Axis("x"), y: Axis("E(x)", range: 0...4)) {
///     LinePlot(over: -3...3, label: "exact", style: .exact) { $0 * $0 / 2 }
///   }
/// }
/// try figure.write(to: "Figures/energy.png", format: .png)
/// ```
public struct Figure: Sendable {
  /// Kinds of files.
  public typealias Format = Surface.Format

  /// The size of a whole figure, in points.
  public struct Size: Equatable, Sendable {
    public let width, height: Double

    public init(width: Double, height: Double) {
      precondition(
        width >= 50 && height >= 50 && width <= 5000 && height <= 5000,
        "a figure is 50 to 5000 points wide and high, got \(width) × \(height)")
      self.width = width
      self.height = height
    }

    /// One row of panels across the page.
    public static let wide = Size(width: 720, height: 300)
    /// One panel by itself.
    public static let single = Size(width: 480, height: 320)
    /// Two rows of panels.
    public static let tall = Size(width: 720, height: 560)
    /// One row of planes, whose height follows from their width.
    public static let planes = Size(width: 720, height: 420)
    /// A low row of small panels.
    public static let strip = Size(width: 720, height: 190)
  }

  /// Pixels per point of a PNG file.
  public static let scale = 2.0

  /// The size of the whole figure, in points; panels with equal units may need less of the height.
  public let size: Size
  let columns: Int
  let title: String
  let hasLetters: Bool
  let panels: [Panel]

  /// A figure.
  /// - Parameters:
  ///   - size: of the whole, in points. Where all panels of a row have equal units on both axes and
  ///     need less height, the page becomes lower.
  ///   - columns: panels in a row; nil for one row of up to four, and about square beyond.
  ///   - title: stands above all panels; may be empty.
  ///   - letters: whether the panels are marked (a), (b), ….
  ///   - panels: row by row.
  public init(
    size: Size = .wide, columns: Int? = nil, title: String = "", letters: Bool = false,
    @PanelBuilder panels: () throws -> [Panel]
  ) rethrows {
    precondition((columns ?? 1) > 0, "a figure needs at least 1 column, got \(columns ?? 1)")
    let panels = try panels()
    self.size = size
    self.title = title
    hasLetters = letters
    self.panels = panels
    let count = max(panels.count, 1)
    let square = Int(Double(count).squareRoot().rounded(.up))
    self.columns = min(columns ?? (count <= 4 ? count : square), count)
  }

  /// Draws the figure.
  /// - Returns: the file's bytes; the same figure gives the same bytes.
  /// - Throws: `PlottingError` if a panel or a mark has nothing to show, if a text finds no room on the
  ///   page, or if Cairo fails.
  public func render(_ format: Format) throws(PlottingError) -> [UInt8] {
    try drawn(format, scale: Self.scale) { surface throws(CairoError) in try surface.finish() }
  }

  /// Draws the figure as an image.
  /// - Parameter scale: pixels per point.
  /// - Returns: its pixels, opaque.
  /// - Throws: `PlottingError` if a panel or a mark has nothing to show, if a text finds no room on the
  ///   page, or if Cairo fails.
  public func image(scale: Double = Figure.scale) throws(PlottingError) -> PixelImage {
    try drawn(.png, scale: scale) { surface throws(CairoError) in try surface.finishedImage() }
  }

  private func drawn<Result>(
    _ format: Format, scale: Double, finish: (consuming Surface) throws(CairoError) -> Result
  ) throws(PlottingError) -> Result {
    let panels = try measuredPanels()
    var page = Page(panels: [], height: size.height)
    do throws(CairoError) {
      // Texts are measured on a page of the same kind, since fonts differ a little between kinds.
      try Surface(format, width: 1, height: 1).draw { pen in
        page = pageWithLegends(panels, with: pen)
      }
    } catch {
      throw .cairo(error)
    }
    try requireRoom(page)
    do throws(CairoError) {
      let surface = try Surface(
        format, width: size.width, height: page.height.rounded(.up), scale: scale)
      try surface.draw { pen in draw(page, with: pen) }
      return try finish(surface)
    } catch {
      throw .cairo(error)
    }
  }

  /// Draws the figure and writes it: the file appears whole or not at all.
  /// - Throws: `PlottingError`, with the path and the system's reason if the file cannot be written.
  public func write(to path: String, format: Format = .png) throws(PlottingError) {
    let bytes = try render(format)
    do throws(FileError) {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw .file(error)
    }
  }

  /// Every number of the figure, one row for each thing drawn; see `NumberTable` for the columns.
  public var csv: String {
    var table = NumberTable()
    record(in: &table)
    return table.csv
  }

  func record(in table: inout NumberTable) {
    for (index, panel) in panels.enumerated() {
      table.begin(panel: index + 1, title: panel.title)
      for mark in panel.marks { mark.record(in: &table) }
    }
  }
}
