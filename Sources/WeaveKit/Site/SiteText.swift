/// A woven text as pandoc takes it: GitHub's detours in formulas undone, links for the site.
struct SiteText {
  /// In Markdown with formulas between dollars.
  private(set) var text: String
  /// The files of the package that it shows or links to.
  private(set) var files: Set<String> = []

  /// - Parameters:
  ///   - text: the document's text.
  ///   - document: where it stands.
  ///   - map: where everything stands on the site.
  init(_ text: String, of document: Document, map: SiteMap) {
    self.text = SiteText.numberedEquations(SiteText.plainTeX(text))
    for pattern in [/(\]\()([^)\s]+)(\))/, /(src=")([^"]+)(")/] {
      replaceLinks(pattern) { map.destination($0, in: document) }
    }
  }

  /// The front of the book alone, up to the first chapter, with links into the book's page.
  ///
  /// - Parameter book: the book's page.
  func front(book: String) -> String {
    let end = text.firstRange(of: "\n## <a id=\"chapter-")?.lowerBound ?? text.endIndex
    let front = String(text[..<end])
    return front.replacing(/\]\(#([^)]+)\)/) { match in
      front.contains("<a id=\"\(match.1)\">") ? String(match.0) : "](\(book)#\(match.1))"
    }
  }

  /// The destinations of links, each once, as the pattern's middle group finds them outside code.
  private mutating func replaceLinks(
    _ pattern: Regex<(Substring, Substring, Substring, Substring)>,
    by destination: (String) -> (link: String, file: String?)
  ) {
    var isCode = false
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isCode.toggle() }
      if isCode {
        lines.append(String(line))
        continue
      }
      lines.append(
        String(line).replacing(pattern) { match in
          let (link, file) = destination(String(match.2))
          if let file { files.insert(file) }
          return "\(match.1)\(link)\(match.3)"
        })
    }
    text = lines.joined(separator: "\n")
  }

  /// The weaver writes formulas for GitHub, which knows no `\,` and forbids `\operatorname`; pandoc
  /// knows these and not what stands in their place.
  private static func plainTeX(_ text: String) -> String {
    text
      .replacing(/\\mathop\{\\mathrm\{([^{}]*)\}\}\\nolimits/) { "\\operatorname{\($0.1)}" }
      .replacing(/\\mathop\{\\mathrm\{([^{}]*)\}\}/) { "\\operatorname*{\($0.1)}" }
      .replacing(/\\thinspace\b/, with: "\\,")
      .replacing(/\\negthinspace\b/, with: "\\!")
      .replacing(/\\cr\b/, with: "\\\\")
  }

  /// Numbers stand beside the equations, not in them: MathML has no tags.
  private static func numberedEquations(_ text: String) -> String {
    text.replacing(/\n\$\$\n((?:(?!\$\$)[\s\S])*?) ?\\tag\{([^{}]*)\}\n\$\$/) { match in
      """

      <div class="equation">

      $$
      \(match.1)
      $$

      <span class="number">(\(match.2))</span>

      </div>

      """
    }
  }
}
