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
/// condensed face. `smallLetter` is the height of an x, as a share of the size.
enum Typeface {
  #if canImport(Darwin)
    static let families = ["Helvetica Neue", "Lucida Grande", "Arial Unicode MS", "STIXGeneral"]
    static let stretch = 1.0
    static let smallLetter = 0.52
  #else
    static let families = ["DejaVu Sans", "Noto Sans", "Noto Sans Math", "FreeSans"]
    static let stretch = 0.9
    static let smallLetter = 0.55
  #endif
}
