import Cairo

/// Where the legend of a panel stands in the end.
enum LegendPosition: Equatable {
  case none
  /// In the panel, at fractions of the room that it leaves.
  case inside(Point)
  case above, below, beside
}

/// A panel whose axes have ends.
struct MeasuredPanel {
  let panel: Panel
  let heading: String
  let xRange, yRange: ClosedRange<Double>
  /// Where the legend stands.
  var legend = LegendPosition.none
}

extension Figure {
  /// Finds the ends of all axes.
  func measuredPanels() throws(PlottingError) -> [MeasuredPanel] {
    if panels.isEmpty { throw .noPanels }
    var measured: [MeasuredPanel] = []
    for (index, panel) in panels.enumerated() {
      var bounds = Bounds(
        x: AxisBounds(scale: panel.x.scale), y: AxisBounds(scale: panel.y.scale))
      for mark in panel.marks { mark.extend(&bounds) }
      bounds.x.include(panel.x.including)
      bounds.y.include(panel.y.including)
      func ends(
        _ axis: Axis, _ bounds: AxisBounds, _ name: String
      ) throws(PlottingError) -> ClosedRange<Double> {
        if let range = axis.range ?? bounds.range { return range }
        throw .nothingToShow(
          panel: index + 1, title: panel.title, axis: axis.label.isEmpty ? name : axis.label,
          isLogarithmic: axis.scale == .log)
      }
      let letter = hasLetters ? "(\(Character(Unicode.Scalar(UInt8(97 + index % 26))))) " : ""
      measured.append(
        MeasuredPanel(
          panel: panel, heading: letter + panel.title,
          xRange: try ends(panel.x, bounds.x, "x"), yRange: try ends(panel.y, bounds.y, "y")))
    }
    return measured
  }
}
