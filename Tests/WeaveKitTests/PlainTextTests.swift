import Testing

@testable import WeaveKit

@Suite struct PlainTextTests {
  private func plain(_ text: String) -> (text: String, problems: Problems) {
    var problems = Problems()
    let location = WeaveKit.SourceLocation(path: "main.swift", line: 7)
    return (PlainText.of(text, at: location, problems: &problems), problems)
  }

  @Test(arguments: [
    ("The *energy* `E`, **exactly**", "The energy E, exactly"),
    ("see [equation (1.1)](#eq-a) [x](a.md)", "see equation (1.1) x"),
    (#"costs <span>$</span>5 \* 2"#, "costs $5 * 2"),
    (#"$\sigma$"#, "σ"), (#"noise $\sigma = s/2$."#, "noise σ = s/2."),
    (#"$\nabla\ln p$, $x\ln x$"#, "∇ln p, x ln x"), ("$N(0,1)$", "N(0, 1)"),
    ("$x_{t-1}$ and $x_T^2$", "xₜ₋₁ and x_T²"), (#"$p_\theta(x)$"#, "p_θ(x)"),
    (#"$\frac{a+b}{2}$"#, "(a+b)/2"), (#"$\tfrac12\eta^2$"#, "1/2η²"),
    (#"$\hat x_0$, $\bar\alpha_t$"#, "x̂₀, ᾱₜ"), (#"$\sqrt2$, $\sqrt{1-a}$"#, "√2, √(1−a)"),
    (#"$e^{-E/T}/Z$"#, "e^(−E/T)/Z"), (#"$T_{\mathrm{eff}}$"#, "T_(eff)"),
    (#"$v^\top A v$"#, "vᵀAv"), (#"$x\lt y$, $a\leq b$"#, "x < y, a ≤ b"),
    (#"$\lbrace a\rbrace _i$"#, "{a}ᵢ"), (#"$\text{if } x$"#, "if x"),
    (#"$2\operatorname{Var} x$, $\operatorname*{sup}_x f$"#, "2Var x, supₓf"),
    (#"$N\mathop{\mathrm{Var}}\nolimits (x)$"#, "N Var(x)"),
    (#"$\int f(x)\thinspace dx$"#, "∫f(x) dx"),
  ]) func captionsAreSaidWithoutTeX(text: String, expected: String) {
    let (text, problems) = plain(text)
    #expect(problems.all.isEmpty, "\(problems.texts)")
    #expect(text == expected)
  }

  @Test(arguments: [#"$\overbrace{x}$"#, #"a $\begin{matrix}x\end{matrix}$"#, #"$a\cr b$"#])
  func whatHasNoCharacterIsAnError(text: String) {
    let problems = plain(text).problems
    #expect(!problems.errors.isEmpty)
    #expect(problems.errors.allSatisfy { $0.location?.line == 7 })
    #expect(problems.errors[0].message.contains("has no plain text"))
  }

  /// Whatever GitHub renders is said or refused, and no backslash is left.
  @Test func everyCommandIsSaidOrRefused() {
    for name in MathVocabulary.commands {
      let (text, problems) = plain("$\\\(name){a}{b}$")
      #expect(!text.contains("\\"))
      #expect(problems.all.count <= 1, "\(name)")
    }
  }
}
