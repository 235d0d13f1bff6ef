import Distributions
import Elementary
import Statistics
import Tensors
import Testing

@testable import Plotting

/// A mark made of tensors or grids is the mark made of the same numbers in lists.
@Suite("Marks of tensors and grids")
struct TensorMarkTests {
  private func numbers(_ mark: any Mark) -> String {
    var table = NumberTable()
    table.begin(panel: 1, title: "")
    mark.record(in: &table)
    return table.csv
  }

  private let line = Grid(0...1, count: 3)
  private let plane = Grid(x: 0...2, y: 0...1, counts: (3, 2))
  private let points = Tensor(rows: [[1, 2], [3, 5], [-1, 0.5]])

  @Test func pointsAndPaths() {
    let lists = ([1.0, 3, -1], [2, 5, 0.5])
    #expect(numbers(PointPlot(points)) == numbers(PointPlot(x: lists.0, y: lists.1)))
    #expect(numbers(LinePlot(points)) == numbers(LinePlot(x: lists.0, y: lists.1)))
    #expect(
      numbers(PointPlot([1, 2], Tensor([3, 4.0]), errors: Tensor([0.5, 0.25])))
        == numbers(PointPlot(x: [1, 2], y: [3, 4], errors: [0.5, 0.25])))
    #expect(
      numbers(LinePlot([1, 2], Tensor([3, 4.0])))
        == numbers(LinePlot(x: [1, 2], y: [3, 4])))
    #expect(
      numbers(HistogramPlot(samples: points, bins: 3))
        == numbers(HistogramPlot(samples: [1, 2, 3, 5, -1, 0.5], bins: 3)))
  }

  /// Two paths of three steps: `[steps, n, 2]`.
  @Test func manyPathsAreBroken() {
    let path = Tensor((0..<12).map(Double.init), shape: [3, 2, 2])
    #expect(
      numbers(LinePlot(path))
        == numbers(
          LinePlot(x: [0, 4, 8, .nan, 2, 6, 10, .nan], y: [1, 5, 9, .nan, 3, 7, 11, .nan])))
  }

  @Test func lines() {
    let values = [1.0, 4, 2]
    let list = numbers(LinePlot(x: [0, 0.5, 1], y: values))
    #expect(numbers(LinePlot(line, values)) == list)
    #expect(numbers(LinePlot(line, Tensor(values))) == list)
    #expect(
      numbers(LinePlot(line) { 2 * $0 }) == numbers(LinePlot(x: [0, 0.5, 1], y: [0, 1, 2])))
    #expect(
      numbers(AreaPlot(line, values, base: 1))
        == numbers(AreaPlot(x: [0, 0.5, 1], y: values, base: 1)))
    #expect(
      numbers(AreaPlot(line, lower: values, upper: [5, 6, 7]))
        == numbers(AreaPlot(x: [0, 0.5, 1], lower: values, upper: [5, 6, 7])))
    #expect(
      numbers(AreaPlot(line, lower: Tensor(values), upper: Tensor([5, 6, 7.0])))
        == numbers(AreaPlot(x: [0, 0.5, 1], lower: values, upper: [5, 6, 7])))
  }

  @Test func planes() {
    let values = [1.0, 2, 3, 4, 5, 7]
    let heatmap = numbers(Heatmap(x: [0, 1, 2], y: [0, 1], values: values))
    #expect(numbers(Heatmap(plane, values)) == heatmap)
    #expect(numbers(Heatmap(plane, Tensor(values))) == heatmap)
    #expect(
      numbers(ContourPlot(plane, values, levels: [2.5]))
        == numbers(ContourPlot(x: [0, 1, 2], y: [0, 1], values: values, levels: [2.5])))
    #expect(
      numbers(ContourPlot(plane, Tensor(values))) == numbers(ContourPlot(plane, values)))
    let vectors = Tensor((0..<12).map(Double.init), shape: [6, 2])
    let list = numbers(
      VectorPlot(
        x: [0, 1, 2, 0, 1, 2], y: [0, 0, 0, 1, 1, 1], u: [0, 2, 4, 6, 8, 10],
        v: [1, 3, 5, 7, 9, 11]))
    #expect(numbers(VectorPlot(plane, vectors)) == list)
    #expect(numbers(VectorPlot(plane.points, vectors)) == list)
  }

  @Test func estimatesAndDensities() {
    let estimates = [Estimate(3, standardError: 0.5), Estimate(4, standardError: 0.25)]
    #expect(
      numbers(PointPlot([1, 2], estimates, label: "y"))
        == numbers(PointPlot(x: [1, 2], y: [3, 4], errors: [0.5, 0.25], label: "y")))
    let (mixture, square) = (GaussianMixture.running, Grid(square: -4...4, step: 0.5))
    #expect(
      numbers(ContourPlot(densityOf: mixture, on: square, levels: [0.02, 0.1]))
        == numbers(
          ContourPlot(square, exp(mixture.logDensity(square.points)), levels: [0.02, 0.1])))
  }

  @Test func panelsOfThePlane() {
    let panel = Panel.plane("Points", -2...6, legend: .above) { PointPlot(points) }
    #expect(panel.x == Axis("x₁", range: -2...6) && panel.y == Axis("x₂", range: -2...6))
    #expect(panel.isEqual && panel.title == "Points" && panel.legend == .above)
    #expect(panel.marks.map(numbers) == [numbers(PointPlot(points))])
    #expect(Panel.plane { PointPlot(points) }.x.range == nil)
  }

  @Test func pictures() {
    let images = Tensor((0..<12).map { Double($0) / 12 }, shape: [2, 3, 2])
    let list = numbers(
      ImageGrid(
        [images.row(0).doubles, images.row(1).doubles], width: 2, height: 3, columns: 1))
    #expect(numbers(ImageGrid(images, columns: 1)) == list)
    #expect(numbers(ImageGrid(images.reshaped(2, 3, 2, 1), columns: 1)) == list)
  }

  @Test func segments() throws {
    let ends = points + 1
    let plot = SegmentPlot(from: points, to: ends, label: "steps")
    let rows = numbers(plot).split(separator: "\n")
    #expect(rows.count == 4 && rows[1] == "1,,segment,steps,1.0,2.0,,,1.0,1.0,")
    var bounds = Bounds(x: AxisBounds(scale: .linear), y: AxisBounds(scale: .linear))
    plot.extend(&bounds)
    #expect(bounds.x.range == -1.2...4.2 && bounds.y.range == 0.28...6.22)
    #expect(plot.legend?.swatch == .line)
    #expect(SegmentPlot(from: points, to: ends, arrows: true, label: "s").legend?.swatch == .arrow)
  }

  @Test func wrongShapesStopTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = PointPlot(Tensor.zeros(3, 3)) }
    await #expect(processExitsWith: .failure) { _ = LinePlot(Tensor.zeros(4)) }
    await #expect(processExitsWith: .failure) { _ = ImageGrid(Tensor.zeros(2, 64)) }
    await #expect(processExitsWith: .failure) {
      _ = SegmentPlot(from: Tensor.zeros(3, 2), to: Tensor.zeros(2, 2))
    }
    await #expect(processExitsWith: .failure) { _ = Heatmap(Grid(0...1, count: 2), [1, 2.0]) }
    await #expect(processExitsWith: .failure) {
      _ = LinePlot(Grid(x: 0...1, y: 0...1, counts: (2, 2)), [1, 2, 3, 4.0])
    }
  }
}
