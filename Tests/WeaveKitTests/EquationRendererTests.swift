import Testing

@testable import WeaveKit

@Suite struct EquationRendererTests {
  @Test(arguments: [
    (["a = b"], nil, "$$\na = b\n$$"),
    (["a = b"], "1.3", "$$\na = b \\tag{1.3}\n$$"),
    (["a", "- b"], nil, "$$\na - b\n$$"),
    (["a", "+ b", "= c"], nil, "$$\na + b\n= c\n$$"),
    (["a", "=", "b"], nil, "$$\na =\nb\n$$"),
    (["a", "-", "b"], nil, "$$\na -\nb\n$$"),
    (["- b"], nil, "$$\n-b\n$$"),
    (["2. x"], nil, "$$\n{}2. x\n$$"),
    (["a", "|b|"], nil, "$$\na |b|\n$$"),
    (["-b", "-c"], nil, "$$\n-b\n-c\n$$"),
  ]) func linesThatMarkdownWouldTakeForBlocksAreJoined(
    tex: [String], number: String?, expected: String
  ) {
    let (block, faults) = EquationRenderer.render(
      Equation(tex: tex, label: nil, line: 1), number: number)
    #expect(faults.isEmpty)
    #expect(block == expected)
  }
}
