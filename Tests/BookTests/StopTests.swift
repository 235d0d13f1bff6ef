import Foundation
import Testing

/// Where a source ends the process without a text that says why.
///
/// - Parameters:
///   - source: the text of a Swift file.
///   - module: the module it belongs to; `Elementary` has the functions that print.
private func silentStops(in source: String, module: String) -> [String] {
  // What is no code is left out, with as much of the line as is needed to see calls.
  let code: String = source.split(separator: "\n", omittingEmptySubsequences: false)
    .map { line in String(line.prefix(upTo: line.firstRange(of: "//")?.lowerBound ?? line.endIndex))
    }
    .joined(separator: "\n")
  var stops: [String] = []
  for call in code.matches(of: /\b(precondition|preconditionFailure|fatalError)\(/) {
    let name = String(call.1)
    if name != "fatalError", module != "Elementary", !source.contains("import Elementary\n") {
      stops.append("\(name) without `import Elementary`: in optimised builds it prints nothing")
    }
    if !arguments(code[call.range.upperBound...]).contains("\"") {
      stops.append("\(name) without a message")
    }
  }
  for call in code.matches(of: /\b(assert|assertionFailure)\(|\b(try!|as!)/) {
    stops.append("`\(call.0)` stops without saying why")
  }
  return stops
}

/// What stands between a call's parentheses.
private func arguments(_ rest: Substring) -> Substring {
  var depth = 1
  let end = rest.indices.first { index in
    if rest[index] == "(" { depth += 1 }
    if rest[index] == ")" { depth -= 1 }
    return depth == 0
  }
  return rest[..<(end ?? rest.endIndex)]
}

@Suite("Every stop has a message") struct StopTests {
  @Test func inAllSources() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    let files = try #require(FileManager.default.enumerator(atPath: root.path))
    var count = 0
    for case let path as String in files where path.hasSuffix(".swift") {
      // Its one `fatalError` prints what the callers say.
      if path == "Elementary/Precondition.swift" { continue }
      let source = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      let module = String(path.prefix { $0 != "/" })
      #expect(silentStops(in: source, module: module) == [], "\(path)")
      count += 1
    }
    #expect(count > 100)
  }

  @Test(arguments: [
    "precondition(x > 0, \"x is \\(x)\")", "import Elementary\nprecondition(x.isFinite)",
    "import Elementary\npreconditionFailure()", "fatalError()", "assert(x > 0, \"x\")",
    "let y = try! f()", "let y = x as! Int",
  ])
  func silenceIsSeen(source: String) {
    #expect(silentStops(in: source, module: "Plotting").count == 1)
  }

  @Test(arguments: [
    "import Elementary\nprecondition(\n  f(x) > 0,\n  \"x is \\(x)\")", "fatalError(\"no\")",
    "// precondition(x)", "let z = try? f()",
  ])
  func messagesAreSeen(source: String) {
    #expect(silentStops(in: source, module: "Plotting") == [])
  }
}
