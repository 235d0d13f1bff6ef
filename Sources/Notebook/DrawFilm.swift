import Elementary
import Files
import NotebookEvents
import Plotting

/// Draws a film into the reader's folder, as `Figures/09-two-roads.gif` in chapter 9, and one of its
/// frames beside it, `Figures/09-two-roads-still.png`, for those who look at paper.
///
/// ```swift
/// film("two-roads", caption: "Noise becomes data.", framesPerSecond: 12, frames: 40) { k in
///   Panel("t = \(times[k])", x: Axis("x₁", range: -4...4), y: Axis("x₂", range: -4...4)) { … }
/// }
/// ```
/// All frames should have the same panels with the same ranges. With `--format svg` or `pdf` only
/// the still is drawn, in that format. With `--data FOLDER`, the numbers of all frames go into
/// `FOLDER/09-two-roads.csv`. A file that cannot be written ends the chapter with exit code 73; the
/// file that was there before stays.
///
/// - Parameters:
///   - name: the file's name, of a…z, 0…9 and hyphens; no other figure of the chapter has it.
///   - caption: what the film shows, in Markdown with `$…$` mathematics.
///   - size: of every frame.
///   - columns: how many panels stand in a row; nil for one row of up to four.
///   - framesPerSecond: the speed, 0.1 to 50.
///   - pause: for how many seconds the last frame stays, before the film begins again.
///   - still: which frame is drawn by itself, from 0; the last one unless said.
///   - count: the number of frames.
///   - line: the caller's line, by which the book finds the place.
///   - panels: the panels of a frame, counted from 0, row by row.
/// - Precondition: the name is new and well formed, the caption is not empty, and there is a frame.
@MainActor public func film(
  _ name: String, caption: String, size: Figure.Size = .wide, columns: Int? = nil,
  framesPerSecond: Double, pause: Double = 2, still: Int? = nil, frames count: Int,
  line: Int = #line, @PanelBuilder panels: (_ frame: Int) throws -> [Panel]
) rethrows {
  let frames = try (0..<count).map { frame in
    try Figure(size: size, columns: columns) { try panels(frame) }
  }
  film(
    name, caption: caption, framesPerSecond: framesPerSecond, pause: pause, still: still,
    frames: frames, line: line)
}

/// Draws a film of figures that are made already; see the other `film`.
///
/// - Parameter frames: the figures, all of one size.
@MainActor public func film(
  _ name: String, caption: String, framesPerSecond: Double, pause: Double = 2, still: Int? = nil,
  frames: [Figure], line: Int = #line
) {
  let film = Film(frames: frames, framesPerSecond: framesPerSecond, pause: pause)
  let still = still ?? frames.count - 1
  precondition(
    frames.indices.contains(still), "the still is frame \(still) of \(frames.count), from 0")
  Session.current.draw(film, still: still, name: name, caption: caption, line: line)
}

extension Session {
  /// Draws, records and announces a film and its still.
  func draw(_ film: Film, still: Int, name: String, caption: String, line: Int) {
    // No other figure may take the still's file either.
    _ = register(figure: FigureRecord.still(ofFilm: name))
    let size = film.frames[still].size
    let csv = film.csv
    let record = FigureRecord(
      name: register(figure: name), caption: checked(caption: caption, of: name),
      width: size.width, height: size.height, digest: digest(of: csv), frames: film.frames.count)
    var paths: [String] = []
    if options.format == .png {
      paths.append("\(folders.figures)/\(record.name).gif")
      drawing(record, line: line) { () throws(PlottingError) in try film.write(to: paths[0]) }
    }
    let path = "\(folders.figures)/\(record.still).\(options.format)"
    drawing(record, line: line) { () throws(PlottingError) in
      try film.frames[still].write(to: path, format: options.format.plotted)
    }
    save(csv, of: record)
    show(
      story.announcement(of: record, at: paths + [path], name: name),
      as: .figure(line: line, record: record))
  }
}
