import NotebookEvents
import Processes

extension Weaver {
  /// Writes the book as a web site: a page a chapter, the book's main line, contents, figures and
  /// films, formulas as MathML, nothing from elsewhere.
  ///
  /// The pages are made of what the chapters showed when they were last recorded; no chapter runs.
  ///
  /// - Parameters:
  ///   - path: the site's folder, made if it is missing; other files in it are left alone.
  ///   - pandoc: the program that turns Markdown into HTML.
  /// - Returns: a line that sums up the site.
  /// - Throws: `WeaveError`, also if pandoc is missing or a formula cannot be rendered.
  public func site(at path: String, pandoc: String = "pandoc") async throws(WeaveError) -> String {
    var events: [ChapterFolder: [Event]] = [:]
    for chapter in book.chapters { events[chapter] = try book.recording(of: chapter)?.events }
    var documents = try render(events).texts
    let homework = Document(path: "Chapters/HOMEWORK.md")
    if book.folder.contains(homework.path) {
      documents.append((homework, try book.folder.text(homework.path)))
    }
    let map = SiteMap(documents.map(\.document))
    let texts = documents.map { SiteText($0.text, of: $0.document, map: map) }

    let site = Folder(path: path)
    for folder in [".", "figures"] { try site.makeFolder(folder) }
    let temporary = try Folder.makeTemporary()
    defer { temporary.removeAll() }
    try temporary.write(SiteStyle.template, to: "template.html")
    let converter = Pandoc(program: pandoc, template: temporary.absolute("template.html"))
    var pages = zip(documents, texts).map { document, text in
      SitePage(
        file: SiteMap.pageName(of: document.document), text: text.text,
        isChapter: document.document != homework && !document.document.isBook)
    }
    pages.insert(
      SitePage(
        file: SiteMap.front, text: texts[0].front(book: SiteMap.pageName(of: .book)),
        isChapter: false),
      at: 0)
    let chapters = pages.filter(\.isChapter)
    for page in pages {
      let position = chapters.firstIndex { $0.file == page.file }
      try temporary.write(page.text, to: "page.md")
      let html = try await converter.html(
        of: temporary.absolute("page.md"), page: page,
        previous: position.flatMap { $0 > 0 ? chapters[$0 - 1] : pages[0] },
        next: position.flatMap { $0 + 1 < chapters.count ? chapters[$0 + 1] : nil })
      try site.write(html, to: page.file)
    }
    for file in texts.reduce(into: Set<String>(), { $0.formUnion($1.files) }).sorted() {
      let target = map.file(file)
      if let slash = target.lastIndex(of: "/") { try site.makeFolder(String(target[..<slash])) }
      try site.write(try book.folder.bytes(file), to: target)
    }
    try site.write(SiteStyle.sheet, to: "style.css")
    return "\(path): \(pages.count) pages; open \(path)/\(SiteMap.front)"
  }
}

/// A page before it is HTML.
struct SitePage {
  /// On the site.
  let file: String
  /// In Markdown.
  let text: String
  /// Whether it has a previous and a next one.
  let isChapter: Bool

  /// The text of its first heading.
  var title: String {
    let heading = text.split(separator: "\n").first { $0.hasPrefix("# ") }?.dropFirst(2) ?? ""
    return String(heading).replacing("\\", with: "")
  }
}

/// The program that turns Markdown into HTML.
struct Pandoc {
  let program: String
  let template: String

  /// - Throws: `WeaveError.invalidSources` with what pandoc could not read.
  func html(
    of file: String, page: SitePage, previous: SitePage?, next: SitePage?
  ) async throws(WeaveError) -> String {
    var arguments = [
      "--from=gfm+tex_math_dollars", "--to=html5", "--mathml", "--standalone",
      "--template=" + template, "--metadata=pagetitle:" + page.title, file,
    ]
    for (name, neighbour) in [("previous", previous), ("next", next)] {
      guard let neighbour else { continue }
      arguments += [
        "--variable=\(name):\(neighbour.file)", "--variable=\(name)-title:\(neighbour.title)",
      ]
    }
    let result: ProcessResult
    do {
      result = try await runProcess(program, arguments, outputLimit: 64 << 20)
    } catch {
      throw .cannotStart(
        chapter: program,
        cause: "the site is made by pandoc: `apt-get install pandoc`, or `brew install pandoc`")
    }
    guard result.end == .exit(0), !result.errors.contains("[WARNING]") else {
      throw .invalidFile(path: page.file, cause: "pandoc says: " + result.errors)
    }
    return result.output
  }
}
