extension Event {
  /// The event as one line of JSON, without the newline; the keys in ascending order.
  public var jsonLine: String { JSON.object(members).description }

  private var members: [String: JSON] {
    var members: [String: JSON] = ["kind": .string(kind)]
    if let line { members["line"] = JSON(line) }
    switch self {
    case .chapter(let number, let title, let seed, let quick):
      members["number"] = JSON(number)
      members["title"] = .string(title)
      members["seed"] = JSON(seed)
      members["quick"] = .bool(quick)
    case .text(_, let text):
      members["text"] = .string(text)
    case .value(_, let label, let value):
      members["label"] = .string(label)
      members["value"] = .string(value)
    case .table(_, let table):
      members["title"] = .string(table.title)
      members["columns"] = .array(table.columns.map(JSON.string))
      members["alignments"] = .array(table.alignments.map { .string($0.rawValue) })
      members["rows"] = .array(table.rows.map { .array($0.map(JSON.string)) })
      members["timed"] = .bool(table.isTimed)
    case .figure(_, let figure):
      members["name"] = .string(figure.name)
      members["caption"] = .string(figure.caption)
      members["width"] = JSON(figure.width)
      members["height"] = JSON(figure.height)
      members["digest"] = .string(figure.digest)
      members["timed"] = .bool(figure.isTimed)
      if let frames = figure.frames { members["frames"] = JSON(frames) }
    case .claim(_, let claim):
      members.merge(claim.members) { _, new in new }
    case .timing(_, let label, let seconds):
      members["label"] = .string(label)
      members["seconds"] = JSON(seconds)
    case .end(_, let claims, let failed):
      members["claims"] = JSON(claims)
      members["failed"] = JSON(failed)
    }
    return members
  }

  private var kind: String {
    switch self {
    case .chapter: "chapter"
    case .text: "text"
    case .value: "value"
    case .table: "table"
    case .figure: "figure"
    case .claim: "claim"
    case .timing: "timing"
    case .end: "end"
    }
  }

  /// Reads an event back from its line of JSON.
  ///
  /// - Throws: `EventsError` if the line is not JSON, or a member is missing or of the wrong type.
  public init(jsonLine: some StringProtocol) throws(EventsError) {
    let value: JSON
    do {
      value = try JSONParser.parse(jsonLine)
    } catch {
      throw .notJSON(error.message, byte: error.offset)
    }
    let members = try Members(value)
    func line() throws(EventsError) -> Int { try members.integer("line") }
    let kind = try members.string("kind")
    switch kind {
    case "chapter":
      self = .chapter(
        number: try members.integer("number"), title: try members.string("title"),
        seed: try members.integer("seed"), quick: try members.bool("quick"))
    case "text":
      self = .text(line: try line(), text: try members.string("text"))
    case "value":
      self = .value(
        line: try line(), label: try members.string("label"), value: try members.string("value"))
    case "table":
      self = .table(line: try line(), try TableRecord(members))
    case "figure":
      let figure = FigureRecord(
        name: try members.string("name"), caption: try members.string("caption"),
        width: try members.double("width"), height: try members.double("height"),
        digest: try members.string("digest"), isTimed: try members.bool("timed"),
        frames: members.has("frames") ? try members.integer("frames") : nil)
      self = .figure(line: try line(), figure)
    case "claim":
      self = .claim(line: try line(), try ClaimRecord(members))
    case "timing":
      self = .timing(
        line: try line(), label: try members.string("label"),
        seconds: try members.double("seconds"))
    case "end":
      self = .end(
        line: try line(), claims: try members.integer("claims"),
        failed: try members.integer("failed"))
    default:
      throw .badMember("kind", expected: "a known kind of event", found: "'\(kind)'")
    }
  }
}

extension TableRecord {
  fileprivate init(_ members: Members) throws(EventsError) {
    self.init(
      title: try members.string("title"), columns: try members.strings("columns"),
      alignments: [], rows: [], isTimed: try members.bool("timed"))
    for name in try members.strings("alignments") {
      guard let alignment = Alignment(rawValue: name) else {
        throw .badMember("alignments", expected: "left or right", found: "'\(name)'")
      }
      alignments.append(alignment)
    }
    for row in try members.array("rows") { rows.append(try Members.strings(row, of: "rows")) }
    for length in [alignments.count] + rows.map(\.count) where length != columns.count {
      throw .badMember(
        "rows", expected: "\(columns.count) cells, one for each column", found: "\(length)")
    }
  }
}

extension ClaimRecord {
  fileprivate var members: [String: JSON] {
    var members: [String: JSON] = [
      "label": .string(label), "measured": JSON(measured), "theory": JSON(theory),
      "holds": .bool(holds),
    ]
    if let z { members["z"] = JSON(z) }
    if let rulesOut { members["rulesOut"] = JSON(rulesOut) }
    if let problem { members["problem"] = .string(problem) }
    let (name, error) =
      switch test {
      case .mean(let error): ("mean", JSON(error))
      case .variance(let degreesOfFreedom): ("variance", JSON(degreesOfFreedom))
      case .absolute(let tolerance): ("absolute", JSON(tolerance))
      case .relative(let tolerance): ("relative", JSON(tolerance))
      case .atMost(let error): ("atMost", JSON(error))
      case .atLeast(let error): ("atLeast", JSON(error))
      }
    members["test"] = .string(name)
    members[name == "variance" ? "degreesOfFreedom" : "error"] = error
    return members
  }

  fileprivate init(_ members: Members) throws(EventsError) {
    let name = try members.string("test")
    let test: Test
    switch name {
    case "mean": test = .mean(standardError: try members.double("error"))
    case "variance": test = .variance(degreesOfFreedom: try members.integer("degreesOfFreedom"))
    case "absolute": test = .absolute(tolerance: try members.double("error"))
    case "relative": test = .relative(tolerance: try members.double("error"))
    case "atMost": test = .atMost(standardError: try members.double("error"))
    case "atLeast": test = .atLeast(standardError: try members.double("error"))
    default: throw .badMember("test", expected: "a known test", found: "'\(name)'")
    }
    let holds = try members.bool("holds")
    self.init(
      label: try members.string("label"), measured: try members.double("measured"),
      theory: try members.double("theory"), test: test,
      z: members.has("z") ? try members.double("z") : nil,
      rulesOut: members.has("rulesOut") ? try members.double("rulesOut") : nil,
      problem: members.has("problem") ? try members.string("problem") : nil)
    guard holds == self.holds else {
      throw .badMember("holds", expected: "\(self.holds)", found: "\(holds)")
    }
  }
}
