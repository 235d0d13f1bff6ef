import Cairo
import Files
import Images
import Testing

@testable import Plotting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Set `FIGURE_GALLERY` to a folder to have the figures written there, to be looked at.
@Suite("Figures of every kind")
struct GalleryTests {
  private func figure(_ name: String) -> Figure { gallery.first { $0.name == name }!.figure }

  @Test(arguments: gallery.map(\.name))
  func everyPanelHoldsInkAndNothingIsCutOff(name: String) throws {
    let figure = figure(name)
    let bytes = try figure.render(.png)
    if let folder = getenv("FIGURE_GALLERY") {
      try AtomicFile.write(bytes, to: "\(String(cString: folder))/\(name).png")
    }
    let image = try PixelImage(png: bytes)
    #expect(image.width == Int(figure.size.width * Figure.scale))
    // A page grows only if legends leave no room for the panels.
    #expect(name == "entries" || image.height <= Int(figure.size.height * Figure.scale))

    // The outermost points of the page are white: no text or line runs over its edge.
    for column in 0..<image.width {
      for row in [0, 1, 2, image.height - 3, image.height - 2, image.height - 1] {
        #expect(image[column, row] == 0xFFFF_FFFF, "column \(column), row \(row)")
      }
    }
    for row in 0..<image.height {
      for column in [0, 1, 2, image.width - 3, image.width - 2, image.width - 1] {
        #expect(image[column, row] == 0xFFFF_FFFF, "column \(column), row \(row)")
      }
    }

    let panels = try figure.measuredPanels()
    var page = Page(panels: [], height: 0)
    try Surface(.png, width: 1, height: 1).draw { pen in
      page = figure.pageWithLegends(panels, with: pen)
    }
    #expect(page.panels.count == figure.panels.count)
    for panel in page.panels {
      let area = panel.frame.area
      #expect(area.width >= 60 && area.height >= 60)
      var inked = 0
      for row in Int(area.y * 2) + 4..<Int(area.bottom * 2) - 4 {
        for column in Int(area.x * 2) + 4..<Int(area.right * 2) - 4 {
          // Darker than the grid.
          if image[column, row] & 0xFF < 0xE0 || image[column, row] >> 16 & 0xFF < 0xE0 {
            inked += 1
          }
        }
      }
      #expect(inked > 20, "panel “\(panel.measured.heading)”")
    }
  }

  @Test(arguments: gallery.map(\.name))
  func everyFormatIsTheSameTwice(name: String) throws {
    for (format, start, end) in [
      (Figure.Format.svg, "<?xml", "</svg>\n"), (.pdf, "%PDF-1.", "%%EOF\n"),
    ] {
      let bytes = try figure(name).render(format)
      #expect(bytes.starts(with: start.utf8))
      #expect(bytes.suffix(end.utf8.count).elementsEqual(end.utf8))
      #expect(try figure(name).render(format) == bytes)
    }
    let image = try PixelImage(png: figure(name).render(.png))
    let again = try PixelImage(png: figure(name).render(.png))
    #expect(image == again)
    let inked = image.pixels.count { $0 != 0xFFFF_FFFF }
    #expect(Double(inked) > 0.005 * Double(image.pixels.count), "not a blank page")
  }

  @Test(arguments: gallery.map(\.name))
  func theNumbersAreThere(name: String) {
    let lines = figure(name).csv.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count > 4)
    #expect(lines.first == "panel,title,mark,label,x,y,lower,upper,u,v,value")
    #expect(lines.last == "")
  }
}
