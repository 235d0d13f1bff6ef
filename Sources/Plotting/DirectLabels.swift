import Cairo

/// Where on its line a label stands.
public enum LabelPlace: Equatable, Sendable {
  /// Beside the last point; at the panel's right edge room is made for it.
  case end
  /// Above the highest point.
  case top
  /// Beside the point at a number on the horizontal axis.
  case x(Double)
}

/// A label that stands at its line instead of in the legend.
public struct DirectLabel: Equatable, Sendable {
  public let text: String
  public let style: Style
  public let place: LabelPlace
  /// Whether the mark asks for it, whatever the panel's legend.
  let isRequired: Bool
  /// The line's points.
  public let x, y: [Double]
}

/// A direct label with its place on the page.
struct PlacedLabel {
  let text: String
  let color: Color
  /// The point of the line that it belongs to.
  let anchor: Point
  /// What the label covers, in points.
  var box: Rectangle
  /// Whether it stands in the margin on the right of the area.
  let isOutside: Bool
}

extension DirectLabel {
  static let gap = 5.0

  /// Colours of lines are made dark enough to be read.
  var color: Color { style.color.opacity(1).legible }

  /// The point of the line to which the label belongs; nil if none lies in the area.
  func anchor(in frame: Frame) -> Point? {
    let points = zip(x, y).compactMap { frame.point($0, $1) }
    switch place {
    case .end: return points.last
    case .top: return points.min { $0.y < $1.y }
    case .x(let value):
      let wanted = frame.x(value)
      guard let right = points.firstIndex(where: { $0.x >= wanted }) else { return points.last }
      if right == 0 { return points[0] }
      let (a, b) = (points[right - 1], points[right])
      let t = b.x > a.x ? (wanted - a.x) / (b.x - a.x) : 0
      return Point(x: wanted, y: a.y + t * (b.y - a.y))
    }
  }
}

extension PlacedPanel {
  /// The room that direct labels take in the margin on the right.
  func directLabelsWidth(with pen: borrowing Context) -> Double {
    measured.panel.directLabels.compactMap { label -> Double? in
      guard label.place == .end, let anchor = label.anchor(in: frame) else { return nil }
      let width = DirectLabel.gap + pen.width(of: label.text, .legend)
      return isAtEdge(anchor) ? width : nil
    }.max() ?? 0
  }

  /// All direct labels in their places: those at the right edge one below the other in the margin,
  /// as near to the ends of their lines as the others allow; the rest where they cover the least.
  func placedLabels(with pen: borrowing Context) -> [PlacedLabel] {
    let labels = measured.panel.directLabels
    guard !labels.isEmpty else { return [] }
    var placed: [PlacedLabel] = []
    var inside: [(label: DirectLabel, anchor: Point)] = []
    for label in labels {
      guard let anchor = label.anchor(in: frame) else { continue }
      if label.place == .end && isAtEdge(anchor) {
        let height = TypeStyle.legend.lineHeight
        placed.append(
          PlacedLabel(
            text: label.text, color: label.color, anchor: anchor,
            box: Rectangle(
              x: frame.area.right + DirectLabel.gap, y: anchor.y - height / 2,
              width: pen.width(of: label.text, .legend), height: height), isOutside: true))
      } else {
        inside.append((label, anchor))
      }
    }
    let middles = spread(
      placed.map { $0.box.y + $0.box.height / 2 }, apart: TypeStyle.legend.lineHeight * 0.95,
      within: frame.area.y...frame.area.bottom)
    for (index, middle) in middles.enumerated() {
      placed[index].box.y = middle - placed[index].box.height / 2
    }
    guard !inside.isEmpty else { return placed }
    let ink = InkMap(of: self)
    var taken: [Rectangle] = []
    if case .inside(let place) = measured.legend {
      taken.append(legend(with: pen).box(at: place, in: frame.area))
    }
    for (label, anchor) in inside {
      let box = freeBox(
        beside: anchor, width: pen.width(of: label.text, .legend), first: label.place, ink: ink,
        others: taken)
      taken.append(box)
      placed.append(
        PlacedLabel(
          text: label.text, color: label.color, anchor: anchor, box: box, isOutside: false))
    }
    return placed
  }

  /// Whether a line ends so far on the right that its label stands in the margin: points need some
  /// room between themselves and the edge.
  private func isAtEdge(_ point: Point) -> Bool {
    point.x > frame.area.right - 3 - 0.08 * frame.area.width
  }

  /// Of the places around a point, the one where the least ink is covered and no other label.
  private func freeBox(
    beside anchor: Point, width: Double, first place: LabelPlace, ink: InkMap?,
    others: [Rectangle]
  ) -> Rectangle {
    let height = TypeStyle.legend.capHeight + 3
    func box(_ dx: Double, _ dy: Double, _ distance: Double) -> Rectangle {
      Rectangle(
        x: anchor.x + dx * (width / 2 + distance) - width / 2,
        y: anchor.y + dy * (height / 2 + distance) - height / 2, width: width, height: height)
    }
    // Straight above, then to the sides, then below; for the end of a line first beside it.
    var directions = [(0.0, -1.0), (1, -1), (-1, -1), (1, 0), (-1, 0), (0, 1), (1, 1), (-1, 1)]
    if place == .end { directions.insert((1, 0), at: 0) }
    var best = box(0, -1, 4)
    var least = Double.infinity
    for (rank, distance) in [4.0, 8, 14].enumerated() {
      for (turn, (dx, dy)) in directions.enumerated() {
        let candidate = box(dx, dy, distance)
        let covered = Double(ink?.count(candidate, from: frame.area) ?? 0)
        let overlap = others.contains { $0.expanded(by: 1).meets(candidate) }
        let cost =
          covered + (overlap ? 1000 : 0) + (frame.area.contains(candidate) ? 0 : 2000)
          + 0.1 * Double(10 * rank + turn)
        if cost < least { (best, least) = (candidate, cost) }
      }
    }
    return best
  }

  /// Writes the direct labels, with a thin line to the end of the line where a label had to give way.
  func drawDirectLabels(with pen: borrowing Context) {
    for label in placedLabels(with: pen) {
      let middle = label.box.y + label.box.height / 2
      if label.isOutside {
        if abs(middle - label.anchor.y) > 4 || label.box.x - label.anchor.x > 10 {
          pen.setColor(label.color.opacity(0.6))
          pen.setLine(width: 0.6)
          pen.move(to: label.anchor.x + 2, label.anchor.y)
          pen.line(to: label.box.x - 1.5, middle)
          pen.stroke()
        }
      } else if measured.panel.marks.contains(where: \.isGround) {
        let paper = label.box.expanded(by: 1.5)
        pen.rectangle(x: paper.x, y: paper.y, width: paper.width, height: paper.height)
        pen.setColor(.white.opacity(0.85))
        pen.fill()
      }
      var style = TypeStyle.legend
      style.color = label.color
      pen.write(label.text, style, x: label.box.x, y: middle, .left, .middle)
    }
  }
}

/// Numbers that keep a distance from each other and lie as near to the wanted ones as that allows, by
/// least squares: neighbours that are too close become a block around their common mean.
///
/// - Parameters:
///   - wanted: in any order; the result keeps it.
///   - distance: from each to the next.
///   - range: in which they should lie, if there is room.
func spread(
  _ wanted: [Double], apart distance: Double, within range: ClosedRange<Double>
) -> [Double] {
  let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
  // What is to be found does not decrease once k steps are taken from the k-th.
  var blocks: [(sum: Double, count: Int)] = []
  for (k, index) in order.enumerated() {
    blocks.append((wanted[index] - Double(k) * distance, 1))
    while blocks.count > 1,
      blocks[blocks.count - 2].sum / Double(blocks[blocks.count - 2].count)
        > blocks[blocks.count - 1].sum / Double(blocks[blocks.count - 1].count)
    {
      let last = blocks.removeLast()
      blocks[blocks.count - 1].sum += last.sum
      blocks[blocks.count - 1].count += last.count
    }
  }
  let half = distance / 2
  let top = range.lowerBound + half
  let bottom = max(top, range.upperBound - half - Double(max(wanted.count - 1, 0)) * distance)
  var result = wanted
  var k = 0
  for block in blocks {
    let level = min(max(block.sum / Double(block.count), top), bottom)
    for _ in 0..<block.count {
      result[order[k]] = level + Double(k) * distance
      k += 1
    }
  }
  return result
}
