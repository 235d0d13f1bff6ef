/// A file of reference answers: a type whose methods answer, by themselves or with the closures that
/// an instance of it called `references` has, with functions and names of types.
struct ReferenceFile {
  /// Of the type, without indentation, by their names.
  private var methods: [String: String] = [:]
  /// Closures, functions and names of types.
  private var parts: [(name: String, text: String, isGlobal: Bool)] = []

  init(_ source: String) {
    let lines = source.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let blocks = ReferenceFile.blocks(lines)
    guard
      let type = blocks.first(where: { $0[0].contains(/^struct (References|Formulas)\b/) })
    else { return }
    let members = ReferenceFile.blocks(type.dropFirst().map { $0.dropFirst(2) })
    for member in members {
      if let name = member[0].firstMatch(of: /^func (\w+)/)?.1 {
        methods[String(name)] = member.joined(separator: "\n")
      }
    }
    let instance = blocks.first { $0[0].hasPrefix("let references = ") } ?? []
    let arguments = ReferenceFile.blocks(instance.dropFirst().map { $0.dropFirst(2) })
    let closures = arguments.compactMap {
      $0.joined(separator: "\n").wholeMatch(of: ReferenceFile.argument)
    }
    // A function of the same name comes along anyhow.
    parts = closures.filter { $0.1 != $0.2 }.map {
      (String($0.1), "let \($0.1) = \($0.2)", false)
    }
    for member in members {
      let text = member.joined(separator: "\n")
      if let variable = text.wholeMatch(of: ReferenceFile.variable),
        !text.contains("NotAttempted"), !parts.contains(where: { $0.name == variable.1 })
      {
        parts.append((String(variable.1), "let \(variable.1) = \(variable.2)", false))
      }
    }
    for block in blocks {
      if let name = block[0].firstMatch(of: /^(?:@Sendable )?(?:func|typealias) (\w+)/)?.1 {
        parts.append((String(name), block.joined(separator: "\n"), true))
      }
    }
  }

  /// The method of this name, and what else of the file it needs.
  func answer(_ name: String) -> String? {
    guard let method = methods[name] else { return nil }
    var shown = [method]
    var left = parts
    while let i = left.firstIndex(where: { part in
      shown.contains { $0.uses(part.name, isGlobal: part.isGlobal) }
    }) {
      shown.append(left.remove(at: i).text)
    }
    return shown.joined(separator: "\n\n")
  }

  private static var argument: Regex<(Substring, Substring, Substring)> {
    /(\w+): ((?s).*?)[,)]/
  }
  private static var variable: Regex<(Substring, Substring, Substring)> {
    /var (\w+):(?s).* = (\{.*\})/
  }

  /// Lines that belong together: one without indentation, with those that follow up to the next.
  private static func blocks(_ lines: [Substring]) -> [[Substring]] {
    var blocks: [[Substring]] = []
    for line in lines {
      let isContinued =
        line.isEmpty || line.first!.isWhitespace || line.hasPrefix("}") || line.hasPrefix("{")
        || line.hasPrefix(")")
      if isContinued, !blocks.isEmpty {
        blocks[blocks.count - 1].append(line)
      } else {
        blocks.append([line])
      }
    }
    return blocks.map { block in
      Array(block.prefix(upTo: (block.lastIndex { !$0.isEmpty } ?? -1) + 1))
    }
  }
}

extension String {
  /// Whether code calls a closure of this name, or mentions what stands in the file by itself.
  fileprivate func uses(_ name: String, isGlobal: Bool) -> Bool {
    matches(of: /(func )?\b(\w+)\b(.?)/).contains { match in
      match.2 == name && match.1 == nil && (isGlobal ? match.3 != ":" : match.3 == "(")
    }
  }
}
