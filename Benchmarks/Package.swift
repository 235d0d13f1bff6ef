// swift-tools-version: 6.2
import PackageDescription

/// As the libraries that are measured: this machine's own instructions.
#if arch(x86_64)
  let architecture = ["-Xcc", "-march=\(Context.environment["DIFFUSION_MARCH"] ?? "native")"]
#else
  let architecture: [String] = []
#endif

let measured: [Target.Dependency] = [
  "Elementary", "Tensors", "Autodiff", "Distributions", "Datasets", "Networks", "Samplers",
  "EnergyModels", "ScoreMatching", "Lattice", "Diffusion",
].map { .product(name: $0, package: "from-energy-to-diffusion") }

let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "from-energy-to-diffusion", path: ".."),
    // Without its interposers, which would watch every allocation.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Speed",
      dependencies: [.product(name: "Benchmark", package: "benchmark")] + measured,
      path: "Speed",
      swiftSettings: [.unsafeFlags(architecture)],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ]
)
