import Testing

@testable import Cairo

@Suite("Identifiers of SVG documents")
struct SVGIdentifierTests {
  @Test func numbersFollowTheOrderOfAppearance() {
    let document = """
      <image id="image26" xlink:href="data:image26"/><g id="surface22"><use xlink:href="#image26"/>
      <g id="surface30"/><g id="source-30"/><use xlink:href="#glyph0-1"/><a id="imagery"/>#
      """
    let expected = """
      <image id="image0" xlink:href="data:image26"/><g id="surface1"><use xlink:href="#image0"/>
      <g id="surface2"/><g id="source-2"/><use xlink:href="#glyph0-1"/><a id="imagery"/>#
      """
    let result = renumberingIdentifiers(Array(document.utf8))
    #expect(String(decoding: result, as: UTF8.self) == expected)
  }
}
