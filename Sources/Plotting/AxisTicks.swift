import Cairo

extension MeasuredPanel {
  /// The ticks of the horizontal axis: as many as have room for their labels.
  func xTicks(_ frame: Frame, with pen: borrowing Context) -> Ticks {
    var wanted = max(2, Int(frame.area.width / 44))
    while true {
      let ticks = ticks(panel.x, xRange, wanted: wanted)
      if wanted <= 2 || panel.x.ticks != nil { return ticks }
      let spans = ticks.ticks.filter { !$0.label.isEmpty }.map { tick in
        (middle: frame.x(tick.value), half: pen.width(of: tick.label, .tick) / 2)
      }.sorted { $0.middle < $1.middle }
      let gaps = zip(spans, spans.dropFirst()).map {
        $1.middle - $1.half - ($0.middle + $0.half)
      }
      if gaps.allSatisfy({ $0 >= 9 }) { return ticks }
      wanted -= 1
    }
  }

  /// The ticks of the vertical axis.
  func yTicks(_ frame: Frame) -> Ticks {
    ticks(panel.y, yRange, wanted: max(2, Int(frame.area.height / 40)))
  }

  private func ticks(_ axis: Axis, _ range: ClosedRange<Double>, wanted: Int) -> Ticks {
    if axis.isHidden { return Ticks() }
    if let values = axis.ticks {
      let labels = axis.tickLabels ?? values.map(brief)
      return Ticks(
        ticks: zip(values, labels).map { Tick(value: $0, label: $1) }
          .filter { axis.scale.holds($0.value) && range.contains($0.value) })
    }
    if panel.frameStyle == .bare { return Ticks() }
    switch axis.scale {
    case .linear: return linearTicks(range, wanted: wanted).map(labelled) ?? Ticks()
    case .log: return logTicks(range, wanted: wanted)
    }
  }
}
