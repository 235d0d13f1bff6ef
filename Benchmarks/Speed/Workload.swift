import Benchmark

/// A piece of work, how much of it there is, and in which terms its speed is told.
struct Workload {
  /// What the speed of a workload is measured in. Benchmarks keep whole numbers, hence the small
  /// units.
  enum Unit {
    /// Billions of floating-point operations per second, and their share of what the cores can do.
    case gigaflops
    /// Picoseconds per element.
    case picosecondsPerElement
    /// Microseconds per step of a training, of all chains or samples, or per sweep of a lattice.
    case microsecondsPerStep
  }

  let name: String
  /// Operations, elements or steps done by one run.
  let amount: Double
  let unit: Unit
  /// Makes what the work needs; what it returns is measured.
  let prepare: () -> () -> Void

  /// Registers the workload under its name: some seconds of runs after one to warm up.
  func register() {
    Benchmark(
      name,
      configuration: .init(
        metrics: [.wallClock] + metrics, warmupIterations: 1, maxDuration: .seconds(3),
        maxIterations: 2_000)
    ) { benchmark, work in
      let seconds = elapsed {
        benchmark.startMeasurement()
        work()
        benchmark.stopMeasurement()
      }
      record(seconds, benchmark)
    } setup: {
      prepare()
    }
  }

  private static let gigaflops = BenchmarkMetric.custom("GFLOP/s", polarity: .prefersLarger)
  private static let percentOfPeak = BenchmarkMetric.custom(
    "% of FMA peak", polarity: .prefersLarger)
  private static let picoseconds = BenchmarkMetric.custom("ps/element")
  private static let microseconds = BenchmarkMetric.custom("µs/step")

  private var metrics: [BenchmarkMetric] {
    switch unit {
    case .gigaflops: [Self.gigaflops, Self.percentOfPeak]
    case .picosecondsPerElement: [Self.picoseconds]
    case .microsecondsPerStep: [Self.microseconds]
    }
  }

  private func record(_ seconds: Double, _ benchmark: Benchmark) {
    func note(_ metric: BenchmarkMetric, _ value: Double) {
      benchmark.measurement(metric, Int(value.rounded()))
    }
    switch unit {
    case .gigaflops:
      let speed = amount / seconds
      note(Self.gigaflops, speed / 1e9)
      note(Self.percentOfPeak, 100 * speed / measuredPeak())
    case .picosecondsPerElement: note(Self.picoseconds, 1e12 * seconds / amount)
    case .microsecondsPerStep: note(Self.microseconds, 1e6 * seconds / amount)
    }
  }
}

/// How long something takes, in seconds.
func elapsed(_ work: () -> Void) -> Double {
  ContinuousClock().measure(work) / .seconds(1)
}
