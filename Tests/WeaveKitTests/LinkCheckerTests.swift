import Testing

@testable import WeaveKit

@Suite struct LinkCheckerTests {
  private let page = Document(path: "Chapters/01-a/README.md")

  private func faults(book: String, page text: String = "") -> [String] {
    LinkChecker.faults(
      in: [(.book, book), (page, text)],
      contains: { ["book.md", page.path, "Figures/a.png", "Sources/A_(b).swift"].contains($0) })
  }

  @Test func linksThatLeadSomewherePass() {
    let book = """
      <a id="here"></a>[a](#here), [b](Chapters/01-a/README.md#there), ![c](Figures/a.png),
      [`d`](Sources/A_(b).swift) and [e](https://a.org/b), but `[f](nowhere)` is code, as is

      ```text
      <a id="here"></a> [g](nowhere)
      ```

      ````` ``` ````` opens nothing: <a id="last"></a>[k](#last)
      """
    let page = """
      <a id="there"></a><img src="../../Figures/a.png" alt="[h]">, [i](../../book.md#here), [j](#there)
      """
    #expect(faults(book: book, page: page) == [])
  }

  @Test(arguments: [
    ("[a](#nowhere)", "book.md: the link to '#nowhere' leads nowhere"),
    ("a\n\n- [`a`](Sources/B.swift)", "book.md: the link to 'Sources/B.swift' leads nowhere"),
    ("[a](Chapters/01-a/README.md#b)", "leads nowhere"), ("<img src=\"b.png\">", "leads nowhere"),
    ("<a id=\"a\"></a><a id=\"a\"></a>", "book.md: two places have the id 'a'"),
    ("[a](Figures/a.png#part)", "leads nowhere"), ("[a](../book.md)", "leads nowhere"),
  ]) func othersAreReported(text: String, fault: String) {
    let faults = faults(book: text)
    #expect(faults.count == 1)
    #expect(faults.first?.contains(fault) == true, "\(faults)")
  }

  @Test func linksStartAtTheDocument() {
    #expect(faults(book: "", page: "[a](Figures/a.png)").count == 1)
  }
}
