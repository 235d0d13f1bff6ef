import Cairo

/// Size, weight and colour of a text.
struct TypeStyle: Equatable {
  var size: Double
  var isBold = false
  var color = Color.black

  static let tick = TypeStyle(size: 9.5, color: .grey(0.25))
  static let label = TypeStyle(size: 10.5, color: .grey(0.1))
  static let legend = TypeStyle(size: 10, color: .grey(0.1))
  static let note = TypeStyle(size: 9.5, color: .grey(0.2))
  static let title = TypeStyle(size: 11.5, isBold: true, color: .grey(0.1))

  /// Height of a digit or a capital, the same for every text of this size.
  var capHeight: Double { 0.73 * size }
  /// How far letters and lowered text reach below the baseline.
  var descent: Double { 0.24 * size }
  /// From one baseline to the next.
  var lineHeight: Double { 1.4 * size }
}

/// Which point of a text lies at the place where it is put.
enum HorizontalAnchor { case left, center, right }
/// The same, vertically; `middle` centres capitals and digits.
enum VerticalAnchor { case top, middle, baseline, bottom }

/// Families in order of preference; a character is taken from the first that has it.
///
/// DejaVu is what Debian installs with fontconfig. It is wide: nine tenths of its width is its own
/// condensed face.
private enum Typeface {
  #if canImport(Darwin)
    static let families = ["Helvetica Neue", "Lucida Grande", "Arial Unicode MS", "STIXGeneral"]
    static let stretch = 1.0
  #else
    static let families = ["DejaVu Sans", "Noto Sans", "Noto Sans Math", "FreeSans"]
    static let stretch = 0.9
  #endif
}

/// A part of a text in one font at one height.
private struct TextRun: Equatable {
  var text: String
  var family: Int
  var scale: Double
  /// How far the baseline is raised, in units of the size.
  var rise: Double
}

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
    var dx =
      switch horizontal {
      case .left: 0.0
      case .center: -width / 2
      case .right: -width
      }
    let dy =
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
      for (run, width) in zip(runs, widths) {
        select(run, style)
        show(run.text, x: dx, y: dy - run.rise * style.size)
        dx += width
      }
    }
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

  /// Parts a text where the font or the height changes: at `_{…}`, `^{…}` and at characters that the
  /// first font does not have.
  private func runs(of text: String, _ style: TypeStyle) -> [TextRun] {
    var runs: [TextRun] = []
    for piece in heightChanges(in: text) {
      for character in piece.text {
        var run = piece
        run.text = String(character)
        if !character.isASCII { run.family = family(for: run, style) }
        if var last = runs.last, last.family == run.family, last.scale == run.scale,
          last.rise == run.rise
        {
          last.text.append(character)
          runs[runs.count - 1] = last
        } else {
          runs.append(run)
        }
      }
    }
    return runs
  }

  private func family(for run: TextRun, _ style: TypeStyle) -> Int {
    var run = run
    for family in Typeface.families.indices {
      run.family = family
      select(run, style)
      if hasGlyphs(for: run.text) { return family }
    }
    return 0
  }
}

/// Parts a text at lowered `_{…}` and raised `^{…}` pieces. A brace without its partner is printed.
private func heightChanges(in text: String) -> [TextRun] {
  var runs: [TextRun] = []
  var plain = TextRun(text: "", family: 0, scale: 1, rise: 0)
  var rest = text[...]
  while let character = rest.first {
    let opening = rest.prefix(2)
    if opening == "_{" || opening == "^{", let end = rest.firstIndex(of: "}") {
      runs.append(plain)
      plain.text = ""
      runs.append(
        TextRun(
          text: String(rest.dropFirst(2)[..<end]), family: 0, scale: 0.72,
          rise: opening == "_{" ? -0.16 : 0.36))
      rest = rest[rest.index(after: end)...]
    } else {
      plain.text.append(character)
      rest = rest.dropFirst()
    }
  }
  runs.append(plain)
  return runs.filter { !$0.text.isEmpty }
}
