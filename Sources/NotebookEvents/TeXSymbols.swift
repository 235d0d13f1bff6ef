/// What commands of TeX look like in plain text.
enum TeXSymbols {
  /// Commands that stand for one character, or for a word as it is written.
  static let symbols = pairs(
    """
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
    kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi φ
    varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ
    Psi Ψ Omega Ω
    infty ∞ partial ∂ nabla ∇ forall ∀ exists ∃ emptyset ∅ varnothing ∅ ell ℓ hbar ħ imath ı jmath ȷ
    prime ′ top ⊤ bot ⊥ angle ∠ ldots … dots … cdots … dotsb … dotsc … dotsm … vdots ⋮ ddots ⋱
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂
    pm ± mp ∓ times × div ÷ cdot · ast * star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙
    cap ∩ cup ∪ setminus ∖ wedge ∧ vee ∨ land ∧ lor ∨ lnot ¬ neg ¬ dagger †
    langle ⟨ rangle ⟩ lbrace { rbrace } lbrack [ rbrack ] lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ vert | Vert ‖ backslash \\ triangle △ square □ checkmark ✓
    """)

  /// Commands with a blank on either side.
  static let relations = pairs(
    """
    leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ ll ≪ gg ≫ lt < gt > equiv ≡ approx ≈ sim ~ simeq ≃ cong ≅
    propto ∝ doteq ≐ asymp ≍ prec ≺ succ ≻ perp ⊥ parallel ∥ mid | in ∈ notin ∉ ni ∋ subset ⊂
    supset ⊃ subseteq ⊆ supseteq ⊇ triangleq ≜ lesssim ≲ gtrsim ≳ leqslant ≤ geqslant ≥
    to → gets ← rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐
    Leftrightarrow ⇔ longrightarrow → longleftarrow ← Longrightarrow ⇒ Longleftarrow ⇐
    Longleftrightarrow ⇔ mapsto ↦ longmapsto ↦ uparrow ↑ downarrow ↓ implies ⇒ iff ⇔ xrightarrow →
    """)

  /// Marks that are put on the letter before them.
  static let accents: [Substring: String] = [
    "hat": "\u{302}", "widehat": "\u{302}", "bar": "\u{304}", "overline": "\u{304}",
    "tilde": "\u{303}", "widetilde": "\u{303}", "vec": "\u{20D7}", "dot": "\u{307}",
    "ddot": "\u{308}", "check": "\u{30C}", "breve": "\u{306}",
  ]

  static let superscripts: [Character: Character] = characters(
    "0123456789+−=()ni⊤′*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ′*")

  static let subscripts: [Character: Character] = characters("0123456789+−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")

  static let fractions = pairs("1/2 ½ 1/3 ⅓ 2/3 ⅔ 1/4 ¼ 3/4 ¾ 1/5 ⅕ 1/6 ⅙ 1/8 ⅛ 3/8 ⅜")

  /// Names of functions, which are written out.
  static let functions = Set(
    """
    exp log ln lg sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arg deg dim ker
    lim limsup liminf max min sup inf det gcd Pr Re Im bmod mod
    """.split(whereSeparator: \.isWhitespace))

  /// Commands whose argument stands for itself.
  static let wrappers = Set(
    """
    mathbb mathbf mathcal mathfrak mathit mathrm mathsf mathscr mathtt boldsymbol pmb mathord mathbin
    mathrel text textrm textbf textit texttt textsf boxed underline substack
    """.split(whereSeparator: \.isWhitespace))

  /// Commands that say how large or where something stands, and nothing else.
  static let layout = Set(
    """
    left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm limits
    nolimits displaystyle textstyle scriptstyle scriptscriptstyle
    hline negthinspace
    """.split(whereSeparator: \.isWhitespace))

  private static func pairs(_ text: String) -> [Substring: String] {
    let words = text.split(whereSeparator: \.isWhitespace)
    return Dictionary(
      uniqueKeysWithValues: stride(from: 0, to: words.count, by: 2).map {
        (words[$0], String(words[$0 + 1]))
      })
  }

  private static func characters(_ from: String, _ to: String) -> [Character: Character] {
    Dictionary(uniqueKeysWithValues: zip(from, to))
  }
}
