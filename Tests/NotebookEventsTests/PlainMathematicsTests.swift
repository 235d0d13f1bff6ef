import Testing

@testable import NotebookEvents

@Suite struct PlainMathematicsTests {
  @Test(arguments: [
    (#"\sigma_t^2"#, "σ_t²"), (#"x_{t-1}"#, "x_(t−1)"), (#"x _{0: T}"#, "x_(0:T)"),
    (#"x_0"#, "x₀"), (#"e^{-E/T}"#, "e^(−E/T)"), ("N(0,1)", "N(0, 1)"), ("a_{i,j}", "a_(i,j)"),
    ("10{,}000", "10,000"),
    (#"\nabla_x \ln p(x)"#, "∇_x ln p(x)"), (#"-\ln p"#, "−ln p"), (#"2\ln\sigma"#, "2 ln σ"),
    (#"\ln^2 x"#, "ln² x"), (#"\ln(1+x)"#, "ln(1+x)"), (#"\ln (1+x)"#, "ln(1+x)"),
    (#"\lbrace a\rbrace"#, "{a}"), (#"\ln x"#, "ln x"), (#"\ln\big(1+x\big)"#, "ln(1+x)"),
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
    (#"\begin{aligned} a &= b \\ &= c \end{aligned}"#, "a = b; = c"),
    (#"\underbrace{x}_{\text{known}} + 1"#, "x + 1"),
    (#"\big[\, x \,\big]"#, "[x]"), (#"N\mathop{\mathrm{Var}}\nolimits(x)"#, "N Var(x)"),
    ("", ""), ("{", ""),
    ("\\", ""), (#"\frac"#, "/"), ("x^", "x"), ("}", "}"),
  ])
  func formulas(tex: String, text: String) {
    #expect(PlainMathematics(tex).text == text)
  }

  @Test func unknownCommandsAreReported() {
    let formula = PlainMathematics(#"\ln \sideset{a}{b} \sigma^{\odd}"#)
    #expect(formula.unknownCommands == ["sideset", "odd"])
    #expect(PlainMathematics(#"\ln \alpha"#).unknownCommands == [])
  }
}
