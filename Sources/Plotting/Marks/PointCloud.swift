import Cairo
import Images

/// Very many points as one image: each is a disc whose edge is smoothed, added where it falls.
///
/// Drawing a disc takes Cairo a few microseconds, and a page of SVG or PDF a hundred bytes; a
/// hundred thousand of them are drawn here instead.
struct PointCloud {
  /// From this many points on an image is used.
  static let threshold = 4000

  private let image: PixelImage
  private let area: Rectangle

  init(_ points: [Point], style: Style, in frame: Frame) {
    area = frame.area
    let scale = frame.resolution
    let width = max(1, Int((area.width * scale).rounded(.up)))
    let height = max(1, Int((area.height * scale).rounded(.up)))
    let radius = style.markerSize / 2 * scale
    let reach = Int(radius.rounded(.up)) + 1
    // What remains of the paper in each pixel: every disc takes its share.
    var paper = [Float](repeating: 1, count: width * height)
    let opacity = Float(style.color.opacity)
    for point in points {
      let (cx, cy) = ((point.x - area.x) * scale, (point.y - area.y) * scale)
      guard abs(cx) < 1e6, abs(cy) < 1e6 else { continue }
      let (column, row) = (Int(cx.rounded(.down)), Int(cy.rounded(.down)))
      for j in max(0, row - reach)...max(0, min(height - 1, row + reach)) {
        for i in max(0, column - reach)...max(0, min(width - 1, column + reach)) {
          let (dx, dy) = (Double(i) + 0.5 - cx, Double(j) + 0.5 - cy)
          let inside = radius + 0.5 - (dx * dx + dy * dy).squareRoot()
          if inside > 0 { paper[j * width + i] *= 1 - opacity * Float(min(inside, 1)) }
        }
      }
    }
    var image = PixelImage(width: width, height: height)
    for index in paper.indices where paper[index] < 1 {
      image.pixels[index] = style.color.opacity(Double(1 - paper[index])).pixel
    }
    self.image = image
  }

  func draw(with pen: borrowing Context) {
    pen.draw(image, x: area.x, y: area.y, width: area.width, height: area.height)
  }
}
