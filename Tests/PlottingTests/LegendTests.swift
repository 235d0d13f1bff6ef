import Cairo
import Testing

@testable import Plotting

@Suite("Legends avoid the data")
struct LegendTests {
  /// The figure's first panel as it is placed on the page.
  private func placed(_ figure: Figure) throws -> PlacedPanel {
    let panels = try figure.measuredPanels()
    var page = Page(panels: [], height: 0)
    try Surface(.png, width: 1, height: 1).draw { pen in
      page = figure.pageWithLegends(panels, with: pen)
    }
    return page.panels[0]
  }

  /// A cloud in each of the given corners of a square.
  private func clouds(_ corners: [(x: Double, y: Double)], legend: Panel.LegendPlace) -> Figure {
    Figure(size: .single) {
      Panel(x: Axis(range: 0...1), y: Axis(range: 0...1), legend: legend) {
        for corner in corners {
          PointPlot(
            x: (0..<400).map { corner.x * 0.5 + Double($0 % 20) / 40 },
            y: (0..<400).map { corner.y * 0.5 + Double($0 / 20) / 40 }, label: "a cloud")
        }
      }
    }
  }

  @Test(arguments: [(0.0, 0.0), (1, 0), (0, 1), (1, 1)])
  func theFreeCornerIsFound(x: Double, y: Double) throws {
    let others = [(x: 0.0, y: 0.0), (1, 0), (0, 1), (1, 1)].filter { $0 != (x, y) }
    let panel = try placed(clouds(others, legend: .automatic))
    // The page's y grows downwards.
    #expect(panel.measured.legend == .inside(Point(x: x, y: 1 - y)))
  }

  @Test func noFreePlace() throws {
    let all = [(x: 0.0, y: 0.0), (1, 0), (0, 1), (1, 1)]
    let panel = try placed(clouds(all, legend: .automatic))
    #expect(panel.measured.legend == .below)
    let without = try placed(clouds(all, legend: .none))
    #expect(panel.frame.area.height < without.frame.area.height - 10)
    #expect(panel.frame.area.width == without.frame.area.width)
  }

  @Test func whatIsAskedForIsDone() throws {
    let all = [(x: 0.0, y: 0.0), (1, 0), (0, 1), (1, 1)]
    #expect(try placed(clouds(all, legend: .none)).measured.legend == .none)
    #expect(
      try placed(clouds(all, legend: .bottomLeft)).measured.legend == .inside(Point(x: 0, y: 1)))
    let beside = try placed(clouds(all, legend: .beside))
    #expect(beside.measured.legend == .beside)
    #expect(
      beside.frame.area.width
        < (try placed(clouds(all, legend: .none))).frame.area.width - 60)
  }

  @Test func marksOfOneNameShareALine() {
    let panel = Panel {
      LinePlot(x: [0, 1], y: [0, 1], label: "a", style: .exact)
      PointPlot(x: [0, 1], y: [0, 1], errors: [1, 1], label: "a")
      LinePlot(x: [0, 1], y: [0, 1])
      LinePlot(x: [0, 1], y: [0, 1], label: "b")
    }
    #expect(panel.legendEntries.map { $0.map(\.label) } == [["a", "a"], ["b"]])
    #expect(panel.legendEntries[0].map(\.swatch) == [.line, .pointsWithErrors])
  }
}
