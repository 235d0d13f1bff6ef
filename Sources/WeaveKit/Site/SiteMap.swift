/// Where the files of the package stand on the web site.
///
/// Pages are named after what they come from, figures keep their names, and a source that a page
/// links to is copied with its path below `source/`.
struct SiteMap {
  /// The pages' files, by the documents' paths.
  private let pages: [String: String]

  /// - Parameter documents: what becomes a page.
  init(_ documents: [Document]) {
    pages = Dictionary(
      uniqueKeysWithValues: documents.map { ($0.path, SiteMap.pageName(of: $0)) })
  }

  /// The file of the front page, which has the preface and the contents.
  static let front = "index.html"

  /// The file of a document's page: a chapter's is named after its folder.
  static func pageName(of document: Document) -> String {
    let parts = document.path.split(separator: "/")
    let name =
      parts.last == "README.md" && parts.count > 1
      ? parts[parts.count - 2] : parts[parts.count - 1].prefix { $0 != "." }
    return name.lowercased() + ".html"
  }

  /// Where a file of the package is found from a page of the site.
  func file(_ path: String) -> String {
    if let page = pages[path] { return page }
    return path.hasPrefix("Figures/") ? "figures/" + path.dropFirst(8) : "source/" + path
  }

  /// A link as it stands in a document, for the site.
  ///
  /// - Parameters:
  ///   - link: the destination: a path relative to the document, an anchor, or an address.
  ///   - document: where it stands.
  /// - Returns: the destination on the site, and the file of the package that it needs; nil if it
  ///   needs none.
  func destination(_ link: String, in document: Document) -> (link: String, file: String?) {
    if link.contains("://") || link.hasPrefix("#") || link.hasPrefix("mailto:") {
      return (link, nil)
    }
    let parts = link.split(separator: "#", maxSplits: 1)
    let path = SiteMap.resolved(String(parts[0]), from: document)
    let anchor = parts.count > 1 ? "#" + parts[1] : ""
    return (file(path) + anchor, pages[path] == nil ? path : nil)
  }

  /// A path relative to a document, from the package's folder.
  private static func resolved(_ path: String, from document: Document) -> String {
    var parts = document.path.split(separator: "/").dropLast()
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }
}
