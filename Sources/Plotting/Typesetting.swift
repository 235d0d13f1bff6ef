import Cairo

extension Context {
  /// The width of a text, in points.
  func width(of text: String, _ style: TypeStyle) -> Double {
    runs(of: text, style).reduce(0) { $0 + advance(of: $1, style) }
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
