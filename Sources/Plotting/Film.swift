import Cairo
import Elementary
import Files
import Images

/// Figures shown one after the other, as a value: nothing is drawn until it is rendered.
///
/// All frames should have the same panels with the same ranges, so that nothing moves but the data.
public struct Film: Sendable {
  /// Pixels per point of a film: fewer than of a figure, since it has many frames.
  public static let scale = 1.0
  /// The most bytes that a film may have.
  public static let largest = 1_500_000

  /// The figures, in the order in which they are shown.
  public let frames: [Figure]
  /// How many of them are shown in a second.
  public let framesPerSecond: Double
  /// For how many seconds the last one is shown, before the film begins again.
  public let pause: Double

  /// A film.
  /// - Parameters:
  ///   - frames: at least one, all of one size.
  ///   - framesPerSecond: 0.1 to 50.
  ///   - pause: seconds for which the last frame stays, 0 to 60.
  public init(frames: [Figure], framesPerSecond: Double, pause: Double = 2) {
    precondition(!frames.isEmpty, "a film needs at least one frame")
    precondition(
      (0.1...50).contains(framesPerSecond),
      "a film shows 0.1 to 50 frames a second, got \(framesPerSecond)")
    precondition((0...60).contains(pause), "a film pauses for 0 to 60 seconds, got \(pause)")
    self.frames = frames
    self.framesPerSecond = framesPerSecond
    self.pause = pause
  }

  /// Draws the film.
  /// - Returns: the bytes of a GIF file; the same film gives the same bytes.
  /// - Throws: `PlottingError` if a frame cannot be drawn, is not as large as the first, or the file
  ///   is larger than `largest`.
  public func render() throws(PlottingError) -> [UInt8] {
    // Times are in hundredths of a second, rounded so that the errors do not add up.
    func time(_ frame: Int) -> Int { Int((Double(frame) * 100 / framesPerSecond).rounded()) }
    var images: [Animation.Frame] = []
    for (index, figure) in frames.enumerated() {
      let image = try figure.image(scale: Film.scale)
      if let first = images.first?.image,
        (first.width, first.height) != (image.width, image.height)
      {
        throw .unequalFrames(
          frame: index + 1, size: "\(image.width) × \(image.height)",
          first: "\(first.width) × \(first.height)")
      }
      let isLast = index + 1 == frames.count
      let delay = isLast ? Int((pause * 100).rounded()) : time(index + 1) - time(index)
      images.append(Animation.Frame(image, delay: delay))
    }
    let bytes = Animation(images).gif()
    if bytes.count > Film.largest { throw .filmTooLarge(bytes: bytes.count, limit: Film.largest) }
    return bytes
  }

  /// Draws the film and writes it: the file appears whole or not at all.
  /// - Throws: `PlottingError`, with the path and the system's reason if the file cannot be written.
  public func write(to path: String) throws(PlottingError) {
    let bytes = try render()
    do throws(FileError) {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw .file(error)
    }
  }

  /// Every number of the film, as in the tables of its figures, with the number of the frame before
  /// it.
  public var csv: String {
    var table = NumberTable(ofFilm: true)
    for (index, figure) in frames.enumerated() {
      table.begin(frame: index + 1)
      figure.record(in: &table)
    }
    return table.csv
  }
}
