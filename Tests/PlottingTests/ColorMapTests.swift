import Elementary
import Testing

@testable import Plotting

@Suite("Colours")
struct ColorMapTests {
  /// Relative luminance (IEC 61966-2-1), computed from the colour as it is printed.
  private func luminance(_ color: Color) -> Double {
    func linear(_ c: Double) -> Double {
      c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
  }

  /// CIE lightness, another measure than the one by which the maps were made.
  private func lightness(_ color: Color) -> Double {
    let y = luminance(color)
    return y > 0.008856 ? 116 * pow(y, 1.0 / 3) - 16 : 903.3 * y
  }

  @Test(arguments: [ColorMap.viridis, .sequential.reversed(), .grey])
  func lightnessGrowsEvenly(map: ColorMap) {
    let values = (0...16).map { lightness(map(Double($0) / 16)) }
    let mean = (values[16] - values[0]) / 16
    for (a, b) in zip(values, values.dropFirst()) {
      #expect(b - a > 0.6 * mean && b - a < 1.5 * mean, "\(values)")
    }
    #expect(values[16] - values[0] > 60)
  }

  @Test func theDivergingMapIsSymmetricInLightness() {
    for t in [0.0, 0.125, 0.25, 0.375] {
      let (a, b) = (lightness(ColorMap.diverging(t)), lightness(ColorMap.diverging(1 - t)))
      #expect(abs(a - b) < 6)
      #expect(a < lightness(ColorMap.diverging(0.5)))
    }
    #expect(ColorMap.diverging(0).blue > ColorMap.diverging(0).red)
    #expect(ColorMap.diverging(1).red > ColorMap.diverging(1).blue)
  }

  @Test func endsAndOutside() {
    let map = ColorMap.viridis
    #expect(map(-3) == map(0) && map(7) == map(1) && map(.nan) == map(0))
    #expect(map(0) != map(1))
    #expect(ColorMap.grey(0) == .black && ColorMap.grey(1) == .white)
    #expect(map.reversed()(0.25) == map(0.75))
  }

  @Test func scales() {
    let linear = ColorScale(.grey, range: nil, scale: .linear, values: [-1, 3, .nan, .infinity])
    #expect(linear.range == -1...3)
    #expect(linear.color(1) == .grey(128.0 / 255))
    #expect(linear.color(.nan) == nil && linear.color(9) == .white)
    let log = ColorScale(.grey, range: 0.01...100, scale: .log, values: [])
    #expect(log.color(1) == .grey(128.0 / 255))
    #expect(log.color(0) == nil)
    let signed = ColorScale(.diverging, range: nil, scale: .linear, values: [-1, 3])
    #expect(signed.range == -3...3)
    let constant = ColorScale(.grey, range: nil, scale: .linear, values: [2, 2])
    #expect(constant.range == 1.5...2.5)
  }

  @Test func pixelsAreMultipliedByOpacity() {
    #expect(Color(0x0072B2).pixel == 0xFF00_72B2)
    #expect(Color.white.opacity(0.5).pixel == 0x8080_8080)
  }
}

@Suite("Styles keep their meaning")
struct StyleTests {
  @Test func meanings() {
    #expect(Style.exact.color == .black && Style.exact.dash == .solid)
    #expect(Style.learned.color == Palette.series[0])
    #expect(Style.wrong.color == Palette.vermilion && Style.wrong.dash == .dashed)
    #expect(Style.data.color.red == Style.data.color.blue)
  }

  @Test func seriesDiffer() {
    let styles = (0..<20).map(Style.series)
    for (i, a) in styles.enumerated() {
      #expect(styles[..<i].allSatisfy { $0 != a })
      #expect(a.color != Palette.vermilion)
    }
  }

  @Test func sequencesRunAlongTheMap() {
    #expect(Style.sequence(0, of: 4).color == ColorMap.viridis(0))
    #expect(Style.sequence(3, of: 4).color == ColorMap.viridis(0.85))
    #expect(Style.sequence(0, of: 1).color == ColorMap.viridis(0))
  }

  @Test func anIndexBeyondTheEndStopsTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = Style.sequence(3, of: 3) }
  }
}
