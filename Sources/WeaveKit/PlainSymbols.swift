/// The characters of commands that may stand in captions.
enum PlainSymbols {
  static let symbols: [String: String] = pairs(
    """
    alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
    kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ
    omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω
    le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ lt < gt > ll ≪ gg ≫ approx ≈ sim ∼ equiv ≡ propto ∝ in ∈
    to → rightarrow → leftarrow ← mapsto ↦ Rightarrow ⇒ gets ←
    pm ± mp ∓ times × div ÷ cdot · ast ∗ star ⋆ circ ∘ mid | parallel ∥ vert ∣ Vert ‖ lvert ∣ rvert ∣
    lVert ‖ rVert ‖ langle ⟨ rangle ⟩ lbrace { rbrace } lbrack [ rbrack ] lfloor ⌊ rfloor ⌋
    lceil ⌈ rceil ⌉ sum ∑ prod ∏ int ∫ infty ∞ partial ∂ nabla ∇ top ⊤ bot ⊥ prime ′ ell ℓ
    ldots … cdots ⋯ dots … forall ∀ exists ∃ cup ∪ cap ∩ setminus ∖ otimes ⊗ odot ⊙ oplus ⊕
    """)

  /// The characters that stand between spaces.
  static let relations = Set("≤≥≠<>≪≫≈∼≡∝∈→←↦⇒|∥".map(String.init))

  static let functions: Set<String> = [
    "ln", "log", "exp", "sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh", "coth", "max", "min",
    "det", "lim", "sup", "inf", "Pr", "arg",
  ]

  static let accents: [String: Character] = [
    "hat": "\u{302}", "widehat": "\u{302}", "bar": "\u{304}", "overline": "\u{304}",
    "tilde": "\u{303}", "widetilde": "\u{303}", "dot": "\u{307}", "vec": "\u{20D7}",
  ]

  /// Commands that change how the next argument looks, or the space around it.
  static let silent: Set<String> = [
    "mathbb", "mathbf", "mathcal", "mathrm", "mathit", "mathsf", "boldsymbol", "mathord", "left",
    "right", "big", "Big", "bigl",
    "bigr", "Bigl", "Bigr", "limits", "nolimits", "displaystyle", "textstyle", "negthinspace",
  ]

  static let superscripts = characters("0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾nⁿiⁱTᵀ⊤ᵀ′′∗*")
  static let subscripts = characters(
    "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓ")

  private static func pairs(_ text: String) -> [String: String] {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    return Dictionary(
      uniqueKeysWithValues: stride(from: 0, to: words.count, by: 2).map {
        (words[$0], words[$0 + 1])
      })
  }

  private static func characters(_ text: String) -> [Character: Character] {
    let all = Array(text)
    return Dictionary(
      uniqueKeysWithValues: stride(from: 0, to: all.count, by: 2).map { (all[$0], all[$0 + 1]) })
  }
}
