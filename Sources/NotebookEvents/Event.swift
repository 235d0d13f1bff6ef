/// One thing that a chapter showed, in the order in which it happened.
///
/// A chapter run with `--events FILE` records these, one JSON object per line, such as
/// `{"table":{"line":60,"record":{…}}}`; the weaver puts each under the code that produced it, which
/// it finds by the line number.
public enum Event: Hashable, Codable, Sendable {
  /// The first event: which chapter ran, and how.
  case chapter(number: Int, title: String, seed: UInt64, quick: Bool)
  /// A free text shown by `show("…")`; it may have several lines.
  case text(line: Int, text: String)
  /// A named value shown by `show("Z", z)`; `value` is what was printed after the equals sign.
  case value(line: Int, label: String, value: String)
  /// A table shown by `table(…)`.
  case table(line: Int, record: TableRecord)
  /// A figure drawn by `figure(…)`, or a film by `film(…)`.
  case figure(line: Int, record: FigureRecord)
  /// A claim checked by `claim(…)`.
  case claim(line: Int, record: ClaimRecord)
  /// A duration shown by `stopwatch(…)`: differs from run to run, never compared.
  case timing(line: Int, label: String, seconds: Double)
  /// The last event, from `finish()`: how many claims were made and how many failed.
  case end(line: Int, claims: Int, failed: Int)

  /// The line of `main.swift`, counted from 1, whose call made this event; `nil` for `chapter`.
  public var line: Int? {
    switch self {
    case .chapter: nil
    case .text(let line, _), .value(let line, _, _), .table(let line, _), .figure(let line, _),
      .claim(let line, _), .timing(let line, _, _), .end(let line, _, _):
      line
    }
  }

  /// True if the event differs between two runs with the same seed, since it holds measured times.
  public var isTimed: Bool {
    switch self {
    case .timing: true
    case .table(_, let table): table.isTimed
    case .figure(_, let figure): figure.isTimed
    case .chapter, .text, .value, .claim, .end: false
    }
  }
}

/// A table as it was shown: every cell already formatted.
public struct TableRecord: Hashable, Codable, Sendable {
  /// On which side the cells of a column stand.
  public enum Alignment: String, Codable, Sendable {
    case left, right
  }

  /// The caption, in Markdown like the captions of figures.
  public var title: String
  /// The heads of the columns.
  public var columns: [String]
  /// One alignment for each column: numbers stand right, words left.
  public var alignments: [Alignment]
  /// The cells, row by row, each row as long as `columns`.
  public var rows: [[String]]
  /// True if the table holds measured times, which no two runs share.
  public var isTimed: Bool

  public init(
    title: String, columns: [String], alignments: [Alignment], rows: [[String]],
    isTimed: Bool = false
  ) {
    self.title = title
    self.columns = columns
    self.alignments = alignments
    self.rows = rows
    self.isTimed = isTimed
  }
}

/// A figure as it was drawn.
public struct FigureRecord: Hashable, Codable, Sendable {
  /// The file's name without folder and extension, such as `01-energy-and-density`.
  public var name: String
  /// What the figure shows, in Markdown with `$…$` mathematics.
  public var caption: String
  /// The size in points; a PNG has twice as many pixels.
  public var width: Double
  public var height: Double
  /// 64-bit FNV-1a hash of the figure's CSV, as 16 hexadecimal digits: equal numbers, equal digest.
  public var digest: String
  /// True if the figure draws measured times, which no two runs share.
  public var isTimed: Bool
  /// The number of frames of a film; `nil` for a figure that stands still.
  public var frames: Int?

  public init(
    name: String, caption: String, width: Double, height: Double, digest: String,
    isTimed: Bool = false, frames: Int? = nil
  ) {
    self.name = name
    self.caption = caption
    self.width = width
    self.height = height
    self.digest = digest
    self.isTimed = isTimed
    self.frames = frames
  }

  /// The name, without extension, of the file of the picture that stands still: for a film that of
  /// one of its frames.
  public var still: String { frames == nil ? name : FigureRecord.still(ofFilm: name) }

  /// `01-walk-still` for the film `01-walk`.
  package static func still(ofFilm name: String) -> String { name + "-still" }

  /// The names of the files of a run that draws PNG: the picture, and before it the film, if it is
  /// one.
  package var files: [String] {
    (frames == nil ? [] : [name + ".gif"]) + [still + ".png"]
  }
}
