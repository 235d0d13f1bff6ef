import Foundation
import Processes
import Testing

/// The libraries in floors: a module may import modules of lower floors only. Tools for weaving
/// stand beside the house and are imported by no chapter.
private let floors: [[String]] = [
  ["CCairo", "CPictures", "CProcessor", "Elementary", "Files", "NotebookEvents"],
  ["Images", "LinearAlgebra", "Processes", "Tensors"],
  ["Autodiff", "Cairo", "Distributions", "Statistics"],
  ["Datasets", "Networks", "Plotting", "Samplers"],
  ["EnergyModels", "Lattice", "ScoreMatching", "Diffusion"],
  ["Theory", "Notebook", "HomeworkKit"],
]

private struct Manifest: Decodable {
  struct Target: Decodable {
    struct Dependency: Decodable {
      let byName: [String?]?
    }
    let name: String
    let type: String
    let path: String?
    let dependencies: [Dependency]

    /// The targets of this package, and products of others that are named like their package.
    var modules: [String] { dependencies.compactMap { $0.byName?.first ?? nil } }
  }
  let targets: [Target]
}

private let root = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// The rows of the table of floors in README.md: the names in code font on each numbered floor.
private func floorsOfReadMe() throws -> [Int: [String]] {
  let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
  let table = text.split(separator: "\n", omittingEmptySubsequences: false)
    .drop { !$0.hasPrefix("| floor | modules |") }.prefix { $0.hasPrefix("|") }
  var floors: [Int: [String]] = [:]
  for line in table {
    let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    guard cells.count == 2, let floor = Int(cells[0]) else { continue }
    floors[floor, default: []] += cells[1].matches(of: /`(\w+)`/).map { String($0.1) }
  }
  return floors
}

/// The manifest as the package manager reads it.
private func manifest() async throws -> Manifest {
  let scratch = FileManager.default.temporaryDirectory.appending(
    path: "floors-\(ProcessInfo.processInfo.processIdentifier)")
  defer { try? FileManager.default.removeItem(at: scratch) }
  let result = try await runProcess(
    "/usr/bin/env",
    [
      "swift", "package", "--package-path", root.path, "--scratch-path", scratch.path,
      "dump-package",
    ])
  #expect(result.end == .exit(0), "\(result.errors)")
  return try JSONDecoder().decode(Manifest.self, from: Data(result.output.utf8))
}

@Suite struct FloorsTests {
  @Test func importsLeadDownwards() async throws {
    let manifest = try await manifest()
    let floor = Dictionary(
      uniqueKeysWithValues: floors.enumerated().flatMap { height, names in
        names.map { ($0, height) }
      })
    var edges = 0
    for target in manifest.targets {
      guard let height = floor[target.name] else { continue }
      for module in target.modules {
        let below = try #require(floor[module], "\(target.name) imports \(module): on no floor")
        #expect(
          below < height,
          "\(target.name) on floor \(height) imports \(module) on floor \(below)")
        edges += 1
      }
    }
    #expect(edges > 10)
  }

  /// Floors 0 to 5 as README.md lists them; on the last are chapters and tools.
  @Test func theReadMeShowsTheFloors() throws {
    let table = try floorsOfReadMe()
    #expect(table.keys.sorted() == Array(0...floors.count))
    for (height, names) in floors.enumerated() {
      #expect(Set(table[height] ?? []) == Set(names), "floor \(height)")
    }
    #expect(Set(table[floors.count] ?? []) == ["WeaveKit", "weave"])
  }

  @Test func everyLibraryHasAFloorAndTests() async throws {
    let manifest = try await manifest()
    let beside = ["WeaveKit", "TestSupport"]
    // Data, which the tests of `Datasets` examine.
    let tested = ["CPictures"]
    let names = Set(manifest.targets.map(\.name))
    for target in manifest.targets where target.type == "regular" || target.type == "system" {
      // The exercises belong to the chapters, and what tests them to the tests.
      if target.path?.hasPrefix("Chapters/") == true { continue }
      if target.path?.hasPrefix("Tests/Homework") == true { continue }
      let isPlaced = floors.joined().contains(target.name) || beside.contains(target.name)
      #expect(isPlaced, "\(target.name) stands on no floor")
      if target.type == "regular" && !tested.contains(target.name) {
        #expect(names.contains(target.name + "Tests"), "\(target.name) has no tests")
      }
    }
  }

  @Test func chaptersImportNoTools() async throws {
    for target in try await manifest().targets where target.name.hasPrefix("Chapter") {
      #expect(target.type == "executable")
      #expect(!target.modules.contains("WeaveKit"))
      #expect(target.modules.contains("Notebook"))
    }
  }
}
