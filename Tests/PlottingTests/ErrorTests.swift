import Cairo
import Files
import Plotting
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Errors say what happened, where, and what to do")
struct ErrorTests {
  private let figure = Figure { Panel { LinePlot(x: [0, 1], y: [0, 1]) } }

  private func failure(_ body: () throws(PlottingError) -> Void) -> PlottingError? {
    do throws(PlottingError) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test func nothingToShow() throws {
    let empty = Figure {
      Panel { LinePlot(x: [0, 1], y: [0, 1]) }
      Panel("Loss", x: Axis("step"), y: Axis("loss", scale: .log)) {
        LinePlot(x: [0, 1], y: [0, -1])
      }
    }
    let error = try #require(failure { () throws(PlottingError) in _ = try empty.render(.png) })
    #expect(
      error
        == .nothingToShow(
          PanelName(number: 2, title: "Loss"), mark: "LinePlot", axis: "loss", isLogarithmic: true))
    let logarithmic = Figure(title: "Costs") {
      Panel("Loss", x: Axis("step", range: 0...1), y: Axis("loss", scale: .log)) {
        PointPlot(x: [1], y: [1])
        LinePlot(x: [0, 1], y: [0, -1], label: "KL")
      }
    }
    let other = try #require(
      failure { () throws(PlottingError) in _ = try logarithmic.render(.png) })
    #expect(
      other.description == """
        cannot draw figure “Costs”, panel 1 “Loss”: LinePlot “KL” has no positive number for the \
        loss axis. Give it positive data, or the axis a linear scale.
        """)
  }

  @Test func anEmptyPanelWithRangesIsDrawn() throws {
    let axes = Figure { Panel(x: Axis(range: 0...1), y: Axis(range: 0...1)) {} }
    #expect(try axes.render(.png).count > 1000)
    #expect(failure { () throws(PlottingError) in _ = try Figure {}.render(.png) } == .noPanels)
    #expect(
      failure { () throws(PlottingError) in _ = try Figure { Panel {} }.render(.png) }
        == .nothingToShow(
          PanelName(number: 1, title: ""), mark: nil, axis: "x", isLogarithmic: false))
  }

  @Test func aFileThatCannotBeWritten() throws {
    let path = "/nonexistent-folder/figure.png"
    let error = try #require(failure { () throws(PlottingError) in try figure.write(to: path) })
    #expect(error == .file(FileError(.write, path: path, code: ENOENT)))
    #expect(error.description.contains(path))
    #expect(error.description.contains("No such file or directory"))
  }

  #if os(Linux)
    @Test(arguments: Figure.Format.allCases)
    func aFullDisk(format: Figure.Format) throws {
      let error = try #require(
        failure { () throws(PlottingError) in try figure.write(to: "/dev/full", format: format) })
      #expect(error == .file(FileError(.write, path: "/dev/full", code: ENOSPC)))
    }
  #endif

  @Test func mistakesStopTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = Axis("x", scale: .log, range: 0...1) }
    await #expect(processExitsWith: .failure) { _ = Axis("x", ticks: [1], tickLabels: ["a", "b"]) }
    await #expect(processExitsWith: .failure) { _ = Figure.Size(width: -1, height: 100) }
    await #expect(processExitsWith: .failure) {
      _ = PointPlot(x: [1], y: [1], errors: [1, 2])
    }
    await #expect(processExitsWith: .failure) {
      _ = PointPlot(x: [1, 2], y: [1, 2], errors: [1, -1])
    }
    await #expect(processExitsWith: .failure) {
      _ = BarPlot(categories: ["a"], values: [1], errors: [-0.1])
    }
    await #expect(processExitsWith: .failure) {
      _ = HistogramPlot(edges: [0, 1], heights: [1, 2])
    }
    await #expect(processExitsWith: .failure) {
      _ = HistogramPlot(samples: [1], range: -Double.infinity...5)
    }
    await #expect(processExitsWith: .failure) {
      _ = HistogramPlot(edges: [0, 0], heights: [1])
    }
    await #expect(processExitsWith: .failure) {
      var axis = Axis("x")
      axis.range = 1...1
    }
    await #expect(processExitsWith: .failure) {
      var axis = Axis("x", range: 0...1)
      axis.scale = .log
    }
    await #expect(processExitsWith: .failure) { _ = LinePlot(x: [0], y: [0]).labelled() }
    await #expect(processExitsWith: .failure) {
      _ = ImageGrid([[1, 2, 3]], width: 2, height: 2)
    }
  }
}
