import NotebookEvents

/// A piece of a chapter, in the order in which it is read.
struct Block: Hashable, Sendable {
  enum Content: Hashable, Sendable {
    case prose(ProseElement)
    case code(CodeCell)
  }

  /// An event and where it came from, hashed by its JSON.
  struct Output: Hashable, Sendable {
    var event: Event
    var line: Int

    func hash(into hasher: inout Hasher) { hasher.combine(event.jsonLine) }
  }

  var content: Content
  var reading: Reading
  /// What the code showed when it ran.
  var outputs: [Output] = []
  /// Whether it stands in the book as well as on the page.
  var isInBook = false

  /// Whether something of it would be left in the book: no folded code, no exercise.
  fileprivate var hasMainText: Bool {
    switch content {
    case .prose(.exercise): false
    case .prose: true
    case .code(let cell):
      cell.fold == nil || outputs.contains { if case .end = $0.event { false } else { true } }
    }
  }
}

extension [Block] {
  /// The blocks, each told whether it stands in the book: main passages do, and headings under
  /// which there are any.
  func placedInBook() -> [Block] {
    var blocks = self
    var sectionHasAny = false
    var partHasAny = false
    for i in blocks.indices.reversed() {
      if case .prose(.heading(let heading)) = blocks[i].content {
        blocks[i].isInBook = heading.level == 2 ? sectionHasAny : partHasAny
        partHasAny = false
        if heading.level == 2 { sectionHasAny = false }
      } else if blocks[i].reading == .main, blocks[i].hasMainText {
        blocks[i].isInBook = true
        (sectionHasAny, partHasAny) = (true, true)
      }
    }
    return blocks
  }
}
