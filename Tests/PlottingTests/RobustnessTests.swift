import Testing

@testable import Plotting

@Suite("No numbers crash a figure")
struct RobustnessTests {
  private static let extremes: [Double] = [
    .nan, .infinity, -.infinity, 0, -0.0, 1, -1, 3.5, 1e-5, .leastNonzeroMagnitude,
    -.leastNonzeroMagnitude,
    .leastNormalMagnitude / 64, 1e300, -1e300,
    .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNormalMagnitude, 1 + .ulpOfOne,
  ]

  private func numbers(_ count: Int, seed: Int) -> [Double] {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Self.extremes[Int(state >> 33) % Self.extremes.count]
    }
  }

  /// Every mark, on every kind of axis, with numbers that are none, infinite, tiny and huge: it is
  /// drawn, or refused by an error that names the axis.
  @Test(arguments: 0..<60)
  func anyNumbers(seed: Int) throws {
    func some(_ k: Int, _ count: Int = 4) -> [Double] { numbers(count, seed: 40 * seed + k) }
    let axes = [
      (Axis("x"), Axis("y")), (Axis("x", scale: .log), Axis("y", scale: .log)),
      (Axis("x", range: 0...1), Axis("y", range: -1e-9...1e9)),
    ]
    let grid = [1.0, 2, 4, 8]
    let marks: [any Mark] = [
      LinePlot(x: some(1), y: some(2), label: "line"),
      PointPlot(x: some(3), y: some(4), errors: some(5).map(abs)),
      AreaPlot(x: some(6), y: some(7)), AreaPlot(x: some(8), lower: some(9), upper: some(10)),
      BarPlot(x: some(11), heights: some(12), width: 1, errors: some(13).map(abs)),
      BarPlot(categories: ["a", "b", "c", "d"], values: some(14)),
      HistogramPlot(samples: some(15)), HistogramPlot(edges: [0] + grid, heights: some(17)),
      RulePlot(x: some(18)[0], note: "note"), RulePlot(y: some(19)[0], note: "note"),
      Heatmap(x: grid, y: grid, values: some(20, 16), colorBar: "c", smooth: seed % 2 == 0),
      Heatmap(x: grid, y: grid, values: some(21, 16), colorMap: .diverging, scale: .log),
      ContourPlot(x: grid, y: grid, values: some(22, 16)),
      VectorPlot(x: some(23), y: some(24), u: some(25), v: some(26), colorMap: .viridis),
      ImageGrid([some(27, 16)], width: 4, height: 4),
      Annotation("note", x: some(28)[0], y: some(29)[0]),
      PointPlot(x: some(30, 5000), y: some(31, 5000)),
    ]
    for (index, mark) in marks.enumerated() {
      let (x, y) = axes[(index + seed) % axes.count]
      let figure = Figure(size: .init(width: 150, height: 100)) {
        Panel("panel", x: x, y: y, aspect: seed % 7 == 0 ? .equal : .free) { mark }
      }
      do throws(PlottingError) {
        #expect(try figure.render(.png).count > 100)
      } catch {
        // Notes at the edges of so small a page find no room.
        if case .noRoom(PanelName(number: 1, title: "panel"), "Annotation", _) = error { continue }
        // Alone in its panel, a rule leaves one axis without a number.
        guard
          case .nothingToShow(PanelName(number: 1, title: "panel"), let name, let axis, _) = error,
          name != nil || mark is RulePlot, ["x", "y", "colour"].contains(axis)
        else {
          Issue.record("\(error) from mark \(index)")
          continue
        }
      }
      #expect(figure.csv.split(separator: "\n").count > 1)
    }
  }

  @Test(arguments: [Figure.Size(width: 50, height: 50), Figure.Size(width: 60, height: 400)])
  func figuresThatAreMuchTooSmall(size: Figure.Size) throws {
    for (_, figure) in gallery {
      let small = Figure(size: size, columns: figure.columns, title: "title") { figure.panels }
      do throws(PlottingError) {
        #expect(try small.render(.png).count > 100)
      } catch {
        guard case .noRoom = error else {
          Issue.record(error)
          continue
        }
      }
    }
  }
}
