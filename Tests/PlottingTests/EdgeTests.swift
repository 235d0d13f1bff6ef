import Cairo
import Elementary
import Images
import Tensors
import Testing

@testable import Plotting

/// Data of one kind for every mark.
struct EdgeData: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let x, y: [Double]

  static let all = [
    EdgeData(testDescription: "empty", x: [], y: []),
    EdgeData(testDescription: "single", x: [2], y: [3]),
    EdgeData(testDescription: "equal", x: [2, 2, 2, 2], y: [3, 3, 3, 3]),
    EdgeData(
      testDescription: "huge", x: [1e270, 2e270, 5e270, 9e270], y: [1e278, 3e279, 5e279, 9e279]),
    EdgeData(
      testDescription: "tiny", x: [1e-279, 1e-278, 2e-270, 3e-270],
      y: [1e-280, 2e-280, 1e-279, 1e-270]),
    EdgeData(testDescription: "wide", x: [1e-200, 1, 1e100, 1e200], y: [1e-250, 1, 1e9, 1e250]),
    EdgeData(testDescription: "negative", x: [-4, -3, -2, -1], y: [-1, -4, -2, -3]),
    EdgeData(testDescription: "zero", x: [0, -0.0, 0, 0], y: [0, 0, -0.0, 0]),
    EdgeData(
      testDescription: "narrow", x: [1, 1 + 0x1p-52, 1 + 0x1p-51, 1 + 0x1p-50],
      y: [1e9, 1e9 + 1e-6, 1e9, 1e9]),
    EdgeData(
      testDescription: "subnormal", x: [0, 0x1p-1074, 0x1p-1073, 3 * 0x1p-1074],
      y: [0x1p-1074, 0x1p-1074, 0, 0x1p-1060]),
    EdgeData(
      testDescription: "not finite", x: [.nan, .infinity, -.infinity, 1], y: [1, 2, 3, .nan]),
    EdgeData(testDescription: "with gaps", x: [1, .nan, 3, 4], y: [1, 2, .infinity, 8]),
    EdgeData(testDescription: "ordinary", x: [1, 2, 3, 4], y: [3, 1, 4, 2]),
  ]

  /// Whether some of it is not finite.
  var isBroken: Bool { !(x + y).allSatisfy(\.isFinite) }

  /// Every mark that can be made of the data.
  var marks: [any Mark] {
    let errors = y.map { $0.isFinite ? abs($0) / 2 : 1 }
    let pairs = Tensor(zip(x, y).flatMap { [$0, $1] }, shape: [x.count, 2])
    var marks: [any Mark] = [
      LinePlot(x: x, y: y, label: "l"), PointPlot(x: x, y: y),
      PointPlot(x: x, y: y, errors: errors),
      AreaPlot(x: x, y: y), AreaPlot(x: x, lower: y, upper: y.map { 2 * $0 }),
      BarPlot(x: x, heights: y, width: 0.5, errors: errors),
      BarPlot(categories: x.indices.map { "c\($0)" }, values: y),
      HistogramPlot(samples: x, bins: 4),
      HistogramPlot(samples: x, bins: 3, normalization: .count),
      VectorPlot(x: x, y: y, u: y, v: x), VectorPlot(x: x, y: y, u: x, v: y, anchor: .tail),
      SegmentPlot(from: pairs, to: pairs * 2, arrows: true),
      SegmentPlot(from: pairs, to: pairs + 1),
    ]
    if let (x, y) = zip(x, y).first(where: { _ in true }) {
      marks += [RulePlot(x: x), RulePlot(y: y, note: "note"), Annotation("note", x: x, y: y)]
    }
    if !x.isEmpty, zip(x, x.dropFirst()).allSatisfy(<), x.allSatisfy(\.isFinite) {
      let values = y.flatMap { value in y.map { value + $0 } }
      marks += [
        Heatmap(x: x, y: x, values: values, colorBar: ""),
        Heatmap(x: x, y: x, values: values, smooth: true), ContourPlot(x: x, y: x, values: values),
      ]
    }
    if !y.isEmpty { marks.append(ImageGrid([y], width: 1, height: y.count)) }
    return marks
  }
}

@Suite("Every mark with data at the edges") struct EdgeTests {
  /// Room enough that nothing is drawn beyond the page, where no pixel could show it.
  private static let size = Figure.Size(width: 240, height: 180)

  /// The ink of a mark by itself, with nothing cut off.
  private func ink(_ mark: any Mark, _ frame: Frame) throws -> Rectangle? {
    try inkExtents { mark.draw(in: frame, with: $0) }
      .map { Rectangle(x: $0.x, y: $0.y, width: $0.width, height: $0.height) }
  }

  private func frame(of figure: Figure) throws -> Frame {
    let panels = try figure.measuredPanels()
    var page = Page(panels: [], height: 0)
    try Surface(.png, width: 1, height: 1).draw { pen in
      page = figure.pageWithLegends(panels, with: pen)
    }
    return page.panels[0].frame
  }

  @Test(arguments: EdgeData.all, [Axis.Scale.linear, .log])
  func drawnWithinTheFrameOrRefused(data: EdgeData, scale: Axis.Scale) throws {
    for mark in data.marks {
      let figure = Figure(size: Self.size, title: "figure") {
        Panel("panel", x: Axis("across", scale: scale), y: Axis("up", scale: scale)) { mark }
      }
      let kind = "\(type(of: mark))"
      do throws(PlottingError) {
        _ = try figure.image(scale: 1)
      } catch {
        expectRefusal(error, of: kind, data, scale)
        continue
      }
      let frame = try frame(of: figure)
      guard let ink = try ink(mark, frame) else {
        // A single point has no area, a constant no contours, a vector of length 0 no direction, and a
        // bar of height 0 no ink.
        #expect(
          ["AreaPlot", "ContourPlot", "VectorPlot"].contains(kind)
            || kind == "BarPlot" && data.y.allSatisfy { abs($0) < 1e-290 },
          "\(kind) left no ink")
        #expect(isConstant(data.x) || isConstant(data.y) || data.isBroken, "\(kind) left no ink")
        continue
      }
      // Half of a line along an edge, and the mitre of a corner.
      let room = frame.area.expanded(by: max(mark.overhang, 2) + 1)
      #expect(room.contains(ink), "\(kind) reaches from \(ink) over \(frame.area)")
    }
  }

  /// Whether numbers are all but equal, so that no axis tells them apart.
  private func isConstant(_ numbers: [Double]) -> Bool {
    guard let low = numbers.min(), let high = numbers.max() else { return true }
    return high - low <= max(1e-11 * max(abs(low), abs(high)), 1e-290)
  }

  /// What is refused is named, and has no place on the axis.
  private func expectRefusal(
    _ error: PlottingError, of kind: String, _ data: EdgeData, _ scale: Axis.Scale
  ) {
    guard case .nothingToShow(let panel, let mark, let axis, let isLogarithmic) = error else {
      Issue.record(error, "\(kind)")
      return
    }
    #expect(panel == PanelName(figure: "figure", number: 1, title: "panel"))
    #expect(["across", "up", "colour"].contains(axis))
    // A rule has a number on one axis, and leaves the other without any.
    #expect(mark?.hasPrefix(kind) ?? (data.x.isEmpty || kind == "RulePlot"), "\(kind)")
    #expect(isLogarithmic == (scale == .log) || axis == "colour")
    if kind == "RulePlot" { return }
    // Tensors hold Floats.
    let isSingle = kind == "SegmentPlot"
    let places = zip(data.x, data.y).filter { !isSingle || Float($0 + $1).isFinite }.filter {
      $0.isFinite && $1.isFinite && (scale == .linear || $0 >= 1e-280 && $1 >= 1e-280)
    }
    #expect(places.isEmpty || scale == .log, "\(kind)")
    if kind == "LinePlot" || kind == "PointPlot" { #expect(places.isEmpty) }
  }

  static let lengths = [0, 1, 12, 60, 400]

  /// A place of a text, and a figure with a given text there.
  struct Place: Sendable {
    let name: String
    let figure: @Sendable (String) -> Figure

    init(_ name: String, _ panel: @escaping @Sendable (String) -> Panel) {
      self.name = name
      figure = { text in Figure(size: size) { panel(text) } }
    }

    init(_ name: String, figure: @escaping @Sendable (String) -> Figure) {
      (self.name, self.figure) = (name, figure)
    }

    static func legend(_ place: Panel.LegendPlace) -> Place {
      Place("legend \(place)") { text in
        Panel(x: Axis("x"), y: Axis("y"), legend: place) {
          LinePlot(x: [0, 1], y: [0, 1], label: text)
          LinePlot(x: [0, 0.5], y: [1, 0.5], label: text + "b")
        }
      }
    }
  }

  /// A figure with a text of a length in each place in turn.
  static let places: [Place] = [
    Place("figure", figure: { text in Figure(size: size, title: text) { panel() } }),
    Place("title") { panel($0) },
    Place("x") { panel(x: Axis($0)) },
    Place("y") { panel(y: Axis($0)) },
    Place("ticks") { panel(x: Axis(ticks: [0, 0.5], tickLabels: [$0, $0])) },
    Place("categories") { text in Panel { BarPlot(categories: [text, "b"], values: [1, 2]) } },
    Place("rows") { text in
      Panel { ImageGrid([[1, 0]], width: 1, height: 2, rowLabels: [text]) }
    },
    Place("colour bar") { text in
      Panel { Heatmap(x: [0, 1], y: [0, 1], values: [1, 2, 3, 4], colorBar: text) }
    },
    Place("note of a rule") { text in panel { RulePlot(y: 0.5, note: text) } },
    Place("note of a column") { text in panel { RulePlot(x: 0.9, note: text) } },
    Place("annotation") { text in panel { Annotation(text, x: 0.5, y: 0.5) } },
    .legend(.automatic), .legend(.topLeft), .legend(.above), .legend(.below), .legend(.beside),
    .legend(.direct),
  ]

  private static func panel(
    _ title: String = "", x: Axis = Axis("x"), y: Axis = Axis("y"),
    @MarkBuilder _ marks: () -> [any Mark] = { [] }
  ) -> Panel {
    let more = marks()
    return Panel(title, x: x, y: y) {
      LinePlot(x: [0, 1], y: [0, 1])
      for mark in more { mark }
    }
  }

  /// The page's edge stays white, or the figure is refused with the place named.
  @Test(arguments: places.indices, ["word word ", "unbroken", "x_{i} "])
  func textsOfAnyLength(place: Int, word: String) throws {
    for length in Self.lengths {
      let text = String(
        String(repeating: word, count: length).prefix(word.contains("{") ? 7 * length : length))
      let figure = Self.places[place].figure(text)
      do throws(PlottingError) {
        let image = try figure.image(scale: 1)
        for column in 0..<image.width {
          #expect(image[column, 0] == 0xFFFF_FFFF && image[column, image.height - 1] == 0xFFFF_FFFF)
        }
        for row in 0..<image.height {
          #expect(image[0, row] == 0xFFFF_FFFF && image[image.width - 1, row] == 0xFFFF_FFFF)
        }
      } catch {
        guard case .noRoom(_, let part, let points) = error, points > 1, !part.isEmpty else {
          Issue.record(error)
          continue
        }
        #expect(length >= 12, "\(Self.places[place].name) of \(length) characters is refused")
        #expect("\(error)".contains("would reach over the edge of the page by \(points) points"))
      }
    }
  }
}
