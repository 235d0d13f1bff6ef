/// A chapter as it was written.
struct ChapterSource: Sendable {
  enum Block: Hashable, Sendable {
    case prose([ProseElement])
    case code(CodeCell)
  }

  /// From 1; the two digits with which the folder's name begins.
  var number: Int
  /// Relative to the package's folder.
  var path: String
  var blocks: [Block]

  init(number: Int, source: SourceFile, problems: inout Problems) {
    self.number = number
    path = source.path
    blocks = []
    for chunk in Chunker.chunks(of: source, problems: &problems) {
      switch chunk {
      case .prose(let lines):
        blocks.append(
          .prose(ProseParser.parse(lines, path: source.path, problems: &problems)))
      case .code(let cell): blocks.append(.code(cell))
      }
    }
  }
}
