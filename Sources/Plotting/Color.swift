import Cairo

/// A colour in sRGB with an opacity.
public struct Color: Equatable, Sendable {
  /// Components in [0, 1].
  public var red, green, blue: Double
  /// 1 covers what is below, 0 is invisible.
  public var opacity: Double

  /// A colour from its components in [0, 1].
  public init(red: Double, green: Double, blue: Double, opacity: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.opacity = opacity
  }

  /// A colour from its usual notation: `Color(0x0072B2)`.
  public init(_ hex: UInt32) {
    self.init(
      red: Double(hex >> 16 & 255) / 255, green: Double(hex >> 8 & 255) / 255,
      blue: Double(hex & 255) / 255)
  }

  /// Black, the colour of what is exact.
  public static let black = Color(0x000000)
  /// White, the paper.
  public static let white = Color(0xFFFFFF)

  /// A neutral grey: 0 is black, 1 is white.
  public static func grey(_ level: Double) -> Color {
    Color(red: level, green: level, blue: level)
  }

  /// The same colour, more or less transparent.
  public func opacity(_ opacity: Double) -> Color {
    var color = self
    color.opacity = opacity
    return color
  }

  /// The colour, darkened as far as text in it needs to be readable on white: to a luminance of at
  /// most 0.25.
  var legible: Color {
    let luminance = 0.2126 * red * red + 0.7152 * green * green + 0.0722 * blue * blue
    guard luminance > 0.25 else { return self }
    let factor = (0.25 / luminance).squareRoot()
    return Color(
      red: red * factor, green: green * factor, blue: blue * factor, opacity: opacity)
  }

  /// The colour as Cairo stores it: `0xAARRGGBB`, components multiplied by the opacity.
  var pixel: UInt32 {
    func byte(_ value: Double) -> UInt32 {
      value >= 1 ? 255 : value > 0 ? UInt32((value * 255).rounded()) : 0
    }
    return byte(opacity) << 24 | byte(red * opacity) << 16 | byte(green * opacity) << 8
      | byte(blue * opacity)
  }
}

extension Context {
  func setColor(_ color: Color) {
    setColor(red: color.red, green: color.green, blue: color.blue, alpha: color.opacity)
  }
}
