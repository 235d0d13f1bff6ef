import Foundation

/// A `results.json`, held against what Gradescope documents of its fields.
struct GradescopeFile {
  private(set) var faults: [String] = []
  private(set) var score: Double?
  /// Of each test, by its number.
  private(set) var scores: [String: Double] = [:]

  /// What a field may hold.
  private enum Kind {
    case number, text, object
    case list
    case oneOf([String])

    func accepts(_ value: Any) -> Bool {
      switch self {
      case .number: value is NSNumber
      case .text: value is String
      case .object: value is [String: Any]
      case .list: value is [Any]
      case .oneOf(let words): (value as? String).map(words.contains) ?? false
      }
    }
  }

  private static let visibility = Kind.oneOf([
    "hidden", "after_due_date", "after_published", "visible",
  ])
  private static let format = Kind.oneOf(["text", "html", "simple_format", "md", "ansi"])

  private static let fields: [String: Kind] = [
    "score": .number, "execution_time": .number, "output": .text, "output_format": format,
    "test_output_format": format, "test_name_format": format, "visibility": visibility,
    "stdout_visibility": visibility, "extra_data": .object, "tests": .list, "leaderboard": .list,
  ]
  private static let fieldsOfTests: [String: Kind] = [
    "score": .number, "max_score": .number, "status": .oneOf(["passed", "failed"]),
    "name": .text, "name_format": format, "number": .text, "output": .text,
    "output_format": format, "tags": .list, "visibility": visibility, "extra_data": .object,
  ]

  init(_ data: Data) throws {
    guard let whole = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      faults = ["not an object"]
      return
    }
    check(whole, Self.fields, needed: ["score", "tests", "output", "visibility"], "results")
    score = (whole["score"] as? NSNumber)?.doubleValue
    for case let test as [String: Any] in whole["tests"] as? [Any] ?? [] {
      let number = test["number"] as? String ?? "?"
      check(
        test, Self.fieldsOfTests,
        needed: ["name", "number", "score", "max_score", "status", "output", "visibility"], number)
      let score = (test["score"] as? NSNumber)?.doubleValue ?? .nan
      let maximum = (test["max_score"] as? NSNumber)?.doubleValue ?? .nan
      if !(0...maximum).contains(score) { faults.append("\(number): \(score) of \(maximum)") }
      if (test["status"] as? String == "passed") != (score == maximum) {
        faults.append("\(number): the status does not fit the score")
      }
      if scores.updateValue(score, forKey: number) != nil { faults.append("\(number) twice") }
    }
    if score != scores.values.reduce(0, +) { faults.append("the score is no sum") }
  }

  private mutating func check(
    _ object: [String: Any], _ fields: [String: Kind], needed: [String], _ place: String
  ) {
    for (name, value) in object {
      if fields[name]?.accepts(value) != true { faults.append("\(place): \(name) is \(value)") }
    }
    for name in needed where object[name] == nil { faults.append("\(place) lacks \(name)") }
  }
}
