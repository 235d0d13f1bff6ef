import Testing

@testable import WeaveKit

@Suite struct MathRewriterTests {
  @Test(arguments: [
    (#"e^{-E/T}\,dx"#, #"e^{-E/T}\thinspace dx"#),
    (#"a\!b"#, #"a\negthinspace b"#),
    (#"a\:b\;c\>d\ e"#, #"a\ b\ c\ d\ e"#),
    (#"\{x\}"#, #"\lbrace x\rbrace"#),
    (#"\left\{x\right\}"#, #"\left\lbrace x\right\rbrace"#),
    (#"\|x\|_2"#, #"\Vert x\Vert _2"#),
    ("a<b>c", #"a\lt b\gt c"#),
    ("a < b", #"a \lt b"#),
    ("p^*_t", #"p^\ast _t"#),
    ("a~b", #"a\ b"#),
    ("x_t", "x_t"),
    ("x_ t", "x_t"),
    ("x_α", "x_α"),
    ("p_{t+1}", "p _{t+1}"),
    (#"s_\theta(x)"#, #"s _\theta(x)"#),
    ("{a}_b", "{a}_b"),
    ("_{x}", "{} _{x}"),
    ("[a](b)", "[a] (b)"),
    ("[a][b]", "[a] [b]"),
    ("[^2]", "[ ^2]"),
    ("n![a]", "n! [a]"),
    ("a&lt", "a& lt"),
    ("f:x:y", "f: x: y"),
    ("|x|", "|x|"),
    (#"\alpha x"#, #"\alpha x"#),
    (#"\alpha  x"#, #"\alpha x"#),
    (#"\mathbb{E}[X]"#, #"\mathbb{E}[X]"#),
    (#"\text{if } x"#, #"\text{if } x"#),
    (#"\operatorname{Var}(x)"#, #"\mathop{\mathrm{Var}}\nolimits (x)"#),
    (#"\operatorname{tr}_{x}"#, #"\mathop{\mathrm{tr}}\nolimits _{x}"#),
    (#"\operatorname*{arg\,min}_{x}"#, #"\mathop{\mathrm{arg\thinspace min}} _{x}"#),
    (#"x\;"#, "x"),
    (" x ", "x"),
  ]) func formulasAreRewritten(tex: String, expected: String) {
    let (rewritten, faults) = MathRewriter.rewrite(tex, in: .inline)
    #expect(faults.isEmpty)
    #expect(rewritten == expected)
  }

  @Test func barsSplitTablesOnly() {
    #expect(MathRewriter.rewrite("p(x|y)", in: .table).tex == #"p(x\vert y)"#)
    #expect(MathRewriter.rewrite("p(x|y)", in: .display).tex == "p(x|y)")
  }

  @Test func rowsEndInCarriageReturns() {
    let (tex, faults) = MathRewriter.rewrite(
      "\\begin{aligned}\na &= b \\\\\n&= c\\\\d\n\\end{aligned}", in: .display)
    #expect(faults.isEmpty)
    #expect(tex == "\\begin{aligned}\na &= b \\cr\n&= c\\cr d\n\\end{aligned}")
  }

  @Test(arguments: [
    (#"\aplha"#, "`\\aplha` is not known to render on GitHub (did you mean 'alpha'?)"),
    (#"\tag{1}"#, "{#eq:name}"),
    (#"\label{x}"#, "{#eq:name}"),
    (#"\eqref{x}"#, "@eq:name"),
    (#"\newcommand{\a}{b}"#, "write it out"),
    (#"\mbox{a}"#, #"\text"#),
    (#"a \\ b"#, "outside an environment"),
    (#"\begin{aligned}a \\[2pt] b\end{aligned}"#, "does not survive"),
    (#"\begin{align}a\end{align}"#, "write `aligned`"),
    (#"\begin{aligned}a"#, "without `\\end`"),
    (#"\begin{aligned}a\end{cases}"#, "closes nothing"),
    (#"\end{cases}"#, "closes nothing"),
    ("{a", "`{` without `}`"),
    ("a}", "`}` without `{`"),
    (#"\left( a"#, "without `\\right`"),
    (#"a \right)"#, "without `\\left`"),
    (#"50\%"#, "`\\%` does not survive"),
    ("50%", "`%`"),
    ("a#b", "`#`"),
    (#"a\_b"#, "`\\_`"),
    (#"\text{a_b}"#, "outside the text"),
    (#"\text{a $x$}"#, "outside the text"),
    (#"\text{a \alpha}"#, "plain text in braces"),
    (#"\operatorname x"#, "in braces"),
    ("x_", "at the end"),
    ("", "empty"),
    (#"a\"#, "backslash at the end"),
  ]) func whatGitHubWouldNotRenderIsRefused(tex: String, fault: String) {
    let faults = MathRewriter.rewrite(tex, in: .inline).faults
    #expect(faults.contains { $0.contains(fault) }, "\(faults)")
  }

  /// Rewriting again must change nothing: everything in a rewritten formula is safe.
  @Test(arguments: [
    #"p_{x}\,\{a\}_{i} < b^*_{t} \| c"#, #"\operatorname{Var}(x) \; y"#, "[a](b)[c]_{d}",
    #"\begin{cases} a & b \\ c & d \end{cases}"#,
  ]) func rewritingIsIdempotent(tex: String) {
    let once = MathRewriter.rewrite(tex, in: .display)
    let twice = MathRewriter.rewrite(
      once.tex.replacing(#"\cr"#, with: #"\\"#), in: .display)
    #expect(once.faults.isEmpty)
    #expect(twice.faults.isEmpty)
    #expect(twice.tex == once.tex)
  }

  @Test func vocabularyIsFreeOfWhatIsAdvisedAgainst() {
    #expect(MathVocabulary.commands.isDisjoint(with: MathVocabulary.advice.keys))
    #expect(MathVocabulary.commands.isDisjoint(with: MathVocabulary.textCommands))
  }
}
