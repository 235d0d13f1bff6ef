import Distributions
import Elementary
import Plotting
import Tensors

/// What asks for room around its panel.
let rooms = Figure(size: .tall, columns: 2) {
  let plane = Grid(x: 0...1e9, y: 0...1e-5, counts: (20, 20))
  Panel(x: Axis(), y: Axis("y")) {
    Heatmap(plane, plane.map { 1e-4 * $0 * $1 }, colorBar: "q(x)")
  }
  Panel("A title", x: Axis(), y: Axis()) {
    LinePlot(over: 0...1e9) { 2e-7 * $0 * $0 }
  }
  Panel(
    "A title of so many words that it does not find room on one line above a panel of this width, "
      + "nor on two", x: Axis("x"), y: Axis("‖∇ₓ log p‖²")
  ) {
    LinePlot(over: 0...1, label: "one very long label, ‖x̂ − x‖² / √(1 − ᾱ_{t − 1}), of many words")
    {
      $0
    }
    LinePlot(over: 0...1, label: "averylonglabelwithoutanyspaceinitwhichisbrokenanyway") { 1 - $0 }
    PointPlot(x: noise(500).map { 0.5 + $0 / 5 }, y: noise(500, seed: 3).map { 0.5 + $0 / 5 })
  }
  Panel("Dashes", x: Axis("x"), y: Axis("y"), legend: .beside) {
    for (i, dash) in [
      Style.Dash.solid, .longDashed, .dashed, .dashDotted, .doubleDotted, .dotted,
    ].enumerated() {
      LinePlot(over: 0...1, label: "\(dash)", style: .exact.dash(dash)) { $0 + Double(i) }
    }
  }
}

/// More names than fit beside or in a panel.
let entries = Figure(columns: 2) {
  for legend in [Panel.LegendPlace.automatic, .beside] {
    Panel("22 names, \(legend)", x: Axis("x"), y: Axis("y"), legend: legend) {
      for i in 0..<22 {
        LinePlot(over: 0...1, count: 60, label: "name \(i)", style: .series(i)) {
          sin(3 * $0 + Double(i))
        }
      }
    }
  }
}

/// Names at the lines.
let labels = Figure(size: .tall, columns: 2) {
  Panel("At the ends", x: Axis("steps T", scale: .log), y: Axis("KL", scale: .log), legend: .direct)
  {
    for (i, (name, factor)) in [
      ("β_{t}", 30.0), ("β̃_{t}", 28), ("DDIM", 20), ("Heun", 0.1), ("exact", 0.08),
    ].enumerated() {
      LinePlot(
        x: [20, 50, 100, 500, 1000], y: [20, 50, 100, 500, 1000].map { factor / ($0 * $0) },
        label: name, style: .series(i))
    }
    PointPlot(x: [20, 100, 1000], y: [0.07, 0.003, 3e-5], label: "measured")
  }
  Panel("At the tops", x: Axis("x"), y: Axis("density")) {
    for (i, σ) in [0.4, 0.7, 1.2].enumerated() {
      LinePlot(over: -4...4, label: "σ = \(σ)", style: .sequence(i, of: 3)) {
        exp(-($0 - σ) * ($0 - σ) / (2 * σ * σ)) / σ
      }
      .labelled(at: .top)
    }
    LinePlot(over: -4...4, label: "what is exact", style: .exact) { exp(-$0 * $0) }
  }
  Panel("At numbers, and an end inside", x: Axis("x", range: 0...10), y: Axis("y")) {
    for (i, slope) in [0.5, 1, 1.5].enumerated() {
      LinePlot(over: 0...8, label: "slope \(slope)", style: .series(i)) { slope * $0 }
        .labelled(at: i == 0 ? .end : .x(4))
    }
  }
  Panel("Over a map", x: Axis("x"), y: Axis("y"), legend: .direct) {
    let plane = Grid(square: -2...2, step: 0.1)
    Heatmap(plane, plane.map { $0 * $1 }, colorMap: .diverging, colorBar: "x y", smooth: true)
    LinePlot(over: -2...2, label: "parabola", style: .exact) { $0 * $0 - 2 }
    LinePlot(over: -2...1, label: "line", style: .exact) { -$0 }
  }
}

/// Marks of tensors and grids.
let tensors = Figure(size: .planes, columns: 3) {
  let plane = Grid(square: -3...3, step: 0.1)
  let mixture = GaussianMixture.running
  var random = RandomStream(seed: 3)
  let points = mixture.sample(200, using: &random)
  Panel("Grid", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
    Heatmap(plane, exp(mixture.logDensity(plane.points)), colorMap: .sequential, smooth: true)
    let coarse = Grid(square: -2.5...2.5, step: 0.5)
    VectorPlot(coarse, mixture.score(at: coarse.points), longest: 8)
  }
  Panel("Segments", x: Axis("x₁", range: -3...3), y: Axis("x₂", range: -3...3), aspect: .equal) {
    ContourPlot(plane, exp(mixture.logDensity(plane.points)), levels: [0.02, 0.1], style: .data)
    SegmentPlot(
      from: points, to: points + 0.1 * mixture.score(at: points), arrows: true, label: "a step",
      style: .learned.lineWidth(0.8))
    PointPlot(points, style: .data)
  }
  let square = -3.0...3.0
  Panel("Paths", x: Axis("x₁", range: square), y: Axis("x₂", range: square), aspect: .equal) {
    let steps = (0..<30).map { _ in 0.3 * random.normal([1, 4, 2]) }
    var place = Tensor.zeros(1, 4, 2)
    let path = Tensor.concatenated(
      steps.map {
        place = place + $0
        return place
      })
    LinePlot(path, label: "four walks", style: .series(1).lineWidth(0.8))
  }
}
