import Elementary
import Plotting

/// Figures of every kind that the book needs, with made-up numbers, to be looked at and tested.
let gallery: [(name: String, figure: Figure)] = [
  ("densities", densities), ("landscape", landscape), ("field", field), ("costs", costs),
  ("bars", bars), ("chain", chain), ("filmstrip", filmstrip), ("digits", digits),
  ("extremes", extremes), ("colors", colors), ("crowd", crowd), ("bands", bands),
  ("rooms", rooms), ("entries", entries), ("labels", labels), ("tensors", tensors),
]

func spaced(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
  (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
}

/// Numbers that look like noise: a fixed sequence in (−1, 1), near normal by summing.
func noise(_ count: Int, seed: UInt64 = 1) -> [Double] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15
  return (0..<count).map { _ in
    var sum = 0.0
    for _ in 0..<6 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      sum += Double(state >> 11) / 9_007_199_254_740_992 - 0.5
    }
    return sum * 2.0.squareRoot()
  }
}

private let densities = Figure(columns: 2, letters: true) {
  let temperatures = [0.25, 0.5, 1, 2, 4]
  Panel("Energy", x: Axis("x"), y: Axis("E(x)", range: 0...4)) {
    LinePlot(over: -3...3, label: "E(x) = x²/2", style: .exact) { $0 * $0 / 2 }
  }
  Panel("Density", x: Axis("x"), y: Axis("p(x) = exp(−E(x)/T) / Z")) {
    for (i, T) in temperatures.enumerated() {
      LinePlot(over: -3...3, label: "T = \(T)", style: .sequence(i, of: temperatures.count)) {
        exp(-$0 * $0 / (2 * T)) / (2 * Double.pi * T).squareRoot()
      }
    }
  }
}

private func well(_ x: Double, _ y: Double) -> Double {
  (x * x - 1) * (x * x - 1) + 2 * y * y - 0.3 * x
}

private let landscape = Figure(size: .planes, columns: 2) {
  let (x, y) = (spaced(-2, 2, 81), spaced(-1.5, 1.5, 61))
  let values = y.map { y in x.map { well($0, y) } }
  Panel("Energy landscape", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
    Heatmap(x: x, y: y, values: values, range: 0...8, colorBar: "E(x)", smooth: true)
    ContourPlot(
      x: x, y: y, values: values, levels: [0.25, 0.5, 1, 2, 4, 8],
      style: Style(color: .white).lineWidth(0.7))
    PointPlot(x: [1.04, -0.96], y: [0, 0], label: "minima", style: .wrong)
  }
  Panel("A walk over contours", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
    ContourPlot(x: x, y: y, values: values, levels: [0.25, 0.5, 1, 2, 4, 8], colorMap: .viridis)
    let steps = noise(160, seed: 4)
    LinePlot(
      x: (0..<80).map { 1 + 0.35 * steps[$0] }, y: (0..<80).map { 0.35 * steps[80 + $0] },
      label: "chain", style: .measured)
  }
}

private let field = Figure(size: .planes, columns: 3) {
  let places = spaced(-2, 2, 13).flatMap { x in spaced(-2, 2, 13).map { (x, $0) } }
  let (x, y) = (places.map(\.0), places.map(\.1))
  let (u, v) = (zip(x, y).map { -$0 - 0.4 * $1 }, zip(x, y).map { -0.4 * $0 - $1 })
  Panel("True score", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
    VectorPlot(x: x, y: y, u: u, v: v, longest: 4, label: "∇ₓ log p", style: .exact.lineWidth(0.9))
  }
  Panel("Learned over true", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal, legend: .none) {
    VectorPlot(x: x, y: y, u: u, v: v, longest: 4, style: .data)
    VectorPlot(
      x: x, y: y, u: zip(u, noise(169, seed: 2)).map { $0 + 0.3 * $1 },
      v: zip(v, noise(169, seed: 3)).map { $0 + 0.3 * $1 }, longest: 4,
      style: .learned.lineWidth(0.9))
  }
  Panel("By length", x: Axis("x₁"), y: Axis("x₂"), aspect: .equal) {
    VectorPlot(x: x, y: y, u: u, v: v, colorMap: .viridis, colorBar: "‖s(x)‖")
  }
}

private let costs = Figure(columns: 3, title: "Costs and errors") {
  let d = spaced(1, 8, 8)
  Panel("Cost of Z", x: Axis("dimension d"), y: Axis("grid points", scale: .log)) {
    LinePlot(x: d, y: d.map { pow(100, $0) }, label: "100^{d}", style: .exact)
    PointPlot(x: [1, 2, 3, 4], y: [100, 1e4, 1e6, 1e8], label: "measured")
    RulePlot(y: 1e11, note: "one day", style: .wrong)
  }
  Panel("KL(V₀/s²) against T", x: Axis("steps T", scale: .log), y: Axis("KL", scale: .log)) {
    let steps = [20.0, 50, 100, 200, 500, 1000]
    for (i, name) in ["β_{t}", "β̃_{t}", "DDIM"].enumerated() {
      LinePlot(
        x: steps, y: steps.map { [2.5, 30, 8][i] / ($0 * $0) }, label: name, style: .series(i))
      PointPlot(
        x: steps, y: steps.map { 1.05 * [2.5, 30, 8][i] / ($0 * $0) },
        errors: steps.map { 0.3 / ($0 * $0) }, label: name, style: .series(i))
    }
  }
  Panel("Acceptance", x: Axis("proposal width τ"), y: Axis("rate", including: [0, 1])) {
    LinePlot(over: 0.1...10, label: "(2/π) arctan(2/τ)", style: .exact) {
      2 / Double.pi * atan(2 / $0)
    }
    PointPlot(
      x: [0.5, 1, 2, 4, 8], y: [0.84, 0.70, 0.51, 0.29, 0.16],
      errors: .init(repeating: 0.03, count: 5),
      label: "measured")
  }
}

private let bars = Figure(columns: 3) {
  let states = ["A", "B", "C", "D"]
  Panel("States", x: Axis("state"), y: Axis("probability")) {
    BarPlot(categories: states, values: [0.4, 0.3, 0.2, 0.1], label: "exact", style: .data)
    BarPlot(
      categories: states, values: [0.41, 0.28, 0.21, 0.1], errors: [0.02, 0.02, 0.02, 0.02],
      label: "measured")
  }
  Panel("Histogram and density", x: Axis("x"), y: Axis("density")) {
    HistogramPlot(samples: noise(5000), range: -4...4, bins: 48, label: "5000 samples")
    LinePlot(over: -4...4, label: "exact", style: .exact) {
      exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot()
    }
  }
  Panel("Gains and losses", x: Axis("k"), y: Axis("gradient bias")) {
    BarPlot(
      x: spaced(1, 10, 10), heights: (1...10).map { 4 * sin(Double($0)) / Double($0) }, width: 0.8)
    RulePlot(y: 0, style: .exact)
  }
}

private let chain = Figure(size: .tall, columns: 2) {
  Panel("Trace of a chain that seldom changes sides", x: Axis("iteration"), y: Axis("x")) {
    let steps = noise(4000, seed: 7)
    LinePlot(
      x: spaced(0, 3999, 4000),
      y: steps.enumerated().map { $1 * 0.4 + ($0 / 900 % 2 == 0 ? 2 : -2) },
      style: .measured)
    RulePlot(y: 2, label: "modes")
    RulePlot(y: -2)
  }
  Panel("Autocorrelation", x: Axis("lag k"), y: Axis("correlation", including: [0])) {
    for (i, a) in [0.5, 0.9, 0.98].enumerated() {
      LinePlot(over: 0...100, label: "a = \(a)", style: .sequence(i, of: 3)) { pow(a, $0) }
    }
  }
  Panel("Variance and its edge", x: Axis("step ε / s²"), y: Axis("Var(x) / s²", range: 0...10)) {
    LinePlot(over: 0...1.99, label: "1/(1 − η/2)", style: .exact) { 1 / (1 - $0 / 2) }
    PointPlot(
      x: spaced(0.2, 1.8, 9), y: spaced(0.2, 1.8, 9).map { 1.03 / (1 - $0 / 2) },
      errors: spaced(0.2, 1.8, 9).map { 0.1 / (1 - $0 / 2) }, label: "measured")
    RulePlot(x: 2, note: "unstable", style: .wrong)
  }
  Panel("Log-ratio of normalisers", x: Axis("log(Z₁/Z₀)"), y: Axis()) {
    RulePlot(x: -1.25, label: "truth", style: .exact)
    PointPlot(x: [-1.3, -1.22, -0.9], y: [0, 1, 2], label: "estimate")
  }
}

private let filmstrip = Figure(size: .strip) {
  for t in 0..<4 {
    let spread = 0.15 + 0.28 * Double(t)
    let n = 600
    Panel("t = \(250 * t)", x: .hidden(range: -3...3), y: .hidden(range: -3...3), aspect: .equal) {
      PointPlot(
        x: zip(noise(n, seed: 11), 0..<n).map {
          (1 - 0.3 * Double(t)) * ($1 % 2 == 0 ? 1.5 : -1.5) + spread * $0
        },
        y: noise(n, seed: 12).map { spread * $0 }, style: .data.markerSize(2))
    }
  }
}

private let digits = Figure(size: .planes) {
  let ring = (0..<20).map { k in
    (0..<64).map { i in
      let (x, y) = (Double(i % 8) - 3.5, Double(i / 8) - 3.5)
      let r = (x * x + y * y).squareRoot() - 1 - Double(k % 10) / 4
      return exp(-r * r) * (k < 10 ? 1 : 0.5)
    }
  }
  Panel("Fantasies", legend: .none) {
    ImageGrid(
      ring, width: 8, height: 8, columns: 10, rowLabels: ["data", "model"],
      columnLabels: (0..<10).map { "\($0)" })
  }
}

private let extremes = Figure(size: .tall, columns: 3) {
  Panel("Tiny", x: Axis("x"), y: Axis("error")) {
    LinePlot(over: 0...1, count: 20) { 3.2e-7 * $0 * $0 }
  }
  Panel("Huge and negative", x: Axis("parameters"), y: Axis("log p")) {
    LinePlot(over: 0...2e6, count: 20) { -4.2e8 * $0 / 2e6 }
  }
  Panel("Constant", x: Axis("x"), y: Axis("y")) { LinePlot(x: [0, 1], y: [3, 3]) }
  Panel("One point", x: Axis("x"), y: Axis("y")) { PointPlot(x: [1000], y: [-0.5]) }
  Panel("Gaps", x: Axis("x"), y: Axis("log x", scale: .log)) {
    LinePlot(x: [0, 1, 2, 3, 4, 5, 6], y: [1, 10, .nan, 100, -1, 10, .infinity], style: .learned)
    PointPlot(x: [0, 1, 2, 3, 4, 5, 6], y: [1, 10, .nan, 100, -1, 10, .infinity])
  }
  Panel("A long title that says it all", x: Axis("x"), y: Axis("E over a narrow range")) {
    LinePlot(over: -1...1, label: "‖x̂ − x‖² / √(1 − ᾱ_{t−1})") { 1000.001 + 1e-4 * $0 * $0 }
  }
}

private let colors = Figure(size: .tall, columns: 2) {
  let x = spaced(-3, 3, 60)
  let y = spaced(-3, 3, 60)
  for (name, map) in [
    ("Viridis", ColorMap.viridis), ("Diverging", .diverging), ("Sequential", .sequential),
    ("Grey", .grey),
  ] {
    Panel(name, x: Axis("t"), y: Axis("x_{t}")) {
      Heatmap(
        x: x, y: y, values: y.map { y in x.map { sin($0) * exp(-y * y / 4) * 0.02 } },
        colorMap: map,
        colorBar: "density p(x_{t})")
    }
  }
}

private let crowd = Figure(columns: 3) {
  Panel("100 000 points", x: Axis("x₁"), y: Axis("x₂")) {
    PointPlot(
      x: noise(100_000, seed: 21), y: noise(100_000, seed: 22), label: "samples",
      style: .data.opacity(0.15).markerSize(2))
  }
  Panel("100 000 steps", x: Axis("step"), y: Axis("x")) {
    var x = 0.0
    LinePlot(
      x: spaced(0, 1, 100_000),
      y: noise(100_000, seed: 23).map {
        x = 0.999 * x + 0.05 * $0; return x
      },
      style: .measured.lineWidth(0.8))
  }
  Panel("Eight series", x: Axis("x"), y: Axis("f(x)")) {
    for i in 0..<8 {
      LinePlot(over: 0...6, label: "k = \(i)", style: .series(i)) { sin($0 + Double(i) / 2) }
    }
  }
}

private let bands = Figure(columns: 2) {
  let x = spaced(0, 10, 50)
  Panel("Loss over training", x: Axis("epoch"), y: Axis("loss", scale: .log)) {
    AreaPlot(
      x: x, lower: x.map { exp(-$0) * 0.7 + 0.01 }, upper: x.map { exp(-$0) * 1.4 + 0.02 },
      label: "5 % to 95 % of runs", style: .learned)
    LinePlot(x: x, y: x.map { exp(-$0) + 0.013 }, label: "median", style: .learned)
    RulePlot(y: 0.01, label: "floor s²/(2σ²(s²+σ²))", style: .exact)
  }
  Panel("Mixture", x: Axis("x"), y: Axis("density")) {
    AreaPlot(
      x: spaced(-5, 5, 201), y: spaced(-5, 5, 201).map { exp(-($0 - 2) * ($0 - 2)) }, label: "p",
      style: .series(0))
    AreaPlot(
      x: spaced(-5, 5, 201), y: spaced(-5, 5, 201).map { exp(-($0 + 1) * ($0 + 1) / 2) },
      label: "q", style: .series(1))
    Annotation("mode", x: 2, y: 1, side: .above)
  }
}
