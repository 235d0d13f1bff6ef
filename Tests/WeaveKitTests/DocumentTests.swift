import Testing

@testable import WeaveKit

@Suite struct DocumentTests {
  private let page = Document(path: "Chapters/05-a/README.md")

  @Test(arguments: [
    ("Figures/a.png", "../../Figures/a.png"), ("Chapters/05-a/main.swift", "main.swift"),
    ("Chapters/06-b/README.md", "../06-b/README.md"), ("book.md", "../../book.md"),
    ("Chapters/HOMEWORK.md", "../HOMEWORK.md"),
    ("Chapters/05-a/homework/Answers.swift", "homework/Answers.swift"),
  ]) func linksAreRelative(file: String, link: String) {
    #expect(page.link(to: file) == link)
    #expect(Document.book.link(to: file) == file)
  }

  @Test(arguments: [
    (5, "eq-x", true, "#eq-x", "#05-eq-x"),
    (5, "eq-x", false, "#eq-x", "Chapters/05-a/README.md#eq-x"),
    (6, "eq-x", true, "../06-a/README.md#eq-x", "#06-eq-x"),
    (6, "eq-x", false, "../06-a/README.md#eq-x", "Chapters/06-a/README.md#eq-x"),
    (5, "", true, "README.md", "#chapter-05"),
    (6, "", true, "../06-a/README.md", "#chapter-06"),
  ]) func placesAreLinkedToWhereTheyStand(
    chapter: Int, name: String, isInBook: Bool, onPage: String, inBook: String
  ) {
    let place = Place(
      chapter: chapter, page: "Chapters/0\(chapter)-a/README.md", name: name, isInBook: isInBook)
    #expect(page.link(to: place) == onPage)
    #expect(Document.book.link(to: place) == inBook)
  }

  @Test func theFrontMatterStandsInTheBookAlone() {
    let place = Place(chapter: 0, page: "book.md", name: "sec-notation", isInBook: true)
    #expect(page.link(to: place) == "../../book.md#sec-notation")
    #expect(Document.book.link(to: place) == "#sec-notation")
  }
}
