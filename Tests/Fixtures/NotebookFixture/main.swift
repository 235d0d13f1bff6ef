import Files
import Notebook
import Statistics
import Plotting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// A chapter for the tests of the notebook. What it does besides is told by the variable FIXTURE;
// FIXTURE_SOURCE is where its source is said to be.
func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
let wish = variable("FIXTURE") ?? ""
let chapter = Chapter(7, "A fixture for tests", file: variable("FIXTURE_SOURCE") ?? #filePath)
var random = chapter.random
let count = chapter.samples(4_000, quick: 100)

show("Free text\non two lines")

/*:
## Uniform *numbers* {#sec:uniform}

The mean of $n$ uniform numbers has the standard error $\sigma/\sqrt{n}$ with
$\sigma^2 = \tfrac1{12}$, as @eq:variance says; @fig:parabola has nothing to do with it. No second
sentence is printed.

$$ \sigma^2 = \int_0^1 (x - \tfrac12)^2\, dx $$ {#eq:variance}
*/

show("samples", count)
show("weights", [0.25, 0.5])

var sum = 0.0
for _ in progress(0..<count, "sampling") { sum += random.uniform() }
let mean = sum / Double(count)
let standardError = 1 / (12 * Double(count)).squareRoot()
show("mean", Estimate(mean, standardError: standardError))

/*:
## A section that shows nothing

Nothing.

## Powers

### Square roots {#sec:roots}

They grow.
*/

table(
  "Powers of $n$", columns: ["n", TableColumn("square root", .fixed(3)), "name"],
  rows: [1, 4, 10].map { [$0, Double($0).squareRoot(), "number \($0)"] })

figure("parabola", caption: "A parabola, $y = x^2$, of @sec:roots.", size: .single) {
  Panel("Parabola", x: Axis("x"), y: Axis("y")) {
    LinePlot(x: [0, 1, 2], y: [0, 1, 4 + mean], label: "x²", style: .exact)
  }
}

claim(
  "mean of uniform numbers", measured: mean, standardError: standardError, exact: 0.5,
  rulesOut: 1.0 / 3)
claim(
  "√2 squared", measured: 2.0.squareRoot() * 2.0.squareRoot(), exact: 2, tolerance: .relative(1e-15)
)
stopwatch("nothing") {}

switch wish {
case "fail":
  claim("two is three", measured: 2, standardError: 0.1, exact: 3)
case "figures":
  // Each is large enough to be interrupted while it is written.
  for number in 0..<200 {
    figure("large-\(number)", caption: "Many points.") {
      Panel { PointPlot(x: (0..<20_000).map(Double.init), y: random.normal([20_000]).doubles) }
    }
  }
  // However late the interrupt, it finds the chapter running.
  while true { pause() }
case "timed":
  table("Times", columns: ["seconds"], rows: [[0.25]], timed: true)
  figure("times", caption: "Times.", timed: true) { Panel { LinePlot(x: [0, 1], y: [0, 1]) } }
case "film":
  film("walk", caption: "A walk.", size: .single, framesPerSecond: 10, still: 1, frames: 3) { k in
    Panel(x: Axis("x", range: 0...3), y: Axis("y", range: 0...1)) {
      PointPlot(x: [Double(k)], y: [mean])
    }
  }
case "film and its still":
  film("walk", caption: "A walk.", framesPerSecond: 10, frames: 1) { _ in
    Panel { LinePlot(x: [0, 1], y: [0, 1]) }
  }
  figure("walk-still", caption: "A walk.") { Panel { LinePlot(x: [0, 1], y: [0, 1]) } }
case "nothing to show":
  figure("empty", caption: "Nothing.") { Panel { LinePlot(x: [], y: []) } }
case "same name":
  figure("parabola", caption: "Again.") { Panel { LinePlot(x: [0, 1], y: [0, 1]) } }
case "bad name":
  figure("Parabola 2", caption: "Again.") { Panel { LinePlot(x: [0, 1], y: [0, 1]) } }
case "no caption":
  figure("nameless", caption: " ") { Panel { LinePlot(x: [0, 1], y: [0, 1]) } }
case "weak":
  claim("weak", measured: mean, standardError: standardError, exact: 0.5, rulesOut: 0.502)
case "forget":
  exit(0)
case "crash":
  fatalError("the fixture crashes")
case "chatter":
  // More than a pipe holds.
  for number in 0..<20_000 { show("line \(number)") }
case "half-written":
  let file = try AtomicFile(replacing: "half-written.png")
  try [UInt8](repeating: 7, count: 1000).withUnsafeBytes { try file.write($0) }
  sleep(600)
  try file.commit()
case "slow":
  for _ in progress(0..<50, "waiting") { usleep(10_000) }
default: break
}
chapter.finish()
