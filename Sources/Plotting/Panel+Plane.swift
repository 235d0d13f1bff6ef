extension Panel {
  /// A panel of the plane: its axes are x₁ and x₂, with units of the same length.
  /// - Parameters:
  ///   - title: stands above it; may be empty.
  ///   - square: what both axes show; nil to fit what is drawn.
  ///   - legend: where it stands.
  ///   - marks: what is drawn, the first below.
  public static func plane(
    _ title: String = "", _ square: ClosedRange<Double>? = nil, legend: LegendPlace = .automatic,
    @MarkBuilder marks: () throws -> [any Mark]
  ) rethrows -> Panel {
    try Panel(
      title, x: Axis("x₁", range: square), y: Axis("x₂", range: square), aspect: .equal,
      legend: legend, marks: marks)
  }
}
