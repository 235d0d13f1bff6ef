import Cairo
import Images
import Testing

@testable import Plotting

/// A figure as pixels, and where its panels lie.
private struct Drawn {
  let image: PixelImage
  let frames: [Frame]

  var frame: Frame { frames[0] }

  init(size: Figure.Size = .single, _ drawn: Panel...) throws {
    let figure = Figure(size: size) { for panel in drawn { panel } }
    image = try PixelImage(png: figure.render(.png))
    let panels = try figure.measuredPanels()
    var page = Page(panels: [], height: 0)
    try Surface(.png, width: 1, height: 1).draw { pen in
      page = figure.pageWithLegends(panels, with: pen)
    }
    frames = page.panels.map(\.frame)
  }

  /// The pixel that holds a pair of numbers, as 0xRRGGBB.
  func color(_ x: Double, _ y: Double, below: Int = 0) -> UInt32 {
    let column = Int(frame.x(x) * Figure.scale)
    let row = Int(frame.y(y) * Figure.scale) + below
    return image[column, row] & 0xFFFFFF
  }
}

@Suite("What is drawn appears where it should")
struct PixelTests {
  private let blank = Panel(x: Axis(range: 0...10), y: Axis(range: 0...10), legend: .none) {}

  @Test func aLine() throws {
    let panel = Panel(x: Axis(range: 0...10), y: Axis(range: 0...10)) {
      LinePlot(x: [0, 10], y: [1, 9], style: .exact.lineWidth(3))
    }
    let drawn = try Drawn(panel)
    let control = try Drawn(blank)
    for x in stride(from: 0.55, to: 10, by: 0.7) {
      let y = 1 + 0.8 * x
      #expect(drawn.color(x, y) == 0x000000)
      #expect(drawn.color(x, y, below: 12) >= 0xE0E0E0)
      #expect(control.color(x, y) >= 0xE0E0E0)
    }
  }

  @Test func pointsBarsAndAreas() throws {
    let drawn = try Drawn(
      Panel(x: Axis(range: 0...10), y: Axis(range: 0...10)) {
        PointPlot(x: [2.2], y: [7.3], errors: [1.5], style: Style(color: Color(0xFF0000)))
        BarPlot(x: [5.3], heights: [4], width: 1, style: Style(color: .black))
        AreaPlot(x: [7.1, 9.1], y: [3, 3], style: Style(color: Color(0x0000FF)).fillOpacity(1))
      })
    #expect(drawn.color(2.2, 7.3) == 0xFF0000)
    #expect(drawn.color(2.2, 8.7) == 0xFF0000, "the error bar")
    #expect(drawn.color(2.2, 8.9) >= 0xE0E0E0)
    #expect(drawn.color(5.3, 0.3) == drawn.color(5.7, 3.8))
    #expect(drawn.color(5.3, 0.3) < 0x505050)
    #expect(drawn.color(5.3, 4.2) >= 0xE0E0E0 && drawn.color(5.9, 2.1) >= 0xE0E0E0)
    #expect(drawn.color(8.3, 1.3) == 0x0000FF)
    #expect(drawn.color(8.3, 3.3) >= 0xE0E0E0)
  }

  /// Bars stand on their base, error bars reach as far up as down, and bars of one name stand side by
  /// side around its place.
  @Test func barsEndWhereTheyShould() throws {
    let drawn = try Drawn(
      Panel(x: Axis(range: -1...2), y: Axis(range: 0...10), legend: .none) {
        BarPlot(
          categories: ["a", "b"], values: [6, 6], errors: [2, 2], base: 3,
          style: Style(color: Color(0x0000FF)))
        BarPlot(
          categories: ["a", "b"], values: [6, 6], base: 3, style: Style(color: Color(0xFF0000)))
      })
    let (blue, red) = (drawn.color(-0.3, 5), drawn.color(0.3, 5))
    #expect(blue & 0xFF > 0xF0 && red >> 16 > 0xF0 && blue != red)
    #expect(drawn.color(-0.3, 3.1) == blue && drawn.color(-0.3, 5.9) == blue)
    #expect(drawn.color(-0.3, 2.8) >= 0xE0E0E0 && drawn.color(-0.3, 6.2) >= 0xE0E0E0)
    // Each is 0.38 wide; they meet at the place of the name.
    #expect(drawn.color(-0.36, 5) == blue && drawn.color(-0.03, 5) == blue)
    #expect(drawn.color(0.03, 5) == red && drawn.color(0.36, 5) == red)
    #expect(drawn.color(-0.4, 5) >= 0xE0E0E0 && drawn.color(0.4, 5) >= 0xE0E0E0)
    #expect(drawn.color(0.7, 5) == blue && drawn.color(1.3, 5) == red)
    // The error bar stands in the middle of its bar, from 4 to 8.
    #expect(drawn.color(-0.19, 7.9) < 0x404040 && drawn.color(-0.19, 4.1) < 0x404040)
    #expect(drawn.color(-0.19, 8.15) >= 0xE0E0E0 && drawn.color(-0.19, 3.8) == blue)
  }

  /// On a logarithmic axis the bin that begins at 0 begins at the edge.
  @Test func aHistogramFromZeroOnALogarithmicAxis() throws {
    let drawn = try Drawn(
      Panel(x: Axis(scale: .log, range: 0.1...10), y: Axis(range: 0...4)) {
        HistogramPlot(
          edges: [0, 1, 5], heights: [3, 1], style: Style(color: .black).fillOpacity(1))
      })
    #expect(drawn.color(0.15, 2) == 0x000000 && drawn.color(0.9, 2.9) == 0x000000)
    #expect(drawn.color(1.2, 2) >= 0xE0E0E0 && drawn.color(4, 0.5) == 0x000000)
    // An axis that is fitted has room for half of the first edge that it can show.
    let fitted = try Drawn(
      Panel(x: Axis(scale: .log)) {
        HistogramPlot(
          edges: [0, 1, 5], heights: [3, 1], style: Style(color: .black).fillOpacity(1))
      })
    #expect(fitted.frame.xRange.lowerBound == 0.5 && fitted.color(0.7, 2) == 0x000000)
  }

  /// Cells meet without a seam and take exactly the colours of the map.
  @Test func heatMapsHaveNoSeams() throws {
    let x = spaced(0, 6, 7)
    let drawn = try Drawn(
      Panel {
        Heatmap(x: x, y: x, values: (0..<49).map(Double.init), colorMap: .grey, range: 0...48)
      })
    let expected = Set((0..<49).map { ColorMap.grey(Double($0) / 48).pixel & 0xFFFFFF })
    let area = drawn.frame.area
    var found: Set<UInt32> = []
    for row in Int(area.y * 2) + 3..<Int(area.bottom * 2) - 3 {
      for column in Int(area.x * 2) + 3..<Int(area.right * 2) - 3 {
        found.insert(drawn.image[column, row] & 0xFFFFFF)
      }
    }
    #expect(found == expected)
    #expect(drawn.color(0, 0) == 0x000000 && drawn.color(6, 6) == 0xFFFFFF)
    #expect(drawn.color(2, 1) == ColorMap.grey(9.0 / 48).pixel & 0xFFFFFF)
  }

  @Test func numbersThatAreNoneStayWhite() throws {
    let drawn = try Drawn(
      Panel { Heatmap(x: [0, 1], y: [0, 1], values: [0, .nan, .infinity, 1], colorMap: .grey) })
    #expect(drawn.color(0, 0) == 0x000000)
    #expect(drawn.color(1, 0) == 0xFFFFFF && drawn.color(0, 1) == 0xFFFFFF)
  }

  @Test func oneUnitIsEquallyLongOnBothAxes() throws {
    let frame = try Drawn(
      size: .wide, Panel(x: Axis(range: 0...2), y: Axis(range: 0...1), aspect: .equal) {}
    ).frame
    #expect(abs(frame.area.width - 2 * frame.area.height) < 1e-9)
    #expect(abs(frame.x(1) - frame.x(0) - (frame.y(0) - frame.y(1))) < 1e-9)
  }

  @Test func titlesOfARowStandOnOneLine() throws {
    let frames = try Drawn(
      size: .wide, Panel("high", x: Axis(range: 0...1), y: Axis(range: 0...1)) {},
      Panel("flat", x: Axis(range: 0...2), y: Axis(range: 0...1), aspect: .equal) {}
    ).frames
    #expect(frames[0].area.height > frames[1].area.height + 20)
    #expect(frames[0].area.y == frames[1].area.y)
  }

  @Test func marksEndAtTheEdges() throws {
    let drawn = try Drawn(
      Panel(x: Axis(range: 0...10), y: Axis(range: 0...10)) {
        LinePlot(x: [5, 5], y: [-100, 100], style: .exact.lineWidth(4))
        PointPlot(x: [12, 5], y: [5, 11])
      })
    let blank = try Drawn(blank)
    let top = Int(drawn.frame.area.y * 2)
    for row in 0..<top - 3 {
      for column in 0..<drawn.image.width {
        #expect(drawn.image[column, row] == blank.image[column, row])
      }
    }
    #expect(drawn.color(5, 9.9) == 0x000000)
  }

  /// The arrow of a vector points to the right and up on the page, its tip at the larger numbers.
  @Test func arrows() throws {
    let drawn = try Drawn(
      Panel(x: Axis(range: 0...10), y: Axis(range: 0...10)) {
        VectorPlot(
          x: [5.05], y: [5.05], u: [1], v: [0], length: 100, anchor: .tail,
          style: .exact.lineWidth(2))
      })
    let unit = drawn.frame.x(1) - drawn.frame.x(0)
    #expect(drawn.color(5.05 + 50 / unit, 5.05) == 0x000000)
    #expect(drawn.color(5.05 + 98 / unit, 5.05) == 0x000000)
    #expect(drawn.color(5.05 + 103 / unit, 5.05) >= 0xE0E0E0)
    #expect(drawn.color(5.05 - 3 / unit, 5.05) >= 0xE0E0E0)
  }

  @Test func picturesStandInRows() throws {
    let drawn = try Drawn(
      Panel {
        ImageGrid([[0, 1, 1, 0], [1, 1, 1, 1], [0, 0, 0, 0]], width: 2, height: 2, columns: 2)
      })
    // Pictures are 2 pixels wide with gaps of 1: the first begins at ½, the second at 3½.
    #expect(drawn.color(1, 1) == 0x000000 && drawn.color(2, 1) == 0xFFFFFF)
    #expect(drawn.color(1, 2) == 0xFFFFFF && drawn.color(2, 2) == 0x000000)
    #expect(drawn.color(4, 1) == 0xFFFFFF)
    #expect(drawn.color(1, 4) == 0x000000 && drawn.color(2, 5) == 0x000000)
  }
}
