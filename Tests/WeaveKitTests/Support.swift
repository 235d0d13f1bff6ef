import NotebookEvents
import Testing

@testable import WeaveKit

/// What a chapter's source is cut into, and what is wrong with it.
func chunks(_ text: String) -> (chunks: [Chunk], problems: Problems) {
  var problems = Problems()
  let source = SourceFile(path: "main.swift", text: text)
  return (Chunker.chunks(of: source, problems: &problems), problems)
}

/// The elements of a block of prose whose first line is line 1.
func prose(_ text: String) -> (elements: [ProseElement], problems: Problems) {
  var problems = Problems()
  let lines = SourceFile(path: "main.swift", text: text).lines
  return (ProseParser.parse(lines, path: "main.swift", problems: &problems), problems)
}

func lines(_ numbered: [(Int, String)]) -> [Line] {
  numbered.map { Line(number: $0.0, text: $0.1) }
}

extension Problems {
  /// `main.swift:3: error: …`, one for each problem.
  var texts: [String] { all.map(\.description) }
}

/// Expects exactly one problem, in a line, whose message contains a text.
func expectOne(
  _ problems: Problems, _ severity: Problem.Severity = .error, line: Int?, containing text: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(problems.all.count == 1, "\(problems.texts)", sourceLocation: sourceLocation)
  guard let problem = problems.all.first else { return }
  #expect(problem.severity == severity, sourceLocation: sourceLocation)
  #expect(problem.location?.line == line, "\(problem)", sourceLocation: sourceLocation)
  #expect(problem.message.contains(text), "\(problem)", sourceLocation: sourceLocation)
}

typealias SourceLocation = Testing.SourceLocation
