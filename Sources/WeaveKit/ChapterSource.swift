/// A chapter as it was written.
struct ChapterSource: Sendable {
  /// From 1; the two digits with which the folder's name begins.
  var number: Int
  /// Relative to the package's folder.
  var path: String
  /// Prose and code, each with its reading; the marks themselves are gone.
  var blocks: [Block] = []

  init(number: Int, source: SourceFile, problems: inout Problems) {
    self.number = number
    path = source.path
    var tracker = ReadingTracker(path: path)
    for chunk in Chunker.chunks(of: source, problems: &problems) {
      switch chunk {
      case .prose(let lines):
        for element in ProseParser.parse(lines, path: path, problems: &problems) {
          add(element, &tracker, &problems)
        }
      case .code(let cell):
        tracker.passPassage()
        blocks.append(Block(content: .code(cell), reading: tracker.reading))
      }
    }
    tracker.end(problems: &problems)
  }

  private mutating func add(
    _ element: ProseElement, _ tracker: inout ReadingTracker, _ problems: inout Problems
  ) {
    switch element {
    case .mark(let mark):
      tracker.pass(mark, problems: &problems)
      return
    case .heading(let heading): tracker.pass(heading, problems: &problems)
    case .text, .equation, .quotation, .homework, .exercise: tracker.passPassage()
    }
    blocks.append(Block(content: .prose(element), reading: tracker.reading))
  }

  /// Puts the exercises in the place of `@homework`.
  ///
  /// - Parameter answers: the stubs; asked for only if the directive is there.
  mutating func insertExercises(
    from answers: () throws(WeaveError) -> SourceFile, problems: inout Problems
  ) throws(WeaveError) {
    let places = blocks.indices.filter {
      if case .prose(.homework) = blocks[$0].content { true } else { false }
    }
    guard let place = places.first else { return }
    for case .prose(.homework(let line)) in places.dropFirst().map({ blocks[$0].content }) {
      problems.error(
        "`@homework` stands here for the second time", at: SourceLocation(path: path, line: line))
    }
    let reading = blocks[place].reading
    blocks.replaceSubrange(
      place...place,
      with: Exercise.all(in: try answers(), problems: &problems).map {
        Block(content: .prose(.exercise($0)), reading: reading)
      })
  }
}
