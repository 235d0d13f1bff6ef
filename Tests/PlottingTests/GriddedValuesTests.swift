import Testing

@testable import Plotting

@Suite("Numbers on grids")
struct GriddedValuesTests {
  private let grid = GriddedValues("test", x: [0, 1, 3], y: [10, 20], values: [1, 2, 4, 5, 6, 8])

  @Test func bordersLieMidway() {
    #expect(grid.xEdges == [-0.5, 0.5, 2, 4])
    #expect(grid.yEdges == [5, 15, 25])
    #expect(GriddedValues("test", x: [3], y: [1], values: [0]).xEdges == [2.5, 3.5])
  }

  @Test(arguments: [(-0.4, 12.0, 1.0), (0.6, 12, 2), (1.9, 12, 2), (2.1, 16, 8), (4, 25, 8)])
  func cells(x: Double, y: Double, value: Double) throws {
    let u = try #require(grid.xPosition(x, smooth: false))
    let v = try #require(grid.yPosition(y, smooth: false))
    #expect(grid.value(u, v) == value)
  }

  @Test(arguments: [(0.0, 10.0, 1.0), (0.5, 10, 1.5), (2, 10, 3), (3, 20, 8), (2, 15, 5)])
  func bilinear(x: Double, y: Double, value: Double) throws {
    let u = try #require(grid.xPosition(x, smooth: true))
    let v = try #require(grid.yPosition(y, smooth: true))
    #expect(grid.value(u, v) == value)
  }

  @Test func outside() {
    #expect(grid.xPosition(-0.6, smooth: false) == nil && grid.xPosition(4.1, smooth: false) == nil)
    #expect(grid.xPosition(-0.1, smooth: true) == nil && grid.xPosition(.nan, smooth: true) == nil)
  }

  @Test func wrongShapesStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = Heatmap(x: [0, 1], y: [0, 1], values: [1, 2, 3])
    }
    await #expect(processExitsWith: .failure) {
      _ = Heatmap(x: [0, 1], y: [0, 1], values: [[1, 2], [3]])
    }
    await #expect(processExitsWith: .failure) {
      _ = ContourPlot(x: [1, 0], y: [0, 1], values: [1, 2, 3, 4])
    }
    await #expect(processExitsWith: .failure) { _ = LinePlot(x: [1, 0], y: [0]) }
  }
}

@Suite("Histograms")
struct HistogramTests {
  private func rows(_ plot: HistogramPlot) -> [[Double]] {
    var table = NumberTable()
    table.begin(panel: 1, title: "")
    plot.record(in: &table)
    return table.csv.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return [5, 6, 7].map { Double(fields[$0])! }
    }
  }

  @Test func countsWithTheLastEdgeIncluded() {
    let plot = HistogramPlot(
      samples: [0, 0.5, 0.999, 1, 2, 2.5, 3, -1, 7, .nan], range: 0...3, bins: 3,
      normalization: .count)
    #expect(rows(plot).map { $0[0] } == [3, 1, 3])
    #expect(rows(plot).map { $0[1] } == [0, 1, 2])
    #expect(rows(plot).map { $0[2] } == [1, 2, 3])
  }

  /// Bins about a large number are wide enough to be told apart.
  @Test(arguments: [0, 0x1p53, -1e270, 1e-300])
  func equalSamplesStandInOneBin(sample: Double) {
    let plot = HistogramPlot(samples: [sample, sample], bins: 3, normalization: .count)
    #expect(rows(plot).map { $0[0] } == [0, 2, 0])
    #expect(rows(plot).allSatisfy { $0[1] < $0[2] })
  }

  @Test func noSampleHasAPlace() throws {
    let figure = Figure { Panel(x: Axis("x")) { HistogramPlot(samples: [.nan]) } }
    do throws(PlottingError) {
      _ = try figure.render(.png)
      Issue.record("a histogram of no samples was drawn")
    } catch {
      #expect(
        error
          == .nothingToShow(
            PanelName(number: 1, title: ""), mark: "HistogramPlot", axis: "x", isLogarithmic: false)
      )
    }
  }

  /// A density counts the samples beyond its range in the total, so that it stays comparable.
  @Test func densities() {
    let inside = HistogramPlot(samples: [0.5, 0.5, 1.5, 3.5], range: 0...4, bins: 2)
    #expect(rows(inside).map { $0[0] } == [0.375, 0.125])
    let cut = HistogramPlot(samples: [0.5, 0.5, 1.5, 3.5], range: 0...2, bins: 2)
    #expect(rows(cut).map { $0[0] } == [0.5, 0.25])
  }
}
