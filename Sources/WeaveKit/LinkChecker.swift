/// Finds links in woven documents that lead nowhere.
///
/// The renderers write no such link, or so they should: this looks at what they wrote.
enum LinkChecker {
  /// - Parameter contains: whether there is a file of that path in the package.
  /// - Returns: what is wrong, in the order in which it stands in the documents.
  static func faults(
    in texts: [(document: Document, text: String)], contains: (String) -> Bool
  ) -> [String] {
    var faults: [String] = []
    var ids: [String: Set<String>] = [:]
    for (document, text) in texts {
      var found: Set<String> = []
      for match in withoutCode(text).matches(of: /\bid="([^"]*)"/) {
        if !found.insert(String(match.1)).inserted {
          faults.append("\(document.path): two places have the id '\(match.1)'")
        }
      }
      ids[document.path] = found
    }
    for (document, text) in texts {
      for link in links(in: withoutCode(text)) where !link.contains(/^[a-z]+:/) {
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].isEmpty ? document.path : document.path(ofLink: String(parts[0]))
        let leads =
          parts.count == 1 || parts[1].contains(/^L\d+(-L\d+)?$/)
          ? contains(path) : ids[path]?.contains(String(parts[1])) ?? false
        if !leads { faults.append("\(document.path): the link to '\(link)' leads nowhere") }
      }
    }
    return faults
  }

  /// The targets of links and images, in Markdown and in HTML.
  private static func links(in text: String) -> [String] {
    text.matches(of: /\]\(<?((?:[^()\s<>]|\([^()\s]*\))+)>?|(?:src|href)="([^"]*)"/).map {
      String($0.1 ?? $0.2 ?? "")
    }
  }

  /// The text without blocks and spans of code.
  private static func withoutCode(_ text: String) -> String {
    var fence: Substring?
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      let content = line.drop { $0.isWhitespace || $0 == ">" }
      let marker = content.prefix { $0 == "`" || $0 == "~" }
      if let open = fence {
        if marker.hasPrefix(open) { fence = nil }
        return false
      }
      // Backticks with more of them behind are code within the line.
      let opens = marker.count >= 3 && !content[marker.endIndex...].contains("`")
      fence = opens ? marker : nil
      return !opens
    }
    return lines.joined(separator: "\n").replacing(/`[^`\n]*`/, with: "``")
  }
}

extension Document {
  /// The file to which a relative link leads; its path begins with `..` if that is outside the
  /// package.
  fileprivate func path(ofLink link: String) -> String {
    var parts = path.split(separator: "/").dropLast().map(String.init)
    for step in link.split(separator: "/").map(String.init) {
      if step == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(step)
      }
    }
    return parts.joined(separator: "/")
  }
}
