import Testing

@testable import Notebook

@Suite struct PlainMathematicsTests {
  @Test(arguments: [
    (#"\sigma_t^2"#, "σ_t²"), (#"x_{t-1}"#, "x_(t−1)"), (#"x_0"#, "x₀"), (#"e^{-E/T}"#, "e^(−E/T)"),
    (#"\nabla_x \ln p(x)"#, "∇_x ln p(x)"), (#"-\ln p"#, "−ln p"), (#"2\ln\sigma"#, "2 ln σ"),
    (#"\ln^2 x"#, "ln² x"), (#"\ln(1+x)"#, "ln(1+x)"), (#"\ln\big(1+x\big)"#, "ln(1+x)"),
    (#"\mathbb{E}_{x\sim p}[x]"#, "E_(x~p)[x]"), (#"\mathbb E x"#, "E x"),
    (#"\tfrac12\lambda"#, "½λ"), (#"\frac{1}{n}\sum_i x_i"#, "1/n ∑_i x_i"),
    (#"\frac{a+b}{2\sigma^2}"#, "(a+b)/(2σ²)"), (#"\frac{p(x)}{q(x)}"#, "p(x)/q(x)"),
    (#"\frac{x}{10}"#, "x/10"), (#"\frac{1}{n}(x+y)"#, "1/n (x+y)"), (#"\sqrt{2\pi}"#, "√(2π)"),
    (#"\sqrt n"#, "√n"), (#"\hat\lambda"#, "λ\u{302}"), (#"\bar{\alpha}_t"#, "α\u{304}_t"),
    (#"\tilde{x}_1"#, "x\u{303}₁"), (#"\lVert x \rVert^2"#, "‖x‖²"), (#"\beta E"#, "βE"),
    (#"\langle E \rangle"#, "⟨E⟩"), (#"a=b\le c"#, "a = b ≤ c"), (#"p(x\mid y)"#, "p(x | y)"),
    (#"\sum_{i=1}^n a"#, "∑_(i=1)ⁿ a"), (#"A^{-1}"#, "A⁻¹"), (#"A^\top v"#, "Aᵀ v"),
    (#"x^{(k)}"#, "x^(k)"), (#"x^{a^b}"#, "x^(a^b)"), (#"f'(x)"#, "f′(x)"),
    (#"\left(x\right."#, "(x"), (#"\text{data and noise}"#, "data and noise"),
    (#"x,\; y\quad z"#, "x, y z"), (#"a \, ."#, "a."), (#"\{1, \dots, n\}"#, "{1, …, n}"),
    (#"\operatorname{Var} x"#, "Var x"), (#"\binom{n}{k}"#, "C(n, k)"),
    (#"\unheardof x"#, "unheardof x"),
    (#"\begin{aligned} a &= b \\ &= c \end{aligned}"#, "a = b; = c"), ("", ""), ("{", ""),
    ("\\", ""), (#"\frac"#, "/"), ("x^", "x"), ("}", "}"),
  ])
  func formulas(tex: String, text: String) {
    #expect(PlainMathematics.text(of: tex) == text)
  }
}

@Suite struct PlainTextTests {
  private let plain = PlainText(references: [
    "fig:energy": "Figure 1.2", "eq:z": "equation (1.3)", "sec:bill": "section 1.7",
  ])

  @Test(arguments: [
    ("*Two* **kinds** of `let x = a * b`, and 2 * 3", "Two kinds of let x = a * b, and 2 * 3"),
    ("the energy $E(x) = x^2$, at $\\sigma$", "the energy E(x) = x², at σ"),
    ("$$ Z = 1 $$", "Z = 1"), ("costs \\$5", "costs $5"), ("one $ only", "one $ only"),
    ("see @fig:energy, @eq:z and @Sec:bill.", "see Figure 1.2, equation (1.3) and Section 1.7."),
    ("@ch:04, @fig:02-mixing-time", "Chapter 4, figure “mixing-time” of Chapter 2"),
    ("@fig:unknown", "Figure “unknown”"), ("a@b.c, @quote this", "a@b.c, @quote this"),
    ("@fig: none", "@fig: none"), ("[the *paper*](https://a.b/c_d)", "the paper"),
    ("[0, 1] and [x](y)", "[0, 1] and x"), ("[0, 1](half", "[0, 1](half"),
    ("a < b > c <br> <img src=\"x\">d", "a < b > c  d"), ("two\nlines", "two lines"),
    ("`open", "`open"),
  ])
  func markdown(markdown: String, text: String) {
    #expect(plain(markdown) == text)
  }

  @Test(arguments: [
    ("One. Two.", "One."), ("Is it? Yes.", "Is it?"), ("At 1.5 it ends. No.", "At 1.5 it ends."),
    ("By (e.g. a. B) rule. No.", "By (e.g. a. B) rule."), ("Use e.g. two. No.", "Use e.g. two."),
    ("“Is it?” he asked. No.", "“Is it?” he asked."), ("No end: x = 1", "No end: x = 1"), ("", ""),
    ("Needs no Z. A slope.", "Needs no Z."), ("Ends) here. No.", "Ends) here."),
  ])
  func sentences(text: String, first: String) {
    #expect(text.firstSentence == first)
  }
}
