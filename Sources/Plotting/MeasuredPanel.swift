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
      let panelName = PanelName(figure: title, number: index + 1, title: panel.title)
      for mark in panel.marks {
        try mark.requirePlace(in: panel, panelName)
        mark.extend(&bounds)
      }
      bounds.x.include(panel.x.including)
      bounds.y.include(panel.y.including)
      func ends(
        _ axis: Axis, _ bounds: AxisBounds, _ name: String
      ) throws(PlottingError) -> ClosedRange<Double> {
        if let range = axis.range ?? bounds.range { return range }
        throw .nothingToShow(
          panelName, mark: nil, axis: axis.label.isEmpty ? name : axis.label,
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

extension Mark {
  /// Refuses numbers none of which has a place on its axis: the mark would vanish in silence.
  fileprivate func requirePlace(in panel: Panel, _ name: PanelName) throws(PlottingError) {
    var own = Bounds(x: AxisBounds(scale: panel.x.scale), y: AxisBounds(scale: panel.y.scale))
    extend(&own)
    let missing = [("x", panel.x, OccupiedAxes.x, own.x), ("y", panel.y, .y, own.y)]
      .filter { occupiedAxes.contains($0.2) && $0.3.range == nil }
    // Marks of pairs reach on neither axis if one number of each has no place: a logarithmic axis is
    // the likelier reason.
    if let axis = missing.first(where: { $0.1.scale == .log }) ?? missing.first {
      throw .nothingToShow(
        name, mark: self.name, axis: axis.1.label.isEmpty ? axis.0 : axis.1.label,
        isLogarithmic: axis.1.scale == .log)
    }
    if occupiedAxes.contains(.color) {
      throw .nothingToShow(name, mark: self.name, axis: "colour", isLogarithmic: false)
    }
  }
}
