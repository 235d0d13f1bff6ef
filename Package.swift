// swift-tools-version: 6.2
import PackageDescription

/// The chapters in reading order: the one list from which their targets and products are made.
let chapters = [
  "01-boltzmann",
  "02-ratios",
  "03-contrastive-divergence",
  "04-langevin",
  "05-score-matching",
  "06-denoising-score-matching",
  "07-sliced-score-matching",
  "08-ddpm-forward",
  "09-ddpm-reverse",
  "10-noise-contrastive-estimation",
  "11-ising",
  "12-product-of-experts",
  "13-boltzmann-machines",
  "14-annealed-langevin",
  "15-image-energy",
  "16-image-diffusion",
  "17-error-budget",
]

/// The chapters that have homework; for a new one without, `chapters.filter { … }`.
let homeworks = chapters

/// Chapters are run with `swift run`, which builds for debugging, so every target of ours is
/// optimised there too. `DIFFUSION_MARCH` picks another instruction set than this machine's own
/// (x86-64-v3 is the smallest with fused multiply-add); the numbers do not depend on it. Without
/// `errno`, square roots of vectors become vector instructions.
var fast: [String] { ["-O", "-Xcc", "-fno-math-errno"] + architecture }

#if arch(x86_64)
  let architecture = ["-Xcc", "-march=\(Context.environment["DIFFUSION_MARCH"] ?? "native")"]
#else
  let architecture: [String] = []
#endif

let settings: [SwiftSetting] = [.unsafeFlags(fast)]

/// Tests are compiled once and run once: optimising them takes longer than it saves.
let testSettings: [SwiftSetting] = [.unsafeFlags(architecture)]

/// Debug builds compile file by file, which keeps generic kernels from being specialised where they
/// are used; a module full of them is compiled as a whole.
let wholeModule: [SwiftSetting] = [
  .unsafeFlags(["-disable-batch-mode", "-whole-module-optimization", "-num-threads", "2"])
]

/// The grader: a student waits for its build, and what is slow in it stands in `Statistics`.
let notOptimised: [SwiftSetting] = [.unsafeFlags(["-Onone"])]

func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], _ more: [SwiftSetting] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings + more)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

/// The data of `Datasets`, whose tests examine them. C embeds files in no time; Swift's own way,
/// `.embedInCode`, makes a literal of them that takes half a minute to compile.
let pictures = Target.target(
  name: "CPictures", exclude: ["README.md", "digits.txt", "night.txt"])

/// Libraries, from the ground up: each imports only what stands above it in this list.
let libraries: [Target] = [
  .systemLibrary(
    name: "CCairo", pkgConfig: "cairo",
    providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
  .systemLibrary(name: "CProcessor"),
  library("Elementary"),
  library("Files"),
  library("NotebookEvents"),
  library("Processes", ["Files", subprocess]),
  library("Tensors", ["CProcessor", "Elementary"], wholeModule),
  library("LinearAlgebra", ["Elementary"]),
  library("Images", ["Elementary"]),
  library("Statistics", ["Elementary", "LinearAlgebra", "Tensors"]),
  library("Cairo", ["CCairo", "Elementary", "Images"]),
  library("Autodiff", ["Elementary", "Tensors"], wholeModule),
  library("Distributions", ["Elementary", "LinearAlgebra", "Tensors"]),
  library("Datasets", ["CPictures", "Elementary", "Tensors"]),
  library(
    "Networks",
    ["Elementary", "Files", "Tensors", "Statistics", "Autodiff", "Distributions"]),
  library(
    "Plotting",
    ["Cairo", "Elementary", "Files", "Images", "Tensors", "Statistics", "Distributions"]),
  library(
    "Samplers",
    ["Elementary", "LinearAlgebra", "Tensors", "Statistics", "Distributions", "Autodiff"]),
  library(
    "EnergyModels",
    [
      "Elementary", "LinearAlgebra", "Tensors", "Statistics", "Autodiff", "Distributions",
      "Networks", "Samplers",
    ]),
  library("Lattice", ["Elementary", "Tensors", "Statistics", "Samplers"], wholeModule),
  library(
    "ScoreMatching",
    ["Elementary", "Tensors", "Statistics", "Autodiff", "Distributions", "Networks"]),
  library(
    "Diffusion",
    [
      "Elementary", "LinearAlgebra", "Tensors", "Statistics", "Autodiff", "Distributions",
      "Networks",
    ]),
  library(
    "Theory",
    ["Elementary", "LinearAlgebra", "Tensors", "EnergyModels", "ScoreMatching", "Diffusion"]),
  library(
    "Notebook",
    [
      "NotebookEvents", "Plotting", "Statistics", "Tensors", "Elementary", "Files", argumentParser,
    ]),
  library(
    "HomeworkKit", ["NotebookEvents", "Tensors", "Elementary", "Statistics", argumentParser],
    notOptimised),
  library("WeaveKit", ["NotebookEvents", "Cairo", "Files", "Images", "Processes", subprocess]),
]

let bookLibraries: [Target.Dependency] = [
  "Elementary", "Tensors", "LinearAlgebra", "Statistics", "Autodiff", "Distributions", "Datasets",
  "Networks", "Samplers", "EnergyModels", "Lattice", "ScoreMatching", "Diffusion", "Theory",
]
let chapterLibraries = bookLibraries + ["Plotting", "Notebook"]
let exerciseLibraries = bookLibraries + ["HomeworkKit"]

/// `Chapters/05-score-matching` is target `Chapter05`, run as `swift run chapter-05`.
let chapterTargets: [Target] = chapters.map { folder in
  .executableTarget(
    name: "Chapter\(folder.prefix(2))", dependencies: chapterLibraries,
    path: "Chapters/\(folder)",
    exclude: ["events.jsonl", "README.md"] + (homeworks.contains(folder) ? ["homework"] : []),
    sources: ["main.swift"],
    swiftSettings: settings + [.defaultIsolation(MainActor.self)])
}

/// `Chapters/05-score-matching/homework` is run as `swift run homework-05`: `Homework05` holds the
/// answers of the student, `Exercises05` the exercises and what they are judged by. Answers are not
/// optimised, so that a trap in them says what happened.
let homeworkTargets: [Target] = homeworks.flatMap { folder -> [Target] in
  let number = folder.prefix(2)
  let exercises = Target.Dependency.byName(name: "Exercises\(number)")
  return [
    .target(
      name: "Exercises\(number)", dependencies: exerciseLibraries,
      path: "Chapters/\(folder)/homework/exercises", swiftSettings: settings + wholeModule),
    .executableTarget(
      name: "Homework\(number)", dependencies: [exercises] + exerciseLibraries,
      path: "Chapters/\(folder)/homework", exclude: ["exercises"],
      sources: ["Answers.swift", "main.swift"]),
  ]
}

// teacher: begin
/// The teacher's tool, and reference answers and wrong answers; a release has neither.
let teacherTargets: [Target] =
  [
    .executableTarget(
      name: "homework",
      dependencies: homeworks.map { .byName(name: "Exercises\($0.prefix(2))") }
        + ["HomeworkKit", "Files", "NotebookEvents", "Processes", argumentParser],
      exclude: ["Gradescope"], swiftSettings: settings),
    .testTarget(
      name: "HomeworkToolTests",
      dependencies: ["homework", "HomeworkKit", "HostileFixture", "TestSupport"],
      swiftSettings: testSettings),
    .target(
      name: "HomeworkTesting", dependencies: ["HomeworkKit"], path: "Tests/HomeworkTesting",
      swiftSettings: testSettings),
  ]
  + homeworks.map { folder in
    let number = folder.prefix(2)
    return .testTarget(
      name: "Exercises\(number)Tests",
      dependencies: [.byName(name: "Exercises\(number)"), "HomeworkTesting"] + exerciseLibraries,
      path: "Tests/Homework/\(folder)", swiftSettings: testSettings)
  }
// teacher: end

/// Algorithms import no closed forms; their tests do.
let mathematics = [
  "LinearAlgebra", "Statistics", "Autodiff", "Distributions", "Networks", "Samplers",
  "EnergyModels", "Lattice", "ScoreMatching", "Diffusion",
]

/// Libraries without estimates, whose tests have some.
let unmeasured = ["LinearAlgebra", "Autodiff", "Distributions"]

/// Every library has its tests; `TestSupport` holds what they share.
let testTargets: [Target] =
  [
    .target(
      name: "TestSupport", dependencies: ["Elementary"], path: "Tests/TestSupport",
      swiftSettings: settings)
  ]
  // teacher: begin
  + teacherTargets
  // teacher: end
  + libraries.filter { $0.type != .system }.map { tested in
    .testTarget(
      name: "\(tested.name)Tests",
      dependencies: [.byName(name: tested.name), "TestSupport"] + tested.dependencies
        + (mathematics.contains(tested.name) ? ["Theory"] : [])
        + (unmeasured.contains(tested.name) ? ["Statistics"] : [])
        + (tested.name == "Notebook" ? ["NotebookFixture", "Processes", "Cairo", "Images"] : [])
        + (tested.name == "HomeworkKit" ? ["HostileFixture"] : []),
      // Only optimised code changes tensors in place where it can, which their tests ask; the others
      // compute so much that it pays.
      swiftSettings: ["Tensors", "Autodiff", "Elementary"].contains(tested.name)
        ? settings : testSettings)
  } + [
    // A chapter that the tests of the notebook run as a process.
    .executableTarget(
      name: "NotebookFixture", dependencies: ["Notebook", "Plotting", "Tensors", "Files"],
      path: "Tests/Fixtures/NotebookFixture",
      swiftSettings: settings + [.defaultIsolation(MainActor.self)]),
    // Answers that come to grief, for the tests of the grader.
    .executableTarget(
      name: "HostileFixture", dependencies: ["HomeworkKit", "Tensors"],
      path: "Tests/Fixtures/HostileFixture"),
    .testTarget(
      name: "TestSupportTests", dependencies: ["TestSupport"], swiftSettings: testSettings),
    .testTarget(
      name: "BookTests",
      dependencies: ["TestSupport", "NotebookEvents", "Processes", "WeaveKit", "weave"]
        + chapterTargets.map { .byName(name: $0.name) },
      swiftSettings: testSettings),
  ]

let package = Package(
  name: "from-energy-to-diffusion",
  platforms: [.macOS(.v15)],
  products: chapters.map { folder in
    .executable(name: "chapter-\(folder.prefix(2))", targets: ["Chapter\(folder.prefix(2))"])
  }
    + homeworks.map { folder in
      .executable(name: "homework-\(folder.prefix(2))", targets: ["Homework\(folder.prefix(2))"])
    }
    // teacher: begin
    + [.executable(name: "homework", targets: ["homework"])]
    // teacher: end
    + [.executable(name: "weave", targets: ["weave"])]
    + libraries.filter { $0.type == .regular }.map { .library(name: $0.name, targets: [$0.name]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
  ],
  targets: [pictures] + libraries + chapterTargets + homeworkTargets + [
    .executableTarget(
      name: "weave", dependencies: ["WeaveKit", "NotebookEvents", argumentParser],
      swiftSettings: settings)
  ] + testTargets,
  // For `#embed`.
  cLanguageStandard: .c2x
)
