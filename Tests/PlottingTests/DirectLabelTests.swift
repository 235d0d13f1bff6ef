import Cairo
import Testing

@testable import Plotting

@Suite("Labels at their lines")
struct DirectLabelTests {
  /// The figure's first panel and its direct labels as they are placed on the page.
  private func placed(
    _ figure: Figure
  ) throws -> (panel: PlacedPanel, labels: [PlacedLabel], width: Double) {
    let panels = try figure.measuredPanels()
    var page = Page(panels: [], height: 0)
    var labels: [PlacedLabel] = []
    var width = 0.0
    try Surface(.png, width: 1, height: 1).draw { pen in
      page = figure.pageWithLegends(panels, with: pen)
      labels = page.panels[0].placedLabels(with: pen)
      width = page.panels[0].directLabelsWidth(with: pen)
    }
    return (page.panels[0], labels, width)
  }

  private func lines(_ ends: [Double], legend: Panel.LegendPlace = .direct) -> Figure {
    Figure(size: .single) {
      Panel(x: Axis(range: 0...1), y: Axis(range: 0...10), legend: legend) {
        for (i, end) in ends.enumerated() {
          LinePlot(x: [0, 1], y: [5, end], label: "line \(i)", style: .series(i))
        }
      }
    }
  }

  /// Labels stand in the margin that was made for them, at the ends of their lines if those are far
  /// enough apart, and one below the other, in order, if they are not.
  @Test(arguments: [[1.0, 5, 9], [5, 5, 5], [4.9, 5, 5.1, 9.9, 10], [0, 0.1, 0.2]])
  func endsAreLabelled(ends: [Double]) throws {
    let (panel, labels, width) = try placed(lines(ends))
    let area = panel.frame.area
    #expect(labels.map(\.text) == ends.indices.map { "line \($0)" })
    #expect(width > 20 && area.right + width <= 480)
    for label in labels {
      #expect(label.isOutside && label.box.x > area.right && label.box.right <= area.right + width)
      #expect(label.box.y >= area.y - 1 && label.box.bottom <= area.bottom + 1)
    }
    let middles = labels.map { $0.box.y + $0.box.height / 2 }
    for (upper, lower) in zip(middles.dropFirst(), middles) {
      // Larger numbers stand higher on the page; equal ones go down in their order.
      #expect(abs(upper - lower) >= 13)
    }
    if ends == [1, 5, 9] {
      #expect(zip(labels, middles).allSatisfy { abs($0.anchor.y - $1) < 1e-9 })
    }
    #expect(panel.measured.legend == .none && panel.measured.panel.legendEntries.isEmpty)
  }

  @Test func legendsAreKeptWhereNothingIsAsked() throws {
    let (panel, labels, width) = try placed(lines([1, 2], legend: .automatic))
    #expect(labels.isEmpty && width == 0 && panel.measured.legend != .none)
    #expect(try placed(lines([1, 2], legend: .none)).labels.isEmpty)
  }

  /// A label inside stands near its point, covers no line and no other label.
  @Test func labelsInsideCoverNothing() throws {
    let figure = Figure(size: .single) {
      Panel(x: Axis(range: 0...1), y: Axis(range: 0...10)) {
        for (i, top) in [3.0, 6, 9].enumerated() {
          LinePlot(x: [0, 0.5, 1], y: [0, top, 0], label: "peak \(i)").labelled(at: .top)
        }
        LinePlot(x: [0, 1], y: [0, 0], label: "floor")
      }
    }
    let (panel, labels, _) = try placed(figure)
    #expect(labels.count == 3 && panel.measured.panel.legendEntries.count == 1)
    let ink = try #require(InkMap(of: panel))
    for (i, label) in labels.enumerated() {
      #expect(label.anchor == panel.frame.point(0.5, [3, 6, 9][i]))
      #expect(ink.count(label.box, from: panel.frame.area) == 0, "\(label.text)")
      #expect(panel.frame.area.contains(label.box))
      #expect(abs(label.box.y + label.box.height / 2 - label.anchor.y) < 30)
      for other in labels[..<i] { #expect(!label.box.meets(other.box)) }
    }
  }

  @Test func placesOnALine() throws {
    let figure = Figure(size: .single) {
      Panel(x: Axis(range: 0...4), y: Axis(range: 0...4)) {
        LinePlot(x: [0, 2], y: [0, 2], label: "a").labelled()
        LinePlot(x: [0, 4], y: [4, 0], label: "b").labelled(at: .x(1))
      }
    }
    let (panel, labels, width) = try placed(figure)
    let anchors = labels.map(\.anchor)
    #expect(anchors[0] == panel.frame.point(2, 2))
    #expect(
      abs(anchors[1].x - panel.frame.x(1)) < 1e-9 && abs(anchors[1].y - panel.frame.y(3)) < 1e-9)
    #expect(width == 0 && labels.allSatisfy { !$0.isOutside })
  }

  @Test(arguments: [
    ([5.0, 1, 9], [5.0, 1, 9]), ([5, 5], [4.5, 5.5]), ([0, 0, 0], [0.5, 1.5, 2.5]),
    ([10, 9.9], [9.5, 8.5]), ([3, 3.5, 8], [2.75, 3.75, 8]), ([], []),
  ])
  func spreading(wanted: [Double], expected: [Double]) {
    let found = spread(wanted, apart: 1, within: 0...10)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(found)")
  }

  @Test func paleColorsAreDarkened() {
    #expect(Color.black.legible == .black && Palette.blue.legible == Palette.blue)
    let yellow = ColorMap.viridis(1)
    #expect(yellow.legible.green < 0.6 * yellow.green)
  }
}

@Suite("Texts in lines")
struct LineBreakTests {
  @Test func everyLineFits() throws {
    var lines: [String] = []
    var widths: [Double] = []
    try Surface(.png, width: 10, height: 10).draw { pen in
      lines = pen.lines(
        of: "some words, x_{t − 1} and averylongwordwithoutanyspace", .legend, width: 60)
      widths = lines.map { pen.width(of: $0, .legend) }
    }
    #expect(lines.count > 4 && widths.allSatisfy { $0 <= 60 })
    #expect(lines.contains { $0.contains("x_{t − 1}") })
    #expect(
      lines.joined().filter { $0 != " " } == "somewords,x_{t−1}andaverylongwordwithoutanyspace")
  }
}
