import Testing

@testable import Notebook

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
