import Elementary
import Files
import NotebookEvents
import Plotting

/// Draws a figure into the reader's folder, as `Figures/01-energy.png` in chapter 1.
///
/// ```swift
/// figure("energy", caption: "The double well, and its density at three temperatures.") {
///   Panel("Energy", x: Axis("x"), y: Axis("E(x)")) { … }
///   Panel("Density", x: Axis("x"), y: Axis("p(x)")) { … }
/// }
/// ```
/// With `--data FOLDER`, every number that it draws goes into `FOLDER/01-energy.csv`. A file that
/// cannot be written ends the chapter with exit code 73; the file that was there before stays.
///
/// - Parameters:
///   - name: the file's name, of a…z, 0…9 and hyphens; no other figure of the chapter has it.
///   - caption: what the figure shows, in Markdown with `$…$` mathematics.
///   - size: of the whole figure.
///   - columns: how many panels stand in a row; nil for one row of up to four.
///   - letters: whether the panels are marked (a), (b), ….
///   - timed: true if the figure draws measured times, which no two runs share.
///   - line: the caller's line, by which the book finds the place.
///   - panels: row by row.
/// - Precondition: the name is new and well formed, and the caption is not empty.
@MainActor public func figure(
  _ name: String, caption: String, size: Figure.Size = .wide, columns: Int? = nil,
  letters: Bool = false, timed: Bool = false, line: Int = #line,
  @PanelBuilder panels: () throws -> [Panel]
) rethrows {
  let figure = try Figure(size: size, columns: columns, letters: letters, panels: panels)
  Session.current.draw(figure, name: name, caption: caption, isTimed: timed, line: line)
}

extension Session {
  /// Draws, records and announces a figure.
  func draw(_ figure: Figure, name: String, caption: String, isTimed: Bool, line: Int) {
    let name = register(figure: name)
    precondition(
      caption.contains { !$0.isWhitespace }, "the figure '\(name)' needs a caption")
    let csv = figure.csv
    let path = "\(folders.figures)/\(name).\(options.format)"
    do {
      try figure.write(to: path, format: options.format.plotted)
    } catch .file(let error) {
      stop("\(error)", .cannotWrite)
    } catch {
      stop("figure “\(name)”, line \(line) of the chapter: \(error)", .programError)
    }
    if let data = folders.data {
      writing { () throws(FileError) in try AtomicFile.write(csv, to: "\(data)/\(name).csv") }
    }
    let record = FigureRecord(
      name: name, caption: caption, width: figure.size.width, height: figure.size.height,
      digest: digest(of: csv), isTimed: isTimed)
    show([path], as: .figure(line: line, record))
  }
}

extension Options.ImageFormat {
  fileprivate var plotted: Figure.Format {
    switch self {
    case .png: .png
    case .svg: .svg
    case .pdf: .pdf
    }
  }
}

/// The digest by which a figure's numbers are compared.
func digest(of text: String) -> String {
  var hash = FNV1a()
  hash.combine(text.utf8)
  return hash.text
}
