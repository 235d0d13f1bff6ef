import Cairo

extension Context {
  /// The width of a text, in points.
  func width(of text: String, _ style: TypeStyle) -> Double {
    runs(of: text, style).reduce(0) { $0 + advance(of: $1, style) }
  }

  /// A text broken into lines that are no wider than a width: between words, or within a word that is
  /// too long by itself.
  func lines(of text: String, _ style: TypeStyle, width limit: Double) -> [String] {
    if width(of: text, style) <= limit { return [text] }
    var lines: [String] = []
    var line = ""
    for word in words(of: text) {
      let longer = line.isEmpty ? word : line + " " + word
      if width(of: longer, style) <= limit {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = word
      // Lowered and raised text stays whole.
      while !line.contains("{"), line.count > 1, width(of: line, style) > limit {
        var part = line
        while part.count > 1, width(of: part, style) > limit { part.removeLast() }
        lines.append(part)
        line.removeFirst(part.count)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// Writes a text.
  /// - Parameters:
  ///   - x, y: where it is put.
  ///   - quarterTurns: how far it is turned clockwise; −1 reads upwards.
  func write(
    _ text: String, _ style: TypeStyle, x: Double, y: Double,
    _ horizontal: HorizontalAnchor = .left, _ vertical: VerticalAnchor = .baseline,
    quarterTurns: Int = 0
  ) {
    let runs = runs(of: text, style)
    let widths = runs.map { advance(of: $0, style) }
    let width = widths.reduce(0, +)
    let start =
      switch horizontal {
      case .left: 0.0
      case .center: -width / 2
      case .right: -width
      }
    let baseline =
      switch vertical {
      case .top: style.capHeight
      case .middle: style.capHeight / 2
      case .baseline: 0.0
      case .bottom: -style.descent
      }
    saving {
      translate(x: x, y: y)
      rotate(quarterTurns: quarterTurns)
      setColor(style.color)
      var x = start
      for (run, width) in zip(runs, widths) {
        let y = baseline - run.rise * style.size
        select(run, style)
        show(run.text, x: x, y: y)
        if let accent = run.accent { write(accent, over: run, style, x: x, y: y) }
        x += width
      }
    }
  }

  /// Sets an accent in the middle above a letter, as high as the letter asks for: fonts place it for
  /// small letters only.
  private func write(
    _ accent: String, over run: TextRun, _ style: TypeStyle, x: Double, y: Double
  ) {
    let letter = extents(of: run.text)
    let mark = extents(of: accent)
    let height = Typeface.smallLetter * style.size * run.scale
    show(
      accent,
      x: x + letter.inkLeft + letter.inkWidth / 2 - mark.inkLeft - mark.inkWidth / 2,
      y: y - max(0, letter.inkTop - height))
  }

  private func advance(of run: TextRun, _ style: TypeStyle) -> Double {
    select(run, style)
    return extents(of: run.text).advance
  }

  private func select(_ run: TextRun, _ style: TypeStyle) {
    setFont(
      family: Typeface.families[run.family], size: style.size * run.scale, bold: style.isBold,
      stretch: Typeface.stretch)
  }

  /// The parts of a text, each with the first font that has its characters.
  private func runs(of text: String, _ style: TypeStyle) -> [TextRun] {
    textRuns(text) { run in
      if run.text.allSatisfy(\.isASCII) && run.accent == nil { return 0 }
      var run = run
      for family in Typeface.families.indices {
        run.family = family
        select(run, style)
        if hasGlyphs(for: run.text + (run.accent ?? "")) { return family }
      }
      return 0
    }
  }
}

/// The parts of a text between its spaces, without those in braces.
private func words(of text: String) -> [String] {
  var words = [""]
  var depth = 0
  for character in text {
    if character == "{" { depth += 1 }
    if character == "}" { depth -= 1 }
    if character == " " && depth <= 0 {
      words.append("")
    } else {
      words[words.count - 1].append(character)
    }
  }
  return words.filter { !$0.isEmpty }
}
