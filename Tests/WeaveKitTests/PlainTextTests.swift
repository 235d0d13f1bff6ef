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
    (#"$\nabla\ln p$, $N(0,1)$"#, "∇ ln p, N(0, 1)"),
    (#"$\lbrace a\rbrace _i$, $x _{t-1}$"#, "{a}_i, x_(t−1)"),
    (#"$N\mathop{\mathrm{Var}}\nolimits (x)$"#, "N Var(x)"),
    (#"$\int f(x)\thinspace dx$"#, "∫ f(x) dx"),
  ]) func captionsAreSaidWithoutTeX(text: String, expected: String) {
    let (text, problems) = plain(text)
    #expect(problems.all.isEmpty, "\(problems.texts)")
    #expect(text == expected)
  }

  @Test(arguments: [#"$a\nmid b$"#, #"a $\clubsuit$"#, #"$a\cr b$"#])
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
      #expect(!text.contains("\\") || name == "backslash")
      #expect(problems.all.count <= 1, "\(name)")
    }
  }
}
