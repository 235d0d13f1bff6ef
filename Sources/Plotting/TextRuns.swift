/// A part of a text in one font at one height.
struct TextRun: Equatable {
  var text: String
  /// An accent over the text, which is one letter then.
  var accent: String?
  /// Index into the families of `Typeface`.
  var family = 0
  /// Size, as a share of the text's.
  var scale = 1.0
  /// How far the baseline is raised, in units of the text's size.
  var rise = 0.0

  fileprivate func isSet(like other: TextRun) -> Bool {
    family == other.family && scale == other.scale && rise == other.rise && accent == nil
      && other.accent == nil
  }
}

/// Parts a text where its font or its height changes.
///
/// Text in `_{…}` is lowered and text in `^{…}` raised, and so are the characters that Unicode has for
/// that purpose, so that all of them look alike and no font needs to have them. A brace without its partner is
/// printed.
/// - Parameter family: chooses the font of a part.
func textRuns(_ text: String, family: (TextRun) -> Int) -> [TextRun] {
  var runs: [TextRun] = []
  func append(_ character: Character, _ height: Height) {
    var run = TextRun(text: "")
    var letters = character
    var place = height
    if height == .normal, let (plain, shifted) = shiftedCharacters[character] {
      (letters, place) = (plain, shifted)
    }
    run.scale = place.scale
    run.rise = place.rise
    let scalars = letters.unicodeScalars
    if scalars.count == 2, scalars.last!.properties.canonicalCombiningClass == .above {
      run.text = String(scalars.first!)
      run.accent = String(scalars.last!)
    } else {
      run.text = String(letters)
    }
    run.family = family(run)
    if let last = runs.last, last.isSet(like: run) {
      runs[runs.count - 1].text += run.text
    } else {
      runs.append(run)
    }
  }

  var rest = text[...]
  while let character = rest.first {
    let opening = rest.prefix(2)
    if opening == "_{" || opening == "^{", let end = rest.firstIndex(of: "}") {
      for inner in rest[..<end].dropFirst(2) { append(inner, opening == "_{" ? .lowered : .raised) }
      rest = rest[end...].dropFirst()
    } else {
      append(character, .normal)
      rest = rest.dropFirst()
    }
  }
  return runs
}

private enum Height {
  case normal, lowered, raised

  var scale: Double { self == .normal ? 1 : 0.72 }

  var rise: Double {
    switch self {
    case .normal: 0
    case .lowered: -0.16
    case .raised: 0.36
    }
  }
}

/// The characters that Unicode has for lowered and raised text, and what they stand for.
private let shiftedCharacters: [Character: (Character, Height)] = {
  let lowered = zip(
    "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", "0123456789+−=()aehijklmnoprstuvxβγρφχ")
  let raised = zip(
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᴺᴷᴰ",
    "0123456789+−=()abcdefghijklmnoprstuvwxyzTNKD")
  var characters: [Character: (Character, Height)] = [:]
  for (shifted, plain) in lowered { characters[shifted] = (plain, .lowered) }
  for (shifted, plain) in raised { characters[shifted] = (plain, .raised) }
  return characters
}()
