/// Stars in a row, which may open or close emphasis.
struct StarRun {
  /// How many of them have no partner yet.
  var count: Int
  /// How many there were.
  let length: Int
  let canOpen, canClose: Bool
  /// Whether emphasis around it has been closed, so that it can open none.
  var isClosed = false
  let line: Int
}

extension InlineRewriter {
  /// Copies stars. By what stands before and behind, they may open or close emphasis.
  mutating func star() {
    let run = rest.prefix { $0 == "*" }
    let (before, after) = (output.last, rest[run.endIndex...].first)
    func isSpace(_ character: Character?) -> Bool { character?.isWhitespace ?? true }
    func isSign(_ character: Character?) -> Bool {
      character.map { $0.isPunctuation || $0.isSymbol } ?? false
    }
    let isLeft = !isSpace(after) && (!isSign(after) || isSpace(before) || isSign(before))
    let isRight = !isSpace(before) && (!isSign(before) || isSpace(after) || isSign(after))
    stars.append(
      StarRun(
        count: run.count, length: run.count, canOpen: isLeft, canClose: isRight, line: line))
    take(run.count)
  }

  /// Reports stars that should be emphasis by where they stand, but are shown as they are.
  ///
  /// Source: CommonMark 0.31.2, section 6.2, and the algorithm "process emphasis" of its appendix.
  mutating func reportLoneStars() {
    for closer in stars.indices where stars[closer].canClose {
      while stars[closer].count > 0,
        let opener = stars[..<closer].lastIndex(where: { matches($0, stars[closer]) })
      {
        let pair = min(2, stars[opener].count, stars[closer].count)
        stars[opener].count -= pair
        stars[closer].count -= pair
        // What stands between has found no partner, and finds none any more.
        for between in stars[(opener + 1)..<closer].indices { stars[between].isClosed = true }
      }
    }
    for run in stars where run.count > 0 && run.canOpen != run.canClose {
      error(
        "GitHub shows these stars as they are: emphasis opens behind a space or sign and before a "
          + "letter, and closes the other way round; or write `\\*`", line: run.line)
    }
  }

  private func matches(_ opener: StarRun, _ closer: StarRun) -> Bool {
    guard opener.canOpen, opener.count > 0, !opener.isClosed else { return false }
    // The rule of three.
    let isBoth = opener.canClose || closer.canOpen
    return !isBoth || (opener.length + closer.length) % 3 != 0
      || opener.length % 3 == 0 && closer.length % 3 == 0
  }

  /// Reports tags that are never closed.
  mutating func reportOpenTags() {
    for tag in openTags {
      error("`<\(tag.name)>` is not closed in its paragraph: `</\(tag.name)>`", line: tag.line)
    }
  }
}
