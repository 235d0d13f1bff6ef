/// What a grading has found so far.
public struct Report: Sendable {
  public struct Row: Sendable {
    public let exercise: ExerciseSheet
    /// `nil` as long as the exercise has not been graded.
    public var verdict: Verdict?
    /// The last lines that the answer printed.
    var printed: [String] = []
    /// The simplest input that went wrong, as Swift.
    var input: [String] = []

    public var score: Int { verdict == .right ? exercise.points : 0 }
  }

  public let questionnaire: Questionnaire
  public let seed: UInt64
  public var rows: [Row]

  /// The report before anything has been graded: no points.
  ///
  /// - Parameter numbers: of the exercises; all if empty.
  package init(_ questionnaire: Questionnaire, seed: UInt64, only numbers: [String] = []) {
    (self.questionnaire, self.seed) = (questionnaire, seed)
    let exercises = questionnaire.exercises.filter {
      numbers.isEmpty || numbers.contains($0.number)
    }
    rows = exercises.map { Row(exercise: $0) }
  }

  public var score: Int { rows.reduce(0) { $0 + $1.score } }
  public var maximum: Int { rows.reduce(0) { $0 + $1.exercise.points } }
  public var isAllRight: Bool { rows.allSatisfy { $0.verdict == .right } }

  /// The table for a terminal: points first, then for each wrong answer what is wrong with it, and
  /// what answers printed.
  ///
  /// - Parameter showsInputs: whether an input that went wrong is shown whole, as Swift.
  public func lines(showsInputs: Bool = false) -> [String] {
    let width = rows.map(\.exercise.title.count).max() ?? 0
    var lines = ["Homework \(questionnaire.chapter): \(questionnaire.title)", ""]
    for row in rows {
      let title = row.exercise.title.padding(to: width)
      let points = "\(row.score)/\(row.exercise.points)".padding(to: 6)
      lines.append("  \(row.exercise.number)  \(title)  \(points) \(row.mark)")
    }
    for row in rows {
      let text = row.explanation
      guard !text.isEmpty || !row.printed.isEmpty else { continue }
      lines.append("")
      lines.append("\(row.exercise.number) \(row.exercise.title)")
      for line in text { lines += line.wrapped(to: 98).map { "  " + $0 } }
      if showsInputs, !row.input.isEmpty {
        lines.append("  the input:")
        lines += row.input.map { "    " + $0 }
      }
      if !row.printed.isEmpty {
        lines.append("  it printed last:")
        lines += row.printed.map { "    " + $0 }
      }
    }
    lines += [
      "",
      "\(score) of \(maximum) points (inputs: --seed \(seed); "
        + "a hint: swift run \(questionnaire.product) hint \(hintExample))",
    ]
    return lines
  }

  private var hintExample: String {
    let stuck = rows.first { ($0.verdict ?? .right) != .right } ?? rows.first
    return stuck?.exercise.number ?? ""
  }
}

extension Report.Row {
  /// A word on the verdict.
  public var mark: String {
    switch verdict {
    case nil: "not graded yet"
    case .right: "right"
    case .notAttempted: "not attempted"
    case .wrong: "wrong"
    case .broken: "no answer"
    }
  }

  /// The diagnosis first, then the numbers, then where to read.
  package var explanation: [String] {
    switch verdict {
    case nil, .right, .notAttempted: []
    case .wrong(let check, let diagnosis, let evidence):
      ["\(diagnosis)"] + evidence
        + ["check: \(check)" + (diagnosis.namesSection ? "" : "; see \(exercise.section)")]
    case .broken(let check, let mishap): ["\(mishap)", "check: \(check)"]
    }
  }
}

extension String {
  /// Lines of at most this length, unless a word is longer; all but the first are indented.
  func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ", omittingEmptySubsequences: false) {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = "  " + word
      }
    }
    return lines + [line]
  }

  func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
