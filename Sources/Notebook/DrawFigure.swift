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
    let csv = figure.csv
    let record = FigureRecord(
      name: register(figure: name), caption: checked(caption: caption, of: name),
      width: figure.size.width, height: figure.size.height, digest: digest(of: csv),
      isTimed: isTimed)
    let path = "\(folders.figures)/\(record.name).\(options.format)"
    drawing(record, line: line) { () throws(PlottingError) in
      try figure.write(to: path, format: options.format.plotted)
    }
    save(csv, of: record)
    show(
      story.announcement(of: record, at: [path], name: name),
      as: .figure(line: line, record: record))
  }

  /// The caption, which must say something.
  func checked(caption: String, of name: String) -> String {
    precondition(
      caption.contains { !$0.isWhitespace },
      "the figure '\(twoDigits(chapter))-\(name)' needs a caption")
    return caption
  }

  /// Draws; if that fails, ends the process with a message.
  func drawing(
    _ record: FigureRecord, line: Int, _ body: () throws(PlottingError) -> Void
  ) {
    do {
      try body()
    } catch .file(let error) {
      stop("\(error)", .cannotWrite)
    } catch {
      stop("figure “\(record.name)”, line \(line) of the chapter: \(error)", .programError)
    }
  }

  /// Writes the numbers of a figure, if the reader asked for them.
  func save(_ csv: String, of record: FigureRecord) {
    guard let data = folders.data else { return }
    writing { () throws(FileError) in
      try AtomicFile.write(csv, to: "\(data)/\(record.name).csv")
    }
  }
}

extension Options.ImageFormat {
  var plotted: Figure.Format {
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
