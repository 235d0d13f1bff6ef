/// The TeX that GitHub is known to render: commands of MathJax 3 with its `ams` extension, less those
/// that GitHub forbids. Anything else is refused, so that a misspelt command never reaches a reader.
enum MathVocabulary {
  static let commands: Set<String> = words(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi
    varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega
    Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega

    leq le geq ge neq ne ll gg lt gt equiv approx sim simeq cong propto doteq asymp prec succ preceq
    succeq perp parallel mid nmid in notin ni subset supset subseteq supseteq subsetneq vdash models
    triangleq lesssim gtrsim leqslant geqslant lll ggg approxeq not

    to gets rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow longrightarrow
    longleftarrow Longrightarrow Longleftarrow longleftrightarrow Longleftrightarrow mapsto longmapsto
    uparrow downarrow Uparrow Downarrow updownarrow nearrow searrow swarrow nwarrow hookrightarrow
    rightleftharpoons rightharpoonup implies impliedby iff xrightarrow xleftarrow

    pm mp times div cdot ast star circ bullet oplus ominus otimes odot cap cup uplus sqcup setminus
    wedge vee land lor lnot neg dagger amalg diamond

    sum prod coprod int iint iiint oint bigcap bigcup bigoplus bigotimes bigvee bigwedge lim limsup
    liminf max min sup inf det gcd Pr

    exp log ln lg sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arg deg dim hom ker
    bmod pmod mod

    frac dfrac tfrac cfrac binom dbinom tbinom sqrt over overset underset stackrel overbrace
    underbrace overline underline overrightarrow substack boxed

    hat widehat bar tilde widetilde vec dot ddot acute grave check breve mathring prime

    mathbb mathbf mathcal mathfrak mathit mathrm mathsf mathscr mathtt boldsymbol pmb
    mathop mathbin mathrel mathopen mathclose mathord mathinner limits nolimits
    displaystyle textstyle scriptstyle scriptscriptstyle

    left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm
    langle rangle lbrace rbrace lbrack rbrack lfloor rfloor lceil rceil lvert rvert lVert rVert vert
    Vert backslash lgroup rgroup

    quad qquad enspace thinspace negthinspace cr hline

    infty partial nabla forall exists nexists emptyset varnothing ell hbar imath jmath Re Im aleph wp
    angle triangle square blacksquare top bot flat sharp natural clubsuit heartsuit surd
    ldots cdots vdots ddots dots dotsb dotsc dotsm therefore because checkmark
    """)

  /// Commands whose argument is text; the rewriter copies it as it stands.
  static let textCommands: Set<String> = words("text textrm textbf textit texttt textsf")

  static let environments: Set<String> = words(
    """
    aligned alignedat gathered split cases matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix
    smallmatrix array
    """)

  /// What to write in place of commands that authors may well try.
  static let advice: [String: String] = [
    "tag": "name the equation with `{#eq:name}` and it is numbered",
    "label": "name the equation with `{#eq:name}`",
    "ref": "refer to an equation with `@eq:name`, outside the formula",
    "eqref": "refer to an equation with `@eq:name`, outside the formula",
    "mbox": "write `\\text{…}`",
    "medspace": "write `\\:`",
    "thickspace": "write `\\;`",
    "coloneqq": "write `:=`",
    "bm": "write `\\boldsymbol{…}`",
    "argmax": "write `\\operatorname*{arg\\,max}`",
    "argmin": "write `\\operatorname*{arg\\,min}`",
    "phantom": "GitHub forbids it",
    "newcommand": "GitHub shares definitions between all formulas of a page: write it out",
    "def": "GitHub shares definitions between all formulas of a page: write it out",
  ]

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
